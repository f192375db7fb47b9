//! A first description of what pages document: complete, and with `# REVIEW` where a person has to decide.

mod operation;
mod schema;

use std::path::Path;

use hire_codegen::diagnostic::Diagnostics;
use hire_codegen::source::Sources;
use serde_json::{Map, Value, json};

use super::page::{Field, Page};
use super::record;
use super::yaml::{Edit, apply, document, without_comments};
pub use operation::{error_code, header, parameter, request_body, responses, security, template};
pub use schema::{Inline, Types, text};

/// A page that is to be imported.
pub struct Source<'p> {
    /// The page.
    pub page: &'p Page,
    /// The path of its copy beside the description, if there is one.
    pub copy: Option<String>,
}

/// A description, and what was not put into it.
pub struct Imported {
    /// The text of the description.
    pub text: String,
    /// The operations that were there already and are left as they are, by their indexes among the pages.
    pub known: Vec<usize>,
}

/// The schema of a row, types and all; `samples` are the values that the page's example has for it.
pub fn field_schema(field: &Field, samples: &[&Value]) -> Value {
    schema::schema(field, samples, &mut Inline)
}

/// Named types of a description.
struct Components {
    /// Those that are there, without comments.
    known: Map<String, Value>,
    added: Vec<(String, Value)>,
    /// What a name that is taken by another type has in front.
    prefix: String,
}

impl Types for Components {
    fn reference(&mut self, name: &str, schema: Value) -> Value {
        let plain = without_comments(&schema);
        let short = pascal(name);
        let long = format!("{}{short}", self.prefix);
        let numbered = (2..).map(|number| format!("{long}{number}"));
        for name in [short, long.clone()].into_iter().chain(numbered) {
            match self.known.get(&name) {
                Some(known) if *known != plain => continue,
                Some(_) => {}
                None => {
                    self.known.insert(name.clone(), plain);
                    self.added.push((name.clone(), schema));
                }
            }
            return json!({ "$ref": format!("#/components/schemas/{name}") });
        }
        schema
    }
}

/// A name of words, each with a capital.
fn pascal(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words
        .map(|word| {
            let mut chars = word.chars();
            chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
        })
        .collect();
    if name.starts_with(|c: char| c.is_alphabetic() && c.is_ascii()) { name } else { format!("Type{name}") }
}

/// Adds the operations of pages to a description, or to a new one. What is there stays as it is.
///
/// # Errors
///
/// Fails with a message if the description cannot be added to.
pub fn import(name: &Path, existing: Option<&str>, sources: &[Source<'_>]) -> Result<Imported, String> {
    let file = name.file_name().unwrap_or_default().to_string_lossy();
    let is_json = file.ends_with(".json");
    let fresh = skeleton(sources);
    let mut text = match existing {
        Some(text) => text.to_owned(),
        None if is_json => format!("{:#}\n", without_comments(&fresh)),
        None => document(&fresh),
    };
    let mut known = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let page = source.page;
        let value =
            value(&file, &text).ok_or_else(|| format!("{}: it cannot be added to", name.display()))?;
        let path = path(&page.url);
        let method = page.method.trim().to_ascii_lowercase();
        if value.pointer("/paths").and_then(|paths| paths.get(&path)?.get(&method)).is_some() {
            known.push(index);
            continue;
        }
        for edit in edits(&value, source, &path, &method) {
            text = apply(&file, &text, &edit).ok_or_else(|| format!("{}: cannot {edit}", name.display()))?;
        }
    }
    Ok(Imported { text, known })
}

fn value(name: &str, text: &str) -> Option<Value> {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text(name, text, &mut diagnostics)?;
    Some(sources.root().to_json()).filter(|value| value.is_object() && !diagnostics.has_errors())
}

/// The path of an address as a description has it.
pub fn path(url: &str) -> String {
    template(path_of(url))
}

/// The path of an address, as it is there.
fn path_of(url: &str) -> &str {
    let below =
        url.split_once("://").map_or(url, |(_, rest)| rest.find('/').map_or("/", |at| rest.split_at(at).1));
    below.split('?').next().unwrap_or(below)
}

/// The scheme and host of an address.
fn server_of(url: &str) -> String {
    url.split('/').take(3).collect::<Vec<_>>().join("/")
}

fn skeleton(sources: &[Source<'_>]) -> Value {
    let first = sources.first().map(|source| source.page);
    let title = first.map_or("API", |page| page.title.as_str());
    let has_envelope = sources.iter().any(|source| operation::has_envelope(source.page));
    let mut document = json!({
        "#": "Made of documentation pages by `hire-codegen doc import`. A comment REVIEW is where a person has to decide.",
        "openapi": "3.1.1",
        "##": "REVIEW: a title for the whole.",
        "info": { "title": title, "version": "1.0.0" },
        "servers": [{ "url": first.map_or(String::new(), |page| server_of(&page.url)) }],
    });
    if let Some(members) = document.as_object_mut() {
        if has_envelope {
            members.insert("x-envelope".to_owned(), operation::envelope());
        }
        members.insert("paths".to_owned(), json!({}));
    }
    document
}

/// What an operation adds to a description.
fn edits(description: &Value, source: &Source<'_>, path: &str, method: &str) -> Vec<Edit> {
    let page = source.page;
    let named = |at: &str| description.pointer(at).and_then(Value::as_object).cloned().unwrap_or_default();
    let id = operation::id(path, method);
    let mut types =
        Components { known: named("/components/schemas"), added: Vec::new(), prefix: pascal(&id) };
    let mut operation = operation::operation(page, path, &id, &mut types);
    let is_served = description.pointer("/servers").and_then(Value::as_array).is_some_and(|servers| {
        servers.iter().any(|server| {
            server
                .get("url")
                .and_then(Value::as_str)
                .is_some_and(|url| url.trim_end_matches('/') == server_of(&page.url))
        })
    });
    if !is_served {
        operation.insert("servers".to_owned(), json!([{ "url": server_of(&page.url) }]));
    }
    operation::put_envelope(page, description.get("x-envelope").is_some(), &mut operation);
    operation.insert(record::KEY.to_owned(), record::record(page, None, source.copy.as_deref()));
    let set = |pointer: &[&str], value: Value| Edit::Set {
        pointer: pointer.iter().map(|token| (*token).to_owned()).collect(),
        value,
        after: None,
    };
    let mut edits = vec![set(&["paths", path, method], Value::Object(operation))];
    let schemes = named("/components/securitySchemes");
    for token in page.tokens.iter().filter(|token| !schemes.contains_key(*token)) {
        let scheme = json!({ "type": "http", "scheme": "bearer" });
        edits.push(set(&["components", "securitySchemes", token], scheme));
    }
    edits
        .extend(types.added.into_iter().map(|(name, schema)| set(&["components", "schemas", &name], schema)));
    edits
}
