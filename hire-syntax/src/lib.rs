//! What the generator `hire-codegen` and the runtime of its bindings, `hire-runtime`, both need to know of texts, so that
//! an example in a description is judged as the value of a request will be.
//!
//! ```
//! assert!(hire_syntax::format::date("2024-02-29") && !hire_syntax::format::date("2023-02-29"));
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod decimal;
pub mod format;
#[cfg(feature = "pattern")]
pub mod pattern;
pub mod pointer;
