//! What is wrong with a description, where, and what to do about it.
//!
//! Diagnostics are collected, not thrown: every room adds its own, and a [`Report`](crate::Report)
//! shows them all as code frames.

pub mod codes;
mod nearest;
mod place;
mod render;
mod speller;
mod text;

use indexmap::IndexMap;
pub use nearest::nearest;
pub use place::{Place, Span};
pub(crate) use render::{Excerpt, frame};
pub(crate) use speller::Speller;
pub(crate) use text::is_printable;

/// Whether generation can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Something of the description has no effect, or looks like a slip.
    Warning,
}

/// One fault of a description.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diagnostic {
    /// Whether generation can go on.
    pub severity: Severity,
    /// A short name that stays the same from release to release; see [`codes`].
    pub code: &'static str,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where; none for what has no place, such as an option.
    pub place: Option<Place>,
    /// What is said under the place.
    pub label: Option<String>,
    /// Further places that a diagnostic is about, and what is said under them.
    pub related: Vec<(Place, String)>,
    /// What to do about it.
    pub help: Vec<String>,
    /// The text around a fault that left no tree to have a place in.
    pub(crate) excerpt: Option<Box<Excerpt>>,
}

impl Diagnostic {
    fn new(severity: Severity, code: &'static str, place: Option<Place>, message: String) -> Self {
        Diagnostic {
            severity,
            code,
            message,
            place,
            label: None,
            related: Vec::new(),
            help: Vec::new(),
            excerpt: None,
        }
    }

    /// Says something under the place.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = Some(label.into());
        self
    }

    /// Says what to do about it. The same advice is kept once; room is made for one, since there may be a million diagnostics.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        let help = help.into();
        if !self.help.contains(&help) {
            self.help.reserve_exact(usize::from(self.help.is_empty()));
            self.help.push(help);
        }
        self
    }

    /// Shows another place. The same place with the same words is kept once.
    pub fn related(&mut self, place: Place, label: impl Into<String>) -> &mut Self {
        let related = (place, label.into());
        if !self.related.contains(&related) {
            self.related.reserve_exact(usize::from(self.related.is_empty()));
            self.related.push(related);
        }
        self
    }
}

/// The diagnostics of all rooms. One that is there already (same code, place and
/// message) is kept once, since a shared component is read wherever it is used.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    all: IndexMap<(&'static str, Option<Place>, String), Diagnostic>,
}

impl Diagnostics {
    /// Adds an error.
    pub fn error(&mut self, code: &'static str, place: Place, message: impl Into<String>) -> &mut Diagnostic {
        self.add(Severity::Error, code, Some(place), message.into())
    }

    /// Adds a warning.
    pub fn warning(
        &mut self,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.add(Severity::Warning, code, Some(place), message.into())
    }

    /// Adds what has no place: an option that matches nothing, a file that is not there.
    pub fn general(
        &mut self,
        severity: Severity,
        code: &'static str,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.add(severity, code, None, message.into())
    }

    /// Whether nothing may be generated.
    pub fn has_errors(&self) -> bool {
        self.iter().any(|it| it.severity == Severity::Error)
    }

    /// The diagnostics, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.all.values()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Takes in others.
    pub(crate) fn append(&mut self, appended: Diagnostics) {
        for (key, diagnostic) in appended.all {
            self.all.entry(key).or_insert(diagnostic);
        }
    }

    /// The errors, to say more about them.
    pub(crate) fn errors(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.all.values_mut().filter(|it| it.severity == Severity::Error)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// Makes warnings of all errors.
    pub(crate) fn excuse(&mut self) {
        self.excuse_from(0);
    }

    /// Makes warnings of the errors that are neither of the first `known` diagnostics.
    pub(crate) fn excuse_from(&mut self, known: usize) {
        let new = self.all.values_mut().skip(known);
        new.for_each(|diagnostic| diagnostic.severity = Severity::Warning);
    }

    /// The errors alone, as warnings.
    pub(crate) fn excused(mut self) -> Self {
        self.all.retain(|_, it| it.severity == Severity::Error);
        self.excuse();
        self
    }

    pub(crate) fn into_vec(self) -> Vec<Diagnostic> {
        self.all.into_values().collect()
    }

    fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        place: Option<Place>,
        message: String,
    ) -> &mut Diagnostic {
        // A clone is no longer than it must be.
        let diagnostic = Diagnostic::new(severity, code, place, message.clone());
        self.all.entry((code, place, message)).or_insert(diagnostic)
    }
}
