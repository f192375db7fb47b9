//! Calls: endpoints that make requests and read responses without a socket, and a client around them.
//!
//! Each module knows those above it, and [`values`](crate::values).

pub(crate) mod api;
pub(crate) mod base_url;
pub(crate) mod carried;
pub(crate) mod envelope;
pub(crate) mod error_code;
#[cfg(any(feature = "blocking", feature = "reqwest"))]
pub(crate) mod runtime_thread;

pub(crate) mod error;
pub(crate) mod operation;

#[cfg(feature = "client")]
pub(crate) mod limit;
pub(crate) mod request;
#[cfg(feature = "client")]
pub(crate) mod retry;
#[cfg(feature = "client")]
pub(crate) mod transport;

pub(crate) mod answer;
#[cfg(feature = "client")]
pub(crate) mod auth;

pub(crate) mod endpoint;

#[cfg(feature = "client")]
pub(crate) mod client;

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "testing")]
pub mod testing;
