//! What can go wrong with a call. Nothing that would help to find out why is thrown away.

use std::error::Error as StdError;
use std::fmt::{self, Debug, Display, Write as _};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION, SET_COOKIE};
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::calls::carried::Headers;
use crate::values::printable::{OneLine, Printable};
use crate::{
    BoxError, CodeInfo, Documented, ErrorCode, Mismatch, NoCode, TransportError, Undocumented, Violations,
};

/// Why a call has no value.
///
/// `Display` is one line. Neither `Display` nor `Debug` shows a credential or the body of a
/// response, which may hold one: the bodies are behind [`ApiError::body`] and
/// [`DecodeError::body`]. Both show the texts of a server as [`Printable`] does, escaped and cut; the
/// fields have them as they came.
///
/// ```
/// use hire_runtime::{Error, NoCode, TransportError, TransportErrorKind};
///
/// let error: Error<NoCode> = TransportError::new(TransportErrorKind::Connect).into();
/// match &error {
///     Error::Invalid(violations) => println!("mend the request: {violations}"),
///     Error::Api(response) => println!("{} {:?}", response.status, response.advice()),
///     Error::Transport(cause) if cause.is_connect() => println!("nothing was sent"),
///     other => println!("{other}"),
/// }
/// assert_eq!(error.to_string(), "no connection to the server");
/// ```
///
/// `C` are the error codes of the API, and `F` is what the description says that a failure of the operation carries
/// ([`failure`](Self::failure)). Errors of operations that fail in different ways become one type by `?`: `Error<C>`, which
/// keeps everything but the typed failure.
///
/// ```
/// use hire_runtime::{Error, NoCode};
///
/// fn greeting(name: Result<String, Error<NoCode, Vec<String>>>, age: Result<u8, Error<NoCode, u64>>) -> Result<String, Error> {
///     Ok(format!("{} is {}", name?, age?))
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<C = NoCode, F = Undocumented> {
    /// The request breaks the description. Nothing was sent.
    Invalid(Violations),
    /// There is no credential to send the request with. The request was not sent, or the server
    /// refused the credential that it was sent with, and getting a new one failed.
    Auth(AuthError),
    /// The time for the call was too short to send anything.
    Deadline(DeadlineError),
    /// No complete response came.
    Transport(TransportError),
    /// The server answered that the call failed.
    Api(Box<ApiError<C, F>>),
    /// The server answered what the description does not foresee.
    Decode(Box<DecodeError>),
}

impl<C, F> Error<C, F> {
    /// The server's response that the call failed, if it is one.
    pub fn api(&self) -> Option<&ApiError<C, F>> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// What the server says of the failure, as the description has it for the status. None if the server did not say that
    /// the call failed, and if it said so in another way: then [`ApiError::mismatch`] has what is in the way.
    pub fn failure(&self) -> Option<&F> {
        self.api()?.failure.as_ref()
    }

    /// What is wrong with the request, if that is the reason.
    pub fn violations(&self) -> Option<&Violations> {
        match self {
            Self::Invalid(violations) => Some(violations),
            _ => None,
        }
    }

    /// The HTTP status, if there was a response.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::Decode(error) => Some(error.status),
            _ => None,
        }
    }

    /// The id under which the server logged the call, if it told one.
    pub fn log_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.log_id.as_deref(),
            Self::Decode(error) => error.log_id.as_deref(),
            _ => None,
        }
    }

    /// How often it was tried to send the request: the error is that of the last attempt. 0 if it
    /// never came to that, and where there is no credential ([`Auth`](Self::Auth)).
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Invalid(_) | Self::Auth(_) | Self::Deadline(_) => 0,
            Self::Transport(error) => error.attempts,
            Self::Api(error) => error.attempts,
            Self::Decode(error) => error.attempts,
        }
    }

    /// Whether a time limit ended the call: that of an attempt, of a connection or of the call.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Deadline(_) => true,
            Self::Transport(error) => error.is_timeout(),
            _ => false,
        }
    }

    /// The kind of the error in a word, as spans and hooks name it.
    #[cfg(feature = "client")]
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid_request",
            Self::Auth(_) => "auth",
            Self::Deadline(_) => "deadline",
            Self::Transport(error) => error.kind().word(),
            Self::Api(_) => "api",
            Self::Decode(_) => "decode",
        }
    }
}

impl<C: ErrorCode, F> Display for Error<C, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(violations) => {
                f.write_str("the request is not valid")?;
                for (index, violation) in violations.iter().enumerate() {
                    let separator = if index == 0 { ": " } else { "; " };
                    write!(f, "{separator}{}", OneLine(violation))?;
                }
                Ok(())
            }
            Self::Auth(error) => Display::fmt(error, f),
            Self::Deadline(error) => Display::fmt(error, f),
            Self::Transport(error) => Display::fmt(error, f),
            Self::Api(error) => Display::fmt(error, f),
            Self::Decode(error) => Display::fmt(error, f),
        }
    }
}

impl<C: ErrorCode, F: Debug> StdError for Error<C, F> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Auth(error) => error.source(),
            Self::Transport(error) => error.source(),
            _ => None,
        }
    }
}

macro_rules! from_causes {
    ($($variant:ident: $cause:ty),*) => {
        $(impl<C, F> From<$cause> for Error<C, F> {
            fn from(cause: $cause) -> Self {
                Self::$variant(cause)
            }
        })*
    };
}
from_causes!(
    Invalid: Violations, Auth: AuthError, Deadline: DeadlineError, Decode: Box<DecodeError>, Transport: TransportError
);

/// Forgets the typed failure, and nothing else.
impl<C, F: Documented> From<Error<C, F>> for Error<C> {
    fn from(error: Error<C, F>) -> Self {
        match error {
            Error::Invalid(violations) => Self::Invalid(violations),
            Error::Auth(error) => Self::Auth(error),
            Error::Deadline(error) => Self::Deadline(error),
            Error::Transport(error) => Self::Transport(error),
            Error::Decode(error) => Self::Decode(error),
            Error::Api(error) => Self::Api(Box::new(ApiError {
                operation: error.operation,
                status: error.status,
                headers: error.headers,
                code: error.code,
                raw_code: error.raw_code,
                message: error.message,
                log_id: error.log_id,
                details: error.details,
                failure: None,
                mismatch: error.mismatch,
                retry_after: error.retry_after,
                attempts: error.attempts,
                body: error.body,
            })),
        }
    }
}

/// A server's response that a call failed: by its error code, by its HTTP status, or both.
#[non_exhaustive]
pub struct ApiError<C = NoCode, F = Undocumented> {
    /// The operation that was called, by its id.
    pub operation: &'static str,
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers. `Debug` hides the values of those that carry credentials.
    pub headers: HeaderMap,
    /// The error code. `None` if the body is not what the API answers (such as a gateway's
    /// page), or if it has the code of success in spite of the status.
    pub code: Option<C>,
    /// The number of the code as it came, that of success included.
    pub raw_code: Option<i64>,
    /// The server's words: what the envelope has for a message; or else title and detail of a problem
    /// ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457#section-3.1)), error and description of OAuth 2.0
    /// ([RFC 6749](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)), or the first of `message`, `error_description`,
    /// `error`, `error/message`, `detail`, `title` and `errors/0/message` in the details that is a text.
    pub message: Option<String>,
    /// The id under which the server logged the call.
    pub log_id: Option<String>,
    /// What else the server tells, if it is JSON: what the envelope's `details` points at, by
    /// default the whole body. `None` beyond 256 KiB: [`body`](Self::body) has it.
    pub details: Option<Value>,
    /// The body as the description has it for the status. `None` beyond 256 KiB.
    pub failure: Option<F>,
    /// Why there is no `failure`: the description has none for the status, or the body does not fit it. `None` with a status
    /// that is described without a body.
    pub mismatch: Option<Mismatch>,
    /// How long the server asks to wait.
    pub retry_after: Option<Duration>,
    /// How often the request was sent. This is the response to the last time.
    pub attempts: u32,
    pub(crate) body: Bytes,
}

impl<C, F> ApiError<C, F> {
    /// The body as it came. It may hold what should not be logged.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl<C: ErrorCode, F> ApiError<C, F> {
    /// What the description says of the code: as a response of this operation, or else of any.
    pub fn info(&self) -> Option<&'static CodeInfo<C>> {
        self.code?.info_for(self.operation)
    }

    /// What the description advises to do about the code.
    pub fn advice(&self) -> Option<&'static str> {
        self.info()?.advised()
    }

    /// Whether the description says that the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        self.info().is_some_and(CodeInfo::is_retryable)
    }
}

impl<C: ErrorCode, F> Display for ApiError<C, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let coded = self.code.is_some() || self.raw_code.is_some();
        match (self.code, self.raw_code) {
            (Some(code), _) => {
                let code = OneLine(code).to_string();
                write!(f, "code {}", code.trim_end_matches('.'))?;
            }
            (None, Some(number)) => {
                write!(f, "code {number}, which means success, with a failed status")?;
            }
            (None, None) => write!(f, "HTTP {}", self.status)?,
        }
        if let Some(message) = &self.message {
            write!(f, ": {}", Printable(message))?;
        }
        // Without a code, the operation is all that tells one such line from another.
        if coded {
            write!(f, " (HTTP {}", self.status)?;
        } else {
            write!(f, " (operation {}", Printable(self.operation))?;
        }
        end_of_line(f, self.log_id.as_deref(), self.attempts)
    }
}

impl<C: Debug, F> Debug for ApiError<C, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("code", &self.code)
            .field("raw_code", &self.raw_code)
            .field("message", &self.message.as_deref().map(Printable))
            .field("log_id", &self.log_id.as_deref().map(Printable))
            .field("retry_after", &self.retry_after)
            .field("attempts", &self.attempts)
            .field("headers", &Headers(&self.headers))
            .field("body", &Length(&self.body))
            .finish_non_exhaustive()
    }
}

impl<C: ErrorCode, F> StdError for ApiError<C, F> {}

/// A response that does not have the form that the description gives it.
#[non_exhaustive]
pub struct DecodeError {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers. `Debug` hides the values of those that carry credentials.
    pub headers: HeaderMap,
    /// Where in the body, as a JSON pointer (RFC 6901). Empty for the body as a whole.
    pub pointer: String,
    /// What is wrong there. Texts of the body are left out.
    pub message: String,
    /// The id under which the server logged the call.
    pub log_id: Option<String>,
    /// The rules that the value breaks, if it could be read at all. Only a client that checks
    /// responses strictly looks for them.
    pub violations: Option<Violations>,
    /// How often the request was sent. This is the response to the last time.
    pub attempts: u32,
    pub(crate) body: Bytes,
}

impl DecodeError {
    /// The body as it came. It may hold what should not be logged.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the response does not fit the description")?;
        if !self.pointer.is_empty() {
            write!(f, " at {}", Printable(&self.pointer))?;
        }
        write!(f, ": {} (HTTP {}", Printable(&self.message), self.status)?;
        end_of_line(f, self.log_id.as_deref(), self.attempts)
    }
}

/// The rest of the parenthesis at the end of what a response's error says.
fn end_of_line(f: &mut fmt::Formatter<'_>, log_id: Option<&str>, attempts: u32) -> fmt::Result {
    if let Some(log_id) = log_id {
        write!(f, ", log id {}", Printable(log_id))?;
    }
    if attempts > 1 {
        write!(f, ", {attempts} attempts")?;
    }
    f.write_char(')')
}

impl Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("status", &self.status)
            .field("pointer", &Printable(&self.pointer))
            .field("message", &Printable(&self.message))
            .field("log_id", &self.log_id.as_deref().map(Printable))
            .field("violations", &self.violations)
            .field("attempts", &self.attempts)
            .field("headers", &Headers(&self.headers))
            .field("body", &Length(&self.body))
            .finish()
    }
}

impl StdError for DecodeError {}

/// Why a call whose time is limited ([`CallOptions::timeout`](crate::CallOptions::timeout)) sent
/// nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeadlineError {
    /// The call's turn under the rate limit, or the end of a pause that the server asked for, comes
    /// after the time is over. This is known at once, so nobody waits in vain.
    Turn {
        /// The operation, by its id.
        operation: &'static str,
        /// How long the call would have had to wait.
        wait: Duration,
    },
    /// No token came in time.
    Token {
        /// The operation, by its id.
        operation: &'static str,
    },
}

impl Display for DeadlineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Turn { operation, wait } => write!(
                f,
                "the time for the call is too short: the rate limit of `{operation}` lets it go in {wait:.1?}"
            ),
            Self::Token { operation } => {
                write!(f, "the time for the call of `{operation}` was over before there was a token")
            }
        }
    }
}

impl StdError for DeadlineError {}

/// Why there is no credential. It clones, so that all who wait for one token can have it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum AuthError {
    /// The client has no credential for a security scheme that the operation needs.
    Missing {
        /// The scheme's name.
        scheme: String,
    },
    /// The client's credential cannot travel in the way of the scheme.
    Unusable {
        /// The scheme's name.
        scheme: String,
        /// Why.
        reason: &'static str,
    },
    /// The server refused the token, and the source has no other.
    Refused,
    /// The source of the token failed.
    Source(Arc<dyn StdError + Send + Sync>),
}

impl AuthError {
    /// A failure of a [`TokenSource`](crate::TokenSource), with its cause.
    ///
    /// ```
    /// use hire_runtime::AuthError;
    ///
    /// let error = AuthError::from_source(std::io::Error::other("the vault is closed"));
    /// assert_eq!(error.to_string(), "no token: the vault is closed");
    /// ```
    pub fn from_source(cause: impl Into<BoxError>) -> Self {
        Self::Source(Arc::from(cause.into()))
    }
}

impl Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { scheme } => {
                write!(f, "no credential for the security scheme `{}`", Printable(scheme))
            }
            Self::Unusable { scheme, reason } => {
                let scheme = Printable(scheme);
                write!(f, "the credential does not serve the security scheme `{scheme}`: {reason}")
            }
            Self::Refused => f.write_str("the token was refused, and there is no other"),
            Self::Source(cause) => write!(f, "no token: {}", OneLine(cause)),
        }
    }
}

impl StdError for AuthError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            // The cause itself is in `Display` already.
            Self::Source(cause) => cause.source(),
            _ => None,
        }
    }
}

/// Marks the headers that carry credentials, so that their `Debug` shows nothing.
pub(crate) fn hide_credentials(headers: &mut HeaderMap) {
    for (name, value) in headers {
        if [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE, SET_COOKIE].contains(name) {
            value.set_sensitive(true);
        }
    }
}

/// The length of a body in place of the body.
struct Length<'a>(&'a Bytes);

impl Debug for Length<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

#[cfg(test)]
#[path = "error_tests.rs"]
mod tests;
