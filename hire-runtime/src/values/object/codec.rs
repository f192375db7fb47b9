//! Objects as a codec of their structs.

use serde::de::Deserializer;
use serde::ser::Serializer;
use serde_json::Value;

use super::{Object, read, tree, write};
use crate::values::codec::Codec;
use crate::values::validate::Checker;

/// How all objects are read and written.
#[derive(Debug)]
pub struct ObjectCodec;

impl<T: Object> Codec<T> for ObjectCodec {
    fn placeholder() -> T {
        T::placeholder()
    }

    fn encode<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        write::encode(value, serializer)
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        read::decode(deserializer)
    }

    fn decode_in_place<'de, D: Deserializer<'de>>(place: &mut T, deserializer: D) -> Result<(), D::Error> {
        read::decode_in_place(place, deserializer)
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<T> {
        tree::parse(value, at)
    }

    fn set(value: &mut T, property: &str, text: &str) {
        tree::set(value, property, text);
    }
}
