//! Strings of a format: each marker names one, and [`Formatted`] is a string that should be of it.
//!
//! The names are those of JSON Schema 2020-12 (validation §7.3) and of OpenAPI's registry of formats.

mod marker;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::error::Error;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Deref;
use std::str::FromStr;

pub use self::marker::{
    Base64, Base64Url, Content, Date, DateTime, Decimal, Duration, Email, Hostname, Ip, Ipv4, Ipv6, Number,
    Time, Uri, UriReference, Uuid,
};

/// A format of strings.
///
/// # Examples
/// A format of your own, for checks beside the emitted ones:
/// ```
/// use hire_runtime::format::Format;
/// use hire_runtime::{Formatted, Validate};
///
/// enum Currency {}
///
/// impl Format for Currency {
///     const NAME: &'static str = "currency";
///     type View<'t> = &'t str;
///     fn holds(text: &str) -> bool {
///         text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
///     }
///     fn view(text: &str) -> Option<&str> {
///         Some(text)
///     }
/// }
///
/// let violations = Formatted::<Currency>::from_text("yuan").validate().unwrap_err();
/// assert_eq!(violations.to_string(), r#"(body): "yuan" does not have the format currency"#);
/// ```
pub trait Format {
    /// The name, as `format` has it.
    const NAME: &'static str;

    /// Whether a text that is not of the format breaks a rule.
    const IS_RULE: bool = true;

    /// What a text of the format stands for: a type of the standard library where there is one, else the text.
    type View<'t>;

    /// Whether a text is of the format.
    fn holds(text: &str) -> bool;

    /// What a text of the format stands for. It may be `None` of such a text, where the type has no such value.
    fn view(text: &str) -> Option<Self::View<'_>>;
}

/// A string that should be of a format, kept as it came.
///
/// Reading takes any string: what a server sends is written back byte for byte, and an odd value breaks nothing but the rule
/// `format`, of which [`Validate`](crate::Validate) tells. Text that becomes one by `parse` or `try_into` is checked;
/// [`from_text`](Self::from_text) takes it unchecked. Values are compared, ordered and hashed as texts: `1.0` and `1.00`
/// are two decimals.
///
/// # Examples
/// ```
/// use std::net::Ipv4Addr;
/// use hire_runtime::{Base64, Date, Ipv4, Stringified, Validate};
///
/// let day: Date = "2024-02-29".parse()?;
/// assert_eq!(day.as_str(), "2024-02-29");
/// assert!("2023-02-29".parse::<Date>().is_err());
/// assert!(Date::from_text("2023-02-29").validate().is_err());
///
/// assert_eq!(Ipv4::from(Ipv4Addr::LOCALHOST).get(), Some(Ipv4Addr::LOCALHOST));
/// assert_eq!(Stringified::from(9_007_199_254_740_993_i64).as_str(), "9007199254740993");
/// assert_eq!(Base64::encode("hello").get().as_deref(), Some(&b"hello"[..]));
/// # Ok::<(), hire_runtime::FormatError>(())
/// ```
pub struct Formatted<F> {
    text: String,
    format: PhantomData<fn() -> F>,
}

impl<F: Format> Formatted<F> {
    /// The text as it is, of the format or not.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self { text: text.into(), format: PhantomData }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text.
    pub fn into_string(self) -> String {
        self.text
    }

    /// Whether the text is of the format.
    pub fn is_valid(&self) -> bool {
        F::holds(&self.text)
    }

    /// What the text stands for, if it is of the format.
    pub fn get(&self) -> Option<F::View<'_>> {
        F::holds(&self.text).then(|| F::view(&self.text)).flatten()
    }

    fn checked(text: String) -> Result<Self, FormatError> {
        if F::holds(&text) { Ok(Self::from_text(text)) } else { Err(FormatError { format: F::NAME }) }
    }
}

/// A text is not of the format that it should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct FormatError {
    /// The name of the format.
    pub format: &'static str,
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the text does not have the format {}", self.format)
    }
}

impl Error for FormatError {}

/// # Errors
/// The text is not of the format.
impl<F: Format> FromStr for Formatted<F> {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        Self::checked(text.to_owned())
    }
}

/// # Errors
/// The text is not of the format.
impl<F: Format> TryFrom<&str> for Formatted<F> {
    type Error = FormatError;

    fn try_from(text: &str) -> Result<Self, FormatError> {
        text.parse()
    }
}

/// # Errors
/// The text is not of the format.
impl<F: Format> TryFrom<String> for Formatted<F> {
    type Error = FormatError;

    fn try_from(text: String) -> Result<Self, FormatError> {
        Self::checked(text)
    }
}

impl<F> From<Formatted<F>> for String {
    fn from(value: Formatted<F>) -> Self {
        value.text
    }
}

impl<F> Deref for Formatted<F> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl<F> AsRef<str> for Formatted<F> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// The text in quotes.
impl<F> fmt::Debug for Formatted<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

/// The text.
impl<F> fmt::Display for Formatted<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl<F> Clone for Formatted<F> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), format: PhantomData }
    }
}

impl<F> PartialEq for Formatted<F> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<F> Eq for Formatted<F> {}

impl<F> PartialEq<str> for Formatted<F> {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl<F> PartialEq<&str> for Formatted<F> {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl<F> PartialOrd for Formatted<F> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<F> Ord for Formatted<F> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<F> Hash for Formatted<F> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
