//! The document as a whole.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::{
    Envelope, ErrorCode, Header, Operation, RateLimitHeaders, SecurityRequirement, SecurityScheme, Server,
};
use crate::openapi::Version;
use crate::source::{Cursor, Place};

/// A whole description.
#[derive(Clone, Debug)]
pub struct Api<'a> {
    /// The version of OpenAPI.
    pub version: Version,
    /// The root of the document.
    pub place: Place,
    /// `info.title`.
    pub title: &'a str,
    /// `info.version`.
    pub info_version: &'a str,
    /// `info.summary`.
    pub summary: Option<&'a str>,
    /// `info.description`.
    pub description: Option<&'a str>,
    /// `info.termsOfService`: an address.
    pub terms: Option<&'a str>,
    /// `info.contact`: whom to ask, by name, address of a page, and address of mail.
    pub contact: [Option<&'a str>; 3],
    /// `info.license`: its name, its identifier, and its address.
    pub license: [Option<&'a str>; 3],
    /// The address of more documentation.
    pub external_docs: Option<&'a str>,
    /// Where the API is served.
    pub servers: Vec<Server<'a>>,
    /// `tags`: the groups of operations.
    pub tags: Vec<Tag<'a>>,
    /// The requirements of every operation that has none.
    pub security: Option<Vec<SecurityRequirement<'a>>>,
    /// The schemes that requirements name, by name.
    pub security_schemes: IndexMap<&'a str, SecurityScheme<'a>>,
    /// All operations of all paths, in the order of the text.
    pub operations: Vec<Operation<'a>>,
    /// `components.schemas`, unread.
    pub schemas: IndexMap<&'a str, Cursor<'a>>,
    /// The headers of the parts of multipart bodies, by the place of what
    /// [`Encoding::headers`](super::Encoding::headers) has of each.
    pub encoding_headers: BTreeMap<Place, Header<'a>>,
    /// The envelope of every operation without an `x-envelope`.
    pub envelope: Option<Envelope<'a>>,
    /// The error codes that a response to any operation may have.
    pub error_codes: Vec<ErrorCode<'a>>,
    /// The headers of responses that say where the caller stands with the rate limit.
    pub rate_limit_headers: Option<RateLimitHeaders<'a>>,
    /// What was read, for whoever asks which operations a fault is of.
    pub trace: Trace,
}

/// Places that readers came by.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The operations that are selected, faulty ones included.
    pub operations: Vec<Place>,
    /// Each object with a `$ref` that was followed, and the object that it names; schemas are not among them.
    pub references: Vec<(Place, Place)>,
}

/// A group of operations.
#[derive(Clone, Debug)]
pub struct Tag<'a> {
    /// The name that operations use.
    pub name: &'a str,
    /// What the operations have in common.
    pub description: Option<&'a str>,
    /// The address of more documentation.
    pub external_docs: Option<&'a str>,
}
