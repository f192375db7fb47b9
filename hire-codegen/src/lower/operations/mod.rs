//! Operations: their inputs, bodies and outputs.
//!
//! Drafts are made in the first pass, when types are decided, and finished in the second, when
//! every type has its fields.

pub mod api;
mod bodies;
pub mod codes;
mod content;
mod parameters;
mod responses;

use self::bodies::PendingBody;
use self::parameters::PendingInput;
use crate::ir::{Envelope, Name, Operation};
use crate::lower::describe;
use crate::lower::naming::{Case, Scope};
use crate::lower::passes::direction::Directions;
use crate::lower::rules::RuleLowering;
use crate::lower::types::{TypeLowering, TypeRef};
use crate::openapi::{self, MediaType};
use crate::schema::SchemaId;
use crate::source::Cursor;

/// An operation whose types are decided.
pub struct PendingOperation<'x, 'a> {
    operation: &'x openapi::Operation<'a>,
    id: String,
    name: Name,
    method_name: Name,
    constant: Name,
    inputs: Vec<PendingInput<'x, 'a>>,
    body: Option<PendingBody<'x, 'a>>,
    output: Option<(SchemaId, TypeRef, bool)>,
}

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
        let contents = operation.parameters.iter().filter_map(|parameter| parameter.content.as_ref());
        contents.chain(bodies).chain(answers).for_each(&mut media);
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
        let contents = operation.parameters.iter().filter_map(|parameter| parameter.content.as_ref());
        roots.extend(operation.parameters.iter().filter_map(|parameter| parameter.schema));
        roots.extend(contents.chain(bodies).chain(answers).filter_map(|media| media.schema));
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
            .filter_map(|parameter| parameters::input_type(lowering, parameter, name.plain()))
            .collect();
        pending_operations.push(PendingOperation {
            operation,
            inputs,
            body: bodies::body_type(lowering, operation, name.plain()),
            output: responses::output_type(lowering, operation, name.plain()),
            id: id(operation),
            name,
            method_name,
            constant,
        });
    }
    pending_operations
}

/// The types that requests have, and those that responses have.
pub fn directions(pending_operations: &[PendingOperation<'_, '_>]) -> Directions {
    Directions {
        requests: pending_operations
            .iter()
            .flat_map(|it| {
                let inputs = it.inputs.iter().map(|input| &input.type_);
                inputs.chain(it.body.iter().map(|body| &body.3.type_)).cloned()
            })
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
            let envelope =
                envelope.map(|envelope| responses::envelope_index(&mut envelopes, &mut scope, envelope));
            finished(lowering, pending, envelope)
        })
        .collect();
    (operations, envelopes)
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
    let inputs =
        pending.inputs.iter().map(|input| parameters::finished_input(lowering, &mut scope, input)).collect();
    let body = pending.body.as_ref().map(|body| bodies::finished_body(lowering, &mut scope, body));
    let output = responses::finished_output(lowering, &pending);
    let key = operation.idempotency_key;
    let idempotency_key =
        key.and_then(|(pointer, place)| bodies::idempotency(lowering.types, body.as_ref(), pointer, place));
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

fn owned(schemes: &openapi::SecurityRequirement<'_>) -> Vec<(String, Vec<String>)> {
    let texts = |scopes: &[&str]| scopes.iter().map(|scope| (*scope).to_owned()).collect();
    schemes.iter().map(|(scheme, scopes)| ((*scheme).to_owned(), texts(scopes))).collect()
}
