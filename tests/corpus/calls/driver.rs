//! The program around the bindings of documents: told what to send in JSON, it calls a server by the bindings, and says
//! in JSON what came of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use super::emitted::{Body, BodyKind, Emitted, Endpoint};
use crate::Failure;

/// What the program does beside the calls, which are lines of `index input`.
const MAIN: &str = r#"
use std::future::Future;
use std::io::{BufRead as _, Write as _};
use std::pin::Pin;

use hire_runtime::serde_json::{self, Value, json};
use hire_runtime::*;

pub type Outcome = Pin<Box<dyn Future<Output = Result<Value, String>>>>;
pub type Call = fn(Client, Value) -> Outcome;

/// A field of JSON.
pub fn data<T: Data>(input: &Value, name: &str) -> Result<T, String> {
    parse_value(input.get(name).unwrap_or(&Value::Null)).map_err(|it| format!("{name} is refused: {it}"))
}

/// A field that may be absent, and `null` beside.
pub fn nullable<T: Data>(input: &Value, name: &str) -> Result<Nullable<T>, String> {
    if input.get(name).is_some() { data(input, name) } else { Ok(Nullable::Absent) }
}

pub fn text(input: &Value, name: &str) -> String {
    input[name].as_str().unwrap_or_default().to_owned()
}

pub fn body(input: &Value, name: &str) -> Body {
    let body = Body::from(text(input, name));
    match input["content-type"].as_str() {
        Some(media_type) => body.with_content_type(media_type),
        None => body,
    }
}

/// Parts, as JSON has them: lists are several.
pub fn multipart(input: &Value, name: &str) -> Multipart {
    let mut parts = Multipart::new();
    for (name, value) in input[name].as_object().into_iter().flatten() {
        let items = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        for item in items {
            parts = match item {
                Value::String(text) => parts.text(name, text),
                other => parts.json(name, &other).unwrap(),
            };
        }
    }
    parts
}

/// A field with files, each with headers of these names.
pub trait Files: Sized {
    fn files(value: &Value, headers: &Value) -> Self;
}

impl Files for FilePart {
    fn files(value: &Value, headers: &Value) -> Self {
        let part = FilePart::new(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        let names = headers.as_array().into_iter().flatten().filter_map(Value::as_str);
        names.fold(part, |part, name| part.header(name, "1"))
    }
}

impl<T: Files> Files for Option<T> {
    fn files(value: &Value, headers: &Value) -> Self {
        (!value.is_null()).then(|| T::files(value, headers))
    }
}

impl<T: Files> Files for Nullable<T> {
    fn files(value: &Value, headers: &Value) -> Self {
        if value.is_null() { Self::Absent } else { Self::Value(T::files(value, headers)) }
    }
}

impl<T: Files> Files for Vec<T> {
    fn files(value: &Value, headers: &Value) -> Self {
        let items = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        items.iter().map(|item| T::files(item, headers)).collect()
    }
}

/// What a response carries, as JSON.
pub trait Show: FromResponse {
    fn show(value: Self::Value) -> Outcome;
}

fn ready(value: Result<Value, String>) -> Outcome {
    Box::pin(std::future::ready(value))
}

impl<T: Data + 'static> Show for Json<T> {
    fn show(value: T) -> Outcome {
        ready(serde_json::to_value(Encoded(&value)).map_err(|it| it.to_string()))
    }
}

impl Show for Empty {
    fn show(_: ()) -> Outcome {
        ready(Ok(Value::Null))
    }
}

impl Show for Text {
    fn show(value: String) -> Outcome {
        ready(Ok(value.into()))
    }
}

impl Show for Undocumented {
    fn show(_: Self::Value) -> Outcome {
        ready(Ok(Value::Null))
    }
}

impl<R: Show + 'static> Show for Optional<R> {
    fn show(value: Self::Value) -> Outcome {
        value.map_or_else(|| ready(Ok(Value::Null)), R::show)
    }
}

impl Show for ByteStream {
    fn show(value: Self) -> Outcome {
        Box::pin(async {
            let bytes = value.bytes().await.map_err(|it| it.to_string())?;
            Ok(String::from_utf8_lossy(&bytes).into_owned().into())
        })
    }
}

impl<T: Data + Send + Sync + 'static> Show for Events<T> {
    fn show(mut value: Self::Value) -> Outcome {
        Box::pin(async move {
            let mut all = Vec::new();
            while let Some(event) = value.next().await {
                let event = event.map_err(|it| it.to_string())?;
                all.push(serde_json::to_value(Encoded(&event.data)).map_err(|it| it.to_string())?);
            }
            Ok(all.into())
        })
    }
}

impl<T: Data + Send + Sync + 'static> Show for Lines<T> {
    fn show(mut value: Self::Value) -> Outcome {
        Box::pin(async move {
            let mut all = Vec::new();
            while let Some(line) = value.next().await {
                let line = line.map_err(|it| it.to_string())?;
                all.push(serde_json::to_value(Encoded(&line)).map_err(|it| it.to_string())?);
            }
            Ok(all.into())
        })
    }
}

/// A value of a header.
pub fn shown<T: Data>(value: &T) -> Value {
    serde_json::to_value(Encoded(value)).unwrap()
}

/// How the headers of a success and of a failure are read.
pub type Headers = [fn(&HeaderReader<'_>) -> Result<Value, Mismatch>; 2];

/// Calls, and says what came of it, with the headers.
pub async fn call<E: Endpoint>(client: &Client, request: E, [success, failure]: Headers) -> Result<Value, String>
where
    E::Success: Show,
    E::Failure: Show,
{
    match client.send_full(&request).await {
        Ok(response) => {
            let headers = success(&HeaderReader::new(&response.headers)).map_err(|it| it.message.clone())?;
            Ok(json!({ "success": E::Success::show(response.value).await?, "headers": headers }))
        }
        Err(Error::Api(error)) => {
            let error = *error;
            let why = error.mismatch.as_ref().map(ToString::to_string);
            let headers = failure(&HeaderReader::new(&error.headers)).map_err(|it| it.message.clone())?;
            match error.failure {
                Some(failure) => Ok(json!({ "failure": E::Failure::show(failure).await?, "headers": headers })),
                None => {
                    Ok(json!({ "failure": null, "mismatch": why, "code": error.raw_code, "headers": headers }))
                }
            }
        }
        Err(error) => Err(error.to_string()),
    }
}

fn main() {
    let url = std::env::args().nth(1).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let (index, input) = line.split_once(' ').unwrap();
        let (client, call) = &ALL[index.parse::<usize>().unwrap()];
        let client = client(&url);
        let outcome = runtime.block_on(call(client, serde_json::from_str(input).unwrap()));
        let outcome = outcome.unwrap_or_else(|error| json!({ "error": error }));
        writeln!(out, "{outcome}").unwrap();
        out.flush().unwrap();
    }
}
"#;

/// What the crate depends on beside.
pub const TOKIO: &str = "tokio = { version = \"1\", features = [\"net\", \"rt\", \"time\"] }\n";

/// The features of the runtime that it needs.
pub const FEATURES: &str = "\"pattern\", \"reqwest\"";

/// The security schemes of a document, and what a client shows for each.
pub fn credentials(document: &Value) -> BTreeMap<String, String> {
    let schemes = document.pointer("/components/securitySchemes").and_then(Value::as_object);
    let credential = |scheme: &Value| {
        let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
        match (text("type"), text("scheme").to_ascii_lowercase().as_str()) {
            ("http", "basic") => Some("::hire_runtime::Credential::basic(\"ada\", \"swordfish\")".to_owned()),
            ("http", "bearer") | ("apiKey" | "oauth2" | "openIdConnect", _) => {
                Some("::hire_runtime::ApiKey::new(\"k-1\")".to_owned())
            }
            _ => None,
        }
    };
    let schemes = schemes.into_iter().flatten();
    schemes.filter_map(|(name, scheme)| Some((name.clone(), credential(scheme)?))).collect()
}

/// Adds to the operations of a document the calls of some of them, and the settings of its client.
pub fn add(
    file: &Path,
    emitted: &Emitted,
    called: &[&Endpoint],
    credentials: &BTreeMap<String, String>,
) -> Result<(), Failure> {
    let mut text = std::fs::read_to_string(file)?;
    text.push_str(
        "\npub fn client(url: &str) -> ::hire_runtime::Client {\n    ::hire_runtime::Client::builder(&API).base_url(url)\n        \
         .retry(::hire_runtime::RetryPolicy::none()).rate_limiting(false)\n",
    );
    for (scheme, credential) in credentials {
        let _ = writeln!(text, "        .credential({scheme:?}, {credential})");
    }
    text.push_str("        .build().unwrap()\n}\n\npub const CALLS: &[crate::Call] = &[\n");
    for endpoint in called {
        let _ = writeln!(
            text,
            "    |client, input| Box::pin(async move {{\n        crate::call(&client, {} {{",
            endpoint.name
        );
        for field in &endpoint.parameters {
            let _ = writeln!(text, "            {}: {},", field.name, data(&field.name, &field.type_));
        }
        if let Some(body) = &endpoint.body {
            let _ = writeln!(text, "            {}: {},", body.field, body_of(body, emitted));
        }
        let [success, failure] =
            ["", "Failure"].map(|of| headers(&format!("{}{of}Headers", endpoint.name), emitted));
        let _ = writeln!(text, "        }}, [{success}, {failure}]).await\n    }}),");
    }
    text.push_str("];\n");
    for (name, variants) in &emitted.responses {
        let _ = writeln!(
            text,
            "\nimpl crate::Show for {name} {{\n    fn show(value: Self) -> crate::Outcome {{\n        match value {{"
        );
        for (variant, reader) in variants {
            let _ = match reader {
                Some(reader) => {
                    writeln!(
                        text,
                        "            Self::{variant}(value) => <{reader} as crate::Show>::show(value),"
                    )
                }
                None => {
                    writeln!(
                        text,
                        "            Self::{variant} => <::hire_runtime::Empty as crate::Show>::show(()),"
                    )
                }
            };
        }
        text.push_str("        }\n    }\n}\n");
    }
    Ok(std::fs::write(file, text)?)
}

/// The function that reads headers by a struct, if there is one.
fn headers(name: &str, emitted: &Emitted) -> String {
    let Some(fields) = emitted.headers.get(name) else {
        return "|_| Ok(::hire_runtime::Value::Null)".to_owned();
    };
    let member = |(field, is_optional, header): &(String, bool, String)| {
        let shown = if *is_optional {
            format!("it.{field}.as_ref().map(crate::shown)")
        } else {
            format!("crate::shown(&it.{field})")
        };
        format!("{header:?}: {shown}, ")
    };
    let members: String = fields.iter().map(member).collect();
    format!(
        "|headers| <{name} as ::hire_runtime::FromHeaders>::from_headers(headers).map(|it| ::hire_runtime::serde_json::json!({{ {members} }}))"
    )
}

/// The expression of a field of JSON.
fn data(name: &str, type_: &str) -> String {
    let function = if type_.starts_with("::hire_runtime::Nullable<") { "nullable" } else { "data" };
    format!("crate::{function}(&input, {name:?})?")
}

/// The expression of the body, which is a member of the input called after its kind, if there is one.
fn body_of(body: &Body, emitted: &Emitted) -> String {
    let is_optional = body.type_.starts_with("Option<")
        && (body.of.is_some() || body.kinds.iter().any(|it| it.type_ != body.type_));
    let mut arms = String::new();
    for (index, kind) in body.kinds.iter().enumerate() {
        let value = value_of(kind, &format!("body-{index}"), emitted);
        let value = match (&body.of, &kind.variant) {
            (Some(of), Some(variant)) => format!("{of}::{variant}({value})"),
            _ => value,
        };
        let value = if is_optional { format!("Some({value})") } else { value };
        let _ = write!(arms, "if input.get(\"body-{index}\").is_some() {{ {value} }} else ");
    }
    let none = if is_optional { "None" } else { "return Err(\"there is no body\".to_owned())" };
    format!("{arms}{{ {none} }}")
}

fn value_of(kind: &BodyKind, name: &str, emitted: &Emitted) -> String {
    match kind.method.as_str() {
        "plain_text" => format!("crate::text(&input, {name:?})"),
        "bytes" => format!("crate::body(&input, {name:?})"),
        "lines" => format!("crate::data::<Vec<_>>(&input, {name:?})?.into()"),
        "multipart" => format!("crate::multipart(&input, {name:?})"),
        "parts" => {
            let type_ = kind.type_.trim_start_matches("types::");
            let fields = emitted.structs.get(type_).into_iter().flatten();
            let fields = fields.map(|(property, field, type_)| {
                let value = if type_.contains("::hire_runtime::FilePart") {
                    format!("crate::Files::files(&body[{property:?}], &input[\"headers\"][{property:?}])")
                } else {
                    data(property, type_).replace("&input", "&body")
                };
                format!("{field}: {value}, ")
            });
            let fields: String = fields.collect();
            format!("{{ let body = &input[{name:?}]; types::{type_} {{ {fields} }} }}")
        }
        _ => data(name, &kind.type_),
    }
}

/// The root of the crate, with the documents' modules in the order of their calls.
pub fn root(modules: &[(String, usize)]) -> String {
    let mut text = String::from("#![allow(warnings)]\n\n");
    for (module, _) in modules {
        let _ = writeln!(text, "pub mod {module};");
    }
    text.push_str(MAIN);
    text.push_str("\nstatic ALL: &[(fn(&str) -> Client, Call)] = &[\n");
    for (module, count) in modules {
        for index in 0..*count {
            let _ =
                writeln!(text, "    ({module}::operations::client, {module}::operations::CALLS[{index}]),");
        }
    }
    text + "];\n"
}
