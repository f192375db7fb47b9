//! Responses, with their headers and links.

use std::fmt::{self, Display};

use super::{MediaType, Server};
use crate::source::{Cursor, Place};

/// The key of a response: the statuses that it describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One status.
    Code(u16),
    /// `2XX`: all statuses of a class, by its digit from 1 to 5.
    Range(u8),
    /// All statuses that are not declared.
    Default,
}

/// As the key is written.
impl Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(class) => write!(f, "{class}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// What a server may respond to an operation with.
#[derive(Clone, Debug)]
pub struct Response<'a> {
    /// The response; the component where a reference leads to one.
    pub place: Place,
    /// The statuses that the response comes with.
    pub status: Status,
    /// What the response means.
    pub description: &'a str,
    /// The headers, without `Content-Type`, which `content` describes.
    pub headers: Vec<Header<'a>>,
    /// The media types that the body may come in; empty where there is no body.
    pub content: Vec<MediaType<'a>>,
    /// The operations that this response leads to.
    pub links: Vec<Link<'a>>,
}

/// A header of a response, or of a part of a multipart body.
#[derive(Clone, Debug)]
pub struct Header<'a> {
    /// The header; the component where a reference leads to one.
    pub place: Place,
    /// The name.
    pub name: &'a str,
    /// What the header means.
    pub description: Option<&'a str>,
    /// Whether the header is always there.
    pub required: bool,
    /// Whether callers should do without the header.
    pub deprecated: bool,
    /// Whether members of an object are written as `name=value`.
    pub explode: bool,
    /// The schema of the value; this or `content`.
    pub schema: Option<Cursor<'a>>,
    /// The media type that the value is written in; this or `schema`.
    pub content: Option<MediaType<'a>>,
    /// The values of `example` and `examples`.
    pub examples: Vec<Cursor<'a>>,
}

/// An operation that can follow a response, with the inputs that the response gives it.
#[derive(Clone, Debug)]
pub struct Link<'a> {
    /// The link; the component where a reference leads to one.
    pub place: Place,
    /// The key that the response has the link under.
    pub name: &'a str,
    /// `operationId` of the operation; this or `operation_ref`.
    pub operation_id: Option<&'a str>,
    /// `operationRef`: a URI of the operation, with a JSON pointer.
    pub operation_ref: Option<&'a str>,
    /// What the link is for.
    pub description: Option<&'a str>,
    /// The values of parameters: constants, or runtime expressions such as `$response.body#/id`.
    pub parameters: Vec<(&'a str, Cursor<'a>)>,
    /// The body, as a constant or a runtime expression.
    pub request_body: Option<Cursor<'a>>,
    /// The server to ask, where it is another one than the operation's.
    pub server: Option<Server<'a>>,
}
