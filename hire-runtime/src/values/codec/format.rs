//! Strings of a format: on the wire, and to rules.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::{Codec, Data, parse_str};
use crate::values::format::{Format, Formatted};
use crate::values::validate::{AsText, Checker, Validate};

impl<F> AsText for Formatted<F> {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_ref())
    }
}

/// The text is of the format, if that is a rule. Keyword `format`
/// ([7](https://json-schema.org/draft/2020-12/json-schema-validation#section-7)).
impl<F: Format> Validate for Formatted<F> {
    fn check(&self, at: &mut Checker<'_>) {
        if F::IS_RULE {
            at.format::<F, _>(self);
        }
    }
}

impl<F: Format> Data for Formatted<F> {
    type Codec = Self;
}

impl<F: Format> Codec<Self> for Formatted<F> {
    fn placeholder() -> Self {
        Self::from_text("")
    }

    fn encode<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.as_ref())
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from_text)
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
        parse_str(value, at).map(Self::from_text)
    }
}

impl<F> Serialize for Formatted<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_ref())
    }
}

impl<'de, F: Format> Deserialize<'de> for Formatted<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from_text)
    }
}
