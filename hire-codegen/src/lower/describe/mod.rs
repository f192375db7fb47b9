//! Documentation: the description's own words, then what it asks for in words, then where it says so.

pub mod annotations;
mod api;
mod bullets;
mod error_code;
mod limits;
mod operations;
mod rules;
mod text;
mod types;
pub mod words;

pub use api::api;
pub use error_code::error_code;
pub use limits::limits;
pub use operations::{group, input, operation, summary};
pub use types::{preserved, types, value};
