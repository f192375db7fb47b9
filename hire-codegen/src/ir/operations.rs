//! Operations, and what they have in common.

use std::time::Duration;

use crate::ir::{Docs, Name, Rule, Type};

/// A security scheme.
#[derive(Debug)]
pub struct Scheme {
    pub name: String,
    pub kind: SchemeKind,
}

/// How a credential is carried.
#[derive(Debug)]
pub enum SchemeKind {
    Bearer,
    Basic,
    ApiKey { part: Part, key: String },
}

/// The parts of a request that carry parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Path,
    Query,
    Header,
    Cookie,
}

/// How the value of a parameter is written.
#[derive(Debug, Clone)]
pub struct Serialization {
    /// The name of a style (`DEEP_OBJECT`); of `content`, `JSON` or `TEXT`.
    pub style: String,
    /// Whether items and members are written one by one, where that is not usual in the style.
    pub explode: Option<bool>,
    pub allow_reserved: bool,
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    pub id: String,
    /// The request's type.
    pub name: Name,
    /// The client's method.
    pub method_name: Name,
    /// The constant that describes the operation.
    pub constant: Name,
    /// What the description calls the operation, or else its route.
    pub summary: Docs,
    pub docs: Docs,
    pub deprecated: bool,
    pub method: &'static str,
    pub path: String,
    pub inputs: Vec<Input>,
    pub body: Option<Body>,
    pub output: Output,
    /// Alternatives; each names the schemes that are needed together, with their scopes.
    pub security: Option<Vec<SchemesTogether>>,
    pub envelope: Option<usize>,
    pub rate_limit: Option<(u32, Duration)>,
    pub idempotency_key: Option<KeyPath>,
}

/// Security schemes that are needed together, each with its scopes.
pub type SchemesTogether = Vec<(String, Vec<String>)>;

/// The way to the idempotency key: fields of the body, each with whether it may be absent.
#[derive(Debug)]
pub struct KeyPath(pub Vec<(Name, bool)>);

/// A parameter of an operation.
#[derive(Debug)]
pub struct Input {
    pub name: Name,
    pub wire: String,
    pub part: Part,
    pub docs: Docs,
    pub deprecated: bool,
    pub type_: Type,
    pub required: bool,
    /// How the value is written, where not in the usual style of its place.
    pub serialization: Option<Serialization>,
    pub rules: Vec<Rule>,
}

/// A request's body.
#[derive(Debug)]
pub struct Body {
    pub name: Name,
    pub docs: Docs,
    pub content_type: String,
    pub type_: Type,
    pub required: bool,
    pub rules: Vec<Rule>,
}

/// What a success carries.
#[derive(Debug)]
pub struct Output {
    /// Nothing when absent.
    pub type_: Option<Type>,
    /// Whether it may be missing or null.
    pub optional: bool,
    /// The function that checks it, where its type does not have all of its rules.
    pub check: Option<(Name, Vec<Rule>)>,
}

/// Where an envelope has its members, as JSON pointers.
#[derive(Debug, PartialEq)]
pub struct Envelope {
    pub constant: Name,
    pub code: String,
    pub success: i64,
    pub message: Option<String>,
    pub data: String,
    pub log_id_headers: Vec<String>,
    pub log_id_pointers: Vec<String>,
}

/// A row of the error code table.
#[derive(Debug)]
pub struct Code {
    pub name: Name,
    pub number: i64,
    /// Set where an operation says something else of the code than the rows before.
    pub operation: Option<String>,
    pub status: Option<u16>,
    pub meaning: Option<String>,
    pub advice: Option<String>,
    pub retryable: bool,
    pub reauthenticate: bool,
}
