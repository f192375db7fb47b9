//! Your own code around each request: for logs, metrics and signatures.

use std::error::Error as StdError;
use std::fmt::{self, Debug};
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Method, Request, StatusCode, Uri};
use tokio::time::Instant;

use crate::calls::carried::Headers;
use crate::calls::error::hide_credentials;
use crate::calls::response::{Classified, Received};
use crate::values::printable::Printable;
use crate::{AuthError, Body, Operation, RetryReason};

/// Your own code around each request: for logs, metrics and signatures.
///
/// A client has any number of hooks, in the order in which
/// [`ClientBuilder::hook`](crate::ClientBuilder::hook) got them. Their methods are called from the
/// calls' own tasks, of several calls at the same time: they should be quick and must not block. A
/// call whose future is dropped tells its hooks nothing more.
///
/// ```
/// use hire_runtime::http::HeaderValue;
/// use hire_runtime::{Attempt, AuthError, Hook, HookRequest, HookResponse, HookRetry};
///
/// struct Signature;
///
/// impl Hook for Signature {
///     fn before_send(&self, _: &Attempt, request: &mut HookRequest<'_>) -> Result<(), AuthError> {
///         let body = request.body().as_bytes().unwrap_or_default();
///         let sum: u64 = body.iter().map(|byte| u64::from(*byte)).sum();
///         request.headers_mut().insert("x-signature", HeaderValue::from(sum));
///         Ok(())
///     }
///
///     fn after_response(&self, attempt: &Attempt, response: &HookResponse<'_>) {
///         println!("{} {} {:?}", attempt.operation.id(), response.status, response.duration);
///     }
///
///     fn on_retry(&self, attempt: &Attempt, retry: &HookRetry) {
///         println!("{} {}: {}", attempt.operation.id(), attempt.number, retry.reason);
///     }
/// }
/// ```
pub trait Hook: Send + Sync + 'static {
    /// Before each attempt, when its turn under the rate limit has come: the request is complete,
    /// with its credentials. What it changes holds for this attempt alone.
    ///
    /// # Errors
    /// The request cannot be signed. The call fails with this error and is not sent.
    fn before_send(&self, attempt: &Attempt, request: &mut HookRequest<'_>) -> Result<(), AuthError> {
        _ = (attempt, request);
        Ok(())
    }

    /// After each attempt that got a complete response, of any status, or the head of one whose body is a stream.
    fn after_response(&self, attempt: &Attempt, response: &HookResponse<'_>) {
        _ = (attempt, response);
    }

    /// After an attempt that failed and is going to be made again, before the pause.
    fn on_retry(&self, attempt: &Attempt, retry: &HookRetry) {
        _ = (attempt, retry);
    }

    /// At the end of a call that failed.
    fn on_error(&self, attempt: &Attempt, error: &HookError<'_>) {
        _ = (attempt, error);
    }
}

impl<T: Hook + ?Sized> Hook for Arc<T> {
    fn before_send(&self, attempt: &Attempt, request: &mut HookRequest<'_>) -> Result<(), AuthError> {
        (**self).before_send(attempt, request)
    }

    fn after_response(&self, attempt: &Attempt, response: &HookResponse<'_>) {
        (**self).after_response(attempt, response);
    }

    fn on_retry(&self, attempt: &Attempt, retry: &HookRetry) {
        (**self).on_retry(attempt, retry);
    }

    fn on_error(&self, attempt: &Attempt, error: &HookError<'_>) {
        (**self).on_error(attempt, error);
    }
}

/// Which attempt of which operation.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Attempt {
    /// The operation.
    pub operation: &'static Operation,
    /// The number of the attempt in its call, from 1. In [`Hook::on_error`] that of the last one,
    /// 0 if nothing was sent.
    pub number: u32,
}

/// A request that is about to be sent. `Debug` shows only where it goes, without the query.
pub struct HookRequest<'a>(pub(super) &'a mut Request<Body>);

impl HookRequest<'_> {
    /// The method.
    pub fn method(&self) -> &Method {
        self.0.method()
    }

    /// The whole URL. A credential may be in the query.
    pub fn uri(&self) -> &Uri {
        self.0.uri()
    }

    /// The headers, with the credentials.
    pub fn headers(&self) -> &HeaderMap {
        self.0.headers()
    }

    /// The headers, to be changed.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        self.0.headers_mut()
    }

    /// The body as it is going to be sent. [`Body::as_bytes`] has none of a stream, which is made while it is sent.
    pub fn body(&self) -> &Body {
        self.0.body()
    }
}

impl Debug for HookRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HookRequest")
            .field("method", self.method())
            .field("host", &self.uri().host())
            .field("path", &self.uri().path())
            .finish_non_exhaustive()
    }
}

/// A response: a complete one, or the head of one whose body is handed on as a stream.
#[non_exhaustive]
pub struct HookResponse<'a> {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers. `Debug` hides the values of those that carry credentials.
    pub headers: &'a HeaderMap,
    /// Whether it says that the call succeeded.
    pub is_success: bool,
    /// The error code as it came, if it says that the call failed.
    pub code: Option<i64>,
    /// The id under which the server logged the call.
    pub log_id: Option<&'a str>,
    /// How many bytes the body has. None of a stream.
    pub body_bytes: Option<usize>,
    /// How long the attempt took: of a stream, until its head was there.
    pub duration: Duration,
}

impl<'a> HookResponse<'a> {
    fn new(received: &'a Received, duration: Duration) -> Self {
        let (is_success, code) = match &received.classified {
            Classified::Data(_) => (true, None),
            Classified::Failed(failure) => (false, failure.raw_code),
            Classified::Unreadable(_) => (false, None),
        };
        let meta = &received.meta;
        Self {
            status: meta.status,
            headers: &meta.headers,
            is_success,
            code,
            log_id: meta.log_id.as_deref(),
            body_bytes: received.stream.is_none().then(|| meta.body.len()),
            duration,
        }
    }
}

impl Debug for HookResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HookResponse")
            .field("status", &self.status)
            .field("headers", &Headers(self.headers))
            .field("is_success", &self.is_success)
            .field("code", &self.code)
            .field("log_id", &self.log_id.map(Printable))
            .field("body_bytes", &self.body_bytes)
            .field("duration", &self.duration)
            .finish()
    }
}

/// An attempt that is going to be made again.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct HookRetry {
    /// Why.
    pub reason: RetryReason,
    /// How long the pause before it is. Waiting for a turn under the rate limit may follow.
    pub delay: Duration,
}

/// A call that failed.
#[non_exhaustive]
pub struct HookError<'a> {
    /// The kind of the error in a word, the same as `error.type` of the call's span:
    /// `invalid_request`, `auth`, `deadline`, `timeout`, `connect`, `transport`, `api` or `decode`.
    pub kind: &'static str,
    /// The error: an [`Error`](crate::Error) of the operation's codes.
    pub error: &'a (dyn StdError + 'static),
    /// The HTTP status, if there was a response.
    pub status: Option<StatusCode>,
    /// The error code as it came.
    pub code: Option<i64>,
    /// The id under which the server logged the call.
    pub log_id: Option<&'a str>,
    /// How long the whole call took.
    pub duration: Duration,
}

impl Debug for HookError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HookError")
            .field("kind", &self.kind)
            .field("error", &self.error)
            .field("status", &self.status)
            .field("code", &self.code)
            .field("log_id", &self.log_id.map(Printable))
            .field("duration", &self.duration)
            .finish()
    }
}

/// A client's hooks, in their order.
#[derive(Clone, Default)]
pub(super) struct Hooks(pub(super) Vec<Arc<dyn Hook>>);

impl Hooks {
    pub(super) fn before_send(
        &self,
        attempt: &Attempt,
        request: &mut Request<Body>,
    ) -> Result<(), AuthError> {
        for hook in &self.0 {
            hook.before_send(attempt, &mut HookRequest(request))?;
        }
        hide_credentials(request.headers_mut());
        Ok(())
    }

    pub(super) fn after_response(&self, attempt: &Attempt, received: &Received, start: Instant) {
        for hook in &self.0 {
            hook.after_response(attempt, &HookResponse::new(received, start.elapsed()));
        }
    }

    pub(super) fn on_retry(&self, attempt: &Attempt, retry: HookRetry) {
        for hook in &self.0 {
            hook.on_retry(attempt, &retry);
        }
    }

    pub(super) fn on_error(&self, attempt: &Attempt, error: &HookError<'_>) {
        for hook in &self.0 {
            hook.on_error(attempt, error);
        }
    }
}
