//! What the formats of scalars mean: the widths of integers, and the formats that a text either has or has not.

use hire_syntax::format;

use super::{JsonTypes, Located, Schema};
use crate::source::Number;

/// The integers of OpenAPI's registry of formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Integer {
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
}

/// The integers, each with its format and its Rust type: unsigned ones first, narrower ones before wider ones.
const INTEGERS: [(Integer, &str, &str); 8] = [
    (Integer::U8, "uint8", "u8"),
    (Integer::U16, "uint16", "u16"),
    (Integer::U32, "uint32", "u32"),
    (Integer::U64, "uint64", "u64"),
    (Integer::I8, "int8", "i8"),
    (Integer::I16, "int16", "i16"),
    (Integer::I32, "int32", "i32"),
    (Integer::I64, "int64", "i64"),
];

impl Integer {
    /// The integers of a format.
    pub fn of_format(name: &str) -> Option<Self> {
        INTEGERS.iter().find(|(_, format, _)| *format == name).map(|(integer, ..)| *integer)
    }

    /// The narrowest type that holds all of a range, an unsigned one if there is one.
    pub fn narrowest(least: i128, most: i128) -> Option<Self> {
        let holds = |(_, (lowest, highest)): &(Self, (i128, i128))| *lowest <= least && most <= *highest;
        INTEGERS
            .iter()
            .map(|(integer, ..)| (*integer, integer.range()))
            .find(holds)
            .map(|(integer, _)| integer)
    }

    /// The format.
    pub fn format(self) -> &'static str {
        INTEGERS.iter().find(|(integer, ..)| *integer == self).map_or("", |(_, format, _)| format)
    }

    /// The Rust type.
    pub fn rust(self) -> &'static str {
        INTEGERS.iter().find(|(integer, ..)| *integer == self).map_or("", |(.., rust)| rust)
    }

    /// The least and the greatest value.
    pub fn range(self) -> (i128, i128) {
        match self {
            Self::I8 => (i8::MIN.into(), i8::MAX.into()),
            Self::I16 => (i16::MIN.into(), i16::MAX.into()),
            Self::I32 => (i32::MIN.into(), i32::MAX.into()),
            Self::I64 => (i64::MIN.into(), i64::MAX.into()),
            Self::U8 => (u8::MIN.into(), u8::MAX.into()),
            Self::U16 => (u16::MIN.into(), u16::MAX.into()),
            Self::U32 => (u32::MIN.into(), u32::MAX.into()),
            Self::U64 => (u64::MIN.into(), u64::MAX.into()),
        }
    }

    /// Whether a number is one of these integers.
    pub fn holds(self, number: Number) -> bool {
        let (lowest, highest) = self.range();
        number.as_integer().is_some_and(|value| (lowest..=highest).contains(&value))
    }
}

/// A format of strings that a text either has or has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFormat {
    Date,
    Time,
    DateTime,
    Duration,
    Uuid,
    Email,
    Uri,
    UriReference,
    Hostname,
    Ipv4,
    Ipv6,
    Ip,
    Base64,
    Base64Url,
    /// Bytes of a `contentEncoding`, which is no rule (validation §8.2).
    Base64Content,
    Base64UrlContent,
    Decimal,
    /// A number as a string.
    Integer(Integer),
    Float,
    Double,
}

/// A format with its name, the name of its type in the runtime, and its check of a text.
type Row = (TextFormat, &'static str, &'static str, fn(&str) -> bool);

/// Formats of strings; those of numbers that are written as strings are beside them.
const FORMATS: &[Row] = &[
    (TextFormat::Date, "date", "Date", format::date),
    (TextFormat::Time, "time", "Time", format::time),
    (TextFormat::DateTime, "date-time", "DateTime", format::date_time),
    (TextFormat::Duration, "duration", "Duration", format::duration),
    (TextFormat::Uuid, "uuid", "Uuid", format::uuid),
    (TextFormat::Email, "email", "Email", format::email),
    (TextFormat::Uri, "uri", "Uri", format::uri),
    (TextFormat::UriReference, "uri-reference", "UriReference", format::uri_reference),
    (TextFormat::Hostname, "hostname", "Hostname", format::hostname),
    (TextFormat::Ipv4, "ipv4", "Ipv4", format::ipv4),
    (TextFormat::Ipv6, "ipv6", "Ipv6", format::ipv6),
    (TextFormat::Ip, "ip", "Ip", format::ip),
    (TextFormat::Base64, "byte", "Base64", format::base64),
    (TextFormat::Base64Url, "base64url", "Base64Url", format::base64url),
    (TextFormat::Decimal, "decimal", "Decimal", format::decimal),
    (TextFormat::Float, "float", "f32", format::float),
    (TextFormat::Double, "double", "f64", format::float),
];

/// Encodings of strings, with what they hold by right.
const ENCODINGS: &[Row] = &[
    (TextFormat::Base64Content, "base64", "Base64Content", format::base64),
    (TextFormat::Base64UrlContent, "base64url", "Base64UrlContent", format::base64url),
];

/// Whether a format restricts values of some type.
pub(super) fn restricts(format: &str) -> bool {
    format == "timestamp-ms" || TextFormat::of_format(format).is_some()
}

impl TextFormat {
    fn of_format(name: &str) -> Option<Self> {
        let known = FORMATS.iter().find(|(_, format, ..)| *format == name).map(|(format, ..)| *format);
        known.or_else(|| Integer::of_format(name).map(Self::Integer))
    }

    /// The bytes of an encoding (`contentEncoding`, validation §8.3).
    pub fn of_encoding(name: &str) -> Option<Self> {
        let encoding = ENCODINGS.iter().find(|(_, encoding, ..)| encoding.eq_ignore_ascii_case(name));
        encoding.map(|(format, ..)| *format)
    }

    fn row(self) -> Option<&'static Row> {
        FORMATS.iter().chain(ENCODINGS).find(|(format, ..)| *format == self)
    }

    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Integer(integer) => integer.format(),
            _ => self.row().map_or("", |(_, name, ..)| name),
        }
    }

    /// The name of the type in the runtime, or of the number that is written as a string.
    pub fn rust(self) -> &'static str {
        match self {
            Self::Integer(integer) => integer.rust(),
            _ => self.row().map_or("", |(_, _, rust, _)| rust),
        }
    }

    /// Whether it is that of a number.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer(_) | Self::Float | Self::Double)
    }

    /// Whether a text has the format.
    pub fn holds(self, text: &str) -> bool {
        match self {
            Self::Integer(integer) => {
                let (lowest, highest) = integer.range();
                let fits = |value: i128| (lowest..=highest).contains(&value);
                let signed = lowest < 0 || !text.starts_with('-');
                signed && format::integer(text) && text.parse().is_ok_and(fits)
            }
            Self::Float => format::float(text) && text.parse().is_ok_and(f32::is_finite),
            _ => self.row().is_none_or(|(.., holds)| holds(text)),
        }
    }
}

impl Schema<'_> {
    /// The format that strings of the schema must have. One of numbers is meant for strings as well where `type` names
    /// them.
    pub fn text_format(&self) -> Option<Located<TextFormat>> {
        let Located { value: name, place } = self.format?;
        let value = TextFormat::of_format(name)?;
        let named = self.types.is_some_and(|types| types.value.contains(JsonTypes::STRING));
        (named || !(value.is_number() || value == TextFormat::Decimal)).then_some(Located { value, place })
    }

    /// Whether a keyword for readers has made a type or a rule.
    pub fn has_effect(&self, keyword: &str) -> bool {
        let format = self.annotations.format.map(|format| format.value);
        let secret = |name| name == "password" && self.values.is_none();
        let typed = |name| restricts(name) || matches!(name, "float" | "double") || secret(name);
        match keyword {
            "format" => format.is_some_and(typed),
            "contentEncoding" => self.content_encoding.and_then(TextFormat::of_encoding).is_some(),
            _ => false,
        }
    }

    /// The integers that numbers of the schema must be.
    pub fn integer_format(&self) -> Option<Located<Integer>> {
        let Located { value: name, place } = self.format?;
        Integer::of_format(name).map(|value| Located { value, place })
    }

    /// The bytes that strings of the schema are, by `format` or by `contentEncoding`.
    pub fn text_type(&self) -> Option<TextFormat> {
        let format = self.text_format().map(|format| format.value);
        format.or_else(|| TextFormat::of_encoding(self.content_encoding?))
    }
}
