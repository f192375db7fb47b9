//! Unions against text, trees and values of their own.

use serde_json::{Value, json};

use super::decision::remaining;
use super::{Constant, Decision, Signature, Union};
use crate::values::codec::Data;
use crate::values::fixture::{Cash, Credentials, Totals};
use crate::{Encoded, Validate as _, parse_value};

/// By the value of a property; `Credentials` have a secret.
#[derive(Clone, PartialEq)]
enum Account {
    Totals(Totals),
    Credentials(Credentials),
    Unknown(Value),
}

impl Union for Account {
    const DECISION: Decision = Decision::Tag("name", &[&["totals", "sum"], &["login"]]);
    const SECRET: bool = true;
}
crate::union_value!(Account = Totals(Totals), Credentials(Credentials));

/// By signatures.
#[derive(Clone, PartialEq)]
enum Payment {
    Cash(Box<Cash>),
    Totals(Totals),
    Text(String),
    Many(Vec<Payment>),
    Unknown(Value),
}

impl Union for Payment {
    const DECISION: Decision = Decision::OneOf(&[
        Signature::OBJECT.required(&["amount"]).constants(&[("currency", &[Constant::Text("CNY")])]),
        Signature::OBJECT.required(&["name"]),
        Signature::STRING,
        Signature::ARRAY,
    ]);
}
crate::union_value!(Payment = Cash(Cash), Totals(Totals), Text(String), Many(Vec<Payment>));

/// Reads from text, from a tree and by [`parse_value`], and writes again; `Err` has what the last says.
fn read<T: Data + PartialEq + std::fmt::Debug>(json: &Value) -> Result<T, String> {
    let decoded = serde_json::from_str::<crate::Decoded<T>>(&json.to_string());
    let parsed = parse_value::<T>(json).map_err(|faults| faults.to_string());
    if let Ok(crate::Decoded(decoded)) = decoded {
        assert_eq!(serde_json::to_value(Encoded(&decoded)).unwrap(), *json, "nothing is lost");
        assert_eq!(
            decoded.validate().map_err(|faults| faults.to_string()).err(),
            parsed.as_ref().err().cloned()
        );
        return parsed.inspect(|parsed| assert_eq!(*parsed, decoded));
    }
    assert!(parsed.is_err(), "{json}: {decoded:?}");
    parsed
}

#[test]
fn a_property_names_the_type() {
    for (json, variant) in
        [(json!({"name": "totals"}), "Totals("), (json!({"name": "sum", "a": 1}), "Totals(")]
    {
        let account = read::<Account>(&json).unwrap();
        assert!(format!("{account:?}").starts_with(variant), "{account:?}");
    }
    for (json, faults) in [
        (json!({"name": "totals", "a": "x"}), "/a: \"x\" is not of type integer"),
        // Named, so that its faults are told and no other type is tried.
        (
            json!({"name": "login"}),
            "(body): the property app_id is missing\n(body): the property app_secret is missing\n/name: this property is not allowed",
        ),
        (json!({"name": "other"}), "/name: \"other\" is none of totals, sum, login"),
        (json!({"name": 7}), "/name: 7 is none of totals, sum, login"),
        (json!({}), "/name: nothing is none of totals, sum, login"),
        (json!("totals"), "(body): \"totals\" is not of type object"),
    ] {
        assert_eq!(read::<Account>(&json).unwrap_err(), faults, "{json}");
    }
}

#[test]
fn what_no_type_has_to_be_named_is_judged_by_the_types() {
    macro_rules! sizes {
        ($name:ident, $rule:ident) => {
            #[derive(Clone, PartialEq)]
            enum $name {
                Totals(Totals),
                Any(crate::Map<Value>),
                Unknown(Value),
            }
            impl Union for $name {
                const DECISION: Decision = Decision::$rule("name", &[&["totals"], &["any"]]);
            }
            crate::union_value!($name = Totals(Totals), Any);
        };
    }
    fn outcome<T: Union + Data + PartialEq + std::fmt::Debug>(json: &Value) -> String {
        match read::<T>(json) {
            Ok(value) => format!("{value:?}").split('(').next().unwrap().to_owned(),
            Err(faults) => faults,
        }
    }
    sizes!(One, TagOrOneOf);
    sizes!(Some, TagOrAnyOf);
    sizes!(First, TagOrFirst);

    let fault = "/a: \"x\" is not of type integer";
    let none = |rule: &str| format!("(body): {rule} must hold: Totals, or Any");
    let (no_one, none_at_all) = (none("exactly one"), none("at least one"));
    let (not_text, nameless) = ("/name: 7 is not of type string", "(body): the property name is missing");
    for (json, one, some, first) in [
        (json!({"name": "totals", "a": 1}), "Totals", "Totals", "Totals"),
        // Named, so that the other is not asked.
        (json!({"name": "totals", "a": "x"}), fault, fault, fault),
        (json!({"name": "any"}), "Any", "Any", "Any"),
        (json!({"name": "any", "a": "x"}), "Any", "Any", "Any"),
        (json!({"name": "other", "a": "x"}), "Unknown", "Unknown", fault),
        (json!({"name": 7}), "Unknown", "Unknown", not_text),
        (json!({}), "Unknown", "Unknown", nameless),
        (json!({"name": "other"}), &no_one, "Unknown", "Unknown"),
        (json!("totals"), &no_one, &none_at_all, "(body): \"totals\" is not of type object"),
    ] {
        let found = [outcome::<One>(&json), outcome::<Some>(&json), outcome::<First>(&json)];
        assert_eq!(found, [one, some, first], "{json}");
    }
}

#[test]
fn one_type_is_left_or_the_value_is_kept() {
    let cash = json!({"currency": "CNY", "amount": 1.0});
    for (json, variant) in [
        (cash.clone(), "Cash("),
        (json!({"name": "n"}), "Totals("),
        // The constant rules one out, so that the others need no look.
        (json!({"currency": 5, "name": "n"}), "Totals("),
        (json!("x"), "Text("),
        (json!([]), "Many("),
        (json!([cash, "x", ["y"]]), "Many("),
    ] {
        let payment = read::<Payment>(&json).unwrap();
        assert!(format!("{payment:?}").starts_with(variant), "{payment:?}");
    }
    let none = "exactly one must hold: Cash, or Totals, or Text, or Many";
    for (json, faults) in [
        (json!({"currency": "CNY", "amount": -1.0}), "/amount: -1 is less than the minimum 0".to_owned()),
        (json!(["x", {"name": 1}]), "/1/name: 1 is not of type string".to_owned()),
        (json!({"currency": "CNY"}), format!("(body): {none}")),
        (json!(true), format!("(body): {none}")),
        (json!(null), format!("(body): {none}")),
        (json!([1]), format!("/0: {none}")),
    ] {
        assert_eq!(read::<Payment>(&json).unwrap_err(), faults, "{json}");
    }
}

/// A vehicle with a tag that is plain text, and one whose tag may be left out.
#[derive(Clone, PartialEq)]
struct Tram {
    kind: String,
    rails: i64,
}
crate::object! {
    Tram => "Tram", [0, 1];
    0 "kind" => kind: required,
    1 "rails" => rails: required,
}
impl crate::Validate for Tram {}

#[derive(Clone, PartialEq)]
struct Bus {
    kind: Option<String>,
    others: crate::Map<i64>,
}
crate::object! {
    Bus => "Bus", [], Keep others;
    0 "kind" => kind: optional,
}
impl crate::Validate for Bus {}

macro_rules! vehicles {
    ($($name:ident = $decision:expr;)*) => {
        $(
            #[derive(Clone, PartialEq)]
            enum $name {
                Tram(Tram),
                Bus(Bus),
                Unknown(Value),
            }
            impl Union for $name {
                const DECISION: Decision = $decision;
            }
            crate::union_value!($name = Tram(Tram), Bus(Bus));
        )*
    };
}
vehicles! {
    Named = Decision::Tag("kind", &[&["tram"], &["bus", "coach"]]);
    NamedOne = Decision::TagOrOneOf("kind", &[&["tram"], &["bus"]]);
    NamedSome = Decision::TagOrAnyOf("kind", &[&["tram"], &["bus"]]);
    Based = Decision::TagOrFirst("kind", &[&["tram"], &["bus"]]);
    One = Decision::OneOf(&[Signature::OBJECT.required(&["rails"]), Signature::OBJECT]);
    Some = Decision::AnyOf(&[Signature::OBJECT.required(&["rails"]), Signature::OBJECT]);
    First = Decision::FirstOf(&[Signature::OBJECT, Signature::OBJECT]);
    Constants = Decision::OneOf(&[
        Signature::OBJECT.constants(&[("kind", &[Constant::Text("tram"), Constant::Null])]),
        Signature::OBJECT.constants(&[("kind", &[Constant::Text("bus")])]).closed(&["kind", "rails", "seats"]),
    ]);
}

fn tram(kind: &str) -> Tram {
    Tram { kind: kind.to_owned(), rails: 2 }
}

fn bus(kind: Option<&str>, others: &[&str]) -> Bus {
    Bus { kind: kind.map(str::to_owned), others: others.iter().map(|name| ((*name).to_owned(), 1)).collect() }
}

/// What is wrong with a value; one that is valid is read from its JSON as it was.
#[track_caller]
fn faults<T: Union + Data + PartialEq>(value: &T) -> String {
    let json = serde_json::to_value(Encoded(value)).unwrap();
    match value.validate() {
        Ok(()) => {
            assert_eq!(parse_value::<T>(&json).as_ref(), Ok(value), "{json}");
            assert_eq!(serde_json::from_value::<crate::Decoded<T>>(json).unwrap().0, *value);
            String::new()
        }
        Err(violations) => violations.to_string(),
    }
}

#[test]
fn what_is_valid_is_read_again_as_the_same_variant() {
    macro_rules! assert_faults {
        ($($type:ident: $tram:expr, $bus:expr => $of_tram:literal, $of_bus:literal;)*) => {
            $(
                let (tram, bus) = (faults(&$type::Tram($tram)), faults(&$type::Bus($bus)));
                assert_eq!((tram.as_str(), bus.as_str()), ($of_tram, $of_bus), stringify!($type: $tram, $bus));
            )*
        };
    }
    assert_faults! {
        Named: tram("tram"), bus(Some("coach"), &["seats"]) => "", "";
        Named: tram("bus"), bus(None, &[]) => "/kind: \"bus\" is none of tram", "/kind: nothing is none of bus, coach";
        Named: tram(""), bus(Some("Bus"), &[]) => "/kind: \"\" is none of tram", "/kind: \"Bus\" is none of bus, coach";
        NamedOne: tram("tram"), bus(Some("bus"), &["rails"]) => "", "";
        NamedOne: tram("boat"), bus(None, &[]) => "/kind: \"boat\" is none of tram", "/kind: nothing is none of bus";
        NamedSome: tram("bus"), bus(Some("tram"), &["rails"]) => "/kind: \"bus\" is none of tram", "/kind: \"tram\" is none of bus";
        Based: tram("boat"), bus(Some("tram"), &["rails"]) => "/kind: \"boat\" is none of tram", "/kind: \"tram\" is none of bus";
        Based: tram("tram"), bus(Some("bus"), &["rails"]) => "", "";
        // Of a bus with rails, both hold; of a tram as well.
        One: tram("x"), bus(Some("x"), &["rails"]) => "(body): exactly one must hold: Tram, or Bus", "(body): exactly one must hold: Tram, or Bus";
        One: tram("x"), bus(None, &["rails"]) => "(body): exactly one must hold: Tram, or Bus", "";
        Some: tram("x"), bus(Some("x"), &["seats"]) => "", "";
        Some: tram("x"), bus(Some("x"), &["rails"]) => "", "(body): this Bus is written as what is read as Tram";
        Some: tram("x"), bus(Some("x"), &["rails", "seats"]) => "", "";
        First: tram("x"), bus(Some("x"), &["rails"]) => "", "(body): this Bus is written as what is read as Tram";
        First: tram("x"), bus(None, &["rails"]) => "", "";
        Constants: tram("tram"), bus(Some("bus"), &["seats"]) => "", "";
        Constants: tram("bus"), bus(Some("tram"), &[]) => "(body): this Tram is written as what is read as Bus", "(body): this Bus is written as what is read as Tram";
        Constants: tram("tram"), bus(None, &["wheels"]) => "", "(body): this Bus is written as what is read as Tram";
    }
}

#[test]
fn a_value_that_becomes_a_variant_has_its_name() {
    assert_eq!(Named::from(tram("")), Named::Tram(tram("tram")));
    assert_eq!(Named::from(bus(None, &[])), Named::Bus(bus(Some("bus"), &[])));
    assert_eq!(Based::from(bus(Some(""), &[])), Based::Bus(bus(Some("bus"), &[])));
    // What says something else was meant to.
    for kind in ["bus", "boat"] {
        assert_eq!(Named::from(tram(kind)), Named::Tram(tram(kind)));
    }
    assert_eq!(First::from(tram("")), First::Tram(tram("")), "no property names them");
}

#[test]
fn a_table_that_decides_is_looked_at_without_what_reading_needs() {
    /// Nothing of it can be read.
    #[derive(Debug, Clone, PartialEq)]
    struct Mute;
    impl crate::Validate for Mute {}
    impl Data for Mute {
        type Codec = Self;
    }
    impl crate::Codec<Self> for Mute {
        fn placeholder() -> Self {
            Self
        }
        fn encode<S: serde::Serializer>(_: &Self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq([1])
        }
        fn decode<'de, D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
            unreachable!("nobody has to read it")
        }
    }
    #[derive(Clone, PartialEq)]
    enum Either {
        Mute(Mute),
        Text(String),
        Unknown(Value),
    }
    impl Union for Either {
        const DECISION: Decision = Decision::OneOf(&[Signature::ARRAY, Signature::STRING]);
    }
    crate::union_value!(Either = Mute(Mute), Text(String));
    assert_eq!(Either::from(Mute).validate(), Ok(()));
    assert_eq!(Either::from("a").validate(), Ok(()));
}

#[test]
fn what_a_variant_does_not_keep_decides_between_those_that_hold() {
    for (json, some, first) in [
        (json!({"kind": "x", "rails": 1}), "Tram", "Tram"),
        // A tram would lose the seats.
        (json!({"kind": "x", "rails": 1, "seats": 9}), "Bus", "Bus"),
        // So does whatever can be read at all, and less of it is lost here.
        (json!({"kind": "x", "rails": 1, "seats": "many"}), "Unknown", "Tram"),
    ] {
        let name = |shown: String| shown.split('(').next().unwrap().to_owned();
        let read = (parse_value::<Some>(&json).unwrap(), parse_value::<First>(&json).unwrap());
        assert_eq!(
            (name(format!("{:?}", read.0)), name(format!("{:?}", read.1))),
            (some.into(), first.into())
        );
        assert_eq!((faults(&read.0), faults(&read.1)), (String::new(), String::new()), "{json}");
    }
}

#[test]
fn what_is_kept_is_checked_by_the_rule_of_the_union() {
    /// Nothing tells them apart but their values.
    #[derive(Clone, PartialEq)]
    enum Sizes {
        Whole(crate::Map<i64>),
        Any(crate::Map<f64>),
        Unknown(Value),
    }
    impl Union for Sizes {
        const DECISION: Decision = Decision::OneOf(&[Signature::OBJECT, Signature::OBJECT]);
    }
    crate::union_value!(Sizes = Whole, Any);

    assert!(matches!(parse_value(&json!({"a": 1.5})), Ok(Sizes::Any(_))), "the only one that holds");
    for (json, found) in
        [(json!({"a": 1}), "several of them hold: Whole, Any"), (json!({"a": "1"}), "none of them holds")]
    {
        let faults = parse_value::<Sizes>(&json).unwrap_err();
        assert_eq!((faults.as_slice()[0].keyword, faults.as_slice()[0].found.as_str()), ("oneOf", found));
    }
    // Made by hand, it is decided all the same.
    let by_hand = Payment::Unknown(json!({"name": 1}));
    assert_eq!(by_hand.validate().unwrap_err().to_string(), "/name: 1 is not of type string");
}

#[test]
fn integers_and_other_constants_are_compared_by_value() {
    let signature = [
        Signature::OBJECT.constants(&[("a", &[Constant::Integer(1), Constant::Bool(true)])]),
        Signature::OBJECT.constants(&[("a", &[Constant::Integer(2), Constant::Null])]),
    ];
    for (json, left) in [
        (json!({"a": 1}), vec![0]),
        (json!({"a": 1.0}), vec![0]),
        (json!({"a": true}), vec![0]),
        (json!({"a": 2}), vec![1]),
        (json!({"a": null}), vec![1]),
        (json!({"a": "1"}), vec![]),
        (json!({}), vec![0, 1]),
    ] {
        assert_eq!(remaining(&signature, &json).collect::<Vec<_>>(), left, "{json}");
    }
}

#[test]
fn closed_objects_are_ruled_out_by_other_names() {
    let signature =
        [Signature::OBJECT.closed(&["a", "b"]), Signature::OBJECT.or(Signature::NUMBER).closed(&["a", "c"])];
    for (json, left) in [
        (json!({"b": 1}), vec![0]),
        (json!({"c": 1}), vec![1]),
        (json!({"a": 1}), vec![0, 1]),
        (json!({"b": 1, "c": 1}), vec![]),
        (json!(1), vec![1]),
    ] {
        assert_eq!(remaining(&signature, &json).collect::<Vec<_>>(), left, "{json}");
    }
}

#[test]
fn debug_shows_no_secret() {
    let secret = json!({"name": "other", "app_secret": "hunter2"});
    let account = parse_undecided::<Account>(&secret);
    assert_eq!(format!("{account:?}"), "Unknown([redacted])");
    let payment = parse_undecided::<Payment>(&json!(7));
    assert_eq!(format!("{payment:?}"), "Unknown(Number(7))");
}

fn parse_undecided<T: Data>(json: &Value) -> T {
    serde_json::from_value::<crate::Decoded<T>>(json.clone()).unwrap().0
}

#[test]
fn undecided_unions_in_each_other_end() {
    /// Every object may be both, at every level.
    #[derive(Clone, PartialEq)]
    enum Either {
        One(crate::Map<Either>),
        Two(crate::Map<Either>),
        Unknown(Value),
    }
    impl Union for Either {
        const DECISION: Decision = Decision::AnyOf(&[Signature::OBJECT, Signature::OBJECT]);
    }
    crate::union_value!(Either = One, Two);

    let nested = |levels: usize, inner: Value| (0..levels).fold(inner, |inner, _| json!({ "a": inner }));
    for levels in [1, 5, 20, 100] {
        assert!(parse_value::<Either>(&nested(levels, json!({}))).is_ok());
        let violations = parse_value::<Either>(&nested(levels, json!(7))).unwrap_err();
        assert_eq!(violations.to_string(), "(body): at least one must hold: One, or Two");
    }
    assert!(parse_value::<Either>(&nested(200, json!({}))).is_err(), "too deep");
}
