//! Requests that were sent.

use std::borrow::Cow;
use std::fmt::{self, Debug};

use bytes::Bytes;
use http::{HeaderMap, Method, Request};
use serde_json::Value;

use super::Differences;

/// A request as the client sent it: a repeat is one more of them.
///
/// `Debug` shows the method, the path, the headers without credentials, and the body's length.
#[derive(Clone)]
pub struct Recorded {
    request: Request<Bytes>,
}

impl Recorded {
    pub(super) fn new(mut request: Request<Bytes>) -> Self {
        crate::calls::error::hide_credentials(request.headers_mut());
        Self { request }
    }

    /// The method.
    pub fn method(&self) -> &Method {
        self.request.method()
    }

    /// The path of the URL, percent-encoded as it was sent.
    pub fn path(&self) -> &str {
        self.request.uri().path()
    }

    /// The pairs of the query, decoded, in their order.
    pub fn query(&self) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
        let query = self.request.uri().query().unwrap_or_default();
        url::form_urlencoded::parse(query.as_bytes()).collect()
    }

    /// The headers. Those that carry credentials are not shown by `Debug`.
    pub fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// The first value of a header, if there is one of visible ASCII characters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.request.headers().get(name)?.to_str().ok()
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        self.request.body()
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// The body is no JSON.
    pub fn json(&self) -> Result<Value, serde_json::Error> {
        serde_json::from_slice(self.body())
    }

    /// Asserts that the body is this JSON value, as [`Differences::between`] compares.
    ///
    /// # Panics
    /// The body is different JSON, and the message says where; or it is no JSON.
    #[track_caller]
    pub fn assert_json(&self, expected: &Value) {
        self.assert(expected, Differences::between);
    }

    /// Asserts that the body has this JSON value in it, as [`Differences::from_part`] compares:
    /// objects may have more properties.
    ///
    /// # Panics
    /// The body lacks something of the expected JSON, and the message says where; or it is no JSON.
    #[track_caller]
    pub fn assert_json_includes(&self, expected: &Value) {
        self.assert(expected, Differences::from_part);
    }

    #[track_caller]
    fn assert(&self, expected: &Value, compare: fn(&Value, &Value) -> Differences) {
        let (method, path) = (self.method(), self.path());
        let fault = match self.json() {
            Ok(found) => compare(expected, &found).to_string(),
            Err(error) => format!("no JSON: {error}"),
        };
        assert!(fault.is_empty(), "the body of {method} {path} is not as expected:\n{fault}");
    }
}

impl Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorded")
            .field("method", self.method())
            .field("path", &self.path())
            .field("headers", self.headers())
            .field("body", &format_args!("{} bytes", self.body().len()))
            .finish_non_exhaustive()
    }
}
