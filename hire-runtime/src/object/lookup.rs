//! From a name to its property, without a look at all of them.

use super::Object;

/// The properties of an object by name: a hash table with open addressing, made by the compiler.
#[derive(Debug)]
pub(super) struct Lookup {
    properties: &'static [&'static str],
    /// A power of two of them, at most half of them taken; none if there are too many properties, which are searched then.
    slots: &'static [Slot],
}

/// A property, with as much of its name as tells short names apart, so that nothing else has to be looked at.
#[derive(Debug, Clone, Copy)]
struct Slot {
    key: Key,
    /// The number of the property.
    index: usize,
}

impl Slot {
    /// Of no property, and equal to none.
    const FREE: Self = Self { key: Key { length: usize::MAX, first: 0, last: 0 }, index: usize::MAX };
}

impl Lookup {
    /// That of an object.
    pub(super) const fn of<T: Object>() -> &'static Self {
        struct Table<T>(T);

        impl<T: Object> Table<T> {
            const LOOKUP: &'static Lookup = {
                let properties = T::TABLE.properties;
                &Lookup {
                    properties,
                    slots: match properties.len() {
                        0..=8 => &slots::<16>(properties),
                        9..=16 => &slots::<32>(properties),
                        17..=32 => &slots::<64>(properties),
                        33..=128 => &slots::<256>(properties),
                        129..=512 => &slots::<1024>(properties),
                        _ => &[],
                    },
                }
            };
        }
        Table::<T>::LOOKUP
    }

    /// The number of the property of a name. Objects mostly come in the order of their table: `expected` is tried first.
    #[inline]
    pub(super) fn find(&self, name: &str, expected: usize) -> Option<usize> {
        match self.properties.get(expected) {
            Some(known) if *known == name => Some(expected),
            _ => self.search(name),
        }
    }

    /// A short name that has its slot to itself needs nothing else, not even a call.
    #[inline(never)]
    fn search(&self, name: &str) -> Option<usize> {
        let key = Key::of(name);
        match self.slots.get(key.hash() & self.slots.len().wrapping_sub(1)) {
            Some(slot) if slot.key == key && key.length <= EXACT => Some(slot.index),
            _ => self.search_on(name),
        }
    }

    #[inline(never)]
    fn search_on(&self, name: &str) -> Option<usize> {
        let Some(last) = self.slots.len().checked_sub(1) else {
            return self.properties.iter().position(|known| *known == name);
        };
        let key = Key::of(name);
        let mut number = key.hash();
        loop {
            let slot = self.slots.get(number & last)?;
            let known = self.properties.get(slot.index)?;
            if slot.key == key && *known == name {
                return Some(slot.index);
            }
            number += 1;
        }
    }
}

#[expect(clippy::indexing_slicing, reason = "if an index were out of bounds, it would not compile")]
const fn slots<const COUNT: usize>(properties: &[&str]) -> [Slot; COUNT] {
    let mut slots = [Slot::FREE; COUNT];
    let mut index = 0;
    while index < properties.len() {
        let key = Key::of(properties[index]);
        let mut slot = key.hash() % COUNT;
        while slots[slot].index != Slot::FREE.index {
            slot = (slot + 1) % COUNT;
        }
        slots[slot] = Slot { key, index };
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
    use super::{Lookup, Slot, slots};

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

    fn leaked<const COUNT: usize>(properties: &[&str]) -> &'static [Slot] {
        Vec::leak(slots::<COUNT>(properties).to_vec())
    }

    #[test]
    fn every_property_is_found_wherever_it_is_expected() {
        type Slots = fn(&[&str]) -> &'static [Slot];
        let slots: [(usize, Slots); 7] = [
            (0, leaked::<16>),
            (1, leaked::<16>),
            (8, leaked::<16>),
            (30, leaked::<64>),
            (128, leaked::<256>),
            (512, leaked::<1024>),
            (1000, |_| &[]),
        ];
        for (count, slots) in slots {
            let properties = properties(count);
            let lookup = Lookup { properties, slots: slots(properties) };
            for (index, name) in properties.iter().enumerate() {
                for expected in [0, index, index + 1, count] {
                    assert_eq!(lookup.find(name, expected), Some(index), "{name} of {count}");
                }
            }
            for name in
                ["b", "abd", "abdd", "Abcdefghi", "a_long_name_of_number_99_of_several", "property_1000", "ß"]
            {
                assert_eq!(lookup.find(name, 0), None, "{name} of {count}");
            }
        }
    }
}
