//! `readOnly` and `writeOnly`: what is required of one way alone.
//!
//! OpenAPI 3.0 says of a required property that is `readOnly` that `required` takes effect on the response only, and of one
//! that is `writeOnly` on the request only (3.0.4 §4.7.24.2). A schema has one Rust type for both ways, so that such a
//! property is required where its type goes its way alone, and optional where the type goes both. In OpenAPI 3.1 both are
//! annotations that leave `required` as it is (3.1.1 §4.8.24, validation §9.4).

use std::collections::BTreeSet;

use crate::analysis::annotations;
use crate::ir::{Type, TypeId, TypeKind};
use crate::lower::types::TypeLowering;
use crate::openapi::Version;

/// The types that go each way, without those inside of them.
pub struct Directions {
    pub requests: Vec<Type>,
    pub responses: Vec<Type>,
}

/// Makes optional what is required of the other way alone.
pub fn relax_required(lowering: &mut TypeLowering<'_, '_>, version: Version, ways: &Directions) {
    if version != Version::V3_0 {
        return;
    }
    let (requests, responses) = (reached(lowering, &ways.requests), reached(lowering, &ways.responses));
    for index in 0..lowering.definitions.len() {
        let id = TypeId(index);
        let (sent, received) = (requests.contains(&id), responses.contains(&id));
        for (number, schema) in lowering.origin(id).fields.clone().into_iter().enumerate() {
            let annotations = annotations::annotations(&mut lowering.analysis, schema);
            let optional =
                (annotations.read_only.is_some() && sent) || (annotations.write_only.is_some() && received);
            if let Some(definition) = lowering.definitions.get_mut(index)
                && let TypeKind::Struct(structure) = &mut definition.kind
                && let Some(field) = structure.fields.get_mut(number)
                && field.required
                && optional
            {
                field.required = false;
                field.required_in_one_direction = true;
            }
        }
    }
}

/// The named types inside of some types.
pub fn reached(lowering: &TypeLowering<'_, '_>, types: &[Type]) -> BTreeSet<TypeId> {
    reached_anew(lowering, types, &mut BTreeSet::new())
}

/// The types that some types are made of, and that were not seen before.
pub fn reached_anew(
    lowering: &TypeLowering<'_, '_>,
    types: &[Type],
    seen: &mut BTreeSet<TypeId>,
) -> BTreeSet<TypeId> {
    let mut open: Vec<&Type> = types.iter().collect();
    let mut reached = BTreeSet::new();
    while let Some(type_) = open.pop() {
        for id in type_.named() {
            if !seen.insert(id) {
                continue;
            }
            reached.insert(id);
            open.extend(lowering.get(id).part_types());
        }
    }
    reached
}
