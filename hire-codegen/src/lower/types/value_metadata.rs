//! What is said of each value of an enumeration: beside the list of them, or in a branch that has it alone.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::diagnostic::codes as code;
use crate::lower::types::TypeLowering;
use crate::schema::{Annotations, Located, Schema, SchemaId};
use crate::source::{Cursor, Place};

/// What is said of values: lists that run parallel to them.
#[derive(Debug, Default)]
pub struct VariantMetadata<'a> {
    /// Names in Rust, which are used as they are.
    pub names: Vec<Option<Located<&'a str>>>,
    /// What a name is made of, if not of the value.
    pub titles: Vec<Option<Located<&'a str>>>,
    pub descriptions: Vec<Option<Located<&'a str>>>,
    pub deprecated: Vec<bool>,
}

/// What is said of the values of an enumeration: by its own extensions, else by those of the schemas that list
/// them. What a branch says is about each of its values; its `title` is that of the value if it has one alone.
pub fn metadata_of_values<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    flat: SchemaId,
    values: &[Cursor<'a>],
) -> VariantMetadata<'a> {
    let schema = lowering.analysis.schemas.get(flat);
    let (extensions, place) = (schema.extensions, schema.place);
    let none = || vec![None; values.len()];
    let deprecated = vec![false; values.len()];
    let mut metadata = VariantMetadata { names: none(), titles: none(), descriptions: none(), deprecated };
    // The other schemas that list values, each with the positions of these.
    let mut owners: IndexMap<Place, (Cursor<'a>, Vec<usize>)> = IndexMap::new();
    for (position, value) in values.iter().enumerate() {
        if let Some(owner) = listing(*value).filter(|owner| owner.place() != place) {
            owners.entry(owner.place()).or_insert_with(|| (owner, Vec::new())).1.push(position);
        }
    }
    for (owner, positions) in owners.into_values() {
        let Some(branch) =
            lowering.analysis.schemas.at(owner.place()).map(|id| lowering.analysis.schemas.get(id).clone())
        else {
            continue;
        };
        let its: Vec<_> = positions.iter().filter_map(|at| values.get(*at).copied()).collect();
        let names = parallel(lowering, branch.extensions.value_names, &its);
        let descriptions = parallel(lowering, branch.extensions.value_descriptions, &its);
        for (index, position) in positions.iter().enumerate() {
            put(&mut metadata.names, *position, names.get(index).copied().flatten());
            put(&mut metadata.descriptions, *position, descriptions.get(index).copied().flatten());
        }
        if is_branch(owner) {
            metadata_of_branch(lowering, &branch, &positions, &mut metadata);
        }
    }
    // A title that several have is that of the property, not of a value.
    let titles: Vec<_> = metadata.titles.iter().flatten().map(|title| title.value).collect();
    if titles.iter().collect::<BTreeSet<_>>().len() < titles.len() {
        metadata.titles = none();
    }
    if extensions.value_names.is_some() {
        metadata.names = parallel(lowering, extensions.value_names, values);
    }
    if extensions.value_descriptions.is_some() {
        metadata.descriptions = parallel(lowering, extensions.value_descriptions, values);
    }
    let used = metadata.titles.iter().zip(&metadata.names).filter(|(_, name)| name.is_none());
    lowering.documented.extend(used.filter_map(|(title, _)| Some((*title)?.place)));
    metadata
}

/// What a branch says of its values.
fn metadata_of_branch<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    branch: &Schema<'a>,
    positions: &[usize],
    metadata: &mut VariantMetadata<'a>,
) {
    let Annotations { title, description, deprecated, default, examples, .. } = &branch.annotations;
    for position in positions {
        let described = metadata.descriptions.get(*position).is_some_and(Option::is_some);
        put(&mut metadata.descriptions, *position, description.filter(|_| !described));
        if let Some(slot) = metadata.deprecated.get_mut(*position) {
            *slot = deprecated.is_some();
        }
    }
    lowering.documented.extend(description.map(|it| it.place).into_iter().chain(*deprecated));
    let listed = branch.values.as_ref().map_or(0, |values| values.value.len());
    if let ([position], 1) = (positions, listed) {
        put(&mut metadata.names, *position, branch.extensions.rust_name);
        lowering.documented.extend(branch.extensions.rust_name.map(|name| name.place));
        put(&mut metadata.titles, *position, *title);
        // No other value than this one is a default or an example.
        lowering.documented.extend(default.iter().chain(examples).map(|value| value.place()));
    }
}

/// What an extension says of each value of `enum`: a list that runs parallel to it, or a mapping
/// from values.
pub fn parallel<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    extension: Option<Cursor<'a>>,
    values: &[Cursor<'a>],
) -> Vec<Option<Located<&'a str>>> {
    let Some(extension) = extension else { return Vec::new() };
    lowering.documented.insert(extension.place());
    if extension.is_mapping() {
        return mapped(lowering, extension, values);
    }
    // Of a list of values, some may be left out here.
    let listed = |value: &Cursor<'a>| value.parent().filter(|list| list.is_sequence());
    let count = values.first().and_then(listed).map_or(values.len(), |list| list.items().len());
    let texts: Vec<_> = extension.items().map(text_at).collect();
    let of_these = texts.len() == values.len() && texts.len() != count;
    let strings = texts.iter().flatten().count();
    if strings != texts.len() || texts.len() != count && !of_these {
        let name = extension.key().unwrap_or_default();
        let message =
            format!("`{name}` has {strings} strings for {count} values, and is used as far as it goes");
        lowering.diagnostics.warning(code::BAD_VALUE, extension.place(), message).help(
            "write a string for each value of `enum`, in the same order, or a mapping from values to strings",
        );
    }
    let of = |(position, value): (usize, &Cursor<'a>)| {
        let index = if listed(value).is_none() || of_these { position } else { value.index() };
        texts.get(index).copied().flatten()
    };
    values.iter().enumerate().map(of).collect()
}

/// What a mapping from values says of each.
fn mapped<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    extension: Cursor<'a>,
    values: &[Cursor<'a>],
) -> Vec<Option<Located<&'a str>>> {
    let key = |value: Cursor<'a>| value.as_str().map_or_else(|| value.to_json().to_string(), str::to_owned);
    // The schema that says it may list more values than are left of it.
    let beside = extension.parent().and_then(|schema| schema.get("enum"));
    let beside = beside.into_iter().flat_map(Cursor::items).map(key);
    let known: Vec<_> = values.iter().copied().map(key).chain(beside).collect();
    let is_known: BTreeSet<_> = known.iter().map(String::as_str).collect();
    let name = extension.key().unwrap_or_default();
    for (value, text) in extension.entries() {
        if text.as_str().is_none() {
            let message = format!("`{name}` maps values to strings, not to {}", text.shown());
            let diagnostic = lowering.diagnostics.warning(code::WRONG_TYPE, text.place(), message);
            diagnostic.help("put quotes around a string");
        }
        if is_known.contains(value) {
            continue;
        }
        let message = format!("`{value}` is no value of `enum`, so that `{name}` has no effect on it");
        let diagnostic = lowering.diagnostics.warning(code::UNKNOWN_KEY, text.key_place(), message);
        if let Some(near) = lowering.analysis.sources.nearest(value, known.iter().map(String::as_str)) {
            diagnostic.label(format!("did you mean `{near}`?"));
        }
    }
    values.iter().map(|value| extension.get(&key(*value)).and_then(text_at)).collect()
}

fn put<'a>(list: &mut [Option<Located<&'a str>>], position: usize, text: Option<Located<&'a str>>) {
    if let (Some(slot), Some(_)) = (list.get_mut(position), text) {
        *slot = text;
    }
}

/// The schema that lists a value in its `enum` or `const`.
fn listing(value: Cursor<'_>) -> Option<Cursor<'_>> {
    if value.key() == Some("const") { value.parent() } else { value.parent().and_then(Cursor::parent) }
}

/// Whether a schema is a branch.
fn is_branch(schema: Cursor<'_>) -> bool {
    matches!(schema.parent().and_then(Cursor::key), Some("anyOf" | "oneOf"))
}

/// A string and where it is.
fn text_at(cursor: Cursor<'_>) -> Option<Located<&str>> {
    cursor.as_str().map(|value| Located { value, place: cursor.place() })
}
