//! Values as YAML: block style, short lists of scalars apart. A member whose name begins with `#` is a comment.

use serde_json::{Map, Value};

/// How wide a list of scalars may be to stand on one line.
const WIDE: usize = 80;

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// On lines of its own.
    Block,
    /// In brackets, inside of others.
    Flow,
    /// JSON, which has no comments.
    Json,
}

/// What a member whose value is a comment is called; further ones have more signs.
pub fn is_comment(key: &str) -> bool {
    key.starts_with('#')
}

/// A value without its comments.
pub fn without_comments(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_comments).collect(),
        Value::Object(members) => {
            let members = members.iter().filter(|(key, _)| !is_comment(key));
            Value::Object(members.map(|(key, value)| (key.clone(), without_comments(value))).collect())
        }
        scalar => scalar.clone(),
    }
}

/// A member of a mapping, without an end of line: the key, and the value behind it or below it.
pub fn member(key: &str, value: &Value, indent: usize, style: Style) -> String {
    if style == Style::Json {
        return format!("{}: {}", Value::from(key), flow(value, style));
    }
    let key = scalar_text(key, style);
    if style == Style::Flow {
        return format!("{key}: {}", flow(value, style));
    }
    let mut out = key + ":";
    behind(value, indent, &mut out);
    out
}

/// An item of a list behind its dash, or in brackets; `indent` is that of its members.
pub fn item(value: &Value, indent: usize, style: Style) -> String {
    match value {
        Value::Object(members) if style == Style::Block && !is_empty(members) => {
            let mut out = String::new();
            mapping(members, indent, &mut out);
            out
        }
        Value::Array(items) if style == Style::Block && !is_short(items) => {
            let items = items.iter().map(|value| format!("- {}", item(value, indent + 2, style)));
            items.collect::<Vec<_>>().join(&format!("\n{}", " ".repeat(indent)))
        }
        value if style == Style::Block => {
            let mut out = String::new();
            behind(value, indent, &mut out);
            out.trim_start().to_owned()
        }
        value => flow(value, style),
    }
}

/// A document.
pub fn document(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(members) if !is_empty(members) => mapping(members, 0, &mut out),
        value => out.push_str(&flow(value, Style::Flow)),
    }
    out + "\n"
}

fn is_empty(members: &Map<String, Value>) -> bool {
    members.keys().all(|key| is_comment(key))
}

/// The members of a mapping: the first one where the text ends, others on lines of their own.
fn mapping(members: &Map<String, Value>, indent: usize, out: &mut String) {
    let mut is_first = true;
    let start = |is_first: &mut bool, out: &mut String| {
        if !std::mem::take(is_first) {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
        }
    };
    for (key, value) in members {
        if is_comment(key) {
            for line in value.as_str().unwrap_or_default().lines() {
                start(&mut is_first, out);
                out.push_str(format!("# {line}").trim_end());
            }
            continue;
        }
        start(&mut is_first, out);
        out.push_str(&member(key, value, indent, Style::Block));
    }
}

/// A value behind a colon or a dash.
fn behind(value: &Value, indent: usize, out: &mut String) {
    let below = |out: &mut String, indent: usize| {
        out.push('\n');
        out.push_str(&" ".repeat(indent));
    };
    match value {
        Value::Object(members) if !is_empty(members) => {
            below(out, indent + 2);
            mapping(members, indent + 2, out);
        }
        Value::Array(items) if !is_short(items) => {
            for value in items {
                below(out, indent + 2);
                out.push_str("- ");
                out.push_str(&item(value, indent + 4, Style::Block));
            }
        }
        Value::String(text) if is_literal(text) => {
            out.push_str(" |-");
            for line in text.lines() {
                out.push('\n');
                if !line.is_empty() {
                    out.push_str(&" ".repeat(indent + 2));
                    out.push_str(line);
                }
            }
        }
        value => {
            out.push(' ');
            out.push_str(&flow(value, Style::Flow));
        }
    }
}

fn is_short(items: &[Value]) -> bool {
    let is_scalar = |value: &Value| match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => is_empty(members),
        Value::String(text) => !text.contains('\n'),
        _ => true,
    };
    items.iter().all(is_scalar) && flow(&Value::from(items.to_vec()), Style::Flow).chars().count() <= WIDE
}

/// Whether a text of several lines can stand as it is.
fn is_literal(text: &str) -> bool {
    let is_plain = |line: &str| line.trim_end() == line && !line.starts_with('\t');
    text.contains('\n')
        && !text.starts_with([' ', '\n'])
        && !text.ends_with('\n')
        && text.split('\n').all(is_plain)
        && text.chars().all(|c| c == '\n' || is_printable(c))
}

/// Whether YAML takes a character for one of a text, and no reader for the end of a line.
fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A value on one line.
pub fn flow(value: &Value, style: Style) -> String {
    match value {
        Value::Array(items) => {
            format!("[{}]", items.iter().map(|item| flow(item, style)).collect::<Vec<_>>().join(", "))
        }
        Value::Object(members) => {
            let members = members.iter().filter(|(key, _)| !is_comment(key));
            let members: Vec<_> = members
                .map(|(key, value)| {
                    let key = if style == Style::Json {
                        Value::from(key.as_str()).to_string()
                    } else {
                        scalar_text(key, Style::Flow)
                    };
                    format!("{key}: {}", flow(value, style))
                })
                .collect();
            if members.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", members.join(", ")) }
        }
        Value::String(text) if style != Style::Json => scalar_text(text, Style::Flow),
        scalar => scalar.to_string(),
    }
}

/// A value on one line; a text in quotes, if the one in whose place it is stands in them.
pub fn in_quotes_of(old: &str, value: &Value, style: Style) -> String {
    match (old.chars().next(), value) {
        (Some('"'), Value::String(text)) => double_quoted(text),
        (Some('\''), Value::String(text)) if text.chars().all(is_printable) => single_quoted(text),
        (_, Value::String(text)) if style != Style::Json => scalar_text(text, style),
        _ => flow(value, style),
    }
}

/// A text without quotes where it is one without them, else in quotes.
fn scalar_text(text: &str, style: Style) -> String {
    if is_plain(text, style) {
        text.to_owned()
    } else if text.chars().all(is_printable) && !text.is_empty() {
        single_quoted(text)
    } else {
        double_quoted(text)
    }
}

fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn double_quoted(text: &str) -> String {
    let mut quoted = Value::from(text).to_string();
    for c in ['\u{7f}', '\u{85}', '\u{2028}', '\u{2029}', '\u{feff}', '\u{fffe}', '\u{ffff}'] {
        quoted = quoted.replace(c, &format!("\\u{:04x}", u32::from(c)));
    }
    quoted
}

/// Whether every reader of YAML takes a text without quotes for this text: neither a number, a date, or a word for a boolean,
/// nor something with signs that have a meaning.
fn is_plain(text: &str, style: Style) -> bool {
    const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    let is_first =
        |c: char| c.is_alphabetic() || matches!(c, '/' | '_' | '$') || (c > '\u{9f}' && is_printable(c));
    let has_sign = |sign: &[char]| text.contains(sign);
    let has_sign_of_flow = style == Style::Flow && has_sign(&[',', '[', ']', '{', '}']);
    text.chars().next().is_some_and(is_first)
        && text.chars().all(is_printable)
        && !text.ends_with([' ', ':', '\u{a0}'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !has_sign_of_flow
        && !has_sign(&['\t'])
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_read_as_they_were() {
        let words = [
            "",
            " a",
            "a ",
            "7",
            "-",
            "~",
            "null",
            "Yes",
            "1e3",
            "0x1",
            "2024-11-18",
            "a: b",
            "a #b",
            "#a",
            "a:",
        ];
        let signs = [
            "[a", "{", "a, b", "'", "\"", "@a", "`a`", "%", "&a", "*a", "!a", "| a", "> a", "? a", "- a",
            ":a",
        ];
        let lines = [
            "a\nb",
            "a\n\n  b",
            " a\nb",
            "a\n",
            "a \nb",
            "\ta\nb",
            "甲\u{2028}乙",
            "a\u{7}b",
            "\u{feff}a",
            "=",
            "a\\b",
        ];
        let texts: Vec<&str> = [words.as_slice(), &signs, &lines].concat();
        let by_name: Map<String, Value> =
            texts.iter().map(|text| ((*text).to_owned(), json!(text))).collect();
        let lists =
            json!([[], {}, [[1, "a"], [{ "a": [null, true, -1.5] }]], { "b": [{ "c": {} }, "d\ne"] }]);
        for value in [json!(by_name), json!({ "a": texts, "b": lists }), json!([]), json!({})] {
            let text = document(&value);
            let read: Value = serde_yaml::from_str(&text).unwrap();
            // What begins with `#` is a comment.
            assert_eq!(read, without_comments(&value), "{text}");
            assert_eq!(
                serde_yaml::from_str::<Value>(&flow(&value, Style::Flow)).unwrap(),
                without_comments(&value)
            );
            assert_eq!(
                serde_json::from_str::<Value>(&flow(&value, Style::Json)).unwrap(),
                without_comments(&value)
            );
        }
    }

    #[test]
    fn comments_stand_where_they_are() {
        let value = json!({ "#": "REVIEW: a\nb", "a": 1, "b": [{ "#": "c", "d": { "#": "e" } }] });
        assert_eq!(document(&value), "# REVIEW: a\n# b\na: 1\nb:\n  - # c\n    d: {}\n");
    }
}
