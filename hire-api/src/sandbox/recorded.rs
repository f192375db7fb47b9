//! Requests as they arrived.

use std::fmt;
use std::time::Instant;

use axum::body::Bytes;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, Method};

use super::Operation;

/// A request as it arrived.
///
/// `Debug` shows neither the body nor the access token.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The operation; `None` for a route that the sandbox does not know.
    pub operation: Option<Operation>,
    /// The method.
    pub method: Method,
    /// Path and query, percent-encoded as they were sent.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; empty when it was larger than the sandbox takes.
    pub body: Bytes,
    /// When the whole request was there.
    pub at: Instant,
}

impl RecordedRequest {
    /// A header's first value, if it is there and text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body, if it is JSON.
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut headers = self.headers.clone();
        if let Some(value) = headers.get_mut(AUTHORIZATION) {
            value.set_sensitive(true);
        }
        f.debug_struct("RecordedRequest")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("target", &self.target)
            .field("headers", &headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("at", &self.at)
            .finish()
    }
}
