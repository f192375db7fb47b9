//! Values whose quotes are missing, or too many.
//!
//! By the letter no value of `type: string, enum: [1, 2]` is valid, and none of `type: integer, enum: ["1"]` (JSON Schema
//! 2020-12 validation §6.1.2). Nobody means that: authors forget the quotes, and tools add them. So a value that `type` does
//! not let through is taken for what it is with quotes, or without, if that is of the type.

use super::distinct::type_of;
use super::{JsonTypes, Located};
use crate::diagnostic::{Diagnostics, codes};
use crate::source::Cursor;

/// What is wrong with the quotes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    /// A boolean or a number, where a string belongs.
    Missing,
    /// A string, where a boolean or a number belongs.
    TooMany,
}

impl Quotes {
    /// What is wrong with the quotes of a value that is taken for another.
    pub fn of(meant: Cursor<'_>) -> Self {
        if meant.as_str().is_some() { Quotes::Missing } else { Quotes::TooMany }
    }

    /// What to do about it.
    pub fn help(self) -> &'static str {
        match self {
            Quotes::Missing => "put quotes around it",
            Quotes::TooMany => "leave the quotes out",
        }
    }
}

/// What a value is taken for that is of none of the types, if its quotes alone are wrong.
pub fn meant(value: Cursor<'_>, types: JsonTypes) -> Option<Cursor<'_>> {
    let other = || value.requoted().filter(|other| types.contains(type_of(*other)));
    if types.contains(type_of(value)) { None } else { other() }
}

/// In words, after the name of a value: that it is taken for another.
pub fn taken(value: Cursor<'_>, meant: Cursor<'_>) -> String {
    match meant.as_str() {
        Some(text) => format!("is {} without quotes, and is taken for the text `{text}`", value.describe()),
        None => format!("is {0} in quotes, and is taken for {0}", meant.to_json()),
    }
}

/// Values with the quotes that their type asks for. Reports the first one that has others, since one mistake is made in a
/// whole list.
pub fn all_of<'a>(
    values: &[Cursor<'a>],
    types: Located<JsonTypes>,
    diagnostics: &mut Diagnostics,
) -> Vec<Cursor<'a>> {
    let mut first = None;
    let mut count = 0;
    let mut all = Vec::with_capacity(values.len());
    for value in values {
        let meant = meant(*value, types.value);
        if let Some(meant) = meant {
            count += 1;
            first.get_or_insert((*value, meant));
        }
        all.push(meant.unwrap_or(*value));
    }
    if let Some((value, meant)) = first {
        let name = value.key().map_or_else(|| "a value".to_owned(), |key| format!("`{key}`"));
        let others = if count > 1 { format!(", one of {count} in this list") } else { String::new() };
        let message = format!("{name} {}{others}", taken(value, meant));
        diagnostics
            .warning(codes::WRONG_TYPE, value.place(), message)
            .related(types.place, "this type")
            .help(Quotes::of(meant).help());
    }
    all
}
