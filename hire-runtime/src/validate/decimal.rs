//! Exact division of decimal numbers, without big integers.

use std::fmt::{self, Write as _};

/// Significant digits that a number may have. A 64-bit integer has 20, the shortest text of a float 17.
pub(crate) const DIGITS: usize = 38;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The value is not a number: infinite, for example.
    Value,
    /// The limit is not a number above 0.
    Limit,
}

/// Whether a text is a decimal number.
pub(crate) fn is_number(text: &str) -> bool {
    Decimal::read(&text).is_some()
}

/// Whether `value / limit` is an integer.
pub(crate) fn is_multiple(value: &impl fmt::Display, limit: &str) -> Result<bool, Fault> {
    let limit =
        Decimal::read(&limit).filter(|limit| limit.digits > 0 && !limit.negative).ok_or(Fault::Limit)?;
    let value = Decimal::read(value).ok_or(Fault::Value)?;
    Ok(value.digits == 0 || limit.divides(value))
}

/// `digits × 10^exponent`, where `digits` is 0 or does not end in 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: u128,
    exponent: i64,
}

impl Decimal {
    /// Reads what a value displays as, without storing the text: the shortest text of 1e308 is 309 characters long.
    fn read(value: &impl fmt::Display) -> Option<Self> {
        let mut reader = Reader::default();
        write!(reader, "{value}").ok()?;
        reader.finish()
    }

    /// Whether this number, not 0, divides another one, not 0.
    ///
    /// With `other / self = (m × 10^shift) / n`: if the shift is negative, m would have to be divisible by 10, and it is not.
    /// Else what n does not share with m must be made of twos and fives, no more of each than the shift has.
    fn divides(self, other: Self) -> bool {
        let Ok(shift) = u64::try_from(other.exponent - self.exponent) else {
            return false;
        };
        let mut rest = self.digits / greatest_common_divisor(self.digits, other.digits);
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

fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Where in `-12.50e+3` a reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    #[default]
    Start,
    Sign,
    Whole,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
}

/// Takes a decimal text character by character.
#[derive(Debug, Default)]
struct Reader {
    place: Place,
    negative: bool,
    digits: u128,
    /// Zeros after the last digit that is not zero.
    zeros: i64,
    /// Digits after the point.
    fraction: i64,
    exponent: i64,
    exponent_negative: bool,
}

impl Reader {
    fn take(&mut self, character: char) -> Option<()> {
        use Place::{Exponent, ExponentDigits, ExponentSign, Fraction, Point, Sign, Start, Whole};
        self.place = match (self.place, character) {
            (Start, '-' | '+') => {
                self.negative = character == '-';
                Sign
            }
            (Start | Sign | Whole, '0'..='9') => {
                self.digit(character)?;
                Whole
            }
            (Whole, '.') => Point,
            (Point | Fraction, '0'..='9') => {
                self.fraction += 1;
                self.digit(character)?;
                Fraction
            }
            (Whole | Fraction, 'e' | 'E') => Exponent,
            (Exponent, '-' | '+') => {
                self.exponent_negative = character == '-';
                ExponentSign
            }
            (Exponent | ExponentSign | ExponentDigits, '0'..='9') => {
                let digit = i64::from(character.to_digit(10)?);
                let exponent = self.exponent * 10 + digit;
                self.exponent = (exponent < 1_000_000).then_some(exponent)?;
                ExponentDigits
            }
            _ => return None,
        };
        Some(())
    }

    /// Zeros are only counted until another digit follows, so that those at the end cost no precision.
    fn digit(&mut self, character: char) -> Option<()> {
        let digit = u128::from(character.to_digit(10)?);
        if digit == 0 {
            self.zeros += i64::from(self.digits != 0);
            return Some(());
        }
        let power = u32::try_from(self.zeros + 1).ok()?;
        let digits = self.digits.checked_mul(10_u128.checked_pow(power)?)?;
        self.digits = digits.checked_add(digit)?;
        self.zeros = 0;
        (self.digits < 10_u128.pow(38)).then_some(())
    }

    fn finish(self) -> Option<Decimal> {
        let whole = matches!(self.place, Place::Whole | Place::Fraction | Place::ExponentDigits);
        let exponent = if self.exponent_negative { -self.exponent } else { self.exponent };
        whole.then_some(Decimal {
            negative: self.negative,
            digits: self.digits,
            exponent: exponent + self.zeros - self.fraction,
        })
    }
}

impl fmt::Write for Reader {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|character| self.take(character)).ok_or(fmt::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, is_multiple, is_number};

    #[test]
    fn floats_are_multiples_in_decimals() {
        for (value, limit, multiple) in [
            (0.3, "0.1", true),
            (0.1 + 0.2, "0.1", false),
            (1.1, "0.1", true),
            (4.35, "0.01", true),
            (4.355, "0.01", false),
            (-4.35, "0.01", true),
            (0.0, "7", true),
            (-0.0, "7", true),
            (7.0, "7", true),
            (8.0, "7", false),
            (1e308, "0.01", true),
            (1e308, "7", false),
            (1e308, "1e-308", true),
            (1e-308, "1e308", false),
            (1e-308, "1e-308", true),
            (5e-324, "0.01", false),
            (f64::MAX, "1", true),
            (1.5, "2.5e-1", true),
            (1e3, "8", true),
            (1e3, "16", false),
            (1e2, "0.3", false),
            (1e2, "1e2", true),
            (1e2, "1e3", false),
            (0.75, "0.5", false),
        ] {
            assert_eq!(is_multiple(&value, limit), Ok(multiple), "{value} {limit}");
        }
    }

    #[test]
    fn integers_are_exact() {
        for (value, limit, multiple) in [
            (i64::MIN, "2", true),
            (i64::MAX, "2", false),
            (i64::MAX, "7", true),
            (9_007_199_254_740_993, "3", true),
            (9_007_199_254_740_993, "2", false),
            (100, "0.5", true),
        ] {
            assert_eq!(is_multiple(&value, limit), Ok(multiple), "{value} {limit}");
        }
        assert_eq!(is_multiple(&u64::MAX, "5"), Ok(true));
    }

    #[test]
    fn what_is_no_number_has_no_answer() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(is_multiple(&value, "1"), Err(Fault::Value));
        }
        let long = "1".repeat(39);
        for limit in ["", "0", "0.0", "-1", "x", "1.", ".5", "1e", "1e9999999", "--1", &long] {
            assert_eq!(is_multiple(&1, limit), Err(Fault::Limit), "{limit}");
        }
    }

    #[test]
    fn numbers_are_told_from_other_texts() {
        for text in ["0", "-1", "1.5", "1e308", "+2"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["NaN", "inf", "-inf", "", "-", "1e+"] {
            assert!(!is_number(text), "{text}");
        }
        assert!(is_number(&f64::MAX.to_string()));
    }
}
