//! What a schema says to readers: its own annotations, and where they are silent those of what it refers to.

use crate::analysis::Analysis;
use crate::schema::{Annotations, SchemaId};

/// The annotations of a schema: its own, and where they are silent those of what it refers to.
pub fn annotations<'a>(analysis: &mut Analysis<'a>, id: SchemaId) -> Annotations<'a> {
    let local = analysis.schemas.get(id).annotations.clone();
    let flat = analysis.flattened(id);
    local.or(analysis.schemas.get(flat).annotations.clone())
}

/// The annotations of a schema, and where they are silent those of the schema of what is not null.
pub fn all_annotations<'a>(analysis: &mut Analysis<'a>, id: SchemaId) -> Annotations<'a> {
    let local = annotations(analysis, id);
    match analysis.nullable_other(id).or_else(|| analysis.only_branch(id)) {
        Some(inner) => local.or(all_annotations(analysis, inner)),
        None => local,
    }
}

/// The schema of what is not null.
pub fn not_null(analysis: &mut Analysis<'_>, id: SchemaId) -> SchemaId {
    let mut id = id;
    while let Some(inner) = analysis.nullable_other(id).or_else(|| analysis.only_branch(id)) {
        id = inner;
    }
    id
}
