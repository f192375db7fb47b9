//! Rules that name properties of a struct.

use std::collections::BTreeMap;

use crate::diagnostic::codes as code;
use crate::ir::{Additional, PreservedFor, Rule, Size, Struct, TypeId};
use crate::lower::rules::RuleLowering;
use crate::lower::rules::typed::sizes;
use crate::lower::types::fields;
use crate::schema::{Schema, SchemaId};
use crate::source::Place;

impl<'a> RuleLowering<'_, 'a, '_> {
    /// Rules that name properties of a struct.
    pub fn objects(&mut self, schema: &Schema<'a>, owner: TypeId) -> Vec<Rule> {
        let object = &schema.object;
        let mut rules = Vec::new();
        for name in &object.required {
            let Some(field) = self.field_of(owner, name.value, name.place) else { continue };
            rules.push(Rule::Required { owner, field });
        }
        for (name, property) in object.properties.iter() {
            let place = self.types.analysis.schemas.get(*property).place;
            let Some(field) = self.field_of(owner, name, place) else { continue };
            let Some(type_) = self.types.field(owner, field).map(|field| field.type_.clone()) else {
                continue;
            };
            let inner = self.rules(*property, &type_);
            let nullable = self.types.field(owner, field).is_some_and(|field| field.nullable);
            let null = !nullable || self.types.analysis.takes_null(*property);
            rules.push(Rule::Property { owner, field, null, rules: inner });
        }
        if object.additional.is_some() {
            self.types
                .unsupported(schema.place, "a rule about the names of properties in a part of a schema");
        }
        rules.extend(self.counts(schema, owner));
        rules
    }

    /// How many properties there are, as far as the struct leaves that open.
    pub fn counts(&mut self, schema: &Schema<'a>, owner: TypeId) -> Vec<Rule> {
        let (least, most) = (schema.object.min_properties, schema.object.max_properties);
        if least.is_none() && most.is_none() {
            return Vec::new();
        }
        let Some(structure) = self.types.structure_of(owner) else { return Vec::new() };
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let required = number(structure.fields.iter().filter(|field| field.required).count());
        let closed = matches!(structure.additional, Additional::Refuse);
        let all = closed.then_some(number(structure.fields.len()));
        let least = least.filter(|limit| limit.value > required);
        let most = most.filter(|limit| all.is_none_or(|all| limit.value < all));
        for (keyword, limit) in [("minProperties", least), ("maxProperties", most)] {
            let place = limit.map(|limit| limit.place);
            self.counted.extend(place.map(|place| (owner, PreservedFor { keyword, place })));
        }
        sizes(&[(Size::MinProperties, least), (Size::MaxProperties, most)])
    }

    fn field_of(&mut self, owner: TypeId, wire: &str, place: Place) -> Option<usize> {
        let found = self.field_index(owner, wire);
        if found.is_none() {
            let fields = &self.types.structure_of(owner)?.fields;
            let known = fields.iter().map(|field| field.wire.as_str());
            let near = self.types.analysis.sources.nearest(wire, known).map(str::to_owned);
            let owner = self.types.get(owner).name.to_string();
            let diagnostic = self.types.diagnostics.error(
                code::UNKNOWN_PROPERTY,
                place,
                format!("`{wire}` is not among the properties of `{owner}`"),
            );
            if let Some(near) = near {
                diagnostic.label(format!("did you mean `{near}`?"));
            }
        }
        found
    }

    /// The index of the field of a property. Of a large struct it is looked up, since each condition may ask for it.
    fn field_index(&mut self, owner: TypeId, wire: &str) -> Option<usize> {
        const LARGE: usize = 16;
        if let Some(known) = self.field_indices.get(&owner) {
            return known.get(wire).copied();
        }
        let fields = &self.types.structure_of(owner)?.fields;
        if fields.len() < LARGE {
            return fields.iter().position(|field| field.wire == wire);
        }
        let indices: BTreeMap<_, _> =
            fields.iter().enumerate().map(|(index, field)| (field.wire.clone(), index)).collect();
        let found = indices.get(wire).copied();
        self.field_indices.insert(owner, indices);
        found
    }

    /// The rules of the properties without a field, if a struct keeps them for their names.
    pub fn additional_rules(&mut self, id: TypeId, flat: SchemaId) {
        let Some(Additional::Keep { type_, .. }) = self.types.structure_of(id).map(|it| &it.additional)
        else {
            return;
        };
        let type_ = type_.clone();
        let schema = self.types.analysis.schemas.shared(flat);
        let inner = self.entries(&schema.object, &type_, Vec::new());
        self.types.records.ruled(schema.place, &inner);
        if let Some(why) = fields::preserved_for(self.types, &schema.object) {
            self.types.records.preserved(schema.place, why);
        }
        if let Some(Struct { additional: Additional::Keep { rules, .. }, .. }) = self.types.structure_mut(id)
        {
            *rules = inner;
        }
    }
}
