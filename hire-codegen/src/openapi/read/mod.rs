//! The readers, one file for each concept of OpenAPI.
//!
//! Readers walk the tree by the table of [`keys`], report every fault that they meet, and go on with what is left.

mod address;
mod content;
mod document;
mod extension;
mod keys;
mod object;
mod operation;
mod parameter;
mod path;
mod reader;
mod reference;
mod response;
mod security;
mod server;
mod template;

pub(crate) use address::check_address;
pub use document::read;
pub(crate) use object::check_extension;
