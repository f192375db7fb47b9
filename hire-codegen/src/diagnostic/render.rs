//! Code frames.

use std::borrow::Cow;
use std::iter;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Severity, Span, is_printable};

/// Lines of this many characters are shown whole; of longer ones, a window.
const WHOLE_LINE: usize = 120;
/// The characters that a window shows before the caret.
const BEFORE: usize = 40;
/// The characters that a window shows from the caret on.
const AFTER: usize = 60;
/// Two places of a file this many lines apart are shown in one frame.
const ONE_FRAME: usize = 60;

/// A piece of a file with marks in it. It shares the text, so that a report outlives the sources, and is cut out when it is
/// shown: of many that say the same, most never are.
#[derive(Clone, Debug)]
pub(crate) struct Excerpt {
    path: Arc<str>,
    text: Arc<str>,
    first: Mark,
    others: Vec<Mark>,
}

#[derive(Clone, Debug)]
struct Mark {
    span: Span,
    label: Option<String>,
    primary: bool,
}

impl Excerpt {
    /// The line of a span, or a window of it.
    pub(crate) fn new(
        path: &Arc<str>,
        text: &Arc<str>,
        span: Span,
        label: Option<&str>,
        primary: bool,
    ) -> Self {
        let first = Mark { span, label: label.map(str::to_owned), primary };
        Excerpt { path: Arc::clone(path), text: Arc::clone(text), first, others: Vec::new() }
    }

    /// Takes the marks of another excerpt in, when both are near each other in one file.
    pub(crate) fn absorb(&mut self, other: &Excerpt) -> bool {
        let ((first, last), (other_first, _)) = (self.lines(), other.lines());
        let near = other_first + ONE_FRAME > last + 1 && other_first < first + ONE_FRAME;
        let marks = || self.marks().chain(other.marks());
        // A long line may be the whole text.
        let is_whole = || {
            !marks().any(|mark| is_long(self.piece(iter::once(mark))))
                && !self.piece(marks()).lines().any(is_long)
        };
        let absorbs = self.path == other.path && near && is_whole();
        if absorbs {
            self.others.extend(other.marks().cloned());
        }
        absorbs
    }

    fn marks(&self) -> impl Iterator<Item = &Mark> + Clone {
        iter::once(&self.first).chain(&self.others)
    }

    /// The numbers of its first line and of its last.
    fn lines(&self) -> (usize, usize) {
        let line = self.first.span.line;
        let others = self.others.iter().map(|mark| mark.span.line);
        others.fold((line, line), |(first, last), line| (first.min(line), last.max(line)))
    }

    /// The lines of some marks, and what is between them.
    fn piece<'m>(&self, marks: impl Iterator<Item = &'m Mark>) -> &str {
        let lines = marks.map(|mark| line(&self.text, mark.span.start));
        let piece = lines.reduce(|one, other| one.start.min(other.start)..one.end.max(other.end));
        self.text.get(piece.unwrap_or_default()).unwrap_or_default()
    }

    /// Where its first mark is: the file, the line and the column.
    pub(crate) fn place(&self) -> (&str, usize, usize) {
        (&self.path, self.first.span.line, self.first.span.column)
    }

    /// Where its first mark is: `api.yaml:12:3`.
    pub(crate) fn position(&self) -> String {
        let (path, line, column) = self.place();
        format!("{path}:{line}:{column}")
    }
}

/// What is shown of an excerpt.
struct Shown<'e> {
    excerpt: &'e Excerpt,
    text: String,
    /// Where the marks are in that text.
    ranges: Vec<Range<usize>>,
    /// Whether the text is a window of its line.
    cut: bool,
}

impl<'e> Shown<'e> {
    fn new(excerpt: &'e Excerpt) -> Self {
        let lines: Vec<&str> = excerpt.piece(excerpt.marks()).lines().collect();
        let first_line = excerpt.lines().0;
        let range = |mark: &Mark| {
            let above = mark.span.line - first_line;
            let offset: usize = lines.iter().take(above).map(|it| it.len() + 1).sum();
            let start = line(&excerpt.text, mark.span.start).start;
            let length = lines.get(above).map_or(0, |it| it.len());
            offset + mark.span.start - start..offset + (mark.span.end - start).min(length)
        };
        let mut ranges: Vec<_> = excerpt.marks().map(range).collect();
        let mut text = lines.join("\n");
        let cut = lines.iter().copied().any(is_long);
        if cut {
            (text, ranges) = window(&text, &ranges);
        }
        Shown { excerpt, text, ranges, cut }
    }

    fn snippet(&self) -> Snippet<'_, Annotation<'_>> {
        let marks = self.excerpt.marks().zip(&self.ranges).map(|(mark, range)| {
            let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(range.clone()).label(mark.label.as_deref().map(on_one_line))
        });
        let snippet = Snippet::source(&self.text).line_start(self.excerpt.lines().0);
        snippet.path(on_one_line(&self.excerpt.path)).annotations(marks)
    }

    /// Puts the column of the whole line in the place of that of the window, which is all
    /// that the renderer knows.
    fn true_column(&self, frame: String) -> String {
        let Some(range) = self.ranges.first().filter(|_| self.cut) else {
            return frame;
        };
        let before = self.text.get(..range.start).unwrap_or_default();
        let (path, line, _) = self.excerpt.place();
        let shown = format!("{path}:{line}:{}", before.chars().count() + 1);
        frame.replacen(&shown, &self.excerpt.position(), 1)
    }
}

/// Whether a line is not shown whole.
fn is_long(line: &str) -> bool {
    line.chars().nth(WHOLE_LINE).is_some()
}

/// The line around a byte, of a long one what is near.
fn line(text: &str, offset: usize) -> Range<usize> {
    let before = tail(text.get(..offset).unwrap_or(text));
    let after = head(text.get(offset..).unwrap_or_default());
    let newline = before.rfind('\n').map_or(0, |newline| newline + 1);
    let start = offset - (before.len() - newline);
    let rest = after.split_once('\n').map_or(after, |(rest, _)| rest.strip_suffix('\r').unwrap_or(rest));
    start..offset + rest.len()
}

/// How many bytes of a line are looked at on either side of a place: more than a whole line that is shown, and than a window.
const NEAR: usize = 4 * (WHOLE_LINE + 2);

/// The end of a text, of at least so many bytes as are looked at.
fn tail(text: &str) -> &str {
    let from = (0..=text.len().saturating_sub(NEAR)).rev().find(|at| text.is_char_boundary(*at));
    text.get(from.unwrap_or_default()..).unwrap_or(text)
}

/// The beginning of a text, of at least so many bytes as are looked at.
fn head(text: &str) -> &str {
    let to = (NEAR.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at));
    text.get(..to.unwrap_or(text.len())).unwrap_or(text)
}

/// Some characters of a long line around the first of some ranges, which is the only one.
fn window(line: &str, ranges: &[Range<usize>]) -> (String, Vec<Range<usize>>) {
    let range = ranges.first().cloned().unwrap_or_default();
    let before = line.get(..range.start).unwrap_or_default();
    let after = line.get(range.start..).unwrap_or_default();
    let from = before.char_indices().rev().nth(BEFORE - 1);
    let from = from.map_or(0, |(index, _)| index);
    let to = after.char_indices().nth(AFTER);
    let to = range.start + to.map_or(after.len(), |(index, _)| index);
    let head = if from > 0 { "…" } else { "" };
    let tail = if to < line.len() { "…" } else { "" };
    let text = format!("{head}{}{tail}", line.get(from..to).unwrap_or_default());
    let start = range.start - from + head.len();
    let end = range.end.min(to) - from + head.len();
    (text, vec![start..end])
}

/// A diagnostic as a code frame, with a note about others if there is one.
pub(crate) fn frame(
    diagnostic: &Diagnostic,
    excerpts: &[Excerpt],
    note: Option<String>,
    color: bool,
) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(on_one_line(&diagnostic.message));
    let mut group = Group::with_title(title.id(diagnostic.code));
    let pieces: Vec<_> = excerpts.iter().map(Shown::new).collect();
    for piece in &pieces {
        group = group.element(piece.snippet());
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(on_one_line(help)));
    }
    if let Some(note) = note {
        group = group.element(Level::NOTE.message(on_one_line(&note).into_owned()));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let frame = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
    let frame = pieces.iter().fold(frame, |frame, piece| piece.true_column(frame));
    // What the renderer leaves as it is: the text of the description is shown by frames, and may be somebody else's.
    // Its own colours begin with an escape, which it takes out of texts.
    let shown = |letter: char| {
        if letter == '\n' || letter == '\x1b' || is_printable(letter) { letter } else { '\u{fffd}' }
    };
    frame.chars().map(shown).collect()
}

/// A text with the characters escaped that are not printable, of which a line break is one.
fn on_one_line(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_printable) {
        return Cow::Borrowed(text);
    }
    let escaped = text.chars().map(|letter| {
        if is_printable(letter) { letter.to_string() } else { letter.escape_default().to_string() }
    });
    Cow::Owned(escaped.collect())
}
