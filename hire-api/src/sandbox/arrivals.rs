//! How many requests arrived, and how close together.

use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(1);

/// How the requests of an operation arrived; [`Sandbox::arrivals`](super::Sandbox::arrivals) tells
/// it.
///
/// A request arrives when the whole of it is there. Those whose connection was reset before they were
/// read ([`Fault::unread`](super::Fault::unread)) do not count; those that were refused do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Arrivals {
    /// How many there were.
    pub total: usize,
    /// How many there were in the busiest second, wherever it begins. Two requests that are exactly
    /// one second apart are not in the same one.
    pub busiest_second: usize,
    /// The time from the first to the last.
    pub span: Duration,
}

impl Arrivals {
    pub(super) fn new(mut times: Vec<Instant>) -> Self {
        times.sort_unstable();
        let mut busiest_second = 0;
        let mut gone = times.iter().peekable();
        for (index, now) in times.iter().enumerate() {
            while gone.next_if(|first| now.duration_since(**first) >= WINDOW).is_some() {}
            // What has come less what has left the window; `gone` has what is left of all.
            busiest_second = busiest_second.max(gone.len() + index + 1 - times.len());
        }
        let span = match (times.first(), times.last()) {
            (Some(first), Some(last)) => last.duration_since(*first),
            _ => Duration::ZERO,
        };
        Self { total: times.len(), busiest_second, span }
    }

    /// Requests per second, from the first to the last: two that are half a second apart make two a
    /// second. 0 for fewer than two.
    pub fn rate(&self) -> f64 {
        let (seconds, intervals) = (self.span.as_secs_f64(), self.total.saturating_sub(1));
        let intervals = u32::try_from(intervals).map_or(f64::INFINITY, f64::from);
        if seconds > 0.0 { intervals / seconds } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busiest_second_may_begin_anywhere() {
        let start = Instant::now();
        for (millis, busiest_second, span) in [
            (vec![], 0, 0),
            (vec![5], 1, 0),
            (vec![0, 1000], 1, 1000),
            (vec![0, 999], 2, 999),
            (vec![1500, 0, 900, 1899, 1900, 5000], 3, 5000),
            (vec![0, 600, 700, 800, 1599, 1600], 4, 1600),
        ] {
            let times = millis.iter().map(|millis| start + Duration::from_millis(*millis)).collect();
            let total = millis.len();
            let span = Duration::from_millis(span);
            assert_eq!(Arrivals::new(times), Arrivals { total, busiest_second, span }, "{millis:?}");
        }
    }

    #[test]
    fn a_rate_counts_intervals() {
        let start = Instant::now();
        let times = (0..11).map(|number| start + Duration::from_millis(number * 100)).collect();
        assert!((Arrivals::new(times).rate() - 10.0).abs() < 1e-9);
        assert!(Arrivals::new(vec![start]).rate().abs() < 1e-9);
    }
}
