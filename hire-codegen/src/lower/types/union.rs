//! Unions: the types of their variants, and the names of these.

use crate::analysis::discriminator;
use crate::analysis::plan::{Decision, Plan, Row, type_word};
use crate::analysis::signature::Constant;
use crate::ir::{Docs, Name, Pointer, Type, TypeDef, TypeId, TypeKind, Union, UnionVariant, UnmatchedTag};
use crate::lower::naming::{Case, Scope};
use crate::lower::types::{TypeLowering, TypeRef};
use crate::schema::SchemaId;

/// The type of a union, if the schema is one.
pub fn union_type(
    lowering: &mut TypeLowering<'_, '_>,
    id: SchemaId,
    flat: SchemaId,
    hint: &str,
) -> Option<TypeRef> {
    let plan = lowering.analysis.union_of(flat)?;
    let known = lowering.by_schema.get(&flat).copied();
    let type_id = known.unwrap_or_else(|| {
        let name = lowering.type_name(id, hint);
        let or_other = plan.rows.iter().any(|row| row.word.is_some());
        let kind = Union { variants: Vec::new(), decision: plan.decision.clone(), or_other, secret: false };
        let type_id = lowering.add(name, TypeKind::Union(kind), flat);
        lowering.by_schema.insert(flat, type_id);
        lowering.queue.push_back((type_id, flat));
        if let Decision::Tag { unmatched: UnmatchedTag::First, .. } = plan.decision
            && let Some(base) = plan.rows.first()
        {
            // Before its subtypes, which have its properties, and might name the types of these.
            lowering.lower_type(base.branch, hint);
        }
        type_id
    });
    Some(TypeRef { type_: Type::Named(type_id), nullable: plan.nullable })
}

/// The type of a union that has one already.
pub fn known_union(lowering: &TypeLowering<'_, '_>, flat: SchemaId) -> Option<TypeRef> {
    let type_id = *lowering.by_schema.get(&flat)?;
    let plan = lowering.analysis.known_union(flat)?;
    let is_union = matches!(lowering.get(type_id).kind, TypeKind::Union(_));
    is_union.then_some(TypeRef { type_: Type::Named(type_id), nullable: plan.nullable })
}

/// The word that the types of a struct's fields begin with: its name, and for what a base says itself that of
/// the base.
pub fn word_for(lowering: &mut TypeLowering<'_, '_>, type_id: TypeId, flat: SchemaId) -> String {
    let mut base_self = lowering.analysis.schemas.base_self_schemas().clone().into_iter();
    let base = base_self.find(|(base_self, _)| lowering.analysis.flattened(*base_self) == flat);
    let base = base.and_then(|(_, base)| lowering.components.get(&base));
    base.unwrap_or(&lowering.get(type_id).name).plain().to_owned()
}

/// The types of the variants of a union, and their names.
pub fn variants(lowering: &mut TypeLowering<'_, '_>, type_id: TypeId, flat: SchemaId) {
    let Some(plan) = lowering.analysis.union_of(flat) else { return };
    let owner = lowering.get(type_id).name.plain().to_owned();
    let mut scope = Scope::with(&["Unknown"]);
    let mut variants = Vec::new();
    for (index, row) in plan.rows.iter().enumerate() {
        let spelling = variant_name(lowering, &plan, row, index);
        let given =
            lowering.analysis.schemas.get(lowering.analysis.schemas.resolve(row.source)).extensions.rust_name;
        lowering.documented.extend(given.filter(|name| name.value == spelling).map(|name| name.place));
        let name = scope.name(&spelling, Case::Camel);
        let type_ref = lowering.lower_type(row.branch, &format!("{owner} {}", name.plain()));
        variants.push(UnionVariant {
            at: lowering.at(row.source),
            name,
            docs: Docs::default(),
            type_: type_ref.type_,
            tag: discriminator::only_tag(&lowering.analysis, &plan, index),
            pointer: Pointer::None,
            rules: Vec::new(),
        });
    }
    if let Some(TypeDef { kind: TypeKind::Union(union), .. }) = lowering.definitions.get_mut(type_id.index())
    {
        union.variants = variants;
    }
}

/// What a branch is called: as its component or definition, by its title, by its constant, by the property
/// that it alone requires, by the kind of its values.
fn variant_name(lowering: &TypeLowering<'_, '_>, plan: &Plan, row: &Row, index: usize) -> String {
    if let Some(word) = row.word {
        return word.to_owned();
    }
    let (analysis, ref_chain) = (&lowering.analysis, lowering.analysis.schemas.ref_chain(row.source));
    let component =
        |id: &SchemaId| lowering.components.get(&analysis.schemas.public_id(*id)).map(Name::plain);
    let target = analysis.schemas.get(analysis.schemas.resolve(row.source));
    let given = target.extensions.rust_name.map(|name| name.value);
    let defined = || ref_chain.iter().find_map(|id| analysis.definition(analysis.schemas.get(*id).place));
    let titled = || target.annotations.title.map(|title| title.value);
    if let Some(name) = ref_chain.iter().find_map(component).or(given).or_else(defined).or_else(titled) {
        return name.to_owned();
    }
    let constant = match &plan.decision {
        Decision::Tag { tags, .. } => tags.get(index).and_then(|tags| tags.first()).cloned(),
        Decision::Signatures { signatures, .. } => signatures.get(index).and_then(|signatures| {
            let mut constants = signatures.constants.iter();
            constants.find_map(|(name, values)| match values.as_slice() {
                [Constant::Text(text)] => Some(text.clone()),
                [Constant::Integer(value)] => Some(format!("{name} {value}")),
                _ => None,
            })
        }),
    };
    constant.or_else(|| plan.own_property(index)).unwrap_or_else(|| type_word(row.signature.types).to_owned())
}
