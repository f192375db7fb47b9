//! Writing an object to a format.

use serde::ser::{Error as _, SerializeMap, Serializer};

use super::Object;
use super::lookup::Lookup;
use crate::codec::{Encode, Encoded};
use crate::map::Map;
use crate::nullable::Nullable;

/// Writes an object to a format, as [`Encode::encode`](crate::Encode::encode) does.
///
/// # Errors
/// Those of the format.
pub fn encode_object<T: Object, S: Serializer>(object: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let map = serializer.serialize_map(None)?;
    let mut writer = ObjectWriter { lookup: Lookup::of::<T>(), map, error: None };
    object.write(&mut writer);
    match writer.error {
        None => writer.map.end(),
        Some(error) => Err(error),
    }
}

/// Writes the members of one object. After an error of the format, or a float that is not finite, nothing more is written:
/// the error is kept for the end, so that the code of each property is a call and nothing else.
#[derive(Debug)]
pub struct ObjectWriter<M: SerializeMap> {
    lookup: &'static Lookup,
    map: M,
    error: Option<M::Error>,
}

impl<M: SerializeMap> ObjectWriter<M> {
    /// Writes a property that is always there.
    pub fn required<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.member(name, value);
    }

    /// Writes a property if it has a value.
    pub fn optional<T: Encode>(&mut self, name: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.member(name, value);
        }
    }

    /// Writes a property unless it is absent.
    pub fn nullable<T: Encode>(&mut self, name: &'static str, value: &Nullable<T>) {
        if !value.is_absent() {
            self.member(name, value);
        }
    }

    /// Writes the additional members. A name that is one of the properties is an error.
    pub fn additional<T: Encode>(&mut self, members: &Map<T>) {
        for (name, value) in members {
            if self.error.is_none() && self.lookup.find(name, 0).is_some() {
                self.error = Some(M::Error::custom(format_args!(
                    "the additional property `{name}` has the name of a declared one"
                )));
            }
            self.member(name, value);
        }
    }

    fn member<T: Encode + ?Sized>(&mut self, name: &str, value: &T) {
        if self.error.is_none() {
            let written =
                self.map.serialize_key(name).and_then(|()| self.map.serialize_value(&Encoded(value)));
            self.error = written.err();
        }
    }
}
