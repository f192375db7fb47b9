//! Security: the schemes, and what operations ask for.

use std::collections::{BTreeMap, BTreeSet};

use hire_codegen::source::Cursor;

use super::comparison::{Comparison, Context, Version, at, shown};
use super::view::resolved;

/// One way to be let in: the schemes that are needed together, each with its scopes. No scheme means that nothing is needed.
struct Alternative<'a> {
    cursor: Cursor<'a>,
    /// What the schemes are, whatever they are called.
    carried: Vec<String>,
    schemes: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl Alternative<'_> {
    fn names(&self) -> Vec<&str> {
        self.schemes.keys().copied().collect()
    }

    #[expect(clippy::unnecessary_wraps, reason = "what only one description has, has no other version")]
    fn version(&self) -> Version {
        Some((self.cursor.place(), self.names().join(" and ")))
    }
}

/// The alternatives of an operation, or else of the document. Without any, nothing is needed.
fn alternatives<'a>(root: Cursor<'a>, operation: Cursor<'a>) -> Vec<Alternative<'a>> {
    let list = operation.get("security").or(root.get("security"));
    let mut all: Vec<_> = list
        .into_iter()
        .flat_map(Cursor::items)
        .map(|requirement| {
            let schemes = requirement.entries();
            let schemes =
                schemes.map(|(name, scopes)| (name, scopes.items().filter_map(Cursor::as_str).collect()));
            let schemes: BTreeMap<&str, BTreeSet<&str>> = schemes.collect();
            let mut carried: Vec<_> = schemes.keys().map(|name| carried(root, name)).collect();
            carried.sort();
            Alternative { cursor: requirement, carried, schemes }
        })
        .collect();
    if all.is_empty() {
        all.push(Alternative {
            cursor: list.unwrap_or(operation),
            carried: Vec::new(),
            schemes: BTreeMap::new(),
        });
    }
    all
}

/// How a credential is carried; the name of a scheme that is not there.
fn carried(root: Cursor<'_>, name: &str) -> String {
    let schemes = root.get("components").and_then(|it| it.get("securitySchemes"));
    let Some(scheme) = schemes.and_then(|it| it.get(name)).map(resolved) else { return name.to_owned() };
    let text = |key: &str| scheme.get(key).and_then(Cursor::as_str).unwrap_or_default();
    let flows = scheme.get("flows").map(|it| it.to_json().to_string()).unwrap_or_default();
    let scheme = text("scheme").to_lowercase();
    [text("type"), &scheme, text("in"), text("name"), text("openIdConnectUrl"), &flows].join("\n")
}

/// Whether two alternatives are the same.
type Pairing<'p> = &'p dyn Fn(&Alternative<'_>, &Alternative<'_>) -> bool;

pub fn security(
    comparison: &mut Comparison,
    context: &Context,
    roots: (Cursor<'_>, Cursor<'_>),
    operations: (Cursor<'_>, Cursor<'_>),
) {
    let context = context.at("security");
    let (before, after) = (alternatives(roots.0, operations.0), alternatives(roots.1, operations.1));
    let is_open = |list: &[Alternative<'_>]| list.iter().any(|it| it.schemes.is_empty());
    let head = |list: &[Alternative<'_>]| list.first().and_then(Alternative::version);
    match (is_open(&before), is_open(&after)) {
        (true, false) => {
            return comparison.report(&context, "security-required", head(&before), head(&after));
        }
        (false, true) => {
            return comparison.report(&context, "security-optional", head(&before), head(&after));
        }
        _ => {}
    }
    // Of those that need one scheme with other scopes each has its own.
    let (mut gone, mut left) = (before, after);
    let pairings: [Pairing<'_>; 4] = [
        &|old, new| old.schemes == new.schemes,
        &|old, new| old.carried == new.carried && old.schemes.values().eq(new.schemes.values()),
        &|old, new| old.names() == new.names(),
        &|old, new| old.carried == new.carried,
    ];
    for is_same in pairings {
        for alternative in std::mem::take(&mut gone) {
            match left.iter().position(|other| is_same(&alternative, other)) {
                Some(index) => scopes(comparison, &context, &alternative, &left.remove(index)),
                None => gone.push(alternative),
            }
        }
    }
    for alternative in gone {
        comparison.report(&context, "security-alternative-removed", alternative.version(), None);
    }
    for alternative in left {
        comparison.report(&context, "security-alternative-added", None, alternative.version());
    }
}

fn scopes(comparison: &mut Comparison, context: &Context, old: &Alternative<'_>, new: &Alternative<'_>) {
    for (name, before) in &old.schemes {
        // Of schemes that have another name, those of one are known.
        let only = || new.schemes.values().next().filter(|_| new.schemes.len() == 1);
        let Some(after) = new.schemes.get(name).or_else(only) else { continue };
        let context = context.at(name);
        for scope in after.difference(before) {
            let version = Some((new.cursor.place(), (*scope).to_owned()));
            comparison.report(&context, "security-scope-added", None, version);
        }
        for scope in before.difference(after) {
            let version = Some((old.cursor.place(), (*scope).to_owned()));
            comparison.report(&context, "security-scope-removed", version, None);
        }
    }
}

/// The schemes of the components.
pub fn schemes(comparison: &mut Comparison, context: &Context, old: Cursor<'_>, new: Cursor<'_>) {
    fn all(root: Cursor<'_>) -> BTreeMap<&str, Cursor<'_>> {
        let schemes = root.get("components").and_then(|it| it.get("securitySchemes"));
        schemes.into_iter().flat_map(Cursor::entries).collect()
    }
    let (before, after) = (all(old), all(new));
    for (name, scheme) in &before {
        let context = context.at(&format!("security scheme {name}"));
        match after.get(name) {
            None => comparison.report(&context, "security-scheme-removed", at(*scheme), None),
            Some(new) => compare_scheme(comparison, &context, *scheme, *new),
        }
    }
    for (name, scheme) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        comparison.report(
            &context.at(&format!("security scheme {name}")),
            "security-scheme-added",
            None,
            at(*scheme),
        );
    }
}

fn compare_scheme(comparison: &mut Comparison, context: &Context, old: Cursor<'_>, new: Cursor<'_>) {
    let (old, new) = (resolved(old), resolved(new));
    comparison.member(context, (old, new), &["type", "in", "name"], "security-scheme-changed");
    // The name of a scheme of HTTP has no case (RFC 9110 §11.1).
    let scheme = |it: Cursor<'_>| it.get("scheme").and_then(Cursor::as_str).map(str::to_lowercase);
    if scheme(old) != scheme(new) {
        comparison.member(context, (old, new), &["scheme"], "security-scheme-changed");
    }
    comparison.member(context, (old, new), &["openIdConnectUrl"], "security-url-changed");
    let words = ["description", "bearerFormat"];
    comparison.member(context, (old, new), &words, "security-scheme-description-changed");
    let (Some(old), Some(new)) = (old.get("flows"), new.get("flows")) else { return };
    for (kind, before) in old.entries() {
        let Some(after) = new.get(kind) else {
            comparison.report(context, "security-scheme-changed", at(before), at(new));
            continue;
        };
        let urls = ["authorizationUrl", "tokenUrl", "refreshUrl"];
        comparison.member(context, (before, after), &urls, "security-url-changed");
        let scopes = |flow: Cursor<'_>| -> BTreeMap<String, String> {
            let scopes = flow.get("scopes").into_iter().flat_map(Cursor::entries);
            scopes.map(|(name, words)| (name.to_owned(), words.to_json().to_string())).collect()
        };
        let (lost, found) = (scopes(before), scopes(after));
        let version = |flow: Cursor<'_>, name: &str| shown(flow.get("scopes").and_then(|it| it.get(name)));
        for (name, words) in &lost {
            match found.get(name) {
                None => comparison.report(
                    context,
                    "security-flow-scope-removed",
                    version(before, name),
                    at(after),
                ),
                Some(other) if other != words => {
                    let id = "security-scheme-description-changed";
                    comparison.report(context, id, version(before, name), version(after, name));
                }
                Some(_) => {}
            }
        }
        for name in found.keys().filter(|name| !lost.contains_key(*name)) {
            comparison.report(context, "security-flow-scope-added", at(before), version(after, name));
        }
    }
}
