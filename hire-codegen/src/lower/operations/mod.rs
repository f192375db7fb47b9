//! Operations: their inputs, bodies and outputs.
//!
//! Drafts are made in the first pass, when types are decided, and finished in the second, when
//! every type has its fields.

pub mod api;
pub mod codes;

use hire_syntax::pointer;

use crate::diagnostic::codes as code;
use crate::ir::{
    Body, Docs, Envelope, Input, KeyPath, Name, Operation, Output, Part, Type, TypeDef, TypeId, TypeKind,
    are_inherent,
};
use crate::lower::describe;
use crate::lower::describe::annotations;
use crate::lower::naming::{Case, Scope};
use crate::lower::passes::direction::Directions;
use crate::lower::rules::RuleLowering;
use crate::lower::types::{TypeLowering, TypeRef};
use crate::markdown::code;
use crate::openapi::{self, Location, MediaType, Status, Style};
use crate::schema::{JsonTypes, Located, Schema, SchemaId};
use crate::source::{Cursor, Place};

/// An operation whose types are decided.
pub struct PendingOperation<'x, 'a> {
    operation: &'x openapi::Operation<'a>,
    id: String,
    name: Name,
    method_name: Name,
    constant: Name,
    inputs: Vec<(&'x openapi::Parameter<'a>, Part, SchemaId, Type)>,
    body: Option<PendingBody<'x, 'a>>,
    output: Option<(SchemaId, TypeRef, bool)>,
}

/// A body whose type is decided.
type PendingBody<'x, 'a> = (&'x openapi::RequestBody<'a>, &'x MediaType<'a>, SchemaId, TypeRef);

/// The examples of parameters and bodies, each with its schema.
pub fn examples<'a>(api: &openapi::Api<'a>) -> Vec<(Cursor<'a>, Cursor<'a>)> {
    let mut pairs = Vec::new();
    let mut media = |media: &MediaType<'a>| {
        if let Some(schema) = media.schema {
            pairs.extend(media.examples.iter().map(|example| (schema, *example)));
        }
    };
    for operation in &api.operations {
        let bodies = operation.request_body.iter().flat_map(|body| &body.content);
        let answers = operation.responses.iter().flat_map(|response| &response.content);
        bodies.chain(answers).for_each(&mut media);
    }
    for parameter in api.operations.iter().flat_map(|operation| &operation.parameters) {
        if let Some(schema) = parameter.schema {
            pairs.extend(
                parameter.example.iter().chain(&parameter.examples).map(|example| (schema, *example)),
            );
        }
    }
    pairs
}

/// The schemas that operations stand on, for the reader.
pub(crate) fn schemas<'a>(api: &openapi::Api<'a>) -> Vec<Cursor<'a>> {
    let mut roots = Vec::new();
    for operation in &api.operations {
        let bodies = operation.request_body.iter().flat_map(|body| &body.content);
        let answers = operation.responses.iter().flat_map(|response| &response.content);
        roots.extend(operation.parameters.iter().filter_map(|parameter| parameter.schema));
        roots.extend(bodies.chain(answers).filter_map(|media| media.schema));
    }
    roots
}

pub fn pending_operations<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    api: &'x openapi::Api<'a>,
) -> Vec<PendingOperation<'x, 'a>> {
    let mut types = Scope::with(&["New"]);
    let mut methods = Scope::with(&["builder", "clone", "inner", "new"]);
    let mut constants = Scope::with(&["API"]);
    let mut pending_operations = Vec::new();
    for operation in &api.operations {
        let spelling = operation.id.map_or_else(|| route_name(operation), str::to_owned);
        let name = types.name(&spelling, Case::Camel);
        let method_name = methods.name(&spelling, Case::Snake);
        let constant = constants.name(&spelling, Case::Shouty);
        let inputs = operation
            .parameters
            .iter()
            .filter_map(|parameter| input_type(lowering, parameter, name.plain()))
            .collect();
        pending_operations.push(PendingOperation {
            operation,
            inputs,
            body: body_type(lowering, operation, name.plain()),
            output: output_type(lowering, operation, name.plain()),
            id: id(operation),
            name,
            method_name,
            constant,
        });
    }
    pending_operations
}

/// The types that requests have in their bodies, and those that responses have.
pub fn directions(pending_operations: &[PendingOperation<'_, '_>]) -> Directions {
    Directions {
        requests: pending_operations
            .iter()
            .filter_map(|it| Some(it.body.as_ref()?.3.type_.clone()))
            .collect(),
        responses: pending_operations
            .iter()
            .filter_map(|it| Some(it.output.as_ref()?.1.type_.clone()))
            .collect(),
    }
}

/// What an operation is called where it is told from others: its `operationId`, else its route.
pub fn id(operation: &openapi::Operation<'_>) -> String {
    let route = || format!("{} {}", operation.method.as_str(), operation.path);
    operation.id.map_or_else(route, str::to_owned)
}

/// A name for an operation that has none: its method and its path.
fn route_name(operation: &openapi::Operation<'_>) -> String {
    let path = operation.path.replace('{', "by ").replace(['/', '}'], " ");
    format!("{} {path}", operation.method.as_str().to_lowercase())
}

fn input_type<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    parameter: &'x openapi::Parameter<'a>,
    operation: &str,
) -> Option<(&'x openapi::Parameter<'a>, Part, SchemaId, Type)> {
    let place = parameter.place;
    let part = match parameter.location {
        Location::Path => Part::Path,
        Location::Query => Part::Query,
        Location::Header => Part::Header,
        Location::Cookie => Part::Cookie,
    };
    // Three headers are described elsewhere, and ignored here (OpenAPI 3.1.1 §4.8.12.2).
    let own_place = ["accept", "content-type", "authorization"];
    if part == Part::Header && own_place.contains(&parameter.name.to_ascii_lowercase().as_str()) {
        return None;
    }
    let declared = parameter.schema.and_then(|schema| lowering.analysis.schemas.at(schema.place()));
    // A parameter that only the path names is a string.
    let undeclared = declared.is_none() && part == Part::Path && parameter.content.is_none();
    let Some(id) = declared.or_else(|| undeclared.then(|| string_schema(lowering, place))) else {
        // A parameter with neither was reported when it was read.
        if parameter.content.is_some() {
            lowering.unsupported(place, "a parameter with `content`");
        }
        return None;
    };
    if parameter.allow_empty_value {
        let message = "`allowEmptyValue` has no effect: a value is written, or the parameter is left out";
        lowering.diagnostics.warning(code::IGNORED, place, message);
    }
    let known = match (part, parameter.style) {
        (Part::Path | Part::Header, Style::Simple) | (Part::Query | Part::Cookie, Style::Form) => true,
        (Part::Query, Style::SpaceDelimited | Style::PipeDelimited) => !parameter.explode,
        _ => false,
    };
    if !known || parameter.allow_reserved {
        lowering.unsupported(place, "a parameter of this style");
        return None;
    }
    let token = |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter);
    if matches!(part, Part::Header | Part::Cookie) && !parameter.name.chars().all(token) {
        lowering
            .diagnostics
            .error(code::BAD_VALUE, place, format!("`{}` is no name of a header or cookie", parameter.name))
            .help("letters, digits and `-` are safe (RFC 9110 §5.6.2)");
        return None;
    }
    let type_ref = lowering.lower_type(id, &format!("{operation} {}", parameter.name));
    // A URL or a header has no null: what is null is left out.
    if !is_plain(lowering, &type_ref.type_, part) {
        lowering
            .unsupported(place, "a parameter that is neither a scalar nor, in the query, a list of scalars");
        return None;
    }
    Some((parameter, part, id, type_ref.type_))
}

/// A schema of strings, for a parameter without one.
fn string_schema(lowering: &mut TypeLowering<'_, '_>, place: Place) -> SchemaId {
    let types = Some(Located { value: JsonTypes::STRING, place });
    lowering.analysis.schemas.add(Schema { types, ..Schema::new(place) })
}

/// Whether a value can be written into a URL or a header.
fn is_plain(lowering: &mut TypeLowering<'_, '_>, type_: &Type, part: Part) -> bool {
    match type_ {
        Type::Bool
        | Type::Integer(_)
        | Type::F64
        | Type::String
        | Type::Formatted(_)
        | Type::Secret
        | Type::TimestampMs => true,
        Type::Named(id) => match lowering.get(*id).kind {
            TypeKind::Enumeration(_) => true,
            TypeKind::Union(_) => is_of_scalars(lowering, *id),
            _ => false,
        },
        Type::List(item) => {
            part == Part::Query && !matches!(**item, Type::List(_)) && is_plain(lowering, item, part)
        }
        Type::Value | Type::Tuple(_) | Type::Map(_) | Type::Nullable(_) => false,
    }
}

/// Whether each variant of a union is a boolean, a number or a string. The types of the variants are not
/// there yet.
fn is_of_scalars(lowering: &mut TypeLowering<'_, '_>, union: TypeId) -> bool {
    let scalars = JsonTypes::BOOLEAN.union(JsonTypes::NUMBER).union(JsonTypes::STRING);
    let plan = lowering.origin(union).schema.and_then(|flat| lowering.analysis.union_of(flat));
    plan.is_some_and(|plan| plan.rows.iter().all(|row| scalars.contains(row.signature.types)))
}

/// Says of the unions that are parameters, or items or variants of one, that they are.
fn mark_unions(lowering: &mut TypeLowering<'_, '_>, type_: &Type) {
    match type_ {
        Type::List(item) => mark_unions(lowering, item),
        Type::Named(id) => {
            let Some(TypeDef { kind: TypeKind::Union(union), .. }) = lowering.definitions.get_mut(id.index())
            else {
                return;
            };
            if !std::mem::replace(&mut union.parameter, true) {
                for variant in union.variants.clone() {
                    mark_unions(lowering, &variant.type_);
                }
            }
        }
        _ => {}
    }
}

const JSON: &str = "application/json";

/// What is JSON among media types: one that says so, or else a range that takes JSON in and has a schema.
fn json_of<'x, 'a>(
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

/// The schema of a media type; without one, any value will do.
fn media_schema(lowering: &mut TypeLowering<'_, '_>, media: &MediaType<'_>) -> SchemaId {
    let schema = media.schema.and_then(|schema| lowering.analysis.schemas.at(schema.place()));
    schema.unwrap_or_else(|| lowering.analysis.schemas.true_schema(media.place))
}

fn body_type<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    operation: &'x openapi::Operation<'a>,
    name: &str,
) -> Option<PendingBody<'x, 'a>> {
    let body = operation.request_body.as_ref()?;
    let Some(media) = json_of(lowering, &body.content) else {
        lowering.unsupported(body.place, "a body that is not JSON");
        return None;
    };
    for other in body.content.iter().filter(|other| other.name != media.name) {
        lowering
            .diagnostics
            .warning(code::IGNORED, other.place, format!("nothing is emitted for `{}`", other.name))
            .help(format!("the body is sent as `{}`", if media.range.is_json() { media.name } else { JSON }));
    }
    let id = media_schema(lowering, media);
    let type_ref = lowering.lower_type(id, &format!("{name} body"));
    Some((body, media, id, type_ref))
}

/// The type of a success: that of the 2xx answers, or of `default` where there are none.
fn output_type<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    operation: &openapi::Operation<'a>,
    name: &str,
) -> Option<(SchemaId, TypeRef, bool)> {
    let success = |status: &Status| matches!(status, Status::Code(200..=299) | Status::Range(2));
    let mut answers: Vec<_> =
        operation.responses.iter().filter(|response| success(&response.status)).collect();
    if answers.is_empty() {
        answers = operation.responses.iter().filter(|response| response.status == Status::Default).collect();
    }
    let mut found: Option<(SchemaId, Place)> = None;
    for (index, answer) in answers.iter().enumerate() {
        let media = json_of(lowering, &answer.content);
        if media.is_none() && !answer.content.is_empty() {
            lowering.unsupported(answer.place, "an answer that is not JSON");
        }
        let id = media.map(|media| media_schema(lowering, media));
        let id = id.map(|id| lowering.analysis.schemas.resolve(id));
        let same = index == 0 || id == found.map(|(id, _)| id);
        if !same {
            lowering.unsupported(answer.place, "a second success with another body");
        }
        found = id.map(|id| (id, answer.place)).or(found);
    }
    let (mut id, place) = found?;
    let mut optional = false;
    let mut hint = format!("{name} response");
    if let Some(envelope) = &operation.envelope {
        let (code, _) = enveloped(lowering, envelope.code, id, place)?;
        integer_code(lowering, envelope.code, code, place);
        if !envelope.data.is_empty() {
            let (member, required) = enveloped(lowering, envelope.data, id, place)?;
            (id, optional) = (member, !required);
            hint = format!("{name} data");
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

pub fn finish(
    lowering: &mut RuleLowering<'_, '_, '_>,
    pending_operations: Vec<PendingOperation<'_, '_>>,
) -> (Vec<Operation>, Vec<Envelope>) {
    let mut envelopes: Vec<Envelope> = Vec::new();
    let mut scope = Scope::with(&["API"]);
    for pending in &pending_operations {
        scope.name(pending.constant.plain(), Case::Shouty);
    }
    let operations = pending_operations
        .into_iter()
        .map(|pending| {
            let envelope = pending.operation.envelope.as_ref();
            let envelope = envelope.map(|envelope| envelope_index(&mut envelopes, &mut scope, envelope));
            finished(lowering, pending, envelope)
        })
        .collect();
    (operations, envelopes)
}

fn envelope_index(
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

fn finished(
    lowering: &mut RuleLowering<'_, '_, '_>,
    pending: PendingOperation<'_, '_>,
    envelope: Option<usize>,
) -> Operation {
    let operation = pending.operation;
    // Without a body there is no envelope to open.
    let envelope = envelope.filter(|_| pending.output.is_some());
    let place = lowering.types.analysis.sources.describe_place(operation.place);
    let mut scope = Scope::with(&["new"]);
    let inputs = pending.inputs.iter().map(|input| finished_input(lowering, &mut scope, input)).collect();
    let body = pending.body.as_ref().map(|body| finished_body(lowering, &mut scope, body));
    let output = finished_output(lowering, &pending);
    let key = operation.idempotency_key;
    let idempotency_key =
        key.and_then(|(pointer, place)| idempotency(lowering.types, body.as_ref(), pointer, place));
    Operation {
        id: pending.id,
        name: pending.name,
        method_name: pending.method_name,
        constant: pending.constant,
        summary: describe::summary(operation),
        docs: describe::operation(operation, &place),
        deprecated: operation.deprecated,
        method: operation.method.as_str(),
        path: operation.path.to_owned(),
        inputs,
        body,
        output,
        security: operation
            .security
            .as_ref()
            .map(|alternatives| alternatives.iter().map(|schemes| owned(schemes)).collect()),
        envelope,
        rate_limit: operation.rate_limit.as_ref().map(|limit| (limit.limit, limit.window)),
        idempotency_key,
    }
}

fn finished_body(
    lowering: &mut RuleLowering<'_, '_, '_>,
    scope: &mut Scope,
    (body, media, id, type_ref): &PendingBody<'_, '_>,
) -> Body {
    let rules = lowering.rules(*id, &type_ref.type_);
    let mut documented =
        annotations::documented_use(lowering.types, *id, &type_ref.type_, body.description.is_some());
    documented.annotations.examples.extend(&media.examples);
    let type_ = type_ref.clone().or_null();
    let docs = describe::input(lowering.types, ("The body", ""), body.description, &type_, &[], &documented);
    Body {
        name: scope.name("body", Case::Snake),
        docs,
        content_type: if media.range.is_json() { media.name } else { JSON }.to_owned(),
        type_,
        required: body.required,
        rules,
    }
}

fn finished_output(lowering: &mut RuleLowering<'_, '_, '_>, pending: &PendingOperation<'_, '_>) -> Output {
    let Some((id, type_ref, optional)) = &pending.output else {
        return Output { type_: None, optional: false, check: None };
    };
    let type_ = type_ref.type_.clone();
    let rules = lowering.rules(*id, &type_);
    let named = || lowering.types.check_name(&format!("{} answer", pending.name.plain()));
    let check = (!are_inherent(&rules, &type_)).then(named).map(|name| (name, rules));
    Output { type_: Some(type_), optional: *optional, check }
}

fn idempotency(
    lowering: &mut TypeLowering<'_, '_>,
    body: Option<&Body>,
    pointer: &str,
    place: Place,
) -> Option<KeyPath> {
    let path = body.and_then(|body| key_path(lowering, body, pointer));
    if path.is_none() {
        lowering
            .diagnostics
            .error(code::BAD_VALUE, place, format!("`{pointer}` is no string in the request's body"))
            .help("`x-idempotency-key` is a JSON pointer to the property of the body that makes a repeat harmless");
    }
    path
}

fn owned(schemes: &openapi::SecurityRequirement<'_>) -> Vec<(String, Vec<String>)> {
    let texts = |scopes: &[&str]| scopes.iter().map(|scope| (*scope).to_owned()).collect();
    schemes.iter().map(|(scheme, scopes)| ((*scheme).to_owned(), texts(scopes))).collect()
}

fn finished_input(
    lowering: &mut RuleLowering<'_, '_, '_>,
    scope: &mut Scope,
    (parameter, part, id, type_): &(&openapi::Parameter<'_>, Part, SchemaId, Type),
) -> Input {
    let location = match part {
        Part::Path => "path",
        Part::Query => "query",
        Part::Header => "header",
        Part::Cookie => "cookie",
    };
    mark_unions(lowering.types, type_);
    let rules = lowering.rules(*id, type_);
    let mut documented =
        annotations::documented_use(lowering.types, *id, type_, parameter.description.is_some());
    documented.annotations.examples.extend(parameter.example.iter().chain(&parameter.examples));
    let deprecated = documented.annotations.deprecated.take().is_some() || parameter.deprecated;
    let what = format!("The {location} parameter {}", code(parameter.name));
    let docs: Docs = describe::input(
        lowering.types,
        (&what, parameter.name),
        parameter.description,
        type_,
        &rules,
        &documented,
    );
    Input {
        name: scope.name_of(&[parameter.name, &format!("{location} {}", parameter.name)], Case::Snake),
        wire: parameter.name.to_owned(),
        part: *part,
        docs,
        deprecated,
        type_: type_.clone(),
        required: parameter.required,
        separator: separator(parameter),
        rules,
    }
}

/// What stands between the items of a list (OpenAPI 3.1.1 §4.8.12.6).
fn separator(parameter: &openapi::Parameter<'_>) -> Option<&'static str> {
    match parameter.style {
        _ if parameter.explode => None,
        Style::SpaceDelimited => Some(" "),
        Style::PipeDelimited => Some("|"),
        _ => Some(","),
    }
}

fn key_path(lowering: &TypeLowering<'_, '_>, body: &Body, pointer: &str) -> Option<KeyPath> {
    let mut type_ = &body.type_;
    let mut steps = Vec::new();
    for segment in pointer.split('/').skip(1) {
        let wire = pointer::unescape(segment);
        let Type::Named(id) = type_ else { return None };
        let fields = &lowering.structure_of(*id)?.fields;
        let field = fields.iter().find(|field| field.wire == wire && !field.nullable)?;
        steps.push((field.name.clone(), !field.required));
        type_ = &field.type_;
    }
    // One way to write the steps, and one kind of key: a string of a body that is always there.
    let text = matches!(type_, Type::String | Type::Formatted(_));
    (text && steps.len() == 1 && body.required).then_some(KeyPath(steps))
}
