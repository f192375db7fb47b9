//! Decimal numbers, exactly, without big integers: `0.3` is a multiple of `0.1`, as the keyword `multipleOf` means it.

use std::fmt::{self, Write as _};

/// Significant digits that a number may have where it is read. A 64-bit integer has 20, the shortest text of a float 17.
pub const DIGITS: usize = 38;

/// A decimal number, exactly: `digits × 10^exponent`, where `digits` is 0 or does not end in 0.
///
/// # Examples
/// ```
/// use hire_syntax::decimal::Decimal;
///
/// let cent = Decimal::read(&"0.01").unwrap();
/// assert!(Decimal::read(&4.35).unwrap().is_multiple_of(cent));
/// assert!(!Decimal::read(&4.355).unwrap().is_multiple_of(cent));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    digits: u128,
    exponent: i64,
}

impl Decimal {
    /// Reads what a value displays as, without storing the text: the shortest text of `1e308` is 309 characters long.
    /// `None` for what is no number, infinity for example, and for more than [`DIGITS`] digits.
    pub fn read(value: &impl fmt::Display) -> Option<Self> {
        let mut reader = Reader::default();
        write!(reader, "{value}").ok()?;
        reader.finish()
    }

    /// Whether the number is above 0.
    pub fn is_positive(self) -> bool {
        self.digits > 0 && !self.negative
    }

    /// The number as an integer, if it is one of 128 bits.
    ///
    /// ```
    /// use hire_syntax::decimal::Decimal;
    ///
    /// assert_eq!(Decimal::read(&"9007199254740993.0").and_then(Decimal::integer), Some(9_007_199_254_740_993));
    /// assert_eq!(Decimal::read(&"0.5").and_then(Decimal::integer), None);
    /// ```
    pub fn integer(self) -> Option<i128> {
        if self.digits == 0 {
            return Some(0);
        }
        let power = 10_i128.checked_pow(u32::try_from(self.exponent).ok()?)?;
        let digits = i128::try_from(self.digits).ok()?;
        let integer = digits.checked_mul(power)?;
        Some(if self.negative { -integer } else { integer })
    }

    /// Whether the number is an integer times the divisor. Zero is a multiple of every number, and nothing else is one of
    /// zero.
    ///
    /// With `self / divisor = (m × 10^shift) / n`: if the shift is negative, m would have to be divisible by 10, and it is
    /// not. Else what n does not share with m must be made of twos and fives, no more of each than the shift has.
    pub fn is_multiple_of(self, divisor: Self) -> bool {
        if self.digits == 0 || divisor.digits == 0 {
            return self.digits == 0;
        }
        let Ok(shift) = u64::try_from(self.exponent - divisor.exponent) else {
            return false;
        };
        let mut rest = divisor.digits / greatest_common_divisor(divisor.digits, self.digits);
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

/// Exact for every integer, also for those of more than [`DIGITS`] digits.
impl From<i128> for Decimal {
    fn from(integer: i128) -> Self {
        let (mut digits, mut exponent) = (integer.unsigned_abs(), 0);
        while digits != 0 && digits.is_multiple_of(10) {
            digits /= 10;
            exponent += 1;
        }
        Self { negative: integer < 0, digits, exponent }
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
    use std::fmt::Display;

    use super::Decimal;

    fn is_multiple(value: impl Display, divisor: impl Display) -> bool {
        Decimal::read(&value).unwrap().is_multiple_of(Decimal::read(&divisor).unwrap())
    }

    #[test]
    fn floats_are_multiples_in_decimals() {
        for (value, divisor, multiple) in [
            (0.3, "0.1", true),
            (0.1 + 0.2, "0.1", false),
            (0.35, "0.1", false),
            (1.1, "0.1", true),
            (4.35, "0.01", true),
            (4.355, "0.01", false),
            (-4.35, "0.01", true),
            (-4.5, "1.5", true),
            (0.0075, "0.0001", true),
            (0.00751, "0.0001", false),
            (0.0, "7", true),
            (-0.0, "7", true),
            (0.0, "0", true),
            (7.0, "0", false),
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
            (1.5, "1", false),
            (1e3, "8", true),
            (1e3, "16", false),
            (1e2, "0.3", false),
            (1e2, "1e2", true),
            (1e2, "1e3", false),
            (0.75, "0.5", false),
        ] {
            assert_eq!(is_multiple(value, divisor), multiple, "{value} {divisor}");
        }
    }

    #[test]
    fn integers_are_exact() {
        for (value, divisor, multiple) in [
            (i128::from(i64::MIN), "2", true),
            (i128::from(i64::MAX), "2", false),
            (i128::from(i64::MAX), "7", true),
            (i128::from(u64::MAX), "5", true),
            (9_007_199_254_740_993, "3", true),
            (9_007_199_254_740_993, "2", false),
            (100, "0.5", true),
        ] {
            assert_eq!(is_multiple(value, divisor), multiple, "{value} {divisor}");
            let divisor = Decimal::read(&divisor).unwrap();
            assert_eq!(Decimal::from(value).is_multiple_of(divisor), multiple, "{value} {divisor:?}");
        }
        // More digits than are read.
        assert!(Decimal::from(i128::MIN).is_multiple_of(Decimal::from(1 << 64)));
        assert!(!Decimal::from(i128::MAX).is_multiple_of(Decimal::from(2)));
    }

    #[test]
    fn numbers_are_told_from_other_texts() {
        for text in ["0", "-1", "1.5", "1e308", "+2"] {
            assert!(Decimal::read(&text).is_some(), "{text}");
        }
        let long = "1".repeat(39);
        for text in ["NaN", "inf", "-inf", "", "-", "--1", "x", "1.", ".5", "1e", "1e+", "1e9999999", &long] {
            assert_eq!(Decimal::read(&text), None, "{text}");
        }
        assert_eq!(Decimal::read(&f64::INFINITY), None);
        assert!(Decimal::read(&f64::MAX.to_string()).is_some());
    }

    #[test]
    fn what_is_above_0_is_positive() {
        for (text, positive) in [("0.1", true), ("0", false), ("-0.0", false), ("-1", false)] {
            assert_eq!(Decimal::read(&text).unwrap().is_positive(), positive, "{text}");
        }
    }
}
