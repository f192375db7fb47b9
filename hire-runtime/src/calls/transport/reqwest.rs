//! The transport over reqwest.

use std::fmt::{self, Debug};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::redirect;

use super::apart::{Apart, Standing};
use super::target::{Target, Targets};
use crate::{BoxFuture, Limits, Transport, TransportError, TransportErrorKind};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const MOST_SET_ASIDE: usize = 256 * 1024;

/// The [`Transport`] over [`reqwest`], with TLS by rustls and the certificates of the system.
///
/// It connects within 10 seconds, keeps connections for further calls, follows no redirect and
/// takes proxies from the environment as reqwest does (`HTTPS_PROXY`, `NO_PROXY`, …).
///
/// It asks for answers compressed by gzip or Brotli (`Accept-Encoding`, RFC 9110, section 12.5.3)
/// and inflates them while they come in. The limit of a body's length is one of the inflated
/// bytes, so a small answer that inflates without end stops there. Compressed data that is
/// corrupt or ends early is [`TransportErrorKind::Body`].
///
/// The connections of a server that has not given 16 answers yet, or that left a request without an
/// answer, are polled by a thread of the transport: a server that sends without end could
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

    /// The request in the form that reqwest takes, and the server that it goes to.
    fn prepare(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<(reqwest::Request, Arc<Standing>), TransportError> {
        let (parts, body) = request.into_parts();
        let Target { url, server } = self.targets.find(&parts.uri)?;
        let mut request = reqwest::Request::new(parts.method, url);
        *request.version_mut() = parts.version;
        *request.headers_mut() = parts.headers;
        if !body.is_empty() {
            // No body at all instead of one without bytes: a GET then has no `Content-Length`.
            *request.body_mut() = Some(body.into());
        }
        Ok((request, server))
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        // Out here, so that the future does not have to hold the request.
        let sent = self.prepare(request).map(|(request, server)| {
            let apart = self.apart.as_deref().filter(|_| !server.is_trusted());
            let _thread = apart.and_then(Apart::enter);
            (apart.map_or(&self.client, |apart| &apart.client).execute(request), server, apart)
        });
        Box::pin(async move {
            let (pending, server, apart) = sent?;
            let mut answer = pin!(async {
                let waiting = server.wait();
                let answer = match pending.await {
                    Ok(response) => receive(response, limits.max_response_bytes).await,
                    Err(error) => Err(unanswered(error)),
                };
                waiting.end(answer.is_ok());
                answer
            });
            // Whoever polls is where the connections belong.
            let answer = poll_fn(|context| {
                let _thread = apart.and_then(Apart::enter);
                answer.as_mut().poll(context)
            });
            // One timer here costs less than those of reqwest, which has one for each half.
            match tokio::time::timeout(limits.timeout, answer).await {
                Ok(answer) => answer,
                Err(elapsed) => Err(TransportError::new(TransportErrorKind::Timeout).with_source(elapsed)),
            }
        })
    }

    fn keeps_limits(&self) -> bool {
        true
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

async fn receive(
    mut response: reqwest::Response,
    limit: usize,
) -> Result<http::Response<Bytes>, TransportError> {
    let body = read(&mut response, limit).await?;
    let mut answer = http::Response::new(body);
    *answer.status_mut() = response.status();
    *answer.version_mut() = response.version();
    *answer.headers_mut() = std::mem::take(response.headers_mut());
    Ok(answer)
}

/// Reads no byte more than needed to know that a body is too long.
async fn read(response: &mut reqwest::Response, limit: usize) -> Result<Bytes, TransportError> {
    let too_large = || TransportError::new(TransportErrorKind::TooLarge { limit });
    // Nothing for an answer that is inflated: its length is not known before.
    let announced = response.content_length().unwrap_or(0);
    let announced = usize::try_from(announced).map_err(|_| too_large())?;
    if announced > limit {
        return Err(too_large());
    }
    // Most bodies come in one piece, which is not copied.
    let mut first = Bytes::new();
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(error, TransportErrorKind::Body))? {
        if chunk.len() > limit - first.len().max(body.len()) {
            return Err(too_large());
        }
        if body.is_empty() && first.is_empty() {
            first = chunk;
            continue;
        }
        if body.is_empty() {
            // What is announced may never come, so little is set aside for it.
            body.reserve(announced.min(MOST_SET_ASIDE).max(first.len() + chunk.len()));
            body.extend_from_slice(&first);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(if body.is_empty() { first } else { body.freeze() })
}

fn unanswered(error: reqwest::Error) -> TransportError {
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
