//! References to components: the Reference Object (§4.8.23).

use super::reader::Reader;
use crate::diagnostic::codes::{REF_CYCLE, REF_KIND, REF_SIBLING, UNRESOLVED_REF};
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
        let mut all = Component::ALL.iter();
        let found = all.find(|(component, ..)| *component == self);
        found.map_or("a component", |(.., name)| name)
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
        let mut target = Target { cursor: node, description: None };
        let mut trail = Vec::new();
        // A path item is no Reference Object: `$ref` is one of its keys, and others may stand beside it.
        while let Some(reference) = target.cursor.get("$ref") {
            if kind != Component::PathItem {
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

    fn step(&mut self, reference: Cursor<'a>, kind: Component) -> Option<Cursor<'a>> {
        let Some(text) = reference.as_str() else {
            self.wrong_type(reference, "a string");
            return None;
        };
        let found = match reference.resolve(text) {
            Ok(found) => found,
            Err(reason) => {
                let message = format!("`{text}` {reason}");
                let place = reference.place();
                let diagnostic = self.diagnostics.error(UNRESOLVED_REF, place, message);
                diagnostic.help.extend(reason.help());
                return None;
            }
        };
        if let Some(found_kind) = Component::of(found).filter(|it| *it != kind) {
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
    fn siblings(&mut self, node: Cursor<'a>) {
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
