//! Operations: one method of one path each.

use std::borrow::Cow;

use super::{Envelope, ErrorCode, Parameter, RateLimit, RequestBody, Response, SecurityRequirement, Server};
use crate::source::Place;

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
    /// All methods, in the order of the specification.
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
    /// The place of `operationId`; that of the operation where there is none.
    pub id_place: Place,
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: Cow<'a, str>,
    /// The key of the path.
    pub path_place: Place,
    /// The groups that the operation belongs to.
    pub tags: Vec<&'a str>,
    /// `summary` of the operation, else of the path item.
    pub summary: Option<&'a str>,
    /// `description` of the operation, else of the path item.
    pub description: Option<&'a str>,
    /// Whether callers should do without the operation.
    pub deprecated: bool,
    /// The address of more documentation.
    pub external_docs: Option<&'a str>,
    /// The parameters of the path item and of the operation, which replace those of the same name and location.
    pub parameters: Vec<Parameter<'a>>,
    /// The body.
    pub request_body: Option<RequestBody<'a>>,
    /// The responses, in the order of the text.
    pub responses: Vec<Response<'a>>,
    /// The requirements of the operation, else of the document. None where neither has any; empty where the operation
    /// has the empty list, which means that no proof is needed.
    pub security: Option<Vec<SecurityRequirement<'a>>>,
    /// The envelope of the document with the keys of the operation laid over it; none where the operation switches it off.
    pub envelope: Option<Envelope<'a>>,
    /// How often the operation may be called.
    pub rate_limit: Option<RateLimit>,
    /// The JSON pointer to the field of the body that makes a repeat harmless.
    pub idempotency_key: Option<(&'a str, Place)>,
    /// The error codes that a response may have, beside those of the document.
    pub error_codes: Vec<ErrorCode<'a>>,
    /// The servers of the operation, else of the path item; empty where those of the document hold.
    pub servers: Vec<Server<'a>>,
}
