//! What the bindings of the pantry do: what only OpenAPI 3.1 has, and schemas in another file.

use hire_api::hire_runtime::{self, Nullable};
use hire_tests::pantry::types::{Anything, Cover, CoverColor, Jar, JarKind, JarState, Shelf, Tag};
use jsonschema::Validator;
use serde_json::{Value, json};

use super::objects;
use crate::support::{Fault, assert_faults};

fn jar(json: &Value) -> Result<Jar, hire_runtime::Violations> {
    hire_runtime::parse_value(json)
}

#[test]
fn null_and_absence_are_told_apart() {
    let text = r#"{"kind":"jar","lid":null,"label":null,"amount":49.5,"best":null,"shelf":{"row":1,"neighbours":[{"row":2}]},"state":null}"#;
    let value = jar(&serde_json::from_str(text).unwrap()).unwrap();
    assert_eq!(serde_json::to_string(&value).unwrap(), text);
    assert_eq!(
        (value.kind, value.lid, value.label, value.best),
        (JarKind::Jar, None, Nullable::Null, Nullable::Null)
    );
    assert_eq!(value.state, Nullable::Null);
    let shelf: Shelf = value.shelf.into_value().unwrap();
    assert_eq!(shelf.neighbours.unwrap()[0].row, 2);

    let cover = Cover::builder().color(CoverColor::Green).build().unwrap();
    let tag = Tag::builder().text("2024").build().unwrap();
    let built = Jar::builder().kind(JarKind::Jar).lid(Some("red".to_owned())).cover(cover).tag(tag);
    let built = built.state(JarState::Open).build().unwrap();
    assert_eq!(
        serde_json::to_value(&built).unwrap(),
        json!({"kind": "jar", "lid": "red", "tag": {"text": "2024"}, "cover": {"color": "green"}, "state": "open"})
    );
    let anything: Anything = json!([1, "a"]);
    assert!(anything.is_array());
}

#[test]
fn what_is_wrong_is_said_once() {
    let cases: &[(Value, &[Fault])] = &[
        (json!({}), &[("", "required", "kind"), ("", "required", "lid")]),
        (json!({"kind": "tin", "lid": ""}), &[("/kind", "enum", "jar"), ("/lid", "minLength", "1")]),
        (json!({"kind": "jar", "lid": null, "best": 0}), &[("/best", "exclusiveMinimum", "0")]),
        (json!({"kind": "jar", "lid": null, "best": 100}), &[("/best", "exclusiveMaximum", "100")]),
        (json!({"kind": "jar", "lid": null, "opened": 1}), &[("", "required", "best")]),
        (json!({"kind": "jar", "lid": null, "opened": 1, "best": null}), &[]),
        (json!({"kind": "jar", "lid": null, "label": "a"}), &[("/label", "minLength", "2")]),
        (json!({"kind": "jar", "lid": null, "label": "abcd"}), &[("/label", "maxLength", "3")]),
        (json!({"kind": "jar", "lid": null, "full": true}), &[("", "required", "amount")]),
        (
            json!({"kind": "jar", "lid": null, "full": true, "label": "a", "amount": 9}),
            &[("/amount", "minimum", "10")],
        ),
        (json!({"kind": "jar", "lid": null, "amount": -1}), &[("/amount", "minimum", "0")]),
        (json!({"kind": "jar", "lid": null, "amount": 51}), &[("/amount", "maximum", "50")]),
        (json!({"kind": "jar", "lid": null, "state": "ajar"}), &[("/state", "enum", "sealed, open")]),
        (json!({"kind": "jar", "lid": null, "shelf": {"row": 0}}), &[("/shelf/row", "minimum", "1")]),
        (
            json!({"kind": "jar", "lid": null, "shelf": {"row": 1, "neighbours": [{}]}}),
            &[("/shelf/neighbours/0", "required", "row")],
        ),
    ];
    for (json, expected) in cases {
        assert_faults(&json.to_string(), jar(json), expected);
    }
    let unfinished = Jar::builder().kind(JarKind::Jar).lid(None).full(true).amount(f64::NAN).build();
    let keywords: Vec<_> = unfinished.unwrap_err().iter().map(|it| it.keyword).collect();
    assert_eq!(keywords, ["type"]);
}

/// The description and the files that it refers to as one JSON Schema, for another validator.
fn oracle(name: &str) -> Validator {
    let read = |text: &str, file: &str| {
        let text = text.replace("'#/schemas/", &format!("'#/{file}/schemas/"));
        let text = text.replace("'shared.yaml#/", "'#/shared/").replace(" cover.yaml ", " '#/cover' ");
        serde_yaml::from_str::<Value>(&text).unwrap()
    };
    let mut root = read(include_str!("../../golden/pantry/openapi.yaml"), "");
    root["shared"] = read(include_str!("../../golden/pantry/shared.yaml"), "shared");
    root["cover"] = read(include_str!("../../golden/pantry/cover.yaml"), "cover");
    root["$ref"] = json!(format!("#/components/schemas/{name}"));
    jsonschema::draft202012::new(&root).unwrap()
}

#[test]
fn another_validator_agrees_on_every_jar() {
    let oracle = oracle("Jar");
    let jars = objects(&[
        ("kind", vec![json!("jar"), json!("tin")]),
        ("lid", vec![json!(null), json!("")]),
        ("label", vec![json!(null), json!("a"), json!("abc"), json!(1)]),
        ("amount", vec![json!(0), json!(10), json!(50.5)]),
        ("full", vec![json!(true), json!(false)]),
        ("opened", vec![json!(1), json!(1.5)]),
        ("best", vec![json!(null), json!(0), json!(99)]),
        ("state", vec![json!(null), json!("open"), json!("ajar")]),
    ]);
    let (mut good, mut bad) = (0, 0);
    for json in jars {
        let valid = oracle.is_valid(&json);
        assert_eq!(jar(&json).is_ok(), valid, "{json}");
        *(if valid { &mut good } else { &mut bad }) += 1;
    }
    assert!(good > 100 && bad > 1000, "{good} good ones, {bad} bad ones");
}
