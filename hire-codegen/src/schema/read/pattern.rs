//! Patterns: `pattern`, and the names of `patternProperties`.

use hire_syntax::pattern::Error;

use super::Reader;
use crate::diagnostic::codes;
use crate::schema::lint::foreign_pattern::{Foreign, foreign};
use crate::schema::{Located, Schema};
use crate::source::{Cursor, Place};

impl<'a> Reader<'a, '_> {
    /// Whether a text is a pattern. Warns of one that is, and means something else than where it comes from.
    pub(super) fn is_pattern(&mut self, pattern: &str, place: Place) -> bool {
        let compiled = self.schemas.matcher.with(pattern, |compiled| match compiled {
            Ok(compiled) => Ok(compiled.is_unicode()),
            Err(error) => Err(error.clone()),
        });
        match compiled {
            Ok(unicode) => {
                if let Some(Foreign { reading: Some(reading), help }) = foreign(pattern, unicode) {
                    let message = format!("`{pattern}` {reading}");
                    self.diagnostics.warning(codes::BAD_PATTERN, place, message).help(help);
                }
                true
            }
            Err(Error::Syntax(error)) => {
                let help = foreign(pattern, false)
                    .map_or("escape a character that stands for itself with `\\`", |foreign| foreign.help);
                let message = format!("`{pattern}` is not a regular expression of ECMA-262: {error}");
                self.diagnostics.error(codes::BAD_PATTERN, place, message).help(help);
                false
            }
            Err(error) => {
                let message = format!("this pattern is not supported: {error}");
                self.diagnostics
                    .error(codes::BAD_PATTERN, place, message)
                    .help("nothing would check it; write a shorter one, or say it in `description`");
                false
            }
        }
    }

    pub(super) fn patterns(&mut self, schema: &mut Schema<'a>, value: Cursor<'a>) {
        if !value.is_mapping() {
            self.wrong(value, "`patternProperties`", "a mapping of patterns to schemas");
        }
        for (pattern, cursor) in value.entries() {
            if self.is_pattern(pattern, cursor.key_place()) {
                let id = self.id(cursor);
                schema.object.patterns.push((Located { value: pattern, place: cursor.key_place() }, id));
            }
        }
    }
}
