//! The whole of what is emitted of one API.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::{Code, Docs, Envelope, Name, Operation, Record, Scheme, TypeDef, TypeId};
use crate::source::Place;

/// Everything that is emitted of one API.
#[derive(Debug)]
pub struct Model {
    pub api: Api,
    pub types: Vec<TypeDef>,
    pub operations: Vec<Operation>,
    /// The envelopes that operations name by their index.
    pub envelopes: Vec<Envelope>,
    /// The rows of the error code enumeration; no enumeration without rows.
    pub codes: Vec<Code>,
    /// The regular expressions of all rules, each with the name of its static.
    pub patterns: IndexMap<String, Name>,
    /// What became of each schema.
    pub records: BTreeMap<Place, Record>,
}

impl Model {
    /// The definition of a type.
    #[expect(
        clippy::indexing_slicing,
        reason = "ids are handed out by this model alone, and it never shrinks"
    )]
    pub fn get(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }
}

/// The API as a whole.
#[derive(Debug, PartialEq)]
pub struct Api {
    pub title: String,
    pub version: String,
    pub docs: Docs,
    pub servers: Vec<String>,
    pub schemes: Vec<Scheme>,
    /// What `Client::new` takes; none without a server, or with several schemes to choose from.
    pub constructor: Option<Constructor>,
    /// The response headers that tell the limit, and the seconds until it is reset.
    pub rate_limit_headers: Option<(String, String)>,
}

/// What it takes to make a client with the usual settings.
#[derive(Debug, PartialEq)]
pub enum Constructor {
    /// Nothing.
    Anonymous,
    /// A credential for the security scheme of this name.
    Credential(String),
}
