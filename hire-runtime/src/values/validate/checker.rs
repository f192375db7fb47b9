//! Where a check is, and what it has found.

use std::any::TypeId;
use std::borrow::Cow;
use std::{fmt, mem};

use hire_syntax::pointer;
use serde_json::Value;

use super::Validate;
use super::findings::Findings;
use super::memo::{self, Choice, Key, Memo};
use crate::values::map::Map;
use crate::values::set::Set;
use crate::values::violation::{Location, Violation};

/// Walks through a value beside its rules: knows the place, collects the violations.
///
/// The way from the root is kept as a linked list on the stack, so that a check which finds nothing allocates nothing.
/// Emitted code is what uses it; a hand-written [`Validate`](crate::Validate) can as well.
///
/// # Examples
/// ```
/// use hire_runtime::{Checker, Validate};
///
/// struct Cash { currency: Option<String> }
///
/// impl Validate for Cash {
///     fn check(&self, at: &mut Checker<'_>) {
///         at.property("currency", self.currency.as_ref(), |at, value| at.min_length(value, 1));
///         at.required("currency", self.currency.is_some());
///     }
/// }
///
/// let violations = Cash { currency: Some(String::new()) }.validate().unwrap_err();
/// assert_eq!(violations.to_string(), "/currency: 0 characters found, at least 1 needed");
/// ```
#[derive(Debug)]
pub struct Checker<'c> {
    path: Path<'c>,
    /// What the object here lacks, while it is not finished.
    incomplete: Option<&'c Incomplete<'c>>,
    /// What a value around this one, or this one, would be written as, where that is known.
    written: Option<&'c Written<'c>>,
    found: &'c mut Findings,
}

/// An object that is not finished: some of its fields have no value of their own yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Incomplete<'c> {
    /// The names of its properties.
    pub properties: &'static [&'static str],
    /// Which of them are required: others are optional in Rust as well.
    pub required: &'static [usize],
    /// The required properties that have a value.
    pub read: &'c Set,
    /// What it is read from, where a property may be there and unreadable.
    pub source: Option<&'c serde_json::Map<String, Value>>,
}

impl Incomplete<'_> {
    #[cold]
    fn lacks(&self, name: &str) -> bool {
        let index = self.properties.iter().position(|property| *property == name);
        index.is_some_and(|index| self.required.contains(&index) && !self.read.has(index))
    }

    #[cold]
    fn has(&self, name: &str) -> bool {
        self.source.is_some_and(|source| source.contains_key(name))
    }
}

/// What a value would be written as, and how many steps the value is away from the root.
#[derive(Debug, Clone, Copy)]
struct Written<'c> {
    json: &'c Value,
    depth: usize,
}

/// One step of the way, and the way to it.
#[derive(Debug, Clone, Copy)]
struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: Step<'p>,
    depth: usize,
}

#[derive(Debug, Clone, Copy)]
enum Step<'p> {
    Root(Location),
    Name(&'p str),
    Index(usize),
}

impl Path<'_> {
    const fn root(location: Location) -> Self {
        Self { parent: None, step: Step::Root(location), depth: 0 }
    }

    fn location(&self) -> Location {
        let mut path = self;
        loop {
            match (path.step, path.parent) {
                (Step::Root(location), _) => return location,
                (_, Some(parent)) => path = parent,
                (_, None) => return Location::Body,
            }
        }
    }

    /// What the value here is in one around it.
    fn part_of<'v>(&self, whole: &Written<'v>) -> Option<&'v Value> {
        if self.depth <= whole.depth {
            return Some(whole.json);
        }
        let around = self.parent?.part_of(whole)?;
        match self.step {
            Step::Root(_) => None,
            Step::Name(name) => around.get(name),
            Step::Index(index) => around.get(index),
        }
    }

    /// RFC 6901: each step after a slash, `~` and `/` in it escaped.
    fn write(&self, pointer: &mut String) {
        if let Some(parent) = self.parent {
            parent.write(pointer);
        }
        match self.step {
            Step::Root(_) => {}
            Step::Name(name) => {
                pointer.push('/');
                pointer.push_str(&pointer::escape(name));
            }
            Step::Index(index) => {
                pointer.push('/');
                pointer.push_str(&index.to_string());
            }
        }
    }
}

impl<'c> Checker<'c> {
    /// A checker at the root of a body.
    #[inline]
    pub(crate) const fn new(findings: &'c mut Findings) -> Self {
        Self { path: Path::root(Location::Body), incomplete: None, written: None, found: findings }
    }

    fn step<'k>(&'k mut self, step: Step<'k>) -> Checker<'k> {
        Checker {
            path: Path { parent: Some(&self.path), step, depth: self.path.depth + 1 },
            incomplete: None,
            written: self.written,
            found: self.found,
        }
    }

    /// A checker one step further: at a property of this object.
    pub fn name<'k>(&'k mut self, name: &'k str) -> Checker<'k> {
        self.step(Step::Name(name))
    }

    pub(crate) fn index(&mut self, index: usize) -> Checker<'_> {
        self.step(Step::Index(index))
    }

    /// A checker of the place itself.
    pub(crate) fn here(&mut self) -> Checker<'_> {
        Checker { path: self.path, incomplete: None, written: self.written, found: self.found }
    }

    /// A checker of the place itself, for an object that is not finished.
    pub(crate) fn of_incomplete<'k>(&'k mut self, incomplete: &'k Incomplete<'k>) -> Checker<'k> {
        Checker { incomplete: Some(incomplete), ..self.here() }
    }

    /// How many steps the place is away from the root.
    pub(crate) const fn depth(&self) -> usize {
        self.path.depth
    }

    /// How many violations there are so far.
    pub(crate) const fn count(&self) -> usize {
        self.found.count()
    }

    /// How many violations are listed so far: not more than [`Violations::MOST`](crate::Violations::MOST).
    pub(crate) fn listed(&self) -> usize {
        self.found.listed().len()
    }

    /// The last violation, if it is listed, has been found since `start` were listed, and is of this place.
    pub(crate) fn last_here(&mut self, start: usize) -> Option<&mut Violation> {
        if self.listed() <= start {
            return None;
        }
        let pointer = self.pointer();
        self.found.listed_mut().last_mut().filter(|violation| violation.pointer == pointer)
    }

    /// The place as a JSON pointer.
    fn pointer(&self) -> String {
        let mut pointer = String::new();
        self.path.write(&mut pointer);
        pointer
    }

    /// Puts the violations that are listed from `from` on before those from `start` on, and returns where the latter start
    /// now.
    pub(crate) fn bring_forward(&mut self, start: usize, from: usize) -> usize {
        let count = self.listed() - from;
        if let Some(recent) = self.found.listed_mut().get_mut(start..) {
            recent.rotate_right(count);
        }
        start + count
    }

    /// Puts the violations that are listed from `start` on, which are of this place or below, in the order of what they are
    /// of: `rank` has the name of a property or item, or nothing for this place itself. What ranks equal keeps its order.
    pub(crate) fn arrange(&mut self, start: usize, rank: impl Fn(Option<&str>) -> usize) {
        if self.listed() < start + 2 {
            return;
        }
        let prefix = self.pointer().len();
        if let Some(recent) = self.found.listed_mut().get_mut(start..) {
            recent.sort_by_cached_key(|violation| {
                let below = violation.pointer.get(prefix..).unwrap_or_default();
                let step = below.strip_prefix('/').map(|rest| {
                    let end = rest.find('/').unwrap_or(rest.len());
                    let name = rest.get(..end).unwrap_or_default();
                    pointer::unescape(name)
                });
                rank(step.as_deref())
            });
        }
    }

    /// Reports that this instance breaks a rule.
    ///
    /// `keyword` is JSON Schema's, `limit` its value as text, `found` what breaks it. Never hand over a secret.
    #[cold]
    pub fn violation(
        &mut self,
        keyword: &'static str,
        limit: impl Into<Cow<'static, str>>,
        found: impl fmt::Display,
    ) {
        self.fault(keyword, || (limit.into(), super::text::shortened(found)));
    }

    /// As [`Self::violation`], with what was found already in shape.
    #[cold]
    pub(crate) fn report(&mut self, keyword: &'static str, limit: Cow<'static, str>, found: String) {
        self.fault(keyword, || (limit, found));
    }

    /// As [`Self::report`], where limit and what was found are only made if somebody will see them.
    #[cold]
    #[inline(never)]
    pub(crate) fn fault(
        &mut self,
        keyword: &'static str,
        describe: impl FnOnce() -> (Cow<'static, str>, String),
    ) {
        let path = &self.path;
        self.found.add(|| {
            let mut pointer = String::new();
            path.write(&mut pointer);
            let (limit, found) = describe();
            Violation::new(path.location(), pointer, keyword, limit, found)
        });
    }

    /// Reports that it is not known whether a rule is broken: even where only the number of violations is asked for.
    #[cfg(feature = "pattern")]
    pub(crate) fn report_undecided(&mut self, keyword: &'static str, limit: &'static str, found: String) {
        let violation = Violation::new(self.path.location(), self.pointer(), keyword, limit, found);
        self.found.add_undecided(Violation { undecided: true, ..violation });
    }

    /// Whether it was said already that a rule of this place is not decided.
    #[cfg(feature = "pattern")]
    pub(crate) fn has_undecided(&self, keyword: &str, limit: &str) -> bool {
        let pointer = self.pointer();
        let is_same =
            |one: &Violation| (one.keyword, &*one.limit, &*one.pointer) == (keyword, limit, &*pointer);
        self.found.listed().iter().any(|one| one.undecided && is_same(one))
    }

    /// Reports that this value, and those that it is read within, are too many.
    fn too_deep(&mut self, most: usize) {
        self.violation("depth", most.to_string(), "more");
    }

    /// A copy of a value whose rules are `check`. Where it is read within another value, it is judged before the copy is
    /// made, so that no more than one copy is there at a time, however many values lie in each other; and there is no copy
    /// if there is a fault. Otherwise the value that has the copy is judged later.
    pub(crate) fn copied(&mut self, value: &Value, check: impl FnOnce(&mut Self)) -> Option<Value> {
        if self.found.memo().is_some_and(|memo| memo.is_active()) {
            let (before, lost) = (self.count(), self.found.lost);
            check(self);
            self.found.lost = lost;
            if self.count() != before {
                return None;
            }
        }
        Some(value.clone())
    }

    /// Checks a value by rules that `rules` stands for, unless the verdict is known. `check` gets to know the size of the
    /// value if it has been looked at.
    pub(crate) fn judge(&mut self, rules: TypeId, value: &Value, check: impl FnOnce(&mut Self, usize)) {
        let memo = self.found.memo().cloned();
        let Some((memo, fingerprint)) = memo.and_then(|memo| memo.fingerprint(value).map(|it| (memo, it)))
        else {
            return check(self, 0);
        };
        let key = fingerprint.key(rules, self.depth());
        let lists = self.found.lists();
        match memo.verdict(key) {
            Some(true) => return,
            // Nobody will see more than that there is a fault.
            Some(false) if !lists => return self.found.omit(),
            Some(false) if memo.verdict(self.listed_key(&memo, key)).is_some() => return self.found.repeat(),
            Some(false) | None => {}
        }
        let before = self.count();
        check(self, fingerprint.size);
        let holds = self.count() == before;
        memo.remember(key, holds);
        if lists && !holds {
            memo.remember(self.listed_key(&memo, key), false);
        }
    }

    /// The variant that a value is of, by the union that `rules` stands for, unless that is known: then nobody looks for it. What
    /// is looked for is remembered until the outermost search ends.
    pub(crate) fn chosen(
        &mut self,
        rules: TypeId,
        value: &Value,
        choose: impl FnOnce(&mut Self) -> Choice,
    ) -> Choice {
        let memo = self.found.memo_or_new();
        let key = memo.fingerprint(value).map(|fingerprint| fingerprint.key(rules, self.depth()));
        if let Some(known) = key.and_then(|key| memo.choice(key)) {
            return known;
        }
        let before = self.count();
        let choice = memo.deeper(|| memo.staying(value, || choose(self))).unwrap_or_else(|| {
            self.too_deep(memo::DEEPEST);
            Choice::default()
        });
        // Where it is not known whether a variant holds, it is not known whether the value does.
        let choice = Choice { holds: choice.holds && self.count() == before, ..choice };
        if let Some(key) = key {
            memo.remember_choice(key, choice.clone());
        }
        choice
    }

    /// Checks a value beside the JSON that it would be written as, which is written once for all values within. Where it cannot
    /// be written, its own rules say so.
    pub(crate) fn beside_json(
        &mut self,
        write: impl FnOnce() -> Option<Value>,
        check: impl FnOnce(&mut Checker<'_>, &Value),
    ) {
        let depth = self.path.depth;
        if let Some(json) = self.written.and_then(|whole| self.path.part_of(whole)) {
            // Values within have fewer steps to go.
            let (path, incomplete, written) = (self.path, self.incomplete, Some(&Written { json, depth }));
            return check(&mut Checker { path, incomplete, written, found: self.found }, json);
        }
        let json = write().unwrap_or_default();
        let memo = self.found.memo_or_new();
        let written = Written { json: &json, depth };
        let check = || check(&mut Checker { written: Some(&written), ..self.here() }, &json);
        let held = memo.deeper(|| memo.staying(&json, check));
        if held.is_none() {
            self.too_deep(memo::DEEPEST);
        }
    }

    /// Whether what is checked has just been read.
    pub(crate) const fn is_reading(&self) -> bool {
        self.found.reading
    }

    /// Whether what is read is not checked.
    pub(crate) const fn is_decoding(&self) -> bool {
        self.found.is_decoding()
    }

    /// How many members what was read does not keep.
    pub(crate) const fn lost(&self) -> usize {
        self.found.lost
    }

    /// Counts a member that what is read does not keep.
    pub(crate) const fn lose(&mut self) {
        self.found.lost += 1;
    }

    fn listed_key(&self, memo: &Memo, key: Key) -> Key {
        memo.listed(key, self.path.location(), &self.pointer())
    }

    /// Reads a value within those that are being read, and looks at what was read.
    pub(crate) fn read_within(&mut self, read: impl FnOnce(&mut Self)) {
        let memo = self.found.memo_or_new();
        if memo.deeper(|| self.reading(read)).is_none() {
            self.too_deep(memo::DEEPEST);
        }
    }

    /// Reads a value, and checks what was read.
    pub(crate) fn reading(&mut self, read: impl FnOnce(&mut Self)) {
        let before = mem::replace(&mut self.found.reading, true);
        read(self);
        self.found.reading = before;
    }

    /// Looks at a copy of a value of a size, which is held meanwhile.
    pub(crate) fn hold(&mut self, size: usize, check: impl FnOnce(&mut Self)) {
        let memo = self.found.memo_or_new();
        if memo.holding(size, || check(self)).is_none() {
            self.too_deep(memo::TIMES_HELD);
        }
    }

    /// Checks a property of this object, if it is there.
    pub fn property<T: ?Sized>(
        &mut self,
        name: &str,
        value: Option<&T>,
        check: impl FnOnce(&mut Checker<'_>, &T),
    ) {
        if let Some(value) = value {
            check(&mut self.name(name), value);
        }
    }

    /// The value of a property of this object. There is none as long as the object is not finished and has not got that
    /// property, which is required.
    #[inline]
    #[must_use]
    pub fn given<'v, T: ?Sized>(&self, name: &str, value: &'v T) -> Option<&'v T> {
        match self.incomplete {
            None => Some(value),
            Some(incomplete) => (!incomplete.lacks(name)).then_some(value),
        }
    }

    /// Checks a property of this object, if it is there, by the rules that its type has.
    #[inline]
    pub fn nested<T: Validate + ?Sized>(&mut self, name: &str, value: &T) {
        if let Some(value) = self.given(name, value) {
            value.check(&mut self.name(name));
        }
    }

    /// Checks a parameter, if it is there. Its pointer is `/name` in its own part.
    pub fn parameter<T: ?Sized>(
        &mut self,
        location: Location,
        name: &str,
        value: Option<&T>,
        check: impl FnOnce(&mut Checker<'_>, &T),
    ) {
        if let Some(value) = value {
            let mut root = Checker { path: Path::root(location), written: None, ..self.here() };
            check(&mut root.name(name), value);
        }
    }

    /// Checks each item of a list
    /// ([JSON Schema 2020-12 core, 10.3.1.2](https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.1.2)).
    pub fn items<T>(&mut self, items: &[T], mut check: impl FnMut(&mut Checker<'_>, &T)) {
        for (index, item) in items.iter().enumerate() {
            check(&mut self.index(index), item);
        }
    }

    /// Checks the value of each entry of a map
    /// ([JSON Schema 2020-12 core, 10.3.2.3](https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.2.3)).
    pub fn entries<T>(&mut self, map: &Map<T>, mut check: impl FnMut(&mut Checker<'_>, &T)) {
        for (name, value) in map {
            check(&mut self.name(name), value);
        }
    }

    /// A property that may be null elsewhere must not be null here: `type` of a part of a schema. The outer
    /// option says whether it is there.
    pub fn not_null<T: ?Sized>(&mut self, name: &str, value: Option<Option<&T>>) {
        if matches!(value, Some(None)) {
            self.name(name).violation("type", "anything but null", "null");
        }
    }

    /// Whether a property of this object is there, for rules about presence: `set` says whether the field has a value.
    ///
    /// The two differ while [`parse`](crate::parse()) looks at an object with faults: a property that is there and could
    /// not be read leaves its field without a value, and is not missing.
    #[inline]
    #[must_use]
    pub fn present(&self, name: &str, set: bool) -> bool {
        set || self.incomplete.is_some_and(|incomplete| incomplete.has(name))
    }

    /// What the object here is read from, while it is not finished and may have properties that could not be read.
    pub(crate) fn source(&self) -> Option<&'c serde_json::Map<String, Value>> {
        self.incomplete.and_then(|incomplete| incomplete.source)
    }

    /// Whether some rules of a value hold, such as one of a property. What they find is not reported: they are those of a
    /// branch or of a condition. What is not decided is reported all the same: the opposite of it is not decided either. The
    /// value is finished, even where the object is not that it belongs to.
    #[must_use]
    pub fn holds(&mut self, check: impl FnOnce(&mut Checker<'_>)) -> bool {
        let mut found = self.found.uncalled();
        let (path, written) = (self.path, self.written);
        check(&mut Checker { path, incomplete: None, written, found: &mut found });
        self.found.take_back(found)
    }

    /// Whether a pattern matches anywhere in a text. The texts of a check share steps, as [`Pattern`](crate::Pattern) says.
    #[cfg(feature = "pattern")]
    pub(crate) fn is_match<'p>(&mut self, pattern: &'p crate::Pattern, text: &str) -> Result<bool, &'p str> {
        self.found.is_match(pattern, text)
    }

    /// A property must be there
    /// ([JSON Schema 2020-12 validation, 6.5.3](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.3)).
    #[inline]
    pub fn required(&mut self, name: &'static str, present: bool) {
        if !self.present(name, present) {
            self.report("required", Cow::Borrowed(name), "nothing".to_owned());
        }
    }
}
