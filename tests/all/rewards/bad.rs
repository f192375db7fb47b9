//! What must not be sent, and everything that is wrong with it.

use hire_api::hire_runtime::{Validate as _, parse};
use hire_api::types::ExternalReward;
use serde_json::Value;

use super::Edit::{Drop, Set};
use super::Input::{Example, Text};
use super::{Edit, Input, rebuilt, schema};
use crate::support::{Fault, assert_faults};

/// What a JSON Schema validator says of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Schema {
    /// The reward is bad.
    Agrees,
    /// Nothing is wrong with it, because of this.
    Passes(&'static str),
    /// There is no value to judge.
    NotJson,
}

pub struct Row {
    pub what: &'static str,
    pub input: Input,
    faults: &'static [Fault],
    schema: Schema,
}

const fn bad(what: &'static str, edits: &'static [Edit], faults: &'static [Fault]) -> Row {
    Row { what, input: Example(edits), faults, schema: Schema::Agrees }
}

const fn text(what: &'static str, text: &'static str, faults: &'static [Fault]) -> Row {
    Row { what, input: Text(text), faults, schema: Schema::Agrees }
}

const fn not_json(text: &'static str, faults: &'static [Fault]) -> Row {
    Row { what: text, input: Text(text), faults, schema: Schema::NotJson }
}

/// A text that is no timestamp.
const fn format(what: &'static str, edits: &'static [Edit], faults: &'static [Fault]) -> Row {
    let schema = Schema::Passes("a format is an annotation");
    Row { what, input: Example(edits), faults, schema }
}

const NO_ID: Fault = ("", "anyOf", "application_id is given, or talent_id is given");
const NO_OBJECT: &[Fault] = &[("", "type", "object")];
const NO_REWARD: &[Fault] = &[
    ("", "required", "referral_user_id"),
    ("", "required", "external_id"),
    ("", "required", "rule_type"),
    ("", "required", "bonus"),
    ("", "required", "stage"),
    NO_ID,
];
const RULE_TYPE: &[Fault] = &[("/rule_type", "enum", "1, 2, 3, 4, 5")];
const RULE_TYPE_TYPE: &[Fault] = &[("/rule_type", "type", "integer")];
const STAGE: &[Fault] = &[("/stage", "enum", "1, 2, 3")];
const STAGE_TYPE: &[Fault] = &[("/stage", "type", "integer")];
const BONUS_TYPE: &[Fault] = &[("/bonus/bonus_type", "enum", "1, 2")];
const BONUS_TYPE_TYPE: &[Fault] = &[("/bonus/bonus_type", "type", "integer")];
const AMOUNT: &[Fault] = &[("/bonus/cash/amount", "minimum", "0")];
const AMOUNT_TYPE: &[Fault] = &[("/bonus/cash/amount", "type", "number")];
const CREATE_TIME: &[Fault] = &[("/create_time", "format", "timestamp-ms")];

const MISSING: &[Row] = &[
    bad("no referrer", &[Drop("/referral_user_id")], &[("", "required", "referral_user_id")]),
    bad("no external id", &[Drop("/external_id")], &[("", "required", "external_id")]),
    bad("no rule type", &[Drop("/rule_type")], &[("", "required", "rule_type")]),
    bad("no bonus", &[Drop("/bonus")], &[("", "required", "bonus")]),
    bad("no stage", &[Drop("/stage")], &[("", "required", "stage")]),
    bad("no bonus type", &[Drop("/bonus/bonus_type")], &[("/bonus", "required", "bonus_type")]),
    bad("no currency", &[Drop("/bonus/cash/currency_type")], &[("/bonus/cash", "required", "currency_type")]),
    bad("no amount", &[Drop("/bonus/cash/amount")], &[("/bonus/cash", "required", "amount")]),
    bad("an empty bonus", &[Set("/bonus", "{}")], &[("/bonus", "required", "bonus_type")]),
    bad(
        "empty cash",
        &[Set("/bonus/cash", "{}")],
        &[("/bonus/cash", "required", "currency_type"), ("/bonus/cash", "required", "amount")],
    ),
    text("nothing at all", "{}", NO_REWARD),
    text("nothing that is known", r#"{"Stage": 1, "bonusType": 2}"#, NO_REWARD),
    bad("neither id", &[Drop("/application_id"), Drop("/talent_id")], &[NO_ID]),
    bad(
        "cash without cash",
        &[Set("/bonus/bonus_type", "2"), Drop("/bonus/cash")],
        &[("/bonus", "required", "cash")],
    ),
    bad("cash without anything", &[Set("/bonus", r#"{"bonus_type": 2}"#)], &[("/bonus", "required", "cash")]),
    bad("points without points", &[Drop("/bonus/point_bonus")], &[("/bonus", "required", "point_bonus")]),
    bad(
        "points without anything",
        &[Set("/bonus", r#"{"bonus_type": 1}"#)],
        &[("/bonus", "required", "point_bonus")],
    ),
];

const ENUMS: &[Row] = &[
    bad("rule_type below", &[Set("/rule_type", "0")], RULE_TYPE),
    bad("rule_type above", &[Set("/rule_type", "6")], RULE_TYPE),
    bad("rule_type negative", &[Set("/rule_type", "-1")], RULE_TYPE),
    bad("rule_type as a string", &[Set("/rule_type", r#""1""#)], RULE_TYPE_TYPE),
    bad("rule_type with a fraction", &[Set("/rule_type", "1.5")], RULE_TYPE_TYPE),
    bad("rule_type null", &[Set("/rule_type", "null")], RULE_TYPE_TYPE),
    bad("stage below", &[Set("/stage", "0")], STAGE),
    bad("stage above", &[Set("/stage", "4")], STAGE),
    bad("stage far above", &[Set("/stage", "6")], STAGE),
    bad("stage negative", &[Set("/stage", "-1")], STAGE),
    bad("stage as a string", &[Set("/stage", r#""1""#)], STAGE_TYPE),
    bad("stage with a fraction", &[Set("/stage", "1.5")], STAGE_TYPE),
    bad("stage null", &[Set("/stage", "null")], STAGE_TYPE),
    bad("stage true", &[Set("/stage", "true")], STAGE_TYPE),
    bad("bonus_type below", &[Set("/bonus/bonus_type", "0")], BONUS_TYPE),
    bad("bonus_type above", &[Set("/bonus/bonus_type", "3")], BONUS_TYPE),
    bad("bonus_type far above", &[Set("/bonus/bonus_type", "6")], BONUS_TYPE),
    bad("bonus_type negative", &[Set("/bonus/bonus_type", "-1")], BONUS_TYPE),
    bad("bonus_type as a string", &[Set("/bonus/bonus_type", r#""2""#)], BONUS_TYPE_TYPE),
    bad("bonus_type with a fraction", &[Set("/bonus/bonus_type", "1.5")], BONUS_TYPE_TYPE),
    bad("bonus_type null", &[Set("/bonus/bonus_type", "null")], BONUS_TYPE_TYPE),
];

const NUMBERS: &[Row] = &[
    bad("a cent less than nothing", &[Set("/bonus/cash/amount", "-0.01")], AMOUNT),
    bad("one less than nothing", &[Set("/bonus/cash/amount", "-1")], AMOUNT),
    bad("much less than nothing", &[Set("/bonus/cash/amount", "-1e300")], AMOUNT),
    bad("an amount as a string", &[Set("/bonus/cash/amount", r#""100""#)], AMOUNT_TYPE),
    bad("an amount null", &[Set("/bonus/cash/amount", "null")], AMOUNT_TYPE),
    bad("an amount in a list", &[Set("/bonus/cash/amount", "[100]")], AMOUNT_TYPE),
    bad("an amount NaN, as some write it", &[Set("/bonus/cash/amount", r#""NaN""#)], AMOUNT_TYPE),
    bad(
        "points as a string",
        &[Set("/bonus/point_bonus", r#""100""#)],
        &[("/bonus/point_bonus", "type", "integer")],
    ),
    bad(
        "points with a fraction",
        &[Set("/bonus/point_bonus", "0.5")],
        &[("/bonus/point_bonus", "type", "integer")],
    ),
    bad(
        "points null are there, though no number",
        &[Set("/bonus/point_bonus", "null")],
        &[("/bonus/point_bonus", "type", "integer")],
    ),
    Row {
        what: "more points than 64 bits hold",
        input: Example(&[Set("/bonus/point_bonus", "9223372036854775808")]),
        faults: &[("/bonus/point_bonus", "format", "int64")],
        schema: Schema::Passes("its integers have no bounds"),
    },
];

const TIMESTAMPS: &[Row] = &[
    format("an empty time", &[Set("/create_time", r#""""#)], CREATE_TIME),
    format("a word", &[Set("/create_time", r#""abc""#)], CREATE_TIME),
    format("a fraction", &[Set("/create_time", r#""1.5""#)], CREATE_TIME),
    format("a sign", &[Set("/create_time", r#""-1""#)], CREATE_TIME),
    format("the other sign", &[Set("/create_time", r#""+1""#)], CREATE_TIME),
    format("a space before", &[Set("/create_time", r#"" 1704720275000""#)], CREATE_TIME),
    format("a line end behind", &[Set("/create_time", r#""1704720275000\n""#)], CREATE_TIME),
    format("a date", &[Set("/create_time", r#""2024-01-08T13:24:35Z""#)], CREATE_TIME),
    format("an exponent", &[Set("/create_time", r#""1704720275e3""#)], CREATE_TIME),
    format("digits of another script", &[Set("/create_time", r#""１７０４""#)], CREATE_TIME),
    format("a leading zero", &[Set("/create_time", r#""01704720275000""#)], CREATE_TIME),
    format("more than 64 bits", &[Set("/create_time", r#""18446744073709551616""#)], CREATE_TIME),
    format(
        "the other times: confirmed",
        &[Set("/confirm_time", r#""x""#)],
        &[("/confirm_time", "format", "timestamp-ms")],
    ),
    format(
        "all other times at once",
        &[
            Set("/conversion_time", r#""x""#),
            Set("/onboard_time", r#""-""#),
            Set("/pay_time", r#""1 ""#),
            Set("/confirm_time", r#""0x1""#),
        ],
        &[
            ("/confirm_time", "format", "timestamp-ms"),
            ("/pay_time", "format", "timestamp-ms"),
            ("/onboard_time", "format", "timestamp-ms"),
            ("/conversion_time", "format", "timestamp-ms"),
        ],
    ),
    bad("a time as a number", &[Set("/create_time", "1704720275000")], &[("/create_time", "type", "string")]),
    bad("a time null", &[Set("/pay_time", "null")], &[("/pay_time", "type", "string")]),
];

const TYPES: &[Row] = &[
    bad(
        "a referrer as a number",
        &[Set("/referral_user_id", "5")],
        &[("/referral_user_id", "type", "string")],
    ),
    bad("an external id null", &[Set("/external_id", "null")], &[("/external_id", "type", "string")]),
    bad("a job in a list", &[Set("/job_id", r#"["1"]"#)], &[("/job_id", "type", "string")]),
    bad("a reason as an object", &[Set("/reason", "{}")], &[("/reason", "type", "string")]),
    bad("a comment true", &[Set("/comment", "true")], &[("/comment", "type", "string")]),
    bad("a bonus as a number", &[Set("/bonus", "100")], &[("/bonus", "type", "object")]),
    bad("a bonus null", &[Set("/bonus", "null")], &[("/bonus", "type", "object")]),
    bad("a list of one bonus", &[Set("/bonus", "[{}]")], &[("/bonus", "type", "object")]),
    bad("cash as a number", &[Set("/bonus/cash", "100")], &[("/bonus/cash", "type", "object")]),
    bad(
        "cash null is there, though no object",
        &[Set("/bonus", r#"{"bonus_type": 2, "cash": null}"#)],
        &[("/bonus/cash", "type", "object")],
    ),
    bad(
        "a currency as a number, as the table of currencies has it",
        &[Set("/bonus/cash/currency_type", "1")],
        &[("/bonus/cash/currency_type", "type", "string")],
    ),
    bad(
        "one id, that is there and no string",
        &[Drop("/application_id"), Set("/talent_id", "null")],
        &[("/talent_id", "type", "string")],
    ),
];

const SEVERAL: &[Row] = &[
    bad(
        "missing first, then each property in order, then the rules of the whole",
        &[
            Set("/stage", "9"),
            Drop("/external_id"),
            Set("/rule_type", r#""5""#),
            Drop("/application_id"),
            Drop("/talent_id"),
            Set("/pay_time", r#""now""#),
            Set("/comment", "0"),
            Drop("/referral_user_id"),
        ],
        &[
            ("", "required", "referral_user_id"),
            ("", "required", "external_id"),
            ("/rule_type", "type", "integer"),
            ("/stage", "enum", "1, 2, 3"),
            ("/pay_time", "format", "timestamp-ms"),
            ("/comment", "type", "string"),
            NO_ID,
        ],
    ),
    bad(
        "every level of a bonus",
        &[Set("/bonus", r#"{"cash": {"amount": -5}, "bonus_type": 1}"#), Set("/stage", "0")],
        &[
            ("/bonus/cash", "required", "currency_type"),
            ("/bonus/cash/amount", "minimum", "0"),
            ("/bonus", "required", "point_bonus"),
            ("/stage", "enum", "1, 2, 3"),
        ],
    ),
    bad(
        "all three enums",
        &[Set("/rule_type", "9"), Set("/stage", "9"), Set("/bonus/bonus_type", "9")],
        &[
            ("/rule_type", "enum", "1, 2, 3, 4, 5"),
            ("/bonus/bonus_type", "enum", "1, 2"),
            ("/stage", "enum", "1, 2, 3"),
        ],
    ),
    bad(
        "cash that owes, of a kind that there is not, to nobody",
        &[
            Set("/bonus", r#"{"bonus_type": 3, "cash": {"currency_type": null, "amount": -0.5}}"#),
            Drop("/application_id"),
            Drop("/talent_id"),
        ],
        &[
            ("/bonus/bonus_type", "enum", "1, 2"),
            ("/bonus/cash/currency_type", "type", "string"),
            ("/bonus/cash/amount", "minimum", "0"),
            NO_ID,
        ],
    ),
    text(
        "nothing but faults",
        r#"{"referral_user_id": 1, "external_id": 2, "application_id": 3, "rule_type": "4", "bonus": 5, "stage": "6"}"#,
        &[
            ("/referral_user_id", "type", "string"),
            ("/external_id", "type", "string"),
            ("/application_id", "type", "string"),
            ("/rule_type", "type", "integer"),
            ("/bonus", "type", "object"),
            ("/stage", "type", "integer"),
        ],
    ),
];

const TEXTS: &[Row] = &[
    text("null", "null", NO_OBJECT),
    text("a list", "[]", NO_OBJECT),
    text("a string", r#""{}""#, NO_OBJECT),
    text("a number", "5", NO_OBJECT),
    text("a boolean", "true", NO_OBJECT),
    not_json("", &[("", "syntax", "EOF while parsing a value")]),
    not_json("{", &[("", "syntax", "EOF while parsing an object")]),
    not_json(r#"{"stage": 1}}"#, &[("", "syntax", "trailing characters")]),
    not_json("{'stage': 1}", &[("", "syntax", "key must be a string")]),
    not_json(r#"{"amount": NaN}"#, &[("", "syntax", "expected value")]),
    not_json(r#"{"amount": Infinity}"#, &[("", "syntax", "expected value")]),
    not_json(r#"{"amount": 1e400}"#, &[("", "syntax", "number out of range")]),
    not_json("<html>", &[("", "syntax", "expected value")]),
    Row {
        what: "a name that occurs twice",
        input: Text(
            r#"{"referral_user_id": "ou_1", "external_id": "e", "talent_id": "t", "rule_type": 1,
                "bonus": {"bonus_type": 1, "point_bonus": 1, "point_bonus": 1000}, "stage": 1}"#,
        ),
        faults: &[("/bonus/point_bonus", "syntax", "a name occurs twice in an object")],
        schema: Schema::Passes("a tree has only the last of them"),
    },
];

pub fn rows() -> impl Iterator<Item = &'static Row> {
    [MISSING, ENUMS, NUMBERS, TIMESTAMPS, TYPES, SEVERAL, TEXTS].into_iter().flatten()
}

#[test]
fn each_has_exactly_its_violations() {
    assert!(rows().count() >= 45);
    for row in rows() {
        let text = row.input.text();
        assert!(!row.faults.is_empty(), "{}", row.what);
        assert_faults(row.what, parse::<ExternalReward>(text.as_bytes()), row.faults);
    }
}

/// What can be decoded in spite of what is wrong with it has the same violations as a value, and in
/// its builder.
#[test]
fn typed_values_have_the_same_violations() {
    let mut decodable = 0;
    for row in rows() {
        if let Ok(reward) = serde_json::from_str::<ExternalReward>(&row.input.text()) {
            decodable += 1;
            assert_faults(row.what, reward.validate(), row.faults);
            assert_faults(row.what, rebuilt(reward), row.faults);
        } else {
            let unreadable =
                |(_, keyword, _): &Fault| matches!(*keyword, "type" | "format" | "required" | "syntax");
            assert!(row.faults.iter().any(unreadable), "{}", row.what);
        }
    }
    assert!(decodable >= 20, "{decodable}");
}

#[test]
fn a_json_schema_validator_agrees() {
    for row in rows() {
        let value: Option<Value> = serde_json::from_str(&row.input.text()).ok();
        let verdict = value.as_ref().map(schema::holds);
        let expected = match row.schema {
            Schema::Agrees => Some(false),
            Schema::Passes(_) => Some(true),
            Schema::NotJson => None,
        };
        assert_eq!(verdict, expected, "{}: {:?}", row.what, row.schema);
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let mut bytes = crate::support::EXAMPLE.as_bytes().to_vec();
    let at = bytes.iter().position(|byte| *byte >= 0x80).unwrap();
    bytes[at] = 0xff;
    let [violation] = parse::<ExternalReward>(&bytes).unwrap_err().into_vec().try_into().unwrap();
    assert_eq!((violation.pointer.as_str(), violation.keyword), ("", "syntax"));
}

#[test]
fn nesting_without_end_is_refused() {
    let deep = format!("{}{}", r#"{"x":"#.repeat(100_000), "}".repeat(100_000));
    let [violation] = parse::<ExternalReward>(deep.as_bytes()).unwrap_err().into_vec().try_into().unwrap();
    assert_eq!((violation.keyword, &*violation.limit), ("syntax", "recursion limit exceeded"));
}
