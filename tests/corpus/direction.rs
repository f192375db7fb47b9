//! What OpenAPI 3.0 requires of one way alone: "if the property is marked as `readOnly` being true and is in the
//! `required` list, the `required` will take effect on the response only" (3.0.4 §4.7.24.2), and the other way
//! round for `writeOnly`. One Rust type goes both ways, so that it requires neither.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::discriminator::resolved;
use super::schema::{self, Schema};

/// How deep `allOf` is looked into.
const DEEPEST: usize = 16;

/// Takes out of `required` what goes one way alone.
pub fn of_both_ways(document: &mut Value) {
    let is_30 = document.get("openapi").and_then(Value::as_str).is_some_and(|it| it.starts_with("3.0"));
    // A type goes the ways of the operations that have it.
    let operations = document.get("paths").and_then(Value::as_object).is_some_and(|paths| !paths.is_empty());
    if !is_30 || !operations {
        return;
    }
    let before = document.clone();
    schema::change_all(document, &|schema| {
        let mut names = BTreeSet::new();
        one_way(schema, &before, 0, &mut names);
        if !names.is_empty() {
            release(schema, &names);
        }
    });
}

/// The properties of a schema, and of all in its `allOf`, that go one way alone.
fn one_way(schema: &Schema, document: &Value, depth: usize, names: &mut BTreeSet<String>) {
    if depth > DEEPEST {
        return;
    }
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let says = |schema: &Value| {
            ["readOnly", "writeOnly"].iter().any(|keyword| schema.get(*keyword) == Some(&Value::Bool(true)))
        };
        let mut parts = property.get("allOf").and_then(Value::as_array).into_iter().flatten();
        if says(resolved(property, document)) || parts.any(|part| says(resolved(part, document))) {
            names.insert(name.clone());
        }
    }
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        if let Some(part) = resolved(part, document).as_object() {
            one_way(part, document, depth + 1, names);
        }
    }
}

/// Takes names out of `required`, and out of that of the parts.
fn release(schema: &mut Map<String, Value>, names: &BTreeSet<String>) {
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name.as_str().is_none_or(|name| !names.contains(name)));
    }
    for part in schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
        part.as_object_mut().into_iter().for_each(|part| release(part, names));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::of_both_ways;

    #[test]
    fn what_goes_one_way_alone_is_not_required() {
        let document = |version: &str, required: [&[&str]; 2]| {
            json!({"openapi": version, "paths": {"/": {}}, "components": {"schemas": {
                "Base": {"required": required[0], "properties": {
                    "id": {"type": "string", "readOnly": true},
                    "secret": {"allOf": [{"$ref": "#/components/schemas/Secret"}]},
                    "name": {"type": "string"},
                }},
                "More": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"required": required[1]}]},
                "Secret": {"type": "string", "writeOnly": true},
            }}})
        };
        let all = ["id", "secret", "name"];
        let mut changed = document("3.0.3", [&all, &["id", "name"]]);
        of_both_ways(&mut changed);
        assert_eq!(changed, document("3.0.3", [&["name"], &["name"]]));
        let mut kept = document("3.1.0", [&all, &["id"]]);
        of_both_ways(&mut kept);
        assert_eq!(kept, document("3.1.0", [&all, &["id"]]));
    }
}
