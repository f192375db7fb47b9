//! From schemas to rules: whatever a schema asks of a value beyond what its type guarantees.

use std::collections::{BTreeMap, BTreeSet};

use super::annotations::Documented;
use super::build::Builder;
use super::integer::{bounds, integers};
use super::kept::{KeptFor, Others};
use super::{Additional, Field, Literal, Rule, Size, Struct, Type, TypeDef, TypeId, TypeKind, docs};
use super::{constant, literal};
use crate::diagnostic::codes as code;
use crate::schema::{ObjectRules, Placed, Schema, SchemaId, Types};
use crate::source::{Kind, Place};

impl<'a> Builder<'a, '_> {
    /// Rules and docs of all types, once every type has its fields.
    pub fn second_pass(&mut self) {
        while self.passed < self.types.len() {
            let id = TypeId(self.passed);
            self.passed += 1;
            self.drain();
            let origin = self.origin(id).clone();
            let Some(schema) = origin.schema else { continue };
            let mut fields = Vec::new();
            for (index, property) in origin.fields.iter().enumerate() {
                let Some(field) = self.field(id, index) else { continue };
                let (type_, required, nullable) = (field.type_.clone(), field.required, field.nullable);
                let rules = self.rules(*property, &type_);
                let mut documented = self.documented_use(*property, &type_, false);
                // What an optional property is when it is absent is not ours to say.
                let declared = documented.annotations.default.filter(|_| required);
                let declared = declared.filter(|value| !self.breaks_schema(*property, *value));
                if required && declared.is_none() {
                    documented.annotations.default = None;
                }
                let default = declared.and_then(|value| constant::of(self, value, &type_, nullable));
                if let Some(declared) = declared.filter(|value| default.is_none() && !value.is_null()) {
                    self.unsupported(declared.place(), "a default of this type for a required property");
                }
                fields.push((rules, default, documented));
            }
            let flat = self.analysis.schemas.shared(schema);
            let others = self.others(id, &flat);
            self.any_rules(id, schema);
            self.alias_rules(id, schema);
            self.union_rules(id, schema);
            let own = self.object_rules(id, schema);
            self.fill(id, fields, others, own);
            let docs = docs::type_(self, id, schema);
            let deprecated = self.annotations(schema).deprecated.is_some();
            if let Some(definition) = self.types.get_mut(id.0) {
                definition.docs = docs;
                definition.deprecated = deprecated;
            }
        }
    }

    /// The rules of a component whose values are any JSON.
    fn any_rules(&mut self, id: TypeId, flat: SchemaId) {
        if !matches!(self.get(id).kind, TypeKind::Any { .. }) {
            return;
        }
        let own = self.dynamic_rules(flat);
        if let Some(TypeDef { kind: TypeKind::Any { rules }, .. }) = self.types.get_mut(id.0) {
            *rules = own;
        }
    }

    /// The rules of a component whose type does not have them.
    fn alias_rules(&mut self, id: TypeId, schema: SchemaId) {
        let TypeKind::Alias { type_, .. } = &self.get(id).kind else { return };
        let type_ = type_.clone();
        let own = self.rules(schema, &type_);
        if own == [Rule::Shared(id)] {
            return;
        }
        if let Some(TypeDef { kind: TypeKind::Alias { rules, .. }, .. }) = self.types.get_mut(id.0) {
            *rules = if are_inherent(&own, &type_) { Vec::new() } else { own };
        }
    }

    fn fill(
        &mut self,
        id: TypeId,
        parts: Vec<(Vec<Rule>, Option<Literal>, Documented<'_>)>,
        others: Others<'_>,
        own: Vec<Rule>,
    ) {
        for (index, (rules, default, documented)) in parts.into_iter().enumerate() {
            let docs = self.field(id, index).map(|field| docs::field(self, field, &rules, &documented));
            if let Some(TypeDef { kind: TypeKind::Struct(structure), .. }) = self.types.get_mut(id.0)
                && let Some(field) = structure.fields.get_mut(index)
            {
                field.rules = rules;
                field.default = default;
                field.docs = docs.unwrap_or_default();
            }
        }
        let docs = docs::additional(self, &others);
        if let Some(TypeDef { kind: TypeKind::Struct(structure), .. }) = self.types.get_mut(id.0) {
            structure.rules = own;
            if let Additional::Keep { rules, docs: told, .. } = &mut structure.additional {
                *rules = others.rules;
                *told = docs;
            }
        }
    }

    pub fn structure_of(&self, id: TypeId) -> Option<&Struct> {
        match &self.get(id).kind {
            TypeKind::Struct(structure) => Some(structure),
            _ => None,
        }
    }

    pub fn field(&self, id: TypeId, index: usize) -> Option<&Field> {
        self.structure_of(id)?.fields.get(index)
    }

    /// The rules of an object as a whole, which its fields do not have.
    fn object_rules(&mut self, id: TypeId, flat: SchemaId) -> Vec<Rule> {
        if self.structure_of(id).is_none() {
            return Vec::new();
        }
        let schema = self.analysis.schemas.shared(flat);
        let type_ = Type::Named(id);
        let mut rules = self.counts(&schema, id);
        rules.extend(self.applied(&schema, &type_));
        self.records.ruled(schema.place, &rules);
        rules
    }

    /// The rules of a value of `type_` that satisfies a schema.
    pub fn rules(&mut self, id: SchemaId, type_: &Type) -> Vec<Rule> {
        if let Type::Nullable(inner) = type_ {
            return self.rules(id, inner);
        }
        if *type_ == Type::Value {
            return self.dynamic(id);
        }
        let mut id = id;
        while let Some(inner) = self.analysis.nullable_other(id).or_else(|| self.analysis.only_branch(id)) {
            id = inner;
        }
        let flat = self.analysis.flattened(id);
        if let Type::Named(named) = type_
            && self.origin(*named).schema == Some(flat)
        {
            return vec![Rule::Nested(*named)];
        }
        if self.is_any(type_) {
            return vec![Rule::Inner(self.dynamic(id))];
        }
        self.asserted(flat, type_)
    }

    /// Whether values of a type are any JSON.
    fn is_any(&self, type_: &Type) -> bool {
        matches!(type_, Type::Named(id) if matches!(self.get(*id).kind, TypeKind::Any { .. }))
    }

    /// All keywords of a schema, for a value of a type that some other schema may have decided.
    fn asserted(&mut self, flat: SchemaId, type_: &Type) -> Vec<Rule> {
        self.once(flat, type_, |builder| {
            let schema = builder.analysis.schemas.shared(flat);
            builder.asserted_once(&schema, type_)
        })
    }

    fn asserted_once(&mut self, schema: &Schema<'a>, type_: &Type) -> Vec<Rule> {
        if schema.never {
            return vec![Rule::Never];
        }
        let own = self.types_of(type_);
        let allowed = schema.type_set();
        if allowed.intersection(own).is_empty() {
            return vec![Rule::Never];
        }
        let whole = own == Types::NUMBER && allowed.intersection(own) == Types::INTEGER;
        if !allowed.contains(own) && !whole {
            let place = schema.types.map_or(schema.place, |types| types.place);
            self.unsupported(place, "a `type` that is narrower than the property's own");
        }
        let mut rules = Vec::new();
        match type_ {
            Type::Integer(integer) => {
                rules.extend(bounds(schema, Some(integer.range())));
                rules.extend(integers(schema, Some(integer.range())));
            }
            Type::F64 => {
                rules.push(Rule::Finite);
                rules.extend(bounds(schema, None));
                let format = integers(schema, None);
                let said = rules.iter().chain(&format).any(is_whole);
                rules.extend((whole && !said).then(|| Rule::MultipleOf("1".to_owned())));
                rules.extend(format);
            }
            Type::String | Type::Formatted(_) | Type::Secret | Type::TimestampMs => {
                rules.extend(strings(schema));
            }
            Type::Tuple(items) => rules.extend(self.tuples(schema, items)),
            Type::List(item) => rules.extend(self.lists(schema, item)),
            Type::Map(value) => rules.extend(self.maps(schema, value)),
            Type::Named(id) => rules.extend(self.objects(schema, *id)),
            Type::Bool | Type::Value | Type::Nullable(_) => {}
        }
        rules.extend(self.values(schema, type_));
        rules.extend(self.applied(schema, type_));
        self.records.ruled(schema.place, &rules);
        rules
    }

    /// The JSON types of a Rust type's values.
    fn types_of(&self, type_: &Type) -> Types {
        match type_ {
            Type::Bool => Types::BOOLEAN,
            Type::Integer(_) => Types::INTEGER,
            Type::F64 => Types::NUMBER,
            Type::String | Type::Formatted(_) | Type::Secret | Type::TimestampMs => Types::STRING,
            Type::Value => Types::ALL,
            Type::List(_) | Type::Tuple(_) => Types::ARRAY,
            Type::Map(_) => Types::OBJECT,
            Type::Nullable(inner) => self.types_of(inner),
            Type::Named(id) => match &self.get(*id).kind {
                TypeKind::Struct(_) => Types::OBJECT,
                TypeKind::Any { .. } | TypeKind::Union(_) => Types::ALL,
                TypeKind::Alias { type_, .. } => self.types_of(type_),
                TypeKind::Enumeration(enumeration) => match enumeration.values {
                    super::EnumerationValues::Strings => Types::STRING,
                    super::EnumerationValues::Integers => Types::INTEGER,
                },
            },
        }
    }

    fn lists(&mut self, schema: &Schema<'a>, item: &Type) -> Vec<Rule> {
        let array = &schema.array;
        let mut rules = sizes(&[(Size::MinItems, array.min_items), (Size::MaxItems, array.max_items)]);
        if let Some(unique_items) = array.unique_items {
            self.compare(item, unique_items);
            rules.push(Rule::UniqueItems);
        }
        for (position, schema) in array.prefix.iter().enumerate() {
            let rules_of_item = self.rules(*schema, item);
            push_unless_empty(&mut rules, rules_of_item, |rules| Rule::Item { position, rules });
        }
        let each = array.items.map(|items| self.rules(items, item)).unwrap_or_default();
        let position = array.prefix.len();
        push_unless_empty(&mut rules, each, |rules| {
            if position == 0 { Rule::EachItem(rules) } else { Rule::ItemsFrom { position, rules } }
        });
        for contains in &array.contains {
            let rules_of_item = self.rules(contains.schema, item);
            rules.push(Rule::Contains { least: contains.least, most: contains.most, rules: rules_of_item });
        }
        rules
    }

    fn maps(&mut self, schema: &Schema<'a>, value: &Type) -> Vec<Rule> {
        let object = &schema.object;
        let mut rules = sizes(&[
            (Size::MinProperties, object.min_properties),
            (Size::MaxProperties, object.max_properties),
        ]);
        let required = object.required.iter().map(|name| Rule::EntryRequired(name.value.to_owned()));
        rules.extend(required);
        for (name, property) in object.properties.iter() {
            let inner = self.rules(*property, value);
            push_unless_empty(&mut rules, inner, |rules| Rule::Entry { name: (*name).to_owned(), rules });
        }
        let names = object.properties.keys().map(|name| (*name).to_owned()).collect();
        rules.extend(self.entries(object, value, names));
        rules
    }

    /// Rules of the entries of a map by their names; `names` are those that the other rules are about.
    pub fn entries(&mut self, object: &ObjectRules<'a>, value: &Type, names: Vec<String>) -> Vec<Rule> {
        let mut rules = Vec::new();
        for (pattern, schema) in &object.patterns {
            let inner = self.rules(*schema, value);
            let pattern = pattern.value.to_owned();
            push_unless_empty(&mut rules, inner, |rules| Rule::PatternEntries { pattern, rules });
        }
        let others = object.additional.map(|additional| self.rules(additional, value)).unwrap_or_default();
        let patterns: Vec<String> =
            object.patterns.iter().map(|(pattern, _)| pattern.value.to_owned()).collect();
        push_unless_empty(&mut rules, others, |rules| {
            if names.is_empty() && patterns.is_empty() {
                Rule::EachEntry(rules)
            } else {
                Rule::OtherEntries { names, patterns, rules }
            }
        });
        if let Some(schema) = object.names {
            let inner = self.names(schema);
            push_unless_empty(&mut rules, inner, Rule::EntryNames);
        }
        rules
    }

    /// Rules of the names of properties. Nobody holds one as a value, so that no type is made for them.
    fn names(&mut self, schema: SchemaId) -> Vec<Rule> {
        let flat = self.analysis.flattened(schema);
        let listed = self.analysis.schemas.get(flat).values.clone();
        match listed.filter(|_| !self.by_schema.contains_key(&flat)) {
            Some(values) => {
                let possible = self.analysis.possible(flat, values.value);
                vec![Rule::Json(possible.iter().map(|value| value.to_json().to_string()).collect())]
            }
            None => {
                let named = self.analysis.schemas.get(flat);
                let types = Some(Placed { value: Types::STRING, place: named.place });
                let typed = named.types.is_none().then(|| Schema { types, ..named.clone() });
                let texts = typed.map_or(schema, |typed| self.analysis.schemas.add(typed));
                self.dynamic(texts)
            }
        }
    }

    /// Rules that name properties of a struct.
    fn objects(&mut self, schema: &Schema<'a>, owner: TypeId) -> Vec<Rule> {
        let object = &schema.object;
        let mut rules = Vec::new();
        for name in &object.required {
            let Some(field) = self.field_of(owner, name.value, name.place) else { continue };
            rules.push(Rule::Required { owner, field });
        }
        for (name, property) in object.properties.iter() {
            let place = self.analysis.schemas.get(*property).place;
            let Some(field) = self.field_of(owner, name, place) else { continue };
            let Some(type_) = self.field(owner, field).map(|field| field.type_.clone()) else { continue };
            let inner = self.rules(*property, &type_);
            let nullable = self.field(owner, field).is_some_and(|field| field.nullable);
            let null = !nullable || self.analysis.takes_null(*property);
            rules.push(Rule::Property { owner, field, null, rules: inner });
        }
        if object.additional.is_some() {
            self.unsupported(schema.place, "a rule about the names of properties in a part of a schema");
        }
        rules.extend(self.counts(schema, owner));
        rules
    }

    /// How many properties there are, as far as the struct leaves that open.
    fn counts(&mut self, schema: &Schema<'a>, owner: TypeId) -> Vec<Rule> {
        let (least, most) = (schema.object.min_properties, schema.object.max_properties);
        if least.is_none() && most.is_none() {
            return Vec::new();
        }
        let Some(structure) = self.structure_of(owner) else { return Vec::new() };
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let required = number(structure.fields.iter().filter(|field| field.required).count());
        let closed = matches!(structure.additional, Additional::Refuse);
        let all = closed.then_some(number(structure.fields.len()));
        let least = least.filter(|limit| limit.value > required);
        let most = most.filter(|limit| all.is_none_or(|all| limit.value < all));
        for (keyword, limit) in [("minProperties", least), ("maxProperties", most)] {
            let place = limit.map(|limit| limit.place);
            self.counted.extend(place.map(|place| (owner, KeptFor { keyword, place })));
        }
        sizes(&[(Size::MinProperties, least), (Size::MaxProperties, most)])
    }

    fn field_of(&mut self, owner: TypeId, wire: &str, place: Place) -> Option<usize> {
        let found = self.field_index(owner, wire);
        if found.is_none() {
            let fields = &self.structure_of(owner)?.fields;
            let known = fields.iter().map(|field| field.wire.as_str());
            let near = self.analysis.sources.nearest(wire, known).map(str::to_owned);
            let owner = self.get(owner).name.to_string();
            let diagnostic = self.diagnostics.error(
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
        let fields = &self.structure_of(owner)?.fields;
        if fields.len() < LARGE {
            return fields.iter().position(|field| field.wire == wire);
        }
        let indices: BTreeMap<_, _> =
            fields.iter().enumerate().map(|(index, field)| (field.wire.clone(), index)).collect();
        let found = indices.get(wire).copied();
        self.field_indices.insert(owner, indices);
        found
    }

    /// `enum` and `const` where the type alone does not say it.
    fn values(&mut self, schema: &Schema<'a>, type_: &Type) -> Option<Rule> {
        let values = schema.values.as_ref()?;
        let literals: Vec<_> =
            values.value.iter().filter_map(|value| literal::of(self, *value, type_)).collect();
        let limit =
            values.value.iter().map(|value| value.to_json().to_string()).collect::<Vec<_>>().join(", ");
        if *type_ == Type::Bool && literals.len() == 2 {
            return None;
        }
        let mut values: Vec<Literal> = Vec::new();
        let mut known = BTreeSet::new();
        for literal in literals {
            let new = match print(&literal) {
                Some(print) => known.insert(print),
                None => !values.contains(&literal),
            };
            if new {
                values.push(literal);
            }
        }
        // None of them is a value of the type.
        if values.is_empty() {
            return Some(Rule::Never);
        }
        Some(Rule::Values { limit, values })
    }

    /// `anyOf`, `oneOf`, `not` and `if`.
    pub fn applied(&mut self, schema: &Schema<'a>, type_: &Type) -> Vec<Rule> {
        let mut rules = Vec::new();
        for part in &schema.applicators.all_of {
            rules.extend(self.branch(*part, type_));
        }
        for branches in &schema.applicators.any_of {
            let branches: Vec<_> =
                branches.schemas.iter().map(|branch| self.branch(*branch, type_)).collect();
            // A branch without rules always holds.
            if !branches.iter().any(Vec::is_empty) {
                rules.push(Rule::AnyOf { limit: plain(&docs::alternatives(self, &branches)), branches });
            }
        }
        for branches in &schema.applicators.one_of {
            let branches: Vec<_> =
                branches.schemas.iter().map(|branch| self.branch(*branch, type_)).collect();
            rules.push(Rule::OneOf { limit: plain(&docs::alternatives(self, &branches)), branches });
        }
        for not in &schema.applicators.not {
            let inner = self.branch(*not, type_);
            rules.push(Rule::Not { limit: plain(&docs::sentence(self, &inner)), rules: inner });
        }
        for conditional in &schema.applicators.conditionals {
            let condition = self.branch(conditional.condition, type_);
            let mut part = |id: Option<SchemaId>| id.map_or_else(Vec::new, |id| self.branch(id, type_));
            let (mut then, mut otherwise) = (part(conditional.then), part(conditional.otherwise));
            // Reported as missing anyway, whatever the condition says.
            then.retain(|rule| !self.is_required(rule));
            otherwise.retain(|rule| !self.is_required(rule));
            if !then.is_empty() || !otherwise.is_empty() {
                rules.push(Rule::If { condition, then, otherwise });
            }
        }
        rules
    }

    /// The rules of a schema that is applied beside the one which decided the type. What the type
    /// guarantees anyway is left out.
    fn branch(&mut self, id: SchemaId, type_: &Type) -> Vec<Rule> {
        if let Type::Nullable(inner) = type_ {
            return self.branch(id, inner);
        }
        if *type_ == Type::Value {
            return self.dynamic(id);
        }
        let flat = self.analysis.flattened(id);
        if let Type::Named(named) = type_
            && self.origin(*named).schema == Some(flat)
        {
            return vec![Rule::Nested(*named)];
        }
        if self.is_any(type_) {
            return vec![Rule::Inner(self.dynamic(id))];
        }
        let mut rules = self.asserted(flat, type_);
        drop_what_types_check(&mut rules);
        rules
    }

    /// Whether a rule asks for a property that the type requires. A builder may lack it all the
    /// same, so a condition keeps such a rule.
    fn is_required(&self, rule: &Rule) -> bool {
        match rule {
            Rule::Required { owner, field } => self.field(*owner, *field).is_some_and(|field| field.required),
            _ => false,
        }
    }
}

/// Whether a rule lets nothing but integers through, as `multipleOf: 1` does.
fn is_whole(rule: &Rule) -> bool {
    matches!(rule, Rule::MultipleOf(divisor) if divisor == "1")
}

/// A number is found to be finite where it has its type, and need not be found so again.
fn drop_what_types_check(rules: &mut Vec<Rule>) {
    rules.retain_mut(|rule| match rule {
        Rule::Finite => false,
        Rule::Property { null: true, rules, .. } | Rule::EachItem(rules) | Rule::EachEntry(rules) => {
            drop_what_types_check(rules);
            !rules.is_empty()
        }
        _ => true,
    });
}

/// Whether rules are those that values of the type are checked against anyway.
pub(super) fn are_inherent(rules: &[Rule], type_: &Type) -> bool {
    match (rules, type_) {
        ([], _) | ([Rule::Finite], Type::F64) => true,
        (rules, Type::Nullable(inner)) => are_inherent(rules, inner),
        ([Rule::Nested(rules)], Type::Named(id)) => rules == id,
        ([Rule::EachItem(rules)], Type::List(item)) => are_inherent(rules, item),
        ([Rule::EachEntry(rules)], Type::Map(value)) => are_inherent(rules, value),
        _ => false,
    }
}

/// What is the same of equal literals, where they are short.
fn print(literal: &Literal) -> Option<(u64, i128, String)> {
    let (bits, integer, text) = match literal {
        Literal::Integer(integer) => (0, *integer, ""),
        // Nought has two signs.
        Literal::Float(float) => ((float + 0.0).to_bits(), 1, ""),
        Literal::String(text) => (0, 2, text.as_str()),
        Literal::Variant(id, index) => (u64::try_from(*index).ok()?, i128::try_from(id.index()).ok()?, "v"),
        _ => return None,
    };
    let kind = match literal {
        Literal::Integer(_) => "i",
        Literal::Float(_) => "f",
        Literal::String(_) => "s",
        _ => "",
    };
    Some((bits, integer, format!("{kind}{text}")))
}

/// Words for a violation's text, which is no markdown.
fn plain(words: &str) -> String {
    words.replace('`', "")
}

pub(super) fn push_unless_empty(
    rules: &mut Vec<Rule>,
    inner: Vec<Rule>,
    rule: impl FnOnce(Vec<Rule>) -> Rule,
) {
    if !inner.is_empty() {
        rules.push(rule(inner));
    }
}

fn sizes(limits: &[(Size, Option<Placed<u64>>)]) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (keyword, limit) in limits {
        // A lower limit of 0 always holds.
        let lower = matches!(keyword, Size::MinLength | Size::MinItems | Size::MinProperties);
        if let Some(limit) = limit
            && !(lower && limit.value == 0)
        {
            rules.push(Rule::Size { keyword: *keyword, limit: limit.value });
        }
    }
    rules
}

fn strings(schema: &Schema<'_>) -> Vec<Rule> {
    let string = &schema.string;
    let mut rules = sizes(&[(Size::MinLength, string.min_length), (Size::MaxLength, string.max_length)]);
    let longest = string.max_length.map(|limit| limit.value);
    rules.extend(
        string.patterns.iter().map(|pattern| Rule::Pattern { pattern: pattern.value.to_owned(), longest }),
    );
    rules.extend(schema.text_format().map(|format| Rule::Format(format.value)));
    rules
}

/// Whether a JSON value is of the kind that a literal of it would be.
pub(super) fn is_scalar(kind: Kind<'_>) -> bool {
    !matches!(kind, Kind::Sequence | Kind::Mapping | Kind::Null)
}
