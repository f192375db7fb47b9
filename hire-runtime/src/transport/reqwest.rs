//! The transport over reqwest.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::redirect;

use crate::{BoxFuture, Limits, Transport, TransportError, TransportErrorKind};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const MOST_SET_ASIDE: usize = 256 * 1024;

/// The [`Transport`] over [`reqwest`], with TLS by rustls and the certificates of the system.
///
/// It connects within 10 seconds, keeps connections for further calls, follows no redirect and
/// takes proxies from the environment as reqwest does (`HTTPS_PROXY`, `NO_PROXY`, …).
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
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
            Ok(client) => Ok(Self { client }),
            Err(error) => Err(failed(error, TransportErrorKind::Connect)),
        }
    }

    async fn exchange(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let mut request = reqwest::Request::try_from(request)
            .map_err(|error| failed(error, TransportErrorKind::Request))?;
        *request.timeout_mut() = Some(limits.timeout);
        if request.body().and_then(reqwest::Body::as_bytes).is_some_and(<[u8]>::is_empty) {
            // No body at all instead of one without bytes: a GET then has no `Content-Length`.
            *request.body_mut() = None;
        }
        let mut response =
            self.client.execute(request).await.map_err(|error| failed(error, TransportErrorKind::Request))?;
        let body = read(&mut response, limits.max_response_bytes).await?;
        let mut answer = http::Response::new(body);
        *answer.status_mut() = response.status();
        *answer.version_mut() = response.version();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        Ok(answer)
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(self.exchange(request, limits))
    }
}

/// A client of your own. Give it [`redirect::Policy::none`]: a redirect that is followed could
/// carry a credential to another server.
impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self { client }
    }
}

/// Reads no byte more than needed to know that a body is too long.
async fn read(response: &mut reqwest::Response, limit: usize) -> Result<Bytes, TransportError> {
    let too_large = || TransportError::new(TransportErrorKind::TooLarge { limit });
    let announced = response.content_length().unwrap_or(0);
    let announced = usize::try_from(announced).map_err(|_| too_large())?;
    if announced > limit {
        return Err(too_large());
    }
    // What is announced may never come, so little is set aside for it.
    let mut body = BytesMut::with_capacity(announced.min(MOST_SET_ASIDE));
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(error, TransportErrorKind::Body))? {
        if chunk.len() > limit - body.len() {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
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
