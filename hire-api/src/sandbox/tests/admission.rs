//! Tokens and the rate limit.

use std::time::Duration;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_checked() {
    let sandbox = Sandbox::builder()
        .app("cli_a", "secret-a")
        .token_lifetime(Duration::from_millis(40))
        .start()
        .await
        .unwrap();
    let ask = |content_type: &str, body: Value| {
        send(&sandbox, "POST", TOKENS, &[("Content-Type", content_type)], &body.to_string())
    };
    for (body, status, code) in [
        (json!({ "app_id": "cli_a" }), 400, 10_003),
        (json!({ "app_id": "cli_b", "app_secret": "secret-a" }), 400, 10_003),
        (json!({ "app_id": "cli_a", "app_secret": "secret-b" }), 200, 10_014),
        (json!([]), 400, 10_003),
    ] {
        let response = ask(JSON, body);
        assert_eq!((response.status, response.code()), (status, code));
        assert!(response.header("X-Tt-Logid").is_some());
    }
    let right = json!({ "app_id": "cli_a", "app_secret": "secret-a" });
    assert_eq!(ask("text/plain", right.clone()).code(), 10_003);
    let response = ask(JSON, right).json();
    assert_eq!(response["expire"], 1);
    assert_eq!(sandbox.token_requests(), 6);

    let ended = response["tenant_access_token"].as_str().unwrap().to_owned();
    std::thread::sleep(Duration::from_millis(50));
    for (header, code) in [
        (None, 99_991_661),
        (Some("t-without-a-scheme".to_owned()), 99_991_671),
        (Some("Basic t-1".to_owned()), 99_991_671),
        (Some("Bearer ".to_owned()), 99_991_671),
        (Some("Bearer t-unknown".to_owned()), 99_991_663),
        (Some(format!("Bearer {ended}")), 99_991_663),
    ] {
        let mut headers = vec![("Content-Type", JSON)];
        headers.extend(header.as_deref().map(|value| ("Authorization", value)));
        let response = send(&sandbox, "POST", REWARDS, &headers, &example().to_string());
        assert_eq!((response.status, response.code()), (400, code), "{header:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_can_be_revoked_and_are_shared() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let first = token(&sandbox);
    assert_eq!(token(&sandbox), first);
    sandbox.revoke_tokens();
    assert_eq!(delete(&sandbox, &first, "1").code(), 99_991_663);
    let second = token(&sandbox);
    assert_ne!(second, first);
    assert_eq!(delete(&sandbox, &second, "1").code(), 1_002_556);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_are_limited() {
    let sandbox = Sandbox::builder().rate_limit(3).start().await.unwrap();
    let token = token(&sandbox);
    let responses: Vec<_> = (0..5).map(|_| delete(&sandbox, &token, "1")).collect();
    let statuses: Vec<_> = responses.iter().map(|response| response.status).collect();
    assert_eq!(statuses, [400, 400, 400, 429, 429]);
    let limited = responses.last().unwrap();
    assert_eq!(limited.code(), 99_991_400);
    assert_eq!(limited.header("x-ogw-ratelimit-limit"), Some("3"));
    assert_eq!(limited.header("x-ogw-ratelimit-reset"), Some("1"));
    assert_eq!(import(&sandbox, &token, "", &example().to_string()).status, 200);
}
