//! The keywords `pattern` and `patternProperties`.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use regress::{Error, Regex};

use super::dialect::{self, Foreign};
use super::read::Reader;
use super::{Placed, Schema};
use crate::diagnostic::codes;
use crate::source::{Cursor, Place};

/// A pattern as the standard has it, with ECMA-262's flag `u` (2020-12 core §6.4). What is a pattern without the flag
/// alone is taken for one all the same: needless escapes such as `\-` are frequent (ECMA-262 annex B).
pub fn compile(pattern: &str) -> Result<Regex, Error> {
    Regex::with_flags(pattern, "u").or_else(|error| Regex::new(pattern).map_err(|_| error))
}

/// How long the pattern of a description may take for a text of it. It takes microseconds, or backtracks for years.
pub const PATIENCE: Duration = Duration::from_secs(2);

/// How many bytes any pattern gets to an end with: what is repeated in a repetition takes twice as long with each.
const SHORT: usize = 16;

/// Matches the texts that a description carries with its patterns.
#[derive(Debug, Default)]
pub struct Matcher {
    /// The patterns that found no end: none is waited for twice.
    given_up: RefCell<BTreeSet<String>>,
}

impl Matcher {
    /// Whether a pattern matches somewhere in a text; nothing if that takes longer than [`PATIENCE`].
    pub fn matches(&self, pattern: &str, text: &str) -> Option<bool> {
        let Ok(regex) = compile(pattern) else { return Some(false) };
        if text.len() <= SHORT || !may_repeat_a_repetition(pattern) {
            return Some(regex.find(text).is_some());
        }
        if self.given_up.borrow().contains(pattern) {
            return None;
        }
        let (sender, verdict) = mpsc::channel();
        let text = text.to_owned();
        // Nothing stops a thread. One that finds no end ends with the process, which is a build script as a rule.
        let search = move || sender.send(regex.find(&text).is_some());
        let verdict =
            thread::Builder::new().spawn(search).ok().and_then(|_| verdict.recv_timeout(PATIENCE).ok());
        if verdict.is_none() {
            self.given_up.borrow_mut().insert(pattern.to_owned());
        }
        verdict
    }
}

/// Whether a pattern may take longer than its text is long: something is repeated in it at two places.
fn may_repeat_a_repetition(pattern: &str) -> bool {
    pattern.matches(['*', '+', '{']).count() > 1
}

impl<'a> Reader<'a, '_> {
    /// Whether a text is a pattern. Warns of one that is, and means something else than where it comes from.
    pub(super) fn is_pattern(&mut self, pattern: &str, place: Place) -> bool {
        let foreign = dialect::foreign(pattern);
        let Err(error) = compile(pattern) else {
            if let Some(Foreign { reading: Some(reading), help }) = foreign {
                let message = format!("`{pattern}` {reading}");
                self.diagnostics.warning(codes::BAD_PATTERN, place, message).help(help);
            }
            return true;
        };
        let help =
            foreign.map_or("escape a character that stands for itself with `\\`", |foreign| foreign.help);
        let message = format!("`{pattern}` is not a regular expression of ECMA-262: {error}");
        self.diagnostics.error(codes::BAD_PATTERN, place, message).help(help);
        false
    }

    pub(super) fn patterns(&mut self, schema: &mut Schema<'a>, value: Cursor<'a>) {
        if !value.is_mapping() {
            self.wrong(value, "`patternProperties`", "a mapping of patterns to schemas");
        }
        for (pattern, cursor) in value.entries() {
            if self.is_pattern(pattern, cursor.key_place()) {
                let id = self.id(cursor);
                schema.object.patterns.push((Placed { value: pattern, place: cursor.key_place() }, id));
            }
        }
    }
}
