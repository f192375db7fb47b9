//! `discriminator`: the values of a property that name the branches of a union.
//!
//! OpenAPI 3.1.1 §4.8.25. A branch is named by `mapping`, by the values that it allows for the property
//! itself, and by the name of its component.

use std::collections::{BTreeMap, BTreeSet};

use super::Analysis;
use super::plan::{Decision, Plan, Row, UnmatchedTag};
use super::signature::{Constant, Signature};
use crate::diagnostic::codes;
use crate::schema::quotes::{self, Quotes};
use crate::schema::{Discriminator, DiscriminatorTarget, JsonTypes, SchemaId, has_name, mapping};
use crate::source::{Cursor, Place};

/// How deep unions are looked into that are branches of unions.
const DEEPEST: usize = 32;

/// The decision by a discriminator. None if it does not tell each branch from the others, or if a branch
/// does not allow its own name: then the branches decide, since a discriminator never changes what is
/// valid.
pub fn by_tag(
    analysis: &mut Analysis<'_>,
    discriminator: Discriminator,
    rows: &[Row],
    exactly_one: bool,
) -> Option<Decision> {
    let beside = discriminator.names == DiscriminatorTarget::Branches;
    let place = discriminator.place;
    let property = property_of(analysis, place)?;
    if rows.iter().any(|row| row.signature.types != JsonTypes::OBJECT) {
        return None;
    }
    if beside {
        analysis.discriminators.insert(place);
    }
    for Row { source: branch, signature, .. } in rows {
        if !signature.keeps(property) {
            // Read as this branch, a value would be written without what names it.
            let message = format!(
                "not every branch has the property `{property}`, so that the discriminator is not used"
            );
            let help = format!("give each branch the property `{property}`");
            ignored(analysis, discriminator, message, *branch, help);
            return None;
        }
    }
    let foreign =
        beside.then_some(("is no branch here", "list it in the `oneOf` or `anyOf` beside the discriminator"));
    let tags = tags(analysis, place, property, rows, (DiscriminatorTarget::Branches, foreign));
    for (row, tags_of_row) in rows.iter().zip(&tags) {
        if tags_of_row.is_empty() || row.signature.excludes([property.to_owned()].iter()) {
            let message = format!(
                "the discriminator does not name every branch by a value that its `{property}` allows, so that it is not used"
            );
            let help = "let the property have the names that `mapping` gives".to_owned();
            ignored(analysis, discriminator, message, row.source, help);
            return None;
        }
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = tags.iter().flatten().find(|tag| !seen.insert(*tag)) {
        if beside {
            let message = format!("`{twice}` names two branches, so that the discriminator is not used");
            analysis.findings.warning(codes::IGNORED, place, message).help(format!(
                "give `{property}` different values in all branches, or say by `mapping` which is meant"
            ));
        }
        return None;
    }
    let names: BTreeSet<&str> = tags.iter().flatten().map(String::as_str).collect();
    let unmatched = match exactly_one {
        _ if rows.iter().all(|row| requires_one(&row.signature, property, &names)) => UnmatchedTag::Invalid,
        true => UnmatchedTag::OneOf,
        false => UnmatchedTag::AnyOf,
    };
    Some(Decision::Tag { property: property.to_owned(), tags, unmatched })
}

/// The decision by the discriminator of a base, which is the first branch, among its subtypes. Those that
/// it does not name are left out, since nothing would be read as one of them.
pub fn by_subtype(analysis: &mut Analysis<'_>, place: Place, rows: &mut Vec<Row>) -> Option<Decision> {
    let property = property_of(analysis, place)?;
    // One that nothing satisfies is no branch, and without the base there is nothing to judge by.
    let base = analysis.schemas.resolve(rows.first()?.source);
    if analysis.schemas.public_id(base) == base {
        return None;
    }
    let first = analysis.discriminators.insert(place);
    let help = first.then_some((
        "does not have this one in `allOf`, so that a value of this name is kept as it came, and judged by this one",
        "let it have this schema in its `allOf`",
    ));
    let tags = tags(analysis, place, property, rows, (DiscriminatorTarget::Subtypes, help));
    let kept = claimed(analysis, rows, &tags);
    let mut named = Vec::new();
    for (index, (row, kept)) in std::mem::take(rows).into_iter().zip(kept).enumerate() {
        // The base itself is what decides where nothing is named.
        if index == 0 || !kept.is_empty() {
            rows.push(row);
            named.push(kept);
        } else if first {
            let lost = tags.get(index).and_then(|tags| tags.first());
            let message = match lost {
                Some(tag) => {
                    format!("`{tag}` names another schema already, so that no value is read as this subtype")
                }
                None => format!(
                    "the discriminator has no name for a subtype that its `{property}` allows, so that no value is read as it"
                ),
            };
            analysis
                .findings
                .warning(codes::IGNORED, place, message)
                .related(analysis.schemas.get(row.source).place, "this subtype")
                .help(format!("let its `{property}` have a value of its own, and say so by `mapping`"));
        }
    }
    Some(Decision::Tag { property: property.to_owned(), tags: named, unmatched: UnmatchedTag::First })
}

/// The tags that each of some subtypes keeps, of which the first is their base. One that several claim is that of
/// the subtype from which the others descend, and have it, else that of the first; the base has what no
/// subtype claims.
fn claimed(analysis: &Analysis<'_>, rows: &[Row], tags: &[Vec<String>]) -> Vec<Vec<String>> {
    let descends = |one: usize, other: usize| match (rows.get(one), rows.get(other)) {
        (Some(a), Some(b)) => one == other || analysis.schemas.is_all_of(a.source, b.source),
        _ => false,
    };
    let owner = |tag: &String| {
        let claims = tags.iter().enumerate().skip(1).filter(|(_, tags)| tags.contains(tag));
        let claimants: Vec<usize> = claims.map(|(index, _)| index).collect();
        let root = claimants.iter().find(|root| claimants.iter().all(|other| descends(*other, **root)));
        root.or(claimants.first()).copied().unwrap_or(0)
    };
    let keeps = |(index, tags): (usize, &Vec<String>)| {
        tags.iter().filter(|tag| owner(tag) == index).cloned().collect()
    };
    tags.iter().enumerate().map(keeps).collect()
}

/// The property that a discriminator looks at.
fn property_of<'a>(analysis: &mut Analysis<'a>, place: Place) -> Option<&'a str> {
    let discriminator = analysis.sources.at(place);
    let property = mapping::property(discriminator);
    if property.is_none() && discriminator.is_mapping() {
        let message = "a discriminator has the name of a property in `propertyName`";
        analysis.findings.error(codes::MISSING_KEY, place, message);
    }
    property
}

/// What is wrong with a schema that `mapping` names and that is no branch, and what to do about it.
type Foreign = Option<(&'static str, &'static str)>;

/// The tags of each branch.
fn tags(
    analysis: &mut Analysis<'_>,
    place: Place,
    property: &str,
    rows: &[Row],
    (named, foreign): (DiscriminatorTarget, Foreign),
) -> Vec<Vec<String>> {
    let branches: Vec<SchemaId> = rows.iter().map(|row| row.source).collect();
    let mapped = mapped_tags(analysis, analysis.sources.at(place), &branches, foreign);
    let keys: Vec<_> = branches.iter().map(|branch| component_key(analysis, *branch)).collect();
    let mut tags = Vec::new();
    for (index, Row { source: branch, signature, .. }) in rows.iter().enumerate() {
        let mapped_here = mapped.iter().filter(|(_, mapped)| *mapped == index);
        let mapped_here: Vec<String> = mapped_here.map(|(tag, _)| tag.clone()).collect();
        let taken: Vec<&str> = mapped.iter().map(|(tag, _)| tag.as_str()).collect();
        let other_keys = keys.iter().enumerate().filter(|(other, _)| *other != index);
        let other_keys: Vec<&str> = other_keys.filter_map(|(_, key)| *key).collect();
        // What a subtype allows because its base does is no name of it.
        let base = rows.first().filter(|_| named == DiscriminatorTarget::Subtypes && index > 0);
        let inherits =
            base.is_some_and(|base| allowed(&base.signature, property) == allowed(signature, property));
        tags.push(tags_of(
            analysis,
            *branch,
            (signature, inherits),
            property,
            mapped_here,
            (&taken, &other_keys),
        ));
    }
    tags
}

/// The tags of one branch: those of `mapping`, or the values of its property, and the name of its
/// component, as far as the property allows them.
fn tags_of(
    analysis: &mut Analysis<'_>,
    branch: SchemaId,
    (signature, inherits): (&Signature, bool),
    property: &str,
    mapped: Vec<String>,
    (taken, other_keys): (&[&str], &[&str]),
) -> Vec<String> {
    let allowed = allowed(signature, property);
    let flat = analysis.flattened(branch);
    // A name is a text: a property that is none has no names.
    let allowed = if is_no_text(analysis, flat, property) { Some(Vec::new()) } else { allowed };
    let mut tags = mapped;
    if let Some(plan) = analysis.union_of(flat)
        && let Decision::Tag { property: inner, tags: nested, .. } = &plan.decision
        && inner == property
    {
        let claimed = |tag: &String| taken.iter().chain(other_keys).any(|taken| taken == tag);
        let new = |tag: &&String| !claimed(tag) && !tags.contains(tag);
        let nested: Vec<_> = nested.iter().flatten().filter(new).cloned().collect();
        tags.extend(nested);
    }
    let implicit = component_key(analysis, branch);
    match &allowed {
        Some(allowed) if tags.is_empty() && !inherits => {
            // Of a list that branches share, each has the name of its component alone.
            let listed: BTreeSet<&str> = allowed.iter().map(String::as_str).collect();
            let is_own = implicit.is_some_and(|name| listed.contains(name));
            if !(is_own && other_keys.iter().any(|name| listed.contains(name))) {
                tags.extend(allowed.iter().filter(|tag| !taken.contains(&tag.as_str())).cloned());
            }
        }
        Some(allowed) => tags.retain(|tag| allowed.contains(tag)),
        None => {}
    }
    let implicit = implicit.filter(|name| allowed.as_ref().is_none_or(|it| it.iter().any(|it| it == name)));
    let free = |name: &&str| !taken.iter().any(|taken| taken == name) && !tags.iter().any(|tag| tag == name);
    if let Some(name) = implicit.filter(free) {
        tags.push(name.to_owned());
    }
    tags
}

/// Whether a property is declared, and not as a string.
fn is_no_text(analysis: &mut Analysis<'_>, flat: SchemaId, property: &str) -> bool {
    let declared = analysis.schemas.get(flat).object.properties.get(property).copied();
    declared.is_some_and(|declared| {
        let declared = analysis.flattened(declared);
        !analysis.schemas.get(declared).type_set().contains(JsonTypes::STRING)
    })
}

/// The key of the component that a branch refers to: its implicit tag.
fn component_key<'a>(analysis: &Analysis<'a>, branch: SchemaId) -> Option<&'a str> {
    let places = analysis.schemas.ref_chain(branch).into_iter().map(|id| analysis.schemas.get(id).place);
    // A reference into another file names a schema there.
    let named = places.into_iter().find(|place| has_name(analysis.sources, *place));
    named.and_then(|place| analysis.sources.at(place).key())
}

/// The name of a branch, if it has one, or one beside that of its component. A base has whatever its subtypes leave.
pub fn only_tag(analysis: &Analysis<'_>, plan: &Plan, index: usize) -> Option<String> {
    let Decision::Tag { tags, unmatched, .. } = &plan.decision else { return None };
    let key = component_key(analysis, plan.rows.get(index)?.source);
    match tags.get(index)?.as_slice() {
        _ if *unmatched == UnmatchedTag::First && index == 0 => None,
        [tag] => Some(tag.clone()),
        [tag, implied] if key == Some(implied) => Some(tag.clone()),
        _ => None,
    }
}

/// The entries of `mapping`, each with its branch.
fn mapped_tags<'a>(
    analysis: &mut Analysis<'a>,
    discriminator: Cursor<'a>,
    branches: &[SchemaId],
    foreign: Foreign,
) -> Vec<(String, usize)> {
    let referred = most_direct(analysis, branches);
    let mut mapped = Vec::new();
    for (tag, value) in discriminator.get("mapping").into_iter().flat_map(Cursor::entries) {
        let Some(named) = mapping_target(analysis, value) else { continue };
        let target = analysis.schemas.resolve(named);
        let within = || branches.iter().position(|branch| holds_branch(analysis, *branch, target, 0));
        // Several branches may come down to one schema.
        let named = ref_chain(analysis, named).find_map(|id| referred.get(&id).map(|(_, index)| *index));
        match (named.or_else(within), foreign) {
            (Some(index), _) => mapped.push((tag.to_owned(), index)),
            (None, None) => {}
            (None, Some((fault, help))) => {
                let message = format!("`{tag}` names a schema that {fault}");
                analysis.findings.warning(codes::IGNORED, value.place(), message).help(help);
            }
        }
    }
    mapped
}

/// The branches by the schemas that they refer to, directly or through others: of several branches, the one that does so
/// most directly, which is also told how directly.
fn most_direct(analysis: &Analysis<'_>, branches: &[SchemaId]) -> BTreeMap<SchemaId, (usize, usize)> {
    let mut referred = BTreeMap::new();
    for (index, branch) in branches.iter().enumerate() {
        for (distance, id) in ref_chain(analysis, *branch).enumerate() {
            let nearest = referred.entry(id).or_insert((distance, index));
            *nearest = (*nearest).min((distance, index));
        }
    }
    referred
}

/// A schema and those that it refers to, as they are named.
fn ref_chain(analysis: &Analysis<'_>, id: SchemaId) -> impl Iterator<Item = SchemaId> {
    analysis.schemas.ref_chain(id).into_iter().map(|id| analysis.schemas.public_id(id))
}

/// The schema that a mapping names: by the name of a component, else by a reference.
fn mapping_target<'a>(analysis: &mut Analysis<'a>, value: Cursor<'a>) -> Option<SchemaId> {
    let Some(name) = value.as_text() else {
        let message = "`mapping` maps values to names of schemas or references to them";
        analysis.findings.error(codes::WRONG_TYPE, value.place(), message);
        return None;
    };
    match mapping::target(value) {
        Some(Ok(target)) => {
            if let Some(meant) = quotes::meant(value, JsonTypes::STRING) {
                let message =
                    format!("`{}` {}", value.key().unwrap_or_default(), quotes::taken(value, meant));
                let diagnostic = analysis.findings.warning(codes::WRONG_TYPE, value.place(), message);
                diagnostic.help(Quotes::of(meant).help());
            }
            analysis.schemas.at(target.place())
        }
        None => {
            let components = analysis.sources.root().get("components").and_then(|it| it.get("schemas"));
            let known = components.into_iter().flat_map(Cursor::entries).map(|(key, _)| key);
            let near = analysis.sources.nearest(name, known);
            let message = format!("there is no schema `{name}` among the components");
            let diagnostic = analysis.findings.error(codes::UNRESOLVED_REF, value.place(), message);
            if let Some(near) = near {
                diagnostic.label(format!("did you mean `{near}`?"));
            }
            None
        }
        Some(Err(unresolved)) => {
            let message = format!("`{name}` {unresolved}");
            let diagnostic = analysis.findings.error(codes::UNRESOLVED_REF, value.place(), message);
            diagnostic.help.extend(unresolved.help());
            None
        }
    }
}

/// Whether a union has a branch somewhere inside.
fn holds_branch(analysis: &Analysis<'_>, union: SchemaId, target: SchemaId, depth: usize) -> bool {
    let schema = analysis.schemas.get(analysis.schemas.resolve(union));
    let lists = schema.applicators.any_of.iter().chain(&schema.applicators.one_of);
    let mut branches = lists.flat_map(|list| &list.schemas);
    depth < DEEPEST
        && branches.any(|branch| {
            analysis.schemas.resolve(*branch) == target || holds_branch(analysis, *branch, target, depth + 1)
        })
}

/// Says of each discriminator that is beside branches and was never asked that it is of no use. One
/// branch, with or without null, is not to be decided.
pub fn idle_discriminators(analysis: &mut Analysis<'_>) {
    for id in analysis.schemas.ids() {
        let applicators = &analysis.schemas.get(id).applicators;
        for list in applicators.any_of.iter().chain(&applicators.one_of) {
            let several =
                list.schemas.iter().filter(|id| analysis.schemas.get(**id).type_set() != JsonTypes::NULL);
            let beside = list.discriminator.filter(|it| it.names == DiscriminatorTarget::Branches);
            let Some(Discriminator { place, .. }) = beside.filter(|_| several.count() > 1) else {
                continue;
            };
            // Without a property, it has been told of already.
            let named = mapping::property(analysis.sources.at(place)).is_some();
            if named && analysis.discriminators.insert(place) {
                let message = "a discriminator is for a choice between objects, which this is not, so that it is not used";
                analysis
                    .findings
                    .warning(codes::IGNORED, place, message)
                    .help("leave it out, or let each branch be an object with a schema of its own");
            }
        }
    }
}

/// Says why a discriminator that stands beside branches is of no use to them.
fn ignored(
    analysis: &mut Analysis<'_>,
    discriminator: Discriminator,
    message: String,
    branch: SchemaId,
    help: String,
) {
    if discriminator.names != DiscriminatorTarget::Branches {
        return;
    }
    let target = analysis.schemas.resolve(branch);
    analysis
        .findings
        .warning(codes::IGNORED, discriminator.place, message)
        .related(analysis.schemas.get(target).place, "this branch")
        .help(help);
}

/// The texts that a demand allows for a property, if it lists its values.
fn allowed(signature: &Signature, property: &str) -> Option<Vec<String>> {
    let text = |value: &Constant| match value {
        Constant::Text(text) => Some(text.clone()),
        _ => None,
    };
    let values = signature.constants.iter().find(|(name, _)| name == property);
    values.map(|(_, values)| values.iter().filter_map(text).collect())
}

/// Whether a demand refuses every value whose property has none of the names.
fn requires_one(signature: &Signature, property: &str, names: &BTreeSet<&str>) -> bool {
    let is_name = |value: &Constant| match value {
        Constant::Text(text) => names.contains(text.as_str()),
        _ => false,
    };
    let mut constants = signature.constants.iter().filter(|(name, _)| name == property);
    signature.requires(property) && constants.any(|(_, values)| values.iter().all(is_name))
}
