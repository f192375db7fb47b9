//! Reading an object from a format: the first fault ends it.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};

use super::lookup::Lookup;
use super::member::{Member as _, OfFormat};
use super::{Additional, Object, Set, is_complete, missing};

/// Reads an object from a format, as [`Codec::decode`](crate::Codec::decode) does.
///
/// # Errors
/// Those of the format, and whatever is not such an object.
pub fn decode<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Object,
    D: Deserializer<'de>,
{
    let mut object = T::blank();
    decode_in_place(&mut object, deserializer)?;
    Ok(object)
}

/// Reads an object from a format into the place of a blank one, as
/// [`Codec::decode_in_place`](crate::Codec::decode_in_place) does.
///
/// # Errors
/// See [`decode`].
pub fn decode_in_place<'de, T, D>(place: &mut T, deserializer: D) -> Result<(), D::Error>
where
    T: Object,
    D: Deserializer<'de>,
{
    deserializer.deserialize_map(ObjectVisitor(place))
}

struct ObjectVisitor<'p, T>(&'p mut T);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", T::TABLE.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let object = self.0;
        let mut there = Set::new();
        let mut key =
            Key { lookup: Lookup::of::<T>(), named: T::TABLE.additional != Additional::Ignore, expected: 0 };
        let mut error = None;
        while let Some(name) = map.next_key_seed(key)? {
            let member = OfFormat { map: &mut map, error: &mut error, lifetime: PhantomData };
            match (name, T::TABLE.additional) {
                (Name::Known(index), _) => {
                    if !there.insert(index) {
                        return Err(repeated::<T, A::Error>(index));
                    }
                    key.expected = index + 1;
                    object.read(index, member);
                }
                (Name::Other(_), Additional::Ignore) => member.skip(),
                (Name::Other(name), Additional::Keep) => object.read_additional(name, member),
                (Name::Other(name), Additional::Refuse) => {
                    return Err(A::Error::unknown_field(&name, T::TABLE.properties));
                }
            }
            if let Some(error) = error {
                return Err(error);
            }
        }
        if is_complete::<T>(&there) {
            return Ok(());
        }
        Err(incomplete::<T, A::Error>(&there))
    }
}

#[cold]
fn repeated<T: Object, E: de::Error>(index: usize) -> E {
    E::duplicate_field(T::TABLE.properties.get(index).copied().unwrap_or_default())
}

#[cold]
fn incomplete<T: Object, E: de::Error>(there: &Set) -> E {
    match missing::<T>(there).collect::<Vec<_>>().as_slice() {
        [name] => E::custom(format_args!("missing property `{name}` of {}", T::TABLE.name)),
        names => E::custom(format_args!("missing properties `{}` of {}", names.join("`, `"), T::TABLE.name)),
    }
}

/// Finds the property of a name.
#[derive(Clone, Copy)]
struct Key {
    lookup: &'static Lookup,
    /// Whether the names of other members matter.
    named: bool,
    expected: usize,
}

enum Name {
    Known(usize),
    Other(String),
}

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a property")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Name, E> {
        Ok(match self.lookup.find(name, self.expected) {
            Some(index) => Name::Known(index),
            None if self.named => Name::Other(name.to_owned()),
            None => Name::Other(String::new()),
        })
    }

    /// YAML reads some names as other types.
    fn visit_u64<E: de::Error>(self, name: u64) -> Result<Name, E> {
        self.visit_str(&name.to_string())
    }

    fn visit_i64<E: de::Error>(self, name: i64) -> Result<Name, E> {
        self.visit_str(&name.to_string())
    }

    fn visit_bool<E: de::Error>(self, name: bool) -> Result<Name, E> {
        self.visit_str(if name { "true" } else { "false" })
    }
}
