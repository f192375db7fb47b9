//! Values, without a socket: from JSON to typed Rust and back, and whether values keep the rules of their schemas.
//!
//! Each module knows those above it.

pub(crate) mod map;
pub(crate) mod nullable;
pub(crate) mod printable;
pub(crate) mod secret;
pub(crate) mod set;
pub(crate) mod timestamp;

pub(crate) mod parameter;
#[cfg(feature = "pattern")]
pub(crate) mod pattern;
pub(crate) mod violation;

pub(crate) mod validate;

pub(crate) mod codec;
pub mod format;

pub(crate) mod any;
pub(crate) mod enumeration;
pub(crate) mod object;
pub(crate) mod parse;
pub(crate) mod rules;
pub(crate) mod union;

#[cfg(test)]
pub(crate) mod fixture;
