//! Arrays with a type for each position.

use crate::ir::Type;
use crate::lower::types::TypeLowering;
use crate::schema::{Applicators, ArrayRules, Schema};

/// The runtime reads and writes tuples up to this length.
const LONGEST: usize = 8;

/// The tuple of a schema whose arrays have each item of `prefixItems` and no other, if each has a static type.
pub fn tuple<'a>(lowering: &mut TypeLowering<'a, '_>, schema: &Schema<'a>, hint: &str) -> Option<Type> {
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
    if !(1..=LONGEST).contains(&prefix.len()) || !contains.is_empty() || unique_items.is_some() || applied {
        return None;
    }
    // Neither fewer items nor more.
    let none_after = items.is_some_and(|items| lowering.analysis.is_never(items));
    let closed = none_after || max_items.is_some_and(|most| most.value == length);
    let possible = max_items.is_none_or(|most| most.value >= length);
    if !closed || !possible || min_items.is_none_or(|least| least.value != length) {
        return None;
    }
    let types: Vec<_> = prefix
        .iter()
        .enumerate()
        .map(|(position, item)| lowering.part(*item, &format!("{hint} item {position}")))
        .collect();
    (!types.contains(&Type::Value)).then_some(Type::Tuple(types))
}
