//! Requests of an operation: made from the schemas, and checked where they arrive.

use axum::body::Body;
use axum::extract::{FromRequest as _, Multipart, Request};
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;
use url::form_urlencoded;

use super::emitted::{BodyKind, Endpoint};
use super::made::{Values, as_sent, fits, fits_form};
use super::operation::{Media, Operation, Parameter, component};
use super::reader::{Pairs, Reader, decoded};
use super::server::{Seen, is_in_range};
use crate::Failure;
use crate::reference::same;

/// A request that bindings are to send.
pub struct Made {
    /// What the program is told: the fields.
    pub input: Value,
    /// The values of the parameters, in their order.
    pub parameters: Vec<Option<Value>>,
    pub body: Option<Sent>,
}

/// A body.
pub struct Sent {
    media: Media,
    kind: BodyKind,
    value: Value,
}

/// Makes a request; the first of an operation has whatever it may have. An error is why none could be made.
pub fn make(
    operation: &Operation,
    endpoint: &Endpoint,
    values: &mut Values<'_>,
    number: usize,
) -> Result<Result<Made, String>, Failure> {
    let mut input = Map::new();
    let mut parameters = Vec::new();
    for parameter in &operation.parameters {
        let is_sent = parameter.required || number == 0 || values.maker.rng.bool();
        let value = if is_sent { values.value(&parameter.schema, &|it| fits(parameter, it))? } else { None };
        if value.is_none() && parameter.required {
            return Ok(Err(format!("a value of the {} parameter {}", parameter.location, parameter.name)));
        }
        let is_field = |field: &&super::emitted::Field| {
            field.wire == parameter.name && field.location == parameter.location
        };
        let Some(field) = endpoint.parameters.iter().find(is_field) else {
            return Ok(Err(format!("no field is the {} parameter {}", parameter.location, parameter.name)));
        };
        input.extend(value.clone().map(|value| (field.name.clone(), value)));
        parameters.push(value);
    }
    let mut body = None;
    let is_sent = operation.is_body_required || number == 0 || values.maker.rng.bool();
    if let Some(of) = endpoint.body.as_ref().filter(|_| is_sent) {
        let index = number % of.kinds.len().max(1);
        let Some(kind) = of.kinds.get(index).cloned() else { return Ok(Err("no body".to_owned())) };
        let Some(media) = media(operation, &kind) else {
            return Ok(Err(format!("{} is no media type of the body", kind.media_type)));
        };
        let value = match kind.method.as_str() {
            "json" => values.body(&media, &|_| true)?,
            "lines" => values.lines(&media)?.map(Value::Array),
            "form" | "parts" | "multipart" => values.body(&media, &|it| fits_body(&media, it))?,
            "bytes" => Some(json!("bytes \u{e9}\r\n\0 of any kind")),
            _ => values.text(&media)?,
        };
        let Some(value) = value else { return Ok(Err(format!("a body of {}", media.name))) };
        input.insert(format!("body-{index}"), value.clone());
        input.insert("headers".to_owned(), headers(&media));
        if kind.method == "bytes" && media.essence().ends_with("/*") {
            input.insert("content-type".to_owned(), json!(media.essence().replace('*', "x-any")));
        }
        body = Some(Sent { media, kind, value });
    }
    Ok(Ok(Made { input: input.into(), parameters, body }))
}

/// The media type of the description that a kind of body is.
fn media(operation: &Operation, kind: &BodyKind) -> Option<Media> {
    let named = operation.body.iter().find(|it| it.name == kind.media_type);
    let essence = kind.media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let ranged = || operation.body.iter().find(|it| is_in_range(&essence, &it.essence()));
    // Only the caller knows what is in a range of bytes.
    let of_bytes = || operation.body.iter().find(|it| kind.method == "bytes" && it.essence().ends_with("/*"));
    named.or_else(ranged).or_else(of_bytes).cloned()
}

/// The names of the headers that parts have to have, by property.
fn headers(media: &Media) -> Value {
    let parts = media.encoding.as_object().into_iter().flatten();
    let names = |encoding: &Value| -> Value {
        let headers = encoding.get("headers").and_then(Value::as_object);
        headers.into_iter().flatten().map(|(name, _)| json!(name)).collect()
    };
    parts.map(|(property, encoding)| (property.clone(), names(encoding))).collect()
}

/// A request beside the one that was to be sent.
pub struct Check<'c> {
    pub operation: &'c Operation,
    pub request: &'c Made,
    /// The security schemes of the document.
    pub schemes: Option<&'c Value>,
    pub seen: &'c Seen,
}

impl Check<'_> {
    /// In what the request that came differs from the description, and from what was to be sent.
    pub fn faults(&self, values: &mut Values<'_>, runtime: &Runtime) -> Result<Vec<String>, Failure> {
        let Self { operation, seen, .. } = self;
        let mut faults = Vec::new();
        if seen.method != operation.method {
            faults.push(format!("the method is {}", seen.method));
        }
        let mut query = Pairs::of_query(seen.uri.query().unwrap_or_default());
        if let Some((_, fixed)) = operation.path.split_once('?') {
            query.take(|name| fixed.split('&').any(|pair| pair.split('=').next() == Some(name)));
        }
        let mut cookies = Pairs::of_cookies(&self.header("cookie").unwrap_or_default());
        faults.extend(self.credential(&mut query, &mut cookies));
        let Some(path) = Reader::path(operation, seen.uri.path()) else {
            faults.push(format!("the path is {}", seen.uri.path()));
            return Ok(faults);
        };
        let mut parameters: Vec<_> = operation.parameters.iter().zip(&self.request.parameters).collect();
        // What takes all pairs that are left comes last.
        parameters.sort_by_key(|(parameter, _)| values.reader().is_open(parameter));
        for (parameter, sent) in parameters {
            let read = self.read(parameter, &path, &mut query, &mut cookies, values);
            faults.extend(compare(parameter, sent.as_ref(), read, values)?);
        }
        let left = [query.left(), cookies.left()].concat();
        if !left.is_empty() {
            faults.push(format!("nobody knows {left:?}, which was sent"));
        }
        match &self.request.body {
            Some(sent) => faults.extend(self.body(sent, values, runtime)?),
            None if !seen.body.is_empty() => faults.push("a body was sent".to_owned()),
            None => {}
        }
        Ok(faults)
    }

    fn header(&self, name: &str) -> Option<String> {
        let values = self.seen.headers.get_all(name);
        let texts: Vec<String> =
            values.iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    }

    fn read(
        &self,
        parameter: &Parameter,
        path: &[(String, String)],
        query: &mut Pairs,
        cookies: &mut Pairs,
        values: &Values<'_>,
    ) -> Option<Value> {
        let reader = values.reader();
        let schema = component(reader.document, &parameter.schema)?;
        match parameter.location.as_str() {
            "path" => {
                let (_, text) = path.iter().find(|(name, _)| *name == parameter.name)?;
                reader.single(parameter, text)
            }
            "header" => reader.single(parameter, &self.header(&parameter.name)?),
            "cookie" => reader.pairs(parameter, schema, cookies),
            "querystring" => {
                let text = self.seen.uri.query()?;
                query.take(|_| true);
                let pairs = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
                let is_form = parameter.content.as_deref().is_some_and(|it| it.contains("urlencoded"));
                if is_form {
                    Some(reader.form(schema, pairs))
                } else {
                    serde_json::from_str(&decoded(text)).ok()
                }
            }
            _ => reader.pairs(parameter, schema, query),
        }
    }

    /// Whether what is carried is what `security` asks for; it is taken out of query and cookies.
    fn credential(&self, query: &mut Pairs, cookies: &mut Pairs) -> Option<String> {
        let mut carried: Vec<&str> = Vec::new();
        let mut known: Vec<&str> = Vec::new();
        for (name, scheme) in self.schemes.and_then(Value::as_object).into_iter().flatten() {
            let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
            let of_kind = |kind: &str| self.header("authorization").is_some_and(|it| it.starts_with(kind));
            let key = text("name");
            let scheme = text("scheme").to_ascii_lowercase();
            let is_parameter = |location: &str| {
                self.operation.parameters.iter().any(|it| it.name == key && it.location == location)
            };
            let is_carried = match (text("type"), text("in"), scheme.as_str()) {
                ("apiKey", location, _) if is_parameter(location) => continue,
                ("apiKey", "query", _) => !query.take(|it| it == key).is_empty(),
                ("apiKey", "cookie", _) => !cookies.take(|it| it == key).is_empty(),
                ("apiKey", ..) => self.header(key).is_some(),
                ("http", _, "basic") => of_kind("Basic "),
                ("http", _, "bearer") | ("oauth2" | "openIdConnect", ..) => of_kind("Bearer "),
                _ => continue,
            };
            known.push(name);
            if is_carried {
                carried.push(name);
            }
        }
        let security = &self.operation.security;
        let has = |name: &String| carried.contains(&name.as_str()) || !known.contains(&name.as_str());
        let is_met = security.is_empty() || security.iter().any(|all| all.iter().all(has));
        let is_too_much = security.is_empty() && !carried.is_empty();
        (!is_met || is_too_much).then(|| format!("{carried:?} are carried, and {security:?} are asked for"))
    }

    fn body(
        &self,
        sent: &Sent,
        values: &mut Values<'_>,
        runtime: &Runtime,
    ) -> Result<Option<String>, Failure> {
        let Sent { media, kind, value } = sent;
        let content_type = self.header("content-type").unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !is_in_range(&essence, &media.essence()) {
            return Ok(Some(format!("the media type is {content_type}")));
        }
        let bytes = self.seen.body.clone();
        let came = String::from_utf8_lossy(&bytes).into_owned();
        let fault = |why: &str| Some(format!("the body of {} is {why}: {came}", media.name));
        let read = match kind.method.as_str() {
            "json" => match serde_json::from_slice(&bytes) {
                Ok(read) => read,
                Err(_) => return Ok(fault("no JSON")),
            },
            "lines" => {
                let lines = came.lines().map(|line| line.trim_start_matches('\u{1e}'));
                let items = lines.map(serde_json::from_str).collect::<Result<Vec<Value>, _>>();
                // Each item is that of its line, whichever schema it has.
                return Ok(if items.is_ok_and(|items| *value == Value::Array(items)) {
                    None
                } else {
                    fault("not what was sent")
                });
            }
            "form" => self.form(media, values),
            "parts" | "multipart" => match runtime.block_on(self.parts()) {
                _ if essence != "multipart/form-data" => return Ok(None),
                Ok(parts) => read_parts(media, parts, values),
                Err(why) => return Ok(fault(&format!("none of parts ({why})"))),
            },
            _ => json!(came),
        };
        let read = if kind.method == "json" { read } else { as_sent(value, read) };
        let Some(key) = &media.schema else {
            return Ok(if *value == read { None } else { fault("not what was sent") });
        };
        if kind.method == "bytes" || kind.method == "plain_text" {
            return Ok(if *value == read { None } else { fault("not what was sent") });
        }
        let validator = values.validator(key)?;
        if let Some(error) = validator.iter_errors(&read).next() {
            return Ok(fault(&format!("not valid ({error})")));
        }
        Ok(if same(validator, value, &read) { None } else { fault("not what was sent") })
    }

    /// A form, in which properties may have the styles of a query.
    fn form(&self, media: &Media, values: &Values<'_>) -> Value {
        let reader = values.reader();
        let schema = media.schema.as_deref().and_then(|key| component(reader.document, key));
        let (schema, mut styled) = (schema.cloned().unwrap_or_default(), Map::new());
        let text = String::from_utf8_lossy(&self.seen.body).replace('+', "%20");
        let mut pairs = Pairs::of_query(&text);
        for parameter in styled_properties(media) {
            let property = reader.property(&schema, &parameter.name, 0);
            styled.extend(reader.pairs(&parameter, &property, &mut pairs).map(|it| (parameter.name, it)));
        }
        let pairs = pairs.take(|_| true).into_iter();
        let pairs = pairs.map(|(name, text)| (name.replace("%20", " "), decoded(&text))).collect();
        let mut form = reader.form(&schema, pairs);
        form.as_object_mut().into_iter().for_each(|form| form.append(&mut styled));
        form
    }

    /// The parts, read by axum.
    async fn parts(&self) -> Result<Vec<(String, String)>, Failure> {
        let mut request = Request::new(Body::from(self.seen.body.clone()));
        request.headers_mut().clone_from(&self.seen.headers);
        let mut multipart = Multipart::from_request(request, &()).await?;
        let mut parts = Vec::new();
        while let Some(field) = multipart.next_field().await? {
            let name = field.name().unwrap_or_default().to_owned();
            let is_json = field.content_type().is_some_and(|it| it.contains("json"));
            let text = String::from_utf8_lossy(&field.bytes().await?).into_owned();
            // A string as JSON has quotes around it.
            let string = is_json.then(|| serde_json::from_str::<String>(&text).ok()).flatten();
            parts.push((name, string.unwrap_or(text)));
        }
        Ok(parts)
    }
}

/// The properties of a form that have a style, as parameters of a query (OpenAPI 3.1.1, 4.8.15.1.2).
fn styled_properties(media: &Media) -> impl Iterator<Item = Parameter> {
    let encodings = media.encoding.as_object().into_iter().flatten();
    encodings.filter_map(|(name, encoding)| {
        let style = encoding.get("style").and_then(Value::as_str);
        let explode = encoding.get("explode").and_then(Value::as_bool);
        if style.is_none() && explode.is_none() {
            return None;
        }
        let style = style.unwrap_or("form").to_owned();
        Some(Parameter {
            name: name.clone(),
            location: "query".to_owned(),
            explode: explode.unwrap_or(style == "form"),
            allow_reserved: false,
            style,
            content: None,
            required: false,
            schema: String::new(),
        })
    })
}

/// Whether a form can carry a value: nothing is encoded in parts, so that no comma is in what is between commas.
fn fits_body(media: &Media, value: &Value) -> bool {
    let is_joined =
        |it: &Parameter| !it.explode && it.style == "form" && media.essence().starts_with("multipart/");
    let mut styled = styled_properties(media);
    let fits_style = |parameter: Parameter| {
        let part = value.get(&parameter.name);
        part.is_none_or(|part| {
            fits(&parameter, part) && !(is_joined(&parameter) && part.to_string().contains(','))
        })
    };
    fits_form(value) && styled.all(fits_style)
}

/// Parts as the object that they were made of: what is a file has the text of its value.
fn read_parts(media: &Media, parts: Vec<(String, String)>, values: &Values<'_>) -> Value {
    let reader = values.reader();
    let schema = media.schema.as_deref().and_then(|key| component(reader.document, key));
    let schema = schema.cloned().unwrap_or_default();
    let (mut pairs, mut styled) = (Pairs::of_parts(parts), Map::new());
    for parameter in styled_properties(media) {
        let property = reader.property(&schema, &parameter.name, 0);
        styled.extend(reader.pairs(&parameter, &property, &mut pairs).map(|it| (parameter.name, it)));
    }
    let parts = pairs.take(|_| true).into_iter().map(|(name, text)| (name, decoded(&text)));
    let mut read = reader.form(&schema, parts.collect());
    read.as_object_mut().into_iter().for_each(|read| read.append(&mut styled));
    read
}

fn compare(
    parameter: &Parameter,
    sent: Option<&Value>,
    read: Option<Value>,
    values: &mut Values<'_>,
) -> Result<Option<String>, Failure> {
    let Parameter { name, location, schema, .. } = parameter;
    let (sent, read) = match (sent, read) {
        (None, None) => return Ok(None),
        (None, Some(read)) => return Ok(Some(format!("the {location} parameter {name} came as {read}"))),
        (Some(sent), None) => {
            return Ok(Some(format!("the {location} parameter {name} is not there: {sent}")));
        }
        (Some(sent), Some(read)) => (sent, as_sent(sent, read)),
    };
    let validator = values.validator(schema)?;
    if let Some(error) = validator.iter_errors(&read).next() {
        return Ok(Some(format!("the {location} parameter {name} is not valid ({error}): {read}")));
    }
    let is_same = same(validator, sent, &read);
    Ok((!is_same).then(|| format!("the {location} parameter {name} is read as {read}, not {sent}")))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use serde_json::json;

    use super::super::emitted::BodyKind;
    use super::super::made::{Schemas, Values};
    use super::super::operation::operations;
    use super::super::server::Seen;
    use super::{Check, Made, Sent};

    /// A request that came: the target, the headers, the body.
    type Came<'c> = (&'c str, &'c [(&'static str, &'c str)], &'c str);

    #[test]
    fn whatever_is_wrong_with_a_request_is_found() {
        let mut document = json!({
            "openapi": "3.1.1",
            "security": [{ "key": [] }],
            "paths": { "/a/{p}": { "post": {
                "parameters": [
                    { "name": "p", "in": "path", "required": true, "schema": { "type": "string" } },
                    { "name": "q", "in": "query", "schema": { "type": "array", "items": { "type": "integer" } } },
                    { "name": "X-H", "in": "header", "schema": { "type": "integer", "maximum": 9 } },
                ],
                "requestBody": { "content": { "application/json": { "schema": {
                    "type": "object", "required": ["n"], "properties": { "n": { "type": "integer" }, "m": { "type": "string" } },
                } } } },
            } } },
            "components": { "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "X-Key" } } },
        });
        let operation = operations(&mut document).remove(0);
        let schemas = Schemas::new(&document, "readOnly").unwrap();
        let mut values = Values::new(&schemas, 0);
        let kind = BodyKind {
            variant: None,
            type_: String::new(),
            method: "json".to_owned(),
            media_type: "application/json".to_owned(),
        };
        let body = Sent { media: operation.body[0].clone(), kind, value: json!({"n": 1, "m": "x"}) };
        let parameters = vec![Some(json!("b c")), Some(json!([1, 2])), Some(json!(7))];
        let request = Made { input: json!({}), parameters, body: Some(body) };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let headers = [("content-type", "application/json"), ("x-h", "7"), ("x-key", "k")];
        let [media_type, number, key] = headers;
        let good = r#"{"n": 1, "m": "x"}"#;
        let rows: &[(Came<'_>, &str)] = &[
            (("/a/b%20c?q=1&q=2", &headers, good), ""),
            (("/b/b%20c?q=1&q=2", &headers, good), "the path is /b/b%20c"),
            (("/a/b+c?q=1&q=2", &headers, good), "the path parameter p is read as \"b+c\""),
            (("/a/b%20c?q=1,2", &headers, good), "the query parameter q is not valid"),
            (("/a/b%20c", &headers, good), "the query parameter q is not there"),
            (("/a/b%20c?q=1&q=2&r=3", &headers, good), "nobody knows [\"r\"]"),
            (
                ("/a/b%20c?q=1&q=2", &[media_type, ("x-h", "10"), key], good),
                "the header parameter X-H is not valid",
            ),
            (
                ("/a/b%20c?q=1&q=2", &[media_type, ("x-h", "8"), key], good),
                "the header parameter X-H is read as 8",
            ),
            (("/a/b%20c?q=1&q=2", &[media_type, key], good), "the header parameter X-H is not there"),
            (("/a/b%20c?q=1&q=2", &[media_type, number], good), "[] are carried"),
            (
                ("/a/b%20c?q=1&q=2", &[("content-type", "text/json"), number, key], good),
                "the media type is text/json",
            ),
            (("/a/b%20c?q=1&q=2", &headers, r#"{"n": 2, "m": "x"}"#), "not what was sent"),
            (("/a/b%20c?q=1&q=2", &headers, r#"{"n": 1}"#), "not what was sent"),
            (("/a/b%20c?q=1&q=2", &headers, r#"{"m": "x"}"#), "not valid"),
            (("/a/b%20c?q=1&q=2", &headers, "n"), "no JSON"),
        ];
        for ((target, headers, body), expected) in rows {
            let header =
                |(name, value): &(&'static str, &str)| (name.parse().unwrap(), value.parse().unwrap());
            let seen = Seen {
                method: "POST".to_owned(),
                uri: target.parse().unwrap(),
                headers: headers.iter().map(header).collect::<HeaderMap>(),
                body: body.as_bytes().to_vec().into(),
            };
            let schemes = document.pointer("/components/securitySchemes");
            let check = Check { operation: &operation, request: &request, schemes, seen: &seen };
            let faults = check.faults(&mut values, &runtime).unwrap().join("\n");
            assert_eq!(expected.is_empty(), faults.is_empty(), "{target} {headers:?} {body}: {faults}");
            assert!(faults.contains(expected), "{expected}: {faults}");
        }
    }
}
