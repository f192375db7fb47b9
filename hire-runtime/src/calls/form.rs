//! Forms: the pairs of `application/x-www-form-urlencoded`, and the parts of `multipart/form-data`.

use std::any::Any;
use std::fmt::{self, Debug};
use std::hash::{BuildHasher as _, DefaultHasher, Hasher, RandomState};

use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::de::{Deserializer, Error as _};
use serde::ser::{Error as _, Serializer};
use serde_json::Value;
use url::form_urlencoded;

use crate::calls::body::Body;
use crate::calls::carried::{header_value, is_token};
use crate::calls::parameter::{self, Fault, Style};
use crate::{Codec, Data, Encoded, Location, Validate};

/// The pairs of an object (URL standard, section 5; `OpenAPI` 3.1.1, section 4.8.15): of a list one for each item; lists
/// and objects within are JSON. A property with a style is written as a parameter of the query is.
pub(crate) fn urlencoded(value: &Value, styles: &[(&str, Style)]) -> Result<String, Fault> {
    let Value::Object(members) = value else {
        return Err(Fault { found: "a value that is no object", format: "x-www-form-urlencoded" });
    };
    let mut pairs = Vec::new();
    for (name, member) in members {
        if let Some((_, style)) = styles.iter().find(|(styled, _)| styled == name) {
            let text = parameter::write(Location::Query, name, *style, member)?;
            pairs.extend(text.map(|text| text.replace("%20", "+")));
            continue;
        }
        for item in items(member) {
            pairs.push(
                form_urlencoded::Serializer::new(String::new()).append_pair(name, &text(item)).finish(),
            );
        }
    }
    Ok(pairs.join("&"))
}

/// What a property is sent as, one by one: the items of a list, or the value itself. `null` is not sent.
pub(crate) fn items(member: &Value) -> impl Iterator<Item = &Value> {
    let items = match member {
        Value::Array(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    items.iter().filter(|item| !item.is_null())
}

/// A value as the text of a field.
pub(crate) fn text(value: &Value) -> String {
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

/// A part of a multipart body: a file, or what is sent as one.
///
/// Whatever a [`Body`] is made of is a part without a name and a media type:
///
/// ```
/// use hire_runtime::FilePart;
///
/// let part = FilePart::from(vec![0xff, 0xd8]).name("sea.jpg").content_type("image/jpeg").header("X-Taken", "2020");
/// assert_eq!(format!("{part:?}"), "2 bytes");
/// ```
#[derive(Clone, PartialEq)]
pub struct FilePart {
    name: Option<String>,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
    body: Body,
}

impl FilePart {
    /// A part with this content.
    pub fn new(content: impl Into<Body>) -> Self {
        Self { name: None, content_type: None, headers: Vec::new(), body: content.into() }
    }

    /// The name of the file, without a folder. Without one, a file is called `blob`, as web browsers have it: many servers
    /// take a part without a file name for a text.
    #[must_use]
    pub fn name(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// The media type of the content; `application/octet-stream` where neither this nor the description has one.
    #[must_use]
    pub fn content_type(self, media_type: impl Into<String>) -> Self {
        Self { content_type: Some(media_type.into()), ..self }
    }

    /// Adds a header of the part; `Content-Type` is the [media type](Self::content_type). A request is not sent if a name or a
    /// value is none that a header may have, nor with another `Content-Disposition`: a part has one (RFC 7578 §4.2).
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        if name.eq_ignore_ascii_case(CONTENT_TYPE.as_str()) {
            return self.content_type(value);
        }
        self.headers.push((name, value.into()));
        self
    }

    /// Whether there is a header of this name.
    pub fn has_header(&self, name: &str) -> bool {
        self.lines().any(|(header, _)| header.eq_ignore_ascii_case(name))
    }

    /// A part that is a file, of this media type if the caller says none.
    pub(crate) fn file(mut self, media_type: Option<&str>) -> Self {
        self.name.get_or_insert_with(|| "blob".to_owned());
        self.content_type.get_or_insert_with(|| media_type.unwrap_or("application/octet-stream").to_owned());
        self
    }

    /// The headers beside `Content-Disposition`.
    fn lines(&self) -> impl Iterator<Item = (&str, &str)> {
        let content_type = self.content_type.iter().map(|media_type| ("Content-Type", media_type.as_str()));
        content_type.chain(self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// The names of the headers that cannot be sent.
    fn bad_headers(&self) -> impl Iterator<Item = &str> {
        self.lines()
            .filter(|(name, value)| {
                let is_taken = name.eq_ignore_ascii_case(CONTENT_DISPOSITION.as_str());
                is_taken || !is_token(name) || header_value(*value).is_none()
            })
            .map(|(name, _)| name)
    }
}

impl<T: Into<Body>> From<T> for FilePart {
    fn from(content: T) -> Self {
        Self::new(content)
    }
}

impl Validate for FilePart {}

impl Data for FilePart {
    type Codec = Self;
}

/// A file is a value of a struct that is sent in parts. It has no JSON.
impl Codec<Self> for FilePart {
    fn placeholder() -> Self {
        Self::new(Body::default())
    }

    fn encode<S: Serializer>(_: &Self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("a file has no JSON"))
    }

    fn decode<'de, D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("a file has no JSON"))
    }

    fn visit_foreign(file: &Self, visit: &mut dyn FnMut(&dyn Any)) {
        visit(file);
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
        self.part(name, FilePart::new(text.into()))
    }

    /// Adds a field with a value as JSON, with the media type of that.
    ///
    /// # Errors
    /// The value has no JSON: a float that is not finite, for example.
    pub fn json<T: Data>(self, name: impl Into<String>, value: &T) -> Result<Self, serde_json::Error> {
        let json = serde_json::to_vec(&Encoded(value))?;
        Ok(self.part(name, FilePart::new(json).content_type("application/json")))
    }

    /// Adds a file. Several parts may have the same name.
    #[must_use]
    pub fn file(self, name: impl Into<String>, file: FilePart) -> Self {
        self.part(name, file.file(None))
    }

    /// Adds a part as it is.
    pub(crate) fn part(mut self, name: impl Into<String>, part: FilePart) -> Self {
        self.parts.push((name.into(), part));
        self
    }

    /// The headers that cannot be sent: the name of the part, and that of the header.
    pub(crate) fn bad_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let parts = self.parts.iter();
        parts.flat_map(|(name, part)| part.bad_headers().map(move |header| (name.as_str(), header)))
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.parts.iter().any(|(part, _)| part == name)
    }

    /// The body, and the boundary between its parts.
    pub(crate) fn write(&self) -> (Body, String) {
        let boundary = self.boundary(self.candidates());
        let mut pieces = Vec::new();
        for (name, part) in &self.parts {
            let mut head =
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(name));
            if let Some(file) = &part.name {
                head = head + "; filename=\"" + &quoted(file) + "\"";
            }
            for (name, value) in part.lines() {
                head = head + "\r\n" + name + ": " + value;
            }
            pieces.extend([(head + "\r\n\r\n").into(), part.body.clone(), "\r\n".into()]);
        }
        pieces.push(format!("--{boundary}--\r\n").into());
        (Body::concat(pieces), boundary)
    }

    /// The first candidate that no part has.
    fn boundary(&self, mut candidates: impl FnMut() -> String) -> String {
        loop {
            let boundary = candidates();
            let has = |bytes: &[u8]| bytes.windows(boundary.len()).any(|part| part == boundary.as_bytes());
            if !self.parts.iter().any(|(_, part)| has(part.body.as_bytes().unwrap_or_default())) {
                return boundary;
            }
        }
    }

    /// Candidates for a boundary: the same for the same parts, so that a repeated request has the same bytes. What a stream has
    /// is not known before, so that the candidates of such parts are such as nobody can foresee.
    fn candidates(&self) -> impl FnMut() -> String {
        let mut hasher = DefaultHasher::new();
        move || {
            for (name, part) in &self.parts {
                hasher.write(name.as_bytes());
                match part.body.as_bytes() {
                    Some(bytes) => hasher.write(bytes),
                    None => hasher.write_u64(RandomState::new().hash_one(name)),
                }
            }
            format!("hire-{:016x}", hasher.finish())
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
        let spaced = [("ids", Style::SPACE_DELIMITED)];
        let cases: [Case<'_>; 11] = [
            (json!({"a": "b c", "n": 1.5, "t": true}), &[], "a=b+c&n=1.5&t=true"),
            (json!({"a": "ü&=+%", "é": ""}), &[], "a=%C3%BC%26%3D%2B%25&%C3%A9="),
            // What the URL standard leaves as it is (section 5.2), and two neighbours that RFC 3986 has otherwise.
            (json!({"a": "*-._aZ09~!"}), &[], "a=*-._aZ09%7E%21"),
            (json!({"a b[]": "\r\n\u{0}/?"}), &[], "a+b%5B%5D=%0D%0A%00%2F%3F"),
            (json!({"a": null, "l": []}), &[], ""),
            (
                json!({"n": -0.0, "i": u64::MAX, "f": 1e-7, "t": false}),
                &[],
                "n=-0.0&i=18446744073709551615&f=1e-7&t=false",
            ),
            (json!({"ids": ["a", "b"]}), &spaced, "ids=a+b"),
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
    }

    #[test]
    fn no_part_has_the_boundary() {
        let form = Multipart::new().text("title", "--one\r\n").text("a", "the two of them");
        let mut candidates = ["one", "two", "three", "four"].into_iter();
        assert_eq!(form.boundary(|| candidates.next().unwrap().to_owned()), "three");
        // Each candidate is another one.
        let mut candidates = form.candidates();
        assert_ne!(candidates(), candidates());
    }

    #[test]
    fn a_part_has_one_content_type_and_one_disposition() {
        let part =
            FilePart::new("{}").name("a").header("content-type", "application/json").header("X-A", "b");
        assert!(part.has_header("Content-Type") && part.has_header("x-a"));
        let (body, _) = Multipart::new().file("meta", part.clone()).write();
        let text = std::str::from_utf8(body.as_bytes().unwrap()).unwrap().to_ascii_lowercase();
        assert_eq!(text.matches("content-type:").count(), 1, "{text}");
        assert!(text.contains("content-type: application/json\r\nx-a: b\r\n"), "{text}");
        let form = Multipart::new().file("meta", part.header("content-disposition", "form-data"));
        assert_eq!(form.bad_headers().collect::<Vec<_>>(), [("meta", "content-disposition")]);
    }
}
