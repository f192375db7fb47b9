//! Patterns: `pattern` and the names of `patternProperties`.

use hire_syntax::pattern::Error;

use super::Reader;
use crate::diagnostic::codes;
use crate::schema::lint::foreign_pattern::{Foreign, foreign};
use crate::schema::{Applicators, Branches, Located, Schema};
use crate::source::{Cursor, Place};

/// Whether a text is a pattern. Warns of one that is none, and of one that means something else than where it comes
/// from.
fn is_pattern<'a>(reader: &mut Reader<'a, '_>, pattern: &str, at: Cursor<'a>, place: Place) -> bool {
    let compiled = reader.schemas.matcher.with(pattern, |compiled| match compiled {
        Ok(compiled) => Ok(compiled.is_unicode()),
        Err(error) => Err(error.clone()),
    });
    match compiled {
        Ok(unicode) => {
            if let Some(Foreign { reading: Some(reading), help }) = foreign(pattern, unicode) {
                let message = format!("`{pattern}` {reading}");
                reader.diagnostics.warning(codes::BAD_PATTERN, place, message).help(help);
            }
            true
        }
        Err(error) => {
            let (what, help) = match error {
                Error::Syntax(_) => (
                    format!("`{pattern}` is not a regular expression of ECMA-262"),
                    foreign(pattern, false)
                        .map_or("escape a character that stands for itself with `\\`", |it| it.help),
                ),
                Error::TooLarge(_) => (
                    "the pattern is not supported".to_owned(),
                    "write a shorter pattern, or say in `description` what is meant",
                ),
            };
            let message = format!("{what}, and has no effect: {error}");
            reader.diagnostics.warning(codes::BAD_PATTERN, place, message).help(help);
            lose_rule(reader, at);
            false
        }
    }
}

/// The text of `pattern`, if it is a pattern.
pub(super) fn pattern<'a>(reader: &mut Reader<'a, '_>, value: Cursor<'a>) -> Option<Located<&'a str>> {
    let pattern = reader.placed_text(value)?;
    is_pattern(reader, pattern.value, value, value.place()).then_some(pattern)
}

pub(super) fn patterns<'a>(reader: &mut Reader<'a, '_>, schema: &mut Schema<'a>, value: Cursor<'a>) {
    if !value.is_mapping() {
        reader.wrong(value, "`patternProperties`", "a mapping of patterns to schemas");
    }
    for (pattern, cursor) in value.entries() {
        let id = reader.id(cursor);
        if is_pattern(reader, pattern, cursor, cursor.key_place()) {
            schema.object.patterns.push((Located { value: pattern, place: cursor.key_place() }, id));
        }
    }
}

/// Where one of the patterns of `patternProperties` is none, it is unknown which properties are additional.
pub(super) fn additional_are_unknown(cursor: Cursor<'_>, schema: &mut Schema<'_>) {
    let written = cursor.get("patternProperties").map_or(0, |it| it.entries().len());
    if schema.object.patterns.len() < written {
        schema.object.additional = None;
        schema.object.unevaluated = None;
    }
}

/// Drops the rules that would be stricter without a rule in them: `not`, and `if` with what depends on it. Of a branch of
/// `oneOf`, it is unknown whether it is the only one.
fn lose_rule(reader: &mut Reader<'_, '_>, at: Cursor<'_>) {
    let mut inner = None;
    for place in std::iter::successors(Some(at), |it| it.parent()).map(Cursor::place) {
        let Some(id) = reader.schemas.at(place) else { continue };
        if let Some(lost) = inner {
            let mut schema = (*reader.schemas.shared(id)).clone();
            let Applicators { any_of, one_of, not, conditionals, .. } = &mut schema.applicators;
            not.retain(|it| *it != lost);
            conditionals.retain(|it| it.condition != lost);
            let (unknown, known) =
                std::mem::take(one_of).into_iter().partition(|it: &Branches| it.schemas.contains(&lost));
            *one_of = known;
            any_of.extend::<Vec<_>>(unknown);
            reader.schemas.set(id, schema);
        }
        inner = Some(id);
    }
}
