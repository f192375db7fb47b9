//! A discriminator without branches: its schema is the base of those that have it in `allOf`.
//!
//! OpenAPI 3.1.1 §4.8.25.1. A reference to the base means the base or one of its subtypes; the base in an `allOf` means its
//! own keywords. A subtype satisfies its base, so that "the base itself, or a subtype" accepts exactly what the base does: the
//! base becomes an `anyOf`, of which the discriminator decides.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostics, codes};
use crate::schema::{
    Annotations, Branches, Discriminator, DiscriminatorTarget, JsonTypes, Schema, SchemaId, Schemas,
    keywords, mapping,
};
use crate::source::{Cursor, Place, Sources};

/// A schema with subtypes.
struct Base<'a> {
    id: SchemaId,
    discriminator: Place,
    property: &'a str,
    subtypes: Vec<SchemaId>,
}

/// Gives each base its subtypes, and each list of subtypes the discriminator of their base.
pub fn resolve<'a>(schemas: &mut Schemas<'a>, sources: &'a Sources, diagnostics: &mut Diagnostics) {
    let mut bases = bases(schemas, sources, diagnostics);
    // The bases that list their subtypes.
    let listed = schemas.bases.clone();
    while !bases.is_empty() {
        let before = schemas.list.clone();
        Family::new(schemas, bases.iter().map(|base| base.id)).apply(schemas, sources, &bases);
        let circular: BTreeSet<_> =
            bases.iter().map(|base| base.id).filter(|id| applies_itself(schemas, *id)).collect();
        if circular.is_empty() {
            return;
        }
        schemas.list = before;
        schemas.targets.forget();
        schemas.bases.clone_from(&listed);
        for base in bases.iter().filter(|base| circular.contains(&base.id)) {
            let message =
                "a subtype has this schema beside `allOf` as well, so that it is not told from the others";
            diagnostics
                .warning(codes::IGNORED, base.discriminator, message)
                .help("let subtypes name their base in `allOf` alone");
        }
        bases.retain(|base| !circular.contains(&base.id));
    }
}

/// The schemas with a discriminator and subtypes. Warns of discriminators that have neither branches nor subtypes.
fn bases<'a>(schemas: &Schemas<'a>, sources: &'a Sources, diagnostics: &mut Diagnostics) -> Vec<Base<'a>> {
    let alone = schemas.by_place.iter().filter_map(|(place, id)| {
        let schema = sources.at(*place);
        let discriminator =
            schema.get("discriminator").filter(|it| it.is_mapping() || it.as_str().is_some())?;
        let choice = schema.get("oneOf").is_some() || schema.get("anyOf").is_some();
        // OpenAPI 3.0 ignores what stands beside a reference.
        let ignored = schemas.dialect.ref_siblings_are_ignored() && schema.get("$ref").is_some();
        (!choice && !ignored).then_some((*id, discriminator))
    });
    let alone: Vec<_> = alone.collect();
    if alone.is_empty() {
        return Vec::new();
    }
    let mut subtypes: BTreeMap<SchemaId, Vec<SchemaId>> =
        alone.iter().map(|(id, _)| (*id, Vec::new())).collect();
    let mapped = mapped(schemas, alone.iter().map(|(_, discriminator)| *discriminator));
    for (subtype, ancestors) in descents(schemas, sources, &mapped) {
        for ancestor in ancestors {
            if let Some(subtypes) = subtypes.get_mut(&ancestor) {
                subtypes.push(subtype);
            }
        }
    }
    let mut bases = Vec::new();
    for (id, discriminator) in alone {
        let subtypes = subtypes.remove(&id).unwrap_or_default();
        let place = discriminator.place();
        match mapping::property(discriminator) {
            _ if subtypes.is_empty() => {
                let message = "a discriminator names branches of a `oneOf` or `anyOf` beside it, or schemas that have this one in \
                               `allOf`; there is neither, so that it is not used";
                diagnostics.warning(codes::IGNORED, place, message).help(
                    "list the branches in a `oneOf` beside it, or let components have this schema in their `allOf`",
                );
            }
            None => {
                let message = "a discriminator has the name of a property in `propertyName`";
                diagnostics.error(codes::MISSING_KEY, place, message);
            }
            Some(property) if !keeps(schemas, id, property) => {
                let message = format!(
                    "this schema has no property `{property}`, so that its discriminator is not used"
                );
                diagnostics
                    .warning(codes::IGNORED, place, message)
                    .help(format!("add `{property}` to `properties`"));
            }
            Some(property) => bases.push(Base { id, discriminator: place, property, subtypes }),
        }
    }
    bases
}

/// The schemas that discriminators name in `mapping`.
fn mapped<'a>(schemas: &Schemas<'a>, discriminators: impl Iterator<Item = Cursor<'a>>) -> BTreeSet<SchemaId> {
    let values = discriminators.flat_map(|it| it.get("mapping").into_iter().flat_map(Cursor::entries));
    let targets = values.filter_map(|(_, value)| mapping::target(value)?.ok());
    targets.filter_map(|target| schemas.at(target.place())).collect()
}

/// The schemas with a name, and those that are `mapped`, that have schemas in `allOf`, each with its ancestors.
fn descents<'a>(
    schemas: &Schemas<'a>,
    sources: &'a Sources,
    mapped: &BTreeSet<SchemaId>,
) -> Vec<(SchemaId, BTreeSet<SchemaId>)> {
    let mut descents = Vec::new();
    let mut seen = BTreeSet::new();
    for (place, id) in &schemas.by_place {
        if !has_name(sources, *place) && !mapped.contains(id) {
            continue;
        }
        // A component may name a schema that fills a file.
        let target = end(schemas, *id);
        let named_itself = target != *id && has_name(sources, schemas.get(target).place);
        if !named_itself && !schemas.get(target).all_of.is_empty() && seen.insert(target) {
            descents.push((*id, ancestors(schemas, target)));
        }
    }
    descents
}

/// The schemas that a schema has in `allOf`, directly or through these.
fn ancestors(schemas: &Schemas<'_>, id: SchemaId) -> BTreeSet<SchemaId> {
    with_ancestors(schemas, schemas.get(id).all_of.clone())
}

/// Schemas, and those that they have in `allOf` or refer to, directly or through these.
pub(super) fn with_ancestors(schemas: &Schemas<'_>, mut open: Vec<SchemaId>) -> BTreeSet<SchemaId> {
    let mut all = BTreeSet::new();
    while let Some(next) = open.pop() {
        if all.insert(next) {
            let schema = schemas.get(next);
            open.extend(schema.references.iter().chain(&schema.all_of));
        }
    }
    all
}

/// Whether a schema has a name: its key among components or definitions, or the name of the file that it fills.
pub fn has_name(sources: &Sources, place: Place) -> bool {
    let schema = sources.at(place);
    let (Some(key), Some(parent)) = (schema.key(), schema.parent()) else { return false };
    match parent.key() {
        // A file may be a schema as a whole.
        None => parent.parent().is_none() && keywords::find(key).is_none(),
        // A schema may be called `schemas` as well.
        Some("schemas" | "$defs" | "definitions") => {
            let owner = parent.parent().and_then(Cursor::key);
            !owner.is_some_and(|owner| {
                matches!(keywords::parts(owner), keywords::Parts::Mapping) || owner == "schemas"
            })
        }
        Some(_) => false,
    }
}

/// The schema that a schema refers to, if there is no other keyword.
fn referred(schema: &Schema<'_>) -> Option<SchemaId> {
    match schema.references.as_slice() {
        [next] if schema.all_of.is_empty() && !schema.constrains() => Some(*next),
        _ => None,
    }
}

/// The end of the `$ref` chain that begins at `id`.
pub fn end(schemas: &Schemas<'_>, id: SchemaId) -> SchemaId {
    let mut here = id;
    for _ in 0..schemas.list.len() {
        match referred(schemas.get(here)) {
            Some(next) => here = next,
            None => return here,
        }
    }
    id
}

/// Whether a property survives when a value is read as this schema, and written again.
fn keeps(schemas: &Schemas<'_>, id: SchemaId, property: &str) -> bool {
    let mut all = ancestors(schemas, id);
    all.insert(id);
    let objects = || all.iter().map(|id| &schemas.get(*id).object);
    let is_there = objects().any(|object| {
        object.properties.contains_key(property)
            || object.required.iter().any(|required| required.value == property)
    });
    is_there
        || objects().any(|object| object.additional.is_some())
        || objects().all(|object| object.properties.is_empty())
}

fn applies_itself(schemas: &Schemas<'_>, id: SchemaId) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<_> = schemas.get(id).applied().collect();
    while let Some(next) = open.pop() {
        if next == id {
            return true;
        }
        if seen.insert(next) {
            open.extend(schemas.get(next).applied());
        }
    }
    false
}

/// The base self of each base: a schema with the keywords of the base, without the choice of subtypes that the base becomes.
pub struct Family {
    base_selves: BTreeMap<SchemaId, SchemaId>,
}

impl Family {
    pub fn new(schemas: &mut Schemas<'_>, bases: impl Iterator<Item = SchemaId>) -> Self {
        let base_selves = bases.map(|base| {
            let place = schemas.get(base).place;
            (base, schemas.push(Schema::new(place)))
        });
        Self { base_selves: base_selves.collect() }
    }

    fn apply<'a>(&self, schemas: &mut Schemas<'a>, sources: &'a Sources, bases: &[Base<'a>]) {
        for id in schemas.ids() {
            self.lists(schemas, id, bases);
        }
        let subtypes: BTreeSet<_> = bases.iter().flat_map(|base| base.subtypes.iter().copied()).collect();
        for id in schemas.ids() {
            let named = subtypes.contains(&id) || has_name(sources, schemas.get(id).place);
            if extends(schemas.get(id), named) {
                self.extend(schemas, sources, id);
            }
        }
        let properties = bases.iter().map(|base| (base.id, base.property)).collect();
        for base in bases {
            self.split(schemas, base, &properties);
        }
    }

    /// The base self of a schema that is a base, or refers to one.
    pub fn base_self(&self, schemas: &Schemas<'_>, id: SchemaId) -> Option<SchemaId> {
        let mut here = Some(id);
        for _ in 0..schemas.list.len() {
            let next = here?;
            if let Some(base_self) = self.base_selves.get(&next) {
                return Some(*base_self);
            }
            here = referred(schemas.get(next));
        }
        None
    }

    /// Replaces bases in the `allOf` of a schema by their base selves.
    pub fn extend<'a>(&self, schemas: &mut Schemas<'a>, sources: &'a Sources, id: SchemaId) {
        let mut seen = BTreeSet::new();
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            if !seen.insert(next) {
                continue;
            }
            let before = schemas.shared(next);
            if !before.may_refer() {
                continue;
            }
            let mut schema = Schema::clone(&before);
            for part in schema.references.iter_mut().chain(&mut schema.all_of) {
                match self.base_self(schemas, *part) {
                    Some(base_self) => *part = base_self,
                    None if !has_name(sources, schemas.get(*part).place) => open.push(*part),
                    None => {}
                }
            }
            schemas.set(next, schema);
        }
    }

    /// Gives lists of branches that descend from one base its discriminator, unless they have one. A branch that is the base
    /// becomes the base self.
    fn lists(&self, schemas: &mut Schemas<'_>, id: SchemaId, bases: &[Base<'_>]) {
        let before = schemas.shared(id);
        if before.applicators.any_of.is_empty() && before.applicators.one_of.is_empty() {
            return;
        }
        let mut applicators = before.applicators.clone();
        for list in applicators.any_of.iter_mut().chain(&mut applicators.one_of) {
            let branches = list.schemas.iter().filter(|id| schemas.get(**id).type_set() != JsonTypes::NULL);
            let descents: Vec<BTreeSet<_>> = branches
                .map(|branch| {
                    let end = end(schemas, *branch);
                    let mut all = ancestors(schemas, end);
                    all.insert(end);
                    all
                })
                .collect();
            if descents.len() < 2 {
                continue;
            }
            let common = bases.iter().filter(|base| descents.iter().all(|all| all.contains(&base.id)));
            // The base that descends from the other ones.
            let nearest = common.max_by_key(|base| ancestors(schemas, base.id).len());
            if let (Some(base), None) = (nearest, list.discriminator) {
                let place = base.discriminator;
                list.discriminator = Some(Discriminator { place, names: DiscriminatorTarget::Descendants });
            }
            for branch in &mut list.schemas {
                let branch_end = end(schemas, *branch);
                let family = descents.iter().filter(|all| all.contains(&branch_end)).count();
                if let Some(base_self) = self.base_self(schemas, *branch).filter(|_| family > 1) {
                    *branch = base_self;
                }
            }
        }
        schemas.set(id, Schema { applicators, ..Schema::clone(&before) });
    }

    /// Makes a base a choice: the base self, or a subtype.
    fn split<'a>(
        &self,
        schemas: &mut Schemas<'a>,
        base: &Base<'a>,
        properties: &BTreeMap<SchemaId, &'a str>,
    ) {
        let Some(base_self) = self.base_selves.get(&base.id).copied() else { return };
        let mut choice = Schema::new(schemas.get(base.id).place);
        // Subtypes of a subtype are here as well, unless another property tells them apart.
        let same = |id: &SchemaId| properties.get(id).is_some_and(|property| *property == base.property);
        let subtypes = base
            .subtypes
            .iter()
            .map(|id| self.base_selves.get(id).copied().filter(|_| same(id)).unwrap_or(*id));
        choice.applicators.any_of.push(Branches {
            place: base.discriminator,
            schemas: std::iter::once(base_self).chain(subtypes).collect(),
            discriminator: Some(Discriminator {
                place: base.discriminator,
                names: DiscriminatorTarget::Subtypes,
            }),
        });
        let keywords = schemas.get(base.id).clone();
        self.separate(schemas, base.id, keywords, choice);
    }

    /// Moves the keywords of a base to its base self, and puts a choice in the place of the base.
    pub fn separate<'a>(
        &self,
        schemas: &mut Schemas<'a>,
        base: SchemaId,
        mut keywords: Schema<'a>,
        mut choice: Schema<'a>,
    ) {
        let Some(base_self) = self.base_selves.get(&base).copied() else { return };
        choice.annotations = keywords.annotations.clone();
        choice.extensions.rust_name = keywords.extensions.rust_name.take();
        keywords.annotations = Annotations { default: None, examples: Vec::new(), ..keywords.annotations };
        schemas.set(base_self, keywords);
        schemas.set(base, choice);
        schemas.bases.insert(base_self, base);
    }
}

/// Whether a schema adds something to what it has in `allOf`, or gives it a name: else it is a reference, with a
/// description maybe.
fn extends(schema: &Schema<'_>, named: bool) -> bool {
    let parts = schema.references.len() + schema.all_of.len();
    let constrains = || Schema { types: None, ..schema.clone() }.constrains();
    parts > 1 || (named && !schema.all_of.is_empty()) || (parts > 0 && constrains())
}
