//! What older drafts of JSON Schema, or other versions of OpenAPI, write otherwise: such a keyword has no
//! effect, and such a value is a fault, but what was meant is known.

use crate::openapi::Version;
use crate::source::{Cursor, Kind};

/// A keyword that schemas no longer have.
struct Former {
    name: &'static str,
    /// What to write in OpenAPI 3.1.
    of_31: &'static str,
    /// What to write in OpenAPI 3.0, if that is something else.
    of_30: Option<&'static str>,
}

const fn row(name: &'static str, of_31: &'static str, of_30: Option<&'static str>) -> Former {
    Former { name, of_31, of_30 }
}

const KEYWORDS: [Former; 9] = [
    row("$recursiveAnchor", "write `$dynamicAnchor`", Some("OpenAPI 3.1 has `$dynamicAnchor` for it")),
    row("$recursiveRef", "write `$dynamicRef`", Some("OpenAPI 3.1 has `$dynamicRef` for it")),
    row(
        "additionalItems",
        "write `items`, with `prefixItems` for the first ones",
        Some("OpenAPI 3.1 has `prefixItems` for the first items, and `items` for the others"),
    ),
    row(
        "definitions",
        "write `$defs`; references into this are followed all the same",
        Some("write the schemas under `components`; references into this are followed all the same"),
    ),
    row(
        "dependencies",
        "write `dependentRequired` where it has names, and `dependentSchemas` where it has schemas",
        Some("OpenAPI 3.1 has `dependentRequired` and `dependentSchemas` for it"),
    ),
    row("disallow", "write `not`, with the type in it", None),
    row("divisibleBy", "write `multipleOf`", None),
    row("extends", "write `allOf`", None),
    row("id", "write `$id`", Some("OpenAPI 3.1 has `$id` for it")),
];

/// What to write instead of a keyword of an older draft.
pub fn keyword(version: Version, name: &str) -> Option<&'static str> {
    let former = KEYWORDS.iter().find(|former| former.name == name)?;
    Some(if version == Version::V3_0 { former.of_30.unwrap_or(former.of_31) } else { former.of_31 })
}

/// What to write instead of a value that an older draft, or a newer one, gives a keyword.
pub fn value(version: Version, value: Cursor<'_>) -> Option<&'static str> {
    let entry_of = value.key().is_none().then(|| value.parent().and_then(Cursor::key)).flatten();
    match (version, value.key().or(entry_of)?, value.kind()) {
        (Version::V3_1, "items", Kind::Sequence) => Some("write `prefixItems`, with `items` for the others"),
        (Version::V3_0, "items", Kind::Sequence) => {
            Some("OpenAPI 3.1 has `prefixItems` for the first items, and `items` for the others")
        }
        (_, "required", Kind::Bool(_)) => {
            Some("the object that has the property lists it in a `required` of its own, if it must be there")
        }
        (Version::V3_1, "exclusiveMinimum", Kind::Bool(true)) => {
            Some("write the bound itself here, and leave out `minimum`")
        }
        (Version::V3_1, "exclusiveMaximum", Kind::Bool(true)) => {
            Some("write the bound itself here, and leave out `maximum`")
        }
        (Version::V3_1, "exclusiveMinimum" | "exclusiveMaximum", Kind::Bool(false)) => Some("leave it out"),
        (Version::V3_0, "type", Kind::Sequence) => {
            Some("write `nullable: true` for null, and `anyOf` for a choice of types")
        }
        (Version::V3_1, "type", Kind::Mapping) => Some("write `anyOf` for a choice of schemas"),
        _ => None,
    }
}

/// How a version of OpenAPI says what only another one has a keyword for.
pub fn of_other_version(schema: Cursor<'_>, name: &str, value: Cursor<'_>) -> Option<String> {
    let text = match name {
        "nullable" => return nullable(schema, value),
        "const" if value.is_mapping() || value.is_sequence() => "write `enum` with this one value",
        "const" => return Some(format!("write `enum: [{}]`", value.to_json())),
        "examples" => "write `example`, with one of them",
        "patternProperties" => {
            "write `additionalProperties` with the schema of the values, whatever their names are"
        }
        "$defs" => "write the schemas under `components`",
        "if" => "write `anyOf`, with `not` of this in one branch and what `then` says in the other",
        "contentEncoding" if value.as_str() == Some("base64") => "write `format: byte`",
        "contentMediaType" if schema.get("contentEncoding").is_none() => {
            "write `format: binary` where the value is a body, or a part of one"
        }
        "prefixItems" => "write `items` with `anyOf` of these, and the number in `minItems` and `maxItems`",
        "$comment" => "write it as a comment, or in `description`",
        _ => return None,
    };
    Some(text.to_owned())
}

/// What says in OpenAPI 3.1 that null is a value.
fn nullable(schema: Cursor<'_>, value: Cursor<'_>) -> Option<String> {
    if value.as_bool() != Some(true) {
        return Some("leave it out".to_owned());
    }
    let applied = ["oneOf", "anyOf"].into_iter().find(|name| schema.get(name).is_some());
    Some(match (schema.get("type").and_then(Cursor::as_str), applied) {
        (Some("null"), _) => return None,
        (Some(own), _) => format!("write `type: [{own}, 'null']`"),
        (None, Some(name)) => format!("write `{{ type: 'null' }}` as one more branch of `{name}`"),
        _ if schema.get("$ref").is_some() || schema.get("allOf").is_some() => {
            "write `anyOf`, with what is here in one branch and `{ type: 'null' }` in the other".to_owned()
        }
        _ if schema.get("enum").is_some() => "list `null` in `enum`".to_owned(),
        _ => "leave it out: without `type`, null is a value".to_owned(),
    })
}
