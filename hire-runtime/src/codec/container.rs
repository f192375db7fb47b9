//! What holds other values: boxes, options, lists and maps.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::Value;

use super::{Decode, Encode, Encoded, Seed, within_depth, wrong_type};
use crate::map::Map;
use crate::nullable::Nullable;
use crate::validate::{Checker, Validate as _};

impl<T: Encode + ?Sized> Encode for &T {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).encode(serializer)
    }
}

impl<T: Encode + ?Sized> Encode for Box<T> {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).encode(serializer)
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Box<T> {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::decode(deserializer).map(Self::new)
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
        T::parse(value, at).map(Self::new)
    }
}

/// `None` is `null`.
impl<T: Encode> Encode for Option<T> {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().map(Encoded).serialize(serializer)
    }
}

/// `null` is `None`.
impl<'de, T: Decode<'de>> Decode<'de> for Option<T> {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(OptionVisitor(PhantomData))
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
        if value.is_null() {
            return Some(None);
        }
        let start = at.count();
        let parsed = T::parse(value, at).map(Some);
        if at.count() == start + 1 {
            admit_null(at);
        }
        parsed
    }
}

/// Adds `null` to the type that a value of another type was expected to have.
fn admit_null(at: &mut Checker<'_>) {
    let here = at.pointer();
    if let Some(violation) = at.last_mut()
        && violation.keyword == "type"
        && violation.pointer == here
    {
        violation.limit = Cow::Owned(format!("{}, null", violation.limit));
    }
}

struct OptionVisitor<T>(PhantomData<T>);

impl<'de, T: Decode<'de>> Visitor<'de> for OptionVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_none<E: de::Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::decode(deserializer).map(Some)
    }
}

/// Absence is a matter of the object around; by itself, a value that is absent is `null`.
impl<T: Encode> Encode for Nullable<T> {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().encode(serializer)
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Nullable<T> {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::decode(deserializer).map(Self::from)
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
        Option::<T>::parse(value, at).map(Self::from)
    }
}

impl<T: Encode> Encode for [T] {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.len()))?;
        for item in self {
            list.serialize_element(&Encoded(item))?;
        }
        list.end()
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_slice().encode(serializer)
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Vec<T> {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
        let Value::Array(items) = value else {
            wrong_type(at, "array", value);
            return None;
        };
        if !within_depth(at) {
            return None;
        }
        let start = at.count();
        let items: Vec<Option<T>> =
            items.iter().enumerate().map(|(index, item)| T::parse(item, &mut at.index(index))).collect();
        if at.count() == start {
            return items.into_iter().collect();
        }
        for (index, item) in items.iter().enumerate() {
            item.check(&mut at.index(index));
        }
        at.arrange(start, |index| index.and_then(|index| index.parse().ok()).unwrap_or(usize::MAX));
        None
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Decode<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Seed::new())? {
            list.push(item);
        }
        Ok(list)
    }
}

impl<T: Encode> Encode for Map<T> {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (name, value) in self {
            map.serialize_key(name)?;
            map.serialize_value(&Encoded(value))?;
        }
        map.end()
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Map<T> {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MapVisitor(PhantomData))
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
        let Value::Object(members) = value else {
            wrong_type(at, "object", value);
            return None;
        };
        if !within_depth(at) {
            return None;
        }
        let start = at.count();
        let members: Map<Option<T>> = members
            .iter()
            .map(|(name, value)| (name.as_str(), T::parse(value, &mut at.name(name))))
            .collect();
        if at.count() == start {
            let whole = members.into_iter();
            return whole.map(|(name, value)| Some((name, value?))).collect();
        }
        members.check(at);
        at.arrange(start, |name| name.and_then(|name| members.position(name)).unwrap_or(usize::MAX));
        None
    }
}

struct MapVisitor<T>(PhantomData<T>);

impl<'de, T: Decode<'de>> Visitor<'de> for MapVisitor<T> {
    type Value = Map<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Map<T>, A::Error> {
        let mut map = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(Seed::new())?;
            if let Some(name) = map.insert_twice(name, value) {
                return Err(twice(name));
            }
        }
        Ok(map)
    }
}

/// A name that occurs twice in an object.
pub(crate) fn twice<E: de::Error>(name: &str) -> E {
    E::custom(format_args!("duplicate property `{name}`"))
}

impl<T: Encode> Serialize for Map<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.encode(serializer)
    }
}

impl<'de, T: Decode<'de>> Deserialize<'de> for Map<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::decode(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Decode, Decoded, Encode, Encoded, Map, Nullable, TimestampMs, parse};
    use serde_json::json;

    fn decode<T: for<'de> Decode<'de>>(text: &str) -> Result<T, serde_json::Error> {
        serde_json::from_str(text).map(|Decoded(value)| value)
    }

    fn encode(value: &impl Encode) -> String {
        serde_json::to_string(&Encoded(value)).unwrap()
    }

    #[test]
    fn what_is_inside_goes_through_decode_too() {
        assert_eq!(decode::<Vec<i64>>("[1.0, 2e1]").unwrap(), [1, 20]);
        assert_eq!(*decode::<Box<i64>>("1.0").unwrap(), 1);
        assert_eq!(decode::<Option<i64>>("1.0").unwrap(), Some(1));
        assert_eq!(decode::<Option<i64>>("null").unwrap(), None);
        assert_eq!(decode::<Nullable<i64>>("1.0").unwrap(), Nullable::Value(1));
        assert_eq!(decode::<Nullable<i64>>("null").unwrap(), Nullable::Null);
        assert_eq!(decode::<Map<Vec<i64>>>(r#"{"a":[1.0]}"#).unwrap(), Map::from([("a", vec![1])]));
        assert!(decode::<Vec<i64>>("[1.5]").is_err());
        assert!(decode::<Vec<i64>>("[null]").is_err());
        assert!(decode::<Vec<i64>>("{}").is_err());
        assert!(decode::<Map<i64>>("[]").is_err());
    }

    #[test]
    fn containers_are_written_as_they_are_read() {
        for text in ["[]", "[[1],[]]", "[[1,2],[3]]"] {
            assert_eq!(encode(&decode::<Vec<Vec<i64>>>(text).unwrap()), text);
        }
        for text in ["{}", r#"{"b":1,"a":null}"#] {
            assert_eq!(encode(&decode::<Map<Option<i64>>>(text).unwrap()), text);
        }
        assert_eq!(encode(&Nullable::<i64>::Null), "null");
        assert_eq!(encode(&Nullable::Value(1)), "1");
        assert_eq!(encode(&Box::new("a".to_owned())), "\"a\"");
    }

    #[test]
    fn a_name_that_occurs_twice_in_a_map_is_an_error() {
        let error = decode::<Map<i64>>(r#"{"a":1,"a":1}"#).unwrap_err();
        assert!(error.to_string().starts_with("duplicate property `a`"), "{error}");
    }

    #[test]
    fn every_fault_of_a_container_is_found_in_order() {
        let text = json!({
            "b": ["1", "x", 3, "01"],
            "a/b": 5,
            "c": [],
            "~": [null],
        });
        let violations = parse::<Map<Vec<TimestampMs>>>(text.to_string().as_bytes()).unwrap_err();
        let pointers: Vec<_> = violations.iter().map(|one| one.pointer.as_str()).collect();
        assert_eq!(pointers, ["/b/1", "/b/2", "/b/3", "/a~1b", "/~0/0"]);
    }

    #[test]
    fn the_type_of_what_may_be_null_says_so() {
        let violations = parse::<Vec<Option<i64>>>(b"[null, 1, true]").unwrap_err();
        assert_eq!(violations.to_string(), "/2: true is not of type integer, null");
    }
}
