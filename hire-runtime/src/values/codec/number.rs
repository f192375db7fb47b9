//! Numbers as JSON Schema has them: an integer is a number without fractional part, however it is written
//! ([JSON Schema 2020-12 validation, 6.1.1](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1)).

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, Error as _, MapAccess, Unexpected, Visitor};
use serde::ser::{Error as _, Serializer};
use serde_json::{Number, Value};

use super::tree::wrapped_number;
use super::{Codec, wrong_type};
use crate::values::validate::{Checker, shown};

/// The integer of 64 bits that a number is written as, if it is: any other number is the nearest float. That is what
/// `serde_json` reads, and what is made of its numbers of arbitrary precision, so that no verdict depends on that feature.
pub(crate) fn exact_integer(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

/// The integer that a number is, if it is one. Floats are integers if they have no fractional part: as they are, they are
/// exact. Those beyond 128 bits become the nearest integer of 128 bits, which is out of range of every type that is decoded.
#[expect(
    clippy::float_cmp,
    clippy::cast_possible_truncation,
    reason = "exactness is the question, and the conversion saturates"
)]
pub(crate) fn integral(number: &Number) -> Option<i128> {
    exact_integer(number).or_else(|| {
        let float = number.as_f64()?;
        (float.trunc() == float).then_some(float as i128)
    })
}

/// The value of an integer type that a number is, if it is within its range for certain. An integer below 64 bits is read
/// as the nearest float, and that of -9223372036854775809 is the least integer of 64 bits.
fn within<T: TryFrom<i128>>(number: &Number) -> Option<T> {
    let integer = integral(number)?;
    let may_be_less = integer == i64::MIN.into() && exact_integer(number).is_none();
    T::try_from(integer).ok().filter(|_| !may_be_less)
}

/// A type that some numbers fit into.
trait Fit: Sized {
    /// What it is, for errors.
    const EXPECTED: &'static str;

    /// The value of a number.
    fn of_number(number: &Number) -> Option<Self>;

    /// The value of an integer.
    fn of_i64(integer: i64) -> Option<Self> {
        Self::of_number(&integer.into())
    }

    /// The value of an integer.
    fn of_u64(integer: u64) -> Option<Self> {
        Self::of_number(&integer.into())
    }

    /// The value of a float.
    fn of_f64(float: f64) -> Option<Self> {
        Number::from_f64(float).and_then(|number| Self::of_number(&number))
    }
}

/// Takes a number as the format has it, without a [`Number`] in between where that will do.
struct FitVisitor<T>(PhantomData<T>);

fn fitting<T: Fit, E: de::Error>(fitting: Option<T>, number: impl Into<Number>) -> Result<T, E> {
    fitting.ok_or_else(|| unfitting::<T, E>(&number.into()))
}

#[cold]
fn unfitting<T: Fit, E: de::Error>(number: &Number) -> E {
    E::invalid_value(Unexpected::Other(&format!("number {number}")), &T::EXPECTED)
}

#[cold]
fn unfitting_float<T: Fit, E: de::Error>(float: f64) -> E {
    Number::from_f64(float).map_or_else(no_number, |number| unfitting::<T, E>(&number))
}

fn no_number<E: de::Error>() -> E {
    E::custom("a number that JSON does not have")
}

fn fitting_number<T: Fit, E: de::Error>(number: Option<Number>) -> Result<T, E> {
    let number = number.ok_or_else(no_number)?;
    fitting(T::of_number(&number), number)
}

impl<'de, T: Fit> Visitor<'de> for FitVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON number")
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<T, E> {
        fitting(T::of_i64(value), value)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T, E> {
        fitting(T::of_u64(value), value)
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<T, E> {
        fitting_number(Number::from_i128(value))
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<T, E> {
        fitting_number(Number::from_u128(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T, E> {
        T::of_f64(value).ok_or_else(|| unfitting_float::<T, E>(value))
    }

    /// How `serde_json` hands over numbers of arbitrary precision, if some crate turns those on.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        match wrapped_number(&mut map)? {
            Some(number) => fitting_number(Some(number)),
            None => Err(A::Error::invalid_type(Unexpected::Map, &self)),
        }
    }
}

macro_rules! integers {
    ($($type:ident, $format:literal, $serialize:ident, $expected:literal;)*) => {
        $(
            impl Fit for $type {
                const EXPECTED: &'static str = $expected;

                fn of_number(number: &Number) -> Option<Self> {
                    within(number)
                }

                fn of_i64(integer: i64) -> Option<Self> {
                    Self::try_from(integer).ok()
                }

                fn of_u64(integer: u64) -> Option<Self> {
                    Self::try_from(integer).ok()
                }
            }

            impl Codec<Self> for $type {
                fn placeholder() -> Self {
                    0
                }

                #[inline]
                fn encode<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.$serialize(*value)
                }

                fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.deserialize_any(FitVisitor(PhantomData))
                }

                fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
                    let Some(integer) = value.as_number().and_then(integral) else {
                        wrong_type(at, "integer", value);
                        return None;
                    };
                    let fitting = value.as_number().and_then(within);
                    if fitting.is_none() && integer < 0 && Self::MIN == 0 {
                        // The bound that such a type stands for.
                        at.report("minimum", "0".into(), shown(value));
                    } else if fitting.is_none() {
                        at.report("format", $format.into(), shown(value));
                    }
                    fitting
                }
            }
        )*
    };
}
integers! {
    i8, "int8", serialize_i8, "an integer of 8 bits";
    i16, "int16", serialize_i16, "an integer of 16 bits";
    i32, "int32", serialize_i32, "an integer of 32 bits";
    i64, "int64", serialize_i64, "an integer of 64 bits";
    u8, "uint8", serialize_u8, "an integer of 8 bits without sign";
    u16, "uint16", serialize_u16, "an integer of 16 bits without sign";
    u32, "uint32", serialize_u32, "an integer of 32 bits without sign";
    u64, "uint64", serialize_u64, "an integer of 64 bits without sign";
}

macro_rules! floats {
    ($($type:ident, $format:literal, $serialize:ident, $expected:literal;)*) => {
        $(
            impl Fit for $type {
                const EXPECTED: &'static str = $expected;

                fn of_number(number: &Number) -> Option<Self> {
                    number.as_f64().and_then(Self::of_f64)
                }

                #[expect(clippy::cast_precision_loss, reason = "the nearest float is what the type says")]
                fn of_i64(integer: i64) -> Option<Self> {
                    Self::of_f64(integer as f64)
                }

                #[expect(clippy::cast_precision_loss, reason = "the nearest float is what the type says")]
                fn of_u64(integer: u64) -> Option<Self> {
                    Self::of_f64(integer as f64)
                }

                #[allow(
                    trivial_numeric_casts,
                    clippy::cast_possible_truncation,
                    reason = "the nearest float of 32 bits is what that type says"
                )]
                fn of_f64(float: f64) -> Option<Self> {
                    let float = float as Self;
                    float.is_finite().then_some(float)
                }
            }

            impl Codec<Self> for $type {
                fn placeholder() -> Self {
                    0.0
                }

                #[inline]
                fn encode<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
                    if value.is_finite() {
                        serializer.$serialize(*value)
                    } else {
                        Err(S::Error::custom(format_args!("{value} is not a number that can be written")))
                    }
                }

                fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.deserialize_any(FitVisitor(PhantomData))
                }

                fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
                    let Some(number) = value.as_number() else {
                        wrong_type(at, "number", value);
                        return None;
                    };
                    let fitting = Self::of_number(number);
                    if fitting.is_none() {
                        at.report("format", $format.into(), shown(value));
                    }
                    fitting
                }
            }
        )*
    };
}
floats! {
    f32, "float", serialize_f32, "a number within the range of 32-bit floats";
    f64, "double", serialize_f64, "a number within the range of 64-bit floats";
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use serde_json::json;

    use crate::{Data, Decoded, Encoded, Violations, parse};

    fn decode<T: Data>(text: &str) -> Option<T> {
        let decoded = serde_json::from_str(text).ok().map(|Decoded(value)| value);
        let parsed: Result<T, Violations> = parse(text.as_bytes());
        assert_eq!(decoded.is_some(), parsed.is_ok(), "both readers agree on {text}");
        decoded
    }

    fn check<T: Data + PartialEq + Debug>(cases: &[(&str, Option<T>)]) {
        for (text, expected) in cases {
            assert_eq!(&decode::<T>(text), expected, "{text}");
        }
    }

    #[test]
    fn integers_are_numbers_without_fraction() {
        check::<i64>(&[
            ("1", Some(1)),
            ("-1", Some(-1)),
            ("1.0", Some(1)),
            ("-0.0", Some(0)),
            ("1e3", Some(1000)),
            ("1.5e1", Some(15)),
            ("9007199254740993", Some(9_007_199_254_740_993)),
            ("9223372036854775807", Some(i64::MAX)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9007199254740994.0", Some(9_007_199_254_740_994)),
            ("-9223372036854775807.0", None),
            ("-9.223372036854774784e18", Some(i64::MIN + 1024)),
            // As floats, these are one.
            ("-9223372036854775809", None),
            ("-9223372036854776832", None),
            ("-9.223372036854775808e18", None),
            ("-9223372036854777856", None),
            ("9223372036854775808", None),
            ("9.223372036854775808e18", None),
            ("1e300", None),
            ("1.5", None),
            ("1e-3", None),
            ("\"1\"", None),
            ("true", None),
            ("null", None),
            ("[1]", None),
            ("{}", None),
        ]);
        check::<u64>(&[
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("1.8446744073709551616e19", None),
            ("18446744073709549568.0", Some(u64::MAX - 2047)),
            ("-1", None),
            ("-0", Some(0)),
        ]);
        check::<i8>(&[("127", Some(127)), ("-128.0", Some(-128)), ("128", None)]);
        check::<u8>(&[("255", Some(255)), ("256", None), ("-1", None)]);
        check::<i32>(&[("2147483647", Some(i32::MAX)), ("2147483648", None)]);
    }

    #[test]
    fn every_number_is_a_float_within_its_range() {
        check::<f64>(&[
            ("1", Some(1.0)),
            ("-1.5", Some(-1.5)),
            ("1e308", Some(1e308)),
            ("18446744073709551615", Some(18_446_744_073_709_551_615.0)),
            ("1e400", None),
            ("\"1\"", None),
            ("null", None),
            ("false", None),
        ]);
        check::<f32>(&[("0.1", Some(0.1)), ("3.4e38", Some(3.4e38)), ("1e39", None), ("-1e39", None)]);
    }

    #[test]
    fn violations_tell_a_wrong_type_from_a_wrong_range() {
        for (text, expected) in [
            ("1.5", ("type", "integer", "1.5")),
            ("\"1\"", ("type", "integer", "\"1\"")),
            ("null", ("type", "integer", "null")),
            ("300", ("format", "int8", "300")),
            ("1e300", ("format", "int8", "1e+300")),
        ] {
            let violations = parse::<i8>(text.as_bytes()).unwrap_err();
            let [violation] = violations.as_slice() else {
                panic!("{violations}");
            };
            let found = (violation.keyword, &*violation.limit, &*violation.found);
            assert_eq!(found, expected, "{text}");
        }
        let violations = parse::<u16>(b"-1").unwrap_err();
        assert_eq!(violations.to_string(), "(body): -1 is less than the minimum 0");
        let violations = parse::<f32>(b"1e39").unwrap_err();
        assert_eq!(violations.to_string(), "(body): 1e+39 does not have the format float");
    }

    #[test]
    fn what_is_not_finite_is_not_written() {
        for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(serde_json::to_string(&Encoded(&float)).is_err());
            assert!(serde_json::to_value(Encoded(&vec![float])).is_err());
        }
        assert!(serde_json::to_string(&Encoded(&f32::NAN)).is_err());
        assert_eq!(serde_json::to_value(Encoded(&100.0)).unwrap(), json!(100.0));
        assert_eq!(serde_json::to_string(&Encoded(&u64::MAX)).unwrap(), u64::MAX.to_string());
    }
}
