//! Types that lie in each other, further than a compiler follows the fields of structs, can be read, compared, shown, and sent
//! by a task of their own: the bindings of `build/deep.rs`, in the program that uses them. There the compiler begins at `main`,
//! and follows what each function needs of the next one.

mod bindings {
    include!(concat!(env!("OUT_DIR"), "/deep/modules.rs"));
}

use hire_runtime::testing::{Canned, Replay};
use hire_runtime::{Validate as _, parse_value, serde_json};
use serde_json::{Value, json};

/// Objects in each other, as many as the description has.
fn value(hold: fn(Value) -> Value) -> Value {
    (0..40).rev().fold(json!({ "level": 40 }), |inner, level| json!({ "next": hold(inner), "level": level }))
}

macro_rules! spawned {
    ($($name:ident: $hold:expr;)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                use bindings::$name::{Client, operations::SendDeep, types::Level0};
                let value = value($hold);
                let replay = Replay::new();
                replay.on("POST", "/deep", Canned::json(value.clone()));
                let client = Client::builder().transport(replay.clone()).build().unwrap();
                let body: Level0 = parse_value(&value).unwrap();
                let request = SendDeep::new().body(body.clone());
                let call = tokio::spawn(async move { client.send_deep(request).await });
                let response = call.await.unwrap().unwrap();
                assert_eq!((response.validate(), format!("{response:?}")), (Ok(()), format!("{body:?}")));
                assert_eq!(response, body);
                assert_eq!(serde_json::to_value(&body).unwrap(), value);
                replay.requests()[0].assert_json(&value);
            }
        )*
    };
}
spawned! {
    maps: |inner| json!({ "a": inner });
    lists: |inner| json!([inner]);
    optional: |inner| inner;
    nullable: |inner| inner;
    unions: |inner| inner;
    ring: |inner| json!({ "a": inner });
}
