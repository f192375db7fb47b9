//! Trees to the API as data: [`api`] is the data, [`read`](self::read()) makes it of a tree.
//!
//! References to everything but schemas are followed here; schemas are handed on as they are written. The section numbers
//! are those of the OpenAPI Specification 3.1.1; 3.0 has the same sections one number below (§4.7).

mod api;
mod component;
mod read;
mod selection;
#[cfg(test)]
mod tests;
mod version;

pub use api::*;
pub(crate) use component::component_meant;
pub use read::read;
pub(crate) use read::{check_address, check_extension};
pub(crate) use selection::{Candidate, Criterion, Selection};
pub use version::{Version, Versions};
