//! Scripted failures.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::Operation;
use super::answer::{Answer, JSON};

/// What happens to a request instead of the usual.
///
/// ```
/// use hire_api::sandbox::Fault;
/// use hire_runtime::http::StatusCode;
///
/// let gateway = Fault::html(StatusCode::BAD_GATEWAY, "<h1>502 Bad Gateway</h1>");
/// let surprise = Fault::code(StatusCode::OK, 1_002_001, "system error");
/// ```
#[derive(Debug, Clone)]
#[must_use = "a fault does something when `Sandbox::fail_next` or `fail_always` gets it"]
pub struct Fault {
    pub(super) delay: Duration,
    pub(super) log_id: bool,
    pub(super) effect: Effect,
}

#[derive(Debug, Clone)]
pub(super) enum Effect {
    /// The request gets this, and does nothing.
    Answer(Answer),
    /// The request gets what it would get without a fault.
    Usual,
    /// The request does what it would do, and its answer is lost with the connection.
    Lost,
}

impl Fault {
    fn new(effect: Effect) -> Self {
        Self { delay: Duration::ZERO, log_id: true, effect }
    }

    /// An answer with any body.
    pub fn answer(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self::new(Effect::Answer(Answer { status, headers: HeaderMap::new(), body: body.into() }))
    }

    /// An answer with a page of HTML, as a gateway gives.
    pub fn html(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self::answer(status, body).header(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))
    }

    /// An answer with a JSON body.
    pub fn json(status: StatusCode, body: &Value) -> Self {
        Self::answer(status, body.to_string()).header(CONTENT_TYPE, HeaderValue::from_static(JSON))
    }

    /// An answer with `code` and `msg`, as the platform fails.
    pub fn code(status: StatusCode, code: i64, msg: &str) -> Self {
        Self::json(status, &json!({ "code": code, "msg": msg }))
    }

    /// The usual answer, later.
    pub fn slow(delay: Duration) -> Self {
        Self::new(Effect::Usual).delay(delay)
    }

    /// The request is carried out, and the connection is closed instead of an answer. Only a repeat
    /// tells the caller what became of it.
    pub fn lost_answer() -> Self {
        Self::new(Effect::Lost)
    }

    /// Waits before anything is done.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Adds a header to the answer. On a fault without an answer of its own this changes nothing.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        if let Effect::Answer(answer) = &mut self.effect {
            answer.headers.append(name, value);
        }
        self
    }

    /// Leaves out the header `X-Tt-Logid`, which every other answer has.
    pub fn without_log_id(mut self) -> Self {
        self.log_id = false;
        self
    }
}

/// The faults that are to come.
#[derive(Default)]
pub(super) struct Faults(BTreeMap<Operation, Script>);

#[derive(Default)]
struct Script {
    next: VecDeque<Fault>,
    always: Option<Fault>,
}

impl Faults {
    pub(super) fn next(&mut self, operation: Operation, fault: Fault) {
        self.0.entry(operation).or_default().next.push_back(fault);
    }

    pub(super) fn always(&mut self, operation: Operation, fault: Fault) {
        self.0.entry(operation).or_default().always = Some(fault);
    }

    pub(super) fn recover(&mut self, operation: Operation) {
        self.0.remove(&operation);
    }

    /// The fault for a request that has arrived.
    pub(super) fn take(&mut self, operation: Operation) -> Option<Fault> {
        let script = self.0.get_mut(&operation)?;
        script.next.pop_front().or_else(|| script.always.clone())
    }
}
