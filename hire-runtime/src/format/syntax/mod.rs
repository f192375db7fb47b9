//! Whether a text is of a format: one function for each. Nothing is trimmed, and no text is of a format "nearly".
//!
//! The generator checks the defaults and examples of a description by the same functions, so that this folder is there
//! twice: here, and in the other package of `hire-runtime` and `hire-codegen`. A test compares the two.

mod host;
mod number;
mod time;
mod uri;

pub use host::{email, hostname, ip, ipv4, ipv6};
pub use number::{base64, base64url, decimal, float, integer, uuid};
pub use time::{date, date_time, duration, time};
pub use uri::{uri, uri_reference};
