//! Annotations are not dropped in silence: wherever one stands, docs or types tell it, a warning is about it, or the census
//! says that no docs do.

use serde_json::{Map, Value, json};

use crate::support::{generate, text};

/// Schemas of components, by names, with a `$here` for an annotation: what it is of decides which value is fitting.
const PLACES: &str = include_str!("annotations.yaml");

/// The annotations, each for values of some kind; an example or a default is the value that is beside `$here`.
const ANNOTATIONS: [&str; 13] = [
    "title",
    "description",
    "deprecated",
    "readOnly",
    "writeOnly",
    "default",
    "example",
    "format",
    "contentEncoding",
    "contentMediaType",
    "externalDocs",
    "x-sensitive",
    "x-rust-name",
];

fn annotation(keyword: &str, fitting: &Value) -> Value {
    match keyword {
        "deprecated" | "readOnly" | "writeOnly" | "x-sensitive" => json!(true),
        "externalDocs" => json!({ "url": "https://zebra.example" }),
        "default" | "example" => fitting.clone(),
        _ => json!("Zebra"),
    }
}

/// The schemas with an annotation, or without any, in place of `$here`.
fn annotated(schemas: &Value, keyword: Option<&str>) -> Value {
    match schemas {
        Value::Object(members) => {
            let mut annotated = Map::new();
            for (name, value) in members {
                if name != "$here" {
                    annotated.insert(name.clone(), self::annotated(value, keyword));
                } else if let Some(keyword) = keyword {
                    annotated.insert(keyword.to_owned(), annotation(keyword, value));
                }
            }
            annotated.into()
        }
        Value::Array(items) => items.iter().map(|item| self::annotated(item, keyword)).collect(),
        other => other.clone(),
    }
}

/// Everything that is said of a description: its bindings, its warnings and its census, or why it is refused.
fn said(document: &Value) -> String {
    match generate(&document.to_string()) {
        Ok(bindings) => {
            let files = text(&bindings);
            // Warnings show the text around them, which is another one anyway.
            let warnings =
                bindings.warnings().diagnostics().map(|it| it.message.as_str()).collect::<String>();
            format!("{files}{warnings}{}", bindings.census())
        }
        Err(report) => report.diagnostics().map(|it| it.message.as_str()).collect(),
    }
}

fn of_schemas(version: &str, schemas: &Value) -> Value {
    json!({
        "openapi": version,
        "info": { "title": "A", "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    })
}

#[test]
fn no_annotation_is_dropped_in_silence() {
    let places: Map<String, Value> = serde_yaml::from_str(PLACES).expect("the places are YAML");
    let mut dropped = Vec::new();
    for (place, schemas) in places {
        for version in ["3.0.4", "3.1.1"] {
            // What 3.0 does not have is another test's matter.
            let of_31 = place.starts_with("3.1 ");
            if of_31 && version == "3.0.4" {
                continue;
            }
            let before = said(&of_schemas(version, &annotated(&schemas, None)));
            for keyword in ANNOTATIONS {
                let document = of_schemas(version, &annotated(&schemas, Some(keyword)));
                if said(&document) == before {
                    dropped.push(format!("{version} {place}: {keyword}"));
                }
            }
        }
    }
    assert!(dropped.is_empty(), "{}", dropped.join("\n"));
}

#[test]
fn nor_is_one_of_an_operation() {
    let operation = json!({
        "openapi": "3.1.1",
        "info": { "title": "A", "version": "1" },
        "paths": { "/x": { "post": {
            "operationId": "x",
            "parameters": [{ "name": "q", "in": "query", "schema": { "type": "string" } }],
            "requestBody": { "content": { "application/json": { "schema": { "type": "array", "items": { "type": "string" } } } } },
            "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "type": "string" } } } } },
        } } },
    });
    let body = "/paths/~1x/post/requestBody/content/application~1json";
    let response = "/paths/~1x/post/responses/200/content/application~1json/schema";
    let places = [
        ("/paths/~1x/post/parameters/0/schema", json!("x")),
        (&format!("{body}/schema"), json!(["x"])),
        (&format!("{body}/schema/items"), json!("x")),
        (response, json!("x")),
    ];
    let before = said(&operation);
    let with = |place: &str, keyword: &str, value: Value| {
        let mut document = operation.clone();
        document.pointer_mut(place).expect("it is there")[keyword] = value;
        said(&document)
    };
    for (place, fitting) in places {
        for keyword in ANNOTATIONS {
            assert_ne!(with(place, keyword, annotation(keyword, &fitting)), before, "{place}: {keyword}");
        }
    }
    assert!(with(body, "example", json!(["zebra"])).contains("Example: `[\"zebra\"]`"));
    assert!(with("/paths/~1x/post/parameters/0/schema", "deprecated", json!(true)).contains("#[deprecated]"));
}

#[test]
fn no_docs_show_a_value_that_may_have_a_secret_in_it() {
    let secret = json!({ "type": "string", "format": "password" });
    let login = json!({ "type": "object", "properties": { "b": { "type": "string" } }, "additionalProperties": secret });
    for mut owner in [
        json!({ "type": "object", "properties": { "a": secret } }),
        login.clone(),
        json!({ "type": "object", "properties": { "b": { "$ref": "#/components/schemas/Login" } } }),
    ] {
        owner["example"] = json!({ "a": "zebra", "b": { "a": "zebra" } });
        let either = json!({ "oneOf": [{ "$ref": "#/components/schemas/Owner" }, { "type": "string" }] });
        let schemas = json!({ "Login": login, "Owner": owner, "Either": either });
        let bindings = generate(&of_schemas("3.1.1", &schemas).to_string()).expect("it has no errors");
        assert!(!text(&bindings).contains("zebra"), "{owner}");
        assert!(bindings.file("wire.rs").is_some_and(|text| text.contains("SECRET: bool = true")), "{owner}");
    }
}

#[test]
fn where_an_item_is_described_is_a_comment_and_no_docs() {
    let schemas = json!({
        "Plain": { "type": "object" },
        "Name": { "type": "string", "description": "@ of `api.json`" },
        "Kind": { "enum": ["a"] },
        "Either": { "oneOf": [{ "$ref": "#/components/schemas/Plain" }, { "type": "string", "title": "Word" }] },
        "Any": { "not": { "type": "string" } },
        "Kept": { "type": "object", "minProperties": 2, "properties": { "inner": { "type": "object", "properties": { "a": {} } } } },
        "Odd \"*/\u{202e}\n`": { "type": "object" },
    });
    let mut document = of_schemas("3.1.1", &schemas);
    document["paths"]["/a"]["get"] = json!({ "responses": { "204": { "description": "Done" } } });
    let bindings = generate(&document.to_string()).unwrap_or_else(|report| panic!("{report}"));
    let mut places = Vec::new();
    for line in bindings.files().iter().flat_map(|file| file.text.lines().skip(1)) {
        assert!(!line.trim().starts_with("///") || !line.contains("api.json#"), "{line}");
        places.extend(line.strip_prefix("// api.json#/"));
    }
    places.sort_unstable();
    let expected = [
        "components/schemas/Any",
        "components/schemas/Either",
        "components/schemas/Kept",
        "components/schemas/Kept/properties/inner",
        "components/schemas/Kind",
        "components/schemas/Name",
        "components/schemas/Odd \"*~1 `",
        "components/schemas/Plain",
        "paths/~1a/get",
    ];
    assert_eq!(places, expected);
}
