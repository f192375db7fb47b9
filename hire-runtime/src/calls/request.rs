//! An operation's parameters and body on their way into a request.

use std::error::Error;
use std::fmt::{self, Debug, Display};

use bytes::Bytes;
use hire_syntax::pointer;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::calls::body::json_lines::is_sequence;
use crate::calls::carried::{header_value, set_header};
use crate::calls::form;
use crate::calls::parameter::{self, Style, Styled};
use crate::calls::part::{PartEncoding, Parts};
use crate::{
    BaseUrl, Body, Data, Encoded, JsonLines, Location, Multipart, Object, Operation, Secret, Violation,
    Violations,
};

/// What a path and its query may not have as it is (the path percent-encode set of the URL standard).
const OUTSIDE_OF_PATHS: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'^').add(b'`').add(b'{').add(b'}');

/// Room for most bodies, so that they are not moved while they grow.
const JSON_CAPACITY: usize = 512;

/// The most bytes that an `http::Uri` takes.
const LONGEST_URL: usize = 65_534;

/// The secrets that a request was written with, beside the request: an extension of it.
#[derive(Clone)]
pub(crate) struct SecretsInRequest(
    #[cfg_attr(not(feature = "client"), expect(dead_code, reason = "the client reads it"))]
    pub(crate)  Vec<Secret>,
);

/// Takes an operation's parameters and body, and makes the request of them.
///
/// Faults of parameters are collected; all of them come at the end.
///
/// A request by TRACE has neither a body nor cookies, since the response repeats it (RFC 9110, section 9.3.8).
pub struct RequestWriter {
    operation: &'static Operation,
    /// The values of the template's names, percent-encoded; none of one that cannot be written.
    path: Vec<(&'static str, Option<String>)>,
    query: String,
    cookies: String,
    /// With headers and body; method and URI come at the end.
    request: Request<Body>,
    faults: Vec<Violation>,
}

impl RequestWriter {
    pub(crate) fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            path: Vec::new(),
            query: String::new(),
            cookies: String::new(),
            request: Request::default(),
            faults: Vec::new(),
        }
    }

    /// A parameter of the path. The finished segment is neither empty nor `.` or `..`, which would lead to another
    /// resource: that is a fault.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn path<T: Data>(&mut self, name: impl Into<Styled>, value: &T) -> Result<(), Unencodable> {
        let Styled { name, style } = name.into();
        let text = self.text(Location::Path, name, style, value);
        self.path.push((name, text));
        Ok(())
    }

    /// A parameter of the query. Nothing is written for `None`.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn query<T: Data>(&mut self, name: impl Into<Styled>, value: &T) -> Result<(), Unencodable> {
        let Styled { name, style } = name.into();
        if let Some(text) = self.text(Location::Query, name, style, value) {
            self.append_query(&text);
        }
        Ok(())
    }

    /// All of the query, as `in: querystring` of OpenAPI 3.2 has it: the pairs of a form, of which `styles` has the
    /// properties that are not written as [in a body](Self::form); or with the style [`JSON`](Style::JSON) or
    /// [`TEXT`](Style::TEXT) a text without a name. Nothing is written for `None`.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn query_string<T: Data>(
        &mut self,
        name: impl Into<Styled>,
        value: &T,
        styles: &[(&str, Style)],
    ) -> Result<(), Unencodable> {
        let Styled { name, style } = name.into();
        let value = match serde_json::to_value(Encoded(value)) {
            Ok(value) => value,
            Err(error) => {
                self.faults.push(unspelt(Location::Query, name, &error));
                return Ok(());
            }
        };
        let text = match style {
            _ if value.is_null() => return Ok(()),
            None => form::urlencoded(&value, styles),
            Some(style) => parameter::pairs(Location::Query, name, style, &value)
                .map(|pairs| pairs.into_iter().map(|(_, text)| text).collect()),
        };
        match text {
            Ok(text) => self.append_query(&text),
            Err(fault) => self.fault(Location::Query, name, fault.format, fault.found),
        }
        Ok(())
    }

    fn append_query(&mut self, text: &str) {
        if !self.query.is_empty() && !text.is_empty() {
            self.query.push('&');
        }
        self.query.push_str(text);
    }

    /// A header. Nothing is written for `None`.
    ///
    /// A value with control characters, or with whitespace at an end, which a receiver would strip, is
    /// a fault. So is an item with a comma, unless the caller has put it in quotes: how they are escaped differs from
    /// header to header.
    ///
    /// `Debug` of the request does not show the value: it may be a secret.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn header<T: Data>(&mut self, name: impl Into<Styled>, value: &T) -> Result<(), Unencodable> {
        let Styled { name, style } = name.into();
        if let Some(text) = self.text(Location::Header, name, style, value) {
            self.header_line(name, &text);
        }
        Ok(())
    }

    /// A cookie, or several of an exploded list or object. Nothing is written for `None`.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn cookie<T: Data>(&mut self, name: impl Into<Styled>, value: &T) -> Result<(), Unencodable> {
        let Styled { name, style } = name.into();
        if let Some(text) = self.text(Location::Cookie, name, style, value) {
            if !self.cookies.is_empty() {
                self.cookies.push_str("; ");
            }
            self.cookies.push_str(&text);
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
            Ok(()) => self.body(content_type, json),
            Err(error) => Err(Unencodable(unspelt(Location::Body, "", &error))),
        }
    }

    /// A body of text, in UTF-8.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn plain_text(&mut self, content_type: &'static str, value: &str) -> Result<(), Unencodable> {
        self.body(content_type, Bytes::copy_from_slice(value.as_bytes()))
    }

    /// A form (`application/x-www-form-urlencoded`): a pair for each property of an object, several for a list; lists and
    /// objects within are JSON. `styles` has the properties that are written as parameters of the query are.
    ///
    /// # Errors
    /// The value cannot be written as JSON.
    pub fn form<T: Data>(
        &mut self,
        content_type: &'static str,
        value: &T,
        styles: &[(&str, Style)],
    ) -> Result<(), Unencodable> {
        let value =
            serde_json::to_value(Encoded(value)).map_err(|error| unspelt(Location::Body, "", &error))?;
        match form::urlencoded(&value, styles) {
            Ok(pairs) => return self.body(content_type, pairs),
            Err(fault) => self.fault(Location::Body, "", fault.format, fault.found),
        }
        Ok(())
    }

    /// A body of several parts. That a `required` part is missing is a fault.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn multipart(
        &mut self,
        content_type: &'static str,
        value: &Multipart,
        required: &'static [&'static str],
    ) -> Result<(), Unencodable> {
        for name in required.iter().filter(|name| !value.has(name)) {
            let pointer = pointer_to(name);
            self.faults.push(Violation::new(
                Location::Body,
                pointer,
                "required",
                *name,
                "no part of this name",
            ));
        }
        for (name, header) in value.bad_headers() {
            self.fault(Location::Body, name, "http-header", &format!("the header {header:?}"));
        }
        let (body, boundary) = value.write();
        // A boundary that a description has is that of an example.
        let is_own =
            |it: &&str| !it.trim_start().get(..9).is_some_and(|it| it.eq_ignore_ascii_case("boundary="));
        let mut is_quoted = false;
        let parameters = content_type.split(|letter| {
            is_quoted ^= letter == '"';
            letter == ';' && !is_quoted
        });
        let content_type = parameters.filter(is_own).collect::<Vec<_>>().join(";");
        if let Ok(media_type) = HeaderValue::from_str(&format!("{content_type}; boundary={boundary}")) {
            set_header(self.request.headers_mut(), CONTENT_TYPE, media_type);
        }
        *self.request.body_mut() = body;
        Ok(())
    }

    /// A body with a part for each property of an object, several for a list: files as they are, objects as JSON, anything
    /// else as text. `encodings` has the properties that are written otherwise.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn parts<T: Object>(
        &mut self,
        content_type: &'static str,
        value: &T,
        encodings: &[(&'static str, PartEncoding)],
    ) -> Result<(), Unencodable> {
        let mut parts = Parts::new(content_type, encodings);
        value.write(&mut parts);
        self.faults.append(&mut parts.faults);
        self.multipart(content_type, &parts.body, &[])
    }

    /// A body of values of JSON, one after the other.
    ///
    /// # Errors
    /// A value cannot be written as JSON.
    pub fn lines<T: Data>(
        &mut self,
        content_type: &'static str,
        value: &JsonLines<T>,
    ) -> Result<(), Unencodable> {
        match value.body(is_sequence(essence(content_type))) {
            Ok(body) => self.bytes(content_type, &body),
            Err(error) => Err(Unencodable(unspelt(Location::Body, "", &error))),
        }
    }

    /// A body as it is: bytes, a file or a stream. It is sent with [the media type that it was
    /// given](Body::with_content_type), or else with that of the description; of a range it has to be given one, unless
    /// `application/octet-stream` is in the range.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn bytes(&mut self, content_type: &'static str, value: &Body) -> Result<(), Unencodable> {
        let is_range = essence(content_type).contains('*');
        let plain = if is_range { "application/octet-stream" } else { content_type };
        let media_type = value.content_type().unwrap_or(plain);
        match HeaderValue::from_str(media_type).ok().filter(|_| is_in_range(media_type, content_type)) {
            Some(value) => set_header(self.request.headers_mut(), CONTENT_TYPE, value),
            None => {
                let found = value.content_type().unwrap_or("no media type");
                let pointer = pointer_to("Content-Type");
                let fault =
                    Violation::new(Location::Header, pointer, "contentMediaType", content_type, found);
                self.faults.push(fault);
            }
        }
        *self.request.body_mut() = value.clone();
        Ok(())
    }

    /// A body of any media type.
    ///
    /// # Errors
    /// None at present: faults are reported when the request is made.
    pub fn body(&mut self, content_type: &'static str, body: impl Into<Body>) -> Result<(), Unencodable> {
        match HeaderValue::from_maybe_shared(Bytes::from_static(content_type.as_bytes())) {
            Ok(value) => set_header(self.request.headers_mut(), CONTENT_TYPE, value),
            Err(_) => self.fault(Location::Header, "Content-Type", "http-header", content_type),
        }
        *self.request.body_mut() = body.into();
        Ok(())
    }

    /// The media types that are asked for.
    #[cfg(feature = "client")]
    pub(crate) fn accept(&mut self, media_types: &str) {
        self.header_line("Accept", media_types);
    }

    pub(crate) fn finish(mut self, base: &BaseUrl) -> Result<Request<Body>, Violations> {
        let mut target = String::with_capacity(
            base.as_str().len() + self.operation.path_template().len() + self.query.len() + 64,
        );
        target.push_str(base.as_str());
        self.fill_template(&mut target);
        if !self.query.is_empty() {
            target.push(if target.contains('?') { '&' } else { '?' });
            target.push_str(&self.query);
        }
        let cookies = std::mem::take(&mut self.cookies);
        if self.operation.is_trace() {
            self.request.headers_mut().remove(CONTENT_TYPE);
            *self.request.body_mut() = Body::default();
        } else if !cookies.is_empty() {
            self.header_line("Cookie", &cookies);
        }
        let length = target.len();
        let method = self.operation.method();
        match (Method::from_bytes(method.as_bytes()), Uri::try_from(target)) {
            (Ok(method), Ok(uri)) if self.faults.is_empty() => {
                *self.request.method_mut() = method;
                *self.request.uri_mut() = uri;
                return Ok(self.request);
            }
            (Ok(_), Ok(_)) => {}
            (Err(_), _) => self.fault(Location::Path, "", "http-method", method),
            (_, Err(_)) if length > LONGEST_URL => {
                let (limit, found) = (LONGEST_URL.to_string(), format!("a URL of {length} bytes"));
                self.faults.push(Violation::new(Location::Path, "", "maxLength", limit, found));
            }
            (_, Err(_)) => self.fault(Location::Path, "", "uri", "the path with its query"),
        }
        let mut faults = self.faults.into_iter();
        let mut all = Violations::from(faults.next().unwrap_or_else(|| {
            Violation::new(Location::Path, "", "format", "uri", "the path with its query")
        }));
        all.extend(faults);
        Err(all)
    }

    /// Adds the path template with a value for each name.
    fn fill_template(&mut self, target: &mut String) {
        let template = self.operation.path_template();
        if self.path.is_empty() && self.operation.is_path_plain() {
            target.push_str(template);
            return;
        }
        let mut values = std::mem::take(&mut self.path);
        let (path, query) = template.split_at(template.find('?').unwrap_or(template.len()));
        for (index, segment) in path.split('/').enumerate() {
            if index > 0 {
                target.push('/');
            }
            let start = target.len();
            let Some(name) = self.fill(segment, &values, target) else { continue };
            // A value with `allowReserved` may be several segments.
            let mut segments = target.get(start..).unwrap_or_default().split('/');
            let dots = segments.find(|segment| matches!(*segment, "" | "." | ".."));
            if let Some(text) = dots.map(|text| format!("{text:?}")) {
                self.fault(Location::Path, name, "path-segment", &text);
            }
        }
        target.extend(utf8_percent_encode(query, OUTSIDE_OF_PATHS));
        values.retain(|(name, _)| !path.contains(&format!("{{{name}}}")));
        for (name, _) in values {
            self.fault(Location::Path, name, "uri-template", "a name that the template lacks");
        }
    }

    /// Adds a segment of the path template, and returns the last of its names that has a value.
    fn fill<'s>(
        &mut self,
        mut segment: &'s str,
        values: &[(&str, Option<String>)],
        target: &mut String,
    ) -> Option<&'s str> {
        let mut last = None;
        while let Some((literal, behind)) = segment.split_once('{') {
            target.extend(utf8_percent_encode(literal, OUTSIDE_OF_PATHS));
            let Some((name, behind)) = behind.split_once('}') else {
                self.fault(Location::Path, "", "uri-template", "a brace that is not closed");
                return None;
            };
            match values.iter().find(|(of, _)| *of == name) {
                Some((_, Some(value))) => {
                    target.push_str(value);
                    last = Some(name);
                }
                Some((_, None)) => {}
                None => self.fault(Location::Path, name, "path-segment", "no value"),
            }
            segment = behind;
        }
        target.extend(utf8_percent_encode(segment, OUTSIDE_OF_PATHS));
        last
    }

    fn header_line(&mut self, name: &'static str, text: &str) {
        match (HeaderName::from_bytes(name.as_bytes()), header_value(text)) {
            (Ok(name), Some(value)) => _ = self.request.headers_mut().append(name, value),
            // The text may be a secret.
            _ => self.fault(Location::Header, name, "http-header", "the text"),
        }
    }

    /// The text of a parameter. None where there is nothing to write, which in a path is an empty text; and none of a
    /// value that cannot be written, which is a fault.
    fn text<T: Data>(
        &mut self,
        location: Location,
        name: &str,
        style: Option<Style>,
        value: &T,
    ) -> Option<String> {
        let value = match serde_json::to_value(Encoded(value)) {
            Ok(value) => value,
            Err(error) => {
                self.faults.push(unspelt(location, name, &error));
                return None;
            }
        };
        match parameter::write(location, name, style.unwrap_or(Style::of(location)), &value) {
            Ok(text) => text.or_else(|| (location == Location::Path).then(String::new)),
            Err(fault) => {
                self.fault(location, name, fault.format, fault.found);
                None
            }
        }
    }

    fn fault(&mut self, location: Location, name: &str, format: &'static str, found: &str) {
        self.faults.push(Violation::new(location, pointer_to(name), "format", format, found));
    }
}

/// A media type without parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// Whether a media type is in a range, or is the same (RFC 9110, section 12.5.1).
fn is_in_range(media_type: &str, range: &str) -> bool {
    let (media_type, range) = (essence(media_type), essence(range));
    let Some((main, subtype)) = media_type.split_once('/') else { return false };
    let is_type = !main.is_empty() && !subtype.is_empty() && !media_type.contains('*');
    let of_main = range.strip_suffix("/*").is_some_and(|it| it == "*" || it.eq_ignore_ascii_case(main));
    is_type && (of_main || range.eq_ignore_ascii_case(media_type))
}

/// The pointer to a parameter; without a name, to the whole.
fn pointer_to(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("/{}", pointer::escape(name)) }
}

/// A value that has no JSON: a float that is not finite, for example.
fn unspelt(location: Location, name: &str, error: &serde_json::Error) -> Violation {
    Violation::new(location, pointer_to(name), "syntax", "a value that JSON can spell", error.to_string())
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
