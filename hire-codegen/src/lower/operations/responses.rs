//! Responses: how a success and a failure are read.

use std::collections::BTreeSet;

use indexmap::IndexSet;

use super::content::{JSON, component_name, is_same_schema, is_text, json_of, media_schema, text_rules};
use super::envelopes::{enveloped, integer_code};
use super::statuses::{has_body, is_success, status_name, statuses};
use super::streams::{PendingStream, stream_kind};
use crate::diagnostic::codes as code;
use crate::ir::{
    At, Docs, Name, ResponseBody, ResponseKind, ResponseVariant, Responses, Rule, Type, are_inherent,
};
use crate::lower::naming::{Case, Scope};
use crate::lower::rules::RuleLowering;
use crate::lower::types::{TypeLowering, TypeRef};
use crate::markdown::code as code_span;
use crate::openapi::{self, MediaType, Method, Status};
use crate::schema::SchemaId;
use crate::source::Place;

/// The responses to a success, or to a failure, whose types are decided.
pub enum PendingResponses<'x, 'a> {
    Empty,
    /// One body, under these statuses; under the others the description has none that is read.
    Body(PendingResponse, Vec<Status>, Vec<Status>),
    Several(Vec<(&'x openapi::Response<'a>, Option<PendingResponse>)>),
}

/// A body of a response whose type is decided.
pub struct PendingResponse {
    at: At,
    kind: PendingKind,
    /// Whether it may be missing, or null.
    optional: bool,
    /// The media types that are asked for, each with the place where it is described.
    accept: Vec<(String, Place)>,
}

pub enum PendingKind {
    Json(SchemaId, TypeRef),
    /// With the schema of strings that rules of it are in.
    Text(Option<SchemaId>),
    Bytes,
    /// The schema and the type of each item.
    Events(SchemaId, TypeRef),
    Lines(SchemaId, TypeRef),
}

impl PendingKind {
    pub fn type_(&self) -> Option<Type> {
        match self {
            Self::Json(_, type_ref) | Self::Events(_, type_ref) | Self::Lines(_, type_ref) => {
                Some(type_ref.type_.clone())
            }
            Self::Text(_) | Self::Bytes => None,
        }
    }
}

impl PendingResponses<'_, '_> {
    fn bodies(&self) -> Vec<&PendingResponse> {
        match self {
            Self::Empty => Vec::new(),
            Self::Body(body, ..) => vec![body],
            Self::Several(responses) => responses.iter().filter_map(|(_, body)| body.as_ref()).collect(),
        }
    }

    /// The types that responses have.
    pub fn types(&self) -> Vec<Type> {
        self.bodies().into_iter().filter_map(|body| body.kind.type_()).collect()
    }

    /// Whether there is one body, of JSON: what an envelope may be around.
    pub fn is_json(&self) -> bool {
        matches!(self, Self::Body(PendingResponse { kind: PendingKind::Json(..), .. }, ..))
    }

    /// The statuses that the one body comes with, and those without a body that a class or `default` would take in: each as a
    /// number, a class as its first digit, and `default` as 0. None where the body comes with any, and where an enum tells the
    /// statuses apart.
    pub fn statuses(&self) -> (Vec<u16>, Vec<u16>) {
        let Self::Body(_, with_body, without) = self else { return (Vec::new(), Vec::new()) };
        let number = |status: &Status| match status {
            Status::Code(code) => *code,
            Status::Range(class) => (*class).into(),
            Status::Default => 0,
        };
        let without: Vec<_> =
            without.iter().copied().filter(|status| is_within(*status, with_body)).collect();
        let has_default = with_body.contains(&Status::Default);
        if has_default && without.is_empty() {
            return (Vec::new(), Vec::new());
        }
        // What `default` takes in needs no mention.
        let named = with_body
            .iter()
            .filter(|status| !has_default || **status == Status::Default || is_within(**status, &without));
        (named.map(number).collect(), without.iter().map(number).collect())
    }
}

/// Whether a class or `default` among some statuses takes a status in.
fn is_within(status: Status, statuses: &[Status]) -> bool {
    let class = match status {
        Status::Code(code) => {
            statuses.iter().any(|it| matches!(it, Status::Range(class) if u16::from(*class) == code / 100))
        }
        Status::Range(_) | Status::Default => false,
    };
    class || status != Status::Default && statuses.contains(&Status::Default)
}

/// How the body of a response is read, by the media types that it may come in.
enum Content<'x, 'a> {
    Json(&'x MediaType<'a>),
    Stream(&'x MediaType<'a>),
    Text(&'x MediaType<'a>),
    Bytes(&'x [MediaType<'a>]),
}

impl Content<'_, '_> {
    /// Whether the description says what is in the body.
    fn has_schema(&self) -> bool {
        match self {
            Content::Json(media) | Content::Text(media) => media.schema.is_some(),
            Content::Stream(_) | Content::Bytes(_) => false,
        }
    }

    /// Whether two bodies are read alike, so that one type is enough: by what their schemas say, wherever these stand.
    fn is_like(&self, other: &Self, lowering: &TypeLowering<'_, '_>) -> bool {
        match (self, other) {
            (Content::Json(one), Content::Json(other)) => is_same_schema(lowering, one.schema, other.schema),
            (Content::Stream(one), Content::Stream(other)) => {
                one.range.is_events() == other.range.is_events()
                    && is_same_schema(lowering, one.item_schema, other.item_schema)
                    && (one.item_schema.is_some() || is_same_schema(lowering, one.schema, other.schema))
            }
            (Content::Text(_), Content::Text(_)) | (Content::Bytes(_), Content::Bytes(_)) => true,
            _ => false,
        }
    }

    /// The media types that the body is asked for in, each with the place where it is described.
    fn accept(&self) -> Vec<(String, Place)> {
        let named = |media: &MediaType<'_>| (media.name.to_owned(), media.place);
        match self {
            Content::Json(media) => {
                let is_plain = media.range.identity() == JSON;
                let is_named = media.range.is_json() && !media.range.is_range() && !is_plain;
                vec![if is_named { named(media) } else { (JSON.to_owned(), media.place) }]
            }
            Content::Stream(media) | Content::Text(media) => vec![named(media)],
            Content::Bytes(content) => content.iter().map(named).collect(),
        }
    }
}

/// How the responses are read that say that a call succeeded: those with a status of success, or the default where there are
/// none (OpenAPI 3.1.1 §4.8.16).
pub fn success<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    operation: &'x openapi::Operation<'a>,
    name: &str,
) -> PendingResponses<'x, 'a> {
    let mut contents = Vec::new();
    for response in operation.responses.iter().filter(|response| is_success(operation, response.status)) {
        contents.push((response, content(lowering, operation.method, response)));
    }
    let place = contents.first().map_or(operation.place, |(response, _)| response.place);
    let success = read(lowering, operation, contents, (name, "response"));
    let is_json = |body: &&PendingResponse| matches!(body.kind, PendingKind::Json(..));
    if let (PendingResponses::Several(_), Some(envelope)) = (&success, &operation.envelope)
        && success.bodies().iter().any(is_json)
    {
        let message = "several successes with different bodies have one envelope, which is not supported";
        let diagnostic = lowering.diagnostics.error(code::UNSUPPORTED, place, message);
        let data = envelope.data;
        diagnostic
            .help(format!("give the responses one schema, or declare no envelope around `{data}` here"));
    }
    success
}

/// How the responses are read that say that a call failed: all others, as far as they have a body with a schema. What is
/// in an envelope is read by that. A class, or `default`, says nothing of a status that has a response of its own (OpenAPI
/// 3.1.1 §4.8.16).
pub fn failure<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    operation: &'x openapi::Operation<'a>,
    name: &str,
) -> PendingResponses<'x, 'a> {
    let mut contents = Vec::new();
    let is_typed = operation.envelope.is_none();
    for response in operation.responses.iter().filter(|_| is_typed) {
        if !is_success(operation, response.status) {
            let content = content(lowering, operation.method, response).filter(Content::has_schema);
            contents.push((response, content));
        }
    }
    let with_body = contents.iter().filter(|(_, content)| content.is_some());
    let with_body: Vec<_> = with_body.map(|(response, _)| response.status).collect();
    contents.retain(|(response, content)| content.is_some() || is_within(response.status, &with_body));
    match read(lowering, operation, contents, (name, "failure")) {
        // A failure without a body is none that has a type.
        PendingResponses::Body(body, with_body, without) => {
            let optional = matches!(&body.kind, PendingKind::Json(_, type_ref) if type_ref.nullable);
            PendingResponses::Body(PendingResponse { optional, ..body }, with_body, without)
        }
        responses => responses,
    }
}

/// How responses are read: all as one, where their bodies are alike and one that is missing is told from one that is empty.
/// A type without a name is called after the operation and what the responses are.
fn read<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    operation: &'x openapi::Operation<'a>,
    contents: Vec<(&'x openapi::Response<'a>, Option<Content<'x, 'a>>)>,
    (name, what): (&str, &str),
) -> PendingResponses<'x, 'a> {
    let bodies: Vec<_> = contents.iter().filter_map(|(_, content)| content.as_ref()).collect();
    let Some((first, others)) = bodies.split_first() else { return PendingResponses::Empty };
    // JSON is never empty; of anything else, the status alone says whether it is empty or not there.
    let is_told = what == "failure" || bodies.iter().all(|body| matches!(body, Content::Json(_)));
    let mut without = contents.iter().filter(|(_, content)| content.is_none());
    let is_told = is_told || without.all(|(response, _)| !has_body(operation.method, response));
    if is_told && others.iter().all(|body| body.is_like(first, lowering)) {
        let (with_body, without): (Vec<_>, Vec<_>) =
            contents.iter().partition(|(_, content)| content.is_some());
        let statuses = |of: Vec<&(&openapi::Response<'_>, _)>| of.iter().map(|(it, _)| it.status).collect();
        let place = contents.first().map_or(operation.place, |(response, _)| response.place);
        let first_with_body = contents.iter().find(|(_, content)| content.is_some());
        let component =
            first_with_body.and_then(|(response, _)| component_name(lowering, response.place, what));
        let hint = component.unwrap_or_else(|| format!("{name} {what}"));
        let body = one_body(lowering, operation, (first, others), &hint, place);
        return body.map_or(PendingResponses::Empty, |body| {
            let optional = body.optional || !without.is_empty();
            PendingResponses::Body(
                PendingResponse { optional, ..body },
                statuses(with_body),
                statuses(without),
            )
        });
    }
    let several = contents.into_iter().map(|(response, content)| {
        let component = component_name(lowering, response.place, what);
        let hint = component.unwrap_or_else(|| format!("{name} {} {what}", status_name(response.status)));
        let body = content.and_then(|it| body(lowering, operation, &it, &hint, response.place));
        (response, body)
    });
    PendingResponses::Several(several.collect())
}

/// The body that stands for several which are read alike. It is asked for in the media types of all of them; texts have the
/// rules that all of them have.
fn one_body<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    operation: &openapi::Operation<'a>,
    (first, others): (&Content<'_, 'a>, &[&Content<'_, 'a>]),
    hint: &str,
    place: Place,
) -> Option<PendingResponse> {
    let mut body = body(lowering, operation, first, hint, place)?;
    body.accept.extend(others.iter().flat_map(|content| content.accept()));
    if let (PendingKind::Text(rules), Content::Text(first)) = (&mut body.kind, first) {
        let is_same = |other: &&Content<'_, '_>| match other {
            Content::Text(other) => is_same_schema(lowering, first.schema, other.schema),
            _ => false,
        };
        rules.take_if(|_| !others.iter().all(is_same));
    }
    Some(body)
}

/// How the body of a response is read; none where there is no body.
fn content<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    method: Method,
    response: &'x openapi::Response<'a>,
) -> Option<Content<'x, 'a>> {
    let content = response.content.as_slice();
    if content.is_empty() || !has_body(method, response) {
        return None;
    }
    if let Some(media) = json_of(lowering, content) {
        return Some(Content::Json(media));
    }
    if let Some(stream) = content.iter().find(|media| media.range.is_events() || media.range.is_lines()) {
        return Some(Content::Stream(stream));
    }
    // Of texts and bytes, the first one is what the others stand in for.
    let text = content.first().filter(|media| is_text(lowering, media));
    Some(text.map_or(Content::Bytes(content), Content::Text))
}

fn body<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    operation: &openapi::Operation<'a>,
    content: &Content<'_, 'a>,
    hint: &str,
    place: Place,
) -> Option<PendingResponse> {
    let (kind, optional) = match content {
        Content::Json(media) => {
            let (id, type_ref, optional) = json_type(lowering, operation, media, hint, place)?;
            (PendingKind::Json(id, type_ref), optional)
        }
        Content::Stream(media) => {
            let head = hint.strip_suffix("response").unwrap_or(hint);
            (stream_kind(lowering, media, &format!("{head}item")), false)
        }
        Content::Text(media) => (PendingKind::Text(text_rules(lowering, media, hint)), false),
        Content::Bytes(_) => (PendingKind::Bytes, false),
    };
    Some(PendingResponse { at: At(place), kind, optional, accept: content.accept() })
}

/// The type of a body of JSON, without the envelope around it, and whether it may be missing.
fn json_type<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    operation: &openapi::Operation<'a>,
    media: &MediaType<'a>,
    hint: &str,
    place: Place,
) -> Option<(SchemaId, TypeRef, bool)> {
    let id = media_schema(lowering, media);
    let mut id = lowering.analysis.schemas.resolve(id);
    let mut optional = false;
    let mut hint = hint.to_owned();
    if let Some(envelope) = &operation.envelope {
        let (code, _) = enveloped(lowering, envelope.code, id, place)?;
        integer_code(lowering, envelope.code, code, place);
        if !envelope.data.is_empty() {
            let (member, required) = enveloped(lowering, envelope.data, id, place)?;
            (id, optional) = (member, !required);
            hint = format!("{} data", hint.strip_suffix(" response").unwrap_or(&hint));
        }
    }
    let type_ref = lowering.lower_type(id, &hint);
    optional |= type_ref.nullable;
    Some((id, type_ref, optional))
}

/// The responses to a success (`response`) or to a failure (`failure`); the word is part of the names that they are given.
pub fn finished(
    lowering: &mut RuleLowering<'_, '_, '_>,
    names: &mut Scope,
    operation: &Name,
    pending: &PendingResponses<'_, '_>,
    what: &str,
) -> Responses {
    let name = operation.plain();
    match pending {
        PendingResponses::Empty => Responses::Empty,
        PendingResponses::Body(body, ..) => {
            Responses::Body(finished_body(lowering, body, &format!("{name} {what}")))
        }
        PendingResponses::Several(responses) => {
            let mut scope = Scope::default();
            let variants = responses.iter().map(|(response, body)| {
                let status = status_name(response.status);
                let mut docs = Docs::default();
                docs.paragraph(response.description);
                if docs.lines.is_empty() {
                    docs.lines(vec![format!(
                        "The response with the status {}.",
                        code_span(&response.status.to_string())
                    )]);
                }
                let check = format!("{name} {status} {what}");
                ResponseVariant {
                    at: At(response.place),
                    statuses: statuses(response.status),
                    name: scope.name(&status, Case::Camel),
                    docs,
                    body: body.as_ref().map(|body| finished_body(lowering, body, &check)),
                }
            });
            let mut variants: Vec<_> = variants.collect();
            // A status of its own wins over the class (OpenAPI 3.1.1 §4.8.16.2).
            variants.sort_by_key(|variant| variant.statuses.1 - variant.statuses.0);
            let mut docs = Docs::default();
            docs.lines(vec![format!("The {what}s of [`{operation}`], by status.")]);
            let spelling = format!("{name} {what}");
            Responses::Several { name: names.name(&spelling, Case::Camel), docs, variants }
        }
    }
}

fn finished_body(
    lowering: &mut RuleLowering<'_, '_, '_>,
    body: &PendingResponse,
    check: &str,
) -> ResponseBody {
    let (kind, check) = finished_kind(lowering, &body.kind, check);
    ResponseBody { at: body.at, kind, optional: body.optional, check }
}

/// How a body is read, and the function that checks it, or its items, by the rules that their type does not have.
pub fn finished_kind(
    lowering: &mut RuleLowering<'_, '_, '_>,
    kind: &PendingKind,
    check: &str,
) -> (ResponseKind, Option<(Name, Vec<Rule>)>) {
    let mut checked = |id: SchemaId, type_: &Type| {
        let rules = lowering.rules(id, type_);
        (!are_inherent(&rules, type_)).then(|| (lowering.types.check_name(check), rules))
    };
    match kind {
        PendingKind::Text(None) => (ResponseKind::Text, None),
        PendingKind::Text(Some(id)) => (ResponseKind::Text, checked(*id, &Type::String)),
        PendingKind::Bytes => (ResponseKind::Bytes, None),
        PendingKind::Json(id, type_ref) => {
            (ResponseKind::Json(type_ref.type_.clone()), checked(*id, &type_ref.type_))
        }
        PendingKind::Events(id, type_ref) => {
            (ResponseKind::Events(type_ref.clone().or_null()), checked(*id, &type_ref.type_))
        }
        PendingKind::Lines(id, type_ref) => {
            (ResponseKind::Lines(type_ref.clone().or_null()), checked(*id, &type_ref.type_))
        }
    }
}

/// The header `Accept`, where it is another one than that of the way in which the success is read.
pub fn accept(pending: &PendingResponses<'_, '_>) -> Option<String> {
    let accept = pending.bodies().into_iter().flat_map(|body| &body.accept);
    let names: IndexSet<&str> = accept.map(|(name, _)| name.as_str()).collect();
    let default = match pending {
        PendingResponses::Body(body, ..) => match body.kind {
            PendingKind::Json(..) => JSON,
            PendingKind::Text(_) => "text/plain",
            PendingKind::Bytes => "*/*",
            PendingKind::Events(..) => "text/event-stream",
            PendingKind::Lines(..) => "",
        },
        PendingResponses::Empty | PendingResponses::Several(_) => "",
    };
    let names: Vec<_> = names.into_iter().collect();
    Some(names.join(", ")).filter(|accept| accept != default)
}

/// The media types that a success is described in, and that no method asks for.
pub fn unread<'a>(
    lowering: &TypeLowering<'_, '_>,
    operation: &openapi::Operation<'a>,
    success: &PendingResponses<'_, '_>,
    stream: Option<&PendingStream>,
) -> BTreeSet<&'a str> {
    let read = success.bodies().into_iter().flat_map(|body| &body.accept).map(|(_, place)| *place);
    let read: BTreeSet<Place> = read.chain(stream.map(|stream| stream.at.0)).collect();
    let mut unread = BTreeSet::new();
    for response in operation.responses.iter().filter(|it| is_success(operation, it.status)) {
        let (known, unknown): (Vec<_>, Vec<_>) =
            response.content.iter().partition(|media| read.contains(&media.place));
        let is_known = |media: &MediaType<'_>| {
            known.iter().any(|it| {
                it.range.identity() == media.range.identity()
                    && is_same_schema(lowering, it.schema, media.schema)
            })
        };
        let unknown = unknown.into_iter().filter(|media| !is_known(media));
        unread.extend(unknown.filter(|_| has_body(operation.method, response)).map(|media| media.name));
    }
    unread
}
