//! Path templates (the specification's "Path Templating"), and the parameters that fill them.

use std::borrow::Cow;

use super::parameter::{self, Used};
use super::reader::Reader;
use crate::diagnostic::codes::{PATH_TEMPLATE, UNDECLARED_PATH_PARAMETER, UNUSED_PATH_PARAMETER};
use crate::diagnostic::nearest;
use crate::openapi::{Location, Operation, Parameter};
use crate::source::Place;

/// A path without what no request has, and what stands in its braces.
pub(super) struct Template<'a> {
    path: Cow<'a, str>,
    /// None where the path is malformed.
    expressions: Option<Vec<&'a str>>,
}

/// Reads a path.
pub(super) fn template<'a>(reader: &mut Reader<'a, '_>, written: &'a str, place: Place) -> Template<'a> {
    let (path, query) = parts(reader, written, place);
    let expressions = expressions(reader, path, place);
    let mut path = Cow::from(path);
    if !path.starts_with('/') {
        let message = format!("the path `{path}` has to begin with `/`");
        if path.contains("://") {
            let diagnostic = reader.diagnostics.error(PATH_TEMPLATE, place, message);
            diagnostic.help("write the path alone, and the address in `servers` of the path");
        } else {
            let diagnostic =
                reader.diagnostics.warning(PATH_TEMPLATE, place, message + ", and is taken for that");
            diagnostic.help("write the `/`");
            path.to_mut().insert(0, '/');
        }
    }
    if !query.is_empty() {
        let message = format!("the path has the query `{query}`, and every request has it");
        let diagnostic = reader.diagnostics.warning(PATH_TEMPLATE, place, message);
        diagnostic.help("declare parameters with `in: query` for what is not always the same");
        path = format!("{path}?{query}").into();
    }
    Template { path, expressions }
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

/// What stands between the braces of a path; none of a malformed one.
fn expressions<'a>(reader: &mut Reader<'a, '_>, path: &'a str, place: Place) -> Option<Vec<&'a str>> {
    let (mut expressions, mut remaining) = (Vec::new(), path);
    while let Some(open) = remaining.find(['{', '}']) {
        let (_, tail) = remaining.split_at(open);
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
        if expressions.contains(&expression) {
            let message =
                format!("the path `{path}` has the parameter `{name}` twice: both get its one value");
            reader.diagnostics.warning(PATH_TEMPLATE, place, message);
        } else {
            expressions.push(expression);
        }
        remaining = behind;
    }
    Some(expressions)
}

/// The name in an expression of RFC 6570 (`{+name}`, `{name*}`), of Google's HTTP rules (`{name=projects/*}`), or of a
/// router (`{*name}`, `{name+}`, `{name:[0-9]+}`, `{name?}`).
fn variable(expression: &str) -> &str {
    let name = expression.trim_start_matches(['+', '*']);
    let name = name.split_once(['=', ':']).map_or(name, |(name, _)| name);
    name.trim_end_matches(['*', '+', '?'])
}

/// Whether the value of an expression may be several segments.
fn spans_segments(expression: &str) -> bool {
    let pattern = expression.split_once('=').map_or("", |(_, pattern)| pattern);
    expression.starts_with(['+', '*']) || expression.ends_with(['*', '+']) || pattern.contains('/')
}

/// Gives an operation its path, and the parameters that its requests have.
pub(super) fn fill<'a>(
    reader: &mut Reader<'a, '_>,
    operation: &mut Operation<'a>,
    template: &Template<'a>,
    mut used: Vec<Used<'a>>,
) {
    operation.path.clone_from(&template.path);
    let mut names: Vec<&'a str> = Vec::new();
    let mut undeclared: Vec<&'a str> = Vec::new();
    for expression in template.expressions.iter().flatten().copied() {
        let declared = declared(expression, template, &used).and_then(|index| used.get_mut(index));
        let name = match declared {
            Some(Used { parameter, .. }) => {
                parameter.spans_segments = parameter.name != expression && spans_segments(expression);
                parameter.name
            }
            None => {
                undeclared.push(variable(expression));
                variable(expression)
            }
        };
        if name != expression {
            let message = format!("`{{{expression}}}` in the path is taken for the parameter `{name}`");
            let diagnostic = reader.diagnostics.warning(PATH_TEMPLATE, operation.path_place, message);
            diagnostic.help(format!("write `{{{name}}}`"));
            operation.path =
                operation.path.replace(&format!("{{{expression}}}"), &format!("{{{name}}}")).into();
        }
        names.push(name);
    }
    report_undeclared(reader, operation, &undeclared);
    if template.expressions.is_some() {
        used.retain(|it| {
            it.parameter.location != Location::Path || is_in_path(reader, operation, &names, it)
        });
    }
    let place = operation.place;
    let undeclared = undeclared.into_iter().map(|name| parameter::undeclared(name, place));
    operation.parameters = used.into_iter().map(|it| it.parameter).chain(undeclared).collect();
}

/// The index of the parameter that an expression stands for: the one of its name, but for operators, or one that nothing
/// else in the path stands for, but for the case of letters.
fn declared(expression: &str, template: &Template<'_>, used: &[Used<'_>]) -> Option<usize> {
    let is_free = |name: &str| !template.expressions.iter().flatten().any(|it| *it == name);
    let find = |is_meant: &dyn Fn(&str) -> bool| {
        used.iter().position(|it| it.parameter.location == Location::Path && is_meant(it.parameter.name))
    };
    let name = variable(expression);
    find(&|it| it == expression)
        .or_else(|| find(&|it| it == name))
        .or_else(|| find(&|it| it.eq_ignore_ascii_case(name) && is_free(it)))
}

/// Reports names of the path that no parameter has.
fn report_undeclared<'a>(reader: &mut Reader<'a, '_>, operation: &Operation<'a>, names: &[&'a str]) {
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
    names: &[&'a str],
    Used { place, parameter: Parameter { name, .. } }: &Used<'a>,
) -> bool {
    if names.contains(name) {
        return true;
    }
    let path = &operation.path;
    let message = format!("the path `{path}` has no parameter `{name}`");
    let meant = nearest(name, names.iter().copied());
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
