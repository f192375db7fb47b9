//! What will be emitted, in Rust terms and without a token: data that the lowering makes and the emitter writes down. Every
//! node knows its place (rules have that of the node that they are of), can be compared, and shows what is within it.

mod at;
mod docs;
mod model;
mod name;
mod operations;
mod record;
mod rules;
mod types;
mod visit;

pub use at::At;
pub use docs::Docs;
pub use model::{Api, Constructor, Group, Model};
pub use name::Name;
pub use operations::{
    Body, BodyContent, Code, Envelope, Header, Headers, Input, KeyPath, Location, Operation, PartEncoding,
    Payload, PayloadKind, ResponseBody, ResponseKind, ResponseVariant, Responses, Scheme, SchemeKind,
    Serialization, Stream,
};
pub use record::{PreservedFor, Record};
pub use rules::{Bound, Evaluated, Rule, Size, are_inherent};
pub use types::{
    Additional, Derives, Enumeration, EnumerationValues, Field, Literal, Pointer, Struct, Type, TypeDef,
    TypeId, TypeKind, Union, UnionVariant, Variant,
};
pub use visit::{ChildrenMut, ChildrenRef};

pub use crate::analysis::json_types::JsonType;
pub use crate::analysis::plan::{Decision, Holding, UnmatchedTag, VariantSignature};
pub use crate::analysis::signature::Constant;
pub use crate::schema::TextFormat;
