//! What is allocated, in a binary of its own: the allocator that counts is that of the whole program.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod growth;
mod streams;

use allocation_counter::measure;
use hire_api::operations::CreateExternalReward;
use hire_api::types::{ExternalReward, RuleType};
use hire_runtime::{Checker, Data, Endpoint as _, Pattern, Validate, bytes::Bytes, http, parse, parse_value};
use hire_tests::fixtures::beyond_other_generators::variants;
use hire_tests::unions;
use serde_json::{Value, json};

fn reward() -> ExternalReward {
    let reward = json!({
        "referral_user_id": "ou_1", "external_id": "r-1", "talent_id": "t-1", "rule_type": 1, "stage": 3,
        "bonus": { "bonus_type": 2, "cash": { "currency_type": "CNY", "amount": 12.5 } },
        "create_time": "1704720275000", "comment": "paid",
    });
    parse(reward.to_string().as_bytes()).unwrap()
}

#[test]
fn validating_a_good_reward_allocates_nothing() {
    let mut reward = reward();
    let good = measure(|| assert!(reward.validate().is_ok()));
    assert_eq!(good.count_total, 0, "{good:?}");

    // The violation of a bad one does, so allocations are counted.
    reward.rule_type = RuleType::Unknown(9);
    let bad = measure(|| assert!(reward.validate().is_err()));
    assert!(bad.count_total > 0, "{bad:?}");
}

#[test]
fn validating_a_union_that_its_table_decides_allocates_nothing() {
    fn assert_none<T: Data>(value: &Value) {
        let value: T = parse_value(value).unwrap();
        let good = measure(|| assert!(value.validate().is_ok()));
        assert_eq!(good.count_total, 0, "{value:?}: {good:?}");
    }
    assert_none::<variants::types::Booking>(&json!({ "what": "room", "beds": 2 }));
    assert_none::<variants::types::Fare>(&json!({ "class": "year", "price": 1 }));
    assert_none::<variants::types::Parcel>(&json!({ "kind": "crate", "wood": "oak" }));
    assert_none::<variants::types::Either>(&json!({ "left": 1, "up": 2 }));
    assert_none::<variants::types::Chain>(&json!({ "link": { "link": { "end": 1 } } }));
    assert_none::<unions::types::Event>(&json!({ "type": "deleted", "version": 2, "why": "x" }));
    assert_none::<unions::types::Payment>(&json!({ "card": "c", "note": "n" }));
    assert_none::<unions::types::Term>(&json!({ "left": 1, "right": { "not": 2 } }));
}

/// A value with a rule of each kind that looks at more than a number.
struct Ruled {
    name: String,
    numbers: Vec<i64>,
}

impl Validate for Ruled {
    fn check(&self, at: &mut Checker<'_>) {
        static CAPITALS: Pattern = Pattern::new("^[A-Z]{2}-[0-9]{4}$");
        at.property("name", Some(&self.name), |at, name| {
            at.min_length(name, 1);
            at.max_length(name, 64);
            at.pattern(name, &CAPITALS);
        });
        at.property("numbers", Some(&self.numbers), |at, numbers| {
            at.max_items(numbers.len(), 4);
            at.items(numbers, |at, number| at.minimum(*number, "0", *number >= 0));
            assert!(at.holds(|at| at.min_items(numbers.len(), 1)));
        });
    }
}

#[test]
fn a_pattern_is_compiled_once() {
    let value = Ruled { name: "AB-2024".to_owned(), numbers: vec![1, 2, 3] };
    let first = measure(|| assert!(value.validate().is_ok()));
    assert!(first.count_total > 10, "the first time it is compiled: {first:?}");
    let second = measure(|| assert!(value.validate().is_ok()));
    assert_eq!(second.count_total, 0, "{second:?}");
}

/// Whatever a server answers, what is taken beside its body is no more than the body.
#[test]
fn a_response_takes_memory_by_its_length() {
    // More than what is read of an error's details.
    const LENGTH: usize = 300_000;
    for (first, each, last) in [
        ("[", "0,", "0]"),
        ("[", "{},", "0]"),
        ("{", "\"\":0,", "\"code\":1}"),
        ("{", "\"code\":0,", "\"code\":1}"),
        ("{\"code\":1,\"error\":[", "0,", "0]}"),
        ("{\"code\":1,\"error\":{", "\"a\":0,", "\"b\":{}}}"),
        ("{\"code\":1,\"error\":[", "{\"a\":0},", "0]}"),
        ("{\"code\":1,\"error\":[", "[[]],", "0]}"),
        ("{\"code\":0,\"data\":{\"id\":[", "0,", "0]}}"),
        ("{\"code\":0,\"data\":{", "\"x\":0,", "\"id\":\"1\"}}"),
        ("<html>", "x", "</html>"),
        ("{\"code\":1,\"msg\":\"", "\\u0000", "\"}"),
        ("", "[", ""),
    ] {
        let factor = |length: usize| {
            let body = [first, &each.repeat(length / each.len()), last].concat();
            let length = u64::try_from(body.len()).unwrap();
            let body = Bytes::from(body);
            let taken = measure(|| {
                for status in [200, 500] {
                    let mut response = http::Response::new(body.clone());
                    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
                    let response = CreateExternalReward::from_response(response);
                    assert!(response.is_ok() || format!("{response:?}").len() < 2000);
                }
            });
            taken.bytes_max / length
        };
        let factors = [LENGTH, 2 * LENGTH].map(factor);
        assert!(factors.iter().all(|factor| *factor <= 2), "{first} {each}: {factors:?}");
    }
}
