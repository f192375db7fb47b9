//! Formats of strings: one function for each, which says whether a text has the format. Nothing is trimmed, and no text has
//! a format "nearly".
//!
//! The generator checks the defaults and examples of a description by these functions, the runtime the values of requests
//! and responses.
//!
//! # Examples
//! ```
//! use hire_syntax::format;
//!
//! assert!(format::date("2024-02-29"));
//! assert!(!format::date("2023-02-29") && !format::date("2024-2-29"));
//! ```

mod host;
mod number;
mod time;
mod uri;

pub use host::{email, hostname, ip, ipv4, ipv6};
pub use number::{base64, base64url, decimal, float, integer, uuid};
pub use time::{date, date_time, duration, time};
pub use uri::{uri, uri_reference};
