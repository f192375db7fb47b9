//! Objects against text, trees and builders.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::values::fixture::{Bonus, BonusType, Cash, Credentials, Currency, Node, Reward, Totals};
use crate::{Checker, Map, Nullable, Partial, TimestampMs, Validate, Violations, property_count};

/// From text and from a tree alike.
fn decode<T: DeserializeOwned + PartialEq + std::fmt::Debug>(text: &str) -> Result<T, String> {
    let decoded = serde_json::from_str::<T>(text).map_err(|error| error.to_string());
    if let (Ok(decoded), Ok(tree)) = (&decoded, serde_json::from_str::<Value>(text)) {
        assert_eq!(&serde_json::from_value::<T>(tree).unwrap(), decoded);
    }
    decoded
}

fn cash(amount: f64) -> Cash {
    Cash { currency: Currency::Cny, amount }
}

fn reward() -> Reward {
    Reward {
        external_id: "e".to_owned(),
        application_id: None,
        talent_id: Some("t".to_owned()),
        bonus: Bonus { bonus_type: BonusType::Cash, point_bonus: None, cash: Some(cash(100.0)) },
        create_time: Some(TimestampMs::from_millis(5)),
        reason: None,
        comment: Nullable::Absent,
        split: Some(vec![cash(0.5)]),
    }
}

const REWARD: &str = r#"{"external_id":"e","talent_id":"t","bonus":{"bonus_type":2,"cash":{"currency":"CNY","amount":100.0}},"create_time":"5","reason":null,"split":[{"currency":"CNY","amount":0.5}]}"#;

#[test]
fn an_object_is_written_in_the_order_of_its_table_and_read_back() {
    assert_eq!(serde_json::to_string(&reward()).unwrap(), REWARD);
    assert_eq!(decode(REWARD), Ok(reward()));
}

#[test]
fn the_order_on_the_wire_does_not_matter_and_unknown_members_are_read_over() {
    let text = r#"{"amount":100,"x":[{"amount":1}],"currency":"CNY","y":null}"#;
    assert_eq!(decode(text), Ok(cash(100.0)));
}

#[test]
fn nullable_properties_keep_their_three_states() {
    for (comment, state) in [
        (None, Nullable::Absent),
        (Some(json!(null)), Nullable::Null),
        (Some(json!("x")), Nullable::Value("x".to_owned())),
    ] {
        let mut tree = serde_json::to_value(reward()).unwrap();
        if let Some(comment) = comment {
            tree["comment"] = comment;
        }
        let decoded: Reward = serde_json::from_value(tree.clone()).unwrap();
        assert_eq!(decoded.comment, state);
        assert_eq!(serde_json::to_value(decoded).unwrap(), tree);
    }
}

#[test]
fn what_is_no_such_object_is_an_error_that_says_why() {
    for (text, cause) in [
        ("{}", "missing properties `currency`, `amount` of Cash"),
        (r#"{"amount":1}"#, "missing property `currency` of Cash"),
        (r#"{"amount":1,"amount":1}"#, "duplicate field `amount`"),
        (r#"{"amount":null}"#, "invalid type: null"),
        (r#"{"amount":"1"}"#, "invalid type: string"),
        ("[]", "expected an object (Cash)"),
        ("null", "expected an object (Cash)"),
    ] {
        let error = decode::<Cash>(text).unwrap_err();
        assert!(error.contains(cause), "{text}: {error}");
    }
    let error = decode::<Bonus>(r#"{"bonus_type":1,"point_bonus":null}"#).unwrap_err();
    assert!(error.contains("invalid type: null"), "optional is not nullable: {error}");
    let twice = r#"{"comment":null,"comment":null}"#;
    let error = decode::<Reward>(twice).unwrap_err();
    assert!(error.contains("duplicate field `comment`"), "{error}");
}

#[test]
fn additional_members_are_kept_or_refused() {
    let text = r#"{"name":"n","b":1,"a":2}"#;
    let totals: Totals = decode(text).unwrap();
    assert_eq!(totals.additional, Map::from([("b", 1), ("a", 2)]));
    assert_eq!(serde_json::to_string(&totals).unwrap(), text);
    assert!(decode::<Totals>(r#"{"name":"n","b":"x"}"#).is_err());
    let error = decode::<Totals>(r#"{"name":"n","b":1,"b":2}"#).unwrap_err();
    assert!(error.contains("duplicate property `b`"), "{error}");

    let clash = Totals { name: "n".to_owned(), additional: Map::from([("name", 1)]) };
    assert!(serde_json::to_string(&clash).is_err());

    let error = decode::<Credentials>(r#"{"app_id":"a","app_key":"hunter2"}"#).unwrap_err();
    assert!(error.contains("unknown field `app_key`"), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn floats_that_are_not_finite_are_not_written() {
    assert!(serde_json::to_string(&cash(f64::NAN)).is_err());
    assert!(serde_json::to_value(cash(f64::INFINITY)).is_err());
}

#[test]
fn nesting_is_bounded() {
    let deep = format!("{}{}", r#"{"next":"#.repeat(200), "}".repeat(200));
    assert!(decode::<Node>(&deep).is_err());
    let flat = format!("{}{{}}{}", r#"{"next":"#.repeat(100), "}".repeat(100));
    assert!(decode::<Node>(&flat).is_ok());
}

#[test]
fn building_says_everything_that_is_wrong() {
    let lines = |result: Result<_, Violations>| result.map_err(|all| all.to_string());
    assert_eq!(
        lines(Partial::<Cash>::new().build()),
        Err("(body): the property currency is missing\n(body): the property amount is missing".to_owned())
    );
    let mut partial = Partial::<Bonus>::new();
    partial.value.cash = Some(Cash { currency: Currency::from("XYZ"), amount: -1.0 });
    assert_eq!(
        partial.build().unwrap_err().to_string(),
        "(body): the property bonus_type is missing\n\
         /cash/currency: \"XYZ\" is none of CNY, EUR\n\
         /cash/amount: -1 is less than the minimum 0"
    );
    let mut partial = Partial::<Reward>::new();
    partial.set("external_id").external_id = String::new();
    partial.set("bonus").bonus = Bonus { bonus_type: BonusType::Points, point_bonus: None, cash: None };
    partial.set("reason").reason = None;
    assert_eq!(
        partial.build().unwrap_err().to_string(),
        "/external_id: 0 characters found, at least 1 needed\n\
         /bonus: the property point_bonus is missing\n\
         (body): at least one must hold: required: application_id, or required: talent_id"
    );
    let mut partial = Partial::<Cash>::new();
    partial.set("currency").currency = Currency::Eur;
    assert!(partial.has("currency") && !partial.has("amount"));
    partial.set("amount").amount = 0.0;
    assert_eq!(lines(partial.build()), Ok(Cash { currency: Currency::Eur, amount: 0.0 }));
}

#[test]
fn a_draft_shows_nothing_of_what_it_has() {
    let mut partial = Partial::<Credentials>::new();
    partial.set("app_id").app_id = "cli_1".to_owned();
    assert_eq!(format!("{partial:?}"), "partial of Credentials");
}

/// An object that counts its properties, and those of the object in it.
#[derive(Clone, PartialEq)]
struct Patch {
    id: i64,
    name: Option<String>,
    note: Nullable<String>,
    of: Option<Box<Patch>>,
    others: Map<i64>,
}

crate::object! {
    Patch => "Patch", [0], Keep others;
    0 "id" => id: required,
    1 "name" => name: optional,
    2 "note" => note: nullable,
    3 "of" => of: optional,
}

impl Validate for Patch {
    fn check(&self, at: &mut Checker<'_>) {
        at.min_properties(property_count(self, at), 3);
        if self.of.as_ref().is_some_and(|of| !at.holds(|at| of.check(at))) {
            at.violation("if", "of", "it is not valid");
        }
    }
}

#[test]
fn properties_are_counted_as_they_are_on_the_wire() {
    let few = "(body): 2 properties found, at least 3 needed";
    let cases = [
        (json!({"id": 1, "name": "a", "note": null}), vec![]),
        (json!({"id": 1, "x": 1, "y": 2}), vec![]),
        (json!({"id": 1, "note": null}), vec![few]),
        (json!({"id": 1, "x": 1}), vec![few]),
        // What is missing does not count, what cannot be read does.
        (json!({"name": "a", "x": 1}), vec!["(body): the property id is missing", few]),
        (
            json!({"id": "1", "x": "1"}),
            vec!["/id: \"1\" is not of type integer", "/x: \"1\" is not of type integer", few],
        ),
        (
            json!({"id": "1", "name": 1, "x": 1}),
            vec!["/id: \"1\" is not of type integer", "/name: 1 is not of type string"],
        ),
    ];
    for (value, expected) in cases {
        let found = match crate::parse_value::<Patch>(&value) {
            Ok(_) => Vec::new(),
            Err(violations) => violations.iter().map(ToString::to_string).collect(),
        };
        assert_eq!(found, expected, "{value}");
    }
}

#[test]
fn a_draft_counts_what_is_set() {
    let mut partial = Partial::<Patch>::new();
    partial.value.name = Some(String::new());
    partial.value.others = Map::from([("x", 1)]);
    let lines = |partial: Partial<Patch>| partial.build().map_err(|all| all.to_string()).err();
    let missing = "(body): the property id is missing";
    assert_eq!(
        lines(partial.clone()),
        Some(format!("{missing}\n(body): 2 properties found, at least 3 needed"))
    );
    // The object in it is finished, though it has a property of the name that is missing here.
    let of = Patch { id: 1, ..partial.value.clone() };
    partial.value.of = Some(Box::new(of));
    assert_eq!(lines(partial.clone()), Some(missing.to_owned()));
    partial.set("id").id = 1;
    assert_eq!(lines(partial), None);
}
