//! A description with an operation of many media types and statuses, more than the compiler takes recursive macros for.

use serde_json::{Map, Value, json};

/// How many media types the body has.
const MEDIA_TYPES: usize = 1_000;

/// The description. The last media type is JSON, the others are bytes; every other status has a text, the others a number.
pub fn description() -> Value {
    let bytes = (1..MEDIA_TYPES).map(|number| (format!("application/x-{number}"), json!({})));
    let json = ("application/json".to_owned(), json!({ "schema": { "type": "integer" } }));
    let media_types: Map<String, Value> = bytes.chain([json]).collect();
    let response = |status: usize| {
        let type_ = if status.is_multiple_of(2) { "string" } else { "integer" };
        let content = json!({ "application/json": { "schema": { "type": type_ } } });
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
