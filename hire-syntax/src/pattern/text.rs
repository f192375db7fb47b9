//! A text that is gone through in both directions, and what holds at a position of it.

use super::tree::Assertion;

/// A text whose positions are offsets in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'t>(pub(super) &'t str);

impl Text<'_> {
    pub(super) fn end(self) -> usize {
        self.0.len()
    }

    /// The character at a position, and the position after it.
    #[inline]
    pub(super) fn after(self, at: usize) -> Option<(char, usize)> {
        let byte = *self.0.as_bytes().get(at)?;
        if byte.is_ascii() {
            return Some((char::from(byte), at + 1));
        }
        let found = self.0.get(at..)?.chars().next()?;
        Some((found, at + found.len_utf8()))
    }

    /// The character before a position, and the position before it.
    #[inline]
    pub(super) fn before(self, at: usize) -> Option<(char, usize)> {
        let byte = *self.0.as_bytes().get(at.checked_sub(1)?)?;
        if byte.is_ascii() {
            return Some((char::from(byte), at - 1));
        }
        let found = self.0.get(..at)?.chars().next_back()?;
        Some((found, at - found.len_utf8()))
    }

    /// The next character in a direction.
    #[inline]
    pub(super) fn next(self, at: usize, backwards: bool) -> Option<(char, usize)> {
        if backwards { self.before(at) } else { self.after(at) }
    }

    /// Whether an assertion holds at a position (ECMA-262 §22.2.2.4).
    pub(super) fn holds(self, assertion: Assertion, at: usize) -> bool {
        match assertion {
            Assertion::Start { multiline } => {
                self.before(at).is_none_or(|(before, _)| multiline && is_line_terminator(before))
            }
            Assertion::End { multiline } => {
                self.after(at).is_none_or(|(after, _)| multiline && is_line_terminator(after))
            }
            Assertion::Word { inverted, folded } => {
                let is_word = |found: Option<(char, usize)>| found.is_some_and(|(c, _)| is_word(c, folded));
                (is_word(self.before(at)) != is_word(self.after(at))) != inverted
            }
        }
    }
}

/// ECMA-262 §12.3.
pub(super) fn is_line_terminator(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Whether a character is one of a word; `folded` where case is ignored with the flag `u`, since two characters beyond ASCII
/// are letters of ASCII then (ECMA-262 §22.2.2.9.3).
fn is_word(c: char, folded: bool) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || (folded && matches!(c, '\u{17F}' | '\u{212A}'))
}
