//! What the bindings of the kitchen do: OpenAPI 3.0, names that are none of Rust's, every kind of rule.

/// As a binary has them, where lints do not spare what is exported.
mod bindings {
    include!(concat!(env!("OUT_DIR"), "/kitchen/mod.rs"));
}

use std::sync::{Arc, Mutex};

use hire_api::hire_runtime::http::{Request, Response};
use hire_api::hire_runtime::{
    self, BaseUrl, Body, BoxFuture, Credential, Endpoint as _, Map, Nullable, StaticToken, Transport,
    TransportError, Validate as _,
};
use serde_json::{Value, json};

use self::bindings::Client;
use self::bindings::operations::{DeleteStep, Gen, PutDishesByIdStepsByN};
use self::bindings::types::{
    Choice, ChoiceD, Clone, Dish, DishGen, DishMaybe, Empty, Garnish, Level, Nasty, Nasty2, Serving, Sized,
    Step,
};
use crate::support::{Fault, assert_faults};

const FULL: &str = concat!(
    r#"{"id":"d1","type":"it's \"quoted\"\n","name":"Ü","price":100.5,"note":null,"comment":null,"#,
    r#""rank":-3,"self":true,"gen":"only","async":"2024-01-01T00:00:00Z","at":0,"build":"b","#,
    r#""camelCase":"c","camel_case":1,"CamelCase":false,"ingredients":["Egg","Ham"],"#,
    r#""steps":[{"text":"t","level":-1,"next":{"text":"u"},"last":{"text":"v","alternatives":[{"text":"w"}]}}],"#,
    r#""labels":{"z":"1","a":"2"},"matrix":[[1.5,null],[0.5]],"extra":{"any":[1]},"secret":"hunter2","#,
    r#""made":"1704720275000","garnish":{"color":"red","additional_properties":true,"z":3,"y":1},"maybe":null}"#,
);

/// A dish with what it cannot be without, and a member more or another one.
fn dish_with(name: &str, value: &Value) -> String {
    let mut dish = json!({
        "id": "d1", "type": "a-b", "name": "", "price": 1.25, "note": null, "ingredients": ["Egg"],
    });
    dish[name] = value.clone();
    dish.to_string()
}

fn dish(json: &str) -> Result<Dish, hire_runtime::Violations> {
    hire_runtime::parse(json.as_bytes())
}

#[test]
fn everything_comes_back_as_it_was_and_in_its_order() {
    let value = dish(FULL).unwrap();
    assert_eq!(serde_json::to_string(&value).unwrap(), FULL);
    assert_eq!(serde_json::from_str::<Dish>(FULL).unwrap(), value);
    assert!(!format!("{value:?}").contains("hunter2"), "{value:?}");

    assert_eq!(value.r#type, Nasty::ItSQuoted);
    assert_eq!(
        (value.camel_case.as_deref(), value.camel_case2, value.camel_case3),
        (Some("c"), Some(1), Some(false))
    );
    assert_eq!(
        (value.self_, value.r#gen, value.rank),
        (Some(true), Some(DishGen::Only), Nullable::Value(-3))
    );
    assert_eq!(value.matrix, Some(vec![vec![Some(1.5), None], vec![Some(0.5)]]));
    let step = &value.steps.unwrap()[0];
    assert_eq!(step.level, Some(Level::Below));
    assert_eq!(step.next.as_ref().unwrap().text, "u");
    let garnish = value.garnish.unwrap();
    assert_eq!(garnish.additional_properties, Some(true));
    assert_eq!(garnish.additional_properties2, Map::from([("z", 3), ("y", 1)]));
}

#[test]
fn a_builder_makes_what_is_read() {
    let garnish =
        Garnish::builder().color("red").additional_properties2(Map::from([("z", 3)])).build().unwrap();
    let last = Step::builder().text("u").level(Level::from(1_000_000)).build().unwrap();
    let built = Dish::builder()
        .id("d1")
        .r#type(Nasty::from("a"))
        .name("")
        .price(0.01)
        .note(None)
        .comment(Nullable::Null)
        .rank(6)
        .self_(false)
        .ingredients(vec!["Egg".to_owned()])
        .steps(vec![Step::builder().text("t").next(last).build().unwrap()])
        .garnish(garnish)
        .maybe(DishMaybe::builder().x(1).build().unwrap())
        .build()
        .unwrap();
    let json = json!({
        "id": "d1", "type": "a", "name": "", "price": 0.01, "note": null, "comment": null, "rank": 6,
        "self": false, "ingredients": ["Egg"],
        "steps": [{"text": "t", "next": {"text": "u", "level": 1_000_000}}],
        "garnish": {"color": "red", "z": 3}, "maybe": {"x": 1},
    });
    assert_eq!(serde_json::to_value(&built).unwrap(), json);
    assert_eq!(dish(&json.to_string()), Ok(built));

    // Absent is not null.
    let absent = Dish::builder().build().unwrap_err();
    let missing: Vec<_> = absent.iter().map(|violation| (violation.keyword, &*violation.limit)).collect();
    let required = ["id", "type", "name", "price", "note", "ingredients"];
    assert_eq!(missing, required.map(|name| ("required", name)));
}

#[test]
fn what_is_required_is_missed() {
    let whole: Value = serde_json::from_str(&dish_with("at", &json!(1))).unwrap();
    for name in ["id", "type", "name", "price", "note", "ingredients"] {
        let mut dish = whole.clone();
        dish.as_object_mut().unwrap().remove(name);
        let found = self::dish(&dish.to_string()).unwrap_err();
        let found: Vec<_> = found.iter().map(|it| (it.pointer.as_str(), it.keyword, &*it.limit)).collect();
        assert_eq!(found, [("", "required", name)]);
    }
}

#[test]
fn good_members_are_taken() {
    for (name, value) in [
        ("id", json!("👍👍👍👍")),
        ("price", json!(0.01)),
        ("price", json!(100)),
        ("price", json!(0.07)),
        ("note", json!("12345")),
        ("note", json!("")),
        ("comment", json!(null)),
        ("comment", json!("ab")),
        ("rank", json!(null)),
        ("rank", json!(6.0)),
        ("ingredients", json!(["Ägypten", "Zimt", "Öl"])),
        ("labels", json!({"": "x"})),
        ("matrix", json!([])),
        ("matrix", json!([[null]])),
        ("extra", json!(null)),
        ("garnish", json!({})),
        ("garnish", json!({"color": "x", "y": 1.0})),
        ("steps", json!([])),
        ("unknown", json!([1])),
    ] {
        let text = dish_with(name, &value);
        assert_faults(&text, dish(&text), &[]);
    }
}

#[test]
fn bad_members_are_refused_with_their_place() {
    let cases: &[(&str, Value, &[Fault])] = &[
        ("id", json!(""), &[("/id", "minLength", "1")]),
        ("id", json!("12345"), &[("/id", "maxLength", "4")]),
        ("id", json!(null), &[("/id", "type", "string")]),
        ("gen", json!("other"), &[("/gen", "enum", "only")]),
        ("price", json!(0), &[("/price", "exclusiveMinimum", "0")]),
        ("price", json!(-0.0), &[("/price", "exclusiveMinimum", "0")]),
        ("price", json!(0.015), &[("/price", "multipleOf", "0.01")]),
        ("price", json!(100.51), &[("/price", "maximum", "100.5")]),
        ("price", json!(-0.005), &[("/price", "exclusiveMinimum", "0"), ("/price", "multipleOf", "0.01")]),
        ("price", json!("1"), &[("/price", "type", "number")]),
        ("note", json!("123456"), &[("/note", "maxLength", "5")]),
        ("note", json!(1), &[("/note", "type", "string, null")]),
        ("comment", json!("x"), &[("/comment", "minLength", "2")]),
        ("rank", json!(7), &[("/rank", "exclusiveMaximum", "7")]),
        ("rank", json!(-4), &[("/rank", "minimum", "-3")]),
        ("rank", json!(1.5), &[("/rank", "type", "integer, null")]),
        ("self", json!(null), &[("/self", "type", "boolean")]),
        ("at", json!(-1), &[("/at", "minimum", "0")]),
        ("ingredients", json!([]), &[("/ingredients", "minItems", "1")]),
        ("ingredients", json!(["A", "B", "C", "D"]), &[("/ingredients", "maxItems", "3")]),
        ("ingredients", json!(["A", "B", "A"]), &[("/ingredients", "uniqueItems", "true")]),
        ("ingredients", json!(["A", "b"]), &[("/ingredients/1", "pattern", "^\\p{Lu}")]),
        ("ingredients", json!(["A23456789"]), &[("/ingredients/0", "maxLength", "8")]),
        (
            "steps",
            json!([{"text": "", "next": {"text": "", "last": {"alternatives": [{"text": ""}]}}}, {"text": "x", "y": 1}]),
            &[
                ("/steps/0/text", "minLength", "1"),
                ("/steps/0/next/text", "minLength", "1"),
                ("/steps/0/next/last", "required", "text"),
                ("/steps/0/next/last/alternatives/0/text", "minLength", "1"),
                ("/steps/1/y", "additionalProperties", "false"),
            ],
        ),
        ("steps", json!([{"text": "x", "level": 2}]), &[("/steps/0/level", "enum", "-1, 0, 1, 1000000")]),
        // What `nullable` allows, the part in `allOf` does not.
        ("steps", json!([{"text": "x", "last": null}]), &[("/steps/0/last", "type", "object")]),
        ("labels", json!({}), &[("/labels", "minProperties", "1")]),
        ("labels", json!({"a": "1", "b": "2", "c": "3"}), &[("/labels", "maxProperties", "2")]),
        ("labels", json!({"a/b": ""}), &[("/labels/a~1b", "minLength", "1")]),
        ("matrix", json!([[]]), &[("/matrix/0", "minItems", "1")]),
        ("matrix", json!([[1], [null, -1]]), &[("/matrix/1/1", "minimum", "0")]),
        ("made", json!("yesterday"), &[("/made", "format", "timestamp-ms")]),
        ("garnish", json!({"x": 0}), &[("/garnish/x", "minimum", "1")]),
        (
            "garnish",
            json!({"x": "1", "y": null}),
            &[("/garnish/x", "type", "integer"), ("/garnish/y", "type", "integer")],
        ),
        ("maybe", json!({}), &[("/maybe", "required", "x")]),
    ];
    for (name, value, expected) in cases {
        let text = dish_with(name, value);
        assert_faults(&text, dish(&text), expected);
    }
    let built = Dish::builder().price(f64::NAN).matrix(vec![vec![Some(f64::INFINITY)]]).build().unwrap_err();
    let faults: Vec<_> = built.iter().map(|it| (it.pointer.as_str(), it.keyword)).collect();
    let required = ("", "required");
    assert_eq!(
        faults,
        [required, required, required, required, required, ("/price", "type"), ("/matrix/0/0", "type")]
    );
}

#[test]
fn values_of_enumerations_are_told_apart_and_kept() {
    let wire = [
        "",
        " ",
        "A",
        "a",
        "a-b",
        "a_b",
        "+1",
        "-1",
        "Self",
        "Unknown",
        "as_str",
        "it's \"quoted\"\n",
        "µ",
        "内推",
        "*/",
        "null",
        "1.5",
    ];
    let known: Vec<_> = Nasty::KNOWN.iter().map(Nasty::as_str).collect();
    assert_eq!(known, wire);
    for (value, text) in Nasty::KNOWN.iter().zip(wire) {
        assert_eq!(&Nasty::from(text), value);
        assert_eq!(serde_json::to_value(value).unwrap(), json!(text));
        assert!(value.validate().is_ok());
    }
    assert_eq!((Nasty::Unknown2.as_str(), Nasty2::X.as_str()), ("Unknown", "x"));

    let strange: Nasty = serde_json::from_str(r#""B""#).unwrap();
    assert_eq!(strange, Nasty::Unknown("B".to_owned()));
    assert_eq!(serde_json::to_string(&strange).unwrap(), r#""B""#);
    assert_eq!(strange.validate().unwrap_err().as_slice()[0].keyword, "enum");

    let level: Level = serde_json::from_str("7").unwrap();
    assert_eq!(level, Level::Unknown(7));
    assert_eq!(serde_json::to_string(&level).unwrap(), "7");
    assert_eq!(Level::from(-1), Level::Below);
}

#[test]
fn schemas_that_are_merged_keep_the_rules_of_all() {
    let sized = |json: Value| hire_runtime::parse_value::<Sized>(&json);
    assert_eq!(sized(json!({"id": "abc", "size": 10})).unwrap().size, 10);
    let cases: &[(Value, &[Fault])] = &[
        (json!({}), &[("", "required", "id"), ("", "required", "size")]),
        (json!({"id": "a", "size": 0}), &[("/id", "minLength", "2"), ("/size", "minimum", "1")]),
        (
            json!({"id": "abcd", "size": 11}),
            &[("/id", "maxLength", "3"), ("/size", "maximum", "10"), ("/size", "multipleOf", "2")],
        ),
    ];
    for (json, expected) in cases {
        assert_faults(&json.to_string(), sized(json.clone()), expected);
    }
}

#[test]
fn an_object_without_properties_refuses_any() {
    let empty = hire_runtime::parse_value::<Empty>(&json!({})).unwrap();
    assert_eq!(serde_json::to_string(&empty).unwrap(), "{}");
    assert_eq!(Empty::builder().build(), Ok(empty));
    let refused = hire_runtime::parse_value::<Empty>(&json!({"x": 1}));
    assert_faults("x", refused, &[("/x", "additionalProperties", "false")]);
}

#[test]
fn rules_of_an_object_as_a_whole_hold_for_values_and_builders() {
    let cases: &[(Value, &[&str])] = &[
        (json!({"a": "x"}), &[]),
        (json!({"b": 10}), &[]),
        (json!({"b": 5, "d": "on"}), &[]),
        (json!({"b": 5, "e": ["1", "2"]}), &[]),
        (json!({"a": "x", "c": "x", "b": null}), &["type", "oneOf"]),
        (json!({}), &["oneOf"]),
        (json!({"a": "x", "b": 10}), &["oneOf"]),
        (json!({"b": 5}), &["anyOf"]),
        (json!({"b": 5, "d": "off"}), &["anyOf"]),
        (json!({"b": 5, "e": ["1"]}), &["anyOf"]),
        (json!({"a": "x", "c": "x", "d": "on"}), &["not"]),
        (json!({"a": "x", "b": 5, "c": "x", "d": "off"}), &["anyOf", "oneOf", "not"]),
    ];
    for (json, expected) in cases {
        let found = hire_runtime::parse_value::<Choice>(json);
        let found =
            found.map_or_else(|violations| violations.iter().map(|it| it.keyword).collect(), |_| Vec::new());
        assert_eq!(&found, expected, "{json}");
    }
    let built = Choice::builder().b(5).d(ChoiceD::Off).c("x").build().unwrap_err();
    assert_eq!(built.iter().map(|it| it.keyword).collect::<Vec<_>>(), ["anyOf", "not"]);
}

fn base() -> BaseUrl {
    "https://kitchen.example/v2".parse().unwrap()
}

#[test]
#[expect(deprecated, reason = "what is deprecated works all the same")]
fn lists_repeat_their_name_or_are_joined_and_headers_are_sent() {
    use self::bindings::operations::ListDishes;
    let request = ListDishes::new(vec![1, 2], "0a1f")
        .tag(vec!["a b".to_owned(), "c&d".to_owned()])
        .r#type(Nasty::from("µ"))
        .session("s=1")
        .x_level(9);
    assert!(request.validate().is_ok());
    let http = request.to_request(&base()).unwrap();
    assert_eq!(http.method(), "GET");
    assert_eq!(http.uri(), "https://kitchen.example/v2/dishes?tag=a%20b&tag=c%26d&ids=1,2&type=%C2%B5");
    let header = |name: &str| http.headers()[name].to_str().unwrap().to_owned();
    assert_eq!((header("x-trace-id"), header("x-level")), ("0a1f".to_owned(), "9".to_owned()));
    assert_eq!(header("cookie"), "session=s%3D1");
    assert!(!format!("{request:?}").contains("s=1"));

    let mut wrong = ListDishes::new(vec![], "0A1F").tag(vec![String::new(); 4]).x_level(10);
    wrong.r#type = Some(Nasty::from("other"));
    let found = wrong.validate().unwrap_err();
    let found: Vec<_> =
        found.iter().map(|it| (it.location.as_str(), it.pointer.as_str(), it.keyword)).collect();
    assert_eq!(
        found,
        [
            ("query", "/tag", "maxItems"),
            ("query", "/tag/0", "minLength"),
            ("query", "/tag/1", "minLength"),
            ("query", "/tag/2", "minLength"),
            ("query", "/tag/3", "minLength"),
            ("query", "/ids", "minItems"),
            ("query", "/type", "enum"),
            ("header", "/X-Trace-Id", "pattern"),
            ("header", "/X-Level", "maximum"),
        ]
    );
}

#[test]
fn parameters_of_one_name_and_a_body_that_may_be_absent() {
    let request = PutDishesByIdStepsByN::new("a/b", 7).query_id(true);
    let http = request.to_request(&base()).unwrap();
    assert_eq!((http.method().as_str(), http.body().length()), ("PUT", Some(0)));
    assert_eq!(http.uri(), "https://kitchen.example/v2/dishes/a%2Fb/steps/7?id=true");
    assert!(!http.headers().contains_key("content-type"));
    assert_eq!(PutDishesByIdStepsByN::OPERATION.id(), "PUT /dishes/{id}/steps/{n}");

    let step: Step = serde_json::from_str(r#"{"text":""}"#).unwrap();
    let request = request.body(step);
    assert_faults("body", request.validate().map(|()| 0), &[("/text", "minLength", "1")]);
    let http = request.to_request(&base()).unwrap();
    assert_eq!(http.headers()["content-type"], "application/json");
    assert_eq!(http.body(), r#"{"text":""}"#);
}

#[test]
fn keywords_are_names_and_a_media_type_with_a_suffix_is_json() {
    let request = Gen::new("d1", dish(FULL).unwrap()).self_("me").body("b").query_new(0.5);
    assert!(request.validate().is_ok());
    let http = request.to_request(&base()).unwrap();
    assert_eq!(http.uri(), "https://kitchen.example/v2/dishes/d1?self=me&body=b&new=0.5");
    assert_eq!(http.headers()["content-type"], "application/merge-patch+json");
    assert_eq!(http.body(), FULL);
    let wrong = Gen::new("d", dish(FULL).unwrap()).query_new(0.0);
    let expected = [("path/id", "minLength", "2"), ("query/new", "exclusiveMinimum", "0")];
    assert_faults("gen", wrong.validate().map(|()| 0), &expected);
}

#[test]
fn properties_may_be_called_like_what_emitted_functions_have() {
    let text = r#"{"partial":true,"value":1,"object":"abc","index":9,"missing":"m"}"#;
    let serving: Serving = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&serving).unwrap(), text);
    let wrong = Serving::builder().partial(false).value(0).object("abcd").index(10).build();
    let expected = [("/value", "minimum", "1"), ("/object", "maxLength", "3"), ("/index", "maximum", "9")];
    assert_faults("serving", wrong.map(|_| 0), &expected);
}

/// Answers every request in the same way, and keeps it.
#[derive(Clone)]
struct Kept(Arc<Mutex<Vec<Request<Body>>>>, &'static str);

impl Transport for Kept {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        self.0.lock().unwrap().push(request);
        Box::pin(async { Ok(Response::new(self.1.into())) })
    }
}

#[tokio::test]
async fn the_client_carries_what_one_of_the_security_alternatives_needs() {
    let kept = Kept(Arc::default(), FULL);
    let client = |credentials: Vec<(&str, Credential)>| {
        let settings = Client::builder().transport(kept.clone());
        let settings =
            credentials.into_iter().fold(settings, |settings, (scheme, it)| settings.credential(scheme, it));
        settings.build().unwrap()
    };
    let gen_ = || Gen::new("d1", dish(FULL).unwrap());
    let key = || ("key", StaticToken::new("k-1").into());
    let pair = || [("basic", Credential::basic("ada", "x")), ("token", StaticToken::new("t 1").into())];

    let response = client(vec![key()]).r#gen(gen_()).await.unwrap();
    assert_eq!(serde_json::to_string(&response).unwrap(), FULL);
    client(pair().into()).r#gen(gen_()).await.unwrap();
    let missing = client(pair().into_iter().take(1).collect()).r#gen(gen_()).await.unwrap_err();
    assert!(missing.to_string().contains("key"), "{missing}");
    // This operation needs none, and carries none.
    client(vec![key()]).delete_step(DeleteStep::new("d1", 1)).await.unwrap();

    let requests = kept.0.lock().unwrap();
    let [first, second, third] = requests.as_slice() else {
        panic!("three requests, not {}", requests.len())
    };
    assert_eq!(first.headers()["x-api-key"], "k-1");
    assert_eq!(second.headers()["authorization"], "Basic YWRhOng=");
    assert_eq!(second.uri().query(), Some("access_token=t%201"));
    assert!(!second.headers().contains_key("x-api-key"));
    assert!(!third.headers().contains_key("x-api-key"));
    assert_eq!(third.uri().path(), "/v2/dishes/d1/steps/1");
}

#[test]
fn letters_that_look_like_others_are_spelt_out_in_rust_alone() {
    let json = r#"{"имя":"a","сору":"b","αβ":"c","ﬁle":"d","ǅ":"e","一":"f","new":true}"#;
    let value: Clone = hire_runtime::parse(json.as_bytes()).unwrap();
    assert_eq!((value.u438u43cu44f.as_deref(), value.file.as_deref()), (Some("a"), Some("d")));
    assert_eq!(serde_json::to_string(&value).unwrap(), json);
}
