//! The properties of an object as the parts of a multipart body.

use std::any::Any;

use hire_syntax::pointer;

use crate::calls::form::{FilePart, Multipart, items, text};
use crate::calls::parameter::{self, Fault, Style};
use crate::{Codec as _, Data, Encoded, Location, Violation, Writer};

/// How a property is written as a part of a multipart body: what `encoding` of a description says
/// ([OpenAPI 3.1.1, 4.8.15](https://spec.openapis.org/oas/v3.1.1#encoding-object)).
///
/// ```
/// use hire_runtime::{PartEncoding, Style};
///
/// const PHOTO: PartEncoding = PartEncoding::new().content_type("image/png").headers(&["X-Taken"]);
/// const IDS: PartEncoding = PartEncoding::new().style(Style::PIPE_DELIMITED);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PartEncoding {
    content_type: Option<&'static str>,
    transfer: Option<&'static str>,
    headers: &'static [&'static str],
    style: Option<Style>,
}

impl PartEncoding {
    /// What is usual for the value: a file is `application/octet-stream`, an object JSON, anything else a plain text.
    #[must_use]
    pub const fn new() -> Self {
        Self { content_type: None, transfer: None, headers: &[], style: None }
    }

    /// The media type, of a file unless the file has its own.
    #[must_use]
    pub const fn content_type(self, media_type: &'static str) -> Self {
        Self { content_type: Some(media_type), ..self }
    }

    /// What the text is encoded in (`contentEncoding`), for the header `Content-Transfer-Encoding`.
    #[must_use]
    pub const fn transfer_encoding(self, encoding: &'static str) -> Self {
        Self { transfer: Some(encoding), ..self }
    }

    /// The headers that a file has to have.
    #[must_use]
    pub const fn headers(self, names: &'static [&'static str]) -> Self {
        Self { headers: names, ..self }
    }

    /// The style, as that of a parameter of the query, with a part for each pair.
    #[must_use]
    pub const fn style(self, style: Style) -> Self {
        Self { style: Some(style), ..self }
    }

    /// Whether values are written as JSON, texts included.
    fn is_json(&self) -> bool {
        let essence = self.content_type.and_then(|media_type| media_type.split(';').next());
        essence
            .is_some_and(|essence| essence.trim() == "application/json" || essence.trim().ends_with("+json"))
    }
}

/// Makes parts of the properties of an object, and collects what cannot be written.
pub(crate) struct Parts<'e> {
    /// The media type of texts that have none in `encodings`.
    text: Option<&'static str>,
    encodings: &'e [(&'static str, PartEncoding)],
    pub(crate) body: Multipart,
    pub(crate) faults: Vec<Violation>,
}

impl<'e> Parts<'e> {
    pub(crate) fn new(content_type: &str, encodings: &'e [(&'static str, PartEncoding)]) -> Self {
        // In a form a text is UTF-8 by itself (RFC 7578, section 5.1.2), elsewhere ASCII (RFC 2046, section 5.1).
        let is_form = content_type.starts_with("multipart/form-data");
        let text = (!is_form).then_some("text/plain; charset=utf-8");
        Self { text, encodings, body: Multipart::new(), faults: Vec::new() }
    }

    fn add(&mut self, name: &str, part: FilePart) {
        self.body = std::mem::take(&mut self.body).part(name, part);
    }

    fn fault(&mut self, name: &str, keyword: &'static str, limit: &'static str, found: impl Into<String>) {
        let pointer = format!("/{}", pointer::escape(name));
        self.faults.push(Violation::new(Location::Body, pointer, keyword, limit, found.into()));
    }

    fn value<T: Data>(&mut self, name: &str, encoding: PartEncoding, value: &T) {
        let value = match serde_json::to_value(Encoded(value)) {
            Ok(value) => value,
            Err(error) => {
                return self.fault(name, "syntax", "a value that JSON can spell", error.to_string());
            }
        };
        if let Some(style) = encoding.style {
            match parameter::parts(name, style, &value) {
                Ok(pairs) => {
                    for (pair, text) in pairs {
                        self.add(&pair.unwrap_or_default(), FilePart::new(text));
                    }
                }
                Err(Fault { found, format }) => self.fault(name, "format", format, found),
            }
            return;
        }
        for item in items(&value) {
            let is_json = encoding.is_json() || item.is_array() || item.is_object();
            let content = if is_json { item.to_string() } else { text(item) };
            let mut part = FilePart::new(content);
            let usual = if is_json { Some("application/json") } else { self.text };
            if let Some(media_type) = encoding.content_type.or(usual) {
                part = part.content_type(media_type);
            }
            if let Some(transfer) = encoding.transfer {
                part = part.header("Content-Transfer-Encoding", transfer);
            }
            self.add(name, part);
        }
    }
}

impl Writer for Parts<'_> {
    fn member<T: Data>(&mut self, name: &str, value: &T) {
        let encoding = self.encodings.iter().find(|(of, _)| *of == name);
        let encoding = encoding.map_or(PartEncoding::new(), |(_, encoding)| *encoding);
        let mut files = Vec::new();
        T::Codec::visit_foreign(value, &mut |file: &dyn Any| {
            files.extend(file.downcast_ref::<FilePart>().cloned());
        });
        if files.is_empty() {
            return self.value(name, encoding, value);
        }
        for file in files {
            for header in encoding.headers.iter().filter(|header| !file.has_header(header)) {
                self.fault(name, "required", header, "no header of this name");
            }
            self.add(name, file.file(encoding.content_type));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;

    /// The parts that a query would have as pairs, nothing encoded.
    #[test]
    fn styled_parts_are_not_encoded() {
        let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        for (style, value, expected) in [
            (Style::FORM.allow_reserved(), r#""100%25 a/b?""#, &[("q", "100%25 a/b?")][..]),
            (Style::FORM, r#""100%25+ü\r\n""#, &[("q", "100%25+ü\r\n")]),
            (Style::FORM, r#"["a&b", "%41"]"#, &[("q", "a&b"), ("q", "%41")]),
            (Style::FORM.explode(false), r#"["a b", 1]"#, &[("q", "a b,1")]),
            (Style::SPACE_DELIMITED, "[1, 2]", &[("q", "1 2")]),
            (Style::PIPE_DELIMITED, r#"["a", "%7C"]"#, &[("q", "a|%7C")]),
            (Style::DEEP_OBJECT, r#"{"%5B": {"b c": ["%"]}}"#, &[("q[%5B][b c][0]", "%")]),
            (Style::FORM, r#"{"%41": true}"#, &[("%41", "true")]),
            (Style::JSON, r#"{"a": "%41"}"#, &[("q", r#"{"a":"%41"}"#)]),
        ] {
            let encodings = [("q", PartEncoding::new().style(style))];
            let mut parts = Parts::new("multipart/form-data", &encodings);
            parts.member("q", &json(value));
            let expected =
                expected.iter().fold(Multipart::new(), |body, (name, text)| body.text(*name, *text));
            assert_eq!(parts.body, expected, "{value}");
            assert!(parts.faults.is_empty(), "{value}");
        }
    }
}
