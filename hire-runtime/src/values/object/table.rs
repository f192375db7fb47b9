//! An object: its table, and what its struct has to do.

use super::{Member, Writer};
use crate::values::set::Set;
use crate::values::validate::Validate;

/// What becomes of a member whose name is not one of the declared properties
/// ([JSON Schema 2020-12 core, 10.3.2.3](https://json-schema.org/partial/2020-12/json-schema-core#section-10.3.2.3)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Additional {
    /// A member without a property is read over.
    Ignore,
    /// A member without a property is kept, in a map beside the properties.
    Keep,
    /// A member without a property is an error (`additionalProperties: false`).
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

    /// The table with something else becoming of members without a property.
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

/// A struct that is an object on the wire. Implementations come from [`object!`](crate::object!).
///
/// An object is filled in place: reading starts from placeholders, puts each property where it belongs, and keeps the account of those
/// that were there.
pub trait Object: Validate + Sized {
    /// Its properties.
    const TABLE: Table;

    /// As [`Codec::placeholder`](crate::Codec::placeholder).
    fn placeholder() -> Self;

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

/// What stands in the field of a property before anything has been read, by the property's presence.
pub mod placeholder {
    use crate::values::codec::{self, Data};

    /// Of a required property.
    #[must_use]
    pub fn required<T: Data>() -> T {
        codec::placeholder()
    }

    /// Of an optional property.
    #[must_use]
    pub fn optional<T>() -> Option<T> {
        None
    }

    /// Of an optional property that may be `null`.
    #[must_use]
    pub fn nullable<T: Data>() -> T {
        codec::placeholder()
    }
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

/// Makes a struct a value: implements [`Object`] by a table of its properties, and with that [`Data`](crate::Data),
/// `Serialize`, `Deserialize` and `Debug`.
///
/// The table begins with the name for errors and the indexes of the required properties. Other members are read over, unless
/// `Refuse`, or `Keep` with the field that keeps them, follows. Each property has its index, its name on the wire, its field,
/// and the methods of [`Member`] and [`Writer`] that read and write it: `required`, `optional` or `nullable`.
///
/// # Examples
/// ```
/// use hire_runtime::{Validate, serde_json};
///
/// #[derive(Clone, PartialEq)]
/// struct Cash { currency: String, amount: Option<f64> }
///
/// hire_runtime::object! {
///     Cash => "Cash", [0];
///     0 "currency" => currency: required,
///     1 "amount" => amount: optional,
/// }
/// impl Validate for Cash {}
///
/// let cash: Cash = serde_json::from_str(r#"{"currency":"CNY"}"#)?;
/// assert_eq!(format!("{cash:?}"), r#"Cash { currency: "CNY", amount: None }"#);
/// assert!(serde_json::from_str::<Cash>("{}").is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! object {
    (
        $($type:ident)::+ => $name:tt, [$($required:tt),*] $(, $additional:ident $($kept:ident)?)?;
        $($index:tt $wire:tt => $field:ident: $presence:ident,)*
    ) => {
        impl $crate::Object for $($type)::+ {
            const TABLE: $crate::Table = $crate::Table::new($name, &[$($wire),*], &[$($required),*])
                $(.with($crate::Additional::$additional))?;

            fn placeholder() -> Self {
                Self { $($field: $crate::private::placeholder::$presence(),)* $($($kept: $crate::placeholder(),)?)? }
            }

            fn read<M: $crate::Member>(&mut self, index: usize, member: M) {
                match index {
                    $($index => member.$presence(&mut self.$field),)*
                    _ => member.skip(),
                }
            }

            $($(fn read_additional<M: $crate::Member>(&mut self, name: ::std::string::String, member: M) {
                member.additional(&mut self.$kept, name);
            })?)?

            fn write<W: $crate::Writer>(&self, object: &mut W) {
                $(object.$presence($wire, &self.$field);)*
                $($(object.additional(&self.$kept);)?)?
            }
        }

        impl $crate::Data for $($type)::+ {
            type Codec = $crate::private::ObjectCodec;
        }

        impl ::core::fmt::Debug for $($type)::+ {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::private::debug_object(self, f)
            }
        }

        $crate::serde_by_codec!($($type)::+);
    };
}
