//! Markdown of the description, made safe for rustdoc: what would be a doctest, a broken link or HTML
//! is not taken for one.

/// Text as one line that rustdoc takes for nothing but text.
pub fn safe_line(text: &str) -> String {
    escape(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Text as a code span, whatever backticks it has itself (`CommonMark`, section 6.1).
pub fn code(text: &str) -> String {
    let text = plain(&text.replace(['\n', '\r'], " "));
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

/// Whether a line begins with what is no text of a paragraph, so that no words can be put before it.
pub fn is_block(line: &str) -> bool {
    let text = line.trim_start();
    let number = text.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let numbered = number.len() < text.len() && (number.starts_with(". ") || number.starts_with(") "));
    let marks = ["- ", "* ", "+ ", "|", "# ", "## ", "### ", "#### ", "##### ", "###### "];
    numbered || Fence::opens(text).is_some() || marks.iter().any(|mark| text.starts_with(mark))
}

/// The begin of a fenced code block (`CommonMark`, section 4.5).
struct Fence {
    mark: char,
    length: usize,
}

impl Fence {
    fn of(line: &str) -> Option<(Self, &str)> {
        let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let rest = line.trim_start_matches(mark);
        let length = line.len() - rest.len();
        (length >= 3).then_some((Self { mark, length }, rest))
    }

    fn opens(line: &str) -> Option<Self> {
        let (fence, info) = Self::of(line)?;
        // Else it is a code span.
        (fence.mark == '~' || !info.contains('`')).then_some(fence)
    }

    fn is_closed_by(&self, line: &str) -> bool {
        Self::of(line).is_some_and(|(fence, rest)| {
            fence.mark == self.mark && fence.length >= self.length && rest.trim().is_empty()
        })
    }

    fn text(&self) -> String {
        self.mark.to_string().repeat(self.length)
    }
}

/// Markdown of a description, safe for rustdoc.
///
/// Fences become `text` fences (else rustdoc would compile them), deep indentation is taken back
/// (else it is code as well), and outside of code, brackets and angle brackets are escaped, and
/// addresses become links.
pub fn safe(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut fence: Option<Fence> = None;
    for line in text.trim().lines() {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        match fence.take() {
            Some(open) if open.is_closed_by(trimmed) => lines.push(open.text()),
            Some(open) => {
                lines.push(plain(line));
                fence = Some(open);
            }
            None => match Fence::opens(trimmed) {
                Some(open) => {
                    lines.push(format!("{}text", open.text()));
                    fence = Some(open);
                }
                None => lines.push(format!("{}{}", " ".repeat(indent.min(3)), escape(trimmed.trim_end()))),
            },
        }
    }
    lines.extend(fence.map(|open| open.text()));
    lines
}

/// Control and direction characters do not belong into source text.
fn plain(text: &str) -> String {
    let hidden = |letter: &char| {
        letter.is_control()
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.replace('\t', " ").chars().filter(|letter| !hidden(letter)).collect()
}

/// A line outside of fences. Its code spans stay as they are; a run of backticks that begins none is
/// escaped, since it would begin one that ends in another line.
fn escape(line: &str) -> String {
    let line = plain(line);
    let mut escaped = String::with_capacity(line.len());
    let mut rest = line.as_str();
    loop {
        let (text, after) = rest.split_at(text_end(rest));
        escaped.push_str(&escape_words(text));
        let inner = after.trim_start_matches('`');
        let length = after.len() - inner.len();
        if length == 0 {
            return escaped;
        }
        match closing(inner, length) {
            Some(end) => {
                let (span, after) = after.split_at(length + end + length);
                escaped.push_str(span);
                rest = after;
            }
            None => {
                escaped.push_str(&"\\`".repeat(length));
                rest = inner;
            }
        }
    }
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
        let address = bare.starts_with("http://") || bare.starts_with("https://");
        if address && bare.chars().all(|letter| !letter.is_whitespace() && !"<>[]()\"\\`".contains(letter)) {
            let rest = word.strip_prefix(bare).unwrap_or_default();
            words.push(format!("<{bare}>{rest}"));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_safe_for_rustdoc() {
        let cases = [
            ("plain", "plain"),
            ("a [link] and <b>html</b>", "a \\[link\\] and \\<b\\>html\\</b\\>"),
            ("see https://example.com/a.", "see <https://example.com/a>."),
            ("`[code]` stays", "`[code]` stays"),
            ("an odd ` tick", "an odd \\` tick"),
            ("```\nlet x = 1;\n```", "```text\nlet x = 1;\n```"),
            ("```rust\npanic!()", "```text\npanic!()\n```"),
            ("      indented", "indented"),
            ("a\n      b", "a\n   b"),
            ("right\u{202e}left", "rightleft"),
            ("~~~\n```\n[x]\n~~~", "~~~text\n```\n[x]\n~~~"),
            ("```\n~~~\n````", "```text\n~~~\n```"),
            ("```one``` line <b>\n[x]", "```one``` line \\<b\\>\n\\[x\\]"),
            ("`a` [x] ``b ` [y]`` [z]", "`a` \\[x\\] ``b ` [y]`` \\[z\\]"),
            ("`` [x] ` <b> ``` c", "\\`\\` \\[x\\] \\` \\<b\\> \\`\\`\\` c"),
            ("\\`a [x] `[b]`", "\\`a \\[x\\] `[b]`"),
            ("\\[a\\] \\", "\\[a\\] \\"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(safe(text).join("\n"), expected, "{text:?}");
        }
    }

    #[test]
    fn code_spans_hold_any_text() {
        let cases = [
            ("plain", "`plain`"),
            ("", "`\"\"`"),
            ("a`b", "``a`b``"),
            ("`a`", "`` `a` ``"),
            ("a ``` b", "````a ``` b````"),
            ("^``?[a]`$", "```^``?[a]`$```"),
            (" a ", "`  a  `"),
            ("a\nb\u{202e}", "`a b`"),
        ];
        for (text, expected) in cases {
            assert_eq!(code(text), expected, "{text:?}");
        }
    }
}
