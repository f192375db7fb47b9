//! Imports and deletions.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_example_is_imported_once_and_deleted_once() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let token = token(&sandbox);
    let first = import(&sandbox, &token, "?user_id_type=open_id", &example().to_string());
    assert_eq!(first.status, 200);
    assert!(first.header("X-Tt-Logid").is_some());
    let id = first.json()["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(id.len(), 19);
    assert_eq!(first.json(), json!({ "code": 0, "msg": "success", "data": { "id": id } }));

    let other = changed(&[("/reason", json!("another"))]).to_string();
    assert_eq!(import(&sandbox, &token, "", &other).body, first.body);
    let [stored] = sandbox.rewards().try_into().unwrap();
    assert_eq!((stored.id, stored.body), (id.clone(), example()));
    assert_eq!(stored.user_id_type.as_deref(), Some("open_id"));

    let deleted = delete(&sandbox, &token, &id);
    assert_eq!((deleted.status, deleted.json()), (200, json!({ "code": 0, "msg": "ok", "data": {} })));
    assert!(sandbox.rewards().is_empty());
    for unknown in [id.as_str(), "a%2Fb%20c%3F%E4%B8%AD", "7"] {
        let response = delete(&sandbox, &token, unknown);
        assert_eq!((response.status, response.code()), (400, 1_002_556), "{unknown}");
    }
    assert_eq!(delete(&sandbox, &token, "%FF").code(), 1_002_002);
    sandbox.shutdown().await;
}

type Case = (Value, &'static [&'static str]);

/// Rewards that break rules, with the fields that are wrong.
fn bad_rewards() -> Vec<Case> {
    let neither = [("/application_id", json!(null)), ("/talent_id", json!(null))];
    vec![
        (json!([]), &["body"]),
        (changed(&[("/referral_user_id", json!(null))]), &["referral_user_id"]),
        (changed(&[("/external_id", json!(7))]), &["external_id"]),
        (changed(&[("/rule_type", json!(6))]), &["rule_type"]),
        (changed(&[("/rule_type", json!("1"))]), &["rule_type"]),
        (changed(&[("/stage", json!(0))]), &["stage"]),
        (changed(&[("/create_time", json!("2024-01-08"))]), &["create_time"]),
        (changed(&[("/create_time", json!(""))]), &["create_time"]),
        (changed(&[("/pay_time", json!(1_704_720_275_001_i64))]), &["pay_time"]),
        (changed(&neither), &["application_id"]),
        (changed(&[("/application_id", json!("7000000000000000404"))]), &["application_id"]),
        (
            json!({ "bonus": { "bonus_type": 2 }, "stage": 9, "comment": 1 }),
            &[
                "referral_user_id",
                "external_id",
                "rule_type",
                "stage",
                "comment",
                "application_id",
                "bonus.cash",
            ],
        ),
    ]
}

fn bad_bonuses() -> Vec<Case> {
    vec![
        (changed(&[("/bonus", json!(null))]), &["bonus"]),
        (changed(&[("/bonus", json!([]))]), &["bonus"]),
        (changed(&[("/bonus/bonus_type", json!(null))]), &["bonus.bonus_type"]),
        (changed(&[("/bonus/bonus_type", json!(3))]), &["bonus.bonus_type"]),
        (changed(&[("/bonus/point_bonus", json!(null))]), &["bonus.point_bonus"]),
        (changed(&[("/bonus/point_bonus", json!(0.5))]), &["bonus.point_bonus"]),
        (changed(&[("/bonus/bonus_type", json!(2)), ("/bonus/cash", json!(null))]), &["bonus.cash"]),
        (changed(&[("/bonus/cash", json!({}))]), &["bonus.cash.currency_type", "bonus.cash.amount"]),
        (changed(&[("/bonus/cash/amount", json!(-0.01))]), &["bonus.cash.amount"]),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_rewards_are_refused_with_every_violation() {
    let sandbox =
        Sandbox::builder().rate_limit(None).unknown_id("7000000000000000404").start().await.unwrap();
    let token = token(&sandbox);
    for (body, fields) in bad_rewards().into_iter().chain(bad_bonuses()) {
        let response = import(&sandbox, &token, "", &body.to_string());
        assert_eq!((response.status, response.code()), (400, 1_002_002), "{body}");
        let error = &response.json()["error"];
        assert_eq!(error["log_id"].as_str(), response.header("X-Tt-Logid"));
        let found: Vec<_> = error["field_violations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|violation| {
                assert!(violation["value"].is_string());
                assert!(!violation["description"].as_str().unwrap().is_empty());
                violation["field"].as_str().unwrap()
            })
            .collect();
        assert_eq!(found, fields, "{body}");
    }
    assert!(sandbox.rewards().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn good_rewards_are_taken_in_every_spelling() {
    let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
    let token = token(&sandbox);
    let cases = [
        changed(&[("/bonus/cash/amount", json!(100.0)), ("/external_id", json!("1"))]),
        changed(&[("/bonus/cash/amount", json!(0)), ("/external_id", json!("2"))]),
        changed(&[("/rule_type", json!(1.0)), ("/external_id", json!("3"))]),
        changed(&[("/application_id", json!(null)), ("/external_id", json!("4"))]),
        changed(&[("/more", json!({ "free": true })), ("/external_id", json!("5"))]),
        json!({
            "external_id": "6", "referral_user_id": "on_x", "rule_type": 5, "stage": 3, "talent_id": "1",
            "application_id": null, "bonus": { "bonus_type": 2, "cash": { "currency_type": "CNY", "amount": 99.5 } },
        }),
    ];
    for body in &cases {
        let response = import(&sandbox, &token, "?user_id_type=union_id&other=1", &body.to_string());
        assert_eq!(response.status, 200, "{body}: {}", response.body);
    }
    let stored: Vec<_> = sandbox.rewards().into_iter().map(|reward| reward.body).collect();
    assert_eq!(stored, cases);
}

#[tokio::test(flavor = "multi_thread")]
async fn rewards_outlive_the_sandbox_in_a_file() {
    let folder = tempfile::tempdir_in(crate::scratch()).unwrap();
    let path = folder.path().join("sandbox.jsonl");
    let start = || Sandbox::builder().state_file(&path).start();
    let sandbox = start().await.unwrap();
    let first = import(&sandbox, &token(&sandbox), "", &example().to_string());
    let stale = token(&sandbox);
    sandbox.shutdown().await;
    let sandbox = start().await.unwrap();
    assert_eq!(delete(&sandbox, &stale, "1").code(), 99_991_663, "tokens do not outlive it");
    let again = import(&sandbox, &token(&sandbox), "", &example().to_string());
    assert_eq!(again.body, first.body);
    assert_eq!(sandbox.rewards().len(), 1);
}
