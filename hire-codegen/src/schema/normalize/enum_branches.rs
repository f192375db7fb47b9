//! `anyOf` and `oneOf` whose branches only list values: that is how OpenAPI 3.1 documents each value of an
//! enumeration, and how a few values are added to one. What they let through is an `enum`.

use crate::diagnostic::{Diagnostics, codes};
use crate::schema::distinct::Distinct;
use crate::schema::instance::type_of;
use crate::schema::{Branches, JsonTypes, Located, Schema, SchemaId, Schemas};
use crate::source::{Cursor, Kind};

/// How deep such lists may stand in each other.
const DEEPEST: usize = 8;

/// What becomes of a list of branches.
enum Choice<'a> {
    /// It is an `enum` of these values.
    Values(Vec<Cursor<'a>>),
    /// It is one of these values, or what the other branches say.
    Either(Vec<Cursor<'a>>, Vec<SchemaId>),
}

/// Makes each such list an `enum` of the schema that has it.
pub fn fold_const_branches(schemas: &mut Schemas<'_>, diagnostics: &mut Diagnostics) {
    for _ in 0..DEEPEST {
        let mut changed = false;
        for id in schemas.ids() {
            changed |= schemas.take_up_values(id, diagnostics);
        }
        if !changed {
            break;
        }
    }
}

impl<'a> Schemas<'a> {
    /// Makes an `enum` of each list of values that a schema has in `anyOf` or `oneOf`. Says whether there is one.
    pub fn take_up_values(&mut self, id: SchemaId, diagnostics: &mut Diagnostics) -> bool {
        let applicators = &self.get(id).applicators;
        if applicators.any_of.is_empty() && applicators.one_of.is_empty() {
            return false;
        }
        let mut schema = self.get(id).clone();
        let any_of = std::mem::take(&mut schema.applicators.any_of);
        let one_of = std::mem::take(&mut schema.applicators.one_of);
        let lists = any_of.into_iter().map(|list| (list, false));
        let mut changed = false;
        for (list, exactly_one) in lists.chain(one_of.into_iter().map(|list| (list, true))) {
            let choice = self.choice(&schema, &list, exactly_one, diagnostics);
            changed |= choice.is_some();
            let left = match choice {
                None => Some(list),
                Some(Choice::Values(values)) => {
                    self.parts_of_enums.extend(&list.schemas);
                    restrict(&mut schema, Located { value: values, place: list.place });
                    None
                }
                Some(Choice::Either(values, others)) => {
                    self.parts_of_enums.extend(list.schemas.iter().filter(|it| !others.contains(it)));
                    if repeats_branches(&schema, &values) {
                        schema.types = None;
                    }
                    let mut of_values = Schema::new(list.place);
                    of_values.values = Some(Located { value: values, place: list.place });
                    let schemas = std::iter::once(self.push(of_values)).chain(others).collect();
                    Some(Branches { schemas, ..list })
                }
            };
            let lists =
                if exactly_one { &mut schema.applicators.one_of } else { &mut schema.applicators.any_of };
            lists.extend(left);
        }
        if changed {
            self.set(id, schema);
        }
        changed
    }

    /// What becomes of a list of branches, if it lists values. `schema` is what stands beside it.
    fn choice(
        &self,
        schema: &Schema<'a>,
        list: &Branches,
        exactly_one: bool,
        diagnostics: &mut Diagnostics,
    ) -> Option<Choice<'a>> {
        let mut listed = Vec::new();
        let mut nulls = Vec::new();
        for branch in &list.schemas {
            match self.listed(*branch) {
                Some(values) => listed.push(values),
                None if self.is_null(*branch) => nulls.push(*branch),
                None => return None,
            }
        }
        let alone = !schema.restricts_itself();
        let real = listed.iter().filter(|values| values.iter().any(|value| !value.is_null())).count();
        // One that is an enumeration, perhaps with null beside it, is that enumeration.
        let one = real < 2 && (alone || !nulls.is_empty());
        if one || listed.len() < 2 || list.discriminator.is_some() {
            return None;
        }
        let mut once = Distinct::default();
        let mut several = Distinct::default();
        for values in &listed {
            let mut of_branch = Distinct::default();
            for value in values {
                if of_branch.insert(*value).is_none() && once.insert(*value).is_some() {
                    several.insert(*value);
                }
            }
        }
        let mut kept = Distinct::default();
        let all = listed.iter().flatten().copied().filter(|value| kept.insert(*value).is_none());
        let (twice, values): (Vec<Cursor<'a>>, Vec<_>) =
            all.partition(|value| exactly_one && several.contains(*value));
        let null = values.iter().chain(&twice).any(|value| value.is_null());
        let own = schema.values.as_ref().map(|own| &own.value);
        let possible = own.is_none_or(|own| {
            let values: Distinct<'_> = values.iter().copied().collect();
            own.iter().any(|own| values.contains(*own))
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

    /// The values that a schema lists, if it says nothing else.
    fn listed(&self, id: SchemaId) -> Option<Vec<Cursor<'a>>> {
        let schema = self.get(self.resolve(id));
        let values = &schema.values.as_ref()?.value;
        let mut others = schema.clone();
        others.types = None;
        others.values = None;
        // Values that the description lists are no secrets, whatever it says.
        others.format.take_if(|format| format.value == "password");
        let only = !others.restricts_itself();
        let scalar = |value: &Cursor<'_>| !matches!(value.kind(), Kind::Sequence | Kind::Mapping);
        (only && values.iter().all(scalar)).then(|| {
            let allowed = values.iter().filter(|value| schema.type_set().contains(type_of(**value)));
            allowed.copied().collect()
        })
    }

    /// Whether a schema says that a value is null, and nothing else.
    fn is_null(&self, id: SchemaId) -> bool {
        let schema = self.get(self.resolve(id));
        let mut others = schema.clone();
        others.types = None;
        schema.type_set() == JsonTypes::NULL && !others.restricts_itself()
    }
}

/// Whether a schema has a `type` beside a choice of these values and null, which says no more than the choice does, and
/// nothing else.
fn repeats_branches(schema: &Schema<'_>, values: &[Cursor<'_>]) -> bool {
    let types = schema.type_set();
    let mut others = schema.clone();
    others.types = None;
    let covers =
        types.contains(JsonTypes::NULL) && values.iter().all(|value| types.contains(type_of(*value)));
    covers && !others.restricts_itself()
}

/// Adds an `enum` to a schema, which may have one.
fn restrict<'a>(schema: &mut Schema<'a>, values: Located<Vec<Cursor<'a>>>) {
    match &mut schema.values {
        Some(own) => {
            let values: Distinct<'_> = values.value.into_iter().collect();
            own.value.retain(|own| values.contains(*own));
        }
        None => schema.values = Some(values),
    }
}
