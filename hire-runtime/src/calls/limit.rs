//! The rate limit on the client's side.

use std::collections::{BTreeMap, VecDeque};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::{Operation, RateLimit};

/// Above so many calls in a window, a part of the window is looked at.
const MOST_NOTED: u32 = 1000;

/// The longest pause that a server can ask for: a header that is misread, such as a date in
/// seconds, stops neither a client for ever nor a call whose time is not limited.
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);

/// A queue for each operation with a limit, and for each that the server has limited; and for each
/// set of credentials, since servers count each caller by itself.
#[derive(Debug)]
pub(crate) struct RateLimits {
    queues: Mutex<Queues>,
}

#[derive(Debug)]
struct Queues {
    by_key: BTreeMap<Key, Arc<Queue>>,
    /// With so many queues, those that nobody needs are thrown away.
    sweep_at: usize,
}

/// The API's title and the operation's id, since ids of two APIs may be the same, and the
/// credentials.
type Key = (&'static str, &'static str, Vec<u64>);

impl Default for RateLimits {
    fn default() -> Self {
        Self { queues: Mutex::new(Queues { by_key: BTreeMap::new(), sweep_at: 64 }) }
    }
}

/// A turn that comes after the deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLate {
    /// In how long it would come.
    pub(crate) wait: Duration,
}

impl RateLimits {
    /// Waits until the operation may be called. Fails as soon as it is known that this is after the
    /// deadline.
    pub(crate) async fn wait(
        &self,
        operation: &Operation,
        credentials: impl IntoIterator<Item = u64>,
        deadline: Option<Instant>,
    ) -> Result<(), TooLate> {
        let create = operation.limit().is_some();
        match self.queue(operation, credentials, create) {
            // The memory for a wait is that of those who wait.
            Some(queue) if !queue.leaves_at_once(deadline) => Box::pin(queue.wait(deadline)).await,
            _ => Ok(()),
        }
    }

    /// Lets nobody call the operation for a while.
    pub(crate) fn pause(
        &self,
        operation: &Operation,
        credentials: impl IntoIterator<Item = u64>,
        pause: Duration,
    ) {
        let until = Instant::now() + pause.min(LONGEST_PAUSE);
        if let Some(queue) = self.queue(operation, credentials, true) {
            queue.pause(until);
        }
    }

    fn queue(
        &self,
        operation: &Operation,
        credentials: impl IntoIterator<Item = u64>,
        create: bool,
    ) -> Option<Arc<Queue>> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        if queues.by_key.is_empty() && !create {
            return None;
        }
        let key = (operation.api().title(), operation.id(), credentials.into_iter().collect());
        if let Some(queue) = queues.by_key.get(&key) {
            return Some(Arc::clone(queue));
        }
        if !create {
            return None;
        }
        if queues.by_key.len() >= queues.sweep_at {
            queues.by_key.retain(|_, queue| queue.is_needed());
            queues.sweep_at = 64.max(2 * queues.by_key.len());
        }
        let queue = Arc::new(Queue::new(operation.limit().map(Pace::of)));
        queues.by_key.insert(key, Arc::clone(&queue));
        Some(queue)
    }
}

/// How calls follow each other.
///
/// Calls are spread over the window instead of let through in bursts: `gap` lies between any two.
/// The gap is a little less than the even share, so that a timer that wakes late is made up for; the
/// calls of a window count from when they really left, and the window is a little longer than the
/// limit's, for what the network does to the distances.
#[derive(Debug, Clone, Copy)]
struct Pace {
    calls: usize,
    window: Duration,
    gap: Duration,
}

impl Pace {
    fn of(limit: RateLimit) -> Self {
        let calls = limit.calls().max(1);
        let noted = calls.min(MOST_NOTED);
        // The same rate over a part of the window is no more over the whole.
        let window = limit.window().mul_f64(f64::from(noted) / f64::from(calls));
        Self {
            calls: usize::try_from(noted).unwrap_or(usize::MAX),
            window: window.saturating_add(window * 3 / 100),
            gap: (window / noted) * 95 / 100,
        }
    }

    /// How long so many calls take.
    fn time_of(self, calls: usize) -> Duration {
        let windows = u32::try_from(calls / self.calls).unwrap_or(u32::MAX);
        let rest = u32::try_from(calls % self.calls).unwrap_or(u32::MAX);
        self.window.saturating_mul(windows).saturating_add(self.gap.saturating_mul(rest))
    }
}

#[derive(Debug)]
struct Queue {
    pace: Option<Pace>,
    state: Mutex<State>,
    /// Whoever holds it is the next to leave. The lock is fair, so calls leave in the order they
    /// came, and one that is cancelled leaves its place to those behind it.
    turn: tokio::sync::Mutex<()>,
    /// Tells those who wait that there is a pause.
    pauses: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct State {
    /// When the last calls left, at most as many as a window allows.
    left: VecDeque<Instant>,
    paused_until: Option<Instant>,
    /// Who waits, in order.
    tickets: VecDeque<u64>,
    last_ticket: u64,
}

impl Queue {
    fn new(pace: Option<Pace>) -> Self {
        Self {
            pace,
            state: Mutex::default(),
            turn: tokio::sync::Mutex::new(()),
            pauses: watch::Sender::new(()),
        }
    }

    /// Notes that a call leaves, unless anybody or anything is in its way.
    fn leaves_at_once(&self, deadline: Option<Instant>) -> bool {
        self.turn.try_lock().is_ok_and(|_turn| matches!(self.leave(deadline), Ok(None)))
    }

    async fn wait(&self, deadline: Option<Instant>) -> Result<(), TooLate> {
        let ticket = Ticket::new(self);
        let mut pauses = self.pauses.subscribe();
        let mut turn = pin!(self.turn.lock());
        let _turn = loop {
            self.check(ticket.number, deadline)?;
            if let Some(turn) = unless(turn.as_mut(), pin!(pauses.changed())).await {
                break turn;
            }
        };
        while let Some(due) = self.leave(deadline)? {
            unless(pin!(tokio::time::sleep_until(due)), pin!(pauses.changed())).await;
        }
        Ok(())
    }

    /// Whether the turn of a ticket can come before the deadline.
    fn check(&self, ticket: u64, deadline: Option<Instant>) -> Result<(), TooLate> {
        let Some(deadline) = deadline else {
            return Ok(());
        };
        let (state, now) = (self.state(), Instant::now());
        let before = state.tickets.partition_point(|other| *other < ticket);
        let before = self.pace.map_or(Duration::ZERO, |pace| pace.time_of(before));
        let wait = self.due(&state, now).saturating_duration_since(now).saturating_add(before);
        if now.checked_add(wait).is_some_and(|turn| turn <= deadline) {
            return Ok(());
        }
        Err(TooLate { wait })
    }

    /// Notes that a call leaves, or says when it may.
    fn leave(&self, deadline: Option<Instant>) -> Result<Option<Instant>, TooLate> {
        let (mut state, now) = (self.state(), Instant::now());
        let due = self.due(&state, now);
        if deadline.is_some_and(|deadline| due > deadline) {
            return Err(TooLate { wait: due.saturating_duration_since(now) });
        }
        if due > now {
            return Ok(Some(due));
        }
        if let Some(pace) = self.pace {
            while state.left.len() >= pace.calls {
                state.left.pop_front();
            }
            state.left.push_back(now);
        }
        Ok(None)
    }

    /// When the next call may leave.
    fn due(&self, state: &State, now: Instant) -> Instant {
        let mut due = state.paused_until.map_or(now, |until| until.max(now));
        if let Some(pace) = self.pace {
            let gap = state.left.back().map(|last| (*last, pace.gap));
            let full = state.left.len() >= pace.calls;
            let window = state.left.front().filter(|_| full).map(|first| (*first, pace.window));
            for (call, distance) in gap.into_iter().chain(window) {
                due = due.max(call.checked_add(distance).unwrap_or(now));
            }
        }
        due
    }

    fn pause(&self, until: Instant) {
        let mut state = self.state();
        state.paused_until = state.paused_until.max(Some(until));
        drop(state);
        self.pauses.send_replace(());
    }

    /// Whether it holds back anybody, now or soon.
    fn is_needed(self: &Arc<Self>) -> bool {
        let (state, now) = (self.state(), Instant::now());
        let window = self.pace.map_or(Duration::ZERO, |pace| pace.window);
        let left = state.left.back().and_then(|last| last.checked_add(window)).is_some_and(|end| now < end);
        left || state.paused_until.is_some_and(|until| now < until) || Arc::strong_count(self) > 1
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place among those who wait, given back when it is dropped.
struct Ticket<'q> {
    queue: &'q Queue,
    number: u64,
}

impl<'q> Ticket<'q> {
    fn new(queue: &'q Queue) -> Self {
        let mut state = queue.state();
        state.last_ticket = state.last_ticket.wrapping_add(1);
        let number = state.last_ticket;
        state.tickets.push_back(number);
        Self { queue, number }
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let mut state = self.queue.state();
        if let Ok(place) = state.tickets.binary_search(&self.number) {
            state.tickets.remove(place);
        }
    }
}

/// Runs a future unless another one ends before it.
async fn unless<F: Future, G: Future>(mut future: Pin<&mut F>, mut other: Pin<&mut G>) -> Option<F::Output> {
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        other.as_mut().poll(context).map(|_| None)
    })
    .await
}

#[cfg(test)]
#[path = "limit_tests.rs"]
mod tests;
