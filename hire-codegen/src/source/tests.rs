use std::fs;
use std::path::Path;

use serde_json::json;

use super::{Cursor, Kind, Number, Sources};
use crate::diagnostic::Diagnostics;

fn yaml(text: &str) -> Sources {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text("a.yaml", text, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    sources.unwrap()
}

/// A folder beside the test itself, in cargo's target folder.
fn scratch() -> tempfile::TempDir {
    tempfile::tempdir_in(std::env::current_exe().unwrap().with_file_name("")).unwrap()
}

/// Codes and messages, one in a line.
fn faults(name: &str, text: &str) -> Vec<String> {
    let mut diagnostics = Diagnostics::default();
    Sources::from_text(name, text, &mut diagnostics);
    diagnostics.iter().map(|it| format!("{}: {}", it.code, it.message)).collect()
}

#[test]
fn reads_every_kind() {
    let sources = yaml("a: [~, true, 1, -1.5, 1.0, text, '1', [], {}, 0x10, 1e3, 007]");
    let list = sources.root().get("a").unwrap();
    let kinds: Vec<Kind<'_>> = list.items().map(Cursor::kind).collect();
    let expected = [
        Kind::Null,
        Kind::Bool(true),
        Kind::Number(Number::Integer(1)),
        Kind::Number(Number::Float(-1.5)),
        Kind::Number(Number::Float(1.0)),
        Kind::String("text"),
        Kind::String("1"),
        Kind::Sequence,
        Kind::Mapping,
        Kind::Number(Number::Integer(16)),
        Kind::Number(Number::Float(1000.0)),
        Kind::Number(Number::Integer(7)),
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn integers_are_exact_and_keep_their_kind() {
    let big = "170141183460469231731687303715884105727";
    let cases = [
        ("1", Number::Integer(1), "1"),
        ("18446744073709551615", Number::Integer(u64::MAX.into()), "18446744073709551615"),
        ("-9223372036854775809", Number::Integer(-9_223_372_036_854_775_809), "-9223372036854775809"),
        (big, Number::Integer(i128::MAX), big),
        ("1.0", Number::Float(1.0), "1.0"),
        ("0.1", Number::Float(0.1), "0.1"),
        ("1e21", Number::Float(1e21), "1e+21"),
        ("1e30", Number::Float(1e30), "1e+30"),
        ("9007199254740992.0", Number::Float(9_007_199_254_740_992.0), "9007199254740992.0"),
        ("9007199254740993.0", Number::Integer(9_007_199_254_740_993), "9007199254740993"),
        ("-9.007199254740993e15", Number::Integer(-9_007_199_254_740_993), "-9007199254740993"),
        ("&anchor 900719925474099300E-2", Number::Integer(9_007_199_254_740_993), "9007199254740993"),
        ("18446744073709551615.0", Number::Integer(u64::MAX.into()), "18446744073709551615"),
        ("18446744073709551617.5", Number::Float(18_446_744_073_709_551_616.0), "1.8446744073709552e+19"),
    ];
    for (text, number, shown) in cases {
        let sources = yaml(&format!("a: {text}\nb: [x, 9007199254740995.0]"));
        let read = sources.root().get("a").and_then(Cursor::as_number).unwrap();
        assert_eq!(read, number, "{text}");
        assert_eq!(read.to_string(), shown);
    }
}

#[test]
fn integral_floats_are_integers_by_value() {
    let sources = yaml("[1.0, 1.5, -1, 1e300, 7, text]");
    let unsigned: Vec<_> = sources.root().items().map(Cursor::as_u64).collect();
    assert_eq!(unsigned, [Some(1), None, None, None, Some(7), None]);
    let signed: Vec<_> = sources.root().items().map(Cursor::as_i64).collect();
    assert_eq!(signed, [Some(1), None, Some(-1), None, Some(7), None]);
}

#[test]
fn json_and_yaml_give_the_same_tree() {
    let text = r#"{"a": {"200": [1, 2.5, null, true, "x"]}, "b": {}, "c": []}"#;
    let mut diagnostics = Diagnostics::default();
    let json = Sources::from_text("a.json", text, &mut diagnostics).unwrap();
    let expected: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(json.root().to_json(), expected);
    assert_eq!(yaml(text).root().to_json(), expected);
}

#[test]
fn a_key_may_be_called_as_a_number_is_wrapped() {
    for value in [r#"{"type": "string"}"#, r#""12""#] {
        let text = format!(r#"{{"$serde_json::private::Number": {value}}}"#);
        let mut diagnostics = Diagnostics::default();
        let json = Sources::from_text("a.json", &text, &mut diagnostics).unwrap();
        assert!(json.root().get("$serde_json::private::Number").is_some(), "{text}");
        assert_eq!(
            json.root().get("$serde_json::private::Number").unwrap().to_json(),
            yaml(value).root().to_json()
        );
    }
}

#[test]
fn scalar_keys_become_strings() {
    let sources = yaml("200: a\ntrue: b\n-1: c\n");
    let keys: Vec<&str> = sources.root().entries().map(|(key, _)| key).collect();
    assert_eq!(keys, ["200", "true", "-1"]);
}

#[test]
fn knows_where_a_node_is() {
    let sources = yaml("a: {b/c: [x, {d~e: 1}]}");
    let node = sources.root().resolve("#/a/b~1c/1/d~0e").unwrap();
    assert_eq!(node.kind(), Kind::Number(Number::Integer(1)));
    assert_eq!(sources.pointer(node.place()), "/a/b~1c/1/d~0e");
    assert_eq!(sources.describe_place(node.place()), "a.yaml#/a/b~1c/1/d~0e");
    assert_eq!(sources.pointer(sources.root().place()), "");
    assert_eq!(node.key(), Some("d~e"));
    assert_eq!(node.parent().unwrap().key(), None);
    assert!(node.key_place().key && !node.parent().unwrap().key_place().key);
}

#[test]
fn follows_references() {
    let sources = yaml("a b: {'%': 1, ü: 2, '': 3, list: [x, y]}\nanchor: here\n");
    let found = [
        ("#", "a mapping"),
        ("#/a b/%", "a number"),
        ("#/a%20b/%25", "a number"),
        ("#/a%20b/%C3%BC", "a number"),
        ("#/a b/", "a number"),
        ("#/a b/list/1", "a string"),
    ];
    for (reference, kind) in found {
        let node = sources.root().resolve(reference);
        assert_eq!(node.map(Cursor::describe), Ok(kind), "{reference}");
    }
    let lost = [
        ("#/a b/lits", "leads nowhere: there is no `lits` in `/a b`", Some("did you mean `list`?")),
        ("#/b", "leads nowhere: the document has no `b`", None),
        ("#/a b/list/2", "leads nowhere: there is no `2` in `/a b/list`", None),
        ("#/a b/list/01", "leads nowhere: there is no `01` in `/a b/list`", None),
        ("#/a b/list/+1", "leads nowhere: there is no `+1` in `/a b/list`", None),
        (
            "#anchor",
            "has the fragment `anchor`, which is no JSON pointer",
            Some("begin a reference into this document with `#/components/`"),
        ),
        (
            "https://example.com/a.yaml",
            "is an address, and nothing is fetched",
            Some("save the document beside this one, and name the file"),
        ),
        (
            "Pet",
            "leads nowhere: `Pet` was not read",
            Some("begin a reference into this document with `#/components/`"),
        ),
    ];
    for (reference, reason, help) in lost {
        let error = sources.root().resolve(reference).unwrap_err();
        assert_eq!(error.to_string(), reason, "{reference}");
        assert_eq!(error.help().as_deref(), help, "{reference}");
    }
}

#[test]
fn reports_what_json_does_not_have() {
    let cases = [
        ("a: 1\nb: 2\na: 3\na: 4", vec!["duplicate-key: the key `a` is there twice"; 2]),
        ("? [x]\n: c\n? {x: y}\n: d", vec!["key-kind: a key has to be a string"; 2]),
        ("a: {<<: 1}", vec!["merge-key: `<<` merges a mapping, or a list of mappings"]),
        (
            "a: !local {b: 1}",
            vec!["yaml-tag: the YAML tag has no meaning in a description, or does not fit the value"],
        ),
        ("a: [.inf, .nan]", vec!["not-a-number: JSON has no infinite numbers, and no NaN"; 2]),
        ("a: 1\n---\nb: 1", vec!["multiple-documents: `a.yaml` holds more than one document"]),
        ("", vec!["empty-file: `a.yaml` holds nothing"]),
        ("# nothing\n", vec!["empty-file: `a.yaml` holds nothing"]),
        ("\u{feff}", vec!["empty-file: `a.yaml` holds nothing"]),
    ];
    for (text, expected) in cases {
        assert_eq!(faults("a.yaml", text), expected, "{text}");
    }
    let twice = r#"{"a": {"b": 1, "b": 2}, "a": 3}"#;
    assert_eq!(faults("a.json", twice).len(), 2);
}

#[test]
fn keeps_the_first_of_equal_keys() {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text("a.yaml", "a: 1\na: 2", &mut diagnostics).unwrap();
    assert_eq!(sources.root().to_json(), json!({"a": 1}));
}

#[test]
fn hostile_texts_end_in_an_error() {
    let bomb = (1..12).fold("a0: &a0 [x, x]\n".to_owned(), |text, level| {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        format!("{text}a{level}: &a{level} [{aliases}]\n")
    });
    let wide = format!("a: &a [{}]\nb: [{}]\n", "x,".repeat(5000), "*a,".repeat(5000));
    let deep_block: String = (0..500).map(|it| " ".repeat(it) + "a:\n").collect();
    let chain: String = (1..200).fold("a0: &a0 []\n".to_owned(), |text, level| {
        format!("{text}a{level}: &a{level} [*a{}]\n", level - 1)
    });
    let cases = [
        ("a.yaml", bomb, "aliases unfold to too many values"),
        ("a.yaml", wide, "aliases unfold to too many values"),
        ("a.yaml", "a: &a [*a, *a]".to_owned(), "the alias stands for what it is in"),
        ("a.yaml", chain, "it nests deeper than 128 levels"),
        ("a.yaml", "[".repeat(10_000), "it nests deeper than 128 levels"),
        ("a.yaml", deep_block, "it nests deeper than 128 levels"),
        ("a.json", "[".repeat(100_000), "it nests deeper than 128 levels"),
        ("a.yaml", "a: \0".to_owned(), "it holds a control character, which has to be escaped"),
        ("a.json", "{\"a\": 1e999}".to_owned(), "number out of range"),
        ("a.json", "{} {}".to_owned(), "trailing characters"),
    ];
    for (name, text, reason) in cases {
        let found = faults(name, &text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("syntax: ") && found[0].ends_with(reason), "{found:?}");
    }
}

fn write(folder: &Path, files: &[(&str, &[u8])]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn reads_the_files_that_references_name_when_they_are_followed() {
    let folder = scratch();
    write(
        folder.path(),
        &[
            ("api/root.yaml", b"a: {$ref: 'parts/pet.yaml#/Pet'}\nb: {$ref: '../other%20file.json'}\nc: {$ref: 'none.yaml#/X'}\nd: {propertyName: kind, mapping: {cat: cat.yaml, dog: Dog}}\n"),
            ("api/parts/pet.yaml", b"Pet: {self: {$ref: '#/Pet'}, up: {$ref: '../root.yaml#/a'}}\n"),
            ("other file.json", br#"{"$ref": "api/parts/pet.yaml"}"#),
            ("api/cat.yaml", b"type: object\n"),
            ("api/Dog", b"never read"),
        ],
    );
    let mut diagnostics = Diagnostics::default();
    let allowed = [folder.path().to_owned()];
    let sources = Sources::load(&folder.path().join("api/root.yaml"), &allowed, &mut diagnostics).unwrap();
    assert_eq!(sources.inputs().collect::<Vec<_>>(), [folder.path().join("api/root.yaml")]);
    let at = |reference: &str| sources.root().resolve(reference);
    let pet = at("parts/pet.yaml#/Pet").unwrap();
    assert_eq!(sources.describe_place(pet.place()), "parts/pet.yaml#/Pet");
    assert_eq!(pet.resolve("#/Pet/up").unwrap().key(), Some("up"));
    let back = pet.resolve("../root.yaml#/a").unwrap();
    assert_eq!(sources.describe_place(back.place()), "root.yaml#/a");
    let other = at("../other%20file.json").unwrap();
    assert_eq!(sources.describe_place(other.place()), "../other file.json#");
    assert_eq!(other.resolve("api/parts/pet.yaml").unwrap().place().file, pet.place().file);
    assert!(at("cat.yaml").is_ok());
    let missing = at("none.yaml#/X").unwrap_err().to_string();
    assert_eq!(missing, "leads nowhere: `none.yaml` does not exist");
    sources.report(&mut diagnostics);
    assert!(diagnostics.is_empty());
    let inputs = sources.inputs().map(|it| it.strip_prefix(folder.path()).unwrap().to_owned());
    let mut inputs: Vec<_> = inputs.collect();
    inputs.sort();
    let expected = ["api/../other file.json", "api/cat.yaml", "api/parts/pet.yaml", "api/root.yaml"];
    assert_eq!(inputs, expected.map(Path::new));
}

#[test]
fn any_number_of_files_is_told_apart() {
    let folder = scratch();
    for index in 0..70 {
        let text = format!("number: {index}\nnext: {{$ref: {}.yaml}}\n", index + 1);
        fs::write(folder.path().join(format!("{index}.yaml")), text).unwrap();
    }
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(&folder.path().join("0.yaml"), &[], &mut diagnostics).unwrap();
    let mut here = sources.root();
    for index in 1..70 {
        here = here.resolve(&format!("{index}.yaml")).unwrap();
        assert_eq!(here.get("number").and_then(Cursor::as_u64), Some(index));
    }
    assert_eq!(sources.inputs().count(), 70);
    assert!(here.resolve("70.yaml").is_err());
}

#[test]
fn a_root_that_cannot_be_read_is_an_error() {
    let folder = scratch();
    write(folder.path(), &[("latin.yaml", b"a: 1\nb: \xe9\n"), ("wide.yaml", b"\xff\xfea\0")]);
    let cases = [
        ("none.yaml", "unreadable: ", "does not exist"),
        ("", "unreadable: ", "is no regular file"),
        ("latin.yaml", "encoding: ", "`latin.yaml` is no UTF-8"),
        ("wide.yaml", "encoding: ", "`wide.yaml` is no UTF-8"),
    ];
    for (name, code, message) in cases {
        let mut diagnostics = Diagnostics::default();
        let path = folder.path().join(name);
        assert!(Sources::load(&path, &[], &mut diagnostics).is_none());
        let found: Vec<_> = diagnostics.iter().map(|it| format!("{}: {}", it.code, it.message)).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(code) && found[0].ends_with(message), "{found:?}");
    }
}

#[test]
fn a_file_that_is_broken_is_told_of_at_its_reference_too() {
    let folder = scratch();
    write(folder.path(), &[("root.yaml", b"$ref: a.yaml\nb: {$ref: /etc/x.yaml}"), ("a.yaml", b"a: [")]);
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(&folder.path().join("root.yaml"), &[], &mut diagnostics).unwrap();
    assert!(diagnostics.is_empty());
    let reason = sources.root().resolve("a.yaml").unwrap_err().to_string();
    sources.report(&mut diagnostics);
    assert!(diagnostics.iter().all(|it| it.code == "syntax") && diagnostics.has_errors());
    assert_eq!(reason, "leads nowhere: `a.yaml` holds errors of its own");
    let reason = sources.root().resolve("/etc/x.yaml").unwrap_err().to_string();
    assert!(reason.ends_with("is an absolute path, which is another file on every machine"));
}

#[test]
fn a_scalar_has_the_text_that_it_is_written_as() {
    let yaml =
        "a: [1.10, 0x10, +1, True, 1e3, ~, [], text, '1.50', 'true', '01', 'null', &x 2.0, *x, !!float 3.10]";
    let yaml_cases = [
        Some(Kind::String("1.10")),
        Some(Kind::String("0x10")),
        Some(Kind::String("+1")),
        Some(Kind::String("True")),
        Some(Kind::String("1e3")),
        None,
        None,
        None,
        Some(Kind::Number(Number::Float(1.5))),
        Some(Kind::Bool(true)),
        None,
        None,
        Some(Kind::String("2.0")),
        Some(Kind::String("2.0")),
        Some(Kind::String("3.10")),
    ];
    let json = r#"{"a": [1.10, 1E2, true, 12345678901234567890123, null, "1.50", "-0", "a\"b", " 1"]}"#;
    let json_cases = [
        Some(Kind::String("1.10")),
        Some(Kind::String("1E2")),
        Some(Kind::String("true")),
        Some(Kind::String("12345678901234567890123")),
        None,
        Some(Kind::Number(Number::Float(1.5))),
        Some(Kind::Number(Number::Integer(0))),
        None,
        None,
    ];
    for (name, text, cases) in [("a.yaml", yaml, &yaml_cases[..]), ("a.json", json, &json_cases)] {
        let sources = Sources::from_text(name, text, &mut Diagnostics::default()).unwrap();
        let items = sources.root().get("a").unwrap().items();
        assert_eq!(items.len(), cases.len());
        for (item, expected) in items.zip(cases) {
            assert_eq!(item.requoted().map(Cursor::kind), *expected, "{name} {}", item.index());
        }
    }
}
