//! Which rows of a table are inside of which.

use indexmap::IndexMap;
use serde_json::Value;

use crate::doc::page::Field;
use crate::doc::refusal::{MAX_DEPTH, Refusal};

/// Puts each row into the nearest row before it that is less indented.
pub fn tree(rows: impl IntoIterator<Item = (usize, Field)>) -> Result<Vec<Field>, Refusal> {
    let mut top = Vec::new();
    let mut open: Vec<(usize, Field)> = Vec::new();
    for (indent, field) in rows {
        close(&mut open, &mut top, indent);
        open.push((indent, field));
        if open.len() > MAX_DEPTH {
            return Err(Refusal::TooDeep);
        }
    }
    close(&mut open, &mut top, 0);
    Ok(top)
}

/// Ends the rows that are indented as much as the next one, or more.
fn close(open: &mut Vec<(usize, Field)>, top: &mut Vec<Field>, indent: usize) {
    while let Some((_, field)) = open.pop_if(|(before, _)| *before >= indent) {
        match open.last_mut() {
            Some((_, parent)) => parent.children.push(field),
            None => top.push(field),
        }
    }
}

/// The depth of each row, if the keys of the example are the names of the rows, in their order.
pub fn depths<'a>(example: &Value, names: impl ExactSizeIterator<Item = &'a str>) -> Option<Vec<usize>> {
    let mut keys = Vec::new();
    collect(&[example], 0, &mut keys);
    let same = keys.len() == names.len() && keys.iter().zip(names).all(|((key, _), name)| *key == name);
    same.then(|| keys.into_iter().map(|(_, depth)| depth).collect())
}

/// The keys of values at one place, depth first; the elements of a list are values of one place.
fn collect<'a>(values: &[&'a Value], depth: usize, keys: &mut Vec<(&'a str, usize)>) {
    let mut members: IndexMap<&str, Vec<&Value>> = IndexMap::new();
    let mut left: Vec<&Value> = values.iter().rev().copied().collect();
    while let Some(value) = left.pop() {
        match value {
            Value::Array(elements) => left.extend(elements.iter().rev()),
            Value::Object(object) => {
                object.iter().for_each(|(key, value)| members.entry(key).or_default().push(value));
            }
            _ => {}
        }
    }
    for (key, values) in members {
        keys.push((key, depth));
        collect(&values, depth + 1, keys);
    }
}
