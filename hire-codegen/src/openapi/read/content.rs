//! Bodies: media types, their encodings and examples.

use super::object::Object;
use super::reader::{Later, Reader};
use super::reference::Component;
use super::{keys, parameter, response};
use crate::diagnostic::codes::{BAD_VALUE, MISSING_KEY};
use crate::openapi::{Encoding, Location, MediaRange, MediaType, RequestBody, Style};
use crate::source::Cursor;

/// What describes the value of a parameter or header: `schema`, or else `content`, and examples.
pub(super) struct Described<'a> {
    pub(super) schema: Option<Cursor<'a>>,
    pub(super) content: Option<MediaType<'a>>,
    pub(super) example: Option<Cursor<'a>>,
    pub(super) examples: Vec<Cursor<'a>>,
}

/// The Request Body Object (§4.8.13).
pub(super) fn request_body<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>) -> Option<RequestBody<'a>> {
    if reader.is_schema_instead(node, "a body of JSON") {
        let content = vec![json(node)];
        return Some(RequestBody { place: node.key_place(), description: None, required: false, content });
    }
    let target = reader.follow(node, Component::RequestBody)?;
    let object = reader.object(target.cursor, &keys::REQUEST_BODY)?;
    let description = reader.string(object, "description");
    let required = reader.flag(object, "required").unwrap_or(false);
    reader.expected(object, "content")?;
    Some(RequestBody {
        place: target.cursor.key_place(),
        description: target.description.or(description),
        required,
        content: content(reader, object),
    })
}

/// The member `content`: media types by name.
pub(super) fn content<'a>(reader: &mut Reader<'a, '_>, object: Object<'a>) -> Vec<MediaType<'a>> {
    let entries = reader.map(object, "content");
    let types = entries.into_iter();
    types.filter_map(|(name, node)| media_type(reader, name, node)).collect()
}

/// The Media Type Object (§4.8.14).
fn media_type<'a>(reader: &mut Reader<'a, '_>, name: &'a str, node: Cursor<'a>) -> Option<MediaType<'a>> {
    let place = node.key_place();
    let range = MediaRange::parse(name);
    if !range.is_valid() {
        let message = format!("`{name}` is no media type");
        let diagnostic = reader.diagnostics.error(BAD_VALUE, place, message);
        diagnostic.help("write type and subtype: `application/json`");
    }
    if reader.is_schema_instead(node, "the media type") || reader.is_schema_itself(node) {
        return Some(MediaType { place, name, range, ..json(node) });
    }
    let object = reader.object(node, &keys::MEDIA_TYPE)?;
    let (example, mut examples) = examples(reader, object);
    examples.splice(0..0, example);
    let encodings = reader.map(object, "encoding").into_iter();
    let encodings = encodings.filter_map(|(property, node)| Some((property, encoding(reader, node)?)));
    let encodings = encodings.collect();
    let (schema, item_schema) = (object.get("schema"), object.get("itemSchema"));
    Some(MediaType { place, name, range, schema, item_schema, examples, encodings })
}

/// A body of JSON with a schema.
pub(super) fn json(schema: Cursor<'_>) -> MediaType<'_> {
    let name = "application/json";
    MediaType {
        place: schema.key_place(),
        name,
        range: MediaRange::parse(name),
        schema: Some(schema),
        item_schema: None,
        examples: Vec::new(),
        encodings: Vec::new(),
    }
}

/// The Encoding Object (§4.8.15).
fn encoding<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>) -> Option<Encoding<'a>> {
    let object = reader.object(node, &keys::ENCODING)?;
    let content_type = reader.string(object, "contentType");
    let style = object.get("style").filter(|it| !it.is_null());
    let style = style.and_then(|it| Some((it, reader.one_of(it, &Style::NAMES)?)));
    let style = style.map(|style| parameter::allowed_style(reader, Some(style), Location::Query));
    let explode = reader.flag(object, "explode");
    let allow_reserved = reader.flag(object, "allowReserved");
    let mut headers = reader.map(object, "headers");
    headers.retain(|(name, header)| response::is_possible(reader, name, *header));
    for (_, header) in &headers {
        reader.later(Later::Header(*header));
    }
    Some(Encoding { place: node.key_place(), content_type, headers, style, explode, allow_reserved })
}

/// The members `example` and `examples`: their values.
fn examples<'a>(reader: &mut Reader<'a, '_>, object: Object<'a>) -> (Option<Cursor<'a>>, Vec<Cursor<'a>>) {
    let single = object.get("example");
    if let (Some(single), Some(several)) = (single, object.get("examples")) {
        reader.conflict(single, several);
    }
    let values = reader.idle(|reader| {
        let entries = reader.map(object, "examples").into_iter();
        entries.filter_map(|(_, node)| example(reader, node)).collect()
    });
    (single, values)
}

/// The Example Object (§4.8.19): its value.
pub(super) fn example<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>) -> Option<Cursor<'a>> {
    let target = reader.follow(node, Component::Example)?;
    let object = reader.object(target.cursor, &keys::EXAMPLE)?;
    reader.string(object, "summary");
    reader.string(object, "description");
    let value = target.cursor.get("value");
    if let Some(external) = target.cursor.get("externalValue") {
        reader.string(object, "externalValue");
        match value {
            Some(value) => reader.conflict(value, external),
            None => reader.unsupported("examples that lie elsewhere", external.key_place()),
        }
    }
    value
}

/// What parameters and headers have in common: `schema`, or `content` with one entry.
pub(super) fn described<'a>(reader: &mut Reader<'a, '_>, object: Object<'a>) -> Described<'a> {
    let (schema, media_types) = (object.get("schema"), object.get("content"));
    match (schema, media_types) {
        (Some(schema), Some(content)) => reader.conflict(schema, content),
        (None, None) if object.has_misspelt("schema") || object.has_misspelt("content") => {}
        (None, None) => {
            let message =
                format!("{} needs a `schema` or `content`, and is taken for a string", object.name());
            let place = object.cursor.key_place();
            let diagnostic = reader.diagnostics.warning(MISSING_KEY, place, message);
            // Swagger 2.0 has the keywords of a schema here.
            diagnostic.help(if object.get("type").is_some() {
                "put `type`, and what else is about the value, into `schema`"
            } else {
                "write `schema: {type: string}`, or what else its values are"
            });
        }
        _ => {}
    }
    let types = content(reader, object);
    if let (Some(content), true) = (media_types, types.len() != 1) {
        let message = "`content` has to have exactly one entry here, and the first counts";
        let place = content.key_place();
        reader.diagnostics.warning(BAD_VALUE, place, message).help("leave the other entries out");
    }
    let (example, examples) = examples(reader, object);
    let content = types.into_iter().next().filter(|_| schema.is_none());
    Described { schema, content, example, examples }
}
