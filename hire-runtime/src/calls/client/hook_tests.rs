//! What hooks see and what they can do.

use super::*;
use crate::calls::error::hide_credentials;

/// Notes what it is told, under a name.
struct Notes {
    name: &'static str,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Notes {
    fn note(&self, attempt: &Attempt, line: &str) {
        let line = format!("{} {} {}: {line}", self.name, attempt.operation.id(), attempt.number);
        self.lines.lock().unwrap().push(line);
    }
}

impl Hook for Notes {
    fn before_send(&self, attempt: &Attempt, request: &mut HookRequest<'_>) -> Result<(), AuthError> {
        assert!(request.headers().contains_key("authorization"), "the request is complete");
        let others = request.headers().get_all("x-seen").iter().count();
        request.headers_mut().append("x-seen", self.name.parse().unwrap());
        let (method, path, bytes) =
            (request.method(), request.uri().path(), request.body().length().unwrap());
        self.note(attempt, &format!("before {method} {path} {bytes} {others}"));
        Ok(())
    }

    fn after_response(&self, attempt: &Attempt, response: &HookResponse<'_>) {
        let HookResponse { status, is_success, code, log_id, body_bytes, duration, .. } = response;
        let bytes = body_bytes.unwrap();
        let line = format!("after {} {is_success} {code:?} {log_id:?} {bytes} {duration:?}", status.as_u16());
        self.note(attempt, &line);
    }

    fn on_retry(&self, attempt: &Attempt, retry: &HookRetry) {
        self.note(attempt, &format!("retry {} {:?}", retry.reason, retry.delay));
    }

    fn on_error(&self, attempt: &Attempt, error: &HookError<'_>) {
        let HookError { kind, error, status, code, log_id, .. } = error;
        assert!(error.downcast_ref::<Error<Code>>().is_some());
        self.note(attempt, &format!("error {kind} {error} {status:?} {code:?} {log_id:?}"));
    }
}

#[tokio::test(start_paused = true)]
async fn hooks_see_every_attempt_in_their_order() {
    let lines = Arc::default();
    let notes = |name| Notes { name, lines: Arc::clone(&lines) };
    let busy = || response(503, "");
    let script =
        Script::slow(Duration::from_millis(20), [expired(), busy(), response(400, r#"{"code":1002}"#)]);
    let client = builder(&script)
        .credential("token", counting())
        .retry(RetryPolicy::default().base_delay(Duration::ZERO).assume_harmless(true))
        .hook(notes("a"))
        .hook(Arc::new(notes("b")))
        .build()
        .unwrap();
    client.send(&GOOD).await.unwrap_err();
    let expected = [
        "create 1: before POST /things/a%2Fb 12",
        "create 1: after 400 false Some(99991663) Some(\"L1\") 43 20ms",
        "create 1: retry the credential was refused 0ns",
        "create 2: before POST /things/a%2Fb 12",
        "create 2: after 503 false None Some(\"L1\") 0 20ms",
        "create 2: retry HTTP 503 Service Unavailable 0ns",
        "create 3: before POST /things/a%2Fb 12",
        "create 3: after 400 false Some(1002) Some(\"L1\") 13 20ms",
        "create 3: error api code 1002 Wrong (HTTP 400 Bad Request, log id L1, 3 attempts) Some(400) Some(1002) Some(\"L1\")",
    ];
    let expected: Vec<_> = expected
        .iter()
        .flat_map(|line| {
            let before = line.contains("before");
            let others = |number: u32| if before { format!(" {number}") } else { String::new() };
            [format!("a {line}{}", others(0)), format!("b {line}{}", others(1))]
        })
        .collect();
    assert_eq!(*lines.lock().unwrap(), expected);
    // What they changed was sent, and each attempt begins anew.
    for request in script.requests() {
        let seen: Vec<_> = request.headers().get_all("x-seen").iter().collect();
        assert_eq!(seen, ["a", "b"]);
    }
}

#[tokio::test]
async fn calls_that_send_nothing_are_told_too() {
    let lines = Arc::default();
    let script = Script::new([]);
    let notes = Notes { name: "a", lines: Arc::clone(&lines) };
    let client = builder(&script).hook(notes).build().unwrap();
    client.send(&Create { id: "a", number: -1 }).await.unwrap_err();
    client.send(&GOOD).await.unwrap_err();
    let expected = [
        "a create 0: error invalid_request the request is not valid: /number: -1 is less than the minimum 0 None None None",
        "a create 0: error auth no credential for the security scheme `token` None None None",
    ];
    assert_eq!(*lines.lock().unwrap(), expected);
}

/// Signs the body with a secret, or cannot.
struct Signature(Option<&'static str>);

impl Hook for Signature {
    fn before_send(&self, _: &Attempt, request: &mut HookRequest<'_>) -> Result<(), AuthError> {
        let key = self.0.ok_or_else(|| AuthError::from_source("the vault is closed"))?;
        let signature = format!("{key} {}", request.body().length().unwrap()).parse().unwrap();
        request.headers_mut().insert("authorization", signature);
        Ok(())
    }
}

#[tokio::test]
async fn a_signature_is_sent_and_not_shown() {
    let script = Script::new([good()]);
    let signed = |key| {
        let builder = builder(&script).credential("token", StaticToken::new("t-1"));
        builder.hook(Signature(key)).build().unwrap()
    };
    signed(Some("s3cret")).send(&GOOD).await.unwrap();
    let requests = script.requests();
    assert_eq!(requests[0].headers()["authorization"], "s3cret 12");
    assert!(!format!("{requests:?}").contains("s3cret"));
    let error = signed(None).send(&GOOD).await.unwrap_err();
    assert_eq!(error.to_string(), "no token: the vault is closed");
    assert_eq!(script.sent(), 1);
}

#[test]
fn debug_of_a_request_shows_no_secret() {
    let mut request = Request::new(Body::from("s3cret"));
    *request.uri_mut() = "https://one.example/p?key=s3cret".parse().unwrap();
    request.headers_mut().insert("x-key", "s3cret".parse().unwrap());
    hide_credentials(request.headers_mut());
    let text = format!("{:?}", super::super::hooks::HookRequest(&mut request));
    assert!(text.contains("one.example") && !text.contains("s3cret"), "{text}");
}
