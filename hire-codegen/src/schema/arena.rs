//! The arena of schemas, which name each other by id.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::data::{Schema, SchemaId};
use super::dialect::Dialect;
use super::distinct::Distinct;
use super::normalize::enum_branches::fold_values;
use super::pattern::Matcher;
use super::targets::Targets;
use crate::diagnostic::{Diagnostics, codes};
use crate::source::Place;

/// The schemas of an API, and those that they refer to.
#[derive(Debug, Default)]
pub struct Schemas<'a> {
    /// The dialect of the texts that the schemas were read from.
    pub(super) dialect: Dialect,
    /// Shared, so that a schema can be traversed while schemas are added.
    pub(super) list: Vec<Rc<Schema<'a>>>,
    pub(super) targets: Targets,
    /// The values of long `enum`s, for look-ups.
    pub(super) listed: BTreeMap<SchemaId, Rc<Distinct<'a>>>,
    pub(super) by_place: BTreeMap<Place, SchemaId>,
    /// The places of schemas with a fault that was reported when they were read.
    pub(super) faulty: BTreeSet<Place>,
    /// The results of [`Schemas::flattened`] so far.
    pub(super) flat: BTreeMap<SchemaId, SchemaId>,
    /// The results of [`Schemas::intersect`] so far, each with the schemas of its `allOf`.
    pub(super) composites: BTreeMap<SchemaId, BTreeSet<SchemaId>>,
    /// The results of [`Schemas::intersect`] so far, by the schemas of their `allOf`.
    pub(super) of_leaves: BTreeMap<BTreeSet<SchemaId>, SchemaId>,
    /// The polymorphic bases, each by its base self: the schema with the keywords of the base itself.
    pub(super) bases: BTreeMap<SchemaId, SchemaId>,
    /// The branches of `anyOf` and `oneOf` that became values of an `enum`.
    pub(super) parts_of_enums: BTreeSet<SchemaId>,
    /// Whether `additionalProperties: false` of parts of an `allOf` is about the whole.
    pub(super) merges_closed_parts: bool,
    /// Matches texts with patterns.
    pub(super) matcher: Matcher,
    /// The first schema of which nothing could be made any more, where too many were made before.
    pub(super) crowded: Option<Place>,
    /// How many values of examples and defaults were judged by schemas so far.
    pub(super) judgements: u32,
}

/// How many schemas are made of those that were read, for each of them, and beside that: of parts of an `allOf`, of a branch
/// and what is beside it, of one that means different things in different scopes. In published descriptions it is one for
/// four that were read.
const MADE_OF_ONE: usize = 8;
const MADE_ANYWAY: usize = 100_000;

impl<'a> Schemas<'a> {
    /// The schema of an id.
    #[expect(
        clippy::indexing_slicing,
        reason = "ids are handed out by this arena alone, and it never shrinks"
    )]
    pub fn get(&self, id: SchemaId) -> &Schema<'a> {
        &self.list[id.0]
    }

    /// The schema of an id, for callers that add schemas while they traverse this one.
    pub fn shared(&self, id: SchemaId) -> Rc<Schema<'a>> {
        self.list.get(id.0).map_or_else(|| Rc::new(Schema::new(Place::ROOT)), Rc::clone)
    }

    /// Replaces the schema of an id.
    pub(super) fn set(&mut self, id: SchemaId, schema: Schema<'a>) {
        if let Some(slot) = self.list.get_mut(id.0) {
            if slot.may_refer() || schema.may_refer() {
                self.targets.forget();
            }
            *slot = Rc::new(schema);
            self.listed.remove(&id);
        }
    }

    /// Whether a required property may be absent from a value, since the value may be of the direction that does not
    /// require the property.
    pub fn may_be_absent(&mut self, property: SchemaId, diagnostics: &mut Diagnostics) -> bool {
        if !self.dialect.required_is_of_one_direction() {
            return false;
        }
        let flat = self.flattened(property, diagnostics);
        let says = |id| {
            let annotations = &self.get(id).annotations;
            annotations.read_only.is_some() || annotations.write_only.is_some()
        };
        says(property) || says(flat)
    }

    /// Matches texts with patterns.
    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    /// Whether a schema refuses every value without a look at the schemas that it applies.
    pub(super) fn is_never(&self, id: SchemaId) -> bool {
        self.get(self.resolve(id)).never
    }

    /// The schema that was read at a place.
    pub fn at(&self, place: Place) -> Option<SchemaId> {
        self.by_place.get(&place).copied()
    }

    /// Whether a schema, or one that the values or items of it are checked with, has a fault that was reported when it was
    /// read: what is missing in it needs no other report.
    pub fn has_fault(&self, id: SchemaId) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let schema = self.get(id);
            if self.faulty.contains(&schema.place) {
                return true;
            }
            if seen.insert(id) {
                open.extend(schema.applied().chain(schema.array.items));
            }
        }
        false
    }

    /// Maps the schema with a polymorphic base's own keywords to the base's public id; identity for all others.
    pub fn public_id(&self, id: SchemaId) -> SchemaId {
        self.bases.get(&id).copied().unwrap_or(id)
    }

    /// The polymorphic bases, each by its base self.
    pub fn base_self_schemas(&self) -> &BTreeMap<SchemaId, SchemaId> {
        &self.bases
    }

    /// Whether a schema was a branch, and became values of the `enum` around it.
    pub fn is_part_of_enum(&self, id: SchemaId) -> bool {
        self.parts_of_enums.contains(&id)
    }

    /// Turns each list of values that a schema has in `anyOf` or `oneOf` into its `enum`. Says whether there is a list.
    pub fn take_up_values(&mut self, id: SchemaId, diagnostics: &mut Diagnostics) -> bool {
        fold_values(self, id, diagnostics)
    }

    /// The places of all schemas that were read.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        self.by_place.keys().copied()
    }

    /// All ids so far.
    pub fn ids(&self) -> impl Iterator<Item = SchemaId> + use<> {
        (0..self.list.len()).map(SchemaId)
    }

    /// A schema that any value satisfies, for a place without a schema.
    pub fn true_schema(&mut self, place: Place) -> SchemaId {
        self.push(Schema::new(place))
    }

    /// Adds a schema that is a part of another.
    pub fn add(&mut self, schema: Schema<'a>) -> SchemaId {
        self.push(schema)
    }

    /// Whether nothing more is to be made of the schemas that were read: what is asked for at a place is left out then, which
    /// [`Schemas::report`] tells.
    pub(super) fn is_crowded(&mut self, place: Place) -> bool {
        let most = self.by_place.len().saturating_mul(MADE_OF_ONE).saturating_add(MADE_ANYWAY);
        let made = self.list.len().saturating_sub(self.by_place.len());
        let is_crowded = made > most;
        if is_crowded {
            self.crowded.get_or_insert(place);
        }
        is_crowded
    }

    /// Whether something was left out.
    pub fn is_incomplete(&self) -> bool {
        self.crowded.is_some()
    }

    /// Reports what was left out.
    pub fn report(&self, diagnostics: &mut Diagnostics) {
        self.matcher.report(diagnostics);
        if let Some(place) = self.crowded {
            let message = "too many schemas are combined with each other, up to this one";
            diagnostics.error(codes::UNSUPPORTED, place, message).help(
                "generate a part of the description: each branch of a schema is combined with what is beside it, and \
                 `$dynamicRef` makes a schema another one for each way to it",
            );
        }
    }

    pub(super) fn push(&mut self, schema: Schema<'a>) -> SchemaId {
        self.list.push(Rc::new(schema));
        SchemaId(self.list.len() - 1)
    }
}
