//! Unions: `anyOf` and `oneOf` whose branches a table tells apart.
//!
//! A union is a type if each branch can be told from each other: by a discriminator, or by what its values
//! demand. What stands beside the branches belongs to each of them, so that the branches alone say what is
//! valid. Other unions are any JSON with rules.

use super::build::{Builder, Origin};
use super::docs;
use super::names::{Case, Name, Scope};
use super::usage::Usage;
use super::{Docs, Rule, Type, TypeDef, TypeId, TypeKind};
use crate::analysis::Fallback;
use crate::analysis::signature::Constant;
use crate::analysis::union::{Decision, Others, Plan, Row, kind_word};
use crate::schema::SchemaId;

/// Values of several types, of which a table decides.
#[derive(Debug, Clone)]
pub struct Union {
    pub variants: Vec<UnionVariant>,
    pub decision: Decision,
    /// Whether a value may have a secret in it.
    pub secret: bool,
    /// Whether values are parameters of requests.
    pub parameter: bool,
}

/// A type of a union.
#[derive(Debug, Clone)]
pub struct UnionVariant {
    pub name: Name,
    pub docs: Docs,
    pub type_: Type,
    /// Behind a `Box`, since the type contains the union itself.
    pub boxed: bool,
    pub rules: Vec<Rule>,
}

impl<'a> Builder<'a, '_> {
    /// The type of a union, if the schema is one.
    pub fn union_usage(&mut self, id: SchemaId, flat: SchemaId, hint: &str) -> Option<Usage> {
        let plan = self.analysis.union_of(flat)?;
        let known = self.by_schema.get(&flat).copied();
        let type_id = known.unwrap_or_else(|| {
            let name = self.type_name(id, hint);
            let kind = Union {
                variants: Vec::new(),
                decision: plan.decision.clone(),
                secret: false,
                parameter: false,
            };
            let origin = Origin { schema: Some(flat), ..Origin::default() };
            let type_id = self.add(name, TypeKind::Union(kind), origin);
            self.by_schema.insert(flat, type_id);
            self.queue.push_back((type_id, flat));
            if let Decision::Tag { others: Others::First, .. } = plan.decision
                && let Some(base) = plan.rows.first()
            {
                // Before its subtypes, which have its properties, and might name the types of these.
                self.usage(base.branch, hint);
            }
            type_id
        });
        Some(Usage { type_: Type::Named(type_id), nullable: plan.nullable })
    }

    /// The type of a union that has one already.
    pub fn known_union(&self, flat: SchemaId) -> Option<Usage> {
        let type_id = *self.by_schema.get(&flat)?;
        let plan = self.analysis.known_union(flat)?;
        let is_union = matches!(self.get(type_id).kind, TypeKind::Union(_));
        is_union.then(|| Usage { type_: Type::Named(type_id), nullable: plan.nullable })
    }

    /// The word that the types of a struct's fields begin with: its name, and for what a base says itself that of
    /// the base.
    pub fn word_for(&mut self, type_id: TypeId, flat: SchemaId) -> String {
        let mut own = self.analysis.schemas.bases().clone().into_iter();
        let base = own.find(|(own, _)| self.analysis.flattened(*own) == flat);
        let base = base.and_then(|(_, base)| self.components.get(&base));
        base.unwrap_or(&self.get(type_id).name).plain().to_owned()
    }

    /// The types of the variants of a union, and their names.
    pub fn variants(&mut self, type_id: TypeId, flat: SchemaId) {
        let Some(plan) = self.analysis.union_of(flat) else { return };
        let owner = self.get(type_id).name.plain().to_owned();
        let mut scope = Scope::with(&["Unknown"]);
        let mut variants = Vec::new();
        for (index, row) in plan.rows.iter().enumerate() {
            let spelling = self.variant_name(&plan, row, index);
            let given =
                self.analysis.schemas.get(self.analysis.schemas.target(row.source)).extensions.rust_name;
            self.told.extend(given.filter(|name| name.value == spelling).map(|name| name.place));
            let name = scope.name(&spelling, Case::Camel);
            let usage = self.usage(row.branch, &format!("{owner} {}", name.plain()));
            variants.push(UnionVariant {
                name,
                docs: Docs::default(),
                type_: usage.type_,
                boxed: false,
                rules: Vec::new(),
            });
        }
        if let Some(TypeDef { kind: TypeKind::Union(union), .. }) = self.types.get_mut(type_id.index()) {
            union.variants = variants;
        }
    }

    /// What a branch is called: as its component or definition, by its title, by its constant, by the property
    /// that it alone requires, by the kind of its values.
    fn variant_name(&self, plan: &Plan, row: &Row, index: usize) -> String {
        if let Some(word) = row.word {
            return word.to_owned();
        }
        let way =
            self.analysis.schemas.way(row.source).into_iter().map(|id| self.analysis.schemas.known_as(id));
        let mut named = way.filter_map(|id| self.components.get(&id).map(Name::plain));
        let target = self.analysis.schemas.get(self.analysis.schemas.target(row.source));
        let given = target.extensions.rust_name.map(|name| name.value);
        let defined =
            || self.analysis.definition(target.place).or(target.annotations.title.map(|title| title.value));
        if let Some(name) = named.next().or(given).or_else(defined) {
            return name.to_owned();
        }
        let constant = match &plan.decision {
            Decision::Tag { tags, .. } => tags.get(index).and_then(|tags| tags.first()).cloned(),
            Decision::Demands { demands, .. } => demands.get(index).and_then(|demands| {
                let mut constants = demands.constants.iter();
                constants.find_map(|(name, values)| match values.as_slice() {
                    [Constant::Text(text)] => Some(text.clone()),
                    [Constant::Integer(value)] => Some(format!("{name} {value}")),
                    _ => None,
                })
            }),
        };
        constant
            .or_else(|| plan.own_property(index))
            .unwrap_or_else(|| kind_word(row.demand.types).to_owned())
    }

    /// The rules of the variants, and their docs.
    pub fn union_rules(&mut self, id: TypeId, flat: SchemaId) {
        let TypeKind::Union(union) = &self.get(id).kind else { return };
        let mut union = union.clone();
        let Some(plan) = self.analysis.union_of(flat) else { return };
        for (index, (row, variant)) in plan.rows.iter().zip(&mut union.variants).enumerate() {
            variant.rules = self.rules(row.branch, &variant.type_);
            // What was made of the union's own keywords has no record of its own.
            let place = self.analysis.schemas.get(flat).place;
            if self.analysis.schemas.at(self.analysis.schemas.get(row.source).place) != Some(row.source) {
                self.records.ruled(place, &variant.rules);
            }
            if variant.type_ == Type::Value && row.word.is_none() {
                let branch = self.analysis.flattened(row.branch);
                let why = || format!("values of the variant `{}` have no common type", variant.name);
                let why = self
                    .analysis
                    .undecided
                    .get(&branch)
                    .cloned()
                    .unwrap_or_else(|| Fallback::new(place, why()));
                self.records.fell_back_in_part(place, why);
            }
            let documented = self.documented_branch(row.source, &variant.type_);
            let told = (&plan.decision, index);
            variant.docs = docs::union_variant(self, row.source, &documented, &variant.type_, told);
        }
        // What one variant has in it without a secret has none in another.
        let secret = |variant: &UnionVariant| self.holds_secret(&variant.type_);
        union.secret = union.variants.iter().any(secret);
        if let Some(definition) = self.types.get_mut(id.index()) {
            definition.kind = TypeKind::Union(union);
        }
    }
}
