//! Writing an object to a format.

use std::fmt;

use serde::ser::{Error as _, SerializeMap, Serializer};

use super::Object;
use super::lookup::Lookup;
use crate::values::codec::{Data, Encoded};
use crate::values::map::Map;
use crate::values::nullable::Nullable;

/// Writes an object to a format, as [`Codec::encode`](crate::Codec::encode) does.
///
/// # Errors
/// The serializer fails.
pub fn encode<T: Object, S: Serializer>(object: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let map = serializer.serialize_map(None)?;
    let mut writer = ObjectWriter { lookup: Lookup::of::<T>(), map, error: None };
    object.write(&mut writer);
    match writer.error {
        None => writer.map.end(),
        Some(error) => Err(error),
    }
}

/// Where the properties of an object go, one after the other.
pub trait Writer {
    /// Writes a member of the object.
    fn member<T: Data>(&mut self, name: &str, value: &T);

    /// Writes a property that is always there.
    fn required<T: Data>(&mut self, name: &'static str, value: &T) {
        self.member(name, value);
    }

    /// Writes a property if it has a value.
    fn optional<T: Data>(&mut self, name: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.member(name, value);
        }
    }

    /// Writes a property unless it is absent.
    fn nullable<T: Data>(&mut self, name: &'static str, value: &Nullable<T>) {
        if !value.is_absent() {
            self.member(name, value);
        }
    }

    /// Writes the additional members.
    fn additional<T: Data>(&mut self, members: &Map<T>) {
        for (name, value) in members {
            self.member(name, value);
        }
    }
}

/// Writes the members of one object. After an error of the format, or a float that is not finite, nothing more is written:
/// the error is kept for the end, so that the code of each property is a call and nothing else.
struct ObjectWriter<M: SerializeMap> {
    lookup: &'static Lookup,
    map: M,
    error: Option<M::Error>,
}

impl<M: SerializeMap> ObjectWriter<M> {
    /// Begins a member, and tells whether its value follows.
    fn key(&mut self, name: &str) -> bool {
        if self.error.is_some() {
            return false;
        }
        match self.map.serialize_key(name) {
            Ok(()) => true,
            Err(error) => {
                self.error = Some(error);
                false
            }
        }
    }
}

impl<M: SerializeMap> Writer for ObjectWriter<M> {
    fn member<T: Data>(&mut self, name: &str, value: &T) {
        if self.key(name)
            && let Err(error) = self.map.serialize_value(&Encoded(value))
        {
            self.error = Some(error);
        }
    }

    /// A name that is one of the properties is an error.
    fn additional<T: Data>(&mut self, members: &Map<T>) {
        for (name, value) in members {
            if self.error.is_none() && self.lookup.find(name, 0).is_some() {
                self.error = Some(M::Error::custom(format_args!(
                    "the additional property `{name}` has the name of a declared one"
                )));
            }
            self.member(name, value);
        }
    }
}

/// Shows an object as `Debug` does, with the names of its properties. Secrets hide themselves.
///
/// # Errors
/// The formatter fails.
pub fn debug_object<T: Object>(object: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = Shown(f.debug_struct(T::TABLE.name));
    object.write(&mut shown);
    shown.0.finish()
}

struct Shown<'f, 'o>(fmt::DebugStruct<'f, 'o>);

impl Writer for Shown<'_, '_> {
    fn member<T: Data>(&mut self, name: &str, value: &T) {
        self.0.field(name, value);
    }

    fn optional<T: Data>(&mut self, name: &'static str, value: &Option<T>) {
        self.0.field(name, value);
    }

    fn nullable<T: Data>(&mut self, name: &'static str, value: &Nullable<T>) {
        self.0.field(name, value);
    }

    fn additional<T: Data>(&mut self, members: &Map<T>) {
        self.0.field("additional", members);
    }
}
