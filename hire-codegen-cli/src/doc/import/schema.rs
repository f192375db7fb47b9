//! Rows of a page as schemas. What a person has to decide is a comment that begins with `REVIEW`.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

use indexmap::IndexSet;
use serde_json::{Map, Value, json};

use crate::doc::description::{LIMITS, is_speakable, type_of, value_of};
use crate::doc::page::Field;

/// What a comment is called in a mapping.
pub const COMMENT: &str = "#";

/// Gives named types with fields a place of their own; without it, they stand where they are used.
pub trait Types {
    /// The reference to a type of this name.
    fn reference(&mut self, name: &str, schema: Value) -> Value;
}

/// Types that stand where they are used.
pub struct Inline;

impl Types for Inline {
    fn reference(&mut self, _: &str, schema: Value) -> Value {
        schema
    }
}

/// The schema of a row; `samples` are the values that the page's example has for it.
pub fn schema(field: &Field, samples: &[&Value], types: &mut dyn Types) -> Value {
    let mut reviews: Vec<String> = Vec::new();
    // The samples of the list, of its elements, and so on.
    let mut levels = vec![samples.to_vec()];
    for _ in 0..field.list {
        levels.extend(levels.last().map(|samples| items(samples)));
    }
    let mut element = element(field, &levels.pop().unwrap_or_default(), types, &mut reviews);
    let mut outer = Map::new();
    let text = text(&field.text);
    let mut description = (!text.is_empty()).then(|| Value::from(text));
    while let Some(samples) = levels.pop() {
        let mut list = Map::new();
        list.insert("type".to_owned(), "array".into());
        if levels.is_empty() {
            list.extend(description.take().map(|text| ("description".to_owned(), text)));
        }
        list.insert("items".to_owned(), Value::Object(element));
        widen(&mut list, &samples, &mut reviews);
        element = list;
    }
    if let Some(text) = description {
        // A reference and its description are two members.
        let at = usize::from(element.contains_key("type") || element.contains_key("$ref"));
        element.shift_insert(at, "description".to_owned(), text);
    }
    limits(field, &mut element, &mut reviews);
    if let Some(text) = &field.default {
        let kinds = kinds(field, &element);
        // Without a type it is a text, unless the listed values are numbers.
        let kinds = if kinds.is_empty() { &["integer", "string"] } else { kinds.as_slice() };
        let mut values = kinds.iter().filter_map(|kind| value_of(&[*kind], text));
        match values.find(|value| is_listed(&element, value)) {
            Some(value) => drop(element.insert("default".to_owned(), value)),
            None => reviews.push(format!("the page's default is {text}, which is no value of the type")),
        }
    }
    outer.extend(comment(&reviews).map(|review| (COMMENT.to_owned(), review)));
    outer.extend(element);
    Value::Object(outer)
}

/// What a person has to decide, as a comment.
fn comment(reviews: &[String]) -> Option<Value> {
    let lines: String = reviews.iter().flat_map(|review| ["REVIEW: ", review, "\n"]).collect();
    (!lines.is_empty()).then(|| lines.into())
}

/// Whether a value is one of the enumeration, if there is one.
fn is_listed(schema: &Map<String, Value>, value: &Value) -> bool {
    schema.get("enum").and_then(Value::as_array).is_none_or(|values| values.contains(value))
}

/// The types of a schema that a row is, or is the elements of.
fn kinds<'s>(field: &Field, schema: &'s Map<String, Value>) -> Vec<&'s str> {
    match schema.get("type") {
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
        Some(word) => word.as_str().into_iter().collect(),
        None if field.children.is_empty() => Vec::new(),
        None => vec!["object"],
    }
}

/// The elements of those samples that are lists.
fn items<'v>(samples: &[&'v Value]) -> Vec<&'v Value> {
    samples.iter().filter_map(|sample| sample.as_array()).flatten().collect()
}

/// Adds the types of samples to that of a schema: a page may contradict itself.
fn widen(schema: &mut Map<String, Value>, samples: &[&Value], reviews: &mut Vec<String>) {
    let Some(word) = schema.get("type").and_then(Value::as_str) else { return };
    let mut types = vec![word];
    for sample in samples {
        let has = |word: &str| types.contains(&word);
        let word = match sample {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() || has("number") => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        if !has(word) {
            types.push(word);
        }
    }
    if let [word, found @ ..] = types.as_slice()
        && !found.is_empty()
    {
        reviews.push(format!("the page says {word}, and its example has {} here", found.join(", ")));
        schema.insert("type".to_owned(), types.into());
        // A format is one of the page's type, and would be asked of texts of any number.
        schema.shift_remove("format");
    }
}

/// The schema of the elements, if the row is of a list, else of its value.
fn element(
    field: &Field,
    samples: &[&Value],
    types: &mut dyn Types,
    reviews: &mut Vec<String>,
) -> Map<String, Value> {
    let word = field.type_word.as_deref().unwrap_or_default();
    let lower = word.to_ascii_lowercase();
    let mut schema = Map::new();
    let mut put = |key: &str, value: Value| drop(schema.insert(key.to_owned(), value));
    match type_of(Some(word)) {
        Some("array") => {
            put("type", "array".into());
            let items =
                elements(field, word).map(|elements| self::schema(&elements, &self::items(samples), types));
            if items.is_none() {
                reviews.push("the page does not say what the elements are".to_owned());
            }
            put("items", items.unwrap_or_else(|| json!({})));
        }
        Some("object") if field.children.is_empty() => {
            put("type", "object".into());
            if let Some(inner) = generic(word)
                .and_then(|inner| inner.split_once(',').map(|(_, value)| value.trim().to_owned()))
            {
                let values = Field { type_word: Some(inner), ..Field::default() };
                put("additionalProperties", self::schema(&values, &members(samples), types));
            }
        }
        Some("object") if lower.starts_with("map") => {
            put("type", "object".into());
            put("additionalProperties", object(&field.children, &members(samples), types));
        }
        Some(scalar) if scalar != "object" => {
            schema = self::scalar(scalar, field, samples, types, reviews);
        }
        _ if !field.children.is_empty() => {
            let object = object(&field.children, samples, types);
            let is_named = type_of(Some(word)).is_none() && word.contains(char::is_alphanumeric);
            let schema = if is_named { types.reference(word, object) } else { object };
            return schema.as_object().cloned().unwrap_or_default();
        }
        _ if word.is_empty() => {}
        _ => reviews.push(format!("the page names the type {word}, and no fields of it")),
    }
    widen(&mut schema, samples, reviews);
    if let Some(values) = field.values.as_ref().filter(|_| !schema.contains_key("items")) {
        enumeration(values, field, samples, &mut schema, reviews);
    }
    schema
}

/// The schema of a value without fields; where the example has an object, with those that the page has inside of it.
fn scalar(
    scalar: &str,
    field: &Field,
    samples: &[&Value],
    types: &mut dyn Types,
    reviews: &mut Vec<String>,
) -> Map<String, Value> {
    let mut schema = Map::from_iter([("type".to_owned(), scalar.into())]);
    let is_file = field.type_word.as_deref().is_some_and(|word| word.eq_ignore_ascii_case("file"));
    let format = if is_file { Some("binary") } else { (scalar == "number").then_some("double") };
    schema.extend(format.map(|format| ("format".to_owned(), format.into())));
    if samples.iter().any(|sample| sample.is_object()) && !field.children.is_empty() {
        let mut object = object(&field.children, samples, types);
        for key in ["required", "properties"] {
            schema.extend(object.get_mut(key).map(|value| (key.to_owned(), value.take())));
        }
    } else if !field.children.is_empty() {
        let names: Vec<_> = field.children.iter().map(|child| child.name.as_str()).collect();
        reviews.push(format!("the page has fields inside of a value of this type: {}", names.join(", ")));
    }
    schema
}

/// The values of those samples that are objects.
fn members<'v>(samples: &[&'v Value]) -> Vec<&'v Value> {
    samples.iter().filter_map(|sample| sample.as_object()).flat_map(Map::values).collect()
}

/// What the elements of a list are, whose type a row names by this word, if the word or the rows inside say so.
fn elements(field: &Field, word: &str) -> Option<Field> {
    let type_word = generic(word);
    let is_said = type_word.is_some() || !field.children.is_empty() || field.values.is_some();
    let (children, values) = (field.children.clone(), field.values.clone());
    is_said.then(|| Field { type_word, values, children, ..Field::default() })
}

/// What is in angle brackets.
fn generic(word: &str) -> Option<String> {
    let (_, inner) = word.split_once('<')?;
    Some(inner.trim().strip_suffix('>')?.trim().to_owned()).filter(|inner| !inner.is_empty())
}

/// An object with these fields; `samples` are the values that the page's example has for it.
pub fn object(fields: &[Field], samples: &[&Value], types: &mut dyn Types) -> Value {
    let mut properties: Map<String, Value> = Map::new();
    let mut required: Vec<&str> = Vec::new();
    let mut twice: Vec<&str> = Vec::new();
    let objects = samples.iter().filter_map(|sample| sample.as_object());
    let count = objects.clone().count();
    let mut values: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    if !fields.is_empty() {
        objects.flatten().for_each(|(name, value)| values.entry(name).or_default().push(value));
    }
    let values = |name: &str| values.get(name).map_or(&[][..], Vec::as_slice);
    for field in fields {
        if properties.contains_key(&field.name) {
            twice.push(&field.name);
            continue;
        }
        if field.required == Some(true) {
            required.push(&field.name);
        }
        properties.insert(field.name.clone(), schema(field, values(&field.name), types));
    }
    let mut reviews = Vec::new();
    if !twice.is_empty() {
        reviews.push(format!("the page has these fields twice: {}", twice.join(", ")));
    }
    let missing: Vec<&str> = required.iter().filter(|name| values(name).len() < count).copied().collect();
    if !missing.is_empty() {
        reviews.push(format!("the page's example lacks required fields: {}", missing.join(", ")));
    }
    let mut object = Map::new();
    object.insert("type".to_owned(), "object".into());
    widen(&mut object, samples, &mut reviews);
    if let Some(review) = comment(&reviews) {
        object.shift_insert(0, COMMENT.to_owned(), review);
    }
    if !required.is_empty() {
        object.insert("required".to_owned(), required.into());
    }
    object.insert("properties".to_owned(), Value::Object(properties));
    Value::Object(object)
}

fn enumeration(
    values: &[(String, String)],
    field: &Field,
    samples: &[&Value],
    schema: &mut Map<String, Value>,
    reviews: &mut Vec<String>,
) {
    let mut kinds = kinds(field, schema);
    if kinds == ["boolean"] {
        return;
    }
    // A page that names no type says by its example whether its keys are numbers.
    if kinds.is_empty() && !samples.is_empty() && samples.iter().all(|sample| sample.is_i64()) {
        kinds.push("integer");
    }
    let mut found: Vec<Value> = Vec::new();
    let mut texts: Vec<Value> = Vec::new();
    let mut listed = BTreeSet::new();
    for (key, said) in values {
        match value_of(&kinds, key).or_else(|| kinds.is_empty().then(|| Value::from(key.as_str()))) {
            Some(value) if !listed.insert(value.to_string()) => {
                reviews.push(format!("the page lists the value {key} twice"));
            }
            Some(value) => {
                found.push(value);
                texts.push(text(said).into());
            }
            None => reviews.push(format!("the page lists {key}, which is no value of the type")),
        }
    }
    if !found.is_empty() {
        let mut unlisted: Vec<&Value> =
            samples.iter().copied().filter(|it| !listed.contains(&it.to_string())).collect();
        unlisted.dedup();
        let mut types: IndexSet<_> = found.iter().map(discriminant).collect();
        for value in unlisted {
            reviews.push(format!("the page's example has {value}, which the page does not list"));
            // An enumeration is open to values of the types that it lists.
            if types.insert(discriminant(value)) {
                found.push(value.clone());
                texts.push("".into());
            }
        }
        schema.insert("enum".to_owned(), Value::Array(found));
        if texts.iter().any(|text| text != "") {
            schema.insert("x-enum-descriptions".to_owned(), Value::Array(texts));
        }
    }
}

/// Puts the limits of a row where they hold.
fn limits(field: &Field, schema: &mut Map<String, Value>, reviews: &mut Vec<String>) {
    for (key, limit) in &field.rules.0 {
        let Some((_, keyword)) = LIMITS.iter().find(|(name, _)| name == key) else { continue };
        let is_of_list = keyword.ends_with("Items");
        let mut target = &mut *schema;
        while !is_of_list && target.contains_key("items") {
            let Some(items) = target.get_mut("items").and_then(Value::as_object_mut) else { return };
            target = items;
        }
        let kinds = kinds(field, target);
        let fits = is_speakable(keyword, &kinds, &[]);
        if !fits {
            reviews.push(format!(
                "the page limits the value by {keyword} {limit}, which has no meaning for the type"
            ));
            continue;
        }
        if keyword == &"pattern" && !limit.as_str().is_some_and(is_pattern) {
            reviews.push(format!("the page's pattern is not portable: {limit}"));
        }
        target.insert((*keyword).to_owned(), limit.clone());
    }
}

/// Whether a pattern has no more than what all engines have.
fn is_pattern(pattern: &str) -> bool {
    !pattern.contains("(?")
}

/// A text of a page as one of a description: its lines, without blanks at their ends.
pub fn text(text: &str) -> String {
    let lines: Vec<&str> =
        text.split(['\n', '\u{2028}']).map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}
