use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::{Request, Response, StatusCode};
use tokio::time::Instant;

use super::*;
use crate::{
    AuthError, Body, BoxFuture, Checker, CodeInfo, Credential, Envelope, Error, Location, Map, Operation,
    RequestWriter, RetryPolicy, Secret, SecurityScheme, StaticToken, TokenCache, TransportError,
    TransportErrorKind, Undocumented, Unencodable, Validate, Value,
};

static API: Api = Api::new("calls", "1")
    .rate_limit_headers("x-limit", "x-reset")
    .servers(&["https://one.example", "https://two.example/v2/"])
    .schemes(&[SecurityScheme::bearer("token"), SecurityScheme::api_key("key", Location::Query, "key")]);
static ENVELOPE: Envelope =
    Envelope::new("/code", 0).message("/msg").data("/data").log_id_headers(&["X-Tt-Logid"]);
static CREATE: Operation = Operation::new(&API, "create", "POST", "/things/{id}")
    .security(&[&[("token", &["things"])]])
    .envelope(&ENVELOPE);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Code {
    Expired,
    Busy,
    Wrong,
    TooMany,
    Unknown(i64),
}
impl crate::ErrorCode for Code {
    const KNOWN: &'static [CodeInfo<Self>] = &[
        CodeInfo::new(99_991_663, Self::Expired).meaning("The token has expired.").reauthenticate(),
        CodeInfo::new(1001, Self::Busy).retryable(),
        CodeInfo::new(1002, Self::Wrong),
        CodeInfo::new(99_991_400, Self::TooMany).status(429).retryable(),
    ];
    fn unknown(code: i64) -> Self {
        Self::Unknown(code)
    }
}
crate::error_code!(Code);

/// Valid as long as its number is not negative.
struct Create {
    id: &'static str,
    number: i64,
}
impl Validate for Create {
    fn check(&self, at: &mut Checker<'_>) {
        at.property("number", Some(&self.number), |at, number| {
            at.minimum(*number, "0", *number >= 0);
        });
    }
}
impl Endpoint for Create {
    type Success = crate::Json<Number>;
    type Failure = Undocumented;
    type Code = Code;
    const OPERATION: &'static Operation = &CREATE;
    fn write(&self, request: &mut RequestWriter) -> Result<(), Unencodable> {
        request.path("id", &self.id.to_owned())?;
        request.json("application/json", &serde_json::json!({"number": self.number}))
    }
}
const GOOD: Create = Create { id: "a/b", number: 1 };

/// Valid as long as it is not negative.
#[derive(Debug, PartialEq)]
struct Number(i64);
impl Validate for Number {
    fn check(&self, at: &mut Checker<'_>) {
        at.minimum(self.0, "0", self.0 >= 0);
    }
}
impl crate::Data for Number {
    type Codec = Self;
}
impl crate::Codec<Self> for Number {
    fn placeholder() -> Self {
        Self(0)
    }
    fn encode<S: serde::Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(value.0)
    }
    fn decode<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::private::decode(deserializer).map(Self)
    }
}

/// A request without parameters.
macro_rules! bare {
    ($name:ident -> $success:ty $(, code $code:ty)?; $($operation:tt)*) => {
        struct $name;
        impl Validate for $name {}
        crate::endpoint! {
            $name -> $success $(, code $code)?;
            $($operation)*;
        }
    };
}
bare!(Login -> crate::Json<Map<Value>>; operation(&API, "login", "POST", "/login"));

type Sent = Result<Response<Body>, TransportError>;

/// Answers from a list and keeps the requests, with their times.
#[derive(Default)]
struct Script {
    responses: Mutex<VecDeque<Sent>>,
    requests: Mutex<Vec<Request<Body>>>,
    times: Mutex<Vec<Instant>>,
    /// How long each response takes.
    latency: Duration,
}
impl Script {
    fn new(responses: impl IntoIterator<Item = Sent>) -> Arc<Self> {
        Arc::new(Self { responses: Mutex::new(responses.into_iter().collect()), ..Self::default() })
    }

    fn slow(latency: Duration, responses: impl IntoIterator<Item = Sent>) -> Arc<Self> {
        Arc::new(Self { latency, responses: Mutex::new(responses.into_iter().collect()), ..Self::default() })
    }

    fn requests(&self) -> Vec<Request<Body>> {
        self.requests.lock().unwrap().clone()
    }

    fn sent(&self) -> usize {
        self.requests.lock().unwrap().len()
    }

    /// The pauses between the requests.
    fn pauses(&self) -> Vec<Duration> {
        self.times.lock().unwrap().windows(2).map(|pair| pair[1] - pair[0]).collect()
    }

    fn then(&self, responses: impl IntoIterator<Item = Sent>) {
        *self.responses.lock().unwrap() = responses.into_iter().collect();
    }

    fn tokens(&self) -> Vec<String> {
        let requests = self.requests();
        let token = |request: &Request<Body>| match request.headers().get("authorization") {
            Some(value) => value.to_str().unwrap().to_owned(),
            None => "none".to_owned(),
        };
        requests.iter().map(token).collect()
    }
}
impl Transport for Script {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Sent> {
        self.requests.lock().unwrap().push(request);
        self.times.lock().unwrap().push(Instant::now());
        let response = self.responses.lock().unwrap().pop_front();
        Box::pin(async move {
            if !self.latency.is_zero() {
                tokio::time::sleep(self.latency).await;
            }
            response.unwrap_or_else(|| Err(TransportError::new(TransportErrorKind::Request)))
        })
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it is what a transport gives")]
fn response(status: u16, body: &'static str) -> Sent {
    let mut response = Response::new(Body::from(body.as_bytes()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response.headers_mut().insert("x-tt-logid", "L1".parse().unwrap());
    Ok(response)
}

fn good() -> Sent {
    response(200, r#"{"code":0,"data":5}"#)
}

fn expired() -> Sent {
    response(400, r#"{"code":99991663,"msg":"token t-1 expired"}"#)
}

fn builder(script: &Arc<Script>) -> ClientBuilder {
    Client::builder(&API).transport(Arc::clone(script))
}

/// Tokens `t-1`, `t-2`, … by each fetch.
fn counting() -> impl crate::TokenSource {
    let fetches = AtomicUsize::new(0);
    TokenCache::new(move || {
        let number = fetches.fetch_add(1, Ordering::SeqCst) + 1;
        async move { Ok((Secret::from(format!("t-{number}")), Duration::from_secs(7200))) }
    })
}

#[tokio::test]
async fn a_call_carries_everything_and_reads_the_response() {
    let script = Script::new([good()]);
    let client = builder(&script)
        .server(1)
        .credential("token", StaticToken::new("t-1"))
        .user_agent("importer/1")
        .build()
        .unwrap();
    let reply = client.send_full(&GOOD).await.unwrap();
    assert_eq!(reply.value, Number(5));
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.log_id.as_deref(), Some("L1"));
    assert_eq!(reply.headers["x-tt-logid"], "L1");
    let requests = script.requests();
    assert_eq!(requests.len(), 1);
    let request = &requests[0];
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://two.example/v2/things/a%2Fb");
    assert_eq!(request.headers()["authorization"], "Bearer t-1");
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.headers()["user-agent"], "importer/1");
    assert_eq!(request.body(), r#"{"number":1}"#);
}

/// Where an operation with a server of its own is sent.
#[tokio::test]
async fn an_operation_may_have_a_server_of_its_own() {
    bare!(Elsewhere -> crate::Json<()>;
        operation(&API, "elsewhere", "POST", "/upload").server("https://files.example:8443/v3/"));
    bare!(Beside -> crate::Json<()>; operation(&API, "beside", "POST", "/upload").server("/v3"));
    let script = Script::new((0..4).map(|_| response(200, "")));
    let client = builder(&script).server(1).build().unwrap();
    client.send(&Elsewhere::new()).await.unwrap();
    client.send(&Beside::new()).await.unwrap();
    let given = builder(&script).base_url("http://127.0.0.1:1/mock").build().unwrap();
    given.send(&Elsewhere::new()).await.unwrap();
    given.send(&Beside::new()).await.unwrap();
    let uris: Vec<_> = script.requests().iter().map(|request| request.uri().to_string()).collect();
    let expected = [
        "https://files.example:8443/v3/upload",
        "https://two.example/v3/upload",
        "http://127.0.0.1:1/mock/upload",
        "http://127.0.0.1:1/mock/upload",
    ];
    assert_eq!(uris, expected);
}

#[tokio::test]
async fn operations_without_security_carry_no_credential() {
    let script = Script::new([response(200, "{}")]);
    let client = builder(&script).credential("token", StaticToken::new("t-1")).build().unwrap();
    assert_eq!(client.send(&Login::new()).await.unwrap(), Map::new());
    assert_eq!(script.tokens(), ["none"]);
}

#[tokio::test]
async fn nothing_is_sent_of_what_is_not_valid_or_has_no_credential() {
    let script = Script::new([]);
    let bad = Create { id: "a", number: -1 };
    let dots = Create { id: "..", number: 1 };
    let client = builder(&script).credential("token", StaticToken::new("t-1")).build().unwrap();
    let error = client.send(&bad).await.unwrap_err();
    assert_eq!(error.violations().unwrap().as_slice()[0].pointer, "/number");
    let error = client.send(&dots).await.unwrap_err();
    assert_eq!(error.violations().unwrap().as_slice()[0].location, Location::Path);
    let client = builder(&script).build().unwrap();
    let error = client.send(&GOOD).await.unwrap_err();
    assert!(matches!(error, Error::Auth(AuthError::Missing { .. })), "{error:?}");
    let source = TokenCache::new(|| async { Err(AuthError::from_source("the vault is closed")) });
    let client = builder(&script).credential("token", source).build().unwrap();
    let error = client.send(&GOOD).await.unwrap_err();
    assert_eq!(error.to_string(), "no token: the vault is closed");
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn checks_are_a_choice() {
    let negative = || response(200, r#"{"code":0,"data":-5}"#);
    let bad = Create { id: "a", number: -1 };
    for (requests, responses, sent, good) in [
        (Checks::Strict, Checks::Off, false, false),
        (Checks::Warn, Checks::Off, true, true),
        (Checks::Off, Checks::Warn, true, true),
        (Checks::Off, Checks::Strict, true, false),
    ] {
        let script = Script::new([negative()]);
        let client = builder(&script)
            .credential("token", StaticToken::new("t-1"))
            .request_checks(requests)
            .response_checks(responses)
            .build()
            .unwrap();
        let result = client.send(&bad).await;
        assert_eq!(!script.requests().is_empty(), sent, "{requests:?} {responses:?}");
        match result {
            Ok(value) => assert!(good && value == Number(-5)),
            Err(Error::Invalid(_)) => assert!(!sent && !good),
            Err(Error::Decode(error)) => {
                assert!(sent && !good);
                assert_eq!(error.pointer, "/data");
                assert_eq!(error.violations.unwrap().as_slice()[0].keyword, "minimum");
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_refused_token_is_fetched_again_and_the_same_request_sent_once_more() {
    for refusal in [expired(), response(401, "<html>")] {
        let script = Script::new([refusal, good()]);
        let client = builder(&script).credential("token", counting()).build().unwrap();
        assert_eq!(client.send(&GOOD).await.unwrap(), Number(5));
        assert_eq!(script.tokens(), ["Bearer t-1", "Bearer t-2"]);
        let requests = script.requests();
        assert_eq!(requests[0].body(), requests[1].body());
        assert_eq!(requests[0].uri(), requests[1].uri());
    }
}

#[tokio::test]
async fn without_another_token_the_response_stands() {
    let script = Script::new([expired(), good()]);
    let client = builder(&script).credential("token", StaticToken::new("t-1")).build().unwrap();
    let error = client.send(&GOOD).await.unwrap_err();
    let api = error.api().unwrap();
    assert_eq!(api.code, Some(Code::Expired));
    assert_eq!(api.message.as_deref(), Some("token [redacted] expired"));
    assert_eq!(
        error.to_string(),
        "code 99991663 Expired: The token has expired: token [redacted] expired (HTTP 400 Bad Request, log id L1)"
    );
    assert_eq!(script.tokens(), ["Bearer t-1"]);
}

#[tokio::test]
async fn other_failures_are_not_sent_again() {
    for (first, expected) in [
        (response(400, r#"{"code":7}"#), "code 7"),
        (response(502, "<html>"), "HTTP 502 Bad Gateway"),
        (response(200, "<html>"), "the response does not fit"),
        (Err(TransportError::new(TransportErrorKind::Request)), "the request got no response"),
    ] {
        let script = Script::new([first, good()]);
        let client = builder(&script).credential("token", counting()).build().unwrap();
        let error = client.send(&GOOD).await.unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
        assert_eq!(script.requests().len(), 1, "{error}");
    }
}

#[tokio::test]
async fn one_client_serves_several_apis() {
    static OTHER: Api =
        Api::new("other", "1").schemes(&[SecurityScheme::api_key("token", Location::Header, "X-Key")]);
    bare!(List -> crate::Json<()>; operation(&OTHER, "list", "GET", "/others").security(&[&[("token", &[])]]));
    let script = Script::new([good(), response(200, "")]);
    let client = builder(&script).credential("token", StaticToken::new("t-1")).build().unwrap();
    client.send(&GOOD).await.unwrap();
    client.clone().send(&List::new()).await.unwrap();
    let requests = script.requests();
    assert_eq!(requests[1].uri(), "https://one.example/others");
    assert_eq!(requests[1].headers()["x-key"], "t-1");
    assert!(!requests[1].headers().contains_key("authorization"));
}

#[tokio::test]
async fn calls_keep_the_rate_limit_unless_told_otherwise() {
    bare!(Limited -> crate::Json<()>;
        operation(&API, "limited", "GET", "/limited").rate_limit(1, Duration::from_millis(200)));
    for (on, least) in [(true, Duration::from_millis(400)), (false, Duration::ZERO)] {
        let script = Script::new([response(200, ""), response(200, ""), response(200, "")]);
        let client = builder(&script).rate_limiting(on).build().unwrap();
        let start = std::time::Instant::now();
        let (a, b, limited) = (client.clone(), client.clone(), Limited::new());
        let (a, b, c) = tokio::join!(a.send(&limited), b.send(&limited), client.send(&limited));
        a.and(b).and(c).unwrap();
        assert!(start.elapsed() >= least, "{:?}", start.elapsed());
        assert!(on || start.elapsed() < Duration::from_millis(400));
    }
}

#[tokio::test]
async fn the_limits_hold_for_transports_that_ignore_them() {
    struct Never;
    impl Transport for Never {
        fn send(&self, _: Request<Body>) -> BoxFuture<'_, Sent> {
            Box::pin(std::future::pending())
        }
    }
    let client = Client::builder(&API).transport(Never).timeout(Duration::from_millis(20)).build().unwrap();
    match client.send(&Login::new()).await.unwrap_err() {
        Error::Transport(error) => assert!(error.is_timeout() && !error.is_connect()),
        other => panic!("{other:?}"),
    }
    for (length, good) in [(4, true), (5, false)] {
        let script = Script::new([response(200, if good { "{  }" } else { "{   }" })]);
        let client = builder(&script).max_response_bytes(4).build().unwrap();
        let result = client.send(&Login::new()).await;
        assert_eq!(result.is_ok(), good, "{length}: {result:?}");
        if let Err(Error::Transport(error)) = result {
            assert_eq!(error.kind(), TransportErrorKind::TooLarge { limit: 4 });
        }
    }
}

#[test]
fn settings_that_cannot_be_used_are_refused() {
    static NOWHERE: Api = Api::new("nowhere", "1");
    let with = |api, change: fn(ClientBuilder) -> ClientBuilder| {
        let builder = Client::builder(api).transport(Script::new([]));
        change(builder).build().map(|client| client.base_url().to_string())
    };
    assert_eq!(with(&API, |builder| builder).unwrap(), "https://one.example");
    assert_eq!(with(&API, |builder| builder.server(1)).unwrap(), "https://two.example/v2");
    assert_eq!(with(&NOWHERE, |builder| builder.base_url("http://h/p/")).unwrap(), "http://h/p");
    for (api, change, expected) in [
        (
            &API,
            (|builder| builder.server(2)) as fn(ClientBuilder) -> ClientBuilder,
            "no base URL is given, and there is no server 2: the description has 2",
        ),
        (
            &NOWHERE,
            |builder| builder,
            "no base URL is given, and there is no server 0: the description has 0",
        ),
        (&API, |builder| builder.base_url("h/p"), "the base URL is not a URL: relative URL without a base"),
        (&API, |builder| builder.base_url("https://h?a"), "the base URL has a query"),
        (
            &API,
            |builder| builder.credential("Key\n", StaticToken::new("t")),
            "the description has no security scheme `Key\\n`: it has `token`, `key`",
        ),
        (
            &NOWHERE,
            |builder| builder.base_url("http://h").credential("key", StaticToken::new("t")),
            "the description has no security scheme `key`: it has none",
        ),
        (&API, |builder| builder.user_agent("a\nb"), "the user agent has characters that no header may have"),
        (&API, |builder| builder.user_agent("a "), "the user agent has characters that no header may have"),
        (
            &API,
            |builder| builder.credential("token", Credential::basic("a:b", "s3cret")),
            "the credential does not serve the security scheme `token`: the user has a colon",
        ),
    ] {
        assert_eq!(with(api, change).unwrap_err().to_string(), expected);
    }
}

#[tokio::test]
async fn an_empty_token_is_not_sent() {
    let script = Script::new([good()]);
    let client = builder(&script).credential("token", StaticToken::new("")).build().unwrap();
    let error = client.send(&GOOD).await.unwrap_err();
    assert_eq!(error.to_string(), "the credential does not serve the security scheme `token`: it is empty");
    assert!(script.requests().is_empty());
}

/// A client that is there already may serve another API.
#[tokio::test]
async fn a_credential_under_another_name_is_missing() {
    let script = Script::new([good()]);
    let client = builder(&script).build().unwrap().with_credential("tokne", StaticToken::new("t-1"));
    let error = client.send(&GOOD).await.unwrap_err();
    assert!(matches!(error, Error::Auth(AuthError::Missing { scheme }) if scheme == "token"));
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn debug_shows_no_secret() {
    let script = Script::new([expired()]);
    let builder = builder(&script)
        .credential("token", StaticToken::new("s3cret"))
        .credential("key", Credential::basic("user", "s3cret"));
    let before = format!("{builder:?}");
    let client = builder.build().unwrap();
    let error = client.send(&GOOD).await.unwrap_err();
    let requests = script.requests();
    let text = format!("{before} {client:?} {error:?} {error} {requests:?}");
    assert!(!text.contains("s3cret"), "{text}");
    assert!(text.contains("token") && text.contains("\"key\""), "{text}");
}

/// A call can be spawned.
#[test]
fn calls_are_send() {
    fn is_send(_: impl Send) {}
    let client = Client::builder(&API).transport(Script::new([])).build().unwrap();
    is_send(client.send(&GOOD));
    is_send(client.send_full(&Login::new()));
}

#[path = "cancel_tests.rs"]
mod cancellation;
#[path = "hook_tests.rs"]
mod hooks;
#[path = "rate_limit_tests.rs"]
mod rate_limits;
#[path = "resume_tests.rs"]
mod resumed;
#[path = "retry_tests.rs"]
mod retries;
#[path = "secret_tests.rs"]
mod secrets;
#[path = "tokens_tests.rs"]
mod tokens;
#[cfg(feature = "tracing")]
#[path = "trace_tests.rs"]
mod traces;
