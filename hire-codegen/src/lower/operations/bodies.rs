//! Bodies of requests.

use std::collections::BTreeMap;

use super::content::{
    JSON, component_name, is_same_schema, is_text, item_schema, json_of, media_schema, text_rules,
};
use super::{encodings, multipart};
use crate::diagnostic::codes as code;
use crate::ir::{At, Body, BodyContent, Docs, Name, PartEncoding, Payload, PayloadKind, Rule, Type, TypeId};
use crate::lower::describe;
use crate::lower::describe::annotations;
use crate::lower::naming::{Case, Scope};
use crate::lower::rules::RuleLowering;
use crate::lower::types::{TypeLowering, TypeRef};
use crate::markdown::code as code_span;
use crate::openapi::{self, MediaRange, MediaType};
use crate::schema::{JsonTypes, SchemaId};
use crate::source::Place;

/// How a body of values of JSON one after the other is made.
const LINES: &str =
    "Values of JSON, one after the other: a list, or [a stream](::hire_runtime::JsonLines::stream).";

/// How a body is given the media type that it is sent with.
const RANGE: &str =
    "[`with_content_type`](::hire_runtime::Body::with_content_type) gives the body its media type.";

/// A body whose type is decided.
pub struct PendingBody<'x, 'a> {
    body: &'x openapi::RequestBody<'a>,
    pub payloads: Vec<PendingPayload<'x, 'a>>,
}

/// A body in one media type.
pub struct PendingPayload<'x, 'a> {
    pub media: &'x MediaType<'a>,
    pub kind: PendingKind,
}

pub enum PendingKind {
    Json(SchemaId, TypeRef),
    Form(SchemaId, TypeRef),
    Multipart(Option<SchemaId>),
    Parts {
        schema: SchemaId,
        type_id: TypeId,
        encodings: Vec<(String, PartEncoding)>,
    },
    /// Values of JSON one after the other, each of the schema.
    Lines(SchemaId, TypeRef),
    /// Text, with the schema of strings that rules of it are in.
    Text(Option<SchemaId>),
    Bytes,
}

impl PendingKind {
    /// The type of the body, where that is one of the description.
    pub fn type_(&self) -> Option<Type> {
        match self {
            Self::Json(_, type_ref) | Self::Form(_, type_ref) | Self::Lines(_, type_ref) => {
                Some(type_ref.type_.clone())
            }
            Self::Parts { type_id, .. } => Some(Type::Named(*type_id)),
            Self::Multipart(_) | Self::Text(_) | Self::Bytes => None,
        }
    }
}

impl PendingBody<'_, '_> {
    /// The types that the body has.
    pub fn types(&self) -> Vec<Type> {
        self.payloads.iter().filter_map(|payload| payload.kind.type_()).collect()
    }
}

/// The media types that a body may come in, each with its type.
pub fn body<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    operation: &'x openapi::Operation<'a>,
    name: &str,
) -> Option<PendingBody<'x, 'a>> {
    let body = operation.request_body.as_ref()?;
    // What kind of body it is stands behind the name.
    let component = component_name(lowering, body.place, "body");
    let component = component.as_deref().and_then(|it| it.get(..it.len().saturating_sub("body".len())));
    let name = component.map_or(name, str::trim_end);
    let json = json_of(lowering, &body.content).map(|media| media.place);
    let mut payloads = Vec::new();
    for media in distinct(lowering, &body.content) {
        payloads.push(PendingPayload { media, kind: kind(lowering, media, json, name) });
    }
    (!payloads.is_empty()).then_some(PendingBody { body, payloads })
}

/// The media types that a caller may mean different things by. Two are one if their names differ in case, spaces and
/// `charset` alone, and their schemas say the same: all other differences are for the server to act on (OpenAPI 3.1.1 §4.8.13),
/// as those of patches are (RFC 5789 §2). A range of JSON, and its other name `text/json`, are left out beside JSON with the
/// same schema.
fn distinct<'x, 'a>(lowering: &TypeLowering<'a, '_>, content: &'x [MediaType<'a>]) -> Vec<&'x MediaType<'a>> {
    let mut known: BTreeMap<String, Vec<&MediaType<'a>>> = BTreeMap::new();
    let is_same =
        |one: &MediaType<'_>, other: &MediaType<'_>| is_same_schema(lowering, one.schema, other.schema);
    let is_other_name = |media: &MediaType<'_>| media.range.identity() == "text/json";
    let (others, plain): (Vec<_>, Vec<_>) = content
        .iter()
        .partition(|media| media.range.is_json() && (media.range.is_range() || is_other_name(media)));
    let mut distinct = Vec::new();
    for media in plain {
        let alike = known.entry(media.range.identity()).or_default();
        if !alike.iter().any(|it| is_same(it, media)) {
            alike.push(media);
            distinct.push(media);
        }
    }
    let json: Vec<_> = distinct.iter().copied().filter(|media| media.range.is_json()).collect();
    distinct.extend(others.into_iter().filter(|other| !json.iter().any(|media| is_same(media, other))));
    distinct
}

/// How a body is written in a media type. `json` is the place of the media type that is taken for JSON.
fn kind<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    media: &MediaType<'a>,
    json: Option<Place>,
    name: &str,
) -> PendingKind {
    let main = |name: &str| media.range.main.eq_ignore_ascii_case(name);
    let is_form = media.range.subtype.eq_ignore_ascii_case("x-www-form-urlencoded");
    if !is_form && !main("multipart") {
        encodings::report_idle(lowering, media, "only forms and multipart bodies have encodings");
    }
    if media.range.is_json() || Some(media.place) == json {
        let id = media_schema(lowering, media);
        return PendingKind::Json(id, lowering.lower_type(id, &format!("{name} body")));
    }
    if is_form {
        let id = media_schema(lowering, media);
        if !lowering.analysis.signature(id).types.contains(JsonTypes::OBJECT) {
            let message = "a form is an object: any other value is sent as the text that the caller gives";
            let diagnostic = lowering.diagnostics.warning(code::UNDEFINED_STYLE, media.place, message);
            diagnostic.help("write `type: object`, with a property for each field");
            return PendingKind::Text(text_rules(lowering, media, &format!("{name} text")));
        }
        encodings::report_unknown(lowering, media, id);
        return PendingKind::Form(id, lowering.lower_type(id, &format!("{name} form")));
    }
    let schema = media.schema.and_then(|schema| lowering.analysis.schemas.at(schema.place()));
    if let Some(schema) = schema {
        encodings::report_unknown(lowering, media, schema);
    }
    match () {
        // A text of lines is what the caller has written already.
        () if media.range.is_lines()
            && schema.is_none_or(|id| lowering.analysis.signature(id).types != JsonTypes::STRING) =>
        {
            let item = item_schema(lowering, media);
            PendingKind::Lines(item, lowering.lower_type(item, &format!("{name} line")))
        }
        () if main("multipart") => {
            let hint = format!("{name} multipart");
            let parts = schema.and_then(|id| Some((id, multipart::structure(lowering, id, &hint)?)));
            match parts {
                Some((schema, type_id)) => PendingKind::Parts { schema, type_id, encodings: Vec::new() },
                None => {
                    let reason = "not all parts are known by name, so that the caller writes them";
                    encodings::report_idle(lowering, media, reason);
                    PendingKind::Multipart(schema)
                }
            }
        }
        () if is_text(lowering, media) => {
            PendingKind::Text(text_rules(lowering, media, &format!("{name} text")))
        }
        () => PendingKind::Bytes,
    }
}

/// The body. The name is that of the enum of several media types.
pub fn finished_body(
    lowering: &mut RuleLowering<'_, '_, '_>,
    scope: &mut Scope,
    pending: &PendingBody<'_, '_>,
    operation: &Name,
    name: impl FnOnce() -> Name,
) -> Body {
    let body = pending.body;
    let mut docs = Docs::default();
    let mut variants = Scope::default();
    let mut payloads = Vec::new();
    for payload in &pending.payloads {
        let (kind, rules, documented) = finished_payload(lowering, body, payload);
        if docs.lines.is_empty() {
            docs = documented;
        }
        let content_type = content_type(payload);
        let variant = variants.name(&media_name(payload), Case::Camel);
        payloads.push((variant, Payload { at: At(payload.media.place), content_type, kind, rules }));
    }
    let is_one = payloads.len() == 1;
    let content = match payloads.pop() {
        Some((_, payload)) if is_one => BodyContent::One(payload),
        last => {
            payloads.extend(last);
            let mut docs = Docs::default();
            docs.lines(vec![format!("The body of [`{operation}`], by media type.")]);
            BodyContent::Several { name: name(), docs, payloads }
        }
    };
    let name = scope.name("body", Case::Snake);
    Body { at: At(body.place), name, docs, required: body.required, content }
}

fn finished_payload(
    lowering: &mut RuleLowering<'_, '_, '_>,
    body: &openapi::RequestBody<'_>,
    payload: &PendingPayload<'_, '_>,
) -> (PayloadKind, Vec<Rule>, Docs) {
    let mut typed = |id: SchemaId, type_ref: TypeRef| {
        let rules = lowering.rules(id, &type_ref.type_);
        let mut documented =
            annotations::documented_use(lowering.types, id, &type_ref.type_, body.description.is_some());
        documented.annotations.examples.extend(&payload.media.examples);
        let type_ = type_ref.or_null();
        let what = ("The body", "");
        let docs = describe::input(lowering.types, what, body.description, &type_, &[], &documented);
        (type_, rules, docs)
    };
    match &payload.kind {
        PendingKind::Json(id, type_ref) => {
            let (type_, rules, docs) = typed(*id, type_ref.clone());
            (PayloadKind::Json(type_), rules, docs)
        }
        PendingKind::Form(id, type_ref) => {
            let (type_, rules, docs) = typed(*id, type_ref.clone());
            let styles = encodings::form_styles(lowering.types, payload.media, *id);
            (PayloadKind::Form(type_, styles), rules, docs)
        }
        PendingKind::Parts { schema, type_id, encodings } => {
            let type_ref = TypeRef { type_: Type::Named(*type_id), nullable: false };
            let (type_, rules, docs) = typed(*schema, type_ref);
            (PayloadKind::Parts(type_, encodings.clone()), rules, docs)
        }
        PendingKind::Multipart(schema) => {
            let mut docs = described(body);
            let required = parts(lowering.types, *schema, &mut docs);
            (PayloadKind::Multipart(required), Vec::new(), docs)
        }
        PendingKind::Text(id) => {
            let docs = described(body);
            let rules = id.map_or_else(Vec::new, |id| lowering.rules(id, &Type::String));
            (PayloadKind::Text, rules, docs)
        }
        PendingKind::Lines(id, type_ref) => {
            let mut docs = described(body);
            docs.lines(vec![LINES.to_owned()]);
            let rules = lowering.rules(*id, &type_ref.type_);
            let rules = if rules.is_empty() { rules } else { vec![Rule::EachItem(rules)] };
            (PayloadKind::Lines(type_ref.clone().or_null()), rules, docs)
        }
        PendingKind::Bytes => {
            let mut docs = described(body);
            if payload.media.range.is_range() {
                docs.lines(vec![RANGE.to_owned()]);
            }
            (PayloadKind::Bytes, Vec::new(), docs)
        }
    }
}

/// What is said of a body that has no type of the description.
fn described(body: &openapi::RequestBody<'_>) -> Docs {
    let mut docs = Docs::default();
    docs.paragraph(body.description.unwrap_or_default());
    if docs.lines.is_empty() {
        docs.lines(vec!["The body.".to_owned()]);
    }
    docs
}

/// The parts of a body, in its docs; returns the names of those that have to be there.
fn parts(lowering: &mut TypeLowering<'_, '_>, schema: Option<SchemaId>, docs: &mut Docs) -> Vec<String> {
    let Some(schema) = schema else { return Vec::new() };
    let flat = lowering.analysis.flattened(schema);
    let object = &lowering.analysis.schemas.get(flat).object;
    let required: Vec<String> = object.required.iter().map(|name| name.value.to_owned()).collect();
    let lines = object.properties.keys().map(|name| {
        let needed = if required.iter().any(|it| it == name) { ", required" } else { "" };
        format!("- Part {}{needed}", code_span(name))
    });
    let lines: Vec<_> = lines.collect();
    docs.lines(lines);
    required
}

/// The header `Content-Type`: a range is sent as the plainest type in it, and of bytes it is for the caller to say.
fn content_type(payload: &PendingPayload<'_, '_>) -> String {
    let range = &payload.media.range;
    let name = match (&payload.kind, range.is_range()) {
        // A name of lines is no range.
        (_, false) | (PendingKind::Lines(..), true) => payload.media.name,
        (PendingKind::Json(..) | PendingKind::Form(..), true) => JSON,
        (PendingKind::Multipart(_) | PendingKind::Parts { .. }, true) => "multipart/form-data",
        (PendingKind::Text(_), true) => "text/plain",
        (PendingKind::Bytes, true) => return format!("{}/{}", range.main, range.subtype),
    };
    name.to_owned()
}

/// What a media type is called among several.
fn media_name(payload: &PendingPayload<'_, '_>) -> String {
    let MediaRange { main, subtype, .. } = payload.media.range;
    match (&payload.kind, subtype) {
        (PendingKind::Json(..), "*") => "json".to_owned(),
        (PendingKind::Form(..), _) => "form".to_owned(),
        (PendingKind::Multipart(_) | PendingKind::Parts { .. }, _) => "multipart".to_owned(),
        (PendingKind::Text(_), "plain" | "*") => "text".to_owned(),
        (PendingKind::Bytes, "*") if main != "*" => main.to_owned(),
        (PendingKind::Bytes, "octet-stream" | "*") => "bytes".to_owned(),
        _ => subtype.trim_start_matches("x-").replace(['.', '+'], " "),
    }
}
