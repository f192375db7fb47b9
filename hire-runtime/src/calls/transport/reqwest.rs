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
use http_body::{Body as _, Frame, SizeHint};
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
    ) -> Result<(reqwest::Request, Arc<Standing>, BodyFailure), TransportError> {
        let (parts, body) = request.into_parts();
        let Target { url, server } = self.targets.find(&parts.uri)?;
        let mut request = reqwest::Request::new(parts.method, url);
        *request.version_mut() = parts.version;
        *request.headers_mut() = parts.headers;
        let failure = BodyFailure::default();
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
                let outgoing = Outgoing { chunks: stream.counted(), failure: Arc::clone(&failure) };
                Some(reqwest::Body::wrap(outgoing))
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
            // Whoever polls is where the connections belong.
            let response = poll_fn(|context| {
                let _thread = apart.and_then(|apart| apart.enter());
                pending.as_mut().poll(context)
            });
            match response.await {
                Ok(response) => Ok(received(response, waiting, apart.cloned())),
                Err(error) => {
                    waiting.rests(true);
                    Err(unanswered(error, &failure))
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

fn received(
    mut response: reqwest::Response,
    mut waiting: Waiting,
    apart: Option<Arc<Apart>>,
) -> http::Response<Body> {
    let mut received = http::Response::new(Body::default());
    *received.status_mut() = response.status();
    *received.version_mut() = response.version();
    *received.headers_mut() = std::mem::take(response.headers_mut());
    let body = reqwest::Body::from(response);
    if body.is_end_stream() {
        waiting.answered();
        return received;
    }
    // Nothing for a response that is inflated: its length is not known before.
    let length = body.size_hint().exact();
    *received.body_mut() = ByteStream::of(Incoming { body, waiting, _apart: apart }).with_length(length).into();
    received
}

/// The body of a response while it comes in.
struct Incoming {
    body: reqwest::Body,
    waiting: Waiting,
    /// The connection ends with its thread.
    _apart: Option<Arc<Apart>>,
}

impl Stream for Incoming {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let frame = Pin::new(&mut self.body).poll_frame(context);
            self.waiting.rests(frame.is_ready());
            match ready!(frame) {
                None => self.waiting.answered(),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(chunk) => return Poll::Ready(Some(Ok(chunk))),
                    // Trailers.
                    Err(_) => continue,
                },
                Some(Err(error)) => return Poll::Ready(Some(Err(failed(error, TransportErrorKind::Body)))),
            }
            return Poll::Ready(None);
        }
    }
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

fn unanswered(error: reqwest::Error, of_body: &BodyFailure) -> TransportError {
    if let Some(cause) = of_body.lock().unwrap_or_else(PoisonError::into_inner).take() {
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
