//! Responses: what an operation answers, and the envelopes around it.

use hire_syntax::pointer;

use super::PendingOperation;
use super::content::{json_of, media_schema};
use crate::diagnostic::codes as code;
use crate::ir::{Envelope, Output, are_inherent};
use crate::lower::naming::{Case, Scope};
use crate::lower::rules::RuleLowering;
use crate::lower::types::{TypeLowering, TypeRef};
use crate::openapi::{self, Status};
use crate::schema::{JsonTypes, SchemaId};
use crate::source::Place;

/// The type of a success: that of the 2xx answers, or of `default` where there are none.
pub fn output_type<'a>(
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

pub fn finished_output(
    lowering: &mut RuleLowering<'_, '_, '_>,
    pending: &PendingOperation<'_, '_>,
) -> Output {
    let Some((id, type_ref, optional)) = &pending.output else {
        return Output { type_: None, optional: false, check: None };
    };
    let type_ = type_ref.type_.clone();
    let rules = lowering.rules(*id, &type_);
    let named = || lowering.types.check_name(&format!("{} answer", pending.name.plain()));
    let check = (!are_inherent(&rules, &type_)).then(named).map(|name| (name, rules));
    Output { type_: Some(type_), optional: *optional, check }
}
