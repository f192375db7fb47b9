//! Defaults of the description as Rust values, of every type.

use crate::diagnostic::{Diagnostic, codes};
use crate::ir::{Additional, Literal, Type, TypeId, TypeKind};
use crate::lower::types::{TypeLowering, literal};
use crate::schema::SchemaId;
use crate::schema::instance::{self, Fault};
use crate::source::{Cursor, Kind};

/// Whether a default breaks its schema. Nothing could be built with it, and it is no reason to refuse a description:
/// `default` is an annotation (JSON Schema 2020-12 validation §9.2).
pub fn breaks_schema<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    property: SchemaId,
    default: Cursor<'a>,
) -> bool {
    let faults = instance::check(&mut lowering.analysis.schemas, property, default, lowering.diagnostics);
    for fault in &faults {
        broken_default(lowering, fault)
            .help("mend the default, or the rule that it breaks; until then the builder does not set it");
    }
    !faults.is_empty()
}

/// Reports a default that breaks its schema.
pub fn broken_default<'l>(lowering: &'l mut TypeLowering<'_, '_>, fault: &Fault) -> &'l mut Diagnostic {
    let message = format!("the default breaks its schema: {}", fault.message);
    lowering
        .diagnostics
        .warning(codes::BAD_DEFAULT, fault.value, message)
        .related(fault.schema, "this rule")
        .help("change the value, or the rule that it breaks")
}

/// The value as a constant of a type, if it is one. A value of the wrong type is not reported here: that a default breaks
/// its schema is found by checking it against the schema.
pub fn of(
    lowering: &TypeLowering<'_, '_>,
    value: Cursor<'_>,
    type_: &Type,
    nullable: bool,
) -> Option<Literal> {
    match (type_, value.kind()) {
        (_, Kind::Null) if nullable => Some(Literal::Null),
        (Type::Nullable(inner), _) => of(lowering, value, inner, true),
        (Type::Value, _) => Some(Literal::Json(value.to_json())),
        (Type::List(item), Kind::Sequence) => {
            let items = value.items().map(|value| of(lowering, value, item, false));
            items.collect::<Option<_>>().map(Literal::List)
        }
        (Type::Tuple(types), Kind::Sequence) => {
            let items = value.items().zip(types).map(|(value, type_)| of(lowering, value, type_, false));
            let items: Vec<_> = items.collect::<Option<_>>()?;
            (items.len() == types.len() && value.items().len() == types.len()).then_some(Literal::List(items))
        }
        (Type::Map(entry), Kind::Mapping) => {
            let entries = value.entries().map(|(name, value)| named(lowering, name, value, entry));
            entries.collect::<Option<_>>().map(Literal::Map)
        }
        (Type::Named(id), kind) => match &lowering.get(*id).kind {
            TypeKind::Any { .. } => Some(Literal::Json(value.to_json())),
            TypeKind::Alias { type_: target, .. } => of(lowering, value, target, false),
            TypeKind::Struct(_) if matches!(kind, Kind::Mapping) => structure(lowering, value, *id),
            _ => literal::of(lowering, value, type_),
        },
        _ => literal::of(lowering, value, type_),
    }
}

fn named(
    lowering: &TypeLowering<'_, '_>,
    name: &str,
    value: Cursor<'_>,
    type_: &Type,
) -> Option<(String, Literal)> {
    Some((name.to_owned(), of(lowering, value, type_, false)?))
}

fn structure(lowering: &TypeLowering<'_, '_>, value: Cursor<'_>, id: TypeId) -> Option<Literal> {
    let structure = lowering.structure_of(id)?;
    let mut fields = Vec::new();
    for field in &structure.fields {
        let given = match value.get(&field.wire) {
            Some(value) => Some(of(lowering, value, &field.type_, field.nullable)?),
            None if field.required => return None,
            None => None,
        };
        fields.push(given);
    }
    let mut others =
        value.entries().filter(|(name, _)| structure.fields.iter().all(|field| field.wire != *name));
    let additional = match &structure.additional {
        Additional::Keep { type_, .. } => {
            others.map(|(name, value)| named(lowering, name, value, type_)).collect::<Option<_>>()?
        }
        // It may turn out that the struct has to keep them.
        Additional::Ignore => {
            others.map(|(name, value)| (name.to_owned(), Literal::Json(value.to_json()))).collect()
        }
        Additional::Refuse if others.next().is_some() => return None,
        Additional::Refuse => Vec::new(),
    };
    Some(Literal::Struct { fields, additional })
}
