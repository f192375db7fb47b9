//! Responses: how a success is read, and the envelopes around it.

use hire_syntax::pointer;

use super::PendingOperation;
use super::content::{JSON, json_of, media_schema};
use crate::diagnostic::codes as code;
use crate::ir::{
    At, Docs, Envelope, ResponseBody, ResponseKind, Success, SuccessVariant, Type, are_inherent,
};
use crate::lower::naming::{Case, Scope};
use crate::lower::rules::RuleLowering;
use crate::lower::types::{TypeLowering, TypeRef};
use crate::openapi::{self, MediaType, Method, Status};
use crate::schema::{JsonTypes, SchemaId};
use crate::source::{Cursor, Place};

/// The responses to a success whose types are decided.
pub enum PendingSuccess<'x, 'a> {
    Empty,
    Body(PendingResponse),
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
    Binary,
}

impl PendingSuccess<'_, '_> {
    fn bodies(&self) -> Vec<&PendingResponse> {
        match self {
            Self::Empty => Vec::new(),
            Self::Body(body) => vec![body],
            Self::Several(responses) => responses.iter().filter_map(|(_, body)| body.as_ref()).collect(),
        }
    }

    /// The types that responses have.
    pub fn types(&self) -> Vec<Type> {
        let types = self.bodies().into_iter().filter_map(|body| match &body.kind {
            PendingKind::Json(_, type_ref) => Some(type_ref.type_.clone()),
            PendingKind::Text | PendingKind::Binary => None,
        });
        types.collect()
    }

    /// Whether there is one body, of JSON: what an envelope may be around.
    pub fn is_json(&self) -> bool {
        matches!(self, Self::Body(PendingResponse { kind: PendingKind::Json(..), .. }))
    }
}

/// How the body of a response is read, by the media types that it may come in.
enum Content<'x, 'a> {
    Json(&'x MediaType<'a>),
    Text(&'x MediaType<'a>),
    Binary(&'x [MediaType<'a>]),
}

impl<'a> Content<'_, 'a> {
    /// Whether two bodies are read alike, so that one type is enough: by what their schemas say, wherever these stand.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Content::Json(one), Content::Json(other)) => {
                let (one, other) = (one.schema, other.schema);
                let place = |schema: Option<Cursor<'a>>| schema.map(Cursor::place);
                place(one) == place(other) || one.map(Cursor::to_json) == other.map(Cursor::to_json)
            }
            (Content::Text(_), Content::Text(_)) | (Content::Binary(_), Content::Binary(_)) => true,
            _ => false,
        }
    }
}

/// How the responses are read that say that a call succeeded: those with a status of success, or the default where there are
/// none (OpenAPI 3.1.1 §4.8.16).
pub fn success<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    operation: &'x openapi::Operation<'a>,
    name: &str,
) -> PendingSuccess<'x, 'a> {
    let is_success = |status: &Status| matches!(status, Status::Code(200..=299) | Status::Range(2));
    let of = |accepted: &dyn Fn(&Status) -> bool| -> Vec<_> {
        operation.responses.iter().filter(|response| accepted(&response.status)).collect()
    };
    let mut responses = of(&is_success);
    if responses.is_empty() {
        responses = of(&|status| *status == Status::Default);
    }
    let contents: Vec<_> =
        responses.iter().map(|response| content(lowering, operation.method, response)).collect();
    let mut bodies = contents.iter().flatten();
    let Some(first) = bodies.next() else { return PendingSuccess::Empty };
    if bodies.all(|body| body.is_like(first)) {
        let missing = contents.iter().any(Option::is_none);
        let place = responses.first().map_or(operation.place, |response| response.place);
        let body = body(lowering, operation, first, &format!("{name} response"), place);
        return body.map_or(PendingSuccess::Empty, |body| {
            PendingSuccess::Body(PendingResponse { optional: body.optional || missing, ..body })
        });
    }
    if let (Some(envelope), Some(response)) = (&operation.envelope, responses.first()) {
        let message = "several successes with different bodies have one envelope, which is not supported";
        let diagnostic = lowering.diagnostics.error(code::UNSUPPORTED, response.place, message);
        let data = envelope.data;
        diagnostic
            .help(format!("give the responses one schema, or declare no envelope around `{data}` here"));
    }
    let several = responses.into_iter().zip(&contents).map(|(response, content)| {
        let hint = format!("{name} {} response", status_name(response.status));
        let body = content.as_ref().and_then(|it| body(lowering, operation, it, &hint, response.place));
        (response, body)
    });
    PendingSuccess::Several(several.collect())
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
    let text = content.iter().find(|media| media.range.main.eq_ignore_ascii_case("text"));
    Some(text.map_or(Content::Binary(content), Content::Text))
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
        Content::Text(media) => (PendingKind::Text, false, vec![named(media)]),
        Content::Binary(content) => (PendingKind::Binary, false, content.iter().map(named).collect()),
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

/// The success of an operation. The name is that of the enum of several responses.
pub fn finished_success(
    lowering: &mut RuleLowering<'_, '_, '_>,
    pending: &PendingOperation<'_, '_>,
    name: impl FnOnce() -> crate::ir::Name,
) -> Success {
    let operation = pending.name.plain();
    match &pending.success {
        PendingSuccess::Empty => Success::Empty,
        PendingSuccess::Body(body) => {
            Success::Body(finished_body(lowering, body, &format!("{operation} answer")))
        }
        PendingSuccess::Several(responses) => {
            let mut scope = Scope::default();
            let variants = responses.iter().map(|(response, body)| {
                let status = status_name(response.status);
                let mut docs = Docs::default();
                docs.paragraph(response.description);
                if docs.0.is_empty() {
                    docs.lines(vec![format!(
                        "The response with the status {}.",
                        statuses(response.status).0
                    )]);
                }
                let check = format!("{operation} {status} answer");
                SuccessVariant {
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
            docs.lines(vec![format!("What [`{}`] is answered, by status.", pending.name)]);
            Success::Several { name: name(), docs, variants }
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
        PendingKind::Binary => (ResponseKind::Binary, None),
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
pub fn accept(pending: &PendingSuccess<'_, '_>) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for name in pending.bodies().into_iter().flat_map(|body| &body.accept) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let default = match pending {
        PendingSuccess::Body(PendingResponse { kind: PendingKind::Json(..), .. }) => JSON,
        PendingSuccess::Body(PendingResponse { kind: PendingKind::Text, .. }) => "text/plain",
        PendingSuccess::Body(PendingResponse { kind: PendingKind::Binary, .. }) => "*/*",
        PendingSuccess::Empty | PendingSuccess::Several(_) => "",
    };
    Some(names.join(", ")).filter(|accept| accept != default)
}

/// The first and the last of the statuses that a key of responses stands for.
fn statuses(status: Status) -> (u16, u16) {
    match status {
        Status::Code(code) => (code, code),
        Status::Range(class) => (u16::from(class) * 100, u16::from(class) * 100 + 99),
        Status::Default => (200, 299),
    }
}

/// What a status of success is called (RFC 9110 §15.3).
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
        Status::Code(code) => return format!("status {code}"),
        Status::Range(_) | Status::Default => "success",
    };
    name.to_owned()
}
