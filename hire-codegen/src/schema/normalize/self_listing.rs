//! Bases that list their subtypes: a schema with a `oneOf` or `anyOf` of schemas that have it in `allOf`.
//!
//! By the letter such a schema applies itself to the same value, without an end (2020-12 core §9.4.1). Authors mean by it
//! in a subtype what it says itself, and elsewhere one of its subtypes.

use std::collections::BTreeSet;

use super::polymorphism::{Family, end, with_ancestors};
use crate::diagnostic::{Diagnostics, codes};
use crate::schema::{Branches, Schema, SchemaId, Schemas};
use crate::source::Sources;

/// A schema of which a branch has it in `allOf`.
struct Base {
    id: SchemaId,
    /// The branches, and whatever these have in `allOf`.
    subtypes: BTreeSet<SchemaId>,
}

/// Gives subtypes the keywords of their base without its branches, and makes each base a choice of its subtypes. Warns of
/// each base.
pub fn resolve<'a>(schemas: &mut Schemas<'a>, sources: &'a Sources, diagnostics: &mut Diagnostics) {
    let ids: Vec<_> = schemas.by_place.values().copied().collect();
    let bases: Vec<_> = ids.into_iter().filter_map(|id| base(schemas, sources, id, diagnostics)).collect();
    let family = Family::new(schemas, bases.iter().map(|base| base.id));
    for id in bases.iter().flat_map(|base| &base.subtypes) {
        family.extend(schemas, sources, *id);
    }
    for base in bases {
        split(schemas, &family, &base);
    }
}

/// A schema as a base that lists its subtypes. None of a schema that has nothing beside its branches.
fn base(
    schemas: &Schemas<'_>,
    sources: &Sources,
    id: SchemaId,
    diagnostics: &mut Diagnostics,
) -> Option<Base> {
    let schema = schemas.get(id);
    let lists = schema.applicators.any_of.iter().chain(&schema.applicators.one_of);
    let mut subtypes = BTreeSet::new();
    let mut first = None;
    for list in lists {
        for branch in &list.schemas {
            let branch = end(schemas, *branch);
            let above = with_ancestors(schemas, vec![branch]);
            // A branch that is the schema itself is no subtype of it.
            if branch != id && above.contains(&id) {
                first.get_or_insert((list.place, branch));
                subtypes.extend(above);
            }
        }
    }
    let (place, branch) = first?;
    let mut local = schema.clone();
    local.applicators.any_of.clear();
    local.applicators.one_of.clear();
    if !local.restricts_itself() {
        return None;
    }
    let keyword = sources.at(place).key().unwrap_or("oneOf");
    let message =
        format!("a branch has the schema around it in `allOf`, where it is taken without this `{keyword}`");
    diagnostics
        .warning(codes::CIRCULAR_SCHEMA, place, message)
        .related(schemas.get(branch).place, "the branch")
        .help("by the letter the schema applies itself without an end; put what they have in common into a schema of its own");
    subtypes.remove(&id);
    Some(Base { id, subtypes })
}

/// Makes a choice of subtypes of a base. A branch that does not have the base in `allOf` has to satisfy the base as well.
fn split(schemas: &mut Schemas<'_>, family: &Family, base: &Base) {
    let Some(local) = family.base_self(schemas, base.id) else { return };
    let mut keywords = schemas.get(base.id).clone();
    let mut choice = Schema::new(keywords.place);
    let applicators = &mut keywords.applicators;
    let lists = [
        (&mut applicators.any_of, &mut choice.applicators.any_of),
        (&mut applicators.one_of, &mut choice.applicators.one_of),
    ];
    for (all, chosen) in lists {
        let subtype = |branch: &SchemaId| base.subtypes.contains(&end(schemas, *branch));
        let (listed, remaining): (Vec<_>, Vec<_>) =
            std::mem::take(all).into_iter().partition(|list: &Branches| list.schemas.iter().any(subtype));
        *all = remaining;
        for mut list in listed {
            for branch in &mut list.schemas {
                if !base.subtypes.contains(&end(schemas, *branch)) {
                    let mut intersection = Schema::new(schemas.get(*branch).place);
                    intersection.all_of = vec![local, *branch];
                    *branch = schemas.push(intersection);
                }
            }
            chosen.push(list);
        }
    }
    family.separate(schemas, base.id, keywords, choice);
}
