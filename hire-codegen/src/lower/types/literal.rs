//! Scalar constants of the description as Rust values.

use crate::ir::{Literal, Type, TypeId, TypeKind};
use crate::lower::types::TypeLowering;
use crate::source::{Cursor, Kind};

/// What a scalar is taken for where a value of a type is expected: itself, or what it is with other quotes.
pub fn meant<'a>(lowering: &TypeLowering<'_, '_>, value: Cursor<'a>, type_: &Type) -> Cursor<'a> {
    let is_of_type = |value: &Cursor<'_>| of(lowering, *value, type_).is_some();
    let other = if is_of_type(&value) { None } else { value.requoted() };
    other.filter(is_of_type).unwrap_or(value)
}

/// The value as a constant of a type, if it is one. A value of the wrong type is not reported here:
/// that a default breaks its schema is found by checking it against the schema. Lists and objects are
/// no constants.
pub fn of(lowering: &TypeLowering<'_, '_>, value: Cursor<'_>, type_: &Type) -> Option<Literal> {
    if !is_scalar(value.kind()) {
        return None;
    }
    match (type_, value.kind()) {
        (Type::Bool, Kind::Bool(value)) => Some(Literal::Bool(value)),
        (Type::Integer(integer), Kind::Number(number)) => {
            number.as_integer().filter(|_| integer.holds(number)).map(Literal::Integer)
        }
        (Type::F64, Kind::Number(number)) => Some(Literal::Float(number.as_f64())),
        (Type::String | Type::Formatted(_) | Type::Secret | Type::TimestampMs, Kind::String(text)) => {
            Some(Literal::String(text.to_owned()))
        }
        (Type::Named(id), kind) => variant(lowering, *id, kind),
        (Type::Nullable(inner), _) => of(lowering, value, inner),
        _ => None,
    }
}

fn variant(lowering: &TypeLowering<'_, '_>, id: TypeId, kind: Kind<'_>) -> Option<Literal> {
    let wanted = match kind {
        Kind::String(text) => Literal::String(text.to_owned()),
        Kind::Number(number) => Literal::Integer(number.as_integer()?),
        _ => return None,
    };
    enumerated(lowering, id, &wanted)
}

/// The value of an enumeration that is written as a constant, if the type is one that has it.
pub fn enumerated(lowering: &TypeLowering<'_, '_>, id: TypeId, wire: &Literal) -> Option<Literal> {
    let TypeKind::Enumeration(enumeration) = &lowering.get(id).kind else { return None };
    let index = enumeration.variants.iter().position(|variant| variant.value == *wire)?;
    Some(Literal::Variant(id, index))
}

/// Whether a JSON value is of the kind that a literal of it would be.
pub fn is_scalar(kind: Kind<'_>) -> bool {
    !matches!(kind, Kind::Sequence | Kind::Mapping | Kind::Null)
}
