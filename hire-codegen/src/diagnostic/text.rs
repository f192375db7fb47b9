//! Characters that are not shown as they are.

/// Whether a character is one that people see, or a space: no control character, no separator of lines or paragraphs,
/// and none that changes the direction of what stands around it (Unicode's `Bidi_Control`).
pub(crate) fn is_printable(letter: char) -> bool {
    !letter.is_control()
        && !matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
