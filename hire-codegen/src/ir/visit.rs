//! The rules within a rule.

use crate::ir::{Evaluated, Rule};

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
