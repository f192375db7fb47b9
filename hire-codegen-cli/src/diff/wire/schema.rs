//! Schemas: types, values, properties and unions. What limits values of one type is in [`keywords`](super::keywords).

use std::cell::LazyCell;
use std::cmp::Reverse;
use std::collections::BTreeSet;

use hire_codegen::source::Cursor;

use super::comparison::{Comparison, Context, Pair, Version, at, shown, version};
use super::keywords::limits;
use super::meaning::meaning;
use super::view::{View, all_types, resolved, unwrapped};
use crate::diff::rule::Direction;

/// Has the schemas of a value compared, as the caller sees it that the context says.
pub fn compare_schemas(
    comparison: &mut Comparison,
    context: &Context,
    old: &[Cursor<'_>],
    new: &[Cursor<'_>],
) {
    open(comparison, context, (old, new), true);
}

fn open(
    comparison: &mut Comparison,
    context: &Context,
    (old, new): (&[Cursor<'_>], &[Cursor<'_>]),
    with_null: bool,
) {
    let places = |schemas: &[Cursor<'_>]| schemas.iter().map(|schema| schema.place()).collect();
    let pair = Pair { old: places(old), new: places(new), direction: context.direction, with_null };
    comparison.open.push_back((context.clone(), pair));
}

/// Compares the schemas of a value.
pub fn compare(
    comparison: &mut Comparison,
    context: &Context,
    (old, new): (&[Cursor<'_>], &[Cursor<'_>]),
    with_null: bool,
) {
    let (old, new) = (View::new(old), View::new(new));
    let pair = Pair { old: old.places(), new: new.places(), direction: context.direction, with_null };
    if !comparison.seen.insert(pair) {
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
    let refused = match (old.is_false(), new.is_false()) {
        (true, true) => return,
        (false, true) => "became-false",
        (true, false) => "became-not-false",
        (false, false) => "",
    };
    if !refused.is_empty() {
        return comparison.report_directed(context, refused, version(&old, ""), version(&new, ""));
    }
    annotations(comparison, context, &old, &new);
    if with_null {
        null(comparison, context, &old, &new);
    }
    if wrapped(comparison, context, &old, &new) || !types(comparison, context, &old, &new) {
        return;
    }
    values(comparison, context, &old, &new);
    limits(comparison, context, &old, &new);
    properties(comparison, context, &old, &new);
    unnamed(comparison, context, &old, &new);
    parts(comparison, context, &old, &new);
    unions(comparison, context, &old, &new);
}

/// What a schema says without restricting anything.
fn annotations(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) {
    let rows = [
        ("title", "schema-title-changed"),
        ("description", "schema-description-changed"),
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
    // A list of one is that one (OpenAPI 3.1.1 §4.8.24.6), and both say it twice.
    let examples = |view: &View<'_>| {
        let listed = view.first("examples").into_iter().flat_map(Cursor::items);
        let mut listed: Vec<_> = listed.map(Cursor::to_json).collect();
        listed.extend(view.first("example").map(Cursor::to_json).filter(|example| !listed.contains(example)));
        listed
    };
    if examples(old) != examples(new) {
        let version = |view: &View<'_>| {
            version(view, if view.first("examples").is_some() { "examples" } else { "example" })
        };
        comparison.report(context, "schema-example-changed", version(old), version(new));
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

/// Whether null is a value.
fn null(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) {
    let what = match (old.is_nullable(), new.is_nullable()) {
        (false, true) if new.types(true).is_some() => "became-nullable",
        (true, false) if old.types(true).is_some() => "became-not-nullable",
        _ => return,
    };
    comparison.report_directed(context, what, version(old, "type"), version(new, "type"));
}

/// Compares the types. Says whether values of the one may be values of the other, so that there is more to compare.
fn types(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) -> bool {
    // Of two unions, and of two lists of values, the parts are compared.
    let are_unions = old.union().is_some() && new.union().is_some();
    let are_values = old.values().is_some() && new.values().is_some();
    let types = (old.types(!are_unions), new.types(!are_unions));
    let (before, after) = (types.0.unwrap_or_else(all_types), types.1.unwrap_or_else(all_types));
    let is_other = before.is_disjoint(&after) && !before.is_empty() && !after.is_empty();
    if before == after || are_values && !is_other {
        return true;
    }
    let what = match (before.is_subset(&after), after.is_subset(&before)) {
        (true, _) => "type-widened",
        (_, true) => "type-narrowed",
        _ => "type-changed",
    };
    comparison.report_directed(context, what, version(old, "type"), version(new, "type"));
    !is_other
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
                _ if View::new(schemas).is_false() => "became-not-false",
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
            (false, true) if !is_hidden(&context, same) => {
                comparison.report_directed(&context, "property-became-required", here, there);
            }
            (true, false) if !is_hidden(&context, schemas) => {
                comparison.report_directed(&context, "property-became-optional", here, there);
            }
            _ => {}
        }
        compare_schemas(comparison, &context, schemas, same);
    }
    for (name, schemas) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        let context = context.below(name);
        let view = View::new(schemas);
        let what = match (context.direction, required.1.contains(name), view.first("default").is_some()) {
            _ if view.is_false() => "became-false",
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

/// Names that are required, of properties that have no schema.
fn unnamed(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) {
    let versions = (version(old, "required"), version(new, "required"));
    let (before, after) = (old.required(), new.required());
    let (described, described_now) = (old.properties(), new.properties());
    for name in after.difference(&before).filter(|name| !described_now.contains_key(*name)) {
        let (old, new) = versions.clone();
        comparison.report_directed(&context.below(name), "property-became-required", old, new);
    }
    for name in before.difference(&after).filter(|name| !described.contains_key(*name)) {
        let (old, new) = versions.clone();
        comparison.report_directed(&context.below(name), "property-became-optional", old, new);
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
    let (before, after) = (Items::new(old), Items::new(new));
    let mut undescribed = None;
    for index in 0..before.own.len().max(after.own.len()) {
        let (was, is) = (before.at(index), after.at(index));
        if was.is_empty() || is.is_empty() {
            undescribed = Some(is.is_empty());
        } else {
            compare_schemas(comparison, &context.below(&index.to_string()), was, is);
        }
    }
    if let Some(is_gone) = undescribed {
        // Of what is not described, everything is let through, or nothing.
        let are_refused = |view: &View<'_>| view.refuses("items") || view.refuses("unevaluatedItems");
        let is_less = if is_gone { are_refused(new) } else { !are_refused(old) };
        let what = if is_less { "prefix-items-tightened" } else { "prefix-items-loosened" };
        comparison.report_directed(context, what, version(old, "prefixItems"), version(new, "prefixItems"));
    }
}

/// The schemas of items: those that an index has of its own, and those of all others.
struct Items<'a> {
    own: Vec<Cursor<'a>>,
    rest: Vec<Cursor<'a>>,
}

impl<'a> Items<'a> {
    fn new(view: &View<'a>) -> Self {
        let own = view.first("prefixItems").into_iter().flat_map(Cursor::items).collect();
        Self { own, rest: view.schemas("items") }
    }

    fn at(&self, index: usize) -> &[Cursor<'a>] {
        self.own.get(index..=index).unwrap_or(&self.rest)
    }
}

/// What a union itself may say beside its branches, where they say the rest.
const OF_UNIONS: [&str; 5] = ["oneOf", "anyOf", "discriminator", "type", "nullable"];

/// Compares a schema with the one branch of a union that is the schema itself: the other branches are new, or gone.
fn wrapped(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) -> bool {
    if let Some((schema, branch, others)) = branch_of(new, old) {
        open(comparison, context, (&[schema], &[branch]), false);
        for other in others {
            comparison.report_directed(context, "variant-added", whole(old), branch_version(other));
        }
    } else if let Some((schema, branch, others)) = branch_of(old, new) {
        open(comparison, context, (&[branch], &[schema]), false);
        for other in others {
            comparison.report_directed(context, "variant-removed", branch_version(other), whole(new));
        }
    } else {
        return false;
    }
    discriminators(comparison, context, old, new);
    true
}

/// A schema that is no union, the branch of a union that is the same schema, and the other branches.
fn branch_of<'u, 's>(
    union: &View<'u>,
    schema: &View<'s>,
) -> Option<(Cursor<'s>, Cursor<'u>, Vec<Cursor<'u>>)> {
    let mut branches = union.branches(union.union()?);
    let [root] = schema.roots() else { return None };
    if schema.union().is_some() || !union.says_only(&OF_UNIONS) {
        return None;
    }
    let schema = unwrapped(*root);
    let own = LazyCell::new(|| meaning(&[schema]));
    let types = |schema: Cursor<'_>| -> Option<Vec<String>> {
        let types = View::new(&[schema]).types(true)?;
        (!types.contains("object")).then(|| types.into_iter().map(str::to_owned).collect())
    };
    let pairings: [Pairing<'_>; 3] = [
        &|schema, branch| branch_name(schema).is_some() && branch_name(schema) == branch_name(branch),
        &|_, branch| *own == meaning(&[branch]),
        // A text without a name is a text without a name.
        &|schema, branch| {
            branch_name(schema).or(branch_name(branch)).is_none()
                && types(schema).is_some_and(|it| types(branch) == Some(it))
        },
    ];
    let index = pairings.iter().find_map(|is_same| branches.iter().position(|it| is_same(schema, *it)))?;
    Some((schema, branches.remove(index), branches))
}

/// Whether two branches are the same.
type Pairing<'p> = &'p dyn Fn(Cursor<'_>, Cursor<'_>) -> bool;

/// One of the unions of a schema.
struct Union<'a> {
    key: &'static str,
    branches: Vec<Cursor<'a>>,
    /// What the branches are known by: their names, or what they mean.
    known: BTreeSet<String>,
}

impl<'a> Union<'a> {
    fn new((key, branches): (&'static str, Vec<Cursor<'a>>)) -> Self {
        let known =
            |branch: &Cursor<'_>| branch_name(*branch).map_or_else(|| meaning(&[*branch]), str::to_owned);
        Self { key, known: branches.iter().map(known).collect(), branches }
    }

    /// How many branches are in another union as well.
    fn shared(&self, other: &Union<'_>) -> usize {
        self.known.intersection(&other.known).count()
    }
}

/// Whether two unions are the same.
type UnionPairing<'p> = &'p dyn Fn(&Union<'_>, &Union<'_>) -> bool;

fn unions(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) {
    discriminators(comparison, context, old, new);
    let (mut gone, mut left): (Vec<_>, Vec<_>) =
        (old.choices().map(Union::new).collect(), new.choices().map(Union::new).collect());
    // Of what has no branch in common, the order says what is the same; of the other kind is what is left at last.
    let pairings: [UnionPairing<'_>; 4] = [
        &|old, new| old.key == new.key && old.shared(new) > 0,
        &|old, new| old.shared(new) > 0,
        &|old, new| old.key == new.key,
        &|_, _| true,
    ];
    for is_same in pairings {
        for before in std::mem::take(&mut gone) {
            let same = left.iter().enumerate().filter(|(_, after)| is_same(&before, after));
            let likeness = |after: &Union<'_>| (2 * before.shared(after)).saturating_sub(after.known.len());
            let Some((index, _)) = same.max_by_key(|(index, after)| (likeness(after), Reverse(*index)))
            else {
                gone.push(before);
                continue;
            };
            let after = left.remove(index);
            if before.key != after.key {
                let versions = (version(old, before.key), version(new, after.key));
                comparison.report_directed(context, "union-kind-changed", versions.0, versions.1);
            }
            compare_branches(comparison, context, (old, before.branches), (new, after.branches));
        }
    }
    // Where branches stand in the place of what was said, less and more is let through: that counts which hurts.
    let is_other =
        |union: &View<'_>, whole: &View<'_>| union.says_only(&OF_UNIONS) && !whole.says_only(&OF_UNIONS);
    for (keys, is_new, is_other) in [(gone, false, is_other(old, new)), (left, true, is_other(new, old))] {
        let is_less = if is_other { context.direction == Direction::Request } else { is_new };
        let what = if is_less { "union-tightened" } else { "union-loosened" };
        for Union { key, .. } in keys {
            comparison.report_directed(context, what, version(old, key), version(new, key));
        }
    }
}

/// Compares the branches of two unions that are the same one.
fn compare_branches<'o, 'n>(
    comparison: &mut Comparison,
    context: &Context,
    (old, mut gone): (&View<'o>, Vec<Cursor<'o>>),
    (new, mut left): (&View<'n>, Vec<Cursor<'n>>),
) {
    // Tags may be the names of components, where nothing else says what they are.
    let is_tagged =
        |view: &View<'_>| view.first("discriminator").is_some_and(|it| it.get("mapping").is_none());
    let are_names_sent = is_tagged(old) || is_tagged(new);
    let pairings: [Pairing<'_>; 4] = [
        &|old, new| {
            branch_name(old) == branch_name(new) && resolved(old).to_json() == resolved(new).to_json()
        },
        &|old, new| branch_name(old) == branch_name(new) && branch_name(old).is_some(),
        &|old, new| !are_names_sent && meaning(&[old]) == meaning(&[new]),
        // What has no name is known by its order.
        &|old, new| branch_name(old).is_none() && branch_name(new).is_none(),
    ];
    for is_same in pairings {
        for branch in std::mem::take(&mut gone) {
            match left.iter().position(|other| is_same(branch, *other)) {
                Some(index) => {
                    let same = left.remove(index);
                    let context = context.at(&format!("({})", branch_name(branch).unwrap_or("branch")));
                    compare_schemas(comparison, &context, &[branch], &[same]);
                }
                None => gone.push(branch),
            }
        }
    }
    for branch in gone {
        comparison.report_directed(context, "variant-removed", branch_version(branch), whole(new));
    }
    for branch in left {
        comparison.report_directed(context, "variant-added", whole(old), branch_version(branch));
    }
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
    let [known, now] = [before, after].map(|it| it.get("mapping"));
    for (name, target) in known.into_iter().flat_map(Cursor::entries) {
        let (context, old) = (context.at(name), shown(Some(target)));
        match named(new, after, name) {
            None => comparison.report(&context, "discriminator-mapping-removed", old, at(after)),
            other if other == mapped(target) => {}
            _ => {
                let other = now.and_then(|it| it.get(name));
                comparison.report(&context, "discriminator-mapping-changed", old, shown(other).or(at(after)));
            }
        }
    }
    let is_new = |name: &str| known.is_none_or(|it| it.get(name).is_none());
    for (name, target) in now.into_iter().flat_map(Cursor::entries).filter(|(name, _)| is_new(name)) {
        let what = match named(old, before, name) {
            None => "discriminator-mapping-added",
            other if other == mapped(target) => continue,
            _ => "discriminator-mapping-changed",
        };
        comparison.report(&context.at(name), what, at(before), shown(Some(target)));
    }
}

/// Whether callers neither send nor receive a property.
fn is_hidden(context: &Context, schemas: &[Cursor<'_>]) -> bool {
    let key = if context.direction == Direction::Request { "readOnly" } else { "writeOnly" };
    View::new(schemas).is_true(key)
}

/// What a branch is called: the component, else its title.
fn branch_name(branch: Cursor<'_>) -> Option<&str> {
    let component = || branch.get("$ref")?.as_str()?.rsplit('/').next();
    component().or_else(|| branch.get("title").and_then(Cursor::as_str))
}

#[expect(clippy::unnecessary_wraps, reason = "what only one description has, has no other version")]
fn branch_version(branch: Cursor<'_>) -> Version {
    Some((branch.place(), branch_name(branch).unwrap_or("branch").to_owned()))
}

/// The schema as it is written where it is used: what bindings make of the whole of a union is explained by its branches.
fn whole(view: &View<'_>) -> Version {
    view.roots().first().copied().and_then(at)
}

/// The component that a name of a discriminator means: without a name of its own, a branch is called as its component.
fn named<'a>(union: &View<'a>, discriminator: Cursor<'a>, name: &'a str) -> Option<&'a str> {
    let mapping = discriminator.get("mapping");
    if let Some(target) = mapping.and_then(|mapping| mapping.get(name)) {
        return mapped(target);
    }
    let has_another = mapping.into_iter().flat_map(Cursor::entries).any(|(_, it)| mapped(it) == Some(name));
    let mut branches = union.union().into_iter().flat_map(|keyword| union.branches(keyword));
    (!has_another && branches.any(|branch| branch_name(branch) == Some(name))).then_some(name)
}

/// The component that a tag means, by its name or by a reference (OpenAPI 3.1.1 §4.8.25.4).
fn mapped(target: Cursor<'_>) -> Option<&str> {
    let text = target.as_str()?;
    Some(text.strip_prefix("#/components/schemas/").unwrap_or(text))
}
