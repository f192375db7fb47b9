//! Untyped JSON as it is read, whichever features `serde_json` is built with: with `arbitrary_precision`, which any crate of a
//! build turns on for all, its own reading keeps the texts of numbers, and takes an object of one certain name for a number.

use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::values::validate::Checker;

/// Reads a value. A name that an object has twice is reported where there is a place for that; the last one counts.
pub(crate) struct Tree<'a, 'c>(pub Option<&'a mut Checker<'c>>);

impl<'de> DeserializeSeed<'de> for Tree<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let item = match &mut self.0 {
                Some(at) => items.next_element_seed(Tree(Some(&mut at.index(list.len()))))?,
                None => items.next_element_seed(Tree(None))?,
            };
            match item {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key_seed(Key)? {
            let Some(name) = name else { return number(&members.next_value::<String>()?) };
            let value = match &mut self.0 {
                Some(at) => {
                    let mut at = at.name(&name);
                    let value = members.next_value_seed(Tree(Some(&mut at)))?;
                    if object.contains_key(&name) {
                        at.violation("syntax", "a name occurs twice in an object", &name);
                    }
                    value
                }
                None => members.next_value_seed(Tree(None))?,
            };
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

/// A number of arbitrary precision, as `serde_json` hands those over: a map of one member. None of a map that a text has.
pub(crate) fn wrapped_number<'de, A: MapAccess<'de>>(members: &mut A) -> Result<Option<Number>, A::Error> {
    match members.next_key_seed(Key)? {
        Some(None) => match number(&members.next_value::<String>()?)? {
            Value::Number(number) => Ok(Some(number)),
            _ => Ok(None),
        },
        Some(Some(_)) | None => Ok(None),
    }
}

/// A number by its text: an integer of 64 bits, or the nearest float.
fn number<E: de::Error>(text: &str) -> Result<Value, E> {
    let integer = text.parse::<u64>().map(Number::from).or_else(|_| text.parse::<i64>().map(Number::from));
    let float = || text.parse().ok().and_then(Number::from_f64);
    // As a float, nought keeps its sign.
    let number = integer.ok().filter(|_| text != "-0").or_else(float);
    number.map(Value::Number).ok_or_else(|| E::custom("number out of range"))
}

/// The name of a member; none in place of the name that a number of arbitrary precision comes with. That is no option, and
/// whatever a text has for a name is one that is there.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string key")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        String::deserialize(deserializer).map(Some)
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Option<String>, E> {
        Ok((name != "$serde_json::private::Number").then(|| name.to_owned()))
    }
}
