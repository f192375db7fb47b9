//! Instances made from a schema: most of them valid, which the reference has to confirm.

use std::collections::BTreeMap;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::schema::{self, Schema};
use super::{discriminator, pattern};

/// How deep references are followed; deeper, optional properties are left out first.
const DEEPEST: usize = 14;

/// How deep optional properties are made.
const OPTIONAL: usize = 5;

/// A valid text of each format.
pub const FORMATS: &[(&str, &str)] = &[
    ("date-time", "2024-02-29T12:30:00.5Z"),
    ("date", "2024-02-29"),
    ("time", "12:30:00Z"),
    ("duration", "P1DT2H"),
    ("email", "a@example.org"),
    ("idn-email", "a@example.org"),
    ("hostname", "example.org"),
    ("idn-hostname", "example.org"),
    ("ipv4", "192.0.2.1"),
    ("ip", "192.0.2.1"),
    ("ipv6", "2001:db8::1"),
    ("uri", "https://example.org/a?b=c"),
    ("url", "https://example.org/a?b=c"),
    ("uri-reference", "/a?b=c"),
    ("iri", "https://example.org/a"),
    ("uuid", "6f8e9a7c-1a2b-4c3d-8e4f-0123456789ab"),
    ("byte", "YWJj"),
    ("base64url", "YWJj"),
    ("json-pointer", "/a/0"),
    ("regex", "^a+$"),
    ("timestamp-ms", "1700000000000"),
    ("int64", "12"),
    ("decimal", "1.50"),
];

/// Texts of which one may match a pattern.
const TEXTS: &[&str] = &[
    "a",
    "abc",
    "A",
    "ABC",
    "Abc",
    "1",
    "12",
    "0123456789",
    "a1",
    "A1",
    "a-b",
    "a_b",
    "a.b",
    "a/b",
    "a:b",
    "1.0.0",
    "#aabbcc",
    "+15550100",
    "deadbeef",
    "ab12cd34ef56ab12cd34ef56ab12cd34ef56ab12",
    "00:1b:44:11:3a:b7",
    "192.0.2.1",
    "192.0.2.0/24",
    "2001:db8::1",
    "fd00::/48",
    "2024-02-29",
    "12:30",
    "12:30:00",
    "2024-02-29T12:30:00Z",
    "payTo",
    "10.0.0.0/8",
    "fd12:3456::/64",
    "v1.2.3",
    "en",
    "en-US",
    "https://example.org",
    "a@example.org",
    "6f8e9a7c-1a2b-4c3d-8e4f-0123456789ab",
    "AC0123456789abcdef0123456789abcdef",
    "CH0123456789abcdef0123456789abcdef",
    "IM0123456789abcdef0123456789abcdef",
    "MB0123456789abcdef0123456789abcdef",
    "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4f72b9807785afee48bb",
    "EUR",
    "0",
    "-1",
    "true",
    "",
];

/// Makes instances of a document's schemas.
pub struct Maker<'d> {
    pub document: &'d Value,
    pub rng: Rng,
    /// The letters of texts that have no format and no pattern.
    pub letters: &'static str,
    /// The texts for patterns that were met.
    texts: BTreeMap<String, Vec<&'static str>>,
}

impl<'d> Maker<'d> {
    /// One that makes the same of the same schemas.
    pub fn new(document: &'d Value) -> Self {
        Self {
            document,
            rng: Rng::with_seed(7),
            letters: "abcdefghijklmnopqrstuvwxyz",
            texts: BTreeMap::new(),
        }
    }

    /// An instance of a schema.
    pub fn make(&mut self, schema: &Value, depth: usize) -> Value {
        let Some(schema) = schema.as_object() else { return json!("anything") };
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str)
            && let Some(target) = schema::resolve(self.document, reference).filter(|_| depth < DEEPEST)
        {
            let target = self.make(target, depth + 1);
            return if schema.len() == 1 { target } else { merge(target, self.own(schema, depth)) };
        }
        self.own(schema, depth)
    }

    fn own(&mut self, schema: &Schema, depth: usize) -> Value {
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array)
            && let Some(value) = self.choice(values)
        {
            return value.clone();
        }
        if self.rng.u8(..4) == 0
            && let Some(example) = schema.get("example")
        {
            return example.clone();
        }
        let type_ = self.type_of(schema);
        let mut value = self.of_type(&type_, schema, depth);
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            value = merge(value, self.make(part, depth + 1));
        }
        for keyword in ["oneOf", "anyOf"] {
            let branches = schema.get(keyword).and_then(Value::as_array);
            let branches: Vec<_> = branches.into_iter().flatten().enumerate().collect();
            if let Some((index, branch)) = self.choice(&branches).copied() {
                value = merge(value, self.make(branch, depth + 1));
                self.name(&mut value, schema, keyword, index);
            }
        }
        value
    }

    /// Mostly gives a value the name by which a discriminator knows its branch.
    fn name(&mut self, value: &mut Value, schema: &Schema, keyword: &str, index: usize) {
        let Some((property, list, tags)) = discriminator::tags(schema, self.document, 0) else { return };
        let tags: Vec<_> = tags.get(index).into_iter().flatten().collect();
        if list == keyword
            && let Some(tag) = self.choice(&tags).copied()
            && let Some(object) = value.as_object_mut()
            && self.rng.u8(..8) > 0
        {
            object.insert(property, json!(tag));
        }
    }

    fn choice<'v, T>(&mut self, values: &'v [T]) -> Option<&'v T> {
        let index = (!values.is_empty()).then(|| self.rng.usize(..values.len()))?;
        values.get(index)
    }

    /// One of the types, null less often than the others; none if the schema says nothing.
    fn type_of(&mut self, schema: &Schema) -> String {
        match schema.get("type") {
            Some(Value::String(type_)) => type_.clone(),
            Some(Value::Array(types)) => {
                let first = types.first().and_then(Value::as_str).unwrap_or_default();
                let other = types.get(self.rng.usize(..types.len().max(1)));
                let other = if self.rng.bool() { other.and_then(Value::as_str) } else { None };
                other.unwrap_or(first).to_owned()
            }
            _ if schema.contains_key("properties") || schema.contains_key("required") => "object".to_owned(),
            _ if schema.contains_key("items") => "array".to_owned(),
            _ => String::new(),
        }
    }

    fn of_type(&mut self, type_: &str, schema: &Schema, depth: usize) -> Value {
        let count = |keyword: &str| {
            schema.get(keyword).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok())
        };
        match type_ {
            "object" => self.object(schema, depth),
            "array" => {
                let least = count("minItems").unwrap_or(0);
                let most = count("maxItems").unwrap_or(usize::MAX).min(least.saturating_add(2));
                let length = if depth > OPTIONAL { least } else { self.rng.usize(least..=most.max(least)) };
                let items = schema.get("items").cloned().unwrap_or(json!({}));
                let prefix = schema.get("prefixItems").and_then(Value::as_array).cloned().unwrap_or_default();
                let length = length.max(prefix.len()).min(20);
                (0..length).map(|index| self.make(prefix.get(index).unwrap_or(&items), depth + 1)).collect()
            }
            "string" => self.text(schema, count("minLength"), count("maxLength")),
            "integer" | "number" => self.number(schema, type_ == "integer"),
            "boolean" => json!(self.rng.bool()),
            _ => Value::Null,
        }
    }

    fn object(&mut self, schema: &Schema, depth: usize) -> Value {
        let mut object = Map::new();
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            if required.contains(&name.as_str()) || (depth < OPTIONAL && self.rng.usize(..2 + depth) == 0) {
                let value = self.make(property, depth + 1);
                object.insert(name.clone(), value);
            }
        }
        for name in required {
            // Whatever another part of the schema makes of it takes the place of null.
            object.entry(name).or_insert(Value::Null);
        }
        if let Some(additional) = schema.get("additionalProperties").filter(|it| it.is_object())
            && self.rng.bool()
        {
            let value = self.make(additional, depth + 1);
            object.insert("extra".to_owned(), value);
        }
        Value::Object(object)
    }

    fn text(&mut self, schema: &Schema, least: Option<usize>, most: Option<usize>) -> Value {
        let format = schema.get("format").and_then(Value::as_str);
        if let Some((_, text)) = FORMATS.iter().find(|(name, _)| Some(*name) == format) {
            return json!(text);
        }
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
            let fitting = self.fitting(schema);
            let known = self.choice(&fitting).map(|text| (*text).to_owned());
            return json!(known.unwrap_or_else(|| pattern::text(pattern, &mut self.rng)));
        }
        let least = least.unwrap_or(0).min(5000);
        let length = self.rng.usize(least..=most.unwrap_or(least + 6).clamp(least, least + 6));
        let first = if self.letters.is_ascii() { 0 } else { self.rng.usize(..self.letters.len()) };
        json!(self.letters.chars().cycle().skip(first).take(length).collect::<String>())
    }

    /// The texts that match the pattern, and are neither too short nor too long.
    fn fitting(&mut self, schema: &Schema) -> Vec<&'static str> {
        let keywords = ["pattern", "minLength", "maxLength"];
        let rules = keywords.map(|keyword| (keyword.to_owned(), schema.get(keyword)));
        let rules = rules.into_iter().filter_map(|(keyword, value)| Some((keyword, value?.clone())));
        let rules = Value::Object(rules.collect());
        let known = self.texts.entry(rules.to_string());
        let fitting = known.or_insert_with(|| {
            let validator = jsonschema::draft202012::new(&rules);
            let fits = |text: &&str| validator.as_ref().is_ok_and(|it| it.is_valid(&json!(text)));
            TEXTS.iter().copied().filter(fits).collect()
        });
        fitting.clone()
    }

    fn number(&mut self, schema: &Schema, integer: bool) -> Value {
        let limit = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
        let step = limit("multipleOf").unwrap_or(if integer { 1.0 } else { 0.25 });
        let low = limit("minimum").or(limit("exclusiveMinimum").map(|limit| limit + step));
        let high = limit("maximum").or(limit("exclusiveMaximum").map(|limit| limit - step));
        let low = low.or(high.map(|high| (high - 4.0 * step).min(0.0))).unwrap_or(0.0);
        let value = ((low / step).ceil() + f64::from(self.rng.u8(..4))) * step;
        let value = high.map_or(value, |high| value.min(high));
        #[expect(clippy::cast_possible_truncation, reason = "it saturates")]
        if value.fract() == 0.0 { json!(value as i64) } else { json!(value) }
    }
}

/// One value that is both, as far as objects can be.
fn merge(first: Value, second: Value) -> Value {
    match (first, second) {
        (Value::Object(mut first), Value::Object(second)) => {
            for (name, value) in second {
                let known = first.remove(&name).unwrap_or(Value::Null);
                first.insert(name, merge(known, value));
            }
            Value::Object(first)
        }
        (Value::Null, second) => second,
        (first, Value::Null) => first,
        (_, second) => second,
    }
}
