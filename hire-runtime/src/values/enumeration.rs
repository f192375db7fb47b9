//! Enums that keep values they do not know.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::ser::Serializer;
use serde_json::Value;

use crate::values::codec::{Codec, parse_str};
use crate::values::validate::{Checker, joined, quoted};

/// An enum of integers. Implementations come from [`integer_enum!`](crate::integer_enum!).
pub trait IntegerEnum: Clone + 'static {
    /// The values that the description names.
    const KNOWN: &'static [Self];

    /// The value on the wire.
    fn wire(&self) -> i64;

    /// A value that the description does not name.
    fn unknown(value: i64) -> Self;

    /// The enum's value of an integer.
    fn of(value: i64) -> Self {
        let known = Self::KNOWN.iter().find(|known| known.wire() == value);
        known.cloned().unwrap_or_else(|| Self::unknown(value))
    }

    /// Reports a value that the description does not name.
    fn check(&self, at: &mut Checker<'_>) {
        let value = self.wire();
        if !Self::KNOWN.iter().any(|known| known.wire() == value) {
            let limit = || joined(Self::KNOWN, ", ", |known| known.wire().to_string());
            at.fault("enum", || (limit(), value.to_string()));
        }
    }
}

/// An enum of strings. Implementations come from [`string_enum!`](crate::string_enum!).
pub trait StringEnum: AsRef<str> + Clone + 'static {
    /// The values that the description names.
    const KNOWN: &'static [Self];

    /// The value of a text, if the description names it.
    fn named(value: &str) -> Option<Self>;

    /// A value that the description does not name.
    fn unknown(value: String) -> Self;

    /// The enum's value of a text.
    fn of<S: AsRef<str> + Into<String>>(value: S) -> Self {
        Self::named(value.as_ref()).unwrap_or_else(|| Self::unknown(value.into()))
    }

    /// Reports a value that the description does not name.
    fn check(&self, at: &mut Checker<'_>) {
        let value = self.as_ref();
        if Self::named(value).is_none() {
            at.fault("enum", || (joined(Self::KNOWN, ", ", Self::as_ref), quoted(value)));
        }
    }
}

/// How all enums of integers are read and written.
#[derive(Debug)]
pub struct IntegerEnumCodec;

impl<T: IntegerEnum> Codec<T> for IntegerEnumCodec {
    fn placeholder() -> T {
        T::unknown(0)
    }

    fn encode<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(value.wire())
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        <i64 as Codec<_>>::decode(deserializer).map(T::of)
    }

    fn decode_in_place<'de, D: Deserializer<'de>>(place: &mut T, deserializer: D) -> Result<(), D::Error> {
        *place = T::of(<i64 as Codec<_>>::decode(deserializer)?);
        Ok(())
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<T> {
        <i64 as Codec<_>>::parse(value, at).map(T::of)
    }
}

/// How all enums of strings are read and written: one that the description names takes no memory.
#[derive(Debug)]
pub struct StringEnumCodec;

impl<T: StringEnum> Codec<T> for StringEnumCodec {
    fn placeholder() -> T {
        T::unknown(String::new())
    }

    fn encode<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.as_ref())
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let mut value = Self::placeholder();
        Self::decode_in_place(&mut value, deserializer)?;
        Ok(value)
    }

    fn decode_in_place<'de, D: Deserializer<'de>>(place: &mut T, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(StringEnumVisitor(place))
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<T> {
        parse_str(value, at).map(T::of)
    }
}

struct StringEnumVisitor<'p, T>(&'p mut T);

impl<T: StringEnum> Visitor<'_> for StringEnumVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        *self.0 = T::of(value);
        Ok(())
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<(), E> {
        *self.0 = T::of(value);
        Ok(())
    }
}

/// Makes an emitted enum of integers a value: implements `Serialize`, `Deserialize`, [`Data`](crate::Data),
/// `Display`, `From<i64>`, `From<Enum> for i64` and [`Validate`](crate::Validate) (keyword `enum`).
///
/// The enum has the variant `Unknown(i64)`; it gets the inherent constant `KNOWN` and the method `as_i64`.
/// `integer_enum!(Stage)` is for an enum that has these already.
///
/// # Examples
/// ```
/// use hire_runtime::Validate;
///
/// #[derive(Debug, Clone, PartialEq)]
/// enum Stage { Confirmed, Paid, Unknown(i64) }
///
/// hire_runtime::integer_enum! {
///     Stage;
///     2 => Confirmed,
///     3 => Paid,
/// }
///
/// assert_eq!(Stage::from(3), Stage::Paid);
/// let violations = Stage::from(4).validate().unwrap_err();
/// assert_eq!(violations.to_string(), "(body): 4 is none of 2, 3");
/// ```
#[macro_export]
macro_rules! integer_enum {
    ($name:ident; $($value:expr => $variant:ident,)*) => {
        impl $name {
            /// The values that the description lists, in its order.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// The value on the wire.
            #[must_use]
            pub const fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => *value,
                }
            }
        }

        $crate::integer_enum!($name);
    };
    ($name:ident) => {
        impl $crate::private::IntegerEnum for $name {
            const KNOWN: &'static [Self] = Self::KNOWN;

            fn wire(&self) -> i64 {
                self.as_i64()
            }

            fn unknown(value: i64) -> Self {
                Self::Unknown(value)
            }
        }

        impl ::core::convert::From<i64> for $name {
            fn from(value: i64) -> Self {
                $crate::private::IntegerEnum::of(value)
            }
        }

        impl ::core::convert::From<$name> for i64 {
            fn from(value: $name) -> Self {
                value.as_i64()
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl $crate::Data for $name {
            type Codec = $crate::private::IntegerEnumCodec;
        }

        impl $crate::Validate for $name {
            fn check(&self, at: &mut $crate::Checker<'_>) {
                $crate::private::IntegerEnum::check(self, at);
            }
        }

        $crate::serde_by_codec!($name);
    };
}

/// Makes an emitted enum of strings a value: implements `Serialize`, `Deserialize`, [`Data`](crate::Data),
/// `Display`, `FromStr`, `From<&str>`, `From<String>`, `From<Enum> for String`, `AsRef<str>`,
/// [`AsText`](crate::AsText) and [`Validate`](crate::Validate) (keyword `enum`).
///
/// The enum has the variant `Unknown(String)`; it gets the inherent constant `KNOWN` and the functions `as_str` and `named`.
/// `string_enum!(Idiom)` is for an enum that has these already.
///
/// # Examples
/// ```
/// use hire_runtime::Validate;
///
/// #[derive(Debug, Clone, PartialEq)]
/// enum Idiom { OpenId, UserId, Unknown(String) }
///
/// hire_runtime::string_enum! {
///     Idiom;
///     "open_id" => OpenId,
///     "user_id" => UserId,
/// }
///
/// assert_eq!(Idiom::from("user_id"), Idiom::UserId);
/// let violations = Idiom::from("union_id").validate().unwrap_err();
/// assert_eq!(violations.to_string(), r#"(body): "union_id" is none of open_id, user_id"#);
/// ```
#[macro_export]
macro_rules! string_enum {
    ($name:ident; $($value:tt => $variant:ident,)*) => {
        impl $name {
            /// The values that the description lists, in its order.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// The value on the wire.
            #[must_use]
            pub fn as_str(&self) -> &::core::primitive::str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }

            /// The variant of a value on the wire, if the description lists it.
            #[must_use]
            pub fn named(value: &::core::primitive::str) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match value {
                    $($value => Self::$variant,)*
                    _ => return ::core::option::Option::None,
                })
            }
        }

        $crate::string_enum!($name);
    };
    ($name:ident) => {
        impl $crate::private::StringEnum for $name {
            const KNOWN: &'static [Self] = Self::KNOWN;

            fn named(value: &::core::primitive::str) -> ::core::option::Option<Self> {
                Self::named(value)
            }

            fn unknown(value: ::std::string::String) -> Self {
                Self::Unknown(value)
            }
        }

        impl ::core::convert::From<&::core::primitive::str> for $name {
            fn from(value: &::core::primitive::str) -> Self {
                $crate::private::StringEnum::of(value)
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(value: ::std::string::String) -> Self {
                $crate::private::StringEnum::of(value)
            }
        }

        impl ::core::convert::From<$name> for ::std::string::String {
            fn from(value: $name) -> Self {
                match value {
                    $name::Unknown(value) => value,
                    value => ::std::borrow::ToOwned::to_owned(value.as_str()),
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            fn from_str(
                value: &::core::primitive::str,
            ) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(::core::convert::From::from(value))
            }
        }

        impl ::core::convert::AsRef<::core::primitive::str> for $name {
            fn as_ref(&self) -> &::core::primitive::str {
                self.as_str()
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(self.as_str(), f)
            }
        }

        impl $crate::Data for $name {
            type Codec = $crate::private::StringEnumCodec;
        }

        impl $crate::Validate for $name {
            fn check(&self, at: &mut $crate::Checker<'_>) {
                $crate::private::StringEnum::check(self, at);
            }
        }

        impl $crate::AsText for $name {
            fn text(&self) -> ::std::borrow::Cow<'_, ::core::primitive::str> {
                ::std::borrow::Cow::Borrowed(self.as_str())
            }
        }

        $crate::serde_by_codec!($name);
    };
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::values::fixture::{BonusType, Currency};
    use crate::{Validate as _, parse, parse_value};

    #[test]
    fn integers_are_read_and_written_and_unknown_ones_kept() {
        for (text, value, wire) in [
            ("1", BonusType::Points, "1"),
            ("2.0", BonusType::Cash, "2"),
            ("7", BonusType::Unknown(7), "7"),
            ("-1", BonusType::Unknown(-1), "-1"),
        ] {
            assert_eq!(serde_json::from_str::<BonusType>(text).unwrap(), value);
            assert_eq!(serde_json::to_string(&value).unwrap(), wire);
            assert_eq!(value.to_string(), wire);
            assert_eq!(BonusType::from(i64::from(value)), value);
        }
        for text in ["\"1\"", "1.5", "null", "true", "1e99"] {
            assert!(serde_json::from_str::<BonusType>(text).is_err(), "{text}");
            assert!(parse::<BonusType>(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn strings_are_read_and_written_and_unknown_ones_kept() {
        for (wire, value) in [
            ("CNY", Currency::Cny),
            ("EUR", Currency::Eur),
            ("cny", Currency::Unknown("cny".to_owned())),
            ("", Currency::Unknown(String::new())),
        ] {
            assert_eq!(serde_json::from_value::<Currency>(json!(wire)).unwrap(), value);
            assert_eq!(serde_json::to_value(&value).unwrap(), json!(wire));
            assert_eq!(Currency::from(wire.to_owned()), value);
            assert_eq!(wire.parse(), Ok(value.clone()));
            assert_eq!(value.to_string(), wire);
            assert_eq!(value.as_ref(), wire);
            assert_eq!(String::from(value), wire);
        }
        assert!(serde_json::from_str::<Currency>("1").is_err());
    }

    #[test]
    fn validation_refuses_what_the_description_does_not_name() {
        assert_eq!(BonusType::Cash.validate(), Ok(()));
        // The wire decides, not the variant.
        assert_eq!(BonusType::Unknown(1).validate(), Ok(()));
        let violation = |violations: crate::Violations| violations.to_string();
        assert_eq!(
            BonusType::Unknown(3).validate().map_err(violation),
            Err("(body): 3 is none of 1, 2".to_owned())
        );
        assert_eq!(
            parse_value::<BonusType>(&json!("1")).map_err(violation),
            Err("(body): \"1\" is not of type integer".to_owned())
        );
        assert_eq!(
            parse_value::<Currency>(&json!("a\"b")).map_err(violation),
            Err("(body): \"a\\\"b\" is none of CNY, EUR".to_owned())
        );
        assert_eq!(
            parse_value::<Currency>(&json!(1)).map_err(violation),
            Err("(body): 1 is not of type string".to_owned())
        );
    }
}
