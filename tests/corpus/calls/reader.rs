//! Parameters and forms of a request, read by the tables of OpenAPI (3.1.1, 4.8.12 and 4.8.15) and the expansions of
//! RFC 6570, with nothing of the runtime's code.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::operation::{Operation, Parameter, component};
use crate::discriminator::resolved;

/// The pairs of a query or a form, in their order, taken out as they are read.
pub struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// The pairs of a query, percent-encoded as they came.
    pub fn of_query(query: &str) -> Self {
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), value.to_owned())
        };
        Self(pairs.map(pair).collect())
    }

    /// The names and texts of parts, as pairs of a query: a comma is between items wherever it is.
    pub fn of_parts(parts: Vec<(String, String)>) -> Self {
        let encoded =
            |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string().replace("%2C", ",");
        Self(parts.into_iter().map(|(name, text)| (name, encoded(&text))).collect())
    }

    /// The pairs of cookies.
    pub fn of_cookies(cookies: &str) -> Self {
        let cookies = cookies.split("; ").filter(|cookie| !cookie.is_empty());
        let cookie = |cookie: &str| {
            let (name, value) = cookie.split_once('=').unwrap_or((cookie, ""));
            (name.to_owned(), value.to_owned())
        };
        Self(cookies.map(cookie).collect())
    }

    pub fn take(&mut self, is_taken: impl Fn(&str) -> bool) -> Vec<(String, String)> {
        let (taken, left) = std::mem::take(&mut self.0).into_iter().partition(|(name, _)| is_taken(name));
        self.0 = left;
        taken
    }

    /// What nobody has taken.
    pub fn left(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// A text without its percent-encoding.
pub fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Reads by the schemas of a document.
pub struct Reader<'d> {
    pub document: &'d Value,
}

impl Reader<'_> {
    /// The texts of the names in a path's template, percent-encoded as they came.
    pub fn path(operation: &Operation, path: &str) -> Option<Vec<(String, String)>> {
        let template = operation.path.split(['?', '#']).next().unwrap_or_default();
        let mut found = Vec::new();
        let (mut template, mut rest) = (template, path);
        while let Some((literal, after)) = template.split_once('{') {
            let (name, after) = after.split_once('}')?;
            rest = rest.strip_prefix(literal)?;
            let next = after.split('{').next().unwrap_or_default();
            let end = if next.is_empty() { rest.len() } else { rest.find(next)? };
            let (value, behind) = rest.split_at_checked(end)?;
            found.push((name.to_owned(), value.to_owned()));
            (template, rest) = (after, behind);
        }
        (template == rest).then_some(found)
    }

    /// The value of a parameter of the path or of a header, of its text.
    pub fn single(&self, parameter: &Parameter, text: &str) -> Option<Value> {
        let decode: fn(&str) -> String = if parameter.location == "header" { str::to_owned } else { decoded };
        let schema = component(self.document, &parameter.schema)?;
        if parameter.content.is_some() {
            return Self::content(parameter, &decode(text));
        }
        let kinds = self.kinds(schema, 0);
        let Parameter { name, explode, .. } = parameter;
        let (text, separator) = match parameter.style.as_str() {
            "simple" => (text, ","),
            "label" => (text.strip_prefix('.')?, if *explode { "." } else { "," }),
            "matrix" if *explode && kinds.object => (text.strip_prefix(';')?, ";"),
            "matrix" if *explode && kinds.array => {
                let items = text.strip_prefix(';')?.split(';').map(|item| item.split_once('='));
                let items: Option<Vec<_>> = items.collect();
                let items = items?.into_iter().filter(|(key, _)| decoded(key) == *name);
                return Some(items.map(|(_, item)| self.item(schema, &decode(item))).collect());
            }
            "matrix" => {
                let text = text.strip_prefix(';')?;
                let (key, value) = text.split_once('=').unwrap_or((text, ""));
                (Some(value).filter(|_| decoded(key) == *name)?, ",")
            }
            _ => return None,
        };
        let parts: Vec<&str> = text.split(separator).collect();
        if kinds.object && !kinds.scalar {
            return self.object(schema, &parts, *explode, decode);
        }
        if kinds.array && !(kinds.scalar && parts.len() == 1) {
            return Some(parts.iter().map(|part| self.item(schema, &decode(part))).collect());
        }
        Some(self.typed(schema, &decode(text)))
    }

    /// `R,100,G,200`, or exploded `R=100,G=200`.
    fn object(
        &self,
        schema: &Value,
        parts: &[&str],
        explode: bool,
        decode: fn(&str) -> String,
    ) -> Option<Value> {
        let pairs: Option<Vec<(&str, &str)>> = if explode {
            parts.iter().map(|part| part.split_once('=')).collect()
        } else {
            parts.chunks(2).map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect()
        };
        let member = |(name, text): (&str, &str)| {
            let name = decode(name);
            let value = self.typed(&self.property(schema, &name, 0), &decode(text));
            (name, value)
        };
        Some(pairs?.into_iter().map(member).collect())
    }

    /// The value of a parameter of the query or of the cookies, or of a property of a form. None if it is not there.
    pub fn pairs(&self, parameter: &Parameter, schema: &Value, pairs: &mut Pairs) -> Option<Value> {
        let Parameter { name, explode, .. } = parameter;
        if parameter.content.is_some() {
            let (_, text) = pairs.take(|it| it == name).into_iter().next()?;
            let is_raw = parameter.location == "cookie" && parameter.content.as_deref() == Some("text/plain");
            return Self::content(parameter, &if is_raw { text } else { decoded(&text) });
        }
        let kinds = self.kinds(schema, 0);
        if parameter.style == "deepObject" && (kinds.object || !kinds.scalar) {
            return self.deep(schema, name, pairs);
        }
        let exploded_object = kinds.object && !kinds.array && !kinds.scalar;
        if *explode && exploded_object {
            let known = |key: &str| self.declares(schema, key, 0);
            let members = pairs.take(known).into_iter().map(|(key, text)| {
                let value = self.typed(&self.property(schema, &key, 0), &decoded(&text));
                (key, value)
            });
            let members: Map<_, _> = members.collect();
            return (!members.is_empty()).then(|| members.into());
        }
        let texts: Vec<String> = pairs.take(|it| it == name).into_iter().map(|(_, text)| text).collect();
        let first = texts.first()?;
        let separators: &[&str] = match parameter.style.as_str() {
            "spaceDelimited" => &["%20"],
            "pipeDelimited" => &["%7C", "%7c", "|"],
            _ => &[","],
        };
        let split = |text: &str| {
            let mut parts = vec![text.to_owned()];
            for separator in separators {
                parts = parts.iter().flat_map(|it| it.split(separator)).map(str::to_owned).collect();
            }
            parts
        };
        if exploded_object {
            let parts = split(first);
            return self.object(
                schema,
                &parts.iter().map(String::as_str).collect::<Vec<_>>(),
                false,
                decoded,
            );
        }
        let parts = if *explode { texts } else { split(first) };
        if kinds.array && !(kinds.scalar && parts.len() == 1) {
            return Some(parts.iter().map(|text| self.item(schema, &decoded(text))).collect());
        }
        Some(self.typed(schema, &decoded(&parts.concat())))
    }

    fn content(parameter: &Parameter, text: &str) -> Option<Value> {
        let is_json = parameter.content.as_deref().is_some_and(|it| it.contains("json") || it.contains('*'));
        if is_json { serde_json::from_str(text).ok() } else { Some(json!(text)) }
    }

    /// `name[R]=100&name[G]=200`, and deeper.
    fn deep(&self, schema: &Value, name: &str, pairs: &mut Pairs) -> Option<Value> {
        let prefix = format!("{name}[");
        let taken = pairs.take(|it| it.starts_with(&prefix) || it == name);
        // OpenAPI does not say how a scalar is written; it has no key.
        if let [(key, text)] = taken.as_slice()
            && key == name
        {
            return Some(self.typed(schema, &decoded(text)));
        }
        let mut tree = Value::Null;
        for (key, text) in taken {
            let keys = key.get(name.len()..)?.trim_start_matches('[').trim_end_matches(']');
            let mut place = &mut tree;
            for key in keys.split("][") {
                if !place.is_object() {
                    *place = json!({});
                }
                place = place.as_object_mut()?.entry(key).or_insert(Value::Null);
            }
            *place = json!(decoded(&text));
        }
        (!tree.is_null()).then(|| self.branch(schema, tree))
    }

    /// A tree of texts as the schema has it: lists are members called `0`, `1` and so on.
    fn branch(&self, schema: &Value, tree: Value) -> Value {
        match tree {
            Value::Object(members) => {
                let kinds = self.kinds(schema, 0);
                if kinds.array && members.keys().enumerate().all(|(index, key)| index.to_string() == *key) {
                    let items = self.items(schema, 0);
                    return members.into_iter().map(|(_, it)| self.branch(&items, it)).collect();
                }
                let member = |(key, it): (String, Value)| {
                    let value = self.branch(&self.property(schema, &key, 0), it);
                    (key, value)
                };
                members.into_iter().map(member).collect()
            }
            Value::String(text) => self.typed(schema, &text),
            other => other,
        }
    }

    /// The members of a form: several pairs of a name are a list, lists and objects within are JSON.
    pub fn form(&self, schema: &Value, pairs: Vec<(String, String)>) -> Value {
        let mut texts: Map<String, Value> = Map::new();
        for (name, text) in pairs {
            let all = texts.entry(name).or_insert_with(|| json!([]));
            all.as_array_mut().into_iter().for_each(|all| all.push(json!(text)));
        }
        let member = |(name, texts): (String, Value)| {
            let property = self.property(schema, &name, 0);
            let kinds = self.kinds(&property, 0);
            let texts: Vec<&str> = texts.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let value = match texts.as_slice() {
                [text] if !kinds.array || kinds.scalar || kinds.object => self.typed(&property, text),
                several => several.iter().map(|text| self.item(&property, text)).collect(),
            };
            (name, value)
        };
        texts.into_iter().map(member).collect()
    }

    fn item(&self, schema: &Value, text: &str) -> Value {
        self.typed(&self.items(schema, 0), text)
    }

    /// A text as the schema's type has it: where a string is one of several, it is a text.
    fn typed(&self, schema: &Value, text: &str) -> Value {
        let kinds = self.kinds(schema, 0);
        match serde_json::from_str::<Value>(text) {
            Ok(value) if !kinds.string && !value.is_string() => value,
            _ => json!(text),
        }
    }

    /// The types that a schema allows.
    pub fn kinds(&self, schema: &Value, depth: usize) -> Kinds {
        let schema = resolved(schema, self.document);
        let mut kinds = match schema.get("type") {
            Some(Value::String(name)) => Kinds::of(&[name.as_str()]),
            Some(Value::Array(names)) => {
                Kinds::of(&names.iter().filter_map(Value::as_str).collect::<Vec<_>>())
            }
            _ => Kinds::ANY,
        };
        let values = schema.get("const").map(std::slice::from_ref);
        if let Some(values) = values.or_else(|| schema.get("enum")?.as_array().map(Vec::as_slice)) {
            let of = values.iter().map(|value| Kinds::of(&[kind(value)])).reduce(Kinds::or);
            kinds = kinds.and(of.unwrap_or(kinds));
        }
        let list = |keyword: &str| schema.get(keyword).and_then(Value::as_array).cloned().unwrap_or_default();
        if depth < 12 {
            for part in list("allOf") {
                kinds = kinds.and(self.kinds(&part, depth + 1));
            }
            for keyword in ["oneOf", "anyOf"] {
                let either = list(keyword).iter().map(|it| self.kinds(it, depth + 1)).reduce(Kinds::or);
                kinds = kinds.and(either.unwrap_or(kinds));
            }
        }
        kinds
    }

    /// The schemas that are beside each other in a schema.
    fn parts(&self, schema: &Value) -> Vec<Value> {
        let schema = resolved(schema, self.document);
        let lists = ["allOf", "anyOf", "oneOf"].iter().filter_map(|list| schema.get(*list)?.as_array());
        lists.flatten().cloned().collect()
    }

    fn items(&self, schema: &Value, depth: usize) -> Value {
        let own = resolved(schema, self.document).get("items");
        let inner = || self.parts(schema).iter().map(|it| self.items(it, depth + 1)).find(Value::is_object);
        own.cloned().or_else(|| (depth < 12).then(inner)?).unwrap_or_default()
    }

    /// The schema of a property.
    pub fn property(&self, schema: &Value, name: &str, depth: usize) -> Value {
        let target = resolved(schema, self.document);
        let own = target.get("properties").and_then(|it| it.get(name));
        let inner =
            || self.parts(schema).iter().map(|it| self.property(it, name, depth + 1)).find(Value::is_object);
        let own = own.cloned().or_else(|| (depth < 12).then(inner)?);
        own.or_else(|| target.get("additionalProperties").cloned()).unwrap_or_default()
    }

    /// Whether a parameter has the pairs of properties that its schema does not name.
    pub fn is_open(&self, parameter: &Parameter) -> bool {
        let schema = component(self.document, &parameter.schema).cloned().unwrap_or_default();
        parameter.explode && parameter.style == "form" && self.declares(&schema, "", 0)
    }

    /// Whether a schema has a property, or a schema for those that it does not name.
    fn declares(&self, schema: &Value, name: &str, depth: usize) -> bool {
        let target = resolved(schema, self.document);
        target.get("properties").is_some_and(|it| it.get(name).is_some())
            || target.get("additionalProperties").is_some_and(Value::is_object)
            || (depth < 12 && self.parts(schema).iter().any(|it| self.declares(it, name, depth + 1)))
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::Null => "null",
        _ => "number",
    }
}

/// What values of a schema may be.
#[derive(Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "it is a set")]
pub struct Kinds {
    pub string: bool,
    pub scalar: bool,
    pub array: bool,
    pub object: bool,
}

impl Kinds {
    const ANY: Self = Self { string: true, scalar: true, array: true, object: true };

    fn of(names: &[&str]) -> Self {
        let has = |name: &str| names.contains(&name);
        let scalar = has("string") || has("number") || has("integer") || has("boolean");
        Self { string: has("string"), scalar, array: has("array"), object: has("object") }
    }

    fn and(self, other: Self) -> Self {
        Self {
            string: self.string && other.string,
            scalar: self.scalar && other.scalar,
            array: self.array && other.array,
            object: self.object && other.object,
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            string: self.string || other.string,
            scalar: self.scalar || other.scalar,
            array: self.array || other.array,
            object: self.object || other.object,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::operation::{Operation, operations};
    use super::{Pairs, Reader};

    fn operation(parameters: &Value) -> (Value, Operation) {
        let mut document = json!({ "paths": { "/x/{color}": { "get": { "parameters": parameters } } } });
        let operation = operations(&mut document).remove(0);
        (document, operation)
    }

    /// The table of OpenAPI 3.1.1, 4.8.12.4.
    #[test]
    fn values_are_read_by_the_table() {
        let text = json!({ "type": "string" });
        let list = json!({ "type": "array", "items": { "type": "string" } });
        let map = json!({ "type": "object", "additionalProperties": { "type": "integer" } });
        let (blue, colours, rgb) =
            (json!("blue"), json!(["blue", "black", "brown"]), json!({"R": 100, "G": 200, "B": 150}));
        let rows: &[(&str, &str, bool, &Value, &str, &Value)] = &[
            ("path", "simple", false, &text, "blue", &blue),
            ("path", "simple", false, &list, "blue,black,brown", &colours),
            ("path", "simple", false, &map, "R,100,G,200,B,150", &rgb),
            ("path", "simple", true, &map, "R=100,G=200,B=150", &rgb),
            ("path", "label", false, &text, ".blue", &blue),
            ("path", "label", false, &list, ".blue,black,brown", &colours),
            ("path", "label", true, &list, ".blue.black.brown", &colours),
            ("path", "label", true, &map, ".R=100.G=200.B=150", &rgb),
            ("path", "matrix", false, &text, ";color=blue", &blue),
            ("path", "matrix", false, &list, ";color=blue,black,brown", &colours),
            ("path", "matrix", true, &list, ";color=blue;color=black;color=brown", &colours),
            ("path", "matrix", false, &map, ";color=R,100,G,200,B,150", &rgb),
            ("path", "matrix", true, &map, ";R=100;G=200;B=150", &rgb),
            ("query", "form", false, &list, "color=blue,black,brown", &colours),
            ("query", "form", true, &list, "color=blue&color=black&color=brown", &colours),
            ("query", "form", false, &map, "color=R,100,G,200,B,150", &rgb),
            ("query", "form", true, &map, "R=100&G=200&B=150", &rgb),
            ("query", "spaceDelimited", false, &list, "color=blue%20black%20brown", &colours),
            ("query", "spaceDelimited", false, &map, "color=R%20100%20G%20200%20B%20150", &rgb),
            ("query", "pipeDelimited", false, &list, "color=blue%7Cblack%7Cbrown", &colours),
            ("query", "deepObject", true, &map, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150", &rgb),
        ];
        for (location, style, explode, schema, text, expected) in rows {
            let parameter = json!([{"name": "color", "in": location, "style": style, "explode": explode, "schema": schema}]);
            let (document, operation) = operation(&parameter);
            let (reader, parameter) = (Reader { document: &document }, &operation.parameters[0]);
            let read = if *location == "path" {
                let path = Reader::path(&operation, &format!("/x/{text}")).unwrap();
                reader.single(parameter, &path[0].1)
            } else {
                let mut pairs = Pairs::of_query(text);
                let read = reader.pairs(parameter, schema, &mut pairs);
                assert!(pairs.left().is_empty(), "{text}");
                read
            };
            assert_eq!(read.as_ref(), Some(*expected), "{style} {text}");
        }
    }
}
