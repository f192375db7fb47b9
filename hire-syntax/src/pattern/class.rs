//! Sets of characters.

use std::sync::{Arc, OnceLock};

use super::bounds::Error;

/// What one character is matched with.
#[derive(Debug, Clone)]
pub(super) enum One {
    Char(char),
    Any,
    Class(Arc<Class>),
}

impl One {
    #[inline]
    pub(super) fn matches(&self, c: char) -> bool {
        match self {
            Self::Char(own) => *own == c,
            Self::Any => true,
            Self::Class(class) => class.contains(c),
        }
    }

    /// The characters of a list of ranges.
    pub(super) fn of(ranges: Vec<(u32, u32)>) -> Self {
        Self::Class(Arc::new(Class::new(ranges, Vec::new(), false)))
    }
}

/// A set of characters. What is a code point and no character (a surrogate) is in no text, and left out.
#[derive(Debug)]
pub(super) struct Class {
    /// A bit for each character of ASCII.
    ascii: u128,
    /// Sorted, apart from each other.
    ranges: Vec<(u32, u32)>,
    /// What else is in it, or what else is not.
    tables: Vec<(Arc<Table>, bool)>,
    negated: bool,
}

const ASCII: u32 = 128;

impl Class {
    /// The characters in one of the ranges or tables (of some tables, those that are not in it), or in none of them.
    pub(super) fn new(mut ranges: Vec<(u32, u32)>, tables: Vec<(Arc<Table>, bool)>, negated: bool) -> Self {
        ranges.sort_unstable();
        let mut apart: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match apart.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
                _ => apart.push((first, last)),
            }
        }
        let mut class = Self { ascii: 0, ranges: apart, tables, negated };
        for code in 0..ASCII {
            if char::from_u32(code).is_some_and(|c| class.looked_up(c)) {
                class.ascii |= 1 << code;
            }
        }
        class
    }

    #[inline]
    pub(super) fn contains(&self, c: char) -> bool {
        if c.is_ascii() { self.ascii >> u32::from(c) & 1 == 1 } else { self.looked_up(c) }
    }

    fn looked_up(&self, c: char) -> bool {
        let code = u32::from(c);
        let after = self.ranges.partition_point(|(first, _)| *first <= code);
        let range = after.checked_sub(1).and_then(|index| self.ranges.get(index));
        let found = range.is_some_and(|(_, last)| code <= *last)
            || self.tables.iter().any(|(table, inverted)| table.contains(c) != *inverted);
        found != self.negated
    }
}

/// The ranges of `\d`, `\s` and `\w` (ECMA-262 §22.2.2.9), sorted.
pub(super) fn predefined(letter: char) -> &'static [(u32, u32)] {
    match letter {
        'd' | 'D' => &[(0x30, 0x39)],
        's' | 'S' => &[
            (0x09, 0x0D),
            (0x20, 0x20),
            (0xA0, 0xA0),
            (0x1680, 0x1680),
            (0x2000, 0x200A),
            (0x2028, 0x2029),
            (0x202F, 0x202F),
            (0x205F, 0x205F),
            (0x3000, 0x3000),
            (0xFEFF, 0xFEFF),
        ],
        _ => &[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)],
    }
}

/// All code points but those of some sorted ranges.
pub(super) fn complement(ranges: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut rest = Vec::with_capacity(ranges.len() + 1);
    let mut next = 0;
    for (first, last) in ranges {
        if *first > next {
            rest.push((next, first - 1));
        }
        next = last + 1;
    }
    rest.push((next, u32::from(char::MAX)));
    rest
}

/// How many characters of a table are looked up at once.
const BLOCK: u32 = 1024;

/// A bit for each of them.
type Block = [u64; 16];

/// The characters that a class matches which only `regress` has tables for: a property of Unicode, or a class that ignores
/// case. They are looked up block by block, as texts have them.
#[derive(Debug)]
pub(super) struct Table {
    class: regress::Regex,
    blocks: Vec<OnceLock<Box<Block>>>,
}

impl Table {
    /// The characters that a short pattern matches, which matches one character.
    pub(super) fn new(class: &str, unicode: bool) -> Result<Self, Error> {
        let flags = regress::Flags { unicode, ..regress::Flags::default() };
        let class =
            regress::Regex::with_flags(class, flags).map_err(|error| Error::Syntax(error.to_string()))?;
        let blocks = (0..=u32::from(char::MAX) / BLOCK).map(|_| OnceLock::new()).collect();
        Ok(Self { class, blocks })
    }

    pub(super) fn contains(&self, c: char) -> bool {
        let (block, within) = (u32::from(c) / BLOCK, u32::from(c) % BLOCK);
        let bits = usize::try_from(block).ok().and_then(|index| self.blocks.get(index));
        let word = bits.and_then(|bits| {
            let bits = bits.get_or_init(|| Box::new(self.block(block)));
            bits.get(usize::try_from(within / 64).ok()?)
        });
        word.is_some_and(|word| word >> (within % 64) & 1 == 1)
    }

    fn block(&self, block: u32) -> Block {
        let text: String = (block * BLOCK..(block + 1) * BLOCK).filter_map(char::from_u32).collect();
        let mut bits = [0; 16];
        for found in self.class.find_iter(&text) {
            let Some(c) = text.get(found.range()).and_then(|found| found.chars().next()) else { continue };
            let within = u32::from(c) % BLOCK;
            if let Some(word) = usize::try_from(within / 64).ok().and_then(|index| bits.get_mut(index)) {
                *word |= 1 << (within % 64);
            }
        }
        bits
    }
}
