//! Numbers as JSON has them.

use std::cmp::Ordering;
use std::fmt;

/// A JSON number, exact where it is written as an integer.
///
/// `1` is an integer, `1.0` is not; two numbers are equal when they are the same
/// kind and value. Displayed as the shortest JSON text that reads back the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Written without fraction and exponent.
    Integer(i128),
    /// Anything else; finite.
    Float(f64),
}

impl Number {
    /// The number as JSON. An integer beyond what JSON libraries hold becomes a float.
    pub fn to_json(self) -> serde_json::Value {
        let number = match self {
            Number::Integer(integer) => serde_json::Number::from_i128(integer),
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

    /// The number as an integer, when it is one by value: `1.0` is 1.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "only integral floats within the range of exact integers are cast"
    )]
    pub fn as_integer(self) -> Option<i128> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        match self {
            Number::Integer(integer) => Some(integer),
            Number::Float(float) if float.fract() == 0.0 && float.abs() <= EXACT => Some(float as i128),
            Number::Float(_) => None,
        }
    }
}

/// Floats between this and its negative are in the range of 128 bits.
const RANGE: f64 = 1.7e38;

impl Number {
    /// The integer that equals the number, if one of 128 bits does.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float within the range of 128 bits without a fraction is an integer"
    )]
    pub(crate) fn exact_integer(self) -> Option<i128> {
        match self {
            Number::Integer(integer) => Some(integer),
            Number::Float(float) if float.fract() == 0.0 && float.abs() < RANGE => Some(float as i128),
            Number::Float(_) => None,
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
        let (value, divisor) = (Decimal::of(self), Decimal::of(divisor));
        if value.digits == 0 || divisor.digits == 0 {
            return value.digits == 0;
        }
        // With `value / divisor = (m × 10^shift) / n`, m would have to be divisible by 10 if the shift is
        // negative, and it is not. Else what n does not share with m is made of twos and fives, no more
        // of each than the shift has.
        let Ok(shift) = u32::try_from(value.exponent - divisor.exponent) else {
            return false;
        };
        let mut rest = divisor.digits / greatest_common_divisor(value.digits, divisor.digits);
        for prime in [2, 5] {
            let mut count = 0;
            while rest.is_multiple_of(prime) && count < shift {
                rest /= prime;
                count += 1;
            }
        }
        rest == 1
    }
}

/// `digits × 10^exponent` without the sign, where `digits` is 0 or does not end in 0.
struct Decimal {
    digits: u128,
    exponent: i32,
}

impl Decimal {
    fn of(number: Number) -> Self {
        let (mut digits, mut exponent) = match number {
            Number::Integer(integer) => (integer.unsigned_abs(), 0),
            // The shortest digits that read back the same: what is written, as a rule.
            Number::Float(float) => {
                let text = format!("{:e}", float.abs());
                let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
                let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
                let digits = format!("{whole}{fraction}").parse().unwrap_or_default();
                let fraction = i32::try_from(fraction.len()).unwrap_or_default();
                (digits, exponent.parse::<i32>().unwrap_or_default() - fraction)
            }
        };
        while digits != 0 && digits.is_multiple_of(10) {
            digits /= 10;
            exponent += 1;
        }
        Self { digits, exponent }
    }
}

fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
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
    use super::Number::{self, Float, Integer};
    use std::cmp::Ordering::{self, Equal, Greater, Less};

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

    #[test]
    fn multiples_are_exact() {
        let cases: &[(Number, Number, bool)] = &[
            (Float(0.3), Float(0.1), true),
            (Float(0.35), Float(0.1), false),
            (Float(4.35), Float(0.01), true),
            (Float(0.0075), Float(0.0001), true),
            (Float(0.00751), Float(0.0001), false),
            (Float(-4.5), Float(1.5), true),
            (Integer(0), Float(0.7), true),
            (Integer(7), Integer(2), false),
            (Integer(100), Float(0.3), false),
            (Float(1e308), Float(0.5), true),
            (Float(1e308), Integer(7), false),
            (Float(1e308), Float(1e-308), true),
            (Integer(9_007_199_254_740_993), Integer(3), true),
            (Integer(9_007_199_254_740_993), Integer(2), false),
            (Float(1.5), Integer(1), false),
        ];
        for (value, divisor, multiple) in cases {
            assert_eq!(value.is_multiple_of(*divisor), *multiple, "{value} {divisor}");
        }
    }
}
