//! Objects by table: one visitor and one writer for all of them.
//!
//! An emitted struct says what its properties are called, where each goes and which are required. How an object is read from
//! a format, or from untyped JSON with everything that is wrong with it, is written once, here.

mod blank;
mod draft;
mod lookup;
mod member;
mod read;
mod set;
#[cfg(test)]
mod tests;
mod tree;
mod write;

use serde::de::MapAccess;
use serde::ser::SerializeMap;

use crate::validate::Validate;

pub use self::blank::Blank;
pub use self::draft::Draft;
pub use self::member::Member;
pub use self::read::decode_object;
pub(crate) use self::set::Set;
pub use self::tree::parse_object;
pub use self::write::{ObjectWriter, encode_object};

/// What becomes of a member whose name is not one of the declared properties
/// ([JSON Schema 2020-12 core, 10.3.2.3](https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.2.3)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Additional {
    /// It is read over.
    Ignore,
    /// It is kept, in a map beside the properties.
    Keep,
    /// It is an error (`additionalProperties: false`).
    Refuse,
}

/// A struct that is an object on the wire. Implementations are emitted; [`object!`](crate::object!) adds the rest.
///
/// It is filled in place: reading starts from a [blank](Blank) one, puts each property where it belongs, and keeps the
/// account of those that were there.
pub trait Object: Blank + Validate {
    /// The name of the type, for errors.
    const NAME: &'static str;

    /// The names of the properties on the wire, in their order.
    const PROPERTIES: &'static [&'static str];

    /// Which of them are required, in the same order.
    const REQUIRED: &'static [usize];

    /// What becomes of other members.
    const ADDITIONAL: Additional = Additional::Ignore;

    /// Reads the property `PROPERTIES[index]`.
    ///
    /// # Errors
    /// Those of the format, and a value of another type.
    fn read<'de, A>(&mut self, index: usize, member: Member<'_, A>) -> Result<(), A::Error>
    where
        A: MapAccess<'de>;

    /// Reads a member that is not one of the properties, if those are kept.
    ///
    /// # Errors
    /// As for [`Self::read`], and a name that is there twice.
    fn read_additional<'de, A>(&mut self, name: String, member: Member<'_, A>) -> Result<(), A::Error>
    where
        A: MapAccess<'de>,
    {
        let _ = name;
        member.skip()
    }

    /// Writes the properties in their order.
    fn write<M>(&self, object: &mut ObjectWriter<M>)
    where
        M: SerializeMap;
}

/// Whether all required properties have been there.
fn is_complete<T: Object>(there: &Set) -> bool {
    T::REQUIRED.iter().all(|index| there.has(*index))
}

/// The required properties that have not been there.
fn missing<T: Object>(there: &Set) -> impl Iterator<Item = &'static str> {
    let missing = T::REQUIRED.iter().filter(|index| !there.has(**index));
    missing.filter_map(|index| T::PROPERTIES.get(*index).copied())
}

/// Makes an [`Object`] a value: `object!(Reward)` implements `Serialize`, `Deserialize`, [`Encode`](crate::Encode) and
/// [`Decode`](crate::Decode).
#[macro_export]
macro_rules! object {
    ($type:ty) => {
        impl $crate::Encode for $type {
            fn encode<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::private::encode_object(self, serializer)
            }
        }

        impl<'de> $crate::Decode<'de> for $type {
            fn decode<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::private::decode_object(deserializer)
            }

            fn parse(value: &$crate::Value, at: &mut $crate::Checker<'_>) -> ::core::option::Option<Self> {
                $crate::private::parse_object(value, at)
            }
        }

        $crate::serde_by_codec!($type);
    };
}

/// `Serialize` and `Deserialize` by way of `Encode` and `Decode`.
#[doc(hidden)]
#[macro_export]
macro_rules! serde_by_codec {
    ($type:ty) => {
        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::Encode::encode(self, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::Decode::decode(deserializer)
            }
        }
    };
}
