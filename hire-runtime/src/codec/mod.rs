//! Between Rust values and any serde format, with the meaning that JSON Schema gives to a type.

mod container;
mod format;
mod number;
mod text;
mod tuple;

use serde::de::{Deserialize, DeserializeSeed, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use crate::validate::{Checker, Validate, shown};

pub(crate) use self::container::twice;
pub(crate) use self::number::integral;
pub(crate) use self::text::parse_str;

/// A value that can be written in a serde format.
///
/// The difference from [`Serialize`] is in what is written: `NaN` and infinities are errors and never `null`.
pub trait Encode {
    /// Writes the value.
    ///
    /// # Errors
    /// Those of the serializer, and a float that is not finite.
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// A value that can be read from a serde format.
///
/// The difference from [`Deserialize`] is in what is taken: `1.0` is an integer, as JSON Schema has it, and `null` is taken
/// by nullable types only.
///
/// # Examples
/// ```
/// use hire_runtime::{Decoded, serde_json};
///
/// let Decoded(list) = serde_json::from_str::<Decoded<Vec<i64>>>("[1, 2.0, 3e2]")?;
/// assert_eq!(list, [1, 2, 300]);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait Decode<'de>: Sized + Validate {
    /// Reads a value.
    ///
    /// # Errors
    /// Those of the deserializer, and whatever is not such a value.
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// Reads a value from untyped JSON and reports everything that is in the way, and the rules broken by what could be read.
    /// It returns a value exactly if it has reported nothing. The rules of that value are left to the caller.
    ///
    /// Unless it is implemented, it is [`Self::decode`], with its one error as a violation of `format`.
    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
        Self::decode(value.clone())
            .map_err(|error| at.violation("format", error.to_string(), shown(value)))
            .ok()
    }
}

/// A value that can be read from a serde format and borrows nothing from it.
pub trait DecodeOwned: for<'de> Decode<'de> {}

impl<T: for<'de> Decode<'de>> DecodeOwned for T {}

/// Makes whatever can be encoded a serde type, for functions that want one.
///
/// # Examples
/// ```
/// use hire_runtime::{Encoded, serde_json};
///
/// assert_eq!(serde_json::to_string(&Encoded(&[1.5, 2.0][..]))?, "[1.5,2.0]");
/// assert!(serde_json::to_string(&Encoded(&f64::NAN)).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Encoded<'t, T: ?Sized>(pub &'t T);

impl<T: Encode + ?Sized> Serialize for Encoded<'_, T> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.encode(serializer)
    }
}

/// Makes whatever can be decoded a serde type, for functions that want one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decoded<T>(pub T);

impl<'de, T: Decode<'de>> Deserialize<'de> for Decoded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::decode(deserializer).map(Self)
    }
}

/// Decodes as a seed, so that what is inside of lists and objects goes through [`Decode`] as well.
pub(crate) struct Seed<T>(std::marker::PhantomData<T>);

impl<T> Seed<T> {
    pub(crate) const fn new() -> Self {
        Self(std::marker::PhantomData)
    }
}

impl<'de, T: Decode<'de>> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::decode(deserializer)
    }
}

/// Levels of nesting that are read from untyped JSON: what `serde_json` reads from text.
const DEEPEST: usize = 128;

/// Whether a container at this place may be read; reports it if it lies too deep.
pub(crate) fn within_depth(at: &mut Checker<'_>) -> bool {
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
