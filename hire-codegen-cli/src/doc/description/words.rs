//! What words of pages are in a description: keywords, types, values, rate limits.

use serde_json::{Number, Value};

/// The extension that has the scopes which some fields need.
pub const FIELD_SCOPES: &str = "x-feishu-field-scopes";

/// The keywords of limits: the page's, and the schema's.
pub const LIMITS: [(&str, &str); 7] = [
    ("min", "minimum"),
    ("max", "maximum"),
    ("minLength", "minLength"),
    ("maxLength", "maxLength"),
    ("minItems", "minItems"),
    ("maxItems", "maxItems"),
    ("pattern", "pattern"),
];

/// A value of a page in the first of these types that it is one of.
pub fn value_of(types: &[&str], text: &str) -> Option<Value> {
    let number = || {
        text.parse::<i64>().map(Number::from).ok().or_else(|| text.parse().ok().and_then(Number::from_f64))
    };
    let json = |is: fn(&Value) -> bool| serde_json::from_str(text).ok().filter(is);
    types.iter().find_map(|word| match *word {
        "integer" => text.parse::<i64>().ok().map(Value::from),
        "number" => number().map(Value::Number),
        "boolean" => text.to_ascii_lowercase().parse::<bool>().ok().map(Value::Bool),
        "array" => json(Value::is_array),
        "object" => json(Value::is_object),
        _ => Some(Value::from(text)),
    })
}

/// What a page calls a type: the word for it in a schema, or nothing for a word that says nothing.
pub fn type_of(word: Option<&str>) -> Option<&'static str> {
    let word = word?.to_ascii_lowercase();
    let head = word.split(['(', '<', ' ']).next().unwrap_or_default();
    Some(match head {
        "string" | "str" | "file" | "text" | "date" | "datetime" => "string",
        "int" | "integer" | "int32" | "int64" | "long" | "uint64" | "uint32" => "integer",
        "number" | "float" | "double" | "decimal" => "number",
        "bool" | "boolean" => "boolean",
        "list" | "array" => "array",
        "map" | "object" | "struct" | "json" => "object",
        _ => return None,
    })
}

/// The limits that a text states: how many requests in which time.
pub fn limits(text: &str) -> Vec<(u64, &'static str)> {
    const UNITS: [(&str, &str); 6] =
        [("秒", "1s"), ("分钟", "1m"), ("分", "1m"), ("小时", "1h"), ("天", "24h"), ("日", "24h")];
    let mut found = Vec::new();
    for part in text.split(['、', '，', ',', '和', ';', '；']) {
        let Some((count, unit)) = part.split_once('次') else { continue };
        let count: String =
            count.chars().rev().skip_while(|c| c.is_whitespace()).take_while(char::is_ascii_digit).collect();
        let count: String = count.chars().rev().collect();
        let unit = unit.trim().trim_start_matches(['/', '每']).trim_start();
        let window = UNITS.iter().find(|(word, _)| unit.starts_with(word)).map(|(_, window)| *window);
        found.extend(count.parse().ok().zip(window));
    }
    found
}

/// Whether a keyword has a meaning for values of these types.
pub fn is_speakable(keyword: &str, types: &[&str], elements: &[&str]) -> bool {
    let wanted: &[&str] = match keyword {
        "minimum" | "maximum" => &["integer", "number"],
        "minItems" | "maxItems" => &["array"],
        _ => &["string"],
    };
    let has = |types: &[&str]| types.is_empty() || types.iter().any(|word| wanted.contains(word));
    has(types) || (!elements.is_empty() && has(elements))
}
