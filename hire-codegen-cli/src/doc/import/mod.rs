//! A first description of what pages document: complete, and with `# REVIEW` where a person has to decide.

mod operation;
mod schema;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use hire_codegen::diagnostic::Diagnostics;
use hire_codegen::source::Sources;
use serde_json::{Map, Value, json};

use super::description::{METHODS, parameters_of, shape};
use super::page::{Field, Fields, Page};
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
    /// The names of those that are equal.
    names: BTreeMap<String, BTreeSet<String>>,
    /// The last number behind a name.
    numbers: BTreeMap<String, usize>,
    added: Map<String, Value>,
    /// What a name that is taken by another type has in front.
    prefix: String,
}

impl Types for Components {
    fn reference(&mut self, name: &str, schema: Value) -> Value {
        let plain = without_comments(&schema);
        let short = pascal(name);
        let long = format!("{}{short}", self.prefix);
        let is_numbered = |name: &&String| {
            name.strip_prefix(&long).is_some_and(|number| number.parse::<usize>().is_ok_and(|it| it > 1))
        };
        let equal = self.names.entry(canonical(&plain)).or_default();
        let known = [&short, &long].into_iter().find(|name| equal.contains(*name));
        let name = match known.or_else(|| equal.iter().find(is_numbered)) {
            Some(known) => known.clone(),
            None => {
                let last = self.numbers.entry(long.clone()).or_insert(1);
                let mut name = if self.known.contains_key(&short) { long.clone() } else { short };
                while self.known.contains_key(&name) {
                    *last += 1;
                    name = format!("{long}{last}");
                }
                equal.insert(name.clone());
                self.known.insert(name.clone(), plain);
                self.added.insert(name.clone(), schema);
                name
            }
        };
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }
}

/// A value as a text that is the same for equal ones: the order of members does not count.
fn canonical(value: &Value) -> String {
    let mut value = value.clone();
    value.sort_all_objects();
    value.to_string()
}

/// A name of words, each with a capital.
fn pascal(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
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
    let value = value(&file, &text).ok_or_else(|| format!("{}: it cannot be added to", name.display()))?;
    let mut additions = Additions::to(&value);
    let mut known = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let method = source.page.method.trim().to_ascii_lowercase();
        if !METHODS.contains(&method.as_str()) {
            return Err(format!(
                "{}: `{}` is no method of an operation",
                source.page.url, source.page.method
            ));
        }
        if !source.page.url.contains("://") {
            return Err(format!("`{}` is no address of an operation", source.page.url));
        }
        if !additions.add(source, method) {
            known.push(index);
        }
    }
    for edit in additions.edits() {
        text = apply(&file, &text, &edit).ok_or_else(|| format!("{}: cannot {edit}", name.display()))?;
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
    let address = url.split('?').next().unwrap_or(url);
    match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| rest.split_at(at).1),
        None => address,
    }
}

/// A page whose parameters in the path have the names that they have in the description.
fn with_names(page: &Page, of_page: &str, path: &str) -> Page {
    let names: BTreeMap<_, _> = parameters_of(of_page).into_iter().zip(parameters_of(path)).collect();
    let mut page = page.clone();
    if let Fields::Known(rows) = &mut page.path_params {
        for row in rows {
            if let Some(name) = names.get(row.name.as_str()) {
                row.name = (*name).to_owned();
            }
        }
    }
    page
}

/// The scheme and host of an address.
fn server_of(url: &str) -> String {
    let address = url.split('?').next().unwrap_or(url);
    address.split('/').take(3).collect::<Vec<_>>().join("/")
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

/// What pages add to a description.
struct Additions<'d> {
    description: &'d Value,
    servers: Vec<&'d str>,
    /// The operations, by path and method.
    paths: Map<String, Value>,
    /// The paths, by what they are without the names of their parameters.
    shapes: BTreeMap<String, String>,
    security_schemes: Map<String, Value>,
    types: Components,
}

impl<'d> Additions<'d> {
    fn to(description: &'d Value) -> Self {
        let known = description.pointer("/components/schemas").and_then(Value::as_object);
        let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (name, schema) in known.into_iter().flatten() {
            names.entry(canonical(schema)).or_default().insert(name.clone());
        }
        let paths = description.get("paths").and_then(Value::as_object).into_iter().flatten();
        let servers = description.get("servers").and_then(Value::as_array).into_iter().flatten();
        let servers = servers.filter_map(|server| server.get("url")?.as_str());
        Self {
            description,
            servers: servers.map(|url| url.trim_end_matches('/')).collect(),
            paths: Map::new(),
            shapes: paths.map(|(path, _)| (shape(path), path.clone())).collect(),
            security_schemes: Map::new(),
            types: Components {
                known: known.cloned().unwrap_or_default(),
                names,
                numbers: BTreeMap::new(),
                added: Map::new(),
                prefix: String::new(),
            },
        }
    }

    /// The paths that an address may have in the description, each with whether a server of it is the host: what is below the own
    /// path of a server, and at last the whole.
    fn paths_of(&self, url: &str) -> Vec<(String, bool)> {
        let (whole, host) = (path(url), server_of(url));
        let below = |server: &&str| {
            let rest = whole.strip_prefix(path_of(server).trim_end_matches('/'))?;
            rest.starts_with('/').then(|| (rest.to_owned(), server_of(server) == host))
        };
        let below: Vec<_> = self.servers.iter().filter_map(below).collect();
        [below, vec![(whole, false)]].concat()
    }

    /// Adds the operation of a page, unless it is there already, below whichever server.
    fn add(&mut self, source: &Source<'_>, method: String) -> bool {
        let paths = self.paths_of(&source.page.url);
        let has_operation = |item: Option<&Value>| item.is_some_and(|item| item.get(&method).is_some());
        let is_known = |(path, _): &(String, bool)| {
            let Some(path) = self.shapes.get(&shape(path)) else { return false };
            let known = self.description.get("paths").and_then(|paths| paths.get(path));
            has_operation(known) || has_operation(self.paths.get(path))
        };
        if paths.iter().any(is_known) {
            return false;
        }
        let Some((of_page, has_server)) = paths.iter().find(|(_, is_here)| *is_here).or(paths.last()) else {
            return false;
        };
        let path = self.shapes.entry(shape(of_page)).or_insert_with(|| of_page.clone()).clone();
        let page = &with_names(source.page, of_page, &path);
        let id = operation::id(&path, &method);
        self.types.prefix = pascal(&id);
        let mut operation = operation::operation(page, &path, &id, &mut self.types);
        if !has_server {
            operation.insert("servers".to_owned(), json!([{ "url": server_of(&page.url) }]));
        }
        operation::put_envelope(page, self.description.get("x-envelope").is_some(), &mut operation);
        operation.insert(
            record::KEY.to_owned(),
            record::record(source.page, [of_page, &path], None, source.copy.as_deref()),
        );
        let item = self.paths.entry(path).or_insert_with(|| json!({}));
        item.as_object_mut().map(|methods| methods.insert(method, operation.into()));
        let schemes = self.description.pointer("/components/securitySchemes");
        for token in page.tokens.iter().filter(|token| schemes.is_none_or(|known| known.get(token).is_none()))
        {
            self.security_schemes.insert(token.clone(), json!({ "type": "http", "scheme": "bearer" }));
        }
        true
    }

    /// The edits, each for all that is added in one place.
    fn edits(self) -> Vec<Edit> {
        let pointer = |tokens: &[&str]| tokens.iter().map(|token| (*token).to_owned()).collect();
        let extend = |tokens: &[&str], members| Edit::Extend { pointer: pointer(tokens), members };
        let mut edits = Vec::new();
        let mut paths = Map::new();
        for (path, item) in self.paths {
            match item {
                Value::Object(methods)
                    if self.description.pointer("/paths").is_some_and(|it| it.get(&path).is_some()) =>
                {
                    edits.push(extend(&["paths", &path], methods));
                }
                item => drop(paths.insert(path, item)),
            }
        }
        edits.push(extend(&["paths"], paths));
        edits.push(extend(&["components", "securitySchemes"], self.security_schemes));
        edits.push(extend(&["components", "schemas"], self.types.added));
        edits.retain(|edit| !matches!(edit, Edit::Extend { members, .. } if members.is_empty()));
        edits
    }
}
