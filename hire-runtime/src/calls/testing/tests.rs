//! What goes in and comes out, with a client around it.

use std::error::Error as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use http::{HeaderName, Request, StatusCode};
use serde_json::{Value, json};

use super::{Canned, Differences, Replay};
use crate::{
    Api, Body, BoxFuture, Client, Endpoint, Error, Map, NoCode, Operation, RequestWriter, SecurityScheme,
    StaticToken, Transport, TransportError, TransportErrorKind, Undocumented, Unencodable, Validate,
};

static API: Api = Api::new("replayed", "1")
    .servers(&["https://api.example/base"])
    .schemes(&[SecurityScheme::bearer("token")]);
static PUT: Operation = Operation::new(&API, "put", "PUT", "/things/{id}").security(&[&[("token", &[])]]);

struct Put(&'static str, Value);
impl Validate for Put {}
impl Endpoint for Put {
    type Success = crate::Json<Map<Value>>;
    type Failure = Undocumented;
    type Code = NoCode;
    const OPERATION: &'static Operation = &PUT;
    fn write(&self, request: &mut RequestWriter) -> Result<(), Unencodable> {
        request.path("id", &self.0.to_owned())?;
        request.query("q", &vec!["a b".to_owned(), "s3cret".to_owned()])?;
        request.json("application/json", &self.1)
    }
}

fn client(replay: &Replay) -> Client {
    Client::builder(&API)
        .credential("token", StaticToken::new("t-s3cret"))
        .transport(replay.clone())
        .build()
        .unwrap()
}

fn request(method: &str, path: &str) -> Request<Body> {
    Request::builder().method(method).uri(format!("https://h{path}")).body("body".into()).unwrap()
}

/// What a replay answers: the body, or the error with its cause.
async fn ask(replay: &Replay, method: &str, path: &str) -> String {
    let sent: BoxFuture<'_, _> = replay.send(request(method, path));
    match sent.await {
        Ok(response) => String::from_utf8(response.into_body().as_bytes().unwrap().to_vec()).unwrap(),
        Err(error) => format!("{error}: {}", error.source().map(ToString::to_string).unwrap_or_default()),
    }
}

fn message(assertion: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(assertion)).expect_err("the assertion should not hold");
    panic.downcast_ref::<String>().unwrap().clone()
}

#[tokio::test]
async fn a_client_gets_the_response_and_the_request_is_kept() {
    let replay = Replay::new();
    let response = Canned::json(json!({"id": "1"})).header(HeaderName::from_static("x-a"), 5_u32);
    replay.on("PUT", "/base/things/{id}", response.status(201));
    let reply = client(&replay).send_full(&Put("a/b", json!({"points": 5}))).await.unwrap();
    assert_eq!(reply.value.get("id"), Some(&Value::from("1")));
    assert_eq!((reply.status, &reply.headers["x-a"]), (StatusCode::CREATED, &"5".parse().unwrap()));
    replay.assert_used();

    let sent = replay.take_requests();
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0].method().as_str(), sent[0].path()), ("PUT", "/base/things/a%2Fb"));
    assert_eq!(sent[0].query(), [("q".into(), "a b".into()), ("q".into(), "s3cret".into())]);
    assert_eq!(sent[0].header("content-type"), Some("application/json"));
    assert_eq!(sent[0].header("Authorization"), Some("Bearer t-s3cret"));
    assert_eq!(sent[0].header("x-none"), None);
    assert_eq!(sent[0].body(), r#"{"points":5}"#);
    sent[0].assert_json(&json!({"points": 5.0}));
    assert!(replay.requests().is_empty());
}

#[tokio::test]
async fn rules_come_first_and_each_response_once() {
    let replay = Replay::new();
    replay.next(Canned::text("any 1"));
    replay.on("GET", "/a/{x}/c", Canned::text("rule 1"));
    replay.on("GET", "/a/{x}/c", Canned::text("rule 2"));
    replay.next(Canned::text("any 2"));
    replay.on("POST", "/token", Canned::text("t").always());
    for (method, path, expected) in [
        ("GET", "/a/b/c", "rule 1"),
        ("POST", "/token", "t"),
        ("GET", "/a/b/c?x=s3cret", "rule 2"),
        ("GET", "/a/b/c", "any 1"),
        ("POST", "/token", "t"),
        ("GET", "/a//c", "any 2"),
        (
            "GET",
            "/a/b/c?x=s3cret",
            "the transport cannot send this request: no response is left for GET /a/b/c",
        ),
        ("GET", "/a//c", "the transport cannot send this request: no response is left for GET /a//c"),
        ("GET", "/a/b", "the transport cannot send this request: no response is left for GET /a/b"),
        ("GET", "/a/b/c/d", "the transport cannot send this request: no response is left for GET /a/b/c/d"),
        ("GET", "/token", "the transport cannot send this request: no response is left for GET /token"),
        ("POST", "/token", "t"),
    ] {
        assert_eq!(ask(&replay, method, path).await, expected, "{method} {path}");
    }
    assert_eq!(replay.requests().len(), 12);
    replay.assert_used();
}

#[tokio::test]
async fn a_request_without_a_response_is_not_repeated() {
    let replay = Replay::new();
    let error = client(&replay).send(&Put("1", json!({}))).await.unwrap_err();
    assert_eq!(error.to_string(), "the transport cannot send this request");
    assert_eq!((error.attempts(), replay.requests().len()), (1, 1));
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(cause, "no response is left for PUT /base/things/1 (operation `put`)");
}

#[tokio::test]
async fn errors_come_on_demand() {
    for (canned, kind) in [
        (Canned::refused(), TransportErrorKind::Connect),
        (Canned::timeout(), TransportErrorKind::Timeout),
        (Canned::reset(), TransportErrorKind::Request),
        (TransportErrorKind::Body.into(), TransportErrorKind::Body),
    ] {
        let replay = Replay::new();
        replay.next(canned.status(StatusCode::OK).header(http::header::AGE, 1_u32));
        let error: TransportError = replay.send(request("GET", "/")).await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(replay.requests().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_response_that_takes_long_runs_into_the_clients_time_limit() {
    let replay = Replay::new();
    replay.next(Canned::json(json!({})).delay(Duration::from_secs(3600)).always());
    match client(&replay).send(&Put("1", json!({}))).await.unwrap_err() {
        Error::Transport(error) => assert!(error.is_timeout() && !error.is_connect(), "{error:?}"),
        other => panic!("{other:?}"),
    }
    let start = tokio::time::Instant::now();
    let replay = Replay::new();
    replay.next(Canned::json(json!({})).delay(Duration::from_secs(5)));
    client(&replay).send(&Put("1", json!({}))).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 5);
}

#[test]
fn differences_say_where_and_what() {
    let long = "x".repeat(300);
    for (expected, found, exact, part) in [
        (json!({"a": 1, "b": 2}), json!({"b": 2, "a": 1}), "", ""),
        (json!([1, 2.0, 1e2]), json!([1.0, 2, 100]), "", ""),
        (
            json!(u64::MAX),
            json!(u64::MAX - 1),
            "the whole value: expected 18446744073709551615, found 18446744073709551614",
            "=",
        ),
        (json!({"a": {"~/": [1, 2]}}), json!({"a": {"~/": [1, 3]}}), "/a/~0~1/1: expected 2, found 3", "="),
        (json!({"a": 1}), json!({"a": null}), "/a: expected 1, found null", "="),
        (json!({"a": null}), json!({}), "/a: expected null, found nothing", "="),
        (
            json!({}),
            json!({"a": null, "b": {}}),
            "/a: expected nothing, found null\n/b: expected nothing, found {}",
            "",
        ),
        (json!([1]), json!([1, 2]), "/1: expected nothing, found 2", "="),
        (json!([1, 2]), json!([1]), "/1: expected 2, found nothing", "="),
        (json!({}), json!([]), "the whole value: expected {}, found []", "="),
        (json!("1"), json!(1), "the whole value: expected \"1\", found 1", "="),
        (json!(1), json!(long), &format!("the whole value: expected 1, found \"{}…", &long[..199]), "="),
    ] {
        let part = if part == "=" { exact } else { part };
        assert_eq!(Differences::between(&expected, &found).to_string(), exact);
        let partly = Differences::from_part(&expected, &found);
        assert_eq!(partly.to_string(), part);
        assert_eq!(partly.is_empty(), part.is_empty());
    }
}

#[test]
fn assertions_name_the_request_and_the_place() {
    let replay = Replay::new();
    let body = json!({"stage": 1, "app_secret": "s3cret", "bonus": {"points": 100}});
    let mut sent = request("POST", "/rewards?key=s3cret");
    *sent.body_mut() = body.to_string().into();
    drop(replay.send(sent));
    assert!(replay.requests().is_empty(), "a future that is not polled sends nothing");

    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut sent = request("POST", "/rewards?key=s3cret");
    *sent.body_mut() = body.to_string().into();
    runtime.block_on(replay.send(sent)).unwrap_err();
    let sent = replay.requests().remove(0);
    sent.assert_json(&body);
    sent.assert_json_includes(&json!({"bonus": {}}));
    assert_eq!(
        message(|| sent.assert_json(&json!({"app_secret": "other", "bonus": {"points": 5}, "stage": 1}))),
        "the body of POST /rewards is not as expected:\n\
         /app_secret: expected [redacted], found [redacted]\n/bonus/points: expected 5, found 100"
    );
    assert_eq!(
        message(|| sent.assert_json_includes(&json!({"bonus": {"cash": 1}}))),
        "the body of POST /rewards is not as expected:\n/bonus/cash: expected 1, found nothing"
    );
    let whole = message(|| sent.assert_json(&json!(null)));
    assert!(whole.contains(r#""app_secret":"[redacted]""#) && !whole.contains("s3cret"), "{whole}");

    runtime.block_on(replay.send(request("POST", "/text"))).unwrap_err();
    let text = message(|| replay.requests()[1].assert_json(&json!({})));
    assert_eq!(
        text,
        "the body of POST /text is not as expected:\nno JSON: expected value at line 1 column 1"
    );
}

#[test]
fn responses_that_nobody_asked_for_are_named() {
    let replay = Replay::new();
    replay.on("GET", "/a/{id}", Canned::reset());
    replay.on("GET", "/b", Canned::reset().always());
    replay.next(Canned::reset());
    assert_eq!(message(|| replay.assert_used()), "responses that nobody asked for: GET /a/{id}, any request");
}

#[tokio::test]
async fn debug_shows_no_secret() {
    let replay = Replay::new();
    let response = Canned::json(json!({"token": "s3cret"}))
        .header(http::header::SET_COOKIE, http::HeaderValue::from_static("s3cret"));
    let shown = format!("{response:?} {:?}", Canned::reset());
    replay.next(response);
    client(&replay).send(&Put("1", json!({"password": "s3cret"}))).await.unwrap();
    let error = client(&replay).send(&Put("1", json!({"password": "s3cret"}))).await.unwrap_err();
    let text = format!("{shown} {replay:?} {:#?} {error:?}", replay.requests());
    assert!(!text.contains("s3cret"), "{text}");
    assert!(text.contains("/base/things/1") && text.contains("authorization"), "{text}");
}
