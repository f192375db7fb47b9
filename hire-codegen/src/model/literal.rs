//! Constants of the description as Rust values.

use super::build::Builder;
use super::rules::is_scalar;
use super::{Literal, Type, TypeId, TypeKind};
use crate::source::{Cursor, Kind, Number};

/// The value as a constant of a type, if it is one. A value of the wrong type is not reported here:
/// that a default breaks its schema is found by checking it against the schema. Lists and objects are
/// no constants.
pub(super) fn of(builder: &Builder<'_, '_>, value: Cursor<'_>, type_: &Type) -> Option<Literal> {
    if !is_scalar(value.kind()) {
        return None;
    }
    match (type_, value.kind()) {
        (Type::Bool, Kind::Bool(value)) => Some(Literal::Bool(value)),
        (Type::I32, Kind::Number(number)) => {
            integer(number).filter(|value| i32::try_from(*value).is_ok()).map(Literal::Integer)
        }
        (Type::I64, Kind::Number(number)) => integer(number).map(Literal::Integer),
        (Type::F64, Kind::Number(number)) => Some(Literal::Float(number.as_f64())),
        (Type::String | Type::Secret | Type::TimestampMs, Kind::String(text)) => {
            Some(Literal::String(text.to_owned()))
        }
        (Type::Named(id), kind) => variant(builder, *id, kind),
        (Type::Nullable(inner), _) => of(builder, value, inner),
        _ => None,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "only integral values in range are taken")]
fn integer(number: Number) -> Option<i64> {
    match number {
        Number::Integer(value) => i64::try_from(value).ok(),
        Number::Float(value) if value.fract() == 0.0 && value.abs() < 9e15 => Some(value as i64),
        Number::Float(_) => None,
    }
}

fn variant(builder: &Builder<'_, '_>, id: TypeId, kind: Kind<'_>) -> Option<Literal> {
    let TypeKind::Enumeration(enumeration) = &builder.get(id).kind else {
        return None;
    };
    let wanted = match kind {
        Kind::String(text) => Literal::String(text.to_owned()),
        Kind::Number(number) => Literal::Integer(integer(number)?),
        _ => return None,
    };
    let index = enumeration.variants.iter().position(|variant| variant.value == wanted)?;
    Some(Literal::Variant(id, index))
}
