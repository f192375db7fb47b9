//! `anyOf` and `oneOf` whose branches only list values become an `enum`: OpenAPI 3.1 documents each value of an enumeration
//! in this way, and adds a few values to an enumeration.

use crate::diagnostic::{Diagnostics, codes};
use crate::schema::distinct::{Distinct, type_of};
use crate::schema::{Branches, JsonTypes, Located, Schema, SchemaId, Schemas};
use crate::source::{Cursor, Kind};

/// How deep lists of values may be nested.
const DEEPEST: usize = 8;

/// What becomes of a list of branches.
enum Choice<'a> {
    /// An `enum` of these values.
    Values(Vec<Cursor<'a>>),
    /// A choice between an `enum` of these values, and other branches.
    Either(Vec<Cursor<'a>>, Vec<SchemaId>),
}

/// Turns each list of values in `anyOf` or `oneOf` into an `enum` of the schema around it.
pub fn fold_const_branches(schemas: &mut Schemas<'_>, diagnostics: &mut Diagnostics) {
    for _ in 0..DEEPEST {
        let mut changed = false;
        for id in schemas.ids() {
            changed |= fold_values(schemas, id, diagnostics);
        }
        if !changed {
            break;
        }
    }
}

/// Turns each list of values that a schema has in `anyOf` or `oneOf` into its `enum`. Says whether there is a list.
pub fn fold_values(schemas: &mut Schemas<'_>, id: SchemaId, diagnostics: &mut Diagnostics) -> bool {
    let applicators = &schemas.get(id).applicators;
    if applicators.any_of.is_empty() && applicators.one_of.is_empty() {
        return false;
    }
    let mut schema = schemas.get(id).clone();
    let any_of = std::mem::take(&mut schema.applicators.any_of);
    let one_of = std::mem::take(&mut schema.applicators.one_of);
    let lists = any_of.into_iter().map(|list| (list, false));
    let mut changed = false;
    for (list, exactly_one) in lists.chain(one_of.into_iter().map(|list| (list, true))) {
        let folded = choice(schemas, &schema, &list, exactly_one, diagnostics);
        changed |= folded.is_some();
        let left = match folded {
            None => Some(list),
            Some(Choice::Values(values)) => {
                schemas.parts_of_enums.extend(&list.schemas);
                restrict(&mut schema, Located { value: values, place: list.place });
                None
            }
            Some(Choice::Either(values, others)) => {
                schemas.parts_of_enums.extend(list.schemas.iter().filter(|it| !others.contains(it)));
                if repeats_branches(&schema, &values) {
                    schema.types = None;
                }
                let mut of_values = Schema::new(list.place);
                of_values.values = Some(Located { value: values, place: list.place });
                let schemas = std::iter::once(schemas.push(of_values)).chain(others).collect();
                Some(Branches { schemas, ..list })
            }
        };
        let lists = if exactly_one { &mut schema.applicators.one_of } else { &mut schema.applicators.any_of };
        lists.extend(left);
    }
    if changed {
        schemas.set(id, schema);
    }
    changed
}

/// What becomes of branches that list values. `schema` has the keywords beside the list.
fn choice<'a>(
    schemas: &Schemas<'a>,
    schema: &Schema<'a>,
    list: &Branches,
    exactly_one: bool,
    diagnostics: &mut Diagnostics,
) -> Option<Choice<'a>> {
    let mut lists = Vec::new();
    let mut nulls = Vec::new();
    for branch in &list.schemas {
        match listed(schemas, *branch) {
            Some(values) => lists.push(values),
            None if is_null(schemas, *branch) => nulls.push(*branch),
            None => return None,
        }
    }
    let alone = !schema.restricts_itself();
    let real = lists.iter().filter(|values| values.iter().any(|value| !value.is_null())).count();
    // A single enumeration, perhaps with null beside it, needs no other form.
    let one = real < 2 && (alone || !nulls.is_empty());
    if one || lists.len() < 2 || list.discriminator.is_some() {
        return None;
    }
    let mut once = Distinct::default();
    let mut several = Distinct::default();
    for values in &lists {
        let mut of_branch = Distinct::default();
        for value in values {
            if of_branch.insert(*value).is_none() && once.insert(*value).is_some() {
                several.insert(*value);
            }
        }
    }
    let mut kept = Distinct::default();
    let all = lists.iter().flatten().copied().filter(|value| kept.insert(*value).is_none());
    let (twice, values): (Vec<Cursor<'a>>, Vec<_>) =
        all.partition(|value| exactly_one && several.contains(*value));
    let null = values.iter().chain(&twice).any(|value| value.is_null());
    let listed_beside = schema.values.as_ref().map(|beside| &beside.value);
    let possible = listed_beside.is_none_or(|beside| {
        let values: Distinct<'_> = values.iter().copied().collect();
        beside.iter().any(|value| values.contains(*value))
    });
    if values.is_empty() || !possible || (null && !nulls.is_empty()) {
        return None;
    }
    for value in twice {
        let message =
            format!("several branches of `oneOf` have {}, so that it is never valid", value.to_json());
        diagnostics.warning(codes::IGNORED, value.place(), message).help("write `anyOf`");
    }
    Some(if nulls.is_empty() { Choice::Values(values) } else { Choice::Either(values, nulls) })
}

/// The values that a schema lists, if it has no other rule.
fn listed<'a>(schemas: &Schemas<'a>, id: SchemaId) -> Option<Vec<Cursor<'a>>> {
    let schema = schemas.get(schemas.resolve(id));
    let values = &schema.values.as_ref()?.value;
    let mut beside = schema.clone();
    beside.types = None;
    beside.values = None;
    // Values that the description lists are no secrets, whatever the format.
    beside.format.take_if(|format| format.value == "password");
    let only = !beside.restricts_itself();
    let scalar = |value: &Cursor<'_>| !matches!(value.kind(), Kind::Sequence | Kind::Mapping);
    (only && values.iter().all(scalar)).then(|| {
        let allowed = values.iter().filter(|value| schema.type_set().contains(type_of(**value)));
        allowed.copied().collect()
    })
}

/// Whether null alone satisfies a schema, and `type` is its only rule.
fn is_null(schemas: &Schemas<'_>, id: SchemaId) -> bool {
    let schema = schemas.get(schemas.resolve(id));
    let mut beside = schema.clone();
    beside.types = None;
    schema.type_set() == JsonTypes::NULL && !beside.restricts_itself()
}

/// Whether the only rule of a schema beside a choice of these values and null is a `type` that all of these have.
fn repeats_branches(schema: &Schema<'_>, values: &[Cursor<'_>]) -> bool {
    let types = schema.type_set();
    let mut beside = schema.clone();
    beside.types = None;
    let covers =
        types.contains(JsonTypes::NULL) && values.iter().all(|value| types.contains(type_of(*value)));
    covers && !beside.restricts_itself()
}

/// Restricts a schema to values, in addition to its `enum`.
fn restrict<'a>(schema: &mut Schema<'a>, values: Located<Vec<Cursor<'a>>>) {
    match &mut schema.values {
        Some(listed) => {
            let values: Distinct<'_> = values.value.into_iter().collect();
            listed.value.retain(|value| values.contains(*value));
        }
        None => schema.values = Some(values),
    }
}
