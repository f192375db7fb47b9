//! Writing an object to a format.

use serde::ser::{Error as _, SerializeMap, Serializer};

use super::Object;
use crate::codec::{Encode, Encoded};
use crate::map::Map;
use crate::nullable::Nullable;

/// Writes an object to a format, as [`Encode::encode`](crate::Encode::encode) does.
///
/// # Errors
/// Those of the format.
pub fn encode_object<T: Object, S: Serializer>(object: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut writer = ObjectWriter { properties: T::PROPERTIES, map: serializer.serialize_map(None)? };
    object.write(&mut writer)?;
    writer.map.end()
}

/// Writes the members of one object.
#[derive(Debug)]
pub struct ObjectWriter<M> {
    properties: &'static [&'static str],
    map: M,
}

impl<M: SerializeMap> ObjectWriter<M> {
    /// Writes a property that is always there.
    ///
    /// # Errors
    /// Those of the format, and a float that is not finite.
    pub fn required<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), M::Error> {
        self.map.serialize_entry(name, &Encoded(value))
    }

    /// Writes a property if it has a value.
    ///
    /// # Errors
    /// As for [`Self::required`].
    pub fn optional<T: Encode + ?Sized>(
        &mut self,
        name: &'static str,
        value: Option<&T>,
    ) -> Result<(), M::Error> {
        value.map_or(Ok(()), |value| self.required(name, value))
    }

    /// Writes a property unless it is absent.
    ///
    /// # Errors
    /// As for [`Self::required`].
    pub fn nullable<T: Encode>(&mut self, name: &'static str, value: &Nullable<T>) -> Result<(), M::Error> {
        if value.is_absent() { Ok(()) } else { self.required(name, value) }
    }

    /// Writes the additional members.
    ///
    /// # Errors
    /// As for [`Self::required`], and a name that is one of the properties.
    pub fn additional<T: Encode>(&mut self, members: &Map<T>) -> Result<(), M::Error> {
        members.iter().try_for_each(|(name, value)| {
            if self.properties.contains(&name.as_str()) {
                return Err(M::Error::custom(format_args!(
                    "the additional property `{name}` has the name of a declared one"
                )));
            }
            self.map.serialize_entry(name, &Encoded(value))
        })
    }
}
