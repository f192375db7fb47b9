//! Numbers: the narrowest Rust type that holds what a schema lets through, and the rules that it leaves.

use super::build::Builder;
use super::{Bound, Integer, Literal, Rule};
use crate::diagnostic::codes;
use crate::schema::{Placed, Schema};
use crate::source::{Kind, Number};

impl<'a> Builder<'a, '_> {
    /// The type of the integers of a schema: that of the format, else the narrowest for its bounds, else `i64`.
    pub fn integer(&mut self, schema: &Schema<'a>) -> Integer {
        let (least, most) = range(schema);
        let format = schema.integer_format();
        let unsigned = least.is_some_and(|least| least >= 0);
        let widest = if unsigned { Integer::U64 } else { Integer::I64 };
        let narrowest = || Integer::narrowest(least?, most?);
        let integer = format.map(|format| format.value).or_else(narrowest).unwrap_or(widest);
        let (lowest, highest) = integer.range();
        if least.is_some_and(|least| least < lowest) {
            self.beyond(schema, integer, [schema.number.minimum, schema.number.exclusive_minimum]);
        }
        if most.is_some_and(|most| most > highest) {
            self.beyond(schema, integer, [schema.number.maximum, schema.number.exclusive_maximum]);
        }
        integer
    }

    /// Reports what a type does not hold: the bounds of a side, or without any the values on it.
    fn beyond(&mut self, schema: &Schema<'a>, integer: Integer, bounds: [Option<Placed<Number>>; 2]) {
        let format = schema.integer_format();
        let Some(limit) = bounds.into_iter().flatten().next() else {
            for value in schema.values.iter().flat_map(|values| &values.value) {
                let unheld = value.as_number().is_some_and(|number| !integer.holds(number));
                // What does not have the format is never valid.
                if unheld && format.is_none() {
                    self.unsupported(value.place(), "an integer beyond 64 bits in `enum`");
                }
            }
            return;
        };
        let message = match format {
            Some(format) => {
                format!("{} is beyond what the format `{}` holds", limit.value, format.value.format())
            }
            None => format!("{} is beyond what `{}` holds", limit.value, integer.rust()),
        };
        let diagnostic = self.diagnostics.warning(codes::CONTRADICTION, limit.place, message);
        diagnostic.label("no integer beyond the type can be read");
        if let Some(format) = format {
            diagnostic.related(format.place, "the format");
        }
    }
}

/// The least and the greatest integer that bounds and values let through.
fn range(schema: &Schema<'_>) -> (Option<i128>, Option<i128>) {
    let rules = &schema.number;
    let of = |keyword: Bound, limit: Option<Placed<Number>>| {
        let (keyword, limit) = integral(keyword, limit?.value);
        Some(match keyword {
            Bound::Minimum | Bound::Maximum => limit,
            Bound::ExclusiveMinimum => limit.saturating_add(1),
            Bound::ExclusiveMaximum => limit.saturating_sub(1),
        })
    };
    let values = schema.values.as_ref().map(|values| {
        let integer = |kind| if let Kind::Number(number) = kind { number.as_integer() } else { None };
        values.value.iter().filter_map(|value| integer(value.kind())).collect::<Vec<_>>()
    });
    let listed = |of: fn(&Vec<i128>) -> Option<i128>| values.as_ref().and_then(of);
    let lower = [of(Bound::Minimum, rules.minimum), of(Bound::ExclusiveMinimum, rules.exclusive_minimum)];
    let upper = [of(Bound::Maximum, rules.maximum), of(Bound::ExclusiveMaximum, rules.exclusive_maximum)];
    let least = lower.into_iter().chain([listed(|values| values.iter().min().copied())]).flatten().max();
    let most = upper.into_iter().chain([listed(|values| values.iter().max().copied())]).flatten().min();
    (least, most)
}

/// A bound of integers as an integer. Between two of them, a bound is the next one, inclusive.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a float is rounded to an integer on purpose, and saturates"
)]
fn integral(keyword: Bound, limit: Number) -> (Bound, i128) {
    let lower = matches!(keyword, Bound::Minimum | Bound::ExclusiveMinimum);
    match limit {
        Number::Integer(value) => (keyword, value),
        Number::Float(value) if value.fract() == 0.0 => (keyword, value as i128),
        Number::Float(value) if lower => (Bound::Minimum, value.ceil() as i128),
        Number::Float(value) => (Bound::Maximum, value.floor() as i128),
    }
}

/// What a format of integers asks beyond a type that another schema has decided.
pub(super) fn integers(schema: &Schema<'_>, range: Option<(i128, i128)>) -> Vec<Rule> {
    let Some(format) = schema.integer_format() else { return Vec::new() };
    let (lowest, highest) = format.value.range();
    let whole = range.is_none().then(|| Rule::MultipleOf("1".to_owned()));
    let limits = [(Bound::Minimum, lowest), (Bound::Maximum, highest)];
    let bounds =
        limits.into_iter().filter_map(|(keyword, limit)| bound(keyword, Number::Integer(limit), range));
    whole.into_iter().chain(bounds).collect()
}

/// The rules of a number: of an integer in a range, or of a float.
pub(super) fn bounds(schema: &Schema<'_>, range: Option<(i128, i128)>) -> Vec<Rule> {
    let number = &schema.number;
    let limits = [
        (Bound::Minimum, number.minimum),
        (Bound::ExclusiveMinimum, number.exclusive_minimum),
        (Bound::Maximum, number.maximum),
        (Bound::ExclusiveMaximum, number.exclusive_maximum),
    ];
    let mut rules = Vec::new();
    for (keyword, limit) in limits {
        if let Some(limit) = limit {
            rules.extend(bound(keyword, limit.value, range));
        }
    }
    let divisors = number.multiple_of.iter().map(|divisor| divisor.value);
    // Every integer is a multiple of 1.
    let divisors = divisors.filter(|divisor| !(range.is_some() && *divisor == Number::Integer(1)));
    rules.extend(divisors.map(|divisor| Rule::MultipleOf(divisor.to_string())));
    rules
}

/// A bound with the exact limit in the value's own type. A limit that no value of the type can
/// break is left out; one that every value breaks leaves nothing valid.
fn bound(keyword: Bound, limit: Number, range: Option<(i128, i128)>) -> Option<Rule> {
    let text = limit.to_string();
    let Some((lowest, highest)) = range else {
        return Some(Rule::Bound {
            keyword,
            limit: text,
            literal: Literal::Float(float_bound(keyword, limit)),
        });
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

/// The float that a float is compared with. Between two floats, a bound is the one beyond which the same floats lie.
#[expect(clippy::cast_possible_truncation, reason = "the float is an integer within the range of the bound")]
fn float_bound(keyword: Bound, limit: Number) -> f64 {
    let nearest = limit.as_f64();
    let Number::Integer(exact) = limit else { return nearest };
    let above = nearest as i128 > exact;
    let below = (nearest as i128) < exact;
    match keyword {
        Bound::Minimum | Bound::ExclusiveMaximum if below => nearest.next_up(),
        Bound::Maximum | Bound::ExclusiveMinimum if above => nearest.next_down(),
        _ => nearest,
    }
}
