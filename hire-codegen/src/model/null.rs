//! Whether null satisfies a schema.

use super::build::Builder;
use super::usage::Shape;
use crate::schema::{Branches, SchemaId};
use crate::source::Place;

impl Builder<'_, '_> {
    /// Whether null satisfies a schema. None where only a value would tell.
    pub fn accepts_null(&mut self, id: SchemaId) -> Option<bool> {
        self.null_satisfies(id, &mut Vec::new())
    }

    /// `open` has the lists of branches that are being asked: one that has itself for a branch never tells.
    fn null_satisfies(&mut self, id: SchemaId, open: &mut Vec<Place>) -> Option<bool> {
        let flat = self.schemas.flat(id, self.diagnostics);
        if let Some(known) = self.nulls.get(&flat) {
            return *known;
        }
        let answer = self.null_of_branches(flat, open);
        self.nulls.insert(flat, answer);
        answer
    }

    fn null_of_branches(&mut self, flat: SchemaId, open: &mut Vec<Place>) -> Option<bool> {
        if !self.lets_null_through(flat) {
            return Some(false);
        }
        let schema = self.schemas.get(flat).clone();
        let applicators = &schema.applicators;
        let asked = applicators.not.len() + applicators.conditionals.len() + applicators.all_of.len();
        if asked > 0 {
            return None;
        }
        let lists = !applicators.any_of.is_empty() || !applicators.one_of.is_empty();
        if schema.types.is_none() && schema.values.is_none() && !lists {
            // One that is taken for an object or a list has no null.
            return Some(matches!(self.shape(&schema), Shape::Any | Shape::Dynamic(_)));
        }
        for list in &applicators.any_of {
            if self.nulls(list, open)? == 0 {
                return Some(false);
            }
        }
        for list in &applicators.one_of {
            if self.nulls(list, open)? != 1 {
                return Some(false);
            }
        }
        Some(true)
    }

    fn nulls(&mut self, list: &Branches, open: &mut Vec<Place>) -> Option<usize> {
        if open.contains(&list.place) {
            return None;
        }
        open.push(list.place);
        let mut count = 0;
        for branch in &list.schemas {
            count += usize::from(self.null_satisfies(*branch, open)?);
        }
        open.pop();
        Some(count)
    }
}
