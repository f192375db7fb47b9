//! Media types and ranges of them, taken apart.

/// A media type such as `application/json`, or a range of them such as `text/*` (RFC 9110 §8.3.1, §12.5.1). Upper and lower
/// case are as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaRange<'a> {
    /// The part before the `/`, or `*`; empty where there is no `/`.
    pub main: &'a str,
    /// The part behind the `/`, suffix included, or `*`.
    pub subtype: &'a str,
    /// The syntax that the subtype ends in: `json` of `application/problem+json` (RFC 6839).
    pub suffix: Option<&'a str>,
    /// The parameters, each value without its quotes.
    pub parameters: Vec<(&'a str, String)>,
}

impl<'a> MediaRange<'a> {
    /// Takes a key of `content` apart. [`MediaRange::is_valid`] says whether the key is a media type at all.
    pub fn parse(text: &'a str) -> Self {
        let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
        let essence = essence.trim();
        let (main, subtype) = essence.split_once('/').unwrap_or(("", essence));
        let suffix = subtype.rsplit_once('+').map(|(_, suffix)| suffix);
        let (mut quoted, mut escaped) = (false, false);
        let parameters = parameters.split(move |letter| {
            quoted ^= letter == '"' && !escaped;
            escaped = quoted && letter == '\\' && !escaped;
            letter == ';' && !quoted
        });
        let parameters = parameters.filter_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            Some((name.trim(), without_quotes(value.trim())))
        });
        Self { main, subtype, suffix, parameters: parameters.collect() }
    }

    /// Whether there is a type and a subtype.
    pub fn is_valid(&self) -> bool {
        !self.main.is_empty() && !self.subtype.is_empty()
    }

    /// Whether this is `application/json`, or `text/json`, as some servers call it, or a media type with the suffix `+json`
    /// (RFC 6839 §3.1).
    pub fn is_json(&self) -> bool {
        let is_main = ["application", "text"].iter().any(|main| self.main.eq_ignore_ascii_case(main));
        is_main && self.subtype.eq_ignore_ascii_case("json")
            || self.suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("json"))
    }

    /// Whether this is `text/event-stream` (HTML standard, section 9.2.5).
    pub fn is_events(&self) -> bool {
        self.main.eq_ignore_ascii_case("text") && self.subtype.eq_ignore_ascii_case("event-stream")
    }

    /// Whether this is values of JSON one after the other: `application/jsonl`, `application/x-ndjson`, or
    /// `application/json-seq` (RFC 7464), whose suffix is `+json-seq` (RFC 8091).
    pub fn is_lines(&self) -> bool {
        let is_subtype = |name: &&str| self.subtype.eq_ignore_ascii_case(name);
        self.main.eq_ignore_ascii_case("application")
            && ["jsonl", "x-ndjson", "ndjson", "x-jsonlines", "json-seq"].iter().any(is_subtype)
            || self.subtype.to_ascii_lowercase().ends_with("+json-seq")
    }

    /// Whether this is a range, and no media type: `*/*`, `text/*`, or, as some descriptions have it, `application/*+json`.
    pub fn is_range(&self) -> bool {
        self.main == "*" || self.subtype.starts_with('*')
    }

    /// What distinguishes the media type from others: all but the case of letters, the order of parameters, and `charset`,
    /// which says how a text is encoded and not what it is (RFC 9110 §8.3.2).
    pub fn identity(&self) -> String {
        let mut parameters: Vec<String> = self
            .parameters
            .iter()
            .filter(|(name, _)| !name.eq_ignore_ascii_case("charset"))
            .map(|(name, value)| format!(";{}={value:?}", name.to_ascii_lowercase()))
            .collect();
        parameters.sort();
        format!("{}/{}", self.main, self.subtype).to_ascii_lowercase() + &parameters.concat()
    }

    /// Whether this is a range that `application/json` is in.
    pub fn is_range_with_json(&self) -> bool {
        matches!((self.main, self.subtype), ("*" | "application", "*"))
    }
}

/// The value of a parameter: a token, or a quoted string, in which a backslash stands before a quote or a backslash (RFC 9110
/// §5.6.4).
fn without_quotes(value: &str) -> String {
    let Some(quoted) = value.strip_prefix('"').and_then(|it| it.strip_suffix('"')) else {
        return value.to_owned();
    };
    let mut letters = quoted.chars();
    std::iter::from_fn(|| letters.next().map(|it| if it == '\\' { letters.next().unwrap_or(it) } else { it }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::MediaRange;

    #[test]
    fn media_types_are_taken_apart() {
        for (text, main, subtype, suffix, parameters, is_json) in [
            ("application/json", "application", "json", None, "", true),
            (" Application/JSON ; charset=utf-8", "Application", "JSON", None, "charset=utf-8", true),
            ("application/problem+json", "application", "problem+json", Some("json"), "", true),
            ("application/atom+xml", "application", "atom+xml", Some("xml"), "", false),
            ("text/*;q=0.5; a=\"x;\\\"y\\\\\"; b=1", "text", "*", None, "q=0.5,a=x;\"y\\,b=1", false),
            ("multipart/form-data; boundary", "multipart", "form-data", None, "", false),
            ("*/*", "*", "*", None, "", false),
        ] {
            let range = MediaRange::parse(text);
            assert_eq!((range.main, range.subtype, range.suffix), (main, subtype, suffix), "{text}");
            let read: Vec<_> =
                range.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let read = read.join(",");
            assert_eq!(
                (read.as_str(), range.is_json(), range.is_valid()),
                (parameters, is_json, true),
                "{text}"
            );
        }
        for text in ["", "json", "/json", "application/", ";a=b"] {
            assert!(!MediaRange::parse(text).is_valid(), "{text}");
        }
    }
}
