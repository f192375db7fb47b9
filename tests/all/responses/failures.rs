//! Responses that say that a call failed, and responses that do not come.

use std::time::Duration;

use hire_api::ErrorCode;
use hire_api::feishu::{self, Credentials};
use hire_api::hire_runtime::http::{HeaderName, HeaderValue, StatusCode};
use hire_api::hire_runtime::{Checks, Error, TransportErrorKind};
use hire_api::sandbox::{Fault, Operation, Sandbox};
use hire_api::types::Envelope;
use serde_json::json;

use super::{Failure, World, api};
use crate::support::{client, client_with, example_reward, import_at_once, reward};

const LOOK: &str = "Look at the message of the response for the parameter, and correct the request.";
const LOOK_LATER: &str = "Look at the message of the response; repeat later, and give the log id to support (技术支持) if it stays.";
const CHECK_ID: &str = "Check external_referral_reward_id.";
const CHECK_IMPORTED: &str =
    "Check external_referral_reward_id; only ids that an import answered can be deleted.";
const WAIT: &str = "Wait for the seconds in the header x-ogw-ratelimit-reset, then repeat the request.";

/// A code, what it becomes, the advice for an import and for a deletion, whether to try again.
type Code = (i64, ErrorCode, Option<&'static str>, Option<&'static str>, bool);

const CODES: &[Code] = &[
    (1_002_001, ErrorCode::SystemError, Some(LOOK_LATER), Some(LOOK_LATER), true),
    // The two operations say different things of it.
    (1_002_002, ErrorCode::InvalidParameter, Some(LOOK), Some(CHECK_ID), false),
    (1_002_556, ErrorCode::NotImportedReward, Some(CHECK_IMPORTED), Some(CHECK_IMPORTED), false),
    (99_991_400, ErrorCode::RateLimited, Some(WAIT), Some(WAIT), true),
    (1_002_003, ErrorCode::Unknown(1_002_003), None, None, false),
    (-1, ErrorCode::Unknown(-1), None, None, false),
    (i64::MAX, ErrorCode::Unknown(i64::MAX), None, None, false),
];

#[tokio::test]
async fn a_code_is_an_error_of_its_type_whatever_the_status() {
    let world = World::start().await;
    for (number, code, create_advice, delete_advice, retryable) in CODES {
        for status in [StatusCode::OK, StatusCode::BAD_REQUEST, StatusCode::INTERNAL_SERVER_ERROR] {
            let fault = || Fault::code(status, *number, "no, because");
            for (operation, advice, error) in [
                ("createExternalReward", create_advice, world.import(fault()).await.unwrap_err()),
                ("deleteExternalReward", delete_advice, world.delete(fault()).await.unwrap_err()),
            ] {
                let error = api(error);
                assert_eq!((error.operation, error.status), (operation, status));
                assert_eq!((error.code, error.raw_code), (Some(*code), Some(*number)));
                assert_eq!(error.message.as_deref(), Some("no, because"));
                assert_eq!((error.advice(), error.is_retryable()), (*advice, *retryable), "{number}");
                let shown = error.to_string();
                assert!(shown.contains(&number.to_string()) && shown.contains("no, because"), "{shown}");
            }
        }
    }
}

#[tokio::test]
async fn the_page_of_a_gateway_keeps_status_and_body() {
    let world = World::start().await;
    let page = || Fault::html(StatusCode::BAD_GATEWAY, "<html><h1>502 Bad Gateway</h1></html>");
    for error in [world.import(page()).await.unwrap_err(), world.delete(page()).await.unwrap_err()] {
        let error = api(error);
        assert_eq!(error.status, StatusCode::BAD_GATEWAY);
        assert_eq!(error.body().as_ref(), b"<html><h1>502 Bad Gateway</h1></html>");
        assert_eq!((error.code, error.raw_code, error.message.as_deref()), (None, None, None));
        assert_eq!(error.headers["content-type"], "text/html; charset=utf-8");
        assert!(error.log_id.is_some());
        assert_eq!((error.advice(), error.is_retryable()), (None, false));
    }
}

#[tokio::test]
async fn the_log_id_is_the_first_that_there_is() {
    let world = World::start().await;
    let both = json!({"log_id": "body-1", "logid": "body-2"});
    for (headers, details, expected) in [
        (&[("x-tt-logid", "header-1"), ("x-request-id", "header-2")][..], both.clone(), Some("header-1")),
        (&[("x-request-id", "header-2")], both.clone(), Some("header-2")),
        (&[], both, Some("body-1")),
        (&[], json!({"logid": "body-2"}), Some("body-2")),
        (&[], json!({"log_id": 5}), None),
        (&[], json!("text"), None),
    ] {
        for code in [0, 1_002_001] {
            let body = json!({"code": code, "msg": "no", "error": details});
            let mut fault = Fault::json(StatusCode::OK, &body).without_log_id();
            for (name, value) in headers {
                fault = fault.header(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            // Without data a success is an error as well.
            let error = world.import(fault).await.unwrap_err();
            assert_eq!(error.log_id(), expected, "{headers:?} {body}");
            assert!(expected.is_none_or(|id| error.to_string().contains(id)), "{error}");
        }
    }
}

#[tokio::test]
async fn the_limit_of_the_server_says_how_long_to_wait() {
    let sandbox = Sandbox::builder().rate_limit(1).start().await.unwrap();
    let client = client(sandbox.url());
    client.create_external_reward(reward("r-1")).await.unwrap();
    let error = loop {
        // On a busy machine the second may come a second later.
        if let Err(error) = client.create_external_reward(reward("r-2")).await {
            break api(error);
        }
    };
    assert_eq!(error.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(error.code, Some(ErrorCode::RateLimited));
    assert_eq!(error.headers["x-ogw-ratelimit-limit"], "1");
    assert_eq!(error.retry_after, Some(Duration::from_secs(1)));
    assert!(error.is_retryable());
}

/// The client waits by itself unless it is told not to.
#[tokio::test]
async fn the_limit_of_the_description_is_kept() {
    let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
    let credentials = Credentials::new(Sandbox::APP_ID, Sandbox::APP_SECRET);
    let client = feishu::builder(credentials).base_url(sandbox.url()).build().unwrap();
    import_at_once(&client, 13).await;
    let times: Vec<_> = sandbox.requests().iter().skip(1).map(|request| request.at).collect();
    assert_eq!(times.len(), 13);
    assert!(times[12] - times[0] >= Duration::from_secs(1));
}

#[tokio::test]
async fn what_the_server_found_wrong_is_there_with_its_details() {
    let sandbox = Sandbox::builder().unknown_id("ou_nobody").start().await.unwrap();
    let unchecked = client_with(sandbox.url(), Sandbox::APP_ID, Sandbox::APP_SECRET, |settings| {
        settings.request_checks(Checks::Off)
    });
    let mut bad = example_reward();
    bad.referral_user_id = "ou_nobody".to_owned();
    bad.stage = 9.into();
    let error = api(unchecked.create_external_reward(bad).await.unwrap_err());
    assert_eq!((error.status, error.code), (StatusCode::BAD_REQUEST, Some(ErrorCode::InvalidParameter)));
    let envelope: Envelope = serde_json::from_value(error.details.clone().unwrap()).unwrap();
    let details = envelope.error.unwrap();
    assert_eq!(details.log_id, error.log_id);
    let fields: Vec<_> = details.field_violations.into_iter().flatten().filter_map(|it| it.field).collect();
    assert_eq!(fields, ["stage", "referral_user_id"]);
}

#[tokio::test]
async fn a_reward_that_was_never_imported_cannot_be_deleted() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = client(sandbox.url());
    for id in ["7", "a/b c?中"] {
        let error = api(client.delete_external_reward(id.to_owned()).await.unwrap_err());
        assert_eq!((error.status, error.code), (StatusCode::BAD_REQUEST, Some(ErrorCode::NotImportedReward)));
        assert_eq!(error.advice(), Some(CHECK_IMPORTED));
    }
}

#[tokio::test]
async fn no_response_is_an_error_of_the_transport() {
    let kind = |error: Failure| match error {
        Error::Transport(error) => error.kind(),
        other => panic!("{other:?}"),
    };
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = client_with(sandbox.url(), Sandbox::APP_ID, Sandbox::APP_SECRET, |settings| {
        settings.max_response_bytes(200)
    });
    sandbox.fail_next(Operation::CreateExternalReward, Fault::html(StatusCode::BAD_GATEWAY, "x".repeat(201)));
    let error = client.create_external_reward(reward("r-1")).await.unwrap_err();
    assert_eq!(kind(error), TransportErrorKind::TooLarge { limit: 200 });
    sandbox.fail_next(Operation::CreateExternalReward, Fault::lost_response());
    let error = client.create_external_reward(reward("r-1")).await.unwrap_err();
    assert_eq!(kind(error), TransportErrorKind::Request);

    let hasty = client_with(sandbox.url(), Sandbox::APP_ID, Sandbox::APP_SECRET, |settings| {
        settings.timeout(Duration::from_millis(300))
    });
    sandbox.fail_next(Operation::DeleteExternalReward, Fault::slow(Duration::from_secs(60)));
    let error = loop {
        // On a busy machine the login may be too slow as well.
        match hasty.delete_external_reward("7".to_owned()).await.unwrap_err() {
            Error::Auth(_) => {}
            other => break other,
        }
    };
    assert_eq!(kind(error), TransportErrorKind::Timeout);
    sandbox.shutdown().await;
    let error = client.create_external_reward(reward("r-1")).await.unwrap_err();
    assert_eq!(kind(error), TransportErrorKind::Connect);
}
