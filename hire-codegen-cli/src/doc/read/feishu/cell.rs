//! The cell that describes a field: labels in bold, and what follows each.

use super::blocks::Cell;
use super::inline::{BREAKS, is_note, one_line};
use super::lists;
use crate::doc::page::{Rules, Unread};

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Example,
    Values,
    Default,
    Fixed,
    Rules,
    FieldScope,
    /// A label that stands for the box that the text is in.
    Note,
    /// A label of the text.
    Text,
}

/// The labels, as pages write them.
const LABELS: [(&str, Label); 11] = [
    ("示例值", Label::Example),
    ("可选值有", Label::Values),
    ("可能值有", Label::Values),
    ("可选值", Label::Values),
    ("可能值", Label::Values),
    ("枚举值有", Label::Values),
    ("可选项有", Label::Values),
    ("默认值", Label::Default),
    ("固定值", Label::Fixed),
    ("数据校验规则", Label::Rules),
    ("字段权限要求", Label::FieldScope),
];

/// The longest label, in bytes: one may quote a value.
const MAX_LABEL: usize = 160;

/// What a cell says.
#[derive(Debug, Default)]
pub struct Described {
    pub example: Option<String>,
    pub values: Option<Vec<(String, String)>>,
    pub default: Option<String>,
    pub fixed: Option<String>,
    pub rules: Rules,
    /// All that is under no label that has a meaning here.
    pub text: String,
}

/// A label, and where it is.
struct Mark {
    label: Label,
    start: usize,
    /// Where that which it announces begins.
    end: usize,
}

/// How lengths of a field are meant: those of a list count elements, unless they say that they count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    Characters,
    Elements,
}

/// Reads a cell, of a field whose lengths count what `counted` says.
pub fn describe(cell: &Cell, counted: Counted, unread: &mut Vec<Unread>) -> Described {
    let text = cell.text.as_str();
    let marks = marks(text);
    let mut described = Described::default();
    let mut seen: Vec<Label> = Vec::new();
    let (mut line, mut before) = (cell.line, 0);
    described.text.push_str(&text[..marks.first().map_or(text.len(), |mark| mark.start)]);
    for (index, mark) in marks.iter().enumerate() {
        let end = marks.get(index + 1).map_or(text.len(), |next| next.start);
        let (label, body) = (&text[mark.start..mark.end], &text[mark.end..end]);
        let mut unclear = Vec::new();
        described.text.push(' ');
        if mark.label == Label::Note {
            described.text.push_str(body);
        } else if mark.label == Label::Text || seen.contains(&mark.label) {
            described.text.push_str(&text[mark.start..end]);
            if mark.label.has_one_value() {
                unclear.push(format!("a second {}", label.trim_matches(['*', ':', '：', ' '])));
            }
        } else {
            if mark.label == Label::FieldScope {
                described.text.push_str(label);
            }
            described.take(mark.label, body, counted, &mut unclear);
            seen.push(mark.label);
        }
        line += text[before..mark.start].matches('\n').count();
        before = mark.start;
        unread.extend(unclear.into_iter().map(|what| Unread { line, what, is_in_text: true }));
    }
    described
}

impl Label {
    /// Whether a cell has it once.
    fn has_one_value(self) -> bool {
        !matches!(self, Self::Text | Self::Note | Self::FieldScope)
    }
}

impl Described {
    /// Takes what a label announces; whatever has no meaning there is text.
    fn take(&mut self, label: Label, body: &str, counted: Counted, unclear: &mut Vec<String>) {
        match label {
            Label::Example | Label::Fixed => {
                let (value, rest) = value(body);
                let value = value.map(|value| unquoted(&value));
                if label == Label::Fixed {
                    self.fixed = value;
                } else {
                    self.example = value;
                }
                self.text.push_str(rest);
            }
            Label::Default => {
                let (value, rest) = default(body);
                if value.is_none() && !body.trim().is_empty() {
                    unclear.push(format!("a default in words: {}", shortened(body)));
                }
                self.default = value;
                self.text.push_str(rest);
            }
            Label::Values => match lists::values(body) {
                Some((values, doubtful, before)) => {
                    unclear.extend(doubtful);
                    self.values = Some(values);
                    self.text.push_str(&before);
                }
                None => {
                    unclear.push(format!("values without a list that can be read: {}", shortened(body)));
                    self.text.push_str(body);
                }
            },
            Label::Rules => {
                for item in lists::rules(body, counted, &mut self.rules) {
                    unclear.push(format!("a rule that is not understood: {}", shortened(&item)));
                    self.text.extend([" ", &item]);
                }
            }
            // Of a scope the id counts, and not the name that a console shows it by.
            Label::FieldScope => self.text.extend(scope_ids(body).flat_map(|id| [" `", id, "`"])),
            Label::Text | Label::Note => self.text.push_str(body),
        }
    }
}

/// The ids of scopes: in code marks, or in parentheses behind a name.
pub fn scope_ids(text: &str) -> impl Iterator<Item = &str> {
    let is_id = |id: &&str| {
        !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '_' | '-'))
    };
    let marked = text.split('`').skip(1).step_by(2);
    let behind = text.split('(').skip(1).filter_map(|text| text.split_once(')')).map(|(id, _)| id);
    marked.chain(behind.filter(|id| id.contains(':'))).filter(is_id)
}

fn shortened(text: &str) -> String {
    one_line(text).chars().take(60).collect()
}

/// The labels of a text: bold, with a colon inside or behind.
fn marks(text: &str) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("**").map(|start| at + start) {
        let inside = &text[start + 2..];
        let mut limit = inside.len().min(MAX_LABEL);
        while !inside.is_char_boundary(limit) {
            limit -= 1;
        }
        let Some(length) = inside[..limit].find("**").filter(|length| !inside[..*length].contains(BREAKS))
        else {
            at = start + 2;
            continue;
        };
        let (name, after) = inside.split_at(length);
        at = start + 4 + length;
        let colon = after[2..].trim_start_matches([' ', '\u{a0}']);
        let behind = colon.starts_with([':', '：']);
        if !behind && !name.trim_end().ends_with([':', '：']) {
            continue;
        }
        let end = if behind { text.len() - colon.trim_start_matches([':', '：']).len() } else { at };
        if let Some(label) = label(name, &text[..start]) {
            found.push(Mark { label, start, end });
        }
    }
    found
}

/// What a label of this name means, after this text.
fn label(name: &str, before: &str) -> Option<Label> {
    let name = name.trim_matches([' ', ':', '：', '`', '\u{a0}']);
    let known = LABELS.iter().find(|(known, _)| *known == name).map(|(_, label)| *label);
    let known = known.or(is_note(name).then_some(Label::Note));
    let scope = name.contains("字段权限要求").then_some(Label::FieldScope);
    // A bold word with a colon begins a note, unless it is an item of a list.
    let begins = before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || BREAKS.contains(&c));
    let is_item = before.trim_end_matches([' ', '\t']).ends_with(['-', '*', '•']);
    known.or(scope).or((begins && !is_item).then_some(Label::Text))
}

/// The value at the start of a text, and what follows: an example in a fence, JSON up to its last bracket, a quoted text, or the
/// rest of the line.
fn value(body: &str) -> (Option<String>, &str) {
    let body = body.trim_start_matches(|c: char| c.is_whitespace() || BREAKS.contains(&c));
    let is_gap =
        |rest: &str| rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || BREAKS.contains(&c));
    let line = body.find(BREAKS).unwrap_or(body.len());
    let fenced = body.strip_prefix("```").and_then(|inside| inside.split_once("```"));
    if let Some((inside, rest)) = fenced {
        let inside = inside.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        return (Some(one_line(inside)).filter(|value| !value.is_empty()), rest);
    }
    let end = match body.chars().next() {
        Some('[' | '{') => balanced(body),
        Some(quote @ ('"' | '`')) => closing(body, quote),
        _ => None,
    };
    let end = end.filter(|end| is_gap(&body[*end..])).unwrap_or(line);
    let (value, rest) = body.split_at(end);
    (Some(one_line(value)).filter(|value| !value.is_empty()), rest)
}

/// Where a quoted text ends, if that is on its line.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            c if BREAKS.contains(&c) => return None,
            '\\' if quote == '"' && !escaped => escaped = true,
            c if c == quote && !escaped => return Some(at + quote.len_utf8()),
            _ => escaped = false,
        }
    }
    None
}

/// Where the bracket that a text begins with is closed.
fn balanced(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            _ if in_string => {}
            '[' | '{' => depth += 1,
            ']' | '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// A value without the marks of code and without its quotes.
fn unquoted(value: &str) -> String {
    let inside = |value: &str, quote: char| {
        let inside = value.strip_prefix(quote)?.strip_suffix(quote)?;
        // JSON in quotes may have its own as they are.
        let is_json = || serde_json::from_str::<serde_json::Map<_, serde_json::Value>>(inside).is_ok();
        let is_whole = closing(value, quote) == Some(value.len()) || is_json();
        is_whole.then(|| inside.to_owned())
    };
    let value = inside(value, '`').unwrap_or_else(|| value.to_owned());
    let value = value.trim();
    inside(value, '"').unwrap_or_else(|| value.to_owned())
}

/// The default at the start of a text, and what follows. Words are none.
fn default(body: &str) -> (Option<String>, &str) {
    let trimmed = body.trim_start_matches(|c: char| c.is_whitespace() || BREAKS.contains(&c));
    if let Some(end) = trimmed.starts_with('`').then(|| closing(trimmed, '`')).flatten() {
        let (value, rest) = trimmed.split_at(end);
        return (Some(unquoted(value)), rest);
    }
    match value(body) {
        (Some(value), rest) if value.is_ascii() || value.starts_with('"') => (Some(unquoted(&value)), rest),
        _ => (None, body),
    }
}
