use serde_json::json;

use super::*;
use crate::{Api, BaseUrl, Operation, RequestWriter};

static API: Api = Api::new("parameters", "1");
static SEGMENT: Operation = Operation::new(&API, "segment", "GET", "/x{color}");
static PLAIN: Operation = Operation::new(&API, "plain", "GET", "/");

/// What a request has of a parameter in its place: without the text around it.
fn written(
    location: Location,
    name: &'static str,
    style: Style,
    value: &Value,
) -> Result<Option<String>, String> {
    let mut writer = RequestWriter::new(if location == Location::Path { &SEGMENT } else { &PLAIN });
    match location {
        Location::Path => writer.path((name, style), value),
        Location::Query => writer.query((name, style), value),
        Location::Header => writer.header((name, style), value),
        _ => writer.cookie((name, style), value),
    }
    .unwrap();
    let request =
        writer.finish(&"http://h".parse::<BaseUrl>().unwrap()).map_err(|faults| faults.to_string())?;
    let header = |name| {
        let header = request.headers().get(name)?;
        Some(String::from_utf8(header.as_bytes().to_vec()).unwrap())
    };
    Ok(match location {
        Location::Path => request.uri().path().strip_prefix("/x").map(str::to_owned),
        Location::Query => request.uri().query().map(str::to_owned),
        Location::Header => header(name),
        _ => header("cookie"),
    })
}

/// The table of OpenAPI 3.1.1, 4.8.12.4: the empty string, a string, a list and an object. `-` is no text.
const TABLE: &str = "
path   simple         false -       blue         blue,black,brown                       R,100,G,200,B,150
path   simple         true  -       blue         blue,black,brown                       R=100,G=200,B=150
path   label          false .       .blue        .blue,black,brown                      .R,100,G,200,B,150
path   label          true  .       .blue        .blue.black.brown                      .R=100.G=200.B=150
path   matrix         false ;color  ;color=blue  ;color=blue,black,brown                ;color=R,100,G,200,B,150
path   matrix         true  ;color  ;color=blue  ;color=blue;color=black;color=brown    ;R=100;G=200;B=150
query  form           false color=  color=blue   color=blue,black,brown                 color=R,100,G,200,B,150
query  form           true  color=  color=blue   color=blue&color=black&color=brown     R=100&G=200&B=150
query  spaceDelimited false color=  color=blue   color=blue%20black%20brown             color=R%20100%20G%20200%20B%20150
query  pipeDelimited  false color=  color=blue   color=blue%7Cblack%7Cbrown             color=R%7C100%7CG%7C200%7CB%7C150
header simple         false -       blue         blue,black,brown                       R,100,G,200,B,150
header simple         true  -       blue         blue,black,brown                       R=100,G=200,B=150
cookie form           false color=  color=blue   color=blue,black,brown                 color=R,100,G,200,B,150
cookie form           true  color=  color=blue   color=blue;_color=black;_color=brown   R=100;_G=200;_B=150
";

#[test]
fn each_style_is_written_as_in_the_table_of_the_specification() {
    let styles = [
        Style::SIMPLE,
        Style::LABEL,
        Style::MATRIX,
        Style::FORM,
        Style::SPACE_DELIMITED,
        Style::PIPE_DELIMITED,
    ];
    let object = json!({"R": 100, "G": 200, "B": 150});
    let values = [json!(""), json!("blue"), json!(["blue", "black", "brown"]), object];
    for row in TABLE.trim().lines() {
        let cells: Vec<&str> = row.split_whitespace().collect();
        let location = [Location::Path, Location::Query, Location::Header, Location::Cookie];
        let location = location.into_iter().find(|location| location.as_str() == cells[0]).unwrap();
        let style = styles.into_iter().find(|style| style.as_str() == cells[1]).unwrap();
        let style = style.explode(cells[2] == "true");
        for (value, cell) in values.iter().zip(&cells[3..]) {
            let expected = cell.trim_matches('-').replace('_', " ");
            let written = written(location, "color", style, value).unwrap();
            assert_eq!(written.as_deref(), Some(expected.as_str()), "{row} {value}");
        }
        // A path has an empty text of what is undefined.
        let undefined = (location == Location::Path).then_some("");
        for value in [json!(null), json!([]), json!({}), json!([null]), json!({"R": null})] {
            assert_eq!(
                written(location, "color", style, &value).unwrap().as_deref(),
                undefined,
                "{row} {value}"
            );
        }
    }
}

#[test]
fn deep_objects_have_the_way_to_each_value() {
    for (value, expected) in [
        (json!({"R": 100, "G": 200, "B": 150}), Some("color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150")),
        (
            json!({"a": {"b": {"c d": "e&f"}}, "g": ""}),
            Some("color%5Ba%5D%5Bb%5D%5Bc%20d%5D=e%26f&color%5Bg%5D="),
        ),
        (
            json!({"a": ["x", null, {"b": true}]}),
            Some("color%5Ba%5D%5B0%5D=x&color%5Ba%5D%5B1%5D%5Bb%5D=true"),
        ),
        (json!({"a": null, "b": [], "c": {}}), None),
        (json!(null), None),
    ] {
        let written = written(Location::Query, "color", Style::DEEP_OBJECT, &value).unwrap();
        assert_eq!(written.as_deref(), expected, "{value}");
    }
}

/// The variables of RFC 6570, section 3.2.
fn rfc_6570(name: &str) -> Value {
    match name {
        "count" => json!(["one", "two", "three"]),
        "dom" => json!(["example", "com"]),
        "dub" => json!("me/too"),
        "hello" => json!("Hello World!"),
        "half" => json!("50%"),
        "who" => json!("fred"),
        "base" => json!("http://example.com/home/"),
        "path" => json!("/foo/bar"),
        "list" => json!(["red", "green", "blue"]),
        "keys" => json!({"semi": ";", "dot": ".", "comma": ","}),
        "v" => json!("6"),
        "empty" => json!(""),
        "empty_keys" => json!({}),
        _ => json!(null),
    }
}

#[test]
fn the_examples_of_rfc_6570_are_written_as_there() {
    let [simple, label, matrix, form] =
        [Style::SIMPLE, Style::LABEL, Style::MATRIX, Style::FORM.explode(false)];
    for (style, name, explode, expected) in [
        (simple, "hello", false, "Hello%20World%21"),
        (simple, "half", false, "50%25"),
        (simple, "empty", false, ""),
        (simple, "undef", false, ""),
        (simple, "list", false, "red,green,blue"),
        (simple, "keys", false, "semi,%3B,dot,.,comma,%2C"),
        (simple, "keys", true, "semi=%3B,dot=.,comma=%2C"),
        (label, "who", false, ".fred"),
        (label, "half", false, ".50%25"),
        (label, "dom", true, ".example.com"),
        (label, "empty", false, "."),
        (label, "list", false, ".red,green,blue"),
        (label, "list", true, ".red.green.blue"),
        (label, "keys", false, ".semi,%3B,dot,.,comma,%2C"),
        (label, "keys", true, ".semi=%3B.dot=..comma=%2C"),
        (label, "empty_keys", false, ""),
        (label, "empty_keys", true, ""),
        (matrix, "who", false, ";who=fred"),
        (matrix, "half", false, ";half=50%25"),
        (matrix, "empty", false, ";empty"),
        (matrix, "list", false, ";list=red,green,blue"),
        (matrix, "list", true, ";list=red;list=green;list=blue"),
        (matrix, "keys", false, ";keys=semi,%3B,dot,.,comma,%2C"),
        (matrix, "keys", true, ";semi=%3B;dot=.;comma=%2C"),
        (form, "who", false, "who=fred"),
        (form, "half", false, "half=50%25"),
        (form, "empty", false, "empty="),
        (form, "list", false, "list=red,green,blue"),
        (form, "list", true, "list=red&list=green&list=blue"),
        (form, "keys", false, "keys=semi,%3B,dot,.,comma,%2C"),
        (form, "keys", true, "semi=%3B&dot=.&comma=%2C"),
        (form, "count", true, "count=one&count=two&count=three"),
        (form, "undef", false, ""),
    ] {
        let location = if style.kind == Kind::Form { Location::Query } else { Location::Path };
        let written = write(location, name, style.explode(explode), &rfc_6570(name)).ok().unwrap();
        assert_eq!(written.unwrap_or_default(), expected, "{style:?} {name} {explode}");
    }
    for (name, expected) in [
        ("half", "half=50%25"),
        ("base", "base=http://example.com/home/"),
        ("path", "path=/foo/bar"),
        ("hello", "hello=Hello%20World!"),
        ("list", "list=red,green,blue"),
        ("keys", "keys=semi,;,dot,.,comma,,"),
    ] {
        let written = write(Location::Query, name, form.allow_reserved(), &rfc_6570(name)).ok().unwrap();
        assert_eq!(written.as_deref(), Some(expected));
    }
}

#[test]
fn reserved_characters_stay_where_that_is_allowed() {
    let reserved = ":/?[]@!$&'()*+,;=";
    for (text, usual, allowed) in [
        (reserved, "%3A%2F%3F%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D", reserved),
        (
            "a b\"<>\\^`{|}é中",
            "a%20b%22%3C%3E%5C%5E%60%7B%7C%7D%C3%A9%E4%B8%AD",
            "a%20b%22%3C%3E%5C%5E%60%7B%7C%7D%C3%A9%E4%B8%AD",
        ),
        ("%2F%zz%4", "%252F%25zz%254", "%2F%25zz%254"),
        ("a#b", "a%23b", "a%23b"),
        ("%é%%20%", "%25%C3%A9%25%2520%25", "%25%C3%A9%25%20%25"),
    ] {
        let value = json!(text);
        let written = |style| written(Location::Query, "q", style, &value).unwrap().unwrap();
        assert_eq!(written(Style::FORM), format!("q={usual}"));
        assert_eq!(written(Style::FORM.allow_reserved()), format!("q={allowed}"));
    }
    // In a path, these may be several segments, and nothing that ends or leaves them.
    let path = |text: &str| written(Location::Path, "color", Style::SIMPLE.allow_reserved(), &json!(text));
    for (text, expected) in [("projects/a:b c", "projects/a:b%20c"), ("a?b#c%2Fd", "a%3Fb%23c%252Fd")] {
        assert_eq!(path(text).unwrap().as_deref(), Some(expected));
    }
    for text in ["/", "a/", "a//b", "a/../b"] {
        assert!(path(text).unwrap_err().contains("path-segment"), "{text}");
    }
}

#[test]
fn names_are_encoded_in_urls_and_tokens_elsewhere() {
    let member = json!({"a[]": 1, "ü&=": 2});
    for (location, style, expected) in [
        (Location::Path, Style::MATRIX.explode(true), Some(";a%5B%5D=1;%C3%BC%26%3D=2")),
        (Location::Query, Style::FORM, Some("a%5B%5D=1&%C3%BC%26%3D=2")),
        (Location::Query, Style::FORM.explode(false), Some("color=a%5B%5D,1,%C3%BC%26%3D,2")),
        (Location::Header, Style::SIMPLE.explode(true), None),
        (Location::Cookie, Style::FORM, None),
    ] {
        assert_eq!(
            written(location, "color", style, &member).ok().flatten().as_deref(),
            expected,
            "{location}"
        );
    }
    assert_eq!(
        written(Location::Query, "$a b[]", Style::FORM, &json!(1)).unwrap().unwrap(),
        "%24a%20b%5B%5D=1"
    );
}

#[test]
fn content_is_a_text_as_a_whole() {
    let value = json!({"a": ["b c", null], "é": {}});
    let encoded = "%7B%22a%22%3A%5B%22b%20c%22%2Cnull%5D%2C%22%C3%A9%22%3A%7B%7D%7D";
    for (location, style, value, expected) in [
        (Location::Path, Style::JSON, &value, encoded.to_owned()),
        (Location::Query, Style::JSON, &value, format!("color={encoded}")),
        (Location::Header, Style::JSON, &value, value.to_string()),
        (Location::Cookie, Style::JSON, &value, format!("color={encoded}")),
        (Location::Query, Style::JSON, &json!("a"), "color=%22a%22".to_owned()),
        (Location::Query, Style::TEXT, &json!("a b,c"), "color=a%20b%2Cc".to_owned()),
        (Location::Header, Style::TEXT, &json!("a b,c"), "a b,c".to_owned()),
        (Location::Cookie, Style::TEXT, &json!("a=/b"), "color=a=/b".to_owned()),
    ] {
        assert_eq!(
            written(location, "color", style, value).unwrap().unwrap(),
            expected,
            "{location} {value}"
        );
    }
}

/// What OpenAPI leaves undefined, and is written all the same.
#[test]
fn nested_values_are_json_and_deep_objects_take_any_value() {
    for (location, style, value, expected) in [
        (Location::Query, Style::FORM, json!([{"a": 1}, 2]), "color=%7B%22a%22%3A1%7D&color=2"),
        (Location::Query, Style::FORM.explode(false), json!([[1, 2], "b"]), "color=%5B1%2C2%5D,b"),
        (Location::Query, Style::FORM, json!({"a": {"b": []}}), "a=%7B%22b%22%3A%5B%5D%7D"),
        (Location::Path, Style::SIMPLE, json!([[1]]), "%5B1%5D"),
        (Location::Header, Style::SIMPLE, json!([{"a": [1, 2]}]), "{\"a\":[1,2]}"),
        (Location::Query, Style::PIPE_DELIMITED.explode(true), json!(["a", "b"]), "color=a&color=b"),
        (Location::Query, Style::DEEP_OBJECT, json!("a"), "color=a"),
        (Location::Query, Style::DEEP_OBJECT, json!(["a", {"b": 1}]), "color%5B0%5D=a&color%5B1%5D%5Bb%5D=1"),
    ] {
        let written = written(location, "color", style, &value).unwrap();
        assert_eq!(written.as_deref(), Some(expected), "{location} {value}");
    }
}

#[test]
fn what_a_reader_would_take_for_something_else_is_a_fault() {
    for (location, style, value) in [
        (Location::Query, Style::SPACE_DELIMITED, json!(["s3cret a", "b"])),
        (Location::Query, Style::PIPE_DELIMITED, json!({"s3cret|a": "b"})),
        (Location::Query, Style::PIPE_DELIMITED, json!("s3cret|a")),
        (Location::Query, Style::TEXT, json!(["s3cret"])),
        (Location::Header, Style::SIMPLE, json!(["s3cret,b"])),
        (Location::Header, Style::SIMPLE, json!(["a", "s3cret\r\nb"])),
        (Location::Cookie, Style::TEXT, json!("s3cret; a")),
    ] {
        let fault = written(location, "color", style, &value).unwrap_err();
        assert!(!fault.contains("s3cret"), "{fault}");
    }
    // Nothing is encoded in the parts of a body.
    let part = |style: Style, value| parts("color", style, &value).map_err(|it| it.found);
    let joined = Style::FORM.explode(false);
    assert_eq!(part(joined, json!(["a", "b,c"])), Err("a text with a comma"));
    assert_eq!(part(joined, json!({"a": "b,c"})), Err("a text with a comma"));
    assert_eq!(part(joined, json!("b,c")), Ok(vec![(Some("color".to_owned()), "b,c".to_owned())]));
    assert_eq!(part(Style::FORM, json!(["b,c"])), Ok(vec![(Some("color".to_owned()), "b,c".to_owned())]));
    // In quotes, a comma is part of the item.
    let quoted =
        written(Location::Header, "if-match", Style::SIMPLE, &json!(["\"a,b\"", "W/\"c\""])).unwrap();
    assert_eq!(quoted.as_deref(), Some("\"a,b\",W/\"c\""));
}

#[test]
fn scalars_have_one_text_each() {
    for (value, text) in [
        (json!(true), "true"),
        (json!(i64::MIN), "-9223372036854775808"),
        (json!(u64::MAX), "18446744073709551615"),
        (json!(100.0), "100"),
        (json!(-1.5), "-1.5"),
        (json!(1e-7), "1e-7"),
        (json!(1e300), "1e300"),
        (json!(0.0), "0"),
    ] {
        assert_eq!(written(Location::Query, "n", Style::FORM, &value).unwrap().unwrap(), format!("n={text}"));
    }
}
