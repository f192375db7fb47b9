//! The document itself (§4.8.1): info, tags, components.

use indexmap::IndexMap;

use super::address::check_address;
use super::extension::Inherited;
use super::object::{Object, Shape};
use super::reader::{Later, Reader};
use super::{Api, Version};
use crate::diagnostic::codes::{BAD_VALUE, CONFLICTING_KEYS, MISSING_KEY, UNSUPPORTED_VERSION, WRONG_TYPE};
use crate::diagnostic::{Diagnostics, Severity};
use crate::source::{Cursor, Sources};

const DOCUMENT: Shape = Shape {
    name: "the document",
    keys: &["openapi", "info", "servers", "paths", "components", "security", "tags", "externalDocs"],
    newer: &["jsonSchemaDialect", "webhooks"],
    extensions: &["x-envelope", "x-error-codes", "x-rate-limit"],
    ours: false,
};

const INFO: Shape = Shape {
    name: "`info`",
    keys: &["title", "description", "termsOfService", "contact", "license", "version"],
    newer: &["summary"],
    extensions: &[],
    ours: false,
};

const CONTACT: Shape = Shape::new("`contact`", &["name", "url", "email"]);

const LICENSE: Shape =
    Shape { name: "`license`", keys: &["name", "url"], newer: &["identifier"], extensions: &[], ours: false };

const TAG: Shape = Shape::new("a tag", &["name", "description", "externalDocs"]);

const EXTERNAL_DOCS: Shape = Shape::new("`externalDocs`", &["description", "url"]);

const COMPONENTS: Shape = Shape {
    name: "`components`",
    keys: &[
        "schemas",
        "responses",
        "parameters",
        "examples",
        "requestBodies",
        "headers",
        "securitySchemes",
        "links",
        "callbacks",
    ],
    newer: &["pathItems"],
    extensions: &[],
    ours: false,
};

/// The dialects of JSON Schema that schemas are read in.
const DIALECTS: [&str; 2] =
    ["https://spec.openapis.org/oas/3.1/dialect/base", "https://json-schema.org/draft/2020-12/schema"];

/// Reads the whole description. None when it is of a version that is not read.
pub fn read<'a>(sources: &'a Sources, diagnostics: &mut Diagnostics) -> Option<Api<'a>> {
    let version = version(sources.root(), diagnostics)?;
    let mut reader = Reader::new(sources, version, diagnostics);
    let api = reader.document();
    reader.report_unsupported();
    api
}

/// The member `openapi`: which version it is, or a message that says why it is not read.
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
    let Some(text) = node.as_str() else {
        let message = format!("`openapi` has to be a string, and is {}", node.describe());
        let diagnostic = diagnostics.error(WRONG_TYPE, node.place(), message);
        diagnostic.help("write three numbers: `3.1.1`");
        return None;
    };
    let mut numbers = text.split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next(), numbers.next(), numbers.next()) {
        (Some(Ok(3)), Some(Ok(0)), None | Some(Ok(_)), None) => Some(Version::V3_0),
        (Some(Ok(3)), Some(Ok(1)), None | Some(Ok(_)), None) => Some(Version::V3_1),
        _ => {
            let message = format!("OpenAPI `{text}` is not read");
            let diagnostic = diagnostics.error(UNSUPPORTED_VERSION, node.place(), message);
            diagnostic.label("not read").help("3.0 and 3.1 are");
            None
        }
    }
}

impl<'a> Reader<'a, '_> {
    fn document(&mut self) -> Option<Api<'a>> {
        let root = self.sources.root();
        let document = self.object(root, &DOCUMENT)?;
        let components = root.get("components").filter(|it| !it.is_null());
        let components = components.and_then(|it| self.object(it, &COMPONENTS));
        let security_schemes = components.map_or_else(IndexMap::new, |it| self.security_schemes(it));
        let inherited =
            Inherited { security: self.security(document), envelope: self.envelope(document, None) };
        self.dialect(document);
        self.tags(document);
        self.external_docs(document);
        let info = self.required(document, "info");
        let info = info.and_then(|it| self.info(it));
        let operations = self.paths(document, &inherited);
        self.needs_content(document);
        self.webhooks(document);
        let schemas = components.map_or_else(IndexMap::new, |it| {
            self.unused_components(it);
            self.map(it, "schemas").into_iter().collect()
        });
        let api = Api {
            version: self.version,
            place: root.place(),
            servers: self.servers(document),
            security: inherited.security,
            security_schemes,
            operations,
            schemas,
            envelope: inherited.envelope,
            error_codes: self.error_codes(document),
            rate_limit_headers: self.rate_limit_headers(document),
            ..info.unwrap_or_else(|| self.nameless())
        };
        self.put_off();
        Some(api)
    }

    /// The Info Object (§4.8.2), with contact (§4.8.3) and license (§4.8.4), as an API
    /// that has nothing else yet.
    fn info(&mut self, node: Cursor<'a>) -> Option<Api<'a>> {
        let info = self.object(node, &INFO)?;
        self.idle_address(info, "termsOfService");
        if let Some(contact) = node.get("contact").and_then(|it| self.object(it, &CONTACT)) {
            self.string(contact, "name");
            self.idle_address(contact, "url");
            self.string(contact, "email");
        }
        if let Some(license) = node.get("license") {
            self.license(license);
        }
        Some(Api {
            title: self.required_string(info, "title").unwrap_or_default(),
            api_version: self.required_string(info, "version").unwrap_or_default(),
            summary: self.string(info, "summary"),
            description: self.string(info, "description"),
            ..self.nameless()
        })
    }

    /// The License Object (§4.8.4). Nothing is made of it, so that no fault of it is more than a warning.
    fn license(&mut self, node: Cursor<'a>) {
        let Some(license) = self.object(node, &LICENSE) else { return };
        self.string(license, "name");
        self.string(license, "identifier");
        self.idle_address(license, "url");
        if node.get("name").is_none() && !license.has_misspelt("name") {
            self.diagnostics
                .warning(MISSING_KEY, node.key_place(), "`license` needs `name`")
                .help("write `name: MIT` or what else it is called; `identifier` and `url` only say more");
        }
        if let (Some(identifier), Some(url)) = (node.get("identifier"), node.get("url")) {
            self.diagnostics
                .warning(
                    CONFLICTING_KEYS,
                    identifier.key_place(),
                    "a license has either `identifier` or `url`, and this one has both",
                )
                .related(url.key_place(), "the other one");
        }
    }

    fn nameless(&self) -> Api<'a> {
        Api {
            version: self.version,
            place: self.sources.root().place(),
            title: "",
            api_version: "",
            summary: None,
            description: None,
            servers: Vec::new(),
            security: None,
            security_schemes: IndexMap::new(),
            operations: Vec::new(),
            schemas: IndexMap::new(),
            envelope: None,
            error_codes: Vec::new(),
            rate_limit_headers: None,
        }
    }

    /// In 3.0 `paths` is required; in 3.1 it is one of three.
    fn needs_content(&mut self, document: Object<'a>) {
        let has = |key: &str| document.cursor.get(key).is_some();
        if has("paths") {
            return;
        }
        if self.version < Version::V3_1 {
            self.missing(document, "paths");
        } else if !has("components") && !has("webhooks") {
            let message = "the document needs `paths`, `components` or `webhooks`";
            let place = document.cursor.place();
            self.diagnostics.error(MISSING_KEY, place, message);
        }
    }

    fn dialect(&mut self, document: Object<'a>) {
        let dialect = self.string(document, "jsonSchemaDialect");
        if dialect.is_some_and(|it| !DIALECTS.contains(&it.trim_end_matches('#'))) {
            let place = document.cursor.get("jsonSchemaDialect").unwrap_or(document.cursor);
            let message = "schemas are read as JSON Schema 2020-12, whatever the dialect";
            self.diagnostics.warning(BAD_VALUE, place.place(), message);
        }
    }

    /// The Tag Object (§4.8.22): its shape.
    fn tags(&mut self, document: Object<'a>) {
        for node in self.list(document, "tags") {
            if let Some(tag) = self.object(node, &TAG) {
                self.required_string(tag, "name");
                self.string(tag, "description");
                self.external_docs(tag);
            }
        }
    }

    /// The External Documentation Object (§4.8.11): its address, which docs show.
    pub(super) fn external_docs(&mut self, parent: Object<'a>) -> Option<&'a str> {
        let node = parent.cursor.get("externalDocs")?;
        let docs = self.object(node, &EXTERNAL_DOCS)?;
        self.string(docs, "description");
        let url = self.required_string(docs, "url")?;
        check_address(self.diagnostics, node.get("url")?, Severity::Error);
        Some(url)
    }

    fn webhooks(&mut self, document: Object<'a>) {
        for (_, item) in self.map(document, "webhooks") {
            self.unemitted_item(item);
        }
        if let Some(webhooks) = document.cursor.get("webhooks") {
            self.unsupported("webhooks", webhooks.key_place());
        }
    }

    /// The Components Object (§4.8.7): each component is read once for its faults, since
    /// it may be named by nothing.
    fn unused_components(&mut self, components: Object<'a>) {
        for (_, node) in self.map(components, "parameters") {
            self.parameter(node);
        }
        for (_, node) in self.map(components, "requestBodies") {
            self.request_body(node);
        }
        for (_, node) in self.map(components, "responses") {
            self.response(node);
        }
        for (name, node) in self.map(components, "headers") {
            self.header(name, node);
        }
        for (_, node) in self.map(components, "examples") {
            self.example(node);
        }
        for (_, node) in self.map(components, "links") {
            self.link(node);
        }
        for (_, node) in self.map(components, "callbacks") {
            self.later(Later::Callback(node));
        }
        for (_, node) in self.map(components, "pathItems") {
            self.unemitted_item(node);
        }
        self.component_names(components);
    }

    /// Names of components have few characters, so that a pointer needs no escapes.
    fn component_names(&mut self, components: Object<'a>) {
        let sections = components.cursor.entries();
        let entries = sections.filter(|(key, _)| !key.starts_with("x-"));
        for (name, node) in entries.flat_map(|(_, section)| section.entries()) {
            let allowed = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_');
            if name.is_empty() || !name.chars().all(allowed) {
                let message = format!(
                    "the name `{name}` of a component has other characters than letters, digits, `.`, `-` and `_`"
                );
                let place = node.key_place();
                self.diagnostics.warning(BAD_VALUE, place, message);
            }
        }
    }

    fn put_off(&mut self) {
        while let Some(object) = self.next_later() {
            match object {
                Later::Callback(node) => self.callback(node),
                Later::Header(node) => _ = self.header(node.key().unwrap_or_default(), node),
            }
        }
    }
}
