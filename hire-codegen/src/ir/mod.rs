//! What will be emitted, in Rust terms and without a token: data that the lowering makes and the emitter writes down.

mod name;
mod operations;
mod record;
mod rules;
mod types;
mod visit;

pub use name::Name;
pub use operations::{Body, Code, Envelope, Input, KeyPath, Operation, Output, Part, Scheme, SchemeKind};
pub use record::{KeptFor, Record};
pub use rules::{Bound, Evaluated, Rule, Size};
pub use types::{
    Additional, Derives, Enumeration, EnumerationValues, Field, Literal, Struct, Type, TypeDef, TypeId,
    TypeKind, Union, UnionVariant, Variant, names_a_type,
};
pub use visit::{Parts, PartsMut};

pub use crate::analysis::json_types::Kind;
pub use crate::analysis::plan::{Decision, Demands, Others};
pub use crate::analysis::signature::Constant;
pub use crate::schema::TextFormat;

use std::collections::BTreeMap;

use indexmap::IndexMap;

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
#[derive(Debug)]
pub struct Api {
    pub title: String,
    pub version: String,
    pub docs: Docs,
    pub servers: Vec<String>,
    pub schemes: Vec<Scheme>,
    /// The response headers that tell the limit, and the seconds until it is reset.
    pub rate_limit_headers: Option<(String, String)>,
}

/// Lines of documentation, made safe for rustdoc.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Docs(pub Vec<String>);
