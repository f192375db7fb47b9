//! The API as data: what the readers make of a description.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use indexmap::IndexMap;

use crate::source::{Cursor, Place};

/// The version of OpenAPI that a description is written in, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 3.0.0 to 3.0.4.
    V3_0,
    /// 3.1.0 to 3.1.2.
    V3_1,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Version::V3_0 => "3.0",
            Version::V3_1 => "3.1",
        })
    }
}

/// A whole description.
#[derive(Clone, Debug)]
pub struct Api<'a> {
    /// The version of OpenAPI.
    pub version: Version,
    /// The root.
    pub place: Place,
    /// `info.title`.
    pub title: &'a str,
    /// `info.version`.
    pub api_version: &'a str,
    /// `info.summary`.
    pub summary: Option<&'a str>,
    /// `info.description`.
    pub description: Option<&'a str>,
    /// Where the API is served.
    pub servers: Vec<Server<'a>>,
    /// What operations need that declare nothing themselves.
    pub security: Option<Vec<SecurityRequirement<'a>>>,
    /// The schemes that requirements name.
    pub security_schemes: IndexMap<&'a str, SecurityScheme<'a>>,
    /// All operations of all paths, in the order of the text.
    pub operations: Vec<Operation<'a>>,
    /// `components.schemas`, unread.
    pub schemas: IndexMap<&'a str, Cursor<'a>>,
    /// The envelope of every operation that says nothing else.
    pub envelope: Option<Envelope<'a>>,
    /// Codes that any operation may answer.
    pub error_codes: Vec<ErrorCode<'a>>,
    /// How an answer tells about the rate limit.
    pub rate_limit_headers: Option<RateLimitHeaders<'a>>,
}

/// An address that the API is served at.
#[derive(Clone, Debug)]
pub struct Server<'a> {
    /// The server.
    pub place: Place,
    /// The address with its variables' defaults filled in; may be relative.
    pub url: String,
    /// What the server is for.
    pub description: Option<&'a str>,
}

/// A way to prove who calls.
#[derive(Clone, Debug)]
pub struct SecurityScheme<'a> {
    /// The scheme.
    pub place: Place,
    /// The name that requirements use.
    pub name: &'a str,
    /// What it is.
    pub kind: SchemeKind<'a>,
    /// What it is for.
    pub description: Option<&'a str>,
}

/// The kinds of security schemes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemeKind<'a> {
    /// `type: http`, `scheme: basic`.
    Basic,
    /// `type: http`, `scheme: bearer`.
    Bearer,
    /// `type: http` with any other scheme.
    OtherHttp(&'a str),
    /// `type: apiKey`.
    ApiKey {
        /// `in`; never the path.
        part: ParameterIn,
        /// The name of the parameter, header or cookie.
        name: &'a str,
    },
    /// `type: oauth2`.
    OAuth2,
    /// `type: openIdConnect`.
    OpenIdConnect,
    /// `type: mutualTLS`.
    MutualTls,
}

/// Schemes that are needed together, each with its scopes or roles. An empty one
/// means that no proof is needed.
pub type SecurityRequirement<'a> = Vec<(&'a str, Vec<&'a str>)>;

/// HTTP methods that a path item has a key for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// GET.
    Get,
    /// PUT.
    Put,
    /// POST.
    Post,
    /// DELETE.
    Delete,
    /// OPTIONS.
    Options,
    /// HEAD.
    Head,
    /// PATCH.
    Patch,
    /// TRACE.
    Trace,
}

impl Method {
    /// All of them, in the order of the specification.
    pub const ALL: [Method; 8] = [
        Method::Get,
        Method::Put,
        Method::Post,
        Method::Delete,
        Method::Options,
        Method::Head,
        Method::Patch,
        Method::Trace,
    ];

    /// As on the wire: `GET`.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Put => "PUT",
            Method::Post => "POST",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
            Method::Head => "HEAD",
            Method::Patch => "PATCH",
            Method::Trace => "TRACE",
        }
    }

    /// As in a path item: `get`.
    pub fn key(self) -> &'static str {
        match self {
            Method::Get => "get",
            Method::Put => "put",
            Method::Post => "post",
            Method::Delete => "delete",
            Method::Options => "options",
            Method::Head => "head",
            Method::Patch => "patch",
            Method::Trace => "trace",
        }
    }
}

/// One method of one path.
#[derive(Clone, Debug)]
pub struct Operation<'a> {
    /// The operation: the key of its method.
    pub place: Place,
    /// `operationId`.
    pub id: Option<&'a str>,
    /// The `operationId`; the operation's own place when it has none.
    pub id_place: Place,
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: &'a str,
    /// The key of the path.
    pub path_place: Place,
    /// The groups that it belongs to.
    pub tags: Vec<&'a str>,
    /// What it does, in short; the path item's when it has none.
    pub summary: Option<&'a str>,
    /// What it does, at length; the path item's when it has none.
    pub description: Option<&'a str>,
    /// Whether it should not be used any more.
    pub deprecated: bool,
    /// The address of more documentation.
    pub external_docs: Option<&'a str>,
    /// The path item's parameters and its own; its own replace those of the same name
    /// and location.
    pub parameters: Vec<Parameter<'a>>,
    /// The body.
    pub request_body: Option<RequestBody<'a>>,
    /// The answers by status, in the order of the text.
    pub responses: Vec<Response<'a>>,
    /// What it needs; the document's when it says nothing. None when nobody says
    /// anything, empty when it explicitly needs nothing.
    pub security: Option<Vec<SecurityRequirement<'a>>>,
    /// The document's envelope with its own keys laid over it; none when switched off.
    pub envelope: Option<Envelope<'a>>,
    /// How often it may be called.
    pub rate_limit: Option<RateLimit<'a>>,
    /// The JSON pointer to the field of the body that makes a repeat harmless.
    pub idempotency_key: Option<(&'a str, Place)>,
    /// The codes that it may answer, beside the document's.
    pub error_codes: Vec<ErrorCode<'a>>,
    /// Its own servers, or its path item's.
    pub servers: Vec<Server<'a>>,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterIn {
    /// Behind the `?`.
    Query,
    /// In the path template.
    Path,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

impl ParameterIn {
    /// As in a description: `query`.
    pub fn as_str(self) -> &'static str {
        match self {
            ParameterIn::Query => "query",
            ParameterIn::Path => "path",
            ParameterIn::Header => "header",
            ParameterIn::Cookie => "cookie",
        }
    }
}

/// How a parameter's value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Commas; paths and headers.
    Simple,
    /// `name=value`; queries and cookies.
    Form,
    /// `.value`; paths.
    Label,
    /// `;name=value`; paths.
    Matrix,
    /// Lists with spaces; queries.
    SpaceDelimited,
    /// Lists with `|`; queries.
    PipeDelimited,
    /// `name[member]=value`; queries.
    DeepObject,
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the specification has as many")]
pub struct Parameter<'a> {
    /// The parameter; the component when it is one.
    pub place: Place,
    /// The name on the wire.
    pub name: &'a str,
    /// Where it goes.
    pub location: ParameterIn,
    /// Whether it must be there; always true of path parameters.
    pub required: bool,
    /// What it means.
    pub description: Option<&'a str>,
    /// Whether it should not be used any more.
    pub deprecated: bool,
    /// How the value is written; the location's default when not given.
    pub style: Style,
    /// Whether lists and objects are written as several parts; the style's default
    /// when not given.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// Whether the value may be empty.
    pub allow_empty_value: bool,
    /// The schema of the value; this or `content`.
    pub schema: Option<Cursor<'a>>,
    /// The media type that the value is written in; this or `schema`.
    pub content: Option<MediaType<'a>>,
    /// `example`.
    pub example: Option<Cursor<'a>>,
    /// The values of `examples`.
    pub examples: Vec<Cursor<'a>>,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub struct RequestBody<'a> {
    /// The body; the component when it is one.
    pub place: Place,
    /// What it is.
    pub description: Option<&'a str>,
    /// Whether it must be there.
    pub required: bool,
    /// The media types that it may come in.
    pub content: Vec<MediaType<'a>>,
}

/// A body in one media type.
#[derive(Clone, Debug)]
pub struct MediaType<'a> {
    /// The key of the media type.
    pub place: Place,
    /// The media type or range as written, parameters included.
    pub name: &'a str,
    /// The schema of the body.
    pub schema: Option<Cursor<'a>>,
    /// The values of `example` and `examples`.
    pub examples: Vec<Cursor<'a>>,
    /// `encoding`, unread.
    pub encoding: Option<Cursor<'a>>,
}

/// What a response stands under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One status.
    Code(u16),
    /// `2XX`: all statuses of a class, by its digit from 1 to 5.
    Range(u8),
    /// All statuses that are not declared.
    Default,
}

/// An answer of an operation.
#[derive(Clone, Debug)]
pub struct Response<'a> {
    /// The response; the component when it is one.
    pub place: Place,
    /// The status.
    pub status: Status,
    /// What it means.
    pub description: &'a str,
    /// The headers that it has.
    pub headers: Vec<Header<'a>>,
    /// The media types that it may come in; empty when it has no body.
    pub content: Vec<MediaType<'a>>,
}

/// A header of an answer.
#[derive(Clone, Debug)]
pub struct Header<'a> {
    /// The header; the component when it is one.
    pub place: Place,
    /// The name.
    pub name: &'a str,
    /// What it means.
    pub description: Option<&'a str>,
    /// Whether it is always there.
    pub required: bool,
    /// Whether it should not be used any more.
    pub deprecated: bool,
    /// Whether members of an object are written as `name=value`.
    pub explode: bool,
    /// The schema of the value; this or `content`.
    pub schema: Option<Cursor<'a>>,
    /// The media type that the value is written in; this or `schema`.
    pub content: Option<MediaType<'a>>,
}

/// `x-envelope`: what lies around the data of every answer.
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
    /// JSON pointers that may lead to it.
    pub log_id_pointers: Vec<&'a str>,
}

/// `x-error-codes`: one code.
#[derive(Clone, Debug)]
pub struct ErrorCode<'a> {
    /// The entry.
    pub place: Place,
    /// The code.
    pub code: i64,
    /// What it is to be called.
    pub name: Option<&'a str>,
    /// The HTTP status that it comes with.
    pub status: Option<u16>,
    /// What happened.
    pub meaning: Option<&'a str>,
    /// What to do.
    pub advice: Option<&'a str>,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// Whether new credentials may help.
    pub reauthenticate: bool,
}

/// `x-rate-limit` of an operation.
#[derive(Clone, Debug)]
pub struct RateLimit<'a> {
    /// The extension.
    pub place: Place,
    /// How many calls; more than none.
    pub limit: u32,
    /// Within which time; longer than none.
    pub window: Duration,
    /// Ties the limit to its sources, as all that is read.
    pub marker: PhantomData<&'a ()>,
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
