//! What the violations of `anyOf`, `oneOf` and `not` say of their branches, in words.

use super::rules::{alternatives, sentence};
use crate::ir::{ChildrenMut, Operation, Rule};
use crate::lower::types::TypeLowering;

/// Words the branches of all rules.
pub fn limits(lowering: &mut TypeLowering<'_, '_>, operations: &mut [Operation]) {
    for index in 0..lowering.definitions.len() {
        // Words need the names of types and fields, which stay where they are.
        let Some(definition) = lowering.definitions.get_mut(index) else { continue };
        let mut taken: Vec<_> = definition.rules_mut().into_iter().map(std::mem::take).collect();
        for rules in &mut taken {
            of_rules(lowering, rules);
        }
        let Some(definition) = lowering.definitions.get_mut(index) else { continue };
        for (slot, rules) in definition.rules_mut().into_iter().zip(taken) {
            *slot = rules;
        }
    }
    for operation in operations {
        for rules in operation.rules_mut() {
            of_rules(lowering, rules);
        }
    }
}

fn of_rules(lowering: &TypeLowering<'_, '_>, rules: &mut [Rule]) {
    for rule in rules {
        match rule {
            Rule::AnyOf { limit, branches } | Rule::OneOf { limit, branches } => {
                *limit = plain(&alternatives(lowering, branches));
            }
            Rule::Not { limit, rules } => *limit = plain(&sentence(lowering, rules)),
            _ => {}
        }
        within(lowering, rule.children_mut());
    }
}

fn within(lowering: &TypeLowering<'_, '_>, children: ChildrenMut<'_>) {
    for rules in children.rules {
        of_rules(lowering, rules);
    }
    for part in children.evaluated.into_iter().flatten() {
        within(lowering, part.children_mut());
    }
}

/// Words for a violation's text, which is no markdown.
fn plain(words: &str) -> String {
    words.replace('`', "")
}
