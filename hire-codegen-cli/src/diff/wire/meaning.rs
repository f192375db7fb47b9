//! What schemas say, as texts that are the same where they say the same: with what is referred to, and without words.

use std::collections::BTreeSet;

use hire_codegen::source::{Cursor, Place};
use serde_json::{Map, Value, json};

use super::view::{is_annotation, is_old, target, value};

/// Keywords whose value is a schema, a list of schemas or schemas by name.
const SCHEMAS: [&str; 19] = [
    "additionalProperties",
    "allOf",
    "anyOf",
    "contains",
    "contentSchema",
    "dependentSchemas",
    "else",
    "if",
    "items",
    "not",
    "oneOf",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
    "$defs",
];

/// Keywords whose values are schemas by name.
const NAMED: [&str; 4] = ["dependentSchemas", "patternProperties", "properties", "$defs"];

/// How deep schemas lie in each other, before the rest is taken as it is written.
const DEEPEST: usize = 64;

/// The meaning of some schemas.
pub fn meaning(schemas: &[Cursor<'_>]) -> String {
    let mut known = BTreeSet::new();
    let all: Vec<_> = schemas.iter().map(|schema| schema_value(*schema, &mut known, 0)).collect();
    Value::Array(all).to_string()
}

/// What a keyword of a schema demands: of one with an entry for each property or pattern, what each entry demands.
pub fn demands(key: &str, value: Cursor<'_>) -> Vec<String> {
    let is_nothing = value.as_bool() == Some(true) || value.is_mapping() && value.entries().len() == 0;
    let meaning = |value| member(key, value, &mut BTreeSet::new(), 0);
    match key {
        // These demand something of a value whatever their schema is.
        "contains" | "not" => vec![format!("{key}: {}", meaning(value))],
        _ if is_nothing => Vec::new(),
        "dependentRequired" => {
            let pairs = value.entries().flat_map(|(name, list)| list.items().map(move |other| (name, other)));
            pairs.map(|(name, other)| format!("{name}: {}", other.to_json())).collect()
        }
        _ if NAMED.contains(&key) => {
            let schema = |it| schema_value(it, &mut BTreeSet::new(), 0);
            value.entries().map(|(name, it)| format!("{name}: {}", schema(it))).collect()
        }
        _ => vec![meaning(value).to_string()],
    }
}

/// What the condition of a schema demands: `then` and `else` are about the `if` beside them, and are nothing without it (JSON
/// Schema 2020-12, Core §10.2.2).
pub fn conditions(schema: Cursor<'_>) -> Vec<String> {
    let said = |key| Some(member(key, schema.get(key)?, &mut BTreeSet::new(), 0));
    let Some(condition) = said("if") else { return Vec::new() };
    let demand = |key| Some(format!("{condition} {key}: {}", said(key)?));
    ["if", "then", "else"].into_iter().filter_map(demand).collect()
}

fn schema_value(schema: Cursor<'_>, known: &mut BTreeSet<Place>, depth: usize) -> Value {
    if depth > DEEPEST || !schema.is_mapping() {
        return schema.to_json();
    }
    if let Some(target) = target(schema) {
        // What leads to itself, or is there already, is told by its name.
        let name = || schema.get("$ref").map(Cursor::to_json);
        let target = if known.insert(target.place()) {
            schema_value(target, known, depth + 1)
        } else {
            json!({ "$ref": name() })
        };
        let members = members(schema, known, depth);
        return if is_old(schema) || members.is_empty() { target } else { json!([target, members]) };
    }
    Value::Object(members(schema, known, depth))
}

fn members(schema: Cursor<'_>, known: &mut BTreeSet<Place>, depth: usize) -> Map<String, Value> {
    let is_meant = |key: &str| !is_annotation(key) && key != "$ref";
    let mut members: Vec<_> = schema.entries().filter(|(key, _)| is_meant(key)).collect();
    members.sort_by_key(|(key, _)| *key);
    members.into_iter().map(|(key, value)| (key.to_owned(), member(key, value, known, depth))).collect()
}

fn member(key: &str, value: Cursor<'_>, known: &mut BTreeSet<Place>, depth: usize) -> Value {
    let sorted = |list: Cursor<'_>| {
        let mut texts: Vec<_> = list.items().map(self::value).collect();
        texts.sort();
        json!(texts)
    };
    match key {
        "required" | "enum" => sorted(value),
        "type" if value.as_str().is_none() => sorted(value),
        "dependentRequired" => {
            let mut rows: Vec<_> = value.entries().map(|(name, list)| json!([name, sorted(list)])).collect();
            rows.sort_by_key(ToString::to_string);
            Value::Array(rows)
        }
        _ if NAMED.contains(&key) => {
            let mut entries: Vec<_> = value.entries().collect();
            entries.sort_by_key(|(name, _)| *name);
            let rows =
                entries.into_iter().map(|(name, it)| (name.to_owned(), schema_value(it, known, depth + 1)));
            Value::Object(rows.collect())
        }
        _ if SCHEMAS.contains(&key) && value.items().len() > 0 => {
            value.items().map(|it| schema_value(it, known, depth + 1)).collect()
        }
        _ if SCHEMAS.contains(&key) => schema_value(value, known, depth + 1),
        _ => value.to_json(),
    }
}
