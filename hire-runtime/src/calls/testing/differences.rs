//! Where two JSON values differ.

use std::fmt::{self, Display};

use hire_syntax::pointer;
use serde_json::{Number, Value};

/// Names with one of these in them are taken for those of secrets.
const SECRET: [&str; 3] = ["secret", "password", "token"];

/// The most characters of a value that are shown.
const MOST_SHOWN: usize = 200;

/// Where two JSON values differ: JSON pointers (RFC 6901) with what was expected and what was
/// found. `Display` has a line for each, and nothing if there is none.
///
/// The order of properties does not matter, and numbers are compared by their values: `1` is
/// `1.0`. Values of properties whose names say `secret`, `password` or `token` are compared, and
/// not shown.
///
/// ```
/// use hire_runtime::testing::Differences;
/// use serde_json::json;
///
/// let expected = json!({"stage": 1, "bonus": {"points": 5}});
/// let found = json!({"bonus": {"points": "5"}, "note": "late", "stage": 1.0});
/// assert_eq!(
///     Differences::between(&expected, &found).to_string(),
///     "/bonus/points: expected 5, found \"5\"\n/note: expected nothing, found \"late\""
/// );
/// assert!(Differences::from_part(&json!({"stage": 1}), &found).is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differences {
    lines: Vec<String>,
}

impl Differences {
    /// Where a value is not the expected one.
    pub fn between(expected: &Value, found: &Value) -> Self {
        Self::collect(expected, found, true)
    }

    /// Where a value does not have what is expected of it: objects may have more properties.
    pub fn from_part(expected: &Value, found: &Value) -> Self {
        Self::collect(expected, found, false)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    fn collect(expected: &Value, found: &Value, exact: bool) -> Self {
        let mut comparison = Comparison { exact, pointer: String::new(), secret: false, lines: Vec::new() };
        comparison.values(Some(expected), Some(found));
        Self { lines: comparison.lines }
    }
}

impl Display for Differences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines.join("\n"))
    }
}

struct Comparison {
    /// Whether properties that are not expected are a difference.
    exact: bool,
    pointer: String,
    /// Whether the pointer leads to a secret.
    secret: bool,
    lines: Vec<String>,
}

impl Comparison {
    fn values(&mut self, expected: Option<&Value>, found: Option<&Value>) {
        match (expected, found) {
            (Some(Value::Object(expected)), Some(Value::Object(found))) => {
                for (name, value) in expected {
                    self.member(name, Some(value), found.get(name));
                }
                if self.exact {
                    for (name, value) in found.iter().filter(|(name, _)| !expected.contains_key(*name)) {
                        self.member(name, None, Some(value));
                    }
                }
            }
            (Some(Value::Array(expected)), Some(Value::Array(found))) => {
                for index in 0..expected.len().max(found.len()) {
                    self.member(&index.to_string(), expected.get(index), found.get(index));
                }
            }
            (Some(Value::Number(expected)), Some(Value::Number(found))) if same_number(expected, found) => {}
            (expected, found) if expected == found => {}
            (expected, found) => {
                let (expected, found) = (self.shown(expected), self.shown(found));
                let line = match self.pointer.as_str() {
                    "" => format!("the whole value: expected {expected}, found {found}"),
                    pointer => format!("{pointer}: expected {expected}, found {found}"),
                };
                self.lines.push(line);
            }
        }
    }

    fn member(&mut self, name: &str, expected: Option<&Value>, found: Option<&Value>) {
        let (length, secret) = (self.pointer.len(), self.secret);
        self.pointer.push('/');
        self.pointer.push_str(&pointer::escape(name));
        self.secret |= is_secret(name);
        self.values(expected, found);
        self.pointer.truncate(length);
        self.secret = secret;
    }

    fn shown(&self, value: Option<&Value>) -> String {
        let text = match value {
            None => return "nothing".to_owned(),
            Some(_) if self.secret => return crate::Secret::REDACTED.to_owned(),
            Some(value) => redacted(value).to_string(),
        };
        match text.char_indices().nth(MOST_SHOWN) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
            None => text,
        }
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET.iter().any(|word| name.contains(word))
}

/// The value without its secrets.
fn redacted(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(redacted).collect(),
        Value::Object(members) => {
            let shown = |name: &str, value| {
                if is_secret(name) { Value::from(crate::Secret::REDACTED) } else { redacted(value) }
            };
            members.iter().map(|(name, value)| (name.clone(), shown(name, value))).collect()
        }
        other => other.clone(),
    }
}

fn same_number(one: &Number, other: &Number) -> bool {
    one == other
        || (one.is_f64() || other.is_f64()) && one.as_f64().is_some_and(|value| Some(value) == other.as_f64())
}
