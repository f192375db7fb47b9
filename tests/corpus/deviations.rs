//! Where the bindings mean something else than the schema says, on purpose: each with its reason. What
//! one of them explains is counted apart.

use serde_json::{Value, json};

use super::document::Component;
use super::schema::Schema;

/// The string formats that emitted code checks; the reference checks no others.
pub const CHECKED_FORMATS: &[&str] = &[];

/// Formats of numbers that are types, with the bounds that they stand for.
const NUMBERS: &[(&str, i64, i64)] =
    &[("int32", i32::MIN as i64, i32::MAX as i64), ("int64", i64::MIN, i64::MAX)];

/// A known deviation.
pub struct Deviation {
    pub reason: &'static str,
    pub kind: Kind,
}

/// How a deviation is known.
pub enum Kind {
    /// The bindings agree with the schema that this makes of each schema.
    Schema(fn(&mut Schema)),
    /// It concerns whatever is asked of such a component.
    Component(fn(&Component) -> bool),
}

/// All of them.
pub const ALL: &[Deviation] = &[
    Deviation {
        reason: "a schema without `type` that has `properties` or `items` is taken for an object or a list",
        kind: Kind::Schema(with_the_type_that_is_meant),
    },
    Deviation { reason: "an integer has 64 bits", kind: Kind::Schema(of_64_bits) },
    Deviation {
        reason: "a component that is another name of a type has no rules of its own",
        kind: Kind::Component(|component| component.alias),
    },
];

/// What is agreed on from the start: formats are checked where emitted code checks them, and formats of
/// numbers are bounds.
pub fn agreed(schema: &mut Schema) {
    let Some(format) = schema.get("format").and_then(Value::as_str).map(str::to_owned) else { return };
    if !CHECKED_FORMATS.contains(&format.as_str()) {
        schema.remove("format");
    }
    let known = NUMBERS.iter().find(|(name, ..)| *name == format);
    if let Some((_, lowest, highest)) = known
        && is(schema, "integer")
    {
        let bounds = json!({"minimum": lowest, "maximum": highest});
        also(schema, &bounds);
    }
    if format == "timestamp-ms" {
        also(schema, &json!({"pattern": "^(0|-?[1-9][0-9]*)$", "maxLength": 20}));
    }
}

fn with_the_type_that_is_meant(schema: &mut Schema) {
    let says_type = ["type", "enum", "const", "$ref"].iter().any(|keyword| schema.contains_key(*keyword));
    let has = |keyword: &str| schema.contains_key(keyword);
    if says_type {
        return;
    }
    if has("properties") || has("additionalProperties") {
        schema.insert("type".to_owned(), json!("object"));
    } else if has("items") {
        schema.insert("type".to_owned(), json!("array"));
    }
}

fn of_64_bits(schema: &mut Schema) {
    if is(schema, "integer") {
        also(schema, &json!({"minimum": i64::MIN, "maximum": i64::MAX}));
    }
}

/// Whether a schema is of one type, null apart.
fn is(schema: &Schema, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(type_)) => type_ == name,
        Some(Value::Array(types)) => {
            types.contains(&json!(name)) && types.iter().all(|type_| *type_ == name || *type_ == "null")
        }
        _ => false,
    }
}

/// Adds a schema that has to hold as well.
fn also(schema: &mut Schema, other: &Value) {
    let all = schema.entry("allOf").or_insert_with(|| json!([]));
    all.as_array_mut().into_iter().for_each(|all| all.push(other.clone()));
}
