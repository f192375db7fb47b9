//! Our extensions of the document and of operations.

use std::time::Duration;

use crate::source::Place;

/// `x-envelope`: what lies around the data of every response.
#[derive(Clone, Debug)]
pub struct Envelope<'a> {
    /// The extension.
    pub place: Place,
    /// The JSON pointer to the code.
    pub code: &'a str,
    /// The code that means success.
    pub success: i64,
    /// The JSON pointer to the message.
    pub message: Option<&'a str>,
    /// The JSON pointer to the data; empty for the whole body.
    pub data: &'a str,
    /// Headers that may hold the id of the call in the platform's log.
    pub log_id_headers: Vec<&'a str>,
    /// JSON pointers that may lead to that id.
    pub log_id_pointers: Vec<&'a str>,
}

/// `x-error-codes`: one code.
#[derive(Clone, Debug)]
pub struct ErrorCode<'a> {
    /// The entry.
    pub place: Place,
    /// The code.
    pub code: i64,
    /// The name of the code in Rust.
    pub name: Option<&'a str>,
    /// The HTTP status that the code comes with.
    pub status: Option<u16>,
    /// What happened.
    pub meaning: Option<&'a str>,
    /// What to do.
    pub advice: Option<&'a str>,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// Whether new credentials may help.
    pub reauthenticate: bool,
    /// Keys of the entry whose values no documentation states.
    pub inferred: Vec<&'a str>,
}

/// `x-rate-limit` of an operation.
#[derive(Clone, Debug)]
pub struct RateLimit {
    /// The extension.
    pub place: Place,
    /// The most calls within the window; not 0.
    pub limit: u32,
    /// The time that the limit is about; not 0.
    pub window: Duration,
}

/// `x-rate-limit` of the document.
#[derive(Clone, Debug)]
pub struct RateLimitHeaders<'a> {
    /// The extension.
    pub place: Place,
    /// The header with the limit.
    pub limit_header: Option<&'a str>,
    /// The header with the seconds until calls are free again.
    pub reset_header: Option<&'a str>,
}
