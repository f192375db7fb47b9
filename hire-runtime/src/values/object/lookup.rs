//! From a name to its property, without a look at all of them.

use super::Object;

/// The properties of an object by name: a hash table with open addressing, made by the compiler. Most of what it costs are
/// instructions, so that the way of a short name has few of them, and no call.
#[derive(Debug)]
pub(super) struct Lookup {
    properties: &'static [&'static str],
    /// The keys of the properties; none if there are too many properties, which are searched then.
    keys: &'static [Key],
    /// A power of two of numbers of properties, at most half of them taken.
    slots: &'static [u16],
}

/// How many properties a table has at most.
const MOST: usize = 512;

/// The number in a slot that is of no property.
const FREE: u16 = u16::MAX;

impl Lookup {
    /// That of an object.
    pub(super) const fn of<T: Object>() -> &'static Self {
        struct Table<T>(T);

        impl<T: Object> Table<T> {
            const LOOKUP: &'static Lookup = {
                let properties = T::TABLE.properties;
                &Lookup {
                    properties,
                    keys: match properties.len() {
                        0..=8 => &keys::<8>(properties),
                        9..=16 => &keys::<16>(properties),
                        17..=32 => &keys::<32>(properties),
                        33..=128 => &keys::<128>(properties),
                        129..=MOST => &keys::<MOST>(properties),
                        _ => &[],
                    },
                    slots: match properties.len() {
                        0..=8 => &slots::<16>(properties),
                        9..=16 => &slots::<32>(properties),
                        17..=32 => &slots::<64>(properties),
                        33..=128 => &slots::<256>(properties),
                        129..=MOST => &slots::<{ 2 * MOST }>(properties),
                        _ => &[],
                    },
                }
            };
        }
        Table::<T>::LOOKUP
    }

    /// The number of the property of a short name, whose key is all of it, without a call. Objects mostly come in the order
    /// of their table: `expected` is tried first.
    #[inline]
    pub(super) fn find_short(&self, name: &str, expected: usize) -> Option<usize> {
        let key = Key::of(name);
        if key.length > EXACT {
            return None;
        }
        if self.keys.get(expected).is_some_and(|known| *known == key) {
            return Some(expected);
        }
        let last = self.slots.len().wrapping_sub(1);
        let mut number = key.hash();
        loop {
            let index = usize::from(*self.slots.get(number & last)?);
            if *self.keys.get(index)? == key {
                return Some(index);
            }
            number += 1;
        }
    }

    /// The number of the property of a name.
    pub(super) fn find(&self, name: &str, expected: usize) -> Option<usize> {
        if self.properties.get(expected).is_some_and(|known| *known == name) {
            return Some(expected);
        }
        let Some(last) = self.slots.len().checked_sub(1) else {
            return self.properties.iter().position(|known| *known == name);
        };
        let mut number = Key::of(name).hash();
        loop {
            let index = usize::from(*self.slots.get(number & last)?);
            if *self.properties.get(index)? == name {
                return Some(index);
            }
            number += 1;
        }
    }
}

#[expect(clippy::indexing_slicing, reason = "if an index were out of bounds, it would not compile")]
const fn keys<const COUNT: usize>(properties: &[&str]) -> [Key; COUNT] {
    let mut keys = [Key::NONE; COUNT];
    let mut index = 0;
    while index < properties.len() {
        keys[index] = Key::of(properties[index]);
        index += 1;
    }
    keys
}

#[expect(clippy::indexing_slicing, reason = "if an index were out of bounds, it would not compile")]
#[expect(clippy::cast_possible_truncation, reason = "there are at most `MOST` properties")]
const fn slots<const COUNT: usize>(properties: &[&str]) -> [u16; COUNT] {
    let mut slots = [FREE; COUNT];
    let mut index = 0;
    while index < properties.len() {
        let mut slot = Key::of(properties[index]).hash() % COUNT;
        while slots[slot] != FREE {
            slot = (slot + 1) % COUNT;
        }
        slots[slot] = index as u16;
        index += 1;
    }
    slots
}

/// Up to so many bytes, a key is the whole name.
const EXACT: usize = 16;

/// A name by its length, its begin and its end.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Key {
    length: usize,
    first: u64,
    last: u64,
}

impl Key {
    /// Equal to that of no name.
    const NONE: Self = Self { length: usize::MAX, first: 0, last: 0 };

    #[inline]
    const fn of(name: &str) -> Self {
        let name = name.as_bytes();
        // Begin and end may overlap.
        let (first, last) = if let (Some(first), Some(last)) = (name.first_chunk::<8>(), name.last_chunk()) {
            (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
        } else if let (Some(first), Some(last)) = (name.first_chunk::<4>(), name.last_chunk()) {
            (u32::from_le_bytes(*first) as u64, u32::from_le_bytes(*last) as u64)
        } else {
            match *name {
                [] => (0, 0),
                [one] => (one as u64, 0),
                [first, .., last] => {
                    let (_, back) = name.split_at(name.len() / 2);
                    let middle = if let [middle, ..] = *back { middle } else { 0 };
                    (first as u64, u16::from_le_bytes([middle, last]) as u64)
                }
            }
        };
        Self { length: name.len(), first, last }
    }

    /// Multiplied with the golden ratio, whose upper half depends on every bit of the key (Knuth, The Art of Computer
    /// Programming, 6.4).
    #[inline]
    const fn hash(self) -> usize {
        let mixed = self.first ^ self.last.rotate_left(24) ^ self.length as u64;
        (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::{Lookup, keys, slots};

    /// Names of all lengths, and long ones that differ in the middle alone.
    fn properties(count: usize) -> &'static [&'static str] {
        let names = (0..count).map(|number| match number {
            0..20 => "abcdefghijklmnopqrstuvwxyz".get(..number).unwrap_or_default().to_owned(),
            20..40 => format!("a_long_name_of_number_{number}_of_several"),
            _ => format!("property_{number}"),
        });
        let names = names.map(|name| &*name.leak());
        Vec::leak(names.collect())
    }

    fn with_table<const KEYS: usize, const SLOTS: usize>(properties: &'static [&'static str]) -> Lookup {
        let keys = Vec::leak(keys::<KEYS>(properties).to_vec());
        Lookup { properties, keys, slots: Vec::leak(slots::<SLOTS>(properties).to_vec()) }
    }

    #[test]
    fn every_property_is_found_wherever_it_is_expected() {
        type Table = fn(&'static [&'static str]) -> Lookup;
        let tables: [(usize, Table); 7] = [
            (0, with_table::<8, 16>),
            (1, with_table::<8, 16>),
            (8, with_table::<8, 16>),
            (30, with_table::<32, 64>),
            (128, with_table::<128, 256>),
            (512, with_table::<512, 1024>),
            (1000, |properties| Lookup { properties, keys: &[], slots: &[] }),
        ];
        for (count, table) in tables {
            let lookup = table(properties(count));
            for (index, name) in lookup.properties.iter().enumerate() {
                let short = name.len() <= 16 && !lookup.keys.is_empty();
                for expected in [0, index, index + 1, count] {
                    assert_eq!(lookup.find(name, expected), Some(index), "{name} of {count}");
                    let found = lookup.find_short(name, expected);
                    assert_eq!(found, short.then_some(index), "{name} of {count}");
                }
            }
            for name in
                ["b", "abd", "abdd", "Abcdefghi", "a_long_name_of_number_99_of_several", "property_1000", "ß"]
            {
                for expected in [0, 1, count] {
                    assert_eq!(lookup.find(name, expected), None, "{name} of {count}");
                    assert_eq!(lookup.find_short(name, expected), None, "{name} of {count}");
                }
            }
        }
    }
}
