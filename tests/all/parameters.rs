//! Parameters over a socket: what a server reads of them, by code that is not ours, is what was sent.

use std::borrow::Cow;

use axum::Router;
use axum::extract::Query;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, Uri};
use axum::routing::get;
use hire_runtime::{Map, Validate as _};
use hire_tests::fixtures::beyond_other_generators::parameters::{Client, operations, types};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::support::serve;

/// The type of a response, and its JSON.
type JsonResponse = ([(HeaderName, &'static str); 1], String);
type Pairs = Vec<Vec<String>>;

/// Texts with whatever separates something somewhere.
const TEXTS: [&str; 6] = ["plain", "a b+c%20", "/?#[]@:", "!$&'()*,;=", "100%", "中é\"<>\\^`{|}~"];

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map(Cow::into_owned).unwrap()
}

/// What the separator keeps apart, decoded.
fn split(text: &str, separator: char) -> Vec<String> {
    text.split(separator).map(decoded).collect()
}

fn json_of(value: &impl serde::Serialize) -> JsonResponse {
    ([(CONTENT_TYPE, "application/json")], serde_json::to_string(value).unwrap())
}

async fn path(uri: Uri) -> JsonResponse {
    let segments: Vec<&str> = uri.path().split('/').collect();
    let [_, _, plain, list, label, matrix, map] = segments[..] else { panic!("{uri}") };
    let map = map.strip_prefix("x;").unwrap().split(';').flat_map(|pair| split(pair, '=')).collect();
    json_of(&vec![
        vec![decoded(plain)],
        split(list, ','),
        split(label.strip_prefix('.').unwrap(), '.'),
        split(matrix.strip_prefix(";matrix=").unwrap(), ','),
        map,
    ])
}

async fn query(Query(pairs): Query<Vec<(String, String)>>) -> JsonResponse {
    json_of(&pairs)
}

async fn deep(uri: Uri) -> JsonResponse {
    // The brackets are percent-encoded, as the specification has it.
    let config = serde_qs::Config::new().use_form_encoding(true);
    let query: Value = config.deserialize_str(uri.query().unwrap()).unwrap();
    json_of(&query["filter"])
}

async fn headers(headers: HeaderMap) -> JsonResponse {
    let text =
        |name: &str| headers.get(name).map(|value| String::from_utf8(value.as_bytes().to_vec()).unwrap());
    let mut pairs: Pairs = Vec::new();
    for name in ["x-text", "x-list", "x-box", "x-json"] {
        pairs.extend(text(name).map(|text| vec![name.to_owned(), text]));
    }
    let cookies = text("cookie").unwrap_or_default();
    for cookie in cookies.split("; ").filter(|cookie| !cookie.is_empty()) {
        let (name, value) = cookie.split_once('=').unwrap();
        pairs.push(vec![name.to_owned(), decoded(value)]);
    }
    json_of(&pairs)
}

async fn client() -> Client {
    let router = Router::new()
        .route("/path/{*rest}", get(path))
        .route("/query", get(query))
        .route("/deep", get(deep))
        .route("/headers", get(headers));
    Client::builder().base_url(serve(router).await).build().unwrap()
}

#[tokio::test]
async fn paths_are_read_as_they_were_written() {
    let client = client().await;
    for text in TEXTS {
        let list = owned(&["first", text, "last"]);
        let map = Map::from([("a b".to_owned(), text.to_owned()), (text.to_owned(), "c".to_owned())]);
        let request = operations::InPath::new(text, list.clone(), vec![1, -2], list.clone(), map);
        let read = client.in_path(request).await.unwrap();
        let map = owned(&["a b", text, text, "c"]);
        assert_eq!(read, [owned(&[text]), list.clone(), owned(&["1", "-2"]), list, map], "{text}");
    }
}

#[tokio::test]
async fn queries_are_read_as_they_were_written() {
    let client = client().await;
    let filter = || types::Filter::builder().status("open").build().unwrap();
    for text in TEXTS {
        let read = client.in_query(operations::InQuery::new().text(text).list(owned(&[text, "", "z"]))).await;
        let pairs = [["version", "1"], ["text", text], ["list[]", text], ["list[]", ""], ["list[]", "z"]];
        assert_eq!(read.unwrap(), pairs.map(|pair| owned(&pair)), "{text}");
    }
    let size = types::Box::builder().width(3).colour("dark red").build().unwrap();
    let request = operations::InQuery::new()
        .joined(owned(&["a", "b c"]))
        .spaced(owned(&["a+b", "c"]))
        .barred(vec![1.5, 1e20])
        .r#box(size)
        .either(owned(&["x", "y"]))
        .any(json!({"k": 1, "gone": null, "l": false}))
        .reserved("/a?b:c@d,e%2Ff'")
        .json(filter());
    let expected: &[[&str; 2]] = &[
        ["version", "1"],
        ["joined", "a,b c"],
        ["spaced", "a+b c"],
        ["barred", "1.5|1e20"],
        ["width", "3"],
        ["colour", "dark red"],
        ["either", "x"],
        ["either", "y"],
        ["any", "k,1,l,false"],
        ["reserved", "/a?b:c@d,e/f'"],
        ["json", r#"{"status":"open"}"#],
    ];
    assert_eq!(
        client.in_query(request).await.unwrap(),
        expected.iter().map(|pair| owned(pair)).collect::<Pairs>()
    );
    let nothing = operations::InQuery::new().list(Vec::new()).any(json!([])).either(Vec::new());
    assert_eq!(client.in_query(nothing).await.unwrap(), [owned(&["version", "1"])]);
}

#[tokio::test]
async fn deep_objects_are_read_as_they_were_written() {
    let client = client().await;
    for text in TEXTS {
        let owner = types::FilterOwner::builder().name(text).tags(owned(&[text, "b"])).build().unwrap();
        let filter = types::Filter::builder().status(text).owner(owner).build().unwrap();
        assert_eq!(client.deep(filter.clone()).await.unwrap(), filter, "{text}");
    }
}

#[tokio::test]
async fn headers_and_cookies_are_read_as_they_were_written() {
    let client = client().await;
    let size = || types::Box::builder().width(3).colour("red").build().unwrap();
    let request = operations::InHeaders::new()
        .x_text("a, b=c;%20é")
        .x_list(owned(&["a b", "\"c,d\""]))
        .x_box(size())
        .x_json(size())
        .text("a; b=\"c\", %20é")
        .list(owned(&["x", "y;"]))
        .raw("a=b&c");
    let read = client.in_headers(request).await.unwrap();
    let expected: &[[&str; 2]] = &[
        ["x-text", "a, b=c;%20é"],
        ["x-list", "a b,\"c,d\""],
        ["x-box", "width=3,colour=red"],
        ["x-json", r#"{"width":3,"colour":"red"}"#],
        ["text", "a; b=\"c\", %20é"],
        ["list", "x"],
        ["list", "y;"],
        ["raw", "a=b&c"],
    ];
    assert_eq!(read, expected.iter().map(|pair| owned(pair)).collect::<Pairs>());
}

#[tokio::test]
async fn nothing_is_sent_of_what_cannot_be_written() {
    // Nobody listens there.
    let client = Client::builder().base_url("http://127.0.0.1:1").build().unwrap();
    let spaced = operations::InQuery::new().spaced(owned(&["a b"]));
    assert!(spaced.validate().is_ok());
    let error = client.in_query(spaced).await.unwrap_err().to_string();
    assert!(error.contains("(query)/spaced: a text with a space"), "{error}");
    let empty = operations::InPath::new("", Vec::new(), Vec::new(), Vec::new(), Map::new());
    let error = client.in_path(empty).await.unwrap_err().to_string();
    for name in ["plain", "list", "label", "matrix"] {
        assert!(
            error.contains(&format!("(path)/{name}: \"\" does not have the format path-segment")),
            "{error}"
        );
    }
    let error = client.in_headers(operations::InHeaders::new().x_list(owned(&["a,b"]))).await.unwrap_err();
    assert!(error.to_string().contains("(header)/X-List: a text with a comma"), "{error}");
}
