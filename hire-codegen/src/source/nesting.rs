//! How deep the lists and mappings of a YAML text are in each other, as far as they are in brackets.
//!
//! The parser looks at every open bracket whenever it meets another token, and says that a text nests too deep when it has
//! read the whole of it. So a text of nothing but open brackets is refused before.

/// A text may have so many brackets open. The parser takes 128 levels.
const DEEPEST: usize = 2_000;

/// `%TAG` and the like: the parser compares each with all before.
const MOST_DIRECTIVES: usize = 1_000;

/// The byte at which more brackets are open than any description has.
pub(crate) fn too_deep(text: &str) -> Option<usize> {
    let brackets = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count();
    if brackets <= DEEPEST {
        return None;
    }
    Scan { bytes: text.as_bytes(), at: 0, depth: 0 }.run()
}

/// The byte of the first directive that is one too many.
pub(crate) fn too_many_directives(text: &str) -> Option<usize> {
    let lines = text.match_indices("\n%").map(|(newline, _)| newline + 1);
    lines.take(MOST_DIRECTIVES + 1).nth(MOST_DIRECTIVES)
}

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    depth: usize,
}

impl Scan<'_> {
    fn run(mut self) -> Option<usize> {
        // Whether a token may begin here: a quote within a word is none.
        let mut start = true;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'[' | b'{' if start || self.depth > 0 => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Some(self.at);
                    }
                    start = true;
                }
                b']' | b'}' if self.depth > 0 => {
                    self.depth -= 1;
                    start = false;
                }
                b'"' | b'\'' if start => {
                    self.quoted(byte);
                    start = false;
                }
                b'|' | b'>' if start && self.depth == 0 => {
                    self.block();
                    start = true;
                    continue;
                }
                b'#' if start => {
                    self.line();
                    continue;
                }
                b'\n' | b'\r' => start = true,
                b' ' | b'\t' => start |= self.depth > 0 || self.is_behind_indicator(),
                b',' | b':' if self.depth > 0 => start = true,
                // What an anchor or a tag is before may begin behind the blank.
                b'&' | b'!' if start => {
                    while self.peek(1).is_some_and(|next| !next.is_ascii_whitespace()) {
                        self.at += 1;
                    }
                }
                b'-' | b'?' | b':' if self.peek(1).is_none_or(|next| next.is_ascii_whitespace()) => {}
                _ => start = false,
            }
            self.at += 1;
        }
        None
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Whether what is before this blank is a `:`, behind which a value begins.
    fn is_behind_indicator(&self) -> bool {
        self.at.checked_sub(1).and_then(|before| self.bytes.get(before)).is_some_and(|it| matches!(it, b':'))
    }

    fn quoted(&mut self, quote: u8) {
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            let escaped =
                if quote == b'"' { byte == b'\\' } else { byte == quote && self.peek(1) == Some(quote) };
            if escaped {
                self.at += 1;
            } else if byte == quote {
                return;
            }
            self.at += 1;
        }
    }

    fn line(&mut self) {
        while self.peek(0).is_some_and(|byte| byte != b'\n') {
            self.at += 1;
        }
    }

    /// A block of text: the lines that are further in than the one that it begins in.
    fn block(&mut self) {
        let before = self.bytes.get(..self.at).unwrap_or_default();
        let line = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let indentation =
            before.get(line..).unwrap_or_default().iter().take_while(|byte| **byte == b' ').count();
        loop {
            self.line();
            let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
            let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
            let blank_line = matches!(rest.get(blanks), Some(b'\n' | b'\r'));
            if rest.is_empty() || (blanks <= indentation && !blank_line) {
                self.at += 1;
                return;
            }
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, MOST_DIRECTIVES, too_deep, too_many_directives};

    #[test]
    fn brackets_count_where_they_nest() {
        let (open, close) = ("[".repeat(DEEPEST + 1), "]".repeat(DEEPEST + 1));
        let deep = [
            format!("a: {open}"),
            format!("a: {open}{close}"),
            format!("- {}", "{a: ".repeat(DEEPEST + 1)),
            format!("a: {}", "[ \n".repeat(DEEPEST + 1)),
            format!("a: !t {open}"),
            format!("? {open}"),
            open.clone(),
        ];
        for text in deep {
            assert!(too_deep(&text).is_some(), "{}", &text[..40]);
        }
        let flat = [
            format!("a: \"{open}\""),
            format!("a: '{open}'"),
            format!("a: x{open}"),
            format!("a: x {open}"),
            format!("# {open}\na: 1"),
            format!("a: |\n  {open}\nb: 1"),
            format!("a: >-\n\n  x\n\n  {open}\nb: 1"),
            format!("a:\n  - |\n   {open}"),
            format!("a: {}", "[], ".repeat(DEEPEST + 1)),
            format!("a: [{}]", "[1], {b: ']'}, ".repeat(DEEPEST + 1)),
            format!("a: [\"{open}\", '{open}']"),
            "[".repeat(DEEPEST),
        ];
        for text in flat {
            assert_eq!(too_deep(&text), None, "{}", &text[..40.min(text.len())]);
        }
    }

    #[test]
    fn directives_are_counted() {
        let many = |count| format!("a\n{}", "%TAG ! x\n".repeat(count));
        assert_eq!(too_many_directives(&many(MOST_DIRECTIVES)), None);
        assert!(too_many_directives(&many(MOST_DIRECTIVES + 1)).is_some());
    }
}
