use std::time::Instant;

use serde_json::{Value, json};

use crate::diagnostic::Diagnostics;
use crate::source::{Cursor, Kind, Number, Sources};

fn read(text: &str) -> Sources {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text("a.yaml", text, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{text}: {diagnostics:?}");
    sources.unwrap()
}

/// Code, line and column of each fault.
fn faults(text: &str) -> Vec<String> {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text("a.yaml", text, &mut diagnostics);
    let spot = |it: &crate::diagnostic::Diagnostic| match (it.place, &it.excerpt, &sources) {
        (Some(place), _, Some(sources)) => {
            let span = sources.locate(place);
            format!("{} {}:{}", it.code, span.line, span.column)
        }
        (_, Some(excerpt), _) => format!("{} {}", it.code, excerpt.position().trim_start_matches("a.yaml:")),
        _ => it.code.to_string(),
    };
    diagnostics.iter().map(spot).collect()
}

fn keys(text: &str) -> Vec<String> {
    read(text).root().entries().map(|(key, _)| key.to_owned()).collect()
}

#[test]
fn keys_are_texts_as_written() {
    let plain = [
        "+1",
        "-1",
        "0x10",
        "0o17",
        "007",
        "1.10",
        "1e3",
        "True",
        "yes",
        "NULL",
        "null",
        "~",
        ".inf",
        "1_000",
        "2020-01-01",
        "200",
        "-",
        "a b",
    ];
    for key in plain {
        let shapes = [
            format!("{key}: 1"),
            format!("{{{key}: 1}}"),
            format!("? {key}\n: 1"),
            format!("{{? {key} : 1}}"),
            format!("'{key}': 1"),
            format!("\"{key}\": 1"),
            format!("!!str {key}: 1"),
            format!("!!int {key}: 1"),
            format!("&a {key}: 1"),
            format!("!!str &a {key}: 1"),
            format!("&a !!str {key} : 1"),
            format!("# comment\n{key}\t: 1"),
        ];
        // `-` alone begins an item.
        for shape in shapes.iter().filter(|_| key != "-") {
            assert_eq!(keys(shape), [key], "{shape}");
        }
        let nested = read(&format!("a: [{{b: {{'{key}': 1}}}}]\nx-c: &c '{key}'\nd: {{*c : 2}}\n"));
        let found = nested.root().to_json();
        assert_eq!(found["a"][0]["b"][key], 1, "{key}");
        assert_eq!(found["d"][key], 2, "{key}");
    }
    // A value that is a key elsewhere: what it is as a value is not what it is as a key.
    assert_eq!(
        read("a: &n 0x10\n*n : &m 007\nb: *m\n").root().to_json(),
        json!({"a": 16, "0x10": 7, "b": 7})
    );
    assert_eq!(read("&n 0x10: a\nb: *n\n").root().to_json(), json!({"0x10": "a", "b": 16}));
}

#[test]
fn keys_are_equal_where_they_are_the_same_text() {
    assert_eq!(keys("1: a\n0x1: b\n01: c\n1.0: d\n"), ["1", "0x1", "01", "1.0"]);
    assert_eq!(faults("1: a\n'1': b\n"), ["duplicate-key 2:1"]);
    assert_eq!(faults("a: {null: 1, \"null\": 2}\n"), ["duplicate-key 1:14"]);
    assert_eq!(faults("a: &k x\nx: 1\n*k : 2\n"), ["duplicate-key 3:1"]);
}

#[test]
fn a_key_that_is_no_text_is_an_error() {
    let cases = [
        (": a\n", "key-kind 1:3"),
        ("b: 1\n? [x]\n: c\n", "key-kind 3:3"),
        ("? {x: 1}\n: c\n", "key-kind 2:3"),
        ("a: &a [1]\n*a : c\n", "key-kind 2:6"),
        ("!own x: c\n", "yaml-tag 1:9"),
    ];
    for (text, expected) in cases {
        assert_eq!(faults(text), [expected], "{text}");
    }
}

/// YAML 1.2.2, section 10.3.2.
#[test]
fn plain_values_are_those_of_the_core_schema() {
    let integers =
        "0 12 +12=12 -12 012=12 -0=0 0o17=15 0x1F=31 0xfF=255 170141183460469231731687303715884105727";
    let floats = "1.=1 .5=0.5 -.5=-0.5 +1.5=1.5 1e3=1000 1E+3=1000 1.5e-3=0.0015 01.50=1.5 1.e2=100 1.10=1.1 \
        999999999999999999999999999999999999999999=1e42 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF=5444517870735015415413993718908291383295";
    let pairs =
        |table: &'static str| table.split_whitespace().map(|it| it.split_once('=').unwrap_or((it, it)));
    let mut table: Vec<(&str, Kind<'_>)> = pairs(integers)
        .map(|(text, it)| (text, Kind::Number(Number::Integer(it.parse().unwrap()))))
        .collect();
    table.extend(pairs(floats).map(|(text, it)| (text, Kind::Number(Number::Float(it.parse().unwrap())))));
    table.extend(["null", "Null", "NULL", "~", ""].map(|it| (it, Kind::Null)));
    table.extend(["true", "True", "TRUE"].map(|it| (it, Kind::Bool(true))));
    table.extend(["false", "False", "FALSE"].map(|it| (it, Kind::Bool(false))));
    let strings = "y Y yes No on OFF tRUE nULL nil 0b11 -0x1F +0o7 0o8 0xG 0x 0O7 0X1F 1_000 1:30 2020-01-01 . + \
        +. e3 .e3 1e 1e+ 1.2.3 +-1 --1 inf nan -.nan Infinity ١";
    table.extend(strings.split_whitespace().map(|it| (it, Kind::String(it))));
    for (text, expected) in table {
        let sources = read(&format!("a: [{{b: {text}}}]\nc: {text}\n"));
        let c = sources.root().get("c").unwrap();
        let b = sources.root().get("a").and_then(|it| it.items().next()?.get("b")).unwrap();
        assert_eq!((b.kind(), c.kind()), (expected, expected), "{text}");
        if !text.is_empty() {
            let quoted = read(&format!("['{text}', \"{text}\", !!str {text}, ! {text}]"));
            assert!(quoted.root().items().all(|it| it.as_str() == Some(text)), "{text}");
        }
    }
    for text in [".inf", "-.Inf", "+.INF", ".nan", ".NaN", ".NAN", "1e999"] {
        assert_eq!(faults(&format!("a: {text}\n")), ["not-a-number 1:1"], "{text}");
    }
}

#[test]
fn tags_of_the_core_schema_are_followed() {
    let text = "[!!int '7', !!float 1, !!bool \"true\", !!null '', !!str, !!seq [], !!map {}, !!timestamp 2020-01-01]";
    let expected = json!([7, 1.0, true, null, "", [], {}, "2020-01-01"]);
    assert_eq!(read(text).root().to_json(), expected);
    for text in ["!!int x", "!!bool yes", "!!null 1", "!!int 1.5", "!own 1", "!own [1]"] {
        assert_eq!(faults(&format!("a: {text}")).len(), 1, "{text}");
    }
}

#[test]
fn merge_keys_merge() {
    let bases = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\n";
    let cases: [(&str, Value); 12] = [
        ("m: {<<: *x}", json!({"a": 1, "b": 2})),
        ("m:\n  <<: *x\n  d: 5", json!({"a": 1, "b": 2, "d": 5})),
        ("m: {b: 9, <<: *x}", json!({"b": 9, "a": 1})),
        ("m: {<<: *x, b: 9}", json!({"a": 1, "b": 9})),
        ("m: {<<: [*x, *y]}", json!({"a": 1, "b": 2, "c": 4})),
        ("m: {<<: [*y, *x]}", json!({"b": 3, "c": 4, "a": 1})),
        ("m: {<<: *x, e: 0, <<: *y}", json!({"a": 1, "b": 2, "e": 0, "c": 4})),
        ("m: {<<: {a: {q: 1}}, ? << : *y}", json!({"a": {"q": 1}, "b": 3, "c": 4})),
        ("m: {!!merge <<: *x}", json!({"a": 1, "b": 2})),
        (
            "n: &n {<<: *x, z: {<<: *y}}\nm: {<<: *n, k: [*n]}",
            json!({
                "a": 1, "b": 2, "z": {"b": 3, "c": 4}, "k": [{"a": 1, "b": 2, "z": {"b": 3, "c": 4}}]
            }),
        ),
        ("m: {'<<': *x, \"<\": 1}", json!({"<<": {"a": 1, "b": 2}, "<": 1})),
        ("m: {!!str <<: *x}", json!({"<<": {"a": 1, "b": 2}})),
    ];
    for (text, expected) in cases {
        let sources = read(&format!("{bases}{text}\n"));
        let merged = sources.root().get("m").unwrap().to_json();
        assert_eq!(merged, expected, "{text}");
        assert_eq!(merged.to_string(), expected.to_string(), "order: {text}");
    }
    let sources = read(&format!("{bases}m: {{e: 0, <<: [*x, *y]}}\n"));
    let at = |pointer: &str| sources.root().resolve(pointer).unwrap();
    assert_eq!(sources.pointer(at("#/m/c").place()), "/m/c");
    assert_eq!(at("#/m/c").parent().and_then(Cursor::key), Some("m"));
    let span = sources.locate(at("#/m/c").key_place());
    assert_eq!((span.line, span.column), (2, 14));
}

#[test]
fn what_cannot_be_merged_is_one_error() {
    for text in ["a: {<<: 1}", "a: {<<: }", "a: {<<: [1]}", "a: {<<: [[]]}", "x: &x text\na: {<<: *x}"] {
        let found = faults(text);
        assert!(matches!(&found[..], [one] if one.starts_with("merge-key ")), "{text}: {found:?}");
    }
}

#[test]
fn tabs_are_white_space_but_no_indentation() {
    let allowed = [
        "a:\n\t# comment\n  b: 1\n",
        "a:\t{b: 1}\t# comment\n\t\n",
        "\t# first\na:\n  b:\t1\t\n \t# last\n",
        "a: {\"b\":\t1\t}\n",
        "a:\n  b: 1\n\t\n  \t\t# comment\n",
        "{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}\n",
    ];
    for text in allowed {
        assert_eq!(read(text).root().to_json(), json!({"a": {"b": 1}}), "{text:?}");
    }
    let block = read("a: |\n  x\n  \t# text\n\n  \ty\t\nb: \"x\ty\"\nc: x\ty\n").root().to_json();
    assert_eq!(block, json!({"a": "x\n\t# text\n\n\ty\t\n", "b": "x\ty", "c": "x\ty"}));
    let forbidden = [
        ("a:\n\tb: 1\n", "syntax 2:1"),
        ("a:\n  b: 1\n\tc: 2\n", "syntax 3:1"),
        ("a:\n\t- b\n", "syntax 2:1"),
        ("a:\n  é: 1\n  \tb: 1\n", "syntax 3:3"),
    ];
    for (text, expected) in forbidden {
        assert_eq!(faults(text), [expected], "{text:?}");
    }
}

#[test]
fn json_is_yaml_whatever_its_file_is_called() {
    let text = "\u{feff}{\n\t\"\\/a\": \"\\ud83d\\ude00\\u00e9\\t\",\r\n\t\"\\ud83d\\ude00\" :[1e2,{\"b\":null}],\"c\":\"\\/\"}\n";
    let mut diagnostics = Diagnostics::default();
    let json = Sources::from_text("a.json", text, &mut diagnostics).unwrap();
    assert_eq!(read(text).root().to_json(), json.root().to_json());
    let long = format!("{{\"{}\" : {{\"x\": \"\u{7f}\"}}}}", "k".repeat(3000));
    assert_eq!(read(&long).root().entries().len(), 1);
}

/// Each text is hard for some parser of YAML.
#[test]
fn the_time_of_reading_is_linear() {
    let texts: [fn(usize) -> String; 12] = [
        |count| format!("a: &a {{b: 1}}\nk: [{}]", "{<<: *a, c: 1},".repeat(count)),
        |count| "[{a: ".repeat(count),
        |count| "- ".repeat(count),
        |count| "? ".repeat(count),
        |count| format!("a: {}", "x ".repeat(count)),
        |count| format!("a: \"{}", "\n\n".repeat(count)),
        |count| format!("a\n{}", "%TAG ! x\n".repeat(count)),
        |count| "\t#\n".repeat(count) + "a: 1",
        |count| "&a x: &b y\n".repeat(count),
        |count| format!("[{}]", "a: 1, ".repeat(count)),
        |count| format!("a: &x [{}]\n", "&y 1, *y, ".repeat(count)),
        |count| format!("a: |\n{}", " \n".repeat(count)),
    ];
    for (index, text) in texts.iter().enumerate() {
        let text = text(40_000);
        let start = Instant::now();
        Sources::from_text("a.yaml", &text, &mut Diagnostics::default());
        assert!(start.elapsed().as_secs() < 5, "{index}: {:?} for {} bytes", start.elapsed(), text.len());
    }
    // A text that many aliases stand for is there once.
    let large = format!("a: &a {}\nb: [{}]\n", "x".repeat(500_000), "*a,".repeat(100_000));
    assert_eq!(read(&large).root().get("b").unwrap().items().len(), 100_000);
}
