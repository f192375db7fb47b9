//! URI references against a base (RFC 3986 §5.2), as far as `$id` and `$ref` need them.

/// A URI reference in its parts, without a fragment (RFC 3986, appendix B).
struct Parts<'u> {
    scheme: Option<&'u str>,
    authority: Option<&'u str>,
    path: &'u str,
    query: Option<&'u str>,
}

impl<'u> Parts<'u> {
    fn of(uri: &'u str) -> Self {
        let uri = uri.split_once('#').map_or(uri, |(uri, _)| uri);
        let scheme = scheme(uri);
        let rest = scheme.and_then(|scheme| uri.get(scheme.len() + 1..)).unwrap_or(uri);
        let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                (Some(authority), path)
            }
            None => (None, rest),
        };
        Self { scheme, authority, path, query }
    }

    fn written(&self, path: &str) -> String {
        let mut uri = String::new();
        if let Some(scheme) = self.scheme {
            uri.push_str(scheme);
            uri.push(':');
        }
        if let Some(authority) = self.authority {
            uri.push_str("//");
            uri.push_str(authority);
        }
        uri.push_str(path);
        if let Some(query) = self.query {
            uri.push('?');
            uri.push_str(query);
        }
        uri
    }
}

/// The scheme of a URI. One letter is a drive of Windows.
pub(crate) fn scheme(uri: &str) -> Option<&str> {
    let (scheme, _) = uri.split_once(':')?;
    let first = scheme.starts_with(|it: char| it.is_ascii_alphabetic());
    let rest = scheme.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '+' | '-' | '.'));
    (first && rest && scheme.len() > 1).then_some(scheme)
}

/// The URI that a reference names, seen from a base, without the fragment.
pub(crate) fn join(base: &str, reference: &str) -> String {
    let (base, parts) = (Parts::of(base), Parts::of(reference));
    if parts.scheme.is_some() {
        return parts.written(&without_dots(parts.path));
    }
    if parts.authority.is_some() {
        return Parts { scheme: base.scheme, ..parts }.written(&without_dots(parts.path));
    }
    let (scheme, authority) = (base.scheme, base.authority);
    if parts.path.is_empty() {
        let query = parts.query.or(base.query);
        return Parts { scheme, authority, query, ..parts }.written(base.path);
    }
    let path = if parts.path.starts_with('/') {
        parts.path.to_owned()
    } else {
        let folder = base.path.rsplit_once('/').map(|(folder, _)| folder);
        let root = if authority.is_some() { "/" } else { "" };
        folder.map_or_else(|| format!("{root}{}", parts.path), |folder| format!("{folder}/{}", parts.path))
    };
    Parts { scheme, authority, ..parts }.written(&without_dots(&path))
}

/// Takes `.` and `..` out of a path (RFC 3986 §5.2.4).
fn without_dots(path: &str) -> String {
    if !path.contains('/') {
        return path.to_owned();
    }
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                // The first segment is empty where the path begins with a slash.
                if segment == ".." && kept.len() > 1 {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            segment => kept.push(segment),
        }
    }
    kept.join("/")
}

/// RFC 3986, section 2.1. What is no valid encoding stays as it is.
pub(crate) fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let digits = tail.get(..2).filter(|_| byte == b'%');
        let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let decoded = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(decoded.unwrap_or(byte));
        rest = decoded.and_then(|_| tail.get(2..)).unwrap_or(tail);
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{join, scheme};

    #[test]
    fn references_are_joined_as_the_rfc_says() {
        let base = "http://a/b/c/d;p?q";
        // RFC 3986 §5.4.
        for (reference, uri) in [
            ("gg:h", "gg:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q"),
            ("g#s", "http://a/b/c/g"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("/../g", "http://a/g"),
            ("g/./h", "http://a/b/c/g/h"),
            ("g/../h", "http://a/b/c/h"),
        ] {
            assert_eq!(join(base, reference), uri, "{reference}");
        }
        assert_eq!(join("http://a", "g"), "http://a/g");
        assert_eq!(join("urn:example:a", "urn:example:b"), "urn:example:b");
        assert_eq!(join("urn:example:a", ""), "urn:example:a");
    }

    #[test]
    fn a_drive_is_no_scheme() {
        for (uri, found) in [
            ("http://a", Some("http")),
            ("urn:a", Some("urn")),
            ("a/b:c", None),
            ("C:/x.yaml", None),
            ("x.yaml", None),
        ] {
            assert_eq!(scheme(uri), found, "{uri}");
        }
    }
}
