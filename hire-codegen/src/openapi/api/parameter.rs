//! Parameters of operations.

use super::MediaType;
use crate::source::{Cursor, Place};

/// Whether a text is a token, as names of headers and cookies are (RFC 9110 §5.6.2, RFC 6265 §4.1.1).
pub fn is_token(text: &str) -> bool {
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter);
    !text.is_empty() && text.chars().all(is_allowed)
}

/// Where a request has a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// Behind the `?`.
    Query,
    /// In the path template.
    Path,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// All that is behind the `?` (3.2.0 §4.12.2).
    QueryString,
}

impl Location {
    /// As in a description: `query`.
    pub fn as_str(self) -> &'static str {
        match self {
            Location::Query => "query",
            Location::Path => "path",
            Location::Header => "header",
            Location::Cookie => "cookie",
            Location::QueryString => "querystring",
        }
    }

    /// The style of parameters that name none.
    pub fn default_style(self) -> Style {
        match self {
            Location::Path | Location::Header => Style::Simple,
            Location::Query | Location::Cookie | Location::QueryString => Style::Form,
        }
    }
}

/// How a parameter's value is written (§4.8.12.3).
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

impl Style {
    /// The values of `style`.
    pub const NAMES: [(&'static str, Style); 7] = [
        ("simple", Style::Simple),
        ("form", Style::Form),
        ("label", Style::Label),
        ("matrix", Style::Matrix),
        ("spaceDelimited", Style::SpaceDelimited),
        ("pipeDelimited", Style::PipeDelimited),
        ("deepObject", Style::DeepObject),
    ];

    /// As in a description: `form`.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, style)| *style == self).map_or("", |(name, _)| name)
    }

    /// Whether `explode` is true where nothing is said. The specification has `deepObject` false, and false undefined
    /// for `deepObject`.
    pub fn explodes(self) -> bool {
        matches!(self, Style::Form | Style::DeepObject)
    }
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the specification has as many")]
pub struct Parameter<'a> {
    /// The parameter; the component where a reference leads to one.
    pub place: Place,
    /// The name on the wire.
    pub name: &'a str,
    /// Where the request has the parameter.
    pub location: Location,
    /// Whether a request without the parameter is wrong; always true of path parameters.
    pub required: bool,
    /// What the parameter means.
    pub description: Option<&'a str>,
    /// Whether callers should do without the parameter.
    pub deprecated: bool,
    /// How the value is written; the default of the location when not given.
    pub style: Style,
    /// Whether lists and objects are written as several parts; the style's default
    /// when not given.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// Whether the value may be several segments of the path, as the path says (`{+name}`, `{name=projects/*}`).
    pub spans_segments: bool,
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
