//! What `patternProperties` and `propertyNames` say of a property whose name is known: each schema that speaks of it holds
//! (2020-12 core §10.3.2).

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::diagnostic::{Diagnostics, codes};
use crate::schema::{JsonTypes, ObjectRules, Schema, SchemaId, Schemas, instance};
use crate::source::{Cursor, Kind, Place};

/// How many schemas refer to each other, at most, to say which names there may be.
const DEEPEST: usize = 32;

impl<'a> Schemas<'a> {
    /// Whether it is decided of each property that is declared or required whether `propertyNames` lets its name through.
    pub fn knows_names(&self, object: &ObjectRules<'_>) -> bool {
        let mut known =
            object.properties.keys().copied().chain(object.required.iter().map(|name| name.value));
        object.names.is_none_or(|names| known.all(|name| self.admits(names, name).is_some()))
    }

    /// Whether a name satisfies a schema of names; none where the parts of the schema are too deep to tell.
    pub fn admits(&self, names: SchemaId, name: &str) -> Option<bool> {
        Admission { schemas: self, name, known: BTreeMap::new() }.holds(names, DEEPEST)
    }

    /// Merges into the schema of each declared property the schemas that hold because of its name.
    pub fn name_properties(&mut self, schema: &mut Schema<'a>, diagnostics: &mut Diagnostics) {
        let object = schema.object.clone();
        if !self.knows_names(&object) {
            return;
        }
        for (name, property) in Rc::make_mut(&mut schema.object.properties) {
            if let Some(named) = self.named(&object, name, schema.place) {
                self.warn_of_name(&object, name, *property, diagnostics);
                *property = self.intersect(named, *property);
            }
        }
    }

    /// The schema that `patternProperties` and `propertyNames` give a property, if they do.
    pub fn named(&mut self, object: &ObjectRules<'a>, name: &str, place: Place) -> Option<SchemaId> {
        let mut parts: Vec<_> = self.matcher.matching(&object.patterns, name).collect();
        if object.names.is_some_and(|names| self.admits(names, name) == Some(false)) {
            let never = Schema { never: true, ..Schema::new(place) };
            parts.push(self.add(never));
        }
        parts.into_iter().reduce(|first, second| self.intersect(first, second))
    }

    fn warn_of_name(
        &self,
        object: &ObjectRules<'a>,
        name: &str,
        property: SchemaId,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(names) = object.names.filter(|names| self.admits(*names, name) == Some(false)) else {
            return;
        };
        if self.is_never(property) {
            return;
        }
        let message = format!("`{name}` is never valid: `propertyNames` refuses its name");
        diagnostics
            .warning(codes::IGNORED, self.get(property).place, message)
            .related(self.get(names).place, "refused here");
    }
}

/// Whether one name satisfies schemas.
struct Admission<'s, 'a> {
    schemas: &'s Schemas<'a>,
    name: &'s str,
    /// The answers so far: without them, parts that share parts would be asked once for each path.
    known: BTreeMap<SchemaId, Option<bool>>,
}

impl Admission<'_, '_> {
    fn holds(&mut self, id: SchemaId, depth: usize) -> Option<bool> {
        let target = self.schemas.resolve(id);
        if let Some(known) = self.known.get(&target) {
            return *known;
        }
        // Guard against recursion: a recursive query sees `None`.
        self.known.insert(target, None);
        let holds = depth.checked_sub(1).and_then(|depth| self.holds_once(target, depth));
        self.known.insert(target, holds);
        holds
    }

    fn holds_once(&mut self, id: SchemaId, depth: usize) -> Option<bool> {
        let (schema, name) = (self.schemas.get(id), self.name);
        if schema.never || !schema.type_set().contains(JsonTypes::STRING) {
            return Some(false);
        }
        let equals = |value: &Cursor<'_>| matches!(value.kind(), Kind::String(text) if text == name);
        let is_listed = schema.values.as_ref().is_none_or(|values| values.value.iter().any(equals));
        if !is_listed || !instance::admits_text(schema, &self.schemas.matcher, name)? {
            return Some(false);
        }
        let mut all = schema.applicators.hold(|part| self.holds(part, depth))?;
        for part in schema.references.iter().chain(&schema.all_of) {
            all &= self.holds(*part, depth)?;
        }
        Some(all)
    }
}
