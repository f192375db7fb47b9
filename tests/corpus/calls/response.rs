//! Responses to an operation: made from the schemas, and compared with what the bindings make of them.

use serde_json::{Value, json};

use super::made::{Values, as_sent, fits};
use super::operation::{Envelope, Media, Operation, Parameter, Response};
use crate::Failure;
use crate::reference::same;

/// A response that a server is to give.
pub struct Made {
    pub status: u16,
    is_success: bool,
    contents: Vec<Content>,
    headers: Vec<Header>,
}

/// A header of a response.
struct Header {
    parameter: Parameter,
    value: Value,
}

/// A body of a response, in one media type.
struct Content {
    /// What the header says.
    media_type: String,
    bytes: Vec<u8>,
    /// What the bindings are to read.
    expected: Expected,
}

enum Expected {
    /// A value of a component, or any.
    Json(Value, Option<String>),
    /// The data within a value.
    Data(Value, Option<String>, String),
    /// The code of a failure.
    Code(Value),
    /// Several of them.
    Several(Vec<Value>, Option<String>),
    Text(Value),
    /// Bytes, which are nothing in a failure.
    Bytes(Value),
}

/// Makes one of the responses, another one with each number. An error is why none could be made.
pub fn make(
    operation: &Operation,
    values: &mut Values<'_>,
    number: usize,
) -> Result<Result<Made, String>, Failure> {
    let described: Vec<&Response> =
        operation.responses.iter().filter(|it| !it.status.starts_with('1')).collect();
    let response = described.get(number % described.len().max(1));
    let has_success = described.iter().any(|it| it.status.starts_with('2'));
    let status = response.map_or(204, |it| status(it, &described, has_success));
    // Where a code says whether a call failed, a third of them has.
    let is_failed = operation.envelope.is_some() && number % 3 == 2 && has_json(response);
    let is_success = (200..300).contains(&status) && !is_failed;
    let mut contents = Vec::new();
    let is_empty = operation.method == "HEAD" || [204, 205, 304].contains(&status);
    let media = response.map(|it| it.content.as_slice()).unwrap_or_default();
    for media in media.iter().filter(|_| !is_empty) {
        let content = content(media, is_success, values)?;
        let content = match &operation.envelope {
            Some(envelope) => content.and_then(|it| it.enveloped(envelope, is_success)),
            None => content,
        };
        match content {
            Some(content) => contents.push(content),
            None => return Ok(Err(format!("a value of {} with {status}", media.name))),
        }
    }
    let mut headers = Vec::new();
    for parameter in response.into_iter().flat_map(|it| &it.headers) {
        let is_sent = parameter.required || values.maker.rng.bool();
        match values.value(&parameter.schema, &|it| fits(parameter, it))? {
            Some(value) if is_sent => headers.push(Header { parameter: parameter.clone(), value }),
            None if parameter.required => {
                return Ok(Err(format!("a value of the header {}", parameter.name)));
            }
            _ => {}
        }
    }
    Ok(Ok(Made { status, is_success, contents, headers }))
}

impl Header {
    /// The text in the style `simple`, or as its content has it (OpenAPI 3.1.1, 4.8.21).
    fn text(&self) -> String {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let between = if self.parameter.explode { "=" } else { "," };
        let texts: Vec<String> = match &self.value {
            value if self.parameter.content.as_deref().is_some_and(|it| it.contains("json")) => {
                vec![value.to_string()]
            }
            Value::Array(items) => items.iter().map(text).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, value)| format!("{name}{between}{}", text(value))).collect()
            }
            scalar => vec![text(scalar)],
        };
        texts.join(",")
    }
}

/// A status that only this response is for.
fn status(response: &Response, all: &[&Response], has_success: bool) -> u16 {
    let is_taken = |name: &str| all.iter().any(|it| it.status.eq_ignore_ascii_case(name));
    if let Ok(status) = response.status.parse() {
        return status;
    }
    let class = response.status.chars().next().and_then(|it| it.to_digit(10));
    // The class of `default` is that of no other response.
    let free = [5, 4, 3].into_iter().find(|class| !is_taken(&format!("{class}XX"))).unwrap_or(6);
    let class = class.unwrap_or(if has_success { free } else { 2 });
    let statuses = class * 100..class * 100 + 99;
    // 204, 205 and 304 have no body.
    let mut statuses = statuses.filter(|status| ![204, 205, 304].contains(status));
    let status = statuses.find(|status| !is_taken(&status.to_string()));
    status.and_then(|it| u16::try_from(it).ok()).unwrap_or(500)
}

fn content(media: &Media, is_success: bool, values: &mut Values<'_>) -> Result<Option<Content>, Failure> {
    let key = media.schema.clone();
    let is_text_schema = key.as_ref().is_some_and(|key| {
        let kinds = super::operation::component(&values.schemas.document, key);
        kinds.is_some_and(|it| {
            let kinds = values.reader().kinds(it, 0);
            kinds.string && !kinds.object && !kinds.array
        })
    });
    let essence = match media.essence().as_str() {
        "*/*" | "application/*" if key.is_some() && !is_text_schema => "application/json".to_owned(),
        "*/*" | "application/*" => "application/octet-stream".to_owned(),
        "text/*" => "text/plain".to_owned(),
        range => range.replace("/*", "/x-any"),
    };
    let media_type = if essence == media.essence() { media.name.clone() } else { essence.clone() };
    let lines = ["application/jsonl", "application/x-ndjson"];
    let is_sequence = essence == "application/json-seq" || essence.ends_with("+json-seq");
    if essence == "text/event-stream" || is_sequence || lines.contains(&essence.as_str()) {
        let Some(items) = values.lines(media)? else { return Ok(None) };
        let line = |value: &Value| match value {
            Value::String(text) if essence == "text/event-stream" && !text.contains(['\r', '\n']) => {
                format!("data: {text}\n\n")
            }
            value if essence == "text/event-stream" => format!("data: {value}\n\n"),
            value if is_sequence => format!("\u{1e}{value}\n"),
            value => format!("{value}\n"),
        };
        let bytes = items.iter().map(line).collect::<String>().into_bytes();
        return Ok(Some(Content { media_type, bytes, expected: Expected::Several(items, key) }));
    }
    if essence == "application/json" || essence.ends_with("+json") {
        let value = values.body(media, &|_| true)?;
        let content = |value: Value| Content {
            media_type,
            bytes: value.to_string().into_bytes(),
            expected: Expected::Json(value, key),
        };
        return Ok(value.map(content));
    }
    let is_text = essence.starts_with("text/");
    let text = if is_text { values.text(media)? } else { Some(json!("bytes \u{e9}\r\n\0")) };
    let content = |text: Value| Content {
        media_type,
        bytes: text.as_str().unwrap_or_default().as_bytes().to_vec(),
        // A failure is a text where a schema says so.
        expected: if is_text && (is_success || media.schema.is_some()) {
            Expected::Text(text)
        } else {
            Expected::Bytes(text)
        },
    };
    Ok(text.map(content))
}

impl Content {
    /// The content of JSON in an envelope, whose code says whether the call succeeded. None if it is no such envelope.
    fn enveloped(mut self, envelope: &Envelope, is_success: bool) -> Option<Self> {
        let Expected::Json(mut value, key) = self.expected else { return Some(self) };
        let code = if is_success { envelope.success.clone() } else { json!(7) };
        value.pointer_mut(&envelope.code)?.clone_from(&code);
        self.bytes = value.to_string().into_bytes();
        self.expected =
            if is_success { Expected::Data(value, key, envelope.data.clone()) } else { Expected::Code(code) };
        Some(self)
    }
}

/// Whether a response has a body of JSON.
fn has_json(response: Option<&&Response>) -> bool {
    response.is_some_and(|it| it.content.iter().any(|media| media.essence().ends_with("json")))
}

impl Made {
    /// The bodies by their media types.
    pub fn bodies(&self) -> Vec<(String, Vec<u8>)> {
        self.contents.iter().map(|it| (it.media_type.clone(), it.bytes.clone())).collect()
    }

    /// The headers, each with its text.
    pub fn headers(&self) -> Vec<(String, String)> {
        self.headers.iter().map(|it| (it.parameter.name.clone(), it.text())).collect()
    }

    /// Headers that are not read as they were sent.
    pub fn header_faults(&self, outcome: &Value, values: &mut Values<'_>) -> Result<Vec<String>, Failure> {
        let mut faults = Vec::new();
        for header in &self.headers {
            let Parameter { name, schema, .. } = &header.parameter;
            let read = outcome.get("headers").and_then(|it| it.get(name)).cloned().unwrap_or_default();
            let read = as_sent(&header.value, read);
            if !same(values.validator(schema)?, &header.value, &read) {
                faults.push(format!(
                    "the header {name} of {} is read as {read}, not {}",
                    self.status, header.value
                ));
            }
        }
        Ok(faults)
    }

    /// In what the outcome of a call differs from what was sent in a media type.
    pub fn fault(
        &self,
        chosen: Option<&str>,
        outcome: &Value,
        values: &mut Values<'_>,
    ) -> Result<Option<String>, Failure> {
        let read = (self.is_success, outcome.get("success"), outcome.get("failure"));
        let ((true, Some(read), _) | (false, None, Some(read))) = read else {
            return Ok(Some(format!("the response {} is read as {outcome}", self.status)));
        };
        let content = self.contents.iter().find(|it| Some(it.media_type.as_str()) == chosen);
        let Some(content) = content else {
            return Ok((!read.is_null()).then(|| format!("nothing is read as {read}")));
        };
        let is_same = match &content.expected {
            // Streams are not read of a failure.
            Expected::Bytes(_) | Expected::Several(..) if !self.is_success => read.is_null(),
            Expected::Text(text) | Expected::Bytes(text) => read == text,
            Expected::Code(code) => read.is_null() && outcome.get("code") == Some(code),
            Expected::Data(value, key, data) => {
                let mut whole = value.clone();
                match whole.pointer_mut(data) {
                    Some(place) => {
                        place.clone_from(read);
                        is_same(value, &whole, key.as_deref(), values)?
                    }
                    None => read.is_null(),
                }
            }
            Expected::Json(value, key) => is_same(value, read, key.as_deref(), values)?,
            Expected::Several(sent, key) => {
                let read = read.as_array().map(Vec::as_slice).unwrap_or_default();
                let mut is_good = sent.len() == read.len();
                for (sent, read) in sent.iter().zip(read) {
                    is_good &= is_same(sent, read, key.as_deref(), values)?;
                }
                is_good
            }
        };
        let sent = String::from_utf8_lossy(&content.bytes);
        Ok((!is_same).then(|| format!("{} {sent} is read as {read}", content.media_type)))
    }
}

fn is_same(sent: &Value, read: &Value, key: Option<&str>, values: &mut Values<'_>) -> Result<bool, Failure> {
    match key {
        Some(key) => Ok(same(values.validator(key)?, sent, read)),
        None => Ok(sent == read || read.is_null()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::made::{Schemas, Values};
    use super::super::operation::operations;
    use super::make;

    #[test]
    fn whatever_is_read_otherwise_is_found() {
        let schema = json!({ "type": "object", "required": ["n"], "properties": { "n": { "const": 1 } } });
        let content = json!({ "application/json": { "schema": schema } });
        let total = json!({ "required": true, "schema": { "type": "integer", "enum": [7] } });
        let mut document = json!({ "openapi": "3.1.1", "paths": { "/": { "get": { "responses": {
            "200": { "content": content, "headers": { "X-Total": total } },
            "4XX": { "content": content },
            "204": {},
        } } } } });
        let operation = operations(&mut document).remove(0);
        let schemas = Schemas::new(&document, "writeOnly").unwrap();
        let mut values = Values::new(&schemas, 0);
        let rows = [
            (0, 200, json!({"success": {"n": 1}}), true),
            (0, 200, json!({"success": {"n": 2}}), false),
            (0, 200, json!({"success": null}), false),
            (0, 200, json!({"failure": {"n": 1}}), false),
            (0, 200, json!({"error": "no JSON"}), false),
            (1, 400, json!({"failure": {"n": 1}}), true),
            (1, 400, json!({"failure": null, "mismatch": "n is missing"}), false),
            (1, 400, json!({"success": {"n": 1}}), false),
            (2, 204, json!({"success": null}), true),
            (2, 204, json!({"success": {"n": 1}}), false),
        ];
        for (number, status, outcome, is_good) in rows {
            let made = make(&operation, &mut values, number).unwrap().unwrap();
            assert_eq!(made.status, status);
            let chosen = made.bodies().first().map(|(media_type, _)| media_type.clone());
            let fault = made.fault(chosen.as_deref(), &outcome, &mut values).unwrap();
            assert_eq!(fault.is_none(), is_good, "{status} {outcome}: {fault:?}");
        }
        let made = make(&operation, &mut values, 0).unwrap().unwrap();
        assert_eq!(made.headers(), [("X-Total".to_owned(), "7".to_owned())]);
        for (outcome, count) in [
            (json!({"headers": {"X-Total": 7}}), 0),
            (json!({"headers": {"X-Total": 8}}), 1),
            (json!({"headers": {"X-Total": null}}), 1),
            (json!({"headers": null}), 1),
        ] {
            assert_eq!(made.header_faults(&outcome, &mut values).unwrap().len(), count, "{outcome}");
        }
    }
}
