//! Schemas that no static type can say: their values are any JSON, and every keyword becomes a rule.
//!
//! Where a part of such a schema has a type, the rule is that the value can be read as that type, so
//! that whatever holds for typed values holds here as well.

use super::build::Builder;
use super::usage::{Shape, Usage};
use super::{Kind, Rule, Type};
use crate::diagnostic::{codes, nearest};
use crate::schema::{Schema, SchemaId, Types};
use crate::source::Place;

/// A kind of value that a schema lets through, with the schema of the keywords that restrict it, if any
/// do, and a word for it.
pub(super) type KindPart = (Kind, Option<SchemaId>, &'static str);

const KINDS: [(Kind, Types, &str); 6] = [
    (Kind::Null, Types::NULL, "null"),
    (Kind::Bool, Types::BOOLEAN, "boolean"),
    (Kind::Number, Types::NUMBER, "number"),
    (Kind::String, Types::STRING, "string"),
    (Kind::Array, Types::ARRAY, "array"),
    (Kind::Object, Types::OBJECT, "object"),
];

impl<'a> Builder<'a, '_> {
    /// Makes the types that the parts of a schema without one have, with names that tell where they
    /// belong.
    pub fn prepare(&mut self, flat: SchemaId, hint: &str) {
        let schema = self.schemas.get(flat).clone();
        let applicators = &schema.applicators;
        let lists = applicators.any_of.iter().chain(&applicators.one_of);
        let options: Vec<SchemaId> = lists.flat_map(|branches| branches.schemas.iter().copied()).collect();
        for (index, option) in options.into_iter().enumerate() {
            let title = self.schemas.get(option).annotations.title;
            let name = title
                .map_or_else(|| format!("{hint} option {}", index + 1), |title| format!("{hint} {title}"));
            self.usage(option, &name);
        }
        for (_, part, name) in self.kinds_of(flat) {
            if let Some(part) = part {
                self.usage(part, &format!("{hint} {name}"));
            }
        }
    }

    /// The rules of any JSON value that satisfies a schema.
    pub fn dynamic(&mut self, id: SchemaId) -> Vec<Rule> {
        let flat = self.schemas.flat(id, self.diagnostics);
        if let Some(known) = self.by_schema.get(&flat) {
            let known = *known;
            let nullable = self.union_of(flat).is_some_and(|union| union.nullable);
            let type_ = Usage { type_: Type::Named(known), nullable }.or_null();
            return vec![Rule::Read { type_, rules: vec![Rule::Nested(known)] }];
        }
        if self.open.contains(&flat) {
            let place = self.schemas.get(flat).place;
            self.unsupported(place, "a schema that contains itself and is not among the components");
            return Vec::new();
        }
        self.open.push(flat);
        let rules = self.dynamic_rules(flat);
        self.open.pop();
        rules
    }

    /// Like [`Self::dynamic`], of a component that has a function of its own.
    pub fn dynamic_rules(&mut self, flat: SchemaId) -> Vec<Rule> {
        let schema = self.schemas.get(flat).clone();
        if schema.never {
            return vec![Rule::Never];
        }
        let typed = schema.types.is_some() || schema.values.is_some();
        if typed && !matches!(self.shape(&schema), Shape::Any | Shape::Dynamic) {
            let opened = std::mem::take(&mut self.open);
            let hint = self.name_by_place(schema.place);
            let usage = self.usage(flat, &hint);
            self.open = opened;
            let rules = self.rules(flat, &usage.type_);
            return vec![Rule::Read { type_: usage.or_null(), rules }];
        }
        let mut rules: Vec<Rule> = self.kinds_rule(flat, &schema).into_iter().collect();
        if let Some(values) = &schema.values {
            rules.push(Rule::Json(values.value.iter().map(|value| value.to_json().to_string()).collect()));
        }
        rules.extend(self.applied(&schema, &Type::Value));
        rules
    }

    /// A name for a part of a schema that nothing else names: the words of its place.
    fn name_by_place(&self, place: Place) -> String {
        let pointer = self.sources.pointer(place);
        let words = pointer
            .split('/')
            .skip(1)
            .filter(|word| !matches!(*word, "components" | "schemas" | "properties"));
        words.collect::<Vec<_>>().join(" ")
    }

    fn kinds_rule(&mut self, flat: SchemaId, schema: &Schema<'a>) -> Option<Rule> {
        let mut kinds = Vec::new();
        for (kind, part, _) in self.kinds_of(flat) {
            kinds.push((kind, part.map(|part| self.dynamic_rules(part)).unwrap_or_default()));
        }
        let free = kinds.len() == KINDS.len() && kinds.iter().all(|(_, rules)| rules.is_empty());
        (!free).then(|| Rule::Kinds { limit: schema.type_set().to_string(), kinds })
    }

    /// The kinds of values that a schema lets through, each with the schema of the keywords that
    /// restrict it, if any do.
    fn kinds_of(&mut self, flat: SchemaId) -> Vec<KindPart> {
        if let Some(known) = self.kinds.get(&flat) {
            return known.clone();
        }
        let schema = self.schemas.get(flat).clone();
        let mut kinds = Vec::new();
        for (kind, types, name) in KINDS {
            let allowed = schema.type_set().intersection(types);
            if allowed.is_empty() {
                continue;
            }
            let part = restricted(&schema, kind, allowed).map(|part| self.schemas.add(part));
            kinds.push((kind, part, name));
        }
        self.kinds.insert(flat, kinds.clone());
        kinds
    }

    /// Whether a schema that lets any kind of value through restricts some of them.
    pub fn restricts_any(&mut self, flat: SchemaId) -> bool {
        let applicators = &self.schemas.get(flat).applicators;
        let applied = !applicators.not.is_empty()
            || !applicators.conditionals.is_empty()
            || !applicators.all_of.is_empty();
        applied || self.kinds_of(flat).iter().any(|(_, part, _)| part.is_some())
    }

    /// Whether the conditions of a schema can be written as rules of the type that its other keywords
    /// make: they name known properties alone, and narrow no type.
    pub fn conditions_fit(&mut self, schema: &Schema<'a>) -> bool {
        let applicators = &schema.applicators;
        let lists =
            applicators.any_of.iter().chain(&applicators.one_of).flat_map(|branches| &branches.schemas);
        let conditionals = applicators.conditionals.iter();
        let conditionals = conditionals.flat_map(|it| [Some(it.condition), it.then, it.otherwise]).flatten();
        let parts: Vec<SchemaId> =
            lists.chain(&applicators.not).chain(&applicators.all_of).copied().chain(conditionals).collect();
        parts.into_iter().all(|part| self.fits(schema, part))
    }

    /// Whether a condition fits, once for each pair. One that comes back to itself does not: its rules
    /// would have no end.
    fn fits(&mut self, owner: &Schema<'a>, part: SchemaId) -> bool {
        let flat = self.schemas.flat(part, self.diagnostics);
        let pair = (owner.place, flat);
        if self.fitting.contains(&pair) {
            self.unfit.insert(pair);
        }
        if self.unfit.contains(&pair) {
            return false;
        }
        self.fitting.push(pair);
        let fits = self.fits_once(owner, flat);
        self.fitting.pop();
        if !fits {
            self.unfit.insert(pair);
        }
        fits && !self.unfit.contains(&pair)
    }

    fn fits_once(&mut self, owner: &Schema<'a>, flat: SchemaId) -> bool {
        let part = self.schemas.get(flat).clone();
        let own = owner.type_set().not_null();
        let common = part.type_set().intersection(own);
        let narrows = !common.is_empty() && common != own;
        let object = &part.object;
        let counts = object.min_properties.is_some() || object.max_properties.is_some();
        let structure = !owner.object.properties.is_empty();
        if narrows || object.names.is_some() || !object.patterns.is_empty() || object.additional.is_some() {
            return false;
        }
        if structure && counts || !part.array.prefix.is_empty() || !part.array.contains.is_empty() {
            return false;
        }
        let foreign = object.required.iter().filter(|name| !owner.object.properties.contains_key(name.value));
        let foreign: Vec<_> = foreign.copied().collect();
        if structure && !foreign.is_empty() {
            for name in foreign {
                self.misspelt(owner, name.value, name.place);
            }
            return false;
        }
        if part
            .values
            .as_ref()
            .is_some_and(|values| values.value.iter().any(|value| value.is_mapping() || value.is_sequence()))
        {
            return false;
        }
        for (name, property) in &object.properties {
            let named = owner.object.properties.get(name).copied();
            let Some(field) = named.or(owner.object.additional.filter(|_| !structure)) else {
                self.misspelt(owner, name, self.schemas.get(*property).place);
                return false;
            };
            let field = self.schemas.flat(field, self.diagnostics);
            // What a union decided, no rule looks into.
            if self.union_of(field).is_some() {
                return false;
            }
            let field = self.schemas.get(field).clone();
            if !matches!(self.shape(&field), Shape::Any | Shape::Dynamic) && !self.fits(&field, *property) {
                return false;
            }
        }
        if let Some(items) = part.array.items {
            let Some(own_items) = owner.array.items else { return false };
            let own_items = self.schemas.flat(own_items, self.diagnostics);
            if self.union_of(own_items).is_some() {
                return false;
            }
            let own_items = self.schemas.get(own_items).clone();
            if !self.fits(&own_items, items) {
                return false;
            }
        }
        let mut inner = part.clone();
        inner.types.clone_from(&owner.types);
        inner.object.properties.clone_from(&owner.object.properties);
        inner.array.items = owner.array.items;
        self.conditions_fit(&inner)
    }

    /// A property that nearly is one of the object's own is a slip of the pen, and not a union.
    fn misspelt(&mut self, owner: &Schema<'a>, name: &str, place: Place) {
        if let Some(near) = nearest(name, owner.object.properties.keys().copied()) {
            self.diagnostics
                .error(
                    codes::UNKNOWN_PROPERTY,
                    place,
                    format!("`{name}` is not among the properties of this object"),
                )
                .label(format!("did you mean `{near}`?"));
            self.misspelt.insert(owner.place);
        }
    }
}

/// The schema with the keywords for one kind of value, if there are any.
fn restricted<'a>(schema: &Schema<'a>, kind: Kind, types: Types) -> Option<Schema<'a>> {
    let mut part = schema.keywordless();
    part.types = Some(crate::schema::Placed { value: types, place: schema.place });
    match kind {
        Kind::Null | Kind::Bool => return None,
        Kind::Number => {
            part.number = schema.number.clone();
            let whole = types == Types::INTEGER;
            let free = part.number.multiple_of.is_empty() && part.number.bounds().iter().all(Option::is_none);
            if free && !whole {
                return None;
            }
        }
        Kind::String => {
            part.string = schema.string.clone();
            part.format = schema.format;
            let string = &part.string;
            let free =
                string.min_length.is_none() && string.max_length.is_none() && string.patterns.is_empty();
            if free && schema.format.is_none_or(|format| format.value != "timestamp-ms") {
                return None;
            }
        }
        Kind::Array => {
            part.array = schema.array.clone();
            let array = &part.array;
            let counts =
                array.min_items.is_some() || array.max_items.is_some() || array.unique_items.is_some();
            if !counts && array.items.is_none() && array.prefix.is_empty() && array.contains.is_empty() {
                return None;
            }
        }
        Kind::Object => {
            part.object = schema.object.clone();
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
