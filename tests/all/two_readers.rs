//! `parse`, and decoding with serde followed by `validate`: the texts of which the two readers say different things.

use std::collections::BTreeSet;
use std::fmt;

use hire_api::hire_runtime::{self, Map, Value};
use hire_api::types::ExternalReward;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::support::EXAMPLE;

/// Whether `parse` takes a text, and whether serde and `validate` do.
fn verdicts<T: hire_runtime::Data + for<'de> Deserialize<'de>>(text: &str) -> (bool, bool) {
    let decoded = serde_json::from_str::<T>(text);
    let parsed = hire_runtime::parse::<T>(text.as_bytes());
    (parsed.is_ok(), decoded.is_ok_and(|value| value.validate().is_ok()))
}

/// The example with one more member before all others.
fn with(member: &str) -> String {
    EXAMPLE.replacen('{', &format!("{{{member},"), 1)
}

#[test]
fn parse_is_the_strict_reader() {
    for (member, both) in [
        // A name that is there twice, in members that no field is for.
        (r#""more": 1, "more": 2"#, (false, true)),
        (r#""more": {"a": 1, "a": 2}"#, (false, true)),
        (r#""more": [{"a": {"b": 1, "b": 1}}]"#, (false, true)),
        // A text and a number that serde skips without reading them.
        (r#""more": "\ud800""#, (false, true)),
        (r#""more": 1e400"#, (false, true)),
        // A field, of which both readers want one.
        (r#""stage": 1"#, (false, false)),
        (r#""stage": 2"#, (false, false)),
        // No JSON to either of them.
        (r#""more": 01"#, (false, false)),
        (r#""more": [1,]"#, (false, false)),
        // Nothing wrong.
        (r#""more": {"a": 1, "b": {"a": 1}}"#, (true, true)),
    ] {
        let text = with(member);
        let found = verdicts::<ExternalReward>(&text);
        assert_eq!(found, both, "{member}: {:?}", hire_runtime::parse::<ExternalReward>(text.as_bytes()));
    }
    for (text, both) in
        [(r#"{"a": 1, "a": 2}"#, (false, false)), (r#"{"a": {"b": 1, "b": 1}}"#, (false, true))]
    {
        assert_eq!(verdicts::<Map<Value>>(text), both, "{text}");
    }
}

/// Reads any JSON, and refuses a name that an object has twice.
struct Unambiguous;

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Unambiguous;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_str<E>(self, _: &str) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Unambiguous, A::Error> {
        while items.next_element::<Unambiguous>()?.is_some() {}
        Ok(Unambiguous)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Unambiguous, A::Error> {
        let mut names = BTreeSet::new();
        while let Some((name, Unambiguous)) = members.next_entry::<String, Unambiguous>()? {
            if !names.insert(name) {
                return Err(A::Error::custom("a name is there twice"));
            }
        }
        Ok(Unambiguous)
    }
}

#[test]
fn the_two_readers_agree_on_everything_else() {
    let seed =
        with(r#""more": {"text": "a\u00e9", "list": [1, -2.5e3, null, true], "deep": {"a": {"b": 1}}}"#);
    let pieces = [
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "0",
        "1",
        "-",
        ".",
        "e",
        "e999",
        "\\ud800",
        "null",
        "\"a\":1,",
        "\"b\":1,",
        "\"text\":1,",
        "\"deep\":{},",
        " ",
    ];
    let mut random = fastrand::Rng::with_seed(17);
    let (mut compared, mut stricter, mut good) = (0, 0, 0);
    while compared < 50_000 {
        let mut text: Vec<char> = seed.chars().collect();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(..text.len());
            let end = (at + random.usize(..3)).min(text.len());
            let piece = pieces[random.usize(..pieces.len())];
            text.splice(at..end, piece.chars());
        }
        let text: String = text.into_iter().collect();
        let (parsed, decoded) = verdicts::<ExternalReward>(&text);
        compared += 1;
        good += usize::from(parsed);
        if parsed != decoded {
            stricter += 1;
            assert!(decoded, "parse alone takes {text}");
            // Serde skips what it has no field for.
            assert!(serde_json::from_str::<IgnoredAny>(&text).is_ok(), "{text}");
            assert!(serde_json::from_str::<Unambiguous>(&text).is_err(), "no reason to refuse {text}");
        }
    }
    assert!(good > 1_000 && stricter > 20, "{good} of {compared} are good, {stricter} differ");
}
