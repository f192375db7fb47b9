//! `unevaluatedItems` and `unevaluatedProperties`: which branches hold is found out first, then what
//! none of them evaluates is checked.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens as _, format_ident, quote};

use super::condition::Condition;
use super::rules::{Base, RuleEmitter};
use super::tokens;
use crate::ir::{Evaluated, Rule, Type};

/// What one rule needs before it is checked: a local for each branch that says whether it holds.
type Conditions = Vec<TokenStream>;

impl RuleEmitter<'_> {
    /// The check of what nothing else evaluates, by a method of the checker. Its closure is told of each entry or item by the
    /// parameters.
    pub(super) fn unevaluated<const N: usize>(
        self,
        (method, parameters): (&str, [&str; N]),
        evaluated: &[Evaluated],
        rules: &[Rule],
        value: &TokenStream,
    ) -> TokenStream {
        let mut conditions = Conditions::new();
        let is_evaluated = self.is_evaluated(evaluated, None, value, &mut conditions).to_token_stream();
        let parameters = parameters.map(|name| tokens::parameter(name, &is_evaluated));
        let (method, closure) = (format_ident!("{method}"), self.closure(rules, &Type::Value));
        quote! {{
            #(#conditions)*
            at.#method(#value, |#(#parameters),*| #is_evaluated, #closure);
        }}
    }

    /// Whether the entry `name` or the item `item` at `index` is evaluated, as an expression. `held` says
    /// whether the branch holds that it is of.
    fn is_evaluated(
        self,
        evaluated: &[Evaluated],
        held: Option<&TokenStream>,
        value: &TokenStream,
        conditions: &mut Conditions,
    ) -> Condition {
        let names = evaluated.iter().filter_map(|part| match part {
            Evaluated::Name(name) => Some(name),
            _ => None,
        });
        let names: BTreeSet<_> = names.collect();
        let names = names.iter();
        let mut tests = Vec::new();
        if names.len() > 0 {
            tests.push(Condition::Simple(quote!(matches!(name, #(#names)|*))));
        }
        for part in evaluated {
            match part {
                Evaluated::Name(_) => {}
                Evaluated::Pattern(pattern) => {
                    let pattern = self.pattern(pattern);
                    tests.push(Condition::Simple(quote!(at.matches_name(&#pattern, name))));
                }
                Evaluated::First(count) => {
                    let count = Literal::usize_unsuffixed(*count);
                    tests.push(Condition::Simple(quote!(index < #count)));
                }
                Evaluated::Matching(rules) => {
                    let item = quote!(item);
                    tests.push(self.all(rules, &Type::Value, &item, Base::Value(&item)));
                }
                Evaluated::All => tests.push(Condition::Constant(true)),
                Evaluated::If { condition, then, otherwise } => {
                    let holds = self.condition(condition, held, value, conditions);
                    let holds = quote!(#holds);
                    let fails = quote!(!#holds);
                    for (branch, held) in [(then, holds), (otherwise, fails)] {
                        if !branch.is_empty() {
                            let test = self.is_evaluated(branch, Some(&held), value, conditions);
                            tests.push(Condition::Compound(quote!(#held && (#test))));
                        }
                    }
                }
            }
        }
        Condition::any(tests)
    }

    /// The local that says whether a branch holds.
    fn condition(
        self,
        condition: &[Rule],
        held: Option<&TokenStream>,
        value: &TokenStream,
        conditions: &mut Conditions,
    ) -> Ident {
        let test = self.all(condition, &Type::Value, value, Base::Value(value));
        let test = held.map_or_else(|| quote!(#test), |held| quote!(#held && (#test)));
        let local = format_ident!("holds_{}", conditions.len());
        conditions.push(quote!(let #local = #test;));
        local
    }
}
