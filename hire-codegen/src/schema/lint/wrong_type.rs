//! Keywords for values of another type than `type` of the schema names: they have no effect (2020-12 core §7.6.1), and seem to
//! be meant to have one.

use crate::diagnostic::{Diagnostics, codes};
use crate::schema::{JsonTypes, Schema};
use crate::source::Cursor;

/// Keywords, each with the types of the values that it is about. `format` is missing: each format has types of its own.
const KEYWORDS: [(&[&str], JsonTypes); 4] = [
    (&["multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"], JsonTypes::NUMBER),
    (
        &["maxLength", "minLength", "pattern", "contentEncoding", "contentMediaType", "contentSchema"],
        JsonTypes::STRING,
    ),
    (
        &[
            "prefixItems",
            "items",
            "contains",
            "minContains",
            "maxContains",
            "unevaluatedItems",
            "maxItems",
            "minItems",
            "uniqueItems",
        ],
        JsonTypes::ARRAY,
    ),
    (
        &[
            "properties",
            "patternProperties",
            "additionalProperties",
            "propertyNames",
            "unevaluatedProperties",
            "dependentSchemas",
            "dependentRequired",
            "maxProperties",
            "minProperties",
            "required",
        ],
        JsonTypes::OBJECT,
    ),
];

/// Warns of each of the keywords of a schema that has no effect on any of its types.
pub fn check(schema: &Schema<'_>, keywords: &[(&str, Cursor<'_>)], diagnostics: &mut Diagnostics) {
    let Some(types) = schema.types else { return };
    // The flag `required` of older drafts is an error of its own.
    for (name, value) in
        keywords.iter().filter(|(_, value)| value.key() != Some("required") || value.is_sequence())
    {
        let meant = KEYWORDS.iter().find(|(names, _)| names.contains(name)).map(|(_, types)| *types);
        if let Some(meant) = meant.filter(|meant| types.value.intersection(*meant).is_empty()) {
            let message = format!("`{name}` is for {meant}, and has no effect here");
            diagnostics
                .warning(codes::IGNORED, value.key_place(), message)
                .related(types.place, format!("{} is another type", types.value));
        }
    }
}
