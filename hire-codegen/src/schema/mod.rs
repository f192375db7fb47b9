//! Schemas in one dialect: JSON Schema 2020-12, as OpenAPI 3.1 uses it.
//!
//! [`read`](mod@read) has the readers, where the spellings of older versions (`nullable`, a boolean `exclusiveMinimum`) end;
//! [`normalize`] the passes that bring schemas into fewer forms; [`lint`] the checks that report and change nothing. Schemas
//! live in an arena and name each other by id, so that a `$ref` may point anywhere, and at itself.

mod arena;
mod constrains;
mod data;
mod dialect;
mod distinct;
pub mod instance;
pub mod keywords;
mod lint;
pub mod mapping;
mod normalize;
mod pattern;
pub mod quotes;
mod read;
mod scalar;
mod targets;

pub use arena::Schemas;
pub use data::{
    Annotations, Applicators, ArrayRules, Branches, Conditional, Contains, Discriminator,
    DiscriminatorTarget, Extensions, JsonTypes, Located, NumberRules, ObjectRules, Schema, SchemaId,
    StringRules,
};
pub use normalize::{Container, Evaluated, has_name};
pub use read::{Formats, Meaning};
pub use scalar::{Integer, TextFormat};

use std::collections::BTreeSet;

use self::dialect::Dialect;
use crate::diagnostic::Diagnostics;
use crate::openapi::Version;
use crate::source::{Cursor, Place, Sources};

/// Reads schemas and everything that they refer to, as they are written. Every fault is reported; a schema that has one is
/// there all the same, without what was wrong. A schema whose place is among `left_out` is any value.
pub fn read<'a>(
    version: Version,
    meaning: Meaning,
    left_out: &BTreeSet<Place>,
    roots: &[Cursor<'a>],
    diagnostics: &mut Diagnostics,
) -> Schemas<'a> {
    read::read(Dialect::of(version), meaning, left_out, roots, diagnostics)
}

/// Brings schemas that have been read into fewer forms. None if a schema applies itself to the same value, since what
/// follows would have no end.
pub fn normalize<'a>(
    schemas: Schemas<'a>,
    sources: &'a Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Schemas<'a>> {
    normalize::run(schemas, sources, diagnostics)
}
