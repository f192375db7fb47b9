//! The verdict of a JSON Schema validator on the schema of the description.

use std::path::Path;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/hire.yaml");
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
});

static VALIDATOR: LazyLock<Validator> =
    LazyLock::new(|| validator(&json!({ "$ref": "#/components/schemas/ExternalReward" })));

/// A validator of a schema in the description.
fn validator(schema: &Value) -> Validator {
    let mut schema = schema.clone();
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["components"] = DESCRIPTION["components"].clone();
    jsonschema::validator_for(&schema).unwrap()
}

/// Whether the schema holds. The format `timestamp-ms` is an annotation to it.
pub fn holds(reward: &Value) -> bool {
    VALIDATOR.is_valid(reward)
}

#[test]
fn the_validator_is_of_the_right_schema() {
    assert!(holds(&crate::support::example()));
    assert!(!holds(&json!({})));
    assert!(!holds(&json!(5)));
}

/// Keywords with which public mock servers that validate skip schemas in silence, whatever their values are: they know one
/// dialect, and look at one document. Without the first one the dialect is the default (OpenAPI 3.1.1 §4.8.24.6).
const DISARMING: [&str; 7] =
    ["jsonSchemaDialect", "$schema", "$vocabulary", "$id", "$dynamicRef", "$dynamicAnchor", "externalValue"];

#[test]
fn a_mock_server_can_validate_all_of_the_description() {
    let mut bodies = 0;
    let mut open = vec![("#".to_owned(), &*DESCRIPTION)];
    while let Some((place, value)) = open.pop() {
        let children = value.as_object().into_iter().flatten().map(|(key, child)| (key.clone(), child));
        let items = value.as_array().into_iter().flatten().enumerate();
        let children = children.chain(items.map(|(index, child)| (index.to_string(), child)));
        for (key, child) in children {
            let place = format!("{place}/{key}");
            assert!(!DISARMING.contains(&&*key), "{place}");
            assert!(key != "$ref" || child.as_str().unwrap().starts_with("#/"), "{place}: {child}");
            if key == "requestBody" {
                // One that is optional may be left out of a request, which is then valid.
                assert_eq!(child["required"], true, "{place}");
                for (media_type, content) in child["content"].as_object().unwrap() {
                    let body = validator(&content["schema"]);
                    assert!(
                        !body.is_valid(&json!(null)) && !body.is_valid(&json!({})),
                        "{place}: {media_type}"
                    );
                    bodies += 1;
                }
            }
            open.push((place, child));
        }
    }
    assert_eq!(bodies, 2, "each request with a body has one media type");
}
