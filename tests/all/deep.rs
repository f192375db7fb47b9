//! Types that lie in each other, further than a compiler follows the fields of structs, can be read, compared, shown, and sent
//! by a task of their own: the bindings of `build/deep.rs`, in the program that uses them. There the compiler begins at `main`,
//! and follows what each function needs of the next one.

mod bindings {
    include!(concat!(env!("OUT_DIR"), "/deep/modules.rs"));
}

use hire_runtime::testing::{Canned, Replay};
use hire_runtime::{Encoded, Validate, Violations, parse_value, serde_json};
use serde_json::{Value, json};

type Hold = fn(Value) -> Value;

/// Objects in each other, as many as the description has.
fn objects(hold: Hold) -> Value {
    (0..40).rev().fold(json!({ "level": 40 }), |inner, level| json!({ "next": hold(inner), "level": level }))
}

/// Values in each other, as many as the description has.
fn chain(depth: usize, holds: &[Hold]) -> Value {
    (0..depth).rev().fold(json!("end"), |inner, level| holds[level % holds.len()](inner))
}

const LIST: Hold = |inner| json!([inner]);
const MAP: Hold = |inner| json!({ "a": inner });

macro_rules! spawned {
    ($($name:ident: $value:expr;)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                use bindings::$name::{Client, operations::SendDeep, types::Level0};
                let value = $value;
                let replay = Replay::new();
                replay.on("POST", "/deep", Canned::json(value.clone()));
                let client = Client::builder().transport(replay.clone()).build().unwrap();
                let body: Level0 = parse_value(&value).unwrap();
                let request = SendDeep::new().body(body.clone());
                let call = tokio::spawn(async move { client.send_deep(request).await });
                let response = call.await.unwrap().unwrap();
                assert_eq!(format!("{response:?}"), format!("{body:?}"));
                assert_eq!(response, body);
                assert_eq!(serde_json::to_value(Encoded(&body)).unwrap(), value);
                replay.requests()[0].assert_json(&value);
            }
        )*
    };
}
spawned! {
    maps: objects(MAP);
    lists: objects(LIST);
    optional: objects(|inner| inner);
    nullable: objects(|inner| inner);
    unions: objects(|inner| inner);
    ring: objects(MAP);
    list_chain: chain(100, &[LIST]);
    map_chain: chain(100, &[MAP]);
    list_and_map_chain: chain(100, &[LIST, MAP]);
    nullable_and_tuple_chain: chain(60, &[LIST]);
    union_chain: chain(100, &[LIST]);
    union_and_map_chain: chain(60, &[LIST, MAP, LIST]);
    inline_chain: chain(50, &[LIST, MAP]);
}

#[test]
fn rules_hold_however_deep_a_value_is() {
    use bindings::{inline_chain, list_and_map_chain, list_chain, map_chain};
    let with_fault = |mut value: Value| {
        let mut inner = &mut value;
        while !inner.is_string() {
            inner = if inner.is_array() { &mut inner[0] } else { &mut inner["a"] };
        }
        *inner = json!("");
        value
    };
    macro_rules! refused {
        ($($module:ident: $value:expr, $check:expr;)*) => {
            $(
                let parsed = parse_value::<$module::types::Level0>(&with_fault($value));
                let found = parsed.and_then(|parsed| Violations::of(|at| $check(at, &parsed)));
                let found: Vec<_> = found.unwrap_err().into_iter().map(|violation| violation.keyword).collect();
                assert_eq!(found, ["minLength"], stringify!($module));
            )*
        };
    }
    refused! {
        // A value too deep to have a type has the rules with it.
        list_chain: chain(100, &[LIST]), |at, value| Validate::check(value, at);
        map_chain: chain(100, &[MAP]), |at, value| Validate::check(value, at);
        list_and_map_chain: chain(100, &[LIST, MAP]), |at, value| Validate::check(value, at);
        inline_chain: chain(50, &[LIST, MAP]), inline_chain::check_level0;
    }
}
