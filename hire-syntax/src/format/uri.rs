//! URIs: [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986) (JSON Schema 2020-12 validation §7.3.5).

use core::net::Ipv6Addr;

/// A URI with a scheme.
pub fn uri(text: &str) -> bool {
    text.split_once(':').is_some_and(|(name, rest)| scheme(name) && after_scheme(rest))
}

/// A URI, or a reference relative to one, whose first segment has no colon.
pub fn uri_reference(text: &str) -> bool {
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    uri(text) || (!first.contains(':') && after_scheme(text))
}

fn scheme(text: &str) -> bool {
    let others = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.bytes().all(others)
}

fn after_scheme(text: &str) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (text, query) = text.split_once('?').unwrap_or((text, ""));
    let path = match text.strip_prefix("//") {
        None => text,
        Some(rest) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            if !authority(host) {
                return false;
            }
            path
        }
    };
    allowed(path, b":@/") && allowed(query, b":@/?") && allowed(fragment, b":@/?")
}

fn authority(text: &str) -> bool {
    let (user, host) = text.rsplit_once('@').unwrap_or(("", text));
    if !allowed(user, b":") {
        return false;
    }
    let Some(bracketed) = host.strip_prefix('[') else {
        let (name, digits) = host.split_once(':').unwrap_or((host, ""));
        return allowed(name, b"") && port(digits);
    };
    let Some((address, rest)) = bracketed.split_once(']') else { return false };
    let digits = rest.strip_prefix(':').unwrap_or(rest);
    (rest.is_empty() || rest.starts_with(':')) && port(digits) && in_brackets(address)
}

fn port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An address of 128 bits, or one of a version to come.
fn in_brackets(text: &str) -> bool {
    if text.parse::<Ipv6Addr>().is_ok() {
        return true;
    }
    let Some((version, address)) = text.strip_prefix(['v', 'V']).and_then(|rest| rest.split_once('.')) else {
        return false;
    };
    let hex = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex && !address.is_empty() && !address.contains('%') && allowed(address, b":")
}

/// Whether a text has unreserved characters, sub-delimiters, escapes and some more characters alone (§2).
fn allowed(text: &str, more: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fine = match byte {
            b'%' => {
                let mut hex = || bytes.next().is_some_and(|digit| digit.is_ascii_hexdigit());
                hex() && hex()
            }
            _ => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte) || more.contains(&byte),
        };
        if !fine {
            return false;
        }
    }
    true
}
