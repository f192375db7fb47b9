//! What is said of the API as a whole.

use std::collections::BTreeMap;

use hire_codegen::source::Cursor;

use super::comparison::{Comparison, Context, at, shown};
use super::operation::operations;
use super::schema::compare_schemas;
use super::security::schemes;
use crate::diff::rule::Direction;

/// The members of an entry of `x-error-codes` that say when a call may be repeated, and those that are words.
const BEHAVIOR: [&str; 3] = ["retryable", "reauthenticate", "status"];
const TEXT: [&str; 3] = ["meaning", "advice", "inferred"];

pub fn document(
    comparison: &mut Comparison,
    old: Cursor<'_>,
    new: Cursor<'_>,
    is_meant: &dyn Fn(&str, &str) -> bool,
) {
    let context = Context {
        subject: String::new(),
        pointer: String::new(),
        operation: (None, None),
        direction: Direction::Both,
    };
    if let (Some(old), Some(new)) = (old.get("info"), new.get("info")) {
        let api = context.at("info");
        comparison.member(&api, (old, new), &["title"], "title-changed");
        comparison.member(&api, (old, new), &["version"], "version-changed");
        comparison.member(&api, (old, new), &["summary", "description"], "api-description-changed");
    }
    servers(comparison, &context, (old, new), "default-server-changed");
    tags(comparison, &context, old, new);
    schemes(comparison, &context, old, new);
    comparison.member(&context.at("x-envelope"), (old, new), &["x-envelope"], "envelope-changed");
    comparison.member(&context.at("x-rate-limit"), (old, new), &["x-rate-limit"], "rate-limit-changed");
    error_codes(comparison, &context, old, new);
    webhooks(comparison, &context, old, new);
    operations(comparison, old, new, is_meant);
    let has_operations =
        [old, new].iter().any(|root| root.get("paths").is_some_and(|it| it.entries().len() > 0));
    if !has_operations {
        components(comparison, &context, old, new);
    }
}

/// The servers of the document or of an operation.
pub fn servers(
    comparison: &mut Comparison,
    context: &Context,
    (old, new): (Cursor<'_>, Cursor<'_>),
    first: &str,
) {
    fn list(owner: Cursor<'_>) -> Vec<(String, Cursor<'_>)> {
        let servers = owner.get("servers").map(|list| list.items().collect::<Vec<_>>()).unwrap_or_default();
        let address = |server: Cursor<'_>| {
            let mut address = server.get("url").and_then(Cursor::as_str).unwrap_or("/").to_owned();
            for (name, variable) in server.get("variables").into_iter().flat_map(Cursor::entries) {
                let values = ["default", "enum"].map(|key| variable.get(key).map(Cursor::to_json));
                address = format!("{address}\n{name}: {values:?}");
            }
            address
        };
        if servers.is_empty() {
            // Without servers it is the address of the description itself (OpenAPI 3.1.1 §4.8.1.1).
            return vec![("/".to_owned(), owner)];
        }
        servers.into_iter().map(|it| (address(it), it)).collect()
    }
    let (before, after) = (list(old), list(new));
    let is_in = |list: &[(String, Cursor<'_>)], address: &str| list.iter().any(|it| it.0 == address);
    let url = |server: Cursor<'_>| shown(server.get("url")).or_else(|| at(server));
    let heads = (before.first(), after.first());
    let is_other = heads.0.map(|it| &it.0) != heads.1.map(|it| &it.0);
    if is_other {
        let version = |head: Option<&(String, Cursor<'_>)>, owner| match head {
            Some((_, server)) => url(*server),
            None => at(owner),
        };
        comparison.report(&context.at("servers"), first, version(heads.0, old), version(heads.1, new));
    }
    // The first server is spoken of already.
    let rest = usize::from(is_other);
    for (address, server) in before.iter().skip(rest) {
        if !is_in(&after, address) {
            comparison.report(&context.at("servers"), "server-removed", url(*server), None);
        }
    }
    for (address, server) in after.iter().skip(rest) {
        if !is_in(&before, address) {
            comparison.report(&context.at("servers"), "server-added", None, url(*server));
        }
    }
}

fn tags(comparison: &mut Comparison, context: &Context, old: Cursor<'_>, new: Cursor<'_>) {
    let named = |root: Cursor<'_>| -> BTreeMap<String, String> {
        let tags = root.get("tags").map(|list| list.items().collect::<Vec<_>>()).unwrap_or_default();
        let name = |tag: &Cursor<'_>| tag.get("name").and_then(Cursor::as_str).unwrap_or("").to_owned();
        tags.iter().map(|tag| (name(tag), tag.to_json().to_string())).collect()
    };
    if named(old) != named(new) {
        let version = |root: Cursor<'_>| root.get("tags").map_or_else(|| at(root), at);
        comparison.report(&context.at("tags"), "tag-description-changed", version(old), version(new));
    }
}

/// The codes of the document, or those of an operation.
pub fn error_codes(comparison: &mut Comparison, context: &Context, old: Cursor<'_>, new: Cursor<'_>) {
    fn rows(owner: Cursor<'_>) -> BTreeMap<String, Cursor<'_>> {
        let rows = owner.get("x-error-codes").map(|list| list.items().collect::<Vec<_>>());
        let code = |row: &Cursor<'_>| row.get("code").map(|it| it.to_json().to_string());
        rows.unwrap_or_default().into_iter().filter_map(|row| Some((code(&row)?, row))).collect()
    }
    let (before, after) = (rows(old), rows(new));
    for (code, row) in &before {
        let context = context.at(&format!("error code {code}"));
        match after.get(code) {
            None => comparison.report(&context, "error-code-removed", at(*row), None),
            Some(new) => {
                comparison.member(&context, (*row, *new), &["name"], "error-code-renamed");
                comparison.member(&context, (*row, *new), &BEHAVIOR, "error-code-behavior-changed");
                comparison.member(&context, (*row, *new), &TEXT, "error-code-text-changed");
            }
        }
    }
    for (code, row) in after.iter().filter(|(code, _)| !before.contains_key(*code)) {
        comparison.report(&context.at(&format!("error code {code}")), "error-code-added", None, at(*row));
    }
}

fn webhooks(comparison: &mut Comparison, context: &Context, old: Cursor<'_>, new: Cursor<'_>) {
    fn all(root: Cursor<'_>) -> BTreeMap<&str, Cursor<'_>> {
        root.get("webhooks").into_iter().flat_map(Cursor::entries).collect()
    }
    let (before, after) = (all(old), all(new));
    for (name, hook) in &before {
        let context = context.at(&format!("webhook {name}"));
        match after.get(name) {
            None => comparison.report(&context, "webhook-removed", at(*hook), None),
            Some(same) if same.to_json() != hook.to_json() => {
                comparison.report(&context, "webhook-changed", at(*hook), at(*same));
            }
            Some(_) => {}
        }
    }
    for (name, hook) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        comparison.report(&context.at(&format!("webhook {name}")), "webhook-added", None, at(*hook));
    }
}

/// The schemas of a description without operations: each may be sent and received.
fn components(comparison: &mut Comparison, context: &Context, old: Cursor<'_>, new: Cursor<'_>) {
    let schemas = |root: Cursor<'_>| Some(root.get("components")?.get("schemas")?.place());
    let (Some(before), Some(after)) = (schemas(old), schemas(new)) else { return };
    let (before, after) = (old.sources().at(before), new.sources().at(after));
    for (name, schema) in before.entries() {
        let Some(same) = after.get(name) else { continue };
        for direction in [Direction::Request, Direction::Response] {
            let context = context.at(&format!("schema {name}")).towards(direction);
            compare_schemas(comparison, &context, &[schema], &[same]);
        }
    }
}
