//! What older drafts of JSON Schema wrote otherwise: such a keyword has no effect, and such a value is a
//! fault, but what was meant is known.

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
