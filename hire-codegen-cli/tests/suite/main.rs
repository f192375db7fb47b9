//! The command line: documentation pages that are read, refused and compared; bindings that are checked.
//!
//! The pages in `tests/pages` are one page of a made-up operation in each dialect. The platform's own pages are not here: the
//! example `pages` reads a folder of them.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod bad_pages;
mod cells;
mod command_line;
mod dialects;
mod diff_command;
mod diff_rules;
mod differences;
mod following;
mod generate_check;
mod mutation;
mod pairs;
mod settling;

use hire_codegen_cli::doc::{self, Page};

const CONVERTED: &str = include_str!("../pages/converted.md");
const FLAT: &str = include_str!("../pages/flat.md");
const RAW: &str = include_str!("../pages/raw.md");

/// Reads a page that is one of an operation.
fn read(text: &str) -> Page {
    doc::read(text).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// A text with a part exchanged, which has to be there.
fn edited(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}
