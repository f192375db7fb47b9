//! Values of keywords: read as what they have to be, or reported.

use super::Placed;
use super::read::Reader;
use crate::diagnostic::codes;
use crate::source::{Cursor, Number, Place};

impl<'a> Reader<'a, '_> {
    pub(super) fn wrong(&mut self, value: Cursor<'a>, what: &str, expected: &str) {
        self.diagnostics.error(
            codes::WRONG_TYPE,
            value.place(),
            format!("{what} is {expected}, not {}", value.shown()),
        );
    }

    fn named(value: Cursor<'a>) -> String {
        value.key().map_or_else(|| "an entry of this list".to_owned(), |key| format!("`{key}`"))
    }

    pub(super) fn text(&mut self, value: Cursor<'a>) -> Option<&'a str> {
        if value.as_str().is_none() {
            self.wrong(value, &Self::named(value), "a string");
        }
        value.as_str()
    }

    pub(super) fn flag(&mut self, value: Cursor<'a>) -> bool {
        if value.as_bool().is_none() {
            self.wrong(value, &Self::named(value), "true or false");
        }
        value.as_bool().unwrap_or_default()
    }

    pub(super) fn number(&mut self, value: Cursor<'a>) -> Option<Placed<Number>> {
        let Some(number) = value.as_number() else {
            self.wrong(value, &Self::named(value), "a number");
            return None;
        };
        Some(Placed { value: number, place: value.place() })
    }

    pub(super) fn count(&mut self, value: Cursor<'a>) -> Option<Placed<u64>> {
        let Some(count) = value.as_u64() else {
            self.wrong(value, &Self::named(value), "a whole number, 0 or more");
            return None;
        };
        Some(Placed { value: count, place: value.place() })
    }

    pub(super) fn names(&mut self, value: Cursor<'a>) -> Vec<Placed<&'a str>> {
        if !value.is_sequence() {
            self.wrong(value, &Self::named(value), "a list of property names");
        }
        let mut names: Vec<Placed<&'a str>> = Vec::new();
        for item in value.items() {
            let Some(name) = self.text(item) else { continue };
            if let Some(first) = names.iter().find(|known| known.value == name) {
                let first: Place = first.place;
                self.diagnostics
                    .warning(codes::DUPLICATE_NAME, item.place(), format!("`{name}` is listed twice"))
                    .related(first, "first here");
            } else {
                names.push(Placed { value: name, place: item.place() });
            }
        }
        names
    }
}
