//! The readers, one file for each concept of OpenAPI.

mod address;
mod content;
mod document;
mod extension;
mod object;
mod operation;
mod parameter;
mod path;
mod reader;
mod reference;
mod security;
mod server;

pub use document::read;
pub(crate) use {address::check_address, object::check_extension};

use super::{
    Api, Envelope, ErrorCode, Header, MediaType, Method, Operation, Parameter, ParameterIn, RateLimit,
    RateLimitHeaders, RequestBody, Response, SchemeKind, SecurityRequirement, SecurityScheme, Server, Status,
    Style, Version,
};
