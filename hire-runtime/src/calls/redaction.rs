//! Secrets in the texts of a server that quotes what it was sent.

use crate::Secret;

/// The secrets that a request was sent with, which nothing that is shown of the response may repeat.
#[derive(Clone, Default)]
pub(crate) struct Redaction(Vec<Secret>);

impl Redaction {
    #[cfg(feature = "client")]
    pub(crate) fn of(mut secrets: Vec<Secret>) -> Self {
        secrets.retain(|secret| !secret.expose().is_empty());
        // Of two that begin alike, the longer one is looked for first.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.expose().len()));
        Self(secrets)
    }

    /// Whether a text has one of the secrets.
    pub(crate) fn is_in(&self, text: &[u8]) -> bool {
        // However a byte is spelt, it takes at least one; the shortest secret is the last.
        let shortest = self.0.last().map(|secret| secret.expose().len());
        let last = shortest.and_then(|length| text.len().checked_sub(length));
        last.is_some_and(|last| {
            (0..=last).any(|start| text.get(start..).is_some_and(|text| self.spelt(text).is_some()))
        })
    }

    /// Hides the secrets in a text.
    pub(crate) fn hide(&self, text: &mut String) {
        if !self.is_in(text.as_bytes()) {
            return;
        }
        let mut shown = String::new();
        let mut rest = text.as_str();
        while let Some(letter) = rest.chars().next() {
            let length = self.spelt(rest.as_bytes());
            match length {
                Some(_) => shown.push_str(Secret::REDACTED),
                None => shown.push(letter),
            }
            rest = rest.get(length.unwrap_or(letter.len_utf8())..).unwrap_or_default();
        }
        *text = shown;
    }

    /// How many bytes at the start of a text are one of the secrets.
    fn spelt(&self, text: &[u8]) -> Option<usize> {
        self.0.iter().find_map(|secret| spelt(text, secret.expose().as_bytes()))
    }
}

/// How many bytes at the start of a text are a secret: as it is, or with characters of it that are encoded.
fn spelt(text: &[u8], secret: &[u8]) -> Option<usize> {
    // Every response is searched, and most bytes begin neither a secret nor an escape.
    if text.first() != secret.first() && !matches!(text.first(), Some(b'%' | b'+' | b'\\' | b'~')) {
        return None;
    }
    if text.starts_with(secret) {
        return Some(secret.len());
    }
    let rest = secret.iter().try_fold(text, |text, byte| behind(text, *byte))?;
    text.len().checked_sub(rest.len())
}

/// What is behind a byte that is percent-encoded (RFC 3986, section 2.1), perhaps more than once, as a URL within a URL is; a
/// space as forms have it; escaped as in JSON or in a JSON pointer (RFC 6901, section 3); or as it is.
fn behind(text: &[u8], byte: u8) -> Option<&[u8]> {
    let (first, mut rest) = text.split_first()?;
    if *first == b'%' {
        while let (true, Some(inner)) = (byte != b'%', rest.strip_prefix(b"25")) {
            rest = inner;
        }
        if let Some((digits, behind)) = rest.split_at_checked(2)
            && digits.eq_ignore_ascii_case(format!("{byte:02x}").as_bytes())
        {
            return Some(behind);
        }
    }
    match first {
        b'+' if byte == b' ' => Some(rest),
        b'\\' if rest.first() == Some(&byte) => rest.get(1..),
        b'~' if byte == b'/' => rest.strip_prefix(b"1"),
        b'~' if byte == b'~' && rest.starts_with(b"0") => rest.get(1..),
        _ => (*first == byte).then_some(rest),
    }
}
