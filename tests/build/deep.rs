//! Descriptions of types that lie in each other, further than a compiler follows the fields of structs.

use serde_json::{Map, Value, json};

/// How many objects lie in each other.
const DEPTH: usize = 40;

/// Makes a schema that has another one in it.
type Hold = fn(Value) -> Value;

/// A description for each way to lie in each other, by the name of its module.
pub fn descriptions() -> Vec<(&'static str, Value)> {
    objects().into_iter().chain(chains()).collect()
}

/// A description for each way to hold the next object.
fn objects() -> Vec<(&'static str, Value)> {
    let ways: [(&str, Hold); 6] = [
        ("maps", |next| json!({ "type": "object", "additionalProperties": next })),
        ("lists", |next| json!({ "type": "array", "items": next })),
        ("optional", |next| next),
        ("nullable", |next| json!({ "anyOf": [next, { "type": "null" }] })),
        ("unions", |next| json!({ "oneOf": [{ "type": "string" }, next] })),
        // The last object has the first one in it.
        ("ring", |next| json!({ "type": "object", "additionalProperties": next })),
    ];
    ways.into_iter().map(|(name, hold)| (name, of_objects(name == "ring", hold))).collect()
}

/// A description for each way to hold the next value without an object between: as deep as values may be, and as deep as
/// schemas without names may be.
fn chains() -> Vec<(&'static str, Value)> {
    let list: Hold = |next| json!({ "type": "array", "items": next });
    let map: Hold = |next| json!({ "type": "object", "additionalProperties": next });
    let nullable: Hold = |next| json!({ "type": "array", "items": { "anyOf": [next, { "type": "null" }] } });
    let tuple: Hold = |next| json!({ "type": "array", "prefixItems": [next], "items": false, "minItems": 1 });
    let union: Hold = |next| json!({ "oneOf": [{ "type": "integer" }, { "type": "array", "items": next }] });
    let ways: [(&str, usize, &[Hold]); 6] = [
        ("list_chain", 100, &[list]),
        ("map_chain", 100, &[map]),
        ("list_and_map_chain", 100, &[list, map]),
        ("nullable_and_tuple_chain", 60, &[nullable, tuple]),
        ("union_chain", 100, &[union]),
        ("union_and_map_chain", 60, &[union, map, list]),
    ];
    // One way after the other.
    let hold = |ways: &[Hold], level: usize, next: Value| match ways.iter().cycle().nth(level) {
        Some(hold) => hold(next),
        None => next,
    };
    let chain = |(name, depth, ways): (&'static str, usize, &[Hold])| {
        let mut schemas: Map<String, Value> =
            (0..depth).map(|level| (format!("Level{level}"), hold(ways, level, link(level + 1)))).collect();
        schemas.insert(format!("Level{depth}"), json!({ "type": "string", "minLength": 1 }));
        (name, description(&schemas))
    };
    let inline = (0..50)
        .rev()
        .fold(json!({ "type": "string", "minLength": 1 }), |next, level| hold(&[list, map], level, next));
    let inline = description(&Map::from_iter([("Level0".to_owned(), inline)]));
    ways.into_iter().map(chain).chain([("inline_chain", inline)]).collect()
}

fn link(level: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/Level{level}") })
}

fn of_objects(ring: bool, hold: Hold) -> Value {
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
    description(&schemas)
}

/// A description with an operation that sends the first level, and is answered by it.
fn description(schemas: &Map<String, Value>) -> Value {
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
