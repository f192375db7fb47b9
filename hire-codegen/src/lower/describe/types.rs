//! Docs of types, once their rules are there.

use std::rc::Rc;

use super::annotations::{documented, documented_branch, documented_use};
use crate::analysis::annotations::annotations;
use crate::ir::{Additional, Struct, Type, TypeDef, TypeId, TypeKind};
use crate::lower::types::{TypeLowering, fields};
use crate::schema::{Annotations, SchemaId};

/// The docs of all types, of their fields and of their variants.
pub fn types(lowering: &mut TypeLowering<'_, '_>) {
    for index in 0..lowering.definitions.len() {
        let id = TypeId(index);
        let origin = lowering.origin(id).clone();
        let Some(schema) = origin.schema else { continue };
        for (index, property) in origin.fields.iter().enumerate() {
            field(lowering, id, index, *property);
        }
        additional(lowering, id, schema);
        variants(lowering, id, schema);
        let docs = super::type_(lowering, id, schema);
        let deprecated = annotations(&mut lowering.analysis, schema).deprecated.is_some();
        if let Some(definition) = lowering.definitions.get_mut(index) {
            definition.docs = docs;
            definition.deprecated = deprecated;
        }
    }
}

fn field(lowering: &mut TypeLowering<'_, '_>, id: TypeId, index: usize, property: SchemaId) {
    let Some(type_) = lowering.field(id, index).map(|field| field.type_.clone()) else { return };
    let mut documented = documented_use(lowering, property, &type_, false);
    let Some(field) = lowering.field(id, index) else { return };
    if field.required && field.default.is_none() {
        documented.annotations.default = None;
    }
    let docs = super::field(lowering, field, &documented);
    if let Some(structure) = lowering.structure_mut(id)
        && let Some(field) = structure.fields.get_mut(index)
    {
        field.docs = docs;
    }
}

/// Docs of the field for the properties without one.
fn additional(lowering: &mut TypeLowering<'_, '_>, id: TypeId, flat: SchemaId) {
    let Some(Struct { additional: Additional::Keep { type_, .. }, .. }) = lowering.structure_of(id) else {
        return;
    };
    let type_ = Type::Map(Box::new(type_.clone()));
    // The struct itself and its fields have docs of their own.
    let mut rest = lowering.analysis.schemas.get(flat).clone();
    rest.object.properties = Rc::default();
    rest.annotations = Annotations::default();
    let rest = lowering.analysis.schemas.add(rest);
    let parts = documented(lowering, rest, &type_).parts;
    let why = fields::kept_for(lowering, &lowering.analysis.schemas.get(flat).object);
    let Some(Struct { additional: Additional::Keep { rules, .. }, .. }) = lowering.structure_of(id) else {
        return;
    };
    let written = super::additional(lowering, rules, &parts, why);
    if let Some(Struct { additional: Additional::Keep { docs, .. }, .. }) = lowering.structure_mut(id) {
        *docs = written;
    }
}

fn variants(lowering: &mut TypeLowering<'_, '_>, id: TypeId, flat: SchemaId) {
    let TypeKind::Union(union) = &lowering.get(id).kind else { return };
    let types: Vec<Type> = union.variants.iter().map(|variant| variant.type_.clone()).collect();
    let Some(plan) = lowering.analysis.union_of(flat) else { return };
    for (index, (row, type_)) in plan.rows.iter().zip(&types).enumerate() {
        let documented = documented_branch(lowering, row.source, type_);
        let place = (&plan.decision, index);
        let docs = super::union_variant(lowering, row.source, &documented, type_, place);
        if let Some(TypeDef { kind: TypeKind::Union(union), .. }) = lowering.definitions.get_mut(id.0)
            && let Some(variant) = union.variants.get_mut(index)
        {
            variant.docs = docs;
        }
    }
}
