//! Lints: what is no fault of a description, and makes it worse for whoever reads it or calls what it describes. They are found
//! on request alone, since who generates from somebody else's description cannot mend it.

use std::collections::{BTreeMap, BTreeSet};

use hire_syntax::pointer;

use crate::diagnostic::{Diagnostics, Place, codes};
use crate::ir::{Enumeration, Model, Operation, TypeKind, Variant};
use crate::lower::is_telling;
use crate::source::{Cursor, Sources, percent_decode, split};

/// Adds what is found in a description of which a model could be made.
pub fn lint(sources: &Sources, model: &Model, diagnostics: &mut Diagnostics) {
    unused_components(sources, diagnostics);
    no_error_response(sources, &model.operations, diagnostics);
    for definition in &model.types {
        if let TypeKind::Enumeration(enumeration) = &definition.kind {
            nameless_values(sources, enumeration, diagnostics);
        }
    }
}

/// Components that nothing leads to from outside of the components. A document of components alone is there for others.
fn unused_components(sources: &Sources, diagnostics: &mut Diagnostics) {
    let root = sources.root();
    let has = |key| root.get(key).is_some_and(|it| it.entries().len() > 0);
    if !has("paths") && !has("webhooks") {
        return;
    }
    let components = Components::new(root);
    let used = components.used(sources);
    for (&(name, section), component) in &components.by_name {
        if !used.contains(&component.place()) {
            let message = format!("no operation uses the component `{section}/{name}`");
            diagnostics
                .warning(codes::UNUSED_COMPONENT, component.key_place(), message)
                .help("remove the component, or refer to it where it belongs");
        }
    }
}

/// The components of a document.
struct Components<'a> {
    /// By name and section.
    by_name: BTreeMap<(&'a str, &'a str), Cursor<'a>>,
    /// The schemas that have a schema in `allOf`, by the name of that.
    subtypes: BTreeMap<String, Vec<Cursor<'a>>>,
}

impl<'a> Components<'a> {
    fn new(root: Cursor<'a>) -> Self {
        let mut components = Self { by_name: BTreeMap::new(), subtypes: BTreeMap::new() };
        let sections = root.get("components").into_iter().flat_map(Cursor::entries);
        for (section, all) in sections.filter(|(section, _)| !section.starts_with("x-")) {
            components.by_name.extend(all.entries().map(|(name, it)| ((name, section), it)));
        }
        for ((_, section), schema) in &components.by_name {
            let parts =
                schema.get("allOf").filter(|_| *section == "schemas").into_iter().flat_map(Cursor::items);
            for reference in parts.filter_map(|part| part.get("$ref")?.as_str()) {
                components.subtypes.entry(named(reference).1).or_default().push(*schema);
            }
        }
        components
    }

    /// The places of the components that the rest of the description leads to. References are compared by their texts, so that
    /// no file is read for them. What has a name beside that of the component may be used by it.
    fn used(&self, sources: &'a Sources) -> BTreeSet<Place> {
        let (mut used, mut bases, mut expanded) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let has_own_name =
            |it: &Cursor<'a>| ["$id", "$anchor", "$dynamicAnchor"].iter().any(|key| it.get(key).is_some());
        let mut met: Vec<_> = self.by_name.values().copied().filter(has_own_name).collect();
        let mut open: Vec<_> = sources.roots().skip(1).collect();
        for (key, value) in sources.root().entries().filter(|(key, _)| *key != "components") {
            met.extend(self.named_by(key, value));
            open.push(value);
        }
        loop {
            while let Some(component) = met.pop() {
                let place = component.place();
                if used.insert(place) {
                    open.push(component);
                }
                // Nothing need refer to what descends from a base with a discriminator.
                let is_base = component.get("discriminator").is_some() || bases.contains(&place);
                if is_base && expanded.insert(place) {
                    let subtypes =
                        component.key().and_then(|name| self.subtypes.get(name)).into_iter().flatten();
                    for subtype in subtypes {
                        bases.insert(subtype.place());
                        met.push(*subtype);
                    }
                }
            }
            let Some(node) = open.pop() else { return used };
            open.extend(node.items());
            for (key, value) in node.entries() {
                met.extend(self.named_by(key, value));
                open.push(value);
            }
        }
    }

    /// The components that a member of an object names.
    fn named_by(&self, key: &str, value: Cursor<'a>) -> Vec<Cursor<'a>> {
        let texts: Vec<_> = match key {
            "$ref" | "$dynamicRef" => value.as_str().into_iter().collect(),
            "mapping" => value.entries().filter_map(|(_, value)| value.as_str()).collect(),
            "security" => {
                let schemes = value.items().flat_map(Cursor::entries);
                let scheme = |name| self.by_name.get(&(name, "securitySchemes")).copied();
                return schemes.filter_map(|(name, _)| scheme(name)).collect();
            }
            _ => return Vec::new(),
        };
        let components = texts.into_iter().flat_map(|text| {
            let (section, name) = named(text);
            let of_name = self.by_name.range((name.as_str(), "")..).take_while(|((it, _), _)| *it == name);
            let of_section =
                of_name.filter(|((_, it), _)| section.as_ref().is_none_or(|section| section == it));
            of_section.map(|(_, component)| *component).collect::<Vec<_>>()
        });
        components.collect()
    }
}

/// The section, where it is known, and the name of the component that a reference may lead to.
fn named(reference: &str) -> (Option<String>, String) {
    let (path, fragment) = split(reference);
    let text = percent_decode(if fragment.is_empty() { path } else { fragment });
    let mut tokens = text.split('/').map(|token| pointer::unescape(token).into_owned());
    let last = tokens.clone().next_back().unwrap_or_default();
    match (tokens.find(|token| token == "components").and_then(|_| tokens.next()), tokens.next()) {
        (Some(section), Some(name)) => (Some(section), name),
        _ => (None, last),
    }
}

/// Operations of which callers cannot know how they fail: by a status, by an envelope, or by an error code. Where one says
/// nothing of that, often none does, so that they are reported together.
fn no_error_response(sources: &Sources, operations: &[Operation], diagnostics: &mut Diagnostics) {
    let is_error = |status: &str| status == "default" || status.starts_with(['4', '5']);
    let is_silent = |operation: &&Operation| {
        let node = sources.at(operation.at.0);
        let mut statuses = node.get("responses").into_iter().flat_map(Cursor::entries);
        let has_codes = [node, sources.root()].iter().any(|it| it.get("x-error-codes").is_some());
        operation.envelope.is_none() && !has_codes && !statuses.any(|(status, _)| is_error(status))
    };
    let silent: Vec<&Operation> = operations.iter().filter(is_silent).collect();
    let Some(first) = silent.first() else { return };
    let names = listed(silent.iter().map(|operation| format!("`{}`", operation.id)));
    let message = match silent.len() {
        1 => format!("{names} has no response for errors"),
        count => format!("{count} of {} operations have no response for errors: {names}", operations.len()),
    };
    diagnostics
        .warning(codes::NO_ERROR_RESPONSE, sources.at(first.at.0).key_place(), message)
        .help("describe what callers get when the call fails, under a status, `4XX`, `5XX` or `default`");
}

/// Values of which no name can be made that tells what they mean.
fn nameless_values(sources: &Sources, enumeration: &Enumeration, diagnostics: &mut Diagnostics) {
    let nameless: Vec<&Variant> = enumeration.variants.iter().filter(|it| !is_telling(it)).collect();
    let Some(first) = nameless.first() else { return };
    let value = |variant: &&Variant| format!("`{}`", sources.at(variant.at.0).shown());
    let values = listed(nameless.iter().map(value));
    let message = format!("an `enum` has values of which no telling name can be made: {values}");
    diagnostics
        .warning(codes::NAMELESS_VALUE, first.at.0, message)
        .label(format!("`{}` in Rust", first.name))
        .help("name the values with `x-enum-varnames`, or give each a `title` as a `const`");
}

/// How many of several a message shows.
const SHOWN: usize = 5;

/// The first of several, and how many there are besides.
fn listed(mut items: impl ExactSizeIterator<Item = String>) -> String {
    let shown: Vec<String> = items.by_ref().take(SHOWN).collect();
    match items.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
