//! The value of one member, and where it goes.

use indexmap::map::Entry;
use serde::de::{self, DeserializeSeed, Error as _, IgnoredAny, MapAccess};
use serde_json::Value;

use crate::codec::{Decode, Seed, twice};
use crate::map::Map;
use crate::nullable::Nullable;
use crate::validate::Checker;

/// A field of a builder: what a property is read into.
pub trait Slot<'de> {
    /// What is read.
    type Value: Decode<'de>;

    /// Whether it has been read.
    fn is_set(&self) -> bool;

    /// Keeps what has been read.
    fn put(&mut self, value: Self::Value);
}

impl<'de, T: Decode<'de>> Slot<'de> for Option<T> {
    type Value = T;

    fn is_set(&self) -> bool {
        self.is_some()
    }

    fn put(&mut self, value: T) {
        *self = Some(value);
    }
}

impl<'de, T: Decode<'de>> Slot<'de> for Nullable<T> {
    type Value = Self;

    fn is_set(&self) -> bool {
        self.is_present()
    }

    fn put(&mut self, value: Self) {
        *self = value;
    }
}

/// The value of one member of an object, not read yet.
#[derive(Debug)]
pub struct Member<'m, A> {
    pub(super) name: &'static str,
    pub(super) source: Source<'m, A>,
}

#[derive(Debug)]
pub(super) enum Source<'m, A> {
    /// The next value of a format: the first fault ends the reading.
    Format(&'m mut A),
    /// Untyped JSON: faults are reported and the reading goes on.
    Tree(&'m Value, &'m mut Checker<'m>),
}

impl<A> Member<'_, A> {
    /// Whether values may come from untyped JSON. They do with [`NoFormat`] only, which has no size; asking that at compile
    /// time spares the code of the other way wherever an object is read from a format.
    const TREE: bool = size_of::<A>() == 0;

    /// Reads the value into a field: an `Option`, or a [`Nullable`] for an optional property that may be `null`.
    ///
    /// # Errors
    /// Those of the format, a value of another type, and a property that is there twice.
    pub fn read<'de, S>(self, slot: &mut S) -> Result<(), A::Error>
    where
        A: MapAccess<'de>,
        S: Slot<'de>,
    {
        if slot.is_set() {
            return Err(A::Error::duplicate_field(self.name));
        }
        if let Some(value) = self.value()? {
            slot.put(value);
        }
        Ok(())
    }

    /// Reads the value into the map of additional members.
    ///
    /// # Errors
    /// Those of the format, a value of another type, and a name that is there twice.
    pub fn read_into_map<'de, T>(self, map: &mut Map<T>, name: String) -> Result<(), A::Error>
    where
        A: MapAccess<'de>,
        T: Decode<'de>,
    {
        match map.entry(name) {
            Entry::Occupied(entry) => return Err(twice(entry.key())),
            Entry::Vacant(entry) => {
                if let Some(value) = self.value()? {
                    entry.insert(value);
                }
            }
        }
        Ok(())
    }

    /// Reads over the value.
    ///
    /// # Errors
    /// Those of the format.
    pub fn skip<'de>(self) -> Result<(), A::Error>
    where
        A: MapAccess<'de>,
    {
        match self.source {
            Source::Format(map) => map.next_value::<IgnoredAny>().map(drop),
            Source::Tree(..) => Ok(()),
        }
    }

    /// The value; nothing if its faults have been reported.
    fn value<'de, T>(self) -> Result<Option<T>, A::Error>
    where
        A: MapAccess<'de>,
        T: Decode<'de>,
    {
        match self.source {
            Source::Format(map) => map.next_value_seed(Seed::new()).map(Some),
            Source::Tree(value, at) => {
                if const { Self::TREE } {
                    Ok(T::parse(value, at))
                } else {
                    Ok(None)
                }
            }
        }
    }
}

/// Stands where a format would, when an object is read from untyped JSON.
#[derive(Debug)]
pub(super) enum NoFormat {}

impl<'de> MapAccess<'de> for NoFormat {
    type Error = de::value::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, _: K) -> Result<Option<K::Value>, Self::Error> {
        match *self {}
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, _: V) -> Result<V::Value, Self::Error> {
        match *self {}
    }
}
