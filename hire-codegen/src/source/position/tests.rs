use crate::diagnostic::Diagnostics;
use crate::source::{Cursor, Place, Sources};

fn sources(name: &str, text: &str) -> Sources {
    let mut diagnostics = Diagnostics::default();
    Sources::from_text(name, text, &mut diagnostics).expect("the text is valid")
}

/// Line, column and text of the key (`!` behind it) or value at a pointer.
fn spot(name: &str, text: &str, pointer: &str) -> String {
    let sources = sources(name, text);
    let (pointer, key) = match pointer.strip_suffix("!") {
        Some(pointer) => (pointer, true),
        None => (pointer, false),
    };
    let node = sources.root().resolve(&format!("#{pointer}")).unwrap();
    let place = if key { node.key_place() } else { node.place() };
    let span = sources.locate(place);
    let shown = text.strip_prefix('\u{feff}').unwrap_or(text);
    format!("{}:{} {}", span.line, span.column, &shown[span.start..span.end])
}

const BLOCK: &str = "\
# a comment
openapi: 3.1.1
'quoted key': \"quoted \\\" value\"
\"double\": 'it''s'
名前: 値 # comment
人: { 年: 30, list: [a, 'b', 3.5, ~] }
list:
  - name: first
    deep:
      - x
      -
        - [y]
  - &anchor plain text
  - *anchor
  - {}
  - - nested
empty:
base: &base
  inner: 1
copy: *base
literal: |
  line one
  line two
folded: >-
  folded
multi: a plain
  scalar of two lines
200: ok
true: yes
tagged: !!str 5
? explicit
: value
last: end";

#[test]
fn finds_tokens_of_yaml() {
    let cases = [
        ("/openapi", "2:10 3.1.1"),
        ("/openapi!", "2:1 openapi"),
        ("/quoted key", "3:15 \"quoted \\\" value\""),
        ("/quoted key!", "3:1 'quoted key'"),
        ("/double", "4:11 'it''s'"),
        ("/double!", "4:1 \"double\""),
        ("/名前", "5:5 値"),
        ("/名前!", "5:1 名前"),
        ("/人", "6:1 人"),
        ("/人/年", "6:9 30"),
        ("/人/年!", "6:6 年"),
        ("/人/list/0", "6:20 a"),
        ("/人/list/1", "6:23 'b'"),
        ("/人/list/2", "6:28 3.5"),
        ("/人/list/3", "6:33 ~"),
        ("/list", "7:1 list"),
        ("/list/0", "8:5 name"),
        ("/list/0/name", "8:11 first"),
        ("/list/0/deep", "9:5 deep"),
        ("/list/0/deep/0", "10:9 x"),
        ("/list/0/deep/1", "12:12 y"),
        ("/list/0/deep/1/0/0", "12:12 y"),
        ("/list/1", "13:13 plain text"),
        ("/list/2", "13:13 plain text"),
        ("/list/3", "15:5 {"),
        ("/list/4", "16:7 nested"),
        ("/empty", "17:1 empty"),
        ("/base/inner", "19:10 1"),
        ("/copy", "20:1 copy"),
        ("/copy/inner", "19:10 1"),
        ("/literal", "22:3 line one"),
        ("/folded", "25:3 folded"),
        ("/multi", "26:8 a plain"),
        ("/200", "28:6 ok"),
        ("/200!", "28:1 200"),
        ("/true!", "29:1 true"),
        ("/tagged", "30:15 5"),
        ("/explicit", "32:3 value"),
        ("/explicit!", "31:3 explicit"),
        ("/last", "33:7 end"),
        ("", "2:1 openapi"),
    ];
    for (pointer, expected) in cases {
        assert_eq!(spot("a.yaml", BLOCK, pointer), expected, "{pointer}");
    }
}

#[test]
fn finds_tokens_whatever_the_line_ends_are() {
    let crlf = BLOCK.replace('\n', "\r\n");
    let marked = format!("\u{feff}{BLOCK}");
    for pointer in ["/openapi", "/人/list/2", "/list/0/deep/1", "/last", "/last!"] {
        let expected = spot("a.yaml", BLOCK, pointer);
        assert_eq!(spot("a.yaml", &crlf, pointer), expected, "{pointer}");
        assert_eq!(spot("a.yaml", &marked, pointer), expected, "{pointer}");
    }
}

#[test]
fn finds_tokens_behind_line_ends_of_yaml_1_1() {
    let text = "a: 'x\u{2028}y'\nb: \"p\u{85}q\"\nc: 1\n";
    assert_eq!(spot("a.yaml", text, "/c"), "3:4 1");
}

const JSON: &str = r#"{"openapi":"3.1.1","k\"ey" : [1, -2.5e3,true,null,"a:b",{}],
  "人": { "list" : [ { "x": "\\" }, [ ] ] }, "": {"a": {"b": "c"}}}"#;

#[test]
fn finds_tokens_of_json() {
    let cases = [
        ("", "1:1 {"),
        ("/openapi", "1:12 \"3.1.1\""),
        ("/openapi!", "1:2 \"openapi\""),
        ("/k\"ey", "1:20 \"k\\\"ey\""),
        ("/k\"ey/0", "1:31 1"),
        ("/k\"ey/1", "1:34 -2.5e3"),
        ("/k\"ey/2", "1:41 true"),
        ("/k\"ey/3", "1:46 null"),
        ("/k\"ey/4", "1:51 \"a:b\""),
        ("/k\"ey/5", "1:57 {"),
        ("/人", "2:3 \"人\""),
        ("/人/list", "2:10 \"list\""),
        ("/人/list/0", "2:21 {"),
        ("/人/list/0/x", "2:28 \"\\\\\""),
        ("/人/list/1", "2:36 ["),
        ("//a/b", "2:61 \"c\""),
        ("/!", "2:45 \"\""),
    ];
    for (pointer, expected) in cases {
        assert_eq!(spot("a.json", JSON, pointer), expected, "{pointer}");
        if pointer.is_empty() || expected.ends_with(['{', '[']) {
            continue;
        }
        // Most JSON is YAML as well, and then both ways agree.
        assert_eq!(spot("a.yaml", JSON, pointer), expected, "as YAML: {pointer}");
    }
}

/// All nodes, each before what is in it.
fn all(root: Cursor<'_>) -> Vec<Cursor<'_>> {
    let mut all = vec![root];
    let mut index = 0;
    while let Some(node) = all.get(index).copied() {
        all.extend(node.items());
        all.extend(node.entries().map(|(_, node)| node));
        index += 1;
    }
    all
}

#[test]
fn finds_every_key_of_a_file_at_once() {
    for (name, text) in [("a.yaml", BLOCK), ("a.json", JSON)] {
        let sources = sources(name, text);
        let nodes = all(sources.root());
        let keyed: Vec<_> = nodes.iter().filter(|it| it.key().is_some()).collect();
        let spans = sources.locate_all(keyed.iter().map(|it| it.key_place()));
        assert_eq!(spans.len(), keyed.len());
        for node in keyed {
            let span = spans[&node.key_place()];
            assert_eq!(span, sources.locate(node.key_place()), "{node:?}");
            let shown = &text[span.start..span.end];
            let key = node.key().unwrap().replace('"', "\\\"");
            assert_eq!(shown.trim_matches(['\'', '"']), key.trim_matches('"'), "{node:?}");
        }
    }
}

#[test]
fn takes_a_second_key_for_itself() {
    let text = "a: 1\nb: 2\na: 3\n";
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text("a.yaml", text, &mut diagnostics).unwrap();
    let diagnostic = diagnostics.iter().next().unwrap();
    let lines = [diagnostic.place.unwrap(), diagnostic.related[0].0];
    assert_eq!(lines.map(|place| sources.locate(place).line), [3, 1]);
}

#[test]
fn a_foreign_place_is_the_beginning() {
    let sources = sources("a.yaml", "a: 1");
    for (file, node) in [(7, 0), (0, 99)] {
        let place = Place { file, node, key: true };
        let span = sources.locate(place);
        assert_eq!((span.line, span.column), (1, 1));
        assert!(sources.at(place).is_null());
    }
}
