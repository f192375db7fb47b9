//! Structs that keep the properties which they have no fields for, though `additionalProperties` does not ask for them:
//! `uniqueItems` compares whole values, and `minProperties` and `maxProperties` count whatever is there.

use super::build::Builder;
use super::docs;
use super::{Additional, Type, TypeDef, TypeId, TypeKind};
use crate::source::Place;

/// The keyword for which a struct keeps other properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptFor {
    pub keyword: &'static str,
    pub place: Place,
}

impl KeptFor {
    /// What the keyword does to them.
    pub fn verb(self) -> &'static str {
        if self.keyword == "uniqueItems" { "compares" } else { "counts" }
    }
}

impl Builder<'_, '_> {
    /// Notes that a `uniqueItems` compares values of a type.
    pub fn compare(&mut self, item: &Type, unique_items: Place) {
        let known = self.compared.iter().any(|(type_, _)| type_ == item);
        if !known && super::names_a_type(item) {
            self.compared.push((item.clone(), unique_items));
        }
    }

    /// Makes each struct keep what it has no fields for, if that matters: where values are compared, two that differ in
    /// these properties alone are not equal, and so it is with what stands in such a value.
    pub fn keep_others(&mut self) {
        for (item, place) in std::mem::take(&mut self.compared) {
            for id in self.reached(vec![item]) {
                self.keep(id, KeptFor { keyword: "uniqueItems", place });
            }
        }
        for (id, why) in std::mem::take(&mut self.counted) {
            self.keep(id, why);
        }
    }

    fn keep(&mut self, id: TypeId, why: KeptFor) {
        let origin = self.origin(id);
        let (schema, others) = (origin.schema, origin.others.clone());
        let docs = docs::kept(self.sources, why);
        let (Some(schema), Some(field)) = (schema, others) else { return };
        if let Some(TypeDef { kind: TypeKind::Struct(structure), .. }) = self.types.get_mut(id.index())
            && matches!(structure.additional, Additional::Ignore)
        {
            structure.additional = Additional::Keep { field, docs, type_: Type::Value, rules: Vec::new() };
            let place = self.schemas.get(schema).place;
            self.records.kept(place, why);
        }
    }
}
