//! Objects by table: one visitor and one writer for all of them.
//!
//! An emitted struct says what its properties are called, where each goes and which are required. How an object is read from
//! a format, or from untyped JSON with everything that is wrong with it, is written once, here.

mod lookup;
mod member;
mod read;
#[cfg(test)]
mod tests;
mod tree;
mod write;

use std::fmt;

use serde::de::MapAccess;
use serde::ser::SerializeMap;

use crate::validate::{Checker, Validate};
use crate::violation::{Part, Violation, Violations};

pub use self::member::{Member, Slot};
pub use self::read::decode_object;
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
pub trait Object: Sized + Validate {
    /// The object in the making: its builder, where everything may be missing.
    type Partial: Default + Validate;

    /// The name of the type, for errors.
    const NAME: &'static str;

    /// The names of the properties on the wire, in their order.
    const PROPERTIES: &'static [&'static str];

    /// What becomes of other members.
    const ADDITIONAL: Additional = Additional::Ignore;

    /// Reads the property `PROPERTIES[index]`.
    ///
    /// # Errors
    /// Those of the format, a value of another type, and a property that is there twice.
    fn set<'de, A>(partial: &mut Self::Partial, index: usize, value: Member<'_, A>) -> Result<(), A::Error>
    where
        A: MapAccess<'de>;

    /// Reads a member that is not one of the properties, if those are kept.
    ///
    /// # Errors
    /// As for [`Self::set`].
    fn set_additional<'de, A>(
        partial: &mut Self::Partial,
        name: String,
        value: Member<'_, A>,
    ) -> Result<(), A::Error>
    where
        A: MapAccess<'de>,
    {
        let _ = (partial, name);
        value.skip()
    }

    /// Names the required properties that have no value.
    fn missing(partial: &Self::Partial, missing: &mut Missing<'_>);

    /// The finished object, if nothing is missing.
    fn finish(partial: Self::Partial) -> Option<Self>;

    /// Writes the properties in their order.
    fn write<M>(&self, object: &mut ObjectWriter<M>)
    where
        M: SerializeMap;
}

/// The builder of an [`Object`].
pub trait Partial: Validate + Sized {
    /// What it builds.
    type Whole: Object<Partial = Self>;
}

/// Finishes an object.
///
/// # Errors
/// Everything that is wrong: first the required properties that are missing, then the rules that are broken.
pub fn build<P: Partial>(partial: P) -> Result<P::Whole, Violations> {
    let mut violations = Vec::new();
    let mut at = Checker::new(&mut violations);
    P::Whole::missing(&partial, &mut Missing { report: &mut |name| at.required(name, false) });
    partial.check(&mut at);
    match (Violations::from_vec(violations), P::Whole::finish(partial)) {
        (Some(violations), _) => Err(violations),
        (None, Some(whole)) => Ok(whole),
        (None, None) => Err(unfinished::<P::Whole>().into()),
    }
}

/// Shows whose builder it is, and nothing of what it has.
///
/// # Errors
/// Those of the formatter.
pub fn debug_builder<T: Object>(f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "builder of {}", T::NAME)
}

/// What is left to say if `finish` finds missing what `missing` did not: the two are inconsistent.
fn unfinished<T: Object>() -> Violation {
    Violation::new(Part::Body, "", "required", T::PROPERTIES.join(", "), "an incomplete object")
}

/// Collects the required properties that have no value.
pub struct Missing<'m> {
    report: &'m mut dyn FnMut(&'static str),
}

impl Missing<'_> {
    /// The required property `name` is missing, unless it has a value.
    pub fn unless(&mut self, set: bool, name: &'static str) {
        if !set {
            (self.report)(name);
        }
    }
}

impl fmt::Debug for Missing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Missing").finish_non_exhaustive()
    }
}

/// Makes an [`Object`] and its builder what they are for: `object!(Reward, RewardBuilder)` implements `Serialize`,
/// `Deserialize`, [`Encode`](crate::Encode) and [`Decode`](crate::Decode) for the first, [`Partial`] and `Debug`, without
/// values, for the second.
#[macro_export]
macro_rules! object {
    ($whole:ty, $partial:ty) => {
        impl $crate::Partial for $partial {
            type Whole = $whole;
        }

        impl ::core::fmt::Debug for $partial {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::private::debug_builder::<$whole>(f)
            }
        }

        impl $crate::Encode for $whole {
            fn encode<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::private::encode_object(self, serializer)
            }
        }

        impl<'de> $crate::Decode<'de> for $whole {
            fn decode<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::private::decode_object(deserializer)
            }

            fn parse(value: &$crate::Value, at: &mut $crate::Checker<'_>) -> ::core::option::Option<Self> {
                $crate::private::parse_object(value, at)
            }
        }

        $crate::serde_by_codec!($whole);
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
