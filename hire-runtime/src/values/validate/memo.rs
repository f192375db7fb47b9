//! What is remembered during one check, so that no value is judged again and again by the same rules.
//!
//! A schema that is part of itself may apply to each of its values in several ways: the branches of a union, a condition
//! and what follows from it. The number of reads would double with each level. So verdicts of what is read within
//! something else are remembered, by the rules, the depth and a fingerprint of the value; the outermost read happens
//! once and is not remembered, so that structs and decided unions pay nothing. A value of a union, or of any type that
//! is read within another one, is judged before it is copied.

use std::any::TypeId;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher, RandomState};
use std::rc::Rc;

use serde_json::Value;

use crate::values::violation::Location;

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
    hashers: [RandomState; 2],
    verdicts: Cell<BTreeMap<Key, bool>>,
    choices: Cell<BTreeMap<Key, Choice>>,
    /// The fingerprints of values that stay where they are, by their addresses.
    printed: Cell<BTreeMap<usize, Fingerprint>>,
}

/// Which of the variants of a union a value is of, where only reading tells.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choice {
    /// Whether the value is valid.
    pub holds: bool,
    /// The variant as which it is read; none if it is kept as it came.
    pub variant: Option<usize>,
    /// The variants that hold, as far as that had to be known.
    pub holding: Rc<[usize]>,
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
        Some(self.print(value, &mut |_, _| {}))
    }

    /// The fingerprint of a value, of those of its parts. Each that had to be worked out, and has parts, is handed to `note`.
    fn print(&self, value: &Value, note: &mut impl FnMut(&Value, Fingerprint)) -> Fingerprint {
        let (kind, parts) = match value {
            Value::Array(items) if !items.is_empty() => ("array", items.len()),
            Value::Object(members) if !members.is_empty() => ("object", members.len()),
            leaf => return self.hash(leaf),
        };
        if let Some(known) = with(&self.printed, |printed| printed.get(&address(value)).copied()) {
            return known;
        }
        let Fingerprint { mut bits, mut size } = self.hash(&(kind, parts));
        for item in value.as_array().into_iter().flatten() {
            let item = self.print(item, note);
            bits = self.hash(&(bits, item.bits)).bits;
            size += item.size;
        }
        for (name, member) in value.as_object().into_iter().flatten() {
            // In any order.
            let member = self.print(member, note);
            bits = bits.wrapping_add(self.hash(&(name, member.bits)).bits);
            size += name.len() + member.size;
        }
        let print = Fingerprint { bits, size };
        note(value, print);
        print
    }

    fn hash(&self, value: &impl Hash) -> Fingerprint {
        let [one, other] = self.hashers.each_ref().map(BuildHasher::build_hasher);
        let mut hasher = Hashers { one, other, size: 0 };
        value.hash(&mut hasher);
        let bits = u128::from(hasher.one.finish()) << 64 | u128::from(hasher.other.finish());
        Fingerprint { bits, size: hasher.size }
    }

    /// Looks into a value that stays where it is meanwhile: the fingerprints of all its parts are worked out once.
    pub(super) fn staying<R>(&self, value: &Value, look: impl FnOnce() -> R) -> R {
        let mut added = Vec::new();
        self.print(value, &mut |part, print| added.push((address(part), print)));
        with(&self.printed, |printed| printed.extend(added.iter().copied()));
        let result = look();
        with(&self.printed, |printed| {
            for (address, _) in added {
                printed.remove(&address);
            }
        });
        result
    }

    /// The key of the violations of a value that are listed.
    pub(super) fn listed(&self, key: Key, location: Location, pointer: &str) -> Key {
        Key { place: Some(self.hash(&(location, pointer)).bits), ..key }
    }

    pub(super) fn verdict(&self, key: Key) -> Option<bool> {
        with(&self.verdicts, |verdicts| verdicts.get(&key).copied())
    }

    pub(super) fn remember(&self, key: Key, holds: bool) {
        with(&self.verdicts, |verdicts| verdicts.insert(key, holds));
    }

    pub(super) fn choice(&self, key: Key) -> Option<Choice> {
        with(&self.choices, |choices| choices.get(&key).cloned())
    }

    pub(super) fn remember_choice(&self, key: Key, choice: Choice) {
        with(&self.choices, |choices| choices.insert(key, choice));
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
            self.choices.take();
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

fn address(value: &Value) -> usize {
    std::ptr::from_ref(value).addr()
}

fn with<T: Default, R>(cell: &Cell<T>, look: impl FnOnce(&mut T) -> R) -> R {
    let mut value = cell.take();
    let result = look(&mut value);
    cell.set(value);
    result
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use serde_json::json;

    use crate::{AnyValue, Checker, Map, Validate as _, Value, Violations, parse_value};

    thread_local! {
        /// How many values have been judged.
        static JUDGED: Cell<usize> = const { Cell::new(0) };
    }

    /// An object of such values, which is read three times: to be reported, and to be counted.
    #[derive(Debug, Clone, PartialEq)]
    struct Tree(Value);

    crate::any_value!(Tree);

    impl AnyValue for Tree {
        fn check_value(value: &Value, at: &mut Checker<'_>) {
            JUDGED.set(JUDGED.get() + 1);
            at.read::<Map<Self>>(value, |at, value| value.check(at));
            let holding = [
                at.holds(|at| at.read::<Map<Self>>(value, |at, value| value.check(at))),
                at.holds(|at| at.read::<Map<Self>>(value, |at, value| value.check(at))),
            ];
            assert_eq!(holding[0], holding[1]);
        }
    }

    fn pointers(violations: &Violations) -> Vec<&str> {
        violations.iter().map(|violation| violation.pointer.as_str()).collect()
    }

    #[test]
    fn a_value_is_judged_about_once_however_deep_it_lies() {
        for (innermost, good) in [(json!({}), true), (json!(7), false)] {
            for levels in [5, 10, 20, 40, 80] {
                let value = (0..levels).fold(innermost.clone(), |inner, _| json!({ "a": inner }));
                JUDGED.set(0);
                let parsed = parse_value::<Tree>(&value);
                assert!(JUDGED.get() <= 12 * levels, "{} values are judged for {levels}", JUDGED.get());
                let pointer = "/a".repeat(levels);
                assert_eq!(parsed.is_ok(), good);
                if let Err(violations) = parsed {
                    assert_eq!(pointers(&violations), [pointer], "{violations}");
                    assert_eq!(violations.omitted(), 0);
                }
            }
        }
    }

    #[test]
    fn equal_values_in_different_places_have_violations_of_their_own() {
        let bad = json!({ "x": { "y": 7 } });
        let violations = parse_value::<Tree>(&json!({ "a": { "c": bad, "d": bad }, "b": bad })).unwrap_err();
        assert_eq!(pointers(&violations), ["/a/c/x/y", "/a/d/x/y", "/b/x/y"]);
    }

    #[test]
    fn a_check_with_something_of_its_own_is_made_each_time() {
        let value = json!({ "a": 1 });
        let found = Violations::of(|at| {
            at.read::<Map<i64>>(&json!({ "b": 1 }), move |at, _| {
                for most in [1, 0] {
                    at.read::<Map<i64>>(&value, move |at, map| at.max_properties(map.len(), most));
                }
            });
        });
        assert_eq!(found.unwrap_err().len(), 1);
    }

    #[test]
    fn reads_in_each_other_end() {
        fn read(at: &mut Checker<'_>) {
            at.read::<Map<i64>>(&json!({}), |at, _| read(at));
        }
        let violations = Violations::of(read).unwrap_err();
        assert_eq!(violations.to_string(), "(body): nested more than 256 levels deep");
    }
}
