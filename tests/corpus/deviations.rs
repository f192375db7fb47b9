//! Where the bindings mean something else than the schema says, on purpose: each with its reason. What
//! one of them explains is counted apart.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::schema::{self, Schema};
use super::{direction, discriminator};

/// The string formats that emitted code checks and the reference knows.
const CHECKED_FORMATS: [&str; 11] = [
    "date",
    "time",
    "date-time",
    "duration",
    "uuid",
    "email",
    "uri",
    "uri-reference",
    "hostname",
    "ipv4",
    "ipv6",
];

/// A string format that emitted code checks and JSON Schema does not know.
pub struct OwnFormat {
    pub name: &'static str,
    /// What its texts look like.
    pattern: &'static str,
    /// What no pattern says, such as a range.
    pub holds: fn(&str) -> bool,
    /// Whether it is meant for strings only where `type` names them, since it is one of numbers as well.
    of_numbers: bool,
}

const INTEGER: &str = "^-?(0|[1-9][0-9]*)$";
const NUMBER: &str = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$";

const fn of_numbers(name: &'static str, pattern: &'static str, holds: fn(&str) -> bool) -> OwnFormat {
    OwnFormat { name, pattern, holds, of_numbers: true }
}

const fn of_strings(name: &'static str, pattern: &'static str, holds: fn(&str) -> bool) -> OwnFormat {
    OwnFormat { name, pattern, holds, of_numbers: false }
}

/// All of these.
pub const OWN_FORMATS: [OwnFormat; 15] = [
    of_strings("ip", "", |text| text.parse::<IpAddr>().is_ok()),
    of_strings("timestamp-ms", "^(0|[1-9][0-9]*)$", |text| text.parse::<u64>().is_ok()),
    of_strings(
        "byte",
        "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$",
        |_| true,
    ),
    of_strings(
        "base64url",
        "^([A-Za-z0-9_-]{4})*([A-Za-z0-9_-][AQgw](==)?|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048]=?)?$",
        |_| true,
    ),
    of_numbers("decimal", r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", |_| true),
    of_numbers("int8", INTEGER, |text| text.parse::<i8>().is_ok()),
    of_numbers("int16", INTEGER, |text| text.parse::<i16>().is_ok()),
    of_numbers("int32", INTEGER, |text| text.parse::<i32>().is_ok()),
    of_numbers("int64", INTEGER, |text| text.parse::<i64>().is_ok()),
    of_numbers("uint8", INTEGER, |text| text.parse::<u8>().is_ok()),
    of_numbers("uint16", INTEGER, |text| text.parse::<u16>().is_ok()),
    of_numbers("uint32", INTEGER, |text| text.parse::<u32>().is_ok()),
    of_numbers("uint64", INTEGER, |text| text.parse::<u64>().is_ok()),
    of_numbers("float", NUMBER, |text| text.parse().is_ok_and(f32::is_finite)),
    of_numbers("double", NUMBER, |text| text.parse().is_ok_and(f64::is_finite)),
];

/// Formats of integers, with the bounds that they stand for.
const INTEGERS: [(&str, i64, u64); 8] = [
    ("int8", i8::MIN as i64, i8::MAX as u64),
    ("int16", i16::MIN as i64, i16::MAX as u64),
    ("int32", i32::MIN as i64, i32::MAX as u64),
    ("int64", i64::MIN, i64::MAX as u64),
    ("uint8", 0, u8::MAX as u64),
    ("uint16", 0, u16::MAX as u64),
    ("uint32", 0, u32::MAX as u64),
    ("uint64", 0, u64::MAX),
];

/// A known deviation.
pub struct Deviation {
    pub reason: &'static str,
    /// The bindings agree with the document that this makes of one.
    pub change: fn(&mut Value),
}

/// Every deviation.
pub const ALL: &[Deviation] = &[
    Deviation {
        reason: "an integer has 64 bits",
        change: |document| schema::change_all(document, &of_64_bits),
    },
    Deviation {
        reason: "a number is the nearest of 53 bits, and so is its bound",
        change: |document| schema::change_all(document, &of_53_bits),
    },
    Deviation {
        reason: "the branch that a discriminator names judges a value alone",
        change: discriminator::of_the_branch_that_is_named,
    },
    Deviation {
        reason: "what is required of one way alone may be absent, since a type goes both",
        change: direction::of_both_ways,
    },
    Deviation {
        reason: "a value that `type` refuses for its quotes alone is taken for the one that is meant",
        change: |document| schema::change_all(document, &of_the_right_quotes),
    },
    Deviation {
        reason: "several of these at once",
        change: |document| {
            direction::of_both_ways(document);
            discriminator::of_the_branch_that_is_named(document);
            schema::change_all(document, &of_64_bits);
            schema::change_all(document, &of_53_bits);
            schema::change_all(document, &of_the_right_quotes);
        },
    },
];

/// What is agreed on from the start: formats are checked where emitted code checks them, and formats of
/// integers are bounds.
pub fn agreed(schema: &mut Schema) {
    let Some(format) = schema.get("format").and_then(Value::as_str).map(str::to_owned) else { return };
    if let Some((_, lowest, highest)) = INTEGERS.iter().find(|(name, ..)| *name == format) {
        let others = ["null", "boolean", "string", "array", "object"];
        let held = json!({"type": "integer", "minimum": lowest, "maximum": highest});
        also(schema, &json!({"anyOf": [{"type": others}, held]}));
    }
    let own = OWN_FORMATS.iter().find(|own| own.name == format);
    match own.filter(|own| !own.of_numbers || names_type(schema, "string")) {
        Some(own) => also(schema, &json!({"pattern": own.pattern})),
        None if CHECKED_FORMATS.contains(&format.as_str()) => {}
        None => {
            schema.remove("format");
        }
    }
}

fn of_64_bits(schema: &mut Schema) {
    if names_type(schema, "integer") && !names_type(schema, "number") {
        let others = ["null", "boolean", "string", "array", "object"];
        let held = json!({"type": "integer", "minimum": i64::MIN, "maximum": u64::MAX});
        let mut held = json!({"anyOf": [{"type": others}, held]});
        let unsigned = schema.get("minimum").and_then(Value::as_f64).is_some_and(|least| least >= 0.0);
        if !unsigned && let Some(highest) = held.pointer_mut("/anyOf/1/maximum") {
            *highest = json!(i64::MAX);
        }
        also(schema, &held);
    }
}

fn of_53_bits(schema: &mut Schema) {
    if names_type(schema, "number") {
        for bound in ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"] {
            let nearest = schema.get(bound).and_then(Value::as_f64);
            schema.extend(nearest.map(|nearest| (bound.to_owned(), json!(nearest))));
        }
    }
}

fn of_the_right_quotes(schema: &mut Schema) {
    let of_type = schema.clone();
    let fits = |value: &Value| match value {
        Value::Bool(_) => names_type(&of_type, "boolean"),
        Value::String(_) => names_type(&of_type, "string"),
        Value::Number(number) => {
            let whole = number.as_f64().is_some_and(|number| number.fract() == 0.0);
            names_type(&of_type, "number") || whole && names_type(&of_type, "integer")
        }
        _ => true,
    };
    let values = |value: &mut Value| {
        let other = match &*value {
            Value::String(text) => {
                serde_json::from_str(text).ok().filter(|it: &Value| it.is_boolean() || it.is_number())
            }
            other => Some(Value::String(other.to_string())),
        };
        if let Some(other) = other.filter(|other| !fits(value) && fits(other)) {
            *value = other;
        }
    };
    if schema.contains_key("type") {
        schema.get_mut("const").into_iter().for_each(values);
        schema.get_mut("enum").and_then(Value::as_array_mut).into_iter().flatten().for_each(values);
    }
}

/// Whether `type` of a schema names a type.
fn names_type(schema: &Schema, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(type_)) => type_ == name,
        Some(Value::Array(types)) => types.iter().any(|type_| type_ == name),
        _ => false,
    }
}

/// Adds a schema that has to hold as well.
fn also(schema: &mut Schema, other: &Value) {
    let all = schema.entry("allOf").or_insert_with(|| json!([]));
    all.as_array_mut().into_iter().for_each(|all| all.push(other.clone()));
}
