//! What the generator `hire-codegen` and the runtime of its bindings, `hire-runtime`, both need to know of texts, so that
//! an example in a description is judged as the value of a request will be.

pub mod decimal;
pub mod format;
#[cfg(feature = "pattern")]
pub mod pattern;
pub mod pointer;
