//! Unions by JSON type: where values are of several types, those of each type have a schema of their own, and nothing but
//! the type is needed to tell them apart.

use super::Analysis;
use super::json_types::{JSON_TYPES, TypedPart, keywords_of, own_types, restricted};
use super::plan::{Holding, Plan, Row, by_signatures};
use super::shape::is_plain;
use crate::diagnostic::Diagnostics;
use crate::schema::instance::type_of;
use crate::schema::{Branches, JsonTypes, Located, Schema, SchemaId};
use crate::source::Place;

/// A schema whose values are of several types as the union of what it says of each type. None if a type adds
/// nothing: if any value will do, or if they are all of one type.
pub fn by_json_type(analysis: &mut Analysis<'_>, flat: SchemaId) -> Option<Plan> {
    let schema = analysis.schemas.shared(flat);
    let types = analysis.signature(flat).types;
    let unevaluated = schema.object.unevaluated.is_some() || schema.array.unevaluated.is_some();
    let any = types == JsonTypes::ALL.not_null();
    // Nor do four types that nothing but conditions is said of: whatever is no object, say.
    let mut beside_conditions = Schema::clone(&schema);
    beside_conditions.types = None;
    beside_conditions.applicators.not.clear();
    beside_conditions.applicators.conditionals.clear();
    beside_conditions.applicators.all_of.clear();
    let any = any || count(types) == 4 && !beside_conditions.restricts_itself();
    if any || unevaluated || !several(types) || schema.never || schema.extensions.sensitive {
        return None;
    }
    let nullable = analysis.accepts_null(flat)?;
    let mut rows = Vec::new();
    for (_, mask, _) in JSON_TYPES {
        let types = types.intersection(mask);
        if !types.is_empty() {
            let branch = part_of_types(analysis, &schema, types)?;
            let mut signature = analysis.signature(branch);
            signature.types = signature.types.intersection(types);
            rows.push(Row { source: branch, branch, signature, word: None });
        }
    }
    if !rows.iter().any(|row| analysis.has_type(row.branch)) {
        return None;
    }
    let decision = by_signatures(&rows, Holding::AtLeastOne)?;
    Some(Plan { rows, nullable, decision })
}

/// What a schema says of values of some types: that is a branch alone, if no other lets them through.
fn part_of_types<'a>(analysis: &mut Analysis<'a>, schema: &Schema<'a>, types: JsonTypes) -> Option<SchemaId> {
    let mut part = keywords_of(schema, types);
    part.place = place_of_choice(schema);
    part.values = schema.values.clone().map(|values| {
        let of_type = values.value.into_iter().filter(|value| types.contains(type_of(*value)));
        Located { value: of_type.collect(), place: values.place }
    });
    part.extensions.value_names = schema.extensions.value_names;
    part.extensions.value_descriptions = schema.extensions.value_descriptions;
    part.applicators = schema.applicators.clone();
    let (any_of, one_of) = (&mut part.applicators.any_of, &mut part.applicators.one_of);
    let mut alone = Vec::new();
    for lists in [any_of, one_of] {
        for list in std::mem::take(lists) {
            let list = of_types(analysis, list, types);
            match list.schemas.as_slice() {
                [only] => alone.push(*only),
                several if types == JsonTypes::STRING && !are_plain(analysis, several) => return None,
                _ => lists.push(list),
            }
        }
    }
    let mut free = part.clone();
    free.types = None;
    if let ([only], true) = (alone.as_slice(), !free.restricts_itself()) {
        let only_flat = analysis.flattened(*only);
        if types.contains(analysis.schemas.get(only_flat).type_set().not_null()) {
            return Some(*only);
        }
    }
    let mut intersection = analysis.schemas.add(part);
    // A contradiction leaves a part that nothing satisfies, which is no fault here.
    let mut faults = Diagnostics::default();
    for branch in alone {
        intersection = analysis.schemas.intersect(intersection, branch);
        analysis.schemas.flattened(intersection, &mut faults);
    }
    if faults.has_errors() {
        return None;
    }
    analysis.schemas.take_up_values(intersection, &mut analysis.findings);
    Some(intersection)
}

fn are_plain(analysis: &mut Analysis<'_>, branches: &[SchemaId]) -> bool {
    branches.iter().all(|branch| {
        let flat = analysis.flattened(*branch);
        is_plain(analysis.schemas.get(flat))
    })
}

/// The branches that let values of some types through.
fn of_types(analysis: &mut Analysis<'_>, list: Branches, types: JsonTypes) -> Branches {
    let branches = list.schemas.into_iter();
    let schemas: Vec<_> =
        branches.filter(|it| !analysis.signature(*it).types.intersection(types).is_empty()).collect();
    // Not the place of the whole list: that is open while this is made.
    let place = schemas.first().map_or(list.place, |first| analysis.schemas.get(*first).place);
    Branches { place, schemas, discriminator: list.discriminator }
}

/// Whether `type` or `enum` let values of several types through, null apart.
pub fn is_of_several_kinds(schema: &Schema<'_>) -> bool {
    (schema.types.is_some() || schema.values.is_some()) && several(own_types(schema).not_null())
}

fn several(types: JsonTypes) -> bool {
    count(types) > 1
}

fn count(types: JsonTypes) -> usize {
    JSON_TYPES.into_iter().filter(|(_, mask, _)| !types.intersection(*mask).is_empty()).count()
}

/// The keyword that says of which types values are. The place of the schema itself names the whole union.
fn place_of_choice(schema: &Schema<'_>) -> Place {
    let lists = schema.applicators.any_of.iter().chain(&schema.applicators.one_of);
    let places = schema.types.map(|types| types.place).into_iter();
    let places = places.chain(schema.values.as_ref().map(|values| values.place));
    places.chain(lists.map(|list| list.place)).next().unwrap_or(schema.place)
}

/// The JSON types of values that a schema lets through, each with the schema of the keywords that
/// restrict it, if any do.
pub fn typed_parts(analysis: &mut Analysis<'_>, flat: SchemaId) -> Vec<TypedPart> {
    if let Some(known) = analysis.typed_parts.get(&flat) {
        return known.clone();
    }
    let schema = analysis.schemas.shared(flat);
    let mut parts = Vec::new();
    for (json_type, types, name) in JSON_TYPES {
        let allowed = schema.type_set().intersection(types);
        if allowed.is_empty() {
            continue;
        }
        let part = restricted(&schema, json_type, allowed).map(|part| analysis.schemas.add(part));
        parts.push((json_type, part, name));
    }
    analysis.typed_parts.insert(flat, parts.clone());
    parts
}

/// Whether a schema that lets values of any type through restricts some of them.
pub fn restricts_any(analysis: &mut Analysis<'_>, flat: SchemaId) -> bool {
    let schema = analysis.schemas.get(flat);
    let applicators = &schema.applicators;
    let applied = schema.array.unevaluated.is_some()
        || schema.object.unevaluated.is_some()
        || !applicators.not.is_empty()
        || !applicators.conditionals.is_empty()
        || !applicators.all_of.is_empty();
    applied || typed_parts(analysis, flat).iter().any(|(_, part, _)| part.is_some())
}
