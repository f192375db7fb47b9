//! Keywords that apply schemas to the same value, under a condition or not, and `contains` (core §10, §11).

use super::Reader;
use crate::diagnostic::codes;
use crate::schema::{
    Branches, Conditional, Contains, Discriminator, DiscriminatorTarget, JsonTypes, Located, Schema, SchemaId,
};
use crate::source::Cursor;

impl<'a> Reader<'a, '_> {
    pub(super) fn applicators(&mut self, schema: &mut Schema<'a>, name: &str, value: Cursor<'a>) -> bool {
        match name {
            "allOf" => schema.all_of = self.branches(value),
            "anyOf" => schema.applicators.any_of.extend(self.alternatives(value)),
            "oneOf" => schema.applicators.one_of.extend(self.alternatives(value)),
            "not" => schema.applicators.not.push(self.id(value)),
            "if" | "then" | "else" => {}
            _ => return false,
        }
        true
    }

    /// None of an empty list, which asks for nothing.
    fn alternatives(&mut self, value: Cursor<'a>) -> Option<Branches> {
        let discriminator = value.parent().and_then(|schema| schema.get("discriminator"));
        let schemas = self.branches(value);
        (!schemas.is_empty()).then(|| Branches {
            place: value.place(),
            schemas,
            discriminator: discriminator
                .map(|it| Discriminator { place: it.place(), names: DiscriminatorTarget::Branches }),
        })
    }

    pub(super) fn branches(&mut self, value: Cursor<'a>) -> Vec<SchemaId> {
        if value.is_mapping() && value.entries().len() > 0 {
            self.single(value);
            return vec![self.id(value)];
        }
        if !value.is_sequence() {
            self.wrong(value, &format!("`{}`", value.key().unwrap_or_default()), "a list of schemas");
        } else if value.items().len() == 0 {
            self.empty(value, "schema");
        }
        value.items().map(|branch| self.id(branch)).collect()
    }

    /// `then` and `else` mean nothing without `if` (core §10.2.2).
    pub(super) fn conditional(&mut self, cursor: Cursor<'a>, schema: &mut Schema<'a>) {
        let (then, otherwise) = (cursor.get("then"), cursor.get("else"));
        if let Some(condition) = cursor.get("if") {
            let conditional = Conditional {
                condition: self.id(condition),
                then: then.map(|branch| self.id(branch)),
                otherwise: otherwise.map(|branch| self.id(branch)),
            };
            schema.applicators.conditionals.push(conditional);
            return;
        }
        for branch in [then, otherwise].into_iter().flatten() {
            let name = branch.key().unwrap_or_default();
            self.diagnostics.warning(
                codes::IGNORED,
                branch.key_place(),
                format!("`{name}` without `if` has no effect"),
            );
        }
    }

    /// `contains` with its two bounds, which mean nothing without it (validation §6.4.4).
    pub(super) fn contains(&mut self, cursor: Cursor<'a>, schema: &mut Schema<'a>) {
        let mut bound = |name: &str| cursor.get(name).and_then(|value| self.count(value));
        let (least, most) = (bound("minContains"), bound("maxContains"));
        if let Some(contains) = cursor.get("contains") {
            // Without `minContains` it is 1, which `contains` itself asks for.
            let first = least.unwrap_or(Located { value: 1, place: contains.key_place() });
            if let Some(most) = most.filter(|most| most.value < first.value) {
                let message = format!(
                    "no list satisfies this: nothing is at least {} and at most {}",
                    first.value, most.value
                );
                self.diagnostics
                    .warning(codes::CONTRADICTION, most.place, message)
                    .related(first.place, "the other bound");
            }
            schema.array.contains.push(Contains {
                schema: self.id(contains),
                least: least.map_or(1, |least| least.value),
                most: most.map(|most| most.value),
            });
            return;
        }
        for name in ["minContains", "maxContains"] {
            if let Some(bound) = cursor.get(name) {
                let message = format!("`{name}` without `contains` has no effect");
                self.diagnostics.warning(codes::IGNORED, bound.key_place(), message);
            }
        }
    }

    /// `dependentSchemas` is short for conditionals (core §10.2.2.4).
    pub(super) fn dependent_schemas(&mut self, schema: &mut Schema<'a>, value: Cursor<'a>) {
        if !value.is_mapping() {
            self.wrong(value, "`dependentSchemas`", "a mapping of names to schemas");
        }
        for (property, dependent) in value.entries() {
            let mut condition = Schema::new(dependent.place());
            condition.object.required.push(Located { value: property, place: dependent.place() });
            condition.types = Some(Located { value: JsonTypes::OBJECT, place: dependent.place() });
            let condition = self.schemas.push(condition);
            let then = Some(self.id(dependent));
            schema.applicators.conditionals.push(Conditional { condition, then, otherwise: None });
        }
    }

    /// `dependentRequired` is short for conditionals (validation §6.5.4).
    pub(super) fn dependent_required(&mut self, schema: &mut Schema<'a>, value: Cursor<'a>) {
        if !value.is_mapping() {
            self.wrong(value, "`dependentRequired`", "a mapping of names to lists of names");
        }
        for (_, needed) in value.entries() {
            let Some(property) = needed.key() else { continue };
            let mut condition = Schema::new(needed.place());
            condition.object.required.push(Located { value: property, place: needed.place() });
            condition.types = Some(Located { value: JsonTypes::OBJECT, place: needed.place() });
            let mut then = Schema::new(needed.place());
            then.object.required = self.names(needed);
            let condition = self.schemas.push(condition);
            let then = self.schemas.push(then);
            schema.applicators.conditionals.push(Conditional {
                condition,
                then: Some(then),
                otherwise: None,
            });
        }
    }
}
