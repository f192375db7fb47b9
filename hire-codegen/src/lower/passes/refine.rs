//! What can only be said of a model that is whole: where a `Box` is needed, which types have rules,
//! which traits hold.

use super::cycles::Cycles;
use super::depth;
use crate::ir::{
    Additional, ChildrenMut, ChildrenRef, Derives, EnumerationValues, Model, Pointer, Rule, Type, TypeDef,
    TypeId, TypeKind,
};

pub fn refine(model: &mut Model) {
    boxes(model);
    depth::end_searches(model);
    drop_empty_rules(model);
    derives(model);
}

/// A field is boxed when its type contains the struct itself without a list or map between.
///
/// In a cycle through a union, the box is in the union.
fn boxes(model: &mut Model) {
    let mut direct: Vec<Vec<TypeId>> =
        (0..model.types.len()).map(|index| contained(model, TypeId(index))).collect();
    let mut cycles = Cycles::new(&direct);
    for index in 0..model.types.len() {
        let owner = TypeId(index);
        let Some(TypeDef { kind: TypeKind::Union(union), .. }) = model.types.get_mut(index) else { continue };
        for variant in &mut union.variants {
            let targets = inside(&variant.type_);
            if targets.iter().any(|target| cycles.closes(owner, *target)) {
                variant.pointer = Pointer::Box;
                if let Some(inside) = direct.get_mut(index) {
                    inside.retain(|inside| !targets.contains(inside));
                }
                cycles.refresh(owner, &direct);
            }
        }
    }
    for index in 0..model.types.len() {
        let owner = TypeId(index);
        let Some(definition) = model.types.get_mut(index) else { continue };
        let TypeKind::Struct(structure) = &mut definition.kind else { continue };
        for field in &mut structure.fields {
            if inside(&field.type_).into_iter().any(|target| cycles.closes(owner, target)) {
                field.pointer = Pointer::Box;
            }
        }
    }
}

/// The types that a value of a type has inside itself.
fn contained(model: &Model, id: TypeId) -> Vec<TypeId> {
    match &model.get(id).kind {
        TypeKind::Struct(structure) => {
            structure.fields.iter().flat_map(|field| inside(&field.type_)).collect()
        }
        TypeKind::Union(union) => union.variants.iter().flat_map(|variant| inside(&variant.type_)).collect(),
        _ => Vec::new(),
    }
}

/// The named types that a value of a type has inside itself, without a list or map between.
fn inside(type_: &Type) -> Vec<TypeId> {
    match type_ {
        Type::Named(id) => vec![*id],
        Type::Nullable(inner) | Type::Erased(inner) => inside(inner),
        Type::Tuple(items) => items.iter().flat_map(inside).collect(),
        _ => Vec::new(),
    }
}

/// Nothing is emitted for rules that come down to nothing, such as those of a nested type without
/// any.
fn drop_empty_rules(model: &mut Model) {
    let with_rules = spread(
        model,
        |definition| {
            let mut ids = Vec::new();
            for rules in definition.rules() {
                nested(rules, &mut ids);
            }
            ids
        },
        has_rules,
    );
    for (definition, has_rules) in model.types.iter_mut().zip(&with_rules) {
        definition.has_rules = *has_rules;
        for rules in definition.rules_mut() {
            prune(rules, &with_rules);
        }
    }
    for operation in &mut model.operations {
        for rules in operation.rules_mut() {
            prune(rules, &with_rules);
        }
        for body in operation.all_bodies_mut() {
            body.check.take_if(|(_, rules)| rules.is_empty());
        }
    }
}

/// The types that something holds for, where it holds for a type once it holds for others that the type names. Each type is
/// looked at again only when it holds for one of these, since a chain of types would be gone through as often as it is long.
fn spread(
    model: &Model,
    names: impl Fn(&TypeDef) -> Vec<TypeId>,
    holds: impl Fn(&Model, TypeId, &[bool]) -> bool,
) -> Vec<bool> {
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); model.types.len()];
    for (index, definition) in model.types.iter().enumerate() {
        for id in names(definition) {
            if let Some(users) = users.get_mut(id.0) {
                users.push(index);
            }
        }
    }
    let mut held = vec![false; model.types.len()];
    let mut open: Vec<usize> = (0..model.types.len()).rev().collect();
    while let Some(index) = open.pop() {
        let known = held.get(index).copied().unwrap_or(true);
        if !known && holds(model, TypeId(index), &held) {
            if let Some(slot) = held.get_mut(index) {
                *slot = true;
            }
            open.extend(users.get(index).into_iter().flatten());
        }
    }
    held
}

/// Adds the types whose rules are among some rules.
fn nested(rules: &[Rule], ids: &mut Vec<TypeId>) {
    for rule in rules {
        if let Rule::Nested(id) | Rule::Shared(id) = rule {
            ids.push(*id);
        }
        nested_within(&rule.children(), ids);
    }
}

fn nested_within(children: &ChildrenRef<'_>, ids: &mut Vec<TypeId>) {
    for part in children.evaluated.iter().copied().flatten() {
        nested_within(&part.children(), ids);
    }
    for rules in &children.rules {
        nested(rules, ids);
    }
}

fn has_rules(model: &Model, id: TypeId, with_rules: &[bool]) -> bool {
    let definition = model.get(id);
    // Values that are unknown, or undecided, are refused.
    matches!(definition.kind, TypeKind::Enumeration(_) | TypeKind::Union(_))
        || definition.rules().into_iter().flatten().any(|rule| matters(rule, with_rules))
}

fn matters(rule: &Rule, with_rules: &[bool]) -> bool {
    match rule {
        Rule::Nested(id) | Rule::Shared(id) => with_rules.get(id.0).copied().unwrap_or_default(),
        Rule::EachItem(rules)
        | Rule::EachEntry(rules)
        | Rule::Property { null: true, rules, .. }
        | Rule::Item { rules, .. }
        | Rule::ItemsFrom { rules, .. }
        | Rule::Entry { rules, .. }
        | Rule::PatternEntries { rules, .. }
        | Rule::OtherEntries { rules, .. }
        | Rule::UnevaluatedEntries { rules, .. }
        | Rule::UnevaluatedItems { rules, .. }
        | Rule::Inner(rules)
        | Rule::EntryNames(rules) => rules.iter().any(|rule| matters(rule, with_rules)),
        // What always holds.
        Rule::AnyOf { branches, .. } => branches.iter().all(|branch| !branch.is_empty()),
        Rule::Not { rules, .. } => !rules.contains(&Rule::Never),
        _ => true,
    }
}

/// Branches keep what they have: an empty branch means that it always holds.
fn prune(rules: &mut Vec<Rule>, with_rules: &[bool]) {
    rules.retain(|rule| matters(rule, with_rules));
    for rule in rules {
        prune_within(rule.children_mut(), with_rules);
    }
}

fn prune_within(children: ChildrenMut<'_>, with_rules: &[bool]) {
    for part in children.evaluated.into_iter().flatten() {
        prune_within(part.children_mut(), with_rules);
    }
    for rules in children.rules {
        prune(rules, with_rules);
    }
}

/// `Eq` and `Hash` hold where no part is a float; `Copy` where no part owns memory, and only for
/// enumerations, since a struct may grow a field that does.
fn derives(model: &mut Model) {
    let parts = |definition: &TypeDef| match &definition.kind {
        TypeKind::Struct(structure) => {
            let mut ids = Vec::new();
            ids.extend(structure.fields.iter().flat_map(|field| field.type_.named()));
            ids
        }
        _ => Vec::new(),
    };
    let without = spread(model, parts, lacks_eq);
    for (definition, lacks) in model.types.iter_mut().zip(without) {
        let copy = match &definition.kind {
            TypeKind::Enumeration(enumeration) => enumeration.values == EnumerationValues::Integers,
            _ => false,
        };
        definition.derives = Derives { copy, eq_and_hash: !lacks };
    }
}

fn lacks_eq(model: &Model, id: TypeId, without: &[bool]) -> bool {
    let TypeKind::Struct(structure) = &model.get(id).kind else {
        return matches!(model.get(id).kind, TypeKind::Any { .. } | TypeKind::Union(_));
    };
    let additional = matches!(structure.additional, Additional::Keep { .. });
    // Maps keep an order that does not count in a comparison, so they have no hash.
    additional || structure.fields.iter().any(|field| type_lacks_eq(&field.type_, without))
}

fn type_lacks_eq(type_: &Type, without: &[bool]) -> bool {
    type_.walk().any(|part| match part {
        Type::F64 | Type::Value | Type::Map(_) | Type::Secret | Type::File => true,
        Type::Named(id) => without.get(id.0).copied().unwrap_or_default(),
        _ => false,
    })
}
