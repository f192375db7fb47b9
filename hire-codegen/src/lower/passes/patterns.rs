//! The regular expressions of all rules, each once: whoever has the same shares what is compiled of it.

use indexmap::IndexMap;

use crate::ir::{Additional, Body, ChildrenRef, Evaluated, Model, Name, Rule, TypeKind};
use crate::lower::naming::{Case, Scope};

/// The patterns in the order of their use, each with the name of its static, which is that of the property (or of the type)
/// that has it first.
pub fn patterns(model: &Model) -> IndexMap<String, Name> {
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
        let body = operation.body.iter().flat_map(Body::payloads).map(|payload| &payload.rules);
        let responses = operation.all_bodies().filter_map(|body| body.check.as_ref()).map(|(_, rules)| rules);
        for rules in body.chain(responses) {
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
            let owner = match rule {
                Rule::Entry { name, .. } => name,
                _ => owner,
            };
            match rule {
                Rule::Pattern { pattern, .. } | Rule::PatternEntries { pattern, .. } => {
                    self.add(owner, pattern);
                }
                Rule::OtherEntries { patterns, .. } => {
                    for pattern in patterns {
                        self.add(owner, pattern);
                    }
                }
                _ => {}
            }
            self.within(owner, &rule.children());
        }
    }

    fn within(&mut self, owner: &str, children: &ChildrenRef<'_>) {
        for part in children.evaluated.iter().copied().flatten() {
            if let Evaluated::Pattern(pattern) = part {
                self.add(owner, pattern);
            }
            self.within(owner, &part.children());
        }
        for rules in &children.rules {
            self.collect(owner, rules);
        }
    }
}
