//! What the tests in the folder `all` stand on: the golden copies of emitted bindings as modules, so
//! that they are compiled, linted and documented like the bindings of a crate.

/// Bindings of `golden/kitchen/openapi.yaml`.
#[rustfmt::skip]
#[path = "../golden/kitchen/mod.rs"]
pub mod kitchen;

/// Bindings of `golden/pantry/openapi.yaml`.
#[rustfmt::skip]
#[path = "../golden/pantry/mod.rs"]
pub mod pantry;
