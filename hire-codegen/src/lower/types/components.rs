//! The types of components, and their names.

use crate::ir::{Type, TypeKind};
use crate::lower::naming::Case;
use crate::lower::types::TypeLowering;
use crate::openapi;
use crate::schema::{Located, SchemaId};

/// Components have the first choice of names, so that inline schemas never take one from them.
pub fn components<'a>(lowering: &mut TypeLowering<'a, '_>, api: &openapi::Api<'a>) {
    let mut ids = Vec::new();
    let mut authored = Vec::new();
    for (key, cursor) in &api.schemas {
        let Some(id) = lowering.analysis.schemas.at(cursor.place()) else { continue };
        ids.push(id);
        match lowering.analysis.schemas.get(id).extensions.rust_name {
            Some(name) => authored.push((id, name)),
            None => {
                let spelling = Located { value: *key, place: cursor.key_place() };
                lowering.components.insert(id, lowering.scope.name_at(spelling, Case::Camel));
            }
        }
    }
    for (id, name) in authored {
        lowering.documented.insert(name.place);
        lowering.components.insert(id, lowering.scope.authored(name, Case::Camel, lowering.diagnostics));
    }
    // A component that only refers to a schema elsewhere is what names it.
    for id in &ids {
        let target = lowering.analysis.schemas.resolve(*id);
        if let Some(name) = lowering.components.get(id).cloned() {
            lowering.components.entry(target).or_insert(name);
        }
    }
    for id in &ids {
        names_its_value(lowering, *id);
    }
    // What a base says itself, beside its subtypes.
    for (base_self, base) in lowering.analysis.schemas.base_self_schemas().clone() {
        if let Some(name) = lowering.components.get(&base) {
            let name = lowering.scope.name(&format!("{} base", name.plain()), Case::Camel);
            lowering.components.insert(base_self, name);
        }
    }
    for id in ids {
        component(lowering, id);
    }
}

/// A component that is a value or null, or one of one branch, is what names that value.
fn names_its_value(lowering: &mut TypeLowering<'_, '_>, component: SchemaId) {
    let Some(name) = lowering.components.get(&component).cloned() else { return };
    let value =
        lowering.analysis.nullable_other(component).or_else(|| lowering.analysis.only_branch(component));
    if let Some(value) = value.filter(|value| lowering.analysis.schemas.resolve(*value) == *value) {
        lowering.components.entry(value).or_insert(name);
    }
}

/// A component that does not become a type of its own becomes an alias.
fn component(lowering: &mut TypeLowering<'_, '_>, id: SchemaId) {
    let Some(name) = lowering.components.get(&id).cloned() else { return };
    let type_ref = lowering.lower_type(id, name.plain());
    let place = lowering.analysis.schemas.get(id).place;
    lowering.records.emitted(lowering.analysis.sources.at(place), name.as_str());
    if matches!(type_ref.type_, Type::Named(named) if lowering.get(named).name == name) {
        return;
    }
    let type_ = if type_ref.nullable { Type::Nullable(Box::new(type_ref.type_)) } else { type_ref.type_ };
    let alias = lowering.add(name, TypeKind::Alias { type_, rules: Vec::new() }, id);
    let flat = lowering.analysis.flattened(id);
    lowering.aliases.entry(flat).or_insert(alias);
}
