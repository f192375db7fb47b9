//! What the command line `hire-codegen` does beyond the generator, as a library.

pub mod doc;
