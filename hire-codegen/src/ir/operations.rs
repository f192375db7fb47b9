//! Operations, and what they have in common.

use std::time::Duration;

use crate::ir::{At, Docs, Name, Rule, Type};

/// A security scheme.
#[derive(Debug, PartialEq)]
pub struct Scheme {
    pub at: At,
    pub name: String,
    pub kind: SchemeKind,
}

/// How a credential is carried.
#[derive(Debug, PartialEq)]
pub enum SchemeKind {
    /// With the URL that gives tokens for client credentials, if there is one.
    Bearer {
        token_url: Option<String>,
    },
    Basic,
    ApiKey {
        location: Location,
        key: String,
    },
}

/// The parts of a request that carry parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
    /// The whole query: the pairs of a form, or a text of another media type.
    QueryString,
}

/// How the value of a parameter is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Serialization {
    /// The name of a style (`DEEP_OBJECT`); of `content`, `JSON` or `TEXT`.
    pub style: String,
    /// Whether items and members are written one by one, where that is not usual in the style.
    pub explode: Option<bool>,
    pub allow_reserved: bool,
}

/// An operation.
#[derive(Debug, PartialEq)]
pub struct Operation {
    pub at: At,
    pub id: String,
    /// The request's type.
    pub name: Name,
    /// The method of the client, or of its group.
    pub method_name: Name,
    /// The group, where there are groups and the operation is in one.
    pub group: Option<usize>,
    /// What the description calls the operation, or else its route.
    pub summary: Docs,
    pub docs: Docs,
    pub deprecated: bool,
    pub method: &'static str,
    pub path: String,
    pub inputs: Vec<Input>,
    pub body: Option<Body>,
    pub success: Responses,
    pub failure: Responses,
    /// The statuses that failures have a body with, the first digits of classes of them, and 0 for `default`; empty where all
    /// have it, and where an enum tells them apart.
    pub failure_statuses: Vec<u16>,
    /// The statuses of failures without a body, among those that a class or `default` has a body for.
    pub bodiless_failures: Vec<u16>,
    /// The headers of the responses to a success.
    pub headers: Option<Headers>,
    /// The headers of the responses to a failure.
    pub failure_headers: Option<Headers>,
    /// The address of the server, where it is another one than that of the API.
    pub server: Option<String>,
    /// The header `Accept`, where it is another one than that of the way in which a success is read.
    pub accept: Option<String>,
    /// A stream that is offered beside JSON.
    pub stream: Option<Stream>,
    /// Alternatives; each names the schemes that are needed together, with their scopes.
    pub security: Option<Vec<SchemesTogether>>,
    pub envelope: Option<usize>,
    /// Whether the envelope is around a success too, and not around failures alone.
    pub is_success_enveloped: bool,
    pub rate_limit: Option<(u32, Duration)>,
    pub idempotency_key: Option<KeyPath>,
}

/// Security schemes that are needed together, each with its scopes.
pub type SchemesTogether = Vec<(String, Vec<String>)>;

/// The way to the idempotency key: the fields from the request on.
#[derive(Debug, PartialEq)]
pub struct KeyPath {
    pub fields: Vec<Name>,
    /// Whether the last field may be absent.
    pub optional: bool,
}

/// A parameter of an operation.
#[derive(Debug, PartialEq)]
pub struct Input {
    pub at: At,
    pub name: Name,
    pub wire: String,
    pub location: Location,
    pub docs: Docs,
    pub deprecated: bool,
    pub type_: Type,
    pub required: bool,
    /// How the value is written, where not in the usual style of its place.
    pub serialization: Option<Serialization>,
    /// Of a form that is the whole query, the properties that are not written as the others are.
    pub styles: Vec<(String, Serialization)>,
    pub rules: Vec<Rule>,
}

/// The headers of responses, as a struct.
#[derive(Debug, PartialEq)]
pub struct Headers {
    pub name: Name,
    pub docs: Docs,
    pub fields: Vec<Header>,
}

/// A header of responses.
#[derive(Debug, PartialEq)]
pub struct Header {
    pub at: At,
    pub name: Name,
    pub wire: String,
    pub docs: Docs,
    pub deprecated: bool,
    pub type_: Type,
    pub required: bool,
    /// How the value is written, where not in the usual style.
    pub serialization: Option<Serialization>,
}

/// A request's body.
#[derive(Debug, PartialEq)]
pub struct Body {
    pub at: At,
    pub name: Name,
    pub docs: Docs,
    pub required: bool,
    pub content: BodyContent,
}

/// What a request's body may be.
#[derive(Debug, PartialEq)]
pub enum BodyContent {
    One(Payload),
    /// An enum: the caller decides in which media type the body is sent.
    Several {
        name: Name,
        docs: Docs,
        payloads: Vec<(Name, Payload)>,
    },
}

/// A request's body in one media type.
#[derive(Debug, PartialEq)]
pub struct Payload {
    pub at: At,
    pub content_type: String,
    pub kind: PayloadKind,
    pub rules: Vec<Rule>,
}

/// How a request's body is written.
#[derive(Debug, PartialEq)]
pub enum PayloadKind {
    Json(Type),
    /// Pairs of names and values, and the properties that are not written as the others are.
    Form(Type, Vec<(String, Serialization)>),
    /// Parts by name, and the names of those that have to be there.
    Multipart(Vec<String>),
    /// A part for each field of a struct, and the properties that are not written as is usual.
    Parts(Type, Vec<(String, PartEncoding)>),
    Text,
    /// Values of JSON of the type, one after the other.
    Lines(Type),
    /// As it is.
    Bytes,
}

/// How a property is written as a part.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PartEncoding {
    /// The media type, where it is not the usual one.
    pub content_type: Option<String>,
    /// What the text is encoded in.
    pub transfer: Option<String>,
    /// The headers that a file has to have.
    pub headers: Vec<String>,
    pub style: Option<Serialization>,
}

impl Body {
    pub fn payloads(&self) -> Vec<&Payload> {
        match &self.content {
            BodyContent::One(payload) => vec![payload],
            BodyContent::Several { payloads, .. } => payloads.iter().map(|(_, payload)| payload).collect(),
        }
    }

    pub fn payloads_mut(&mut self) -> Vec<&mut Payload> {
        match &mut self.content {
            BodyContent::One(payload) => vec![payload],
            BodyContent::Several { payloads, .. } => {
                payloads.iter_mut().map(|(_, payload)| payload).collect()
            }
        }
    }
}

/// How the response to a call is read: to one that succeeded, or to one that failed.
#[derive(Debug, PartialEq)]
pub enum Responses {
    /// No response has a body.
    Empty,
    Body(ResponseBody),
    /// An enum: the status decides.
    Several {
        name: Name,
        docs: Docs,
        variants: Vec<ResponseVariant>,
    },
}

/// A response among several, as a variant.
#[derive(Debug, PartialEq)]
pub struct ResponseVariant {
    pub at: At,
    /// The statuses, the first and the last.
    pub statuses: (u16, u16),
    pub name: Name,
    pub docs: Docs,
    pub body: Option<ResponseBody>,
}

/// The body of a response.
#[derive(Debug, PartialEq)]
pub struct ResponseBody {
    pub at: At,
    pub kind: ResponseKind,
    /// Whether it may be missing, or null.
    pub optional: bool,
    /// The function that checks it, or each of its items, where the type does not have all of the rules.
    pub check: Option<(Name, Vec<Rule>)>,
}

/// How a body is read.
#[derive(Debug, PartialEq)]
pub enum ResponseKind {
    Json(Type),
    Text,
    Bytes,
    /// Events, each with data of the type.
    Events(Type),
    /// Values of the type, one after the other.
    Lines(Type),
}

impl ResponseKind {
    /// Whether the body is read while it comes in: such a value can neither be cloned nor compared.
    pub fn streams(&self) -> bool {
        matches!(self, Self::Bytes | Self::Events(_) | Self::Lines(_))
    }
}

/// A stream that a method of its own asks for.
#[derive(Debug, PartialEq)]
pub struct Stream {
    pub method_name: Name,
    pub body: ResponseBody,
    /// The media type.
    pub accept: String,
}

impl Responses {
    pub fn bodies(&self) -> Vec<&ResponseBody> {
        match self {
            Self::Empty => Vec::new(),
            Self::Body(body) => vec![body],
            Self::Several { variants, .. } => variants.iter().filter_map(|it| it.body.as_ref()).collect(),
        }
    }

    pub fn bodies_mut(&mut self) -> Vec<&mut ResponseBody> {
        match self {
            Self::Empty => Vec::new(),
            Self::Body(body) => vec![body],
            Self::Several { variants, .. } => variants.iter_mut().filter_map(|it| it.body.as_mut()).collect(),
        }
    }
}

impl Operation {
    /// The typed headers of successes, and those of failures.
    pub fn all_headers(&self) -> impl Iterator<Item = &Headers> {
        [&self.headers, &self.failure_headers].into_iter().flatten()
    }

    /// The bodies of all responses.
    pub fn response_bodies(&self) -> impl Iterator<Item = &ResponseBody> {
        [&self.success, &self.failure].into_iter().flat_map(Responses::bodies)
    }

    /// The bodies of all responses, and the stream that is offered beside JSON.
    pub fn all_bodies(&self) -> impl Iterator<Item = &ResponseBody> {
        self.response_bodies().chain(self.stream.as_ref().map(|stream| &stream.body))
    }

    /// The bodies of all responses, and the stream that is offered beside JSON.
    pub fn all_bodies_mut(&mut self) -> impl Iterator<Item = &mut ResponseBody> {
        let responses = [&mut self.success, &mut self.failure].into_iter().flat_map(Responses::bodies_mut);
        responses.chain(self.stream.as_mut().map(|stream| &mut stream.body))
    }
}

/// Where an envelope has its members, as JSON pointers.
#[derive(Debug, PartialEq)]
pub struct Envelope {
    pub at: At,
    pub constant: Name,
    pub code: String,
    pub success: i64,
    pub message: Option<String>,
    pub data: String,
    pub log_id_headers: Vec<String>,
    pub log_id_pointers: Vec<String>,
}

/// A row of the error code table.
#[derive(Debug, PartialEq)]
pub struct Code {
    pub at: At,
    pub name: Name,
    /// Of all rows of the number, beside the first.
    pub docs: Option<Docs>,
    pub number: i64,
    /// Set where an operation says something else of the code than the rows before.
    pub operation: Option<String>,
    pub status: Option<u16>,
    pub meaning: Option<String>,
    pub advice: Option<String>,
    pub retryable: bool,
    pub reauthenticate: bool,
}
