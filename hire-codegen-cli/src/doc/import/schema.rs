//! Rows of a page as schemas. What a person has to decide is a comment that begins with `REVIEW`.

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

/// The schema of a row.
pub fn schema(field: &Field, types: &mut dyn Types) -> Value {
    let mut reviews: Vec<String> = Vec::new();
    let mut element = element(field, types, &mut reviews);
    let mut outer = Map::new();
    let text = text(&field.text);
    let mut description = (!text.is_empty()).then(|| Value::from(text));
    for level in (0..field.list).rev() {
        let mut list = Map::new();
        list.insert("type".to_owned(), "array".into());
        if level == 0 {
            list.extend(description.take().map(|text| ("description".to_owned(), text)));
        }
        list.insert("items".to_owned(), Value::Object(element));
        element = list;
    }
    if let Some(text) = description {
        // A reference and its description are two members.
        let at = usize::from(element.contains_key("type") || element.contains_key("$ref"));
        element.shift_insert(at, "description".to_owned(), text);
    }
    limits(field, &mut element, &mut reviews);
    if let Some(text) = &field.default {
        let kinds = kinds(field);
        let value = if field.list > 0 { value_of(&["array"], text) } else { value_of(&kinds, text) };
        match value.filter(|value| is_listed(&element, value)) {
            Some(value) => drop(element.insert("default".to_owned(), value)),
            None => reviews.push(format!("the page's default is {text}, which is no value of the type")),
        }
    }
    if !reviews.is_empty() {
        let reviews: Vec<_> = reviews.iter().map(|review| format!("REVIEW: {review}\n")).collect();
        outer.insert(COMMENT.to_owned(), reviews.concat().into());
    }
    outer.extend(element);
    Value::Object(outer)
}

/// Whether a value is one of the enumeration, if there is one.
fn is_listed(schema: &Map<String, Value>, value: &Value) -> bool {
    schema.get("enum").and_then(Value::as_array).is_none_or(|values| values.contains(value))
}

/// The types of the elements.
fn kinds(field: &Field) -> Vec<&'static str> {
    let known = type_of(field.type_word.as_deref());
    known.into_iter().chain((known.is_none() && !field.children.is_empty()).then_some("object")).collect()
}

/// The schema of the elements, if the row is of a list, else of its value.
fn element(field: &Field, types: &mut dyn Types, reviews: &mut Vec<String>) -> Map<String, Value> {
    let word = field.type_word.as_deref().unwrap_or_default();
    let lower = word.to_ascii_lowercase();
    let mut schema = Map::new();
    let mut put = |key: &str, value: Value| drop(schema.insert(key.to_owned(), value));
    match type_of(Some(word)) {
        Some("array") => {
            put("type", "array".into());
            let items = elements(field, word).map(|elements| self::schema(&elements, types));
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
                put("additionalProperties", self::schema(&values, types));
            }
        }
        Some("object") if lower.starts_with("map") => {
            put("type", "object".into());
            put("additionalProperties", object(&field.children, types));
        }
        Some("string") if lower == "file" => {
            put("type", "string".into());
            put("format", "binary".into());
        }
        Some(scalar) if scalar != "object" => {
            put("type", scalar.into());
            if scalar == "number" {
                put("format", "double".into());
            }
            if !field.children.is_empty() {
                let names: Vec<_> = field.children.iter().map(|child| child.name.as_str()).collect();
                reviews.push(format!(
                    "the page has fields inside of a value of this type: {}",
                    names.join(", ")
                ));
            }
        }
        _ if !field.children.is_empty() => {
            let object = object(&field.children, types);
            let is_named = type_of(Some(word)).is_none() && word.contains(char::is_alphanumeric);
            let schema = if is_named { types.reference(word, object) } else { object };
            return schema.as_object().cloned().unwrap_or_default();
        }
        _ if word.is_empty() => {}
        _ => reviews.push(format!("the page names the type {word}, and no fields of it")),
    }
    if let Some(values) = &field.values {
        enumeration(values, &kinds(field), &mut schema, reviews);
    }
    schema
}

/// What the elements of a list are, whose type a row names by this word, if the word or the rows inside say so.
fn elements(field: &Field, word: &str) -> Option<Field> {
    let type_word = generic(word);
    let is_said = type_word.is_some() || !field.children.is_empty();
    is_said.then(|| Field { type_word, children: field.children.clone(), ..Field::default() })
}

/// What is in angle brackets.
fn generic(word: &str) -> Option<String> {
    let (_, inner) = word.split_once('<')?;
    Some(inner.trim().strip_suffix('>')?.trim().to_owned()).filter(|inner| !inner.is_empty())
}

/// An object with these fields.
pub fn object(fields: &[Field], types: &mut dyn Types) -> Value {
    let mut properties: Map<String, Value> = Map::new();
    let mut required: Vec<&str> = Vec::new();
    let mut twice: Vec<&str> = Vec::new();
    for field in fields {
        if properties.contains_key(&field.name) {
            twice.push(&field.name);
            continue;
        }
        if field.required == Some(true) {
            required.push(&field.name);
        }
        properties.insert(field.name.clone(), schema(field, types));
    }
    let mut object = Map::new();
    if !twice.is_empty() {
        let review = format!("REVIEW: the page has these fields twice: {}", twice.join(", "));
        object.insert(COMMENT.to_owned(), review.into());
    }
    object.insert("type".to_owned(), "object".into());
    if !required.is_empty() {
        object.insert("required".to_owned(), required.into());
    }
    object.insert("properties".to_owned(), Value::Object(properties));
    Value::Object(object)
}

fn enumeration(
    values: &[(String, String)],
    kinds: &[&str],
    schema: &mut Map<String, Value>,
    reviews: &mut Vec<String>,
) {
    if kinds == ["boolean"] {
        return;
    }
    let mut found: Vec<Value> = Vec::new();
    let mut texts: Vec<Value> = Vec::new();
    for (key, said) in values {
        match value_of(kinds, key).or_else(|| kinds.is_empty().then(|| Value::from(key.as_str()))) {
            Some(value) if found.contains(&value) => {
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
        schema.insert("enum".to_owned(), Value::Array(found));
        if texts.iter().any(|text| text != "") {
            schema.insert("x-enum-descriptions".to_owned(), Value::Array(texts));
        }
    }
}

/// Puts the limits of a row where they hold.
fn limits(field: &Field, schema: &mut Map<String, Value>, reviews: &mut Vec<String>) {
    let kinds = kinds(field);
    for (key, limit) in &field.rules.0 {
        let Some((_, keyword)) = LIMITS.iter().find(|(name, _)| name == key) else { continue };
        let is_of_list = keyword.ends_with("Items");
        let is_list = field.list > 0 || kinds.contains(&"array");
        let fits = if is_of_list { is_list } else { is_speakable(keyword, &kinds, &[]) };
        if !fits {
            reviews.push(format!(
                "the page limits the value by {keyword} {limit}, which has no meaning for the type"
            ));
            continue;
        }
        if keyword == &"pattern" && !limit.as_str().is_some_and(is_pattern) {
            reviews.push(format!("the page's pattern is not portable: {limit}"));
        }
        let mut target = &mut *schema;
        for _ in 0..if is_of_list { 0 } else { field.list } {
            let Some(items) = target.get_mut("items").and_then(Value::as_object_mut) else { return };
            target = items;
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
