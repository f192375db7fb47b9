//! Whether null satisfies a schema: most keywords say nothing of it, so that the schema alone tells.

use super::build::Builder;
use crate::schema::{Branches, Conditional, Schema, SchemaId};

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
        let schema = self.schemas.get(flat).clone();
        if !self.lets_null_through(flat) || self.is_taken_for_object(&schema) {
            return Some(false);
        }
        let applicators = &schema.applicators;
        let mut all = self.nulls(&applicators.not, open)? == 0;
        all &= self.nulls(&applicators.all_of, open)? == applicators.all_of.len();
        for Branches { schemas, .. } in &applicators.any_of {
            all &= self.nulls(schemas, open)? > 0;
        }
        for Branches { schemas, .. } in &applicators.one_of {
            all &= self.nulls(schemas, open)? == 1;
        }
        for Conditional { condition, then, otherwise } in &applicators.conditionals {
            let branch = if self.null_satisfies(*condition, open)? { then } else { otherwise };
            all &= branch.map_or(Some(true), |branch| self.null_satisfies(branch, open))?;
        }
        Some(all)
    }

    /// How many of some schemas null satisfies.
    fn nulls(&mut self, schemas: &[SchemaId], open: &mut Vec<SchemaId>) -> Option<usize> {
        let mut count = 0;
        for schema in schemas {
            count += usize::from(self.null_satisfies(*schema, open)?);
        }
        Some(count)
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
