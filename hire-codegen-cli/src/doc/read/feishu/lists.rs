//! The lists of a cell: values that a field may have, and limits of its value.

use std::collections::BTreeSet;

use serde_json::{Number, Value};

use super::cell::Counted;
use super::inline::{BREAKS, one_line, word};
use crate::doc::page::Rules;

/// An item of a list: its text, and how far it is indented.
struct Item<'a> {
    text: &'a str,
    indent: usize,
}

/// Where a text is that may be an item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Behind the mark that a line begins with.
    LineStart,
    /// Behind a dash in a line: in the converted dialect several items are on one.
    Inside,
}

/// The items of a list: the texts behind marks that `is_item`.
fn items(body: &str, is_item: impl Fn(&str, Place) -> bool) -> Vec<Item<'_>> {
    let mut found = Vec::new();
    let mut start: Option<(usize, usize)> = None;
    let mut line_start = 0;
    let mut end = |start: Option<(usize, usize)>, at: usize| {
        if let Some((start, indent)) = start {
            found.push(Item { text: &body[start..at], indent });
        }
    };
    for line in body.split_inclusive(BREAKS) {
        let text = line.trim_start_matches([' ', '\t', '\u{a0}']);
        let indent = line.len() - text.len();
        let bullet = bullet(text).filter(|length| is_item(&text[*length..], Place::LineStart));
        if let Some(length) = bullet {
            end(start, line_start);
            start = Some((line_start + indent + length, indent));
        }
        let first = indent + bullet.unwrap_or(0);
        for (dash, _) in
            line.match_indices(" - ").chain(line.match_indices(" * ")).filter(|(dash, _)| *dash >= first)
        {
            if is_item(&line[dash + 3..], Place::Inside) {
                end(start, line_start + dash);
                start = Some((line_start + dash + 3, start.map_or(0, |(_, indent)| indent)));
            }
        }
        line_start += line.len();
    }
    end(start, body.len());
    found
}

/// How long the mark of an item is that a line begins with.
fn bullet(line: &str) -> Option<usize> {
    let length = line.chars().next().filter(|c| ['-', '*', '•', '·'].contains(c))?.len_utf8();
    let rest = &line[length..];
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\u{a0}']).len();
    (blanks > 0).then_some(length + blanks)
}

/// Values, each with its text; what of their list is unclear, and what is said before the first of them.
type Values = (Vec<(String, String)>, Vec<String>, String);

/// The values of a list; nothing, if none can be read.
pub fn values(body: &str) -> Option<Values> {
    let is_generated =
        body.trim_start_matches(|c: char| c.is_whitespace() || BREAKS.contains(&c)).starts_with("- `");
    let is_item = |text: &str, place: Place| match place {
        // What a generated list has between its items is text of the item before.
        Place::LineStart => !is_generated || text.starts_with('`'),
        Place::Inside => {
            (!is_generated || text.starts_with('`')) && key(text).is_some_and(|(_, text)| text.is_some())
        }
    };
    let items = items(body, is_item);
    let outer = items.first()?.indent;
    let mut values: Vec<(String, String)> = Vec::new();
    let (mut known, mut unclear, mut before) = (BTreeSet::new(), Vec::new(), String::new());
    for item in &items {
        let is_outer = item.indent <= outer;
        match key(item.text).filter(|_| is_outer) {
            Some((key, text)) => {
                if !known.insert(key.clone()) {
                    unclear.push(format!("the value `{key}` is listed twice"));
                }
                values.push((key, one_line(text.unwrap_or_default())));
            }
            None => {
                let text = one_line(item.text);
                values.last_mut().map_or(&mut before, |(_, said)| said).extend([" - ", &text]);
                if is_outer {
                    unclear.push(format!("an item of a list without its value: {text}"));
                }
            }
        }
    }
    (!values.is_empty()).then_some((values, unclear, before))
}

/// The two sides of a sign in a text, if it is near the start: behind an item may be many more.
fn split_head(text: &str, sign: char) -> Option<(&str, &str)> {
    let (at, _) = text.char_indices().take(256).find(|(_, c)| *c == sign)?;
    let (head, tail) = text.split_at(at);
    Some((head, tail.strip_prefix(sign)?))
}

/// The value that an item is of, and what is said of it.
fn key(item: &str) -> Option<(String, Option<&str>)> {
    if let Some((key, after)) = item.strip_prefix('`').and_then(|inside| inside.split_once('`')) {
        let after = after.trim_start();
        let text = after.strip_prefix(['：', ':']);
        let is_whole = text.is_some() || after.is_empty();
        return (is_whole || after.starts_with(['，', '（', '(']))
            .then(|| (key.trim().to_owned(), text.or(Some(after).filter(|_| !is_whole))));
    }
    let has_blank = |key: &str| key.trim().contains(|c: char| c.is_whitespace() || BREAKS.contains(&c));
    let split = ['：', ':']
        .into_iter()
        .filter_map(|colon| split_head(item, colon))
        .find(|(key, _)| !has_blank(key) && !key.trim().is_empty());
    match split.or_else(|| split_head(item, '：').filter(|(key, _)| key.is_ascii() && !key.contains('\n'))) {
        Some((key, text)) => Some((word(key), Some(text))),
        None => Some((word(item), None)).filter(|(key, _)| !key.is_empty() && !has_blank(key)),
    }
    .filter(|(key, _)| key.chars().count() <= 128)
}

/// A form of a rule: its name, and the keywords of its lower and its upper bound.
struct Form {
    name: &'static str,
    lower: bool,
    upper: bool,
    is_length: bool,
}

const FORMS: [Form; 6] = [
    Form { name: "长度范围", lower: true, upper: true, is_length: true },
    Form { name: "取值范围", lower: true, upper: true, is_length: false },
    Form { name: "最大长度", lower: false, upper: true, is_length: true },
    Form { name: "最小长度", lower: true, upper: false, is_length: true },
    Form { name: "最大值", lower: false, upper: true, is_length: false },
    Form { name: "最小值", lower: true, upper: false, is_length: false },
];

const PATTERN: &str = "正则校验";

/// Adds the limits of a list, and returns the items that are not understood.
pub fn rules(body: &str, counted: Counted, rules: &mut Rules) -> Vec<String> {
    // The name of a rule is a Chinese word in front of a colon; a dash of a pattern is in front of something else.
    let is_name =
        |name: &str| name.chars().count() <= 8 && name.chars().all(|c| !c.is_ascii() && c.is_alphabetic());
    let is_item = |text: &str, place: Place| {
        place == Place::LineStart
            || ['：', ':']
                .iter()
                .any(|sign| split_head(text, *sign).is_some_and(|(name, _)| is_name(name.trim())))
    };
    let items = items(body, is_item);
    let texts: Vec<&str> =
        if items.is_empty() { vec![body] } else { items.iter().map(|item| item.text).collect() };
    let is_unclear = |text: &&str| !text.trim().is_empty() && rule(text, counted, rules).is_none();
    texts.into_iter().filter(is_unclear).map(one_line).collect()
}

/// Adds the limit that an item states.
fn rule(text: &str, counted: Counted, rules: &mut Rules) -> Option<()> {
    let (name, stated) = text.split_once(['：', ':'])?;
    let name = word(name);
    if name == PATTERN {
        let stated = stated.trim_matches(|c: char| c.is_whitespace() || BREAKS.contains(&c));
        let pattern = stated
            .strip_prefix('`')
            .and_then(|inside| inside.rsplit_once('`'))
            .map_or(stated, |(pattern, _)| pattern);
        rules.0.insert("pattern".to_owned(), Value::String(pattern.to_owned()));
        return (!pattern.is_empty()).then_some(());
    }
    let form = FORMS.iter().find(|form| form.name == name)?;
    let stated = one_line(&stated.replace('`', " "));
    let (stated, in_characters) = match stated.strip_suffix("字符") {
        Some(stated) => (stated.trim_end().trim_end_matches('个'), true),
        None => (stated.as_str(), false),
    };
    let (lower, upper) = match (form.lower, form.upper) {
        (true, true) => {
            let (lower, upper) = stated.split_once(['～', '~', '〜', '–', '—'])?;
            (Some(number(lower)?), Some(number(upper)?))
        }
        (true, false) => (Some(number(stated)?), None),
        _ => (None, Some(number(stated)?)),
    };
    let (least, most) = match (form.is_length, in_characters, counted) {
        (false, false, _) => ("min", "max"),
        (true, true, _) => ("minLength", "maxLength"),
        (true, false, Counted::Elements) => ("minItems", "maxItems"),
        _ => return None,
    };
    if form.is_length && ![&lower, &upper].into_iter().flatten().all(Number::is_u64) {
        return None;
    }
    for (keyword, bound) in [(least, lower), (most, upper)] {
        if let Some(number) = bound {
            rules.limit(keyword, number);
        }
    }
    Some(())
}

/// A number, with or without commas between thousands.
fn number(text: &str) -> Option<Number> {
    let digits: String = text.chars().filter(|c| !matches!(c, ',' | ' ')).collect();
    let whole =
        digits.parse::<i64>().map(Number::from).or_else(|_| digits.parse::<u64>().map(Number::from)).ok();
    whole.or_else(|| digits.parse().ok().and_then(Number::from_f64))
}
