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

    /// The order of two numbers, exact for integers of any size.
    pub fn compare(self, other: Self) -> Ordering {
        match (self.as_integer(), other.as_integer()) {
            (Some(one), Some(other)) => one.cmp(&other),
            // Whatever is no exact integer is a finite float, whose order with others is total.
            _ => self.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal),
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

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Integer(integer) => integer.fmt(f),
            Number::Float(_) => self.to_json().fmt(f),
        }
    }
}
