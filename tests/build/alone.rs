//! Small descriptions, each with one schema or operation: whatever emitted code imports or binds in vain is a warning, which
//! a larger description would hide.

use serde_json::{Value, json};

/// What emitted code imports, its locals, parameters and functions.
const NAMES: &str = "
    AnyValue Checker Pattern Validate check checker Client ErrorCode Decision Signature Constant types operations
    validation wire client errors at value body name index item request check_value check_checker Unknown Option String";

/// Schemas whose rules come to nothing, and schemas that nothing, or next to nothing, is valid against.
fn vacuous() -> Vec<Value> {
    let idle = json!({ "if": false, "then": { "minLength": 1 } });
    let with = |keyword: &str, value: Value| -> Value {
        let mut schema = idle.clone();
        schema.as_object_mut().into_iter().for_each(|it| _ = it.insert(keyword.to_owned(), value.clone()));
        schema
    };
    vec![
        json!(false),
        json!({ "not": {} }),
        json!({ "type": "string", "enum": [null] }),
        json!({ "allOf": [{ "type": "string" }, { "type": "integer" }] }),
        json!({ "anyOf": [false, false] }),
        json!({ "if": true, "then": {}, "else": false }),
        json!({ "type": ["string", "null"], "not": {} }),
        json!({ "type": "string", "minLength": 3, "maxLength": 2 }),
        json!({ "type": "integer", "if": { "minimum": 3 }, "then": {}, "else": {} }),
        json!({ "type": "array", "items": false, "minItems": 1 }),
        json!({ "type": "array", "items": idle }),
        json!({ "type": "array", "items": with("type", json!(["string", "null"])) }),
        json!({ "type": "array", "prefixItems": [with("type", json!("string"))], "items": false, "minItems": 1 }),
        json!({ "type": "object" }),
        json!({ "type": "object", "additionalProperties": false }),
        json!({ "type": "object", "additionalProperties": with("type", json!(["string", "null"])) }),
        json!({ "type": "object", "required": ["a"], "properties": { "a": false } }),
        json!({ "type": "object", "properties": { "a": idle, "value": with("type", json!("string")) } }),
        json!({ "unevaluatedProperties": false, "properties": { "a": idle } }),
        with("type", json!("string")),
        with("type", json!(["string", "null"])),
        with("type", json!(["string", "integer"])),
        with("type", json!(["string", "integer", "null", "boolean", "array", "object"])),
        json!({ "oneOf": [{ "if": { "type": "string" }, "then": true, "else": false }, { "type": "integer" }] }),
        idle,
    ]
}

/// Every description.
pub fn descriptions() -> Vec<Value> {
    let named = NAMES.split_whitespace().flat_map(named);
    let empty = vacuous().into_iter().flat_map(|schema| uses(&schema));
    named.chain(empty).collect()
}

fn description(schemas: &Value, operation: &Value) -> Value {
    let paths = if operation.is_null() { json!({}) } else { json!({ "/a": { "post": operation } }) };
    json!({
        "openapi": "3.1.1",
        "info": { "title": "Alone", "version": "1" },
        "servers": [{ "url": "https://alone.example" }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

/// A name as that of a schema of each kind, of a property with rules about it, and of an operation.
fn named(name: &str) -> impl Iterator<Item = Value> {
    let short = json!({ "type": "string", "maxLength": 3 });
    // More rules than are written where they are used.
    let shared: Vec<_> =
        ('a'..='t').map(|letter| json!({ "not": { "const": letter.to_string() } })).collect();
    let shared = json!({ "type": "string", "allOf": shared });
    let schemas = [
        short.clone(),
        json!({ "minLength": 2 }),
        json!({ "type": "object", "properties": { "a": short } }),
        json!({ "oneOf": [short, { "type": "integer" }] }),
        json!({ "type": "string", "enum": ["a"] }),
    ];
    let schemas = schemas.map(|schema| description(&json!({ name: schema }), &Value::Null));
    let holder = json!({
        "type": "object",
        "properties": { name: short, "z": { "$ref": "#/components/schemas/Value" }, "y": { "type": ["string", "null"] } },
        "if": { "required": [name], "properties": { name: { "minLength": 2 }, "z": { "$ref": "#/components/schemas/Checker" } } },
        "then": { "required": ["y"], "properties": { "y": { "maxLength": 3 } } },
    });
    let holder = description(&json!({ "Holder": holder, "Value": shared, "Checker": shared }), &Value::Null);
    let nothing = json!({ "200": { "description": "Done" } });
    let operations = [
        json!({ "operationId": name, "responses": nothing }),
        json!({ "operationId": name, "parameters": [{ "name": name, "in": "query", "schema": short }], "responses": response(&short) }),
        json!({ "operationId": name, "requestBody": body(true, &json!({ "type": "object", "properties": { name: {} } })), "responses": nothing }),
    ];
    let operations = operations.map(|operation| description(&json!({}), &operation));
    schemas.into_iter().chain([holder]).chain(operations)
}

/// A schema as a component, of properties, of a variant, of bodies and of a response.
fn uses(schema: &Value) -> [Value; 5] {
    let property = json!({ "type": "object", "required": ["a"], "properties": { "a": schema, "b": schema } });
    let union = json!({ "oneOf": [schema, { "type": "boolean" }] });
    let nullable = json!({ "anyOf": [schema, { "type": "null" }] });
    let operation = |required: bool, schema: &Value| {
        description(
            &json!({}),
            &json!({ "operationId": "a", "requestBody": body(required, schema), "responses": response(schema) }),
        )
    };
    [
        description(&json!({ "Alone": schema }), &Value::Null),
        description(&json!({ "Property": property }), &Value::Null),
        description(&json!({ "Union": union }), &Value::Null),
        operation(true, schema),
        operation(false, &nullable),
    ]
}

fn body(required: bool, schema: &Value) -> Value {
    json!({ "required": required, "content": { "application/json": { "schema": schema } } })
}

fn response(schema: &Value) -> Value {
    json!({ "200": { "description": "Done", "content": { "application/json": { "schema": schema } } } })
}
