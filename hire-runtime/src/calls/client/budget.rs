//! How many retries all calls of a client may make together.

use std::fmt::{self, Debug};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many retries all calls of a client may make together, so that an outage does not become a
/// storm: a token bucket, shared by the clones of the budget.
///
/// A retry takes one. A response that gives no reason to retry puts `percent` hundredths of one
/// back, up to the size of the bucket. So after a burst there are at most `percent` retries for a
/// hundred responses that were good, and none at all while nothing is answered. A call that finds
/// the bucket empty fails with the error that it has. A retry that is cancelled while it waits
/// gives back what it took.
///
/// By default 100 retries at once, and then 10 % of the good responses. [`Client::with_options`]
/// and [`ClientBuilder::retry_budget`] take another; several clients can have the same one.
///
/// ```
/// use hire_runtime::RetryBudget;
///
/// let budget = RetryBudget::new(2, 50);
/// assert_eq!(budget.left(), 2);
/// assert_eq!(RetryBudget::default().left(), 100);
/// ```
///
/// [`Client::with_options`]: crate::Client::with_options
/// [`ClientBuilder::retry_budget`]: crate::ClientBuilder::retry_budget
#[derive(Clone)]
pub struct RetryBudget {
    /// `None`: without end.
    bucket: Option<Arc<Bucket>>,
}

struct Bucket {
    /// In hundredths of a retry.
    left: AtomicU64,
    size: u64,
    percent: u64,
}

/// A retry in hundredths of one.
const RETRY: u64 = 100;

impl RetryBudget {
    /// `burst` retries at once, and then `percent` of them for a hundred good responses.
    pub fn new(burst: u32, percent: u32) -> Self {
        let size = u64::from(burst) * RETRY;
        let bucket = Bucket { left: AtomicU64::new(size), size, percent: percent.into() };
        Self { bucket: Some(Arc::new(bucket)) }
    }

    /// Without end: only the [`RetryPolicy`](crate::RetryPolicy) of each call counts.
    pub fn unlimited() -> Self {
        Self { bucket: None }
    }

    /// How many retries there are now. [`u32::MAX`] for a budget without end.
    pub fn left(&self) -> u32 {
        let left =
            self.bucket.as_ref().map_or(u64::MAX, |bucket| bucket.left.load(Ordering::Relaxed) / RETRY);
        u32::try_from(left).unwrap_or(u32::MAX)
    }

    /// A retry, if there is one.
    pub(super) fn take(&self) -> Option<Permit> {
        let Some(bucket) = &self.bucket else {
            return Some(Permit { bucket: None });
        };
        let taken =
            bucket.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(RETRY));
        taken.is_ok().then(|| Permit { bucket: Some(Arc::clone(bucket)) })
    }

    /// Notes a good response.
    pub(super) fn pay_back(&self) {
        if let Some(bucket) = &self.bucket {
            bucket.add(bucket.percent);
        }
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(100, 10)
    }
}

impl Debug for RetryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.bucket {
            None => f.write_str("RetryBudget(unlimited)"),
            Some(bucket) => f
                .debug_struct("RetryBudget")
                .field("left", &self.left())
                .field("burst", &(bucket.size / RETRY))
                .field("percent", &bucket.percent)
                .finish(),
        }
    }
}

impl Bucket {
    fn add(&self, hundredths: u64) {
        // It always gives a value, so it cannot fail.
        _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            Some(left.saturating_add(hundredths).min(self.size))
        });
    }
}

/// A retry that was taken. It goes back unless it is used.
#[must_use]
pub(super) struct Permit {
    bucket: Option<Arc<Bucket>>,
}

impl Permit {
    /// The retry is made.
    pub(super) fn spend(mut self) {
        self.bucket = None;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(bucket) = &self.bucket {
            bucket.add(RETRY);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_cost_and_good_responses_pay_back_up_to_the_size() {
        let budget = RetryBudget::new(2, 10);
        let shared = budget.clone();
        for left in [1, 0] {
            shared.take().unwrap().spend();
            assert_eq!(budget.left(), left);
        }
        assert!(budget.take().is_none());
        for _ in 0..9 {
            budget.pay_back();
            assert!(shared.take().is_none());
        }
        budget.pay_back();
        assert_eq!(shared.left(), 1);
        for _ in 0..1000 {
            budget.pay_back();
        }
        assert_eq!(budget.left(), 2);
    }

    #[test]
    fn what_is_not_used_goes_back() {
        let budget = RetryBudget::new(1, 0);
        let permit = budget.take();
        assert!(permit.is_some() && budget.take().is_none());
        drop(permit);
        assert_eq!(budget.left(), 1);
    }

    #[test]
    fn an_outage_gives_a_burst_and_then_a_tenth() {
        // Every other request is answered well; each of the others would like to be repeated.
        let budget = RetryBudget::default();
        let mut retries = 0;
        for _ in 0..100_000 {
            budget.pay_back();
            if let Some(permit) = budget.take() {
                permit.spend();
                retries += 1;
            }
        }
        assert!((10_000..=10_100).contains(&retries), "{retries}");
    }

    #[test]
    fn without_end() {
        let budget = RetryBudget::unlimited();
        for _ in 0..10_000 {
            budget.take().unwrap().spend();
        }
        assert_eq!(budget.left(), u32::MAX);
        assert_eq!(format!("{budget:?}"), "RetryBudget(unlimited)");
    }
}
