//! Whether, why and when a failed attempt is made again.

use std::fmt::{self, Display};
use std::time::Duration;

use http::StatusCode;

use crate::{Operation, TransportError, TransportErrorKind};

/// How often and after how long a call that failed is sent again.
///
/// A request is only repeated **if that is harmless**: the method is safe or idempotent (GET,
/// HEAD, OPTIONS, TRACE, PUT, DELETE; RFC 9110, section 9.2), the request carries its idempotency
/// key ([`Endpoint::idempotency_key`](crate::Endpoint::idempotency_key)), or there was no
/// connection and so nothing was sent. [`assume_harmless`](Self::assume_harmless) is for calls of
/// which you know more.
///
/// **Reasons** to repeat are transport errors (no connection, no response in time, a response that
/// broke off; but not a response that is too long, nor a request that the transport cannot send:
/// [`TransportErrorKind::Unsupported`]), the statuses 408, 425, 429, 500, 502, 503 and 504 if the description knows nothing
/// of the error code, and error codes that the description calls retryable. A code that it knows
/// and does not call so is final, and so is a complete response that cannot be read.
///
/// **The pause** before the n-th retry is random between zero and `base_delay` · 2ⁿ⁻¹, at most
/// `max_delay` (exponential backoff with full jitter). What the server asks for, by `Retry-After`
/// or the description's reset header, comes on top of that and is waited for in full. If there is
/// not that much time left in the call ([`CallOptions::timeout`](crate::CallOptions::timeout)),
/// the call gives up at once, with the response as its error; and so it does, whatever time it has, if
/// the server asks for more than an hour.
///
/// All calls of a client share a [`RetryBudget`](crate::RetryBudget). Without a retry left there,
/// a call gives up.
///
/// ```
/// use hire_runtime::RetryPolicy;
/// use std::time::Duration;
///
/// let patient = RetryPolicy::default().max_attempts(8).base_delay(Duration::from_secs(1));
/// assert_ne!(patient, RetryPolicy::default());
/// assert_eq!(RetryPolicy::none(), RetryPolicy::default().max_attempts(1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    assume_harmless: bool,
}

impl Default for RetryPolicy {
    /// 4 attempts, pauses from 200 ms to 20 s.
    fn default() -> Self {
        Self {
            max_attempts: 4,
            base_delay: Duration::from_millis(200),
            max_delay: Duration::from_secs(20),
            assume_harmless: false,
        }
    }
}

impl RetryPolicy {
    /// Every request is sent once, apart from one repeat with a new token if the server refuses
    /// the first.
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// The most attempts, the first included. By default 4; 0 counts as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// The longest pause before the first retry. It doubles with each further one. By default
    /// 200 ms.
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The longest pause that doubling leads to. By default 20 seconds. It does not limit what
    /// the server asks for.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Repeats whatever the method, with or without an idempotency key. Only for calls whose
    /// repetition you know to be harmless, such as a POST that asks for a token.
    pub fn assume_harmless(mut self, assume: bool) -> Self {
        self.assume_harmless = assume;
        self
    }

    /// Whether the request may arrive twice.
    pub(crate) fn may_repeat(&self, operation: &Operation, has_key: bool) -> bool {
        self.assume_harmless || has_key || operation.is_idempotent()
    }

    /// Whether there may be one more after so many retries.
    pub(crate) fn allows(&self, retries: u32) -> bool {
        retries.saturating_add(1) < self.max_attempts
    }

    /// The pause after so many retries; `random` is from 0 to 1.
    pub(crate) fn pause(&self, retries: u32, random: f64) -> Duration {
        let doubled = 2_u32.checked_pow(retries).unwrap_or(u32::MAX);
        let longest = self.base_delay.saturating_mul(doubled).min(self.max_delay);
        Duration::try_from_secs_f64(longest.as_secs_f64() * random).unwrap_or(longest)
    }
}

/// Why a request is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryReason {
    /// No complete response came.
    Transport(TransportErrorKind),
    /// The HTTP status, of a response whose code the description does not know.
    Status(StatusCode),
    /// The error code, which the description calls retryable.
    Code(i64),
    /// The server refused the credential, and there is a new one. This comes at most once in a
    /// call, without a pause, and counts neither as a retry nor on the budget.
    Credential,
}

impl RetryReason {
    /// The reason to send again after a transport error, if it is one.
    pub(crate) fn of(error: &TransportError) -> Option<Self> {
        match error.kind() {
            TransportErrorKind::TooLarge { .. }
            | TransportErrorKind::Unsupported
            | TransportErrorKind::RequestBody => None,
            kind => Some(Self::Transport(kind)),
        }
    }
}

impl Display for RetryReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(kind) => Display::fmt(kind, f),
            Self::Status(status) => write!(f, "HTTP {status}"),
            Self::Code(code) => write!(f, "code {code}"),
            Self::Credential => f.write_str("the credential was refused"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Api;

    #[test]
    fn methods_that_may_be_repeated() {
        static API: Api = Api::new("methods", "1");
        for (method, harmless) in [
            ("GET", true),
            ("HEAD", true),
            ("OPTIONS", true),
            ("TRACE", true),
            ("PUT", true),
            ("DELETE", true),
            ("POST", false),
            ("PATCH", false),
            ("CONNECT", false),
            ("get", false),
        ] {
            let operation = Operation::new(&API, "any", method, "/");
            let policy = RetryPolicy::default();
            assert_eq!(policy.may_repeat(&operation, false), harmless, "{method}");
            assert!(policy.may_repeat(&operation, true), "{method}");
            assert!(policy.assume_harmless(true).may_repeat(&operation, false), "{method}");
        }
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        let policy = RetryPolicy::default();
        for (retries, longest_ms) in
            [(0, 200), (1, 400), (2, 800), (6, 12_800), (7, 20_000), (31, 20_000), (1000, 20_000)]
        {
            let longest = Duration::from_millis(longest_ms);
            assert_eq!(policy.pause(retries, 1.0), longest);
            assert_eq!(policy.pause(retries, 0.25), longest / 4);
            assert_eq!(policy.pause(retries, 0.0), Duration::ZERO);
        }
        let huge = RetryPolicy::default().base_delay(Duration::MAX).max_delay(Duration::MAX);
        assert!(huge.pause(5, 1.0) >= Duration::from_secs(u64::MAX / 2));
    }

    #[test]
    fn attempts_are_counted_with_the_first() {
        for (attempts, retries) in [(0, 0), (1, 0), (2, 1), (4, 3), (u32::MAX, u32::MAX - 1)] {
            let policy = RetryPolicy::default().max_attempts(attempts);
            assert!(retries == 0 || policy.allows(retries - 1), "{attempts}");
            assert!(!policy.allows(retries), "{attempts}");
        }
    }

    #[test]
    fn reasons_are_told_in_words() {
        for (reason, text) in [
            (RetryReason::Transport(TransportErrorKind::Timeout), "no response in time"),
            (RetryReason::Status(StatusCode::BAD_GATEWAY), "HTTP 502 Bad Gateway"),
            (RetryReason::Code(7), "code 7"),
            (RetryReason::Credential, "the credential was refused"),
        ] {
            assert_eq!(reason.to_string(), text);
        }
        for kind in [TransportErrorKind::TooLarge { limit: 1 }, TransportErrorKind::Unsupported] {
            assert_eq!(RetryReason::of(&TransportError::new(kind)), None);
        }
    }
}
