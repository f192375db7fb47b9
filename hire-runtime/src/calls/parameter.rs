//! How the value of a parameter is written: the styles of OpenAPI
//! ([3.1.1, 4.8.12](https://spec.openapis.org/oas/v3.1.1#style-values)), most of which are those of URI templates
//! ([RFC 6570](https://www.rfc-editor.org/rfc/rfc6570#section-3.2)).
//!
//! `null` is what RFC 6570 calls undefined: nothing is written for a parameter, an item or a member that is `null`, nor
//! for a list or an object without any. OpenAPI leaves three things undefined that are written here: in `deepObject`,
//! objects within objects are `a[b][c]`, and items of lists are numbered, `a[b][0]`; and in `spaceDelimited` and
//! `pipeDelimited` a value that is no list is written as a list of one.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Number, Value};

use crate::Location;
use crate::calls::carried::{is_cookie_value, is_token};

/// All but the unreserved characters (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// All but the unreserved and the reserved characters (RFC 3986, section 2.2). A `#` would end the query.
const NOT_EVEN_RESERVED: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// All that would end a path, or stand for another character in it.
const RESERVED_IN_PATHS: &AsciiSet = &NOT_EVEN_RESERVED.add(b'?');

/// A text such that nothing in it separates anything in a URL.
pub(crate) fn encode(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, RESERVED).into()
}

/// A text in which reserved characters stay as they are, and so do characters that are percent-encoded already
/// (RFC 6570, section 3.2.3).
fn encode_unless_reserved(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for (index, piece) in text.split('%').enumerate() {
        let is_hex = |digits: &[u8]| digits.iter().all(u8::is_ascii_hexdigit);
        if index > 0 {
            encoded.push_str(if piece.as_bytes().get(..2).is_some_and(is_hex) { "%" } else { "%25" });
        }
        encoded.extend(utf8_percent_encode(piece, NOT_EVEN_RESERVED));
    }
    encoded
}

/// How a parameter is written.
///
/// Without one, a parameter has the style that is usual in its place: [`SIMPLE`](Self::SIMPLE) in the path and in
/// headers, [`FORM`](Self::FORM) in the query and in cookies.
///
/// # Examples
/// ```
/// use hire_runtime::{Api, BaseUrl, Operation, RequestWriter, Style, Unencodable};
///
/// fn write(request: &mut RequestWriter) -> Result<(), Unencodable> {
///     let ids = vec![1, 2];
///     request.query("id", &ids)?; // id=1&id=2
///     request.query(("ids", Style::PIPE_DELIMITED), &ids) // ids=1%7C2
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    kind: Kind,
    pub(crate) explode: bool,
    allow_reserved: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Json,
    Text,
}

impl Style {
    /// `simple`: `blue,black`.
    pub const SIMPLE: Self = Self::new(Kind::Simple, false);
    /// `label`: `.blue,black`.
    pub const LABEL: Self = Self::new(Kind::Label, false);
    /// `matrix`: `;color=blue,black`.
    pub const MATRIX: Self = Self::new(Kind::Matrix, false);
    /// `form`, exploded: `color=blue&color=black`.
    pub const FORM: Self = Self::new(Kind::Form, true);
    /// `spaceDelimited`: `color=blue%20black`.
    pub const SPACE_DELIMITED: Self = Self::new(Kind::SpaceDelimited, false);
    /// `pipeDelimited`: `color=blue%7Cblack`.
    pub const PIPE_DELIMITED: Self = Self::new(Kind::PipeDelimited, false);
    /// `deepObject`, exploded: `color%5BR%5D=100&color%5BG%5D=200`.
    pub const DEEP_OBJECT: Self = Self::new(Kind::DeepObject, true);
    /// No style: the parameter has `content` of JSON.
    pub const JSON: Self = Self::new(Kind::Json, false);
    /// No style: the parameter has `content` of another media type, which its value is a text of.
    pub const TEXT: Self = Self::new(Kind::Text, false);

    const fn new(kind: Kind, explode: bool) -> Self {
        Self { kind, explode, allow_reserved: false }
    }

    /// The usual style of a place.
    pub(crate) const fn of(location: Location) -> Self {
        match location {
            Location::Query | Location::Cookie => Self::FORM,
            Location::Body | Location::Path | Location::Header => Self::SIMPLE,
        }
    }

    /// Whether items and members are written one by one (`explode`).
    #[must_use]
    pub const fn explode(self, explode: bool) -> Self {
        Self { explode, ..self }
    }

    /// Reserved characters of a value stay as they are in the query (`allowReserved`): the caller has encoded those that
    /// would separate something. A `#` is encoded, since it would end the query. In a path, a value may be several
    /// segments, and `?` and `%` are encoded as well.
    #[must_use]
    pub const fn allow_reserved(self) -> Self {
        Self { allow_reserved: true, ..self }
    }

    /// The value of `style`, or what the text is of.
    const fn as_str(self) -> &'static str {
        match self.kind {
            Kind::Simple => "simple",
            Kind::Label => "label",
            Kind::Matrix => "matrix",
            Kind::Form => "form",
            Kind::SpaceDelimited => "spaceDelimited",
            Kind::PipeDelimited => "pipeDelimited",
            Kind::DeepObject => "deepObject",
            Kind::Json => "json",
            Kind::Text => "text",
        }
    }

    /// What is between items that stand under one name.
    const fn delimiter(self) -> &'static str {
        match self.kind {
            Kind::SpaceDelimited => " ",
            Kind::PipeDelimited => "|",
            _ => ",",
        }
    }
}

/// The name of a parameter, and its style where that is not the usual one of its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Styled {
    pub(crate) name: &'static str,
    pub(crate) style: Option<Style>,
}

impl From<&'static str> for Styled {
    fn from(name: &'static str) -> Self {
        Self { name, style: None }
    }
}

impl From<(&'static str, Style)> for Styled {
    fn from((name, style): (&'static str, Style)) -> Self {
        Self { name, style: Some(style) }
    }
}

/// Why a value cannot be written: what of it does not have which format.
pub(crate) struct Fault {
    pub(crate) found: &'static str,
    pub(crate) format: &'static str,
}

/// The text of a parameter as its place has it, percent-encoded unless that is a header. Nothing where there is nothing
/// to write.
pub(crate) fn write(
    location: Location,
    name: &str,
    style: Style,
    value: &Value,
) -> Result<Option<String>, Fault> {
    let pairs = pairs(location, name, style, value)?;
    let (first, between) = match (style.kind, location) {
        (Kind::Matrix, _) => (";", ";"),
        (Kind::Label, _) => (".", "."),
        (_, Location::Query) => ("", "&"),
        // Cookies are not separated as the style says, see appendix D of the specification.
        (_, Location::Cookie) => ("", "; "),
        _ => ("", ","),
    };
    let texts = pairs.into_iter().map(|(name, text)| match name {
        Some(name) if style.kind == Kind::Matrix && text.is_empty() => name,
        Some(name) => format!("{name}={text}"),
        None => text,
    });
    let texts: Vec<String> = texts.collect();
    Ok((!texts.is_empty()).then(|| format!("{first}{}", texts.join(between))))
}

/// What a value becomes: texts, under a name where the style has one.
type Pairs = Vec<(Option<String>, String)>;

/// The texts of a parameter, not yet put together.
pub(crate) fn pairs(location: Location, name: &str, style: Style, value: &Value) -> Result<Pairs, Fault> {
    Writer { location: Some(location), style }.pairs(name, value)
}

/// The same as the texts of the parts of a body, which have the names and texts that the pairs of a query would have, with
/// nothing encoded.
pub(crate) fn parts(name: &str, style: Style, value: &Value) -> Result<Pairs, Fault> {
    Writer { location: None, style }.pairs(name, value)
}

struct Writer {
    /// The place of a parameter; none for the parts of a body.
    location: Option<Location>,
    style: Style,
}

impl Writer {
    fn pairs(&self, name: &str, value: &Value) -> Result<Pairs, Fault> {
        let is_named = matches!(self.location, None | Some(Location::Query | Location::Cookie))
            || self.style.kind == Kind::Matrix;
        let name = if is_named { Some(self.name(name)?) } else { None };
        let mut pairs = Pairs::new();
        match (value, self.style.kind) {
            (Value::Null, _) => {}
            (_, Kind::Json) => pairs.push((name, self.text(&value.to_string())?)),
            (_, Kind::DeepObject) => self.deep(&mut pairs, name.unwrap_or_default(), value)?,
            (Value::Array(_) | Value::Object(_), Kind::Text) => return Err(self.fault("a list or an object")),
            (Value::Array(items), _) => {
                let texts = items.iter().filter(|item| !item.is_null()).map(|item| self.item(item));
                if self.style.explode {
                    let texts = texts.collect::<Result<Vec<_>, _>>()?;
                    pairs.extend(texts.into_iter().map(|text| (name.clone(), text)));
                } else {
                    pairs.extend(self.joined(texts)?.map(|text| (name, text)));
                }
            }
            (Value::Object(members), _) => {
                let members = members.iter().filter(|(_, member)| !member.is_null());
                if self.style.explode {
                    for (name, member) in members {
                        pairs.push((Some(self.name(name)?), self.item(member)?));
                    }
                } else {
                    let texts = members.flat_map(|(name, member)| [self.apart(name), self.item(member)]);
                    pairs.extend(self.joined(texts)?.map(|text| (name, text)));
                }
            }
            // What a header or a part has alone is not taken apart by its reader.
            (Value::String(text), kind)
                if self.location == Some(Location::Header)
                    || self.location.is_none() && kind == Kind::Form =>
            {
                pairs.push((name, text.clone()));
            }
            (scalar, _) => pairs.push((name, self.item(scalar)?)),
        }
        Ok(pairs)
    }

    /// Texts under one name.
    fn joined(&self, texts: impl Iterator<Item = Result<String, Fault>>) -> Result<Option<String>, Fault> {
        let texts = texts.collect::<Result<Vec<_>, _>>()?;
        let between = match self.style.delimiter() {
            "," => Cow::Borrowed(","),
            special => self.encode(special),
        };
        Ok((!texts.is_empty()).then(|| texts.join(&*between)))
    }

    /// A text for each scalar within a value, under the way to it.
    fn deep(&self, pairs: &mut Pairs, way: String, value: &Value) -> Result<(), Fault> {
        match value {
            Value::Null => {}
            Value::Object(members) => {
                for (name, member) in members {
                    let member_way = self.encode(&format!("[{name}]")).into_owned();
                    self.deep(pairs, way.clone() + &member_way, member)?;
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().filter(|item| !item.is_null()).enumerate() {
                    let item_way = self.encode(&format!("[{index}]")).into_owned();
                    self.deep(pairs, way.clone() + &item_way, item)?;
                }
            }
            scalar => pairs.push((Some(way), self.item(scalar)?)),
        }
        Ok(())
    }

    fn name(&self, name: &str) -> Result<String, Fault> {
        match self.location {
            Some(Location::Header | Location::Cookie) if is_token(name) => Ok(name.to_owned()),
            Some(Location::Header | Location::Cookie) => Err(Fault { found: "a name", format: "token" }),
            _ => Ok(self.encode(name).into_owned()),
        }
    }

    fn item(&self, value: &Value) -> Result<String, Fault> {
        match value {
            Value::String(text) => self.apart(text),
            Value::Number(number) => Ok(number_text(number)),
            Value::Bool(_) => Ok(value.to_string()),
            nested => self.apart(&nested.to_string()),
        }
    }

    /// A text in which a reader finds no delimiter of the style.
    fn apart(&self, text: &str) -> Result<String, Fault> {
        match self.style.kind {
            Kind::SpaceDelimited if text.contains(' ') => Err(self.fault("a text with a space")),
            Kind::PipeDelimited if text.contains('|') => Err(self.fault("a text with a `|`")),
            _ if self.location == Some(Location::Header) && text.contains(',') && !text.contains('"') => {
                Err(self.fault("a text with a comma, not in quotes"))
            }
            Kind::Form if self.location.is_none() && !self.style.explode && text.contains(',') => {
                Err(self.fault("a text with a comma"))
            }
            _ => self.text(text),
        }
    }

    fn text(&self, text: &str) -> Result<String, Fault> {
        match (self.location, self.style.kind) {
            (Some(Location::Cookie), Kind::Text) if is_cookie_value(text) => Ok(text.to_owned()),
            (Some(Location::Cookie), Kind::Text) => Err(Fault { found: "the text", format: "cookie-value" }),
            (Some(Location::Query), _) if self.style.allow_reserved => Ok(encode_unless_reserved(text)),
            (Some(Location::Path), _) if self.style.allow_reserved => {
                Ok(utf8_percent_encode(text, RESERVED_IN_PATHS).to_string())
            }
            _ => Ok(self.encode(text).into_owned()),
        }
    }

    /// A text as the place has it.
    fn encode<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.location {
            None | Some(Location::Header) => Cow::Borrowed(text),
            Some(_) => encode(text),
        }
    }

    fn fault(&self, found: &'static str) -> Fault {
        Fault { found, format: self.style.as_str() }
    }
}

/// The text of a number: an integer without a fraction, and no more digits than tell it from the next number.
fn number_text(number: &Number) -> String {
    match number.as_f64().filter(|_| number.is_f64()) {
        Some(float) if float == 0.0 || (1e-5..1e16).contains(&float.abs()) => float.to_string(),
        Some(float) => format!("{float:e}"),
        None => number.to_string(),
    }
}

#[cfg(test)]
#[path = "parameter_tests.rs"]
mod tests;
