//! Responses that say that all is well, and are sometimes wrong.

use hire_api::hire_runtime::http::StatusCode;
use hire_api::hire_runtime::{Validate as _, parse};
use hire_api::sandbox::{Fault, Operation, Sandbox};
use hire_api::types::{BonusType, Envelope, ExternalReward, RewardStage, RuleType, UserIdType};
use serde_json::{Value, json};

use super::{World, undecodable};
use crate::support::{client, example, reward};

/// The responses of these operations have no enum, but those of the next one may.
#[test]
fn unknown_values_of_enums_are_kept() {
    let mut value = example();
    value["rule_type"] = json!(9);
    value["stage"] = json!(-7);
    value["bonus"]["bonus_type"] = json!(i64::MAX);
    let reward: ExternalReward = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(reward.rule_type, RuleType::Unknown(9));
    assert_eq!(reward.stage, RewardStage::Unknown(-7));
    assert_eq!(reward.bonus.bonus_type, BonusType::Unknown(i64::MAX));
    let written = serde_json::to_value(&reward).unwrap();
    for place in ["/rule_type", "/stage", "/bonus/bonus_type"] {
        assert_eq!(written.pointer(place), value.pointer(place), "{place}");
    }
    assert_eq!(serde_json::from_value::<ExternalReward>(written).unwrap(), reward);
    // As a request it is another matter.
    assert_eq!(reward.validate().unwrap_err().len(), 3);

    for (text, kind) in [
        ("open_id", UserIdType::OpenId),
        ("lark_id", UserIdType::Unknown("lark_id".to_owned())),
        ("OPEN_ID", UserIdType::Unknown("OPEN_ID".to_owned())),
        ("", UserIdType::Unknown(String::new())),
    ] {
        let decoded: UserIdType = serde_json::from_value(json!(text)).unwrap();
        assert_eq!((decoded.as_str(), &decoded), (text, &kind));
        assert_eq!(serde_json::to_value(&decoded).unwrap(), text);
    }
}

#[tokio::test]
async fn members_that_nobody_described_are_ignored() {
    let world = World::start().await;
    let body = json!({
        "trace": [1, {"a": null}],
        "code": 0,
        "msg": "success",
        "data": {"kind": 99, "id": "7", "reward": {"id": 8}},
        "error": "none",
    });
    let created = world.import(Fault::json(StatusCode::OK, &body)).await.unwrap();
    assert_eq!(created.id, "7");

    let body =
        json!({"code": 1, "msg": "no", "error": {"helps": [{"url": "u", "more": 1}], "x": {}}, "y": 2});
    let envelope: Envelope = parse(body.to_string().as_bytes()).unwrap();
    assert_eq!(envelope.error.unwrap().helps.unwrap()[0].url.as_deref(), Some("u"));
}

#[tokio::test]
async fn data_that_are_missing_or_of_another_form_are_an_error_that_says_so() {
    let world = World::start().await;
    for (data, pointer, message) in [
        (None, "/data", "a value is needed, but it is missing"),
        (Some(json!({})), "/data", "missing property `id` of CreatedReward"),
        (Some(json!({"id": 7})), "/data/id", "invalid type: integer `7`, expected a string"),
    ] {
        let mut body = json!({"code": 0, "msg": "success"});
        if let Some(data) = data {
            body["data"] = data;
        }
        let error = undecodable(world.import(Fault::json(StatusCode::OK, &body)).await.unwrap_err());
        assert_eq!(error.pointer, pointer, "{body}");
        assert!(error.message.starts_with(message), "{body}: {}", error.message);
        assert_eq!(error.status, StatusCode::OK);
        assert_eq!(error.body(), body.to_string().as_bytes());
        assert!(error.log_id.is_some());
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[tokio::test]
async fn a_deletion_has_no_data_to_miss() {
    let world = World::start().await;
    for (body, data) in [
        (json!({"code": 0, "msg": "ok"}), None),
        (json!({"code": 0, "msg": "ok", "data": null}), None),
        (json!({"code": 0, "msg": "ok", "data": {}}), Some(0)),
        (json!({"code": 0, "msg": "ok", "data": {"id": "7"}}), Some(1)),
        (json!({"code": 0}), None),
        (json!({"code": 0.0, "msg": null}), None),
    ] {
        let deleted = world.delete(Fault::json(StatusCode::OK, &body)).await;
        assert_eq!(deleted.unwrap(), data, "{body}");
    }
}

#[tokio::test]
async fn a_success_that_is_no_envelope_keeps_status_and_body() {
    let world = World::start().await;
    for (body, pointer, message) in [
        (
            &b"<html><h1>Welcome</h1></html>"[..],
            "",
            "not JSON (content type text/html; charset=utf-8): expected value",
        ),
        (b"[]", "/code", "no envelope: an integer is needed"),
    ] {
        let response = Fault::html(StatusCode::OK, body);
        let error = undecodable(world.import(response).await.unwrap_err());
        let shown = String::from_utf8_lossy(body);
        assert_eq!(error.pointer, pointer, "{shown}");
        assert!(error.message.starts_with(message), "{shown}: {}", error.message);
        assert_eq!((error.status, error.body().as_ref()), (StatusCode::OK, body));
        assert_eq!(error.headers["content-type"], "text/html; charset=utf-8");
        // Nor is a deletion done because nobody says no.
        undecodable(world.delete(Fault::response(StatusCode::OK, body)).await.unwrap_err());
    }
}

#[tokio::test]
async fn a_repeat_changes_nothing() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = client(sandbox.url());
    let first = client.create_external_reward(reward("r-1")).await.unwrap();
    let again = client.create_external_reward(reward("r-1")).await.unwrap();
    let other = client.create_external_reward(reward("r-2")).await.unwrap();
    assert_eq!(first, again);
    assert_ne!(first, other);
    let stored: Vec<_> =
        sandbox.rewards().into_iter().map(|reward| (reward.id, reward.external_id)).collect();
    assert_eq!(stored, [(first.id, "r-1".to_owned()), (other.id, "r-2".to_owned())]);
}

#[tokio::test]
async fn an_import_whose_response_is_lost_can_be_repeated() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = client(sandbox.url());
    sandbox.fail_next(Operation::CreateExternalReward, Fault::lost_response());
    let error = client.create_external_reward(reward("r-1")).await.unwrap_err();
    assert_eq!(error.to_string(), "the request got no response");
    let again = client.create_external_reward(reward("r-1")).await.unwrap();
    let [stored] = sandbox.rewards().try_into().unwrap();
    assert_eq!(stored.id, again.id);
}

#[tokio::test]
async fn what_is_imported_is_stored_and_can_be_deleted() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = client(sandbox.url());
    let reward = crate::support::example_reward();
    let created = client.create_external_reward(reward.clone()).await.unwrap();
    let [stored] = sandbox.rewards().try_into().unwrap();
    assert_eq!(serde_json::from_value::<ExternalReward>(stored.body).unwrap(), reward);
    let deleted = client.delete_external_reward(created.id).await.unwrap();
    assert_eq!(deleted.map(|data| data.into_iter().collect::<Vec<(String, Value)>>()), Some(Vec::new()));
    assert!(sandbox.rewards().is_empty());
}
