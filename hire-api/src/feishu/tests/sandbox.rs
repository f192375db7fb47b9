//! Clients and their tokens, against the sandbox.

use std::time::Duration;

use hire_runtime::http::StatusCode;
use hire_runtime::{Error, ReqwestTransport, reqwest};

use super::super::*;
use crate::ErrorCode;
use crate::operations::DeleteExternalReward;
use crate::sandbox::{Fault, Operation, Sandbox};

fn client(sandbox: &Sandbox, secret: &str) -> Client {
    builder(Credentials::new(Sandbox::APP_ID, secret))
        .base_url(sandbox.url())
        .transport(ReqwestTransport::with(reqwest::ClientBuilder::no_proxy).unwrap())
        .configure(|settings| settings.rate_limiting(false))
        .build()
        .unwrap()
}

/// Deletes a reward that does not exist: the response says that the token was good.
async fn knock(client: &Client) -> ErrorCode {
    let response = client.delete_external_reward(deletion()).await;
    response.unwrap_err().api().unwrap().code.unwrap()
}

fn deletion() -> DeleteExternalReward {
    DeleteExternalReward { external_referral_reward_id: "7100000000000000001".to_owned() }
}

async fn start() -> Sandbox {
    Sandbox::builder().rate_limit(None).start().await.unwrap()
}

#[tokio::test]
async fn one_fetch_serves_however_many_callers() {
    let sandbox = start().await;
    sandbox.fail_next(Operation::GetTenantAccessToken, Fault::slow(Duration::from_millis(50)));
    let client = client(&sandbox, Sandbox::APP_SECRET);
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let client = client.clone();
        callers.spawn(async move { knock(&client).await });
    }
    for code in callers.join_all().await {
        assert_eq!(code, ErrorCode::NotImportedReward);
    }
    assert_eq!(sandbox.token_requests(), 1);
    let carries_token = |operation| operation != Some(Operation::GetTenantAccessToken);
    for request in sandbox.requests() {
        let header = request.header("authorization");
        assert_eq!(header.is_some(), carries_token(request.operation));
    }
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_for_all() {
    // With less than 30 minutes left, the platform always answers a new token.
    let sandbox =
        Sandbox::builder().rate_limit(None).token_lifetime(Duration::from_secs(60)).start().await.unwrap();
    let client = client(&sandbox, Sandbox::APP_SECRET);
    knock(&client).await;
    sandbox.revoke_tokens();
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let client = client.clone();
        callers.spawn(async move { knock(&client).await });
    }
    for code in callers.join_all().await {
        assert_eq!(code, ErrorCode::NotImportedReward);
    }
    assert_eq!(sandbox.token_requests(), 2);

    // A platform that refuses every token is asked twice, not for ever.
    sandbox.fail_always(
        Operation::DeleteExternalReward,
        Fault::code(StatusCode::BAD_REQUEST, 99_991_663, "invalid access token"),
    );
    sandbox.take_requests();
    assert_eq!(knock(&client).await, ErrorCode::TenantTokenInvalid);
    let sent: Vec<_> = sandbox.requests().iter().map(|request| request.operation.unwrap()).collect();
    let deletion = Operation::DeleteExternalReward;
    assert_eq!(sent, [deletion, Operation::GetTenantAccessToken, deletion]);
}

#[tokio::test]
async fn a_token_that_ends_early_is_replaced() {
    let sandbox = Sandbox::builder().token_lifetime(Duration::from_millis(30)).start().await.unwrap();
    let client = client(&sandbox, Sandbox::APP_SECRET);
    for fetches in 1..=3 {
        assert_eq!(knock(&client).await, ErrorCode::NotImportedReward);
        assert_eq!(sandbox.token_requests(), fetches);
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}

#[tokio::test]
async fn a_wrong_secret_is_told_with_its_code() {
    let sandbox = start().await;
    let client = client(&sandbox, "not-the-secret");
    let error = client.delete_external_reward(deletion()).await.unwrap_err();
    let Error::Auth(AuthError::Source(cause)) = &error else {
        panic!("{error:?}");
    };
    let cause = cause.downcast_ref::<Error<ErrorCode>>().unwrap();
    assert_eq!(cause.api().unwrap().code, Some(ErrorCode::AppSecretInvalid));
    assert!(cause.log_id().is_some());
    let shown = format!("{client:?} {error:?} {error}");
    assert!(!shown.contains("not-the-secret"), "{shown}");
}
