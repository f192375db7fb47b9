//! Objects that need one of their own kind, without an end: no value satisfies their schema.
//!
//! The property that closes such a circle is optional in Rust, so that a value can be made and read, and a
//! rule asks for it, so that no value is valid.

use super::build::Builder;
use super::circles::Circles;
use super::{Rule, Type, TypeDef, TypeId, TypeKind};
use crate::diagnostic::codes;

/// A property that closes a circle.
pub(super) struct Closing {
    owner: TypeId,
    field: usize,
}

impl Builder<'_, '_> {
    /// Opens each circle of required properties, and warns.
    pub fn open_circles(&mut self) -> Vec<Closing> {
        let mut closing = Vec::new();
        let mut references: Vec<Vec<TypeId>> =
            (0..self.types.len()).map(|index| self.all_needed(TypeId(index))).collect();
        let mut circles = Circles::new(&references);
        for index in 0..self.types.len() {
            let owner = TypeId(index);
            for field in 0..self.field_count(owner) {
                if !self.needed(owner, field).into_iter().any(|id| circles.closes(owner, id)) {
                    continue;
                }
                self.warn_of_circle(owner, field);
                if let Some(TypeDef { kind: TypeKind::Struct(structure), .. }) = self.types.get_mut(index)
                    && let Some(field) = structure.fields.get_mut(field)
                {
                    field.required = false;
                }
                let needed = self.all_needed(owner);
                if let Some(slot) = references.get_mut(index) {
                    *slot = needed;
                }
                circles.refresh(owner, &references);
                closing.push(Closing { owner, field });
            }
        }
        closing
    }

    /// The rules that ask for them.
    pub fn require(&mut self, closing: Vec<Closing>) {
        for Closing { owner, field } in closing {
            if let Some(TypeDef { kind: TypeKind::Struct(structure), .. }) = self.types.get_mut(owner.0) {
                structure.rules.push(Rule::Required { owner, field });
            }
        }
    }

    /// The types of which a struct needs a value.
    fn all_needed(&self, id: TypeId) -> Vec<TypeId> {
        (0..self.field_count(id)).flat_map(|field| self.needed(id, field)).collect()
    }

    fn field_count(&self, id: TypeId) -> usize {
        match &self.get(id).kind {
            TypeKind::Struct(structure) => structure.fields.len(),
            _ => 0,
        }
    }

    /// The types of which a struct needs a value for one of its fields.
    fn needed(&self, id: TypeId, field: usize) -> Vec<TypeId> {
        match &self.get(id).kind {
            TypeKind::Struct(structure) => match structure.fields.get(field) {
                Some(field) if field.required && !field.nullable => needs(&field.type_),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn warn_of_circle(&mut self, owner: TypeId, field: usize) {
        let definition = self.get(owner);
        let TypeKind::Struct(structure) = &definition.kind else { return };
        let wire = structure.fields.get(field).map(|field| field.wire.clone()).unwrap_or_default();
        let name = definition.name.plain().to_owned();
        let Some(schema) = self.origin(owner).fields.get(field).copied() else { return };
        let place = self.analysis.schemas.get(schema).place;
        let message = format!("no value is valid: `{wire}` is required, and needs a `{name}` again");
        self.diagnostics
            .warning(codes::CIRCULAR_SCHEMA, place, message)
            .help("take one of the properties of this circle out of `required`, or allow `null`");
    }
}

/// The types of which every value of a type has a value inside itself.
fn needs(type_: &Type) -> Vec<TypeId> {
    match type_ {
        Type::Named(id) => vec![*id],
        Type::Tuple(items) => items.iter().flat_map(needs).collect(),
        _ => Vec::new(),
    }
}
