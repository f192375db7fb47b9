//! Texts of unknown origin, made fit for a line on a terminal.

use std::fmt::{self, Debug, Display, Write as _};

/// A text of unknown origin, such as a server's message, as one line that steers no terminal.
///
/// What cannot be seen or changes how the rest is seen is escaped as Rust does it (`\n`,
/// `\u{202e}`): control characters, separators of lines and paragraphs, marks and overrides of
/// direction (Unicode Standard Annex 9), characters without a width, and noncharacters. A text of
/// more than 200 characters ([`Printable::MOST`]) is cut, and ends with `…`. `Debug` puts quotes
/// around it.
///
/// Error types of this crate show every text of a server in this way; their fields have the texts
/// as they came.
///
/// ```
/// use hire_runtime::Printable;
///
/// let message = "paid\u{202e} 001\r\u{1b}[2J";
/// assert_eq!(Printable(message).to_string(), r"paid\u{202e} 001\r\u{1b}[2J");
/// assert_eq!(Printable("x".repeat(1000)).to_string().chars().count(), 200);
/// ```
#[derive(Clone, Copy)]
pub struct Printable<T>(
    /// The text, or what is shown as one.
    pub T,
);

impl<T> Printable<T> {
    /// The most characters that are shown of a text, the mark at the end included. An escaped one
    /// counts once.
    pub const MOST: usize = 200;
}

impl<T: Display> Display for Printable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_printable(f, &self.0, Self::MOST)
    }
}

impl<T: Display> Debug for Printable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        write_printable(f, &self.0, Self::MOST)?;
        f.write_char('"')
    }
}

/// A line that is made of texts which are cut by themselves, such as another error's.
pub(crate) struct OneLine<T>(pub(crate) T);

impl<T: Display> Display for OneLine<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_printable(f, &self.0, 10 * Printable::<T>::MOST)
    }
}

/// Writes a value without what steers a terminal, cut at a number of characters.
pub(crate) fn write_printable(
    to: &mut (impl fmt::Write + ?Sized),
    value: impl Display,
    most: usize,
) -> fmt::Result {
    let mut line = Line { to, left: most, held: None };
    // It stops with an error as soon as the rest would not be shown.
    match write!(line, "{value}") {
        Err(_) if line.left == 0 => line.to.write_char('…'),
        result => result.and_then(|()| line.end()),
    }
}

struct Line<'t, W: ?Sized> {
    to: &'t mut W,
    left: usize,
    /// The last character that there is room for, which gives its place to the mark if another
    /// follows.
    held: Option<char>,
}

impl<W: fmt::Write + ?Sized> Line<'_, W> {
    fn put(&mut self, character: char) -> fmt::Result {
        if is_unseen(character) {
            return write!(self.to, "{}", character.escape_default());
        }
        self.to.write_char(character)
    }

    fn end(mut self) -> fmt::Result {
        self.held.take().map_or(Ok(()), |last| self.put(last))
    }
}

impl<W: fmt::Write + ?Sized> fmt::Write for Line<'_, W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            match self.left {
                0 => return Err(fmt::Error),
                1 if self.held.is_none() => self.held = Some(character),
                1 => {
                    self.left = 0;
                    return Err(fmt::Error);
                }
                _ => {
                    self.put(character)?;
                    self.left -= 1;
                }
            }
        }
        Ok(())
    }
}

/// Whether a character cannot be seen, or changes how those around it are seen.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            // Soft hyphen, grapheme joiner, and what takes part in joining and direction alone.
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}'
            // Separators of lines and paragraphs, embeddings and overrides.
            | '\u{2028}'..='\u{202e}'
            // Invisible operators, isolates, and what is deprecated.
            | '\u{2060}'..='\u{206f}'
            // Letters without a shape.
            | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}'
            | '\u{180b}'..='\u{180f}'
            // Byte order mark, annotations, shorthand and musical formats.
            | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            // Tags and the selectors behind them.
            | '\u{e0000}'..='\u{e0fff}'
            | '\u{fdd0}'..='\u{fdef}'
        )
        // Noncharacters: the last two of each plane.
        || u32::from(character) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_escaped() {
        for (text, shown) in [
            ("plain, 中文 and 🎉", "plain, 中文 and 🎉"),
            ("a\nb\tc\rd\0e", r"a\nb\tc\rd\u{0}e"),
            ("\u{1b}[31mred\u{7f}\u{9b}2J", r"\u{1b}[31mred\u{7f}\u{9b}2J"),
            ("a\u{2028}b\u{2029}", r"a\u{2028}b\u{2029}"),
            (
                "\u{feff}a\u{ad}\u{200b}\u{2060}\u{180e}\u{e0041}\u{3164}",
                r"\u{feff}a\u{ad}\u{200b}\u{2060}\u{180e}\u{e0041}\u{3164}",
            ),
            ("\u{ffff}\u{1fffe}\u{fdd0}\u{fff9}", r"\u{ffff}\u{1fffe}\u{fdd0}\u{fff9}"),
            (r"C:\new \u{202e}", r"C:\new \u{202e}"),
        ] {
            assert_eq!(Printable(text).to_string(), shown);
            assert_eq!(OneLine(text).to_string(), shown);
            assert_eq!(format!("{:?}", Printable(text)), format!("\"{shown}\""));
        }
        let directions = [0x61c..=0x61c, 0x200e..=0x200f, 0x202a..=0x202e, 0x2066..=0x2069];
        for code in directions.into_iter().flatten() {
            let mark = char::from_u32(code).unwrap();
            assert_eq!(Printable(mark).to_string(), format!("\\u{{{code:x}}}"));
        }
    }

    #[test]
    fn what_is_long_is_cut_between_characters() {
        for (length, cut) in [(0, false), (199, false), (200, false), (201, true), (100_000, true)] {
            for character in ["a", "中", "🎉", "\u{1}"] {
                let shown = Printable(character.repeat(length)).to_string();
                let unit = Printable(character).to_string();
                let expected = if cut { unit.repeat(199) + "…" } else { unit.repeat(length) };
                assert_eq!(shown, expected, "{length}");
            }
        }
        assert_eq!(OneLine("a".repeat(5000)).to_string().chars().count(), 2000);
        // In pieces, as other types write themselves.
        let pieces = format_args!("{}{}{}", "a".repeat(150), "b".repeat(49), 'c').to_string();
        assert_eq!(Printable(&pieces).to_string(), pieces);
        let longer = Printable(format_args!("{pieces}{}", 'd')).to_string();
        assert!(longer.ends_with("bb…"), "{longer}");
    }
}
