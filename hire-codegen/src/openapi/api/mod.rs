//! The API as data: what the readers make of a description, one file for each concept of OpenAPI.
#![allow(
    dead_code,
    reason = "the data is all that a description says, whether or not something is emitted from it"
)]

mod content;
mod document;
mod extension;
mod media_range;
mod operation;
mod parameter;
mod response;
mod security;
mod server;

pub use content::{Encoding, MediaType, RequestBody};
pub use document::{Api, Tag, Trace};
pub use extension::{Envelope, ErrorCode, RateLimit, RateLimitHeaders};
pub use media_range::MediaRange;
pub use operation::{Method, Operation};
pub use parameter::{Location, Parameter, Style, is_token};
pub use response::{Header, Link, Response, Status};
pub use security::{Flow, FlowKind, SchemeKind, SecurityRequirement, SecurityScheme};
pub use server::{Server, ServerVariable};
