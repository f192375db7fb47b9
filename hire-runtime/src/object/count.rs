//! Counting the properties of an object.

use super::{Object, Writer};
use crate::codec::Data;
use crate::map::Map;
use crate::nullable::Nullable;

/// How many properties of an object would be written. `given` says whether a required one has a value yet.
pub fn count<T: Object>(object: &T, given: impl Fn(&str) -> bool) -> usize {
    let mut counter = Counter { given, count: 0 };
    object.write(&mut counter);
    counter.count
}

struct Counter<F> {
    given: F,
    count: usize,
}

impl<F: Fn(&str) -> bool> Writer for Counter<F> {
    fn required<T: Data>(&mut self, name: &'static str, _: &T) {
        self.count += usize::from((self.given)(name));
    }

    fn optional<T: Data>(&mut self, _: &'static str, value: &Option<T>) {
        self.count += usize::from(value.is_some());
    }

    fn nullable<T: Data>(&mut self, _: &'static str, value: &Nullable<T>) {
        self.count += usize::from(!value.is_absent());
    }

    fn additional<T: Data>(&mut self, members: &Map<T>) {
        self.count += members.len();
    }
}
