//! Operations: their parameters, bodies and responses.
//!
//! Pending operations are made in the first pass, when types are decided, and finished in the second, when
//! every type has its fields.

pub mod api;
mod bodies;
pub mod codes;
mod content;
mod encodings;
mod envelopes;
pub mod groups;
mod headers;
mod idempotency;
pub mod multipart;
mod parameters;
mod responses;
mod statuses;
mod streams;

use self::bodies::PendingBody;
use self::envelopes::Envelopes;
use self::headers::{Outcome, PendingHeader};
use self::parameters::PendingInput;
use self::responses::PendingResponses;
use self::streams::PendingStream;
use crate::ir::{At, Envelope, Name, Operation, Type};
use crate::lower::describe;
use crate::lower::naming::{self, Case, Scope};
use crate::lower::passes::direction::Directions;
use crate::lower::rules::RuleLowering;
use crate::lower::types::TypeLowering;
use crate::openapi::{self, MediaType};
use crate::source::Cursor;

/// What a client has beside its operations.
const RESERVED_METHODS: &[&str] = &["builder", "clone", "from", "new", "runtime", "send", "send_full"];

/// An operation whose types are decided.
pub struct PendingOperation<'x, 'a> {
    operation: &'x openapi::Operation<'a>,
    id: String,
    name: Name,
    method_name: Name,
    inputs: Vec<PendingInput<'x, 'a>>,
    body: Option<PendingBody<'x, 'a>>,
    success: PendingResponses<'x, 'a>,
    failure: PendingResponses<'x, 'a>,
    headers: Vec<PendingHeader<'x, 'a>>,
    failure_headers: Vec<PendingHeader<'x, 'a>>,
    stream: Option<PendingStream>,
}

impl PendingOperation<'_, '_> {
    /// The types that responses have.
    fn response_types(&self) -> impl Iterator<Item = Type> {
        let headers = self.headers.iter().chain(&self.failure_headers).map(|header| header.type_.clone());
        let responses = [&self.success, &self.failure].into_iter().flat_map(PendingResponses::types);
        responses.chain(headers).chain(self.stream.as_ref().map(PendingStream::item))
    }
}

/// The examples of parameters, bodies and headers, each with its schema.
pub fn examples<'a>(api: &openapi::Api<'a>) -> Vec<(Cursor<'a>, Cursor<'a>)> {
    let mut pairs = Vec::new();
    let mut media = |media: &MediaType<'a>| {
        if let Some(schema) = media.schema {
            pairs.extend(media.examples.iter().map(|example| (schema, *example)));
        }
    };
    for operation in &api.operations {
        let bodies = operation.request_body.iter().flat_map(|body| &body.content);
        let responses = operation.responses.iter().flat_map(|response| &response.content);
        let contents = operation.parameters.iter().filter_map(|parameter| parameter.content.as_ref());
        contents.chain(bodies).chain(responses).for_each(&mut media);
    }
    all_headers(api).filter_map(|header| header.content.as_ref()).for_each(&mut media);
    for header in all_headers(api) {
        pairs.extend(header.schema.iter().flat_map(|schema| header.examples.iter().map(|it| (*schema, *it))));
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

/// The headers of responses, and of the parts of bodies.
fn all_headers<'x, 'a>(api: &'x openapi::Api<'a>) -> impl Iterator<Item = &'x openapi::Header<'a>> {
    let responses = api.operations.iter().flat_map(|operation| &operation.responses);
    responses.flat_map(|response| &response.headers).chain(api.encoding_headers.values())
}

/// The schemas that operations stand on, for the reader.
pub(crate) fn schemas<'a>(api: &openapi::Api<'a>) -> Vec<Cursor<'a>> {
    let mut roots = Vec::new();
    for operation in &api.operations {
        let bodies = operation.request_body.iter().flat_map(|body| &body.content);
        let responses = operation.responses.iter().flat_map(|response| &response.content);
        let contents = operation.parameters.iter().filter_map(|parameter| parameter.content.as_ref());
        roots.extend(operation.parameters.iter().filter_map(|parameter| parameter.schema));
        for media in contents.chain(bodies).chain(responses) {
            roots.extend(media.schema.into_iter().chain(media.item_schema));
            roots.extend(streams::content_schemas(media));
        }
    }
    for header in all_headers(api) {
        roots.extend(header.schema.or_else(|| header.content.as_ref()?.schema));
    }
    roots
}

pub fn pending_operations<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    api: &'x openapi::Api<'a>,
) -> Vec<PendingOperation<'x, 'a>> {
    let mut types = Scope::with(&["New"]);
    let mut methods = Scope::with(RESERVED_METHODS);
    let mut pending_operations = Vec::new();
    for operation in &api.operations {
        let spelling = spelling(operation);
        let name = types.name(&spelling, Case::Camel);
        let method_name = methods.name(&spelling, Case::Snake);
        let inputs = operation
            .parameters
            .iter()
            .filter_map(|parameter| parameters::input_type(lowering, parameter, name.plain()))
            .collect();
        pending_operations.push(PendingOperation {
            operation,
            inputs,
            body: bodies::body(lowering, operation, name.plain()),
            success: responses::success(lowering, operation, name.plain()),
            failure: responses::failure(lowering, operation, name.plain()),
            headers: headers::headers(lowering, operation, Outcome::Success, name.plain()),
            failure_headers: headers::headers(lowering, operation, Outcome::Failure, name.plain()),
            stream: None,
            id: naming::operation_id(operation),
            name,
            method_name,
        });
    }
    // Behind the names of all operations.
    for pending in &mut pending_operations {
        let spelling = format!("{} stream", spelling(pending.operation));
        let named = || methods.name(&spelling, Case::Snake);
        pending.stream = streams::stream(lowering, pending.operation, pending.name.plain(), named);
    }
    pending_operations
}

/// The types that requests have, and those that responses have.
pub fn directions(pending_operations: &[PendingOperation<'_, '_>]) -> Directions {
    Directions {
        requests: pending_operations
            .iter()
            .flat_map(|it| {
                let inputs = it.inputs.iter().map(|input| input.type_.clone());
                inputs.chain(it.body.iter().flat_map(PendingBody::types))
            })
            .collect(),
        responses: pending_operations.iter().flat_map(PendingOperation::response_types).collect(),
    }
}

/// What an operation is named after: its id, or else its method and its path.
fn spelling(operation: &openapi::Operation<'_>) -> String {
    if let Some(id) = operation.id {
        return id.to_owned();
    }
    let path = operation.path.replace('{', "by ").replace(['/', '}'], " ");
    format!("{} {path}", operation.method.as_str().to_lowercase())
}

pub fn finish(
    lowering: &mut RuleLowering<'_, '_, '_>,
    pending_operations: Vec<PendingOperation<'_, '_>>,
) -> (Vec<Operation>, Vec<Envelope>) {
    let mut envelopes = Envelopes::new();
    let mut names = Scope::with(&["New"]);
    for pending in &pending_operations {
        names.name(pending.name.plain(), Case::Camel);
    }
    let operations = pending_operations
        .into_iter()
        .map(|pending| {
            let envelope = pending.operation.envelope.as_ref().map(|declared| envelopes.index_of(declared));
            finished(lowering, pending, envelope, &mut names)
        })
        .collect();
    (operations, envelopes.into_all())
}

fn finished(
    lowering: &mut RuleLowering<'_, '_, '_>,
    pending: PendingOperation<'_, '_>,
    envelope: Option<usize>,
    names: &mut Scope,
) -> Operation {
    let operation = pending.operation;
    let place = lowering.types.analysis.sources.describe_place(operation.place);
    let mut scope = Scope::with(&["new"]);
    let inputs: Vec<_> =
        pending.inputs.iter().map(|input| parameters::finished_input(lowering, &mut scope, input)).collect();
    let spelling = format!("{} body", pending.name.plain());
    let body = pending.body.as_ref().map(|body| {
        let named = || names.name(&spelling, Case::Camel);
        bodies::finished_body(lowering, &mut scope, body, &pending.name, named)
    });
    let success = responses::finished(lowering, names, &pending.name, &pending.success, "response");
    let failure = responses::finished(lowering, names, &pending.name, &pending.failure, "failure");
    let headers = headers::finished(lowering, names, &pending.name, &pending.headers, Outcome::Success);
    let failure_headers =
        headers::finished(lowering, names, &pending.name, &pending.failure_headers, Outcome::Failure);
    let unread = responses::unread(lowering.types, operation, &pending.success, pending.stream.as_ref());
    let stream = pending.stream.map(|stream| stream.finished(lowering, &pending.name));
    let key = operation.idempotency_key;
    let idempotency_key = key
        .and_then(|(key, place)| idempotency::key_path(lowering.types, &inputs, body.as_ref(), key, place));
    let (failure_statuses, bodiless_failures) = pending.failure.statuses();
    Operation {
        at: At(operation.place),
        id: pending.id,
        name: pending.name,
        method_name: pending.method_name,
        group: None,
        summary: describe::summary(operation),
        docs: describe::operation(operation, &unread, &place),
        deprecated: operation.deprecated,
        method: operation.method.as_str(),
        path: operation.path.clone().into_owned(),
        inputs,
        body,
        success,
        failure,
        failure_statuses,
        bodiless_failures,
        headers,
        failure_headers,
        accept: responses::accept(&pending.success),
        stream,
        server: None,
        security: operation
            .security
            .as_ref()
            .map(|alternatives| alternatives.iter().map(|schemes| owned(schemes)).collect()),
        envelope,
        is_success_enveloped: pending.success.is_json(),
        rate_limit: operation.rate_limit.as_ref().map(|limit| (limit.limit, limit.window)),
        idempotency_key,
    }
}

fn owned(schemes: &openapi::SecurityRequirement<'_>) -> Vec<(String, Vec<String>)> {
    let texts = |scopes: &[&str]| scopes.iter().map(|scope| (*scope).to_owned()).collect();
    schemes.iter().map(|(scheme, scopes)| ((*scheme).to_owned(), texts(scopes))).collect()
}
