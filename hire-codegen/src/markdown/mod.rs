//! Markdown of a description, made safe for rustdoc.
//!
//! rustdoc compiles and runs code blocks, hands HTML on to whoever opens the page, looks for an item of the crate behind
//! each name in brackets, and shows images from wherever they are. A description gets none of this: of its `CommonMark`,
//! headings, lists, emphasis, tables, code spans, links to the web and fenced code stay, code as `text`, and what else
//! would mean something to rustdoc is escaped, so that it is seen as it was written. An image becomes a link to the image,
//! and a link by reference one with its address. A relative link is text: it is resolved where it is shown (OpenAPI 3.1.1
//! §4.6), and would lead into the pages that rustdoc writes.
//!
//! No line is trusted to be what it looks like, since that depends on the lines around it. Safe is what is safe whatever
//! a line turns out to be:
//! - Code by indentation needs four columns more than the list item that holds a line (`CommonMark` §4.4). No line has
//!   more than three, counted from an item that is open for certain, and no marker has more than four spaces behind it.
//! - Every line of a fenced block has the indentation of its first line, so that no list item ends within the block and
//!   takes the fence with it (§4.5).
//! - A code span begins and ends in one line, and in one cell of a table, so that what is not escaped in it is never
//!   read as anything else (§6.1).
//! - A link begins and ends in one line, and in one cell. It has no brackets in it, and an address of the web or of mail
//!   (§6.3).
//! - Quotes, HTML, other links, images, footnotes and definitions of links need `<`, `>`, `[` or `]`, which are escaped
//!   outside of code (§2.4).

mod block;
mod inline;
#[cfg(test)]
mod rustdoc;
#[cfg(test)]
mod tests;

pub use block::{begins_with_text, safe};
pub use inline::{address, code, safe_line};

/// Control characters and marks of direction do not belong into source text; what separates words or lines is a space.
pub fn plain(text: &str) -> String {
    let shown = |letter| match letter {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        _ => Some(letter).filter(|letter| !letter.is_control()),
    };
    text.chars().filter_map(shown).collect()
}
