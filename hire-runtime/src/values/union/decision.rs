//! The tables of unions, and what they say of a value.

use serde_json::{Number, Value};

use crate::values::codec::integral;

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
    /// By the signature of each variant, where exactly one of them must hold
    /// ([JSON Schema 2020-12 core, 10.2.1.3](https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1.3)).
    /// Of several whose signatures fit, it is the one that holds.
    OneOf(&'static [Signature]),
    /// By the signature of each variant, where one of them or more must hold
    /// ([JSON Schema 2020-12 core, 10.2.1.2](https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1.2)).
    /// Of several whose signatures fit, it is the first that holds and keeps the whole value.
    AnyOf(&'static [Signature]),
    /// As [`AnyOf`](Self::AnyOf), of variants that their signatures do not tell apart: where none that holds keeps the whole
    /// value, it is the first of those that lose the fewest members.
    FirstOf(&'static [Signature]),
}

/// The values of a property that name each variant.
pub(super) type Tags = &'static [&'static [&'static str]];

/// What every value of a variant has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    kinds: u8,
    pub(super) constants: &'static [(&'static str, &'static [Constant])],
    pub(super) required: &'static [&'static str],
    pub(super) names: Option<&'static [&'static str]>,
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

/// A value as far as tables look at it.
#[derive(Debug, Clone)]
pub(super) enum Outline<'v> {
    Null,
    Bool(bool),
    Number(Number),
    Text(&'v str),
    Array,
    Object,
}

impl<'v> Outline<'v> {
    pub(super) fn of(value: &'v Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(value) => Self::Number(value.clone()),
            Value::String(value) => Self::Text(value),
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }

    /// The signature of every value of this kind.
    pub(super) const fn kind(&self) -> Signature {
        match self {
            Self::Null => Signature::NULL,
            Self::Bool(_) => Signature::BOOLEAN,
            Self::Number(_) => Signature::NUMBER,
            Self::Text(_) => Signature::STRING,
            Self::Array => Signature::ARRAY,
            Self::Object => Signature::OBJECT,
        }
    }
}

impl Constant {
    pub(super) fn is(self, value: &Outline<'_>) -> bool {
        match (self, value) {
            (Self::Null, Outline::Null) => true,
            (Self::Bool(constant), Outline::Bool(value)) => constant == *value,
            (Self::Integer(constant), Outline::Number(value)) => integral(value) == Some(constant.into()),
            (Self::Text(constant), Outline::Text(value)) => constant == *value,
            _ => false,
        }
    }
}

impl Signature {
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

    /// The signature of values of either kind.
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

    const fn allow(&self, kind: Self) -> bool {
        self.kinds & kind.kinds != 0
    }
}

/// What tables look at: untyped JSON, or a value that would be written as such.
pub(super) trait Instance {
    /// The signature of every value of this kind.
    fn kind(&self) -> Signature;

    /// Which list has the value of a property, if that is a text.
    fn tagged(&self, property: &str, tags: Tags) -> Option<usize>;

    fn has_constants(&self, signature: &Signature) -> bool;

    fn has_required(&self, signature: &Signature) -> bool;

    fn is_closed_over(&self, signature: &Signature) -> bool;
}

impl Instance for Value {
    fn kind(&self) -> Signature {
        Outline::of(self).kind()
    }

    fn tagged(&self, property: &str, tags: Tags) -> Option<usize> {
        let tag = self.get(property)?.as_str()?;
        tags.iter().position(|tags| tags.contains(&tag))
    }

    fn has_constants(&self, signature: &Signature) -> bool {
        signature.constants.iter().all(|(name, constants)| {
            let value = self.get(name).map(Outline::of);
            value.is_none_or(|value| constants.iter().any(|constant| constant.is(&value)))
        })
    }

    fn has_required(&self, signature: &Signature) -> bool {
        signature.required.iter().all(|name| self.get(name).is_some())
    }

    fn is_closed_over(&self, signature: &Signature) -> bool {
        let mut names = self.as_object().into_iter().flat_map(serde_json::Map::keys);
        signature.names.is_none_or(|known| names.all(|name| known.contains(&name.as_str())))
    }
}

/// What a table says of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    One(usize),
    None,
    /// More than one variant may hold: reading tells which.
    Several,
}

impl Decision {
    pub(super) fn verdict(self, instance: &impl Instance) -> Verdict {
        match self {
            Self::Tag(property, tags)
            | Self::TagOrOneOf(property, tags)
            | Self::TagOrAnyOf(property, tags)
            | Self::TagOrFirst(property, tags) => {
                instance.tagged(property, tags).map_or(Verdict::None, Verdict::One)
            }
            Self::OneOf(signature) | Self::AnyOf(signature) | Self::FirstOf(signature) => {
                let mut left = remaining(signature, instance);
                match (left.next(), left.next()) {
                    (None, _) => Verdict::None,
                    (Some(one), None) => Verdict::One(one),
                    (Some(_), Some(_)) => Verdict::Several,
                }
            }
        }
    }

    /// The variants that are not ruled out, where no property names them; all of them where one does.
    pub(super) fn candidates(self, value: &Value) -> Vec<usize> {
        match self {
            Self::OneOf(signature) | Self::AnyOf(signature) | Self::FirstOf(signature) => {
                remaining(signature, value).collect()
            }
            Self::Tag(_, tags)
            | Self::TagOrOneOf(_, tags)
            | Self::TagOrAnyOf(_, tags)
            | Self::TagOrFirst(_, tags) => (0..tags.len()).collect(),
        }
    }
}

/// The variants that are not ruled out: by the kind of value, then by constants, required properties and
/// the names of others, until one is left. Its own faults are to be reported as such. Nothing is allocated.
pub(super) fn remaining(signature: &[Signature], instance: &impl Instance) -> impl Iterator<Item = usize> {
    let kind = instance.kind();
    let left = move |steps: usize| {
        let holds = move |signature: &Signature| {
            signature.allow(kind)
                && (steps < 1 || signature.constants.is_empty() || instance.has_constants(signature))
                && (steps < 2 || instance.has_required(signature))
                && (steps < 3 || instance.is_closed_over(signature))
        };
        signature.iter().enumerate().filter(move |(_, signature)| holds(signature)).map(|(index, _)| index)
    };
    let last = if kind == Signature::OBJECT { 3 } else { 0 };
    let enough = (0..last).find(|steps| left(*steps).nth(1).is_none());
    left(enough.unwrap_or(last))
}
