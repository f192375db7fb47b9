//! Schemas as JSON: the way through them.

use serde_json::{Map, Value};

/// A schema that is an object.
pub type Schema = Map<String, Value>;

/// Keywords whose value is a schema.
const ONE: [&str; 12] = [
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
    "additionalItems",
];

/// Keywords whose value is a list of schemas.
const LISTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];

/// Keywords whose value is a mapping of names to schemas.
const NAMED: [&str; 4] = ["$defs", "dependentSchemas", "patternProperties", "properties"];

/// The schemas inside of a schema, each with whether it applies to the same value.
pub fn inner(schema: &Schema) -> impl Iterator<Item = &Value> {
    let one = ONE.iter().filter_map(|keyword| schema.get(*keyword));
    let lists = LISTS.iter().filter_map(|keyword| schema.get(*keyword)?.as_array()).flatten();
    let named = NAMED.iter().filter_map(|keyword| schema.get(*keyword)?.as_object());
    one.chain(lists).chain(named.flat_map(Map::values))
}

/// Changes a schema and all that are inside of it, the innermost first, so that what a change adds is not
/// changed.
pub fn change(schema: &mut Value, by: &dyn Fn(&mut Schema)) {
    let Some(object) = schema.as_object_mut() else { return };
    for (keyword, value) in object.iter_mut() {
        let keyword = keyword.as_str();
        if ONE.contains(&keyword) {
            change(value, by);
        } else if LISTS.contains(&keyword) {
            value.as_array_mut().into_iter().flatten().for_each(|schema| change(schema, by));
        } else if NAMED.contains(&keyword) {
            let named = value.as_object_mut().into_iter().flat_map(Map::values_mut);
            named.for_each(|schema| change(schema, by));
        }
    }
    by(object);
}

/// Changes every schema among the components of a document.
pub fn change_all(document: &mut Value, by: &dyn Fn(&mut Schema)) {
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    schemas.into_iter().flat_map(Map::values_mut).for_each(|schema| change(schema, by));
}

/// What a schema refers to, in its document.
pub fn resolve<'v>(document: &'v Value, reference: &str) -> Option<&'v Value> {
    let pointer = percent_encoding::percent_decode_str(reference.strip_prefix('#')?).decode_utf8().ok()?;
    document.pointer(&pointer)
}

#[cfg(test)]
mod tests {
    use hire_tests::json::of_openapi_3_0;
    use serde_json::json;

    use super::{change_all, resolve};

    #[test]
    fn the_dialect_of_3_0_is_changed_where_it_is_a_keyword() {
        let mut document = json!({"components": {"schemas": {
            "A": {"type": "object", "properties": {
                "nullable": {"type": "string", "nullable": true},
                "low": {"type": "number", "minimum": 1, "exclusiveMinimum": true, "maximum": 2, "exclusiveMaximum": false},
                "ref": {"$ref": "#/components/schemas/B%20b", "nullable": true},
            }},
            "B b": {"enum": [{"nullable": true}]},
        }}});
        change_all(&mut document, &of_openapi_3_0);
        let expected = json!({"components": {"schemas": {
            "A": {"type": "object", "properties": {
                "nullable": {"type": ["string", "null"]},
                "low": {"type": "number", "exclusiveMinimum": 1, "maximum": 2},
                "ref": {"$ref": "#/components/schemas/B%20b"},
            }},
            "B b": {"enum": [{"nullable": true}]},
        }}});
        assert_eq!(document, expected);
        assert!(resolve(&document, "#/components/schemas/B%20b").is_some());
    }
}
