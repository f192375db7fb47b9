//! Passes that bring schemas into fewer forms, so that later rooms have fewer cases.
//!
//! A schema that `$dynamicRef` makes mean different things is in the arena once for each meaning. What
//! `unevaluatedItems` and `unevaluatedProperties` leave alone is a tree of conditions (`unevaluated`), for examples and
//! for rules alike; where no condition is left it is `items` or `additionalProperties`. What patterns and the schema of
//! names say of a declared property is merged into its schema (`property_names`), so that rules of names are left to
//! other properties. Branches that only list values are an `enum` before anything else sees them (`enum_branches`). A
//! base that lists its subtypes in `oneOf` or `anyOf`, while they have it in `allOf`, has no end by the letter; it is
//! taken apart, and is the choice alone (`self_listing`).

mod closed_parts;
pub mod enum_branches;
mod flatten;
mod polymorphism;
mod property_names;
mod self_listing;
mod unevaluated;

pub use polymorphism::has_name;
pub use unevaluated::{Container, Evaluated};

use super::Schemas;
use super::lint::{cycles, unreachable};
use crate::diagnostic::Diagnostics;
use crate::source::Sources;

/// The passes over all schemas, in their order, and the checks between them. None if a schema applies itself to the same
/// value. What concerns one schema at a time is done when a later room asks for the schema (`flatten`).
pub fn run<'a>(
    mut schemas: Schemas<'a>,
    sources: &'a Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Schemas<'a>> {
    unreachable::report(&schemas, diagnostics);
    self_listing::resolve(&mut schemas, sources, diagnostics);
    if cycles::report(&schemas, diagnostics) {
        return None;
    }
    polymorphism::resolve(&mut schemas, sources, diagnostics);
    enum_branches::fold_const_branches(&mut schemas, diagnostics);
    Some(schemas)
}
