//! The properties that name the variants of a union: the builder of a struct that is a variant sets the name of that.

use std::collections::BTreeMap;

use crate::analysis::plan::Decision;
use crate::ir::{Literal, Type, TypeId, TypeKind};
use crate::lower::types::{TypeLowering, literal};

/// Gives each field that names a variant its name as a default, if it has none. A struct that has different names in
/// several unions has none of them.
pub fn default_names(types: &mut TypeLowering<'_, '_>) {
    let mut names: BTreeMap<(TypeId, String), Option<String>> = BTreeMap::new();
    for definition in &types.definitions {
        let TypeKind::Union(union) = &definition.kind else { continue };
        let Decision::Tag { property, .. } = &union.decision else { continue };
        for variant in &union.variants {
            let Type::Named(id) = variant.type_ else { continue };
            let known = names.entry((id, property.clone())).or_insert_with(|| variant.tag.clone());
            known.take_if(|known| Some(&*known) != variant.tag.as_ref());
        }
    }
    for ((id, property), name) in names {
        let Some(name) = name else { continue };
        let Some(structure) = types.structure_of(id) else { continue };
        let Some(index) = structure.fields.iter().position(|field| field.wire == property) else { continue };
        let literal = types.field(id, index).and_then(|field| match &field.type_ {
            _ if !field.required || field.default.is_some() => None,
            Type::String => Some(Literal::String(name.clone())),
            Type::Named(type_) => literal::enumerated(types, *type_, &Literal::String(name.clone())),
            _ => None,
        });
        if let Some(literal) = literal
            && let Some(field) = types.structure_mut(id).and_then(|structure| structure.fields.get_mut(index))
        {
            field.default = Some(literal);
        }
    }
}
