//! What parsers say, as diagnostics.

use super::nesting::{too_deep, too_many_directives};
use super::tree::TOO_MANY_NODES;
use super::{File, Format, Span};
use crate::diagnostic::codes::SYNTAX;
use crate::diagnostic::{Diagnostics, Excerpt, Severity};

/// An error of a parser.
#[derive(Debug)]
pub(crate) struct SyntaxError {
    message: String,
    /// The byte; none if the parser does not know.
    offset: Option<usize>,
    /// The byte where the construct begins that is broken.
    context: Option<(usize, String)>,
    help: Option<&'static str>,
}

impl SyntaxError {
    pub(crate) fn json(text: &str, error: &serde_json::Error) -> Self {
        let said = error.to_string();
        let message = said.split(" at line ").next().unwrap_or(&said);
        let starts = line_starts(text);
        let start = starts.get(error.line().saturating_sub(1)).copied();
        // Columns of this parser are bytes.
        let offset = start.unwrap_or(text.len()) + error.column().saturating_sub(1);
        SyntaxError {
            message: rephrased(message),
            offset: Some(floor(text, offset)),
            context: None,
            help: json_help(message),
        }
    }

    pub(crate) fn yaml(text: &str, error: &serde_yaml::Error) -> Self {
        let said = error.to_string();
        let (problem, context) = match said.split_once(", while ") {
            Some((problem, context)) => (problem, Some(context)),
            None => (said.as_str(), None),
        };
        let (problem, offset) = positioned(text, problem);
        let context = context.and_then(|context| {
            let (words, offset) = positioned(text, context);
            Some((offset?, format!("while {words}, which begins here")))
        });
        SyntaxError {
            message: rephrased(problem),
            help: yaml_help(problem, offset.and_then(|it| text.get(it..))),
            offset,
            context,
        }
    }

    /// What a parser of YAML would take too long to find.
    pub(crate) fn of_size(text: &str) -> Option<Self> {
        let deep = too_deep(text).map(|offset| (rephrased("recursion limit exceeded"), offset));
        let many =
            || too_many_directives(text).map(|offset| ("it has too many directives".to_owned(), offset));
        let (message, offset) = deep.or_else(many)?;
        Some(SyntaxError { message, offset: Some(offset), context: None, help: None })
    }

    /// A second document in a YAML file; the parser's error says where.
    pub(crate) fn offset_of(text: &str, error: &serde_yaml::Error) -> usize {
        let said = error.to_string();
        positioned(text, &said).1.unwrap_or_default()
    }

    pub(crate) fn report(self, path: &str, file: &File, diagnostics: &mut Diagnostics) {
        let language = match file.format {
            Format::Yaml => "YAML",
            Format::Json => "JSON",
        };
        let message = format!("`{}` is no valid {language}: {}", file.name, self.message);
        let diagnostic = diagnostics.general(Severity::Error, SYNTAX, message);
        if let Some(help) = self.help {
            diagnostic.help(help);
        }
        let Some(offset) = self.offset else { return };
        let mut excerpt = excerpt(path, &file.text, offset, None, true);
        if let Some((context, words)) = self.context.filter(|(context, _)| *context != offset) {
            let other = self::excerpt(path, &file.text, context, Some(words), false);
            excerpt.absorb(&other, &file.text);
        }
        diagnostic.excerpt = Some(excerpt);
    }
}

/// The line of a byte, with a mark of one character there.
pub(crate) fn excerpt(
    path: &str,
    text: &str,
    offset: usize,
    label: Option<String>,
    primary: bool,
) -> Excerpt {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let letter = text.get(offset..).and_then(|rest| rest.chars().next());
    let width = letter.filter(|it| *it != '\n').map_or(0, char::len_utf8);
    let span = Span {
        start: before.len(),
        end: before.len() + width,
        line: 1 + before.matches('\n').count(),
        column: 1 + before.get(line_start..).unwrap_or_default().chars().count(),
    };
    Excerpt::new(path.to_owned(), text, span, label, primary)
}

/// Splits what a parser says into words and the byte that it means.
fn positioned<'m>(text: &str, said: &'m str) -> (&'m str, Option<usize>) {
    let number = |text: &str| text.parse::<usize>().ok();
    if let Some((words, position)) = said.rsplit_once(" at line ")
        && let Some((line, column)) = position.split_once(" column ")
        && let (Some(line), Some(column)) = (number(line), number(column))
    {
        let starts = line_starts(text);
        let offset = offset(text, &starts, line.saturating_sub(1), column.saturating_sub(1));
        return (words, Some(offset));
    }
    if let Some((words, position)) = said.rsplit_once(" at position ")
        && let Some(position) = number(position)
    {
        return (words, Some(floor(text, position)));
    }
    (said, None)
}

/// The bytes at which lines begin, as YAML 1.1 breaks them: the parser counts so.
pub(crate) fn line_starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut letters = text.char_indices().peekable();
    while let Some((index, letter)) = letters.next() {
        let paired = letter == '\r' && letters.peek().is_some_and(|(_, next)| *next == '\n');
        let breaks = matches!(letter, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
        if breaks && !paired {
            starts.push(index + letter.len_utf8());
        }
    }
    starts
}

/// The byte of a line and a column of characters, both from 0.
pub(crate) fn offset(text: &str, starts: &[usize], line: usize, column: usize) -> usize {
    let start = starts.get(line).copied().unwrap_or(text.len());
    let rest = text.get(start..).unwrap_or_default();
    let within = rest.char_indices().nth(column);
    start + within.map_or(rest.len(), |(index, _)| index)
}

/// The nearest start of a character at or before a byte.
fn floor(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|it| text.is_char_boundary(*it)).unwrap_or_default()
}

fn rephrased(message: &str) -> String {
    match message {
        "recursion limit exceeded" => "it nests deeper than 128 levels".to_owned(),
        "repetition limit exceeded" => TOO_MANY_NODES.to_owned(),
        // The parser puts a path before errors that are not its own.
        _ if message.ends_with(TOO_MANY_NODES) => TOO_MANY_NODES.to_owned(),
        "control characters are not allowed" => {
            "it holds a control character, which has to be escaped".to_owned()
        }
        _ => message.to_owned(),
    }
}

fn json_help(message: &str) -> Option<&'static str> {
    match message {
        "trailing comma" => Some("JSON has no comma behind the last member or item"),
        "key must be a string" => Some("JSON wants double quotes around keys"),
        _ => None,
    }
}

fn yaml_help(problem: &str, at: Option<&str>) -> Option<&'static str> {
    if problem.contains("mapping values are not allowed") {
        return Some("a value that holds `: ` has to be quoted; else look at the indentation");
    }
    if problem.ends_with(TOO_MANY_NODES) || problem == "repetition limit exceeded" {
        return Some("write the values out, or share schemas by `$ref`");
    }
    if problem == "unknown anchor" {
        return Some("an anchor `&name` has to stand before its aliases `*name`");
    }
    if problem.starts_with("did not find expected") || problem.starts_with("could not find") {
        return Some("look at the indentation, and at brackets and quotes above");
    }
    if problem != "found character that cannot start any token" {
        return None;
    }
    match at?.chars().next()? {
        '\t' => Some("indent with spaces: YAML does not take tabs"),
        _ => Some("a value that begins with this character has to be quoted"),
    }
}
