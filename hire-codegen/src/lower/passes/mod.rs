//! Passes over all types: what depends on more than one of them.

mod cycles;
mod depth;
pub mod direction;
pub mod examples;
pub mod patterns;
pub mod preserve_unknown;
pub mod records;
pub mod refine;
pub mod uninhabited;
pub mod variant_names;
