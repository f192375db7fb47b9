//! What the violations of `anyOf`, `oneOf` and `not` say of their branches, in words.

use super::rules::{alternatives, sentence};
use crate::ir::{Evaluated, Operation, Rule};
use crate::lower::types::TypeLowering;

/// Words the branches of all rules.
pub fn limits(lowering: &mut TypeLowering<'_, '_>, operations: &mut [Operation]) {
    for index in 0..lowering.definitions.len() {
        // Words need the names of types and fields, which stay where they are.
        let Some(definition) = lowering.definitions.get_mut(index) else { continue };
        let mut taken: Vec<_> = definition.rules_mut().into_iter().map(std::mem::take).collect();
        taken.iter_mut().for_each(|rules| of_rules(lowering, rules));
        let Some(definition) = lowering.definitions.get_mut(index) else { continue };
        for (slot, rules) in definition.rules_mut().into_iter().zip(taken) {
            *slot = rules;
        }
    }
    for operation in operations {
        operation.rules_mut().into_iter().for_each(|rules| of_rules(lowering, rules));
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
        let parts = rule.parts_mut();
        parts.rules.into_iter().for_each(|rules| of_rules(lowering, rules));
        parts.evaluated.into_iter().for_each(|evaluated| of_evaluated(lowering, evaluated));
    }
}

fn of_evaluated(lowering: &TypeLowering<'_, '_>, evaluated: &mut [Evaluated]) {
    for part in evaluated {
        let parts = part.parts_mut();
        parts.rules.into_iter().for_each(|rules| of_rules(lowering, rules));
        parts.evaluated.into_iter().for_each(|evaluated| of_evaluated(lowering, evaluated));
    }
}

/// Words for a violation's text, which is no markdown.
fn plain(words: &str) -> String {
    words.replace('`', "")
}
