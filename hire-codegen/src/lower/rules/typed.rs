//! Rules of typed lists, tuples, maps and strings, and of values that `enum` lists.

use std::collections::BTreeSet;

use crate::ir::{Literal, Rule, Size, Type};
use crate::lower::rules::{RuleLowering, push_unless_empty};
use crate::lower::types::{fields, literal};
use crate::schema::{ArrayRules, JsonTypes, Located, ObjectRules, Schema, SchemaId, StringRules};
use crate::source::Place;

impl<'a> RuleLowering<'_, 'a, '_> {
    pub fn lists(&mut self, schema: &Schema<'a>, item: &Type) -> Vec<Rule> {
        let array = &schema.array;
        let mut rules = sizes(&[(Size::MinItems, array.min_items), (Size::MaxItems, array.max_items)]);
        // Files are not compared.
        if let Some(unique_items) = array.unique_items.filter(|_| *item != Type::File) {
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

    pub fn maps(&mut self, schema: &Schema<'a>, value: &Type) -> Vec<Rule> {
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
        let additional_rules =
            object.additional.map(|additional| self.rules(additional, value)).unwrap_or_default();
        let patterns: Vec<String> =
            object.patterns.iter().map(|(pattern, _)| pattern.value.to_owned()).collect();
        push_unless_empty(&mut rules, additional_rules, |rules| {
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
        let flat = self.types.analysis.flattened(schema);
        let listed = self.types.analysis.schemas.get(flat).values.clone();
        match listed.filter(|_| !self.types.by_schema.contains_key(&flat)) {
            Some(values) => {
                let possible = self.types.analysis.possible(flat, values.value);
                fields::count_values(self.types, possible.len(), values.place);
                vec![Rule::Json(possible.iter().map(|value| value.to_json().to_string()).collect())]
            }
            None => {
                let named = self.types.analysis.schemas.get(flat);
                let types = Some(Located { value: JsonTypes::STRING, place: named.place });
                let typed = named.types.is_none().then(|| Schema { types, ..named.clone() });
                let texts = typed.map_or(schema, |typed| self.types.analysis.schemas.add(typed));
                self.dynamic(texts)
            }
        }
    }

    /// `enum` and `const` where the type alone does not say it.
    pub fn values(&mut self, schema: &Schema<'a>, type_: &Type) -> Option<Rule> {
        let values = schema.values.as_ref()?;
        fields::count_values(self.types, values.value.len(), values.place);
        let literals: Vec<_> =
            values.value.iter().filter_map(|value| literal::of(self.types, *value, type_)).collect();
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

    /// The rules of a tuple: those of each item.
    pub fn tuples(&mut self, schema: &Schema<'a>, types: &[Type]) -> Vec<Rule> {
        let array = &schema.array;
        let ArrayRules { prefix, items, contains, min_items, max_items, unique_items, unevaluated } = array;
        if !contains.is_empty() || unique_items.is_some() || unevaluated.is_some() {
            self.types
                .unsupported(schema.place, "`contains`, `uniqueItems` or `unevaluatedItems` of a tuple");
        }
        let length = u64::try_from(types.len()).unwrap_or(u64::MAX);
        let fewer = min_items.is_some_and(|least| length < least.value);
        if fewer || max_items.is_some_and(|most| length > most.value) {
            return vec![Rule::Never];
        }
        let mut rules = Vec::new();
        for (position, type_) in types.iter().enumerate() {
            let Some(item) = prefix.get(position).copied().or(*items) else { continue };
            let of_item = self.rules(item, type_);
            push_unless_empty(&mut rules, of_item, |rules| Rule::Item { position, rules });
        }
        rules
    }

    /// Notes that a `uniqueItems` compares values of a type.
    pub fn compare(&mut self, item: &Type, unique_items: Place) {
        if item.named().next().is_some() && self.compared_types.insert(format!("{item:?}")) {
            self.compared.push((item.clone(), unique_items));
        }
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

pub fn sizes(limits: &[(Size, Option<Located<u64>>)]) -> Vec<Rule> {
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

pub fn strings(schema: &Schema<'_>) -> Vec<Rule> {
    let StringRules { min_length, max_length, patterns } = &schema.string;
    let mut rules = sizes(&[(Size::MinLength, *min_length), (Size::MaxLength, *max_length)]);
    let longest = max_length.map(|limit| limit.value);
    rules.extend(patterns.iter().map(|pattern| Rule::Pattern { pattern: pattern.value.to_owned(), longest }));
    rules.extend(schema.text_format().map(|format| Rule::Format(format.value)));
    rules
}
