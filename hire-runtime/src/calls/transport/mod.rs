//! What carries a request to a server and a response back.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::{Body, ByteStream, TransportError, TransportErrorKind};

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

/// What carries a request to a server and a response back: [`ReqwestTransport`], or whatever a
/// user or a test writes.
///
/// A transport sends each request once, as it is, and follows no redirect: a redirect could
/// carry a credential to another server. It shows neither headers nor bodies in its errors.
///
/// ```
/// use hire_runtime::{Body, BoxFuture, Transport, TransportError, http};
///
/// /// Answers every request with an empty object.
/// struct Empty;
///
/// impl Transport for Empty {
///     fn send(
///         &self,
///         _request: http::Request<Body>,
///     ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
///         Box::pin(async { Ok(http::Response::new(Body::from("{}"))) })
///     }
/// }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends a request, and returns the response when its head is there. The body may be in memory, or come in while it
    /// is read. How long all of it may take, and how many bytes it may have, is the client's affair.
    ///
    /// # Errors
    /// No response. A response with any status is no error.
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        (**self).send(request)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        (**self).send(request)
    }
}

/// What one attempt may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// From the first byte sent to the last byte read. By default 30 seconds.
    pub(crate) timeout: Duration,
    /// The most bytes that the body of a response may have. By default 8 MiB.
    pub(crate) max_response_bytes: usize,
}

impl Limits {
    /// Sends a request and reads a response within the time. The body is collected, unless `streams` has it handed on.
    ///
    /// The request is with the transport before this returns: the future does not have to hold it.
    pub(crate) fn send<S: FnOnce(http::StatusCode) -> bool>(
        self,
        transport: &dyn Transport,
        request: http::Request<Body>,
        streams: S,
    ) -> impl Future<Output = Result<Sent, TransportError>> + use<'_, S> {
        let response = transport.send(request);
        async move {
            let exchange = pin!(async {
                let (head, body) = response.await?.into_parts();
                if head.status.is_success() && streams(head.status) {
                    return Ok((head, Err(body.into_stream())));
                }
                let body = body.collect(self.max_response_bytes).await?;
                Ok((head, Ok(body)))
            });
            let elapsed = match tokio::time::timeout(self.timeout, exchange).await {
                Ok(sent) => return sent,
                Err(elapsed) => elapsed,
            };
            Err(TransportError::new(TransportErrorKind::Timeout).with_source(elapsed))
        }
    }
}

/// The head of a response, and its body: whole, or as a stream that was asked for.
pub(crate) type Sent = (http::response::Parts, Result<Bytes, ByteStream>);

impl Default for Limits {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), max_response_bytes: 8 * 1024 * 1024 }
    }
}
