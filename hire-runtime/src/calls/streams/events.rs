//! Server-sent events (HTML standard, section 9.2).

use std::fmt::{self, Debug};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use http::StatusCode;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::media_type;
use super::records::{Ends, ItemCheck, Records, Skipped};
use crate::calls::response::{Lost, Resume, Resuming, has_content};
use crate::{Checker, Data, Error, FromResponse, Mismatch, NoCode, Received};

const EVENT_STREAM: &str = "text/event-stream";

/// By what several vendors end a stream whose other events are JSON.
const DONE: &str = "[DONE]";

/// An event of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The id of this event, or of the last one that had any.
    pub id: Option<String>,
    /// What kind of event it is, if the server says so.
    pub event: Option<String>,
    /// The data.
    pub data: T,
}

/// Events while they come in: `text/event-stream`, as the HTML standard has it (section 9.2).
///
/// The data is read as JSON, and where it is none, as a string; the text `[DONE]` ends the stream, whatever the type
/// is. An event that cannot be read is an error in its place, and others follow. An event may have as many bytes as a
/// response ([`max_response_bytes`](crate::CallOptions::max_response_bytes)).
///
/// **A stream that breaks off or ends is taken up again** if the operation is safe (RFC 9110 §9.2.1: GET) and an event
/// had an id: after the time that the server asked for by `retry`, or 3 seconds, the request is sent with the header
/// `Last-Event-ID`, a tenth of a second later at the earliest. That goes on until the server responds with 204, or with
/// a failure, which is an error; until the call's time is over; or until as many attempts in a row as a call has have
/// given no event that can be read, each of which takes a retry of the [`RetryBudget`](crate::RetryBudget). A stream
/// without ids ends where it ends, since nobody could know what is missing.
///
/// ```
/// use hire_runtime::bytes::Bytes;
/// use hire_runtime::*;
///
/// static API: Api = Api::new("Chats", "1.0.0");
///
/// struct CreateChat;
/// impl Validate for CreateChat {}
/// endpoint! {
///     CreateChat -> Events<Value>;
///     operation(&API, "createChat", "POST", "/v1/chats");
/// }
///
/// # let waker = std::task::Waker::noop();
/// # let mut context = std::task::Context::from_waker(&waker);
/// # let mut run = std::pin::pin!(async {
/// let body = Bytes::from_static(b"event: word\ndata: {\"text\": \"Hi\"}\n\ndata: [DONE]\n\n");
/// let mut events = CreateChat::from_response(http::Response::new(body))?;
/// while let Some(event) = events.next().await {
///     let event = event?;
///     assert_eq!(event.event.as_deref(), Some("word"));
///     assert_eq!(event.data["text"], "Hi");
/// }
/// # Ok::<(), Error<NoCode>>(())
/// # });
/// # assert!(matches!(run.as_mut().poll(&mut context), std::task::Poll::Ready(Ok(()))));
/// ```
pub struct Events<T> {
    records: Box<Records>,
    parser: Parser,
    resume: Option<Resume>,
    resuming: Option<Resuming>,
    /// How often the request was sent again since an event could be read.
    failures: u32,
    is_over: bool,
    check: ItemCheck<T>,
}

type Item<T> = Result<Event<T>, Error<NoCode>>;

impl<T: Data> Events<T> {
    /// The next event; none at the end.
    pub async fn next(&mut self) -> Option<Item<T>> {
        poll_fn(|context| self.poll_event(context)).await
    }

    /// The id of the last event that had one: with the header `Last-Event-ID`, a server goes on behind it.
    pub fn last_event_id(&self) -> Option<&str> {
        self.parser.last_id.as_deref()
    }

    /// Checks items by this function instead of the rules of their type. Emitted code calls it, where a description has rules
    /// for the items themselves; [`response_checks`](crate::CallOptions::response_checks) says what becomes of broken ones.
    pub fn check_items(&self, check: fn(&mut Checker<'_>, &T)) {
        self.check.set(check);
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Item<T>>> {
        let mut skipped = Skipped::default();
        while !self.is_over {
            if let Some(resuming) = &mut self.resuming {
                let received = ready!(resuming.as_mut().poll(context));
                self.resuming = None;
                match received {
                    Ok(received) => self.go_on(received),
                    Err(error) => return Poll::Ready(self.end(Some(error))),
                }
                continue;
            }
            let broken = match ready!(self.records.poll(context)) {
                Some(Ok(line)) => match self.parser.line(&line).map(|parsed| self.event(parsed)) {
                    Some(Some(event)) => return Poll::Ready(Some(event)),
                    Some(None) => return Poll::Ready(self.end(None)),
                    None if self.parser.data.len() <= self.records.limit() => {
                        ready!(skipped.one(context));
                        continue;
                    }
                    None => Some(self.records.too_large()),
                },
                Some(Err(error)) => Some(error),
                None => None,
            };
            self.resuming = self.lost().and_then(|lost| self.resume.as_ref()?(lost));
            self.failures = self.failures.saturating_add(1);
            if self.resuming.is_none() {
                return Poll::Ready(self.end(broken.map(Error::Transport)));
            }
        }
        Poll::Ready(None)
    }

    fn end(&mut self, error: Option<Error<NoCode>>) -> Option<Item<T>> {
        self.is_over = true;
        // The connection is closed.
        self.records.end();
        error.map(Err)
    }

    /// Where to go on, if the server has said it.
    fn lost(&self) -> Option<Lost<'_>> {
        let last_event_id = self.last_event_id()?;
        Some(Lost { last_event_id, retry: self.parser.retry, failures: self.failures, check })
    }

    /// Goes on with another response. One without a body says that the stream is over.
    fn go_on(&mut self, mut received: Box<Received>) {
        if received.stream.is_none() {
            self.is_over = true;
            return;
        }
        received.judge = self.records.judge.take();
        *self.records = Records::new(&mut received, Ends::AnyLine);
        self.parser.restart();
    }

    /// Reads the data of an event. None at the end.
    fn event(&mut self, parsed: Event<String>) -> Option<Item<T>> {
        let Event { id, event, data } = parsed;
        if data == DONE {
            return None;
        }
        let read = self.records.item(&data, &self.check).or_else(|error| {
            if serde_json::from_str::<IgnoredAny>(&data).is_ok() {
                return Err(error);
            }
            self.records.item(&Value::from(data.as_str()).to_string(), &self.check).map_err(|_| error)
        });
        if read.is_ok() {
            self.failures = 0;
        }
        Some(read.map(|data| Event { id, event, data }))
    }
}

impl<T> Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("records", &self.records).finish_non_exhaustive()
    }
}

impl<T: Data> Stream for Events<T> {
    type Item = Item<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(context)
    }
}

impl<T: Data + 'static> FromResponse for Events<T> {
    type Value = Self;
    const ACCEPT: &'static [&'static str] = &[EVENT_STREAM];
    const RESUMES: bool = true;

    fn streams(status: StatusCode) -> bool {
        has_content(status)
    }

    fn read(received: &mut Received) -> Result<Self, Mismatch> {
        check(received)?;
        Ok(Self {
            records: Box::new(Records::new(received, Ends::AnyLine)),
            parser: Parser::default(),
            resume: received.resume.take(),
            resuming: None,
            failures: 0,
            is_over: false,
            check: ItemCheck::default(),
        })
    }
}

/// That a response is a stream of events.
fn check(received: &Received) -> Result<(), Mismatch> {
    match media_type(received) {
        Some(other) if other != EVENT_STREAM => {
            Err(Mismatch::whole(format!("{EVENT_STREAM} is needed, and the content type is {other}")))
        }
        _ => Ok(()),
    }
}

/// The fields of the event that is coming in, and what is known of the stream.
#[derive(Default)]
struct Parser {
    /// Whether a byte order mark may come no more.
    has_begun: bool,
    data: String,
    event: String,
    /// The id of the event that is coming in: that of the one before, unless it has its own.
    id: Option<String>,
    /// The id of the event that was there last.
    last_id: Option<String>,
    retry: Option<Duration>,
}

impl Parser {
    /// Forgets the event that broke off.
    fn restart(&mut self) {
        self.has_begun = false;
        self.data.clear();
        self.event.clear();
        self.id.clone_from(&self.last_id);
    }

    /// Takes a line, and gives the event that it ends.
    fn line(&mut self, line: &[u8]) -> Option<Event<String>> {
        let line = String::from_utf8_lossy(line);
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        let line = if is_first { line.strip_prefix('\u{feff}').unwrap_or(&line) } else { &*line };
        if line.is_empty() {
            return self.dispatch();
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "event" => value.clone_into(&mut self.event),
            "id" if !value.contains('\0') => self.id = (!value.is_empty()).then(|| value.to_owned()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis).or(self.retry);
            }
            // A comment, or a field that nobody knows.
            _ => {}
        }
        None
    }

    fn dispatch(&mut self) -> Option<Event<String>> {
        let (mut data, event) = (std::mem::take(&mut self.data), std::mem::take(&mut self.event));
        self.last_id.clone_from(&self.id);
        data.pop()?;
        Some(Event { id: self.id.clone(), event: (!event.is_empty()).then_some(event), data })
    }
}
