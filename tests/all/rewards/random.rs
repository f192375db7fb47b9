//! The page's example with random changes: we and a JSON Schema validator say the same.

use std::cell::Cell;

use hire_api::hire_runtime::{Validate as _, parse_value};
use hire_api::types::ExternalReward;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use super::schema;
use crate::support::example;

const TIMES: [&str; 5] = ["create_time", "confirm_time", "pay_time", "onboard_time", "conversion_time"];

/// The places of the example, each object before what is in it.
fn places(value: &Value, at: &str) -> Vec<String> {
    let members = value.as_object().into_iter().flatten();
    members
        .flat_map(|(name, value)| {
            let place = format!("{at}/{name}");
            let inner = places(value, &place);
            std::iter::once(place).chain(inner)
        })
        .collect()
}

/// Scalars, among them many that are near the edges of the rules.
fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2..8_i64).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-8..32_i32).prop_map(|quarters| json!(f64::from(quarters) / 4.0)),
        (-1e15..1e15).prop_map(Value::from),
        select(vec!["", "1", "0", "1704720275000", "017", "-1", "1.5", " 1", "18446744073709551616"])
            .prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ]
}

/// At each place, a new value, or none.
fn changes() -> impl Strategy<Value = Vec<(String, Option<Value>)>> {
    let places = places(&example(), "");
    assert_eq!(places.len(), 23);
    prop::collection::vec((select(places), prop::option::of(scalar())), 1..4)
}

fn changed(changes: &[(String, Option<Value>)]) -> Value {
    let mut reward = example();
    for (place, value) in changes {
        let (parent, name) = place.rsplit_once('/').unwrap();
        // An earlier change may have taken the parent away.
        let Some(Value::Object(parent)) = reward.pointer_mut(parent) else { continue };
        match value {
            Some(value) => _ = parent.insert(name.to_owned(), value.clone()),
            None => _ = parent.shift_remove(name),
        }
    }
    reward
}

/// The rule of the format `timestamp-ms`, which is an annotation to the validator.
fn times_hold(reward: &Value) -> bool {
    TIMES.iter().filter_map(|name| reward[name].as_str()).all(|text| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits && (text == "0" || !text.starts_with('0')) && text.parse::<u64>().is_ok()
    })
}

#[test]
fn our_verdict_is_that_of_a_json_schema_validator() {
    let config = Config { cases: 2000, failure_persistence: None, ..Config::default() };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let good = Cell::new(0);
    TestRunner::new_with_rng(config, random)
        .run(&changes(), |changes| {
            let reward = changed(&changes);
            let expected = schema::holds(&reward) && times_hold(&reward);
            let parsed = parse_value::<ExternalReward>(&reward);
            prop_assert_eq!(parsed.is_ok(), expected, "{}: {:?}", reward, parsed);
            let decoded = serde_json::from_value::<ExternalReward>(reward);
            if let (Err(violations), Ok(value)) = (&parsed, &decoded) {
                prop_assert_eq!(&value.validate(), &Err(violations.clone()));
            }
            prop_assert_eq!(parsed.ok(), decoded.ok().filter(|value| value.validate().is_ok()));
            good.set(good.get() + i32::from(expected));
            Ok(())
        })
        .unwrap();
    // Neither verdict is rare.
    assert!((200..1800).contains(&good.get()), "{} are good", good.get());
}
