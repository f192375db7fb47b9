//! Numbers: the narrowest Rust type that holds what a schema lets through, and the rules that it leaves.

use crate::ir::{Bound, Literal, Rule};
use crate::lower::types::integer::integral;
use crate::schema::{NumberRules, Schema};
use crate::source::Number;

/// What a format of integers asks beyond a type that another schema has decided.
pub fn integers(schema: &Schema<'_>, range: Option<(i128, i128)>) -> Vec<Rule> {
    let Some(format) = schema.integer_format() else { return Vec::new() };
    let (lowest, highest) = format.value.range();
    let whole = range.is_none().then(|| Rule::MultipleOf("1".to_owned()));
    let limits = [(Bound::Minimum, lowest), (Bound::Maximum, highest)];
    let bounds =
        limits.into_iter().filter_map(|(keyword, limit)| bound(keyword, Number::Integer(limit), range));
    whole.into_iter().chain(bounds).collect()
}

/// The rules of a number: of an integer in a range, or of a float.
///
/// A float is the nearest to a number that was read, so that limits of floats are the nearest ones as well: whatever equals a
/// limit is equal to it here too. Integers are exact, and so are their limits.
pub fn bounds(schema: &Schema<'_>, range: Option<(i128, i128)>) -> Vec<Rule> {
    let NumberRules { minimum, exclusive_minimum, maximum, exclusive_maximum, multiple_of } = &schema.number;
    let limits = [
        (Bound::Minimum, minimum),
        (Bound::ExclusiveMinimum, exclusive_minimum),
        (Bound::Maximum, maximum),
        (Bound::ExclusiveMaximum, exclusive_maximum),
    ];
    let mut rules = Vec::new();
    for (keyword, limit) in limits {
        if let Some(limit) = limit {
            rules.extend(bound(keyword, limit.value, range));
        }
    }
    let divisors = multiple_of.iter().map(|divisor| divisor.value);
    // Every integer is a multiple of 1.
    let divisors = divisors.filter(|divisor| !(range.is_some() && *divisor == Number::Integer(1)));
    let divisors = divisors.map(|divisor| if range.is_none() { divisor.nearest_float() } else { divisor });
    rules.extend(divisors.map(|divisor| Rule::MultipleOf(divisor.to_string())));
    rules
}

/// A bound with the limit in the value's own type. A limit that no value of the type can
/// break is left out; one that every value breaks leaves nothing valid.
fn bound(keyword: Bound, limit: Number, range: Option<(i128, i128)>) -> Option<Rule> {
    let text = limit.to_string();
    let Some((lowest, highest)) = range else {
        return Some(Rule::Bound { keyword, limit: text, literal: Literal::Float(limit.as_f64()) });
    };
    let (keyword, rounded) = integral(keyword, limit);
    let (always, never) = match keyword {
        Bound::Minimum => (rounded <= lowest, rounded > highest),
        Bound::ExclusiveMinimum => (rounded < lowest, rounded >= highest),
        Bound::Maximum => (rounded >= highest, rounded < lowest),
        Bound::ExclusiveMaximum => (rounded > highest, rounded <= lowest),
    };
    match (always, never) {
        (true, _) => None,
        (_, true) => Some(Rule::Never),
        _ => Some(Rule::Bound { keyword, limit: text, literal: Literal::Integer(rounded) }),
    }
}
