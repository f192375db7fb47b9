//! From a name to its property, without a look at all of them.

use super::Object;

/// A power of two, so that a hash is cut to a slot.
const SLOTS: usize = 256;

/// Up to so many properties there are enough free slots; objects with more are searched.
const MOST: usize = 128;

/// The properties of an object by name: a hash table with open addressing, made by the compiler.
#[derive(Debug)]
pub(super) struct Lookup {
    properties: &'static [&'static str],
    /// The number of a property, from 1 on, or 0 for a free slot.
    slots: [u8; SLOTS],
}

impl Lookup {
    /// That of an object.
    pub(super) const fn of<T: Object>() -> &'static Self {
        struct Table<T>(T);

        impl<T: Object> Table<T> {
            const LOOKUP: &'static Lookup = &Lookup::new(T::TABLE.properties);
        }
        Table::<T>::LOOKUP
    }

    #[expect(clippy::indexing_slicing, reason = "if an index were out of bounds, it would not compile")]
    #[expect(clippy::cast_possible_truncation, reason = "there are at most 128")]
    const fn new(properties: &'static [&'static str]) -> Self {
        let mut slots = [0; SLOTS];
        let mut index = 0;
        while properties.len() <= MOST && index < properties.len() {
            let mut slot = hash(properties[index]) % SLOTS;
            while slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            index += 1;
            slots[slot] = index as u8;
        }
        Self { properties, slots }
    }

    /// The property of a name, and its number. Objects mostly come in the order of their table: `expected` is tried first.
    #[inline]
    pub(super) fn find(&self, name: &str, expected: usize) -> Option<(usize, &'static str)> {
        match self.properties.get(expected) {
            Some(known) if *known == name => Some((expected, known)),
            _ => self.search(name),
        }
    }

    fn search(&self, name: &str) -> Option<(usize, &'static str)> {
        if self.properties.len() > MOST {
            let mut properties = self.properties.iter().copied().enumerate();
            return properties.find(|(_, known)| *known == name);
        }
        let mut slot = hash(name) % SLOTS;
        loop {
            let index = usize::from(*self.slots.get(slot)?).checked_sub(1)?;
            match self.properties.get(index) {
                Some(known) if *known == name => return Some((index, known)),
                _ => slot = (slot + 1) % SLOTS,
            }
        }
    }
}

/// Of the length and three characters, which is what names differ in.
const fn hash(name: &str) -> usize {
    let name = name.as_bytes();
    let (_, back) = name.split_at(name.len() / 2);
    let (middle, last) = match back {
        [] => (0, 0),
        [one] => (*one, *one),
        [middle, .., last] => (*middle, *last),
    };
    let first = match name {
        [] => 0,
        [first, ..] => *first,
    };
    name.len() * 59 + first as usize * 5 + middle as usize * 31 + last as usize * 3
}

#[cfg(test)]
mod tests {
    use super::{Lookup, MOST};

    fn properties(count: usize) -> &'static [&'static str] {
        let names = (0..count).map(|number| &*format!("property_{number}").leak());
        Vec::leak(names.collect())
    }

    #[test]
    fn every_property_is_found_wherever_it_is_expected() {
        for count in [0, 1, 30, MOST, MOST + 1, 1000] {
            let names = properties(count);
            let lookup = Lookup::new(names);
            for (index, name) in names.iter().enumerate() {
                for expected in [0, index, index + 1, count] {
                    assert_eq!(lookup.find(name, expected), Some((index, *name)), "of {count}");
                }
            }
            for name in ["", "p", "property_", "property_1000", "Property_0", "ß"] {
                assert_eq!(lookup.find(name, 0), None, "of {count}");
            }
        }
    }
}
