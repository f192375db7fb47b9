//! The formats, and what their texts stand for.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::convert::Infallible;
use std::marker::PhantomData;

use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use base64::{Engine as _, alphabet};
use hire_syntax::format;

use super::{Format, FormatError, Formatted};

macro_rules! formats {
    ($($(#[$docs:meta])* $marker:ident, $name:literal, $holds:path, $view:ty, $get:expr;)*) => {
        $(
            $(#[$docs])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub enum $marker {}

            impl Format for $marker {
                const NAME: &'static str = $name;

                type View<'t> = $view;

                fn holds(text: &str) -> bool {
                    $holds(text)
                }

                fn view(text: &str) -> Option<Self::View<'_>> {
                    let view = $get;
                    view(text)
                }
            }
        )*
    };
}

formats! {
    /// A day: `2024-02-29` ([RFC 3339](https://www.rfc-editor.org/rfc/rfc3339#section-5.6) `full-date`).
    Date, "date", format::date, &'t str, Some;
    /// A time of day with an offset: `23:59:59.5+01:00` (RFC 3339 `full-time`).
    Time, "time", format::time, &'t str, Some;
    /// A day and a time: `2024-02-29T12:00:00Z` (RFC 3339 `date-time`).
    DateTime, "date-time", format::date_time, &'t str, Some;
    /// A duration: `P3DT12H`
    /// ([RFC 3339, appendix A](https://www.rfc-editor.org/rfc/rfc3339#appendix-A), after ISO 8601).
    Duration, "duration", format::duration, &'t str, Some;
    /// A UUID ([RFC 4122](https://www.rfc-editor.org/rfc/rfc4122)), which stands for 128 bits.
    Uuid, "uuid", format::uuid, u128, |text: &str| u128::from_str_radix(&text.replace('-', ""), 16).ok();
    /// A mailbox ([RFC 5321](https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2)).
    Email, "email", format::email, &'t str, Some;
    /// A URI ([RFC 3986](https://www.rfc-editor.org/rfc/rfc3986)).
    Uri, "uri", format::uri, &'t str, Some;
    /// A URI, or a reference relative to one (RFC 3986).
    UriReference, "uri-reference", format::uri_reference, &'t str, Some;
    /// A host's name ([RFC 1123](https://www.rfc-editor.org/rfc/rfc1123#page-13)).
    Hostname, "hostname", format::hostname, &'t str, Some;
    /// An address of 32 bits: `127.0.0.1`.
    Ipv4, "ipv4", format::ipv4, Ipv4Addr, |text: &str| text.parse().ok();
    /// An address of 128 bits: `::1`.
    Ipv6, "ipv6", format::ipv6, Ipv6Addr, |text: &str| text.parse().ok();
    /// An address of either kind.
    Ip, "ip", format::ip, IpAddr, |text: &str| text.parse().ok();
    /// Bytes in base64, with padding ([RFC 4648](https://www.rfc-editor.org/rfc/rfc4648#section-4)).
    Base64, "byte", format::base64, Vec<u8>, |text| STANDARD.decode(text).ok();
    /// Bytes in base64 for names in URLs, with or without padding
    /// ([RFC 4648](https://www.rfc-editor.org/rfc/rfc4648#section-5)).
    Base64Url, "base64url", format::base64url, Vec<u8>, |text| URL.decode(text).ok();
    /// A decimal number of any length: `-12.50`. It stands for its text, since a float would change it.
    Decimal, "decimal", format::decimal, &'t str, Some;
}

/// Without padding where it is written, and with any where it is read.
const URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What is said of a text and is no rule: the encoding of its content (`contentEncoding`), by which JSON Schema forbids to
/// validate ([8.2](https://json-schema.org/draft/2020-12/json-schema-validation#section-8.2)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content<F>(PhantomData<fn() -> F>, Infallible);

impl<F: Format> Format for Content<F> {
    const NAME: &'static str = F::NAME;

    const IS_RULE: bool = false;

    type View<'t> = F::View<'t>;

    fn holds(text: &str) -> bool {
        F::holds(text)
    }

    fn view(text: &str) -> Option<F::View<'_>> {
        F::view(text)
    }
}

macro_rules! encode {
    ($($marker:ty: $engine:ident, $docs:literal;)*) => {
        $(
            impl Formatted<$marker> {
                #[doc = $docs]
                pub fn encode(bytes: impl AsRef<[u8]>) -> Self {
                    Self::from_text($engine.encode(bytes))
                }
            }
        )*
    };
}
encode! {
    Base64: STANDARD, "Bytes as text.";
    Base64Url: URL, "Bytes as text, without padding.";
    Content<Base64>: STANDARD, "Bytes as text.";
    Content<Base64Url>: URL, "Bytes as text, without padding.";
}

impl From<u128> for Formatted<Uuid> {
    fn from(bits: u128) -> Self {
        let digits = format!("{bits:032x}");
        let mut text = String::with_capacity(36);
        for (index, digit) in digits.chars().enumerate() {
            if matches!(index, 8 | 12 | 16 | 20) {
                text.push('-');
            }
            text.push(digit);
        }
        Self::from_text(text)
    }
}

macro_rules! from_displayed {
    ($($from:ty => $marker:ty),* $(,)?) => {
        $(
            impl From<$from> for Formatted<$marker> {
                fn from(value: $from) -> Self {
                    Self::from_text(value.to_string())
                }
            }
        )*
    };
}
from_displayed! {
    Ipv4Addr => Ipv4,
    Ipv6Addr => Ipv6,
    IpAddr => Ip,
    Ipv4Addr => Ip,
    Ipv6Addr => Ip,
    i8 => Number<i8>,
    i16 => Number<i16>,
    i32 => Number<i32>,
    i64 => Number<i64>,
    u8 => Number<u8>,
    u16 => Number<u16>,
    u32 => Number<u32>,
    u64 => Number<u64>,
}

/// A number as a string: the format is that of the number, `int64` for `Number<i64>`.
///
/// Integers are written in decimal digits without leading zeros, floats as JSON writes numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number<N>(Infallible, PhantomData<N>);

macro_rules! numbers {
    ($($type:ident, $name:literal, $holds:path, $fits:expr;)*) => {
        $(
            impl Format for Number<$type> {
                const NAME: &'static str = $name;

                type View<'t> = $type;

                fn holds(text: &str) -> bool {
                    $holds(text) && Self::view(text).is_some()
                }

                fn view(text: &str) -> Option<$type> {
                    let fits: fn(&$type) -> bool = $fits;
                    text.parse().ok().filter(fits)
                }
            }
        )*
    };
}
numbers! {
    i8, "int8", format::integer, |_| true;
    i16, "int16", format::integer, |_| true;
    i32, "int32", format::integer, |_| true;
    i64, "int64", format::integer, |_| true;
    u8, "uint8", format::integer, |_| true;
    u16, "uint16", format::integer, |_| true;
    u32, "uint32", format::integer, |_| true;
    u64, "uint64", format::integer, |_| true;
    f32, "float", format::float, |float| float.is_finite();
    f64, "double", format::float, |float| float.is_finite();
}

macro_rules! floats {
    ($($type:ident),*) => {
        $(
            /// # Errors
            /// The float is not finite.
            impl TryFrom<$type> for Formatted<Number<$type>> {
                type Error = FormatError;

                fn try_from(value: $type) -> Result<Self, FormatError> {
                    let size = value.abs();
                    let plain = size == 0.0 || (1e-5..1e16).contains(&size);
                    Self::checked(if plain { value.to_string() } else { format!("{value:e}") })
                }
            }
        )*
    };
}
floats!(f32, f64);
