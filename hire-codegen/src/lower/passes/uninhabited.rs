//! Objects that need one of their own kind, without an end: no value satisfies their schema.
//!
//! The property that closes such a cycle is optional in Rust, so that a value can be made and read, and a
//! rule asks for it, so that no value is valid.

use super::cycles::Cycles;
use crate::diagnostic::codes;
use crate::ir::{Field, Rule, Type, TypeDef, TypeId, TypeKind};
use crate::lower::types::TypeLowering;

/// A property that closes a cycle.
pub struct Closing {
    owner: TypeId,
    field: usize,
}

/// Opens each cycle of required properties, and warns.
pub fn relax_required_cycles(lowering: &mut TypeLowering<'_, '_>) -> Vec<Closing> {
    let mut closing = Vec::new();
    let mut references: Vec<Vec<TypeId>> =
        (0..lowering.definitions.len()).map(|index| all_needed(lowering, TypeId(index))).collect();
    let mut cycles = Cycles::new(&references);
    for index in 0..lowering.definitions.len() {
        let owner = TypeId(index);
        for field in 0..field_count(lowering, owner) {
            if !needed(lowering, owner, field).into_iter().any(|id| cycles.closes(owner, id)) {
                continue;
            }
            warn_of_circle(lowering, owner, field);
            if let Some(TypeDef { kind: TypeKind::Struct(structure), .. }) =
                lowering.definitions.get_mut(index)
                && let Some(field) = structure.fields.get_mut(field)
            {
                field.required = false;
            }
            let needed = all_needed(lowering, owner);
            if let Some(slot) = references.get_mut(index) {
                *slot = needed;
            }
            cycles.refresh(owner, &references);
            closing.push(Closing { owner, field });
        }
    }
    closing
}

/// The rules that ask for them.
pub fn require(lowering: &mut TypeLowering<'_, '_>, closing: Vec<Closing>) {
    for Closing { owner, field } in closing {
        if let Some(TypeDef { kind: TypeKind::Struct(structure), .. }) = lowering.definitions.get_mut(owner.0)
        {
            structure.rules.push(Rule::Required { owner, field });
        }
    }
}

/// The types of which a struct needs a value.
fn all_needed(lowering: &TypeLowering<'_, '_>, id: TypeId) -> Vec<TypeId> {
    (0..field_count(lowering, id)).flat_map(|field| needed(lowering, id, field)).collect()
}

fn field_count(lowering: &TypeLowering<'_, '_>, id: TypeId) -> usize {
    match &lowering.get(id).kind {
        TypeKind::Struct(structure) => structure.fields.len(),
        _ => 0,
    }
}

/// The types of which a struct needs a value for one of its fields.
fn needed(lowering: &TypeLowering<'_, '_>, id: TypeId, field: usize) -> Vec<TypeId> {
    match &lowering.get(id).kind {
        TypeKind::Struct(structure) => match structure.fields.get(field) {
            Some(field) if field.required && !field.nullable => needs(&field.type_),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn warn_of_circle(lowering: &mut TypeLowering<'_, '_>, owner: TypeId, field: usize) {
    let definition = lowering.get(owner);
    let TypeKind::Struct(structure) = &definition.kind else { return };
    let Some(Field { at, wire, .. }) = structure.fields.get(field) else { return };
    let name = definition.name.plain();
    let message = format!("no value is valid: `{wire}` is required, and needs a `{name}` again");
    let at = *at;
    lowering
        .diagnostics
        .warning(codes::CIRCULAR_SCHEMA, at.0, message)
        .help("take one of the properties of this cycle out of `required`, or allow `null`");
}

/// The types of which every value of a type has a value inside itself.
fn needs(type_: &Type) -> Vec<TypeId> {
    match type_ {
        Type::Named(id) => vec![*id],
        Type::Tuple(items) => items.iter().flat_map(needs).collect(),
        _ => Vec::new(),
    }
}
