//! What became of each schema that was read, and what its extensions say to no effect.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Additional, EnumerationValues, Record, Type, TypeKind};
use crate::lower::describe::annotations;
use crate::lower::types::TypeLowering;
use crate::schema::{Schema, SchemaId};
use crate::source::Place;

/// Everything about each schema that was read. A reference that says nothing of its own is none,
/// unless it is a component.
pub fn recorded(lowering: &mut TypeLowering<'_, '_>) -> BTreeMap<Place, Record> {
    let mut all = lowering.records.take();
    let parts = parts(lowering, &all);
    let mut records = BTreeMap::new();
    for id in lowering.analysis.schemas.ids() {
        let place = lowering.analysis.schemas.get(id).place;
        if lowering.analysis.schemas.at(place) != Some(id) {
            continue;
        }
        let mut record = all.remove(&place).unwrap_or_default();
        record.undocumented = annotations::undocumented(lowering, id);
        let says_nothing = record.undocumented.is_empty()
            && lowering.analysis.schemas.get(id).extensions.rust_name.is_none();
        if lowering.analysis.schemas.resolve(id) != id && record.component.is_none() && says_nothing {
            continue;
        }
        record.is_part =
            parts.contains(&id) || lowering.analysis.schemas.is_part_of_enum(id) && record.type_.is_none();
        if record.is_part {
            record.type_ = None;
        }
        if record.is_part || record.type_.is_some() || !record.rules.is_empty() {
            annotations::idle_extensions(lowering, id);
        }
        checked_by_types(lowering, &mut record);
        spelt(lowering, place, &mut record);
        let holds_value = record.type_.as_ref().is_some_and(|type_| holds_value(lowering, type_));
        if !holds_value && !record.in_part {
            record.fallback = None;
        }
        records.insert(place, record);
    }
    records
}

/// Whether a type is any JSON value, or has some in it.
fn holds_value(lowering: &TypeLowering<'_, '_>, type_: &Type) -> bool {
    type_.walk().any(|part| match part {
        Type::Value => true,
        Type::Named(id) => matches!(lowering.get(*id).kind, TypeKind::Any { .. }),
        _ => false,
    })
}

/// Keywords that types check, and no rule of their own.
fn checked_by_types(lowering: &TypeLowering<'_, '_>, record: &mut Record) {
    let mut type_ = record.type_.as_ref();
    if let Some(Type::Nullable(inner)) = type_ {
        type_ = Some(&**inner);
    }
    let Some(Type::Named(id)) = type_ else { return };
    match &lowering.get(*id).kind {
        TypeKind::Enumeration(enumeration) => match enumeration.values {
            EnumerationValues::Strings | EnumerationValues::Integers => {
                record.rules.insert("enum");
            }
        },
        TypeKind::Struct(structure) if matches!(structure.additional, Additional::Refuse) => {
            record.rules.insert("additionalProperties");
        }
        _ => {}
    }
}

/// Keywords by the spelling that the schema has for them.
fn spelt(lowering: &TypeLowering<'_, '_>, place: Place, record: &mut Record) {
    let node = lowering.analysis.sources.at(place);
    let spellings = [
        ("enum", &["const", "anyOf", "oneOf"][..]),
        ("if", &["dependentSchemas", "dependentRequired"][..]),
        ("additionalProperties", &["unevaluatedProperties"][..]),
    ];
    for (keyword, alternatives) in spellings {
        let other: Vec<_> = alternatives.iter().filter(|other| node.get(other).is_some()).collect();
        if node.get(keyword).is_none() && !other.is_empty() && record.rules.remove(keyword) {
            record.rules.extend(other);
        }
    }
}

/// The schemas that are applied to the value of another, and what these consist of, but for those
/// that have a type.
fn parts(lowering: &TypeLowering<'_, '_>, records: &BTreeMap<Place, Record>) -> BTreeSet<SchemaId> {
    let mut open: Vec<SchemaId> = Vec::new();
    for id in lowering.analysis.schemas.ids() {
        let schema = lowering.analysis.schemas.get(id);
        open.extend(applied(schema));
        open.extend(schema.object.names.iter().chain(&schema.object.additional));
        open.extend(schema.array.contains.iter().map(|it| it.schema));
    }
    let mut parts = BTreeSet::new();
    while let Some(id) = open.pop() {
        let schema = lowering.analysis.schemas.get(id);
        let type_ = records.get(&schema.place).and_then(|record| record.type_.as_ref());
        if type_.is_none_or(|type_| *type_ == Type::Value) && parts.insert(id) {
            open.extend(members(schema));
        }
    }
    parts
}

/// The schemas that are applied to the same value.
fn applied(schema: &Schema<'_>) -> Vec<SchemaId> {
    let applicators = &schema.applicators;
    let lists = applicators.any_of.iter().chain(&applicators.one_of);
    let conditionals = applicators.conditionals.iter();
    let conditionals = conditionals.flat_map(|it| [Some(it.condition), it.then, it.otherwise]).flatten();
    let all = schema.references.iter().chain(&schema.all_of).chain(&applicators.all_of);
    let all = all.chain(&applicators.not).chain(lists.flat_map(|branches| &branches.schemas));
    all.copied().chain(conditionals).collect()
}

/// The schemas of a value's members.
fn members(schema: &Schema<'_>) -> Vec<SchemaId> {
    let (object, array) = (&schema.object, &schema.array);
    let named = object.properties.values().chain(object.patterns.iter().map(|(_, schema)| schema));
    let items = array.prefix.iter().chain(&array.items).chain(array.contains.iter().map(|it| &it.schema));
    named.chain(&object.additional).chain(&object.names).chain(items).copied().collect()
}
