//! What stands in a line: code spans, addresses, and what is escaped (`CommonMark`, chapter 6).

use std::collections::BTreeMap;

use super::plain;

/// Text as one line that rustdoc takes for nothing but text and links.
pub fn safe_line(text: &str) -> String {
    escape(&plain(text).split_whitespace().collect::<Vec<_>>().join(" "), false, &Definitions::new())
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

/// A link to an address of the web that is shown as it is (`CommonMark` §6.5), if it is one.
pub fn address(text: &str) -> Option<String> {
    let fine = text.contains("://") && is_address(text) && !text.contains(['(', ')']);
    fine.then(|| format!("<{text}>"))
}

/// Whether a text is an address of the web, or of mail. What runs in a browser, or leads into the pages that rustdoc writes,
/// is none, nor is a name that rustdoc would look for among items.
fn is_address(text: &str) -> bool {
    // A bar would end a cell of a table.
    let odd = |letter: char| letter.is_whitespace() || "<>[]\"\\`|".contains(letter);
    if let Some(mailbox) = text.strip_prefix("mailto:") {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "@.-_+".contains(letter);
        let domain = mailbox.split_once('@').map(|(_, domain)| domain);
        return mailbox.chars().all(plain) && domain.is_some_and(|it| it.contains('.') && !it.contains('@'));
    }
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && !host.contains(odd)) && plain(text) == text
}

/// What a text calls addresses by: the labels of definitions, in one form, and the addresses of the web that they are of
/// (§4.7).
pub type Definitions = BTreeMap<String, String>;

/// The one form of a label (§4.7): neither case nor width of spaces counts.
fn form(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The label of the definition that a line is, and its target (§4.7), whether or not that is an address of the web. A
/// footnote is none.
pub fn definition(line: &str) -> Option<(String, Option<String>)> {
    let rest = line.strip_prefix('[').filter(|rest| !rest.starts_with('^'))?;
    let label = rest.get(..unescaped(rest, |_, letter| matches!(letter, '[' | ']')))?;
    let target = destination(rest.get(label.len()..)?.strip_prefix("]:")?)?;
    let some = !label.trim().is_empty() && !target.is_empty();
    some.then(|| (form(label), is_address(target).then(|| target.to_owned())))
}

/// The target in `target "title"`, without its angle brackets, if that is all.
fn destination(text: &str) -> Option<&str> {
    let text = text.trim();
    let (target, title) = text.split_once(' ').unwrap_or((text, ""));
    let is_title = |quote| title.len() > 1 && title.starts_with(quote) && title.ends_with(quote);
    let bare = target.strip_prefix('<').and_then(|it| it.strip_suffix('>')).unwrap_or(target);
    (title.is_empty() || is_title('"') || is_title('\'')).then_some(bare)
}

/// A link or an image, as a description has it.
struct Link<'t> {
    words: &'t str,
    target: &'t str,
    length: usize,
}

impl<'t> Link<'t> {
    /// What a text begins with (§6.3, §6.4): words without brackets, or an image in place of these, and a target or a
    /// label. A title is left out.
    fn read(text: &'t str, definitions: &'t Definitions) -> Option<Self> {
        let bracket = text.strip_prefix('!').unwrap_or(text);
        let rest = bracket.strip_prefix('[')?;
        let image = Some(rest).filter(|rest| text == bracket && rest.starts_with("!["));
        let (words, end) = if let Some(image) = image.and_then(|rest| Self::read(rest, definitions)) {
            (image.words, image.length)
        } else {
            let end = unescaped(rest, |_, letter| matches!(letter, '[' | ']'));
            (rest.get(..end)?, end)
        };
        let after = rest.get(end..)?.strip_prefix(']')?;
        let (target, after) = if let Some(inline) = after.strip_prefix('(') {
            let end = closing_parenthesis(inline)?;
            (destination(inline.get(..end)?)?, inline.get(end + 1..)?)
        } else {
            let full = after.strip_prefix('[').and_then(|label| label.split_once(']'));
            let (label, after) = full.unwrap_or(("", after));
            let label = if label.is_empty() { rest.get(..end)? } else { label };
            (definitions.get(&form(label))?.as_str(), after)
        };
        Some(Self { words, target, length: text.len() - after.len() })
    }

    /// The link in the one form that is emitted, if its target is an address of the web.
    fn safe(&self, in_table: bool) -> Option<String> {
        let Self { words, target, .. } = *self;
        // With a caret, words would be a footnote.
        if !is_address(target) || words.starts_with('^') || (in_table && words.contains('|')) {
            return None;
        }
        if words.trim().is_empty() || words == target {
            return address(target);
        }
        if words.contains("://") {
            // A link in a link is none.
            return None;
        }
        let target = if target.contains(['(', ')']) { format!("<{target}>") } else { target.to_owned() };
        Some(format!("[{}]({target})", escape(words, in_table, &Definitions::new())))
    }
}

/// The link that a text begins with, made safe, and its length in the text.
fn link(text: &str, in_table: bool, definitions: &Definitions) -> Option<(String, usize)> {
    let link = Link::read(text, definitions)?;
    link.safe(in_table).map(|safe| (safe, link.length))
}

/// Whether a link begins at a place, or an image. What follows an exclamation mark that stays would be an image.
fn begins_link(text: &str, at: usize, in_table: bool, definitions: &Definitions) -> bool {
    let (before, after) = text.split_at(at);
    !before.ends_with('!') && link(after, in_table, definitions).is_some()
}

/// Where the parenthesis is that is not opened in the text.
fn closing_parenthesis(text: &str) -> Option<usize> {
    let mut open = 0;
    for (index, letter) in text.char_indices() {
        match letter {
            '(' => open += 1,
            ')' if open == 0 => return Some(index),
            ')' => open -= 1,
            '[' => return None,
            _ => {}
        }
    }
    None
}

/// A line outside of fenced code. Its code spans stay as they are; a run of backticks that begins none is escaped, since
/// it would begin one that ends in another line.
///
/// A row of a table is cut into cells before spans are looked for, so that no span may go over a bar there.
pub fn escape(line: &str, in_table: bool, definitions: &Definitions) -> String {
    if is_bare(line) && !line.contains('`') {
        return line.to_owned();
    }
    let last = last_runs(line);
    let mut escaped = String::with_capacity(line.len());
    let mut at = 0;
    loop {
        let rest = line.get(at..).unwrap_or_default();
        let end = unescaped(rest, |index, letter| {
            letter == '`' || matches!(letter, '[' | '!') && begins_link(rest, index, in_table, definitions)
        });
        let (text, after) = rest.split_at(end);
        escaped.push_str(&escape_words(text));
        if let Some((link, length)) = link(after, in_table, definitions) {
            escaped.push_str(&link);
            at += text.len() + length;
            continue;
        }
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

/// Where the next letter of some is that is not escaped; else the end.
fn unescaped(text: &str, wanted: impl Fn(usize, char) -> bool) -> usize {
    let mut letters = text.char_indices();
    while let Some((index, letter)) = letters.next() {
        if wanted(index, letter) {
            return index;
        }
        if letter == '\\' {
            letters.next();
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

/// Whether words have nothing to escape, and no address, as most have not.
fn is_bare(words: &str) -> bool {
    !words.contains(['[', ']', '<', '>', '\\']) && !words.contains("://")
}

fn escape_words(text: &str) -> String {
    if is_bare(text) {
        return text.to_owned();
    }
    let mut words = Vec::new();
    for word in text.split(' ') {
        let bare = word.trim_start_matches(['(', '"', '\'']);
        let before = word.len() - bare.len();
        let bare = bare.trim_end_matches(['.', ',', ';', ':', ')', '!', '?', '"', '\'']);
        let inner = bare.strip_prefix('<').and_then(|it| it.strip_suffix('>')).unwrap_or(bare);
        if let (Some(link), Some((before, after))) = (address(inner), word.split_at_checked(before)) {
            words.push(format!("{before}{link}{}", after.strip_prefix(bare).unwrap_or_default()));
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
