//! `additionalProperties: false` in a part of `allOf`, which refuses the properties of all other parts (2020-12 core
//! §10.3.2.3). Generators of descriptions write it in each class of a hierarchy, and mean the object as a whole.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostics, codes};
use crate::schema::{ObjectRules, SchemaId, Schemas};

/// Reports properties of one of two parts that the other one refuses. Where parts are meant to be closed as a whole, they
/// no longer refuse them, and the schema of `additionalProperties` of the whole is returned.
pub(super) fn close_as_a_whole<'a>(
    schemas: &Schemas<'a>,
    first: &mut ObjectRules<'a>,
    second: &mut ObjectRules<'a>,
    diagnostics: &mut Diagnostics,
) -> Option<SchemaId> {
    let is_closed = |part: &ObjectRules<'_>| part.additional.filter(|id| schemas.is_never(*id));
    let (a, b) = (is_closed(first), is_closed(second));
    let by_first = a.map(|closed| refused(schemas, closed, first, second)).unwrap_or_default();
    let by_second = b.map(|closed| refused(schemas, closed, second, first)).unwrap_or_default();
    if !schemas.merges_closed_parts {
        report_refused(schemas, &by_first, (first, second), diagnostics);
        report_refused(schemas, &by_second, (first, second), diagnostics);
        return None;
    }
    if by_first.is_empty() && by_second.is_empty() {
        return None;
    }
    for part in [first, second] {
        part.additional.take_if(|id| schemas.is_never(*id));
    }
    a.or(b)
}

/// The properties of a part that a closed one does not know.
fn refused<'a>(
    schemas: &Schemas<'a>,
    closed: SchemaId,
    part: &ObjectRules<'a>,
    other: &ObjectRules<'a>,
) -> Vec<Refused<'a>> {
    let is_known =
        |name: &str| part.properties.contains_key(name) || schemas.matcher.matches_one(&part.patterns, name);
    let properties = other.properties.iter();
    let refused = properties.filter(|(name, property)| !is_known(name) && !schemas.is_never(**property));
    refused.map(|(name, property)| Refused { name, property: *property, closed }).collect()
}

fn report_refused<'a>(
    schemas: &Schemas<'a>,
    refused: &[Refused<'a>],
    (first, second): (&ObjectRules<'a>, &ObjectRules<'a>),
    diagnostics: &mut Diagnostics,
) {
    if refused.is_empty() {
        return;
    }
    let required: BTreeSet<_> =
        first.required.iter().chain(&second.required).map(|name| name.value).collect();
    for Refused { name, property, closed } in refused {
        let place = schemas.get(*property).place;
        let diagnostic = if required.contains(name) {
            let message = format!(
                "no object is valid: `{name}` is required, and another part of this object refuses it"
            );
            diagnostics.warning(codes::CONTRADICTION, place, message)
        } else {
            let message = format!("`{name}` is never valid: another part of this object refuses it");
            diagnostics.warning(codes::IGNORED, place, message)
        };
        diagnostic
            .related(schemas.get(*closed).place, "refused here")
            .help("write `unevaluatedProperties` of OpenAPI 3.1 beside `allOf`, which knows the properties of all parts: `additionalProperties` knows those beside it alone")
            .help("if the object as a whole is meant, choose `merge_closed_parts()`");
    }
}

/// A property of one part, and `additionalProperties` of another one that refuses it.
struct Refused<'a> {
    name: &'a str,
    property: SchemaId,
    closed: SchemaId,
}
