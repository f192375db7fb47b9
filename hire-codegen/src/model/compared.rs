//! What `uniqueItems` compares: whole values, and so the properties too that a struct reads over elsewhere.

use super::build::Builder;
use super::docs;
use super::{Additional, Type, TypeDef, TypeId, TypeKind};
use crate::source::Place;

impl Builder<'_, '_> {
    /// Notes that a `uniqueItems` compares values of a type.
    pub fn compare(&mut self, item: &Type, unique_items: Place) {
        let known = self.compared.iter().any(|(type_, _)| type_ == item);
        if !known && super::names_a_type(item) {
            self.compared.push((item.clone(), unique_items));
        }
    }

    /// Makes each struct that is compared, or stands in what is, keep the properties which it has no fields for: two
    /// values that differ in these alone are not equal.
    pub fn keep_compared(&mut self) {
        for (item, unique_items) in std::mem::take(&mut self.compared) {
            for id in self.reached(vec![item]) {
                self.keep_others(id, unique_items);
            }
        }
    }

    fn keep_others(&mut self, id: TypeId, unique_items: Place) {
        let origin = self.origin(id);
        let (schema, others) = (origin.schema, origin.others.clone());
        let docs = docs::compared(self.sources, unique_items);
        let (Some(schema), Some(field)) = (schema, others) else { return };
        if let Some(TypeDef { kind: TypeKind::Struct(structure), .. }) = self.types.get_mut(id.index())
            && matches!(structure.additional, Additional::Ignore)
        {
            structure.additional = Additional::Keep { field, docs, type_: Type::Value, rules: Vec::new() };
            let place = self.schemas.get(schema).place;
            self.records.compared(place, unique_items);
        }
    }
}
