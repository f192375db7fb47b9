//! What is not about rewards: routes, bodies, faults, records, start and stop.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, StatusCode};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_a_json_request_is_refused() {
    let sandbox = Sandbox::builder().body_limit(2_000).rate_limit(None).start().await.unwrap();
    let token = token(&sandbox);
    let violation = |response: &Response| {
        assert_eq!((response.status, response.code()), (400, 1_002_002));
        response.json()["error"]["field_violations"][0]["field"].as_str().unwrap().to_owned()
    };
    assert_eq!(violation(&import(&sandbox, &token, "", "{\"a\":")), "body");
    assert_eq!(violation(&import(&sandbox, &token, "", "")), "body");
    let query = "?user_id_type=email";
    assert_eq!(violation(&import(&sandbox, &token, query, &example().to_string())), "user_id_type");
    let bearer = format!("Bearer {token}");
    for content_type in ["text/plain", "application/jsonx", ""] {
        let headers = [("Content-Type", content_type), ("Authorization", &bearer)];
        let response = send(&sandbox, "POST", REWARDS, &headers, &example().to_string());
        assert_eq!(violation(&response), "Content-Type");
    }
    let large = changed(&[("/reason", json!("x".repeat(2_000)))]).to_string();
    let response = import(&sandbox, &token, "", &large);
    assert_eq!(response.status, 413);
    assert!(response.header("X-Tt-Logid").is_some());
    for (method, target) in [
        ("GET", REWARDS),
        ("PUT", TOKENS),
        ("POST", "/open-apis/hire/v1/other"),
        ("DELETE", REWARDS),
        ("GET", "/"),
    ] {
        let response = send(&sandbox, method, target, &[], "");
        assert_eq!((response.status, response.body.as_str()), (404, "404 page not found"));
        assert!(response.header("X-Tt-Logid").is_some());
    }
    assert!(sandbox.rewards().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_come_in_order() {
    let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
    let token = token(&sandbox);
    let operation = Operation::CreateExternalReward;
    let surprise = json!({ "code": 0, "msg": "success", "data": { "id": "1", "kind": 99 }, "more": [] });
    let header = (HeaderName::from_static("x-request-id"), HeaderValue::from_static("r-1"));
    sandbox.fail_always(operation, Fault::code(StatusCode::OK, 1_002_001, "system error"));
    sandbox.fail_next(operation, Fault::html(StatusCode::BAD_GATEWAY, "<h1>502</h1>"));
    sandbox.fail_next(
        operation,
        Fault::json(StatusCode::OK, &surprise).header(header.0, header.1).without_log_id(),
    );
    sandbox.fail_next(operation, Fault::slow(Duration::from_millis(30)));

    let once = || import(&sandbox, &token, "", &example().to_string());
    let gateway = once();
    assert_eq!((gateway.status, gateway.body.as_str()), (502, "<h1>502</h1>"));
    assert!(gateway.header("X-Tt-Logid").is_some());
    assert_eq!(gateway.header("Content-Type"), Some("text/html; charset=utf-8"));
    let extra = once();
    assert_eq!(extra.json(), surprise);
    assert_eq!((extra.header("X-Tt-Logid"), extra.header("X-Request-Id")), (None, Some("r-1")));
    assert!(sandbox.rewards().is_empty());
    let start = std::time::Instant::now();
    assert_eq!(once().code(), 0);
    assert!(start.elapsed() >= Duration::from_millis(30));
    for _ in 0..2 {
        assert_eq!((once().status, once().code()), (200, 1_002_001));
    }
    assert_eq!(delete(&sandbox, &token, "1").code(), 1_002_556, "another operation is not touched");
    sandbox.recover(operation);
    assert_eq!(once().code(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_comes_before_during_or_after_the_work() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let token = token(&sandbox);
    let operation = Operation::CreateExternalReward;
    let address = sandbox.url().strip_prefix("http://").unwrap();
    for (fault, external_id, arrivals, stored) in [
        (Fault::unread(), "before", 0, 0),
        (Fault::dropped(), "during", 1, 0),
        (Fault::lost_response(), "after", 2, 1),
    ] {
        sandbox.fail_next(operation, fault);
        let body = changed(&[("/external_id", json!(external_id))]).to_string();
        let request = format!(
            "POST {REWARDS} HTTP/1.1\r\nHost: sandbox\r\nContent-Type: {JSON}\r\nAuthorization: Bearer {token}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut response = Vec::new();
        let error = stream.read_to_end(&mut response).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{external_id}");
        assert!(response.is_empty());
        assert_eq!(sandbox.arrivals(operation).total, arrivals, "{external_id}");
        assert_eq!(sandbox.rewards().len(), stored, "{external_id}");
    }
    let [stored] = sandbox.rewards().try_into().unwrap();
    let again = import(&sandbox, &token, "", &changed(&[("/external_id", json!("after"))]).to_string());
    assert_eq!(again.json()["data"]["id"].as_str(), Some(stored.id.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_line_in_pieces_meets_its_fault_too() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let operation = Operation::DeleteExternalReward;
    sandbox.fail_next(operation, Fault::bad_gateway());
    sandbox.fail_next(operation, Fault::unread());
    for response in ["HTTP/1.1 502 Bad Gateway\r\n", ""] {
        let mut stream = TcpStream::connect(sandbox.url().strip_prefix("http://").unwrap()).unwrap();
        stream.set_nodelay(true).unwrap();
        let request = format!("DELETE {REWARDS}/7 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        for part in [&request[..9], &request[9..]] {
            stream.write_all(part.as_bytes()).unwrap();
            std::thread::sleep(Duration::from_millis(20));
        }
        let mut text = Vec::new();
        // The second ends by a reset.
        let _ = stream.read_to_end(&mut text);
        let text = String::from_utf8(text).unwrap();
        assert!(text.starts_with(response) && text.is_empty() == response.is_empty(), "{text}");
    }
    assert_eq!(sandbox.arrivals(operation).total, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn chance_meets_the_requests_of_its_operation() {
    let operation = Operation::DeleteExternalReward;
    let faults = RandomFaults::new(1)
        .fault(0.3, Fault::system_error())
        .fault(0.3, Fault::limited(7))
        .fault(0.3, Fault::bad_gateway());
    let sandbox = Sandbox::builder().rate_limit(None).random_faults(operation, faults).start().await.unwrap();
    let token = token(&sandbox);
    let mut seen = std::collections::BTreeMap::new();
    for _ in 0..60 {
        let response = delete(&sandbox, &token, "1");
        let reset = response.header("x-ogw-ratelimit-reset").map(str::to_owned);
        *seen.entry((response.status, reset)).or_insert(0) += 1;
    }
    let kinds: Vec<_> = seen.keys().map(|(status, reset)| (*status, reset.as_deref())).collect();
    assert_eq!(kinds, [(400, None), (429, Some("7")), (500, None), (502, None)], "{seen:?}");
    sandbox.fail_randomly(operation, RandomFaults::new(1).fault(1.0, Fault::bad_gateway()));
    assert_eq!(delete(&sandbox, &token, "1").status, 502);
    sandbox.recover(operation);
    assert_eq!(delete(&sandbox, &token, "1").code(), 1_002_556);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_recorded_as_sent() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let token = token(&sandbox);
    import(&sandbox, &token, "?user_id_type=open_id&x=%E4%B8%AD", "{}");
    delete(&sandbox, &token, "a%2Fb%20c%3F%E4%B8%AD");
    send(&sandbox, "GET", "/nowhere", &[], "");
    let [first, second, third, fourth] = sandbox.take_requests().try_into().unwrap();
    assert!(sandbox.requests().is_empty());
    assert_eq!(first.operation, Some(Operation::GetTenantAccessToken));
    assert_eq!(first.json().unwrap()["app_id"], Sandbox::APP_ID);
    assert_eq!(second.method, "POST");
    assert_eq!(second.target, format!("{REWARDS}?user_id_type=open_id&x=%E4%B8%AD"));
    assert_eq!(second.body, "{}");
    assert_eq!(second.header("authorization"), Some(format!("Bearer {token}").as_str()));
    assert_eq!(third.target, format!("{REWARDS}/a%2Fb%20c%3F%E4%B8%AD"));
    assert_eq!((fourth.operation, fourth.target.as_str()), (None, "/nowhere"));
    assert!(first.at <= second.at && second.at <= third.at);
    let shown = format!("{first:?} {second:?} {sandbox:?} {:?}", Sandbox::builder().app("a", "hidden"));
    for secret in [token.as_str(), Sandbox::APP_SECRET, "hidden"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_stops_when_shut_down_and_when_dropped() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let address = sandbox.url().strip_prefix("http://").unwrap().to_owned();
    // A connection that stays open does not keep it.
    let _idle = TcpStream::connect(&address).unwrap();
    sandbox.shutdown().await;
    assert!(TcpStream::connect(&address).is_err());

    let sandbox = Sandbox::builder().start().await.unwrap();
    let address = sandbox.url().strip_prefix("http://").unwrap().to_owned();
    drop(sandbox);
    let gone = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        TcpStream::connect(&address).is_err()
    });
    assert!(gone);
}
