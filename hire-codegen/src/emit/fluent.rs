//! The rules of a property as a chain of calls, which compiles faster than statements do.

use proc_macro2::{Literal as TokenLiteral, TokenStream};
use quote::quote;

use super::rules::{RuleEmitter, bound_method, count, inner};
use super::tokens;
use crate::ir::{Bound, Field, Literal, Rule, Size, Type, are_inherent};

impl RuleEmitter<'_> {
    /// The rules of a field of `self` as one statement, if each of them is a method of the runtime's `Property`.
    pub fn fluent(self, field: &Field) -> Option<TokenStream> {
        if field.pointer.is_box() || matches!(field.type_, Type::Nullable(_)) {
            return None;
        }
        let count = field.rules.len();
        let rules = field.rules.iter().enumerate();
        let links = rules.map(|(index, rule)| self.link(rule, &field.type_, index + 1 == count));
        let links = links.collect::<Option<Vec<_>>>()?;
        let (name, wire) = (&field.name, &field.wire);
        let start = match (field.required, field.nullable) {
            (true, false) => quote!(field),
            (false, true) => quote!(nullable),
            (true, true) | (false, false) => quote!(optional),
        };
        Some(quote!(at.#start(#wire, &self.#name)#(#links)*;))
    }

    /// One method; `last` if none follows.
    fn link(self, rule: &Rule, type_: &Type, last: bool) -> Option<TokenStream> {
        Some(match (rule, type_) {
            (Rule::Finite, Type::F64) => quote!(.finite()),
            (Rule::Bound { keyword, limit, literal }, Type::F64 | Type::Integer(_)) => {
                self.bound(*keyword, limit, literal)?
            }
            (Rule::MultipleOf(divisor), Type::F64 | Type::Integer(_)) => quote!(.multiple_of(#divisor)),
            (Rule::Size { keyword, limit }, _) => size(*keyword, *limit, type_)?,
            (Rule::Pattern { pattern, longest }, _) => {
                let pattern = self.pattern(pattern);
                match longest.map(count) {
                    Some(longest) => quote!(.pattern_within(#longest, &#pattern)),
                    None => quote!(.pattern(&#pattern)),
                }
            }
            (Rule::Format(format), _) if *type_ != Type::Formatted(*format) => {
                let format = tokens::format(*format);
                quote!(.format::<#format>())
            }
            (Rule::UniqueItems, Type::List(_)) => quote!(.unique_items()),
            (Rule::EachItem(rules), Type::List(item)) if !are_inherent(rules, item) => {
                if let Some(link) = self.each_item(rules, item).filter(|_| last) {
                    return Some(link);
                }
                let closure = self.closure(rules, inner(type_));
                quote!(.items(#closure))
            }
            (Rule::EachEntry(rules), Type::Map(value)) if !are_inherent(rules, value) => {
                let closure = self.closure(rules, inner(type_));
                quote!(.entries(#closure))
            }
            (Rule::Format(_) | Rule::Nested(_) | Rule::EachItem(_) | Rule::EachEntry(_), _) => {
                quote!(.nested())
            }
            _ => return None,
        })
    }

    /// The one rule of items that are never null: several would go over the list once each, and report out of order.
    fn each_item(self, rules: &[Rule], item: &Type) -> Option<TokenStream> {
        let [rule] = rules else { return None };
        let parts = matches!(rule, Rule::EachItem(_) | Rule::EachEntry(_));
        if parts || matches!(item, Type::Nullable(_)) {
            return None;
        }
        let link = self.link(rule, item, true)?;
        Some(quote!(.each_item()#link))
    }

    /// A bound whose text is what Rust makes of it: others are shown as the description has them.
    fn bound(self, keyword: Bound, limit: &str, literal: &Literal) -> Option<TokenStream> {
        let text = match literal {
            Literal::Integer(value) => value.to_string(),
            Literal::Float(value) => value.to_string(),
            _ => return None,
        };
        let method = bound_method(keyword);
        let literal = tokens::literal(self.model, literal, tokens::Scope::Beside);
        (text == limit).then(|| quote!(.#method(#literal)))
    }
}

fn size(keyword: Size, limit: u64, type_: &Type) -> Option<TokenStream> {
    let limit: TokenLiteral = count(limit);
    let list = matches!(type_, Type::List(_));
    let map = matches!(type_, Type::Map(_));
    match keyword {
        Size::MinLength => Some(quote!(.min_length(#limit))),
        Size::MaxLength => Some(quote!(.max_length(#limit))),
        Size::MinItems => list.then(|| quote!(.min_items(#limit))),
        Size::MaxItems => list.then(|| quote!(.max_items(#limit))),
        Size::MinProperties => map.then(|| quote!(.min_properties(#limit))),
        Size::MaxProperties => map.then(|| quote!(.max_properties(#limit))),
    }
}
