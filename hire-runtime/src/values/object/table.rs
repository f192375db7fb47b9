//! An object: its table, and what its struct has to do.

use super::{Member, Writer};
use crate::values::set::Set;
use crate::values::validate::Validate;

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

/// What is the same for all values of a struct: its properties, in their order.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    pub(super) name: &'static str,
    pub(super) properties: &'static [&'static str],
    pub(super) required: &'static [usize],
    pub(super) additional: Additional,
}

impl Table {
    /// The name of the type, for errors; the names of the properties on the wire, in their order; and which of those are
    /// required. Other members are read over.
    #[must_use]
    pub const fn new(
        name: &'static str,
        properties: &'static [&'static str],
        required: &'static [usize],
    ) -> Self {
        Self { name, properties, required, additional: Additional::Ignore }
    }

    /// The same, with something else becoming of other members.
    #[must_use]
    pub const fn with(self, additional: Additional) -> Self {
        Self { additional, ..self }
    }

    /// The names of the properties on the wire, in their order.
    #[must_use]
    pub const fn properties(&self) -> &'static [&'static str] {
        self.properties
    }
}

/// A struct that is an object on the wire. Implementations are emitted; [`object!`](crate::object!) adds the rest.
///
/// It is filled in place: reading starts from a blank one, puts each property where it belongs, and keeps the account of those
/// that were there.
pub trait Object: Validate + Sized {
    /// Its properties.
    const TABLE: Table;

    /// As [`Codec::blank`](crate::Codec::blank).
    fn blank() -> Self;

    /// Reads the property of a number.
    fn read<M: Member>(&mut self, index: usize, member: M);

    /// Reads a member that is not one of the properties, if those are kept.
    fn read_additional<M: Member>(&mut self, name: String, member: M) {
        let _ = name;
        member.skip();
    }

    /// Writes the properties in their order.
    fn write<W: Writer>(&self, object: &mut W);
}

/// Whether all required properties have been there.
pub(super) fn is_complete<T: Object>(there: &Set) -> bool {
    T::TABLE.required.iter().all(|index| there.has(*index))
}

/// The required properties that have not been there.
pub(super) fn missing<T: Object>(there: &Set) -> impl Iterator<Item = &'static str> {
    let missing = T::TABLE.required.iter().filter(|index| !there.has(**index));
    missing.filter_map(|index| T::TABLE.properties.get(*index).copied())
}

/// Makes an [`Object`] a value: `object!(Reward)` implements [`Data`](crate::Data), `Serialize`, `Deserialize` and `Debug`.
#[macro_export]
macro_rules! object {
    ($type:ty) => {
        impl $crate::Data for $type {
            type Codec = $crate::private::ObjectCodec;
        }

        impl ::core::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::private::debug_object(self, f)
            }
        }

        $crate::serde_by_codec!($type);
    };
}
