//! Enums of types, of which a table decides what a value is.
//!
//! A value is decided in one pass, without an attempt at any type: either a property names the type, or
//! the signature of each type rules out all types but one. What the table does not decide is kept as it
//! came, in the variant `Unknown`.

use std::any::TypeId;
use std::fmt;
use std::rc::Rc;

use serde::de::{DeserializeSeed as _, Deserializer, Error as _};
use serde::ser::Serializer;
use serde_json::Value;

pub use self::decision::{Constant, Decision, Signature};
use self::decision::{Tags, Verdict};
use self::written::Written;
use crate::values::codec::{Codec, Tree};
use crate::values::validate::{Checker, Choice, Findings, Validate, joined, shortened, shown};

mod decision;
#[cfg(test)]
mod tests;
mod written;

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

    /// Which variant this is; none if it is not decided.
    fn variant(&self) -> Option<usize>;

    /// Gives a property of the value of the variant a text, if it has such a property.
    fn set(&mut self, property: &str, text: &str);

    /// Writes the value of the variant.
    ///
    /// # Errors
    /// As for [`Codec::encode`].
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// The rules that a value of a union has by its variant. What its JSON is read as is not among them.
pub trait VariantRules {
    /// Reports each rule that the value breaks.
    fn check_variant(&self, at: &mut Checker<'_>);
}

/// An enum of types that a table tells apart. Implementations are emitted; [`union_value!`](crate::union_value!)
/// adds the rest.
///
/// What is valid is read from its JSON as the same variant: the tag is one of the variant, the signature of no other variant is
/// met as well, and where they are, it is this one that reading chooses.
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
    fn placeholder() -> T {
        T::unknown(Value::Null)
    }

    fn encode<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.write(serializer)
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let value = Tree(None).deserialize(deserializer)?;
        let mut findings = Findings::decoding();
        let decoded = Self::parse(&value, &mut Checker::new(&mut findings));
        decoded.ok_or_else(|| {
            let faults = findings.violations().map(|all| all.to_string().replace('\n', "; "));
            D::Error::custom(faults.unwrap_or_default())
        })
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<T> {
        match T::DECISION.verdict(value) {
            Verdict::One(variant) => read(variant, value, at),
            Verdict::Several => read_chosen(value, at),
            Verdict::None => at.copied(value, |at| check_undecided::<T>(value, at)).map(T::unknown),
        }
    }
}

/// Reads a value of which the table leaves several variants.
fn read_chosen<T: Union>(value: &Value, at: &mut Checker<'_>) -> Option<T> {
    let before = at.count();
    let (choice, chosen) = choose::<T>(value, at);
    if !choice.holds && !at.is_decoding() {
        if at.count() == before {
            at.judge(TypeId::of::<T>(), value, |at, _| refuse::<T>(&choice.holding, at));
        }
        return None;
    }
    match (chosen, choice.variant) {
        (Some(chosen), _) => Some(chosen),
        (None, Some(variant)) => read(variant, value, at),
        (None, None) => Some(T::unknown(value.clone())),
    }
}

/// Which variant a value is of that the table leaves to several, and what was read as that, unless the choice is known.
fn choose<T: Union>(value: &Value, at: &mut Checker<'_>) -> (Choice, Option<T>) {
    let mut chosen = None;
    let choice = at.chosen(TypeId::of::<T>(), value, |at| {
        let (choice, read) = choose_once::<T>(value, at);
        chosen = read;
        choice
    });
    (choice, chosen)
}

fn choose_once<T: Union>(value: &Value, at: &mut Checker<'_>) -> (Choice, Option<T>) {
    let exactly_one = matches!(T::DECISION, Decision::OneOf(_) | Decision::TagOrOneOf(..));
    let mut holding = Vec::new();
    let mut best: Option<(usize, usize, T)> = None;
    for variant in T::DECISION.candidates(value) {
        let Some((lost, read)) = attempt::<T>(variant, value, at) else { continue };
        holding.push(variant);
        if best.as_ref().is_none_or(|(least, ..)| lost < *least) {
            best = Some((lost, variant, read));
        }
        if lost == 0 && !exactly_one {
            break;
        }
    }
    let holds = if exactly_one { holding.len() == 1 } else { !holding.is_empty() };
    let kept = best.filter(|(lost, variant, read)| {
        let may_lose = matches!(T::DECISION, Decision::FirstOf(_));
        holds && (*lost == 0 || may_lose && is_read_again_as(*variant, read, at))
    });
    let (variant, read) = kept.map(|(_, variant, read)| (variant, read)).unzip();
    (Choice { holds, variant, holding: Rc::from(holding) }, read)
}

/// Reads and checks a value as a variant, and counts the members that are lost.
fn attempt<T: Union>(variant: usize, value: &Value, at: &mut Checker<'_>) -> Option<(usize, T)> {
    let mut attempted = None;
    let holds = at.holds(|at| {
        at.reading(|at| {
            if let Some(read) = read::<T>(variant, value, at) {
                let lost = at.lost();
                read.check(at);
                attempted = Some((lost, read));
            }
        });
    });
    attempted.filter(|_| holds)
}

/// Whether the JSON of a value is of its variant.
fn is_read_again_as<T: Union>(variant: usize, value: &T, at: &mut Checker<'_>) -> bool {
    let Some(json) = written(value) else { return false };
    match T::DECISION.verdict(&json) {
        Verdict::One(found) => found == variant,
        Verdict::None => false,
        Verdict::Several => choose::<T>(&json, at).0.variant == Some(variant),
    }
}

fn written<T: Union>(value: &T) -> Option<Value> {
    value.write(serde_json::value::Serializer).ok()
}

/// Gives a value the name of its variant, where a property names that and has no value yet.
#[must_use]
pub fn named<T: Union>(mut value: T) -> T {
    if let Decision::Tag(property, tags)
    | Decision::TagOrOneOf(property, tags)
    | Decision::TagOrAnyOf(property, tags)
    | Decision::TagOrFirst(property, tags) = T::DECISION
        && let Some(name) = value.variant().and_then(|variant| tags.get(variant)?.first())
        && Written(&value).lacks(property)
    {
        value.set(property, name);
    }
    value
}

/// Shows what is not decided, unless that may have a secret in it.
///
/// # Errors
/// The formatter fails.
pub fn debug_unknown<T: Union>(value: &Value, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut tuple = f.debug_tuple("Unknown");
    if T::SECRET {
        tuple.field(&crate::Secret::default());
    } else {
        tuple.field(value);
    }
    tuple.finish()
}

/// Checks a value of a union: by the rules of its variant, and that its JSON is of that variant. Nothing is allocated where the
/// table decides that.
pub fn check_union<T: Union + VariantRules>(value: &T, at: &mut Checker<'_>) {
    // What was just read is of the variant as which it was read.
    let Some(variant) = value.variant().filter(|_| !at.is_reading()) else { return value.check_variant(at) };
    let found = match T::DECISION.verdict(&Written(value)) {
        Verdict::One(found) if found == variant => return value.check_variant(at),
        Verdict::One(found) => Some(found),
        Verdict::None => None,
        Verdict::Several => {
            return at.beside_json(|| written(value), |at, json| check_chosen(value, variant, json, at));
        }
    };
    value.check_variant(at);
    match T::DECISION {
        Decision::Tag(property, tags)
        | Decision::TagOrOneOf(property, tags)
        | Decision::TagOrAnyOf(property, tags)
        | Decision::TagOrFirst(property, tags) => {
            let json = written(value).unwrap_or_default();
            let own = tags.get(variant).map_or(&[][..], std::slice::from_ref);
            untagged(property, own, &json, at);
        }
        Decision::OneOf(_) | Decision::AnyOf(_) | Decision::FirstOf(_) => differ::<T>(variant, found, at),
    }
}

/// Checks a value of which the table leaves several variants: `json` is as it would be written. What is in it is read once,
/// before the values within are checked, which are parts of the same JSON.
fn check_chosen<T: Union + VariantRules>(value: &T, variant: usize, json: &Value, at: &mut Checker<'_>) {
    let (choice, _) = choose::<T>(json, at);
    let before = at.count();
    value.check_variant(at);
    // Where its own rules are broken, no variant need hold.
    if at.count() > before || choice.variant == Some(variant) {
        return;
    }
    if choice.holds { differ::<T>(variant, choice.variant, at) } else { refuse::<T>(&choice.holding, at) }
}

/// The JSON of a value is of another variant, or of none.
fn differ<T: Union>(variant: usize, found: Option<usize>, at: &mut Checker<'_>) {
    let name = |index: usize| T::VARIANTS.get(index).copied().unwrap_or_default();
    at.fault("variant", || (name(variant).into(), found.map_or("Unknown", name).to_owned()));
}

/// Checks a value of a union that is in its variant `Unknown`: by the rule of the union itself, which
/// its types satisfy by having been decided.
pub fn check_undecided<T: Union>(value: &Value, at: &mut Checker<'_>) {
    match T::DECISION.verdict(value) {
        Verdict::Several if at.is_reading() => {}
        verdict => at.judge(TypeId::of::<T>(), value, |at, _| check_undecided_once::<T>(verdict, value, at)),
    }
}

fn check_undecided_once<T: Union>(verdict: Verdict, value: &Value, at: &mut Checker<'_>) {
    match (verdict, T::DECISION) {
        (Verdict::One(variant), _) => check_as::<T>(variant, value, at),
        (_, Decision::Tag(property, tags)) => untagged(property, tags, value, at),
        (_, Decision::TagOrFirst(..)) => check_as::<T>(0, value, at),
        _ => {
            let (choice, _) = choose::<T>(value, at);
            if !choice.holds {
                refuse::<T>(&choice.holding, at);
            }
        }
    }
}

/// None of the variants holds, or several do of which one must.
fn refuse<T: Union>(holding: &[usize], at: &mut Checker<'_>) {
    let exactly_one = matches!(T::DECISION, Decision::OneOf(_) | Decision::TagOrOneOf(..));
    at.fault(if exactly_one { "oneOf" } else { "anyOf" }, || {
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

/// Makes an emitted enum of types a value: [`union_codec!`](crate::union_codec!), and [`VariantRules`](crate::VariantRules) by
/// the rules of the types.
///
/// # Examples
/// ```
/// use hire_runtime::{Decision, Signature, Union, parse_value, serde_json::json};
///
/// #[derive(Clone, PartialEq)]
/// enum Stop { Text(String), List(Vec<String>), Unknown(hire_runtime::Value) }
///
/// impl Union for Stop {
///     const DECISION: Decision = Decision::OneOf(&[Signature::STRING, Signature::ARRAY]);
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

        impl $crate::VariantRules for $type {
            fn check_variant(&self, at: &mut $crate::Checker<'_>) {
                match self {
                    $(Self::$variant(value) => $crate::Validate::check(value, at),)+
                    Self::Unknown(value) => $crate::check_undecided::<Self>(value, at),
                }
            }
        }
    };
}

/// Gives an emitted enum of an object, or whatever is none, what leads to the object.
///
/// # Examples
/// ```
/// use hire_runtime::{Decision, Signature, Map, Union};
///
/// #[derive(Clone, PartialEq)]
/// enum Labels { Object(Map<i64>), Other(bool), Unknown(hire_runtime::Value) }
///
/// impl Union for Labels {
///     const DECISION: Decision = Decision::AnyOf(&[Signature::OBJECT, Signature::BOOLEAN]);
/// }
/// hire_runtime::union_value!(Labels = Object({i64}), Other(bool));
/// hire_runtime::union_object!(Labels = Object(Map<i64>));
///
/// let mut labels = Labels::from(Map::from([("a", 1)]));
/// if let Some(labels) = labels.as_object_mut() {
///     labels.insert("b", 2);
/// }
/// assert_eq!(labels.as_object().map(Map::len), Some(2));
/// assert_eq!(Labels::from(true).as_object(), None);
/// ```
#[macro_export]
macro_rules! union_object {
    ($type:ty = $variant:ident($object:ty)) => {
        impl $type {
            /// The object, if the value is one.
            #[must_use]
            pub fn as_object(&self) -> ::core::option::Option<&$object> {
                match self {
                    Self::$variant(value) => ::core::option::Option::Some(value),
                    _ => ::core::option::Option::None,
                }
            }

            /// The object, to be changed, if the value is one.
            #[must_use]
            pub fn as_object_mut(&mut self) -> ::core::option::Option<&mut $object> {
                match self {
                    Self::$variant(value) => ::core::option::Option::Some(value),
                    _ => ::core::option::Option::None,
                }
            }
        }
    };
}

/// Implements `Debug`, `Serialize`, `Deserialize`, [`Data`](crate::Data) and [`Validate`](crate::Validate) for an
/// emitted enum of types with [`VariantRules`](crate::VariantRules), and `From` each type that is named with its variant. A list
/// is named by its items, `[Item]`, a map by its values, `{Value}`, and a string `String`, so that it is made of `&str` as
/// well. Where a property names the variants and is absent or an empty text, `From` sets it.
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

            fn variant(&self) -> ::core::option::Option<::core::primitive::usize> {
                enum Index {
                    $($variant),+
                }
                match self {
                    $(Self::$variant(_) => ::core::option::Option::Some(
                        Index::$variant as ::core::primitive::usize,
                    ),)+
                    Self::Unknown(_) => ::core::option::Option::None,
                }
            }

            fn set(&mut self, property: &::core::primitive::str, text: &::core::primitive::str) {
                match self {
                    $(Self::$variant(value) => $crate::private::set(value, property, text),)+
                    Self::Unknown(_) => {}
                }
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

        impl $crate::Validate for $type {
            fn check(&self, at: &mut $crate::Checker<'_>) {
                $crate::private::check_union(self, at);
            }
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
                $crate::private::named(Self::$variant(::core::convert::Into::into(value)))
            }
        }
    };
}
