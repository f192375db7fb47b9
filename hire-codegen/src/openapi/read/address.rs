//! Addresses: URIs, or references that are relative to one (§4.6).

use hire_syntax::format::uri_reference;

use super::object::Object;
use super::reader::Reader;
use crate::diagnostic::codes::BAD_VALUE;
use crate::diagnostic::{Diagnostics, Severity};
use crate::source::{Cursor, scheme};

/// Reports a string that is no address.
pub(crate) fn check_address(diagnostics: &mut Diagnostics, value: Cursor<'_>, severity: Severity) {
    if let Some(text) = value.as_str() {
        check_text(diagnostics, value, text, severity);
    }
}

/// Reports a text that is no address and stands for `value`: the string itself, or the string with its variables filled
/// in.
pub(super) fn check_text(diagnostics: &mut Diagnostics, value: Cursor<'_>, text: &str, severity: Severity) {
    if is_address(text) {
        return;
    }
    let message = format!("`{}` is no URI (RFC 3986)", value.key().unwrap_or_default());
    let diagnostic = match severity {
        Severity::Error => diagnostics.error(BAD_VALUE, value.place(), message),
        Severity::Warning => diagnostics.warning(BAD_VALUE, value.place(), message),
    };
    if value.as_str() != Some(text) {
        diagnostic.label(format!("it becomes {text:?}"));
    }
    diagnostic.help("write what a URI has no letter for in percent-encoding: a space is `%20`");
}

/// Reports an address that the client asks for tokens, and that has another scheme than those of HTTP. One without a scheme
/// is relative to the base URL of the client.
pub(super) fn check_fetched(diagnostics: &mut Diagnostics, value: Cursor<'_>, text: &str) {
    let scheme =
        scheme(text).filter(|scheme| !["http", "https"].iter().any(|it| it.eq_ignore_ascii_case(scheme)));
    if let Some(scheme) = scheme {
        let key = value.key().unwrap_or_default();
        let message = format!("`{key}` has the scheme `{scheme}`, and the client speaks HTTP alone");
        let diagnostic = diagnostics.warning(BAD_VALUE, value.place(), message);
        diagnostic
            .help("write an address that begins with `https://`, or one that is relative to the server");
    }
}

/// Whether a text is a URI or a reference to one (RFC 3986 §4.1), where letters of any language may stand unencoded (RFC
/// 3987 §3.1).
pub(super) fn is_address(text: &str) -> bool {
    // Private, not seen, or a mark of direction (RFC 3987 §2.2 and §4.1).
    let odd = |letter: char| {
        letter.is_control()
            || letter.is_whitespace()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..)
    };
    let encoded = |letter: char| match letter {
        letter if letter.is_ascii() || odd(letter) => letter,
        _ => '~',
    };
    uri_reference(&text.chars().map(encoded).collect::<String>())
}

impl<'a> Reader<'a, '_> {
    /// A string member that is an address, and that no request need be sent to: a client may be given another one, or has no
    /// use for it. No fault of it is more than a warning.
    pub(super) fn idle_address(&mut self, object: Object<'a>, key: &str) -> Option<&'a str> {
        let text = self.string(object, key)?;
        check_text(self.diagnostics, object.get(key)?, text, Severity::Warning);
        Some(text)
    }

    /// The same of a string member that the specification requires.
    pub(super) fn required_idle_address(&mut self, object: Object<'a>, key: &str) -> Option<&'a str> {
        self.expected(object, key).and_then(|_| self.idle_address(object, key))
    }
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_have_the_letters_of_uris() {
        for (text, expected) in [
            ("https://docs.example/a?b=c#d", true),
            ("docs/a", true),
            ("../a#b", true),
            ("", true),
            ("mailto:a@docs.example", true),
            ("https://例え.example/ドキュメント?é#ü", true),
            ("http://x/\ry", false),
            ("http://x/\ny", false),
            ("http://x/y z", false),
            ("http://x/<b>", false),
            ("http://x/`y`", false),
            ("http://x/\"y\"", false),
            ("http://x/{y}", false),
            ("http://x/y|z", false),
            ("http://x/y\\z", false),
            ("http://x/%zz", false),
            ("http://[x/y", false),
            ("http://x/\u{202e}y", false),
            ("http://x/\u{2028}y", false),
            ("http://x/\u{a0}y", false),
            ("http://x/\u{85}y", false),
            ("http://x/\u{feff}y", false),
            (" https://docs.example", false),
            ("1a:b", false),
        ] {
            assert_eq!(is_address(text), expected, "{text:?}");
        }
    }
}
