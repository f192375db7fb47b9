//! Integers: the narrowest Rust type that holds what a schema lets through.

use crate::diagnostic::codes;
use crate::ir::Bound;
use crate::lower::types::TypeLowering;
use crate::schema::{Integer, Located, Schema};
use crate::source::{Kind, Number};

/// The type of the integers of a schema: that of the format, else the narrowest for its bounds, else `i64`.
pub fn integer<'a>(lowering: &mut TypeLowering<'a, '_>, schema: &Schema<'a>) -> Integer {
    let (least, most) = range(schema);
    let format = schema.integer_format();
    let unsigned = least.is_some_and(|least| least >= 0);
    let widest = if unsigned { Integer::U64 } else { Integer::I64 };
    let narrowest = || Integer::narrowest(least?, most?);
    let integer = format.map(|format| format.value).or_else(narrowest).unwrap_or(widest);
    let (lowest, highest) = integer.range();
    if least.is_some_and(|least| least < lowest) {
        beyond(lowering, schema, integer, [schema.number.minimum, schema.number.exclusive_minimum]);
    }
    if most.is_some_and(|most| most > highest) {
        beyond(lowering, schema, integer, [schema.number.maximum, schema.number.exclusive_maximum]);
    }
    integer
}

/// Reports what a type does not hold: the bounds of a side, or without any the values on it.
fn beyond<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    schema: &Schema<'a>,
    integer: Integer,
    bounds: [Option<Located<Number>>; 2],
) {
    let format = schema.integer_format();
    let Some(limit) = bounds.into_iter().flatten().next() else {
        for value in schema.values.iter().flat_map(|values| &values.value) {
            let unheld = value.as_number().is_some_and(|number| !integer.holds(number));
            // What does not have the format is never valid.
            if unheld && format.is_none() {
                lowering.unsupported(value.place(), "an integer beyond 64 bits in `enum`");
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
    let diagnostic = lowering.diagnostics.warning(codes::CONTRADICTION, limit.place, message);
    diagnostic.label("no integer beyond the type can be read");
    if let Some(format) = format {
        diagnostic.related(format.place, "the format");
    }
}

/// The least and the greatest integer that bounds and values let through.
pub fn range(schema: &Schema<'_>) -> (Option<i128>, Option<i128>) {
    let rules = &schema.number;
    let of = |keyword: Bound, limit: Option<Located<Number>>| {
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
pub fn integral(keyword: Bound, limit: Number) -> (Bound, i128) {
    let lower = matches!(keyword, Bound::Minimum | Bound::ExclusiveMinimum);
    match limit {
        Number::Integer(value) => (keyword, value),
        Number::Float(value) if value.fract() == 0.0 => (keyword, value as i128),
        Number::Float(value) if lower => (Bound::Minimum, value.ceil() as i128),
        Number::Float(value) => (Bound::Maximum, value.floor() as i128),
    }
}
