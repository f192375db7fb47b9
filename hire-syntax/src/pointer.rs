//! Reference tokens of JSON pointers: the names between the slashes
//! ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901#section-3) §3).

use std::borrow::Cow;

/// Writes a name as a reference token: `~` becomes `~0`, `/` becomes `~1`.
///
/// # Examples
/// ```
/// assert_eq!(hire_syntax::pointer::escape("a/b~c"), "a~1b~0c");
/// ```
pub fn escape(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) { name.replace('~', "~0").replace('/', "~1").into() } else { name.into() }
}

/// Reads the name that a reference token stands for. A `~` that escapes nothing stays as it is.
///
/// # Examples
/// ```
/// assert_eq!(hire_syntax::pointer::unescape("a~1b~0c"), "a/b~c");
/// // Each escape is read once: `~01` is `~1`, not `/`.
/// assert_eq!(hire_syntax::pointer::unescape("~01"), "~1");
/// ```
pub fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') { token.replace("~1", "/").replace("~0", "~").into() } else { token.into() }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{escape, unescape};

    #[test]
    fn names_and_tokens_are_two_writings_of_one_text() {
        for (name, token) in [("", ""), ("a", "a"), ("/", "~1"), ("~", "~0"), ("~1", "~01"), ("~/é", "~0~1é")]
        {
            assert_eq!(escape(name), token);
            assert_eq!(unescape(token), name);
        }
        assert_eq!(unescape("~2~"), "~2~");
    }

    #[test]
    fn a_name_without_escapes_is_not_copied() {
        assert!(matches!((escape("name"), unescape("name")), (Cow::Borrowed(_), Cow::Borrowed(_))));
    }
}
