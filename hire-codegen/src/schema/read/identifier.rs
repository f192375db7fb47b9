//! `$id`, `$anchor` and `$dynamicAnchor`: which schema a reference names (2020-12 core §8.2, §9.1).
//!
//! A schema with `$id` is a resource: references in the schema are relative to this `$id`, and `#` is the schema itself. A
//! schema without an `$id` around it belongs to the resource of its file.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostics, codes};
use crate::schema::Located;
use crate::schema::keywords::{Parts, parts};
use crate::source::{Cursor, Kind, Place, Unresolved, join, percent_decode, split};

/// An anchor in a resource.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    place: Place,
    dynamic: bool,
}

/// A dynamic scope: for each name of a dynamic anchor, the place of the outermost one.
pub(super) type Scope<'a> = BTreeMap<&'a str, Place>;

/// The schemas with `$id`, `$anchor` or `$dynamicAnchor`.
#[derive(Debug, Default)]
pub(super) struct Identifiers<'a> {
    /// The schemas that are indexed.
    seen: BTreeSet<Place>,
    /// The absolute URI of each schema with `$id`.
    uris: BTreeMap<Place, String>,
    by_uri: BTreeMap<String, Place>,
    /// By the place of the resource, and the name.
    anchors: BTreeMap<(Place, &'a str), Anchor>,
    /// How many resources have a dynamic anchor of a name.
    dynamic: BTreeMap<&'a str, usize>,
    /// How many names several resources have a dynamic anchor of.
    ambiguous: usize,
}

impl<'a> Identifiers<'a> {
    /// Indexes the names in a schema, and in all schemas that it contains or refers to: a reference may name the `$id` of a
    /// schema in a file that another reference led to.
    pub fn index(&mut self, schema: Cursor<'a>, diagnostics: &mut Diagnostics) {
        // Parents come before the schemas that they contain, whose `$id` is relative to theirs.
        let mut open = vec![schema];
        while let Some(schema) = open.pop() {
            if !schema.is_mapping() || !self.seen.insert(schema.place()) {
                continue;
            }
            self.names(schema, diagnostics);
            for (name, value) in schema.entries() {
                match (parts(name), name) {
                    (Parts::Schema, _) => open.push(value),
                    (Parts::List, _) => open.extend(value.items()),
                    (Parts::Mapping, _) => open.extend(value.entries().map(|(_, part)| part)),
                    (Parts::None, "$ref" | "$dynamicRef") => self.follow(schema, value, &mut open),
                    (Parts::None, "discriminator") => {
                        let mapping = value.get("mapping").into_iter().flat_map(Cursor::entries);
                        mapping.for_each(|(_, value)| self.follow(schema, value, &mut open));
                    }
                    (Parts::None, _) => {}
                }
            }
        }
    }

    /// Adds the target of a reference to what is indexed next, if the target is known by then; and before it the root of
    /// another file, which may be a schema with an `$id`.
    fn follow(&self, schema: Cursor<'a>, reference: Cursor<'a>, open: &mut Vec<Cursor<'a>>) {
        let reference = reference.as_str().filter(|reference| reference.contains(['#', '/', '.']));
        let Some(target) = reference.and_then(|reference| self.resolve(schema, reference).ok()) else {
            return;
        };
        open.push(target);
        let file = target.file_root();
        if target.place().file != schema.place().file && file.get("openapi").is_none() {
            open.push(file);
        }
    }

    fn names(&mut self, schema: Cursor<'a>, diagnostics: &mut Diagnostics) {
        if let Some(id) =
            schema.get("$id").and_then(|id| Some(Located { value: id.as_str()?, place: id.place() }))
        {
            self.identifier(schema, id, diagnostics);
        }
        for (keyword, dynamic) in [("$anchor", false), ("$dynamicAnchor", true)] {
            let Some(value) = schema.get(keyword) else { continue };
            let Some(name) = value.as_str() else { continue };
            if !is_anchor(name) {
                diagnostics
                    .error(codes::BAD_VALUE, value.place(), format!("`{name}` is no name of an anchor"))
                    .help("begin it with a letter or `_`, and use letters, digits, `-`, `_` and `.` in it");
                continue;
            }
            let resource = self.resource(schema).place();
            let anchor = Anchor { place: schema.place(), dynamic };
            match self.anchors.insert((resource, name), anchor) {
                Some(first) if first.place != anchor.place => {
                    diagnostics
                        .error(codes::DUPLICATE_NAME, value.place(), format!("a second anchor `{name}`"))
                        .related(first.place, "the first");
                }
                // A name that is an anchor of both kinds is dynamic.
                Some(first) if first.dynamic => {
                    self.anchors.insert((resource, name), first);
                }
                _ if dynamic => {
                    let count = self.dynamic.entry(name).or_default();
                    *count += 1;
                    self.ambiguous += usize::from(*count == 2);
                }
                _ => {}
            }
        }
    }

    fn identifier(&mut self, schema: Cursor<'a>, id: Located<&'a str>, diagnostics: &mut Diagnostics) {
        let (path, fragment) = split(id.value);
        if !fragment.is_empty() {
            diagnostics
                .error(codes::BAD_VALUE, id.place, "an `$id` has no fragment")
                .help("write a name within the document as an `$anchor`");
            return;
        }
        let base = schema.parent().map_or_else(|| file_uri(schema), |parent| self.base(parent));
        let uri = join(&base, path);
        match self.by_uri.get(&uri) {
            Some(first) if *first != schema.place() => {
                diagnostics
                    .error(codes::DUPLICATE_NAME, id.place, format!("a second schema with the `$id` `{uri}`"))
                    .related(*first, "the first");
            }
            _ => {
                self.by_uri.insert(uri.clone(), schema.place());
                self.uris.insert(schema.place(), uri);
            }
        }
    }

    /// The resource that a node belongs to: the nearest schema with `$id`, or the file.
    fn resource(&self, node: Cursor<'a>) -> Cursor<'a> {
        let mut here = node;
        while !self.uris.contains_key(&here.place()) {
            match here.parent() {
                Some(parent) => here = parent,
                None => return here,
            }
        }
        here
    }

    /// Whether a node is inside a schema with `$id`.
    pub fn is_within(&self, node: Cursor<'a>) -> bool {
        self.uris.contains_key(&self.resource(node).place())
    }

    fn base(&self, node: Cursor<'a>) -> String {
        let resource = self.resource(node);
        self.uris.get(&resource.place()).cloned().unwrap_or_else(|| file_uri(resource))
    }

    /// The node that a reference names, relative to the schema that has the reference.
    pub fn resolve(&self, schema: Cursor<'a>, reference: &str) -> Result<Cursor<'a>, Unresolved> {
        let (path, fragment) = split(reference);
        let resource = self.named(schema, path)?;
        let fragment = percent_decode(fragment);
        if fragment.is_empty() {
            return Ok(resource);
        }
        resource.descend(&fragment).unwrap_or_else(|| {
            let anchor = self.anchors.get(&(resource.place(), fragment.as_str()));
            let anchor = anchor.map(|anchor| schema.sources().at(anchor.place));
            anchor.ok_or_else(|| {
                let owner = resource.place();
                let known = self.anchors.range((owner, "")..).map(|((of, name), _)| (of, *name));
                let known = known.take_while(|(of, _)| **of == owner).map(|(_, name)| name);
                let near = schema.sources().nearest(&fragment, known).map(str::to_owned);
                Unresolved::Anchor { name: fragment, nearest: near }
            })
        })
    }

    /// The resource that the file part of a reference names.
    fn named(&self, schema: Cursor<'a>, path: &str) -> Result<Cursor<'a>, Unresolved> {
        let resource = self.resource(schema);
        if path.is_empty() {
            return Ok(resource);
        }
        let uri = join(&self.base(schema), path);
        if let Some(place) = self.by_uri.get(&uri) {
            return Ok(schema.sources().at(*place));
        }
        let file = schema.linked_root(path);
        match &file {
            // Among schemas with `$id` a file is looked for last, so that a fault says that the `$id` is missing.
            Err(_) if self.uris.contains_key(&resource.place()) => Err(Unresolved::Identifier { uri }),
            _ => file,
        }
    }

    /// Where `$dynamicRef` leads, if not to what the same `$ref` would name: to the outermost anchor of
    /// the name that the reference ends in, if the one it names is a dynamic anchor (core §8.2.3.2).
    pub fn outermost(&self, target: Cursor<'a>, reference: &str, scope: &Scope<'a>) -> Option<Cursor<'a>> {
        let name = percent_decode(split(reference).1);
        let anchor = self.anchors.get(&(self.resource(target).place(), name.as_str()))?;
        let place = scope.get(name.as_str()).filter(|_| anchor.dynamic && anchor.place == target.place())?;
        Some(target.sources().at(*place))
    }

    /// The dynamic scope in a schema that is entered from another scope. Names that one resource alone has mean the same
    /// everywhere, and are left out.
    pub fn enter(&self, schema: Cursor<'a>, scope: &Scope<'a>) -> Scope<'a> {
        let mut inner = scope.clone();
        if self.ambiguous == 0 {
            return inner;
        }
        let resource = self.resource(schema).place();
        let local = self.anchors.range((resource, "")..).take_while(|((owner, _), _)| *owner == resource);
        for ((_, name), anchor) in local {
            if anchor.dynamic && self.dynamic.get(name).is_some_and(|count| *count > 1) {
                inner.entry(name).or_insert(anchor.place);
            }
        }
        inner
    }
}

/// The URI of a file: its name, under a scheme of our own.
fn file_uri(node: Cursor<'_>) -> String {
    let name = node.sources().file(node.place()).map_or("", |file| &file.name);
    format!("description:///{name}")
}

/// Core §8.2.2.
fn is_anchor(name: &str) -> bool {
    name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
        && name.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.'))
}

/// Whether a node can be a schema.
pub(super) fn is_schema(node: Cursor<'_>) -> bool {
    node.is_mapping() || matches!(node.kind(), Kind::Bool(_))
}
