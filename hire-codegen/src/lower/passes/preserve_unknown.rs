//! Structs that keep the properties which they have no fields for: `uniqueItems` compares whole values, and `minProperties`
//! and `maxProperties` count whatever is there.
//!
//! A struct reads over properties that it has no fields for, unless `additionalProperties` asks for them, or
//! `patternProperties` or `propertyNames` is about them. What is compared is known once all rules are there: its types
//! are followed through their parts, and each struct on the way keeps what it would lose. What is counted is what would
//! be written.

use std::collections::BTreeSet;

use crate::ir::{Additional, PreservedFor, Type, TypeDef, TypeId, TypeKind};
use crate::lower::describe;
use crate::lower::passes::direction;
use crate::lower::rules::RuleLowering;

/// Makes each struct keep what it has no fields for, if that matters: where values are compared, two that differ in
/// these properties alone are not equal, and so it is with what stands in such a value.
pub fn preserve_unknown(lowering: &mut RuleLowering<'_, '_, '_>) {
    // What one comparison has reached keeps its properties already.
    let mut seen = BTreeSet::new();
    for (item, place) in std::mem::take(&mut lowering.compared) {
        for id in direction::reached_anew(lowering.types, &[item], &mut seen) {
            keep(lowering, id, PreservedFor { keyword: "uniqueItems", place });
        }
    }
    for (id, why) in std::mem::take(&mut lowering.counted) {
        keep(lowering, id, why);
    }
}

fn keep(lowering: &mut RuleLowering<'_, '_, '_>, id: TypeId, why: PreservedFor) {
    let additional_field = lowering.types.origin(id).additional_field.clone();
    let docs = describe::preserved(why);
    let Some(field) = additional_field else { return };
    if let Some(TypeDef { at, kind: TypeKind::Struct(structure), .. }) =
        lowering.types.definitions.get_mut(id.index())
        && matches!(structure.additional, Additional::Ignore)
    {
        structure.additional = Additional::Keep { field, docs, type_: Type::Value, rules: Vec::new() };
        lowering.types.records.preserved(at.0, why);
    }
}
