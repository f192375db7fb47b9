//! Streams of events and of lines: the types of their items.

use std::collections::BTreeSet;

use super::content::item_schema;
use super::responses::{PendingKind, finished_kind};
use super::statuses::{has_body, is_success};
use crate::diagnostic::codes as code;
use crate::ir::{At, Name, ResponseBody, Stream, Type};
use crate::lower::rules::RuleLowering;
use crate::lower::types::TypeLowering;
use crate::openapi::{self, MediaType};
use crate::schema::{Applicators, Branches, Schema, SchemaId};
use crate::source::{Cursor, Place};

/// A stream that is offered beside JSON.
pub struct PendingStream {
    pub at: At,
    method_name: Name,
    pub media_type: String,
    kind: PendingKind,
}

impl PendingStream {
    /// The type of its items.
    pub fn item(&self) -> Type {
        self.kind.type_().unwrap_or(Type::Value)
    }

    /// The stream of an operation.
    pub fn finished(self, lowering: &mut RuleLowering<'_, '_, '_>, operation: &Name) -> Stream {
        let check = format!("{} item", operation.plain());
        let (kind, check) = finished_kind(lowering, &self.kind, &check);
        let body = ResponseBody { at: self.at, kind, optional: false, check };
        Stream { method_name: self.method_name, body, accept: self.media_type }
    }
}

/// The stream that a success is offered as beside JSON, if there is one.
pub fn stream(
    lowering: &mut TypeLowering<'_, '_>,
    operation: &openapi::Operation<'_>,
    name: &str,
    method_name: impl FnOnce() -> Name,
) -> Option<PendingStream> {
    let offered = |media: &&MediaType<'_>| media.range.is_events() || media.range.is_lines();
    let successes = operation.responses.iter().filter(|response| is_success(operation, response.status));
    let mut successes = successes.filter(|response| has_body(operation.method, response));
    let media = successes.find_map(|response| {
        let has_json = response.content.iter().any(|media| media.range.is_json());
        response.content.iter().find(offered).filter(|_| has_json)
    })?;
    let kind = stream_kind(lowering, media, &format!("{name} item"));
    Some(PendingStream {
        at: At(media.place),
        method_name: method_name(),
        media_type: media.name.to_owned(),
        kind,
    })
}

/// A stream with the type of its items; of events that is the type of their data.
pub fn stream_kind(lowering: &mut TypeLowering<'_, '_>, media: &MediaType<'_>, hint: &str) -> PendingKind {
    let item = item_schema(lowering, media);
    if !media.range.is_events() {
        return PendingKind::Lines(item, lowering.lower_type(item, hint));
    }
    let data = match listed_event(lowering, item) {
        _ if media.item_schema.is_some() => event_data(lowering, item),
        Some(event) => event_data(lowering, event),
        None => item,
    };
    PendingKind::Events(data, lowering.lower_type(data, hint))
}

/// The schema of events, where a schema of the whole stream lists them (OpenAPI 3.2 §4.14.4): each has a field `data`, and no
/// other fields than events have.
fn listed_event(lowering: &mut TypeLowering<'_, '_>, stream: SchemaId) -> Option<SchemaId> {
    let flat = lowering.analysis.flattened(stream);
    let event = lowering.analysis.schemas.get(flat).array.items?;
    let mut found = Vec::new();
    collect_data(lowering, event, &mut BTreeSet::new(), &mut found);
    (!found.is_empty() && has_fields_of_events(lowering, event, &mut BTreeSet::new())).then_some(event)
}

/// Whether a schema names no other properties than the fields of events (HTML standard, section 9.2.6).
fn has_fields_of_events(
    lowering: &mut TypeLowering<'_, '_>,
    event: SchemaId,
    seen: &mut BTreeSet<SchemaId>,
) -> bool {
    let flat = lowering.analysis.flattened(event);
    if !seen.insert(flat) {
        return true;
    }
    let schema = lowering.analysis.schemas.shared(flat);
    let lists = schema.applicators.any_of.iter().chain(&schema.applicators.one_of);
    let mut branches = lists.flat_map(|list| &list.schemas);
    schema.object.properties.keys().all(|name| matches!(*name, "data" | "event" | "id" | "retry"))
        && branches.all(|branch| has_fields_of_events(lowering, *branch, seen))
}

/// The schema of the data of events, which `itemSchema` describes with all of their fields: an event may be one of several
/// kinds, each with data of its own.
fn event_data(lowering: &mut TypeLowering<'_, '_>, event: SchemaId) -> SchemaId {
    let mut found = Vec::new();
    collect_data(lowering, event, &mut BTreeSet::new(), &mut found);
    let place = lowering.analysis.schemas.get(event).place;
    match found.as_slice() {
        [] => {
            let message =
                "the schema of an event has no property `data`, and is taken for the schema of its data";
            let diagnostic = lowering.diagnostics.warning(code::IGNORED, place, message);
            diagnostic
                .help("describe the event as an object: its fields are `data`, `event`, `id` and `retry`");
            event
        }
        [only] => *only,
        _ => {
            let any_of = vec![Branches { place, schemas: found, discriminator: None }];
            let applicators = Applicators { any_of, ..Applicators::default() };
            lowering.analysis.schemas.add(Schema { applicators, ..Schema::new(place) })
        }
    }
}

/// Adds the schemas of the data that an event may have.
fn collect_data(
    lowering: &mut TypeLowering<'_, '_>,
    event: SchemaId,
    seen: &mut BTreeSet<SchemaId>,
    found: &mut Vec<SchemaId>,
) {
    let flat = lowering.analysis.flattened(event);
    if !seen.insert(flat) {
        return;
    }
    let schema = lowering.analysis.schemas.shared(flat);
    if let Some(data) = schema.object.properties.get("data") {
        let data = content_schema(lowering, *data).unwrap_or(*data);
        if seen.insert(lowering.analysis.schemas.resolve(data)) {
            found.push(data);
        }
        return;
    }
    let Applicators { any_of, one_of, .. } = &schema.applicators;
    for branch in any_of.iter().chain(one_of).flat_map(|branches| &branches.schemas) {
        collect_data(lowering, *branch, seen, found);
    }
}

/// The schema of what a string has for content, by `contentSchema` of the schema itself or of one that it applies.
fn content_schema(lowering: &TypeLowering<'_, '_>, text: SchemaId) -> Option<SchemaId> {
    let schemas = &lowering.analysis.schemas;
    let mut seen = BTreeSet::new();
    let mut open = vec![text];
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            let schema = schemas.get(id);
            let content = lowering.analysis.sources.at(schema.place).get("contentSchema");
            if let Some(content) = content.and_then(|content| schemas.at(content.place())) {
                return Some(content);
            }
            open.extend(schema.references.iter().chain(&schema.all_of));
        }
    }
    None
}

/// The schemas of what the data of events has for content, for the reader of schemas: what `contentSchema` says has no
/// effect elsewhere, and is not read there.
pub fn content_schemas<'a>(media: &MediaType<'a>) -> Vec<Cursor<'a>> {
    let stream = media.schema.into_iter().filter(|_| media.range.is_events()).collect();
    let events = match media.item_schema.filter(|_| media.range.is_events()) {
        Some(event) => vec![event],
        None => applied(stream, |it| it.get("items")),
    };
    let data = applied(events, |it| it.get("properties")?.get("data"));
    applied(data, |it| it.get("contentSchema"))
}

/// What is found in schemas, and in those that these apply to the same value.
fn applied<'a>(
    mut open: Vec<Cursor<'a>>,
    find: impl Fn(Cursor<'a>) -> Option<Cursor<'a>>,
) -> Vec<Cursor<'a>> {
    let mut seen: BTreeSet<Place> = BTreeSet::new();
    let mut found = Vec::new();
    while let Some(schema) = open.pop() {
        if !seen.insert(schema.place()) {
            continue;
        }
        found.extend(find(schema));
        let reference = schema.get("$ref").and_then(Cursor::as_str);
        open.extend(reference.and_then(|reference| schema.resolve(reference).ok()));
        let lists = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|keyword| schema.get(keyword));
        open.extend(lists.flat_map(Cursor::items));
    }
    found
}
