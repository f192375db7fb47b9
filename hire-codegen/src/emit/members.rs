//! Items with members, as text: docs, fields and methods in the lines that they take. Tokens of them would take most of the
//! time that the generator has.

use std::fmt::Write as _;

use proc_macro2::TokenStream;

use super::lines::{INDENT, WIDTH};
use super::long;
use super::prelude::Prelude;
use crate::ir::{Docs, Name};

/// Docs, a comment with the place of what they are of, and `#[deprecated]`, in lines that are indented.
pub fn docs(indent: usize, docs: &Docs, deprecated: bool) -> String {
    let mut text = String::new();
    let lines = docs.lines.iter().map(|line| ("///", line));
    for (begin, line) in lines.chain(docs.place.iter().map(|place| ("//", place))) {
        let space = if line.is_empty() { "" } else { " " };
        let line = line.trim_end_matches(' ');
        // Writing into a string does not fail.
        let _ = writeln!(text, "{:indent$}{begin}{space}{line}", "");
    }
    if deprecated {
        let _ = writeln!(text, "{:indent$}#[deprecated]", "");
    }
    text
}

/// A public field of a struct.
pub fn field(
    prelude: &Prelude,
    docs: &Docs,
    deprecated: bool,
    name: &Name,
    type_: &TokenStream,
) -> syn::Result<String> {
    let line = format!("    pub {name}: {},\n", prelude.type_text(type_)?);
    Ok(self::docs(INDENT, docs, deprecated) + &fitted("struct S", line)?)
}

/// Members of an item as they are formatted: where all lines are short enough, they are already.
pub fn fitted(item: &str, members: String) -> syn::Result<String> {
    if members.lines().all(|line| line.len() <= WIDTH) {
        return Ok(members);
    }
    let text = long::by_tree(format!("{item} {{ {members} }}").parse()?)?;
    let (_, members) = text.split_once('\n').unwrap_or_default();
    Ok(opened(members).to_owned())
}

/// An item that has no members yet, with docs before it, and with members.
pub fn item(prelude: &Prelude, docs: &Docs, item: TokenStream, members: &str) -> syn::Result<String> {
    let item = prelude.formatted(item)?;
    let docs = self::docs(0, docs, false);
    Ok(if members.is_empty() { docs + &item } else { format!("{docs}{}\n{members}}}\n\n", opened(&item)) })
}

/// The text of an item without its last brace.
fn opened(item: &str) -> &str {
    item.trim_end().trim_end_matches('}')
}
