//! What becomes of each schema, written down while types and rules are decided: what the census is made of.

use std::collections::BTreeMap;

use crate::analysis::Fallback;
use crate::ir::{Bound, PreservedFor, Record, Rule, Size, Type};
use crate::schema::{SchemaId, Schemas};
use crate::source::{Cursor, Place};

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
    pub fn preserved(&mut self, schema: Place, why: PreservedFor) {
        self.0.entry(schema).or_default().preserved = Some(why);
    }

    pub fn ruled(&mut self, schema: Place, rules: &[Rule]) {
        let keywords = rules.iter().filter_map(keyword);
        self.0.entry(schema).or_default().rules.extend(keywords);
    }

    /// The type of a schema, and of what it refers to.
    pub fn typed(&mut self, schemas: &Schemas<'_>, id: SchemaId, type_: &Type) {
        for schema in [id, schemas.resolve(id)] {
            let place = schemas.get(schema).place;
            // Parts that were taken out of a schema share its place.
            if schemas.at(place) == Some(schema) {
                self.0.entry(place).or_default().type_ = Some(type_.clone());
            }
        }
    }

    /// What a component is emitted as.
    pub fn emitted(&mut self, component: Cursor<'_>, name: &str) {
        let key = component.key().unwrap_or_default();
        self.0.entry(component.place()).or_default().component = Some((key.to_owned(), name.to_owned()));
    }

    /// Every record, which ends the collection.
    pub fn take(&mut self) -> BTreeMap<Place, Record> {
        std::mem::take(&mut self.0)
    }
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
        Rule::JsonTypes { .. } => "type",
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
