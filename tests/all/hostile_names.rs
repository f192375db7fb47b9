//! Hostile names, the description of `build/hostile_names.rs`: names, values and texts that emitted code could stumble over.
//! The description's bindings are compiled and documented with warnings denied; here is what their types do, and what becomes of
//! names where the description changes elsewhere.

mod stability;

use std::sync::LazyLock;

use hire_runtime::{BaseUrl, Data, Decoded, Encoded, Endpoint, parse_value};
use hire_syntax::pointer;
use hire_tests::hostile_names::operations;
use hire_tests::hostile_names::types::{
    HostileFields, HostileNumbers, HostileReferences, HostileRequired, HostileUnion, HostileValues,
    HostileValuesValue,
};
use serde_json::{Map, Value, json};

static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/hostile_names.json"))).unwrap()
});

/// A schema of the description.
fn schema(name: &str) -> &'static Value {
    &DESCRIPTION["components"]["schemas"][name]
}

/// The words of the description.
fn words() -> Vec<&'static str> {
    let words = schema("HostileValues")["properties"]["value"]["enum"].as_array().unwrap();
    assert!(words.len() > 400, "{} words", words.len());
    words.iter().map(|word| word.as_str().unwrap()).collect()
}

/// A value of each property of a schema.
fn values(name: &str, value: impl Fn(&str, &Value) -> Value) -> Map<String, Value> {
    let properties = schema(name)["properties"].as_object().unwrap();
    properties.iter().map(|(word, schema)| (word.clone(), value(word, schema))).collect()
}

fn field(_: &str, schema: &Value) -> Value {
    match &schema["type"] {
        Value::String(name) if name == "string" => json!("a\u{202e}b"),
        Value::String(_) => json!([true]),
        _ => json!(7),
    }
}

/// Asserts that a value comes back letter by letter, however it is read.
#[track_caller]
fn assert_kept<T: Data>(value: impl Into<Value>) {
    let value = value.into();
    let text = value.to_string();
    let parsed: T = parse_value(&value).unwrap_or_else(|violations| panic!("{violations}"));
    let Decoded(decoded): Decoded<T> = serde_json::from_str(&text).unwrap();
    for read in [parsed, decoded] {
        assert_eq!(read.validate(), Ok(()));
        let again = serde_json::to_string(&Encoded(&read)).unwrap();
        assert!(again == text, "{again}\n{text}");
    }
}

#[test]
fn every_word_is_the_name_of_a_type() {
    let value = |word: &str, _: &Value| match schema(word)["type"].as_str() {
        Some("object") => json!({ word: "x" }),
        _ => json!(word),
    };
    let references = values("HostileReferences", value);
    assert_eq!(references.len(), words().len());
    assert_kept::<HostileReferences>(references);
}

#[test]
fn every_word_is_a_kind_of_a_union() {
    let objects: Vec<_> = words().into_iter().filter(|word| schema(word)["type"] == "object").collect();
    assert!(objects.len() > 200, "{} kinds", objects.len());
    for word in objects {
        assert_kept::<HostileUnion>(json!({ word: "x" }));
        assert!(parse_value::<HostileUnion>(&json!({ word: "" })).is_err(), "{word:?}");
    }
    assert!(parse_value::<HostileUnion>(&json!({})).is_err());
}

#[test]
fn every_word_is_the_name_of_a_property() {
    let mut fields = values("HostileFields", field);
    assert_kept::<HostileRequired>(fields.clone());
    assert_kept::<HostileFields>(Map::new());
    fields.insert("not a word".to_owned(), json!(1));
    assert_kept::<HostileFields>(fields);
}

#[test]
fn every_property_is_missed_and_found_at_its_own_place() {
    let all = values("HostileRequired", field);
    for word in words() {
        let mut lacking = all.clone();
        lacking.shift_remove(word);
        let violations = parse_value::<HostileRequired>(&Value::Object(lacking)).unwrap_err();
        let found: Vec<_> = violations.iter().map(|it| (it.pointer.as_str(), &*it.limit)).collect();
        assert_eq!(found, [("", word)]);

        let mut wrong = all.clone();
        wrong.insert(word.to_owned(), json!({}));
        let violations = parse_value::<HostileRequired>(&Value::Object(wrong)).unwrap_err();
        let found: Vec<_> = violations.iter().map(|it| (it.pointer.as_str(), it.keyword)).collect();
        let pointer = format!("/{}", pointer::escape(word));
        assert_eq!(found, [(pointer.as_str(), "type")]);
    }
}

#[test]
fn every_word_is_a_value_of_its_own() {
    let words = words();
    let known: Vec<_> = HostileValuesValue::KNOWN.iter().map(HostileValuesValue::as_str).collect();
    assert_eq!(known, words);
    for word in words {
        assert_kept::<HostileValues>(json!({ "value": word }));
        assert!(!matches!(HostileValuesValue::from(word), HostileValuesValue::Unknown(_)), "{word:?}");
    }
    assert!(parse_value::<HostileValues>(&json!({ "value": "not a word" })).is_err());
    for number in [0, 1, -1, 10, -10, i64::MAX, i64::MIN] {
        assert_kept::<HostileNumbers>(json!({ "value": number }));
    }
    assert!(parse_value::<HostileNumbers>(&json!({ "value": 2 })).is_err());
}

/// The address of a request.
fn address(endpoint: &impl Endpoint) -> String {
    let base: BaseUrl = "https://names.example".parse().unwrap();
    endpoint.to_request(&base).unwrap().uri().to_string()
}

#[test]
fn words_are_operations_and_parameters() {
    let number = |word: &str| words().iter().position(|known| *known == word).unwrap();
    for (word, address) in [
        ("type", address(&operations::Type::new().r#type("x"))),
        ("self", address(&operations::Self_::new().self_("x"))),
        ("new", address(&operations::New2::new().query_new("x"))),
        ("Option", address(&operations::Option::new().option("x"))),
    ] {
        assert_eq!(address, format!("https://names.example/words/{}?{word}=x", number(word)));
    }
}
