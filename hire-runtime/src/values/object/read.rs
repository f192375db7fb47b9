//! Reading an object from a format: the first fault ends it.

use std::marker::PhantomData;
use std::{fmt, mem};

use serde::de::{self, DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};

use super::lookup::Lookup;
use super::member::{Member as _, OfFormat};
use super::table::{is_complete, missing};
use super::{Additional, Object};
use crate::values::set::Set;

/// Reads an object from a format, as [`Codec::decode`](crate::Codec::decode) does.
///
/// # Errors
/// The deserializer fails, or its data is no such object.
pub fn decode<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Object,
    D: Deserializer<'de>,
{
    let mut object = T::placeholder();
    decode_in_place(&mut object, deserializer)?;
    Ok(object)
}

/// Reads an object from a format into the place of a placeholder, as
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
        let mut other = String::new();
        let mut key = Key {
            lookup: Lookup::of::<T>(),
            expected: 0,
            other: (T::TABLE.additional != Additional::Ignore).then_some(&mut other),
        };
        let mut error = None;
        while let Some(known) = map.next_key_seed(&mut key)? {
            let member = OfFormat { map: &mut map, error: &mut error, lifetime: PhantomData };
            match (known, T::TABLE.additional) {
                (Some(index), _) => {
                    if !there.insert_below(T::TABLE.properties.len(), index) {
                        return Err(repeated::<T, A::Error>(index));
                    }
                    object.read(index, member);
                }
                (None, Additional::Ignore) => member.skip(),
                (None, Additional::Keep) => object.read_additional(key.take(), member),
                (None, Additional::Refuse) => {
                    return Err(A::Error::unknown_field(&key.take(), T::TABLE.properties));
                }
            }
            if let Some(error) = error {
                return Err(error);
            }
        }
        if is_complete::<T>(&there) {
            return Ok(());
        }
        Err(incomplete::<T, A::Error>(there))
    }
}

#[cold]
fn repeated<T: Object, E: de::Error>(index: usize) -> E {
    E::duplicate_field(T::TABLE.properties.get(index).copied().unwrap_or_default())
}

#[cold]
#[expect(clippy::needless_pass_by_value, reason = "a set that nobody has a reference to stays in a register")]
fn incomplete<T: Object, E: de::Error>(there: Set) -> E {
    match missing::<T>(&there).collect::<Vec<_>>().as_slice() {
        [name] => E::custom(format_args!("missing property `{name}` of {}", T::TABLE.name)),
        names => E::custom(format_args!("missing properties `{}` of {}", names.join("`, `"), T::TABLE.name)),
    }
}

/// Finds the properties of names, one after the other.
struct Key<'n> {
    lookup: &'static Lookup,
    /// The property after the last one.
    expected: usize,
    /// The name of the last one that is no property, where such names matter.
    other: Option<&'n mut String>,
}

impl Key<'_> {
    /// Finds a name that is not found at once: a function of its own, so that the others cost fewer instructions.
    #[inline(never)]
    fn find(&mut self, name: &str) -> Option<usize> {
        let known = self.lookup.find(name, self.expected);
        if let Some(index) = known {
            self.expected = index + 1;
        } else if let Some(other) = &mut self.other {
            name.clone_into(other);
        }
        known
    }

    /// The name that was no property.
    fn take(&mut self) -> String {
        self.other.as_deref_mut().map(mem::take).unwrap_or_default()
    }
}

impl<'de> DeserializeSeed<'de> for &mut Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for &mut Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a property")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Option<usize>, E> {
        if let Some(index) = self.lookup.find_short(name, self.expected) {
            self.expected = index + 1;
            return Ok(Some(index));
        }
        Ok(self.find(name))
    }

    /// YAML reads some names as other types.
    fn visit_u64<E: de::Error>(self, name: u64) -> Result<Option<usize>, E> {
        self.visit_str(&name.to_string())
    }

    fn visit_i64<E: de::Error>(self, name: i64) -> Result<Option<usize>, E> {
        self.visit_str(&name.to_string())
    }

    fn visit_bool<E: de::Error>(self, name: bool) -> Result<Option<usize>, E> {
        self.visit_str(if name { "true" } else { "false" })
    }
}
