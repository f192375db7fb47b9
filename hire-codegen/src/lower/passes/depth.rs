//! Where types lie deeper in each other than the compiler follows.
//!
//! Whether a type is `Send` and `Sync` is decided by the types of its fields, and of theirs; after 128 of them, those of
//! containers included, the compiler gives up. A box of the runtime that is both by itself ends that search.

use crate::ir::{Additional, Model, Pointer, Type, TypeId, TypeKind};

/// How many types lie in each other before one is put into such a box. What is left is for what has a request in it.
const DEEPEST: usize = 72;

/// How deep a type counts as that is in a cycle and not known yet.
const IN_CIRCLE: usize = DEEPEST / 2;

/// How deep a type is that has no generated type in it: any JSON value, and a string.
const VALUE: usize = 16;
const TEXT: usize = 8;

/// Puts fields and variants that are too deep into boxes.
pub fn end_searches(model: &mut Model) {
    let mut depths = vec![None; model.types.len()];
    for id in children_first(model) {
        let depth = erase(model, id, &depths);
        if let Some(slot) = depths.get_mut(id.0) {
            *slot = Some(depth);
        }
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
    let types: Vec<&Type> = match &model.get(id).kind {
        TypeKind::Struct(structure) => {
            let additional = match &structure.additional {
                Additional::Keep { type_, .. } => Some(type_),
                Additional::Ignore | Additional::Refuse => None,
            };
            structure.fields.iter().map(|field| &field.type_).chain(additional).collect()
        }
        TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.type_).collect(),
        TypeKind::Alias { type_, .. } => vec![type_],
        TypeKind::Enumeration(_) | TypeKind::Any { .. } => Vec::new(),
    };
    types.into_iter().flat_map(Type::named).collect()
}

/// How deep a type is, once what is too deep in it is in a box.
fn erase(model: &mut Model, id: TypeId, depths: &[Option<usize>]) -> usize {
    let Some(definition) = model.types.get_mut(id.0) else { return 0 };
    let part = |type_: &Type, pointer: &mut Pointer| {
        let depth = depth(type_, depths) + 4;
        if depth < DEEPEST {
            return depth;
        }
        *pointer = Pointer::ErasedBox;
        TEXT
    };
    match &mut definition.kind {
        TypeKind::Struct(structure) => {
            let fields = structure.fields.iter_mut().map(|field| part(&field.type_, &mut field.pointer));
            let additional = match &structure.additional {
                Additional::Keep { type_, .. } => 8 + depth(type_, depths),
                Additional::Ignore | Additional::Refuse => 0,
            };
            fields.max().unwrap_or_default().max(additional)
        }
        TypeKind::Union(union) => {
            let variants = union.variants.iter_mut();
            let deepest = variants.map(|variant| part(&variant.type_, &mut variant.pointer)).max();
            deepest.unwrap_or_default().max(VALUE)
        }
        TypeKind::Alias { type_, .. } => depth(type_, depths),
        TypeKind::Enumeration(_) => TEXT,
        TypeKind::Any { .. } => VALUE,
    }
}

/// How deep a type is, as the standard library and the runtime have it.
fn depth(type_: &Type, depths: &[Option<usize>]) -> usize {
    match type_ {
        Type::Named(id) => 1 + depths.get(id.0).copied().flatten().unwrap_or(IN_CIRCLE),
        Type::Nullable(inner) => 1 + depth(inner, depths),
        Type::List(item) => 4 + depth(item, depths),
        Type::Map(value) => 8 + depth(value, depths),
        Type::Tuple(items) => 1 + items.iter().map(|item| depth(item, depths)).max().unwrap_or_default(),
        Type::Value => VALUE,
        _ => TEXT,
    }
}
