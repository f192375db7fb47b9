//! Unions by kind: where values are of several JSON types, those of each type have a schema of their own, and
//! nothing but the type is needed to tell them apart.

use super::build::Builder;
use super::dynamic::of_kind;
use super::union::{Decision, Plan, Row, table};
use super::usage::is_plain;
use crate::diagnostic::Diagnostics;
use crate::schema::instance::type_of;
use crate::schema::{Branches, Placed, Schema, SchemaId, Types};
use crate::source::Place;

/// What is of different kinds in a table. Integers are numbers there.
const KINDS: [Types; 5] = [Types::BOOLEAN, Types::NUMBER, Types::STRING, Types::ARRAY, Types::OBJECT];

impl<'a> Builder<'a, '_> {
    /// A schema whose values are of several types as the union of what it says of each type. None if a type adds
    /// nothing: if any value will do, or if they are all of one type.
    pub fn by_kind(&mut self, flat: SchemaId) -> Option<Plan> {
        let schema = self.schemas.shared(flat);
        let types = self.demand(flat).types;
        let rest = schema.object.unevaluated.is_some() || schema.array.unevaluated.is_some();
        let any = types == Types::ALL.not_null();
        // Nor do four types that nothing but conditions is said of: whatever is no object, say.
        let mut said = Schema::clone(&schema);
        said.types = None;
        said.applicators.not.clear();
        said.applicators.conditionals.clear();
        said.applicators.all_of.clear();
        let any = any || count(types) == 4 && !said.restricts_itself();
        if any || rest || !several(types) || schema.never || schema.extensions.sensitive {
            return None;
        }
        let nullable = self.accepts_null(flat)?;
        let mut rows = Vec::new();
        for kind in KINDS {
            let types = types.intersection(kind);
            if !types.is_empty() {
                let branch = self.part_of_kind(&schema, types)?;
                let mut demand = self.demand(branch);
                demand.types = demand.types.intersection(types);
                rows.push(Row { source: branch, branch, demand, word: None });
            }
        }
        if !rows.iter().any(|row| self.has_type(row.branch)) {
            return None;
        }
        let decision = Decision::Demands { exactly_one: false, demands: table(&rows)? };
        Some(Plan { rows, nullable, decision })
    }

    /// What a schema says of values of some types: that is a branch alone, if no other lets them through.
    fn part_of_kind(&mut self, schema: &Schema<'a>, types: Types) -> Option<SchemaId> {
        let mut part = of_kind(schema, types);
        part.place = place_of_choice(schema);
        part.values = schema.values.clone().map(|values| {
            let of_type = values.value.into_iter().filter(|value| types.contains(type_of(*value)));
            Placed { value: of_type.collect(), place: values.place }
        });
        part.extensions.value_names = schema.extensions.value_names;
        part.extensions.value_descriptions = schema.extensions.value_descriptions;
        part.applicators = schema.applicators.clone();
        let (any_of, one_of) = (&mut part.applicators.any_of, &mut part.applicators.one_of);
        let mut alone = Vec::new();
        for lists in [any_of, one_of] {
            for list in std::mem::take(lists) {
                let list = self.of_types(list, types);
                match list.schemas.as_slice() {
                    [only] => alone.push(*only),
                    several if types == Types::STRING && !self.are_plain(several) => return None,
                    _ => lists.push(list),
                }
            }
        }
        let mut free = part.clone();
        free.types = None;
        if let ([only], true) = (alone.as_slice(), !free.restricts_itself()) {
            let only_flat = self.schemas.flat(*only, self.diagnostics);
            if types.contains(self.schemas.get(only_flat).type_set().not_null()) {
                return Some(*only);
            }
        }
        let mut both = self.schemas.add(part);
        // A contradiction leaves a part that nothing satisfies, which is no fault here.
        let mut faults = Diagnostics::default();
        for branch in alone {
            both = self.schemas.both(both, branch);
            self.schemas.flat(both, &mut faults);
        }
        if faults.has_errors() {
            return None;
        }
        self.schemas.take_up_values(both, self.diagnostics);
        Some(both)
    }

    fn are_plain(&mut self, branches: &[SchemaId]) -> bool {
        branches.iter().all(|branch| {
            let flat = self.schemas.flat(*branch, self.diagnostics);
            is_plain(self.schemas.get(flat))
        })
    }

    /// The branches that let values of some types through.
    fn of_types(&mut self, list: Branches, types: Types) -> Branches {
        let branches = list.schemas.into_iter();
        let schemas: Vec<_> =
            branches.filter(|it| !self.demand(*it).types.intersection(types).is_empty()).collect();
        // Not the place of the whole list: that is open while this is made.
        let place = schemas.first().map_or(list.place, |first| self.schemas.get(*first).place);
        Branches { place, schemas, discriminator: list.discriminator }
    }
}

/// Whether `type` or `enum` let values of several types through, null apart.
pub(super) fn is_of_several_kinds(schema: &Schema<'_>) -> bool {
    (schema.types.is_some() || schema.values.is_some()) && several(own_types(schema).not_null())
}

/// The types that `type` and `enum` let through.
pub(super) fn own_types(schema: &Schema<'_>) -> Types {
    let listed = schema.values.as_ref().map(|values| {
        let types = values.value.iter().map(|value| type_of(*value));
        types.fold(Types::NONE, Types::union)
    });
    schema.type_set().intersection(listed.unwrap_or(Types::ALL))
}

fn several(types: Types) -> bool {
    count(types) > 1
}

fn count(types: Types) -> usize {
    KINDS.into_iter().filter(|kind| !types.intersection(*kind).is_empty()).count()
}

/// The keyword that says of which types values are. The place of the schema itself names the whole union.
fn place_of_choice(schema: &Schema<'_>) -> Place {
    let lists = schema.applicators.any_of.iter().chain(&schema.applicators.one_of);
    let places = schema.types.map(|types| types.place).into_iter();
    let places = places.chain(schema.values.as_ref().map(|values| values.place));
    places.chain(lists.map(|list| list.place)).next().unwrap_or(schema.place)
}
