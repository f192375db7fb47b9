//! Texts of a description that are matched with its patterns.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use hire_syntax::pattern::{Error, Pattern};

use super::{Located, SchemaId};
use crate::diagnostic::{Diagnostics, codes};
use crate::source::Place;

/// The steps that the patterns of a description may take in all for its texts, beside those of [`free`]: a second in build
/// scripts, where nothing is optimized.
const STEPS: u64 = 1 << 24;

/// The steps that one text may take of [`STEPS`].
const STEPS_FOR_ONE: u64 = 1 << 20;

/// The steps that all texts together may take, those of [`free`] included: there may be as many pairs of a pattern and a
/// text as there are patterns times texts.
const STEPS_OF_ALL: u64 = 1 << 26;

/// What a match costs beside its steps, in steps.
const STEPS_OF_A_MATCH: u64 = 16;

/// The steps that any text may take: the time that a description takes grows with its texts.
fn free(text: &str) -> u64 {
    u64::try_from(text.len()).unwrap_or(u64::MAX).saturating_mul(16).saturating_add(1024)
}

/// Matches the texts that a description carries with its patterns.
#[derive(Debug)]
pub struct Matcher {
    compiled: RefCell<BTreeMap<String, Result<Pattern, Error>>>,
    /// What is left of [`STEPS`].
    left: Cell<u64>,
    /// What is left of [`STEPS_OF_ALL`].
    left_of_all: Cell<u64>,
    /// The names of properties that a pattern at a place takes too many steps for.
    undecided: RefCell<BTreeMap<Place, String>>,
    /// The first pattern of names that nothing of [`STEPS_OF_ALL`] was left for. No name is matched after that: pairs of a
    /// name and a pattern take time even where they take no step.
    given_up: Cell<Option<Place>>,
}

impl Default for Matcher {
    fn default() -> Self {
        Self {
            compiled: RefCell::default(),
            left: Cell::new(STEPS),
            left_of_all: Cell::new(STEPS_OF_ALL),
            undecided: RefCell::default(),
            given_up: Cell::default(),
        }
    }
}

impl Matcher {
    /// Whether a pattern matches somewhere in a text; none if no steps are left. A malformed pattern matches nothing, and is
    /// reported by its reader.
    pub fn matches(&self, pattern: &str, text: &str) -> Option<bool> {
        let left_of_all = self.left_for_a_match()?;
        self.with(pattern, |compiled| {
            let Ok(compiled) = compiled else { return Some(false) };
            let given = self.left.get().min(STEPS_FOR_ONE).saturating_add(free(text)).min(left_of_all);
            let mut left = given;
            let verdict = compiled.is_match_within(text, &mut left);
            let taken = given.saturating_sub(left);
            self.left.set(self.left.get().saturating_sub(taken.saturating_sub(free(text))));
            self.left_of_all.set(left_of_all.saturating_sub(taken));
            verdict.ok()
        })
    }

    /// What is left of [`STEPS_OF_ALL`] when a match has begun.
    fn left_for_a_match(&self) -> Option<u64> {
        self.left_of_all.get().checked_sub(STEPS_OF_A_MATCH)
    }

    /// Whether a pattern of `patternProperties` matches the name of a property. Where that takes too many steps,
    /// [`Matcher::report`] refuses the description: what the pattern says of the property would be lost.
    fn matches_name(&self, pattern: &Located<&str>, name: &str) -> bool {
        if let Some(verdict) = self.matches(pattern.value, name) {
            return verdict;
        }
        if self.left_for_a_match().is_none() {
            self.given_up.set(Some(pattern.place));
        } else {
            self.undecided.borrow_mut().entry(pattern.place).or_insert_with(|| name.to_owned());
        }
        false
    }

    /// The schemas of the patterns of `patternProperties` that match the name of a property.
    pub fn matching(
        &self,
        patterns: &[(Located<&str>, SchemaId)],
        name: &str,
    ) -> impl Iterator<Item = SchemaId> {
        let asked = patterns.iter().take_while(|_| self.given_up.get().is_none());
        asked.filter(move |(pattern, _)| self.matches_name(pattern, name)).map(|(_, schema)| *schema)
    }

    /// Whether one of the patterns of `patternProperties` matches the name of a property: then `additionalProperties` is not
    /// about the property.
    pub fn matches_one(&self, patterns: &[(Located<&str>, SchemaId)], name: &str) -> bool {
        self.matching(patterns, name).next().is_some()
    }

    /// Reports the patterns that names of properties could not be held against.
    pub fn report(&self, diagnostics: &mut Diagnostics) {
        for (place, name) in &*self.undecided.borrow() {
            let message = format!("whether this pattern matches `{name}` takes more steps than it may");
            diagnostics.error(codes::BAD_PATTERN, *place, message).help(BACKTRACKS);
        }
        if let Some(place) = self.given_up.get() {
            let message = "the patterns for names of properties take more steps together than they may";
            let help = "give the schemas of these patterns to the properties themselves: each name is matched with each \
                        pattern beside it";
            diagnostics.error(codes::BAD_PATTERN, place, message).help(help);
        }
    }

    /// Calls `hand_on` with the compiled form of a pattern, which is compiled once.
    pub(super) fn with<T>(&self, pattern: &str, hand_on: impl FnOnce(&Result<Pattern, Error>) -> T) -> T {
        let mut compiled = self.compiled.borrow_mut();
        hand_on(compiled.entry(pattern.to_owned()).or_insert_with(|| Pattern::new(pattern)))
    }
}

/// What to do about a pattern that takes too many steps.
pub const BACKTRACKS: &str = "let a text match in one way alone: what is repeated in a repetition takes twice as long with \
                              each character where a pattern has references (`\\1`)";
