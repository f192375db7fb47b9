//! Operations with a tag in common.

use heck::ToSnakeCase as _;

use super::{RESERVED_METHODS, spelling};
use crate::ir::{Group, Operation};
use crate::lower::describe;
use crate::lower::naming::{Case, Scope};
use crate::openapi;

/// The groups of the operations: an operation is in that of its first tag, by a name without the words of the tag, or in
/// none. The groups are named first, since an operation may have any name, and be given another one.
pub fn groups(api: &openapi::Api<'_>, operations: &mut [Operation]) -> Vec<Group> {
    let mut tags: Vec<&str> = Vec::new();
    let first_tags: Vec<_> = api.operations.iter().map(|it| it.tags.first().copied()).collect();
    for tag in first_tags.iter().flatten() {
        if !tags.contains(tag) {
            tags.push(tag);
        }
    }
    let mut methods = Scope::with(&[RESERVED_METHODS, &["client", "operations", "types"]].concat());
    let named = |tag: &&str| Group { name: methods.name(tag, Case::Snake), docs: describe::group(api, tag) };
    let groups = tags.iter().map(named).collect();
    let mut scopes: Vec<_> = tags.iter().map(|_| Scope::with(RESERVED_METHODS)).collect();
    for ((operation, declared), tag) in operations.iter_mut().zip(&api.operations).zip(first_tags) {
        let spelling = spelling(declared);
        operation.group = tags.iter().position(|it| Some(*it) == tag);
        let scope = operation.group.and_then(|group| scopes.get_mut(group));
        operation.method_name = match (scope, tag) {
            (Some(scope), Some(tag)) => {
                let snake = spelling.to_snake_case();
                let short = snake.strip_prefix(&tag.to_snake_case()).and_then(|it| it.strip_prefix('_'));
                scope.name_of(&[short.unwrap_or(&spelling), &spelling], Case::Snake)
            }
            _ => methods.name(&spelling, Case::Snake),
        };
    }
    groups
}
