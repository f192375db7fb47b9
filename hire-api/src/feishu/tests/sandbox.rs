//! Clients and their tokens, against the sandbox.

use std::time::Duration;

use hire_runtime::http::StatusCode;
use hire_runtime::{ReqwestTransport, reqwest};

use super::super::*;
use crate::ErrorCode;
use crate::sandbox::{Fault, Operation, Sandbox};

fn client(sandbox: &Sandbox) -> Client {
    builder(Credentials::new(Sandbox::APP_ID, Sandbox::APP_SECRET))
        .base_url(sandbox.url())
        .transport(ReqwestTransport::with(reqwest::ClientBuilder::no_proxy).unwrap())
        .configure(|settings| settings.rate_limiting(false))
        .build()
        .unwrap()
}

/// Deletes a reward that does not exist: the response says that the token was good.
async fn knock(client: &Client) -> ErrorCode {
    let response = client.delete_external_reward("7100000000000000001".to_owned()).await;
    response.unwrap_err().api().unwrap().code.unwrap()
}

/// A platform that refuses every token is asked twice, not for ever.
#[tokio::test]
async fn a_new_token_that_is_refused_too_is_the_end() {
    // With less than 30 minutes left, the platform always answers a new token.
    let sandbox =
        Sandbox::builder().rate_limit(None).token_lifetime(Duration::from_secs(60)).start().await.unwrap();
    let client = client(&sandbox);
    knock(&client).await;
    sandbox.fail_always(
        Operation::DeleteExternalReward,
        Fault::code(StatusCode::BAD_REQUEST, 99_991_663, "invalid access token"),
    );
    sandbox.take_requests();
    assert_eq!(knock(&client).await, ErrorCode::TenantTokenInvalid);
    let sent: Vec<_> = sandbox.requests().iter().map(|request| request.operation.unwrap()).collect();
    let deletion = Operation::DeleteExternalReward;
    assert_eq!(sent, [deletion, Operation::GetTenantAccessToken, deletion]);
    // The call after it has a chance.
    sandbox.recover(Operation::DeleteExternalReward);
    assert_eq!(knock(&client).await, ErrorCode::NotImportedReward);
}

#[tokio::test]
async fn a_token_that_ends_early_is_replaced() {
    let sandbox = Sandbox::builder().token_lifetime(Duration::from_millis(200)).start().await.unwrap();
    let client = client(&sandbox);
    for fetches in 1..=3 {
        assert_eq!(knock(&client).await, ErrorCode::NotImportedReward);
        assert_eq!(sandbox.token_requests(), fetches);
        tokio::time::sleep(Duration::from_millis(220)).await;
    }
}
