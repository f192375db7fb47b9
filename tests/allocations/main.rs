//! What is allocated, in a binary of its own: the allocator that counts is that of the whole program.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod growth;

use allocation_counter::measure;
use hire_api::types::{ExternalReward, RuleType};
use hire_runtime::{Checker, Pattern, Validate, parse};
use serde_json::json;

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
    assert!(first.count_total > 20, "the first time it is compiled: {first:?}");
    let second = measure(|| assert!(value.validate().is_ok()));
    // Each match of the regular expression has a stack of its own.
    assert_eq!(second.count_total, 1, "{second:?}");
}
