//! The regular expressions of all rules, each once: whoever has the same shares what is compiled of it.

use indexmap::IndexMap;

use super::names::{Case, Scope};
use super::{Additional, Evaluated, Model, Name, Rule, TypeKind};

/// The patterns in the order of their use, each with the name of its static, which is that of the property (or of the type)
/// that has it first.
pub(super) fn patterns(model: &Model) -> IndexMap<String, Name> {
    let mut patterns = Patterns::default();
    for definition in &model.types {
        let name = definition.name.plain();
        match &definition.kind {
            TypeKind::Struct(structure) => {
                for field in &structure.fields {
                    patterns.collect(&field.wire, &field.rules);
                }
                if let Additional::Keep { rules, .. } = &structure.additional {
                    patterns.collect(name, rules);
                }
                patterns.collect(name, &structure.rules);
            }
            TypeKind::Union(union) => {
                for variant in &union.variants {
                    patterns.collect(variant.name.plain(), &variant.rules);
                }
            }
            TypeKind::Any { rules } | TypeKind::Alias { rules, .. } => patterns.collect(name, rules),
            TypeKind::Enumeration(_) => {}
        }
    }
    for operation in &model.operations {
        for input in &operation.inputs {
            patterns.collect(&input.wire, &input.rules);
        }
        let body = operation.body.iter().map(|body| &body.rules);
        let answer = operation.output.check.iter().map(|(_, rules)| rules);
        for rules in body.chain(answer) {
            patterns.collect(operation.name.plain(), rules);
        }
    }
    patterns.named
}

#[derive(Default)]
struct Patterns {
    named: IndexMap<String, Name>,
    scope: Scope,
}

impl Patterns {
    fn add(&mut self, owner: &str, pattern: &str) {
        if !self.named.contains_key(pattern) {
            let name = self.scope.name(&format!("{owner} pattern"), Case::Shouty);
            self.named.insert(pattern.to_owned(), name);
        }
    }

    fn collect(&mut self, owner: &str, rules: &[Rule]) {
        for rule in rules {
            self.rule(owner, rule);
        }
    }

    fn rule(&mut self, owner: &str, rule: &Rule) {
        match rule {
            Rule::Pattern(pattern) => self.add(owner, pattern),
            Rule::PatternEntries { pattern, rules } => {
                self.add(owner, pattern);
                self.collect(owner, rules);
            }
            Rule::OtherEntries { names: _, patterns, rules } => {
                for pattern in patterns {
                    self.add(owner, pattern);
                }
                self.collect(owner, rules);
            }
            Rule::Entry { name, rules } => self.collect(name, rules),
            Rule::EachItem(rules)
            | Rule::EachEntry(rules)
            | Rule::EntryNames(rules)
            | Rule::Inner(rules)
            | Rule::Read { type_: _, rules }
            | Rule::Item { position: _, rules }
            | Rule::ItemsFrom { position: _, rules }
            | Rule::Contains { least: _, most: _, rules }
            | Rule::Property { owner: _, field: _, null: _, rules }
            | Rule::Not { limit: _, rules } => self.collect(owner, rules),
            Rule::UnevaluatedEntries { evaluated, rules } | Rule::UnevaluatedItems { evaluated, rules } => {
                self.evaluated(owner, evaluated);
                self.collect(owner, rules);
            }
            Rule::Kinds { limit: _, kinds } => {
                for (_, rules) in kinds {
                    self.collect(owner, rules);
                }
            }
            Rule::AnyOf { limit: _, branches } | Rule::OneOf { limit: _, branches } => {
                for branch in branches {
                    self.collect(owner, branch);
                }
            }
            Rule::If { condition, then, otherwise } => {
                for rules in [condition, then, otherwise] {
                    self.collect(owner, rules);
                }
            }
            Rule::Finite
            | Rule::Never
            | Rule::Bound { .. }
            | Rule::MultipleOf(_)
            | Rule::Size { .. }
            | Rule::Format(_)
            | Rule::UniqueItems
            | Rule::Nested(_)
            | Rule::Json(_)
            | Rule::EntryRequired(_)
            | Rule::Values { .. }
            | Rule::Required { .. } => {}
        }
    }

    fn evaluated(&mut self, owner: &str, evaluated: &[Evaluated]) {
        for part in evaluated {
            match part {
                Evaluated::Pattern(pattern) => self.add(owner, pattern),
                Evaluated::Matching(rules) => self.collect(owner, rules),
                Evaluated::If { condition, then, otherwise } => {
                    self.collect(owner, condition);
                    self.evaluated(owner, then);
                    self.evaluated(owner, otherwise);
                }
                Evaluated::Name(_) | Evaluated::First(_) | Evaluated::All => {}
            }
        }
    }
}
