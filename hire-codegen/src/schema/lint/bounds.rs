//! Bounds that nothing satisfies: a lower one above its upper one.

use std::cmp::Ordering;

use crate::diagnostic::{Diagnostics, codes};
use crate::schema::{Located, Schema};
use crate::source::{Number, Place};

/// A bound as it is compared, and as it is shown.
type Bound = Option<(Place, Limit)>;

#[derive(Debug, Clone, Copy)]
struct Limit {
    number: Number,
    /// Whether the bound itself is out of bounds.
    exclusive: bool,
}

/// Reports pairs of bounds between which there is nothing.
pub fn check(schema: &Schema<'_>, diagnostics: &mut Diagnostics) {
    let number = |limit: Option<Located<Number>>, exclusive| {
        limit.map(|limit| (limit.place, Limit { number: limit.value, exclusive }))
    };
    let rules = &schema.number;
    for least in [number(rules.minimum, false), number(rules.exclusive_minimum, true)] {
        for most in [number(rules.maximum, false), number(rules.exclusive_maximum, true)] {
            pair(least, most, diagnostics);
        }
    }
    let count = |limit: Option<Located<u64>>| {
        let limit = limit?;
        let number = Number::Integer(limit.value.into());
        Some((limit.place, Limit { number, exclusive: false }))
    };
    let (string, array, object) = (&schema.string, &schema.array, &schema.object);
    pair(count(string.min_length), count(string.max_length), diagnostics);
    pair(count(array.min_items), count(array.max_items), diagnostics);
    pair(count(object.min_properties), count(object.max_properties), diagnostics);
}

fn pair(least: Bound, most: Bound, diagnostics: &mut Diagnostics) {
    let (Some((least_place, least)), Some((most_place, most))) = (least, most) else { return };
    let empty = match least.number.compare(most.number) {
        Ordering::Greater => true,
        Ordering::Equal => least.exclusive || most.exclusive,
        Ordering::Less => false,
    };
    if !empty {
        return;
    }
    let above = if least.exclusive { "greater than" } else { "at least" };
    let below = if most.exclusive { "less than" } else { "at most" };
    let (least, most) = (least.number, most.number);
    let message = format!("nothing is {above} {least} and {below} {most}");
    diagnostics.warning(codes::CONTRADICTION, most_place, message).related(least_place, "the other bound");
}
