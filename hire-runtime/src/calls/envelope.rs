//! The JSON around the data of a response.

use std::borrow::Cow;
use std::fmt;

use hire_syntax::pointer::unescape;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Where a response says whether the call succeeded, and where its data is (`x-envelope`).
///
/// All places are JSON pointers (RFC 6901) into the body.
///
/// A call has succeeded when the code is that of success **and** the HTTP status is 2xx. The
/// code decides about a 2xx response: an error comes with HTTP 200 too. A code of success with
/// another status is a contradiction, for example of a gateway that failed on the way back, and
/// taking it for a success could lose data; it is an [`ApiError`](crate::ApiError) without a
/// code.
///
/// ```
/// use hire_runtime::Envelope;
///
/// static ENVELOPE: Envelope = Envelope::new("/code", 0)
///     .message("/msg")
///     .data("/data")
///     .log_id_headers(&["X-Tt-Logid", "X-Request-Id"])
///     .log_id_pointers(&["/error/log_id"]);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Envelope {
    pub(crate) code: &'static str,
    pub(crate) success: i64,
    pub(crate) message: Option<&'static str>,
    pub(crate) data: &'static str,
    pub(crate) details: &'static str,
    pub(crate) log_id_headers: &'static [&'static str],
    pub(crate) log_id_pointers: &'static [&'static str],
}

impl Envelope {
    /// Where the code is, and which one is success. The data is the whole body.
    pub const fn new(code: &'static str, success: i64) -> Self {
        Self {
            code,
            success,
            message: None,
            data: "",
            details: "",
            log_id_headers: &[],
            log_id_pointers: &[],
        }
    }

    /// Where the server's words are.
    #[must_use]
    pub const fn message(mut self, pointer: &'static str) -> Self {
        self.message = Some(pointer);
        self
    }

    /// Where the data is. The empty pointer is the whole body.
    #[must_use]
    pub const fn data(mut self, pointer: &'static str) -> Self {
        self.data = pointer;
        self
    }

    /// Where an error's details are. Without it they are the whole body.
    #[must_use]
    pub const fn details(mut self, pointer: &'static str) -> Self {
        self.details = pointer;
        self
    }

    /// The headers that may have the log id; the first that is there has it.
    #[must_use]
    pub const fn log_id_headers(mut self, names: &'static [&'static str]) -> Self {
        self.log_id_headers = names;
        self
    }

    /// Where else the log id may be, if no header has it; the first place that is there has it.
    #[must_use]
    pub const fn log_id_pointers(mut self, pointers: &'static [&'static str]) -> Self {
        self.log_id_pointers = pointers;
        self
    }

    /// All places in the body.
    pub(crate) fn pointers(&self) -> impl Iterator<Item = &'static str> + Clone {
        let one = [self.code, self.data, self.details, self.message.unwrap_or_default()];
        one.into_iter().chain(self.log_id_pointers.iter().copied())
    }
}

/// A JSON text whose first level has been read: values are found in it as they were written.
pub(crate) struct Document<'a> {
    text: &'a str,
    members: Members<'a>,
}

impl<'a> Document<'a> {
    /// Notes what the pointers need, and little else: a body may have millions of members.
    ///
    /// # Errors
    /// The text is not JSON, or neither an object nor an array.
    pub(crate) fn read(
        text: &'a str,
        pointers: &(impl Iterator<Item = &'static str> + Clone),
    ) -> Result<Self, serde_json::Error> {
        let wanted = |name: &str| pointers.clone().any(|pointer| behind(pointer, name).is_some());
        let members = Members::read(text, &wanted)?;
        Ok(Self { text, members })
    }

    /// The value that one of these pointers points at, if it is there.
    pub(crate) fn find(&self, pointer: &str) -> Option<&'a str> {
        if pointer.is_empty() { Some(self.text) } else { self.members.find(pointer) }
    }

    /// The string that a JSON pointer points at.
    pub(crate) fn string(&self, pointer: &str) -> Option<String> {
        serde_json::from_str(self.find(pointer)?).ok()
    }
}

/// The rest of a JSON pointer behind its first reference token (RFC 6901, section 3), if that is this name.
fn behind<'p>(pointer: &'p str, name: &str) -> Option<&'p str> {
    let tokens = pointer.strip_prefix('/')?;
    // Most names are none of the tokens, and differ from them in the first bytes.
    let pairs = tokens.bytes().zip(name.bytes());
    let alike = pairs.take_while(|(one, other)| one == other && !matches!(one, b'/' | b'~')).count();
    match tokens.as_bytes().get(alike) {
        None | Some(b'/') if alike == name.len() => tokens.get(alike..),
        Some(b'~') => {
            let token = tokens.split('/').next().filter(|token| unescape(token) == name)?;
            tokens.get(token.len()..)
        }
        _ => None,
    }
}

/// Members of an object, those that are wanted among them, or items of an array with their indexes for names.
struct Members<'a>(Vec<(Name<'a>, &'a RawValue)>);

/// So many members are kept whoever wants them: to ask would cost more.
const FEW: usize = 8;

/// Reads members: a few, and then those whose name is wanted.
struct Collect<'w>(&'w dyn Fn(&str) -> bool);

/// A member's name, which is copied only if it is written with escapes.
struct Name<'a>(Cow<'a, str>);

impl<'a> Members<'a> {
    fn read(text: &'a str, wanted: &dyn Fn(&str) -> bool) -> Result<Self, serde_json::Error> {
        let mut json = serde_json::Deserializer::from_str(text);
        let members = Collect(wanted).deserialize(&mut json)?;
        json.end().map(|()| members)
    }

    /// The value that a pointer points at, which is not empty.
    fn find(&self, pointer: &str) -> Option<&'a str> {
        let found = |(name, value): &(Name<'a>, &'a RawValue)| Some((value.get(), behind(pointer, &name.0)?));
        let (value, rest) = self.0.iter().find_map(found)?;
        if rest.is_empty() {
            return Some(value);
        }
        Self::read(value, &|name| behind(rest, name).is_some()).ok()?.find(rest)
    }

    /// Of equal names the last counts, as in serde's maps.
    fn put(&mut self, name: Name<'a>, value: &'a RawValue) {
        match self.0.iter_mut().find(|(key, _)| key.0 == name.0) {
            Some((_, former)) => *former = value,
            None => self.0.push((name, value)),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Collect<'_> {
    type Value = Members<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Collect<'_> {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Members(Vec::new());
        while let Some(name) = map.next_key::<Name<'de>>()? {
            if members.0.len() < FEW || (self.0)(&name.0) {
                members.put(name, map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(members)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut members = Members(Vec::new());
        let mut index = 0_usize;
        while let Some(item) = list.next_element()? {
            let name = index.to_string();
            if (self.0)(&name) {
                members.put(Name(name.into()), item);
            }
            index = index.saturating_add(1);
        }
        Ok(members)
    }
}

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_find_values_as_they_were_written() {
        let text = r#" {"code" : 1.0, "data":{"a":[ 10, {"b" : "\u4e2d"} ]}, "a/b":1, "m~n":2, "code":7, "":3, "\u0061":4} "#;
        let cases = [
            ("", Some(text)),
            ("/code", Some("7")),
            ("/data", Some(r#"{"a":[ 10, {"b" : "\u4e2d"} ]}"#)),
            ("/data/a/0", Some("10")),
            ("/data/a/1/b", Some(r#""\u4e2d""#)),
            ("/dat", None),
            ("/data~0", None),
            ("/a~1b", Some("1")),
            ("/a/b", None),
            ("/m~0n", Some("2")),
            ("/", Some("3")),
            ("/a", Some("4")),
            ("/data/a/2", None),
            ("/data/a/0/b", None),
            ("/nothing", None),
            ("code", None),
        ];
        let document = Document::read(text, &cases.iter().map(|(pointer, _)| *pointer)).unwrap();
        for (pointer, expected) in cases {
            assert_eq!(document.find(pointer), expected, "{pointer}");
        }
        assert_eq!(document.string("/data/a/1/b").as_deref(), Some("中"));
        assert_eq!(document.string("/code"), None);
    }

    #[test]
    fn what_is_no_document() {
        for text in ["", "<html>", "1", "null", "\"text\"", "{\"a\":1", "{} {}"] {
            assert!(Document::read(text, &["/code"].into_iter()).is_err(), "{text:?}");
        }
    }
}
