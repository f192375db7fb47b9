//! Code frames.

use std::borrow::Cow;
use std::ops::Range;

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

/// A piece of a file with marks in it; free of the file itself, so that a report
/// outlives the sources.
#[derive(Clone, Debug)]
pub(crate) struct Excerpt {
    path: String,
    text: String,
    /// The number of the text's first line.
    first_line: usize,
    /// The byte of the file at which that begins, unless the text is a window.
    start: usize,
    /// The place of the first mark in the whole file.
    line: usize,
    column: usize,
    /// Whether the text is a window of its line.
    cut: bool,
    marks: Vec<Mark>,
}

#[derive(Clone, Debug)]
struct Mark {
    range: Range<usize>,
    label: Option<String>,
    primary: bool,
}

impl Excerpt {
    /// The line of a span, or a window of it.
    pub(crate) fn new(path: String, text: &str, span: Span, label: Option<String>, primary: bool) -> Self {
        let before = tail(text.get(..span.start).unwrap_or(text));
        let after = head(text.get(span.start..).unwrap_or_default());
        let newline = before.rfind('\n').map(|newline| newline + 1);
        let start = span.start - (before.len() - newline.unwrap_or_default());
        let end = span.start + after.find('\n').unwrap_or(after.len());
        let line = text.get(start..end).unwrap_or_default();
        let line = line.strip_suffix('\r').unwrap_or(line);
        let range = span.start - start..(span.end - start).min(line.len());
        let cut = line.chars().nth(WHOLE_LINE).is_some();
        let (text, range) = if cut { window(line, &range) } else { (line.to_owned(), range) };
        Excerpt {
            path,
            text,
            first_line: span.line,
            start,
            line: span.line,
            column: span.column,
            cut,
            marks: vec![Mark { range, label, primary }],
        }
    }

    /// Takes the marks of another excerpt in, when both are near each other in one file.
    /// `text` is that file's.
    pub(crate) fn absorb(&mut self, other: &Excerpt, text: &str) -> bool {
        let (first, last) = (self.first_line, self.first_line + self.text.lines().count());
        let near = other.first_line + ONE_FRAME > last && other.first_line < first + ONE_FRAME;
        if self.path != other.path || self.cut || other.cut || !near {
            return false;
        }
        let from = first.min(other.first_line);
        let to = last.max(other.first_line + 1);
        let start = self.start.min(other.start);
        let lines = text.get(start..).unwrap_or_default().split('\n').take(to - from);
        let lines: Vec<&str> = lines.map(|it| it.strip_suffix('\r').unwrap_or(it)).collect();
        if lines.iter().any(|it| it.chars().nth(WHOLE_LINE).is_some()) {
            return false;
        }
        let offset = |line: usize| -> usize {
            let above = lines.iter().take(line - from);
            above.map(|it| it.len() + 1).sum()
        };
        let (mine, theirs) = (offset(first), offset(other.first_line));
        for mark in &mut self.marks {
            mark.range = mark.range.start + mine..mark.range.end + mine;
        }
        self.marks.extend(
            other.marks.iter().map(|mark| Mark {
                range: mark.range.start + theirs..mark.range.end + theirs,
                ..mark.clone()
            }),
        );
        self.text = lines.join("\n");
        self.first_line = from;
        self.start = start;
        true
    }

    /// Where its first mark is: the file, the line and the column.
    pub(crate) fn place(&self) -> (&str, usize, usize) {
        (&self.path, self.line, self.column)
    }

    /// Where its first mark is: `api.yaml:12:3`.
    pub(crate) fn position(&self) -> String {
        format!("{}:{}:{}", self.path, self.line, self.column)
    }

    fn snippet(&self) -> Snippet<'_, Annotation<'_>> {
        let marks = self.marks.iter().map(|mark| {
            let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(mark.range.clone()).label(mark.label.as_deref().map(on_one_line))
        });
        let snippet = Snippet::source(&self.text).line_start(self.first_line);
        snippet.path(on_one_line(&self.path)).annotations(marks)
    }

    /// Puts the column of the whole line in the place of that of the window, which is all
    /// that the renderer knows.
    fn true_column(&self, frame: String) -> String {
        let Some(mark) = self.marks.first().filter(|_| self.cut) else {
            return frame;
        };
        let before = self.text.get(..mark.range.start).unwrap_or_default();
        let (path, line, column) = (&self.path, self.line, self.column);
        let shown = format!("{path}:{line}:{}", before.chars().count() + 1);
        frame.replacen(&shown, &format!("{path}:{line}:{column}"), 1)
    }
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

/// Some characters of a long line around a range.
fn window(line: &str, range: &Range<usize>) -> (String, Range<usize>) {
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
    (text, start..end)
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
    for excerpt in excerpts {
        group = group.element(excerpt.snippet());
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(on_one_line(help)));
    }
    if let Some(note) = note {
        group = group.element(Level::NOTE.message(on_one_line(&note).into_owned()));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let frame = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
    let frame = excerpts.iter().fold(frame, |frame, excerpt| excerpt.true_column(frame));
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
