//! The subtypes of a base. Nothing need refer to them, since they refer to the base themselves.

use std::collections::BTreeMap;

use super::Reader;
use crate::schema::{has_name, mapping};
use crate::source::{Cursor, Place};

/// The schemas in one mapping of schemas that have a schema in `allOf`, by the place of that.
pub(super) type Extensions<'a> = BTreeMap<Place, Vec<Cursor<'a>>>;

/// Reads the schemas that a discriminator without branches names in `mapping`, whatever file they are in, and those beside
/// its schema that descend from it.
pub(super) fn subtypes<'a>(reader: &mut Reader<'a, '_>, discriminator: Cursor<'a>) {
    let Some(base) = discriminator.parent() else { return };
    if base.get("oneOf").or_else(|| base.get("anyOf")).is_some() {
        return;
    }
    for (_, value) in discriminator.get("mapping").into_iter().flat_map(Cursor::entries) {
        if let Some(Ok(target)) = mapping::target(value) {
            reader.id(target);
        }
    }
    let Some(beside) = base.parent().filter(|_| has_name(base.sources(), base.place())) else { return };
    let extensions = reader.extensions.entry(beside.place()).or_insert_with(|| extensions(beside));
    let mut descendants = Vec::new();
    let mut open = vec![base.place()];
    while let Some(place) = open.pop() {
        // Where another base of the family has been before, nothing is left.
        for extension in extensions.remove(&place).unwrap_or_default() {
            open.push(extension.place());
            descendants.push(extension);
        }
    }
    for descendant in descendants {
        reader.id(descendant);
    }
}

fn extensions(schemas: Cursor<'_>) -> Extensions<'_> {
    let mut extensions = Extensions::new();
    for (_, schema) in schemas.entries() {
        for part in schema.get("allOf").into_iter().flat_map(Cursor::items) {
            let reference = part.get("$ref").and_then(Cursor::as_str);
            if let Some(Ok(target)) = reference.map(|reference| part.resolve(reference)) {
                extensions.entry(target.place()).or_default().push(schema);
            }
        }
    }
    extensions
}
