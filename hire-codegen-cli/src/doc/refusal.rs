//! Why a text is not read as the documentation of an operation.

use std::fmt;

/// What a text is, instead of a page of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// There is nothing in it.
    Empty,
    /// It is no UTF-8.
    NotText,
    /// It is more than [`MAX_BYTES`].
    TooLarge,
    /// It has more than [`MAX_ROWS`] rows of tables.
    TooManyRows,
    /// Its fields are more than [`MAX_DEPTH`] levels inside of each other.
    TooDeep,
    /// It is a page of HTML: that of a gateway's error, say.
    Html,
    /// It documents an event that the platform sends.
    Event,
    /// It has no table with an address and a method: a guide, or an index.
    Guide,
    /// Its table of an operation lacks the address or the method.
    Incomplete,
    /// It is of an operation, and none of its headings is one that the reader knows.
    OtherLanguage,
}

/// The most bytes of a page that is read.
pub const MAX_BYTES: usize = 8 << 20;

/// The most rows of tables of a page that is read.
pub const MAX_ROWS: usize = 50_000;

/// The most levels of fields inside of each other.
pub const MAX_DEPTH: usize = 64;

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => out.write_str("the page is empty"),
            Self::NotText => out.write_str("the page is no UTF-8 text"),
            Self::TooLarge => write!(out, "the page has more than {} MiB", MAX_BYTES >> 20),
            Self::TooManyRows => write!(out, "the page has more than {MAX_ROWS} rows of tables"),
            Self::TooDeep => write!(out, "fields are more than {MAX_DEPTH} levels inside of each other"),
            Self::Html => {
                out.write_str("an HTML page: read the Markdown text of a documentation page instead")
            }
            Self::Event => out.write_str("the page of an event, which has no request"),
            Self::Guide => out.write_str("no page of an operation: no table has a row `HTTP URL`"),
            Self::Incomplete => out.write_str("the table of the request lacks the address or the method"),
            Self::OtherLanguage => out.write_str(
                "no heading of the page is known: the Chinese edition of the documentation is read",
            ),
        }
    }
}

impl std::error::Error for Refusal {}
