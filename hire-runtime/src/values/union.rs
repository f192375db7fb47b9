//! Enums of types, of which a table decides what a value is.
//!
//! A value is decided in one pass, without an attempt at any type: either a property names the type, or
//! what each type demands rules out all types but one. What the table does not decide is kept as it
//! came, in the variant `Unknown`.

use std::any::TypeId;
use std::fmt;

use serde::de::{DeserializeSeed as _, Deserializer, Error as _};
use serde::ser::Serializer;
use serde_json::Value;

use crate::values::codec::{Codec, Tree, integral};
use crate::values::validate::{Checker, Findings, Validate, joined, shortened, shown};

#[cfg(test)]
mod tests;

/// How a value of a union is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision {
    /// By the value of a property, with the values that name each variant, which requires one of them
    /// ([OpenAPI 3.1.1, 4.8.25](https://spec.openapis.org/oas/v3.1.1#discriminator-object)).
    Tag(&'static str, Tags),
    /// By the value of a property, with the values that name each variant. Not every variant requires one
    /// of them: of a value that they do not name, exactly one variant must hold.
    TagOrOneOf(&'static str, Tags),
    /// By the value of a property, with the values that name each variant. Not every variant requires one
    /// of them: of a value that they do not name, one variant or more must hold.
    TagOrAnyOf(&'static str, Tags),
    /// By the value of a property, with the values that name each variant. All variants are kinds of the
    /// first: that one must hold for a value that they do not name
    /// ([OpenAPI 3.1.1, 4.8.25.1](https://spec.openapis.org/oas/v3.1.1#models-with-polymorphism-support)).
    TagOrFirst(&'static str, Tags),
    /// By what each variant demands, where exactly one of them must hold
    /// ([JSON Schema 2020-12 core, 10.2.1.3](https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1.3)).
    OneOf(&'static [Demands]),
    /// By what each variant demands, where one of them or more must hold
    /// ([JSON Schema 2020-12 core, 10.2.1.2](https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1.2)).
    AnyOf(&'static [Demands]),
}

/// The values of a property that name each variant.
type Tags = &'static [&'static [&'static str]];

/// What every value of a variant has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demands {
    kinds: u8,
    constants: &'static [(&'static str, &'static [Constant])],
    required: &'static [&'static str],
    names: Option<&'static [&'static str]>,
}

/// A value that a property may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Constant {
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer; `1.0` is 1.
    Integer(i64),
    /// A string.
    Text(&'static str),
}

impl Constant {
    fn is(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Null, Value::Null) => true,
            (Self::Bool(constant), Value::Bool(value)) => constant == *value,
            (Self::Integer(constant), Value::Number(value)) => integral(value) == Some(constant.into()),
            (Self::Text(constant), Value::String(value)) => constant == value,
            _ => false,
        }
    }
}

type Members = serde_json::Map<String, Value>;

impl Demands {
    /// Null, where it is not apart: a union that may be null is an `Option`.
    pub const NULL: Self = Self::kind(1 << 5);
    /// A boolean.
    pub const BOOLEAN: Self = Self::kind(1);
    /// A number.
    pub const NUMBER: Self = Self::kind(1 << 1);
    /// A string.
    pub const STRING: Self = Self::kind(1 << 2);
    /// An array.
    pub const ARRAY: Self = Self::kind(1 << 3);
    /// An object.
    pub const OBJECT: Self = Self::kind(1 << 4);

    const fn kind(kinds: u8) -> Self {
        Self { kinds, constants: &[], required: &[], names: None }
    }

    /// This, or another kind of value.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self { kinds: self.kinds | other.kinds, ..self }
    }

    /// Properties that, where they are there, have one of some values.
    #[must_use]
    pub const fn constants(self, constants: &'static [(&'static str, &'static [Constant])]) -> Self {
        Self { constants, ..self }
    }

    /// Properties that are there.
    #[must_use]
    pub const fn required(self, required: &'static [&'static str]) -> Self {
        Self { required, ..self }
    }

    /// The names of all properties that may be there.
    #[must_use]
    pub const fn closed(self, names: &'static [&'static str]) -> Self {
        Self { names: Some(names), ..self }
    }

    const fn allows(&self, value: &Value) -> bool {
        let kind = match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(_) => Self::NUMBER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        };
        self.kinds & kind.kinds != 0
    }

    fn has_constants(&self, members: &Members) -> bool {
        self.constants.iter().all(|(name, constants)| {
            members.get(*name).is_none_or(|value| constants.iter().any(|constant| constant.is(value)))
        })
    }

    fn has_required(&self, members: &Members) -> bool {
        self.required.iter().all(|name| members.contains_key(*name))
    }

    fn is_closed_over(&self, members: &Members) -> bool {
        self.names.is_none_or(|names| members.keys().all(|name| names.contains(&name.as_str())))
    }
}

impl Decision {
    /// The variant that a value is of, if that is decided.
    fn variant(self, value: &Value) -> Option<usize> {
        match self {
            Self::Tag(property, tags)
            | Self::TagOrOneOf(property, tags)
            | Self::TagOrAnyOf(property, tags)
            | Self::TagOrFirst(property, tags) => {
                let tag = value.as_object()?.get(property)?.as_str()?;
                tags.iter().position(|tags| tags.contains(&tag))
            }
            Self::OneOf(demands) | Self::AnyOf(demands) => match remaining(demands, value).as_slice() {
                [one] => Some(*one),
                _ => None,
            },
        }
    }
}

/// The variants that are not ruled out: by the kind of value, then by constants, required properties and
/// the names of others, until one is left. Its own faults are to be reported as such.
fn remaining(demands: &[Demands], value: &Value) -> Vec<usize> {
    let allowing = demands.iter().enumerate().filter(|(_, demands)| demands.allows(value));
    let mut left: Vec<_> = allowing.collect();
    if let Value::Object(members) = value {
        for holds in [Demands::has_constants, Demands::has_required, Demands::is_closed_over] {
            if left.len() > 1 {
                left.retain(|(_, demands)| holds(demands, members));
            }
        }
    }
    left.into_iter().map(|(index, _)| index).collect()
}

/// Reads a value as one variant.
pub type Reader<T> = fn(&Value, &mut Checker<'_>) -> Option<T>;

/// The variants of a union. Implementations come from [`union_value!`](crate::union_value!).
pub trait Variants: Sized + Validate + 'static {
    /// Their names.
    const VARIANTS: &'static [&'static str];

    /// How each is read.
    const READERS: &'static [Reader<Self>];

    /// A value that is not decided.
    fn unknown(value: Value) -> Self;

    /// Writes the value of the variant.
    ///
    /// # Errors
    /// As for [`Codec::encode`].
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// An enum of types that a table tells apart. Implementations are emitted; [`union_value!`](crate::union_value!)
/// adds the rest.
pub trait Union: Variants {
    /// The table.
    const DECISION: Decision;

    /// Whether a value may have a secret in it, so that `Debug` does not show what is not decided.
    const SECRET: bool = false;
}

fn read<T: Union>(variant: usize, value: &Value, at: &mut Checker<'_>) -> Option<T> {
    T::READERS.get(variant).and_then(|read| read(value, at))
}

/// How all unions are read and written: from a format, the value as a whole, then its variant from that.
#[derive(Debug)]
pub struct UnionCodec;

impl<T: Union> Codec<T> for UnionCodec {
    fn blank() -> T {
        T::unknown(Value::Null)
    }

    fn encode<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.write(serializer)
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let value = Tree(None).deserialize(deserializer)?;
        let Some(variant) = T::DECISION.variant(&value) else {
            return Ok(T::unknown(value));
        };
        let mut findings = Findings::default();
        let decoded = read(variant, &value, &mut Checker::new(&mut findings));
        decoded.ok_or_else(|| {
            let faults = findings.violations().map(|all| all.to_string().replace('\n', "; "));
            D::Error::custom(faults.unwrap_or_default())
        })
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<T> {
        match T::DECISION.variant(value) {
            Some(variant) => read(variant, value, at),
            None => at.copied(value, |at| check_undecided::<T>(value, at)).map(T::unknown),
        }
    }
}

/// Shows what is not decided, unless that may have a secret in it.
///
/// # Errors
/// Those of the formatter.
pub fn debug_unknown<T: Union>(value: &Value, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut tuple = f.debug_tuple("Unknown");
    if T::SECRET {
        tuple.field(&crate::Secret::default());
    } else {
        tuple.field(value);
    }
    tuple.finish()
}

/// Checks a value of a union that is in its variant `Unknown`: by the rule of the union itself, which
/// its types satisfy by having been decided.
pub fn check_undecided<T: Union>(value: &Value, at: &mut Checker<'_>) {
    at.judge(TypeId::of::<T>(), value, |at, _| check_undecided_once::<T>(value, at));
}

fn check_undecided_once<T: Union>(value: &Value, at: &mut Checker<'_>) {
    match (T::DECISION, T::DECISION.variant(value)) {
        (_, Some(variant)) => check_as::<T>(variant, value, at),
        (Decision::Tag(property, tags), None) => untagged(property, tags, value, at),
        (Decision::TagOrFirst(..), None) => check_as::<T>(0, value, at),
        (Decision::OneOf(_) | Decision::TagOrOneOf(..), None) => {
            let holding = holding::<T>(value, at);
            if holding.len() != 1 {
                undecidable::<T>("oneOf", &holding, at);
            }
        }
        (Decision::AnyOf(_) | Decision::TagOrAnyOf(..), None) => {
            let holding = holding::<T>(value, at);
            if holding.is_empty() {
                undecidable::<T>("anyOf", &holding, at);
            }
        }
    }
}

/// The variants that hold, of those that are not ruled out.
fn holding<T: Union>(value: &Value, at: &mut Checker<'_>) -> Vec<usize> {
    let mut left = match T::DECISION {
        Decision::OneOf(demands) | Decision::AnyOf(demands) => remaining(demands, value),
        Decision::Tag(..)
        | Decision::TagOrOneOf(..)
        | Decision::TagOrAnyOf(..)
        | Decision::TagOrFirst(..) => (0..T::VARIANTS.len()).collect(),
    };
    left.retain(|variant| at.holds(|at| check_as::<T>(*variant, value, at)));
    left
}

fn undecidable<T: Union>(keyword: &'static str, holding: &[usize], at: &mut Checker<'_>) {
    at.fault(keyword, || {
        let names: Vec<_> = holding.iter().filter_map(|index| T::VARIANTS.get(*index).copied()).collect();
        let found = match names.as_slice() {
            [] => "none of them holds".to_owned(),
            names => shortened(format!("several of them hold: {}", names.join(", "))),
        };
        (joined(T::VARIANTS, ", or ", |name| *name), found)
    });
}

/// The property that names a type does not, or is not there.
fn untagged(property: &str, tags: Tags, value: &Value, at: &mut Checker<'_>) {
    let Value::Object(members) = value else {
        at.mismatch("object", value);
        return;
    };
    at.name(property).fault("discriminator", || {
        let found = members.get(property).map_or_else(|| "nothing".to_owned(), shown);
        (joined(tags, ", ", |tags| tags.join(", ")), found)
    });
}

fn check_as<T: Union>(variant: usize, value: &Value, at: &mut Checker<'_>) {
    at.read_within(|at| {
        if let Some(read) = read::<T>(variant, value, at) {
            read.check(at);
        }
    });
}

/// Makes an emitted enum of types a value: [`union_codec!`](crate::union_codec!), and
/// [`Validate`](crate::Validate) by the rules of the types.
///
/// # Examples
/// ```
/// use hire_runtime::{Decision, Demands, Union, parse_value, serde_json::json};
///
/// #[derive(Clone, PartialEq)]
/// enum Stop { Text(String), List(Vec<String>), Unknown(hire_runtime::Value) }
///
/// impl Union for Stop {
///     const DECISION: Decision = Decision::OneOf(&[Demands::STRING, Demands::ARRAY]);
/// }
/// hire_runtime::union_value!(Stop = Text(String), List([String]));
///
/// assert_eq!(parse_value(&json!(["a"])), Ok(Stop::List(vec!["a".to_owned()])));
/// assert_eq!(parse_value(&json!("a")), Ok(Stop::from("a")));
/// let violations = parse_value::<Stop>(&json!(7)).unwrap_err();
/// assert_eq!(violations.to_string(), "(body): exactly one must hold: Text, or List");
/// ```
#[macro_export]
macro_rules! union_value {
    ($type:ty = $($variant:ident $(($($payload:tt)+))?),+ $(,)?) => {
        $crate::union_codec!($type = $($variant $(($($payload)+))?),+);

        impl $crate::Validate for $type {
            fn check(&self, at: &mut $crate::Checker<'_>) {
                match self {
                    $(Self::$variant(value) => $crate::Validate::check(value, at),)+
                    Self::Unknown(value) => $crate::check_undecided::<Self>(value, at),
                }
            }
        }
    };
}

/// Makes an emitted enum of scalars a parameter, which is written as the value of its variant is.
///
/// # Examples
/// ```
/// use hire_runtime::{Decision, Demands, ToParameter as _, Union};
///
/// #[derive(Clone, PartialEq)]
/// enum Id { Text(String), Number(i64), Unknown(hire_runtime::Value) }
///
/// impl Union for Id {
///     const DECISION: Decision = Decision::AnyOf(&[Demands::STRING, Demands::NUMBER]);
/// }
/// hire_runtime::union_value!(Id = Text(String), Number(i64));
/// hire_runtime::union_parameter!(Id = Text, Number);
///
/// assert_eq!(Id::from("a").to_parameter().as_deref(), Some("a"));
/// assert_eq!(Id::from(7).to_parameter().as_deref(), Some("7"));
/// ```
#[macro_export]
macro_rules! union_parameter {
    ($type:ty = $($variant:ident),+ $(,)?) => {
        impl $crate::ToParameter for $type {
            fn to_parameter(
                &self,
            ) -> ::core::option::Option<::std::borrow::Cow<'_, ::core::primitive::str>> {
                match self {
                    $(Self::$variant(value) => $crate::ToParameter::to_parameter(value),)+
                    Self::Unknown(value) => $crate::ToParameter::to_parameter(value),
                }
            }
        }
    };
}

/// Implements `Debug`, `Serialize`, `Deserialize` and [`Data`](crate::Data) for an
/// emitted enum of types, and `From` each type that is named with its variant. A list is named by its
/// items, `[Item]`, a map by its values, `{Value}`, and a string `String`, so that it is made of `&str` as
/// well.
///
/// The enum has the variant `Unknown(Value)` for what its table does not decide.
#[macro_export]
macro_rules! union_codec {
    ($type:ty = $($variant:ident $(($($payload:tt)+))?),+ $(,)?) => {
        impl $crate::private::Variants for $type {
            const VARIANTS: &'static [&'static ::core::primitive::str] =
                &[$(::core::stringify!($variant)),+];
            const READERS: &'static [$crate::private::Reader<Self>] =
                &[$(|value, at| $crate::private::parse_data(value, at).map(Self::$variant)),+];

            fn unknown(value: $crate::Value) -> Self {
                Self::Unknown(value)
            }

            fn write<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => $crate::private::encode(value, serializer),)+
                    Self::Unknown(value) => $crate::private::encode(value, serializer),
                }
            }
        }

        impl ::core::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    $(Self::$variant(value) => {
                        f.debug_tuple(::core::stringify!($variant)).field(value).finish()
                    })+
                    Self::Unknown(value) => $crate::private::debug_unknown::<Self>(value, f),
                }
            }
        }

        impl $crate::Data for $type {
            type Codec = $crate::private::UnionCodec;
        }

        $($($crate::union_codec!(@from $type, $variant, $($payload)+);)?)+
        $crate::serde_by_codec!($type);
    };
    (@from $type:ty, $variant:ident, String) => {
        $crate::union_codec!(@from $type, $variant, ::std::string::String);

        impl ::core::convert::From<&::core::primitive::str> for $type {
            fn from(value: &::core::primitive::str) -> Self {
                Self::$variant(::core::convert::Into::into(value))
            }
        }
    };
    (@from $type:ty, $variant:ident, [$item:ty]) => {
        $crate::union_codec!(@from $type, $variant, ::std::vec::Vec<$item>);
    };
    (@from $type:ty, $variant:ident, {$value:ty}) => {
        $crate::union_codec!(@from $type, $variant, $crate::Map<$value>);
    };
    (@from $type:ty, $variant:ident, $payload:ty) => {
        impl ::core::convert::From<$payload> for $type {
            fn from(value: $payload) -> Self {
                Self::$variant(::core::convert::Into::into(value))
            }
        }
    };
}
