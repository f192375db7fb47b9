use std::fmt::Debug;

use super::*;
use crate::{Date, Map, Secret, Stringified, Value};

fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in lines {
        map.append(*name, value.parse().unwrap());
    }
    map
}

/// What is read of `x`, once as a header that has to be there.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "each row has a value of its own")]
fn assert_read<T: Data + PartialEq + Debug>(style: Style, lines: &[&str], expected: Option<T>) {
    let map = headers(&lines.iter().map(|line| ("x", *line)).collect::<Vec<_>>());
    let reader = HeaderReader::new(&map);
    assert_eq!(reader.required::<T>(("x", style)).ok(), expected, "{lines:?}");
    assert_eq!(reader.optional::<T>(("X", style)), expected, "{lines:?}");
}

#[test]
fn the_type_decides_what_a_text_is() {
    const SIMPLE: Style = Style::SIMPLE;
    assert_read(SIMPLE, &["42"], Some(42_i64));
    assert_read(SIMPLE, &["-1.5"], Some(-1.5));
    assert_read(SIMPLE, &["42"], Some("42".to_owned()));
    assert_read(SIMPLE, &["true"], Some(true));
    assert_read(SIMPLE, &["a, b; c=\"d\""], Some("a, b; c=\"d\"".to_owned()));
    assert_read(SIMPLE, &["2024-02-29"], Date::try_from("2024-02-29".to_owned()).ok());
    assert_read(SIMPLE, &["42"], Stringified::<i64>::try_from("42".to_owned()).ok());
    assert_read(SIMPLE, &["nan"], Some(Value::from("nan")));
    assert_read(SIMPLE, &["7"], Some(Value::from(7)));
    assert_read::<i64>(SIMPLE, &["many"], None);
    assert_read::<u8>(SIMPLE, &["256"], None);
    assert_read::<bool>(SIMPLE, &["yes"], None);
    assert_read::<i64>(SIMPLE, &[], None);
}

/// The table of section 4.8.12.4, in the style that headers have.
#[test]
fn lists_and_objects_are_taken_apart() {
    let colors = || Some(["blue", "black", "brown"].map(str::to_owned).to_vec());
    for explode in [false, true] {
        let style = Style::SIMPLE.explode(explode);
        assert_read(style, &["blue,black,brown"], colors());
        assert_read(style, &["blue , black,", " brown"], colors());
        assert_read(style, &[""], Some(Vec::<String>::new()));
        assert_read(style, &[r#""a,b",c"#], Some(vec![r#""a,b""#.to_owned(), "c".to_owned()]));
    }
    let numbers = || Map::from_iter([("R", 100), ("G", 200)].map(|(name, value)| (name.to_owned(), value)));
    assert_read(Style::SIMPLE, &["R,100,G,200"], Some(numbers()));
    assert_read(Style::SIMPLE.explode(true), &["R=100,G=200"], Some(numbers()));
    assert_read::<Map<i64>>(Style::SIMPLE, &["R,100,G"], None);
    assert_read::<Map<i64>>(Style::SIMPLE.explode(true), &["R,100"], None);
    assert_read(Style::SIMPLE, &["1,2"], Some(vec![1_i64, 2]));
    assert_read::<Vec<i64>>(Style::SIMPLE, &["1,x"], None);
    assert_read(Style::JSON, &[r#"{"R": 100, "G": 200}"#], Some(numbers()));
    assert_read(Style::TEXT, &["R, 100"], Some("R, 100".to_owned()));
}

#[test]
fn cookies_are_lines_and_secret() {
    let cookies = ["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "b=\"2"];
    let map = headers(&cookies.map(|cookie| ("set-cookie", cookie)));
    let read: Vec<Secret> = HeaderReader::new(&map).required("Set-Cookie").unwrap();
    assert_eq!(read.iter().map(Secret::expose).collect::<Vec<_>>(), cookies);
    assert!(!format!("{read:?}").contains("a=1"));
}

#[test]
fn what_is_wrong_with_a_header_is_said_without_its_value() {
    let map = headers(&[("x-total", "s3cret")]);
    let reader = HeaderReader::new(&map);
    let message = |read: Result<i64, Mismatch>| read.unwrap_err().message;
    assert_eq!(
        message(reader.required("X-Total")),
        "the header `X-Total` does not have the type that the description gives it"
    );
    assert_eq!(message(reader.required("X-Next")), "the header `X-Next` is missing");
}
