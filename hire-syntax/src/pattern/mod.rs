//! The keyword `pattern`: regular expressions of ECMA-262, matched within a bound.
//!
//! A pattern is searched for anywhere in a text, and needs `^` and `$` to match the whole
//! ([JSON Schema 2020-12 validation, 6.3.3](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3.3)).
//! A pattern is read with ECMA-262's flag `u`, so that a character is a code point
//! ([core, 6.4](https://json-schema.org/draft/2020-12/json-schema-core#section-6.4)). Without the flag, more is a pattern
//! ([ECMA-262, annex B.1.2](https://tc39.es/ecma262/#sec-regular-expressions-patterns)): a `\` before a character that needs
//! none, as in `a\-b`. What is no pattern with the flag and is one without is read without; a character is a code point then
//! as well.
//!
//! # Cost
//! Most texts are decided by trying what the pattern says, one way after another, as other engines do. That takes
//! exponential time for some pairs of a pattern and a text, so it ends after a number of steps that grows with the text
//! alone. From there on, a pattern without references to groups (`\1`, `\k<name>`) goes through the text once for each of its
//! assertions and once for itself, in all states that it can be in at the same time: at most so many steps for each
//! character as the pattern is long, its counted repetitions written out. A pattern with references, or one that is too long
//! when it is written out, is tried up to a limit of steps, and is [`Undecided`] there.
//!
//! # Parts
//!
//! `parse` and `escape` read a pattern into a `tree`, which two machines match. The first (`program`, `backtrack`) tries
//! one way after another, with groups and references, and stops after a number of steps; it decides nearly every text,
//! and is the only one for patterns with references. The second (`automaton`, `scan`) goes through the text in all
//! states at once, before that once for each assertion that looks ahead or back, whose truth at each position it notes.
//! A counted repetition of one character is one state that knows where its rounds have begun, so that `.{1,10000}` costs
//! what `.` does. `class` asks the crate `regress` for what needs tables of Unicode, and for nothing else: its own
//! reader and machines have no bound. In tests it is what patterns are compared with.

mod automaton;
mod backtrack;
mod bounds;
mod class;
mod escape;
mod parse;
mod program;
mod scan;
#[cfg(test)]
mod tests;
mod text;
mod tree;

use std::sync::OnceLock;

use self::automaton::Automata;
use self::bounds::Steps;
pub use self::bounds::{DEEPEST, Error, LONGEST, STEPS, STEPS_PER_CHARACTER, Undecided};
use self::program::Program;
use self::tree::Node;

/// A regular expression of ECMA-262, compiled.
///
/// # Examples
/// ```
/// use hire_syntax::pattern::Pattern;
///
/// let currency = Pattern::new("^[A-Z]{3}$")?;
/// assert_eq!(currency.is_match("CNY"), Ok(true));
/// assert_eq!(currency.is_match("yuan"), Ok(false));
/// # Ok::<(), hire_syntax::pattern::Error>(())
/// ```
#[derive(Debug)]
pub struct Pattern {
    unicode: bool,
    tree: Node,
    program: Program,
    /// What decides in a time that grows with the text alone, if there is such a thing; made when it is needed.
    automata: OnceLock<Option<Automata>>,
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// [`Error::Syntax`] if the text is no pattern with the flag `u` and none without it; what is told is the fault with the
    /// flag. [`Error::TooLarge`] if it is longer than [`LONGEST`], deeper than [`DEEPEST`], or names more than 256 different
    /// properties of Unicode and classes that ignore case.
    pub fn new(text: &str) -> Result<Self, Error> {
        if text.len() > LONGEST {
            return Err(Error::TooLarge(format!("it is longer than {LONGEST} bytes")));
        }
        let chars: Vec<char> = text.chars().collect();
        let (unicode, tree) = match parse::parse(&chars, true) {
            Ok(tree) => (true, tree),
            Err(Error::Syntax(message)) => {
                let tree = parse::parse(&chars, false).map_err(|error| match error {
                    Error::Syntax(_) => Error::Syntax(message),
                    error @ Error::TooLarge(_) => error,
                })?;
                (false, tree)
            }
            Err(error) => return Err(error),
        };
        let program = Program::new(&tree);
        Ok(Self { unicode, tree, program, automata: OnceLock::new() })
    }

    /// Whether it is a pattern with the flag `u`; else it is one without it alone.
    ///
    /// # Examples
    /// ```
    /// use hire_syntax::pattern::Pattern;
    ///
    /// assert!(Pattern::new(r"^\p{Lu}-\d$")?.is_unicode());
    /// assert!(!Pattern::new(r"^a\-\d$")?.is_unicode());
    /// # Ok::<(), hire_syntax::pattern::Error>(())
    /// ```
    pub fn is_unicode(&self) -> bool {
        self.unicode
    }

    /// Whether the pattern matches anywhere in the text.
    ///
    /// # Errors
    /// [`Undecided`] if that takes more than [`STEPS`], and [`STEPS_PER_CHARACTER`] for each byte of the text, or more memory
    /// than a few dozen megabytes.
    ///
    /// # Examples
    /// ```
    /// use hire_syntax::pattern::{Pattern, Undecided};
    ///
    /// let text = format!("{}!", "a".repeat(64));
    /// assert_eq!(Pattern::new("^(a+)+$")?.is_match(&text), Ok(false));
    /// assert_eq!(Pattern::new(r"^(a+)+\1$")?.is_match(&text), Err(Undecided));
    /// # Ok::<(), hire_syntax::pattern::Error>(())
    /// ```
    pub fn is_match(&self, text: &str) -> Result<bool, Undecided> {
        let mut all = u64::MAX;
        self.is_match_within(text, &mut all)
    }

    /// Whether the pattern matches anywhere in the text, in at most as many steps as are left, which those that it takes are
    /// taken from.
    ///
    /// # Errors
    /// As [`Pattern::is_match`], and [`Undecided`] where the steps do not suffice.
    ///
    /// # Examples
    /// ```
    /// use hire_syntax::pattern::Pattern;
    ///
    /// let mut steps = 1_000;
    /// assert_eq!(Pattern::new("^[a-z]+$")?.is_match_within("abc", &mut steps), Ok(true));
    /// assert!(steps < 1_000);
    /// # Ok::<(), hire_syntax::pattern::Error>(())
    /// ```
    pub fn is_match_within(&self, text: &str, steps: &mut u64) -> Result<bool, Undecided> {
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        let most = STEPS.saturating_add(length.saturating_mul(STEPS_PER_CHARACTER)).min(*steps);
        let mut left = Steps(most);
        let verdict = self.decide(text, length, &mut left);
        *steps = steps.saturating_sub(most.saturating_sub(left.0));
        verdict
    }

    /// Whether the pattern matches anywhere in the text, which is one of several: where one way after another is tried, all of
    /// them together may take [`STEPS`] beside those that grow with their lengths, and `shared` is what is left of that.
    ///
    /// # Errors
    /// As [`Pattern::is_match`], and [`Undecided`] where neither what is left suffices nor what a text has of its own:
    /// [`STEPS_PER_CHARACTER`] for each byte, and for sixteen more.
    ///
    /// # Examples
    /// ```
    /// use hire_syntax::pattern::{Pattern, STEPS, Undecided};
    ///
    /// let (twice, text) = (Pattern::new(r"^(a+)+\1$")?, format!("{}!", "a".repeat(64)));
    /// let mut shared = STEPS;
    /// assert_eq!(twice.is_match_sharing(&text, &mut shared), Err(Undecided));
    /// assert_eq!(shared, 0);
    /// assert_eq!(twice.is_match_sharing("aa", &mut shared), Ok(true));
    /// # Ok::<(), hire_syntax::pattern::Error>(())
    /// ```
    pub fn is_match_sharing(&self, text: &str, shared: &mut u64) -> Result<bool, Undecided> {
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        let own = length.saturating_add(16).saturating_mul(STEPS_PER_CHARACTER);
        let given = own.saturating_add(if self.is_tried() { *shared } else { STEPS });
        let mut left = Steps(given);
        let verdict = self.decide(text, length, &mut left);
        // What one text was the first to need for a pattern that is too long for anything else counts as well.
        if self.is_tried() {
            *shared = shared.saturating_sub(given.saturating_sub(left.0).saturating_sub(own));
        }
        verdict
    }

    /// Whether one way after another is tried until the steps end, as far as that is known: nothing else decides.
    fn is_tried(&self) -> bool {
        self.program.has_references() || matches!(self.automata.get(), Some(None))
    }

    fn decide(&self, text: &str, length: u64, left: &mut Steps) -> Result<bool, Undecided> {
        if self.program.has_references() {
            return backtrack::search(&self.program, text, left);
        }
        let mut few = Steps(left.0.min(length.saturating_mul(16).saturating_add(1024)));
        let given = few.0;
        let verdict = backtrack::search(&self.program, text, &mut few);
        left.take(given.saturating_sub(few.0))?;
        if verdict.is_ok() {
            return verdict;
        }
        match self.automata.get_or_init(|| Automata::new(&self.tree)) {
            Some(automata) => scan::search(automata, text, left),
            None => backtrack::search(&self.program, text, left),
        }
    }
}
