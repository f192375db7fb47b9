//! A token that is fetched when it is needed and kept while it is good.

use std::fmt::{self, Debug};
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::{AuthError, BoxFuture, Secret, TokenSource};

const MARGIN: Duration = Duration::from_secs(5 * 60);

/// The shortest life of a token: an API that gives a life of no length, or of less than none, would
/// otherwise be asked for a token before every call.
const SHORTEST: Duration = Duration::from_secs(1);

/// How long a fetch may take before somebody who waits for it begins another. One whose runtime
/// stands still would never end.
const PATIENCE: Duration = Duration::from_secs(60);

/// A [`TokenSource`] that keeps a token until shortly before it ends.
///
/// `fetch` gives a token and how long it lives from when it was asked for: a second at least,
/// whatever it says, and for ever if that is further away than a clock can tell.
///
/// * However many callers wait, one fetch is under way. It runs as a task of the tokio runtime of
///   the caller that needs it first, and so goes on if that caller goes away. Outside of a runtime
///   this caller runs it by itself, and if it goes away, the next who waits fetches anew.
/// * Shortly before a token ends it is refreshed in the background: the first caller that comes
///   then begins the fetch, and it and all others get the old token at once. (Outside of a runtime
///   the first caller waits for the new one.)
/// * A failed fetch is not kept: those who waited for it get its error, the next caller fetches
///   anew. If the old token is still good, it goes on to be used, and the refresh is tried
///   again after half of the time that is left.
/// * A token that the server rejected is replaced once, however many callers report it.
///
/// ```
/// use hire_runtime::{Secret, TokenCache, TokenSource};
/// use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), hire_runtime::AuthError> {
/// let cache = TokenCache::new(|| async {
///     // Here a call to the token operation.
///     Ok((Secret::from("t-1"), Duration::from_secs(7200)))
/// })
/// .margin(Duration::from_secs(600));
///
/// assert_eq!(cache.token(None).await?.expose(), "t-1");
/// # Ok(())
/// # }
/// ```
pub struct TokenCache<F> {
    fetch: F,
    margin: Duration,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    entry: Option<Entry>,
    /// The fetch that is under way.
    flight: Option<Flight>,
    flights: u64,
    /// The number of the last fetch whose token was kept.
    kept: u64,
}

struct Entry {
    token: Secret,
    /// When to fetch the next. `None`: never.
    refresh: Option<Instant>,
    /// When it ends. `None`: never.
    end: Option<Instant>,
}

/// A fetch that is under way, as those see it who wait for it.
#[derive(Clone)]
struct Flight {
    number: u64,
    began: Instant,
    landing: watch::Receiver<Option<Result<Secret, AuthError>>>,
}

/// What a caller finds.
enum Found {
    /// A token that is good for a while, or that somebody refreshes already.
    Good(Secret),
    /// A token that ends soon, and a fetch to begin.
    EndsSoon(Secret, Pilot),
    /// No token, and a fetch to wait for.
    UnderWay(Flight),
    /// No token, and a fetch to begin.
    Nothing(Pilot, Flight),
}

impl<F, Fetch> TokenCache<F>
where
    F: Fn() -> Fetch + Send + Sync + 'static,
    Fetch: Future<Output = Result<(Secret, Duration), AuthError>> + Send + 'static,
{
    /// A cache over `fetch`.
    pub fn new(fetch: F) -> Self {
        Self { fetch, margin: MARGIN, state: Arc::default() }
    }

    /// How long before its end a token is refreshed: by default 5 minutes, and never more than
    /// half of its life.
    #[must_use]
    pub fn margin(mut self, margin: Duration) -> Self {
        self.margin = margin;
        self
    }

    async fn get(&self, rejected: Option<Secret>) -> Result<Secret, AuthError> {
        let runtime = Handle::try_current().ok();
        // A runtime that is about to end drops its tasks. The second time round, this caller does
        // the work by itself.
        let mut spawns = runtime.as_ref();
        loop {
            let landed = match self.find(rejected.as_ref()) {
                Found::Good(token) => return Ok(token),
                Found::EndsSoon(token, pilot) => {
                    let flight = pilot.fly((self.fetch)());
                    let refreshed = match spawns {
                        Some(runtime) => {
                            runtime.spawn(in_this_span(flight));
                            None
                        }
                        None => flight.await.ok(),
                    };
                    return Ok(refreshed.unwrap_or(token));
                }
                Found::UnderWay(flight) => self.wait(flight, runtime.is_some()).await,
                Found::Nothing(pilot, landing) => {
                    let flight = pilot.fly((self.fetch)());
                    match spawns.take() {
                        Some(runtime) => {
                            runtime.spawn(in_this_span(flight));
                            self.wait(landing, true).await
                        }
                        None => Some(flight.await),
                    }
                }
            };
            match landed {
                Some(Ok(token)) if Some(&token) == rejected.as_ref() => return Err(AuthError::Refused),
                Some(landed) => return landed,
                None => {}
            }
        }
    }

    /// Waits for a fetch that is under way. `None` if it was given up.
    async fn wait(&self, mut flight: Flight, timed: bool) -> Option<Result<Secret, AuthError>> {
        let landed = flight.landing.wait_for(Option::is_some);
        if !timed {
            return landed.await.ok()?.clone();
        }
        match tokio::time::timeout_at(flight.began + PATIENCE, landed).await {
            Ok(landed) => landed.ok()?.clone(),
            Err(_elapsed) => {
                let mut state = lock(&self.state);
                state.flight.take_if(|current| current.number == flight.number);
                None
            }
        }
    }

    /// What there is. A rejected token is thrown away.
    fn find(&self, rejected: Option<&Secret>) -> Found {
        let mut state = lock(&self.state);
        let now = Instant::now();
        state.entry.take_if(|entry| Some(&entry.token) == rejected || !entry.is_good(now));
        match (&state.entry, &state.flight) {
            (Some(entry), flight)
                if flight.is_some() || entry.refresh.is_none_or(|refresh| now < refresh) =>
            {
                Found::Good(entry.token.clone())
            }
            (Some(entry), _) => {
                let token = entry.token.clone();
                Found::EndsSoon(token, self.begin(&mut state).0)
            }
            (None, Some(flight)) => Found::UnderWay(flight.clone()),
            (None, None) => {
                let (pilot, flight) = self.begin(&mut state);
                Found::Nothing(pilot, flight)
            }
        }
    }

    fn begin(&self, state: &mut State) -> (Pilot, Flight) {
        let (sender, landing) = watch::channel(None);
        state.flights = state.flights.wrapping_add(1);
        let (number, asked) = (state.flights, Instant::now());
        let flight = Flight { number, began: asked, landing };
        state.flight = Some(flight.clone());
        let state = Arc::clone(&self.state);
        (Pilot { state, margin: self.margin, asked, number, landing: sender }, flight)
    }
}

impl Entry {
    fn is_good(&self, now: Instant) -> bool {
        self.end.is_none_or(|end| now < end)
    }

    /// Puts the refresh off, to after half of the time that is left.
    fn put_off(&mut self, now: Instant) {
        let left = self.end.map(|end| end.saturating_duration_since(now));
        self.refresh = left.and_then(|left| now.checked_add(left / 2));
    }
}

/// Carries out one fetch. If it is dropped before its end, the fetch was given up.
struct Pilot {
    state: Arc<Mutex<State>>,
    margin: Duration,
    asked: Instant,
    number: u64,
    landing: watch::Sender<Option<Result<Secret, AuthError>>>,
}

impl Pilot {
    async fn fly<Fetch>(self, fetch: Fetch) -> Result<Secret, AuthError>
    where
        Fetch: Future<Output = Result<(Secret, Duration), AuthError>>,
    {
        let landed = fetch.await.map(|(token, life)| {
            self.keep(token.clone(), life);
            token
        });
        // Whoever comes from here on finds the token, or begins a fetch of its own.
        let landing = self.landing.clone();
        drop(self);
        landing.send_replace(Some(landed.clone()));
        landed
    }

    fn keep(&self, token: Secret, life: Duration) {
        let mut state = lock(&self.state);
        // An empty one is none. A fetch that was given up may end after the next one.
        if token.expose().is_empty() || state.kept > self.number {
            return;
        }
        state.kept = self.number;
        let life = life.max(SHORTEST);
        let margin = self.margin.min(life / 2);
        state.entry = Some(Entry {
            token,
            // A time too far away for the clock is never.
            refresh: self.asked.checked_add(life.saturating_sub(margin)),
            end: self.asked.checked_add(life),
        });
    }
}

impl Drop for Pilot {
    fn drop(&mut self) {
        let mut state = lock(&self.state);
        state.flight.take_if(|flight| flight.number == self.number);
        let now = Instant::now();
        if let Some(entry) = &mut state.entry
            && entry.refresh.is_some_and(|refresh| refresh <= now)
        {
            entry.put_off(now);
        }
    }
}

/// A task of its own shows up where it was begun.
#[cfg(feature = "tracing")]
fn in_this_span<F: Future>(task: F) -> impl Future<Output = F::Output> {
    tracing::Instrument::in_current_span(task)
}

#[cfg(not(feature = "tracing"))]
fn in_this_span<F: Future>(task: F) -> F {
    task
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<F, Fetch> TokenSource for TokenCache<F>
where
    F: Fn() -> Fetch + Send + Sync + 'static,
    Fetch: Future<Output = Result<(Secret, Duration), AuthError>> + Send + 'static,
{
    fn token(&self, rejected: Option<&Secret>) -> BoxFuture<'_, Result<Secret, AuthError>> {
        Box::pin(self.get(rejected.cloned()))
    }
}

/// Without the token.
impl<F> Debug for TokenCache<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenCache").field("margin", &self.margin).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "cache_tests.rs"]
mod tests;
