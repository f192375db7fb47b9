//! A description with an operation of many media types and statuses, more than the compiler takes recursive macros for.

use serde_json::{Map, Value, json};

/// How many media types the body has.
const MEDIA_TYPES: usize = 1_000;

/// The description. Each media type is of bytes, or of JSON with a schema of its own; each status has an object of its own.
pub fn description() -> Value {
    let media_types: Map<String, Value> = (0..MEDIA_TYPES)
        .map(|number| match number % 2 {
            0 => (format!("application/x-{number}"), json!({})),
            _ => (format!("application/x-{number}+json"), json!({ "schema": object(number) })),
        })
        .collect();
    let response = |status: usize| {
        let content = json!({ "application/json": { "schema": object(status) } });
        (status.to_string(), json!({ "description": "As asked", "content": content }))
    };
    let responses: Map<_, _> = (200..300).chain(400..600).map(response).collect();
    json!({
        "openapi": "3.1.1",
        "info": { "title": "Wide", "version": "1" },
        "servers": [{ "url": "https://wide.example" }],
        "paths": { "/wide": { "post": {
            "operationId": "sendWide",
            "requestBody": { "required": true, "content": media_types },
            "responses": responses,
        } } },
    })
}

fn object(number: usize) -> Value {
    let name = format!("p{number}");
    json!({ "type": "object", "required": [name], "properties": { name: { "type": "integer" } } })
}
