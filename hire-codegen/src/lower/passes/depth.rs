//! Where types lie deeper in each other than the compiler follows.
//!
//! Whether a type is `Send` and `Sync` is decided by the types of its fields, and of theirs; after 128 of them, those of
//! containers included, the compiler gives up. A box of the runtime that is both by itself ends that search.

use crate::ir::{Additional, Model, Pointer, Type, TypeDef, TypeId, TypeKind};

/// How many types lie in each other before one is put into such a box. What is left is for what has a request in it.
const DEEPEST: usize = 72;

/// How many lie in each other before an item, an entry or a position is put into one: where a list of structs is too deep
/// for a field, it is the list that is in the box.
const DEEPEST_PART: usize = DEEPEST + 16;

/// How deep a type counts as that is in a cycle and not known yet.
const IN_CIRCLE: usize = DEEPEST / 2;

/// How deep a type is that has no generated type in it: any JSON value, and a string.
const VALUE: usize = 16;
const TEXT: usize = 8;

/// How deep each type is that is known.
type Depths = [Option<usize>];

/// Puts fields, variants, items and entries that are too deep into boxes. All depths are known before the first box is made,
/// so that one type is the same wherever it is written.
pub fn end_searches(model: &mut Model) {
    let mut depths = vec![None; model.types.len()];
    for id in children_first(model) {
        let depth = depth_of_definition(model.get(id), &depths);
        if let Some(slot) = depths.get_mut(id.0) {
            *slot = Some(depth);
        }
    }
    for definition in &mut model.types {
        erase_fields(definition, &depths);
        definition.types_mut().into_iter().for_each(|type_| erase_parts(type_, &depths));
    }
    for operation in &mut model.operations {
        operation.types_mut().into_iter().for_each(|type_| erase_parts(type_, &depths));
    }
}

/// Types, each after those that it contains, but for cycles: with a stack of its own, since chains may be longer than that of
/// the machine.
fn children_first(model: &Model) -> Vec<TypeId> {
    let mut order = Vec::with_capacity(model.types.len());
    let mut met = vec![false; model.types.len()];
    for start in 0..model.types.len() {
        let mut open = vec![(TypeId(start), false)];
        while let Some((id, done)) = open.pop() {
            if done {
                order.push(id);
            } else if let Some(met) = met.get_mut(id.0).filter(|met| !**met) {
                *met = true;
                open.push((id, true));
                open.extend(parts(model, id).into_iter().map(|part| (part, false)));
            }
        }
    }
    order
}

/// The generated types that a type has in it.
fn parts(model: &Model, id: TypeId) -> Vec<TypeId> {
    model.get(id).part_types().into_iter().flat_map(Type::named).collect()
}

/// How deep a type is, once what is too deep in it is in a box.
fn depth_of_definition(definition: &TypeDef, depths: &Depths) -> usize {
    let part = |type_: &Type| if is_too_deep(type_, depths) { TEXT } else { 4 + depth(type_, depths) };
    match &definition.kind {
        TypeKind::Struct(structure) => {
            let additional = match &structure.additional {
                Additional::Keep { type_, .. } => 8 + depth(type_, depths),
                Additional::Ignore | Additional::Refuse => 0,
            };
            structure.fields.iter().map(|field| part(&field.type_)).max().unwrap_or_default().max(additional)
        }
        TypeKind::Union(union) => {
            union.variants.iter().map(|variant| part(&variant.type_)).max().unwrap_or_default().max(VALUE)
        }
        TypeKind::Alias { type_, .. } => depth(type_, depths),
        TypeKind::Enumeration(_) => TEXT,
        TypeKind::Any { .. } => VALUE,
    }
}

/// Puts the fields or variants of a type that are too deep into boxes.
fn erase_fields(definition: &mut TypeDef, depths: &Depths) {
    let erase = |type_: &Type, pointer: &mut Pointer| {
        if is_too_deep(type_, depths) {
            *pointer = Pointer::ErasedBox;
        }
    };
    match &mut definition.kind {
        TypeKind::Struct(structure) => {
            structure.fields.iter_mut().for_each(|field| erase(&field.type_, &mut field.pointer));
        }
        TypeKind::Union(union) => {
            union.variants.iter_mut().for_each(|variant| erase(&variant.type_, &mut variant.pointer));
        }
        TypeKind::Alias { .. } | TypeKind::Enumeration(_) | TypeKind::Any { .. } => {}
    }
}

/// Whether a type is too deep for a field or a variant.
fn is_too_deep(type_: &Type, depths: &Depths) -> bool {
    4 + depth(type_, depths) >= DEEPEST
}

/// Puts the parts of a type that are too deep into boxes.
fn erase_parts(type_: &mut Type, depths: &Depths) {
    let step = step(type_);
    for part in type_.parts_mut() {
        let is_too_deep = step + depth(part, depths) >= DEEPEST_PART;
        erase_parts(part, depths);
        if is_too_deep {
            // What may be null is in the box, and null is not.
            let whole = match part {
                Type::Nullable(inner) => &mut **inner,
                whole => whole,
            };
            *whole = Type::Erased(Box::new(std::mem::replace(whole, Type::Value)));
        }
    }
}

/// How deep a type is, as the standard library and the runtime have it, once its parts that are too deep are in boxes.
fn depth(type_: &Type, depths: &Depths) -> usize {
    let step = step(type_);
    match type_ {
        Type::Named(id) => 1 + depths.get(id.0).copied().flatten().unwrap_or(IN_CIRCLE),
        Type::Value => VALUE,
        _ => {
            let parts = type_.parts().iter().map(|part| step + depth(part, depths));
            let parts = parts.map(|depth| if depth < DEEPEST_PART { depth } else { step + TEXT });
            parts.max().unwrap_or(TEXT)
        }
    }
}

/// How much deeper a type is than its parts.
fn step(type_: &Type) -> usize {
    match type_ {
        Type::List(_) => 4,
        Type::Map(_) => 8,
        _ => 1,
    }
}
