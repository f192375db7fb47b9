//! Trees to the API as data.
//!
//! Readers walk the tree by tables of keys, report every fault that they meet, and go
//! on with what is left. References to everything but schemas are followed here;
//! schemas are handed on as they are written. The section numbers are those of the
//! OpenAPI Specification 3.1.1; 3.0 has the same sections one number below (§4.7).

mod api;
mod read;
#[cfg(test)]
mod tests;

pub use api::*;
pub(crate) use read::{check_address, check_extension};

use crate::diagnostic::Diagnostics;
use crate::source::Sources;

/// Reads a description. What is faulty is reported and left out of the result; without
/// errors, the result is all of it. None when there is nothing to be read: the root is
/// no OpenAPI document, or one of another version.
///
/// ```
/// use hire_codegen::diagnostic::Diagnostics;
/// use hire_codegen::source::Sources;
///
/// let text = "
/// openapi: 3.1.1
/// info: { title: Pets, version: '1' }
/// paths:
///   /pets/{id}:
///     get:
///       operationId: getPet
///       parameters:
///         - { name: id, in: path, required: true, schema: { type: string } }
///       responses: { 204: { description: Nothing. } }
/// ";
/// let mut diagnostics = Diagnostics::default();
/// let sources = Sources::from_text("pets.yaml", text, &mut diagnostics).unwrap();
/// let api = hire_codegen::openapi::read(&sources, &mut diagnostics).unwrap();
/// assert!(diagnostics.is_empty());
/// assert_eq!(api.operations[0].parameters[0].name, "id");
/// ```
pub fn read<'a>(sources: &'a Sources, diagnostics: &mut Diagnostics) -> Option<Api<'a>> {
    read::read(sources, diagnostics)
}
