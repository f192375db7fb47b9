//! The rules within a rule.

use crate::ir::{Additional, Evaluated, Operation, Rule, TypeDef, TypeKind};

/// What stands within a rule, or within a part that something evaluates.
#[derive(Default)]
pub struct Parts<'r> {
    pub rules: Vec<&'r [Rule]>,
    pub evaluated: Vec<&'r [Evaluated]>,
}

impl<'r> Parts<'r> {
    fn of_rules(rules: impl IntoIterator<Item = &'r Vec<Rule>>) -> Self {
        Self { rules: rules.into_iter().map(Vec::as_slice).collect(), evaluated: Vec::new() }
    }
}

impl Rule {
    pub fn parts(&self) -> Parts<'_> {
        match self {
            Self::EachItem(rules)
            | Self::EachEntry(rules)
            | Self::EntryNames(rules)
            | Self::Inner(rules)
            | Self::Read { type_: _, rules }
            | Self::Item { position: _, rules }
            | Self::ItemsFrom { position: _, rules }
            | Self::Contains { least: _, most: _, rules }
            | Self::Entry { name: _, rules }
            | Self::PatternEntries { pattern: _, rules }
            | Self::OtherEntries { names: _, patterns: _, rules }
            | Self::Property { owner: _, field: _, null: _, rules }
            | Self::Not { limit: _, rules } => Parts::of_rules([rules]),
            Self::UnevaluatedEntries { evaluated, rules } | Self::UnevaluatedItems { evaluated, rules } => {
                Parts { rules: vec![rules], evaluated: vec![evaluated] }
            }
            Self::Kinds { limit: _, kinds } => Parts::of_rules(kinds.iter().map(|(_, rules)| rules)),
            Self::AnyOf { limit: _, branches } | Self::OneOf { limit: _, branches } => {
                Parts::of_rules(branches)
            }
            Self::If { condition, then, otherwise } => Parts::of_rules([condition, then, otherwise]),
            Self::Finite
            | Self::Never
            | Self::Bound { .. }
            | Self::MultipleOf(_)
            | Self::Size { .. }
            | Self::Pattern { .. }
            | Self::Format(_)
            | Self::UniqueItems
            | Self::Nested(_)
            | Self::Shared(_)
            | Self::Json(_)
            | Self::EntryRequired(_)
            | Self::Values { .. }
            | Self::Required { .. } => Parts::default(),
        }
    }
}

impl Evaluated {
    pub fn parts(&self) -> Parts<'_> {
        match self {
            Self::Matching(rules) => Parts::of_rules([rules]),
            Self::If { condition, then, otherwise } => {
                Parts { rules: vec![condition], evaluated: vec![then, otherwise] }
            }
            Self::Name(_) | Self::Pattern(_) | Self::First(_) | Self::All => Parts::default(),
        }
    }
}

/// The lists of rules within a rule, to be changed.
#[derive(Default)]
pub struct PartsMut<'r> {
    pub rules: Vec<&'r mut Vec<Rule>>,
    pub evaluated: Vec<&'r mut Vec<Evaluated>>,
}

impl Rule {
    pub fn parts_mut(&mut self) -> PartsMut<'_> {
        let of_rules = |rules: Vec<_>| PartsMut { rules, evaluated: Vec::new() };
        match self {
            Self::EachItem(rules)
            | Self::EachEntry(rules)
            | Self::EntryNames(rules)
            | Self::Inner(rules)
            | Self::Read { rules, .. }
            | Self::Item { rules, .. }
            | Self::ItemsFrom { rules, .. }
            | Self::Contains { rules, .. }
            | Self::Entry { rules, .. }
            | Self::PatternEntries { rules, .. }
            | Self::OtherEntries { rules, .. }
            | Self::Property { rules, .. }
            | Self::Not { rules, .. } => of_rules(vec![rules]),
            Self::UnevaluatedEntries { evaluated, rules } | Self::UnevaluatedItems { evaluated, rules } => {
                PartsMut { rules: vec![rules], evaluated: vec![evaluated] }
            }
            Self::Kinds { kinds, .. } => of_rules(kinds.iter_mut().map(|(_, rules)| rules).collect()),
            Self::AnyOf { branches, .. } | Self::OneOf { branches, .. } => {
                of_rules(branches.iter_mut().collect())
            }
            Self::If { condition, then, otherwise } => of_rules(vec![condition, then, otherwise]),
            Self::Finite
            | Self::Never
            | Self::Bound { .. }
            | Self::MultipleOf(_)
            | Self::Size { .. }
            | Self::Pattern { .. }
            | Self::Format(_)
            | Self::UniqueItems
            | Self::Nested(_)
            | Self::Shared(_)
            | Self::Json(_)
            | Self::EntryRequired(_)
            | Self::Values { .. }
            | Self::Required { .. } => PartsMut::default(),
        }
    }
}

impl Evaluated {
    pub fn parts_mut(&mut self) -> PartsMut<'_> {
        match self {
            Self::Matching(rules) => PartsMut { rules: vec![rules], evaluated: Vec::new() },
            Self::If { condition, then, otherwise } => {
                PartsMut { rules: vec![condition], evaluated: vec![then, otherwise] }
            }
            Self::Name(_) | Self::Pattern(_) | Self::First(_) | Self::All => PartsMut::default(),
        }
    }
}

impl TypeDef {
    /// The rules of a type: of the whole, of its fields, of its variants.
    pub fn rules_mut(&mut self) -> Vec<&mut Vec<Rule>> {
        match &mut self.kind {
            TypeKind::Struct(structure) => {
                let fields = structure.fields.iter_mut().map(|field| &mut field.rules);
                let additional = match &mut structure.additional {
                    Additional::Keep { rules, .. } => Some(rules),
                    Additional::Ignore | Additional::Refuse => None,
                };
                fields.chain(additional).chain([&mut structure.rules]).collect()
            }
            TypeKind::Union(union) => union.variants.iter_mut().map(|variant| &mut variant.rules).collect(),
            TypeKind::Any { rules } | TypeKind::Alias { rules, .. } => vec![rules],
            TypeKind::Enumeration(_) => Vec::new(),
        }
    }
}

impl Operation {
    /// The rules of an operation: of its parameters, of its body, of its response.
    pub fn rules_mut(&mut self) -> Vec<&mut Vec<Rule>> {
        let inputs = self.inputs.iter_mut().map(|input| &mut input.rules);
        let body = self.body.iter_mut().map(|body| &mut body.rules);
        let output = self.output.check.iter_mut().map(|(_, rules)| rules);
        inputs.chain(body).chain(output).collect()
    }
}
