//! Operations: which of them are the same, and what is said of each.

use std::collections::BTreeMap;

use hire_codegen::source::Cursor;

use super::comparison::{Comparison, Context, at, shown};
use super::document::{error_codes, servers};
use super::message::{bodies, parameters, responses};
use super::security::security;
use super::view::resolved;
use crate::diff::rule::Direction;

/// The keys of a path item that are methods.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation, and the path item that it is in.
#[derive(Clone, Copy)]
pub struct Operation<'a> {
    pub method: &'static str,
    pub path: &'a str,
    pub item: Cursor<'a>,
    pub cursor: Cursor<'a>,
}

impl<'a> Operation<'a> {
    fn id(&self) -> Option<&'a str> {
        self.cursor.get("operationId")?.as_str()
    }

    /// The parameters of the path item, and those of the operation.
    pub fn parameters(&self) -> impl Iterator<Item = Cursor<'a>> {
        let lists = [self.item.get("parameters"), self.cursor.get("parameters")];
        lists.into_iter().flatten().flat_map(Cursor::items).map(resolved)
    }

    /// The path, where a segment `:name` is the parameter `{name}` if there is one, as the generator takes it.
    fn template(&self) -> String {
        let is = |parameter: Cursor<'_>, key: &str, text: &str| {
            parameter.get(key).and_then(Cursor::as_str) == Some(text)
        };
        let is_declared =
            |name: &str| self.parameters().any(|it| is(it, "in", "path") && is(it, "name", name));
        let segments = self.path.split('/').map(|segment| match segment.strip_prefix(':') {
            Some(name) if is_declared(name) => format!("{{{name}}}"),
            _ => segment.to_owned(),
        });
        segments.collect::<Vec<_>>().join("/")
    }

    /// The names in the braces of the path.
    pub fn path_names(&self) -> Vec<String> {
        let path = self.template();
        path.split('{').skip(1).filter_map(|part| part.split('}').next()).map(str::to_owned).collect()
    }

    /// The method, and the path without the names of its parameters, which are nothing on the wire.
    fn key(&self) -> (String, String) {
        (self.method.to_owned(), unnamed(&self.template()))
    }

    fn route(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    fn is_deprecated(&self) -> bool {
        self.cursor.get("deprecated").and_then(Cursor::as_bool) == Some(true)
    }
}

/// A path without what stands in its braces, of which requests have nothing.
pub fn unnamed(path: &str) -> String {
    let mut unnamed = String::new();
    for (index, part) in path.split('{').enumerate() {
        match part.split_once('}') {
            Some((_, rest)) if index > 0 => unnamed = unnamed + "{}" + rest,
            _ => unnamed += part,
        }
    }
    unnamed
}

/// The operations of a description.
fn described<'a>(root: Cursor<'a>, is_meant: &dyn Fn(&str, &str) -> bool) -> Vec<Operation<'a>> {
    let paths = root.get("paths").into_iter().flat_map(Cursor::entries);
    let all = paths.filter(|(path, _)| path.starts_with('/')).flat_map(|(path, item)| {
        let item = resolved(item);
        METHODS.iter().filter_map(move |method| {
            Some(Operation { method, path, item, cursor: resolved(item.get(method)?) })
        })
    });
    all.filter(|operation| is_meant(&operation.method.to_uppercase(), &operation.key().1)).collect()
}

pub fn operations(
    comparison: &mut Comparison,
    old: Cursor<'_>,
    new: Cursor<'_>,
    is_meant: &dyn Fn(&str, &str) -> bool,
) {
    let (before, after) = (described(old, is_meant), described(new, is_meant));
    let mut left: BTreeMap<_, Operation<'_>> = after.iter().map(|it| (it.key(), *it)).collect();
    let mut gone = Vec::new();
    for operation in &before {
        match left.remove(&operation.key()) {
            Some(same) => compare_operation(comparison, (old, new), operation, &same),
            None => gone.push(operation),
        }
    }
    for operation in gone {
        let is_same = |it: &&Operation<'_>| it.id().is_some() && it.id() == operation.id();
        let context = context(operation, None);
        match left.values().find(is_same).copied() {
            Some(moved) => {
                left.remove(&moved.key());
                report_moved(comparison, operation, &moved);
                compare_operation(comparison, (old, new), operation, &moved);
            }
            None => {
                let deprecated = if operation.is_deprecated() { "deprecated-" } else { "" };
                let id = format!("{deprecated}operation-removed");
                comparison.report(&context, id, at(operation.cursor), None);
            }
        }
    }
    for operation in after.iter().filter(|it| left.contains_key(&it.key())) {
        let context = Context {
            subject: operation.route(),
            pointer: String::new(),
            operation: (None, Some(operation.cursor.place())),
            direction: Direction::Both,
        };
        comparison.report(&context, "operation-added", None, at(operation.cursor));
    }
}

/// An operation that is known by its id, and is called otherwise.
fn report_moved(comparison: &mut Comparison, old: &Operation<'_>, new: &Operation<'_>) {
    let context = context(old, Some(new));
    let version = |it: &Operation<'_>| Some((it.cursor.place(), it.route()));
    if old.method != new.method {
        comparison.report(&context, "operation-method-changed", version(old), version(new));
    }
    if old.key().1 != new.key().1 {
        comparison.report(&context, "operation-path-changed", version(old), version(new));
    }
}

fn compare_operation(
    comparison: &mut Comparison,
    roots: (Cursor<'_>, Cursor<'_>),
    old: &Operation<'_>,
    new: &Operation<'_>,
) {
    let context = context(old, Some(new));
    let both = (old.cursor, new.cursor);
    match (old.id(), new.id()) {
        (Some(before), Some(after)) if before != after => {
            let (before, after) = (old.cursor.get("operationId"), new.cursor.get("operationId"));
            comparison.report(&context, "operation-id-changed", shown(before), shown(after));
        }
        (Some(_), None) => {
            comparison.report(
                &context,
                "operation-id-removed",
                shown(old.cursor.get("operationId")),
                at(new.cursor),
            );
        }
        (None, Some(_)) => {
            comparison.report(
                &context,
                "operation-id-added",
                at(old.cursor),
                shown(new.cursor.get("operationId")),
            );
        }
        _ => {}
    }
    comparison.flag(&context, both, "deprecated", ("operation-deprecated", "operation-reactivated"));
    comparison.member(&context, both, &["tags"], "operation-tags-changed");
    comparison.member(&context, both, &["summary"], "operation-summary-changed");
    comparison.member(&context, both, &["description"], "operation-description-changed");
    comparison.member(&context, (old.item, new.item), &["summary"], "operation-summary-changed");
    comparison.member(&context, (old.item, new.item), &["description"], "operation-description-changed");
    comparison.member(&context, both, &["externalDocs"], "operation-docs-link-changed");
    comparison.member(&context, both, &["callbacks"], "callback-changed");
    comparison.member(&context, both, &["x-envelope"], "envelope-changed");
    comparison.member(&context, both, &["x-rate-limit"], "rate-limit-changed");
    comparison.member(&context, both, &["x-idempotency-key"], "idempotency-key-changed");
    error_codes(comparison, &context, old.cursor, new.cursor);
    let own = |it: &Operation<'_>| [it.cursor, it.item].iter().any(|owner| owner.get("servers").is_some());
    if own(old) || own(new) {
        let sides = (serving(old, roots.0), serving(new, roots.1));
        servers(comparison, &context, sides, "operation-server-changed");
    }
    security(comparison, &context, roots, both);
    parameters(comparison, &context, old, new);
    bodies(comparison, &context, old.cursor, new.cursor);
    responses(comparison, &context, old.cursor, new.cursor);
}

/// What has the servers of an operation: itself, the path item, or the document.
fn serving<'a>(operation: &Operation<'a>, root: Cursor<'a>) -> Cursor<'a> {
    let own = [operation.cursor, operation.item].into_iter().find(|owner| owner.get("servers").is_some());
    own.unwrap_or(root)
}

fn context(old: &Operation<'_>, new: Option<&Operation<'_>>) -> Context {
    Context {
        subject: new.unwrap_or(old).route(),
        pointer: String::new(),
        operation: (Some(old.cursor.place()), new.map(|new| new.cursor.place())),
        direction: Direction::Both,
    }
}
