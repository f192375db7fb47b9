//! The transport over reqwest.

use std::fmt::{self, Debug};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::Uri;
use http::uri::Authority;
use reqwest::{Url, redirect};

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
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    last: Arc<LastTarget>,
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
    /// every byte that is sent, credentials included, and stays off.
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
        settings: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Result<Self, TransportError> {
        let ours =
            reqwest::Client::builder().connect_timeout(CONNECT_TIMEOUT).redirect(redirect::Policy::none());
        match settings(ours).connection_verbose(false).build() {
            Ok(client) => Ok(client.into()),
            Err(error) => Err(failed(error, TransportErrorKind::Connect)),
        }
    }

    /// The request in the form that reqwest takes.
    fn prepare(&self, request: http::Request<Bytes>) -> Result<reqwest::Request, TransportError> {
        let (parts, body) = request.into_parts();
        let mut request = reqwest::Request::new(parts.method, self.last.url(&parts.uri)?);
        *request.version_mut() = parts.version;
        *request.headers_mut() = parts.headers;
        if !body.is_empty() {
            // No body at all instead of one without bytes: a GET then has no `Content-Length`.
            *request.body_mut() = Some(body.into());
        }
        Ok(request)
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        // Out here, so that the future does not have to hold the request.
        let pending = self.prepare(request).map(|request| self.client.execute(request));
        Box::pin(async move {
            let pending = pending?;
            let answer = pin!(async {
                let response = pending.await.map_err(unanswered)?;
                receive(response, limits.max_response_bytes).await
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
/// carry a credential to another server.
impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self { client, last: Arc::default() }
    }
}

/// Where the last request went, without its query, in the form that reqwest takes.
///
/// To parse a URL costs more than whatever else is done to a request here, and most requests go
/// where the last one went.
#[derive(Default)]
struct LastTarget(Mutex<Option<(Uri, Url)>>);

impl LastTarget {
    fn url(&self, uri: &Uri) -> Result<Url, TransportError> {
        let mut url = match self.known(uri) {
            Some(url) => url,
            None => self.parse(uri)?,
        };
        if let Some(query) = uri.query() {
            url.set_query(Some(query));
        }
        Ok(url)
    }

    fn known(&self, uri: &Uri) -> Option<Url> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, url) = last.as_ref()?;
        // The texts: one that differs in case alone is parsed again, which does no harm.
        let same = known.path() == uri.path()
            && known.authority().map(Authority::as_str) == uri.authority().map(Authority::as_str)
            && known.scheme() == uri.scheme();
        same.then(|| url.clone())
    }

    fn parse(&self, uri: &Uri) -> Result<Url, TransportError> {
        let unusable =
            |cause: url::ParseError| TransportError::new(TransportErrorKind::Unsupported).with_source(cause);
        let text = uri.to_string();
        // A credential may be in the query.
        let target = text.split('?').next().unwrap_or_default();
        let url = Url::parse(target).map_err(unusable)?;
        if let Ok(target) = target.parse() {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((target, url.clone()));
        }
        Ok(url)
    }
}

/// Nothing of the path, which may be nobody's business.
impl Debug for LastTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LastTarget").finish_non_exhaustive()
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
