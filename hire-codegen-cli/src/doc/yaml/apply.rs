//! An edit carried out: in the value, to know what the text has to mean afterwards, and in the text.

use std::ops::Range;

use hire_codegen::diagnostic::Diagnostics;
use hire_codegen::source::Sources;
use serde_json::{Map, Value};

use super::Edit;
use std::path::Path;

use super::tree::{self, Body, Member, Node};
use super::write::{self, Style};

/// Carries out an edit in the text of a file of this name; nothing, if the text afterwards would not mean what the edit says:
/// where an alias of YAML stands for what is to be changed, say.
pub fn apply(name: &str, text: &str, edit: &Edit) -> Option<String> {
    let is_json = Path::new(name).extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
    let before = value(name, text)?;
    let edit = resolved(edit, &before)?;
    let mut expected = before.clone();
    edit.change(&mut expected)?;
    let splice = edit.splice(text, &tree::read(text)?, is_json)?;
    let mut edited = text.to_owned();
    text.get(splice.range.clone())?;
    edited.replace_range(splice.range, &splice.text);
    (value(name, &edited)? == expected).then_some(edited)
}

fn value(name: &str, text: &str) -> Option<Value> {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text(name, text, &mut diagnostics)?;
    Some(sources.root().to_json()).filter(|_| !diagnostics.has_errors())
}

/// An edit whose places are known: members are there or have a parent that is, and items are indexes.
#[derive(Debug)]
enum Change {
    Replace {
        at: Vec<String>,
        value: Value,
    },
    Add {
        parent: Vec<String>,
        members: Map<String, Value>,
        after: Option<String>,
    },
    Insert {
        list: Vec<String>,
        index: usize,
        value: Value,
    },
    Remove {
        at: Vec<String>,
    },
    Rename {
        at: Vec<String>,
        name: String,
    },
    /// The indexes of what is there, in their new order.
    Reorder {
        at: Vec<String>,
        order: Vec<usize>,
    },
}

struct Splice {
    range: Range<usize>,
    text: String,
}

fn resolved(edit: &Edit, before: &Value) -> Option<Change> {
    let find = |pointer: &[String]| find(before, pointer);
    match edit {
        Edit::Set { pointer, value, after } => set(pointer, value, after.as_ref(), before),
        Edit::Extend { pointer, members } => match find(pointer) {
            Some(Value::Object(known)) if !known.is_empty() => {
                let is_new = !members.keys().any(|key| known.contains_key(key));
                is_new.then(|| Change::Add { parent: pointer.clone(), members: members.clone(), after: None })
            }
            _ => set(pointer, &members.clone().into(), None, before),
        },
        Edit::Push { pointer, value, after } => match find(pointer) {
            Some(Value::Array(items)) => {
                let index = after
                    .as_ref()
                    .and_then(|item| position(items, item))
                    .map_or(items.len(), |index| index + 1);
                Some(Change::Insert { list: pointer.clone(), index, value: value.clone() })
            }
            _ => set(pointer, &vec![value.clone()].into(), None, before),
        },
        Edit::Remove { pointer } => {
            find(pointer)?;
            let (key, parent) = pointer.split_last()?;
            match find(parent)? {
                Value::Object(members)
                    if members.len() == 1 && !parent.is_empty() && members.contains_key(key) =>
                {
                    Some(Change::Replace { at: parent.to_vec(), value: Map::new().into() })
                }
                _ => Some(Change::Remove { at: pointer.clone() }),
            }
        }
        Edit::Drop { pointer, item } => {
            let items = find(pointer)?.as_array()?;
            let index = position(items, item)?;
            if items.len() == 1 {
                return Some(Change::Remove { at: pointer.clone() });
            }
            Some(Change::Remove { at: [pointer.as_slice(), &[index.to_string()]].concat() })
        }
        Edit::Rename { pointer, name } => {
            let (_, parent) = pointer.split_last()?;
            let is_free = find(parent)?.get(name).is_none();
            find(pointer)?;
            is_free.then(|| Change::Rename { at: pointer.clone(), name: name.clone() })
        }
        Edit::Order { pointer, order } => order_of(pointer, order, find(pointer)?),
    }
}

/// The order that what is at a pointer gets: what is not named goes with that which it follows.
fn order_of(
    pointer: &[String],
    (member, wanted): &(Option<&'static str>, Vec<Value>),
    value: &Value,
) -> Option<Change> {
    let names: Vec<Option<Value>> = match value {
        Value::Array(items) => {
            items.iter().map(|item| member.map_or(Some(item), |key| item.get(key)).cloned()).collect()
        }
        value => value.as_object()?.keys().map(|key| Some(key.as_str().into())).collect(),
    };
    let rank = |name: &Option<Value>| wanted.iter().position(|it| Some(it) == name.as_ref());
    let ranks = names.iter().scan(None, |before, name| {
        *before = rank(name).or(*before);
        Some(*before)
    });
    let mut order: Vec<(Option<usize>, usize)> =
        ranks.enumerate().map(|(index, rank)| (rank, index)).collect();
    order.sort_unstable();
    let order = order.into_iter().map(|(_, index)| index).collect();
    Some(Change::Reorder { at: pointer.to_vec(), order })
}

/// Replaces a value, or adds it with the mappings on the way to it.
fn set(pointer: &[String], value: &Value, after: Option<&String>, before: &Value) -> Option<Change> {
    if find(before, pointer).is_some() {
        return Some(Change::Replace { at: pointer.to_vec(), value: value.clone() });
    }
    let is_there = |length: &usize| pointer.get(..*length).is_some_and(|it| find(before, it).is_some());
    let (parent, missing) = pointer.split_at_checked((0..pointer.len()).rev().find(is_there)?)?;
    let (key, below) = missing.split_first()?;
    let value =
        below.iter().rev().fold(value.clone(), |value, key| Map::from_iter([(key.clone(), value)]).into());
    // What is behind `after` is the last of the pointer, not a mapping on the way.
    let after = after.filter(|_| below.is_empty()).cloned();
    let members = Map::from_iter([(key.clone(), value)]);
    Some(if is_nothing(find(before, parent)?) && !parent.is_empty() {
        Change::Replace { at: parent.to_vec(), value: members.into() }
    } else {
        Change::Add { parent: parent.to_vec(), members, after }
    })
}

fn find<'v>(value: &'v Value, pointer: &[String]) -> Option<&'v Value> {
    pointer.iter().try_fold(value, |value, token| step(value, token))
}

/// Whether a member can be given by replacing the value: nothing at all, or an empty mapping.
fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_object().is_some_and(Map::is_empty)
}

fn step<'v>(value: &'v Value, token: &str) -> Option<&'v Value> {
    match value {
        Value::Array(items) => items.get(token.parse::<usize>().ok()?),
        value => value.get(token),
    }
}

fn position(items: &[Value], (member, wanted): &(Option<&'static str>, Value)) -> Option<usize> {
    items.iter().position(|item| member.map_or(Some(item), |member| item.get(member)) == Some(wanted))
}

fn walk<'v>(value: &'v mut Value, pointer: &[String]) -> Option<&'v mut Value> {
    pointer.iter().try_fold(value, |value, token| match value {
        Value::Array(items) => items.get_mut(token.parse::<usize>().ok()?),
        value => value.get_mut(token),
    })
}

impl Change {
    /// Changes a value.
    fn change(&self, root: &mut Value) -> Option<()> {
        match self {
            Self::Replace { at, value } => *walk(root, at)? = write::without_comments(value),
            Self::Add { parent, members, .. } => {
                let members =
                    members.iter().map(|(key, value)| (key.clone(), write::without_comments(value)));
                walk(root, parent)?.as_object_mut()?.extend(members);
            }
            Self::Insert { list, index, value } => {
                let items = walk(root, list)?.as_array_mut()?;
                if *index > items.len() {
                    return None;
                }
                items.insert(*index, write::without_comments(value));
            }
            Self::Remove { at } => {
                let (last, parent) = at.split_last()?;
                match walk(root, parent)? {
                    Value::Array(items) => drop(items.remove(last.parse().ok()?)),
                    parent => drop(parent.as_object_mut()?.shift_remove(last)?),
                }
            }
            Self::Rename { at, name } => {
                let (last, parent) = at.split_last()?;
                let members = walk(root, parent)?.as_object_mut()?;
                let value = members.shift_remove(last)?;
                members.insert(name.clone(), value);
            }
            // The order of members is not compared.
            Self::Reorder { at, order } => {
                if let Value::Array(items) = walk(root, at)? {
                    *items = order.iter().filter_map(|at| items.get(*at).cloned()).collect();
                }
            }
        }
        Some(())
    }

    /// What the text needs for it.
    fn splice(&self, text: &str, root: &Node, is_json: bool) -> Option<Splice> {
        let find = |pointer: &[String]| pointer.iter().try_fold(root, |node, token| node.step(token));
        let flow = if is_json { Style::Json } else { Style::Flow };
        match self {
            Self::Replace { at, value } => replace(text, at, root, value, flow),
            Self::Add { parent, members: added, after } => {
                let Body::Mapping { is_flow, members } = &find(parent)?.body else { return None };
                let style = if *is_flow { flow } else { Style::Block };
                let (parts, _) = parts(text, find(parent)?)?;
                let index =
                    after.as_ref().and_then(|after| members.iter().position(|member| member.key == *after));
                let index = index.map_or(members.len(), |index| index + 1);
                let indent = parts.first().map_or(0, |part| column(text, part.start));
                let added = added.iter().map(|(key, value)| write::member(key, value, indent, style));
                let gap = if *is_flow { ", ".to_owned() } else { format!("\n{}", " ".repeat(indent)) };
                let added = added.collect::<Vec<_>>().join(&gap);
                insert(text, find(parent)?, &parts, index, &added, *is_flow)
            }
            Self::Insert { list, index, value } => {
                let node = find(list)?;
                let Body::Sequence { is_flow, .. } = &node.body else { return None };
                let style = if *is_flow { flow } else { Style::Block };
                let (parts, _) = parts(text, node)?;
                let indent = parts.first().map_or(0, |part| column(text, part.start));
                let added = write::item(value, indent + 2, style);
                let added = if *is_flow { added } else { format!("- {added}") };
                insert(text, node, &parts, *index, &added, *is_flow)
            }
            Self::Remove { at } => {
                let (last, parent) = at.split_last()?;
                let node = find(parent)?;
                let index = match &node.body {
                    Body::Leaf { .. } => return None,
                    Body::Sequence { .. } => last.parse().ok()?,
                    Body::Mapping { members, .. } => members.iter().position(|member| member.key == *last)?,
                };
                let (parts, is_flow) = parts(text, node)?;
                Some(Splice { range: removed(text, &parts, index, is_flow)?, text: String::new() })
            }
            Self::Rename { at, name } => {
                let (last, parent) = at.split_last()?;
                let member = member(find(parent)?, last)?;
                let value = Value::from(name.as_str());
                Some(Splice { range: member.key_span.clone(), text: write::flow(&value, flow) })
            }
            Self::Reorder { at, order } => {
                let (parts, is_flow) = parts(text, find(at)?)?;
                reordered(text, &parts, order, is_flow)
            }
        }
    }
}

fn member<'n>(node: &'n Node, key: &str) -> Option<&'n Member> {
    let Body::Mapping { members, .. } = &node.body else { return None };
    members.iter().find(|member| member.key == key)
}

/// How many characters of its line are before a byte.
fn column(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.rsplit('\n').next().unwrap_or_default().chars().count()
}

/// An item with its dash.
fn item_span(text: &str, item: &Node, is_flow: bool) -> Option<Range<usize>> {
    if is_flow {
        return Some(item.span.clone());
    }
    // An anchor may stand between the dash and the item, a text with a dash may not.
    let before = text.get(..item.span.start)?;
    let dash = before.rfind("- ").or_else(|| before.trim_end().strip_suffix('-').map(str::len))?;
    before
        .get(dash + 1..)?
        .split_whitespace()
        .all(|word| word.starts_with(['&', '!']))
        .then_some(dash..item.span.end)
}

/// The members or items of a node, and whether they are in brackets.
fn parts(text: &str, node: &Node) -> Option<(Vec<Range<usize>>, bool)> {
    Some(match &node.body {
        Body::Leaf { .. } => return None,
        Body::Sequence { is_flow, items } => {
            let parts = items.iter().map(|item| item_span(text, item, *is_flow));
            (parts.collect::<Option<_>>()?, *is_flow)
        }
        Body::Mapping { is_flow, members } => {
            (members.iter().map(|member| member.key_span.start..member.end(text)).collect(), *is_flow)
        }
    })
}

/// The end of the line that a byte is on, if nothing but a comment follows there.
fn line_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let line = rest.split('\n').next()?;
    let is_comment = line.trim().is_empty() || line.trim_start().starts_with('#');
    is_comment.then_some(at + line.trim_end_matches('\r').len())
}

/// Adds a part in front of the part of an index.
fn insert(
    text: &str,
    node: &Node,
    parts: &[Range<usize>],
    index: usize,
    added: &str,
    is_flow: bool,
) -> Option<Splice> {
    let at = |at: usize, text: String| Some(Splice { range: at..at, text });
    let Some(before) = index.checked_sub(1) else {
        let Some(first) = parts.first() else {
            // Between two brackets.
            let is_mapping = matches!(node.body, Body::Mapping { .. });
            let padded = if is_mapping { format!(" {added} ") } else { added.to_owned() };
            return Some(Splice { range: node.span.start + 1..node.span.end.checked_sub(1)?, text: padded });
        };
        let gap =
            if is_flow { ", ".to_owned() } else { format!("\n{}", " ".repeat(column(text, first.start))) };
        return at(first.start, format!("{added}{gap}"));
    };
    let part = parts.get(before)?;
    let start = text.get(..part.start)?;
    let line = start.rsplit('\n').next()?;
    let newline = format!("\n{}", " ".repeat(column(text, part.start)));
    if is_flow {
        let gap = if line.trim().is_empty() && start.contains('\n') { newline } else { " ".to_owned() };
        return at(part.end, format!(",{gap}{added}"));
    }
    at(line_end(text, part.end)?, format!("{newline}{added}"))
}

/// What goes with a part: in a block its lines, in brackets a comma.
fn removed(text: &str, parts: &[Range<usize>], index: usize, is_flow: bool) -> Option<Range<usize>> {
    let part = parts.get(index)?;
    let next = parts.get(index + 1);
    if is_flow {
        let before = index.checked_sub(1).and_then(|before| parts.get(before));
        return Some(match (next, before) {
            (Some(next), _) => part.start..next.start,
            (None, Some(before)) => before.end..part.end,
            (None, None) => part.clone(),
        });
    }
    let line = text.get(..part.start)?.rsplit('\n').next()?;
    if !line.trim().is_empty() {
        // It is on the line of a dash or of a key.
        return next.map(|next| part.start..next.start);
    }
    let end = line_end(text, part.end)?;
    let end = text.get(end..)?.find('\n').map_or(text.len(), |newline| end + newline + 1);
    Some(part.start - line.len()..end)
}

/// Puts parts into another order: in a block whole lines, each with the comments above it and behind it.
fn reordered(text: &str, parts: &[Range<usize>], order: &[usize], is_flow: bool) -> Option<Splice> {
    let (first, last) = (parts.first()?, parts.last()?);
    if is_flow {
        let gaps = parts.iter().zip(parts.iter().skip(1)).map(|(part, next)| text.get(part.end..next.start));
        let gaps = gaps.collect::<Option<Vec<_>>>()?;
        let moved = order.iter().map(|index| text.get(parts.get(*index)?.clone()));
        let moved = moved.collect::<Option<Vec<_>>>()?;
        // A comment between brackets belongs to one of its neighbours.
        let is_plain = !gaps.iter().any(|gap| gap.contains('#'));
        let text = moved.iter().zip(gaps.iter().chain([&""])).flat_map(|(part, gap)| [*part, *gap]).collect();
        return is_plain.then_some(Splice { range: first.start..last.end, text });
    }
    let mut start = text.get(..first.start)?.rfind('\n')? + 1;
    let is_own_line = text.get(start..first.start)?.trim().is_empty();
    // Comments above the first part that are indented as it is are its own.
    let own = text.get(start..first.start)?.to_owned() + "#";
    while let Some(line) =
        text.get(..start)?.split_inclusive('\n').next_back().filter(|line| line.starts_with(&own))
    {
        start -= line.len();
    }
    let mut at = start;
    let mut lines = Vec::new();
    for part in parts {
        let end = line_end(text, part.end)?;
        lines.push(text.get(at..end)?);
        at = end + text.get(end..)?.find('\n').map_or(0, |newline| newline + 1);
    }
    let moved = order.iter().map(|index| lines.get(*index).copied()).collect::<Option<Vec<_>>>()?;
    is_own_line.then_some(Splice { range: start..line_end(text, last.end)?, text: moved.join("\n") })
}

/// Exchanges the value that a pointer leads to.
fn replace(text: &str, at: &[String], root: &Node, value: &Value, flow: Style) -> Option<Splice> {
    let (last, parent) = at.split_last()?;
    let parent = parent.iter().try_fold(root, |node, token| node.step(token))?;
    let node = parent.step(last)?;
    let in_place = |value: &Value| Splice { range: node.span.clone(), text: write::flow(value, flow) };
    let Body::Mapping { is_flow: false, .. } = &parent.body else { return Some(in_place(value)) };
    let member = member(parent, last)?;
    let is_scalar =
        !value.is_object() && !value.is_array() && !value.as_str().is_some_and(|text| text.contains('\n'));
    if is_scalar && matches!(node.body, Body::Leaf { is_block: false }) && !node.span.is_empty() {
        return Some(in_place(value));
    }
    let indent = column(text, member.key_span.start);
    let end = member.end(text);
    let written = write::member(last, value, indent, Style::Block);
    Some(Splice { range: member.key_span.start..end, text: written })
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
        Edit::Push { pointer: tokens(pointer), value, after: None }
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
            (remove("/a/b"), "  b: 1  # behind\n", ""),
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
