//! The keywords `pattern` and `patternProperties`.

use regress::{Error, Regex};

use super::dialect::{self, Foreign};
use super::read::Reader;
use super::{Placed, Schema};
use crate::diagnostic::codes;
use crate::source::{Cursor, Place};

/// A pattern as the standard has it, with ECMA-262's flag `u` (2020-12 core §6.4). What is a pattern without the flag
/// alone is taken for one all the same: needless escapes such as `\-` are frequent (ECMA-262 annex B).
pub fn compile(pattern: &str) -> Result<Regex, Error> {
    Regex::with_flags(pattern, "u").or_else(|error| Regex::new(pattern).map_err(|_| error))
}

impl<'a> Reader<'a, '_> {
    /// Whether a text is a pattern. Warns of one that is, and means something else than where it comes from.
    pub(super) fn is_pattern(&mut self, pattern: &str, place: Place) -> bool {
        let foreign = dialect::foreign(pattern);
        let Err(error) = compile(pattern) else {
            if let Some(Foreign { reading: Some(reading), help }) = foreign {
                let message = format!("`{pattern}` {reading}");
                self.diagnostics.warning(codes::BAD_PATTERN, place, message).help(help);
            }
            return true;
        };
        let help =
            foreign.map_or("escape a character that stands for itself with `\\`", |foreign| foreign.help);
        let message = format!("`{pattern}` is not a regular expression of ECMA-262: {error}");
        self.diagnostics.error(codes::BAD_PATTERN, place, message).help(help);
        false
    }

    pub(super) fn patterns(&mut self, schema: &mut Schema<'a>, value: Cursor<'a>) {
        if !value.is_mapping() {
            self.wrong(value, "`patternProperties`", "a mapping of patterns to schemas");
        }
        for (pattern, cursor) in value.entries() {
            if self.is_pattern(pattern, cursor.key_place()) {
                let id = self.id(cursor);
                schema.object.patterns.push((Placed { value: pattern, place: cursor.key_place() }, id));
            }
        }
    }
}
