//! What a schema says of values of each JSON type.
//!
//! Where values are of several types, those of each type have a schema of their own, and nothing but the type is
//! needed to tell them apart: a union by JSON type.

use super::Analysis;
use super::shape::is_plain;
use super::union::{Decision, Plan, Row, table};
use crate::diagnostic::Diagnostics;
use crate::schema::instance::type_of;
use crate::schema::{ArrayRules, Branches, ObjectRules, Placed, Schema, SchemaId, Types};
use crate::source::Place;

/// What a JSON value can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

/// A kind of value that a schema lets through, with the schema of the keywords that restrict it, if any
/// do, and a word for it.
pub type KindPart = (Kind, Option<SchemaId>, &'static str);

pub const KINDS: [(Kind, Types, &str); 6] = [
    (Kind::Null, Types::NULL, "null"),
    (Kind::Bool, Types::BOOLEAN, "boolean"),
    (Kind::Number, Types::NUMBER, "number"),
    (Kind::String, Types::STRING, "string"),
    (Kind::Array, Types::ARRAY, "array"),
    (Kind::Object, Types::OBJECT, "object"),
];

/// What is of different kinds in a table. Integers are numbers there.
const SEVERAL: [Types; 5] = [Types::BOOLEAN, Types::NUMBER, Types::STRING, Types::ARRAY, Types::OBJECT];

/// A schema whose values are of several types as the union of what it says of each type. None if a type adds
/// nothing: if any value will do, or if they are all of one type.
pub fn by_kind(analysis: &mut Analysis<'_>, flat: SchemaId) -> Option<Plan> {
    let schema = analysis.schemas.shared(flat);
    let types = analysis.demand(flat).types;
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
    let nullable = analysis.accepts_null(flat)?;
    let mut rows = Vec::new();
    for kind in SEVERAL {
        let types = types.intersection(kind);
        if !types.is_empty() {
            let branch = part_of_kind(analysis, &schema, types)?;
            let mut demand = analysis.demand(branch);
            demand.types = demand.types.intersection(types);
            rows.push(Row { source: branch, branch, demand, word: None });
        }
    }
    if !rows.iter().any(|row| analysis.has_type(row.branch)) {
        return None;
    }
    let decision = Decision::Demands { exactly_one: false, demands: table(&rows)? };
    Some(Plan { rows, nullable, decision })
}

/// What a schema says of values of some types: that is a branch alone, if no other lets them through.
fn part_of_kind<'a>(analysis: &mut Analysis<'a>, schema: &Schema<'a>, types: Types) -> Option<SchemaId> {
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
            let list = of_types(analysis, list, types);
            match list.schemas.as_slice() {
                [only] => alone.push(*only),
                several if types == Types::STRING && !are_plain(analysis, several) => return None,
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
    let mut both = analysis.schemas.add(part);
    // A contradiction leaves a part that nothing satisfies, which is no fault here.
    let mut faults = Diagnostics::default();
    for branch in alone {
        both = analysis.schemas.both(both, branch);
        analysis.schemas.flat(both, &mut faults);
    }
    if faults.has_errors() {
        return None;
    }
    analysis.schemas.take_up_values(both, &mut analysis.findings);
    Some(both)
}

fn are_plain(analysis: &mut Analysis<'_>, branches: &[SchemaId]) -> bool {
    branches.iter().all(|branch| {
        let flat = analysis.flattened(*branch);
        is_plain(analysis.schemas.get(flat))
    })
}

/// The branches that let values of some types through.
fn of_types(analysis: &mut Analysis<'_>, list: Branches, types: Types) -> Branches {
    let branches = list.schemas.into_iter();
    let schemas: Vec<_> =
        branches.filter(|it| !analysis.demand(*it).types.intersection(types).is_empty()).collect();
    // Not the place of the whole list: that is open while this is made.
    let place = schemas.first().map_or(list.place, |first| analysis.schemas.get(*first).place);
    Branches { place, schemas, discriminator: list.discriminator }
}

/// Whether `type` or `enum` let values of several types through, null apart.
pub fn is_of_several_kinds(schema: &Schema<'_>) -> bool {
    (schema.types.is_some() || schema.values.is_some()) && several(own_types(schema).not_null())
}

/// The types that `type` and `enum` let through.
pub fn own_types(schema: &Schema<'_>) -> Types {
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
    SEVERAL.into_iter().filter(|kind| !types.intersection(*kind).is_empty()).count()
}

/// The keyword that says of which types values are. The place of the schema itself names the whole union.
fn place_of_choice(schema: &Schema<'_>) -> Place {
    let lists = schema.applicators.any_of.iter().chain(&schema.applicators.one_of);
    let places = schema.types.map(|types| types.place).into_iter();
    let places = places.chain(schema.values.as_ref().map(|values| values.place));
    places.chain(lists.map(|list| list.place)).next().unwrap_or(schema.place)
}

/// The kinds of values that a schema lets through, each with the schema of the keywords that
/// restrict it, if any do.
pub fn kinds_of(analysis: &mut Analysis<'_>, flat: SchemaId) -> Vec<KindPart> {
    if let Some(known) = analysis.kinds.get(&flat) {
        return known.clone();
    }
    let schema = analysis.schemas.shared(flat);
    let mut kinds = Vec::new();
    for (kind, types, name) in KINDS {
        let allowed = schema.type_set().intersection(types);
        if allowed.is_empty() {
            continue;
        }
        let part = restricted(&schema, kind, allowed).map(|part| analysis.schemas.add(part));
        kinds.push((kind, part, name));
    }
    analysis.kinds.insert(flat, kinds.clone());
    kinds
}

/// Whether a schema that lets any kind of value through restricts some of them.
pub fn restricts_any(analysis: &mut Analysis<'_>, flat: SchemaId) -> bool {
    let schema = analysis.schemas.get(flat);
    let applicators = &schema.applicators;
    let applied = schema.array.unevaluated.is_some()
        || schema.object.unevaluated.is_some()
        || !applicators.not.is_empty()
        || !applicators.conditionals.is_empty()
        || !applicators.all_of.is_empty();
    applied || kinds_of(analysis, flat).iter().any(|(_, part, _)| part.is_some())
}

/// Whether a schema restricts values that are no objects.
pub fn restricts_others(schema: &Schema<'_>) -> bool {
    let others = KINDS.iter().filter(|(kind, ..)| *kind != Kind::Object);
    others.into_iter().any(|(kind, types, _)| restricted(schema, *kind, *types).is_some())
}

/// The schema with the keywords for values of some types, which are all of one kind, and no others.
pub fn of_kind<'a>(schema: &Schema<'a>, types: Types) -> Schema<'a> {
    let kind = KINDS.iter().find(|(_, of_kind, _)| of_kind.contains(types)).map(|(kind, ..)| *kind);
    let mut part =
        kind.and_then(|kind| restricted(schema, kind, types)).unwrap_or_else(|| schema.keywordless());
    part.types = Some(Placed { value: types, place: schema.place });
    part
}

/// The schema with the keywords for one kind of value, if there are any.
fn restricted<'a>(schema: &Schema<'a>, kind: Kind, types: Types) -> Option<Schema<'a>> {
    let mut part = schema.keywordless();
    part.types = Some(Placed { value: types, place: schema.place });
    match kind {
        Kind::Null | Kind::Bool => return None,
        Kind::Number => {
            part.number = schema.number.clone();
            let whole = types == Types::INTEGER;
            part.format = schema.format.filter(|_| schema.integer_format().is_some());
            let free = part.number.multiple_of.is_empty() && part.number.bounds().iter().all(Option::is_none);
            if free && !whole && part.format.is_none() {
                return None;
            }
        }
        Kind::String => {
            part.string = schema.string.clone();
            let known =
                |name: &str| schema.text_format().is_some() || matches!(name, "password" | "timestamp-ms");
            part.format = schema.format.filter(|format| known(format.value));
            let string = &part.string;
            let free =
                string.min_length.is_none() && string.max_length.is_none() && string.patterns.is_empty();
            if free && part.format.is_none_or(|format| format.value == "password") {
                return None;
            }
        }
        Kind::Array => {
            part.array = ArrayRules { unevaluated: None, ..schema.array.clone() };
            let array = &part.array;
            let counts =
                array.min_items.is_some() || array.max_items.is_some() || array.unique_items.is_some();
            if !counts && array.items.is_none() && array.prefix.is_empty() && array.contains.is_empty() {
                return None;
            }
        }
        Kind::Object => {
            part.object = ObjectRules { unevaluated: None, ..schema.object.clone() };
            let object = &part.object;
            let counts = object.min_properties.is_some() || object.max_properties.is_some();
            let named =
                !object.properties.is_empty() || !object.required.is_empty() || object.names.is_some();
            if !counts && !named && object.patterns.is_empty() && object.additional.is_none() {
                return None;
            }
        }
    }
    Some(part)
}
