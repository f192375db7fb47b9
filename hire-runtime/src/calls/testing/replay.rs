//! The transport with canned responses.

use std::fmt::{self, Debug, Display};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{Method, Request, Response};

use super::{Canned, Recorded};
use crate::calls::transport_error::NoResponse;
use crate::{Body, BoxFuture, Transport, TransportError, TransportErrorKind};

/// A [`Transport`] that gives canned responses and keeps the requests. Clones share everything: one
/// goes into the client, the other stays with the test.
///
/// A request takes the oldest response that was given for its method and path, or else the oldest
/// that was given for any. Without one it fails with an error that names it, which no client repeats.
///
/// ```
/// use hire_runtime::testing::{Canned, Replay};
/// use serde_json::json;
///
/// let replay = Replay::new();
/// // Whenever a token is asked for:
/// replay.on("POST", "/token", Canned::json(json!({"token": "t-1"})).always());
/// // A request for a person, whatever the id, gets no response, and then one:
/// replay.on("GET", "/people/{id}", Canned::reset());
/// replay.on("GET", "/people/{id}", Canned::json(json!({"name": "Ada"})));
/// // Anything else:
/// replay.next(Canned::text("hello"));
/// ```
#[derive(Clone, Default)]
pub struct Replay {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    responses: Vec<(Rule, Canned)>,
    requests: Vec<Recorded>,
}

/// Which requests a response is for.
enum Rule {
    Any,
    At { method: String, path: String },
}

impl Replay {
    /// Without responses.
    pub fn new() -> Self {
        Self::default()
    }

    /// A response for the next request that none is given for by [`on`](Self::on).
    pub fn next(&self, response: impl Into<Canned>) {
        self.state().responses.push((Rule::Any, response.into()));
    }

    /// A response for a request of this method and path.
    ///
    /// The path is that of the whole URL, as it is sent. A segment in braces stands for any
    /// segment, so that the path template of an [`Operation`](crate::Operation) will do.
    pub fn on(&self, method: &str, path: &str, response: impl Into<Canned>) {
        let rule = Rule::At { method: method.to_owned(), path: path.to_owned() };
        self.state().responses.push((rule, response.into()));
    }

    /// The requests until now, in their order.
    pub fn requests(&self) -> Vec<Recorded> {
        self.state().requests.clone()
    }

    /// The requests until now, which are then forgotten.
    pub fn take_requests(&self) -> Vec<Recorded> {
        std::mem::take(&mut self.state().requests)
    }

    /// Asserts that no response for a single request is left.
    ///
    /// # Panics
    /// There are some, and the message says for what.
    #[track_caller]
    pub fn assert_used(&self) {
        let unused = self.unused();
        assert!(unused.is_empty(), "responses that nobody asked for: {}", unused.join(", "));
    }

    /// What the responses that are left were given for.
    fn unused(&self) -> Vec<String> {
        let state = self.state();
        let left = state.responses.iter().filter(|(_, response)| response.serves_once());
        left.map(|(rule, _)| rule.to_string()).collect()
    }

    /// Keeps the request and finds the response.
    fn take(&self, request: Request<Bytes>) -> Result<Canned, TransportError> {
        let mut state = self.state();
        let request = Recorded::new(request);
        let position = |fits: &dyn Fn(&Rule) -> bool| state.responses.iter().position(|(rule, _)| fits(rule));
        let index = position(&|rule| rule.fits(request.method(), request.path()))
            .or_else(|| position(&|rule| matches!(rule, Rule::Any)));
        let unanswered =
            NoResponse { method: request.method().clone(), path: request.path().to_owned(), operation: None };
        state.requests.push(request);
        match index
            .and_then(|index| state.responses.get(index).map(|(_, response)| (index, response.clone())))
        {
            None => Err(TransportError::new(TransportErrorKind::Unsupported).with_source(unanswered)),
            Some((index, response)) => {
                if response.serves_once() {
                    let _ = state.responses.remove(index);
                }
                Ok(response)
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Replay {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect(usize::MAX).await?;
            self.take(Request::from_parts(head, body))?.give().await
        })
    }
}

impl Rule {
    fn fits(&self, sent: &Method, to: &str) -> bool {
        let Self::At { method, path } = self else {
            return false;
        };
        let (mut expected, mut found) = (path.split('/'), to.split('/'));
        sent.as_str() == method
            && loop {
                match (expected.next(), found.next()) {
                    (None, None) => break true,
                    (Some(name), Some(segment)) if is_name(name) && !segment.is_empty() => {}
                    (Some(expected), Some(segment)) if expected == segment => {}
                    _ => break false,
                }
            }
    }
}

fn is_name(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

impl Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any request"),
            Self::At { method, path } => write!(f, "{method} {path}"),
        }
    }
}

/// The number of responses that are left, and the requests.
impl Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Replay")
            .field("responses", &state.responses.len())
            .field("requests", &state.requests)
            .finish()
    }
}
