//! What the bindings make of instances, beside what the schema means.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use hire_syntax::pointer;
use hire_tests::json::of_openapi_3_0;
use jsonschema::Validator;
use serde_json::Value;

use super::Failure;
use super::deviations::{self, Deviation};
use super::document::{Component, Document};
use super::hierarchy;
use super::instances::Maker;
use super::mutations::{self, Limits};
use super::program::{Answer, Program};
use super::reference::{Reference, same};
use super::report::{Disagreement, Report};
use super::schema;

/// How many instances are made of a schema.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    /// Valid ones.
    pub valid: usize,
    /// Mutations of those, at most.
    pub mutations: usize,
}

/// Compares all components of a document. `first` is the number of the first one's type.
pub fn document(
    document: &Document,
    first: usize,
    program: &mut Program,
    amount: Amount,
    report: &mut Report,
) -> Result<(), Failure> {
    let mut root = document.root.clone();
    if document.is_30() {
        schema::change_all(&mut root, &of_openapi_3_0);
    }
    // Instances of a base are made of its subtypes as well.
    let mut formats = root.clone();
    hierarchy::spell_out(&mut formats);
    schema::change_all(&mut root, &deviations::agreed);
    let reference = Reference::new(&root)?;
    // What the deviations make of it, once they are needed.
    let mut deviating: BTreeMap<usize, Reference> = BTreeMap::new();
    for (index, component) in document.components.iter().enumerate() {
        let validator = reference.validator(&component.key)?;
        let pointer = format!("/components/schemas/{}", pointer::escape(&component.key));
        let Some(schema) = formats.pointer(&pointer) else { continue };
        let instances = instances(&formats, schema, &validator, amount);
        report.schema(component);
        let has_valid = instances.iter().any(|(_, valid)| *valid);
        if !has_valid {
            report.without_valid(&document.name, component);
        }
        for (instance, valid) in instances {
            let answer = program.ask(first + index, &instance)?;
            if has_valid {
                report.instance(valid);
            }
            let Some(reason) = disagreement(&validator, valid, &instance, &answer) else { continue };
            let mut known = None;
            for (number, deviation) in deviations::ALL.iter().enumerate() {
                if explains(deviation, number, &root, &mut deviating, component, (&instance, &answer))? {
                    known = Some(deviation.reason);
                    break;
                }
            }
            let says = validator.iter_errors(&instance).next().map(|error| error.to_string());
            report.disagreement(Disagreement {
                document: document.name.clone(),
                component: component.key.clone(),
                reason,
                known,
                instance,
                reference: says.unwrap_or_else(|| "valid".to_owned()),
                answer,
            });
        }
    }
    Ok(())
}

/// Valid instances of a schema, and mutations of them, each with what the reference says.
fn instances(document: &Value, schema: &Value, validator: &Validator, amount: Amount) -> Vec<(Value, bool)> {
    let mut maker = Maker::new(document);
    let mut valid: Vec<Value> = Vec::new();
    for count in 0..amount.valid * 64 {
        // What no valid one was found for is tried for longer.
        if valid.len() == amount.valid || (!valid.is_empty() && count >= amount.valid * 8) {
            break;
        }
        let value = maker.make(schema, 0);
        if !valid.contains(&value) && validator.is_valid(&value) {
            valid.push(value);
        }
    }
    let limits = Limits::of(document, schema);
    let mut mutated: Vec<Value> = Vec::new();
    for value in &valid {
        let count = amount.mutations.div_ceil(valid.len());
        mutated.extend(mutations::some(value, &limits, count, &mut maker.rng));
    }
    if valid.is_empty() {
        // What nothing valid was found for is asked for what is not.
        mutated = (0..amount.valid).map(|_| maker.make(schema, 0)).collect();
    }
    let mut all = valid;
    all.extend(mutated);
    let judged = all.into_iter().map(|value| {
        let is_valid = validator.is_valid(&value);
        (value, is_valid)
    });
    judged.collect()
}

/// In what bindings and reference differ, in a few words; the same for alike cases.
fn disagreement(validator: &Validator, valid: bool, instance: &Value, answer: &Answer) -> Option<String> {
    let by_serde = answer.decode.is_none() && answer.validate.is_none();
    if answer.parse.is_none() != by_serde {
        return Some("reading from a tree and reading by serde differ".to_owned());
    }
    let keyword = |all: &Option<Vec<(String, String)>>| {
        all.as_ref().and_then(|all| all.first()).map(|(keyword, _)| keyword.clone()).unwrap_or_default()
    };
    match (valid, answer.parse.is_none()) {
        (true, false) => Some(format!("valid, and refused by `{}`", keyword(&answer.parse))),
        (false, true) => Some("not valid, and accepted".to_owned()),
        (true, true) if !same(validator, instance, &answer.again) => {
            Some("read, and written otherwise".to_owned())
        }
        _ => None,
    }
}

/// Whether a deviation is why bindings and reference differ.
fn explains(
    deviation: &Deviation,
    number: usize,
    root: &Value,
    deviating: &mut BTreeMap<usize, Reference>,
    component: &Component,
    (instance, answer): (&Value, &Answer),
) -> Result<bool, Failure> {
    let reference = match deviating.entry(number) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(free) => {
            let mut changed = root.clone();
            (deviation.change)(&mut changed);
            free.insert(Reference::new(&changed)?)
        }
    };
    let validator = reference.validator(&component.key)?;
    let valid = validator.is_valid(instance);
    Ok(disagreement(&validator, valid, instance, answer).is_none())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::disagreement;
    use crate::program::Answer;

    #[test]
    fn what_differs_is_said() {
        let schema = json!({"properties": {"a": {"type": "number"}, "b": {"properties": {"c": true}}}});
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let read = json!({"a": 1, "b": {"c": [1, {"a": 2}], "a": 3}});
        let refused = Answer {
            parse: Some(vec![("type".to_owned(), "a text".to_owned())]),
            validate: Some(Vec::new()),
            ..Answer::default()
        };
        let written = |again: Value| Answer { again, ..Answer::default() };
        let cases = [
            (true, written(read.clone()), None),
            (true, written(json!({"a": 1.0, "b": {"c": [1, {}]}})), None),
            (true, written(json!({"a": 1, "b": {}})), Some("read, and written otherwise")),
            (true, written(json!({"a": 2, "b": {"c": [1, {"a": 2}]}})), Some("read, and written otherwise")),
            (true, refused.clone(), Some("valid, and refused by `type`")),
            (false, written(read.clone()), Some("not valid, and accepted")),
            (false, refused.clone(), None),
            (
                false,
                Answer { validate: None, ..refused },
                Some("reading from a tree and reading by serde differ"),
            ),
        ];
        for (valid, answer, expected) in cases {
            assert_eq!(disagreement(&validator, valid, &read, &answer).as_deref(), expected, "{answer:?}");
        }
    }
}
