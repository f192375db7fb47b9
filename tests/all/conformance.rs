//! Conformance with JSON Schema: emitted types accept an instance exactly when the `jsonschema` crate does.

use hire_api::hire_runtime::{
    Checker, Data, Decoded, Endpoint as _, Violations, bytes::Bytes, http, parse_value,
};
use hire_tests::conformance::{self, operations, types};
use jsonschema::Validator;
use serde_json::{Value, json};

type Accepts = fn(&Value) -> Result<(), Violations>;

/// Reads a value, both ways, and checks it.
fn accepts<T: Data>(value: &Value) -> Result<(), Violations> {
    let parsed = parse_value::<T>(value).map(|_| ());
    let decoded = serde_json::from_value::<Decoded<T>>(value.clone()).ok();
    let decoded = decoded.is_some_and(|decoded| decoded.0.validate().is_ok());
    assert_eq!(parsed.is_ok(), decoded, "both ways agree on {value}");
    parsed
}

/// The verdict on a value of a component that is another name of a type.
fn checked<T: Data>(value: &Value, check: fn(&mut Checker<'_>, &T)) -> Result<(), Violations> {
    let parsed = parse_value::<T>(value)?;
    Violations::of(|at| check(at, &parsed))
}

macro_rules! components {
    ($($name:ident)*; $($alias:ident $check:ident)*) => {
        &[
            $((stringify!($name), accepts::<types::$name> as Accepts),)*
            $((stringify!($alias), |value| checked::<types::$alias>(value, conformance::$check)),)*
        ]
    };
}

const COMPONENTS: &[(&str, Accepts)] = components! {
    Loose LooseMap LooseNamed Nested Folders Json Tree Catalogue ListOf OpenTree
    ClosedTree Merged Selected Alternatives Cousins Dependent NotEvaluated Positions Sought Counted Ones
    Distinct Hidden Never Always Code Coded UsesCatalogue ListOfIntegers One Nothing HiddenMap
    Patterned;
    Word check_word
    Words check_words
    Share check_share
    Even check_even
    Lengths check_lengths
    Matrix check_matrix
    UsesAnchor check_uses_anchor
    Anchored check_anchored
    ListOfTexts check_list_of_texts
    Siblings check_siblings
    Parts check_parts
};

/// Instances that any component may be given.
fn instances() -> Vec<Value> {
    serde_json::from_str(include_str!("../conformance/instances.json")).unwrap()
}

fn validator(name: &str) -> Validator {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/conformance/openapi.yaml")).unwrap();
    let document: Value = serde_yaml::from_str(&text).unwrap();
    // The schemas of the description are resources, as they are for the generator.
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://conformance.example/",
        "$ref": format!("#/components/schemas/{name}"),
        "components": document["components"],
        "$defs": document["components"]["schemas"],
    });
    let mut schema = schema;
    // Twice in one document, a name would have two schemas.
    schema.as_object_mut().unwrap().remove("components");
    let text = schema.to_string().replace("#/components/schemas/", "#/$defs/");
    jsonschema::draft202012::new(&serde_json::from_str(&text).unwrap()).unwrap()
}

#[test]
fn instances_are_accepted_exactly_when_the_schema_does() {
    let instances = instances();
    for (name, accepts) in COMPONENTS {
        let validator = validator(name);
        let mut valid = 0;
        for instance in &instances {
            // What is taken for an object is none else, and null beside types is where a component is referred to.
            let apart = match *name {
                "Cousins" => !instance.is_object(),
                "Ones" => instance.is_null(),
                _ => false,
            };
            if apart {
                continue;
            }
            let truth = validator.is_valid(instance);
            let found = accepts(instance);
            assert_eq!(found.is_ok(), truth, "{name}: {instance}: {found:?}");
            valid += usize::from(truth);
        }
        let some = |name: &str| !matches!(name, "Never" | "Always");
        assert!(!some(name) || (valid > 0 && valid < instances.len()), "{name} has both: {valid}");
    }
}

#[test]
fn values_that_are_left_keep_their_names() {
    for (value, name) in [("s", types::Sold::Small), ("l", types::Sold::Large)] {
        assert_eq!(parse_value::<types::Sold>(&json!(value)).unwrap(), name);
    }
    for (value, name) in [("m", types::Bought::Middle), ("l", types::Bought::Big)] {
        assert_eq!(parse_value::<types::Bought>(&json!(value)).unwrap(), name);
    }
    for value in ["m", "xl"] {
        assert!(parse_value::<types::Sold>(&json!(value)).is_err(), "{value}");
    }
}

#[test]
fn a_response_has_the_rules_of_its_list_and_of_its_items() {
    for (body, pointers) in [(r#"["ab", "cd"]"#, &[][..]), (r#"["a", "cd", "EF"]"#, &["", "/0", "/2"])] {
        let response = http::Response::new(Bytes::from(body));
        let words = operations::ListWords::from_response(response).unwrap();
        let found = Violations::of(|at| operations::ListWords::check_success(&words, at)).err();
        let found: Vec<_> = found.iter().flatten().map(|violation| violation.pointer.as_str()).collect();
        assert_eq!(found, pointers);
    }
}
