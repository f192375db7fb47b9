//! Rules of any JSON value, and of parts of lists and maps, as statements that report.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::rules::{Base, RuleEmitter, count, inner};
use super::tokens::{self, Role};
use crate::ir::{JsonType, Rule, Type};

impl RuleEmitter<'_> {
    /// Rules of any JSON value.
    pub(super) fn json(self, rule: &Rule, type_: &Type, value: &TokenStream) -> TokenStream {
        match rule {
            Rule::Read { type_, rules } => {
                let target = tokens::type_(self.model, type_, tokens::Scope::Beside);
                let closure = if rules.is_empty() { quote!(|_, _| {}) } else { self.closure(rules, type_) };
                quote!(at.read::<#target>(#value, #closure);)
            }
            Rule::Inner(rules) => {
                let inner = quote!(value);
                let statements = self.statements(rules, &Type::Value, &inner, Base::Value(&inner));
                if tokens::occurs(&statements, "value", Role::Plain) {
                    quote!({ let value = &#value.0; #statements })
                } else {
                    statements
                }
            }
            Rule::JsonTypes { limit, types } => self.json_types(limit, types, value),
            Rule::UnevaluatedEntries { evaluated, rules } => {
                self.unevaluated(("unevaluated_entries", ["at", "name"]), evaluated, rules, value)
            }
            Rule::UnevaluatedItems { evaluated, rules } => {
                let method = ("unevaluated_items", ["at", "index", "item"]);
                self.unevaluated(method, evaluated, rules, value)
            }
            Rule::Json(values) => quote!(at.json_values(#value, &[#(#values),*]);),
            Rule::Item { .. }
            | Rule::ItemsFrom { .. }
            | Rule::Contains { .. }
            | Rule::Entry { .. }
            | Rule::EntryRequired(_)
            | Rule::PatternEntries { .. }
            | Rule::OtherEntries { .. }
            | Rule::EntryNames(_) => self.container(rule, type_, value),
            // Rules that are written elsewhere.
            Rule::Finite
            | Rule::Never
            | Rule::Bound { .. }
            | Rule::MultipleOf(_)
            | Rule::Size { .. }
            | Rule::Pattern { .. }
            | Rule::Format(_)
            | Rule::UniqueItems
            | Rule::EachItem(_)
            | Rule::EachEntry(_)
            | Rule::Nested(_)
            | Rule::Shared(_)
            | Rule::Values { .. }
            | Rule::Property { .. }
            | Rule::Required { .. }
            | Rule::AnyOf { .. }
            | Rule::OneOf { .. }
            | Rule::Not { .. }
            | Rule::If { .. } => TokenStream::new(),
        }
    }

    /// Rules of one item of a tuple.
    fn tuple_item(self, position: usize, rules: &[Rule], types: &[Type], value: &TokenStream) -> TokenStream {
        let closure = types.get(position).map(|type_| self.closure(rules, type_));
        let position = Literal::usize_unsuffixed(position);
        quote!(at.position(#position, &#value.#position, #closure);)
    }

    /// Any JSON value: the rules of its JSON type.
    fn json_types(self, limit: &str, types: &[(JsonType, Vec<Rule>)], value: &TokenStream) -> TokenStream {
        let arms = types.iter().map(|(json_type, rules)| {
            (type_pattern(*json_type), self.statements(rules, &Type::Value, value, Base::Value(value)))
        });
        let (free, ruled): (Vec<_>, Vec<_>) = arms.partition(|(_, statements)| statements.is_empty());
        if ruled.is_empty() && types.len() == 6 {
            return TokenStream::new();
        }
        let arms = ruled.iter().map(|(pattern, statements)| quote!(#pattern => { #statements }));
        let free: Vec<_> = free.iter().map(|(pattern, _)| pattern).collect();
        let free = (!free.is_empty()).then(|| quote!(#(#free)|* => {}));
        let rest = (types.len() < 6).then(|| quote!(other => at.mismatch(#limit, other),));
        quote! {
            match #value {
                #(#arms)*
                #free
                #rest
            }
        }
    }

    /// Rules of parts of a list or a map.
    fn container(self, rule: &Rule, type_: &Type, value: &TokenStream) -> TokenStream {
        if let (Rule::Item { position, rules }, Type::Tuple(types)) = (rule, type_) {
            return self.tuple_item(*position, rules, types, value);
        }
        let part = inner(type_);
        let closure = |rules: &[Rule]| {
            if rules.is_empty() { quote!(|_, _| {}) } else { self.closure(rules, part) }
        };
        match rule {
            Rule::Item { position, rules } => {
                let (position, closure) = (Literal::usize_unsuffixed(*position), closure(rules));
                quote!(at.item(#value, #position, #closure);)
            }
            Rule::ItemsFrom { position, rules } => {
                let (position, closure) = (Literal::usize_unsuffixed(*position), closure(rules));
                quote!(at.items_from(#value, #position, #closure);)
            }
            Rule::Contains { least, most, rules } => {
                let (least, closure) = (count(*least), closure(rules));
                let most = most.map(count).map_or_else(|| quote!(None), |most| quote!(Some(#most)));
                quote!(at.contains(#value, #least, #most, #closure);)
            }
            Rule::Entry { name, rules } => {
                let closure = closure(rules);
                quote!(at.entry(#value, #name, #closure);)
            }
            Rule::EntryRequired(name) => quote!(at.required(#name, #value.contains_key(#name));),
            Rule::PatternEntries { pattern, rules } => {
                let closure = closure(rules);
                let pattern = self.pattern(pattern);
                quote!(at.pattern_entries(#value, &#pattern, #closure);)
            }
            Rule::OtherEntries { names, patterns, rules } if patterns.is_empty() => {
                let closure = closure(rules);
                quote!(at.unnamed_entries(#value, &[#(#names),*], #closure);)
            }
            Rule::OtherEntries { names, patterns, rules } => {
                let closure = closure(rules);
                let patterns = patterns.iter().map(|pattern| self.pattern(pattern));
                quote!(at.other_entries(#value, &[#(#names),*], &[#(&#patterns),*], #closure);)
            }
            Rule::EntryNames(rules) => {
                let closure = self.closure(rules, &Type::Value);
                quote!(at.entry_names(#value, #closure);)
            }
            _ => TokenStream::new(),
        }
    }
}

fn type_pattern(json_type: JsonType) -> TokenStream {
    match json_type {
        JsonType::Null => quote!(::hire_runtime::Value::Null),
        JsonType::Bool => quote!(::hire_runtime::Value::Bool(_)),
        JsonType::Number => quote!(::hire_runtime::Value::Number(_)),
        JsonType::String => quote!(::hire_runtime::Value::String(_)),
        JsonType::Array => quote!(::hire_runtime::Value::Array(_)),
        JsonType::Object => quote!(::hire_runtime::Value::Object(_)),
    }
}
