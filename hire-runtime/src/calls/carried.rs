//! Headers and cookies: what they can carry, and how they are shown.

use std::fmt::{self, Debug};

use http::header::Entry;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::values::printable::Printable;

/// The value of a header (RFC 9110, section 5.5), marked so that its `Debug` shows nothing. `None`
/// for control characters, and for whitespace at an end, which a receiver would strip.
pub(crate) fn header_value(text: impl Into<String>) -> Option<HeaderValue> {
    let text = text.into();
    let blank = [' ', '\t'];
    if text.starts_with(blank) || text.ends_with(blank) {
        return None;
    }
    let mut value = HeaderValue::try_from(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Sets a header, in place of others of its name: by its entry, as the client and reqwest set theirs, since
/// `HeaderMap::insert` is a kilobyte of code more that each call would have to fetch.
pub(crate) fn set_header(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    match headers.entry(name) {
        Entry::Occupied(mut entry) => _ = entry.insert(value),
        Entry::Vacant(entry) => _ = entry.insert(value),
    }
}

/// Whether a text is a `token`: the name of a header or a cookie (RFC 9110, section 5.6.2; RFC
/// 6265, section 4.1.1).
pub(crate) fn is_token(text: &str) -> bool {
    let is_tchar = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_tchar)
}

/// Whether a text is a `cookie-value`: visible ASCII without quote, comma, semicolon and backslash,
/// perhaps in quotes (RFC 6265, section 4.1.1).
pub(crate) fn is_cookie_value(text: &str) -> bool {
    let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let is_octet = |byte: u8| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte);
    quoted.unwrap_or(text).bytes().all(is_octet)
}

/// Whether a text can stand behind `Bearer`: visible ASCII. RFC 6750, section 2.1, has fewer
/// characters (`b64token`), but tokens with others are in use, and none of them ends the value.
#[cfg(feature = "client")]
pub(crate) fn is_bearer_token(text: &str) -> bool {
    // To look at all bytes at once takes less than to look for the first that is none.
    text.bytes().fold(true, |all, byte| all & byte.is_ascii_graphic())
}

/// Headers with values that are cut if they are long. Those that carry credentials are not shown.
pub(crate) struct Headers<'h>(pub(crate) &'h HeaderMap);

impl Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: &HeaderValue| {
            if value.is_sensitive() {
                return "Sensitive".to_owned();
            }
            format!("{:?}", Printable(String::from_utf8_lossy(value.as_bytes())))
        };
        let entries = self.0.iter().map(|(name, value)| (name, shown(value)));
        f.debug_map().entries(entries.map(|(name, value)| (Printable(name), Plain(value)))).finish()
    }
}

/// A text that has its quotes already.
struct Plain(String);

impl Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_has_its_characters() {
        for (text, header, token, cookie, bearer) in [
            ("abc-1", true, true, true, true),
            ("a=/+.b==", true, false, true, true),
            ("1|a,b", true, false, false, true),
            ("k; admin=1", true, false, false, false),
            ("a b", true, false, false, false),
            ("\"ab\"", true, false, true, true),
            ("\"", true, false, false, true),
            ("a\\b", true, false, false, true),
            ("\u{e9}", true, false, false, false),
            (" a", false, false, false, false),
            ("a\t", false, false, false, false),
            ("a\r\nb: c", false, false, false, false),
            ("a\0", false, false, false, false),
            ("a\u{7f}", false, false, false, false),
        ] {
            assert_eq!(header_value(text).is_some(), header, "header {text:?}");
            assert_eq!(is_token(text), token, "token {text:?}");
            assert_eq!(is_cookie_value(text), cookie, "cookie {text:?}");
            assert_eq!(is_bearer_token(text), bearer, "bearer {text:?}");
        }
        assert!(!is_token(""));
        assert!(!format!("{:?}", header_value("s3cret")).contains("s3cret"));
    }

    #[test]
    fn headers_are_cut_and_hidden() {
        let mut headers = HeaderMap::new();
        headers.insert("x-long", "v".repeat(100_000).parse().unwrap());
        headers.insert("x-bytes", HeaderValue::from_bytes(b"\xff\xe2\x80\xae").unwrap());
        let mut secret = HeaderValue::from_static("s3cret");
        secret.set_sensitive(true);
        headers.insert("cookie", secret);
        let shown = format!("{:?}", Headers(&headers));
        assert!(shown.len() < 400 && !shown.contains("s3cret"), "{shown}");
        assert!(
            shown.contains("\"cookie\": Sensitive") && shown.contains("\"\u{fffd}\\u{202e}\""),
            "{shown}"
        );
    }
}
