//! What a description says of one operation.

use std::time::Duration;

use http::StatusCode;

use crate::{Api, Envelope};

/// Security schemes that are needed together, each with the scopes it has to grant.
pub type SecurityAlternative = &'static [(&'static str, &'static [&'static str])];

/// An operation as data: what is the same for every call.
///
/// ```
/// use hire_runtime::{Api, Operation};
/// use std::time::Duration;
///
/// static API: Api = Api::new("Rewards", "1.0.0");
/// static LIST: Operation = Operation::new(&API, "listRewards", "GET", "/v1/rewards")
///     .security(&[&[("token", &["reward:read"])]])
///     .rate_limit(10, Duration::from_secs(1));
///
/// assert_eq!(LIST.path_template(), "/v1/rewards");
/// assert_eq!(LIST.limit().map(|limit| limit.calls()), Some(10));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    api: &'static Api,
    id: &'static str,
    method: &'static str,
    path: &'static str,
    is_path_plain: bool,
    security: &'static [SecurityAlternative],
    envelope: Option<&'static Envelope>,
    is_success_enveloped: bool,
    rate_limit: Option<RateLimit>,
    accept: Option<&'static str>,
    server: Option<&'static str>,
    failures: &'static [u16],
    bodiless_failures: &'static [u16],
}

impl Operation {
    /// An operation by its `operationId`, HTTP method and path template (`/rewards/{id}`).
    pub const fn new(api: &'static Api, id: &'static str, method: &'static str, path: &'static str) -> Self {
        Self {
            api,
            id,
            method,
            path,
            is_path_plain: is_plain(path),
            security: &[],
            envelope: None,
            is_success_enveloped: false,
            rate_limit: None,
            accept: None,
            server: None,
            failures: &[],
            bodiless_failures: &[],
        }
    }

    /// The alternatives, each a list of schemes that are needed together.
    ///
    /// A call carries the credentials for the largest alternative for which the client has them all, wherever the description
    /// has that: they have no order. An empty one makes a credential optional, and does not keep one from being sent. Without
    /// any, a call never carries a credential, whatever the client has.
    #[must_use]
    pub const fn security(mut self, alternatives: &'static [SecurityAlternative]) -> Self {
        self.security = alternatives;
        self
    }

    /// The envelope around responses.
    #[must_use]
    pub const fn envelope(mut self, envelope: &'static Envelope) -> Self {
        self.envelope = Some(envelope);
        self.is_success_enveloped = true;
        self
    }

    /// The envelope around responses to a call that failed, where a success has none: a download, or nothing at all. The HTTP
    /// status says which of them a response is.
    #[must_use]
    pub const fn failure_envelope(mut self, envelope: &'static Envelope) -> Self {
        self.envelope = Some(envelope);
        self.is_success_enveloped = false;
        self
    }

    /// How many calls the server takes in a window, from one caller.
    #[must_use]
    pub const fn rate_limit(mut self, calls: u32, window: Duration) -> Self {
        self.rate_limit = Some(RateLimit { calls, window });
        self
    }

    /// The header `Accept` (RFC 9110 §12.5.1), where it is another one than that of the way in which a success is read.
    #[must_use]
    pub const fn accept(mut self, media_types: &'static str) -> Self {
        self.accept = Some(media_types);
        self
    }

    /// The server of this operation, if it is another one than that of the API; it may be relative to that.
    ///
    /// A client sends the operation there, unless it was given a base URL.
    #[must_use]
    pub const fn server(mut self, url: &'static str) -> Self {
        self.server = Some(url);
        self
    }

    /// The statuses of the failures that have a body in the description, or the first digits of classes of them: 5 for `5XX`,
    /// and 0 for `default`. Without any, every failure has that body.
    #[must_use]
    pub const fn failures(mut self, statuses: &'static [u16]) -> Self {
        self.failures = statuses;
        self
    }

    /// The statuses of the failures that have no body in the description, or the first digits of classes of them, among those
    /// that a class or `default` of [`failures`](Self::failures) would take in.
    #[must_use]
    pub const fn bodiless_failures(mut self, statuses: &'static [u16]) -> Self {
        self.bodiless_failures = statuses;
        self
    }

    /// The API it belongs to.
    pub const fn api(&self) -> &'static Api {
        self.api
    }

    /// The `operationId`.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The HTTP method.
    pub const fn method(&self) -> &'static str {
        self.method
    }

    /// Whether the method is safe or idempotent (RFC 9110, section 9.2), so that sending a request
    /// twice does no more than sending it once.
    pub const fn is_idempotent(&self) -> bool {
        matches!(self.method.as_bytes(), b"GET" | b"HEAD" | b"OPTIONS" | b"TRACE" | b"PUT" | b"DELETE")
    }

    /// Whether the method is safe (RFC 9110, section 9.2.1): it changes nothing.
    pub const fn is_safe(&self) -> bool {
        matches!(self.method.as_bytes(), b"GET" | b"HEAD" | b"OPTIONS" | b"TRACE")
    }

    /// Whether the response repeats the request (RFC 9110, section 9.3.8).
    pub(crate) const fn is_trace(&self) -> bool {
        matches!(self.method.as_bytes(), b"TRACE")
    }

    /// The path with its parameters as `{name}`.
    pub const fn path_template(&self) -> &'static str {
        self.path
    }

    /// Whether nothing in the path is a parameter, or is percent-encoded.
    pub(crate) const fn is_path_plain(&self) -> bool {
        self.is_path_plain
    }

    /// The alternatives of security schemes.
    pub const fn alternatives(&self) -> &'static [SecurityAlternative] {
        self.security
    }

    /// The envelope around responses, if there is one.
    pub const fn response_envelope(&self) -> Option<&'static Envelope> {
        self.envelope
    }

    /// The server, if the operation has one of its own.
    pub const fn own_server(&self) -> Option<&'static str> {
        self.server
    }

    /// The header `Accept`, if the operation has one of its own.
    pub const fn accepted(&self) -> Option<&'static str> {
        self.accept
    }

    /// The envelope around responses with this status, if there is one.
    pub(crate) fn envelope_of(&self, status: StatusCode) -> Option<&'static Envelope> {
        self.envelope.filter(|_| self.is_success_enveloped || !status.is_success())
    }

    /// Whether the description has a body for failures with this status, if it has one for any; none where it does not have
    /// the status. What is said of a status itself counts more than what is said of its class, and that more than `default`
    /// (OpenAPI 3.1.1, section 4.8.16.2).
    pub(crate) fn documents(&self, status: StatusCode) -> Option<bool> {
        let status = status.as_u16();
        let said = [status, status / 100, 0].into_iter().find_map(|key| {
            let has_body = self.failures.contains(&key);
            (has_body || self.bodiless_failures.contains(&key)).then_some(has_body)
        });
        said.or_else(|| self.failures.is_empty().then_some(true))
    }

    /// The rate limit, if the description states one.
    pub const fn limit(&self) -> Option<RateLimit> {
        self.rate_limit
    }
}

/// Whether a path has nothing but slashes and unreserved characters (RFC 3986, section 2.3). That is known when a program
/// is compiled, and so no call has to look at each character.
const fn is_plain(path: &str) -> bool {
    let mut bytes = path.as_bytes();
    while let [first, rest @ ..] = bytes {
        if !matches!(first, b'/' | b'-' | b'.' | b'_' | b'~' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z') {
            return false;
        }
        bytes = rest;
    }
    true
}

/// So many calls in a window of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    calls: u32,
    window: Duration,
}

impl RateLimit {
    /// The calls that a window allows.
    pub const fn calls(&self) -> u32 {
        self.calls
    }

    /// The length of a window.
    pub const fn window(&self) -> Duration {
        self.window
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::Operation;
    use crate::{Api, Envelope};

    static API: Api = Api::new("Rewards", "1.0.0");
    static ENVELOPE: Envelope = Envelope::new("/code", 0);

    #[test]
    fn a_status_counts_more_than_its_class_and_that_more_than_default() {
        let list = Operation::new(&API, "list", "GET", "/");
        for (failures, bodiless, expected) in [
            (&[][..], &[][..], [Some(true), Some(true), Some(true)]),
            (&[404], &[], [Some(true), None, None]),
            (&[4], &[404], [Some(false), Some(true), None]),
            (&[404, 0], &[4], [Some(true), Some(false), Some(true)]),
            (&[0], &[404, 5], [Some(false), Some(true), Some(false)]),
        ] {
            let operation = list.failures(failures).bodiless_failures(bodiless);
            let found =
                [404, 409, 503].map(|status| operation.documents(StatusCode::from_u16(status).unwrap()));
            assert_eq!(found, expected, "{failures:?} {bodiless:?}");
        }
    }

    #[test]
    fn an_envelope_of_failures_is_not_around_a_success() {
        let list = Operation::new(&API, "list", "GET", "/");
        let has = |operation: &Operation| {
            [200, 204, 304, 400, 500]
                .map(|status| operation.envelope_of(StatusCode::from_u16(status).unwrap()).is_some())
        };
        assert_eq!(has(&list), [false; 5]);
        assert_eq!(has(&list.envelope(&ENVELOPE)), [true; 5]);
        assert_eq!(has(&list.failure_envelope(&ENVELOPE)), [false, false, true, true, true]);
    }
}
