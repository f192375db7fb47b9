//! The parts of an operation that a page documents.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::schema::{COMMENT, Types, object, schema, text};
use super::{Inline, pascal};
use crate::doc::description::{FIELD_SCOPES, limits, parameters_of};
use crate::doc::diff::by_key;
use crate::doc::page::{ErrorRow, Example, Field, Fields, Header, Page};

/// The path with its parameters in braces.
pub fn template(path: &str) -> String {
    let segment = |segment: &str| match segment.strip_prefix(':') {
        Some(name) => format!("{{{name}}}"),
        None => segment.to_owned(),
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// An `operationId` of method and path.
pub fn id(path: &str, method: &str) -> String {
    let segments = path.split('/').filter(|segment| !matches!(*segment, "" | "open-apis"));
    let words = segments.map(|segment| match segment.strip_prefix('{') {
        Some(name) => format!("By{}", pascal(name)),
        None => pascal(segment).trim_start_matches("Type").to_owned(),
    });
    method.to_owned() + &words.collect::<String>()
}

/// An operation, all but its servers and its record.
pub fn operation(page: &Page, path: &str, id: &str, types: &mut dyn Types) -> Map<String, Value> {
    let mut operation = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        operation.extend(value.map(|value| (key.to_owned(), value)));
    };
    put("operationId", Some(id.into()));
    put("summary", Some(text(&page.title).replace('\n', " ").into()));
    put("description", introduction(page));
    put("externalDocs", page.source.as_ref().map(|url| json!({ "url": url })));
    if page.tokens.is_empty() && !page.scopes.is_empty() {
        let review =
            format!("REVIEW: the page names no kind of token for its scopes: {}", page.scopes.join(", "));
        put("#security", Some(review.into()));
    }
    put("security", Some(security(page)));
    if let Some(words) = &page.rate_limit {
        let found = limits(words);
        // Of several, the one that lets the fewest through in the long run.
        let seconds = |window: &str| match window {
            "1s" => 1,
            "1m" => 60,
            "1h" => 3600,
            _ => 86_400,
        };
        let least = found.iter().min_by(|a, b| (a.0 * seconds(b.1)).cmp(&(b.0 * seconds(a.1))));
        if found.len() != 1 {
            put(
                "#rate",
                Some(format!("REVIEW: the page's rate limit: {}", text(words).replace('\n', " ")).into()),
            );
        }
        put("x-rate-limit", least.map(|(limit, window)| json!({ "limit": limit, "window": window })));
    }
    put(FIELD_SCOPES, (!page.field_scopes.is_empty()).then(|| page.field_scopes.clone().into()));
    let names: BTreeSet<&str> = parameters_of(path).into_iter().collect();
    let is_elsewhere = |row: &&Field| !names.contains(row.name.as_str());
    let elsewhere: Vec<_> =
        page.path_params.rows().iter().filter(is_elsewhere).map(|row| &*row.name).collect();
    if !elsewhere.is_empty() {
        let review = format!("REVIEW: the address does not have these parameters: {}", elsewhere.join(", "));
        put("#path", Some(review.into()));
    }
    let parameters = parameters(page, path);
    put("parameters", (!parameters.is_empty()).then(|| parameters.into()));
    put("requestBody", request_body(page, types));
    put("responses", Some(responses(page, types)));
    let mut known = BTreeSet::new();
    let codes: Vec<&ErrorRow> = page.errors.iter().filter(|row| known.insert(row.code)).collect();
    if codes.len() < page.errors.len() {
        put("#codes", Some("REVIEW: the page has error codes twice; the first row of each is here.".into()));
    }
    let codes: Vec<Value> = codes.into_iter().map(error_code).collect();
    put("x-error-codes", (!codes.is_empty()).then(|| codes.into()));
    operation
}

/// What the page says before its first heading of second order.
fn introduction(page: &Page) -> Option<Value> {
    let texts = page
        .texts
        .iter()
        .filter(|section| section.heading == page.heading)
        .map(|section| text(&section.text));
    let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
    (!texts.is_empty()).then(|| texts.join("\n").into())
}

/// One alternative for each kind of token and each scope, since one scope is enough.
pub fn security(page: &Page) -> Value {
    let alternatives = page.tokens.iter().flat_map(|token| {
        let with = |scopes: &[&String]| Value::Object(Map::from_iter([(token.clone(), json!(scopes))]));
        let each: Vec<Value> = page.scopes.iter().map(|scope| with(&[scope])).collect();
        if each.is_empty() { vec![with(&[])] } else { each }
    });
    alternatives.collect()
}

fn parameters(page: &Page, path: &str) -> Vec<Value> {
    let mut found: Vec<(&str, &str, Value)> = Vec::new();
    let rows = by_key(page.path_params.rows(), |row| Some(row.name.as_str()));
    let row = |name: &str| rows.get(name)?.front().copied();
    let mut names = parameters_of(path);
    names.sort_by_key(|name| row(name).map_or(usize::MAX, |(place, _)| place));
    for name in names {
        let unlisted = Field {
            name: name.to_owned(),
            type_word: Some("string".to_owned()),
            text: "REVIEW: the page's table has no such parameter.".to_owned(),
            ..Field::default()
        };
        found.push(("path", name, parameter(row(name).map_or(&unlisted, |(_, row)| row), "path")));
    }
    found.extend(page.query.rows().iter().map(|row| ("query", row.name.as_str(), parameter(row, "query"))));
    let is_own = |header: &&Header| {
        !["authorization", "content-type", "accept"].contains(&header.name.to_ascii_lowercase().as_str())
    };
    found.extend(page.headers.iter().filter(is_own).map(|row| ("header", row.name.as_str(), header(row))));
    let mut seen = BTreeSet::new();
    // The names of headers are the same in each case.
    let key = |location, name: &str| if location == "header" { name.to_lowercase() } else { name.to_owned() };
    found.retain(|(location, name, _)| seen.insert((*location, key(*location, name))));
    found.into_iter().map(|(.., value)| value).collect()
}

/// A parameter.
pub fn parameter(field: &Field, location: &str) -> Value {
    let mut schema = schema(&Field { text: String::new(), ..field.clone() }, &[], &mut Inline);
    let mut parameter = Map::new();
    if let Some(review) = schema.as_object_mut().and_then(|schema| schema.shift_remove(COMMENT)) {
        parameter.insert(COMMENT.to_owned(), review);
    }
    parameter.insert("name".to_owned(), field.name.as_str().into());
    parameter.insert("in".to_owned(), location.into());
    if location == "path" || field.required == Some(true) {
        parameter.insert("required".to_owned(), true.into());
    }
    let text = text(&field.text);
    if !text.is_empty() {
        parameter.insert("description".to_owned(), text.into());
    }
    parameter.insert("schema".to_owned(), schema);
    Value::Object(parameter)
}

/// A parameter in a header.
pub fn header(header: &Header) -> Value {
    let field = Field {
        name: header.name.clone(),
        type_word: Some("string".to_owned()),
        required: header.required,
        text: header.text.clone(),
        ..Field::default()
    };
    let mut value = parameter(&field, "header");
    if let (Some(fixed), Some(schema)) =
        (&header.fixed, value.get_mut("schema").and_then(Value::as_object_mut))
    {
        schema.insert("const".to_owned(), fixed.as_str().into());
    }
    value
}

/// The body of the request, if the page has its table.
pub fn request_body(page: &Page, types: &mut dyn Types) -> Option<Value> {
    if matches!(page.request, Fields::Absent) {
        return None;
    }
    let stated = page.headers.iter().find(|header| header.name.eq_ignore_ascii_case("Content-Type"));
    let stated = stated.and_then(|header| header.fixed.clone().or_else(|| header.example.clone()));
    let has_file = page.request.rows().iter().any(|row| row.type_word.as_deref() == Some("file"));
    let media = match stated {
        Some(media) if media.starts_with("multipart/") => "multipart/form-data".to_owned(),
        Some(media) if media.contains('/') && !has_file => media,
        _ if has_file => "multipart/form-data".to_owned(),
        _ => "application/json".to_owned(),
    };
    let example = page.request_example.as_ref().filter(|_| media.starts_with("application/json"));
    let media_type = body(&page.request, example, types);
    let mut content = Map::new();
    content.insert(media, media_type);
    Some(json!({ "required": true, "content": content }))
}

/// The responses: the one of a success.
pub fn responses(page: &Page, types: &mut dyn Types) -> Value {
    let mut response = Map::new();
    if matches!(page.response, Fields::Absent) {
        let review = "REVIEW: the page has no table of the response.";
        response.insert(COMMENT.to_owned(), review.into());
    }
    response.insert("description".to_owned(), "The answer.".into());
    if !matches!(page.response, Fields::Absent) {
        let media = body(&page.response, page.response_example.as_ref(), types);
        response.insert("content".to_owned(), json!({ "application/json": media }));
    }
    json!({ "200": response })
}

/// A media type: the schema, and the example if that is JSON.
fn body(fields: &Fields, example: Option<&Example>, types: &mut dyn Types) -> Value {
    let example = match example {
        Some(Example::Json(example)) => Some(example),
        _ => None,
    };
    let samples: Vec<&Value> = example.into_iter().collect();
    let schema = match fields {
        Fields::Unknown(rows) => {
            // Which rows are inside of which is for a person to say; until then none has to be there.
            let rows: Vec<Field> = rows.iter().map(|row| Field { required: None, ..row.clone() }).collect();
            let mut schema = object(&rows, &samples, types);
            if let Some(members) = schema.as_object_mut() {
                let review = "REVIEW: nothing on the page says which of these are inside of which.\n";
                let more = members.get(COMMENT).and_then(Value::as_str).unwrap_or_default();
                let review = review.to_owned() + more;
                members.shift_insert(0, COMMENT.to_owned(), review.into());
            }
            schema
        }
        _ => object(fields.rows(), &samples, types),
    };
    match example {
        Some(example) => json!({ "schema": schema, "example": example }),
        None => json!({ "schema": schema }),
    }
}

/// An error code.
pub fn error_code(row: &ErrorRow) -> Value {
    let mut code = Map::new();
    code.insert("code".to_owned(), row.code.into());
    if let Some(status) = row.status {
        code.insert("status".to_owned(), status.into());
    }
    for (key, words) in [("meaning", &row.text), ("advice", &row.advice)] {
        let words = text(words);
        if !words.is_empty() {
            code.insert(key.to_owned(), words.into());
        }
    }
    Value::Object(code)
}

/// Whether a response has a code and a message around what it answers.
pub fn has_envelope(page: &Page) -> bool {
    let has = |name: &str| page.response.rows().iter().any(|row| row.name == name);
    has("code") && has("msg")
}

/// The envelope of a platform whose responses have one.
pub fn envelope() -> Value {
    json!({ "code": "/code", "success": 0, "message": "/msg", "data": "/data" })
}

/// Says where an operation's envelope differs from the document's.
pub fn put_envelope(page: &Page, is_inherited: bool, operation: &mut Map<String, Value>) {
    let has_data = page.response.rows().iter().any(|row| row.name == "data");
    let value = match (has_envelope(page), is_inherited) {
        (false, false) => return,
        (false, true) => json!(false),
        (true, true) if has_data => return,
        (true, true) => json!({ "data": "" }),
        (true, false) if has_data => envelope(),
        (true, false) => json!({ "code": "/code", "success": 0, "message": "/msg", "data": "" }),
    };
    operation.insert("x-envelope".to_owned(), value);
}
