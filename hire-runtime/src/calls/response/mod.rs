//! From an HTTP response to a value or an error.

mod from_response;
mod headers_as;
mod message;
mod retry_after;

use std::fmt::{self, Debug};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hire_syntax::pointer;
use http::header::CONTENT_TYPE;
use http::response::Parts;
use http::{HeaderMap, StatusCode};
use serde::de::IgnoredAny;
use serde_json::Value;

pub use self::from_response::{Binary, Empty, FromResponse, Json, Optional, Text};
use self::retry_after::retry_after;
use crate::calls::carried::Headers;
use crate::calls::envelope::Document;
use crate::calls::error::hide_credentials;
use crate::calls::redaction::Redaction;
use crate::values::printable::Printable;
use crate::{
    ApiError, ByteStream, Data, DecodeError, Decoded, Envelope, Error, ErrorCode, Mismatch, NoCode,
    Operation, Secret, Violations,
};
#[cfg(feature = "client")]
use crate::{RetryReason, Undocumented};

/// The most bytes of details that are read into a value.
const LONGEST_DETAILS: usize = 256 * 1024;

pub(crate) fn decode<T: Data>(text: &str) -> Result<T, Mismatch> {
    match serde_json::from_str(text) {
        Ok(Decoded(value)) => Ok(value),
        // Keeping track of the place costs time, so only what failed is read with it.
        Err(error) => Err(explain::<T>(text, &error)),
    }
}

fn explain<T: Data>(text: &str, first: &serde_json::Error) -> Mismatch {
    let mut json = serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize::<_, Decoded<T>>(&mut json) {
        Ok(_) => Mismatch::whole(without_texts(first)),
        Err(error) => Mismatch { pointer: pointer(error.path()), message: without_texts(error.inner()) },
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        let token = match segment {
            Segment::Seq { index } => index.to_string().into(),
            Segment::Map { key } => pointer::escape(key),
            Segment::Enum { .. } | Segment::Unknown => continue,
        };
        pointer.push('/');
        pointer.push_str(&token);
    }
    pointer
}

/// An error of serde without the strings of the input, and without a line and column that are
/// those of an extract.
fn without_texts(error: &serde_json::Error) -> String {
    let mut message = error.to_string();
    if let Some(end) = message.rfind(" at line ") {
        message.truncate(end);
    }
    let quote = "string \"";
    if let (Some(start), Some(end)) = (message.find(quote), message.rfind("\", expected"))
        && let Some(length) = end.checked_sub(start)
        && length >= quote.len()
    {
        message.replace_range(start..=end, "a string");
    }
    message
}

/// A value with what came around it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// The value.
    pub value: T,
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers. `Debug` hides the values of those that carry credentials.
    pub headers: HeaderMap,
    /// The id under which the server logged the call, if it told one.
    pub log_id: Option<String>,
    /// How often the request was sent. This is the response to the last time.
    pub attempts: u32,
}

impl<T: Debug> Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("value", &self.value)
            .field("status", &self.status)
            .field("headers", &Headers(&self.headers))
            .field("log_id", &self.log_id.as_deref().map(Printable))
            .field("attempts", &self.attempts)
            .finish()
    }
}

/// A response, and what it says: what a value is read from.
pub struct Received {
    pub(crate) meta: ResponseMeta,
    pub(crate) classified: Classified,
    pub(crate) stream: Option<ByteStream>,
    /// What becomes of items of a stream that break rules; none where nobody looks.
    pub(crate) judge: Option<Judge>,
    /// How a stream that breaks off is taken up again; none where it is not.
    pub(crate) resume: Option<Resume>,
}

/// What becomes of broken rules: the error, or nothing.
pub(crate) type Judge = Arc<dyn Fn(Violations) -> Result<(), Violations> + Send + Sync>;

/// How a stream is taken up again. None if it is not.
pub(crate) type Resume = Box<dyn Fn(Lost<'_>) -> Option<Resuming> + Send + Sync>;

/// The response that goes on. One without a body says that the stream is over.
pub(crate) type Resuming = Pin<Box<dyn Future<Output = Result<Box<Received>, Error<NoCode>>> + Send>>;

/// Where a stream broke off.
#[cfg_attr(not(feature = "client"), expect(dead_code, reason = "the client reads it"))]
pub(crate) struct Lost<'e> {
    pub(crate) last_event_id: &'e str,
    /// How long the server asked to wait.
    pub(crate) retry: Option<Duration>,
    /// How often the request was sent again since an event could be read.
    pub(crate) failures: u32,
    /// Holds the response that goes on against the type of the stream.
    pub(crate) check: fn(&Received) -> Result<(), Mismatch>,
}

/// What is kept of a response, whatever it says.
#[derive(Clone)]
pub(crate) struct ResponseMeta {
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) log_id: Option<String>,
    pub(crate) attempts: u32,
    /// What no error shows.
    pub(crate) redaction: Redaction,
}

/// What follows from a response for a client, whatever its types are.
#[cfg(feature = "client")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RetryAdvice {
    /// Whether a new credential may help: the code says so, or nothing is known of the code and
    /// the status is 401.
    pub(crate) refuses_credential: bool,
    /// Why the same request may succeed later, if it may.
    pub(crate) repeat: Option<RetryReason>,
    /// Whether the caller has reached a limit.
    pub(crate) is_limited: bool,
}

/// What a response says.
pub(crate) enum Classified {
    /// Success, with the JSON of the data.
    Data(Option<Bytes>),
    /// Failure.
    Failed(Failure),
    /// Neither: the body is not what it should be.
    Unreadable(Mismatch),
}

/// How a response says that a call failed.
#[derive(Default)]
pub(crate) struct Failure {
    pub(crate) raw_code: Option<i64>,
    is_success_code: bool,
    pub(crate) message: Option<String>,
    details: Option<Value>,
}

impl Received {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.meta.status
    }

    /// The headers. Those that carry credentials are marked as sensitive.
    pub fn headers(&self) -> &HeaderMap {
        &self.meta.headers
    }

    /// The body as it came. Empty if it is handed on as a [`stream`](Self::stream).
    pub fn body(&self) -> &Bytes {
        &self.meta.body
    }

    /// The body as a stream: of a response that [streams](FromResponse::streams) what is still coming in, and else what
    /// [`body`](Self::body) has.
    pub fn stream(&mut self) -> ByteStream {
        self.stream.take().unwrap_or_else(|| ByteStream::whole(self.meta.body.clone()))
    }

    /// The text of the data: of the body, or of what the envelope around it has. None if there is none.
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn data(&self) -> Result<Option<&str>, Mismatch> {
        match &self.classified {
            Classified::Data(data) => data.as_deref().map(utf8).transpose(),
            Classified::Failed(_) | Classified::Unreadable(_) => Ok(None),
        }
    }

    pub(crate) fn new(operation: &'static Operation, response: http::Response<Bytes>) -> Box<Self> {
        let (head, body) = response.into_parts();
        Self::of(operation, head, Ok(body))
    }

    /// A response with the whole body, or with one that is handed on. It is large, and goes through many hands: so it is
    /// where it stays.
    pub(crate) fn of(
        operation: &'static Operation,
        head: Parts,
        body: Result<Bytes, ByteStream>,
    ) -> Box<Self> {
        let mut headers = head.headers;
        let (body, stream) = match body {
            Ok(body) => (body, None),
            Err(stream) => (Bytes::new(), Some(stream)),
        };
        hide_credentials(&mut headers);
        let mut log_id = operation.response_envelope().and_then(|it| log_id_header(it, &headers));
        let is_head = operation.method() == "HEAD";
        let mut classified = match operation.envelope_of(head.status) {
            _ if head.status.is_success() && (stream.is_some() || is_head || !has_content(head.status)) => {
                Classified::Data(None)
            }
            Some(envelope) => open(envelope, head.status, &body, &mut log_id),
            None if head.status.is_success() => whole(&body),
            None => Classified::Failed(Failure { details: details(&body), ..Failure::default() }),
        };
        if let Classified::Failed(Failure { message: message @ None, details: Some(details), .. }) =
            &mut classified
        {
            *message = message::of(details, headers.get(CONTENT_TYPE));
        }
        let meta = ResponseMeta {
            operation,
            status: head.status,
            headers,
            body,
            log_id,
            attempts: 1,
            redaction: Redaction::default(),
        };
        Box::new(Self { stream, ..Self::whole(meta, classified) })
    }

    /// A server may quote what it was sent. Nothing that an error or a log shows may repeat a
    /// secret of it.
    #[cfg(feature = "client")]
    pub(crate) fn hide(&mut self, redaction: Redaction) {
        let message = match &mut self.classified {
            Classified::Failed(failure) => failure.message.as_mut(),
            Classified::Data(_) | Classified::Unreadable(_) => None,
        };
        for text in message.into_iter().chain(&mut self.meta.log_id) {
            redaction.hide(text);
        }
        for value in self.meta.headers.values_mut() {
            if redaction.is_in(value.as_bytes()) {
                value.set_sensitive(true);
            }
        }
        self.meta.redaction = redaction;
    }

    /// What follows from it for a client. `None` if it does not say that the call failed.
    #[cfg(feature = "client")]
    pub(crate) fn advise<C: ErrorCode>(&self) -> Option<RetryAdvice> {
        let Classified::Failed(failure) = &self.classified else {
            return None;
        };
        let status = self.meta.status;
        let limits = |status: u16| status == StatusCode::TOO_MANY_REQUESTS.as_u16();
        let operation = self.meta.operation.id();
        let known = failure.raw_code.and_then(|code| C::from_code(code).info_for(operation));
        Some(match known {
            Some(info) => RetryAdvice {
                refuses_credential: info.wants_reauthentication(),
                repeat: info.is_retryable().then(|| RetryReason::Code(info.number())),
                is_limited: limits(status.as_u16())
                    || info.is_retryable() && info.documented_status().is_some_and(limits),
            },
            None => RetryAdvice {
                refuses_credential: status == StatusCode::UNAUTHORIZED,
                repeat: matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502 | 503 | 504)
                    .then_some(RetryReason::Status(status)),
                is_limited: limits(status.as_u16()),
            },
        })
    }

    /// How long the server asks to wait.
    #[cfg(feature = "client")]
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        retry_after(self.meta.operation, &self.meta.headers)
    }

    /// The value, if `check` finds nothing wrong with it; or else the error, with what the failure carries, if
    /// `check_failure` finds nothing wrong with that.
    pub(crate) fn into_response<R: FromResponse, F: FromResponse, C: ErrorCode>(
        self: Box<Self>,
        check: impl FnOnce(&R::Value) -> Result<(), Violations>,
        check_failure: impl FnOnce(&F::Value) -> Result<(), Violations>,
    ) -> Result<Response<R::Value>, Error<C, F::Value>> {
        let envelope = self.meta.operation.envelope_of(self.meta.status);
        let at = envelope.map_or("", |envelope| envelope.data);
        let mut received = self.succeeded::<F, C>(check_failure)?;
        let value = match R::read(&mut received) {
            Err(mismatch) => return Err(received.meta.mismatch(at, mismatch, None)),
            Ok(value) => value,
        };
        if let Err(violations) = check(&value) {
            return Err(received.meta.mismatch(at, Mismatch::broken(&violations), Some(violations)));
        }
        let ResponseMeta { status, headers, log_id, attempts, .. } = received.meta;
        Ok(Response { value, status, headers, log_id, attempts })
    }

    /// The response, or what it says that went wrong.
    fn succeeded<F: FromResponse, C: ErrorCode>(
        self: Box<Self>,
        check_failure: impl FnOnce(&F::Value) -> Result<(), Violations>,
    ) -> Result<Box<Self>, Error<C, F::Value>> {
        match self.classified {
            Classified::Failed(failure) => Err(self.meta.failed::<F, C>(failure, check_failure)),
            Classified::Unreadable(mismatch) => Err(self.meta.mismatch("", mismatch, None)),
            Classified::Data(_) => Ok(self),
        }
    }

    /// The response, if a stream can go on with it.
    #[cfg(feature = "client")]
    pub(crate) fn resumed(
        self: Box<Self>,
        check: fn(&Self) -> Result<(), Mismatch>,
    ) -> Result<Box<Self>, Error<NoCode>> {
        let received = self.succeeded::<Undocumented, NoCode>(|_| Ok(()))?;
        match check(&received) {
            Err(mismatch) if received.stream.is_some() => Err(received.meta.mismatch("", mismatch, None)),
            _ => Ok(received),
        }
    }

    fn whole(meta: ResponseMeta, classified: Classified) -> Self {
        Self { meta, classified, stream: None, judge: None, resume: None }
    }
}

impl Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received").field("status", &self.meta.status).finish_non_exhaustive()
    }
}

impl ResponseMeta {
    /// The failure as the description has it, if it has a body.
    fn typed<F: FromResponse>(self) -> (Result<Option<F::Value>, Mismatch>, Self) {
        match self.operation.documents(self.status) {
            Some(true) => {}
            Some(false) => return (Ok(None), self),
            None => return (Err(Mismatch::undescribed(self.status.as_u16())), self),
        }
        if self.body.len() > LONGEST_DETAILS {
            return (Err(Mismatch::whole(format!("it is longer than {LONGEST_DETAILS} bytes"))), self);
        }
        let body = whole(&self.body);
        let mut received = Received::whole(self, body);
        (F::read(&mut received).map(Some), received.meta)
    }

    fn failed<F: FromResponse, C: ErrorCode>(
        self,
        failure: Failure,
        check: impl FnOnce(&F::Value) -> Result<(), Violations>,
    ) -> Error<C, F::Value> {
        let code = failure.raw_code.filter(|_| !failure.is_success_code);
        let (typed, meta) = self.typed::<F>();
        let typed = typed.and_then(|value| {
            let broken = value.as_ref().and_then(|value| check(value).err());
            broken.map_or(Ok(value), |violations| Err(Mismatch::broken(&violations)))
        });
        let (typed, mismatch) = match typed {
            Ok(value) => (value, None),
            Err(mismatch) => (None, Some(meta.without_secrets(mismatch))),
        };
        Error::Api(Box::new(ApiError {
            operation: meta.operation.id(),
            code: code.map(C::from_code),
            raw_code: failure.raw_code,
            message: failure.message,
            details: failure.details,
            failure: typed,
            mismatch,
            retry_after: retry_after(meta.operation, &meta.headers),
            status: meta.status,
            headers: meta.headers,
            log_id: meta.log_id,
            attempts: meta.attempts,
            body: meta.body,
        }))
    }

    /// A mismatch of the value at `pointer`.
    pub(crate) fn mismatch<C, F>(
        self,
        pointer: &str,
        mismatch: Mismatch,
        violations: Option<Violations>,
    ) -> Error<C, F> {
        let mismatch = self.without_secrets(mismatch);
        let violations = violations.map(|violations| self.without_found(violations));
        let not_json = self.not_json().unwrap_or_default();
        Error::Decode(Box::new(DecodeError {
            pointer: format!("{pointer}{}", mismatch.pointer),
            message: not_json + &mismatch.message,
            violations,
            status: self.status,
            headers: self.headers,
            log_id: self.log_id,
            attempts: self.attempts,
            body: self.body,
        }))
    }
}

impl ResponseMeta {
    /// A name of the JSON may be a secret that the server quotes.
    fn without_secrets(&self, mut mismatch: Mismatch) -> Mismatch {
        self.redaction.hide(&mut mismatch.pointer);
        self.redaction.hide(&mut mismatch.message);
        mismatch
    }

    /// So may a value that breaks a rule, of which a part is shown.
    fn without_found(&self, mut violations: Violations) -> Violations {
        if self.redaction.is_in(&self.body) {
            for violation in violations.as_mut_slice() {
                self.redaction.hide(&mut violation.pointer);
                Secret::REDACTED.clone_into(&mut violation.found);
            }
        }
        violations
    }

    /// That the body is text and no JSON, and what it is said to be; nothing if it is JSON. Pages of
    /// gateways and captive portals come with a status of success too.
    fn not_json(&self) -> Option<String> {
        let text = utf8(&self.body).ok().filter(|text| !text.trim().is_empty())?;
        serde_json::from_str::<IgnoredAny>(text).err()?;
        let stated = self.headers.get(CONTENT_TYPE).filter(|stated| !stated.is_sensitive());
        Some(match stated.and_then(|stated| stated.to_str().ok()) {
            Some(stated) => format!("not JSON (content type {}): ", Printable(stated)),
            None => "not JSON: ".to_owned(),
        })
    }
}

/// Whether a success with this status has content, unless the method is HEAD (RFC 9110, sections 9.3.2, 15.3.5 and 15.3.6).
pub(crate) fn has_content(status: StatusCode) -> bool {
    !matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT)
}

/// The whole body as data, unless it is blank.
fn whole(body: &Bytes) -> Classified {
    Classified::Data((!body.trim_ascii().is_empty()).then(|| body.clone()))
}

fn open(envelope: &Envelope, status: StatusCode, body: &Bytes, log_id: &mut Option<String>) -> Classified {
    let document = match utf8(body).and_then(|text| {
        if text.trim_ascii().is_empty() {
            return Err(Mismatch::whole("no envelope: the body is empty"));
        }
        Document::read(text, &envelope.pointers()).map_err(|error| {
            let why = without_texts(&error);
            Mismatch::whole(if error.is_data() { format!("no envelope: {why}") } else { why })
        })
    }) {
        Ok(document) => document,
        Err(mismatch) => return no_envelope(status, mismatch, None),
    };
    if log_id.is_none() {
        *log_id = envelope.log_id_pointers.iter().find_map(|pointer| document.string(pointer));
    }
    let code = document.find(envelope.code);
    let Some(code) = code.and_then(|code| decode::<i64>(code).ok()) else {
        let mismatch = Mismatch {
            pointer: envelope.code.to_owned(),
            message: "no envelope: an integer is needed".to_owned(),
        };
        return no_envelope(status, mismatch, details(body));
    };
    if code == envelope.success && status.is_success() {
        let data = document.find(envelope.data);
        return Classified::Data(data.map(|text| body.slice_ref(text.as_bytes())));
    }
    let details_text = document.find(envelope.details);
    Classified::Failed(Failure {
        raw_code: Some(code),
        is_success_code: code == envelope.success,
        message: envelope.message.and_then(|at| document.string(at)),
        details: details_text.and_then(|text| details(text.as_bytes())),
    })
}

/// The details of an error, unless they are too long: a free-form value takes much more memory than
/// its text.
fn details(json: &[u8]) -> Option<Value> {
    (json.len() <= LONGEST_DETAILS).then(|| serde_json::from_slice(json).ok()).flatten()
}

/// A body that is no envelope is the page of some gateway if the status says that the call
/// failed, and a fault of the server or of the description if not.
fn no_envelope(status: StatusCode, mismatch: Mismatch, details: Option<Value>) -> Classified {
    if status.is_success() {
        return Classified::Unreadable(mismatch);
    }
    Classified::Failed(Failure { details, ..Failure::default() })
}

/// The text of a body, without a byte order mark (RFC 8259, section 8.1).
pub(crate) fn utf8(body: &[u8]) -> Result<&str, Mismatch> {
    match std::str::from_utf8(body) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => Err(Mismatch::whole(format!("not UTF-8 from byte {} on", error.valid_up_to()))),
    }
}

fn log_id_header(envelope: &Envelope, headers: &HeaderMap) -> Option<String> {
    // A response has few headers: to look at each costs less than to hash the name.
    let get = |name: &str| headers.iter().find(|(key, _)| key.as_str().eq_ignore_ascii_case(name));
    envelope.log_id_headers.iter().find_map(|name| {
        let (_, value) = get(name)?;
        let value = value.to_str().ok()?;
        (!value.is_empty()).then(|| value.to_owned())
    })
}

#[cfg(test)]
mod tests;
