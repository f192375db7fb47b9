//! References to components: the Reference Object (§4.8.23).

use super::reader::Reader;
use crate::diagnostic::codes::{
    MISPLACED_REF, REF_CYCLE, REF_KIND, REF_SIBLING, UNKNOWN_KEY, UNRESOLVED_REF,
};
use crate::openapi::component_meant;
use crate::source::Cursor;

/// The kinds of components.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Component {
    Callback,
    Example,
    Header,
    Link,
    Parameter,
    PathItem,
    RequestBody,
    Response,
    Schema,
    SecurityScheme,
}

impl Component {
    /// Each kind with its key in `components` and its name.
    const ALL: [(Component, &'static str, &'static str); 10] = [
        (Component::Callback, "callbacks", "a callback"),
        (Component::Example, "examples", "an example"),
        (Component::Header, "headers", "a header"),
        (Component::Link, "links", "a link"),
        (Component::Parameter, "parameters", "a parameter"),
        (Component::PathItem, "pathItems", "a path item"),
        (Component::RequestBody, "requestBodies", "a request body"),
        (Component::Response, "responses", "a response"),
        (Component::Schema, "schemas", "a schema"),
        (Component::SecurityScheme, "securitySchemes", "a security scheme"),
    ];

    fn name(self) -> &'static str {
        self.row().map_or("a component", |(.., name)| name)
    }

    /// The key in `components`.
    fn section(self) -> &'static str {
        self.row().map_or("", |(_, section, _)| section)
    }

    fn row(self) -> Option<(Component, &'static str, &'static str)> {
        Component::ALL.into_iter().find(|(component, ..)| *component == self)
    }

    /// The kind of a node that stands directly under a key of `components`.
    fn of(node: Cursor<'_>) -> Option<Component> {
        let section = node.parent()?;
        let components = section.parent()?;
        if components.key() != Some("components") || components.parent()?.parent().is_some() {
            return None;
        }
        let mut all = Component::ALL.iter();
        let found = all.find(|(_, key, _)| Some(*key) == section.key());
        found.map(|(component, ..)| *component)
    }
}

/// Keywords that what is no schema does not have.
const OF_SCHEMAS: [&str; 7] = ["type", "properties", "items", "allOf", "oneOf", "anyOf", "enum"];

/// What a node leads to: the node itself if there is no reference.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) cursor: Cursor<'a>,
    /// The description beside the reference, which replaces that of the component where the version allows one.
    pub(super) description: Option<&'a str>,
}

impl<'a> Reader<'a, '_> {
    /// Follows references to what they lead to. Reports those that lead nowhere, in a
    /// cycle, or to a component of another kind.
    pub(super) fn follow(&mut self, node: Cursor<'a>, kind: Component) -> Option<Target<'a>> {
        self.follow_all(node, Some(kind))
    }

    /// What stands behind the `$ref` of a node for which the specification has none. Bundlers resolve these all the same, so
    /// that they are read as they are meant. Reports them.
    pub(super) fn resolved(&mut self, node: Cursor<'a>, what: &str) -> Option<Cursor<'a>> {
        let Some(reference) = node.get("$ref").filter(|it| it.as_str().is_some()) else {
            return Some(node);
        };
        let message = format!("OpenAPI has no `$ref` in {what}, and what this one leads to is read");
        let place = reference.key_place();
        self.diagnostics
            .warning(MISPLACED_REF, place, message)
            .help("write here what the reference leads to, or have a bundler do so");
        self.follow_all(node, None).map(|target| target.cursor)
    }

    /// Whether a reference leads to a schema, where an object is expected that has one: in `components.schemas`, or by its
    /// keywords. Reports that the schema is taken for that of the object.
    pub(super) fn is_schema_instead(&mut self, node: Cursor<'a>, what: &str) -> bool {
        let Some(reference) = node.get("$ref") else { return false };
        let Some(found) = reference.as_str().and_then(|text| reference.resolve(text).ok()) else {
            return false;
        };
        let has = |keys: &[&str]| keys.iter().any(|key| found.get(key).is_some());
        let is_schema = match Component::of(found) {
            Some(kind) => kind == Component::Schema,
            None => has(&OF_SCHEMAS) && !has(&["schema", "content", "$ref"]),
        };
        if is_schema {
            let text = reference.as_str().unwrap_or_default();
            let message = format!("`{text}` is a schema, and is taken for that of {what}");
            self.diagnostics
                .warning(REF_KIND, reference.place(), message)
                .related(found.key_place(), "this is named")
                .help("write the reference into the `schema` of a media type");
        }
        is_schema
    }

    /// Whether keywords of a schema stand in a media type itself, which has none in `schema`. Reports it.
    pub(super) fn is_schema_itself(&mut self, media_type: Cursor<'a>) -> bool {
        let has = |key: &&str| media_type.get(key).is_some();
        let is_schema = OF_SCHEMAS.iter().any(has) && !["schema", "itemSchema", "$ref"].iter().any(has);
        if is_schema {
            let message = "a media type has no keywords of schemas, and these are taken for its `schema`";
            let place = media_type.key_place();
            self.diagnostics.warning(UNKNOWN_KEY, place, message).help("put them into `schema`");
        }
        is_schema
    }

    fn follow_all(&mut self, node: Cursor<'a>, kind: Option<Component>) -> Option<Target<'a>> {
        let mut target = Target { cursor: node, description: None };
        let mut trail = Vec::new();
        // A path item is no Reference Object: `$ref` is one of its keys, and others may stand beside it.
        while let Some(reference) = target.cursor.get("$ref") {
            if kind.is_some_and(|kind| kind != Component::PathItem) {
                self.siblings(target.cursor);
            }
            if self.version.references_have_descriptions() && target.description.is_none() {
                let description = target.cursor.get("description");
                target.description = description.and_then(Cursor::as_str);
            }
            trail.push(reference);
            target.cursor = self.step(reference, kind)?;
            let back = |it: &Cursor<'a>| it.parent().map(Cursor::place) == Some(target.cursor.place());
            if let Some(cycle) = trail.iter().position(back).and_then(|it| trail.get(it..)) {
                self.cycle(cycle);
                return None;
            }
        }
        Some(target)
    }

    fn step(&mut self, reference: Cursor<'a>, kind: Option<Component>) -> Option<Cursor<'a>> {
        let Some(text) = reference.as_str() else {
            self.wrong_type(reference, "a string");
            return None;
        };
        let found = match reference.resolve(text) {
            Ok(found) => found,
            Err(reason) => {
                let message = format!("`{text}` {reason}");
                let place = reference.place();
                let section = kind.map_or("", Component::section);
                let Some(meant) = component_meant(reference, section) else {
                    let diagnostic = self.diagnostics.error(UNRESOLVED_REF, place, message);
                    diagnostic.help.extend(reason.help());
                    return None;
                };
                let name = meant.key().unwrap_or_default();
                let message = format!("{message}, and is taken for `#/components/{section}/{name}`");
                self.diagnostics.warning(UNRESOLVED_REF, place, message).help("write the reference in full");
                meant
            }
        };
        if let Some((found_kind, kind)) = Component::of(found).zip(kind).filter(|(found, kind)| found != kind)
        {
            let (name, expected) = (found_kind.name(), kind.name());
            let message = format!("`{text}` is {name}, expected {expected}");
            let place = reference.place();
            let diagnostic = self.diagnostics.error(REF_KIND, place, message);
            diagnostic.label(format!("expected {expected}"));
            diagnostic.related(found.key_place(), "this is named");
            return None;
        }
        if let Some(holder) = reference.parent() {
            self.trace.references.push((holder.place(), found.place()));
        }
        Some(found)
    }

    /// Reports a cycle at its first place, so that the report is the same wherever the cycle is entered.
    fn cycle(&mut self, cycle: &[Cursor<'a>]) {
        let Some(first) = cycle.iter().min_by_key(|it| it.place()) else {
            return;
        };
        let text = first.as_str().unwrap_or_default();
        let message = format!("`{text}` leads back to itself");
        let diagnostic = self.diagnostics.error(REF_CYCLE, first.place(), message);
        for reference in cycle.iter().filter(|it| it.place() != first.place()) {
            diagnostic.related(reference.place(), "by way of this one");
        }
    }

    /// Reports the keys beside a `$ref` that have no effect.
    pub(super) fn siblings(&mut self, node: Cursor<'a>) {
        for (key, value) in node.entries() {
            let effective = key == "$ref"
                || key.starts_with("x-")
                || (self.version.references_have_descriptions() && matches!(key, "summary" | "description"));
            if !effective {
                let message = format!("`{key}` beside a `$ref` has no effect");
                let place = value.key_place();
                self.diagnostics.warning(REF_SIBLING, place, message);
            }
        }
    }
}
