//! The edits that put what a description lists into the order of the page.

use std::collections::{BTreeMap, BTreeSet};

use hire_codegen::source::Cursor;
use serde_json::Value;

use super::edits::{Context, Settled};
use crate::doc::description::{Schema, value_of, word};
use crate::doc::import;
use crate::doc::page::Field;
use crate::doc::yaml::Edit;

impl<'a> Context<'_, 'a> {
    /// The error codes of the operation.
    pub fn error_order(&self) -> Settled {
        let codes = self.page.errors.iter().map(|row| row.code.into()).collect();
        let pointer = self.pointer(self.operation.node, &["x-error-codes"]);
        (vec![(self.file(self.operation.node), Edit::Order { pointer, order: (Some("code"), codes) })], true)
    }

    /// The parameters, or the properties at the place of a path.
    pub fn field_order(&self, path: &str) -> Option<Settled> {
        let rows =
            self.index.first(path).map_or_else(|| self.page.table(path).rows(), |row| &row.field.children);
        let is_in_path = path == "path_params";
        let described = |row: &Field| if is_in_path { self.described(&row.name) } else { &row.name }.into();
        let names = rows.iter().map(described).collect();
        if is_in_path || path == "query" {
            let pointer = self.pointer(self.operation.node, &["parameters"]);
            let edit = Edit::Order { pointer, order: (Some("name"), names) };
            return Some((vec![(self.file(self.operation.node), edit)], true));
        }
        let spot = self.spots.get(path)?;
        let schema = if path.contains('.') { Schema::of(spot.node) } else { spot.parent.clone()? };
        let owner = schema.inside().part("properties")?;
        let pointer = self.pointer(owner, &["properties"]);
        let edit = Edit::Order { pointer, order: (None, names) };
        Some((vec![(self.file(owner), edit)], !self.is_shared(owner)))
    }

    /// The values of an enumeration, and their descriptions with them; names by their order are for a person to move.
    pub fn enum_order(&self, elements: &Schema<'a>, field: &Field) -> Option<Settled> {
        let target = elements.part("enum")?;
        let types = elements.types();
        let listed: BTreeMap<String, usize> =
            target.get("enum")?.items().enumerate().map(|(at, item)| (word(item), at)).collect();
        let texts = target.get("x-enum-descriptions").filter(|texts| texts.is_sequence());
        let (mut values, mut said) = (Vec::new(), Vec::new());
        for (key, text) in field.values.iter().flatten() {
            values.push(value_of(&types, key).unwrap_or_else(|| key.as_str().into()));
            let known = listed.get(key).and_then(|at| texts?.item(*at));
            said.push(known.map_or_else(|| Value::from(import::text(text)), Cursor::to_json));
        }
        let mut seen = BTreeSet::new();
        let is_told_apart = said.iter().all(|text| seen.insert(text.to_string()));
        let has_names = ["x-enum-varnames", "x-enumNames"].iter().any(|key| target.get(key).is_some());
        let edit = |key, order| {
            (self.file(target), Edit::Order { pointer: self.pointer(target, &[key]), order: (None, order) })
        };
        let mut edits = vec![edit("enum", values)];
        if texts.is_some() {
            edits.push(edit("x-enum-descriptions", said));
        }
        Some((edits, !has_names && (texts.is_none() || is_told_apart) && !self.is_shared(target)))
    }
}
