use super::*;
use crate::{Api, Secret};

static API: Api = Api::new("requests", "1");
static PLAIN: Operation = Operation::new(&API, "plain", "POST", "/v1/things");
static ITEM: Operation = Operation::new(&API, "item", "GET", "/v1/things/{id}/parts/{part}");

fn base() -> BaseUrl {
    "https://h.example/prefix/".parse().unwrap()
}

fn faults(result: Result<Request<Body>, Violations>) -> Vec<String> {
    result.unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn path_values_are_percent_encoded() {
    for (value, expected) in [
        ("a/b c?中", "a%2Fb%20c%3F%E4%B8%AD"),
        ("azAZ09-._~", "azAZ09-._~"),
        ("100%", "100%25"),
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        ("!$&'()*+,;=:@", "%21%24%26%27%28%29%2A%2B%2C%3B%3D%3A%40"),
        ("#[]{}\\\"<>|^`", "%23%5B%5D%7B%7D%5C%22%3C%3E%7C%5E%60"),
        ("\n\u{0}\u{7f}", "%0A%00%7F"),
    ] {
        let mut writer = RequestWriter::new(&ITEM);
        writer.path("id", &value.to_owned()).unwrap();
        writer.path("part", &7_i64).unwrap();
        let request = writer.finish(&base()).unwrap();
        let path = format!("/prefix/v1/things/{expected}/parts/7");
        assert_eq!(request.uri().path(), path, "{value:?}");
        assert_eq!(request.uri().host(), Some("h.example"));
        assert_eq!(request.uri().query(), None);
        assert_eq!(request.method(), "GET");
    }
}

#[test]
fn a_url_that_is_too_long_says_so() {
    for (length, expected) in
        [(65_000, None), (66_000, Some("(path): a URL of 66037 bytes found, at most 65534 allowed"))]
    {
        let mut writer = RequestWriter::new(&PLAIN);
        writer.query("q", &"x".repeat(length)).unwrap();
        let result = writer.finish(&base());
        assert_eq!(result.map_err(|faults| faults.to_string()).err().as_deref(), expected);
    }
}

/// Its response repeats the request (RFC 9110, section 9.3.8).
#[test]
fn trace_carries_nothing_but_its_target() {
    static TRACE: Operation = Operation::new(&API, "trace", "TRACE", "/");
    let mut writer = RequestWriter::new(&TRACE);
    writer.query("a", &1).unwrap();
    writer.cookie("session", &Secret::from("s3cret")).unwrap();
    writer.json("application/json", &Secret::from("s3cret")).unwrap();
    let request = writer.finish(&base()).unwrap();
    assert_eq!((request.method().as_str(), request.uri().query()), ("TRACE", Some("a=1")));
    assert!(request.headers().is_empty() && request.body().is_empty(), "{request:?}");
}

#[test]
fn path_values_that_would_change_the_route_are_refused_all_at_once() {
    let mut writer = RequestWriter::new(&ITEM);
    writer.path("id", &"..".to_owned()).unwrap();
    writer.path("part", &String::new()).unwrap();
    let violations = writer.finish(&base()).unwrap_err();
    let found: Vec<_> = violations
        .iter()
        .map(|one| (one.location, one.pointer.as_str(), one.keyword, one.found.as_str()))
        .collect();
    assert_eq!(
        found,
        [(Location::Path, "/id", "format", "\"..\""), (Location::Path, "/part", "format", "\"\""),]
    );
    let mut writer = RequestWriter::new(&ITEM);
    writer.path("id", &".".to_owned()).unwrap();
    writer.path("part", &f64::NAN).unwrap();
    assert_eq!(
        faults(writer.finish(&base())),
        [
            "(path)/part: not JSON: a value that JSON can spell (NaN is not a number that can be written)",
            "(path)/id: \".\" does not have the format path-segment",
        ]
    );
}

#[test]
fn templates_that_do_not_fit_are_faults_and_no_panics() {
    let written: &[(&'static str, &'static str)] = &[("id", "1"), ("other~/", "2")];
    for (method, template, expected) in [
        ("GET", "/{id", "(path): a brace that is not closed does not have the format uri-template"),
        ("GET", "/{no}/{id}", "(path)/no: no value does not have the format path-segment"),
        ("GET", "/{}/{id}", "(path): no value does not have the format path-segment"),
        (
            "GET",
            "/{id}",
            "(path)/other~0~1: a name that the template lacks does not have the format uri-template",
        ),
        ("G T", "/{id}", "(path): G T does not have the format http-method"),
    ] {
        let operation = Operation::new(&API, "x", method, template);
        let mut writer = RequestWriter::new(Box::leak(Box::new(operation)));
        for (name, value) in written {
            writer.path(*name, &(*value).to_owned()).unwrap();
        }
        let faults = faults(writer.finish(&base()));
        assert!(faults.iter().any(|fault| fault == expected), "{template}: {faults:?}");
    }
    let operation = Operation::new(&API, "x", "GET", "/a b/中#{id}}");
    let mut writer = RequestWriter::new(Box::leak(Box::new(operation)));
    writer.path("id", &1).unwrap();
    let request = writer.finish(&base()).unwrap();
    assert_eq!(request.uri().path(), "/prefix/a%20b/%E4%B8%AD%231%7D");
}

#[test]
fn queries_are_pairs_in_the_order_they_are_written() {
    let mut writer = RequestWriter::new(&PLAIN);
    writer.query("user_id_type", &Some("open_id".to_owned())).unwrap();
    writer.query("absent", &None::<String>).unwrap();
    writer.query("ids[]", &["a&b=c", "", "d+e f"].map(str::to_owned).to_vec()).unwrap();
    writer.query("flag", &Some(true)).unwrap();
    let request = writer.finish(&base()).unwrap();
    assert_eq!(
        request.uri().query(),
        Some("user_id_type=open_id&ids%5B%5D=a%26b%3Dc&ids%5B%5D=&ids%5B%5D=d%2Be%20f&flag=true")
    );
}

#[test]
fn the_whole_query_has_no_name() {
    let object = serde_json::json!({ "a": "b c", "l": [1, 2], "n": null });
    for (name, value, expected) in [
        (Styled::from("q"), &object, Some("a=b+c&l=1&l=2")),
        (
            ("q", Style::JSON).into(),
            &object,
            Some("%7B%22a%22%3A%22b%20c%22%2C%22l%22%3A%5B1%2C2%5D%2C%22n%22%3Anull%7D"),
        ),
        (("q", Style::TEXT).into(), &serde_json::json!("$..a"), Some("%24..a")),
        (Styled::from("q"), &serde_json::json!(null), None),
    ] {
        let mut writer = RequestWriter::new(&PLAIN);
        writer.query_string(name, value, &[]).unwrap();
        assert_eq!(writer.finish(&base()).unwrap().uri().query(), expected);
    }
    let mut writer = RequestWriter::new(&PLAIN);
    writer.query_string("q", &7, &[]).unwrap();
    let found = faults(writer.finish(&base()));
    assert_eq!(
        found,
        ["(query)/q: a value that is no object does not have the format x-www-form-urlencoded"]
    );
}

#[test]
fn headers_and_cookies() {
    let mut writer = RequestWriter::new(&PLAIN);
    writer.header("X-One", &Some(1)).unwrap();
    writer.header("X-None", &None::<String>).unwrap();
    writer.header("X-Many", &vec!["a".to_owned(), "中".to_owned()]).unwrap();
    writer.cookie("a", &Some("1;2".to_owned())).unwrap();
    writer.cookie("b", &vec![true]).unwrap();
    let request = writer.finish(&base()).unwrap();
    let headers = request.headers();
    assert_eq!(headers["x-one"], "1");
    assert_eq!(headers["x-many"].as_bytes(), "a,中".as_bytes());
    assert_eq!(headers["cookie"], "a=1%3B2; b=true");
    assert!(!headers.contains_key("x-none"));
}

#[test]
fn bad_headers_are_refused_without_their_value() {
    let mut writer = RequestWriter::new(&PLAIN);
    let text = |text: &str| text.to_owned();
    writer.header("X-Token", &Secret::from("s3cret\r\nX: y")).unwrap();
    writer.header("not a name", &text("s3cret")).unwrap();
    writer.body("text/\nplain", Bytes::new()).unwrap();
    // A receiver would strip what is around it, and see another value.
    for value in [" s3cret", "s3cret\t", "s3cret\0", "s3cret\u{7f}", "s3cret\u{1b}[2J"] {
        writer.header("X-Key", &text(value)).unwrap();
    }
    writer.cookie("a; b", &text("s3cret")).unwrap();
    let faults = faults(writer.finish(&base()));
    assert_eq!(faults.len(), 9, "{faults:?}");
    assert!(faults[8].starts_with("(cookie)/a; b: "), "{faults:?}");
    assert!(faults[0].starts_with("(header)/X-Token: "), "{faults:?}");
    assert!(faults[1].starts_with("(header)/not a name: "), "{faults:?}");
    assert!(faults[2].starts_with("(header)/Content-Type: "), "{faults:?}");
    assert!(!faults.concat().contains("s3cret"), "{faults:?}");
}

#[test]
fn a_query_of_the_template_stays_and_comes_first() {
    for (template, value, expected) in [
        ("/a?x=1", Some(2), "/prefix/a?x=1&y=2"),
        ("/a?x=1&z=a b#", Some(2), "/prefix/a?x=1&z=a%20b%23&y=2"),
        ("/a?x=1", None, "/prefix/a?x=1"),
        ("/a", Some(2), "/prefix/a?y=2"),
    ] {
        let operation = Operation::new(&API, "x", "GET", template);
        let mut writer = RequestWriter::new(Box::leak(Box::new(operation)));
        writer.query("y", &value).unwrap();
        let request = writer.finish(&base()).unwrap();
        assert_eq!(request.uri().path_and_query().unwrap().as_str(), expected, "{template}");
    }
}

#[test]
fn a_segment_is_empty_or_dots_as_a_whole_only() {
    for (template, style, text, path) in [
        ("/a/{id}", Style::SIMPLE, "", None),
        ("/a/{id}", Style::SIMPLE, "..", None),
        ("/a/{id}/b", Style::LABEL, "", None),
        ("/a/{id}", Style::LABEL, ".", None),
        ("/a/.{id}", Style::SIMPLE, ".", None),
        ("/a/b{id}", Style::SIMPLE, "", Some("/prefix/a/b")),
        ("/a/b{id}", Style::LABEL, "", Some("/prefix/a/b.")),
        ("/a/{id}", Style::MATRIX, "", Some("/prefix/a/;id")),
        ("/a/{id}.json", Style::SIMPLE, ".", Some("/prefix/a/..json")),
        ("/{id}/b/{id}", Style::SIMPLE, "c", Some("/prefix/c/b/c")),
    ] {
        let operation = Operation::new(&API, "x", "GET", template);
        let mut writer = RequestWriter::new(Box::leak(Box::new(operation)));
        writer.path(("id", style), &text.to_owned()).unwrap();
        let request = writer.finish(&base());
        assert_eq!(request.as_ref().ok().map(|request| request.uri().path()), path, "{template} {text:?}");
    }
    // Neither has a value that is undefined.
    let mut writer = RequestWriter::new(&ITEM);
    writer.path("id", &None::<i64>).unwrap();
    writer.path("part", &Vec::<i64>::new()).unwrap();
    assert_eq!(faults(writer.finish(&base())).len(), 2);
}

#[test]
fn bodies_are_compact_json_with_raw_text() {
    let mut writer = RequestWriter::new(&PLAIN);
    let value = serde_json::json!({"reason": "入职｜开源", "amount": 100.0, "list": [1, null]});
    writer.json("application/json; charset=utf-8", &value).unwrap();
    let request = writer.finish(&base()).unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(request.headers()["content-type"], "application/json; charset=utf-8");
    assert_eq!(request.body(), r#"{"reason":"入职｜开源","amount":100.0,"list":[1,null]}"#);
    let mut writer = RequestWriter::new(&PLAIN);
    let fault = writer.json("application/json", &vec![1.0, f64::NAN]).unwrap_err();
    let violations = fault.into_violations();
    assert_eq!(violations.len(), 1);
    assert_eq!(violations.as_slice()[0].location, Location::Body);
}

#[test]
fn debug_shows_no_parameter() {
    let mut writer = RequestWriter::new(&ITEM);
    let secret = "s3cret".to_owned();
    writer.path("id", &secret).unwrap();
    writer.query("q", &secret).unwrap();
    writer.header("X-Key", &secret).unwrap();
    writer.cookie("c", &secret).unwrap();
    writer.json("application/json", &Secret::from("s3cret")).unwrap();
    let text = format!("{writer:?}");
    assert!(!text.contains("s3cret"), "{text}");
    assert!(text.contains("item"), "{text}");
}

#[tokio::test]
async fn values_follow_each_other_in_lines_or_as_a_sequence() {
    use futures_util::stream::iter;
    for (media_type, expected) in [
        ("application/jsonl", "[1]\n\"a\\n\"\n"),
        ("application/x-ndjson; charset=utf-8", "[1]\n\"a\\n\"\n"),
        ("application/geo+json-seq; charset=utf-8", "\u{1e}[1]\n\u{1e}\"a\\n\"\n"),
        ("application/json-seq", "\u{1e}[1]\n\u{1e}\"a\\n\"\n"),
    ] {
        let values = || vec![serde_json::json!([1]), serde_json::json!("a\n")];
        let lists =
            [JsonLines::from(values()), values().into_iter().collect(), JsonLines::stream(iter(values()))];
        for (number, lines) in lists.iter().enumerate() {
            let mut writer = RequestWriter::new(&PLAIN);
            writer.lines(media_type, lines).unwrap();
            let request = writer.finish(&base()).unwrap();
            assert_eq!(request.headers()[CONTENT_TYPE], media_type);
            let body = request.into_body();
            assert_eq!(body.is_repeatable(), number < 2, "{media_type}");
            assert_eq!(body.into_stream().bytes().await.unwrap(), expected, "{media_type}");
        }
        // A stream is sent once, and written lines are sent as they are.
        let mut writer = RequestWriter::new(&PLAIN);
        writer.lines(media_type, &lists[2]).unwrap();
        assert!(writer.finish(&base()).unwrap().into_body().into_stream().bytes().await.is_err());
        let written = JsonLines::<u32>::from(Body::from("1\n"));
        let mut writer = RequestWriter::new(&PLAIN);
        writer.lines(media_type, &written).unwrap();
        assert_eq!(writer.finish(&base()).unwrap().into_body(), "1\n");
    }
    let mut writer = RequestWriter::new(&PLAIN);
    assert!(writer.lines("application/jsonl", &JsonLines::from(vec![f64::NAN])).is_err());
}

#[test]
fn the_whole_query_has_the_styles_of_its_properties() {
    let value = serde_json::json!({ "a": ["x y", "z"], "b": "t", "c": [1, 2] });
    let mut writer = RequestWriter::new(&PLAIN);
    let styles = [("a", Style::PIPE_DELIMITED), ("b", Style::JSON)];
    writer.query_string("q", &value, &styles).unwrap();
    let request = writer.finish(&base()).unwrap();
    assert_eq!(request.uri().query(), Some("a=x+y%7Cz&b=%22t%22&c=1&c=2"));
}
