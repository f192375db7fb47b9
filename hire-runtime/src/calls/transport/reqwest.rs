//! The transport over reqwest.

use std::fmt::{self, Debug};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::CONTENT_LENGTH;
use http::{HeaderValue, Method};
use http_body::{Frame, SizeHint};
use reqwest::redirect;

use super::apart::{Apart, Standing, Waiting};
use super::target::{Target, Targets};
use crate::{Body, BoxFuture, ByteStream, Transport, TransportError, TransportErrorKind};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The [`Transport`] over [`reqwest`], with TLS by rustls (feature `rustls`) and the certificates of the system.
///
/// It connects within 10 seconds, keeps connections for further calls, follows no redirect and
/// takes proxies from the environment as reqwest does (`HTTPS_PROXY`, `NO_PROXY`, …).
///
/// With the feature `compression` it asks for responses compressed by gzip or Brotli (`Accept-Encoding`, RFC 9110, section 12.5.3)
/// and inflates them while they come in. The limit of a body's length is one of the inflated
/// bytes, so a small response that inflates without end stops there. Compressed data that is
/// corrupt or ends early is [`TransportErrorKind::Body`].
///
/// The connections of a server that has not given 16 responses yet, or that left a request without a
/// response, are polled by a thread of the transport: a server that sends without end could
/// otherwise keep the caller's runtime from looking at the clock.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// `None` for a client of the user's own, of which there is one.
    apart: Option<Arc<Apart>>,
    targets: Arc<Targets>,
}

impl ReqwestTransport {
    /// A transport with the settings above.
    ///
    /// # Errors
    /// TLS cannot be set up, for example because the system has no root certificates.
    pub fn new() -> Result<Self, TransportError> {
        Self::with(|settings| settings)
    }

    /// A transport with the settings above and your own, all but `connection_verbose`: it would log
    /// every byte that is sent, credentials included, and stays off. `settings` is called twice:
    /// servers that are trusted have connections of their own.
    ///
    /// ```
    /// use hire_runtime::ReqwestTransport;
    /// use std::time::Duration;
    ///
    /// # fn main() -> Result<(), hire_runtime::TransportError> {
    /// let transport = ReqwestTransport::with(|settings| {
    ///     settings.no_proxy().connect_timeout(Duration::from_secs(3))
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with(
        settings: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Result<Self, TransportError> {
        let build = || {
            let ours = reqwest::Client::builder()
                .connect_timeout(CONNECT_TIMEOUT)
                .redirect(redirect::Policy::none());
            let client = settings(ours).connection_verbose(false).build();
            client.map_err(|error| failed(error, TransportErrorKind::Connect))
        };
        let (client, apart) = (build()?, Apart::new(build()?));
        Ok(Self { client, apart: Some(Arc::new(apart)), targets: Arc::default() })
    }

    /// The request in the form that reqwest takes, the server that it goes to, and what its body fails with.
    fn prepare(
        &self,
        request: http::Request<Body>,
    ) -> Result<(reqwest::Request, Arc<Standing>, Option<BodyFailure>), TransportError> {
        let (parts, body) = request.into_parts();
        let Target { url, server } = self.targets.find(&parts.uri)?;
        let mut request = reqwest::Request::new(parts.method, url);
        *request.version_mut() = parts.version;
        *request.headers_mut() = parts.headers;
        let mut failure = None;
        *request.body_mut() = match body.into_bytes() {
            // No body at all instead of one without bytes: a GET then has no `Content-Length`.
            Ok(bytes) if bytes.is_empty() => {
                if anticipates_content(request.method()) {
                    request.headers_mut().entry(CONTENT_LENGTH).or_insert(HeaderValue::from_static("0"));
                }
                None
            }
            Ok(bytes) => Some(bytes.into()),
            Err(stream) => {
                let failure = Arc::clone(failure.get_or_insert_default());
                Some(reqwest::Body::wrap(Outgoing { chunks: stream.counted(), failure }))
            }
        };
        Ok((request, server, failure))
    }
}

/// Whether a request with this method says so where it has no content (RFC 9110, section 8.6).
fn anticipates_content(method: &Method) -> bool {
    let others = [Method::GET, Method::HEAD, Method::DELETE, Method::OPTIONS, Method::TRACE, Method::CONNECT];
    !others.contains(method)
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        // Nobody would look whether a stream is as empty as it is said to be.
        if request.body().length() == Some(0) && !request.body().is_empty() {
            let (head, body) = request.into_parts();
            return Box::pin(async move {
                body.into_stream().counted().bytes().await?;
                self.send(http::Request::from_parts(head, Body::default())).await
            });
        }
        // Out here, so that the future does not have to hold the request.
        let sent = self.prepare(request).map(|(request, server, failure)| {
            let apart = self.apart.as_ref().filter(|_| !server.is_trusted());
            let _thread = apart.and_then(|apart| apart.enter());
            (apart.map_or(&self.client, |apart| &apart.client).execute(request), server, apart, failure)
        });
        Box::pin(async move {
            let (pending, server, apart, failure) = sent?;
            let mut waiting = server.wait();
            let mut pending = pin!(pending);
            let response = poll_fn(|context| {
                // Whoever polls is where the connections belong.
                let _thread = apart.and_then(|apart| apart.enter());
                let mut response = ready!(pending.as_mut().poll(context))?;
                let beginning = begin(&mut response, context);
                Poll::Ready(Ok((response, beginning)))
            });
            match response.await {
                Ok((response, beginning)) => Ok(received(response, beginning, waiting, apart.cloned())),
                Err(error) => {
                    waiting.rests(true);
                    Err(unanswered(error, failure.as_deref()))
                }
            }
        })
    }
}

/// A client of your own. Give it [`redirect::Policy::none`]: a redirect that is followed could
/// carry a credential to another server. Its connections are all polled by the caller's runtime.
impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self { client, apart: None, targets: Arc::default() }
    }
}

impl Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").field("client", &self.client).finish_non_exhaustive()
    }
}

/// What of a body is there already, and whether that is all.
type Beginning = (Bytes, Poll<Result<(), reqwest::Error>>);

/// Looks for a body of an announced length behind its head, where most are: what is complete needs no stream.
fn begin(response: &mut reqwest::Response, context: &mut Context<'_>) -> Beginning {
    let mut first = Bytes::new();
    // No second chunk before somebody asks for it, and nothing of what is inflated, whose length is not known before.
    while response.content_length().is_some_and(|left| left == 0 || first.is_empty()) {
        match poll_chunk(response, context) {
            Poll::Ready(Ok(None)) => return (first, Poll::Ready(Ok(()))),
            Poll::Ready(Ok(Some(chunk))) if first.is_empty() => first = chunk,
            // Nothing is left but an empty one.
            Poll::Ready(Ok(Some(_))) => {}
            Poll::Ready(Err(error)) => return (first, Poll::Ready(Err(error))),
            Poll::Pending => break,
        }
    }
    (first, Poll::Pending)
}

/// The next chunk. Trailers are skipped.
fn poll_chunk(
    response: &mut reqwest::Response,
    context: &mut Context<'_>,
) -> Poll<Result<Option<Bytes>, reqwest::Error>> {
    // The future of a chunk only borrows the body: nothing is lost with it.
    pin!(response.chunk()).poll(context)
}

fn received(
    mut response: reqwest::Response,
    (first, end): Beginning,
    mut waiting: Waiting,
    apart: Option<Arc<Apart>>,
) -> http::Response<Body> {
    let mut received = http::Response::new(Body::default());
    *received.status_mut() = response.status();
    *received.version_mut() = response.version();
    *received.headers_mut() = std::mem::take(response.headers_mut());
    *received.body_mut() = match end {
        Poll::Ready(Ok(())) => {
            waiting.answered();
            first.into()
        }
        Poll::Ready(Err(error)) => {
            waiting.rests(true);
            ByteStream::failed(broken(error)).into()
        }
        Poll::Pending => {
            let left = response.content_length();
            let length = left.and_then(|left| left.checked_add(u64::try_from(first.len()).ok()?));
            ByteStream::of(Incoming { first, response, waiting, _apart: apart }).with_length(length).into()
        }
    };
    received
}

/// The body of a response while it comes in.
struct Incoming {
    /// What came with the head.
    first: Bytes,
    response: reqwest::Response,
    waiting: Waiting,
    /// The connection ends with its thread.
    _apart: Option<Arc<Apart>>,
}

impl Stream for Incoming {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = match std::mem::take(&mut self.first) {
            none if none.is_empty() => poll_chunk(&mut self.response, context),
            first => Poll::Ready(Ok(Some(first))),
        };
        self.waiting.rests(chunk.is_ready());
        let chunk = ready!(chunk).map_err(broken).transpose();
        if chunk.is_none() {
            self.waiting.answered();
        }
        Poll::Ready(chunk)
    }
}

fn broken(error: reqwest::Error) -> TransportError {
    failed(error, TransportErrorKind::Body)
}

/// What the body of a request failed with.
type BodyFailure = Arc<Mutex<Option<TransportError>>>;

/// The body of a request, which keeps the error that it fails with: what reqwest says of that depends on how far the
/// connection is, and whatever happened to what makes the body, such as another request, did not happen to this one.
struct Outgoing {
    chunks: ByteStream,
    failure: BodyFailure,
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let frame = ready!(Pin::new(&mut self.chunks).poll_frame(context));
        Poll::Ready(frame.map(|frame| {
            frame.map_err(|error| {
                *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                TransportErrorKind::RequestBody.into()
            })
        }))
    }

    fn size_hint(&self) -> SizeHint {
        http_body::Body::size_hint(&self.chunks)
    }
}

fn unanswered(error: reqwest::Error, of_body: Option<&Mutex<Option<TransportError>>>) -> TransportError {
    let cause = of_body.and_then(|failure| failure.lock().unwrap_or_else(PoisonError::into_inner).take());
    if let Some(cause) = cause {
        return TransportError::new(TransportErrorKind::RequestBody).with_source(cause);
    }
    // What reqwest calls the builder's fault, such as a URL that is not one of HTTP.
    let was_refused = error.is_builder();
    failed(error, if was_refused { TransportErrorKind::Unsupported } else { TransportErrorKind::Request })
}

fn failed(error: reqwest::Error, otherwise: TransportErrorKind) -> TransportError {
    let kind = match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportErrorKind::ConnectTimeout,
        (true, false) => TransportErrorKind::Connect,
        (false, true) => TransportErrorKind::Timeout,
        (false, false) => otherwise,
    };
    // A credential may be in the query of the URL.
    TransportError::new(kind).with_source(error.without_url())
}

#[cfg(test)]
#[path = "reqwest_tests.rs"]
mod tests;
