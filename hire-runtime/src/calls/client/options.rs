//! What can be chosen for each call.

use std::time::Duration;

use tokio::time::Instant;

use super::RetryBudget;
use super::pace::Paced;
use crate::calls::transport::Limits;
use crate::{ByteStream, RetryPolicy};

/// What to do about values that break the rules of a description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Checks {
    /// They are errors.
    Strict,
    /// They are told to `tracing`, place and rule without the value, and go on.
    Warn,
    /// Nobody looks.
    Off,
}

/// What can be chosen for each call: a [`ClientBuilder`](crate::ClientBuilder) sets it for all
/// calls of a client, [`Client::with_options`](crate::Client::with_options) for some of them.
///
/// ```
/// use hire_runtime::{CallOptions, RetryPolicy};
/// use std::time::Duration;
///
/// let hasty = CallOptions::default()
///     .timeout(Duration::from_secs(3))
///     .attempt_timeout(Duration::from_secs(1))
///     .retry(RetryPolicy::default().max_attempts(2));
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct CallOptions {
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) idle_timeout: Option<Duration>,
    pub(super) max_response_bytes: usize,
    pub(super) retry: RetryPolicy,
    pub(super) budget: RetryBudget,
    pub(super) rate_limiting: bool,
    pub(super) request_checks: Checks,
    pub(super) response_checks: Checks,
}

/// For an attempt that nothing limits: adding it to a clock's time cannot fail.
const A_YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

impl Default for CallOptions {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            timeout: Some(Duration::from_secs(2 * 60)),
            attempt_timeout: Some(limits.timeout),
            idle_timeout: Some(Duration::from_secs(60)),
            max_response_bytes: limits.max_response_bytes,
            retry: RetryPolicy::default(),
            budget: RetryBudget::default(),
            rate_limiting: true,
            request_checks: Checks::Strict,
            response_checks: Checks::Off,
        }
    }
}

impl CallOptions {
    /// How long the whole call may take, with all its attempts, the pauses between them, and
    /// waiting for a token and for its turn under the rate limit. It holds for a stream until its end. By default 2
    /// minutes; `None` for no limit.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// How long one attempt may take, the whole response read, or its head if its body is a stream. By default 30 seconds;
    /// `None` for no limit but that of the call.
    pub fn attempt_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.attempt_timeout = timeout.into();
        self
    }

    /// How long a stream that somebody reads may give nothing. By default a minute; `None` for no limit but that of the
    /// call.
    pub fn idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.idle_timeout = timeout.into();
        self
    }

    /// The most bytes that the body of a response may have. By default 8 MiB. A stream may have any number, unless it is
    /// collected; of one of events or lines, each may have so many.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Whether and when a failed call is sent again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many retries all calls with this budget may make together.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// Whether calls wait so that the rate limits of the description are kept, and while the
    /// server has said that a limit is reached. They do by default.
    pub fn rate_limiting(mut self, on: bool) -> Self {
        self.rate_limiting = on;
        self
    }

    /// What happens to requests that break the description: by default nothing of them is sent.
    /// [`Checks::Off`] is for servers that take more than their description says.
    pub fn request_checks(mut self, checks: Checks) -> Self {
        self.request_checks = checks;
        self
    }

    /// What happens to responses that can be read but break a rule of the description: by default
    /// nothing.
    pub fn response_checks(mut self, checks: Checks) -> Self {
        self.response_checks = checks;
        self
    }

    /// When a failed call is repeated, as it is set by now.
    pub fn retry_policy(&self) -> RetryPolicy {
        self.retry.clone()
    }

    /// When a call has to be over that starts at this time.
    pub(super) fn deadline(&self, start: Instant) -> Option<Instant> {
        start.checked_add(self.timeout?)
    }

    /// What an attempt may cost that starts at this time.
    pub(super) fn limits(&self, start: Instant, deadline: Option<Instant>) -> Limits {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(start));
        let timeout = self.attempt_timeout.into_iter().chain(left).fold(A_YEAR, Duration::min);
        Limits { timeout, max_response_bytes: self.max_response_bytes }
    }

    /// A stream that keeps the times of a call.
    pub(super) fn pace(&self, stream: ByteStream, deadline: Option<Instant>) -> ByteStream {
        let length = stream.length();
        let paced = Paced::around(stream, self.idle_timeout, deadline);
        ByteStream::of(paced).with_length(length).with_limit(self.max_response_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_has_the_least_of_its_time_and_that_of_the_call() {
        let seconds = Duration::from_secs;
        for (call, attempt, expected) in [
            (Some(seconds(120)), Some(seconds(30)), seconds(30)),
            (Some(seconds(10)), Some(seconds(30)), seconds(10)),
            (None, Some(seconds(30)), seconds(30)),
            (Some(seconds(120)), None, seconds(120)),
            (None, None, A_YEAR),
            (Some(Duration::MAX), None, A_YEAR),
        ] {
            let options = CallOptions::default().timeout(call).attempt_timeout(attempt);
            let start = Instant::now();
            let limits = options.limits(start, options.deadline(start));
            assert_eq!(limits.timeout, expected, "{call:?} {attempt:?}");
        }
        let options = CallOptions::default().timeout(seconds(10));
        let start = Instant::now();
        let deadline = options.deadline(start);
        assert_eq!(options.limits(start + seconds(7), deadline).timeout, seconds(3));
        assert_eq!(options.limits(start + seconds(14), deadline).timeout, Duration::ZERO);
    }
}
