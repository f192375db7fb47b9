//! Spellings of older drafts of JSON Schema and of other versions of OpenAPI, with what to write instead.

use crate::schema::dialect::Dialect;
use crate::source::{Cursor, Kind};

/// A keyword that schemas no longer have.
struct Former {
    name: &'static str,
    /// The keyword that took its place.
    successor: &'static str,
    /// What to write where schemas have the successor.
    help: &'static str,
    /// What to write where they do not have it.
    without_successor: Option<&'static str>,
}

const fn row(
    name: &'static str,
    successor: &'static str,
    help: &'static str,
    without_successor: Option<&'static str>,
) -> Former {
    Former { name, successor, help, without_successor }
}

/// What items behind those of a list in `items` are.
pub const ADDITIONAL_ITEMS: &str = "additionalItems";

const KEYWORDS: [Former; 9] = [
    row(
        "$recursiveAnchor",
        "$dynamicAnchor",
        "write `$dynamicAnchor`",
        Some("write `$dynamicAnchor`, and `openapi: 3.1.1`"),
    ),
    row(
        "$recursiveRef",
        "$dynamicRef",
        "write `$dynamicRef`",
        Some("write `$dynamicRef`, and `openapi: 3.1.1`"),
    ),
    row(
        ADDITIONAL_ITEMS,
        "prefixItems",
        "write `items`, with `prefixItems` for the first ones",
        Some("write `prefixItems` for the first items, `items` for the others, and `openapi: 3.1.1`"),
    ),
    row(
        "definitions",
        "$defs",
        "write `$defs`; references into this are followed all the same",
        Some("write the schemas under `components`; references into this are followed all the same"),
    ),
    row(
        "dependencies",
        "dependentRequired",
        "write `dependentRequired` where it has names, and `dependentSchemas` where it has schemas",
        Some("write `dependentRequired` or `dependentSchemas`, and `openapi: 3.1.1`"),
    ),
    row("disallow", "not", "write `not`, with the type in it", None),
    row("divisibleBy", "multipleOf", "write `multipleOf`", None),
    row("extends", "allOf", "write `allOf`", None),
    row("id", "$id", "write `$id`", Some("write `$id`, and `openapi: 3.1.1`")),
];

/// What to write instead of a keyword of an older draft.
pub fn keyword(dialect: Dialect, name: &str) -> Option<&'static str> {
    let former = KEYWORDS.iter().find(|former| former.name == name)?;
    Some(former.without_successor.filter(|_| !dialect.has(former.successor)).unwrap_or(former.help))
}

/// What to write instead of a value that an older draft, or a newer one, gives a keyword.
pub fn value(dialect: Dialect, value: Cursor<'_>) -> Option<&'static str> {
    let entry_of = value.key().is_none().then(|| value.parent().and_then(Cursor::key)).flatten();
    let has_flags = dialect.exclusive_bounds_are_flags();
    let has_lists = dialect.type_may_be_a_list();
    Some(match (value.key().or(entry_of)?, value.kind()) {
        ("items", Kind::Sequence) if dialect.has("prefixItems") => {
            "write `prefixItems`, with `items` for the others"
        }
        ("items", Kind::Sequence) => {
            "write `prefixItems` for the first items, `items` for the others, and `openapi: 3.1.1`"
        }
        ("required", Kind::Bool(_)) => {
            "list the property in `required` of the object that has it, if it must be there"
        }
        ("exclusiveMinimum", Kind::Bool(true)) if !has_flags => {
            "write the bound itself here, and leave out `minimum`"
        }
        ("exclusiveMaximum", Kind::Bool(true)) if !has_flags => {
            "write the bound itself here, and leave out `maximum`"
        }
        ("exclusiveMinimum" | "exclusiveMaximum", Kind::Bool(false)) if !has_flags => "leave it out",
        ("type", Kind::Sequence) if !has_lists => {
            "write `nullable: true` for null, and `anyOf` for a choice of types"
        }
        ("type", Kind::Mapping) if has_lists => "write `anyOf` for a choice of schemas",
        _ => return None,
    })
}

/// What to write instead of a keyword that only another version of OpenAPI has.
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

/// What to write instead of `nullable` in OpenAPI 3.1.
fn nullable(schema: Cursor<'_>, value: Cursor<'_>) -> Option<String> {
    if value.as_bool() != Some(true) {
        return Some("leave it out".to_owned());
    }
    let list = schema.parent().filter(|list| list.is_sequence()).and_then(Cursor::key);
    if matches!(list, Some("anyOf" | "oneOf")) && schema.entries().len() == 1 {
        return Some("write `type: 'null'`, if null is meant".to_owned());
    }
    let applied = ["oneOf", "anyOf"].into_iter().find(|name| schema.get(name).is_some());
    Some(match (schema.get("type").and_then(Cursor::as_str), applied) {
        (Some("null"), _) => return None,
        (Some(type_), _) => format!("write `type: [{type_}, 'null']`"),
        (None, Some(name)) => format!("write `{{ type: 'null' }}` as one more branch of `{name}`"),
        _ if schema.get("$ref").is_some() || schema.get("allOf").is_some() => {
            "write `anyOf`, with what is here in one branch and `{ type: 'null' }` in the other".to_owned()
        }
        _ if schema.get("enum").is_some() => "list `null` in `enum`".to_owned(),
        _ => "leave it out: without `type`, null is a value".to_owned(),
    })
}
