//! Whether null satisfies a schema: most keywords say nothing of it, so that the schema alone tells.

use std::collections::BTreeSet;

use super::build::Builder;
use super::dynamic::restricts_others;
use crate::schema::{Schema, SchemaId, Types};

impl<'a> Builder<'a, '_> {
    /// Whether null satisfies a schema. None where only a value would tell.
    pub fn accepts_null(&mut self, id: SchemaId) -> Option<bool> {
        self.null_satisfies(id, &mut Vec::new())
    }

    /// Whether a type of a schema has null among its values: where nothing else tells, `type` and `enum` do.
    pub fn takes_null(&mut self, id: SchemaId) -> bool {
        self.accepts_null(id).unwrap_or_else(|| self.lets_null_through(id))
    }

    /// `open` has the schemas that are being asked: one that is applied to itself never tells.
    fn null_satisfies(&mut self, id: SchemaId, open: &mut Vec<SchemaId>) -> Option<bool> {
        let flat = self.schemas.flat(id, self.diagnostics);
        if let Some(known) = self.nulls.get(&flat) {
            return *known;
        }
        if open.contains(&flat) {
            return None;
        }
        open.push(flat);
        let answer = self.null_satisfies_all(flat, open);
        open.pop();
        self.nulls.insert(flat, answer);
        answer
    }

    fn null_satisfies_all(&mut self, flat: SchemaId, open: &mut Vec<SchemaId>) -> Option<bool> {
        let schema = self.schemas.shared(flat);
        if !self.lets_null_through(flat) || self.is_taken_for_object(&schema) {
            return Some(false);
        }
        schema.applicators.hold(|part| self.null_satisfies(part, open))
    }

    /// Whether null satisfies a schema, as far as `type` and `enum` say.
    fn lets_null_through(&mut self, id: SchemaId) -> bool {
        let flat = self.schemas.flat(id, self.diagnostics);
        let schema = self.schemas.get(flat);
        !schema.never && schema.type_set().contains(Types::NULL) && schema.lists_null()
    }

    /// Whether all values that are no objects satisfy a schema that says itself what objects are like. If what is applied to
    /// it is about objects alone as well, null stands for all of them.
    pub fn takes_all_others(&mut self, flat: SchemaId, schema: &Schema<'a>) -> bool {
        let mut known = BTreeSet::from([flat]);
        let mut open: Vec<_> = schema.applied().collect();
        while let Some(next) = open.pop() {
            let part_id = self.schemas.flat(next, self.diagnostics);
            let part = self.schemas.get(part_id);
            let others = part.type_set().without(Types::OBJECT);
            let alike = others.is_empty() || others == Types::ALL.without(Types::OBJECT);
            let restricts =
                part.values.is_some() || part.array.unevaluated.is_some() || restricts_others(part);
            if !alike || restricts {
                return false;
            }
            if known.insert(part_id) {
                open.extend(part.applied());
            }
        }
        self.accepts_null(flat) == Some(true)
    }

    /// Whether a schema without `type` is one of objects, by the choice of whoever runs the generator.
    fn is_taken_for_object(&mut self, schema: &Schema<'a>) -> bool {
        let untyped = schema.types.is_none() && schema.values.is_none();
        let lists = !schema.applicators.any_of.is_empty() || !schema.applicators.one_of.is_empty();
        untyped
            && !lists
            && self.assume_objects
            && self.is_about_objects(schema)
            && self.conditions_fit(schema).is_ok()
    }
}
