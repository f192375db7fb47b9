//! What holds other values: boxes, options, lists and maps.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use indexmap::map::Entry;
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::Value;

use super::{Codec, Data, Encoded, InPlace, items, members};
use crate::values::erased_box::ErasedBox;
use crate::values::map::Map;
use crate::values::nullable::Nullable;
use crate::values::validate::{Checker, Validate as _};

macro_rules! boxes {
    ($($pointer:ident [$($bound:tt)*];)*) => {
        $(
            impl<T: Data $($bound)*> Data for $pointer<T> {
                type Codec = Self;
            }

            impl<T: Data $($bound)*> Codec<Self> for $pointer<T> {
                fn placeholder() -> Self {
                    Self::new(T::Codec::placeholder())
                }

                fn encode<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
                    T::Codec::encode(value, serializer)
                }

                fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    T::Codec::decode(deserializer).map(Self::new)
                }

                fn decode_in_place<'de, D: Deserializer<'de>>(
                    place: &mut Self,
                    deserializer: D,
                ) -> Result<(), D::Error> {
                    T::Codec::decode_in_place(place, deserializer)
                }

                fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
                    T::Codec::parse(value, at).map(Self::new)
                }

                fn set(value: &mut Self, property: &str, text: &str) {
                    T::Codec::set(value, property, text);
                }
            }
        )*
    };
}
boxes! {
    Box [];
    ErasedBox [+ Send + Sync + 'static];
}

impl<T: Data> Data for Option<T> {
    type Codec = Self;
}

/// `None` is `null`.
impl<T: Data> Codec<Self> for Option<T> {
    fn placeholder() -> Self {
        None
    }

    fn encode<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        value.as_ref().map(Encoded).serialize(serializer)
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(OptionVisitor(PhantomData))
    }

    fn visit_foreign(value: &Self, visit: &mut dyn FnMut(&dyn Any)) {
        if let Some(value) = value {
            T::Codec::visit_foreign(value, visit);
        }
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
        if value.is_null() {
            return Some(None);
        }
        let start = at.listed();
        let parsed = T::Codec::parse(value, at).map(Some);
        if at.listed() == start + 1 {
            admit_null(at, start);
        }
        parsed
    }
}

/// Adds `null` to the type that a value of another type was expected to have.
fn admit_null(at: &mut Checker<'_>, start: usize) {
    if let Some(violation) = at.last_here(start)
        && violation.keyword == "type"
    {
        violation.limit = Cow::Owned(format!("{}, null", violation.limit));
    }
}

struct OptionVisitor<T>(PhantomData<T>);

impl<'de, T: Data> Visitor<'de> for OptionVisitor<T> {
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
        T::Codec::decode(deserializer).map(Some)
    }
}

impl<T: Data> Data for Nullable<T> {
    type Codec = Self;
}

/// Absence is a matter of the object around; by itself, a value that is absent is `null`.
impl<T: Data> Codec<Self> for Nullable<T> {
    fn placeholder() -> Self {
        Self::Absent
    }

    fn encode<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        value.value().map(Encoded).serialize(serializer)
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <Option<T> as Codec<_>>::decode(deserializer).map(Self::from)
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
        <Option<T> as Codec<_>>::parse(value, at).map(Self::from)
    }
}

impl<T: Data> Data for Vec<T> {
    type Codec = Self;
}

impl<T: Data> Codec<Self> for Vec<T> {
    fn placeholder() -> Self {
        Self::new()
    }

    fn encode<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(value.len()))?;
        for item in value {
            list.serialize_element(&Encoded(item))?;
        }
        list.end()
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut list = Self::new();
        Self::decode_in_place(&mut list, deserializer)?;
        Ok(list)
    }

    fn decode_in_place<'de, D: Deserializer<'de>>(place: &mut Self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(ListVisitor(place))
    }

    fn visit_foreign(value: &Self, visit: &mut dyn FnMut(&dyn Any)) {
        for item in value {
            T::Codec::visit_foreign(item, visit);
        }
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
        let items = items(value, at)?;
        let (start, listed) = (at.count(), at.listed());
        // Loops, here and of maps: of lists in each other, the compiler follows fewer adaptors of iterators than may be.
        let mut read: Vec<Option<T>> = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            read.push(T::Codec::parse(item, &mut at.index(index)));
        }
        if at.count() == start {
            return read.into_iter().collect();
        }
        for (index, item) in read.iter().enumerate() {
            item.check(&mut at.index(index));
        }
        at.arrange(listed, |index| index.and_then(|index| index.parse().ok()).unwrap_or(usize::MAX));
        None
    }
}

struct ListVisitor<'p, T>(&'p mut Vec<T>);

impl<'de, T: Data> Visitor<'de> for ListVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        if items.next_element_seed(First(self.0))?.is_some() {
            while items.next_element_seed(Append(self.0))?.is_some() {}
        }
        Ok(())
    }
}

/// Values of up to so many bytes come back in registers, so that moving them costs nothing.
const IN_REGISTERS: usize = size_of::<u64>();

/// Of values of more bytes, a list begins with one, as those of the standard library do.
const LARGE: usize = 1024;

/// Reads the first item of a list. Memory for some is then taken at once: a list that grows takes three times as long for it.
struct First<'l, T>(&'l mut Vec<T>);

impl<'de, T: Data> DeserializeSeed<'de> for First<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        *self.0 = Vec::with_capacity(if size_of::<T>() > LARGE { 1 } else { 4 });
        Append(self.0).deserialize(deserializer)
    }
}

/// Reads an item at the end of a list.
struct Append<'l, T>(&'l mut Vec<T>);

impl<'de, T: Data> DeserializeSeed<'de> for Append<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if size_of::<T>() > IN_REGISTERS {
            self.0.push(T::Codec::placeholder());
            return self.0.last_mut().map_or(Ok(()), |place| T::Codec::decode_in_place(place, deserializer));
        }
        self.0.push(T::Codec::decode(deserializer)?);
        Ok(())
    }
}

impl<T: Data> Data for Map<T> {
    type Codec = Self;
}

impl<T: Data> Codec<Self> for Map<T> {
    fn placeholder() -> Self {
        Self::new()
    }

    // As a function of its own it knows that nothing else refers to the serializer, and need not read it anew for each byte.
    #[inline(never)]
    fn encode<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(value.len()))?;
        for (name, value) in value {
            map.serialize_key(name)?;
            map.serialize_value(&Encoded(value))?;
        }
        map.end()
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut map = Self::new();
        Self::decode_in_place(&mut map, deserializer)?;
        Ok(map)
    }

    fn decode_in_place<'de, D: Deserializer<'de>>(place: &mut Self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(MapVisitor(place))
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
        let members = members(value, at)?;
        let (start, listed) = (at.count(), at.listed());
        let mut read: Map<Option<T>> = Map::new();
        read.reserve(members.len());
        for (name, value) in members {
            let value = T::Codec::parse(value, &mut at.name(name));
            read.insert(name.as_str(), value);
        }
        if at.count() == start {
            let whole = read.into_iter();
            return whole.map(|(name, value)| Some((name, value?))).collect();
        }
        read.check(at);
        at.arrange(listed, |name| name.and_then(|name| read.position(name)).unwrap_or(usize::MAX));
        None
    }
}

struct MapVisitor<'p, T>(&'p mut Map<T>);

impl<'de, T: Data> Visitor<'de> for MapVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        // A list grows at less cost than a map, whose table then has its size from the beginning.
        let mut entries = Vec::new();
        while members.next_key_seed(AppendName(&mut entries))?.is_some() {
            if let Some((_, value)) = entries.last_mut() {
                members.next_value_seed(InPlace(value))?;
            }
        }
        self.0.reserve(entries.len());
        for (name, value) in entries {
            match self.0.entry(name) {
                Entry::Occupied(entry) => return Err(twice(entry.key())),
                Entry::Vacant(entry) => drop(entry.insert(value)),
            }
        }
        Ok(())
    }
}

/// Reads a name at the end of a list of entries.
struct AppendName<'l, T>(&'l mut Vec<(String, T)>);

impl<'de, T: Data> DeserializeSeed<'de> for AppendName<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.push((String::new(), T::Codec::placeholder()));
        self.0.last_mut().map_or(Ok(()), |(name, _)| String::decode_in_place(name, deserializer))
    }
}

/// A name that occurs twice in an object.
pub(crate) fn twice<E: de::Error>(name: &str) -> E {
    E::custom(format_args!("duplicate property `{name}`"))
}

impl<T: Data> Serialize for Map<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Encoded(self).serialize(serializer)
    }
}

impl<'de, T: Data> Deserialize<'de> for Map<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::decode(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{Data, Decoded, Encoded, Map, Nullable, TimestampMs, parse};

    fn decode<T: Data>(text: &str) -> Result<T, serde_json::Error> {
        serde_json::from_str(text).map(|Decoded(value)| value)
    }

    fn encode(value: &impl Data) -> String {
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
