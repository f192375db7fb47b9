//! The rules by which differences are judged, as rows of tables.
//!
//! Levels follow one model, which is that of the Go tool oasdiff (`checker/rules.go` of its repository): a request that
//! is narrowed and a response that is widened break callers, the opposite does not, and words break nobody. Where a row
//! says otherwise than the rule of oasdiff for the same change, its note says why.

use std::fmt;

pub use crate::level::Level;

/// Which messages a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// What callers send.
    Request,
    /// What callers receive.
    Response,
    /// Both, or the API as a whole.
    Both,
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Both => "both",
        })
    }
}

/// What becomes of a caller that is written for the old bindings and built with the new ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// The caller does the same as before.
    Nothing,
    /// The caller compiles, and sends or receives something else.
    ChangesMeaning,
    /// The caller compiles, and has an error where it had none.
    FailsAtRunTime,
    /// The caller does not compile.
    StopsCompiling,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "nothing",
            Self::ChangesMeaning => "changes meaning",
            Self::FailsAtRunTime => "fails at run time",
            Self::StopsCompiling => "stops compiling",
        })
    }
}

/// The part of a version (<https://semver.org>) that a change raises in a crate with these bindings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Words alone.
    Patch,
    /// Something is new, and nothing breaks.
    Minor,
    /// Callers break.
    Major,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

/// A kind of difference.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The name of the rule, which stays the same in later versions.
    pub id: &'static str,
    /// Which messages differ.
    pub direction: Direction,
    /// What it means on the wire: an error breaks callers that nobody builds anew, a warning may break them.
    pub level: Level,
    /// What it does to callers that compile with the new bindings. Whether they compile is found by comparing the bindings.
    pub effect: Effect,
    /// What it raises, as long as callers compile.
    pub verdict: Verdict,
    /// What the difference is.
    pub sentence: &'static str,
    /// Why the row says otherwise than oasdiff, or nothing.
    pub note: &'static str,
}

impl Rule {
    pub(super) const fn new(
        id: &'static str,
        (direction, level, effect, verdict): Model,
        sentence: &'static str,
    ) -> Self {
        Self { id, direction, level, effect, verdict, sentence, note: "" }
    }

    pub(super) const fn because(self, note: &'static str) -> Self {
        Self { note, ..self }
    }
}

/// The columns that most rows have in common.
pub(super) type Model = (Direction, Level, Effect, Verdict);

/// A request has to satisfy more than before.
pub(super) const REQUEST_NARROWED: Model =
    (Direction::Request, Level::Error, Effect::FailsAtRunTime, Verdict::Major);
/// A request may be more than before.
pub(super) const REQUEST_WIDENED: Model = (Direction::Request, Level::Note, Effect::Nothing, Verdict::Minor);
/// A response may be more than before. Responses that break a rule are given to the caller, unless it asked otherwise.
pub(super) const RESPONSE_WIDENED: Model =
    (Direction::Response, Level::Error, Effect::ChangesMeaning, Verdict::Major);
/// A response satisfies more than before.
pub(super) const RESPONSE_NARROWED: Model =
    (Direction::Response, Level::Note, Effect::Nothing, Verdict::Minor);
/// Something is new, or is no longer there without anybody being hurt.
pub(super) const HARMLESS: Model = (Direction::Both, Level::Note, Effect::Nothing, Verdict::Minor);
/// Words.
pub(super) const WORDS: Model = (Direction::Both, Level::Note, Effect::Nothing, Verdict::Patch);
/// Both sides of the wire see it, and old callers are wrong.
pub(super) const BROKEN: Model = (Direction::Both, Level::Error, Effect::FailsAtRunTime, Verdict::Major);
/// Callers go on, and something else happens.
pub(super) const OTHER_MEANING: Model =
    (Direction::Both, Level::Note, Effect::ChangesMeaning, Verdict::Minor);
