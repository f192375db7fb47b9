//! Tokens that are refused, and logins that fail.

use std::error::Error as _;

use hire_api::ErrorCode;
use hire_api::hire_runtime::http::StatusCode;
use hire_api::hire_runtime::{AuthError, Error};
use hire_api::sandbox::{Fault, Operation, RecordedRequest, Sandbox};

use super::{Failure, api};
use crate::support::{client, client_with, reward};

const CREATE: Operation = Operation::CreateExternalReward;

/// The imports that have arrived.
fn imports(sandbox: &Sandbox) -> Vec<RecordedRequest> {
    sandbox.requests().into_iter().filter(|request| request.operation == Some(CREATE)).collect()
}

/// How many imports have arrived, and how many logins.
fn counts(sandbox: &Sandbox) -> (usize, usize) {
    (imports(sandbox).len(), sandbox.token_requests())
}

/// The tokens of the imports, in order.
fn tokens(sandbox: &Sandbox) -> Vec<String> {
    imports(sandbox).iter().map(|request| request.header("authorization").unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_token_that_has_ended_is_replaced_once_and_the_call_repeated_once() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = client(sandbox.url());
    client.create_external_reward(reward("r-1")).await.unwrap();
    assert_eq!(counts(&sandbox), (1, 1));
    sandbox.revoke_tokens();
    let created = client.create_external_reward(reward("r-2")).await.unwrap();
    assert_eq!(counts(&sandbox), (3, 2));
    let [_, refused, repeated] = imports(&sandbox).try_into().unwrap();
    assert_eq!((refused.target, refused.body), (repeated.target, repeated.body));
    let [first, second, third] = tokens(&sandbox).try_into().unwrap();
    assert!(first == second && second != third);
    // The new one is kept.
    client.create_external_reward(reward("r-3")).await.unwrap();
    assert_eq!((counts(&sandbox), tokens(&sandbox)[3] == third), ((4, 2), true));
    assert_eq!(sandbox.rewards()[1].id, created.id);
}

#[tokio::test]
async fn the_status_of_a_refusal_does_not_matter() {
    for status in [StatusCode::OK, StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED] {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let client = client(sandbox.url());
        client.create_external_reward(reward("r-1")).await.unwrap();
        sandbox.revoke_tokens();
        sandbox.fail_next(CREATE, Fault::code(status, 99_991_663, "token expired"));
        client.create_external_reward(reward("r-2")).await.unwrap();
        assert_eq!(counts(&sandbox), (3, 2), "{status}");
    }
}

/// The platform gives the same token again while it lasts. To send it again would be of no use.
#[tokio::test]
async fn without_a_new_token_nothing_is_repeated() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = client(sandbox.url());
    sandbox.fail_next(CREATE, Fault::code(StatusCode::BAD_REQUEST, 99_991_663, "invalid access token"));
    let error = api(client.create_external_reward(reward("r-1")).await.unwrap_err());
    assert_eq!(error.code, Some(ErrorCode::TenantTokenInvalid));
    assert_eq!(counts(&sandbox), (1, 2));
}

#[tokio::test]
async fn other_refusals_are_not_repeated() {
    for (code, expected) in [
        (99_991_661, ErrorCode::TokenMissing),
        (99_991_664, ErrorCode::AppTokenInvalid),
        (99_991_665, ErrorCode::TokenKindWrong),
        (99_991_668, ErrorCode::UserTokenInvalid),
        (99_991_671, ErrorCode::TokenMalformed),
        (99_991_672, ErrorCode::ScopeMissing),
        (99_991_677, ErrorCode::UserTokenExpired),
        (99_991_679, ErrorCode::UserScopeMissing),
    ] {
        let sandbox = Sandbox::builder().start().await.unwrap();
        sandbox.fail_next(CREATE, Fault::code(StatusCode::UNAUTHORIZED, code, "no"));
        let error = api(client(sandbox.url()).create_external_reward(reward("r-1")).await.unwrap_err());
        assert_eq!(error.code, Some(expected));
        assert!(error.advice().is_some(), "{code}");
        assert_eq!(counts(&sandbox), (1, 1), "{code}");
    }
}

/// The error of the login that an error of another call is about.
#[track_caller]
fn login(error: &Failure) -> &Failure {
    let Error::Auth(AuthError::Source(cause)) = error else {
        panic!("{error:?}");
    };
    cause.downcast_ref().unwrap()
}

#[tokio::test]
async fn a_wrong_secret_is_an_error_that_says_why() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    for (id, secret, code, status, words) in [
        (Sandbox::APP_ID, "wrong-1", ErrorCode::AppSecretInvalid, StatusCode::OK, "app secret invalid"),
        ("cli_nobody", "wrong-2", ErrorCode::AppIdInvalid, StatusCode::BAD_REQUEST, "invalid app_id"),
    ] {
        let client = client_with(sandbox.url(), id, secret, |settings| settings);
        let error = client.create_external_reward(reward("r-1")).await.unwrap_err();
        let shown = error.to_string();
        let start = format!("no token: code {code}").trim_end_matches('.').to_owned();
        assert!(shown.starts_with(&start), "{shown}");
        assert!(shown.contains(words) && shown.contains(&status.to_string()), "{shown}");
        assert!(!shown.contains(secret), "{shown}");
        let cause = login(&error).api().unwrap();
        assert_eq!((cause.operation, cause.code, cause.status), ("getTenantAccessToken", Some(code), status));
        assert_eq!(cause.advice(), Some("Check app_id and app_secret against the developer console."));
        assert!(cause.log_id.is_some());
    }
    assert_eq!(counts(&sandbox), (0, 2));
}

#[tokio::test]
async fn whatever_a_login_answers_is_in_the_error() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = client(sandbox.url());
    for (fault, words) in [
        (Fault::html(StatusCode::BAD_GATEWAY, "<h1>502</h1>"), "HTTP 502 Bad Gateway"),
        (Fault::response(StatusCode::OK, "<h1>ok</h1>"), ": not JSON"),
        (
            Fault::response(StatusCode::OK, r#"{"code":0,"msg":"ok"}"#),
            "missing properties `tenant_access_token`, `expire` of TenantAccessToken",
        ),
        (
            Fault::response(
                StatusCode::OK,
                r#"{"code":0,"msg":"ok","tenant_access_token":"t-1","expire":"2h"}"#,
            ),
            "at /expire: invalid type: a string, expected",
        ),
        (Fault::lost_response(), "the request got no response"),
    ] {
        sandbox.fail_next(Operation::GetTenantAccessToken, fault);
        let error = client.create_external_reward(reward("r-1")).await.unwrap_err();
        let shown = error.to_string();
        assert!(shown.starts_with("no token: ") && shown.contains(words), "{shown}");
        login(&error);
    }
    assert_eq!(counts(&sandbox).0, 0);
    // Nothing of that is remembered.
    client.create_external_reward(reward("r-1")).await.unwrap();
}

#[tokio::test]
async fn a_login_that_fails_after_a_refusal_is_told() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = client(sandbox.url());
    client.create_external_reward(reward("r-1")).await.unwrap();
    sandbox.revoke_tokens();
    sandbox.fail_next(
        Operation::GetTenantAccessToken,
        Fault::code(StatusCode::OK, 10_014, "app secret invalid"),
    );
    let error = client.create_external_reward(reward("r-2")).await.unwrap_err();
    assert_eq!(login(&error).api().unwrap().code, Some(ErrorCode::AppSecretInvalid));
    assert!(error.source().is_none(), "the cause is in the text already");
    assert_eq!(counts(&sandbox), (2, 2));
}
