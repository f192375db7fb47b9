//! Calls: endpoints that make requests and read responses without a socket, and a client around them.
//!
//! Each module knows those above it, and [`values`](crate::values).
//!
//! `operation`, `endpoint`, `request`, `response` and `envelope` turn a request type into an `http::Request` and an
//! `http::Response` into a value or an error; `parameter` has the styles of parameters, `body` whatever is
//! no JSON, `streams` responses that are read while they come in. `client` puts around a `transport` what every caller needs: `auth` (tokens
//! are cached, and replaced once when refused), `limit` (calls are spaced as the description says), retries with a
//! budget, times, checks, hooks, traces. `carried` says what headers and cookies can carry, `redaction` keeps
//! secrets that a server quotes out of what is shown; whatever formats a text of a
//! server goes through `printable`. The transport over reqwest polls the connections of servers that are not trusted on
//! a thread of its own, so that nothing that is sent without end holds up a timer.

pub(crate) mod api;
pub(crate) mod base_url;
pub(crate) mod carried;
pub(crate) mod envelope;
pub(crate) mod error_code;
pub(crate) mod mismatch;
pub(crate) mod redaction;
#[cfg(any(feature = "blocking", feature = "reqwest"))]
pub(crate) mod runtime_thread;
pub(crate) mod transport_error;

pub(crate) mod error;
pub(crate) mod operation;
pub(crate) mod parameter;

pub(crate) mod body;
pub(crate) mod form;
pub(crate) mod header;
#[cfg(feature = "client")]
pub(crate) mod limit;
pub(crate) mod part;
pub(crate) mod request;
#[cfg(feature = "client")]
pub(crate) mod retry;
#[cfg(feature = "client")]
pub(crate) mod transport;

#[cfg(feature = "client")]
pub(crate) mod auth;
pub(crate) mod payload;
pub(crate) mod response;
pub(crate) mod streams;

pub(crate) mod endpoint;

#[cfg(feature = "client")]
pub(crate) mod client;

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "testing")]
pub mod testing;
