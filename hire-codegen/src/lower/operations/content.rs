//! Media types of bodies and responses.

use crate::diagnostic::codes as code;
use crate::ir::Type;
use crate::lower::types::TypeLowering;
use crate::openapi::MediaType;
use crate::schema::{JsonTypes, SchemaId, Schemas};
use crate::source::{Cursor, Kind, Place};

pub const JSON: &str = "application/json";

/// What types are called in a body, response or parameter that is a component: by the name of the component and what it is,
/// so that they keep their names when another operation comes to use it first.
pub fn component_name(lowering: &TypeLowering<'_, '_>, place: Place, what: &str) -> Option<String> {
    let node = lowering.analysis.sources.at(place);
    let kind = node.parent()?;
    let components = kind.parent()?;
    let is_component = matches!(kind.key(), Some("parameters" | "requestBodies" | "responses"))
        && components.key() == Some("components")
        && components.parent()?.parent().is_none();
    let name = node.key().filter(|_| is_component)?;
    let says_what = name.to_ascii_lowercase().ends_with(what);
    Some(if says_what { name.to_owned() } else { format!("{name} {what}") })
}

/// What is JSON among media types: one that says so, or else a range that takes JSON in and has a schema, but for texts and
/// bytes, which servers that say nothing else of the media type send as they are.
pub fn json_of<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    content: &'x [MediaType<'a>],
) -> Option<&'x MediaType<'a>> {
    let json = content.iter().find(|media| media.range.is_json());
    json.or_else(|| {
        let mut ranges = content.iter().filter(|media| media.range.is_range_with_json());
        let media =
            ranges.find(|media| media.schema.is_some() && text_or_bytes(lowering, media).is_none())?;
        lowering
            .diagnostics
            .warning(code::IGNORED, media.place, format!("`{}` is taken for `{JSON}`", media.name))
            .help(format!("write `{JSON}`, if nothing else is meant"));
        Some(media)
    })
}

/// Whether a body of a media type is a text.
pub fn is_text(lowering: &mut TypeLowering<'_, '_>, media: &MediaType<'_>) -> bool {
    media.range.main.eq_ignore_ascii_case("text") || text_or_bytes(lowering, media) == Some(TextOrBytes::Text)
}

#[derive(PartialEq)]
enum TextOrBytes {
    Text,
    Bytes,
}

/// What a schema of strings describes where any media type will do, if it has no values or format that are JSON's. Strings
/// with a media type of their own are bytes (OpenAPI 3.1.1 §4.8.14.1).
fn text_or_bytes(lowering: &mut TypeLowering<'_, '_>, media: &MediaType<'_>) -> Option<TextOrBytes> {
    if (media.range.main, media.range.subtype) != ("*", "*") {
        return None;
    }
    let id = lowering.analysis.schemas.at(media.schema?.place())?;
    let flat = lowering.analysis.flattened(id);
    let schema = lowering.analysis.schemas.get(flat);
    if schema.type_set() != JsonTypes::STRING || schema.values.is_some() || schema.content_encoding.is_some()
    {
        return None;
    }
    match schema.format {
        None if schema.annotations.media_type.is_some() => Some(TextOrBytes::Bytes),
        None => Some(TextOrBytes::Text),
        Some(format) => (format.value == "binary").then_some(TextOrBytes::Bytes),
    }
}

/// The schema of each item of a stream: `itemSchema`, else `schema`, of which a list of lines is one of its items (OpenAPI
/// 3.2 §4.14.4).
pub fn item_schema(lowering: &mut TypeLowering<'_, '_>, media: &MediaType<'_>) -> SchemaId {
    let item = media.item_schema.and_then(|schema| lowering.analysis.schemas.at(schema.place()));
    if let Some(item) = item {
        return item;
    }
    let id = media_schema(lowering, media);
    let flat = lowering.analysis.flattened(id);
    let schema = lowering.analysis.schemas.get(flat);
    let is_list = schema.type_set() == JsonTypes::ARRAY && schema.array.prefix.is_empty();
    schema.array.items.filter(|_| is_list && media.range.is_lines()).unwrap_or(id)
}

/// The schema of a media type; without one, any value will do.
pub fn media_schema(lowering: &mut TypeLowering<'_, '_>, media: &MediaType<'_>) -> SchemaId {
    let schema = media.schema.and_then(|schema| lowering.analysis.schemas.at(schema.place()));
    schema.unwrap_or_else(|| lowering.analysis.schemas.true_schema(media.place))
}

/// Whether two media types have schemas that say the same, wherever these are written.
pub fn is_same_schema(
    lowering: &TypeLowering<'_, '_>,
    one: Option<Cursor<'_>>,
    other: Option<Cursor<'_>>,
) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => says_the_same(&lowering.analysis.schemas, one, other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// Whether two nodes say the same. Of references the schemas count that they lead to: a reference is relative to the file,
/// or to the schema with an `$id`, that it is written in (RFC 3986 §5.2).
fn says_the_same(schemas: &Schemas<'_>, one: Cursor<'_>, other: Cursor<'_>) -> bool {
    if one.place() == other.place() {
        return true;
    }
    match (one.kind(), other.kind()) {
        (Kind::Mapping, Kind::Mapping) => {
            let ids = schemas.at(one.place()).zip(schemas.at(other.place()));
            if ids.is_some_and(|(one, other)| schemas.resolve(one) == schemas.resolve(other)) {
                return true;
            }
            let leads_to_the_same =
                ids.is_none_or(|(one, other)| schemas.get(one).references == schemas.get(other).references);
            let is_same_file = one.place().file == other.place().file;
            leads_to_the_same
                && one.entries().len() == other.entries().len()
                && one.entries().all(|(key, value)| {
                    let is_reference = matches!(key, "$ref" | "$dynamicRef") && ids.is_some();
                    // The values of a mapping are references, or names.
                    let is_relative = key == "mapping" && one.key() == Some("discriminator");
                    other.get(key).is_some_and(|it| {
                        is_reference || (is_same_file || !is_relative) && says_the_same(schemas, value, it)
                    })
                })
        }
        (Kind::Sequence, Kind::Sequence) => {
            one.items().len() == other.items().len()
                && one.items().zip(other.items()).all(|(one, other)| says_the_same(schemas, one, other))
        }
        _ => one.to_json() == other.to_json(),
    }
}

/// The schema of a text that has rules for the caller of an operation: one whose values are plain strings.
pub fn text_rules(
    lowering: &mut TypeLowering<'_, '_>,
    media: &MediaType<'_>,
    hint: &str,
) -> Option<SchemaId> {
    let id = lowering.analysis.schemas.at(media.schema?.place())?;
    let is_text = media.range.main.eq_ignore_ascii_case("text");
    if is_text && !lowering.analysis.signature(id).types.contains(JsonTypes::STRING) {
        let message = format!("`{}` is a text, and its schema takes no strings: it is not used", media.name);
        let diagnostic = lowering.diagnostics.warning(code::IGNORED, media.place, message);
        diagnostic.help(format!("write `{JSON}`, if that is what is sent, or `type: string`"));
        return None;
    }
    (lowering.lower_type(id, hint).type_ == Type::String).then_some(id)
}
