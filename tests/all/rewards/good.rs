//! What must be sent.

use hire_api::hire_runtime::{Validate as _, parse};
use hire_api::sandbox::Sandbox;
use hire_api::types::ExternalReward;
use serde_json::Value;

use super::Edit::{Drop, Set};
use super::Input::{Example, Text};
use super::{Edit, Input, rebuilt, schema};
use crate::support::{client, example};

const fn good(what: &'static str, edits: &'static [Edit]) -> (&'static str, Input) {
    (what, Example(edits))
}

pub const ROWS: &[(&str, Input)] = &[
    good("the page's example", &[]),
    (
        "the least, in points",
        Text(
            r#"{"referral_user_id": "ou_1", "external_id": "1", "talent_id": "2", "rule_type": 1,
                "bonus": {"bonus_type": 1, "point_bonus": 1}, "stage": 1}"#,
        ),
    ),
    (
        "the least, in cash",
        Text(
            r#"{"stage": 2, "bonus": {"cash": {"amount": 99.5, "currency_type": "USD"}, "bonus_type": 2},
                "rule_type": 5, "application_id": "2", "external_id": "1", "referral_user_id": "ou_1"}"#,
        ),
    ),
    good("the delivery only", &[Drop("/talent_id")]),
    good("the candidate only", &[Drop("/application_id")]),
    good(
        "cash only",
        &[Set("/bonus", r#"{"bonus_type": 2, "cash": {"currency_type": "CNY", "amount": 1}}"#)],
    ),
    good("points only", &[Drop("/bonus/cash")]),
    good("cash, and points beside it", &[Set("/bonus/bonus_type", "2")]),
    good("nothing in cash", &[Set("/bonus/cash/amount", "0")]),
    good("nothing in cash, as a float", &[Set("/bonus/cash/amount", "0.0")]),
    good("nothing in cash, from below", &[Set("/bonus/cash/amount", "-0.0")]),
    good("a cent", &[Set("/bonus/cash/amount", "0.01")]),
    good("an amount beyond single precision", &[Set("/bonus/cash/amount", "16777217.01")]),
    good("an amount with an exponent", &[Set("/bonus/cash/amount", "1e300")]),
    good("a currency that nobody lists", &[Set("/bonus/cash/currency_type", r#""¤""#)]),
    good("no points", &[Set("/bonus/point_bonus", "0")]),
    good("points to take back", &[Set("/bonus/point_bonus", "-5")]),
    good("the most points", &[Set("/bonus/point_bonus", "9223372036854775807")]),
    good("points as a float", &[Set("/bonus/point_bonus", "100.0")]),
    good("rule_type 1 as a float", &[Set("/rule_type", "1.0")]),
    good("rule_type 2", &[Set("/rule_type", "2")]),
    good("rule_type 3", &[Set("/rule_type", "3")]),
    good("rule_type 4", &[Set("/rule_type", "4")]),
    good("rule_type 5", &[Set("/rule_type", "5")]),
    good("stage 2", &[Set("/stage", "2")]),
    good("stage 3 with an exponent", &[Set("/stage", "0.3e1")]),
    good("bonus_type 2 as a float", &[Set("/bonus/bonus_type", "2.0")]),
    good("the first millisecond", &[Set("/create_time", r#""0""#)]),
    good("a time beyond all calendars", &[Set("/conversion_time", r#""9223372036854775807""#)]),
    good("seconds, which nobody can tell from milliseconds", &[Set("/pay_time", r#""1704720275""#)]),
    good(
        "no times",
        &[
            Drop("/create_time"),
            Drop("/confirm_time"),
            Drop("/pay_time"),
            Drop("/onboard_time"),
            Drop("/conversion_time"),
        ],
    ),
    good("nobody named", &[Drop("/create_user_id"), Drop("/confirm_user_id"), Drop("/pay_user_id")]),
    good("empty texts", &[Set("/reason", r#""""#), Set("/comment", r#""""#), Set("/job_id", r#""""#)]),
    good("an empty referrer: no rule is invented", &[Set("/referral_user_id", r#""""#)]),
    good("texts of all planes", &[Set("/reason", r#""入职｜🎉 \u0000\ud83c\udf89 \"\\\/""#)]),
    good(
        "other members",
        &[
            Set("/cash_bonus", "[]"),
            Set("/bonus/cash_bonus", r#"[{"amount": -1}]"#),
            Set("/bonus/cash/unit", "null"),
            Set("/Stage", r#""x""#),
        ],
    ),
];

/// The value without members that the page does not name.
fn known(value: &Value, names: &Value) -> Value {
    match (value, names) {
        (Value::Object(members), Value::Object(names)) => members
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), known(value, names.get(name)?))))
            .collect(),
        _ => value.clone(),
    }
}

/// Equal as JSON: 1 is 1.0.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(name, value)| b.get(name).is_some_and(|other| same(value, other)))
        }
        _ => one == other,
    }
}

#[test]
fn each_is_valid_however_it_is_made() {
    assert!(ROWS.len() >= 22);
    for (what, input) in ROWS {
        let text = input.text();
        let parsed =
            parse::<ExternalReward>(text.as_bytes()).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(parsed.validate(), Ok(()), "{what}");
        assert_eq!(serde_json::from_str::<ExternalReward>(&text).unwrap(), parsed, "{what}");
        assert_eq!(rebuilt(parsed.clone()).as_ref(), Ok(&parsed), "{what}");
    }
}

#[test]
fn each_is_written_as_it_was_read() {
    for (what, input) in ROWS {
        let value: Value = serde_json::from_str(&input.text()).unwrap();
        let reward: ExternalReward = serde_json::from_value(value.clone()).unwrap();
        let written = serde_json::to_value(&reward).unwrap();
        assert!(same(&written, &known(&value, &example())), "{what}: {written}");
    }
}

#[test]
fn a_json_schema_validator_agrees() {
    for (what, input) in ROWS {
        let value: Value = serde_json::from_str(&input.text()).unwrap();
        assert!(schema::holds(&value), "{what}");
        let reward: ExternalReward = serde_json::from_value(value).unwrap();
        assert!(schema::holds(&serde_json::to_value(&reward).unwrap()), "{what}, written");
    }
}

/// The sandbox has a reading of the page that is its own.
#[tokio::test]
async fn a_server_takes_each() {
    let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
    let client = client(sandbox.url());
    for (number, (what, input)) in ROWS.iter().enumerate() {
        let mut reward: ExternalReward = serde_json::from_str(&input.text()).unwrap();
        reward.external_id = format!("r-{number}");
        let created = client.create_external_reward(reward.clone()).await;
        let id = created.unwrap_or_else(|error| panic!("{what}: {error}")).id;
        let stored = sandbox.rewards().pop().unwrap();
        assert_eq!((stored.id, stored.body), (id, serde_json::to_value(&reward).unwrap()), "{what}");
    }
}
