//! Why there is no response, or not all of it.

use std::error::Error as StdError;
use std::fmt::{self, Display};

/// An error of any type, to be kept as a cause.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Why no complete response came.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Option<BoxError>,
    pub(crate) attempts: u32,
}

/// Where a transport failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There is no connection, so the server has not seen the request.
    Connect,
    /// The connection took too long, so the server has not seen the request.
    ConnectTimeout,
    /// The response took too long. The server may have done what was asked.
    Timeout,
    /// The request could not be sent, or no response to it be read. The server may have seen it.
    Request,
    /// The transport cannot send this request, and has not: it would not the next time either, so
    /// the client does not repeat it.
    Unsupported,
    /// The body of the request could not be made: a file that cannot be read, a stream that failed. Nothing of it
    /// is sent again.
    RequestBody,
    /// The response began, and its body broke off or cannot be inflated.
    Body,
    /// The body of the response is longer than the client takes.
    TooLarge {
        /// The most bytes that the client takes.
        limit: usize,
    },
}

impl TransportError {
    /// A failure of this kind.
    pub fn new(kind: TransportErrorKind) -> Self {
        Self { kind, source: None, attempts: 1 }
    }

    /// Keeps the cause.
    ///
    /// Its `Debug` and `Display` end up in those of the error: they must not show a credential.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Where it failed.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// How often the client tried. This is how the last time failed.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether a time limit ended it.
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind, TransportErrorKind::Timeout | TransportErrorKind::ConnectTimeout)
    }

    /// Whether there was no connection: sending the request again repeats nothing.
    pub fn is_connect(&self) -> bool {
        matches!(self.kind, TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout)
    }
}

impl From<TransportErrorKind> for TransportError {
    fn from(kind: TransportErrorKind) -> Self {
        Self::new(kind)
    }
}

impl TransportErrorKind {
    #[cfg(feature = "client")]
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Timeout | Self::ConnectTimeout => "timeout",
            Self::Connect => "connect",
            Self::Unsupported | Self::Request | Self::RequestBody | Self::Body | Self::TooLarge { .. } => {
                "transport"
            }
        }
    }
}

impl Display for TransportErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect => f.write_str("no connection to the server"),
            Self::ConnectTimeout => f.write_str("no connection to the server in time"),
            Self::Timeout => f.write_str("no response in time"),
            Self::Request => f.write_str("the request got no response"),
            Self::Unsupported => f.write_str("the transport cannot send this request"),
            Self::RequestBody => f.write_str("the body of the request broke off"),
            Self::Body => f.write_str("the response broke off or cannot be inflated"),
            Self::TooLarge { limit } => write!(f, "the response is longer than {limit} bytes"),
        }
    }
}

impl Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.kind, f)?;
        if self.attempts > 1 {
            write!(f, " ({} attempts)", self.attempts)?;
        }
        Ok(())
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// A request for which there was no canned response.
#[cfg(feature = "testing")]
#[derive(Debug)]
pub(crate) struct NoResponse {
    pub(crate) method: http::Method,
    pub(crate) path: String,
    pub(crate) operation: Option<&'static str>,
}

#[cfg(feature = "testing")]
impl NoResponse {
    /// Tells which operation it was whose request had no response: a transport does not know that.
    pub(crate) fn tell_operation(error: &mut TransportError, operation: &'static str) {
        if let Some(cause) = error.source.as_mut().and_then(|source| source.downcast_mut::<Self>()) {
            cause.operation = Some(operation);
        }
    }
}

#[cfg(feature = "testing")]
impl Display for NoResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no response is left for {} {}", self.method, self.path)?;
        match self.operation {
            Some(operation) => write!(f, " (operation `{operation}`)"),
            None => Ok(()),
        }
    }
}

#[cfg(feature = "testing")]
impl StdError for NoResponse {}
