//! Values, without a socket: from JSON to typed Rust and back, and whether values keep the rules of their schemas.
//!
//! Each module knows those above it.
//!
//! `object` drives reading and writing of structs by table, so that a struct costs a fraction of what a serde derive
//! costs to compile. A struct is filled in place, from placeholders, beside an account of what has been there, and so is
//! whatever is inside of it, since a value that a reader returns is moved several times; a builder is such a partial object, and
//! the rules skip what it lacks, so that a struct needs neither a second type for its parts nor a second set of rules.
//! `codec` has how types of a kind are read and written, where an integer may be written `1.0` and `NaN` is refused.
//! `validate` is the walk through a value that collects violations, `rules` has the rules, which allocate nothing while
//! all is well; `parse` collects every fault of a text at once by the same tables; `format` has the strings of a format,
//! whose text is kept and checked as a rule.

pub(crate) mod erased_box;
pub(crate) mod map;
pub(crate) mod nullable;
pub(crate) mod printable;
pub(crate) mod secret;
pub(crate) mod set;
pub(crate) mod timestamp;

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
