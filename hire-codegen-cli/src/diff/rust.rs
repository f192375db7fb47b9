//! Two interfaces of bindings compared: what stops compiling.
//!
//! Emitted structs and enums are `non_exhaustive`, so that fields and variants may be added; requests are made by `new`, whose
//! parameters are what is required, and values by builders, which compile whatever is left out.

use std::collections::{BTreeMap, BTreeSet};

use hire_codegen::census::Position;
use hire_codegen::surface::{Item, ItemKind, Surface, Unit};

use super::rule::Effect;
use super::rules;

/// A difference between bindings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RustChange {
    /// The id of the rule for it.
    pub id: &'static str,
    /// The path of the item from the module of the bindings on.
    pub path: String,
    /// What becomes of callers that name the item.
    pub effect: Effect,
    /// The item in the old bindings.
    pub old: Option<ItemVersion>,
    /// The item in the new bindings.
    pub new: Option<ItemVersion>,
}

/// An item of bindings, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemVersion {
    /// The declaration, or what it is.
    pub text: String,
    /// The place in the description.
    pub position: Option<Position>,
}

/// A name of an item, which a struct, its fields and its functions may share.
type Key<'i> = (bool, &'i str);

fn key(item: &Item) -> Key<'_> {
    (is_function(item), item.path.as_str())
}

fn is_function(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Function | ItemKind::AsyncFunction)
}

/// The differences between two interfaces, in the order of the old one; then what is new.
pub fn changes(old: &Surface, new: &Surface) -> Vec<RustChange> {
    let after: BTreeMap<Key<'_>, &Item> = new.items().iter().map(|item| (key(item), item)).collect();
    let before: BTreeMap<Key<'_>, &Item> = old.items().iter().map(|item| (key(item), item)).collect();
    let lost = types(&before, &after);
    let found = types(&after, &before);
    let changed = old.items().iter().filter(|item| !is_part(item, &lost));
    let changed = changed.filter_map(|item| change(item, after.get(&key(item)).copied()));
    let added = new.items().iter().filter(|item| !before.contains_key(&key(item)));
    let added = added.filter(|item| !is_part(item, &found));
    let added = added.filter(|item| item.kind != ItemKind::Trait && item.kind != ItemKind::AssociatedType);
    changed.chain(added.map(|item| row("rust-item-added", None, Some(item)))).collect()
}

/// The types that only one interface has.
fn types<'i>(here: &BTreeMap<Key<'i>, &'i Item>, there: &BTreeMap<Key<'_>, &Item>) -> BTreeSet<&'i str> {
    let is_type = |item: &Item| matches!(item.kind, ItemKind::Struct | ItemKind::Enum);
    here.values()
        .filter(|it| is_type(it) && !there.contains_key(&key(it)))
        .map(|it| it.path.as_str())
        .collect()
}

/// Whether an item is a part of a type, which says it all.
fn is_part(item: &Item, types: &BTreeSet<&str>) -> bool {
    let path = item.path.as_str();
    let owner =
        path.split_once(": ").map(|(owner, _)| owner).or(path.rsplit_once("::").map(|(owner, _)| owner));
    owner.is_some_and(|owner| types.contains(owner))
}

fn row(id: &'static str, old: Option<&Item>, new: Option<&Item>) -> RustChange {
    let is_meaning = id == "rust-meaning-changed";
    let text = |item: &Item| if is_meaning { item.wire.clone() } else { declaration(item) };
    let version = |item: &Item| ItemVersion { text: text(item), position: item.position.clone() };
    RustChange {
        id,
        path: old.or(new).map_or(String::new(), |item| item.path.clone()),
        effect: rules::of(id).effect,
        old: old.map(version),
        new: new.map(version),
    }
}

/// The difference of items that are declared alike, and do something else.
pub fn behavior(old: &Unit, new: &Unit) -> RustChange {
    const ID: &str = "rust-behavior-changed";
    let version =
        |unit: &Unit| ItemVersion { text: String::new(), position: unit.positions.first().cloned() };
    let (old_version, new_version) = (Some(version(old)), Some(version(new)));
    RustChange {
        id: ID,
        path: old.path.clone(),
        effect: rules::of(ID).effect,
        old: old_version,
        new: new_version,
    }
}

fn change(old: &Item, new: Option<&Item>) -> Option<RustChange> {
    let Some(new) = new else {
        let id = if old.kind == ItemKind::Trait { "rust-trait-removed" } else { "rust-item-removed" };
        return Some(row(id, Some(old), None));
    };
    let types = |item: &Item| item.parameters.iter().map(|(_, type_)| type_.clone()).collect::<Vec<_>>();
    let id = if old.kind != new.kind || old.signature != new.signature {
        "rust-type-changed"
    } else if !accepts(&types(new), &types(old)) {
        "rust-parameters-changed"
    } else if is_reordered(old, new) {
        "rust-parameters-reordered"
    } else if old.wire != new.wire && !old.wire.is_empty() && !new.wire.is_empty() {
        "rust-meaning-changed"
    } else {
        return None;
    };
    Some(row(id, Some(old), Some(new)))
}

/// Whether a function takes what another one took: the same types, or whatever becomes them.
fn accepts(new: &[String], old: &[String]) -> bool {
    let is_wider = |new: &String, old: &String| new == old || *new == format!("impl Into<{old}>");
    new.len() == old.len() && new.iter().zip(old).all(|(new, old)| is_wider(new, old))
}

/// Whether parameters that a caller tells apart by their order alone have changed places.
fn is_reordered(old: &Item, new: &Item) -> bool {
    let names = |item: &Item| item.parameters.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let (before, after) = (names(old), names(new));
    let is_permuted = before.iter().all(|name| after.contains(name));
    before != after && is_permuted
}

/// An item in a line.
fn declaration(item: &Item) -> String {
    let name = item.path.rsplit("::").next().unwrap_or_default();
    match item.kind {
        ItemKind::Struct | ItemKind::Enum => format!("{} {name}", item.kind.words()),
        ItemKind::Trait => item.path.clone(),
        ItemKind::Variant if item.signature.is_empty() => name.to_owned(),
        ItemKind::Variant => format!("{name}({})", item.signature),
        ItemKind::Function | ItemKind::AsyncFunction => {
            let parameter = |(name, type_): &(String, String)| match name.as_str() {
                "self" if type_.starts_with('&') => "&self".to_owned(),
                "self" => "self".to_owned(),
                _ => format!("{name}: {type_}"),
            };
            let parameters: Vec<_> = item.parameters.iter().map(parameter).collect();
            let output =
                if item.signature.is_empty() { String::new() } else { format!(" -> {}", item.signature) };
            format!("fn {name}({}){output}", parameters.join(", "))
        }
        ItemKind::Field | ItemKind::Alias | ItemKind::Constant | ItemKind::AssociatedType => {
            format!("{name}: {}", item.signature)
        }
    }
}
