//! The rate limit: so many requests in the last second, for each operation and app.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use super::Operation;

const WINDOW: Duration = Duration::from_secs(1);

/// The requests of the last second.
#[derive(Default)]
pub(super) struct Windows(BTreeMap<(Operation, String), VecDeque<Instant>>);

impl Windows {
    /// Counts a request. When there are too many, it is not counted, and the time until the next
    /// may come is the error.
    pub(super) fn enter(
        &mut self,
        operation: Operation,
        app: &str,
        limit: u32,
        now: Instant,
    ) -> Result<(), Duration> {
        let window = self.0.entry((operation, app.to_owned())).or_default();
        while window.front().is_some_and(|first| now.saturating_duration_since(*first) >= WINDOW) {
            window.pop_front();
        }
        if window.len() < usize::try_from(limit).unwrap_or(usize::MAX) {
            window.push_back(now);
            return Ok(());
        }
        let first = window.front().copied().unwrap_or(now);
        Err(WINDOW.saturating_sub(now.saturating_duration_since(first)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_slides() {
        let mut windows = Windows::default();
        let start = Instant::now();
        let operation = Operation::CreateExternalReward;
        let mut at =
            |app: &str, millis| windows.enter(operation, app, 2, start + Duration::from_millis(millis));
        assert_eq!(at("a", 0), Ok(()));
        assert_eq!(at("a", 600), Ok(()));
        assert_eq!(at("a", 700), Err(Duration::from_millis(300)));
        assert_eq!(at("b", 700), Ok(()), "each app has its own limit");
        assert_eq!(at("a", 1000), Ok(()), "the first one is a second old");
        assert_eq!(at("a", 1001), Err(Duration::from_millis(599)));
    }
}
