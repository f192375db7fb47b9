//! Counting the properties of an object.

use super::{Object, Writer};
use crate::values::codec::Data;
use crate::values::validate::Checker;

/// How many properties an object has that is checked, for rules about their number
/// ([JSON Schema 2020-12 validation, 6.5](https://json-schema.org/partial/2020-12/json-schema-validation#section-6.5)):
/// those that would be written, `null` among them. While the object is not finished, a required property without a value
/// does not count, unless there is one that could not be read.
#[must_use]
pub fn property_count<T: Object>(object: &T, at: &Checker<'_>) -> usize {
    if let Some(source) = at.source() {
        return source.len();
    }
    let mut counter = Counter { given: |name: &str| at.given(name, &()).is_some(), count: 0 };
    object.write(&mut counter);
    counter.count
}

/// Counts the properties that would be written. `given` says whether a required one has a value yet.
struct Counter<F> {
    given: F,
    count: usize,
}

impl<F: Fn(&str) -> bool> Writer for Counter<F> {
    fn member<T: Data>(&mut self, _: &str, _: &T) {
        self.count += 1;
    }

    fn required<T: Data>(&mut self, name: &'static str, _: &T) {
        self.count += usize::from((self.given)(name));
    }
}
