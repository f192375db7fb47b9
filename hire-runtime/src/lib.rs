//! What emitted bindings stand on.
//!
//! Bindings that `hire-codegen` emits name this crate, `core` and `std`, and nothing else. It has two halves:
//!
//! - **Values**: [`Data`] between Rust types and any serde format, driven for objects by [`Object`];
//!   [`Validate`], whose [`Violations`] say everything that is wrong at once; [`parse`](parse()) for JSON of which nothing
//!   is known yet; and the types that emitted fields have: [`Secret`], [`TimestampMs`], [`Nullable`], [`Map`], [`Date`] and
//!   other strings of a format.
//! - **Calls**: endpoints that make requests and read responses without a socket, and a client around them.
//!
//! ```
//! use hire_runtime::{Date, parse};
//!
//! let dates = parse::<Vec<Date>>(br#"["2024-02-29", "2023-02-29", 7]"#);
//! let violations = dates.unwrap_err();
//! let found: Vec<_> = violations.iter().map(|it| (it.pointer.as_str(), it.keyword)).collect();
//! assert_eq!(found, [("/1", "format"), ("/2", "type")]);
//! ```
//!
//! The example `endpoint` of this crate sends an operation that is written by hand, as bindings have it.
//!
//! # Features
//! - `pattern` (default): the keyword `pattern`, by a regular expression engine for ECMA-262. Bindings whose description
//!   uses `pattern` need it.
//! - `client`: the client, around a transport of yours. It waits by tokio's timers, for which a clock is needed, and
//!   opens no socket.
//! - `reqwest` (default): the client's transport over reqwest.
//! - `rustls` (default): `https` of that transport. For the TLS of the operating system, leave it out and name reqwest in your
//!   `Cargo.toml` with the feature `native-tls`.
//! - `compression` (default): responses to that transport may be compressed by gzip or Brotli.
//! - `blocking`: the client for programs without an async runtime. It starts a thread.
//! - `testing`: a transport with canned responses, for tests of what uses a client.
//! - `tracing` (default): spans and events for each call.
//!
//! Without `client` and what stands on it, nothing here needs a socket, a thread or a clock of the operating system:
//! values and endpoints can be built for WebAssembly.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod bindings;
mod calls;
mod values;

pub use bytes;
pub use futures_core::Stream;
pub use http;
pub use serde;
pub use serde_json::{self, Value};

pub use crate::values::any::AnyValue;
pub use crate::values::codec::{Codec, Data, Decoded, Encoded, placeholder};
pub use crate::values::erased_box::ErasedBox;
pub use crate::values::format;
#[doc(no_inline)]
pub use crate::values::format::{FormatError, Formatted};
pub use crate::values::map::Map;
pub use crate::values::nullable::Nullable;
pub use crate::values::object::{Additional, Member, Object, Partial, Table, Writer, property_count};
pub use crate::values::parse::{parse, parse_value};
#[cfg(feature = "pattern")]
pub use crate::values::pattern::Pattern;
pub use crate::values::rules::{Number, Property};
pub use crate::values::secret::Secret;
pub use crate::values::timestamp::{TimestampError, TimestampMs};
pub use crate::values::union::{Constant, Decision, Signature, Union, VariantRules, check_undecided};
pub use crate::values::validate::{AsText, Checker, Validate};
pub use crate::values::violation::{Location, Violation, Violations};

/// Bytes as a string in base64 (`format: byte`).
pub type Base64 = Formatted<format::Base64>;
/// Bytes as a string that should be base64, by no rule (`contentEncoding: base64`).
pub type Base64Content = Formatted<format::Content<format::Base64>>;
/// Bytes as a string in base64 for names in URLs (`format: base64url`).
pub type Base64Url = Formatted<format::Base64Url>;
/// Bytes as a string that should be base64 for names in URLs, by no rule (`contentEncoding: base64url`).
pub type Base64UrlContent = Formatted<format::Content<format::Base64Url>>;
/// A day (`format: date`).
pub type Date = Formatted<format::Date>;
/// A day and a time (`format: date-time`).
pub type DateTime = Formatted<format::DateTime>;
/// A decimal number as a string (`format: decimal`).
pub type Decimal = Formatted<format::Decimal>;
/// A duration (`format: duration`).
pub type Duration = Formatted<format::Duration>;
/// A mailbox (`format: email`).
pub type Email = Formatted<format::Email>;
/// A host's name (`format: hostname`).
pub type Hostname = Formatted<format::Hostname>;
/// An IP address of either kind (`format: ip`).
pub type Ip = Formatted<format::Ip>;
/// An IP address of 32 bits (`format: ipv4`).
pub type Ipv4 = Formatted<format::Ipv4>;
/// An IP address of 128 bits (`format: ipv6`).
pub type Ipv6 = Formatted<format::Ipv6>;
/// A time of day (`format: time`).
pub type Time = Formatted<format::Time>;
/// A URI (`format: uri`).
pub type Uri = Formatted<format::Uri>;
/// A URI, or a reference relative to one (`format: uri-reference`).
pub type UriReference = Formatted<format::UriReference>;
/// A UUID (`format: uuid`).
pub type Uuid = Formatted<format::Uuid>;
/// A number as a string (`type: string` with `format: int64`, for example).
pub type Stringified<N> = Formatted<format::Number<N>>;

/// What the macros expand to; not for use by hand.
#[doc(hidden)]
pub mod private {
    pub use crate::values::any::{AnyCodec, check_any};
    pub use crate::values::codec::{decode, encode, parse as parse_data, set};
    pub use crate::values::enumeration::{IntegerEnum, IntegerEnumCodec, StringEnum, StringEnumCodec};
    pub use crate::values::object::{ObjectCodec, debug_object, placeholder};
    pub use crate::values::union::{Reader, UnionCodec, Variants, check_union, debug_unknown, named};
}

#[cfg(feature = "reqwest")]
pub use reqwest;

pub use crate::calls::api::{Api, SchemeKind, SecurityScheme};
#[cfg(feature = "client")]
pub use crate::calls::auth::{ApiKey, ClientCredentials, Credential, StaticToken, TokenCache, TokenSource};
pub use crate::calls::base_url::{BaseUrl, InvalidBaseUrl};
#[cfg(feature = "blocking")]
pub use crate::calls::blocking;
pub use crate::calls::body::Body;
pub use crate::calls::body::byte_stream::ByteStream;
pub use crate::calls::body::json_lines::JsonLines;
#[cfg(feature = "client")]
pub use crate::calls::client::{
    Attempt, BuildError, CallOptions, Checks, Client, ClientBuilder, Hook, HookError, HookRequest,
    HookResponse, HookRetry, RetryBudget,
};
pub use crate::calls::endpoint::{Endpoint, ErrorOf};
pub use crate::calls::envelope::Envelope;
pub use crate::calls::error::{ApiError, AuthError, DeadlineError, DecodeError, Error};
pub use crate::calls::error_code::{CodeInfo, ErrorCode, NoCode};
pub use crate::calls::form::{FilePart, Multipart};
pub use crate::calls::header::{FromHeaders, HeaderReader};
pub use crate::calls::mismatch::{Documented, Mismatch, Undocumented};
pub use crate::calls::operation::{Operation, RateLimit, SecurityAlternative};
pub use crate::calls::parameter::{Style, Styled};
pub use crate::calls::part::PartEncoding;
pub use crate::calls::payload::Payload;
pub use crate::calls::request::{RequestWriter, Unencodable};
pub use crate::calls::response::{Binary, Empty, FromResponse, Json, Optional, Received, Response, Text};
#[cfg(feature = "client")]
pub use crate::calls::retry::{RetryPolicy, RetryReason};
pub use crate::calls::streams::{Event, Events, Lines};
#[cfg(feature = "testing")]
pub use crate::calls::testing;
#[cfg(feature = "reqwest")]
pub use crate::calls::transport::ReqwestTransport;
#[cfg(feature = "client")]
pub use crate::calls::transport::{BoxFuture, Transport};
pub use crate::calls::transport_error::{BoxError, TransportError, TransportErrorKind};
pub use crate::values::printable::Printable;
