//! The value of one member, and where it goes.

use indexmap::map::Entry;
use serde::de::{self, DeserializeSeed, IgnoredAny, MapAccess};
use serde_json::Value;

use crate::codec::{Codec as _, Data, Seed, twice};
use crate::map::Map;
use crate::nullable::Nullable;
use crate::validate::Checker;

/// The value of one member of an object, not read yet.
#[derive(Debug)]
pub struct Member<'m, A> {
    source: Source<'m, A>,
}

#[derive(Debug)]
enum Source<'m, A> {
    /// The next value of a format: the first fault ends the reading.
    Format(&'m mut A),
    /// Untyped JSON: faults are reported and the reading goes on.
    Tree(&'m Value, &'m mut Checker<'m>),
}

impl<'m, A> Member<'m, A> {
    pub(super) const fn of_format(map: &'m mut A) -> Self {
        Self { source: Source::Format(map) }
    }

    /// Whether values may come from untyped JSON. They do with [`NoFormat`] only, which has no size; asking that at compile
    /// time spares the code of the other way wherever an object is read from a format.
    const TREE: bool = size_of::<A>() == 0;

    /// Reads the value into the field of a required property, which may be one that may be `null`.
    ///
    /// # Errors
    /// Those of the format, and a value of another type.
    pub fn required<'de, T>(self, field: &mut T) -> Result<(), A::Error>
    where
        A: MapAccess<'de>,
        T: Data,
    {
        if let Some(value) = self.value()? {
            *field = value;
        }
        Ok(())
    }

    /// Reads the value into the field of an optional property.
    ///
    /// # Errors
    /// Those of the format, and a value of another type, such as `null`.
    pub fn optional<'de, T>(self, field: &mut Option<T>) -> Result<(), A::Error>
    where
        A: MapAccess<'de>,
        T: Data,
    {
        *field = self.value()?;
        Ok(())
    }

    /// Reads the value into the field of an optional property that may be `null`.
    ///
    /// # Errors
    /// Those of the format, and a value of another type.
    pub fn nullable<'de, T>(self, field: &mut Nullable<T>) -> Result<(), A::Error>
    where
        A: MapAccess<'de>,
        T: Data,
    {
        self.required(field)
    }

    /// Reads the value into the map of additional members.
    ///
    /// # Errors
    /// Those of the format, a value of another type, and a name that is there twice.
    pub fn read_into_map<'de, T>(self, map: &mut Map<T>, name: String) -> Result<(), A::Error>
    where
        A: MapAccess<'de>,
        T: Data,
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
        T: Data,
    {
        match self.source {
            Source::Format(map) => map.next_value_seed(Seed::new()).map(Some),
            Source::Tree(value, at) => {
                if const { Self::TREE } {
                    Ok(T::Codec::parse(value, at))
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

impl<'m> Member<'m, NoFormat> {
    pub(super) const fn of_tree(value: &'m Value, at: &'m mut Checker<'m>) -> Self {
        Self { source: Source::Tree(value, at) }
    }
}

impl<'de> MapAccess<'de> for NoFormat {
    type Error = de::value::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, _: K) -> Result<Option<K::Value>, Self::Error> {
        match *self {}
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, _: V) -> Result<V::Value, Self::Error> {
        match *self {}
    }
}
