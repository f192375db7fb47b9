//! Structs that keep the properties which they have no fields for: `additionalProperties` asks for them,
//! `patternProperties` and `propertyNames` have rules for them, `uniqueItems` compares whole values, and `minProperties` and
//! `maxProperties` count whatever is there.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::annotations::Part;
use super::build::Builder;
use super::names::Name;
use super::{Additional, Docs, Rule, Type, TypeDef, TypeId, TypeKind, docs};
use crate::analysis::Fallback;
use crate::schema::{Annotations, ObjectRules, Schema};
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
        match self.keyword {
            "uniqueItems" => "compares",
            "minProperties" | "maxProperties" => "counts",
            _ => "is about",
        }
    }
}

/// What the field for other properties has beside its type.
#[derive(Debug, Default)]
pub(super) struct Others<'a> {
    /// Those of the map of them.
    pub rules: Vec<Rule>,
    pub parts: Vec<Part<'a>>,
    /// Why they are kept, if not for `additionalProperties`.
    pub why: Option<KeptFor>,
}

impl<'a> Builder<'a, '_> {
    /// What becomes of the properties without a field, as far as the keywords that know their names say.
    pub fn additional(&mut self, schema: &Schema<'a>, owner: &str, others: &Name) -> Additional {
        let object = &schema.object;
        let patterns: Vec<_> = object.patterns.iter().map(|(_, schema)| *schema).collect();
        match object.additional {
            None if patterns.is_empty() && object.names.is_none() => return Additional::Ignore,
            Some(additional) if patterns.is_empty() && self.analysis.is_never(additional) => {
                return Additional::Refuse;
            }
            _ => {}
        }
        let common = self.common_type(&patterns, object.additional, owner);
        if common.is_none() && !patterns.is_empty() {
            let reason = "properties whose names match a pattern have no type in common with others";
            self.records.fell_back_in_part(schema.place, Fallback::new(schema.place, reason));
        }
        let type_ = common.unwrap_or(Type::Value);
        Additional::Keep { field: others.clone(), docs: Docs::default(), type_, rules: Vec::new() }
    }

    /// The rules and docs of the properties without a field, if a struct keeps them for their names.
    pub fn others(&mut self, id: TypeId, schema: &Schema<'a>) -> Others<'a> {
        let Some(Additional::Keep { type_, .. }) = self.structure_of(id).map(|it| &it.additional) else {
            return Others::default();
        };
        let type_ = type_.clone();
        let rules = self.entries(&schema.object, &type_, Vec::new());
        self.records.ruled(schema.place, &rules);
        // The struct itself and its fields have docs of their own.
        let mut others = schema.clone();
        others.object.properties = Rc::default();
        others.annotations = Annotations::default();
        let others = self.analysis.schemas.add(others);
        let parts = self.documented(others, &Type::Map(Box::new(type_))).parts;
        let why = self.kept_for(&schema.object);
        if let Some(why) = why {
            self.records.kept(schema.place, why);
        }
        Others { rules, parts, why }
    }

    /// The keyword that is about the names of properties, where `additionalProperties` does not ask for others anyway.
    fn kept_for(&self, object: &ObjectRules<'a>) -> Option<KeptFor> {
        let pattern = object.patterns.first();
        let pattern =
            pattern.map(|(pattern, _)| KeptFor { keyword: "patternProperties", place: pattern.place });
        let names = object.names.map(|names| self.analysis.schemas.get(names).place);
        let names = names.map(|place| KeptFor { keyword: "propertyNames", place });
        pattern.or(names).filter(|_| object.additional.is_none())
    }

    /// Notes that a `uniqueItems` compares values of a type.
    pub fn compare(&mut self, item: &Type, unique_items: Place) {
        if super::names_a_type(item) && self.compared_types.insert(format!("{item:?}")) {
            self.compared.push((item.clone(), unique_items));
        }
    }

    /// Makes each struct keep what it has no fields for, if that matters: where values are compared, two that differ in
    /// these properties alone are not equal, and so it is with what stands in such a value.
    pub fn keep_others(&mut self) {
        // What one comparison has reached keeps its properties already.
        let mut seen = BTreeSet::new();
        for (item, place) in std::mem::take(&mut self.compared) {
            for id in self.reached_anew(vec![item], &mut seen) {
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
        let docs = docs::kept(self.analysis.sources, why);
        let (Some(schema), Some(field)) = (schema, others) else { return };
        if let Some(TypeDef { kind: TypeKind::Struct(structure), .. }) = self.types.get_mut(id.index())
            && matches!(structure.additional, Additional::Ignore)
        {
            structure.additional = Additional::Keep { field, docs, type_: Type::Value, rules: Vec::new() };
            let place = self.analysis.schemas.get(schema).place;
            self.records.kept(place, why);
        }
    }
}
