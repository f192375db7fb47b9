//! What is added to a description adds to its bindings, and changes nothing else in them.

use std::fs;

use hire_codegen::Generator;
use serde_json::{Map, Value, json};
use similar::{ChangeTag, TextDiff};

/// The files that are made of a description.
fn made(description: &Value) -> Vec<(&'static str, String)> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = folder.path().join("api.json");
    fs::write(&path, description.to_string()).unwrap();
    let bindings = Generator::new(path).generate().unwrap_or_else(|report| panic!("{report}"));
    bindings.files().iter().map(|file| (file.name, file.text.clone())).collect()
}

/// A description with names that are nearly equal, inline schemas, and operations with and without a name.
fn kitchen() -> Value {
    serde_yaml::from_str(include_str!("../../golden/kitchen/openapi.yaml")).unwrap()
}

/// A mapping with one more entry, before the one at a position or at the end.
fn inserted(map: &Map<String, Value>, position: usize, name: &str, value: &Value) -> Value {
    let mut entries: Vec<_> = map.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    entries.insert(position, (name.to_owned(), value.clone()));
    Value::Object(entries.into_iter().collect())
}

/// The first place among so many, the last, and two between them.
fn positions(count: usize) -> [usize; 4] {
    [0, count / 3, count * 2 / 3, count]
}

/// The lines of a file that another version of it has no more.
fn lost(before: &str, after: &str) -> Vec<String> {
    let diff = TextDiff::from_lines(before, after);
    let lost = diff.iter_all_changes().filter(|change| change.tag() == ChangeTag::Delete);
    lost.map(|change| change.value().to_owned()).collect()
}

/// Asserts that one more entry of a mapping, wherever it stands, takes no line from some of the files.
fn assert_stable(pointer: &str, name: &str, value: &Value, concerns: impl Fn(&str) -> bool) {
    let description = kitchen();
    let before = made(&description);
    let map = description.pointer(pointer).unwrap().as_object().unwrap();
    for position in positions(map.len()) {
        let mut changed = description.clone();
        *changed.pointer_mut(pointer).unwrap() = inserted(map, position, name, value);
        let after = made(&changed);
        for ((file, before), (_, after)) in before.iter().zip(&after) {
            if concerns(file) {
                let mut lost = lost(before, after);
                // The example in the docs of the client is a call of the first operation.
                lost.retain(|line| {
                    !line.starts_with("/// async fn example(") && !line.starts_with("///     ")
                });
                assert_eq!(lost, Vec::<String>::new(), "{file}, {name} at {position} of {pointer}");
            }
        }
        assert_ne!(before, after, "{name} at {position} of {pointer}");
    }
}

#[test]
fn a_schema_more_changes_no_line() {
    let schema = json!({
        "type": "object",
        "properties": { "inner": { "type": "object", "properties": { "kind": { "type": "string", "enum": ["a", "b"] } } } },
    });
    assert_stable("/components/schemas", "Unrelated", &schema, |_| true);
}

#[test]
fn a_value_more_changes_no_line() {
    let description = kitchen();
    let before = made(&description);
    let values = description.pointer("/components/schemas/Nasty/enum").unwrap().as_array().unwrap();
    for position in positions(values.len()) {
        let mut changed = description.clone();
        let list = changed.pointer_mut("/components/schemas/Nasty/enum").unwrap().as_array_mut().unwrap();
        list.insert(position, json!("unrelated"));
        let after = made(&changed);
        let variants = |files: &[(&str, String)]| {
            let text = &files.iter().find(|(name, _)| *name == "types.rs").unwrap().1;
            let body = text.split("pub enum Nasty {").nth(1).unwrap().split("\n}").next().unwrap();
            body.lines().map(str::to_owned).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(lost(&variants(&before), &variants(&after)), Vec::<String>::new(), "at {position}");
    }
}

#[test]
fn a_property_more_changes_no_name() {
    let inner =
        json!({ "type": "object", "properties": { "kind": { "type": "string", "enum": ["a", "b"] } } });
    for schema in ["Dish", "Step", "Garnish", "Base"] {
        // Beside the type itself, the tables and checks of the object count its properties.
        let pointer = format!("/components/schemas/{schema}/properties");
        assert_stable(&pointer, "unrelated", &inner, |file| {
            matches!(file, "types.rs" | "operations.rs" | "client.rs" | "mod.rs")
        });
    }
}

#[test]
fn an_operation_more_changes_no_line() {
    let operation = json!({ "get": {
        "operationId": "unrelated",
        "parameters": [{ "name": "id", "in": "query", "schema": { "type": "string", "enum": ["x", "y"] } }],
        "responses": { "200": { "description": "D", "content": { "application/json": {
            "schema": { "type": "object", "properties": { "a": { "type": "object", "properties": { "b": {} } } } } } } } },
    } });
    assert_stable("/paths", "/unrelated", &operation, |_| true);
}
