//! The state that all readers share.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexSet;

use crate::diagnostic::Diagnostics;
use crate::diagnostic::codes::UNSUPPORTED;
use crate::openapi::{Candidate, Method, Selection, Trace, Version};
use crate::source::{Cursor, Place, Sources};

/// Walks a description and reports what it meets.
pub(super) struct Reader<'a, 'd> {
    pub(super) sources: &'a Sources,
    pub(super) version: Version,
    pub(super) selection: &'d Selection,
    pub(super) diagnostics: &'d mut Diagnostics,
    /// The names of `components.securitySchemes`.
    pub(super) scheme_names: IndexSet<&'a str>,
    /// What a selection looked at in each operation.
    pub(super) candidates: Vec<Candidate<'a>>,
    pub(super) trace: Trace,
    later: Vec<Later<'a>>,
    /// The places of all objects that have been put off so far.
    seen: BTreeSet<Place>,
    /// What no code is emitted for, with its places.
    unsupported: BTreeMap<&'static str, BTreeSet<Place>>,
}

/// An object that is read later: such an object may lead back to itself, and a chain of objects must not become a chain of
/// calls.
#[derive(Clone, Copy)]
pub(super) enum Later<'a> {
    /// A callback, or a reference to one.
    Callback(Cursor<'a>),
    /// A header of an encoding, or a reference to one.
    Header(Cursor<'a>),
}

impl<'a, 'd> Reader<'a, 'd> {
    pub(super) fn new(
        sources: &'a Sources,
        version: Version,
        selection: &'d Selection,
        diagnostics: &'d mut Diagnostics,
    ) -> Self {
        Reader {
            sources,
            version,
            selection,
            diagnostics,
            candidates: Vec::new(),
            trace: Trace::default(),
            scheme_names: IndexSet::new(),
            later: Vec::new(),
            seen: BTreeSet::new(),
            unsupported: BTreeMap::new(),
        }
    }

    /// Whether an operation is read: the selection includes the operation, and no fault has it left out.
    pub(super) fn selects(&mut self, path: &'a str, method: Method, operation: Cursor<'a>) -> bool {
        if !self.selection.is_everything() {
            let candidate = Candidate::new(path, method, operation);
            let included = self.selection.includes(&candidate);
            self.candidates.push(candidate);
            if !included {
                return false;
            }
        }
        self.trace.operations.push(operation.place());
        !self.selection.left_out.contains(&operation.place())
    }

    /// Puts the reading of an object off. An object that is put off again is read once.
    pub(super) fn later(&mut self, object: Later<'a>) {
        let (Later::Callback(cursor) | Later::Header(cursor)) = object;
        if self.seen.insert(cursor.place()) {
            self.later.push(object);
        }
    }

    /// The next of the objects that have been put off.
    pub(super) fn next_later(&mut self) -> Option<Later<'a>> {
        self.later.pop()
    }

    /// Reads something that no code is emitted for: faults of it are warnings, unless they were found elsewhere before.
    pub(super) fn idle<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let known = self.diagnostics.len();
        let read = read(self);
        self.diagnostics.excuse_from(known);
        read
    }

    /// Remembers something that no code is emitted for.
    pub(super) fn unsupported(&mut self, what: &'static str, place: Place) {
        self.unsupported.entry(what).or_default().insert(place);
    }

    /// Reports each thing that no code is emitted for, once.
    pub(super) fn report_unsupported(&mut self) {
        for (what, places) in std::mem::take(&mut self.unsupported) {
            let Some(first) = places.first() else {
                continue;
            };
            let message = format!("no code is emitted for {what}");
            let diagnostic = self.diagnostics.warning(UNSUPPORTED, *first, message);
            match places.len() {
                1 => {}
                2 => _ = diagnostic.label("and in one more place"),
                count => _ = diagnostic.label(format!("and in {} more places", count - 1)),
            }
        }
    }
}
