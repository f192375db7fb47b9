//! Media types of bodies and responses.

use crate::diagnostic::codes as code;
use crate::lower::types::TypeLowering;
use crate::openapi::MediaType;
use crate::schema::{JsonTypes, SchemaId};

pub const JSON: &str = "application/json";

/// What is JSON among media types: one that says so, or else a range that takes JSON in and has a schema.
pub fn json_of<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    content: &'x [MediaType<'a>],
) -> Option<&'x MediaType<'a>> {
    let range = |media: &&MediaType<'_>| media.range.is_range_with_json() && media.schema.is_some();
    content.iter().find(|media| media.range.is_json()).or_else(|| {
        let media = content.iter().find(range)?;
        lowering
            .diagnostics
            .warning(code::IGNORED, media.place, format!("`{}` is taken for `{JSON}`", media.name))
            .help(format!("write `{JSON}`, if nothing else is meant"));
        Some(media)
    })
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
