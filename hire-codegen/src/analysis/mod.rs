//! Questions about schemas: which JSON type values have, whether null is one, what every value has, which branch
//! of a union a value is of.
//!
//! Answers are remembered. What they find wrong is collected in [`Analysis::findings`], and reported once.

mod ambiguity;
pub mod annotations;
pub mod by_type;
pub mod conditions;
pub mod discriminator;
pub mod json_types;
pub mod plan;
pub mod shape;
pub mod signature;
#[cfg(test)]
mod tests;
pub mod union;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use json_types::TypedPart;
use plan::Plan;
use signature::Signature;

use crate::diagnostic::Diagnostics;
use crate::schema::{SchemaId, Schemas, keywords};
use crate::source::{Place, Sources};

/// The schemas of a description, and what is known of them.
pub struct Analysis<'a> {
    pub sources: &'a Sources,
    pub schemas: Schemas<'a>,
    /// Whether a schema with `properties` and without `type` is taken for one of objects.
    pub assume_objects: bool,
    /// What was found wrong while questions were answered.
    pub findings: Diagnostics,
    /// Why flat schemas with branches are no unions.
    pub undecided: BTreeMap<SchemaId, Fallback>,
    /// Conditions that are being looked at, by the place of the schema that they belong to.
    fitting: Vec<(Place, SchemaId)>,
    /// How many conditions of one schema were looked at so far.
    fits: usize,
    /// Conditions that no rules of a type can say.
    unfit: BTreeMap<(Place, SchemaId), Fallback>,
    /// The schemas with a condition on a property that is a slip of the pen.
    misspelt: BTreeSet<Place>,
    /// What [`by_type::typed_parts`] has worked out.
    typed_parts: BTreeMap<SchemaId, Vec<TypedPart>>,
    /// What [`Analysis::union_of`] has worked out.
    unions: BTreeMap<SchemaId, Option<Rc<Plan>>>,
    /// The lists of branches that are being looked at.
    planning: Vec<Place>,
    /// How many unions were looked at for the outermost of these.
    plans: usize,
    /// What [`Analysis::signature`] has worked out.
    signatures: BTreeMap<SchemaId, Signature>,
    /// What [`Analysis::accepts_null`] has worked out.
    nulls: BTreeMap<SchemaId, Option<bool>>,
    /// The discriminators that decide, or of which is said why they do not.
    discriminators: BTreeSet<Place>,
}

/// Why a schema, or a part of it, is any JSON value in Rust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fallback {
    /// The keyword or schema that is the reason.
    pub place: Place,
    /// One sentence, without a full stop.
    pub reason: Cow<'static, str>,
}

impl Fallback {
    pub fn new(place: Place, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { place, reason: reason.into() }
    }
}

impl<'a> Analysis<'a> {
    pub fn new(sources: &'a Sources, schemas: Schemas<'a>, assume_objects: bool) -> Self {
        Self {
            sources,
            schemas,
            assume_objects,
            findings: Diagnostics::default(),
            undecided: BTreeMap::new(),
            fitting: Vec::new(),
            fits: 0,
            unfit: BTreeMap::new(),
            misspelt: BTreeSet::new(),
            typed_parts: BTreeMap::new(),
            unions: BTreeMap::new(),
            planning: Vec::new(),
            plans: 0,
            signatures: BTreeMap::new(),
            nulls: BTreeMap::new(),
            discriminators: BTreeSet::new(),
        }
    }

    /// The schema with its `$ref` and `allOf` merged in.
    pub fn flattened(&mut self, id: SchemaId) -> SchemaId {
        self.schemas.flattened(id, &mut self.findings)
    }

    /// What a schema is called where it is defined to be referred to: its key in `$defs` or on top of
    /// another file, or the name of a file that is a schema as a whole.
    pub fn definition(&self, place: Place) -> Option<&'a str> {
        let cursor = self.sources.at(place);
        let Some(parent) = cursor.parent() else {
            return self.sources.file(place)?.path.file_stem()?.to_str();
        };
        let defined =
            parent.parent().is_none() || matches!(parent.key(), Some("$defs" | "definitions" | "schemas"));
        cursor.key().filter(|key| defined && keywords::find(key).is_none())
    }
}
