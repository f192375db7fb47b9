//! Remarks: what docs tell of a value in lines of a list, and of its parts.

use super::annotations::{SubDoc, is_short};
use super::rules::{capital, describe_rule};
use super::text::after;
use crate::ir::{Docs, Rule, Type};
use crate::lower::types::{TypeLowering, literal, secrets};
use crate::markdown::{address, code};
use crate::schema::Annotations;
use crate::source::Cursor;

impl Docs {
    /// Adds what is said of parts of a value.
    pub fn parts(&mut self, lowering: &TypeLowering<'_, '_>, parts: &[SubDoc<'_>]) {
        for SubDoc { word, type_, annotations, known } in parts {
            let mut about = Self::default();
            about.about(annotations, "");
            let mut lines = doc_bullets(lowering, type_, &[], (annotations, known), true);
            lines.extend(standing(annotations));
            if about.lines.is_empty() && lines.is_empty() {
                continue;
            }
            self.lines(after(word, about).lines);
            self.lines(lines);
        }
    }
}

/// Whether a value is still meant to be given, and which way; of what no attribute says it.
pub fn standing(annotations: &Annotations<'_>) -> Vec<String> {
    let deprecated = annotations.deprecated.map(|_| "- Deprecated");
    deprecated.into_iter().chain(direction(annotations, false)).map(str::to_owned).collect()
}

/// Which way a property goes.
pub fn direction(annotations: &Annotations<'_>, required_in_one_direction: bool) -> Option<&'static str> {
    match (annotations.read_only, annotations.write_only, required_in_one_direction) {
        (Some(_), _, true) => Some("- Read-only: required in responses, and not meant for requests"),
        (Some(_), _, false) => Some("- Read-only: not meant for requests"),
        (None, Some(_), true) => Some("- Write-only: required in requests, and not meant for responses"),
        (None, Some(_), false) => Some("- Write-only: not meant for responses"),
        (None, None, _) => None,
    }
}

/// What restricts or explains a value, a line each; of a part, the type says its format.
pub fn doc_bullets(
    lowering: &TypeLowering<'_, '_>,
    type_: &Type,
    rules: &[Rule],
    (annotations, known): (&Annotations<'_>, &[Cursor<'_>]),
    is_part: bool,
) -> Vec<String> {
    let mut lines = Vec::new();
    for rule in rules {
        if !matches!(rule, Rule::Finite | Rule::Nested(_) | Rule::Format(_)) {
            lines.push(format!("- {}", capital(&describe_rule(lowering, rule))));
        }
    }
    if !known.is_empty() {
        let known: Vec<_> = known.iter().map(|value| code(&value.to_json().to_string())).collect();
        lines.push(format!("- Known values: {}", known.join(", ")));
    }
    let format = annotations.format.map(|format| format.value);
    let typed = match (type_, format) {
        (Type::TimestampMs | Type::File, _) | (Type::Secret, Some("password")) => true,
        (Type::Integer(integer), Some(format)) => integer.format() == format,
        (Type::F64, Some(format)) => matches!(format, "float" | "double"),
        (Type::Formatted(_), _) => is_part,
        _ => false,
    };
    lines.extend(format.filter(|_| !typed).map(|format| format!("- Format: {}", code(format))));
    let encoding = annotations.encoding.filter(|_| !(is_part && matches!(type_, Type::Formatted(_))));
    lines.extend(encoding.map(|encoding| format!("- Encoding: {}", code(encoding.value))));
    let media_type = annotations.media_type.map(|media_type| code(media_type.value));
    lines.extend(media_type.map(|media_type| format!("- Media type: {media_type}")));
    lines.extend(annotations.link.map(|link| more(link.value)));
    // What looks like a secret is not shown, even if it is made up.
    if secrets::holds_secret(lowering, type_) {
        return lines;
    }
    let shown = |value| code(&literal::meant(lowering, value, type_).to_json().to_string());
    lines.extend(annotations.default.map(|default| format!("- Default: {}", shown(default))));
    let example = annotations.examples.first().filter(|example| is_short(**example));
    lines.extend(example.map(|example| format!("- Example: {}", shown(*example))));
    lines
}

/// Where there are docs elsewhere. What leads to a page of the web is a link.
pub fn more(url: &str) -> String {
    format!("- More: {}", address(url).unwrap_or_else(|| code(url)))
}
