//! An edit carried out: in the value, to know what the text has to mean afterwards, and in the text.

use std::path::Path;

use hire_codegen::diagnostic::Diagnostics;
use hire_codegen::source::Sources;
use serde_json::Value;

use super::change::changes;
use super::splice::{Splice, splice};
use super::{Edit, tree};

/// Carries out an edit in the text of a file of this name; nothing, if the text afterwards would not mean what the edit says:
/// where an alias of YAML stands for what is to be changed, say.
pub fn apply(name: &str, text: &str, edit: &Edit) -> Option<String> {
    let is_json = is_json(name);
    let mut expected = value(name, text)?;
    changes(edit, &expected)?.iter().try_fold(text.to_owned(), |text, change| {
        change.carry_out(&mut expected)?;
        let Splice { range, text: part } = splice(change, &text, &tree::read(&text)?, is_json)?;
        let edited = [text.get(..range.start)?, &part, text.get(range.end..)?].concat();
        (value(name, &edited)? == expected).then_some(edited)
    })
}

/// Carries out edits of which none is about what another changes, in one reading of the text; nothing, if that is not so.
pub fn apply_together(name: &str, text: &str, edits: &[&Edit]) -> Option<String> {
    let is_json = is_json(name);
    let (mut expected, root) = (value(name, text)?, tree::read(text)?);
    let mut made = Vec::new();
    for edit in edits {
        let mut changes = changes(edit, &expected)?.into_iter();
        if let Some(change) = changes.next() {
            made.push((splice(&change, text, &root, is_json)?, change));
        }
        // Further changes of an edit are about what the first one leaves.
        if changes.next().is_some() {
            return None;
        }
    }
    made.sort_by_key(|(splice, _)| splice.range.start);
    // From the end on, so that the indexes of what is in front stay as they are.
    for (_, change) in made.iter().rev() {
        change.carry_out(&mut expected)?;
        if change.leaves_nothing(&expected) {
            return None;
        }
    }
    let (mut edited, mut at) = (String::with_capacity(text.len()), 0);
    for (Splice { range, text: part }, _) in &made {
        edited += text.get(at..range.start)?;
        edited += part;
        at = range.end;
    }
    edited += text.get(at..)?;
    (value(name, &edited)? == expected).then_some(edited)
}

fn is_json(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|it| it.eq_ignore_ascii_case("json"))
}

fn value(name: &str, text: &str) -> Option<Value> {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text(name, text, &mut diagnostics)?;
    Some(sources.root().to_json()).filter(|_| !diagnostics.has_errors())
}

#[cfg(test)]
mod tests {
    use super::super::tokens;
    use super::*;
    use serde_json::json;

    const TEXT: &str = "# head\na:\n  # of b\n  b: 1  # behind\n  c: |\n    x\n\n    y\n  # end of a\n\nd: { e: [1, 2], f: {} }\ng:\n- h: 1\n  i: 2\n- *x\n\nj:\n";

    fn set(pointer: &str, value: Value, after: Option<&str>) -> Edit {
        Edit::Set { pointer: tokens(pointer), value, after: after.map(str::to_owned) }
    }

    fn push(pointer: &str, value: Value) -> Edit {
        Edit::Push { pointer: tokens(pointer), value, at: None }
    }

    #[test]
    fn what_an_edit_is_not_about_stays_as_it_is() {
        let text = TEXT.replace("- *x", "- {h: 3}");
        let remove = |pointer: &str| Edit::Remove { pointer: tokens(pointer) };
        let extend = |pointer: &str, members: Value| Edit::Extend {
            pointer: tokens(pointer),
            members: members.as_object().unwrap().clone(),
        };
        let order = |pointer: &str, order| Edit::Order { pointer: tokens(pointer), order };
        let drop_item = |pointer: &str, item| Edit::Drop { pointer: tokens(pointer), item };
        for (edit, from, to) in [
            (set("/a/b", json!("x"), None), "b: 1  # behind", "b: x  # behind"),
            (set("/a/k", json!({ "l": [1] }), Some("b")), "# behind\n", "# behind\n  k:\n    l: [1]\n"),
            (set("/a/k", json!(2), None), "    y\n", "    y\n  k: 2\n"),
            (set("/a/c", json!(2), None), "c: |\n    x\n\n    y\n", "c: 2\n"),
            (set("/d/f/k", json!("a, b"), None), "f: {}", "f: { k: 'a, b' }"),
            (set("/d/k", json!(null), Some("e")), "[1, 2],", "[1, 2], k: null,"),
            (set("/j/k", json!(1), None), "j:\n", "j:\n  k: 1\n"),
            (set("/l/m", json!(1), None), "j:\n", "j:\nl:\n  m: 1\n"),
            (extend("/a", json!({ "k": 1, "l": { "m": 2 } })), "    y\n", "    y\n  k: 1\n  l:\n    m: 2\n"),
            (extend("/d/f", json!({ "k": 1, "l": 2 })), "f: {}", "f: { k: 1, l: 2 }"),
            (push("/d/e", json!(3)), "[1, 2]", "[1, 2, 3]"),
            (push("/g", json!({ "h": 4, "i": [] })), "{h: 3}\n", "{h: 3}\n- h: 4\n  i: []\n"),
            (remove("/a/b"), "  # of b\n  b: 1  # behind\n", ""),
            (remove("/a/c"), "  c: |\n    x\n\n    y\n", ""),
            (remove("/g/0/h"), "h: 1\n  ", ""),
            (remove("/g/0"), "- h: 1\n  i: 2\n", ""),
            (remove("/d/f"), ", f: {}", ""),
            (drop_item("/d/e", (None, json!(1))), "1, ", ""),
            (drop_item("/g", (Some("h"), json!(3))), "- {h: 3}\n", ""),
            (Edit::Rename { pointer: tokens("/a/b"), name: "k l".to_owned() }, "b: 1", "k l: 1"),
            (
                order("/a", (None, vec![json!("c"), json!("b")])),
                "  # of b\n  b: 1  # behind\n  c: |\n    x\n\n    y\n",
                "  c: |\n    x\n\n    y\n  # of b\n  b: 1  # behind\n",
            ),
            (order("/d/e", (None, vec![json!(2), json!(1)])), "[1, 2]", "[2, 1]"),
            (
                order("/g", (Some("h"), vec![json!(3), json!(7), json!(1)])),
                "- h: 1\n  i: 2\n- {h: 3}\n",
                "- {h: 3}\n- h: 1\n  i: 2\n",
            ),
        ] {
            let expected = text.replacen(from, to, 1);
            assert_ne!(expected, text, "{edit}");
            assert_eq!(apply("a.yaml", &text, &edit), Some(expected), "{edit}");
        }
    }

    #[test]
    fn comments_quotes_and_ends_of_lines_stay_where_they_are() {
        let remove = |pointer: &str| Edit::Remove { pointer: tokens(pointer) };
        let insert = |at| Edit::Push { pointer: tokens("/a"), value: json!("z"), at };
        let rename = |name: &str| Edit::Rename { pointer: tokens("/a"), name: name.to_owned() };
        let (block, flow) = ("a:\n  # x\n  - x # x\n  # y\n  - y\n", "a: [\n  x, # x\n  # y\n  y # y\n]\n");
        let mut wrong = Vec::new();
        for (text, edit, expected) in [
            (block, remove("/a/0"), "a:\n  # y\n  - y\n"),
            (block, remove("/a/1"), "a:\n  # x\n  - x # x\n"),
            (block, insert(Some(0)), "a:\n  - z\n  # x\n  - x # x\n  # y\n  - y\n"),
            (block, insert(Some(1)), "a:\n  # x\n  - x # x\n  - z\n  # y\n  - y\n"),
            (flow, remove("/a/0"), "a: [\n  # y\n  y # y\n]\n"),
            (flow, remove("/a/1"), "a: [\n  x # x\n]\n"),
            (flow, insert(Some(0)), "a: [\n  z,\n  x, # x\n  # y\n  y # y\n]\n"),
            (flow, insert(Some(1)), "a: [\n  x, # x\n  z,\n  # y\n  y # y\n]\n"),
            (flow, insert(None), "a: [\n  x, # x\n  # y\n  y, # y\n  z\n]\n"),
            ("a: [\n  x, # x\n]\n", insert(None), "a: [\n  x, # x\n  z,\n]\n"),
            ("a: [x, # x\n  y]\n", insert(Some(1)), "a: [x, # x\n    z,\n  y]\n"),
            ("a:\n  b:\n    c: 1\n    # c\n  # d\n  d: 1\n", remove("/a/b"), "a:\n  # d\n  d: 1\n"),
            ("a:\n- b: 1\n  # c\n  c: 1\n", remove("/a/0/b"), "a:\n- # c\n  c: 1\n"),
            ("a:\n  b:\n    - x\n  c: 1\n", remove("/a/b/0"), "a:\n  c: 1\n"),
            ("a:\n- # x - y\n  # z\n  b: 1\n- &c\n  b: 2\n", remove("/a/0"), "a:\n- &c\n  b: 2\n"),
            ("a: \"x\" # x\n", set("/a", json!("y: \""), None), "a: \"y: \\\"\" # x\n"),
            ("a: 'x'\n", set("/a", json!("it's"), None), "a: 'it''s'\n"),
            ("\"a\": 1\n", rename("b"), "\"b\": 1\n"),
            (
                "a: # a\n  b: 5 # b\n  c: \"s\"\n",
                set("/a", json!({ "b": 6, "c": "s" }), None),
                "a: # a\n  b: 6 # b\n  c: \"s\"\n",
            ),
            ("a: # a\n  # b\n  b: 1 # b\nc: 1\n", remove("/a/b"), "a: {} # a\nc: 1\n"),
            ("a: # a\n- b # b\nc: 1\n", set("/a", json!(["d"]), None), "a: [d] # a\nc: 1\n"),
            ("a: |  # a\n  b\nc: 1\n", set("/a", json!("d"), None), "a: d  # a\nc: 1\n"),
            ("a:\n  b: '#' # b\n", set("/a", json!({ "c": 1 }), None), "a:\n  c: 1\n"),
            (block, set("/a", json!(["w", "x", "z"]), None), "a:\n  - w\n  # x\n  - x # x\n  - z\n"),
            (block, set("/a", json!(["y", "x"]), None), "a:\n  - 'y'\n  # x\n  - x # x\n"),
        ] {
            for newline in ["\n", "\r\n"] {
                let [text, expected] = [text, expected].map(|text| text.replace('\n', newline));
                let edited = apply("a.yaml", &text, &edit);
                if edited.as_ref() != Some(&expected) {
                    wrong.push((text, edit.to_string(), edited));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn json_stays_json() {
        let text = "{\n  \"a\": {\n    \"b\": [\n      1\n    ]\n  }\n}\n";
        assert_eq!(
            apply("a.json", text, &set("/a/c", json!({ "#": "no comment", "d": "e" }), None)).unwrap(),
            "{\n  \"a\": {\n    \"b\": [\n      1\n    ],\n    \"c\": { \"d\": \"e\" }\n  }\n}\n"
        );
        assert_eq!(
            apply("a.json", text, &push("/a/b", json!(2))).unwrap(),
            text.replace("1\n", "1,\n      2\n")
        );
        let two = text.replace("1\n", "1,\n      2\n");
        let remove = Edit::Remove { pointer: tokens("/a/b/1") };
        assert_eq!(apply("a.json", &two, &remove).as_deref(), Some(text));
    }

    #[test]
    fn what_an_alias_stands_for_is_not_changed() {
        let text = "x: &x { h: 1 }\ng:\n  - *x\n";
        assert_eq!(apply("a.yaml", text, &set("/x/h", json!(2), None)), None);
        assert_eq!(apply("a.yaml", text, &set("/g/0/h", json!(2), None)), None);
        assert_eq!(apply("a.yaml", text, &push("/g", json!(2))).unwrap(), format!("{text}  - 2\n"));
        assert_eq!(apply("a.yaml", "a: [", &push("/a", json!(2))), None);
    }
}
