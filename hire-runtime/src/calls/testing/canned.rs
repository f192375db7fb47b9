//! Responses that are made before they are asked for.

use std::fmt::{self, Debug};
use std::io;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use serde_json::Value;

use crate::{Body, TransportError, TransportErrorKind};

/// What a [`Replay`](super::Replay) answers a request: a response, or a failure of the transport.
///
/// It serves one request, or with [`always`](Self::always) any number of them.
///
/// ```
/// use hire_runtime::http::HeaderName;
/// use hire_runtime::testing::Canned;
/// use serde_json::json;
///
/// let limited = Canned::json(json!({"code": 99_991_400, "msg": "request trigger frequency limit"}))
///     .status(429)
///     .header(HeaderName::from_static("x-ogw-ratelimit-reset"), 2_u32);
/// let gateway = Canned::text("<h1>Bad Gateway</h1>").status(502);
/// let unplugged = Canned::refused();
/// # let _ = (limited, gateway, unplugged);
/// ```
#[derive(Clone)]
#[must_use = "a response does something when a `Replay` gets it"]
pub struct Canned {
    outcome: Outcome,
    delay: Duration,
    always: bool,
}

#[derive(Clone)]
enum Outcome {
    Response { status: StatusCode, headers: HeaderMap, body: Bytes },
    Failure(TransportErrorKind),
    Reset,
}

impl Canned {
    /// A response with a body of any kind and status 200.
    pub fn body(body: impl Into<Bytes>) -> Self {
        Self::new(Outcome::Response { status: StatusCode::OK, headers: HeaderMap::new(), body: body.into() })
    }

    /// A response with a body of JSON and status 200.
    pub fn json(body: impl Into<Value>) -> Self {
        let body: Value = body.into();
        Self::body(body.to_string()).header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
    }

    /// A response with a body of text and status 200.
    pub fn text(body: impl Into<String>) -> Self {
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        Self::body(body.into()).header(CONTENT_TYPE, plain)
    }

    /// A failure of any kind.
    pub fn failure(kind: TransportErrorKind) -> Self {
        Self::new(Outcome::Failure(kind))
    }

    /// There is no connection: nothing was sent.
    pub fn refused() -> Self {
        Self::failure(TransportErrorKind::Connect)
    }

    /// No response in time, at once. For a client that runs into its own time limit, give a response
    /// a [`delay`](Self::delay).
    pub fn timeout() -> Self {
        Self::failure(TransportErrorKind::Timeout)
    }

    /// The connection was reset after the request: the server may have seen it.
    pub fn reset() -> Self {
        Self::new(Outcome::Reset)
    }

    /// The status of a response, as a number or as [`StatusCode`]. A failure stays what it is.
    ///
    /// # Panics
    /// The number is no status: one has three digits.
    #[track_caller]
    #[expect(clippy::panic, reason = "a test that cannot go on fails")]
    pub fn status<S: TryInto<StatusCode>>(mut self, new: S) -> Self {
        let Ok(new) = new.try_into() else { panic!("a status has three digits") };
        if let Outcome::Response { status, .. } = &mut self.outcome {
            *status = new;
        }
        self
    }

    /// One more header of a response. A failure stays what it is.
    pub fn header(mut self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
        if let Outcome::Response { headers, .. } = &mut self.outcome {
            headers.append(name, value.into());
        }
        self
    }

    /// How long it takes. The clock is tokio's, which a test can pause.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// It serves every request, instead of one.
    pub fn always(mut self) -> Self {
        self.always = true;
        self
    }

    pub(super) fn serves_once(&self) -> bool {
        !self.always
    }

    pub(super) async fn give(self) -> Result<Response<Body>, TransportError> {
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        match self.outcome {
            Outcome::Response { status, headers, body } => {
                let mut response = Response::new(Body::from(body));
                *response.status_mut() = status;
                *response.headers_mut() = headers;
                Ok(response)
            }
            Outcome::Failure(kind) => Err(TransportError::new(kind)),
            Outcome::Reset => Err(TransportError::new(TransportErrorKind::Request)
                .with_source(io::Error::from(io::ErrorKind::ConnectionReset))),
        }
    }

    fn new(outcome: Outcome) -> Self {
        Self { outcome, delay: Duration::ZERO, always: false }
    }
}

/// Without headers and body, which may hold what is secret.
impl Debug for Canned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Canned");
        match &self.outcome {
            Outcome::Response { status, body, .. } => {
                shown.field("status", status).field("body", &format_args!("{} bytes", body.len()))
            }
            Outcome::Failure(kind) => shown.field("failure", kind),
            Outcome::Reset => shown.field("failure", &"reset"),
        };
        shown.field("delay", &self.delay).field("always", &self.always).finish_non_exhaustive()
    }
}

impl From<TransportErrorKind> for Canned {
    fn from(kind: TransportErrorKind) -> Self {
        Self::failure(kind)
    }
}
