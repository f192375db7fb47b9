//! The verdict of a JSON Schema validator on the schema of the description.

use std::path::Path;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/hire.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    let description: Value = serde_yaml::from_str(&text).unwrap();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": "#/components/schemas/ExternalReward",
        "components": description["components"],
    });
    jsonschema::validator_for(&schema).unwrap()
});

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
