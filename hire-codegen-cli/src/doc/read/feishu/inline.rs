//! Texts of cells in one notation, whichever dialect they are written in.

use super::tags::{Tag, tag_at};

/// A break of a line that the page's source has no line for: `<br>`, or the end of an item.
pub const BREAK: char = '\u{2028}';

/// The ends of lines, of both kinds.
pub const BREAKS: [char; 2] = ['\n', BREAK];

/// Elements of HTML that pages have in cells; their tags are left out. Whatever else is in angle brackets is text.
const HTML: [&str; 17] = [
    "a", "b", "div", "em", "font", "i", "img", "ol", "p", "s", "span", "strong", "sub", "sup", "table", "u",
    "ul",
];

const ENTITIES: [(&str, char); 8] = [
    ("lt", '<'),
    ("gt", '>'),
    ("amp", '&'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("emsp", '\u{2003}'),
    ("ensp", '\u{2002}'),
];

/// Writes tags as Markdown, leaves comments out, and decodes entities. An item of an enumeration becomes ``- `key`：text``, a
/// scope `` `id` name ``, a kind of token `` `name` ``. Lines stay where they are.
pub fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut may_have_comments = true;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, special) = rest.split_at(at);
        out.push_str(before);
        let length = if let Some(tag) = tag_at(special).filter(|tag| write_tag(tag, &mut out)) {
            Some(tag.length)
        } else if may_have_comments && special.starts_with("<!--") {
            let end = special.find("-->");
            may_have_comments = end.is_some();
            out.extend(
                special.get(..end.unwrap_or(0)).into_iter().flat_map(str::chars).filter(|c| *c == '\n'),
            );
            end.map(|end| end + "-->".len())
        } else {
            entity(special).map(|(character, length)| {
                out.push(character);
                length
            })
        };
        let length = length.unwrap_or_else(|| {
            out.push_str(&special[..1]);
            1
        });
        rest = special.split_at(length).1;
    }
    out.push_str(rest);
    out
}

/// Writes what a tag is; one that is no element of pages is text.
fn write_tag(tag: &Tag<'_>, out: &mut String) -> bool {
    match (tag.name, tag.is_end) {
        ("br", _) | ("md-enum-item", true) => out.push(BREAK),
        ("li", false) => out.push_str("\u{2028}- "),
        ("md-enum-item", false) => {
            let key = tag.attribute("key").map(inline).unwrap_or_default();
            out.push_str("\u{2028}- `");
            out.push_str(key.trim());
            out.push_str("`：");
        }
        ("md-perm", false) => {
            if let Some(name) = tag.attribute("name").filter(|name| !name.is_empty()) {
                out.push('`');
                out.push_str(name);
                out.push_str("` ");
            }
        }
        ("md-tag", _) => out.push('`'),
        (name, _) if name.starts_with("md-") || name == "li" || HTML.contains(&name) => {}
        _ => return false,
    }
    true
}

/// The entity at the start of a text, and its length. One without its semicolon is text: addresses have `&format=`.
fn entity(text: &str) -> Option<(char, usize)> {
    let name = text.strip_prefix('&')?;
    let (name, _) = name.split_once(';').filter(|(name, _)| name.len() <= 8)?;
    let number = |digits: &str| match digits.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => digits.parse().ok(),
    };
    let character = match name.strip_prefix('#') {
        Some(digits) => number(digits).and_then(char::from_u32)?,
        None => ENTITIES.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((character, name.len() + 2))
}

/// A text on one line: links by their words, white space as single blanks.
pub fn one_line(text: &str) -> String {
    let text = without_links(text);
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c == BREAK).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// What the boxes of notes are called where a label in bold stands for a box: in all dialects but the raw one.
const NOTES: [&str; 7] = ["注意事项", "Note", "Tip", "Success", "Warning", "Error", "Danger"];

/// Whether a label in bold says that a box begins, and nothing of what is in it.
pub fn is_note(label: &str) -> bool {
    NOTES.contains(&label)
}

/// A line without the label of the box that begins on it, `> **Tip**: ` or `**注意事项**：`. A label has a colon behind it, or the
/// line for itself: else it is a word of a sentence.
pub fn without_note(line: &str) -> &str {
    let quoted = line.trim_start_matches([' ', '\t', '>']);
    let quoted = quoted.strip_prefix("&gt;").unwrap_or(quoted).trim_start();
    let labelled = quoted.strip_prefix("**").and_then(|inside| inside.split_once("**"));
    let text = labelled.filter(|(label, _)| is_note(label)).map(|(_, text)| text.trim_start());
    let note = text.filter(|text| text.is_empty() || text.starts_with([':', '：']));
    note.map_or(line, |text| text.trim_start_matches([':', '：', ' ']))
}

/// A text whose links are their words alone: `[words](target)` is `words`.
pub fn without_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("](") {
        let (before, target) = rest.split_at(at);
        // Where the words begin, unless they are a list or a type such as `string[](..)`.
        let words = before.rfind('[').filter(|start| start + 1 < at);
        let Some(end) = target.find(')') else { break };
        match words.filter(|_| !target[..end].contains(BREAKS)) {
            Some(start) => {
                out.push_str(&before[..start]);
                out.push_str(&before[start + 1..]);
                rest = &target[end + 1..];
            }
            None => {
                out.push_str(before);
                out.push_str("](");
                rest = &target[2..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// A word of a cell without code marks and without Markdown's backslashes.
pub fn word(text: &str) -> String {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == BREAK || c == '`' || c == '*');
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c == '\\' && characters.peek().is_some_and(char::is_ascii_punctuation) {
            continue;
        }
        out.push(c);
    }
    out
}
