//! The texts that are read and written.
//!
//! Samples of many values are random, always the same: of what recurs a processor learns the branches by heart, and which of
//! two programs it learns better is chance.

use std::iter;

use fastrand::Rng;
use serde_json::{Value, json};

/// A reward with all of its properties.
pub fn reward() -> Value {
    json!({
        "referral_user_id": "ou_7dab8a3d3cdcc9da365777c7ad535d62",
        "create_user_id": "ou_7dab8a3d3cdcc9da365777c7ad535d63",
        "confirm_user_id": "ou_7dab8a3d3cdcc9da365777c7ad535d64",
        "pay_user_id": "ou_7dab8a3d3cdcc9da365777c7ad535d65",
        "external_id": "reward-2024-0001",
        "application_id": "6930815272790114301",
        "talent_id": "6930815272790114302",
        "job_id": "6930815272790114303",
        "reason": "入职",
        "rule_type": 1,
        "bonus": { "bonus_type": 2, "point_bonus": 7, "cash": { "currency_type": "CNY", "amount": 12.5 } },
        "stage": 3,
        "create_time": "1704720275000",
        "confirm_time": "1704720275001",
        "pay_time": "1704720275002",
        "onboard_time": "1704720275003",
        "conversion_time": "1704720275004",
        "comment": "paid"
    })
}

/// An object of 30 properties.
pub fn wide() -> Value {
    json!({
        "id": "w-1", "kind": "article", "title": "Of wide objects", "summary": "They have many properties.",
        "author": "ou_1", "language": "en", "region": "eu", "source": "desk", "owner": "ou_2", "channel": "web",
        "subtitle": "and of narrow ones", "note": "none", "remark": "none \"at all\"", "label": "new", "origin": "here",
        "views": 102_400, "likes": 512, "shares": 64, "edits": -3, "flags": 0,
        "score": 0.75, "weight": 12.0, "ratio": 1.5,
        "open": true, "pinned": false, "hidden": false,
        "editor": null, "reviewer": "ou_3",
        "colour": "violet", "level": 4
    })
}

/// The members of [`wide`] in the opposite order, which nobody expects.
pub fn wide_backwards() -> Value {
    let members = wide();
    members
        .as_object()
        .into_iter()
        .flatten()
        .rev()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// The members of [`wide`] in the order of the alphabet, as of a sender that sorts.
pub fn wide_sorted() -> Value {
    let mut members = wide();
    if let Some(members) = members.as_object_mut() {
        members.sort_keys();
    }
    members
}

/// A list of 1,000 objects with lists of lists.
pub fn shelf() -> Value {
    let mut random = Rng::with_seed(1);
    let items: Vec<_> = iter::repeat_with(|| {
        let name = iter::repeat_n("item ", random.usize(1..5)).collect::<String>();
        json!({
            "id": integer(&mut random), "name": format!("{name}{}", integer(&mut random)),
            "price": f64::from(integer(&mut random)) / 8.0,
            "tags": random.choose_multiple(["a", "be", "sea", "sea side"], 3),
            "place": [[integer(&mut random), 1], [integer(&mut random), 3, 4]]
        })
    })
    .take(1000)
    .collect();
    json!({ "items": items })
}

/// A map of 1,000 entries.
pub fn totals() -> Value {
    let mut random = Rng::with_seed(2);
    let totals: Value =
        (0..1000).map(|number| (format!("account-{number}"), json!(integer(&mut random)))).collect();
    json!({ "totals": totals })
}

/// Enums: 1,000 of strings, 1,000 of integers.
pub fn votes() -> Value {
    let mut random = Rng::with_seed(3);
    let colours = ["red", "orange", "yellow", "green", "blue", "indigo", "violet", "black"];
    let colours: Vec<_> = iter::repeat_with(|| random.choice(colours)).take(1000).collect();
    let levels: Vec<_> = iter::repeat_with(|| random.u8(1..=5)).take(1000).collect();
    json!({ "colours": colours, "levels": levels })
}

/// One of 1 to 6 digits.
fn integer(random: &mut Rng) -> u32 {
    random.u32(0..1_000_000) / 10_u32.pow(random.u32(0..6))
}
