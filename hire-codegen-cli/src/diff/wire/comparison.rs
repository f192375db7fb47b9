//! What the parts of a comparison have in common: where it is, and how it reports.

use std::collections::{BTreeSet, VecDeque};

use hire_codegen::source::{Cursor, Place};
use indexmap::IndexMap;

use super::view::View;
use crate::diff::rule::Direction;

/// A difference, before lines are looked up.
#[derive(Debug)]
pub struct Draft {
    pub id: String,
    /// What differs, in words: the operation, the message, the property.
    pub subject: String,
    pub old: Option<(Place, String)>,
    pub new: Option<(Place, String)>,
    /// The operations that it was found in, in the old and in the new description.
    pub operations: Vec<(Option<Place>, Option<Place>)>,
}

/// What differences are known by: the rule, and the places.
type Key = (String, Option<Place>, Option<Place>);

/// Where a comparison is: what a finding is about.
#[derive(Clone)]
pub struct Context {
    /// The operation and the message, in words.
    pub subject: String,
    /// The way to a part of the value, as a JSON pointer.
    pub pointer: String,
    pub operation: (Option<Place>, Option<Place>),
    pub direction: Direction,
}

impl Context {
    /// The same operation, at a part of it.
    pub fn at(&self, part: &str) -> Self {
        let spaced = |text: &str| if text.is_empty() { part.to_owned() } else { format!("{text} {part}") };
        if self.pointer.is_empty() {
            Self { subject: spaced(&self.subject), ..self.clone() }
        } else {
            Self { pointer: spaced(&self.pointer), ..self.clone() }
        }
    }

    /// The same message, at a part of the value.
    pub fn below(&self, token: &str) -> Self {
        let token = token.replace('~', "~0").replace('/', "~1");
        Self { pointer: format!("{}/{token}", self.pointer), ..self.clone() }
    }

    /// What a finding is about, in words.
    fn words(&self) -> String {
        match (self.subject.as_str(), self.pointer.as_str()) {
            (subject, "") => subject.to_owned(),
            ("", pointer) => pointer.to_owned(),
            (subject, pointer) => format!("{subject} {pointer}"),
        }
    }

    /// The same operation, in the other direction.
    pub fn towards(&self, direction: Direction) -> Self {
        Self { direction, ..self.clone() }
    }
}

/// The comparison of two descriptions.
#[derive(Default)]
pub struct Comparison {
    pub found: IndexMap<Key, Draft>,
    /// The pairs of schemas that have been compared, in each direction: recursion ends at them.
    pub seen: BTreeSet<Pair>,
    /// The pairs of schemas that are still to be compared: a chain of schemas may be longer than a stack is deep, and what is
    /// near is compared before what is far, so that the way to a difference is the shortest.
    pub open: VecDeque<(Context, Pair)>,
}

/// Two schemas of the same value, each with what else applies to it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    pub old: Vec<Place>,
    pub new: Vec<Place>,
    pub direction: Direction,
    /// Whether null is compared: not where it has been, for the union that one of them is a branch of.
    pub with_null: bool,
}

/// A version of a finding: its place, and its text.
pub type Version = Option<(Place, String)>;

/// A value as the version of a finding.
pub fn shown(cursor: Option<Cursor<'_>>) -> Version {
    cursor.map(|cursor| (cursor.place(), short(&cursor)))
}

/// A place as the version of a finding, without a text.
#[expect(clippy::unnecessary_wraps, reason = "what only one description has, has no other version")]
pub fn at(cursor: Cursor<'_>) -> Version {
    Some((cursor.place(), String::new()))
}

/// The value in a line, shortened.
fn short(cursor: &Cursor<'_>) -> String {
    const LONGEST: usize = 80;
    let text = match cursor.as_str() {
        Some(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        None => cursor.to_json().to_string(),
    };
    let text = text.replace(char::is_control, "\u{fffd}");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

impl Comparison {
    pub fn report(&mut self, context: &Context, id: impl Into<String>, old: Version, new: Version) {
        let id = id.into();
        let place = |version: &Version| version.as_ref().map(|(place, _)| *place);
        let draft = self.found.entry((id.clone(), place(&old), place(&new))).or_insert_with(|| Draft {
            id,
            subject: context.words(),
            old,
            new,
            operations: Vec::new(),
        });
        if context.operation != (None, None) && !draft.operations.contains(&context.operation) {
            draft.operations.push(context.operation);
        }
    }

    /// Reports a difference whose id begins with the direction of the message.
    pub fn report_directed(&mut self, context: &Context, what: &str, old: Version, new: Version) {
        self.report(context, format!("{}-{what}", context.direction), old, new);
    }

    /// Reports that a member differs, as it is written.
    pub fn member(
        &mut self,
        context: &Context,
        (old, new): (Cursor<'_>, Cursor<'_>),
        keys: &[&str],
        id: &str,
    ) {
        for key in keys {
            let (before, after) = (old.get(key), new.get(key));
            if before.map(Cursor::to_json) != after.map(Cursor::to_json) {
                // What only one description has leads to where the other might have it.
                let version = |it: Option<Cursor<'_>>, owner| shown(it).or_else(|| at(owner));
                self.report(context, id, version(before, old), version(after, new));
            }
        }
    }

    /// Reports that a boolean, which is false by itself, became true or false.
    pub fn flag(
        &mut self,
        context: &Context,
        (old, new): (Cursor<'_>, Cursor<'_>),
        key: &str,
        (set, unset): (&str, &str),
    ) {
        let is_true = |it: Cursor<'_>| it.get(key).and_then(Cursor::as_bool) == Some(true);
        match (is_true(old), is_true(new)) {
            (false, true) => self.report(context, set, at(old), at(new)),
            (true, false) => self.report(context, unset, at(old), at(new)),
            _ => {}
        }
    }
}

/// A keyword as the version of a finding; where there is none, the schema.
pub fn version(view: &View<'_>, keyword: &str) -> Version {
    match view.first(keyword) {
        Some(value) => shown(Some(value)),
        None => view.place(keyword).map(|place| (place, String::new())),
    }
}
