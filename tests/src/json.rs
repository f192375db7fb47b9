//! JSON as tests take it apart.

use hire_syntax::pointer;
use serde_json::{Map, Value, json};

/// The pointers of all that is in a value, the innermost first.
pub fn pointers(value: &Value) -> Vec<String> {
    let mut pointers = Vec::new();
    collect(value, "", &mut pointers);
    pointers
}

fn collect(value: &Value, at: &str, pointers: &mut Vec<String>) {
    let mut add = |name: &str, value: &Value| {
        let pointer = format!("{at}/{name}");
        collect(value, &pointer, pointers);
        pointers.push(pointer);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| add(&pointer::escape(name), value)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| add(&index.to_string(), value));
        }
        _ => {}
    }
}

/// Makes a schema of OpenAPI 3.0 (§4.7.24) one of JSON Schema 2020-12 that says the same: nothing is beside `$ref`, `nullable`
/// adds null to the type beside it and to nothing else, and bounds are exclusive by a flag.
pub fn of_openapi_3_0(schema: &mut Map<String, Value>) {
    if let Some(reference) = schema.get("$ref").filter(|value| value.is_string()).cloned() {
        *schema = Map::from_iter([("$ref".to_owned(), reference)]);
        return;
    }
    if schema.shift_remove("nullable") == Some(json!(true))
        && let Some(named) = schema.get("type").filter(|named| named.is_string()).cloned()
    {
        schema.insert("type".to_owned(), json!([named, "null"]));
    }
    for (exclusive, inclusive) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        let Some(flag) = schema.get(exclusive).and_then(Value::as_bool) else { continue };
        schema.shift_remove(exclusive);
        if flag && let Some(limit) = schema.shift_remove(inclusive) {
            schema.insert(exclusive.to_owned(), limit);
        }
    }
}
