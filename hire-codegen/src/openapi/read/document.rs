//! The document itself (§4.8.1): info, tags, components.

use std::borrow::Cow;
use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::address::is_address;
use super::extension::Inherited;
use super::object::Object;
use super::reader::{Later, Reader};
use super::{content, extension, keys, operation, parameter, path, response, security, server};
use crate::diagnostic::codes::{BAD_VALUE, CONFLICTING_KEYS, MISSING_KEY, UNSUPPORTED_VERSION, WRONG_TYPE};
use crate::diagnostic::{Diagnostics, Severity};
use crate::openapi::{Api, Header, Selection, Tag, Trace, Version};
use crate::source::{Cursor, Kind, Place, Sources};

/// The dialects of JSON Schema that schemas are read in.
const DIALECTS: [&str; 2] =
    ["https://spec.openapis.org/oas/3.1/dialect/base", "https://json-schema.org/draft/2020-12/schema"];

/// Reads a description, without the operations that are not selected. What is faulty is reported and left out of the result; without errors, the result is all of it.
/// None when there is nothing to be read: the root is no OpenAPI document, or one of another version.
pub fn read<'a>(
    sources: &'a Sources,
    selection: &Selection,
    diagnostics: &mut Diagnostics,
) -> Option<Api<'a>> {
    let version = version(sources.root(), diagnostics)?;
    let mut reader = Reader::new(sources, version, selection, diagnostics);
    let api = document(&mut reader);
    reader.report_unsupported();
    api
}

/// The member `openapi`: the version of the document, or a message that says why the document is not read.
fn version(root: Cursor<'_>, diagnostics: &mut Diagnostics) -> Option<Version> {
    if !root.is_mapping() {
        let message = format!("expected an OpenAPI document, found {}", root.describe());
        diagnostics.error(WRONG_TYPE, root.place(), message);
        return None;
    }
    let Some(node) = root.get("openapi") else {
        if let Some(swagger) = root.get("swagger") {
            let message = "this is Swagger 2.0, which is not read";
            let place = swagger.key_place();
            let diagnostic = diagnostics.error(UNSUPPORTED_VERSION, place, message);
            diagnostic.help("convert it to OpenAPI 3, for instance with swagger2openapi");
            return None;
        }
        let message = "the document needs `openapi`, the version that it is written in";
        let diagnostic = diagnostics.error(MISSING_KEY, root.place(), message);
        diagnostic.help("begin it with `openapi: 3.1.1`");
        return None;
    };
    let text = match node.kind() {
        Kind::String(text) => Cow::from(text),
        Kind::Number(number) => {
            let message = format!("`openapi` is a string, and {number} is taken for one");
            diagnostics.warning(WRONG_TYPE, node.place(), message).help("write three numbers: `3.1.1`");
            number.to_string().into()
        }
        _ => {
            let message = format!("`openapi` has to be a string, and is {}", node.describe());
            let diagnostic = diagnostics.error(WRONG_TYPE, node.place(), message);
            diagnostic.help("write three numbers: `3.1.1`");
            return None;
        }
    };
    // What follows a `-` names what came before a release: `3.0.0-rc2`.
    let release = text.split_once('-').map_or(&*text, |(release, _)| release);
    let numbers: Result<Vec<u32>, _> = release.split('.').map(str::parse).collect();
    let version = match numbers.as_deref() {
        Ok([major, minor] | [major, minor, _]) => Version::of_numbers(*major, *minor),
        _ => None,
    };
    if version.is_none() {
        let message = format!("OpenAPI `{text}` is not read");
        let diagnostic = diagnostics.error(UNSUPPORTED_VERSION, node.place(), message);
        diagnostic.label("not read").help("write a document of OpenAPI 3.0 or 3.1");
    }
    if version == Some(Version::V3_2) {
        let message =
            "of what is new in OpenAPI 3.2, `itemSchema` and `in: querystring` are read, and nothing else";
        let diagnostic = diagnostics.warning(UNSUPPORTED_VERSION, node.place(), message);
        diagnostic.help("write `openapi: 3.1.1`, if the description has neither");
    }
    version
}

fn document<'a>(reader: &mut Reader<'a, '_>) -> Option<Api<'a>> {
    let root = reader.sources.root();
    let document = reader.object(root, &keys::DOCUMENT)?;
    let components = root.get("components").filter(|it| !it.is_null());
    let components = components.and_then(|it| reader.object(it, &keys::COMPONENTS));
    let security_schemes = components.map_or_else(IndexMap::new, |it| security::security_schemes(reader, it));
    let inherited = Inherited {
        security: security::security(reader, document),
        envelope: extension::envelope(reader, document, None),
    };
    dialect(reader, document);
    let tags = reader.idle(|reader| tags(reader, document));
    let external_docs = external_docs(reader, document);
    let described = reader.expected(document, "info").and_then(|it| reader.idle(|reader| info(reader, it)));
    let operations = path::paths(reader, document, &inherited);
    reader.selection.check(&reader.candidates, reader.diagnostics);
    needs_content(reader, document);
    reader.idle(|reader| webhooks(reader, document));
    let schemas = components.map_or_else(IndexMap::new, |it| {
        if reader.selection.is_everything() {
            reader.idle(|reader| unused_components(reader, it));
        }
        reader.map(it, "schemas").into_iter().collect()
    });
    Some(Api {
        version: reader.version,
        place: root.place(),
        external_docs,
        servers: server::servers(reader, document),
        tags,
        security: inherited.security,
        security_schemes,
        operations,
        schemas,
        envelope: inherited.envelope,
        error_codes: extension::error_codes(reader, document),
        rate_limit_headers: extension::rate_limit_headers(reader, document),
        encoding_headers: read_later(reader),
        trace: std::mem::take(&mut reader.trace),
        ..described.unwrap_or_else(|| nameless(reader))
    })
}

/// The Info Object (§4.8.2), with contact (§4.8.3) and license (§4.8.4), as an API that has nothing else.
fn info<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>) -> Option<Api<'a>> {
    let info = reader.object(node, &keys::INFO)?;
    let terms = reader.idle_address(info, "termsOfService");
    let contact = reader.value(info, "contact").and_then(|it| reader.object(it, &keys::CONTACT));
    let contact = contact.map_or([None; 3], |contact| {
        let name = reader.string(contact, "name");
        [name, reader.idle_address(contact, "url"), reader.string(contact, "email")]
    });
    let license = reader.value(info, "license").map_or([None; 3], |it| license(reader, it));
    Some(Api {
        terms,
        contact,
        license,
        title: reader.expected(info, "title").and_then(|it| reader.text(it)).unwrap_or_default(),
        info_version: reader.expected(info, "version").and_then(|it| reader.text(it)).unwrap_or_default(),
        summary: reader.string(info, "summary"),
        description: reader.string(info, "description"),
        ..nameless(reader)
    })
}

/// The License Object (§4.8.4): its name, its identifier, and its address. Docs alone have them, so that no fault is more than
/// a warning.
fn license<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>) -> [Option<&'a str>; 3] {
    let Some(license) = reader.object(node, &keys::LICENSE) else { return [None; 3] };
    let name = reader.string(license, "name");
    let read = [name, reader.string(license, "identifier"), reader.idle_address(license, "url")];
    if license.get("name").is_none() && !license.has_misspelt("name") {
        reader
            .diagnostics
            .warning(MISSING_KEY, node.key_place(), "`license` needs `name`")
            .help("write `name: MIT` or what else it is called; `identifier` and `url` only say more");
    }
    if let (Some(identifier), Some(url)) = (license.get("identifier"), license.get("url")) {
        reader
            .diagnostics
            .warning(
                CONFLICTING_KEYS,
                identifier.key_place(),
                "a license has either `identifier` or `url`, and this one has both",
            )
            .related(url.key_place(), "the other one");
    }
    read
}

/// An API of which nothing has been read.
fn nameless<'a>(reader: &Reader<'a, '_>) -> Api<'a> {
    Api {
        version: reader.version,
        place: reader.sources.root().place(),
        title: "",
        info_version: "",
        summary: None,
        description: None,
        terms: None,
        contact: [None; 3],
        license: [None; 3],
        external_docs: None,
        servers: Vec::new(),
        tags: Vec::new(),
        security: None,
        security_schemes: IndexMap::new(),
        operations: Vec::new(),
        schemas: IndexMap::new(),
        envelope: None,
        encoding_headers: BTreeMap::new(),
        error_codes: Vec::new(),
        rate_limit_headers: None,
        trace: Trace::default(),
    }
}

/// The document has to have `paths`, or in later versions one of three members.
fn needs_content<'a>(reader: &mut Reader<'a, '_>, document: Object<'a>) {
    let has = |key: &str| document.get(key).is_some();
    if has("paths") {
        return;
    }
    if reader.version.requires_paths() {
        reader.missing(Severity::Warning, document, "paths");
    } else if !has("components") && !has("webhooks") {
        let message = "the document needs `paths`, `components` or `webhooks`";
        let place = document.cursor.place();
        reader.diagnostics.error(MISSING_KEY, place, message);
    }
}

fn dialect<'a>(reader: &mut Reader<'a, '_>, document: Object<'a>) {
    let dialect = reader.string(document, "jsonSchemaDialect");
    if dialect.is_some_and(|it| !DIALECTS.contains(&it.trim_end_matches('#'))) {
        let place = document.get("jsonSchemaDialect").unwrap_or(document.cursor);
        let message = "schemas are read as JSON Schema 2020-12, whatever the dialect";
        reader.diagnostics.warning(BAD_VALUE, place.place(), message);
    }
}

/// The member `tags`, of Tag Objects (§4.8.22).
fn tags<'a>(reader: &mut Reader<'a, '_>, document: Object<'a>) -> Vec<Tag<'a>> {
    let mut tags = Vec::new();
    for node in reader.list(document, "tags") {
        // A name is most of a tag.
        if let Some(name) = node.as_str() {
            let message = format!("the tag is taken for `name: {name}`");
            reader.diagnostics.warning(WRONG_TYPE, node.place(), message).help("write `name: ` before it");
            tags.push(Tag { name, description: None, external_docs: None });
            continue;
        }
        let Some(tag) = reader.object(node, &keys::TAG) else { continue };
        let name = reader.expected(tag, "name").and_then(Cursor::as_str);
        let description = reader.string(tag, "description");
        let external_docs = external_docs(reader, tag);
        tags.extend(name.map(|name| Tag { name, description, external_docs }));
    }
    tags
}

/// The External Documentation Object (§4.8.11): its address, which docs show.
pub(super) fn external_docs<'a>(reader: &mut Reader<'a, '_>, parent: Object<'a>) -> Option<&'a str> {
    let node = reader.value(parent, "externalDocs")?;
    let docs = reader.idle(|reader| reader.object(node, &keys::EXTERNAL_DOCS))?;
    reader.string(docs, "description");
    reader.expected(docs, "url")?;
    reader.idle_address(docs, "url").filter(|url| is_address(url))
}

fn webhooks<'a>(reader: &mut Reader<'a, '_>, document: Object<'a>) {
    for (_, item) in reader.map(document, "webhooks") {
        operation::unemitted_item(reader, item);
    }
    if let Some(webhooks) = document.get("webhooks") {
        reader.unsupported("webhooks", webhooks.key_place());
    }
}

/// The Components Object (§4.8.7): each component is read once for its faults, since nothing may refer to the component.
fn unused_components<'a>(reader: &mut Reader<'a, '_>, components: Object<'a>) {
    for (_, node) in reader.map(components, "parameters") {
        parameter::parameter(reader, node);
    }
    for (_, node) in reader.map(components, "requestBodies") {
        content::request_body(reader, node);
    }
    for (_, node) in reader.map(components, "responses") {
        response::response(reader, node);
    }
    for (name, node) in reader.map(components, "headers") {
        response::header(reader, name, node);
    }
    for (_, node) in reader.map(components, "examples") {
        content::example(reader, node);
    }
    for (name, node) in reader.map(components, "links") {
        response::link(reader, name, node);
    }
    for (_, node) in reader.map(components, "callbacks") {
        reader.later(Later::Callback(node));
    }
    for (_, node) in reader.map(components, "pathItems") {
        operation::unemitted_item(reader, node);
    }
    component_names(reader, components);
}

/// Names of components have few characters, so that a pointer needs no escapes.
fn component_names<'a>(reader: &mut Reader<'a, '_>, components: Object<'a>) {
    let sections = components.cursor.entries();
    let entries = sections.filter(|(key, _)| !key.starts_with("x-"));
    for (name, node) in entries.flat_map(|(_, section)| section.entries()) {
        let allowed = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_');
        if name.is_empty() || !name.chars().all(allowed) {
            let message = format!(
                "the name `{name}` of a component has other characters than letters, digits, `.`, `-` and `_`"
            );
            let place = node.key_place();
            reader.diagnostics.warning(BAD_VALUE, place, message);
        }
    }
}

/// Reads what was put off, and returns the headers among it by their places.
fn read_later<'a>(reader: &mut Reader<'a, '_>) -> BTreeMap<Place, Header<'a>> {
    let mut headers = BTreeMap::new();
    while let Some(object) = reader.next_later() {
        match object {
            Later::Callback(node) => reader.idle(|reader| operation::callback(reader, node)),
            Later::Header(node) => {
                let header = response::header(reader, node.key().unwrap_or_default(), node);
                headers.extend(header.map(|header| (node.place(), header)));
            }
        }
    }
    headers
}
