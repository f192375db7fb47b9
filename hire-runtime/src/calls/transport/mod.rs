//! What carries a request to a server and an answer back.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::TransportError;

#[cfg(feature = "reqwest")]
mod apart;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "reqwest")]
mod target;
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;

/// A future behind a pointer, so that a trait with it can be an object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What carries a request to a server and an answer back: [`ReqwestTransport`], or whatever a
/// user or a test writes.
///
/// A transport sends each request once, as it is, and follows no redirect: a redirect could
/// carry a credential to another server. It shows neither headers nor bodies in its errors.
///
/// ```
/// use hire_runtime::bytes::Bytes;
/// use hire_runtime::{BoxFuture, Limits, Transport, TransportError, http};
///
/// /// Answers every request with an empty object.
/// struct Empty;
///
/// impl Transport for Empty {
///     fn send(
///         &self,
///         _request: http::Request<Bytes>,
///         _limits: Limits,
///     ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
///         Box::pin(async { Ok(http::Response::new(Bytes::from_static(b"{}"))) })
///     }
/// }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// No complete answer within the limits. An answer with any status is no error.
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;

    /// Whether this transport ends by itself what goes beyond the limits: the client then sets no
    /// second timer for each attempt. Not unless it says so.
    fn keeps_limits(&self) -> bool {
        false
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        (**self).send(request, limits)
    }

    fn keeps_limits(&self) -> bool {
        (**self).keeps_limits()
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        (**self).send(request, limits)
    }

    fn keeps_limits(&self) -> bool {
        (**self).keeps_limits()
    }
}

/// What one attempt may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// From the first byte sent to the last byte read. By default 30 seconds.
    pub timeout: Duration,
    /// The most bytes that the body of an answer may have. By default 8 MiB.
    pub max_response_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), max_response_bytes: 8 * 1024 * 1024 }
    }
}
