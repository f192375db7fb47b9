//! Operations of a document as another reader sees them: parameters, bodies, responses and security, with each schema
//! under a name among the components.

use hire_syntax::pointer;
use serde_json::{Map, Value, json};

use crate::discriminator::resolved;
use crate::schema;

/// Methods of a path (OpenAPI 3.1.1, 4.8.9).
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Where schemas of operations stand among the components: no component of a document is called so.
const PREFIX: &str = "@";

/// An operation.
pub struct Operation {
    pub id: Option<String>,
    pub method: String,
    /// The path with its template, as the document has it.
    pub path: String,
    pub parameters: Vec<Parameter>,
    pub body: Vec<Media>,
    pub is_body_required: bool,
    pub responses: Vec<Response>,
    pub envelope: Option<Envelope>,
    /// Alternatives, each with the names of its schemes.
    pub security: Vec<Vec<String>>,
}

impl Operation {
    /// The method and the path, as `GET /pets`.
    pub fn route(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// What is around the JSON of responses (`x-envelope`), by JSON pointers.
pub struct Envelope {
    pub code: String,
    pub data: String,
    /// The code of a success.
    pub success: Value,
}

/// A parameter, with the defaults of its location filled in (OpenAPI 3.1.1, 4.8.12.2).
#[derive(Clone)]
pub struct Parameter {
    pub name: String,
    pub location: String,
    pub style: String,
    pub explode: bool,
    pub allow_reserved: bool,
    /// The media type of its `content`.
    pub content: Option<String>,
    pub required: bool,
    /// The component that its schema is.
    pub schema: String,
}

/// A media type of a body.
#[derive(Clone)]
pub struct Media {
    pub name: String,
    /// The component that the schema is.
    pub schema: Option<String>,
    pub encoding: Value,
}

/// A response.
pub struct Response {
    /// The status as the document has it: `200`, `4XX`, `default`.
    pub status: String,
    pub content: Vec<Media>,
    /// Headers, as parameters.
    pub headers: Vec<Parameter>,
}

impl Media {
    /// The type and the subtype, without parameters.
    pub fn essence(&self) -> String {
        self.name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

/// Reads all operations, and adds their schemas to the components of the document.
pub fn operations(document: &mut Value) -> Vec<Operation> {
    let mut reader = Reader { document: document.clone(), schemas: Map::new() };
    let paths = document.get("paths").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut operations = Vec::new();
    for (path, item) in paths {
        let item = resolved(&item, document).clone();
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                operations.push(reader.operation(method, &path, operation, &item));
            }
        }
    }
    if let Some(root) = document.as_object_mut() {
        let components = root.entry("components").or_insert_with(|| json!({}));
        let schemas = components.as_object_mut().map(|it| it.entry("schemas").or_insert_with(|| json!({})));
        schemas.and_then(Value::as_object_mut).into_iter().for_each(|it| it.extend(reader.schemas.clone()));
    }
    operations
}

struct Reader {
    document: Value,
    /// The schemas of operations, by their names.
    schemas: Map<String, Value>,
}

impl Reader {
    fn operation(&mut self, method: &str, path: &str, operation: &Value, item: &Value) -> Operation {
        let own = operation.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
        let shared = item.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
        let mut parameters: Vec<Parameter> = own.iter().filter_map(|it| self.parameter(it)).collect();
        for parameter in shared {
            let Some(parameter) = self.parameter(&parameter) else { continue };
            let same = |own: &Parameter| (&own.name, &own.location) == (&parameter.name, &parameter.location);
            if !parameters.iter().any(same) {
                parameters.push(parameter);
            }
        }
        let body = operation.get("requestBody").cloned().unwrap_or_default();
        let body = resolved(&body, &self.document).clone();
        let responses = operation.get("responses").and_then(Value::as_object).cloned().unwrap_or_default();
        let response = |(status, response): (String, Value)| {
            let response = resolved(&response, &self.document).clone();
            let headers = response.get("headers").and_then(Value::as_object).cloned().unwrap_or_default();
            let headers = headers.into_iter().filter_map(|(name, header)| self.header(&name, &header));
            Response { status, headers: headers.collect(), content: self.content(&response) }
        };
        let responses = responses.into_iter().filter(|(status, _)| !status.starts_with("x-"));
        let responses = responses.map(response).collect();
        let security = operation.get("security").or_else(|| self.document.get("security")).cloned();
        let names = |alternative: &Value| {
            alternative.as_object().map(|it| it.keys().cloned().collect()).unwrap_or_default()
        };
        Operation {
            id: operation.get("operationId").and_then(Value::as_str).map(str::to_owned),
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            parameters,
            is_body_required: body.get("required") == Some(&Value::Bool(true)),
            body: self.content(&body),
            responses,
            envelope: self.envelope(operation),
            security: security.as_ref().and_then(Value::as_array).into_iter().flatten().map(names).collect(),
        }
    }

    /// The envelope of an operation, laid over that of the document.
    fn envelope(&self, operation: &Value) -> Option<Envelope> {
        let own = operation.get("x-envelope").filter(|own| **own != Value::Bool(false));
        let all = self
            .document
            .get("x-envelope")
            .filter(|_| own.is_some() || operation.get("x-envelope").is_none());
        let member = |key: &str| own.and_then(|it| it.get(key)).or_else(|| all?.get(key)).cloned();
        let text = |key: &str| member(key)?.as_str().map(str::to_owned);
        let (data, success) = (text("data").unwrap_or_default(), member("success").unwrap_or(json!(0)));
        Some(Envelope { code: text("code")?, data, success })
    }

    fn parameter(&mut self, parameter: &Value) -> Option<Parameter> {
        let parameter = resolved(parameter, &self.document).clone();
        let text = |key: &str| parameter.get(key).and_then(Value::as_str).map(str::to_owned);
        let (name, location) = (text("name")?, text("in")?);
        // "If in is header and the name field is Accept, Content-Type or Authorization, the parameter definition SHALL
        // be ignored." Where a message ends is the client's to say.
        let ignored = ["accept", "content-type", "authorization", "content-length", "transfer-encoding"];
        if location == "header" && ignored.contains(&name.to_ascii_lowercase().as_str()) {
            return None;
        }
        let usual = if location == "query" || location == "cookie" { "form" } else { "simple" };
        let style = text("style").unwrap_or_else(|| usual.to_owned());
        let explode = parameter.get("explode").and_then(Value::as_bool);
        let content = parameter.get("content").and_then(Value::as_object).and_then(|it| it.iter().next());
        let schema = match content {
            Some((_, media)) => media.get("schema"),
            None => parameter.get("schema"),
        };
        Some(Parameter {
            explode: explode.unwrap_or(style == "form"),
            allow_reserved: parameter.get("allowReserved") == Some(&Value::Bool(true)),
            content: content.map(|(name, _)| name.clone()),
            required: location == "path" || parameter.get("required") == Some(&Value::Bool(true)),
            schema: self.schema(schema.unwrap_or(&json!({"type": "string"}))),
            name,
            location,
            style,
        })
    }

    /// A header of a response, unless it says how the message itself is to be read.
    fn header(&mut self, name: &str, header: &Value) -> Option<Parameter> {
        let own =
            ["connection", "content-encoding", "content-length", "date", "set-cookie", "transfer-encoding"];
        let mut parameter = resolved(header, &self.document).clone();
        let members =
            parameter.as_object_mut().filter(|_| !own.contains(&name.to_ascii_lowercase().as_str()))?;
        members.insert("name".to_owned(), json!(name));
        members.insert("in".to_owned(), json!("header"));
        self.parameter(&parameter)
    }

    fn content(&mut self, of: &Value) -> Vec<Media> {
        let content = of.get("content").and_then(Value::as_object).cloned().unwrap_or_default();
        let media = |(name, media): (String, Value)| Media {
            name,
            schema: media.get("itemSchema").or(media.get("schema")).map(|schema| self.schema(schema)),
            encoding: media.get("encoding").cloned().unwrap_or_default(),
        };
        content.into_iter().map(media).collect()
    }

    fn schema(&mut self, schema: &Value) -> String {
        let name = format!("{PREFIX}{}", self.schemas.len());
        self.schemas.insert(name.clone(), schema.clone());
        name
    }
}

/// A component of a document.
pub fn component<'v>(document: &'v Value, key: &str) -> Option<&'v Value> {
    document.pointer(&format!("/components/schemas/{}", pointer::escape(key)))
}

/// Takes out of the schemas what goes one way alone: `readOnly` of requests, `writeOnly` of responses (OpenAPI 3.0.4,
/// 4.7.24.2; in 3.1 it is an annotation, and what is required of both stays).
pub fn of_one_way(document: &mut Value, keyword: &str) {
    let before = document.clone();
    let is_30 = document.get("openapi").and_then(Value::as_str).is_some_and(|it| it.starts_with("3.0"));
    let is_marked = |schema: &Value| resolved(schema, &before).get(keyword) == Some(&Value::Bool(true));
    let goes_another_way = |schema: &Value| {
        let mut parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        is_marked(schema) || parts.any(is_marked)
    };
    schema::change_all(document, &|schema| {
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
        let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        let is_kept = |name: &String| !is_30 && required.iter().any(|it| it == name);
        let marked: Vec<String> = properties
            .iter()
            .filter(|(name, property)| goes_another_way(property) && !is_kept(name))
            .map(|(name, _)| name.clone())
            .collect();
        for name in &marked {
            if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
                properties.shift_remove(name);
            }
            if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
                required.retain(|it| it != name);
            }
        }
    });
}
