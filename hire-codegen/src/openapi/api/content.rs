//! Bodies, and the media types that they come in.

use super::{MediaRange, Style};
use crate::source::{Cursor, Place};

/// The body of a request.
#[derive(Clone, Debug)]
pub struct RequestBody<'a> {
    /// The body; the component where a reference leads to one.
    pub place: Place,
    /// What the body says.
    pub description: Option<&'a str>,
    /// Whether a request without a body is wrong.
    pub required: bool,
    /// The media types that the body may come in.
    pub content: Vec<MediaType<'a>>,
}

/// A body in one media type.
#[derive(Clone, Debug)]
pub struct MediaType<'a> {
    /// The key of the media type.
    pub place: Place,
    /// The media type or range as written, parameters included.
    pub name: &'a str,
    /// The media type or range, taken apart.
    pub range: MediaRange<'a>,
    /// The schema of the body.
    pub schema: Option<Cursor<'a>>,
    /// The schema of each item of a stream; of an event that of all its fields.
    pub item_schema: Option<Cursor<'a>>,
    /// The values of `example` and `examples`.
    pub examples: Vec<Cursor<'a>>,
    /// How properties of a form are written, by the name of the property.
    pub encodings: Vec<(&'a str, Encoding<'a>)>,
}

/// How one property of a form, or one part of a multipart body, is written.
#[derive(Clone, Debug)]
pub struct Encoding<'a> {
    /// The key of the encoding: the name of the property.
    pub place: Place,
    /// The media type of the part, or several with commas between them.
    pub content_type: Option<&'a str>,
    /// The headers of the part, unread: such a header may have a multipart body of its own, which leads back to it.
    /// [`Api::encoding_headers`](super::Api::encoding_headers) has what is read of each.
    pub headers: Vec<(&'a str, Cursor<'a>)>,
    /// How the value is written; none where it is the default.
    pub style: Option<Style>,
    /// Whether lists and objects are written as several parts; none where it is the style's default.
    pub explode: Option<bool>,
    /// Whether reserved characters stay as they are; none where it is the default.
    pub allow_reserved: Option<bool>,
}
