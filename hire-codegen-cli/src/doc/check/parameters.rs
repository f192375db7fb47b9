//! The edits of parameters in the path and in the query.

use hire_codegen::source::Cursor;

use super::edits::{Context, Settled};
use super::index::Placement;
use crate::doc::description::{followed, parameters_of};
use crate::doc::import::parameter;
use crate::doc::yaml::Edit;

impl<'a> Context<'_, 'a> {
    /// The edit of a row of a table of parameters; of its schema none.
    pub fn parameter(&self, id: &str, (table, name): (&str, &str), old: &str) -> Option<Settled> {
        let path = format!("{table}.{name}");
        let is_query = table == "query";
        match id {
            "field-added" | "required-field-added" => {
                let location = if is_query { "query" } else { "path" };
                let value = parameter(self.index.row(&path)?.field, location);
                let placement = self.placement(table, || {
                    let is_here =
                        |item: &Cursor<'a>| item.get("in").and_then(Cursor::as_str) == Some(location);
                    let name =
                        |item| Some(Some(followed(item)).filter(is_here)?.get("name")?.as_str()?.to_owned());
                    let listed = self.operation.node.get("parameters").into_iter().flat_map(Cursor::items);
                    let names = self.page.table(table).rows().iter().map(|row| row.name.clone());
                    Placement::of(listed.map(name), names)
                });
                let pointer = self.pointer(self.operation.node, &["parameters"]);
                let edit = Edit::Push { pointer, value, at: placement.at(name) };
                Some((vec![(self.file(self.operation.node), edit)], is_query || self.is_in_path(name)))
            }
            "field-removed" => {
                let (edits, is_certain) = self.without_parameter(&path)?;
                Some((edits, is_certain && (is_query || !self.is_in_path(name))))
            }
            "field-renamed" => {
                let node = self.spots.get(&format!("{table}.{old}"))?.node;
                // In a path that is of several pages it has one page's name.
                let is_same = node.get("name").and_then(Cursor::as_str) == Some(old);
                let edit = self.set(node, &["name"], name.into());
                Some((vec![edit], is_same && !self.is_shared(node)))
            }
            "became-required" | "became-optional" => {
                let node = self.spots.get(&path)?.node;
                let edit = self.set(node, &["required"], (id == "became-required").into());
                Some((vec![edit], is_query && !self.is_shared(node)))
            }
            _ => None,
        }
    }

    /// Takes a parameter out of those of the operation; the component that it may be stays.
    pub fn without_parameter(&self, path: &str) -> Option<Settled> {
        let node = self.spots.get(path)?.node;
        let own = || self.operation.node.get("parameters").into_iter().flat_map(Cursor::items);
        let own =
            self.known.parameters.get_or_init(|| own().map(|item| (followed(item).place(), item)).collect());
        let item = own.get(&node.place()).copied();
        let edit = self.edit(item.unwrap_or(node), |pointer| Edit::Remove { pointer });
        Some((vec![edit], item.is_some() && self.was_on_page(path)))
    }

    /// Whether the path has a parameter, which another address may give or take.
    fn is_in_path(&self, name: &str) -> bool {
        parameters_of(self.operation.path).contains(&name)
    }
}
