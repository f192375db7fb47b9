//! How long a server asks to wait.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::DATE;

use crate::Operation;

/// The longer one of what the API's own header and `Retry-After` (RFC 9110, section 10.2.3) say.
pub(super) fn retry_after(operation: &Operation, headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| Some(headers.get(name)?.to_str().ok()?.trim());
    let documented = operation.api().rate_limit_reset_header().and_then(text).and_then(seconds);
    let standard = text("retry-after").and_then(|value| seconds(value).or_else(|| until(value, headers)));
    documented.max(standard)
}

fn seconds(text: &str) -> Option<Duration> {
    let number: f64 = text.parse().ok()?;
    Duration::try_from_secs_f64(number).ok()
}

/// How long it is until an HTTP date. The response's own `Date` says when it was made, so that clocks
/// which differ do no harm.
fn until(date: &str, headers: &HeaderMap) -> Option<Duration> {
    let then = httpdate::parse_http_date(date).ok()?;
    let made = headers.get(DATE).and_then(|value| httpdate::parse_http_date(value.to_str().ok()?).ok());
    Some(then.duration_since(made.or_else(now)?).unwrap_or(Duration::ZERO))
}

/// The system's time, for responses without `Date`. Endpoints on their own use no clock, and not every system has one.
fn now() -> Option<SystemTime> {
    let has_clock = cfg!(feature = "client") && !cfg!(all(target_family = "wasm", target_os = "unknown"));
    has_clock.then(SystemTime::now)
}
