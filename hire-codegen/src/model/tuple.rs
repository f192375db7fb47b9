//! Arrays with a type for each position.

use super::build::Builder;
use super::rules::push_unless_empty;
use super::{Rule, Type};
use crate::schema::{Applicators, ArrayRules, Schema};

/// The runtime reads and writes tuples up to this length.
const LONGEST: usize = 8;

impl<'a> Builder<'a, '_> {
    /// The tuple of a schema whose arrays have each item of `prefixItems` and no other, if each has a static type.
    pub fn tuple(&mut self, schema: &Schema<'a>, hint: &str) -> Option<Type> {
        let array = &schema.array;
        let ArrayRules { prefix, items, contains, min_items, max_items, unique_items, unevaluated } = array;
        let Applicators { all_of, any_of, one_of, not, conditionals } = &schema.applicators;
        let length = u64::try_from(prefix.len()).ok()?;
        let applied = unevaluated.is_some()
            || !all_of.is_empty()
            || !any_of.is_empty()
            || !one_of.is_empty()
            || !not.is_empty()
            || !conditionals.is_empty();
        if !(1..=LONGEST).contains(&prefix.len()) || !contains.is_empty() || unique_items.is_some() || applied
        {
            return None;
        }
        // Neither fewer items nor more.
        let none_after = items.is_some_and(|items| self.analysis.is_never(items));
        let closed = none_after || max_items.is_some_and(|most| most.value == length);
        let possible = max_items.is_none_or(|most| most.value >= length);
        if !closed || !possible || min_items.is_none_or(|least| least.value != length) {
            return None;
        }
        let types: Vec<_> = prefix
            .iter()
            .enumerate()
            .map(|(position, item)| self.part(*item, &format!("{hint} item {position}")))
            .collect();
        (!types.contains(&Type::Value)).then_some(Type::Tuple(types))
    }

    /// The rules of a tuple: those of each item.
    pub fn tuples(&mut self, schema: &Schema<'a>, types: &[Type]) -> Vec<Rule> {
        let array = &schema.array;
        let ArrayRules { prefix, items, contains, min_items, max_items, unique_items, unevaluated } = array;
        if !contains.is_empty() || unique_items.is_some() || unevaluated.is_some() {
            self.unsupported(schema.place, "`contains`, `uniqueItems` or `unevaluatedItems` of a tuple");
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
}
