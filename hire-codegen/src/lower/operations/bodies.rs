//! Bodies of requests.

use hire_syntax::pointer;

use super::content::{JSON, json_of, media_schema};
use crate::diagnostic::codes as code;
use crate::ir::{Body, KeyPath, Type};
use crate::lower::describe;
use crate::lower::describe::annotations;
use crate::lower::naming::{Case, Scope};
use crate::lower::rules::RuleLowering;
use crate::lower::types::{TypeLowering, TypeRef};
use crate::openapi::{self, MediaType};
use crate::schema::SchemaId;
use crate::source::Place;

/// A body whose type is decided.
pub type PendingBody<'x, 'a> = (&'x openapi::RequestBody<'a>, &'x MediaType<'a>, SchemaId, TypeRef);

pub fn body_type<'x, 'a>(
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
            .help(format!(
                "remove it, or keep in mind that the body is sent as `{}`",
                if media.range.is_json() { media.name } else { JSON }
            ));
    }
    let id = media_schema(lowering, media);
    let type_ref = lowering.lower_type(id, &format!("{name} body"));
    Some((body, media, id, type_ref))
}

pub fn finished_body(
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

pub fn idempotency(
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
            .help("write a JSON pointer to the property of the body that makes a repeat harmless");
    }
    path
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
