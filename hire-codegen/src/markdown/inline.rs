//! What stands in a line: code spans, addresses, and what is escaped (`CommonMark`, chapter 6).

use std::collections::BTreeMap;

use super::plain;

/// Text as one line that rustdoc takes for nothing but text.
pub fn safe_line(text: &str) -> String {
    escape(&plain(text).split_whitespace().collect::<Vec<_>>().join(" "), false)
}

/// Text as a code span, whatever backticks it has itself (`CommonMark` §6.1).
pub fn code(text: &str) -> String {
    let text = plain(text);
    if text.is_empty() {
        return "`\"\"`".to_owned();
    }
    let runs = text.split(|letter| letter != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or_default() + 1);
    // A space on both sides is taken away by readers, and a backtick there would be one of the fence.
    let edge = |letter: char| letter == '`' || letter == ' ';
    let space = if text.starts_with(edge) || text.ends_with(edge) { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A link to an address of the web that is shown as it is (`CommonMark` §6.5), if it is one: what runs in a browser, or
/// leads into the pages that rustdoc writes, is none.
pub fn address(text: &str) -> Option<String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    // A bar would end a cell of a table.
    let odd = |letter: char| letter.is_whitespace() || "<>[]()\"\\`|".contains(letter);
    let fine = !host.is_empty() && !host.contains(odd) && plain(text) == text;
    fine.then(|| format!("<{text}>"))
}

/// A line outside of fenced code. Its code spans stay as they are; a run of backticks that begins none is escaped, since
/// it would begin one that ends in another line.
///
/// A row of a table is cut into cells before spans are looked for, so that no span may go over a bar there.
pub fn escape(line: &str, in_table: bool) -> String {
    let last = last_runs(line);
    let mut escaped = String::with_capacity(line.len());
    let mut at = 0;
    loop {
        let rest = line.get(at..).unwrap_or_default();
        let (text, after) = rest.split_at(text_end(rest));
        escaped.push_str(&escape_words(text));
        let inner = after.trim_start_matches('`');
        let length = after.len() - inner.len();
        if length == 0 {
            return escaped;
        }
        let begin = at + text.len();
        let ends = last.get(&length).is_some_and(|last| *last > begin);
        let span = if ends { closing(inner, length) } else { None };
        let span = span.and_then(|end| after.get(..length + end + length));
        match span.filter(|span| !(in_table && has_bar(span))) {
            Some(span) => {
                escaped.push_str(span);
                at = begin + span.len();
            }
            None => {
                escaped.push_str(&"\\`".repeat(length));
                at = begin + length;
            }
        }
    }
}

/// Where the last run of backticks of each length begins, so that no run without a partner is followed to the end.
fn last_runs(line: &str) -> BTreeMap<usize, usize> {
    let mut last = BTreeMap::new();
    let mut run = None;
    for (index, byte) in line.bytes().chain([b' ']).enumerate() {
        match (byte, run) {
            (b'`', None) => run = Some(index),
            (b'`', Some(_)) | (_, None) => {}
            (_, Some(start)) => {
                last.insert(index - start, start);
                run = None;
            }
        }
    }
    last
}

/// Whether a code span has a bar that ends a cell: one that is not escaped by itself.
fn has_bar(span: &str) -> bool {
    let mut before = 0;
    for letter in span.chars() {
        match letter {
            '\\' => before += 1,
            '|' if before != 1 => return true,
            _ => before = 0,
        }
    }
    false
}

/// Where the next backtick is that is not escaped.
fn text_end(text: &str) -> usize {
    let mut letters = text.char_indices();
    while let Some((index, letter)) = letters.next() {
        match letter {
            '`' => return index,
            '\\' => _ = letters.next(),
            _ => {}
        }
    }
    text.len()
}

/// Where the first run of as many backticks begins.
fn closing(text: &str, length: usize) -> Option<usize> {
    let mut at = 0;
    let mut rest = text;
    loop {
        let start = rest.find('`')?;
        let run = rest.get(start..)?;
        let after = run.trim_start_matches('`');
        let found = run.len() - after.len();
        if found == length {
            return Some(at + start);
        }
        at += start + found;
        rest = after;
    }
}

fn escape_words(text: &str) -> String {
    let mut words = Vec::new();
    for word in text.split(' ') {
        let bare = word.trim_end_matches(['.', ',', ';', ':', ')', '!', '?']);
        if let Some(link) = address(bare) {
            words.push(link + word.strip_prefix(bare).unwrap_or_default());
            continue;
        }
        let mut escaped = String::with_capacity(word.len());
        let mut letters = word.chars();
        while let Some(letter) = letters.next() {
            if matches!(letter, '[' | ']' | '<' | '>') {
                escaped.push('\\');
            }
            escaped.push(letter);
            // What the description escapes is escaped.
            if letter == '\\' {
                escaped.extend(letters.next());
            }
        }
        // What is left of an address would be taken for one.
        words.push(escaped.replace("://", ":\\//"));
    }
    words.join(" ")
}
