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
    security: &'static [SecurityAlternative],
    envelope: Option<&'static Envelope>,
    rate_limit: Option<RateLimit>,
    accept: Option<&'static str>,
    server: Option<&'static str>,
    failures: &'static [u16],
}

impl Operation {
    /// An operation by its `operationId`, HTTP method and path template (`/rewards/{id}`).
    pub const fn new(api: &'static Api, id: &'static str, method: &'static str, path: &'static str) -> Self {
        Self {
            api,
            id,
            method,
            path,
            security: &[],
            envelope: None,
            rate_limit: None,
            accept: None,
            server: None,
            failures: &[],
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

    /// The statuses of the failures that have a body in the description, or the first digits of classes of them: 5 for `5XX`.
    /// Without any, every failure has that body, as `default` says.
    #[must_use]
    pub const fn failures(mut self, statuses: &'static [u16]) -> Self {
        self.failures = statuses;
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

    /// The path with its parameters as `{name}`.
    pub const fn path_template(&self) -> &'static str {
        self.path
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

    /// Whether the description has a body for failures with this status, if it has one for any.
    pub(crate) fn documents(&self, status: StatusCode) -> bool {
        let status = status.as_u16();
        self.failures.is_empty() || self.failures.iter().any(|it| *it == status || *it == status / 100)
    }

    /// The rate limit, if the description states one.
    pub const fn limit(&self) -> Option<RateLimit> {
        self.rate_limit
    }
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
