//! An operation's parameters and body on their way into a request.

use std::borrow::Cow;
use std::error::Error;
use std::fmt::{self, Debug, Display};

use bytes::Bytes;
use hire_syntax::pointer;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use crate::calls::carried::{header_value, is_token};
use crate::{BaseUrl, Body, Data, Encoded, Operation, Part, Secret, ToParameter, Violation, Violations};

/// All but the unreserved characters (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a path may not have as it is (the path percent-encode set of the URL standard).
const OUTSIDE_OF_PATHS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// Room for most bodies, so that they are not moved while they grow.
const JSON_CAPACITY: usize = 512;

/// Room for the headers of most requests, with those that a client and a transport add.
const HEADERS: usize = 6;

/// A text such that nothing in it separates anything in a URL.
pub(crate) fn encode(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, RESERVED)
}

/// The secrets that a request was written with, beside the request: an extension of it.
#[derive(Clone)]
pub(crate) struct SecretsInRequest(
    #[cfg_attr(not(feature = "client"), expect(dead_code, reason = "the client reads it"))]
    pub(crate)  Vec<Secret>,
);

/// Takes an operation's parameters and body, and makes the request of them.
///
/// Faults of parameters are collected; all of them come at the end.
pub struct RequestWriter {
    operation: &'static Operation,
    /// The values of the template's names, percent-encoded.
    path: Vec<(&'static str, String)>,
    query: String,
    cookies: String,
    headers: HeaderMap,
    body: Bytes,
    faults: Vec<Violation>,
}

impl RequestWriter {
    pub(crate) fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            path: Vec::new(),
            query: String::new(),
            cookies: String::new(),
            headers: HeaderMap::with_capacity(HEADERS),
            body: Bytes::new(),
            faults: Vec::new(),
        }
    }

    /// A parameter of the path: everything but unreserved characters is percent-encoded.
    ///
    /// A value that is empty, `.` or `..` would lead to another resource and is a fault.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn path<T: ToParameter + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unencodable> {
        let Some(text) = self.text(Part::Path, name, value) else {
            self.path.push((name, String::new()));
            return Ok(());
        };
        if matches!(&*text, "" | "." | "..") {
            self.fault(Part::Path, name, "path-segment", &format!("{text:?}"));
        }
        self.path.push((name, encode(&text).to_string()));
        Ok(())
    }

    /// A parameter of the query: a pair for each value, so that a list repeats the name (style
    /// `form`, exploded). `None` is no pair.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn query<I>(&mut self, name: &'static str, values: I) -> Result<(), Unencodable>
    where
        I: IntoIterator<Item: ToParameter>,
    {
        for value in values {
            let Some(text) = self.text(Part::Query, name, &value) else {
                continue;
            };
            if !self.query.is_empty() {
                self.query.push('&');
            }
            self.query.extend(encode(name));
            self.query.push('=');
            self.query.extend(encode(&text));
        }
        Ok(())
    }

    /// A parameter of the query whose values stand in one pair, with a separator between: `,` for
    /// style `form` that is not exploded, a space for `spaceDelimited`, `|` for `pipeDelimited`. A
    /// separator that is reserved in a query is percent-encoded, other than the comma; one within
    /// a value always is. No value is no pair.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn query_joined<I>(
        &mut self,
        name: &'static str,
        separator: &'static str,
        values: I,
    ) -> Result<(), Unencodable>
    where
        I: IntoIterator<Item: ToParameter>,
    {
        let mut joined: Option<String> = None;
        for value in values {
            let Some(text) = self.text(Part::Query, name, &value) else {
                continue;
            };
            let written = joined.get_or_insert_default();
            if !written.is_empty() {
                match separator {
                    "," => written.push(','),
                    other => written.extend(encode(other)),
                }
            }
            written.extend(encode(&text));
        }
        if let Some(joined) = joined {
            if !self.query.is_empty() {
                self.query.push('&');
            }
            self.query.extend(encode(name));
            self.query.push('=');
            self.query.push_str(&joined);
        }
        Ok(())
    }

    /// A header, a line for each value. `None` is no line.
    ///
    /// A value with control characters, or with whitespace at an end, which a receiver would strip, is
    /// a fault.
    ///
    /// `Debug` of the request does not show the value: it may be a secret.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn header<I>(&mut self, name: &'static str, values: I) -> Result<(), Unencodable>
    where
        I: IntoIterator<Item: ToParameter>,
    {
        for value in values {
            let Some(text) = self.text(Part::Header, name, &value) else {
                continue;
            };
            match (HeaderName::from_bytes(name.as_bytes()), header_value(&text)) {
                (Ok(name), Some(value)) => _ = self.headers.append(name, value),
                // The text may be a secret.
                _ => self.fault(Part::Header, name, "http-header", "the text"),
            }
        }
        Ok(())
    }

    /// A cookie, percent-encoded, for each value. `None` is no cookie.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn cookie<I>(&mut self, name: &'static str, values: I) -> Result<(), Unencodable>
    where
        I: IntoIterator<Item: ToParameter>,
    {
        for value in values {
            let Some(text) = self.text(Part::Cookie, name, &value) else {
                continue;
            };
            if !is_token(name) {
                self.fault(Part::Cookie, name, "cookie-name", "the name");
                continue;
            }
            if !self.cookies.is_empty() {
                self.cookies.push_str("; ");
            }
            self.cookies.push_str(name);
            self.cookies.push('=');
            self.cookies.extend(encode(&text));
        }
        Ok(())
    }

    /// A body of JSON: compact, and with text as UTF-8.
    ///
    /// # Errors
    /// The value cannot be written as JSON.
    pub fn json<T: Data>(&mut self, content_type: &'static str, value: &T) -> Result<(), Unencodable> {
        let mut json = Vec::with_capacity(JSON_CAPACITY);
        match serde_json::to_writer(&mut json, &Encoded(value)) {
            Ok(()) => self.body(content_type, json.into()),
            Err(error) => Err(Unencodable(Violation::new(
                Part::Body,
                "",
                "syntax",
                "a value that JSON can spell",
                error.to_string(),
            ))),
        }
    }

    /// A body of text, in UTF-8.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn plain_text(&mut self, content_type: &'static str, value: &str) -> Result<(), Unencodable> {
        self.body(content_type, Bytes::copy_from_slice(value.as_bytes()))
    }

    /// A body as it is.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn bytes(&mut self, content_type: &'static str, value: &Body) -> Result<(), Unencodable> {
        self.body(content_type, value.to_bytes())
    }

    /// A body of any media type.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn body(&mut self, content_type: &'static str, body: Bytes) -> Result<(), Unencodable> {
        match HeaderValue::from_maybe_shared(Bytes::from_static(content_type.as_bytes())) {
            Ok(value) => _ = self.headers.insert(CONTENT_TYPE, value),
            Err(_) => self.fault(Part::Header, "Content-Type", "http-header", content_type),
        }
        self.body = body;
        Ok(())
    }

    pub(crate) fn finish(mut self, base: &BaseUrl) -> Result<Request<Bytes>, Violations> {
        let mut target = String::with_capacity(
            base.as_str().len() + self.operation.path_template().len() + self.query.len() + 64,
        );
        target.push_str(base.as_str());
        self.fill_template(&mut target);
        if !self.query.is_empty() {
            target.push('?');
            target.push_str(&self.query);
        }
        let cookies = std::mem::take(&mut self.cookies);
        if !cookies.is_empty() {
            self.header("Cookie", [cookies.as_str()]).map_err(Unencodable::into_violations)?;
        }
        let method = self.operation.method();
        match (Method::from_bytes(method.as_bytes()), Uri::try_from(target)) {
            (Ok(method), Ok(uri)) if self.faults.is_empty() => {
                let mut request = Request::new(self.body);
                *request.method_mut() = method;
                *request.uri_mut() = uri;
                *request.headers_mut() = self.headers;
                return Ok(request);
            }
            (Ok(_), Ok(_)) => {}
            (Err(_), _) => self.fault(Part::Path, "", "http-method", method),
            (_, Err(_)) => self.fault(Part::Path, "", "uri", "the path with its query"),
        }
        let mut faults = self.faults.into_iter();
        let mut all =
            Violations::from(faults.next().unwrap_or_else(|| {
                Violation::new(Part::Path, "", "format", "uri", "the path with its query")
            }));
        all.extend(faults);
        Err(all)
    }

    /// Adds the path template with a value for each name.
    fn fill_template(&mut self, path: &mut String) {
        let mut values = std::mem::take(&mut self.path);
        let mut rest = self.operation.path_template();
        while let Some((literal, behind)) = rest.split_once('{') {
            path.extend(utf8_percent_encode(literal, OUTSIDE_OF_PATHS));
            let Some((name, behind)) = behind.split_once('}') else {
                self.fault(Part::Path, "", "uri-template", "a brace that is not closed");
                return;
            };
            match values.iter().find(|(of, _)| *of == name) {
                Some((_, value)) => path.push_str(value),
                None => self.fault(Part::Path, name, "path-segment", "no value"),
            }
            rest = behind;
        }
        path.extend(utf8_percent_encode(rest, OUTSIDE_OF_PATHS));
        let template = self.operation.path_template();
        values.retain(|(name, _)| !template.contains(&format!("{{{name}}}")));
        for (name, _) in values {
            self.fault(Part::Path, name, "uri-template", "a name that the template lacks");
        }
    }

    /// The text of a parameter. One that has none is a float that is not finite.
    fn text<'v, T: ToParameter + ?Sized>(
        &mut self,
        part: Part,
        name: &str,
        value: &'v T,
    ) -> Option<Cow<'v, str>> {
        let text = value.to_parameter();
        if text.is_none() {
            self.fault(part, name, "number", "NaN or an infinity");
        }
        text
    }

    fn fault(&mut self, part: Part, name: &str, format: &'static str, found: &str) {
        let pointer = match name {
            "" => String::new(),
            name => format!("/{}", pointer::escape(name)),
        };
        self.faults.push(Violation::new(part, pointer, "format", format, found));
    }
}

/// Only the operation: parameters and bodies may be secret.
impl Debug for RequestWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestWriter").field("operation", &self.operation.id()).finish_non_exhaustive()
    }
}

/// Why a request cannot be written: a value that has no spelling on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unencodable(Violation);

impl Unencodable {
    /// What is wrong, for [`Error::Invalid`](crate::Error::Invalid).
    pub fn into_violations(self) -> Violations {
        self.0.into()
    }
}

impl From<Violation> for Unencodable {
    fn from(violation: Violation) -> Self {
        Self(violation)
    }
}

impl Display for Unencodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.0, f)
    }
}

impl Error for Unencodable {}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;
