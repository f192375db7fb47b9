//! The key of a request that makes a repeat harmless.

use hire_syntax::pointer;

use crate::diagnostic::codes as code;
use crate::ir::{Body, BodyContent, Input, KeyPath, Location, Payload, PayloadKind, Type};
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
        Some(property) => body.and_then(|body| of_body(lowering, body, property)),
        None => {
            inputs.iter().find(|it| it.location == Location::Header && it.wire == key).and_then(of_header)
        }
    };
    if path.is_none() {
        lowering
            .diagnostics
            .error(code::BAD_VALUE, place, format!("`{key}` is no string in the request"))
            .help("write a JSON pointer to the property of the body that makes a repeat harmless, or the name of a header parameter");
    }
    path
}

fn of_header(input: &Input) -> Option<KeyPath> {
    is_text(&input.type_).then(|| KeyPath { fields: vec![input.name.clone()], optional: !input.required })
}

/// One way to write the key: a string at the top of a body that is always there.
fn of_body(lowering: &TypeLowering<'_, '_>, body: &Body, property: &str) -> Option<KeyPath> {
    let BodyContent::One(Payload { kind: PayloadKind::Json(Type::Named(id)), .. }) = &body.content else {
        return None;
    };
    let wire = pointer::unescape(property);
    let fields = &lowering.structure_of(*id)?.fields;
    let field = fields.iter().find(|field| field.wire == wire && !field.nullable)?;
    let path = KeyPath { fields: vec![body.name.clone(), field.name.clone()], optional: !field.required };
    (is_text(&field.type_) && body.required).then_some(path)
}

fn is_text(type_: &Type) -> bool {
    matches!(type_, Type::String | Type::Formatted(_))
}
