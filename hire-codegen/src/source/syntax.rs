//! What parsers say, as diagnostics.

use std::sync::Arc;

use granit_parser::{ErrorKind, ScanError};

use super::tree::TOO_MANY_NODES;
use super::{File, Format, Span};
use crate::diagnostic::codes::SYNTAX;
use crate::diagnostic::{Diagnostics, Excerpt, Severity};

/// What to do about a text that nests too deep.
pub(crate) const LESS_DEEP: &str = "move the inner schemas to `components`, and name them by `$ref`";

const CONTROL_CHARACTER: &str = "it holds a control character, which has to be escaped";

/// An error of a parser.
#[derive(Debug)]
pub(crate) struct SyntaxError {
    message: String,
    offset: usize,
    /// The bracket that is open there.
    bracket: Option<usize>,
    help: &'static str,
}

impl SyntaxError {
    pub(crate) fn json(text: &str, error: &serde_json::Error) -> Self {
        let said = error.to_string();
        let message = said.split(" at line ").next().unwrap_or(&said);
        let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
        // Columns of this parser are bytes.
        let offset = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
        Self::at(floor(text, offset), message, json_help(message))
    }

    pub(crate) fn yaml(text: &str, error: &ScanError, bracket: Option<usize>) -> Self {
        let said = error.kind().to_string();
        let message = match (error.kind(), said.strip_prefix("while ").and_then(|it| it.split_once(", "))) {
            (ErrorKind::UnexpectedCharacter { character }, _) if character.is_control() => {
                CONTROL_CHARACTER.to_owned()
            }
            (_, Some((context, problem))) => format!("{problem}, while {context}"),
            (_, None) => said,
        };
        let mut offset = floor(text, error.marker().byte_offset().unwrap_or_default());
        if is_tab(error.kind()) {
            // The parser stops before the tab, or behind it.
            let (read, rest) = text.split_at(offset);
            offset = match read.strip_suffix('\t') {
                Some(read) => read.len(),
                None => offset + rest.find('\t').unwrap_or_default(),
            };
        }
        SyntaxError { bracket, ..Self::at(offset, &message, yaml_help(error.kind())) }
    }

    /// What is wrong at a byte.
    pub(crate) fn at(offset: usize, message: &str, help: &'static str) -> Self {
        SyntaxError { message: rephrased(message), offset, bracket: None, help }
    }

    pub(crate) fn report(self, file: &File, diagnostics: &mut Diagnostics) {
        let language = match file.format {
            Format::Yaml => "YAML",
            Format::Json => "JSON",
        };
        let message = format!("`{}` is no valid {language}: {}", file.name, self.message);
        let diagnostic = diagnostics.general(Severity::Error, SYNTAX, message);
        diagnostic.help(self.help);
        let mut excerpt = excerpt(&file.shown, &file.text, self.offset, None, true);
        if let Some(bracket) = self.bracket.filter(|it| *it != self.offset) {
            let label = Some("in this bracket, which is open");
            excerpt.absorb(&self::excerpt(&file.shown, &file.text, bracket, label, false));
        }
        diagnostic.excerpt = Some(excerpt.into());
    }
}

/// The line of a byte, with a mark of one character there.
pub(crate) fn excerpt(
    path: &Arc<str>,
    text: &Arc<str>,
    offset: usize,
    label: Option<&str>,
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
    Excerpt::new(path, text, span, label, primary)
}

/// The nearest start of a character at or before a byte.
fn floor(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|it| text.is_char_boundary(*it)).unwrap_or_default()
}

fn rephrased(message: &str) -> String {
    match message {
        "recursion limit exceeded" => "it nests deeper than 128 levels".to_owned(),
        // The parser of JSON puts a path before errors that are not its own.
        _ if message.ends_with(TOO_MANY_NODES) => TOO_MANY_NODES.to_owned(),
        "control characters are not allowed" => CONTROL_CHARACTER.to_owned(),
        _ => message.to_owned(),
    }
}

fn json_help(message: &str) -> &'static str {
    match message {
        "trailing comma" => "remove the comma behind the last member or item",
        "key must be a string" => "put double quotes around the key",
        "recursion limit exceeded" => LESS_DEEP,
        "number out of range" => "write a number that a float of 64 bits holds",
        _ => "look at the brackets, quotes and commas before this place",
    }
}

fn yaml_help(problem: &ErrorKind) -> &'static str {
    match problem {
        ErrorKind::MappingValueNotAllowed => "quote a value that holds `: `; else look at the indentation",
        ErrorKind::UnknownAnchor => "write the anchor `&name` before its aliases `*name`",
        ErrorKind::RecursionLimitExceeded => LESS_DEEP,
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => {
            "escape the character in double quotes, or remove it"
        }
        ErrorKind::UnexpectedCharacter { .. } => "quote a value that begins with this character",
        tab if is_tab(tab) => "indent with spaces: YAML does not take tabs",
        _ => "look at the indentation, and at brackets and quotes above",
    }
}

fn is_tab(problem: &ErrorKind) -> bool {
    matches!(
        problem,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar
            | ErrorKind::TabAtBlockScalarStart
    )
}
