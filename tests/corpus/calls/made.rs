//! Values made from the schemas of a document, of those that go one way: in requests, or in responses.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use fastrand::Rng;
use hire_tests::json::of_openapi_3_0;
use jsonschema::Validator;
use serde_json::{Value, json};

use super::operation::{self, Media, Parameter, component};
use super::reader::Reader;
use crate::instances::Maker;
use crate::reference::Reference;
use crate::{Failure, deviations, hierarchy, schema};

/// How often a value is tried to be made.
const TRIES: usize = 200;

/// Letters of texts without a rule: those that mean something in a URL, a header or a form, and some that do not.
const LETTERS: &str = "ab c+%/?#&=;:@é中\"'<>~";

/// The schemas of a document, as they are for one way.
pub struct Schemas {
    /// What values are made of.
    pub document: Value,
    reference: Reference,
    /// The schemas as bindings read them, where these deviate on purpose.
    deviating: Reference,
}

impl Schemas {
    /// `other_way` is the keyword of what does not go this way.
    pub fn new(root: &Value, other_way: &str) -> Result<Self, Failure> {
        let mut root = root.clone();
        if root.get("openapi").and_then(Value::as_str).is_some_and(|it| it.starts_with("3.0")) {
            schema::change_all(&mut root, &of_openapi_3_0);
        }
        operation::of_one_way(&mut root, other_way);
        let mut document = root.clone();
        hierarchy::spell_out(&mut document);
        schema::change_all(&mut root, &deviations::agreed);
        let mut deviating = root.clone();
        if let Some(all) = deviations::ALL.last() {
            (all.change)(&mut deviating);
        }
        Ok(Self { document, reference: Reference::new(&root)?, deviating: Reference::new(&deviating)? })
    }
}

/// Makes values of schemas.
pub struct Values<'s> {
    pub schemas: &'s Schemas,
    pub maker: Maker<'s>,
    validators: BTreeMap<String, (Validator, Validator)>,
}

impl<'s> Values<'s> {
    pub fn new(schemas: &'s Schemas, seed: u64) -> Self {
        let mut maker = Maker::new(&schemas.document);
        maker.rng = Rng::with_seed(seed);
        maker.letters = LETTERS;
        Self { schemas, maker, validators: BTreeMap::new() }
    }

    pub fn reader(&self) -> Reader<'s> {
        Reader { document: &self.schemas.document }
    }

    /// The validator of a component.
    pub fn validator(&mut self, key: &str) -> Result<&Validator, Failure> {
        Ok(&self.validators(key)?.0)
    }

    fn validators(&mut self, key: &str) -> Result<&(Validator, Validator), Failure> {
        let Schemas { reference, deviating, .. } = self.schemas;
        match self.validators.entry(key.to_owned()) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(free) => Ok(free.insert((reference.validator(key)?, deviating.validator(key)?))),
        }
    }

    /// A valid value of a component that is fit to be sent. None if none is found.
    pub fn value(&mut self, key: &str, is_fit: &dyn Fn(&Value) -> bool) -> Result<Option<Value>, Failure> {
        let Some(schema) = component(&self.schemas.document, key) else { return Ok(None) };
        self.validators(key)?;
        for _ in 0..TRIES {
            let value = self.maker.make(schema, 0);
            let (validator, deviating) = self.validators(key)?;
            if is_fit(&value) && validator.is_valid(&value) && deviating.is_valid(&value) {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// The value of a body. Without a schema it is any.
    pub fn body(&mut self, media: &Media, is_fit: &dyn Fn(&Value) -> bool) -> Result<Option<Value>, Failure> {
        match &media.schema {
            Some(key) => self.value(key, is_fit),
            None => Ok(Some(json!({"any": ["text", 1.5, null]}))),
        }
    }

    /// Values in lines: two of the schema, or the items of a list.
    pub fn lines(&mut self, media: &Media) -> Result<Option<Vec<Value>>, Failure> {
        Ok(match (self.body(media, &|_| true)?, self.body(media, &|_| true)?) {
            (Some(Value::Array(items)), _) if media.essence() != "text/event-stream" => Some(items),
            (Some(first), Some(second)) => Some(vec![first, second]),
            _ => None,
        })
    }

    /// A text that a body is.
    pub fn text(&mut self, media: &Media) -> Result<Option<Value>, Failure> {
        match &media.schema {
            Some(key) if !media.essence().ends_with("octet-stream") => self.value(key, &Value::is_string),
            _ => Ok(Some(json!("bytes \u{e9}\r\n\0 of any kind"))),
        }
    }
}

/// Whether a form or parts can carry a value as it is: they have no null, and no empty list or object.
pub fn fits_form(value: &Value) -> bool {
    value.as_object().is_some_and(|members| members.values().all(is_there))
}

fn is_there(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty() && items.iter().all(|it| !it.is_null()),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    }
}

/// Whether a parameter can carry a value: what the runtime refuses to write, and what is left out of a request by the
/// specification, is none.
pub fn fits(parameter: &Parameter, value: &Value) -> bool {
    let is_json = parameter.content.as_deref().is_some_and(|it| it.contains("json"));
    let texts = texts(value);
    let all = |test: &dyn Fn(&str) -> bool| texts.iter().all(|text| test(text));
    let is_list = value.is_array() || value.is_object();
    let is_deep = parameter.style == "deepObject";
    let fits_location = match parameter.location.as_str() {
        "path" => all(&|text| !text.is_empty() && text != "." && text != ".."),
        "header" => {
            let is_plain = |text: &str| !text.chars().any(char::is_control) && text.trim() == text;
            let separators = |text: &str| is_list && !is_json && text.contains([',', '=', '"']);
            all(&|text| is_plain(text) && !separators(text) && !text.is_empty())
        }
        // A name of a cookie is a token (RFC 6265, 4.1.1).
        "cookie" if parameter.explode && value.is_object() => {
            let is_token = |it: char| it.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(it);
            value.as_object().is_some_and(|it| it.keys().all(|name| name.chars().all(is_token)))
        }
        // Written as it is, since nothing decodes it (RFC 6265, 4.1.1).
        "cookie" if parameter.content.is_some() && !is_json => {
            all(&|text| text.chars().all(|it| it.is_ascii_graphic() && !"\",;\\".contains(it)))
        }
        // Reserved letters are left as they are, and so is what looks percent-encoded: these are the caller's to encode.
        "query" if parameter.allow_reserved => all(&|text| !text.contains(['&', '%', '#', '=', '+', ','])),
        _ => true,
    };
    let fits_style = match parameter.style.as_str() {
        "spaceDelimited" => all(&|text| !text.contains(' ')),
        "pipeDelimited" => all(&|text| !text.contains('|')),
        _ => true,
    };
    // Trees have no leaf for what is empty.
    let is_whole = match value {
        value if is_deep => is_deep_whole(value),
        value if is_json => !value.is_null(),
        value => is_whole(value),
    };
    fits_location && fits_style && is_whole
}

fn is_whole(value: &Value) -> bool {
    match value {
        Value::Array(items) => is_there(value) && items.iter().all(is_there),
        Value::Object(members) => is_there(value) && members.values().all(is_there),
        _ => is_there(value),
    }
}

fn is_deep_whole(value: &Value) -> bool {
    match value {
        Value::Array(items) => is_there(value) && items.iter().all(is_deep_whole),
        Value::Object(members) => {
            is_there(value)
                && members.keys().all(|name| !name.is_empty() && !name.contains(['[', ']']))
                && members.values().all(is_deep_whole)
        }
        _ => is_there(value),
    }
}

/// The texts of a value and of what is in it, names included.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => {
            members.iter().flat_map(|(name, value)| [vec![name.clone()], texts(value)].concat()).collect()
        }
        Value::String(text) => vec![text.clone()],
        other => vec![other.to_string()],
    }
}

/// What was read, where a text may stand for what was sent: a number where a string is allowed as well, one item for a
/// list, JSON for what is within.
pub fn as_sent(sent: &Value, read: Value) -> Value {
    match (sent, read) {
        (scalar, Value::Array(items)) if !scalar.is_array() && !scalar.is_object() && items.len() == 1 => {
            items.into_iter().map(|item| as_sent(scalar, item)).next().unwrap_or_default()
        }
        (Value::Number(_) | Value::Bool(_), Value::String(text)) => {
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        }
        (Value::Array(_) | Value::Object(_), Value::String(text)) => match serde_json::from_str(&text) {
            Ok(value @ (Value::Array(_) | Value::Object(_))) => value,
            _ if sent.is_array() => as_sent(sent, json!([text])),
            _ => Value::String(text),
        },
        (Value::Array(sent), Value::Array(read)) if sent.len() == read.len() => {
            sent.iter().zip(read).map(|(sent, read)| as_sent(sent, read)).collect()
        }
        (Value::Array(items), read) if items.len() == 1 && !read.is_array() => {
            items.iter().map(|sent| as_sent(sent, read.clone())).collect()
        }
        (Value::Object(sent), Value::Object(read)) => {
            let member = |(name, read): (String, Value)| {
                let value = sent.get(&name).map_or_else(|| read.clone(), |sent| as_sent(sent, read.clone()));
                (name, value)
            };
            read.into_iter().map(member).collect()
        }
        (_, read) => read,
    }
}
