//! Strings, booleans and null, and what is a string on the wire.

use std::fmt;

use serde::de::{
    self, Deserialize, DeserializeSeed as _, Deserializer, IgnoredAny, MapAccess, SeqAccess, Unexpected,
    Visitor,
};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::{Codec, Tree, wrong_type};
use crate::values::secret::Secret;
use crate::values::timestamp::TimestampMs;
use crate::values::validate::{Checker, quoted};

impl Codec<Self> for () {
    fn placeholder() -> Self {}

    fn encode<S: Serializer>((): &Self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
        if !value.is_null() {
            wrong_type(at, "null", value);
        }
        value.as_null()
    }
}

impl Codec<Self> for bool {
    fn placeholder() -> Self {
        false
    }

    fn encode<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*value)
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
        let flag = value.as_bool();
        if flag.is_none() {
            wrong_type(at, "boolean", value);
        }
        flag
    }
}

impl Codec<Self> for String {
    fn placeholder() -> Self {
        Self::new()
    }

    fn encode<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value)
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut text = Self::new();
        Self::decode_in_place(&mut text, deserializer)?;
        Ok(text)
    }

    fn decode_in_place<'de, D: Deserializer<'de>>(place: &mut Self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_string(StringVisitor(place))
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
        parse_str(value, at).map(str::to_owned)
    }
}

struct StringVisitor<'p>(&'p mut String);

impl Visitor<'_> for StringVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<(), E> {
        *self.0 = text;
        Ok(())
    }
}

/// The string that a value is; reports anything else.
pub(crate) fn parse_str<'v>(value: &'v Value, at: &mut Checker<'_>) -> Option<&'v str> {
    let text = value.as_str();
    if text.is_none() {
        wrong_type(at, "string", value);
    }
    text
}

impl Codec<Self> for Value {
    fn placeholder() -> Self {
        Self::Null
    }

    fn encode<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Tree(None).deserialize(deserializer)
    }

    fn parse(value: &Value, _: &mut Checker<'_>) -> Option<Self> {
        Some(value.clone())
    }
}

impl Codec<Self> for TimestampMs {
    fn placeholder() -> Self {
        Self::from_millis(0)
    }

    fn encode<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Digits;

        impl Visitor<'_> for Digits {
            type Value = TimestampMs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string of milliseconds since the epoch")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<TimestampMs, E> {
                text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Digits)
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
        let text = parse_str(value, at)?;
        let time = text.parse().ok();
        if time.is_none() {
            at.report("format", Self::FORMAT.into(), quoted(text));
        }
        time
    }
}

/// The secret as it is: this is the way to the wire.
impl Codec<Self> for Secret {
    fn placeholder() -> Self {
        Self::default()
    }

    fn encode<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.write())
    }

    /// Asks for any type rather than for a string: formats quote what they found instead of a string before the visitor can
    /// keep it out of the error.
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(Hidden)
        } else {
            deserializer.deserialize_str(Hidden)
        }
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
        let text = value.as_str();
        if text.is_none() {
            at.violation("type", "string", Self::REDACTED);
        }
        text.map(Self::from)
    }
}

/// Takes a string; whatever else comes is not named.
struct Hidden;

impl Hidden {
    fn refuse<T, E: de::Error>(self) -> Result<T, E> {
        Err(E::invalid_type(Unexpected::Other("something else"), &self))
    }
}

impl<'de> Visitor<'de> for Hidden {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Secret, E> {
        Ok(Secret::from(text))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Secret, E> {
        Ok(Secret::from(text))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Secret, E> {
        self.refuse()
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Secret, E> {
        self.refuse()
    }

    fn visit_i128<E: de::Error>(self, _: i128) -> Result<Secret, E> {
        self.refuse()
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Secret, E> {
        self.refuse()
    }

    fn visit_u128<E: de::Error>(self, _: u128) -> Result<Secret, E> {
        self.refuse()
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Secret, E> {
        self.refuse()
    }

    fn visit_bytes<E: de::Error>(self, _: &[u8]) -> Result<Secret, E> {
        self.refuse()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Secret, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        self.refuse()
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Secret, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.refuse()
    }
}

crate::serde_by_codec!(Secret);
crate::serde_by_codec!(TimestampMs);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{Data, Decoded, Encoded, Secret, TimestampMs, Value, parse, parse_value};

    fn decode<T: Data>(value: &Value) -> Result<T, String> {
        let Decoded(decoded) = serde_json::from_str(&value.to_string()).map_err(|error| error.to_string())?;
        let again: Result<Decoded<T>, _> = serde_json::from_value(value.clone());
        assert!(again.is_ok(), "text and tree agree on {value}");
        Ok(decoded)
    }

    #[test]
    fn each_type_takes_its_own_values_only() {
        let values = [json!(null), json!(true), json!("1"), json!(1), json!([]), json!({})];
        for value in &values {
            assert_eq!(decode::<()>(value).is_ok(), value.is_null(), "{value}");
            assert_eq!(decode::<bool>(value).is_ok(), value.is_boolean(), "{value}");
            assert_eq!(decode::<String>(value).is_ok(), value.is_string(), "{value}");
            assert_eq!(decode::<TimestampMs>(value).is_ok(), value.is_string(), "{value}");
            assert_eq!(decode::<Secret>(value).is_ok(), value.is_string(), "{value}");
            assert_eq!(decode::<Value>(value).as_ref(), Ok(value));
        }
    }

    #[test]
    fn values_are_written_as_they_are_read() {
        let secret = serde_json::to_value(Secret::from("a\"b")).unwrap();
        assert_eq!(secret, json!("a\"b"));
        let time = serde_json::to_value(TimestampMs::from_millis(12)).unwrap();
        assert_eq!(time, json!("12"));
        let value = json!({"b": [null, 1.5], "a": "x"});
        assert_eq!(serde_json::to_string(&Encoded(&value)).unwrap(), r#"{"b":[null,1.5],"a":"x"}"#);
    }

    #[test]
    fn malformed_timestamps_break_the_format() {
        for (value, shown) in [
            (json!("1.5"), r#"(body): "1.5" does not have the format timestamp-ms"#),
            (json!(15), "(body): 15 is not of type string"),
            (json!(null), "(body): null is not of type string"),
        ] {
            assert!(decode::<TimestampMs>(&value).is_err());
            let violations = parse_value::<TimestampMs>(&value).unwrap_err();
            assert_eq!(violations.to_string(), shown);
        }
    }

    #[test]
    fn no_error_quotes_what_was_to_be_a_secret() {
        for value in [
            json!(31337),
            json!(-31337),
            json!(31337.5),
            json!(["31337"]),
            json!({"31337": "31337"}),
            json!(true),
            json!(null),
        ] {
            let error = decode::<Secret>(&value).unwrap_err();
            assert!(!error.contains("31337") && !error.contains("true"), "{error}");
            let text = value.to_string();
            let violations = parse::<Secret>(text.as_bytes()).unwrap_err();
            assert_eq!(violations.to_string(), "(body): [redacted] is not of type string", "{value}");
        }
    }
}
