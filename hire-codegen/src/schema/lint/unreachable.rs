//! Parts of schemas without an effect: branches that never hold, conditions that always or never do.
//!
//! Only the keywords of the schema itself are looked at, so that a warning points at its reason.

use crate::diagnostic::{Diagnostics, codes};
use crate::schema::{Branches, Schema, Schemas};

/// Warns of each part without an effect.
pub fn report(schemas: &Schemas<'_>, diagnostics: &mut Diagnostics) {
    for id in schemas.ids() {
        let schema = schemas.get(id);
        let applicators = &schema.applicators;
        for (name, lists) in [("anyOf", &applicators.any_of), ("oneOf", &applicators.one_of)] {
            for branches in lists {
                self::branches(schemas, schema, name, branches, diagnostics);
            }
        }
        for conditional in &applicators.conditionals {
            let condition = schemas.get(schemas.resolve(conditional.condition));
            let (holds, dead) = if condition.never {
                ("never", conditional.then)
            } else if condition.references.is_empty()
                && condition.all_of.is_empty()
                && !condition.constrains()
            {
                ("always", conditional.otherwise)
            } else {
                continue;
            };
            let place = schemas.get(conditional.condition).place;
            let diagnostic = diagnostics.warning(codes::IGNORED, place, format!("`if` {holds} holds"));
            if let Some(dead) = dead {
                diagnostic.related(schemas.get(dead).place, "this has no effect");
            }
        }
    }
}

fn branches(
    schemas: &Schemas<'_>,
    schema: &Schema<'_>,
    name: &str,
    branches: &Branches,
    diagnostics: &mut Diagnostics,
) {
    for branch in &branches.schemas {
        let target = schemas.get(schemas.resolve(*branch));
        let place = schemas.get(*branch).place;
        if target.never {
            diagnostics.warning(
                codes::IGNORED,
                place,
                format!("the schema `false` in `{name}` never holds, and has no effect"),
            );
        } else if let (Some(types), Some(allowed)) = (target.types, schema.types)
            && types.value.intersection(allowed.value).is_empty()
        {
            let (its, all) = (types.value, allowed.value);
            let message = format!("a branch of `{name}` never holds: its type is {its}, and not {all}");
            diagnostics.warning(codes::IGNORED, place, message).related(allowed.place, "the type of all");
        }
    }
}
