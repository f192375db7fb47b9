//! Text that must not be seen.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

/// A text that is a secret: a password, an app secret, a token (`format: password`, `x-sensitive`).
///
/// `Debug` prints `[redacted]`, there is no `Display`, violations never quote it, and the memory is
/// overwritten when the last clone, which shares it, is dropped. On the wire it is an ordinary string: encoding a value
/// that holds a secret writes the secret.
///
/// Two secrets are compared in a time that depends on their lengths only.
///
/// # Examples
/// ```
/// use hire_runtime::Secret;
///
/// let secret = Secret::from("hunter2");
/// assert_eq!(format!("{secret:?}"), "[redacted]");
/// assert_eq!(secret.expose(), "hunter2");
/// ```
#[derive(Clone, Default)]
pub struct Secret(Arc<SecretString>);

impl Secret {
    /// What is shown in the place of a secret.
    pub(crate) const REDACTED: &'static str = "[redacted]";

    /// The text itself. Hand it to whatever needs it; do not keep it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The text on its way to the wire, of which [`written`] takes note.
    pub(crate) fn write(&self) -> &str {
        WRITTEN.with(|written| {
            if let Ok(mut written) = written.try_borrow_mut()
                && let Some(written) = &mut *written
            {
                written.push(self.clone());
            }
        });
        self.expose()
    }
}

thread_local! {
    /// The secrets that were written since [`written`] began; `None` while nobody wants to know.
    static WRITTEN: RefCell<Option<Vec<Secret>>> = const { RefCell::new(None) };
}

/// What `write` gives, and the secrets that it wrote: a server may quote them, and no error must.
pub(crate) fn written<T>(write: impl FnOnce() -> T) -> (T, Vec<Secret>) {
    struct Restore(Option<Vec<Secret>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            WRITTEN.set(self.0.take());
        }
    }
    let restore = Restore(WRITTEN.replace(Some(Vec::new())));
    let value = write();
    let secrets = WRITTEN.take().unwrap_or_default();
    drop(restore);
    (value, secrets)
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::REDACTED)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(Arc::new(SecretString::from(text)))
    }
}

impl From<String> for Secret {
    fn from(mut text: String) -> Self {
        use secrecy::zeroize::Zeroize as _;
        // Shrinking a string to its length may move it and leave the old bytes behind: copy, then overwrite.
        let secret = Self::from(text.as_str());
        text.zeroize();
        secret
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (one, other) = (self.expose().as_bytes(), other.expose().as_bytes());
        let difference = one.iter().zip(other).fold(0_u8, |all, (a, b)| std::hint::black_box(all | (a ^ b)));
        one.len() == other.len() && difference == 0
    }
}

impl Eq for Secret {}

#[cfg(test)]
mod tests {
    use super::{Secret, written};
    use crate::Encoded;

    #[test]
    fn secrets_that_are_written_are_known() {
        let (one, two) = (Secret::from("1"), Secret::from("2"));
        let json = |secret| serde_json::to_string(&Encoded(secret)).unwrap();
        let (text, secrets) = written(|| {
            let (inner, secrets) = written(|| json(&two));
            assert_eq!((inner.as_str(), secrets.as_slice()), ("\"2\"", &[two.clone()][..]));
            (json(&one), one.expose().len())
        });
        assert_eq!((text.0.as_str(), text.1, secrets), ("\"1\"", 1, vec![one.clone()]));
        json(&one);
        assert_eq!(written(|| ()).1, []);
    }

    #[test]
    fn debug_does_not_show_it_nested_or_alternate() {
        let secret = Secret::from("hunter2".to_owned());
        assert_eq!(format!("{secret:?}"), "[redacted]");
        assert!(!format!("{:#?}", Some(vec![secret])).contains("hunter2"));
    }

    #[test]
    fn equality_is_that_of_the_text() {
        for (one, other, equal) in [
            ("", "", true),
            ("a", "a", true),
            ("a", "b", false),
            ("a", "ab", false),
            ("ab", "a", false),
            ("", "a", false),
            ("密", "密", true),
        ] {
            assert_eq!(Secret::from(one) == Secret::from(other), equal, "{one} {other}");
        }
    }

    #[test]
    fn the_default_is_empty() {
        assert_eq!(Secret::default().expose(), "");
    }
}
