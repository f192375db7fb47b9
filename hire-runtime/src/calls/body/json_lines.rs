//! Bodies of values of JSON, one after the other.

use std::fmt::{self, Debug};

use futures_core::Stream;

use super::byte_stream::ByteStream;
use super::{Body, json_line};
use crate::{Data, Violations};

/// Whether a media type without parameters has values as a sequence (RFC 7464; the suffix: RFC 8091).
pub(crate) fn is_sequence(media_type: &str) -> bool {
    let media_type = media_type.to_ascii_lowercase();
    media_type == "application/json-seq" || media_type.ends_with("+json-seq")
}

/// Values of JSON, one after the other, as the body of a request: a value in a line (`application/jsonl`,
/// `application/x-ndjson`), or a sequence (`application/json-seq`, RFC 7464), by the media type that it is sent as.
/// [`Lines`](crate::Lines) are those of a response.
///
/// | made by | sent again |
/// | --- | --- |
/// | `From` of a list | yes |
/// | [`stream`](Self::stream) | never, as [`Body::stream`] |
/// | `From<Body>`: bytes that are such values already, and are sent as they are | as the body |
///
/// ```
/// use hire_runtime::JsonLines;
///
/// let lines = JsonLines::from(vec![1, 2]);
/// assert_eq!(lines.values(), [1, 2]);
/// ```
#[derive(Clone, PartialEq)]
pub struct JsonLines<T> {
    content: Content<T>,
}

#[derive(Clone, PartialEq)]
enum Content<T> {
    Values(Vec<T>),
    /// A chunk for each value, with a line feed at its end.
    Stream(Body),
    Written(Body),
}

impl<T> JsonLines<T> {
    /// The values; none of a stream.
    pub fn values(&self) -> &[T] {
        match &self.content {
            Content::Values(values) => values,
            Content::Stream(_) | Content::Written(_) => &[],
        }
    }
}

impl<T: Data> JsonLines<T> {
    /// Values that are made while they are sent, [once](Body::stream). One that is not valid ends the call.
    pub fn stream(values: impl Stream<Item = T> + Send + 'static) -> Self {
        let lines = ByteStream::mapped(values, |value| {
            Violations::of(|at| value.check(at))?;
            Ok(json_line(&value)?.into())
        });
        Self { content: Content::Stream(lines.into()) }
    }

    /// The body, as lines or as a sequence.
    pub(crate) fn body(&self, is_sequence: bool) -> serde_json::Result<Body> {
        let lines = match &self.content {
            Content::Values(values) => Body::json_lines(values)?,
            Content::Stream(lines) => lines.clone(),
            Content::Written(body) => return Ok(body.clone()),
        };
        Ok(if is_sequence { lines.sequence() } else { lines })
    }
}

impl<T> Default for JsonLines<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T> From<Vec<T>> for JsonLines<T> {
    fn from(values: Vec<T>) -> Self {
        Self { content: Content::Values(values) }
    }
}

impl<T> From<Body> for JsonLines<T> {
    fn from(body: Body) -> Self {
        Self { content: Content::Written(body) }
    }
}

impl<T> FromIterator<T> for JsonLines<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        values.into_iter().collect::<Vec<T>>().into()
    }
}

impl<T: Debug> Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Content::Values(values) => values.fmt(f),
            Content::Stream(body) | Content::Written(body) => body.fmt(f),
        }
    }
}
