//! Operations with a tag in common.

use std::collections::BTreeMap;

use heck::ToSnakeCase as _;
use indexmap::IndexSet;

use super::{RESERVED_METHODS, spelling};
use crate::ir::{Group, Name, Operation};
use crate::lower::describe;
use crate::lower::naming::{Case, Scope};
use crate::openapi::{self, Tag};

/// The names of methods: those of the client, and those of each group.
struct Methods<'a> {
    tags: IndexSet<&'a str>,
    ungrouped: Scope,
    grouped: Vec<Scope>,
}

/// The groups of the operations: an operation is in that of its first tag, by a name without the words of the tag, or in
/// none. The groups are named first, since an operation may have any name, and be given another one; and the methods of
/// streams last, since an operation keeps its name whatever streams others have.
pub fn groups(api: &openapi::Api<'_>, operations: &mut [Operation]) -> Vec<Group> {
    let first_tags = || api.operations.iter().map(|it| it.tags.first().copied());
    let tags: IndexSet<&str> = first_tags().flatten().collect();
    let mut described: BTreeMap<&str, &Tag<'_>> = BTreeMap::new();
    for tag in &api.tags {
        described.entry(tag.name).or_insert(tag);
    }
    let mut ungrouped = Scope::with(&[RESERVED_METHODS, &["client", "operations", "types"]].concat());
    let named = |tag: &&str| {
        let docs = describe::group(tag, described.get(tag).copied());
        Group { name: ungrouped.name(tag, Case::Snake), docs }
    };
    let groups = tags.iter().map(named).collect();
    let grouped = tags.iter().map(|_| Scope::with(RESERVED_METHODS)).collect();
    let mut methods = Methods { tags, ungrouped, grouped };
    for ((operation, declared), tag) in operations.iter_mut().zip(&api.operations).zip(first_tags()) {
        operation.group = tag.and_then(|tag| methods.tags.get_index_of(tag));
        operation.method_name = methods.name(operation.group, &spelling(declared));
    }
    for (operation, declared) in operations.iter_mut().zip(&api.operations) {
        if let Some(stream) = &mut operation.stream {
            stream.method_name = methods.name(operation.group, &format!("{} stream", spelling(declared)));
        }
    }
    groups
}

impl Methods<'_> {
    /// A method of a group, or of the client itself.
    fn name(&mut self, group: Option<usize>, spelling: &str) -> Name {
        let scope = group.and_then(|group| self.grouped.get_mut(group));
        let tag = group.and_then(|group| self.tags.get_index(group));
        let (Some(scope), Some(tag)) = (scope, tag) else {
            return self.ungrouped.name(spelling, Case::Snake);
        };
        let snake = spelling.to_snake_case();
        let short = snake.strip_prefix(&tag.to_snake_case()).and_then(|it| it.strip_prefix('_'));
        scope.name_of(&[short.unwrap_or(spelling), spelling], Case::Snake)
    }
}
