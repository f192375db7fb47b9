//! Forms: the pairs of `application/x-www-form-urlencoded`, and the parts of `multipart/form-data`.

use std::fmt::{self, Debug};
use std::hash::{BuildHasher as _, DefaultHasher, Hasher, RandomState};

use serde_json::Value;

use crate::calls::body::Body;
use crate::calls::parameter::{self, Fault, Style, encode};
use crate::{Data, Encoded, Location};

/// The pairs of an object (URL standard, section 5; `OpenAPI` 3.1.1, section 4.8.15): of a list one for each item; lists
/// and objects within are JSON. A property with a style is written as a parameter of the query is.
pub(crate) fn urlencoded(value: &Value, styles: &[(&str, Style)]) -> Result<String, Fault> {
    let Value::Object(members) = value else {
        return Err(Fault { found: "a value that is no object", format: "x-www-form-urlencoded" });
    };
    let mut pairs = Vec::new();
    for (name, member) in members {
        if let Some((_, style)) = styles.iter().find(|(styled, _)| styled == name) {
            pairs.extend(parameter::write(Location::Query, name, *style, member)?);
            continue;
        }
        let items = match member {
            Value::Array(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        for item in items.iter().filter(|item| !item.is_null()) {
            pairs.push(format!("{}={}", encode(name), encode(&text(item))));
        }
    }
    Ok(pairs.join("&").replace("%20", "+"))
}

/// A value as the text of a field.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A body of several parts, each with a name: `multipart/form-data` (RFC 7578).
///
/// `Debug` shows the names of the parts and how long they are, and nothing of their content.
///
/// ```
/// use hire_runtime::{FilePart, Multipart};
///
/// let form = Multipart::new()
///     .text("title", "Sea")
///     .file("photo", FilePart::new(vec![0xff, 0xd8]).name("sea.jpg").content_type("image/jpeg"));
/// assert_eq!(format!("{form:?}"), r#"Multipart(["title": 3 bytes, "photo": 2 bytes])"#);
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Multipart {
    parts: Vec<(String, FilePart)>,
}

/// A part of a [`Multipart`] body: a file, or what is sent as one.
#[derive(Clone, PartialEq)]
pub struct FilePart {
    name: Option<String>,
    content_type: Option<String>,
    body: Body,
}

impl FilePart {
    /// A part with this content.
    pub fn new(content: impl Into<Body>) -> Self {
        Self { name: None, content_type: None, body: content.into() }
    }

    /// The name of the file, without a folder.
    #[must_use]
    pub fn name(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// The media type; `application/octet-stream` where there is a name and no media type.
    #[must_use]
    pub fn content_type(self, media_type: impl Into<String>) -> Self {
        Self { content_type: Some(media_type.into()), ..self }
    }
}

impl Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.body.length() {
            Some(length) => write!(f, "{length} bytes"),
            None => f.write_str("stream"),
        }
    }
}

impl Multipart {
    /// A body without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field with a text.
    #[must_use]
    pub fn text(self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.file(name, FilePart::new(text.into()))
    }

    /// Adds a field with a value as JSON, with the media type of that.
    ///
    /// # Errors
    /// The value has no JSON: a float that is not finite, for example.
    pub fn json<T: Data>(self, name: impl Into<String>, value: &T) -> Result<Self, serde_json::Error> {
        let json = serde_json::to_vec(&Encoded(value))?;
        Ok(self.file(name, FilePart::new(json).content_type("application/json")))
    }

    /// Adds a file. Several parts may have the same name.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>, file: FilePart) -> Self {
        self.parts.push((name.into(), file));
        self
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.parts.iter().any(|(part, _)| part == name)
    }

    /// The body, and the boundary between its parts.
    pub(crate) fn write(&self) -> (Body, String) {
        let boundary = self.boundary();
        let mut pieces = Vec::new();
        for (name, FilePart { name: file, content_type, body: content }) in &self.parts {
            let mut head =
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(name));
            if let Some(file) = file {
                head = head + "; filename=\"" + &quoted(file) + "\"";
            }
            let binary = file.as_ref().map(|_| "application/octet-stream");
            if let Some(media_type) = content_type.as_deref().or(binary) {
                head = head + "\r\nContent-Type: " + &media_type.replace(['\r', '\n'], " ");
            }
            pieces.extend([(head + "\r\n\r\n").into(), content.clone(), "\r\n".into()]);
        }
        pieces.push(format!("--{boundary}--\r\n").into());
        (Body::concat(pieces), boundary)
    }

    /// A line that no part has: the same for the same parts, so that a repeated request has the same bytes. What a stream
    /// has is not known before, so that the line of such parts is one that nobody can foresee.
    fn boundary(&self) -> String {
        let mut hasher = DefaultHasher::new();
        loop {
            for (name, part) in &self.parts {
                hasher.write(name.as_bytes());
                match part.body.as_bytes() {
                    Some(bytes) => hasher.write(bytes),
                    None => hasher.write_u64(RandomState::new().hash_one(name)),
                }
            }
            let boundary = format!("hire-{:016x}", hasher.finish());
            let has = |bytes: &[u8]| bytes.windows(boundary.len()).any(|part| part == boundary.as_bytes());
            if !self.parts.iter().any(|(_, part)| has(part.body.as_bytes().unwrap_or_default())) {
                return boundary;
            }
        }
    }
}

impl Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Multipart([")?;
        for (index, (name, part)) in self.parts.iter().enumerate() {
            write!(f, "{}{name:?}: {part:?}", if index == 0 { "" } else { ", " })?;
        }
        f.write_str("])")
    }
}

/// A name within quotes, as the HTML standard has it (section 4.10.22.8).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    type Case<'c> = (Value, &'c [(&'c str, Style)], &'c str);

    #[test]
    fn pairs_of_an_object() {
        let pipe = [("ids", Style::PIPE_DELIMITED)];
        let cases: [Case<'_>; 7] = [
            (json!({"a": "b c", "n": 1.5, "t": true}), &[], "a=b+c&n=1.5&t=true"),
            (json!({"a": "ü&=+%", "é": ""}), &[], "a=%C3%BC%26%3D%2B%25&%C3%A9="),
            (json!({"a": null, "l": []}), &[], ""),
            (json!({"l": ["x", null, "y"]}), &[], "l=x&l=y"),
            // The example of OpenAPI 3.1.1, section 4.8.14.3.
            (json!({"address": {"zip": "1 2"}}), &[], "address=%7B%22zip%22%3A%221+2%22%7D"),
            (json!({"ids": [1, 2], "l": [[1]]}), &pipe, "ids=1%7C2&l=%5B1%5D"),
            (json!({"o": {"R": 1}}), &[("o", Style::DEEP_OBJECT)], "o%5BR%5D=1"),
        ];
        for (value, styles, expected) in cases {
            assert_eq!(urlencoded(&value, styles).ok().as_deref(), Some(expected), "{value}");
        }
        assert!(urlencoded(&json!([1]), &[]).is_err());
    }

    #[test]
    fn parts_of_a_body() {
        let file = FilePart::new(vec![0, 255]).name("a\"\r\nb.png");
        let form = Multipart::new().text("title", "Sea").file("photo", file).json("meta", &vec![1]).unwrap();
        let (body, boundary) = form.write();
        let body = body.as_bytes().unwrap();
        let expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nSea\r\n--{boundary}\r\n\
             Content-Disposition: form-data; name=\"photo\"; filename=\"a%22%0D%0Ab.png\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        assert!(body.starts_with(expected.as_bytes()), "{body:?}");
        assert!(body.ends_with(format!("\r\n\r\n[1]\r\n--{boundary}--\r\n").as_bytes()), "{body:?}");
        assert_eq!(form.write().0.as_bytes(), Some(body));
        // A part that has the boundary gets another one.
        let (_, other) = Multipart::new().text("title", boundary.clone()).text("a", "b").write();
        assert_ne!(boundary, other);
    }
}
