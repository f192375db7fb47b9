//! Numbers as JSON has them.

use std::cmp::Ordering;
use std::fmt;

use hire_syntax::decimal::Decimal;

/// A JSON number, exact where it is an integer within 64 bits, or is written as an integer of 128.
///
/// `1` is an integer, `1.0` is a float that equals one; two numbers are equal when they are the same
/// kind and value. Displayed as the shortest JSON text that reads back the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Written without fraction and exponent, or equal to no float.
    Integer(i128),
    /// Anything else; finite.
    Float(f64),
}

/// Floats between this and its negative are in the range of 128 bits.
const RANGE: f64 = 1.7e38;

impl Number {
    /// The number as JSON. An integer beyond 64 bits becomes a float, whichever features `serde_json` is built with.
    pub fn to_json(self) -> serde_json::Value {
        let number = match self {
            Number::Integer(integer) => u64::try_from(integer)
                .map(serde_json::Number::from)
                .or_else(|_| i64::try_from(integer).map(serde_json::Number::from))
                .ok(),
            Number::Float(_) => None,
        };
        let number = number.or_else(|| serde_json::Number::from_f64(self.as_f64()));
        number.map_or(serde_json::Value::Null, serde_json::Value::Number)
    }

    /// The nearest float.
    #[expect(clippy::cast_precision_loss, reason = "the nearest float is what is asked for")]
    pub fn as_f64(self) -> f64 {
        match self {
            Number::Integer(integer) => integer as f64,
            Number::Float(float) => float,
        }
    }

    /// The number as an integer, if one of 128 bits equals it: `1.0` is 1.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float within the range of 128 bits without a fraction is an integer"
    )]
    pub fn as_integer(self) -> Option<i128> {
        match self {
            Number::Integer(integer) => Some(integer),
            Number::Float(float) if float.fract() == 0.0 && float.abs() < RANGE => Some(float as i128),
            Number::Float(_) => None,
        }
    }

    /// Reads a text: an integer exactly, within 64 bits also one that is written with a point or an exponent, and anything
    /// else as the nearest float.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if let Ok(integer) = text.parse() {
            return Some(Number::Integer(integer));
        }
        let float = Some(Number::Float(text.parse().ok().filter(|float: &f64| float.is_finite())?));
        let integer = Decimal::read(&text).and_then(Decimal::integer);
        let held = integer.filter(|integer| (i64::MIN.into()..=u64::MAX.into()).contains(integer));
        let rounded = held.filter(|_| held != float.and_then(Self::as_integer));
        rounded.map(Number::Integer).or(float)
    }

    /// Whether the number may have been rounded where it was read.
    pub(crate) fn is_beyond_exact_floats(self) -> bool {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        matches!(self, Number::Float(float) if float.abs() >= EXACT)
    }

    /// The number itself where it is a float, or else the nearest that is one.
    #[must_use]
    pub fn nearest_float(self) -> Self {
        let nearest = Number::Float(self.as_f64());
        if nearest.compare(self).is_eq() {
            self
        } else {
            nearest.as_integer().map_or(nearest, Number::Integer)
        }
    }

    /// Compares by value, exactly; numbers are never NaN.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float within the range of 128 bits, rounded down, is an exact integer"
    )]
    pub fn compare(self, other: Number) -> Ordering {
        match (self, other) {
            (Number::Integer(a), Number::Integer(b)) => a.cmp(&b),
            (Number::Float(a), Number::Float(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
            (Number::Float(_), Number::Integer(_)) => other.compare(self).reverse(),
            (Number::Integer(_), Number::Float(b)) if b >= RANGE => Ordering::Less,
            (Number::Integer(_), Number::Float(b)) if b <= -RANGE => Ordering::Greater,
            (Number::Integer(a), Number::Float(b)) => {
                let below = a.cmp(&(b.floor() as i128));
                below.then(if b.fract() == 0.0 { Ordering::Equal } else { Ordering::Less })
            }
        }
    }

    /// Whether this is a multiple of a number above 0, exactly, in decimals: 0.3 is one of 0.1.
    pub fn is_multiple_of(self, divisor: Number) -> bool {
        let decimal = |number| match number {
            Number::Integer(integer) => Some(Decimal::from(integer)),
            Number::Float(float) => Decimal::read(&float),
        };
        decimal(self).zip(decimal(divisor)).is_some_and(|(value, divisor)| value.is_multiple_of(divisor))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Integer(integer) => integer.fmt(f),
            Number::Float(_) => self.to_json().fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering::{self, Equal, Greater, Less};

    use super::Number::{self, Float, Integer};

    #[test]
    fn numbers_are_compared_by_their_exact_value() {
        let cases: &[(Number, Number, Ordering)] = &[
            (Integer(1), Float(1.0), Equal),
            (Float(0.0), Float(-0.0), Equal),
            (Integer(9_007_199_254_740_993), Float(9_007_199_254_740_992.0), Greater),
            (Integer(2), Float(2.5), Less),
            (Integer(-2), Float(-2.5), Greater),
            (Integer(i128::MAX), Float(1e300), Less),
            (Integer(i128::MIN), Float(-1e300), Greater),
        ];
        for (first, second, ordering) in cases {
            assert_eq!(first.compare(*second), *ordering, "{first} {second}");
            assert_eq!(second.compare(*first), ordering.reverse(), "{second} {first}");
        }
    }
}
