//! `discriminator`: the values of a property that name the branches of a union.
//!
//! OpenAPI 3.1.1 §4.8.25. A branch is named by `mapping`, by the values that it allows for the property
//! itself, and by the name of its component.

use std::collections::BTreeSet;

use super::Constant;
use super::build::Builder;
use super::demands::Demand;
use super::union::{Decision, Row};
use crate::diagnostic::{codes, nearest};
use crate::schema::{SchemaId, Types};
use crate::source::{Cursor, Place};

/// The property that names branches, with the names of each.
#[derive(Debug, Clone)]
pub(super) struct Tags {
    pub property: String,
    pub of_branches: Vec<Vec<String>>,
    /// Whether each branch requires that the property has one of the names.
    pub required: bool,
}

/// How deep unions are looked into that are branches of unions.
const DEEPEST: usize = 32;

impl<'a> Builder<'a, '_> {
    /// The tags of branches. None if they do not tell each branch from the others, or if a branch does
    /// not allow its own: then the branches decide, since a discriminator never changes what is valid.
    pub fn tags(&mut self, place: Place, rows: &[Row]) -> Option<Tags> {
        let discriminator = self.sources.at(place);
        let Some(property) = discriminator.get("propertyName").and_then(Cursor::as_str) else {
            if discriminator.is_mapping() {
                let message = "a discriminator has the name of a property in `propertyName`";
                self.diagnostics.error(codes::MISSING_KEY, place, message);
            }
            return None;
        };
        if rows.iter().any(|row| row.demand.types != Types::OBJECT) {
            return None;
        }
        self.discriminators.insert(place);
        let branches: Vec<SchemaId> = rows.iter().map(|row| row.source).collect();
        let mapped = self.mapped_tags(discriminator, &branches);
        let mut of_branches = Vec::new();
        for (index, Row { source: branch, demand, .. }) in rows.iter().enumerate() {
            if !demand.keeps(property) {
                // Read as this branch, a value would be written without what names it.
                let message = format!(
                    "not every branch has the property `{property}`, so that the discriminator is not used"
                );
                let help = format!("give each branch the property `{property}`");
                self.ignored(place, message, *branch, help);
                return None;
            }
            let own = mapped.iter().filter(|(_, mapped)| *mapped == index);
            let own: Vec<String> = own.map(|(tag, _)| tag.clone()).collect();
            let taken: Vec<&String> = mapped.iter().map(|(tag, _)| tag).collect();
            let tags = self.tags_of(*branch, demand, property, own, &taken);
            if tags.is_empty() || demand.excludes([property.to_owned()].iter()) {
                let message = format!(
                    "the discriminator does not name every branch by a value that its `{property}` allows, so that it is not used"
                );
                let help = "let the property have the names that `mapping` gives".to_owned();
                self.ignored(place, message, *branch, help);
                return None;
            }
            of_branches.push(tags);
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = of_branches.iter().flatten().find(|tag| !seen.insert(*tag)) {
            let message = format!("`{twice}` names two branches, so that the discriminator is not used");
            self.diagnostics.warning(codes::IGNORED, place, message).help(format!(
                "give `{property}` different values in all branches, or say by `mapping` which is meant"
            ));
            return None;
        }
        let required = rows.iter().all(|row| requires_one(&row.demand, property, &of_branches));
        Some(Tags { property: property.to_owned(), of_branches, required })
    }

    /// The tags of one branch: those of `mapping`, or the values of its property, and the name of its
    /// component, as far as the property allows them.
    fn tags_of(
        &mut self,
        branch: SchemaId,
        demand: &Demand,
        property: &str,
        own: Vec<String>,
        taken: &[&String],
    ) -> Vec<String> {
        let allowed = demand.constants.iter().find(|(name, _)| name == property).map(|(_, values)| {
            let text = |value: &Constant| match value {
                Constant::Text(text) => Some(text.clone()),
                _ => None,
            };
            values.iter().filter_map(text).collect::<Vec<_>>()
        });
        let flat = self.schemas.flat(branch, self.diagnostics);
        // A name is a text: a property that is none has no names.
        let allowed = if self.is_no_text(flat, property) { Some(Vec::new()) } else { allowed };
        let mut tags = own;
        if let Some(Decision::Tag { property: inner, tags: nested, .. }) =
            self.union_of(flat).map(|it| it.decision)
            && inner == property
        {
            let new = |tag: &String| !taken.contains(&tag) && !tags.contains(tag);
            let nested: Vec<_> = nested.into_iter().flatten().filter(new).collect();
            tags.extend(nested);
        }
        match &allowed {
            Some(allowed) if tags.is_empty() => {
                tags.extend(allowed.iter().filter(|tag| !taken.contains(tag)).cloned());
            }
            Some(allowed) => tags.retain(|tag| allowed.contains(tag)),
            None => {}
        }
        let implicit = self.component_key(branch);
        let implicit =
            implicit.filter(|name| allowed.as_ref().is_none_or(|it| it.iter().any(|it| it == name)));
        let free =
            |name: &&str| !taken.iter().any(|taken| taken == name) && !tags.iter().any(|tag| tag == name);
        if let Some(name) = implicit.filter(free) {
            tags.push(name.to_owned());
        }
        tags
    }

    /// Whether a property is declared, and not as a string.
    fn is_no_text(&mut self, flat: SchemaId, property: &str) -> bool {
        let declared = self.schemas.get(flat).object.properties.get(property).copied();
        declared.is_some_and(|declared| {
            let declared = self.schemas.flat(declared, self.diagnostics);
            !self.schemas.get(declared).type_set().contains(Types::STRING)
        })
    }

    /// The key of the component that a branch refers to: its implicit tag.
    fn component_key(&self, branch: SchemaId) -> Option<&'a str> {
        let target = self.schemas.target(branch);
        let schema = self.sources.at(self.schemas.get(target).place);
        let parent = schema.parent().and_then(Cursor::key);
        // A reference into another file names a schema there.
        schema.key().filter(|_| matches!(parent, Some("schemas" | "$defs" | "definitions") | None))
    }

    /// The entries of `mapping`, each with its branch.
    fn mapped_tags(&mut self, discriminator: Cursor<'a>, branches: &[SchemaId]) -> Vec<(String, usize)> {
        let mut mapped = Vec::new();
        for (tag, value) in discriminator.get("mapping").into_iter().flat_map(Cursor::entries) {
            let Some(target) = self.mapping_target(value) else { continue };
            let direct = branches.iter().position(|branch| self.schemas.target(*branch) == target);
            let within = || branches.iter().position(|branch| self.holds_branch(*branch, target, 0));
            match direct.or_else(within) {
                Some(index) => mapped.push((tag.to_owned(), index)),
                None => {
                    let message = format!("`{tag}` names a schema that is no branch here");
                    self.diagnostics
                        .warning(codes::IGNORED, value.place(), message)
                        .help("list it in the `oneOf` or `anyOf` beside the discriminator");
                }
            }
        }
        mapped
    }

    /// The schema that a mapping names: by the name of a component, else by a reference.
    fn mapping_target(&mut self, value: Cursor<'a>) -> Option<SchemaId> {
        let Some(name) = value.as_str() else {
            let message = "`mapping` maps values to names of schemas or references to them";
            self.diagnostics.error(codes::WRONG_TYPE, value.place(), message);
            return None;
        };
        let component = format!("#/components/schemas/{name}");
        let by_name = (!name.contains(['#', '/']))
            .then(|| value.resolve(&component).or_else(|_| self.sources.root().resolve(&component)).ok());
        let target = match by_name.flatten() {
            Some(target) => Ok(target),
            None => value.resolve(name),
        };
        match target {
            Ok(target) => self.schemas.at(target.place()).map(|id| self.schemas.target(id)),
            Err(_) if !name.contains(['#', '/', '.']) => {
                let components = self.sources.root().get("components").and_then(|it| it.get("schemas"));
                let known = components.into_iter().flat_map(Cursor::entries).map(|(key, _)| key);
                let near = nearest(name, known);
                let message = format!("there is no schema `{name}` among the components");
                let diagnostic = self.diagnostics.error(codes::UNRESOLVED_REF, value.place(), message);
                if let Some(near) = near {
                    diagnostic.label(format!("did you mean `{near}`?"));
                }
                None
            }
            Err(unresolved) => {
                let message = format!("`{name}` {unresolved}");
                self.diagnostics.error(codes::UNRESOLVED_REF, value.place(), message);
                None
            }
        }
    }

    /// Whether a union has a branch somewhere inside.
    fn holds_branch(&self, union: SchemaId, target: SchemaId, depth: usize) -> bool {
        let schema = self.schemas.get(self.schemas.target(union));
        let lists = schema.applicators.any_of.iter().chain(&schema.applicators.one_of);
        let mut branches = lists.flat_map(|list| &list.schemas);
        depth < DEEPEST
            && branches.any(|branch| {
                self.schemas.target(*branch) == target || self.holds_branch(*branch, target, depth + 1)
            })
    }

    /// Says of each discriminator that is beside branches and was never asked that it is of no use. One
    /// branch, with or without null, is not to be decided.
    pub fn idle_discriminators(&mut self) {
        for id in self.schemas.ids() {
            let applicators = &self.schemas.get(id).applicators;
            for list in applicators.any_of.iter().chain(&applicators.one_of) {
                let several =
                    list.schemas.iter().filter(|id| self.schemas.get(**id).type_set() != Types::NULL);
                let Some(place) = list.discriminator.filter(|_| several.count() > 1) else { continue };
                // Without a property, it has been told of already.
                let named = self.sources.at(place).get("propertyName").is_some();
                if named && self.discriminators.insert(place) {
                    let message = "a discriminator is for a choice between objects, which this is not, so that it is not used";
                    self.diagnostics
                        .warning(codes::IGNORED, place, message)
                        .help("leave it out, or let each branch be an object with a schema of its own");
                }
            }
        }
    }

    fn ignored(&mut self, discriminator: Place, message: String, branch: SchemaId, help: String) {
        let target = self.schemas.target(branch);
        self.diagnostics
            .warning(codes::IGNORED, discriminator, message)
            .related(self.schemas.get(target).place, "this branch")
            .help(help);
    }
}

/// Whether a demand refuses every value whose property has none of the names.
fn requires_one(demand: &Demand, property: &str, names: &[Vec<String>]) -> bool {
    let is_name = |value: &Constant| match value {
        Constant::Text(text) => names.iter().flatten().any(|name| name == text),
        _ => false,
    };
    let mut constants = demand.constants.iter().filter(|(name, _)| name == property);
    demand.requires(property) && constants.any(|(_, values)| values.iter().all(is_name))
}
