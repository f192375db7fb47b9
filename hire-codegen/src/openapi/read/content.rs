//! Bodies: media types, their encodings and examples.

use super::object::{Object, Shape};
use super::reader::{Later, Reader};
use super::reference::Component;
use super::{Header, MediaType, RequestBody};
use crate::diagnostic::codes::{BAD_VALUE, CONFLICTING_KEYS, MISSING_KEY};
use crate::source::Cursor;

const REQUEST_BODY: Shape = Shape::new("a request body", &["description", "content", "required"]);

const MEDIA_TYPE: Shape = Shape::new("a media type", &["schema", "example", "examples", "encoding"]);

const ENCODING: Shape =
    Shape::new("an encoding", &["contentType", "headers", "style", "explode", "allowReserved"]);

const EXAMPLE: Shape = Shape::new("an example", &["summary", "description", "value", "externalValue"]);

const HEADER: Shape = Shape::new(
    "a header",
    &[
        "description",
        "required",
        "deprecated",
        "allowEmptyValue",
        "style",
        "explode",
        "allowReserved",
        "schema",
        "example",
        "examples",
        "content",
    ],
);

/// The value of a parameter or header, described in one of two ways.
pub(super) struct Described<'a> {
    pub(super) schema: Option<Cursor<'a>>,
    pub(super) content: Option<MediaType<'a>>,
    pub(super) example: Option<Cursor<'a>>,
    pub(super) examples: Vec<Cursor<'a>>,
}

impl<'a> Reader<'a, '_> {
    /// The Request Body Object (§4.8.13).
    pub(super) fn request_body(&mut self, node: Cursor<'a>) -> Option<RequestBody<'a>> {
        let target = self.follow(node, Component::RequestBody)?;
        let object = self.object(target.cursor, &REQUEST_BODY)?;
        let own = self.string(object, "description");
        let required = self.flag(object, "required").unwrap_or(false);
        self.required(object, "content")?;
        Some(RequestBody {
            place: target.cursor.key_place(),
            description: target.description.or(own),
            required,
            content: self.content(object),
        })
    }

    /// The member `content`: media types by name.
    pub(super) fn content(&mut self, object: Object<'a>) -> Vec<MediaType<'a>> {
        let entries = self.map(object, "content");
        let types = entries.into_iter();
        types.filter_map(|(name, node)| self.media_type(name, node)).collect()
    }

    /// The Media Type Object (§4.8.14).
    fn media_type(&mut self, name: &'a str, node: Cursor<'a>) -> Option<MediaType<'a>> {
        let place = node.key_place();
        let essence = name.split(';').next().unwrap_or_default().trim();
        let parts = essence.split_once('/');
        if parts.is_none_or(|(main, sub)| main.is_empty() || sub.is_empty()) {
            let message = format!("`{name}` is no media type");
            let diagnostic = self.diagnostics.error(BAD_VALUE, place, message);
            diagnostic.help("write type and subtype: `application/json`");
        }
        let object = self.object(node, &MEDIA_TYPE)?;
        let (example, mut examples) = self.examples(object);
        examples.splice(0..0, example);
        for (_, encoding) in self.map(object, "encoding") {
            self.encoding(encoding);
        }
        Some(MediaType { place, name, schema: node.get("schema"), examples, encoding: node.get("encoding") })
    }

    /// The Encoding Object (§4.8.15).
    fn encoding(&mut self, node: Cursor<'a>) {
        let Some(object) = self.object(node, &ENCODING) else {
            return;
        };
        self.string(object, "contentType");
        self.string(object, "style");
        self.flag(object, "explode");
        self.flag(object, "allowReserved");
        for (_, header) in self.map(object, "headers") {
            self.later(Later::Header(header));
        }
    }

    /// The members `example` and `examples`.
    fn examples(&mut self, object: Object<'a>) -> (Option<Cursor<'a>>, Vec<Cursor<'a>>) {
        let example = object.cursor.get("example");
        let examples = object.cursor.get("examples");
        if let (Some(one), Some(many)) = (example, examples) {
            self.conflict(one, many);
        }
        let entries = self.map(object, "examples");
        let values = entries.into_iter().filter_map(|(_, node)| self.example(node));
        (example, values.collect())
    }

    /// The Example Object (§4.8.19): its value.
    pub(super) fn example(&mut self, node: Cursor<'a>) -> Option<Cursor<'a>> {
        let target = self.follow(node, Component::Example)?;
        let object = self.object(target.cursor, &EXAMPLE)?;
        self.string(object, "summary");
        self.string(object, "description");
        let value = target.cursor.get("value");
        if let Some(external) = target.cursor.get("externalValue") {
            self.string(object, "externalValue");
            match value {
                Some(value) => self.conflict(value, external),
                None => self.unsupported("examples that lie elsewhere", external.key_place()),
            }
        }
        value
    }

    /// Reports two keys that exclude each other.
    pub(super) fn conflict(&mut self, one: Cursor<'a>, other: Cursor<'a>) {
        let (first, second) = (one.key().unwrap_or_default(), other.key().unwrap_or_default());
        let message = format!("`{first}` and `{second}` exclude each other");
        let place = other.key_place();
        let diagnostic = self.diagnostics.warning(CONFLICTING_KEYS, place, message);
        diagnostic.related(one.key_place(), "both are here");
    }

    /// What parameters and headers have in common: `schema`, or `content` with one entry.
    pub(super) fn described(&mut self, object: Object<'a>) -> Described<'a> {
        let schema = object.cursor.get("schema");
        let content = object.cursor.get("content");
        match (schema, content) {
            (Some(schema), Some(content)) => self.conflict(schema, content),
            (None, None) if object.has_misspelt("schema") || object.has_misspelt("content") => {}
            (None, None) => {
                let message = format!("{} needs a `schema` or `content`", object.name());
                let place = object.cursor.key_place();
                self.diagnostics.error(MISSING_KEY, place, message);
            }
            _ => {}
        }
        let mut types = self.content(object);
        if let (Some(content), true) = (content, types.len() != 1) {
            let message = "`content` has to have exactly one entry here";
            let place = content.key_place();
            self.diagnostics.error(BAD_VALUE, place, message);
        }
        let (example, examples) = self.examples(object);
        Described { schema, content: types.drain(..).next(), example, examples }
    }

    /// The Header Object (§4.8.21).
    pub(super) fn header(&mut self, name: &'a str, node: Cursor<'a>) -> Option<Header<'a>> {
        let target = self.follow(node, Component::Header)?;
        let object = self.object(target.cursor, &HEADER)?;
        let own = self.string(object, "description");
        let style = self.string(object, "style");
        if style.is_some_and(|style| style != "simple") {
            let message = "the only style of a header is `simple`";
            let place = target.cursor.get("style").map(Cursor::place);
            let place = place.unwrap_or(target.cursor.place());
            self.diagnostics.error(BAD_VALUE, place, message);
        }
        self.flag(object, "allowEmptyValue");
        self.flag(object, "allowReserved");
        let required = self.flag(object, "required").unwrap_or(false);
        let deprecated = self.flag(object, "deprecated").unwrap_or(false);
        let explode = self.flag(object, "explode").unwrap_or(false);
        let described = self.described(object);
        Some(Header {
            place: target.cursor.key_place(),
            name,
            description: target.description.or(own),
            required,
            deprecated,
            explode,
            schema: described.schema,
            content: described.content,
        })
    }
}
