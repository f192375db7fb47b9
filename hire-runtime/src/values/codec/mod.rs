//! Between Rust values and any serde format, with the meaning that JSON Schema gives to a type.

mod container;
mod format;
mod number;
mod text;
mod tree;
mod tuple;

use std::any::Any;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

pub(crate) use self::container::twice;
pub(crate) use self::number::{exact_integer, integral};
pub(crate) use self::text::parse_str;
pub(crate) use self::tree::Tree;
use crate::values::secret::Secret;
use crate::values::timestamp::TimestampMs;
use crate::values::validate::{Checker, Validate, shown};

/// A value of JSON: of one of the types that JSON Schema has, to be written to and read from any serde format.
///
/// The difference from serde's own traits is in what is written and taken: `NaN` and infinities are errors and never `null`,
/// `1.0` is an integer, as JSON Schema has it, and `null` is taken by nullable types only.
///
/// # Examples
/// ```
/// use hire_runtime::{Decoded, Encoded, serde_json};
///
/// let Decoded(list) = serde_json::from_str::<Decoded<Vec<i64>>>("[1, 2.0, 3e2]")?;
/// assert_eq!(list, [1, 2, 300]);
/// assert_eq!(serde_json::to_string(&Encoded(&list))?, "[1,2,300]");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait Data: Sized + fmt::Debug + Validate {
    /// How it is read and written. Types of a kind, such as all emitted structs, have one in common, so that each of them
    /// costs a line.
    type Codec: Codec<Self>;
}

/// How values of a type are read and written.
pub trait Codec<T> {
    /// A value that stands where nothing has been read yet. It need not be valid, and nobody gets to see it: an object is
    /// handed out when each of its required properties has been there. It takes no memory of its own unless it is boxed.
    fn placeholder() -> T;

    /// Writes a value.
    ///
    /// # Errors
    /// The serializer fails, or a float is not finite.
    fn encode<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads a value.
    ///
    /// # Errors
    /// The deserializer fails, or its data is no such value.
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;

    /// Reads a value into the place of a [placeholder](Self::placeholder), which saves moving it there. After an error the place holds
    /// a value that is of no use.
    ///
    /// # Errors
    /// See [`Self::decode`].
    fn decode_in_place<'de, D: Deserializer<'de>>(place: &mut T, deserializer: D) -> Result<(), D::Error> {
        *place = Self::decode(deserializer)?;
        Ok(())
    }

    /// Reads a value from untyped JSON and reports everything that is in the way, and the rules broken by what could be read.
    /// A value is returned exactly if nothing has been reported. The rules of that value are left to the caller.
    ///
    /// Unless it is implemented, it is [`Self::decode`], with its one error as a violation of `format`.
    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<T> {
        Self::decode(value.clone())
            .map_err(|error| at.violation("format", error.to_string(), shown(value)))
            .ok()
    }

    /// Shows what of a value has no JSON, such as the files of a multipart body, to a writer that knows what it is.
    fn visit_foreign(value: &T, visit: &mut dyn FnMut(&dyn Any)) {
        let _ = (value, visit);
    }

    /// Gives a property of an object a text, if the object has such a property, and that may be a text.
    fn set(value: &mut T, property: &str, text: &str) {
        let _ = (value, property, text);
    }
}

/// A value that stands where nothing has been read yet, see [`Codec::placeholder`].
#[must_use]
pub fn placeholder<T: Data>() -> T {
    T::Codec::placeholder()
}

/// Writes a value as serde's `Serialize` wants it.
///
/// # Errors
/// See [`Codec::encode`].
pub fn encode<T: Data, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    T::Codec::encode(value, serializer)
}

/// Reads a value as serde's `Deserialize` wants it.
///
/// # Errors
/// See [`Codec::decode`].
pub fn decode<'de, T: Data, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::Codec::decode(deserializer)
}

/// Reads a value from untyped JSON, see [`Codec::parse`].
pub fn parse<T: Data>(value: &Value, at: &mut Checker<'_>) -> Option<T> {
    T::Codec::parse(value, at)
}

/// Gives a property a text, see [`Codec::set`].
pub fn set<T: Data>(value: &mut T, property: &str, text: &str) {
    T::Codec::set(value, property, text);
}

/// Types that are read and written in a way of their own.
macro_rules! own_codec {
    ($($type:ty),*) => {
        $(impl Data for $type {
            type Codec = Self;
        })*
    };
}
own_codec!((), bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, String, Secret, TimestampMs, Value);

/// Makes whatever can be encoded a serde type, for functions that want one.
///
/// # Examples
/// ```
/// use hire_runtime::{Encoded, serde_json};
///
/// assert_eq!(serde_json::to_string(&Encoded(&vec![1.5, 2.0]))?, "[1.5,2.0]");
/// assert!(serde_json::to_string(&Encoded(&f64::NAN)).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Encoded<'t, T>(pub &'t T);

impl<T: Data> Serialize for Encoded<'_, T> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::Codec::encode(self.0, serializer)
    }
}

/// Makes whatever can be decoded a serde type, for functions that want one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decoded<T>(pub T);

impl<'de, T: Data> Deserialize<'de> for Decoded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::Codec::decode(deserializer).map(Self)
    }
}

/// Decodes as a seed into the place of a placeholder, so that what is inside of lists and objects goes through [`Codec`] as
/// well.
pub(crate) struct InPlace<'p, T>(pub &'p mut T);

impl<'de, T: Data> DeserializeSeed<'de> for InPlace<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        T::Codec::decode_in_place(self.0, deserializer)
    }
}

/// Levels of nesting that are read from untyped JSON: what `serde_json` reads from text.
const DEEPEST: usize = 128;

/// The items of an array; reports another type, and an array that lies too deep.
pub(crate) fn items<'v>(value: &'v Value, at: &mut Checker<'_>) -> Option<&'v Vec<Value>> {
    let Value::Array(items) = value else {
        wrong_type(at, "array", value);
        return None;
    };
    within_depth(at).then_some(items)
}

/// The members of an object; reports another type, and an object that lies too deep.
pub(crate) fn members<'v>(
    value: &'v Value,
    at: &mut Checker<'_>,
) -> Option<&'v serde_json::Map<String, Value>> {
    let Value::Object(members) = value else {
        wrong_type(at, "object", value);
        return None;
    };
    within_depth(at).then_some(members)
}

/// Whether a container at this place may be read; reports it if it lies too deep.
fn within_depth(at: &mut Checker<'_>) -> bool {
    let within = at.depth() < DEEPEST;
    if !within {
        at.violation("depth", DEEPEST.to_string(), "more");
    }
    within
}

/// Reports a value of another type.
pub(crate) fn wrong_type(at: &mut Checker<'_>, expected: &'static str, value: &Value) {
    at.report("type", expected.into(), shown(value));
}

/// `Serialize` and `Deserialize` of [`Data`](crate::Data).
#[doc(hidden)]
#[macro_export]
macro_rules! serde_by_codec {
    ($type:ty) => {
        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::private::encode(self, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::private::decode(deserializer)
            }
        }
    };
}
