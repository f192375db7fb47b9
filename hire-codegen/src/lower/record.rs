//! What became of each schema, written down while types and rules are decided: what the census is made
//! of.

use crate::lower::describe::annotations;

use crate::analysis::Fallback;
use crate::ir::{Additional, Bound, EnumerationValues, KeptFor, Record, Rule, Size, Type, TypeKind};
use crate::lower::types::TypeLowering;
use crate::lower::types::type_ref::Usage;
use crate::schema::{Schema, SchemaId};
use crate::source::Place;
use std::collections::{BTreeMap, BTreeSet};

/// What is known so far, by the place of each schema.
#[derive(Debug, Default)]
pub struct Records(BTreeMap<Place, Record>);

impl Records {
    /// The first reason is the schema's own; others come from parts of it that were taken out.
    pub fn fell_back(&mut self, schema: Place, fallback: Fallback) {
        self.0.entry(schema).or_default().fallback.get_or_insert(fallback);
    }

    /// A variant of a schema's type is any JSON value.
    pub fn fell_back_in_part(&mut self, schema: Place, fallback: Fallback) {
        self.0.entry(schema).or_default().in_part = true;
        self.fell_back(schema, fallback);
    }

    /// The type of a schema keeps properties that it has no fields for.
    pub fn kept(&mut self, schema: Place, why: KeptFor) {
        self.0.entry(schema).or_default().kept = Some(why);
    }

    pub fn ruled(&mut self, schema: Place, rules: &[Rule]) {
        let keywords = rules.iter().filter_map(keyword);
        self.0.entry(schema).or_default().rules.extend(keywords);
    }
}

/// Writes down the type of a schema, and of what it refers to.
pub fn typed(lowering: &mut TypeLowering<'_, '_>, id: SchemaId, usage: &Usage) {
    let type_ = usage.clone().or_null();
    for schema in [id, lowering.analysis.schemas.target(id)] {
        let place = lowering.analysis.schemas.get(schema).place;
        // Parts that were taken out of a schema share its place.
        if lowering.analysis.schemas.at(place) == Some(schema) {
            lowering.records.0.entry(place).or_default().type_ = Some(type_.clone());
        }
    }
}

/// Writes down what a component is emitted as.
pub fn emitted(lowering: &mut TypeLowering<'_, '_>, id: SchemaId, name: &str) {
    let place = lowering.analysis.schemas.get(id).place;
    let key = lowering.analysis.sources.at(place).key().unwrap_or_default();
    lowering.records.0.entry(place).or_default().component = Some((key.to_owned(), name.to_owned()));
}

/// Everything about each schema that was read. A reference that says nothing of its own is none,
/// unless it is a component.
pub fn recorded(lowering: &mut TypeLowering<'_, '_>) -> BTreeMap<Place, Record> {
    let mut all = std::mem::take(&mut lowering.records.0);
    let parts = parts(lowering, &all);
    let mut records = BTreeMap::new();
    for id in lowering.analysis.schemas.ids() {
        let place = lowering.analysis.schemas.get(id).place;
        if lowering.analysis.schemas.at(place) != Some(id) {
            continue;
        }
        let mut record = all.remove(&place).unwrap_or_default();
        record.untold = annotations::untold(lowering, id);
        let says_nothing =
            record.untold.is_empty() && lowering.analysis.schemas.get(id).extensions.rust_name.is_none();
        if lowering.analysis.schemas.target(id) != id && record.component.is_none() && says_nothing {
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
    match type_ {
        Type::Value => true,
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => holds_value(lowering, inner),
        Type::Named(id) => matches!(lowering.get(*id).kind, TypeKind::Any { .. }),
        _ => false,
    }
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
    for (keyword, others) in spellings {
        let other: Vec<_> = others.iter().filter(|other| node.get(other).is_some()).collect();
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

/// The keyword that a rule is of; none if it only carries the rules of other schemas.
fn keyword(rule: &Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::Finite
        | Rule::Never
        | Rule::EachItem(_)
        | Rule::EachEntry(_)
        | Rule::Nested(_)
        | Rule::Shared(_)
        | Rule::Inner(_)
        | Rule::Property { .. }
        | Rule::Read { .. } => return None,
        Rule::Bound { keyword, .. } => match keyword {
            Bound::Minimum => "minimum",
            Bound::ExclusiveMinimum => "exclusiveMinimum",
            Bound::Maximum => "maximum",
            Bound::ExclusiveMaximum => "exclusiveMaximum",
        },
        Rule::MultipleOf(_) => "multipleOf",
        Rule::Size { keyword, .. } => match keyword {
            Size::MinLength => "minLength",
            Size::MaxLength => "maxLength",
            Size::MinItems => "minItems",
            Size::MaxItems => "maxItems",
            Size::MinProperties => "minProperties",
            Size::MaxProperties => "maxProperties",
        },
        Rule::Pattern { .. } => "pattern",
        Rule::Format(_) => "format",
        Rule::UniqueItems => "uniqueItems",
        Rule::Kinds { .. } => "type",
        Rule::Json(_) | Rule::Values { .. } => "enum",
        Rule::Item { .. } => "prefixItems",
        Rule::ItemsFrom { .. } => "items",
        Rule::Contains { .. } => "contains",
        Rule::UnevaluatedItems { .. } => "unevaluatedItems",
        Rule::UnevaluatedEntries { .. } => "unevaluatedProperties",
        Rule::Entry { .. } => "properties",
        Rule::EntryRequired(_) | Rule::Required { .. } => "required",
        Rule::PatternEntries { .. } => "patternProperties",
        Rule::OtherEntries { .. } => "additionalProperties",
        Rule::EntryNames(_) => "propertyNames",
        Rule::AnyOf { .. } => "anyOf",
        Rule::OneOf { .. } => "oneOf",
        Rule::Not { .. } => "not",
        Rule::If { .. } => "if",
    })
}
