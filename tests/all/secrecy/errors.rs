//! Errors of every kind, also where the server's response repeats what it was sent.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::time::Duration;

use hire_api::Client;
use hire_api::hire_runtime::http::{HeaderName, HeaderValue, StatusCode};
use hire_api::hire_runtime::{Credential, Error, StaticToken};
use hire_api::operations::CreateExternalReward;
use hire_api::sandbox::{Fault, Operation, Sandbox};
use hire_api::types::UserIdType;
use serde_json::json;

use super::{APP_SECRET, assert_hidden, sandbox, tokens};
use crate::support::{client_with, example_reward, reward};

/// Everything that an error and its causes show.
fn shown(error: &dyn StdError) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        writeln!(text, "{error}\n{error:?}\n{error:#?}").unwrap();
        next = error.source();
    }
    text
}

/// Responses that repeat a secret wherever something can be repeated.
fn echoes(secret: &str) -> Vec<Fault> {
    let value = |text: String| HeaderValue::from_str(&text).unwrap();
    let words = format!("Bearer {secret} is wrong, {secret}!");
    let details = json!({"log_id": secret, "message": words, "field_violations": [{"value": secret}]});
    let with_headers = |fault: Fault| {
        fault
            .header(HeaderName::from_static("x-tt-logid"), value(format!("{secret}-1")))
            .header(HeaderName::from_static("x-request-authorization"), value(format!("Bearer {secret}")))
            .header(HeaderName::from_static("authorization"), value(secret.to_owned()))
            .header(HeaderName::from_static("set-cookie"), value(format!("t={secret}")))
    };
    let mut faults = Vec::new();
    for status in [StatusCode::OK, StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED, StatusCode::BAD_GATEWAY]
    {
        for code in [1_002_002, 7, 10_014, 99_991_661] {
            let body = json!({"code": code, "msg": words, "error": details, "tenant_access_token": secret});
            faults.push(with_headers(Fault::json(status, &body)));
            faults.push(Fault::json(status, &body).without_log_id());
        }
        for body in [
            words.clone(),
            format!("<html>{secret}</html>"),
            json!(secret).to_string(),
            json!({"code": secret, "msg": secret}).to_string(),
            json!({"code": 0, "msg": secret, "data": secret, "tenant_access_token": {secret: secret}})
                .to_string(),
            json!({"code": 0, "msg": [secret], "data": {"id": [secret]}, "expire": secret}).to_string(),
            json!({"code": 0, "data": {secret: secret}, "tenant_access_token": secret}).to_string(),
            format!("{{\"code\":0,\"msg\":\"{secret}"),
        ] {
            faults.push(with_headers(Fault::response(status, body.clone())));
            faults.push(Fault::response(status, body).without_log_id());
        }
    }
    faults
}

#[tokio::test]
async fn a_token_that_a_response_repeats_is_not_shown() {
    let sandbox = sandbox().await;
    let client = client_with(sandbox.url(), Sandbox::APP_ID, APP_SECRET, |settings| settings);
    client.create_external_reward(reward("r-1")).await.unwrap();
    let token = tokens(&sandbox.requests()).pop().unwrap();
    for fault in echoes(&token) {
        sandbox.fail_next(Operation::CreateExternalReward, fault.clone());
        let error = client.create_external_reward(reward("r-1")).await.unwrap_err();
        assert_hidden(&shown(&error), [&token, APP_SECRET]);
        sandbox.fail_next(Operation::DeleteExternalReward, fault);
        if let Err(error) = client.delete_external_reward("7".to_owned()).await {
            assert_hidden(&shown(&error), [&token, APP_SECRET]);
        }
    }
    assert_eq!(tokens(&sandbox.requests()), [token]);
}

#[tokio::test]
async fn a_secret_that_a_login_repeats_is_not_shown() {
    let sandbox = sandbox().await;
    let client = client_with(sandbox.url(), Sandbox::APP_ID, APP_SECRET, |settings| settings);
    for fault in echoes(APP_SECRET) {
        sandbox.fail_next(Operation::GetTenantAccessToken, fault);
        let error = client.create_external_reward(reward("r-1")).await.unwrap_err();
        assert_hidden(&shown(&error), [APP_SECRET]);
    }
}

/// The token that was refused, and the one after it.
#[tokio::test]
async fn both_tokens_of_a_repeated_call_are_hidden() {
    let sandbox = sandbox().await;
    let client = client_with(sandbox.url(), Sandbox::APP_ID, APP_SECRET, |settings| settings);
    client.create_external_reward(reward("r-1")).await.unwrap();
    let old = tokens(&sandbox.requests()).pop().unwrap();
    sandbox.revoke_tokens();
    sandbox.fail_next(Operation::CreateExternalReward, Fault::code(StatusCode::OK, 99_991_663, &old));
    let words = format!("{old} was followed by another");
    sandbox.fail_next(Operation::CreateExternalReward, Fault::code(StatusCode::OK, 99_991_663, &words));
    let error = client.create_external_reward(reward("r-2")).await.unwrap_err();
    assert!(error.to_string().contains("[redacted] was followed by another"), "{error}");
    assert_eq!(tokens(&sandbox.requests()).len(), 2);
    assert_hidden(&shown(&error), tokens(&sandbox.requests()));
}

#[tokio::test]
async fn errors_without_a_response_show_no_secret() {
    let sandbox = sandbox().await;
    let client = |timeout| {
        client_with(sandbox.url(), Sandbox::APP_ID, APP_SECRET, move |settings| {
            settings.timeout(timeout).max_response_bytes(300)
        })
    };
    let (soon, late) = (Duration::from_millis(300), Duration::from_secs(30));
    let mut text = String::new();
    for (fault, timeout) in [
        (Fault::lost_response(), late),
        (Fault::slow(Duration::from_secs(60)), soon),
        (Fault::html(StatusCode::OK, APP_SECRET.repeat(20)), late),
    ] {
        for operation in [Operation::GetTenantAccessToken, Operation::CreateExternalReward] {
            sandbox.fail_next(operation, fault.clone());
            text += &shown(&client(timeout).create_external_reward(reward("r-1")).await.unwrap_err());
            sandbox.recover(operation);
        }
    }
    let logged_in = client(late);
    let mut bad = CreateExternalReward::new(example_reward());
    bad.user_id_type = Some(UserIdType::Unknown("x".to_owned()));
    text += &shown(&logged_in.create_external_reward(bad).await.unwrap_err());
    logged_in.create_external_reward(reward("r-1")).await.unwrap();
    let tokens = tokens(&sandbox.requests());
    let without_connection = client(late);
    sandbox.shutdown().await;
    // The connection of the first is closed, and it may or may not know that already.
    for client in [logged_in, without_connection] {
        text += &shown(&client.create_external_reward(reward("r-1")).await.unwrap_err());
    }
    assert_hidden(&text, tokens.iter().map(String::as_str).chain([APP_SECRET]));
    for words in [
        "the request got no response",
        "no response in time",
        "longer than 300 bytes",
        "no connection to the server",
        "(query)/user_id_type",
    ] {
        assert!(text.contains(words), "{words}");
    }
}

#[tokio::test]
async fn credentials_that_cannot_be_sent_are_not_shown() {
    let sandbox = sandbox().await;
    let token = format!("{APP_SECRET}\n{APP_SECRET}");
    let settings = || Client::builder().base_url(sandbox.url());
    for settings in [
        settings(),
        settings().credential("tenant_access_token", StaticToken::new(token.clone())),
        settings().credential("tenant_access_token", Credential::basic("cli_1", APP_SECRET)),
    ] {
        let client = settings.build().unwrap();
        let error = client.create_external_reward(reward("r-1")).await.unwrap_err();
        assert!(matches!(error, Error::Auth(_)), "{error:?}");
        assert_hidden(&shown(&error), [APP_SECRET]);
    }
    assert!(sandbox.requests().is_empty());
    // A base URL that holds a password is refused without a word of it.
    let url = format!("http://user:{APP_SECRET}@127.0.0.1:1");
    if let Err(error) = Client::builder().base_url(url).build() {
        assert_hidden(&shown(&error), [APP_SECRET]);
    } else {
        panic!("taken");
    }
}
