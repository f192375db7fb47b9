//! Headers of responses, read as the description has them: in the style `simple` (OpenAPI 3.1.1, section 4.8.12.3), or as
//! `content`.

use http::HeaderMap;
use http::header::SET_COOKIE;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::calls::parameter::{Style, Styled};
use crate::values::codec::decode;
use crate::{Data, Decoded, Mismatch};

/// Headers of responses with their types: a struct that bindings have for each operation whose responses declare headers,
/// made by [`headers!`](crate::headers).
///
/// ```
/// use hire_runtime::http::HeaderMap;
/// use hire_runtime::{FromHeaders, HeaderReader};
///
/// hire_runtime::headers! {
///     /// The headers of a list of pets.
///     ListPetsHeaders;
///     /// Where the next page is.
///     x_next?: String => "X-Next",
///     /// How many pets there are.
///     x_total: u32 => "X-Total",
/// }
///
/// let mut map = HeaderMap::new();
/// map.insert("x-total", "7".parse()?);
/// let headers = ListPetsHeaders::from_headers(&HeaderReader::new(&map))?;
/// assert_eq!((headers.x_total, headers.x_next), (7, None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait FromHeaders: Sized {
    /// Reads the headers.
    ///
    /// # Errors
    /// A header that is always there is missing, or has another type.
    fn from_headers(headers: &HeaderReader<'_>) -> Result<Self, Mismatch>;
}

/// Makes a struct that is [`FromHeaders`], with its docs before the name. Each field has its type, or with a question mark an
/// `Option` of the type, and the name of its header, or the name with a [`Style`](crate::Style).
#[macro_export]
macro_rules! headers {
    (
        $(#[$attribute:meta])*
        $name:ident;
        $($(#[$field_attribute:meta])* $field:ident $(?: $optional:ty)? $(: $required:ty)? => $header:expr,)*
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_attribute])* pub $field: $crate::headers!(@type $($required)? $(, $optional)?),)*
        }

        impl $crate::FromHeaders for $name {
            fn from_headers(headers: &$crate::HeaderReader<'_>) -> ::core::result::Result<Self, $crate::Mismatch> {
                ::core::result::Result::Ok(Self {
                    $($field: $crate::headers!(@read headers, $header $(, $optional)?),)*
                })
            }
        }
    };
    (@type $required:ty) => { $required };
    (@type , $optional:ty) => { ::core::option::Option<$optional> };
    (@read $headers:ident, $header:expr) => { $headers.required($header)? };
    (@read $headers:ident, $header:expr, $optional:ty) => { $headers.optional($header) };
}

/// Reads headers by name.
///
/// Lines of one name are one value with commas between them (RFC 9110, section 5.3), except for `Set-Cookie`, of which each
/// line is an item.
#[derive(Debug, Clone, Copy)]
pub struct HeaderReader<'h>(&'h HeaderMap);

impl<'h> HeaderReader<'h> {
    /// A reader of these headers.
    pub fn new(headers: &'h HeaderMap) -> Self {
        Self(headers)
    }

    /// A header that is always there.
    ///
    /// # Errors
    /// The header is missing, or its value does not have the type.
    pub fn required<T: Data>(&self, header: impl Into<Styled>) -> Result<T, Mismatch> {
        let header = header.into();
        let message = |what: &str| Mismatch::whole(format!("the header `{}` {what}", header.name));
        let read = self.read(header).ok_or_else(|| message("is missing"))?;
        read.map_err(|_| message("does not have the type that the description gives it"))
    }

    /// A header that may be missing. None as well where its value does not have the type: the response is of use without it.
    pub fn optional<T: Data>(&self, header: impl Into<Styled>) -> Option<T> {
        self.read(header.into())?.ok()
    }

    fn read<T: Data>(self, header: Styled) -> Option<Result<T, Error>> {
        let is_cookie = header.name.eq_ignore_ascii_case(SET_COOKIE.as_str());
        let between = if is_cookie { "\n" } else { ", " };
        let lines = self.0.get_all(header.name).iter();
        let lines: Result<Vec<&str>, _> = lines.map(|line| std::str::from_utf8(line.as_bytes())).collect();
        let text = match lines.map_err(Error::custom) {
            Ok(lines) if lines.is_empty() => return None,
            Ok(lines) => lines.join(between),
            Err(error) => return Some(Err(error)),
        };
        let style = header.style.unwrap_or(Style::SIMPLE);
        if style == Style::JSON {
            let json = serde_json::from_str(&text).map(|Decoded(value)| value);
            return Some(json.map_err(Error::custom));
        }
        Some(decode(Text {
            value: text.trim(),
            between: if is_cookie { '\n' } else { ',' },
            explode: style.explode,
        }))
    }
}

/// The text of a header or of an item: what it stands for is decided by the type that is read.
#[derive(Clone, Copy)]
struct Text<'h> {
    value: &'h str,
    between: char,
    explode: bool,
}

impl<'h> Text<'h> {
    /// What stands between commas, except for commas in quotes (RFC 9110, section 5.6.4).
    fn items(self) -> impl Iterator<Item = Self> {
        let (mut quoted, mut escaped) = (false, false);
        let items = self.value.split(move |letter| {
            let is_escaped = std::mem::take(&mut escaped);
            quoted ^= letter == '"' && !is_escaped && self.between == ',';
            escaped = quoted && letter == '\\' && !is_escaped;
            letter == self.between && !quoted
        });
        items.map(move |item| Self { value: item.trim(), ..self })
    }

    /// Names and values: `R=100,G=200` where it is exploded, else `R,100,G,200`.
    fn pairs(self) -> Result<Vec<(&'h str, Self)>, Error> {
        let odd = || Error::custom("a name without a value");
        let mut items = self.items();
        let mut pairs = Vec::new();
        while let Some(item) = items.next() {
            pairs.push(if self.explode {
                let (name, value) = item.value.split_once('=').ok_or_else(odd)?;
                (name, Self { value, ..item })
            } else {
                (item.value, items.next().ok_or_else(odd)?)
            });
        }
        Ok(pairs)
    }
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.value;
        let is_number = text.trim_start_matches('-').starts_with(|letter: char| letter.is_ascii_digit());
        match (text.parse::<bool>(), text.parse::<u64>(), text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(flag), ..) => visitor.visit_bool(flag),
            (_, Ok(number), ..) if is_number => visitor.visit_u64(number),
            (_, _, Ok(number), _) if is_number => visitor.visit_i64(number),
            (.., Ok(number)) if is_number => visitor.visit_f64(number),
            _ => visitor.visit_borrowed_str(text),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.value)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.value)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // An empty item is none (RFC 9110, section 5.6.1.2).
        visitor.visit_seq(SeqDeserializer::new(self.items().filter(|item| !item.value.is_empty())))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(MapDeserializer::new(self.pairs()?.into_iter()))
    }

    fn is_human_readable(&self) -> bool {
        // A secret is asked for as a string then.
        false
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct newtype_struct tuple
        tuple_struct struct enum identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de> for Text<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
#[path = "header_tests.rs"]
mod tests;
