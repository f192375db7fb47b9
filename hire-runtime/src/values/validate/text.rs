//! Texts as rules see them, and values as violations show them.

use std::borrow::Cow;
use std::fmt::Display;

use serde_json::Value;

use crate::values::printable::{OneLine, write_printable};
use crate::values::secret::Secret;
use crate::values::timestamp::TimestampMs;

/// What violations show of a value, at most: characters, beside the mark that something is left out.
const SHOWN: usize = 60;

/// A value that is a string on the wire, so that the rules for strings apply to it.
pub trait AsText {
    /// Whether violations must not show it.
    const SECRET: bool = false;

    /// The string on the wire.
    fn text(&self) -> Cow<'_, str>;
}

impl AsText for str {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl AsText for String {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl AsText for Secret {
    const SECRET: bool = true;

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.expose())
    }
}

impl AsText for TimestampMs {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl<T: AsText + ?Sized> AsText for &T {
    const SECRET: bool = T::SECRET;

    fn text(&self) -> Cow<'_, str> {
        (**self).text()
    }
}

impl<T: AsText + ?Sized> AsText for Box<T> {
    const SECRET: bool = T::SECRET;

    fn text(&self) -> Cow<'_, str> {
        (**self).text()
    }
}

/// What is displayed, shortened if it is long, without what steers a terminal.
pub(crate) fn shortened(text: impl Display) -> String {
    let mut shown = String::new();
    // A string takes whatever is written to it.
    _ = write_printable(&mut shown, text, SHOWN + 1);
    shown
}

/// A string as JSON, shortened if it is long, without what steers a terminal.
pub(crate) fn quoted(text: &str) -> String {
    let (text, mark) = match text.char_indices().nth(SHOWN) {
        Some((end, _)) => (text.get(..end).unwrap_or_default(), "…"),
        None => (text, ""),
    };
    format!("{}{mark}", OneLine(Value::from(text)))
}

/// A value as violations show it. What is inside of arrays and objects stays out of sight: it is long, and who knows whether
/// it is secret.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::Null | Value::Bool(_) | Value::Number(_) => shortened(value),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{quoted, shortened, shown};

    #[test]
    fn values_are_shown_as_json_without_what_is_inside() {
        for (value, text) in [
            (json!(null), "null"),
            (json!(true), "true"),
            (json!(-1), "-1"),
            (json!(1.5), "1.5"),
            (json!("a\"b\n"), r#""a\"b\n""#),
            (json!("a\u{202e}b\u{9b}"), r#""a\u{202e}b\u{9b}""#),
            (json!(["hunter2"]), "an array"),
            (json!({"password": "hunter2"}), "an object"),
        ] {
            assert_eq!(shown(&value), text);
        }
    }

    #[test]
    fn what_is_long_is_cut_between_characters() {
        let long = "币".repeat(100);
        assert_eq!(quoted(&long), format!("\"{}\"…", "币".repeat(60)));
        assert_eq!(shortened(long), format!("{}…", "币".repeat(60)));
        assert_eq!(quoted(&"a".repeat(60)), format!("\"{}\"", "a".repeat(60)));
    }
}
