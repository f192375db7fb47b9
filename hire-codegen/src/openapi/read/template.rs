//! Path templates (the specification's "Path Templating"), and the parameters that fill them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::parameter::{self, Used};
use super::reader::Reader;
use crate::diagnostic::codes::{PATH_TEMPLATE, UNDECLARED_PATH_PARAMETER, UNUSED_PATH_PARAMETER};
use crate::openapi::{Location, Operation, Parameter};
use crate::source::Place;

/// A path without what no request has, and what stands in its braces.
pub(super) struct Template<'a> {
    pieces: Vec<Piece<'a>>,
    /// What stands between braces, with and without operators.
    names: BTreeSet<&'a str>,
    is_malformed: bool,
}

/// A piece of a path.
enum Piece<'a> {
    Literal(Cow<'a, str>),
    /// What stands between braces.
    Expression(&'a str),
}

/// Reads a path.
pub(super) fn template<'a>(reader: &mut Reader<'a, '_>, written: &'a str, place: Place) -> Template<'a> {
    let (path, query) = parts(reader, written, place);
    let pieces = pieces(reader, path, place);
    let is_malformed = pieces.is_none();
    let mut pieces = pieces.unwrap_or_else(|| vec![Piece::Literal(path.into())]);
    if !path.starts_with('/') {
        let message = format!("the path `{path}` has to begin with `/`");
        if path.contains("://") {
            let diagnostic = reader.diagnostics.error(PATH_TEMPLATE, place, message);
            diagnostic.help("write the path alone, and the address in `servers` of the path");
        } else {
            let diagnostic =
                reader.diagnostics.warning(PATH_TEMPLATE, place, message + ", and is taken for that");
            diagnostic.help("write the `/`");
            pieces.insert(0, Piece::Literal("/".into()));
        }
    }
    if !query.is_empty() {
        let message = format!("the path has the query `{query}`, and every request has it");
        let diagnostic = reader.diagnostics.warning(PATH_TEMPLATE, place, message);
        diagnostic.help("declare parameters with `in: query` for what is not always the same");
        pieces.push(Piece::Literal(format!("?{query}").into()));
    }
    let expressions = pieces.iter().filter_map(Piece::expression);
    let names = expressions.flat_map(|expression| [expression, variable(expression)]).collect();
    Template { pieces, names, is_malformed }
}

impl<'a> Piece<'a> {
    fn expression(&self) -> Option<&'a str> {
        match self {
            Piece::Expression(expression) => Some(*expression),
            Piece::Literal(_) => None,
        }
    }
}

/// The path itself, and what of its query is the same in every request.
///
/// A fragment is what some descriptions have several operations of one path and method by. Parameters of the query are
/// declared beside the path, and stand within it in descriptions that were URI templates once.
fn parts<'a>(reader: &mut Reader<'a, '_>, written: &'a str, place: Place) -> (&'a str, String) {
    let (path, fragment) = written.split_once('#').unwrap_or((written, ""));
    if !fragment.is_empty() {
        let message = format!("`#{fragment}` is no part of the path, and is not sent");
        reader.diagnostics.warning(PATH_TEMPLATE, place, message);
    }
    let (path, query) = path.split_once("{?").or_else(|| path.split_once('?')).unwrap_or((path, ""));
    let is_constant = |pair: &&str| !pair.is_empty() && !pair.contains(['{', '}', ',']);
    let constant: Vec<&str> = query.split('&').filter(is_constant).collect();
    if query.contains(['{', '}']) {
        let message = format!("parameters are no part of the path, and `{query}` is left out");
        let diagnostic = reader.diagnostics.warning(PATH_TEMPLATE, place, message);
        diagnostic.help("leave the query out, and declare its parameters with `in: query`");
    }
    (path, constant.join("&"))
}

/// A path, taken apart at its braces; none if they do not match. Messages are about one expression each, and do not repeat
/// the path, which may have thousands.
fn pieces<'a>(reader: &mut Reader<'a, '_>, path: &'a str, place: Place) -> Option<Vec<Piece<'a>>> {
    let (mut pieces, mut remaining) = (Vec::new(), path);
    let mut names = BTreeSet::new();
    while let Some(open) = remaining.find(['{', '}']) {
        let (literal, tail) = remaining.split_at(open);
        let Some((expression, behind)) = tail.strip_prefix('{').and_then(|it| it.split_once('}')) else {
            let message = format!("the braces of the path `{path}` do not match");
            reader.diagnostics.error(PATH_TEMPLATE, place, message);
            return None;
        };
        let name = variable(expression);
        if name.is_empty() || name.contains(['{', '/']) {
            let message = format!("`{{{expression}}}` in the path `{path}` is no parameter");
            reader.diagnostics.error(PATH_TEMPLATE, place, message);
            return None;
        }
        if !names.insert(name) {
            let message = format!("the path has the parameter `{name}` twice: both get its one value");
            reader.diagnostics.warning(PATH_TEMPLATE, place, message);
        }
        pieces.extend([Piece::Literal(literal.into()), Piece::Expression(expression)]);
        remaining = behind;
    }
    pieces.push(Piece::Literal(remaining.into()));
    Some(pieces)
}

/// The name in an expression of RFC 6570 (`{+name}`, `{name*}`), of Google's HTTP rules (`{name=projects/*}`), or of a
/// router (`{*name}`, `{name+}`, `{name:[0-9]+}`, `{name?}`).
fn variable(expression: &str) -> &str {
    let name = expression.trim_start_matches(['+', '*']);
    let name = name.split_once(['=', ':']).map_or(name, |(name, _)| name);
    name.trim_end_matches(['*', '+', '?'])
}

/// Whether the value of an expression may be several segments: by an operator, or by a pattern that a `/` matches.
fn spans_segments(expression: &str) -> bool {
    let end = expression.find(['=', ':']).unwrap_or(expression.len());
    let (name, pattern) = expression.split_at(end);
    let takes_any = match pattern.strip_prefix('=') {
        Some(pattern) => pattern.contains('/') || pattern == "**",
        None => [".*", ".+"].iter().any(|any| pattern.ends_with(any)),
    };
    name.starts_with(['+', '*']) || name.ends_with(['*', '+']) || takes_any
}

/// Gives an operation its path, and the parameters that its requests have.
pub(super) fn fill<'a>(
    reader: &mut Reader<'a, '_>,
    operation: &mut Operation<'a>,
    template: &Template<'a>,
    mut used: Vec<Used<'a>>,
) {
    let declared = Declared::new(&used);
    let mut path = String::new();
    // The name that each expression stands for.
    let mut names: BTreeMap<&'a str, &'a str> = BTreeMap::new();
    // Several expressions may stand for one parameter.
    let mut undeclared: IndexMap<&'a str, Parameter<'a>> = IndexMap::new();
    let mut pieces = template.pieces.iter().peekable();
    while let Some(piece) = pieces.next() {
        let expression = match piece {
            Piece::Literal(literal) => {
                let ends = pieces.peek().is_none_or(|next| next.expression().is_none());
                path += &routed(reader, operation, (literal, ends), &declared, &mut names);
                continue;
            }
            Piece::Expression(expression) => *expression,
        };
        let name = *names.entry(expression).or_insert_with(|| {
            let found = declared.index_of(expression, template);
            let parameter = match found.and_then(|index| used.get_mut(index)) {
                Some(used) => &mut used.parameter,
                None => {
                    let name = variable(expression);
                    undeclared.entry(name).or_insert_with(|| parameter::undeclared(name, operation.place))
                }
            };
            let name = parameter.name;
            if name != expression {
                parameter.spans_segments |= spans_segments(expression);
                let message = format!("`{{{expression}}}` in the path is taken for the parameter `{name}`");
                let diagnostic = reader.diagnostics.warning(PATH_TEMPLATE, operation.path_place, message);
                diagnostic.help(format!("write `{{{name}}}`"));
            }
            name
        });
        path.extend(["{", name, "}"]);
    }
    operation.path = path.into();
    report_undeclared(reader, operation, undeclared.keys().copied());
    if !template.is_malformed {
        let names: BTreeSet<&str> = names.into_values().collect();
        used.retain(|it| {
            it.parameter.location != Location::Path || is_in_path(reader, operation, &names, it)
        });
    }
    operation.parameters = used.into_iter().map(|it| it.parameter).chain(undeclared.into_values()).collect();
}

/// The parameters of a path that are declared, by name: each with the index of the first of them.
struct Declared<'a> {
    by_name: BTreeMap<&'a str, usize>,
    /// By the name in lower case, with the names as they are declared.
    folded: BTreeMap<String, Vec<(&'a str, usize)>>,
}

impl<'a> Declared<'a> {
    fn new(used: &[Used<'a>]) -> Self {
        let mut declared = Self { by_name: BTreeMap::new(), folded: BTreeMap::new() };
        for (index, Used { parameter, .. }) in used.iter().enumerate() {
            if parameter.location == Location::Path {
                declared.by_name.entry(parameter.name).or_insert(index);
                let folded = declared.folded.entry(parameter.name.to_ascii_lowercase()).or_default();
                folded.push((parameter.name, index));
            }
        }
        declared
    }

    /// The index of the parameter that an expression stands for: the one of its name, but for operators, or one that nothing
    /// else in the path stands for, but for the case of letters.
    fn index_of(&self, expression: &str, template: &Template<'_>) -> Option<usize> {
        let name = variable(expression);
        let exact = self.by_name.get(expression).or_else(|| self.by_name.get(name)).copied();
        exact.or_else(|| {
            let mut alike = self.folded.get(&name.to_ascii_lowercase())?.iter();
            alike.find(|(name, _)| !template.names.contains(name)).map(|(_, index)| *index)
        })
    }
}

/// A part of a path without braces, and whether a segment ends with it. A segment with a colon before the name of a parameter is
/// that parameter to most routers, from which such paths come; any other one is what it is.
fn routed<'a>(
    reader: &mut Reader<'a, '_>,
    operation: &Operation<'a>,
    (literal, ends): (&str, bool),
    declared: &Declared<'a>,
    names: &mut BTreeMap<&'a str, &'a str>,
) -> String {
    let mut segments = literal.split('/');
    // What is before the first slash belongs to the segment before.
    let mut path = segments.next().unwrap_or_default().to_owned();
    let mut segments = segments.peekable();
    while let Some(segment) = segments.next() {
        path.push('/');
        let name = segment.strip_prefix(':').filter(|_| ends || segments.peek().is_some());
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            path += segment;
            continue;
        };
        if let Some((name, _)) = declared.by_name.get_key_value(name) {
            let message = format!("`:{name}` in the path is taken for the parameter `{name}`");
            let diagnostic = reader.diagnostics.warning(PATH_TEMPLATE, operation.path_place, message);
            diagnostic.help(format!("write `{{{name}}}`"));
            names.insert(name, name);
            path.extend(["{", name, "}"]);
        } else {
            let message = format!("`:{name}` in the path is no declared parameter, and is sent as it stands");
            let diagnostic = reader.diagnostics.warning(PATH_TEMPLATE, operation.path_place, message);
            diagnostic
                .help(format!("write `{{{name}}}` and declare the parameter `{name}`, if that is meant"));
            path += segment;
        }
    }
    path
}

/// Reports names of the path that no parameter has.
fn report_undeclared<'a>(
    reader: &mut Reader<'a, '_>,
    operation: &Operation<'a>,
    names: impl Iterator<Item = &'a str>,
) {
    for name in names {
        let message = format!("the path parameter `{name}` is not declared, and is taken for a string");
        let diagnostic = reader.diagnostics.warning(UNDECLARED_PATH_PARAMETER, operation.place, message);
        diagnostic.label("declares no such parameter");
        diagnostic.related(operation.path_place, format!("`{{{name}}}` is in the path"));
        diagnostic.help(format!("add `{{name: {name}, in: path, required: true, …}}` to `parameters`"));
    }
}

/// Whether a path parameter is in the path. Reports one that is not.
fn is_in_path<'a>(
    reader: &mut Reader<'a, '_>,
    operation: &Operation<'a>,
    names: &BTreeSet<&str>,
    Used { place, parameter: Parameter { name, .. } }: &Used<'a>,
) -> bool {
    if names.contains(name) {
        return true;
    }
    let message = format!("the path has no parameter `{name}`");
    let meant = reader.sources.nearest(name, names.iter().copied());
    let diagnostic = match meant {
        Some(_) => reader.diagnostics.error(UNUSED_PATH_PARAMETER, *place, message),
        None => reader.diagnostics.warning(UNUSED_PATH_PARAMETER, *place, message + ", and is left out"),
    };
    diagnostic.related(operation.path_place, "the path");
    match meant {
        Some(meant) => diagnostic.label(format!("did you mean `{meant}`?")),
        None => diagnostic.help("remove the parameter, or name it in the path"),
    };
    false
}
