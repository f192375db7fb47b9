//! The value of one member, and where it goes.

use std::marker::PhantomData;

use indexmap::map::Entry;
use serde::de::{IgnoredAny, MapAccess};
use serde_json::Value;

use crate::values::codec::{Codec as _, Data, InPlace, twice};
use crate::values::map::Map;
use crate::values::nullable::Nullable;
use crate::values::validate::Checker;

/// The value of one member of an object, not read yet. What is wrong with it is kept by whoever reads the object, so that the
/// code of each property is a call and nothing else.
pub trait Member: Sized {
    /// Reads the value, unless something is wrong with it.
    fn value<T: Data>(self) -> Option<T>;

    /// Reads the value into the field of a required property, which may be one that may be `null`.
    fn required<T: Data>(self, field: &mut T) {
        if let Some(value) = self.value() {
            *field = value;
        }
    }

    /// Reads the value into the field of an optional property; `null` is not one of its values.
    fn optional<T: Data>(self, field: &mut Option<T>) {
        *field = self.value();
    }

    /// Reads the value into the field of an optional property that may be `null`.
    fn nullable<T: Data>(self, field: &mut Nullable<T>) {
        self.required(field);
    }

    /// Reads the value into the map of additional members. A name that is there twice is wrong.
    fn additional<T: Data>(self, map: &mut Map<T>, name: String);

    /// Reads over the value.
    fn skip(self);
}

/// The next value of a format: the first fault ends the reading.
pub(super) struct OfFormat<'m, 'de, A: MapAccess<'de>> {
    pub map: &'m mut A,
    pub error: &'m mut Option<A::Error>,
    pub lifetime: PhantomData<&'de ()>,
}

impl<'de, A: MapAccess<'de>> OfFormat<'_, 'de, A> {
    #[inline]
    fn fill<T: Data>(self, place: &mut T) {
        if let Err(error) = self.map.next_value_seed(InPlace(place)) {
            *self.error = Some(error);
        }
    }
}

/// Nothing is inlined: what reads one of many properties is then nothing but a jump, with nothing to keep for afterwards.
impl<'de, A: MapAccess<'de>> Member for OfFormat<'_, 'de, A> {
    fn value<T: Data>(self) -> Option<T> {
        let mut value = T::Codec::placeholder();
        let error = self.map.next_value_seed(InPlace(&mut value)).err();
        let whole = error.is_none();
        *self.error = error;
        whole.then_some(value)
    }

    #[inline(never)]
    fn required<T: Data>(self, field: &mut T) {
        self.fill(field);
    }

    #[inline(never)]
    fn optional<T: Data>(self, field: &mut Option<T>) {
        self.fill(field.insert(T::Codec::placeholder()));
    }

    fn additional<T: Data>(self, map: &mut Map<T>, name: String) {
        match map.entry(name) {
            Entry::Occupied(entry) => *self.error = Some(twice(entry.key())),
            Entry::Vacant(entry) => self.fill(entry.insert(T::Codec::placeholder())),
        }
    }

    #[inline(never)]
    fn skip(self) {
        *self.error = self.map.next_value::<IgnoredAny>().err();
    }
}

/// Untyped JSON: faults are reported and the reading goes on.
pub(super) struct OfTree<'m, 'c> {
    pub value: &'m Value,
    pub at: &'m mut Checker<'c>,
}

impl Member for OfTree<'_, '_> {
    fn value<T: Data>(self) -> Option<T> {
        T::Codec::parse(self.value, self.at)
    }

    /// No name is twice in a tree.
    fn additional<T: Data>(self, map: &mut Map<T>, name: String) {
        if let Some(value) = self.value() {
            map.insert(name, value);
        }
    }

    fn skip(self) {}
}
