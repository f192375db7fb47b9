//! What is remembered during one check, so that no value is judged again and again by the same rules.

use std::any::TypeId;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher, RandomState};

use serde_json::Value;

use crate::violation::Part;

/// How many reads may lie in each other, of which a schema may need several for each level of a value. Each of them takes
/// some of the stack.
pub(super) const DEEPEST: usize = 256;

/// The sum of the [sizes](Fingerprint::size) of values that may be held at once by reads that lie in each other, whatever the size
/// of the value.
const HELD: usize = 1 << 20;

/// How many times the size of the outermost of them they may have together.
pub(super) const TIMES_HELD: usize = 16;

/// The verdicts on values that are read while others are read.
///
/// A value of a recursive union, for example, is read as each of its types, and so is each value in it, once for each of
/// these reads: without a memory, the number of reads would double with each level. So the outermost read, which happens
/// once, is not remembered, and all reads within it are.
#[derive(Default)]
pub(crate) struct Memo {
    /// How many reads there are around this place.
    depth: Cell<usize>,
    /// The size of the outermost value that is held, and of all.
    held: Cell<(usize, usize)>,
    /// What is remembered, as soon as anything is: most checks remember nothing, and begin and end at no cost.
    verdicts: Cell<Option<Box<Verdicts>>>,
}

#[derive(Default)]
struct Verdicts {
    holds: BTreeMap<Key, bool>,
    hashers: [RandomState; 2],
}

/// By what a value is judged, how deep it lies, and what it is; and where it is, if its violations are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    rules: TypeId,
    depth: usize,
    value: u128,
    place: Option<u128>,
}

/// What a value is, as 128 bits that nobody can aim at: their keys are random.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fingerprint {
    bits: u128,
    /// How many bytes tell it from others. A copy takes at most a few times as many.
    pub size: usize,
}

impl Fingerprint {
    /// The key of a verdict by the rules that a type stands for, on a value at a depth.
    pub(super) const fn key(self, rules: TypeId, depth: usize) -> Key {
        Key { rules, depth, value: self.bits, place: None }
    }
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memo").field("depth", &self.depth).finish_non_exhaustive()
    }
}

impl Memo {
    /// Whether reads are to be remembered here.
    pub(super) const fn is_active(&self) -> bool {
        self.depth.get() > 0
    }

    /// The fingerprint of a value, if verdicts on it are to be remembered. What has nothing in it is judged at once.
    pub(super) fn fingerprint(&self, value: &Value) -> Option<Fingerprint> {
        let has_parts = match value {
            Value::Array(items) => !items.is_empty(),
            Value::Object(members) => !members.is_empty(),
            _ => false,
        };
        if !self.is_active() || !has_parts {
            return None;
        }
        Some(self.hash(value))
    }

    fn hash(&self, value: &impl Hash) -> Fingerprint {
        let [one, other] = self.with(|verdicts| verdicts.hashers.each_ref().map(BuildHasher::build_hasher));
        let mut hasher = Hashers { one, other, size: 0 };
        value.hash(&mut hasher);
        let bits = u128::from(hasher.one.finish()) << 64 | u128::from(hasher.other.finish());
        Fingerprint { bits, size: hasher.size }
    }

    /// The key of the violations of a value that are listed.
    pub(super) fn listed(&self, key: Key, part: Part, pointer: &str) -> Key {
        Key { place: Some(self.hash(&(part, pointer)).bits), ..key }
    }

    pub(super) fn verdict(&self, key: Key) -> Option<bool> {
        self.with(|verdicts| verdicts.holds.get(&key).copied())
    }

    pub(super) fn remember(&self, key: Key, holds: bool) {
        self.with(|verdicts| verdicts.holds.insert(key, holds));
    }

    fn with<R>(&self, look: impl FnOnce(&mut Verdicts) -> R) -> R {
        let mut verdicts = self.verdicts.take().unwrap_or_default();
        let result = look(&mut verdicts);
        self.verdicts.set(Some(verdicts));
        result
    }

    /// Reads a value within those that are being read, unless they are too many.
    pub(super) fn deeper<R>(&self, read: impl FnOnce() -> R) -> Option<R> {
        let depth = self.depth.get();
        if depth >= DEEPEST {
            return None;
        }
        self.depth.set(depth + 1);
        let result = read();
        self.depth.set(depth);
        if depth == 0 {
            self.verdicts.take();
        }
        Some(result)
    }

    /// Holds a copy of a value while it is checked, unless all of those that are held take too much memory.
    pub(super) fn holding<R>(&self, size: usize, check: impl FnOnce() -> R) -> Option<R> {
        let (outermost, all) = self.held.get();
        let outermost = if all == 0 { size } else { outermost };
        if all + size > HELD.max(TIMES_HELD * outermost) {
            return None;
        }
        self.held.set((outermost, all + size));
        let result = check();
        self.held.set((outermost, all));
        Some(result)
    }
}

/// Two hashers with keys of their own, and how much they have taken.
struct Hashers {
    one: DefaultHasher,
    other: DefaultHasher,
    size: usize,
}

impl Hasher for Hashers {
    fn write(&mut self, bytes: &[u8]) {
        self.one.write(bytes);
        self.other.write(bytes);
        self.size += bytes.len();
    }

    fn finish(&self) -> u64 {
        self.one.finish()
    }
}
