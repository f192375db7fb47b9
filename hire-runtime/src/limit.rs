//! The rate limit on the client's side.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::{Operation, RateLimit};

/// One queue for each operation that has a limit.
///
/// Calls are spaced instead of let through in bursts, and each is spaced from when the one
/// before it really left: a timer that wakes late is not made up for, so no window ever sees
/// more calls than the limit allows.
#[derive(Debug, Default)]
pub(crate) struct RateLimits {
    queues: Mutex<BTreeMap<Key, Arc<Queue>>>,
}

/// The API's title and the operation's id: ids of two APIs may be the same.
type Key = (&'static str, &'static str);

#[derive(Debug)]
struct Queue {
    spacing: Duration,
    /// When the next call may leave. The lock is fair, so calls leave in the order they came.
    next: tokio::sync::Mutex<Instant>,
}

impl RateLimits {
    /// Waits until the operation may be called.
    pub(crate) async fn wait(&self, operation: &Operation) {
        let Some(limit) = operation.limit() else {
            return;
        };
        let queue = self.queue(operation, limit);
        let mut next = queue.next.lock().await;
        tokio::time::sleep_until(*next).await;
        let now = Instant::now();
        *next = now.checked_add(queue.spacing).unwrap_or(now);
    }

    fn queue(&self, operation: &Operation, limit: RateLimit) -> Arc<Queue> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queues.entry((operation.api().title(), operation.id())).or_insert_with(|| {
            Arc::new(Queue { spacing: spacing(limit), next: tokio::sync::Mutex::new(Instant::now()) })
        });
        Arc::clone(queue)
    }
}

/// The window shared out evenly, and 2 % more for what the network does to the distance.
fn spacing(limit: RateLimit) -> Duration {
    let even = limit.window() / limit.calls().max(1);
    even.saturating_add(even / 50)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Api;

    static API: Api = Api::new("limits", "1");
    static FAST: Operation =
        Operation::new(&API, "fast", "GET", "/fast").rate_limit(20, Duration::from_millis(400));
    static OTHER: Operation =
        Operation::new(&API, "other", "GET", "/other").rate_limit(1, Duration::from_secs(3600));
    static FREE: Operation = Operation::new(&API, "free", "GET", "/free");

    #[test]
    fn spacing_shares_the_window_out() {
        for (calls, window_ms, spacing_us) in [
            (10, 1000, 102_000),
            (1, 1000, 1_020_000),
            (100, 60_000, 612_000),
            (0, 1000, 1_020_000),
            (10, 0, 0),
        ] {
            let operation =
                Operation::new(&API, "any", "GET", "/").rate_limit(calls, Duration::from_millis(window_ms));
            assert_eq!(
                spacing(operation.limit().unwrap()),
                Duration::from_micros(spacing_us),
                "{calls} in {window_ms} ms"
            );
        }
    }

    #[tokio::test]
    async fn no_window_sees_more_than_the_limit() {
        let limits = Arc::new(RateLimits::default());
        let start = Instant::now();
        let mut tasks = Vec::new();
        for _ in 0..30 {
            let limits = Arc::clone(&limits);
            tasks.push(tokio::spawn(async move {
                limits.wait(&FAST).await;
                start.elapsed()
            }));
        }
        let mut left = Vec::new();
        for task in tasks {
            left.push(task.await.unwrap());
        }
        left.sort();
        for window in left.windows(21) {
            let span = window[20].saturating_sub(window[0]);
            assert!(span >= Duration::from_millis(400), "21 calls in {span:?}");
        }
        // The first does not wait, and the limit is not far from used up.
        assert!(left[0] < Duration::from_millis(400), "{left:?}");
        assert!(left[29] < Duration::from_secs(3), "{left:?}");
    }

    #[tokio::test]
    async fn each_operation_has_its_own_queue() {
        let limits = RateLimits::default();
        let start = Instant::now();
        limits.wait(&OTHER).await;
        limits.wait(&FAST).await;
        for _ in 0..100 {
            limits.wait(&FREE).await;
        }
        assert!(start.elapsed() < Duration::from_secs(2));
        let second = tokio::time::timeout(Duration::from_millis(20), limits.wait(&OTHER)).await;
        assert!(second.is_err(), "the second of an hour has to wait");
    }
}
