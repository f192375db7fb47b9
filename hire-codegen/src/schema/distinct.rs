//! JSON values: their types, their equality, and sets of them.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::JsonTypes;
use crate::source::{Cursor, Kind, Number};

/// Values, of which none equals another in the sense of JSON Schema.
#[derive(Debug, Default)]
pub(super) struct Distinct<'a> {
    /// By the fingerprint of the value, and a number that distinguishes different values with the same fingerprint.
    values: BTreeMap<(u64, usize), Cursor<'a>>,
}

impl<'a> Distinct<'a> {
    /// Adds a value, unless an equal one is there, which is returned.
    pub fn insert(&mut self, value: Cursor<'a>) -> Option<Cursor<'a>> {
        let print = fingerprint(value);
        let mut free = 0;
        for ((_, number), known) in self.values.range((print, 0)..=(print, usize::MAX)) {
            if equal(*known, value) {
                return Some(*known);
            }
            free = number + 1;
        }
        self.values.insert((print, free), value);
        None
    }

    /// Whether there is an equal value.
    pub fn contains(&self, value: Cursor<'_>) -> bool {
        let print = fingerprint(value);
        self.values.range((print, 0)..=(print, usize::MAX)).any(|(_, known)| equal(*known, value))
    }
}

impl<'a> FromIterator<Cursor<'a>> for Distinct<'a> {
    fn from_iter<T: IntoIterator<Item = Cursor<'a>>>(values: T) -> Self {
        let mut distinct = Self::default();
        for value in values {
            distinct.insert(value);
        }
        distinct
    }
}

/// A number that equal values share: `1` and `1.0` do, and objects whatever the order of their members.
fn fingerprint(value: Cursor<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    match value.kind() {
        Kind::Null => 0.hash(&mut hasher),
        Kind::Bool(value) => (1, value).hash(&mut hasher),
        Kind::Number(number) => match number.as_integer() {
            Some(integer) => (2, integer).hash(&mut hasher),
            None => (3, number.as_f64().to_bits()).hash(&mut hasher),
        },
        Kind::String(text) => (4, text).hash(&mut hasher),
        Kind::Sequence => {
            5.hash(&mut hasher);
            value.items().for_each(|item| fingerprint(item).hash(&mut hasher));
        }
        Kind::Mapping => {
            let mut sum = 6_u64;
            for (name, value) in value.entries() {
                let mut entry = DefaultHasher::new();
                (name, fingerprint(value)).hash(&mut entry);
                sum = sum.wrapping_add(entry.finish());
            }
            sum.hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// Whether two values are equal in the sense of JSON Schema: numbers by value, objects in any order
/// (2020-12 core §4.2.2).
pub fn equal(first: Cursor<'_>, second: Cursor<'_>) -> bool {
    match (first.kind(), second.kind()) {
        (Kind::Null, Kind::Null) => true,
        (Kind::Bool(a), Kind::Bool(b)) => a == b,
        (Kind::Number(a), Kind::Number(b)) => a.compare(b) == Ordering::Equal,
        (Kind::String(a), Kind::String(b)) => a == b,
        (Kind::Sequence, Kind::Sequence) => {
            first.items().count() == second.items().count()
                && first.items().zip(second.items()).all(|(a, b)| equal(a, b))
        }
        (Kind::Mapping, Kind::Mapping) => {
            first.entries().count() == second.entries().count()
                && first.entries().all(|(name, a)| second.get(name).is_some_and(|b| equal(a, b)))
        }
        _ => false,
    }
}

/// The narrowest type of a value.
pub fn type_of(instance: Cursor<'_>) -> JsonTypes {
    match instance.kind() {
        Kind::Null => JsonTypes::NULL,
        Kind::Bool(_) => JsonTypes::BOOLEAN,
        // `1.0` is an integer (core §4.2.3).
        Kind::Number(Number::Float(float)) if float.fract() != 0.0 => JsonTypes::NUMBER,
        Kind::Number(_) => JsonTypes::INTEGER,
        Kind::String(_) => JsonTypes::STRING,
        Kind::Sequence => JsonTypes::ARRAY,
        Kind::Mapping => JsonTypes::OBJECT,
    }
}
