//! What the documentation page demands of a reward, read anew: nothing here comes from the
//! description that the bindings are made of.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// A parameter that is wrong, as the error object names it.
#[derive(Debug, PartialEq)]
pub(super) struct FieldViolation {
    pub(super) field: String,
    pub(super) value: String,
    pub(super) description: String,
}

impl FieldViolation {
    pub(super) fn new(field: &str, value: &str, description: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            value: value.chars().take(100).collect(),
            description: description.into(),
        }
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "field": self.field,
            "value": self.value,
            "description": self.description,
        })
    }
}

enum Kind {
    Text,
    /// Milliseconds since the epoch: digits, in a string.
    Timestamp,
    Integer,
    OneOf(&'static [i64]),
    /// A number that is not negative.
    Amount,
    Object(&'static [Field]),
}

struct Field {
    name: &'static str,
    required: bool,
    kind: Kind,
}

const fn required(name: &'static str, kind: Kind) -> Field {
    let required = true;
    Field { name, required, kind }
}

const fn optional(name: &'static str, kind: Kind) -> Field {
    let required = false;
    Field { name, required, kind }
}

/// The table of the page, in its order.
const REWARD: &[Field] = &[
    required("referral_user_id", Kind::Text),
    optional("create_user_id", Kind::Text),
    optional("confirm_user_id", Kind::Text),
    optional("pay_user_id", Kind::Text),
    required("external_id", Kind::Text),
    optional("application_id", Kind::Text),
    optional("talent_id", Kind::Text),
    optional("job_id", Kind::Text),
    optional("reason", Kind::Text),
    required("rule_type", Kind::OneOf(&[1, 2, 3, 4, 5])),
    required("bonus", Kind::Object(BONUS)),
    required("stage", Kind::OneOf(&[1, 2, 3])),
    optional("create_time", Kind::Timestamp),
    optional("confirm_time", Kind::Timestamp),
    optional("pay_time", Kind::Timestamp),
    optional("onboard_time", Kind::Timestamp),
    optional("conversion_time", Kind::Timestamp),
    optional("comment", Kind::Text),
];

const BONUS: &[Field] = &[
    required("bonus_type", Kind::OneOf(&[1, 2])),
    optional("point_bonus", Kind::Integer),
    optional("cash", Kind::Object(CASH)),
];

const CASH: &[Field] = &[required("currency_type", Kind::Text), required("amount", Kind::Amount)];

/// The properties that name something on the platform.
const IDS: &[&str] = &[
    "referral_user_id",
    "create_user_id",
    "confirm_user_id",
    "pay_user_id",
    "application_id",
    "talent_id",
    "job_id",
];

/// Everything that is wrong with a reward.
pub(super) fn reward(body: &Value, unknown_ids: &BTreeSet<String>) -> Vec<FieldViolation> {
    let mut found = Vec::new();
    let Some(reward) = body.as_object() else {
        let description = "the body must be an object";
        found.push(FieldViolation::new("body", &text(body), description));
        return found;
    };
    object("", reward, REWARD, &mut found);
    if present(reward, "application_id").is_none() && present(reward, "talent_id").is_none() {
        let description = "application_id or talent_id is required";
        found.push(FieldViolation::new("application_id", "", description));
    }
    // By meaning: the page's own words on which of the two needs what contradict each other.
    if let Some(bonus) = present(reward, "bonus").and_then(Value::as_object) {
        let kind = present(bonus, "bonus_type").and_then(integer);
        let needed = match kind {
            Some(1) => Some("point_bonus"),
            Some(2) => Some("cash"),
            _ => None,
        };
        if let Some(name) = needed.filter(|name| present(bonus, name).is_none()) {
            let description = format!("{name} is required for this bonus_type");
            found.push(FieldViolation::new(&format!("bonus.{name}"), "", description));
        }
    }
    for name in IDS {
        if let Some(Value::String(id)) = present(reward, name)
            && unknown_ids.contains(id)
        {
            found.push(FieldViolation::new(name, id, "does not exist"));
        }
    }
    found
}

/// What is wrong with the query of an import.
pub(super) fn query<'q>(parameters: impl Iterator<Item = (&'q str, &'q str)>) -> Vec<FieldViolation> {
    parameters
        .filter(|(name, value)| {
            *name == "user_id_type" && !matches!(*value, "open_id" | "union_id" | "user_id")
        })
        .map(|(name, value)| {
            let description = "must be one of open_id, union_id, user_id";
            FieldViolation::new(name, value, description)
        })
        .collect()
}

fn object(path: &str, object: &Map<String, Value>, fields: &[Field], found: &mut Vec<FieldViolation>) {
    for field in fields {
        let path = match path {
            "" => field.name.to_owned(),
            path => format!("{path}.{}", field.name),
        };
        match present(object, field.name) {
            None if field.required => {
                found.push(FieldViolation::new(&path, "", "is required"));
            }
            None => {}
            Some(value) => check(&path, value, &field.kind, found),
        }
    }
}

fn check(path: &str, value: &Value, kind: &Kind, found: &mut Vec<FieldViolation>) {
    let wrong = match kind {
        Kind::Text => (!value.is_string()).then(|| "must be a string".to_owned()),
        Kind::Timestamp => {
            // Neither a sign nor a zero in front: each time has one spelling.
            let time = value
                .as_str()
                .is_some_and(|text| text.parse::<u64>().is_ok_and(|millis| millis.to_string() == text));
            (!time).then(|| "must be a string of milliseconds since the epoch".to_owned())
        }
        Kind::Integer => integer(value).is_none().then(|| "must be an integer".to_owned()),
        Kind::OneOf(values) => {
            let known = integer(value).is_some_and(|value| values.contains(&value));
            (!known).then(|| {
                let values: Vec<_> = values.iter().map(i64::to_string).collect();
                format!("must be one of {}", values.join(", "))
            })
        }
        Kind::Amount => {
            let right = value.as_f64().is_some_and(|amount| amount >= 0.0);
            (!right).then(|| "must be a number that is not negative".to_owned())
        }
        Kind::Object(fields) => match value.as_object() {
            Some(value) => {
                object(path, value, fields, found);
                None
            }
            None => Some("must be an object".to_owned()),
        },
    };
    if let Some(description) = wrong {
        found.push(FieldViolation::new(path, &text(value), description));
    }
}

fn present<'o>(object: &'o Map<String, Value>, name: &str) -> Option<&'o Value> {
    object.get(name).filter(|value| !value.is_null())
}

/// An integer in any spelling: `1`, `1.0` or `1e0`.
fn integer(value: &Value) -> Option<i64> {
    /// 2^63, the first float beyond all integers.
    const END: f64 = 9_223_372_036_854_775_808.0;
    value.as_i64().or_else(|| {
        let exact = value.as_f64().filter(|number| number.fract() == 0.0 && (-END..END).contains(number));
        #[expect(clippy::cast_possible_truncation, reason = "exact: see above")]
        exact.map(|number| number as i64)
    })
}

/// A value as the error object shows it.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
