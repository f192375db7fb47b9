//! Components that extend a base with a discriminator: nothing need refer to them.

use std::collections::BTreeSet;

use super::Schemas;
use crate::source::{Cursor, Place};

/// The components that were not read, and that have a schema which was read and leads to a discriminator in `allOf`: a value
/// of the base may be one of them.
pub fn unread_subtypes<'c>(
    schemas: &Schemas<'_>,
    components: impl Iterator<Item = Cursor<'c>>,
) -> Vec<Cursor<'c>> {
    let unread = components.filter(|component| schemas.at(component.place()).is_none());
    let subtypes = unread.filter(|component| {
        bases(*component).any(|base| schemas.at(base.place()).is_some() && is_polymorphic(base))
    });
    subtypes.collect()
}

/// The schemas that a schema refers to in `allOf`.
fn bases(schema: Cursor<'_>) -> impl Iterator<Item = Cursor<'_>> {
    let parts = schema.get("allOf").into_iter().flat_map(Cursor::items);
    parts.filter_map(|part| {
        let reference = part.get("$ref")?;
        reference.resolve(reference.as_str()?).ok()
    })
}

/// Whether a schema has a discriminator, or one of its bases.
fn is_polymorphic(schema: Cursor<'_>) -> bool {
    let mut seen: BTreeSet<Place> = BTreeSet::new();
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        if schema.get("discriminator").is_some() {
            return true;
        }
        if seen.insert(schema.place()) {
            open.extend(bases(schema));
        }
    }
    false
}
