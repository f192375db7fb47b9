//! What the command line `hire-codegen` does beyond the generator, as a library.

pub mod diff;
pub mod doc;
pub mod explain;
mod level;

pub use level::Level;
