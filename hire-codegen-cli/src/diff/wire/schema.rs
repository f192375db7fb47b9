//! Schemas: types, values, properties and unions. What limits values of one type is in [`keywords`](super::keywords).

use hire_codegen::source::Cursor;

use super::comparison::{Comparison, Context, at, pair, shown, version};
use super::keywords::limits;
use super::view::{View, resolved};
use crate::diff::rule::Direction;

/// Compares the schemas of a value, as the caller sees it that the context says.
pub fn compare_schemas(
    comparison: &mut Comparison,
    context: &Context,
    old: &[Cursor<'_>],
    new: &[Cursor<'_>],
) {
    let (old, new) = (View::new(old), View::new(new));
    if !comparison.seen.insert(pair(&old, &new, context.direction)) {
        return;
    }
    let hidden = match context.direction {
        Direction::Request => "readOnly",
        Direction::Response => "writeOnly",
        Direction::Both => "",
    };
    // Callers do not send what is read-only, and do not receive what is write-only.
    if old.is_true(hidden) && new.is_true(hidden) {
        return;
    }
    annotations(comparison, context, &old, &new);
    if !types(comparison, context, &old, &new) {
        return;
    }
    values(comparison, context, &old, &new);
    limits(comparison, context, &old, &new);
    properties(comparison, context, &old, &new);
    parts(comparison, context, &old, &new);
    unions(comparison, context, &old, &new);
}

/// What a schema says without restricting anything.
fn annotations(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) {
    let rows = [
        ("title", "schema-title-changed"),
        ("description", "schema-description-changed"),
        ("example", "schema-example-changed"),
        ("examples", "schema-example-changed"),
        ("externalDocs", "schema-docs-link-changed"),
        ("x-rust-name", "rust-name-changed"),
        ("x-enum-descriptions", "enum-descriptions-changed"),
    ];
    for (key, id) in rows {
        let (before, after) = (old.first(key), new.first(key));
        if before.map(Cursor::to_json) != after.map(Cursor::to_json) {
            comparison.report(context, id, version(old, key), version(new, key));
        }
    }
    let names = |view: &View<'_>| {
        let names = view.first("x-enum-varnames").or(view.first("x-enumNames")).map(Cursor::to_json);
        // Names of values that are new, or gone, are no change of a name.
        let values = view.all("enum").next().map(Cursor::to_json);
        (names, values)
    };
    let (before, after) = (names(old), names(new));
    if before.0 != after.0 && before.1 == after.1 {
        let key = "x-enum-varnames";
        comparison.report(context, "enum-names-changed", version(old, key), version(new, key));
    }
    let flags = [
        ("deprecated", "schema-deprecated", "schema-reactivated"),
        ("x-sensitive", "sensitive-changed", "sensitive-changed"),
        ("readOnly", "property-became-read-only", "property-became-not-read-only"),
        ("writeOnly", "property-became-write-only", "property-became-not-write-only"),
    ];
    for (key, set, unset) in flags {
        match (old.is_true(key), new.is_true(key)) {
            (false, true) => comparison.report(context, set, version(old, key), version(new, key)),
            (true, false) => comparison.report(context, unset, version(old, key), version(new, key)),
            _ => {}
        }
    }
    defaults(comparison, context, old, new);
}

fn defaults(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) {
    let (before, after) = (old.first("default"), new.first("default"));
    let what = match (before, after) {
        (None, Some(_)) => "default-added",
        (Some(_), None) => "default-removed",
        (Some(before), Some(after)) if before.to_json() != after.to_json() => "default-changed",
        _ => return,
    };
    comparison.report_directed(context, what, version(old, "default"), version(new, "default"));
}

/// Compares the types. Says whether values of the one may be values of the other, so that there is more to compare.
fn types(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) -> bool {
    let (nullable, type_) = (old.is_nullable(), version(old, "type"));
    let null = match (nullable, new.is_nullable()) {
        (false, true) if old.types().is_some() || new.types().is_none() => "became-nullable",
        (true, false) if new.types().is_some() || old.types().is_none() => "became-not-nullable",
        _ => "",
    };
    if !null.is_empty() {
        comparison.report_directed(context, null, type_.clone(), version(new, "type"));
    }
    let (before, after) = (old.types_or_all(), new.types_or_all());
    if before == after {
        return true;
    }
    let what = match (before.is_subset(&after), after.is_subset(&before)) {
        (true, _) => "type-widened",
        (_, true) => "type-narrowed",
        _ => "type-changed",
    };
    comparison.report_directed(context, what, type_, version(new, "type"));
    what != "type-changed"
}

fn values(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) {
    let key = |view: &View<'_>| if view.first("enum").is_some() { "enum" } else { "const" };
    let whole = (version(old, key(old)), version(new, key(new)));
    match (old.values(), new.values()) {
        (None, Some(_)) => comparison.report_directed(context, "enum-tightened", whole.0, whole.1),
        (Some(_), None) => comparison.report_directed(context, "enum-loosened", whole.0, whole.1),
        (Some(before), Some(after)) => {
            let is_const = key(old) == "const" && key(new) == "const";
            if is_const && before.keys().ne(after.keys()) {
                return comparison.report_directed(context, "const-changed", whole.0, whole.1);
            }
            for (_, value) in before.iter().filter(|(text, _)| !after.contains_key(*text)) {
                comparison.report_directed(context, "enum-value-removed", shown(Some(*value)), None);
            }
            for (_, value) in after.iter().filter(|(text, _)| !before.contains_key(*text)) {
                comparison.report_directed(context, "enum-value-added", None, shown(Some(*value)));
            }
        }
        (None, None) => {}
    }
}

fn properties(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) {
    let (before, after) = (old.properties(), new.properties());
    let required = (old.required(), new.required());
    for (name, schemas) in &before {
        let context = context.below(name);
        let was_required = required.0.contains(name);
        let here = schemas.first().copied().and_then(at);
        let Some(same) = after.get(name) else {
            let what = match (context.direction, was_required) {
                (Direction::Response, true) => "property-required-removed",
                (Direction::Response, false) => "property-optional-removed",
                _ => "property-removed",
            };
            if !is_hidden(&context, schemas) {
                comparison.report_directed(&context, what, here, None);
            }
            continue;
        };
        let there = same.first().copied().and_then(at);
        match (was_required, required.1.contains(name)) {
            (false, true) => comparison.report_directed(&context, "property-became-required", here, there),
            (true, false) => comparison.report_directed(&context, "property-became-optional", here, there),
            _ => {}
        }
        compare_schemas(comparison, &context, schemas, same);
    }
    for (name, schemas) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        let context = context.below(name);
        let has_default = View::new(schemas).first("default").is_some();
        let what = match (context.direction, required.1.contains(name), has_default) {
            (Direction::Response, ..) => "property-added",
            (_, true, true) => "property-added-required-with-default",
            (_, true, false) => "property-added-required",
            (_, false, _) => "property-added-optional",
        };
        if !is_hidden(&context, schemas) {
            comparison.report_directed(&context, what, None, schemas.first().copied().and_then(at));
        }
    }
}

/// The items of arrays, and the properties without a name.
fn parts(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) {
    for (key, token) in [("items", "items"), ("additionalProperties", "*")] {
        let (before, after) = (old.schemas(key), new.schemas(key));
        if !before.is_empty() && !after.is_empty() {
            compare_schemas(comparison, &context.below(token), &before, &after);
        }
    }
    let (before, after) = (old.items("prefixItems"), new.items("prefixItems"));
    for (index, (before, after)) in before.into_iter().zip(after).enumerate() {
        compare_schemas(comparison, &context.below(&index.to_string()), &[before], &[after]);
    }
}

fn unions(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) {
    let kind = |view: &View<'_>| ["oneOf", "anyOf"].into_iter().find(|key| !view.branches(key).is_empty());
    let kinds = (kind(old), kind(new));
    if let (Some(before), Some(after)) = kinds
        && before != after
    {
        comparison.report_directed(context, "union-kind-changed", version(old, before), version(new, after));
    }
    let branches = (
        kinds.0.map(|key| old.branches(key)).unwrap_or_default(),
        kinds.1.map(|key| new.branches(key)).unwrap_or_default(),
    );
    let (mut gone, mut left) = (Vec::new(), branches.1);
    for branch in branches.0 {
        match left.iter().position(|other| is_same_branch(branch, *other)) {
            Some(index) => {
                let same = left.remove(index);
                compare_schemas(
                    comparison,
                    &context.at(&format!("({})", branch_name(branch))),
                    &[branch],
                    &[same],
                );
            }
            None => gone.push(branch),
        }
    }
    // Branches without a name that stand for each other by their order.
    let is_unnamed = |branch: &&Cursor<'_>| branch.get("$ref").is_none() && branch.get("title").is_none();
    let unnamed = gone.iter().filter(is_unnamed).count();
    if gone.len() == 1 && left.len() == 1 && unnamed == 1 && left.iter().all(|it| is_unnamed(&it)) {
        compare_schemas(comparison, &context.at("(branch)"), &gone, &left);
        (gone, left) = (Vec::new(), Vec::new());
    }
    for branch in gone {
        let version = Some((branch.place(), branch_name(branch).to_owned()));
        comparison.report_directed(context, "variant-removed", version, None);
    }
    for branch in left {
        let version = Some((branch.place(), branch_name(branch).to_owned()));
        comparison.report_directed(context, "variant-added", None, version);
    }
    discriminators(comparison, context, old, new);
}

fn discriminators(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) {
    let (before, after) = match (old.first("discriminator"), new.first("discriminator")) {
        (None, None) => return,
        (None, Some(after)) => {
            return comparison.report(context, "discriminator-added", version(old, ""), at(after));
        }
        (Some(before), None) => {
            return comparison.report(context, "discriminator-removed", at(before), version(new, ""));
        }
        (Some(before), Some(after)) => (before, after),
    };
    comparison.member(context, (before, after), &["propertyName"], "discriminator-property-changed");
    let names =
        |it: Cursor<'_>, name: &str| it.get("mapping").and_then(|it| it.get(name)).map(Cursor::to_json);
    let mapping = (before.get("mapping"), after.get("mapping"));
    for (name, target) in mapping.0.into_iter().flat_map(Cursor::entries) {
        let context = context.at(name);
        match names(after, name) {
            None => {
                comparison.report(&context, "discriminator-mapping-removed", shown(Some(target)), at(after));
            }
            Some(other) if other != target.to_json() => {
                let other = after.get("mapping").and_then(|it| it.get(name));
                comparison.report(
                    &context,
                    "discriminator-mapping-changed",
                    shown(Some(target)),
                    shown(other),
                );
            }
            Some(_) => {}
        }
    }
    for (name, target) in mapping.1.into_iter().flat_map(Cursor::entries) {
        if names(before, name).is_none() {
            let context = context.at(name);
            comparison.report(&context, "discriminator-mapping-added", at(before), shown(Some(target)));
        }
    }
}

/// Whether callers neither send nor receive a property.
fn is_hidden(context: &Context, schemas: &[Cursor<'_>]) -> bool {
    let key = if context.direction == Direction::Request { "readOnly" } else { "writeOnly" };
    View::new(schemas).is_true(key)
}

/// What a branch is called: the component, else its title.
fn branch_name(branch: Cursor<'_>) -> &str {
    let component = || branch.get("$ref")?.as_str()?.rsplit('/').next();
    let title = || branch.get("title").and_then(Cursor::as_str);
    component().or_else(title).unwrap_or("branch")
}

fn is_same_branch(old: Cursor<'_>, new: Cursor<'_>) -> bool {
    match (branch_name(old), branch_name(new)) {
        ("branch", "branch") => resolved(old).to_json() == resolved(new).to_json(),
        (old, new) => old == new,
    }
}
