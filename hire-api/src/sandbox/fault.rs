//! Failures: one after another, or by chance.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use fastrand::Rng;
use serde_json::{Value, json};

use super::Operation;
use super::response::{JSON, LIMIT, PlatformResponse, RESET};

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
    Respond(PlatformResponse),
    /// The request gets what it would get without a fault.
    Usual,
    /// The request does what it would do, and its response is lost with the connection.
    Lost,
    /// The request is read and does nothing, and the connection is reset.
    Dropped,
    /// The connection is reset before anything of the request is read.
    Unread,
}

impl Fault {
    fn new(effect: Effect) -> Self {
        Self { delay: Duration::ZERO, log_id: true, effect }
    }

    /// A response with any body.
    pub fn response(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self::new(Effect::Respond(PlatformResponse { status, headers: HeaderMap::new(), body: body.into() }))
    }

    /// A response with a page of HTML, as a gateway gives.
    pub fn html(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self::response(status, body)
            .header(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))
    }

    /// A response with a JSON body.
    pub fn json(status: StatusCode, body: &Value) -> Self {
        Self::response(status, body.to_string()).header(CONTENT_TYPE, HeaderValue::from_static(JSON))
    }

    /// A response with `code` and `msg`, as the platform fails.
    pub fn code(status: StatusCode, code: i64, msg: &str) -> Self {
        Self::json(status, &json!({ "code": code, "msg": msg }))
    }

    /// The usual response, later.
    pub fn slow(delay: Duration) -> Self {
        Self::new(Effect::Usual).delay(delay)
    }

    /// The request is carried out, and the connection is reset instead of a response. Only a repeat
    /// tells the caller what became of it.
    pub fn lost_response() -> Self {
        Self::new(Effect::Lost)
    }

    /// The request is read and not carried out, and the connection is reset instead of a response. To
    /// the caller it looks like [`lost_response`](Self::lost_response).
    pub fn dropped() -> Self {
        Self::new(Effect::Dropped)
    }

    /// The connection is reset when the request arrives, before it is read. It is not among
    /// [`Sandbox::requests`](super::Sandbox::requests): the sandbox knows of its first line only. If
    /// that does not arrive in one piece, this is [`dropped`](Self::dropped).
    pub fn unread() -> Self {
        Self::new(Effect::Unread)
    }

    /// HTTP status 500 with code 1002001, as the platform says of a fault of its own.
    pub fn system_error() -> Self {
        Self::code(StatusCode::INTERNAL_SERVER_ERROR, 1_002_001, "system error")
    }

    /// HTTP status 429 with code 99991400 and the headers `x-ogw-ratelimit-limit` (10) and
    /// `x-ogw-ratelimit-reset`, as the platform says of too many requests; in so many seconds the
    /// caller may come again.
    pub fn limited(reset: u64) -> Self {
        Self::code(StatusCode::TOO_MANY_REQUESTS, 99_991_400, "request trigger frequency limit")
            .header(LIMIT, HeaderValue::from_static("10"))
            .header(RESET, HeaderValue::from(reset))
    }

    /// HTTP status 502 with a page of HTML, as a gateway says of a server that it cannot reach.
    pub fn bad_gateway() -> Self {
        let page = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>\n";
        Self::html(StatusCode::BAD_GATEWAY, page)
    }

    /// Waits before anything is done; not before [`unread`](Self::unread).
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Adds a header to the response. On a fault without a response of its own this changes nothing.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        if let Effect::Respond(response) = &mut self.effect {
            response.headers.append(name, value);
        }
        self
    }

    /// Leaves out the header `X-Tt-Logid`, which every other response has.
    pub fn without_log_id(mut self) -> Self {
        self.log_id = false;
        self
    }
}

/// Faults that come by chance, each with a probability of its own.
///
/// The chances are drawn from a seed, one for each request in the order of their arrival. So a caller
/// that sends one request after another meets the same faults in every run; of callers that send
/// several at once, who meets which depends on who comes first.
///
/// ```
/// use std::time::Duration;
///
/// use hire_api::sandbox::{Fault, Operation, RandomFaults, Sandbox};
///
/// // Three of ten requests meet one of the six.
/// let storm = RandomFaults::six(7, 0.05);
/// // A platform that is slow now and then, and sometimes too slow for a client's patience.
/// let sluggish = RandomFaults::new(7)
///     .fault(0.2, Fault::slow(Duration::from_millis(300)))
///     .fault(0.01, Fault::slow(Duration::from_secs(60)));
/// let sandbox = Sandbox::builder()
///     .random_faults(Operation::CreateExternalReward, storm)
///     .random_faults(Operation::DeleteExternalReward, sluggish);
/// ```
#[derive(Debug, Clone)]
#[must_use = "faults come when `SandboxBuilder::random_faults` or `Sandbox::fail_randomly` gets them"]
pub struct RandomFaults {
    random: Rng,
    faults: Vec<(f64, Fault)>,
}

impl RandomFaults {
    /// No faults yet, with a seed for their chances.
    pub fn new(seed: u64) -> Self {
        Self { random: Rng::with_seed(seed), faults: Vec::new() }
    }

    /// Six faults, each with this probability: [`Fault::unread`], [`Fault::dropped`],
    /// [`Fault::lost_response`], [`Fault::system_error`], [`Fault::limited`] for a second and
    /// [`Fault::bad_gateway`].
    pub fn six(seed: u64, probability: f64) -> Self {
        let six = [
            Fault::unread(),
            Fault::dropped(),
            Fault::lost_response(),
            Fault::system_error(),
            Fault::limited(1),
            Fault::bad_gateway(),
        ];
        six.into_iter().fold(Self::new(seed), |faults, fault| faults.fault(probability, fault))
    }

    /// One fault more, for this part of the requests: from 0 for none to 1 for all. Where the parts
    /// sum up to more than 1, the last ones get what is left.
    pub fn fault(mut self, probability: f64, fault: Fault) -> Self {
        self.faults.push((probability, fault));
        self
    }

    fn draw(&mut self) -> Option<Fault> {
        let mut chance = self.random.f64();
        for (probability, fault) in &self.faults {
            chance -= probability;
            if chance < 0.0 {
                return Some(fault.clone());
            }
        }
        None
    }
}

/// The faults that are to come.
#[derive(Default)]
pub(super) struct Faults(BTreeMap<Operation, Script>);

#[derive(Default)]
struct Script {
    next: VecDeque<Fault>,
    random: Option<RandomFaults>,
    always: Option<Fault>,
}

impl Faults {
    pub(super) fn next(&mut self, operation: Operation, fault: Fault) {
        self.0.entry(operation).or_default().next.push_back(fault);
    }

    pub(super) fn randomly(&mut self, operation: Operation, faults: RandomFaults) {
        self.0.entry(operation).or_default().random = Some(faults);
    }

    pub(super) fn always(&mut self, operation: Operation, fault: Fault) {
        self.0.entry(operation).or_default().always = Some(fault);
    }

    pub(super) fn recover(&mut self, operation: Operation) {
        self.0.remove(&operation);
    }

    /// The fault for a request that has arrived.
    pub(super) fn take(&mut self, operation: Operation) -> Option<Fault> {
        let Script { next, random, always } = self.0.get_mut(&operation)?;
        next.pop_front().or_else(|| random.as_mut()?.draw()).or_else(|| always.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_as_they_were_set_and_the_same_for_the_same_seed() {
        let draw = |seed| {
            let mut faults = RandomFaults::six(seed, 0.05);
            (0..20_000).map(|_| faults.draw().map(|fault| format!("{:?}", fault.effect))).collect::<Vec<_>>()
        };
        let drawn = draw(7);
        assert_eq!(drawn, draw(7));
        assert_ne!(drawn, draw(8));
        let mut counts = BTreeMap::new();
        for fault in drawn {
            *counts.entry(fault).or_insert(0) += 1;
        }
        assert_eq!(counts.remove(&None).map(|none| (13_700..14_300).contains(&none)), Some(true));
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|count| (850..1_150).contains(count)), "{counts:?}");
    }

    #[test]
    fn what_is_queued_comes_before_chance_and_chance_before_always() {
        let operation = Operation::CreateExternalReward;
        let mut faults = Faults::default();
        faults.always(operation, Fault::lost_response());
        faults.next(operation, Fault::dropped());
        faults.randomly(operation, RandomFaults::new(1).fault(0.5, Fault::unread()));
        let mut take = || faults.take(operation).unwrap().effect;
        assert!(matches!(take(), Effect::Dropped));
        let drawn: Vec<_> = (0..100).map(|_| take()).collect();
        let unread = drawn.iter().filter(|effect| matches!(effect, Effect::Unread)).count();
        let lost = drawn.iter().filter(|effect| matches!(effect, Effect::Lost)).count();
        assert_eq!(unread + lost, 100);
        assert!((30..70).contains(&unread), "{unread}");
        faults.recover(operation);
        assert!(faults.take(operation).is_none());
    }
}
