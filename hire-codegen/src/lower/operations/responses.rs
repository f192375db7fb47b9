//! Responses: how a success and a failure are read, and the envelopes around them.

use hire_syntax::pointer;

use super::content::{JSON, item_schema, json_of, media_schema};
use crate::diagnostic::codes as code;
use crate::ir::{
    At, Docs, Envelope, Name, ResponseBody, ResponseKind, ResponseVariant, Responses, Stream, Type,
    are_inherent,
};
use crate::lower::naming::{Case, Scope};
use crate::lower::rules::RuleLowering;
use crate::lower::types::{TypeLowering, TypeRef};
use crate::markdown::code as code_span;
use crate::openapi::{self, MediaType, Method, Status};
use crate::schema::{JsonTypes, SchemaId};
use crate::source::{Cursor, Place};

/// The responses to a success, or to a failure, whose types are decided.
pub enum PendingResponses<'x, 'a> {
    Empty,
    /// One body, under these statuses.
    Body(PendingResponse, Vec<Status>),
    Several(Vec<(&'x openapi::Response<'a>, Option<PendingResponse>)>),
}

/// A body of a response whose type is decided.
pub struct PendingResponse {
    at: At,
    kind: PendingKind,
    /// Whether it may be missing, or null.
    optional: bool,
    /// The media types that are asked for.
    accept: Vec<String>,
}

enum PendingKind {
    Json(SchemaId, TypeRef),
    Text,
    Bytes,
    /// The type of each item.
    Events(Type),
    Lines(Type),
}

/// A stream that is offered beside JSON.
pub struct PendingStream {
    at: At,
    method_name: Name,
    media_type: String,
    kind: PendingKind,
}

impl PendingStream {
    /// The type of its items.
    pub fn item(&self) -> Type {
        self.kind.type_().unwrap_or(Type::Value)
    }

    pub fn finished(self) -> Stream {
        let kind = match self.kind {
            PendingKind::Lines(item) => ResponseKind::Lines(item),
            kind => ResponseKind::Events(kind.type_().unwrap_or(Type::Value)),
        };
        Stream { at: self.at, method_name: self.method_name, kind, accept: self.media_type }
    }
}

impl PendingKind {
    fn type_(&self) -> Option<Type> {
        match self {
            Self::Json(_, type_ref) => Some(type_ref.type_.clone()),
            Self::Events(item) | Self::Lines(item) => Some(item.clone()),
            Self::Text | Self::Bytes => None,
        }
    }
}

impl PendingResponses<'_, '_> {
    fn bodies(&self) -> Vec<&PendingResponse> {
        match self {
            Self::Empty => Vec::new(),
            Self::Body(body, _) => vec![body],
            Self::Several(responses) => responses.iter().filter_map(|(_, body)| body.as_ref()).collect(),
        }
    }

    /// The types that responses have.
    pub fn types(&self) -> Vec<Type> {
        self.bodies().into_iter().filter_map(|body| body.kind.type_()).collect()
    }

    /// Whether there is one body, of JSON: what an envelope may be around.
    pub fn is_json(&self) -> bool {
        matches!(self, Self::Body(PendingResponse { kind: PendingKind::Json(..), .. }, _))
    }

    /// The statuses that the one body comes with, and the first digits of classes of them; none where it comes with any, and
    /// where an enum tells the statuses apart.
    pub fn statuses(&self) -> Vec<u16> {
        let Self::Body(_, statuses) = self else { return Vec::new() };
        let statuses = statuses.iter().map(|status| match status {
            Status::Code(code) => Some(*code),
            Status::Range(class) => Some((*class).into()),
            Status::Default => None,
        });
        statuses.collect::<Option<_>>().unwrap_or_default()
    }
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
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Content::Json(one), Content::Json(other)) => is_same_schema(one.schema, other.schema),
            (Content::Stream(one), Content::Stream(other)) => {
                one.range.is_events() == other.range.is_events()
                    && is_same_schema(one.item_schema.or(one.schema), other.item_schema.or(other.schema))
            }
            (Content::Text(_), Content::Text(_)) | (Content::Bytes(_), Content::Bytes(_)) => true,
            _ => false,
        }
    }
}

fn is_same_schema(one: Option<Cursor<'_>>, other: Option<Cursor<'_>>) -> bool {
    one.map(Cursor::place) == other.map(Cursor::place)
        || one.map(Cursor::to_json) == other.map(Cursor::to_json)
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
    if let (PendingResponses::Several(_), Some(envelope)) = (&success, &operation.envelope) {
        let message = "several successes with different bodies have one envelope, which is not supported";
        let diagnostic = lowering.diagnostics.error(code::UNSUPPORTED, place, message);
        let data = envelope.data;
        diagnostic
            .help(format!("give the responses one schema, or declare no envelope around `{data}` here"));
    }
    success
}

/// How the responses are read that say that a call failed: all others, as far as they have a body with a schema. What is
/// in an envelope is read by that.
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
            contents.extend(content.map(|content| (response, Some(content))));
        }
    }
    read(lowering, operation, contents, (name, "failure"))
}

/// Whether a response is that of a success: by its status, or as the default where no status is one of success.
pub fn is_success(operation: &openapi::Operation<'_>, status: Status) -> bool {
    let is_success = |status: Status| matches!(status, Status::Code(200..=299) | Status::Range(2));
    is_success(status)
        || status == Status::Default && !operation.responses.iter().any(|other| is_success(other.status))
}

/// How responses are read: all as one, where their bodies are alike. A type without a name is called after the operation and
/// what the responses are.
fn read<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    operation: &'x openapi::Operation<'a>,
    contents: Vec<(&'x openapi::Response<'a>, Option<Content<'x, 'a>>)>,
    (name, what): (&str, &str),
) -> PendingResponses<'x, 'a> {
    let mut bodies = contents.iter().filter_map(|(_, content)| content.as_ref());
    let Some(first) = bodies.next() else { return PendingResponses::Empty };
    if bodies.all(|body| body.is_like(first)) {
        let missing = contents.iter().any(|(_, content)| content.is_none());
        let place = contents.first().map_or(operation.place, |(response, _)| response.place);
        let statuses = contents.iter().map(|(response, _)| response.status).collect();
        let body = body(lowering, operation, first, &format!("{name} {what}"), place);
        return body.map_or(PendingResponses::Empty, |body| {
            PendingResponses::Body(PendingResponse { optional: body.optional || missing, ..body }, statuses)
        });
    }
    let several = contents.into_iter().map(|(response, content)| {
        let hint = format!("{name} {} {what}", status_name(response.status));
        let body = content.and_then(|it| body(lowering, operation, &it, &hint, response.place));
        (response, body)
    });
    PendingResponses::Several(several.collect())
}

/// The stream that a success is offered as beside JSON, if there is one.
pub fn stream(
    lowering: &mut TypeLowering<'_, '_>,
    operation: &openapi::Operation<'_>,
    name: &str,
    method_name: impl FnOnce() -> Name,
) -> Option<PendingStream> {
    let offered = |media: &&MediaType<'_>| media.range.is_events() || media.range.is_lines();
    let mut successes = operation.responses.iter().filter(|response| is_success(operation, response.status));
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

/// A stream with the type of its items.
fn stream_kind(lowering: &mut TypeLowering<'_, '_>, media: &MediaType<'_>, hint: &str) -> PendingKind {
    let id = item_schema(lowering, media);
    let type_ = lowering.lower_type(id, hint).or_null();
    if media.range.is_events() { PendingKind::Events(type_) } else { PendingKind::Lines(type_) }
}

/// How the body of a response is read; none where there is no body, whatever is described: in response to HEAD (RFC 9110
/// §9.3.2), and with 204 and 205 (§15.3.5, §15.3.6).
fn content<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    method: Method,
    response: &'x openapi::Response<'a>,
) -> Option<Content<'x, 'a>> {
    let bodiless = method == Method::Head || matches!(response.status, Status::Code(204 | 205));
    let content = response.content.as_slice();
    if bodiless || content.is_empty() {
        return None;
    }
    if let Some(media) = json_of(lowering, content) {
        return Some(Content::Json(media));
    }
    if let Some(stream) = content.iter().find(|media| media.range.is_events() || media.range.is_lines()) {
        return Some(Content::Stream(stream));
    }
    let text = content.iter().find(|media| media.range.main.eq_ignore_ascii_case("text"));
    Some(text.map_or(Content::Bytes(content), Content::Text))
}

fn body<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    operation: &openapi::Operation<'a>,
    content: &Content<'_, 'a>,
    hint: &str,
    place: Place,
) -> Option<PendingResponse> {
    let named = |media: &MediaType<'_>| media.name.to_owned();
    let (kind, optional, accept) = match content {
        Content::Json(media) => {
            let plain = media.range.main.eq_ignore_ascii_case("application")
                && media.range.subtype.eq_ignore_ascii_case("json");
            let accept = if media.range.is_json() && !plain { named(media) } else { JSON.to_owned() };
            let (id, type_ref, optional) = json_type(lowering, operation, media, hint, place)?;
            (PendingKind::Json(id, type_ref), optional, vec![accept])
        }
        Content::Stream(media) => {
            (stream_kind(lowering, media, &hint.replace("response", "item")), false, vec![named(media)])
        }
        Content::Text(media) => (PendingKind::Text, false, vec![named(media)]),
        Content::Bytes(content) => (PendingKind::Bytes, false, content.iter().map(named).collect()),
    };
    Some(PendingResponse { at: At(place), kind, optional, accept })
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
            hint = hint.replace(" response", " data");
        }
    }
    let type_ref = lowering.lower_type(id, &hint);
    optional |= type_ref.nullable;
    Some((id, type_ref, optional))
}

/// The code is compared with that of success, which is an integer.
fn integer_code(lowering: &mut TypeLowering<'_, '_>, pointer: &str, code: SchemaId, answer: Place) {
    let flat = lowering.analysis.schemas.flattened(code, lowering.diagnostics);
    let schema = lowering.analysis.schemas.get(flat);
    if schema.type_set().intersection(JsonTypes::INTEGER).is_empty() {
        let place = schema.place;
        lowering
            .diagnostics
            .error(
                code::BAD_ENVELOPE,
                place,
                format!("`{pointer}` is the code of the envelope, and no integer"),
            )
            .related(answer, "the answer");
    }
}

/// The schema of an envelope's member, and whether the envelope always has it.
fn enveloped(
    lowering: &mut TypeLowering<'_, '_>,
    pointer: &str,
    root: SchemaId,
    answer: Place,
) -> Option<(SchemaId, bool)> {
    let mut id = root;
    let mut required = true;
    for segment in pointer.split('/').skip(1) {
        let name = pointer::unescape(segment);
        let flat = lowering.analysis.schemas.flattened(id, lowering.diagnostics);
        let schema = lowering.analysis.schemas.get(flat);
        let Some(member) = schema.object.properties.get(&*name).copied() else {
            if lowering.analysis.schemas.has_fault(id) {
                return None;
            }
            let place = schema.place;
            lowering
                .diagnostics
                .error(
                    code::BAD_ENVELOPE,
                    place,
                    format!("the answer's schema has no `{pointer}`, where `x-envelope` looks"),
                )
                .related(answer, "the answer")
                .help("add the member to the schema, or override `x-envelope` at the operation");
            return None;
        };
        required &= schema.object.required.iter().any(|known| known.value == name);
        id = member;
    }
    Some((id, required))
}

pub fn envelope_index(
    envelopes: &mut Vec<Envelope>,
    scope: &mut Scope,
    declared: &openapi::Envelope<'_>,
) -> usize {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let known = envelopes.iter().position(|known| {
        known.code == declared.code
            && known.success == declared.success
            && known.message.as_deref() == declared.message
            && known.data == declared.data
            && known.log_id_headers == declared.log_id_headers
            && known.log_id_pointers == declared.log_id_pointers
    });
    known.unwrap_or_else(|| {
        envelopes.push(Envelope {
            at: At(declared.place),
            constant: scope.name("envelope", Case::Shouty),
            code: declared.code.to_owned(),
            success: declared.success,
            message: declared.message.map(str::to_owned),
            data: declared.data.to_owned(),
            log_id_headers: owned(&declared.log_id_headers),
            log_id_pointers: owned(&declared.log_id_pointers),
        });
        envelopes.len() - 1
    })
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
        PendingResponses::Body(body, _) => {
            Responses::Body(finished_body(lowering, body, &format!("{name} {what}")))
        }
        PendingResponses::Several(responses) => {
            let mut scope = Scope::default();
            let variants = responses.iter().map(|(response, body)| {
                let status = status_name(response.status);
                let mut docs = Docs::default();
                docs.paragraph(response.description);
                if docs.0.is_empty() {
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
    let (kind, check) = match &body.kind {
        PendingKind::Text => (ResponseKind::Text, None),
        PendingKind::Bytes => (ResponseKind::Bytes, None),
        PendingKind::Events(item) => (ResponseKind::Events(item.clone()), None),
        PendingKind::Lines(item) => (ResponseKind::Lines(item.clone()), None),
        PendingKind::Json(id, type_ref) => {
            let type_ = type_ref.type_.clone();
            let rules = lowering.rules(*id, &type_);
            let named = || lowering.types.check_name(check);
            let check = (!are_inherent(&rules, &type_)).then(named).map(|name| (name, rules));
            (ResponseKind::Json(type_), check)
        }
    };
    ResponseBody { at: body.at, kind, optional: body.optional, check }
}

/// The header `Accept`, where it is another one than that of the way in which the success is read.
pub fn accept(pending: &PendingResponses<'_, '_>) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for name in pending.bodies().into_iter().flat_map(|body| &body.accept) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let default = match pending {
        PendingResponses::Body(body, _) => match body.kind {
            PendingKind::Json(..) => JSON,
            PendingKind::Text => "text/plain",
            PendingKind::Bytes => "*/*",
            PendingKind::Events(_) => "text/event-stream",
            PendingKind::Lines(_) => "",
        },
        PendingResponses::Empty | PendingResponses::Several(_) => "",
    };
    Some(names.join(", ")).filter(|accept| accept != default)
}

/// The first and the last of the statuses that a key of responses stands for.
fn statuses(status: Status) -> (u16, u16) {
    match status {
        Status::Code(code) => (code, code),
        Status::Range(class) => (u16::from(class) * 100, u16::from(class) * 100 + 99),
        Status::Default => (100, 999),
    }
}

/// What a status is called (RFC 9110 §15, RFC 6585).
fn status_name(status: Status) -> String {
    let name = match status {
        Status::Code(200) => "ok",
        Status::Code(201) => "created",
        Status::Code(202) => "accepted",
        Status::Code(203) => "non authoritative information",
        Status::Code(204) => "no content",
        Status::Code(205) => "reset content",
        Status::Code(206) => "partial content",
        Status::Code(207) => "multi status",
        Status::Code(208) => "already reported",
        Status::Code(301) => "moved permanently",
        Status::Code(302) => "found",
        Status::Code(303) => "see other",
        Status::Code(304) => "not modified",
        Status::Code(400) => "bad request",
        Status::Code(401) => "unauthorized",
        Status::Code(402) => "payment required",
        Status::Code(403) => "forbidden",
        Status::Code(404) => "not found",
        Status::Code(405) => "method not allowed",
        Status::Code(406) => "not acceptable",
        Status::Code(408) => "request timeout",
        Status::Code(409) => "conflict",
        Status::Code(410) => "gone",
        Status::Code(411) => "length required",
        Status::Code(412) => "precondition failed",
        Status::Code(413) => "content too large",
        Status::Code(415) => "unsupported media type",
        Status::Code(422) => "unprocessable content",
        Status::Code(423) => "locked",
        Status::Code(428) => "precondition required",
        Status::Code(429) => "too many requests",
        Status::Code(500) => "internal server error",
        Status::Code(501) => "not implemented",
        Status::Code(502) => "bad gateway",
        Status::Code(503) => "service unavailable",
        Status::Code(504) => "gateway timeout",
        Status::Code(code) => return format!("status {code}"),
        Status::Range(1) => "informational",
        Status::Range(2) => "success",
        Status::Range(3) => "redirection",
        Status::Range(4) => "client error",
        Status::Range(_) => "server error",
        Status::Default => "default",
    };
    name.to_owned()
}
