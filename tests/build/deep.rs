//! Descriptions of types that lie in each other, further than a compiler follows the fields of structs.

use serde_json::{Map, Value, json};

/// How many objects lie in each other.
const DEPTH: usize = 40;

/// Makes a schema that has another one in it.
type Hold = fn(Value) -> Value;

/// A description for each way to hold the next object, by the name of its module.
pub fn descriptions() -> Vec<(&'static str, Value)> {
    let ways: [(&str, Hold); 6] = [
        ("maps", |next| json!({ "type": "object", "additionalProperties": next })),
        ("lists", |next| json!({ "type": "array", "items": next })),
        ("optional", |next| next),
        ("nullable", |next| json!({ "anyOf": [next, { "type": "null" }] })),
        ("unions", |next| json!({ "oneOf": [{ "type": "string" }, next] })),
        // The last object has the first one in it.
        ("ring", |next| json!({ "type": "object", "additionalProperties": next })),
    ];
    ways.into_iter().map(|(name, hold)| (name, description(name == "ring", hold))).collect()
}

fn description(ring: bool, hold: Hold) -> Value {
    let link = |level: usize| json!({ "$ref": format!("#/components/schemas/Level{level}") });
    let mut schemas: Map<String, Value> = (0..DEPTH)
        .map(|level| {
            let properties = json!({ "next": hold(link(level + 1)), "level": { "type": "integer" } });
            let schema = json!({ "type": "object", "required": ["level"], "properties": properties });
            (format!("Level{level}"), schema)
        })
        .collect();
    let last = if ring {
        link(0)
    } else {
        json!({ "type": "object", "required": ["level"], "properties": { "level": { "type": "integer" } } })
    };
    schemas.insert(format!("Level{DEPTH}"), last);
    let content = json!({ "application/json": { "schema": link(0) } });
    json!({
        "openapi": "3.1.1",
        "info": { "title": "Deep", "version": "1" },
        "servers": [{ "url": "https://deep.example" }],
        "paths": { "/deep": { "post": {
            "operationId": "send deep",
            "requestBody": { "content": content },
            "responses": { "200": { "description": "As it came", "content": content } },
        } } },
        "components": { "schemas": schemas },
    })
}
