//! The key of a request that makes a repeat harmless.

use hire_syntax::pointer;

use crate::diagnostic::codes as code;
use crate::ir::{Body, BodyContent, Input, KeyPath, Location, PayloadKind, Type};
use crate::lower::types::TypeLowering;
use crate::source::Place;

/// The key that `x-idempotency-key` names: a property of the body by its pointer, or a header parameter.
pub fn key_path(
    lowering: &mut TypeLowering<'_, '_>,
    inputs: &[Input],
    body: Option<&Body>,
    key: &str,
    place: Place,
) -> Option<KeyPath> {
    let path = match key.strip_prefix('/') {
        Some(property) => of_body(lowering, body, property),
        None => of_header(inputs, key),
    };
    path.map_err(|(reason, help)| {
        let message = format!("`{key}` cannot be the key of a repeat: {reason}");
        lowering.diagnostics.error(code::BAD_VALUE, place, message).help(help);
    })
    .ok()
}

/// Why there is no key, and what to do about it.
type Reason = (&'static str, &'static str);

const ANOTHER: &str =
    "write a JSON pointer to a string at the top of the body, or the name of a header parameter";

fn of_header(inputs: &[Input], key: &str) -> Result<KeyPath, Reason> {
    let input = inputs.iter().find(|it| it.location == Location::Header && it.wire == key);
    let input = input.ok_or(("the operation has no such header parameter", ANOTHER))?;
    if !is_text(&input.type_) {
        return Err(("the header is no string", "write `type: string` in its schema"));
    }
    Ok(KeyPath { fields: vec![input.name.clone()], optional: !input.required })
}

/// One way to write the key: a string at the top of a body that is always there.
fn of_body(lowering: &TypeLowering<'_, '_>, body: Option<&Body>, property: &str) -> Result<KeyPath, Reason> {
    let body = body.ok_or(("the request has no body", ANOTHER))?;
    let payload = match &body.content {
        BodyContent::One(payload) => payload,
        BodyContent::Several { .. } => return Err(("the body has several media types", ANOTHER)),
    };
    let PayloadKind::Json(type_) = &payload.kind else { return Err(("the body is not JSON", ANOTHER)) };
    let structure = match type_ {
        Type::Named(id) => lowering.structure_of(*id),
        _ => None,
    };
    let structure = structure.ok_or(("the body has no properties", ANOTHER))?;
    if property.contains('/') {
        return Err(("it is not at the top of the body", ANOTHER));
    }
    let wire = pointer::unescape(property);
    let field = structure.fields.iter().find(|field| field.wire == wire);
    let field = field.ok_or(("the body has no such property", ANOTHER))?;
    if !is_text(&field.type_) {
        return Err(("the property is no string", "write `type: string` in its schema"));
    }
    if field.nullable {
        return Err(("the property may be null", "leave null out of its schema"));
    }
    if !body.required {
        return Err(("the body may be missing", "write `required: true` in the body"));
    }
    Ok(KeyPath { fields: vec![body.name.clone(), field.name.clone()], optional: !field.required })
}

fn is_text(type_: &Type) -> bool {
    matches!(type_, Type::String | Type::Formatted(_))
}
