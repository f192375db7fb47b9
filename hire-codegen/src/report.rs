//! Everything that was found, rendered.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Place, Severity, Span, frame};
use crate::source::Sources;

/// Everything that was found in a description: what a build script returns.
///
/// Both [`Display`](fmt::Display) and [`Debug`] show code frames, since a `main` that
/// returns an error shows it by `Debug`. It needs no sources any more.
///
/// ```
/// use hire_codegen::Report;
/// use hire_codegen::diagnostic::Diagnostics;
/// use hire_codegen::source::Sources;
///
/// let mut diagnostics = Diagnostics::default();
/// let sources = Sources::from_text("api.yaml", "tags: {a: 1, a: 2}", &mut diagnostics);
/// let report = Report::new(sources.as_ref(), diagnostics);
/// assert!(report.to_string().contains("api.yaml:1:14"));
/// assert!(report.to_string().ends_with("1 error\n"));
/// ```
pub struct Report {
    all: Vec<Shown>,
    /// Whether warnings are taken for faults.
    deny_warnings: bool,
}

/// How many bytes lead to a place whose pointer is kept.
const LONGEST_POINTER: usize = 1024;

/// A diagnostic, with what was found in the text for it.
struct Shown {
    diagnostic: Diagnostic,
    excerpts: Vec<Excerpt>,
    /// The JSON pointer of its place.
    pointer: Option<String>,
}

/// Where a diagnostic is, as data.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Located<'r> {
    /// The file, as it was asked for.
    pub file: &'r str,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The JSON pointer (RFC 6901) of the place within the file; none of a text that has no tree, nor one of more than a
    /// kibibyte.
    pub pointer: Option<&'r str>,
}

impl Report {
    /// Finds the text of every place. Sorted by file and position; what has no place
    /// comes first. What is said twice of one text is kept once: an alias of YAML is a place
    /// of its own, and is shown where its anchor is.
    pub fn new<'s>(sources: impl Into<Option<&'s Sources>>, diagnostics: Diagnostics) -> Self {
        let sources = sources.into();
        let diagnostics = diagnostics.into_vec();
        let places = diagnostics.iter().flat_map(|it| {
            let related = it.related.iter().map(|(place, _)| *place);
            it.place.into_iter().chain(related)
        });
        let spans = sources.map_or_else(BTreeMap::new, |it| it.locate_all(places));
        let mut all: Vec<Shown> = diagnostics.into_iter().map(Shown::without_text).collect();
        let start = |it: &Shown| spans.get(&it.diagnostic.place?).map(|span| span.start);
        all.sort_by_cached_key(|it| it.diagnostic.place.map(|place| (place.file, start(it), place)));
        let mut here = None;
        let mut said = BTreeSet::new();
        all.retain_mut(|it| {
            let place = it.diagnostic.place.zip(start(it)).map(|(place, start)| (place.file, start));
            if here != place {
                here = place;
                said.clear();
            }
            let Diagnostic { code, message, label, .. } = &it.diagnostic;
            let new = place.is_none() || said.insert((*code, message.clone(), label.clone()));
            if new && let Some(sources) = sources {
                it.find_text(sources, &spans);
            }
            new
        });
        Report { all, deny_warnings: false }
    }

    /// Takes warnings for faults, and says so.
    #[must_use]
    pub fn deny_warnings(mut self) -> Self {
        self.deny_warnings = true;
        self
    }

    /// Whether nothing may be generated: there are errors, or warnings that are denied.
    pub fn is_fatal(&self) -> bool {
        self.has_errors() || (self.deny_warnings && !self.is_empty())
    }

    /// What was found, in the order of the rendering.
    pub fn diagnostics(&self) -> impl ExactSizeIterator<Item = &Diagnostic> {
        self.all.iter().map(|it| &it.diagnostic)
    }

    /// What was found, and where; nowhere for what has no place, such as an option.
    ///
    /// ```
    /// use hire_codegen::Report;
    /// use hire_codegen::diagnostic::Diagnostics;
    /// use hire_codegen::source::Sources;
    ///
    /// let mut diagnostics = Diagnostics::default();
    /// let sources = Sources::from_text("api.yaml", "tags: {a: 1, a: 2}", &mut diagnostics);
    /// let report = Report::new(sources.as_ref(), diagnostics);
    /// let (diagnostic, place) = report.located().next().unwrap();
    /// assert_eq!((diagnostic.code, place.unwrap().column), ("duplicate-key", 14));
    /// ```
    pub fn located(&self) -> impl ExactSizeIterator<Item = (&Diagnostic, Option<Located<'_>>)> {
        self.all.iter().map(|Shown { diagnostic, excerpts, pointer }| {
            let place = excerpts.first().map(Excerpt::place);
            let place =
                place.map(|(file, line, column)| Located { file, line, column, pointer: pointer.as_deref() });
            (diagnostic, place)
        })
    }

    /// Leaves out the warnings of some codes. Errors stay, since nothing can be generated in spite of them.
    #[must_use]
    pub fn without_warnings(mut self, codes: &[&str]) -> Self {
        self.all.retain(|Shown { diagnostic: it, .. }| {
            it.severity == Severity::Error || !codes.contains(&it.code)
        });
        self
    }

    /// Whether there are errors, not warnings alone.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        let alike = self.diagnostics().filter(|it| it.severity == severity);
        alike.count()
    }

    /// The frames, and a line that counts them; empty when there is nothing to tell. Of a warning that is
    /// repeated in the same words, three are shown, and of the others the places.
    pub fn render(&self, color: bool) -> String {
        let mut text = String::new();
        let repeated = self.repeated();
        let mut shown: BTreeMap<Repeated<'_>, usize> = BTreeMap::new();
        for Shown { diagnostic, excerpts, .. } in &self.all {
            let key = words(diagnostic);
            let mut note = None;
            if let Some(hidden) = repeated.get(&key) {
                let count = shown.entry(key).or_default();
                *count += 1;
                if *count > SHOWN {
                    continue;
                }
                note = (*count == SHOWN).then(|| places(hidden));
            }
            text += &frame(diagnostic, excerpts, note, color);
            text += "\n\n";
        }
        if !self.is_empty() {
            if self.is_fatal() && !self.has_errors() {
                text += "error: ";
            }
            text += &self.summary();
            text.push('\n');
        }
        text
    }

    /// The warnings that are repeated in the same words, each with those of them that are not shown: to
    /// leave a single one out would save nothing.
    fn repeated(&self) -> BTreeMap<Repeated<'_>, Hidden<'_>> {
        let mut repeated: BTreeMap<Repeated<'_>, Hidden<'_>> = BTreeMap::new();
        for Shown { diagnostic, excerpts, .. } in &self.all {
            if diagnostic.severity == Severity::Warning {
                let hidden = repeated.entry(words(diagnostic)).or_default();
                hidden.all += 1;
                if (1..=NAMED).contains(&hidden.count()) {
                    hidden.named.extend(excerpts.first());
                }
            }
        }
        repeated.retain(|_, hidden| hidden.count() > 1);
        repeated
    }

    /// How many there are, in words: `2 errors, 1 warning`, and whether the warnings are denied.
    pub fn summary(&self) -> String {
        let counts = [(Severity::Error, "error"), (Severity::Warning, "warning")];
        let counts = counts.map(|(severity, word)| match self.count(severity) {
            0 => None,
            1 => Some(format!("1 {word}")),
            count => Some(format!("{count} {word}s")),
        });
        let mut summary = counts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        match self.count(Severity::Warning) {
            1 if self.deny_warnings => summary += ", which is denied here",
            2.. if self.deny_warnings => summary += ", which are denied here",
            _ => {}
        }
        summary
    }
}

impl Shown {
    fn without_text(diagnostic: Diagnostic) -> Self {
        Shown {
            excerpts: diagnostic.excerpt.as_deref().cloned().into_iter().collect(),
            diagnostic,
            pointer: None,
        }
    }

    /// Finds the excerpts, that of its own place first, and the pointer.
    fn find_text(&mut self, sources: &Sources, spans: &BTreeMap<Place, Span>) {
        let Diagnostic { place, label, related, .. } = &self.diagnostic;
        let own = place.map(|place| (place, label.as_deref(), true));
        let related = related.iter().map(|(place, label)| (*place, Some(label.as_str()), false));
        for (place, label, primary) in own.into_iter().chain(related) {
            let (Some(file), Some(span)) = (sources.file(place), spans.get(&place)) else {
                continue;
            };
            let excerpt = Excerpt::new(&file.shown, &file.text, *span, label, primary);
            if !self.excerpts.iter_mut().any(|home| home.absorb(&excerpt)) {
                self.excerpts.push(excerpt);
            }
        }
        self.excerpts.shrink_to_fit();
        self.pointer = place.and_then(|place| sources.short_pointer(place, LONGEST_POINTER));
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// Begins on a line of its own, since `main` puts `Error: ` before it.
impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for Report {}

/// What a warning says that is there more than once.
type Repeated<'r> = (&'static str, &'r str, Option<&'r str>, &'r [String]);

/// The warnings of the same words that are not shown.
#[derive(Default)]
struct Hidden<'r> {
    /// How many there are, those that are shown among them.
    all: usize,
    /// The first of those that are not shown.
    named: Vec<&'r Excerpt>,
}

impl Hidden<'_> {
    fn count(&self) -> usize {
        self.all.saturating_sub(SHOWN)
    }
}

fn words(diagnostic: &Diagnostic) -> Repeated<'_> {
    let Diagnostic { severity: _, code, message, place: _, label, related: _, help, excerpt: _ } = diagnostic;
    (code, message, label.as_deref(), help)
}

/// How many warnings of the same words are shown.
const SHOWN: usize = 3;

/// How many of the others have their place named.
const NAMED: usize = 10;

/// Where the warnings are that are not shown.
fn places(hidden: &Hidden<'_>) -> String {
    let named: Vec<_> = hidden.named.iter().map(|excerpt| excerpt.position()).collect();
    let mut text = format!("{} more like this: {}", hidden.count(), named.join(", "));
    if hidden.count() > NAMED {
        text += ", …";
    }
    text
}
