//! Values without the quotes that their type asks for, and with quotes that it does not ask for, are taken for what is meant:
//! the text as it is written, and the value that is in the quotes.

use hire_runtime::testing::{Canned, Replay};
use hire_runtime::{Data, Validate as _, parse_value};
use hire_tests::quotes::types::{self, NamesByValue, Release, Settings, Switch, Truth};
use hire_tests::quotes::{Client, operations};
use serde_json::{Value, json};

/// Which of the values are read, and checked, as a type.
fn valid<T: Data>(values: &[Value]) -> Vec<Value> {
    values.iter().filter(|value| parse_value::<T>(value).is_ok()).cloned().collect()
}

macro_rules! valid {
    ($($type_:ident: $values:tt => $valid:tt;)*) => {
        $(
            let values: Value = json!($values);
            let found = valid::<types::$type_>(values.as_array().unwrap());
            assert_eq!(Value::Array(found), json!($valid), stringify!($type_));
        )*
    };
}

#[test]
fn values_are_those_that_are_meant() {
    valid! {
        Only: ["1", 1, "2"] => ["1"];
        Both: ["1", "2", 2] => ["2"];
        Merged: ["1", "2", "3", 1] => ["1", "2"];
        Referred: ["true", true, "a", "b"] => ["true", "a"];
        Count: [1, "1", 2, 3] => [1, 2];
        Held: [
            { "ratio": 0.5 }, { "ratio": "0.5" }, { "ratio": 1 }, { "ratio": 2 },
            { "flag": true }, { "flag": "true" }, { "flag": false },
            { "maybe": "1" }, { "maybe": null }, { "maybe": 1 }, { "maybe": "null" }
        ] => [
            { "ratio": 0.5 }, { "ratio": 1 }, { "flag": true }, { "maybe": "1" }, { "maybe": null }
        ];
        Either: [1, "1", 2, "2"] => [1, "2"];
        Untyped: [1, "1", 2, "2"] => [1, "1"];
    }
}

#[test]
fn an_enumeration_of_texts_has_them_as_they_are_written() {
    let variants = [
        Release::N10,
        Release::N110,
        Release::N11,
        Release::N0x10,
        Release::N1e3,
        Release::N007,
        Release::Plus1,
    ];
    let written: Vec<_> = variants.iter().map(Release::as_str).collect();
    assert_eq!(written, ["1.0", "1.10", "1.1", "0x10", "1e3", "007", "+1"]);
    assert_eq!((Truth::True.as_str(), Truth::False.as_str()), ("true", "false"));
    assert_eq!((Switch::On.as_str(), Switch::No.as_str(), Switch::N1000.as_str()), ("on", "no", "1_000"));
    assert_eq!((types::Names::Ok.as_str(), types::Names::NotFound.as_str()), ("200", "404"));
    assert_eq!((NamesByValue::First.as_str(), NamesByValue::Second.as_str()), ("1.0", "1.10"));
}

#[test]
fn defaults_are_those_that_are_meant() {
    let settings = Settings::builder().build().unwrap();
    let written = json!({
        "version": "1.10", "port": 8080, "ratio": 0.5, "state": "true", "list": ["1", "true", "a"],
        "nested": { "text": "1.0", "count": 3 }, "union": "7",
    });
    assert_eq!(serde_json::to_value(&settings).unwrap(), written);
    assert_eq!(parse_value::<Settings>(&written).unwrap(), settings);
}

#[test]
fn discriminators_tell_variants_apart_by_the_text() {
    let pet = |value: Value| parse_value::<types::Pet>(&value).unwrap();
    assert!(matches!(pet(json!({ "kind": "1", "lives": 9 })), types::Pet::Cat(_)));
    assert!(matches!(pet(json!({ "kind": "2", "barks": true })), types::Pet::Dog(_)));
    let plan = |value: Value| parse_value::<types::Plan>(&value).unwrap();
    assert!(matches!(plan(json!({ "paid": "true" })), types::Plan::Paid(_)));
    assert!(matches!(plan(json!({ "paid": "false" })), types::Plan::Free(_)));
    let shape = parse_value::<types::Shape>(&json!({ "kind": "area", "side": 2 })).unwrap();
    assert_eq!(
        (shape.validate(), serde_json::to_value(shape).unwrap()),
        (Ok(()), json!({ "kind": "area", "side": 2.0 }))
    );
}

#[tokio::test]
async fn parameters_are_sent_as_they_are_written() {
    let replay = Replay::new();
    replay.on("GET", "/flags/1.10", Canned::text("").status(204));
    let client = Client::builder().transport(replay.clone()).build().unwrap();
    let request = operations::GetFlags::new(types::GetFlagsVersion::N110)
        .enabled(types::GetFlagsEnabled::False)
        .level(types::GetFlagsLevel::Value2)
        .page(types::GetFlagsPage::N1);
    client.get_flags(request).await.unwrap();
    let requests = replay.requests();
    let query: Vec<_> = requests[0].query().iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(query, ["enabled=false", "level=2", "page=1"]);
}
