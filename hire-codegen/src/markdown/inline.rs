//! What stands in a line: code spans, addresses, and what is escaped (`CommonMark`, chapter 6).

use std::collections::BTreeMap;

use super::plain;

/// Text as one line that rustdoc takes for nothing but text and links.
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

/// The inline link that a text begins with (§6.6), and its length: words without brackets, and an address. A title is left
/// out.
fn link(text: &str, in_table: bool) -> Option<(String, usize)> {
    let rest = text.strip_prefix('[')?;
    let inner = rest.get(..unescaped(rest, |_, letter| matches!(letter, '[' | ']')))?;
    let target = rest.get(inner.len()..)?.strip_prefix("](")?;
    let end = closing_parenthesis(target)?;
    let length = text.len() - target.len() + end + 1;
    let target = target.get(..end)?.trim();
    let (target, title) = target.split_once(' ').unwrap_or((target, ""));
    let is_title = |quote| title.len() > 1 && title.starts_with(quote) && title.ends_with(quote);
    if !(title.is_empty() || is_title('"') || is_title('\'')) {
        return None;
    }
    let bare = target.strip_prefix('<').and_then(|it| it.strip_suffix('>')).unwrap_or(target);
    if !is_address(bare) || inner.trim().is_empty() || (in_table && inner.contains('|')) {
        return None;
    }
    if inner.contains("://") {
        // A link in a link is none, unless both are one.
        return (inner == bare).then(|| address(bare)).flatten().map(|address| (address, length));
    }
    let target = if bare.contains(['(', ')']) { format!("<{bare}>") } else { bare.to_owned() };
    Some((format!("[{}]({target})", escape(inner, in_table)), length))
}

/// Whether a link begins at a bracket. What follows an exclamation mark would be an image.
fn begins_link(text: &str, bracket: usize, in_table: bool) -> bool {
    let (before, after) = text.split_at(bracket);
    !before.ends_with('!') && link(after, in_table).is_some()
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
pub fn escape(line: &str, in_table: bool) -> String {
    let last = last_runs(line);
    let mut escaped = String::with_capacity(line.len());
    let mut at = 0;
    loop {
        let rest = line.get(at..).unwrap_or_default();
        let end = unescaped(rest, |index, letter| {
            letter == '`' || letter == '[' && begins_link(rest, index, in_table)
        });
        let (text, after) = rest.split_at(end);
        escaped.push_str(&escape_words(text));
        if let Some((link, length)) = link(after, in_table) {
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

fn escape_words(text: &str) -> String {
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
