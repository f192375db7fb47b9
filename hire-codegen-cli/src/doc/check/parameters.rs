//! The edits of parameters in the path and in the query.

use hire_codegen::source::Cursor;

use super::Difference;
use super::edits::{Context, Settled};
use super::index::Placement;
use crate::doc::description::{followed, parameters_of};
use crate::doc::diff::Finding;
use crate::doc::import::parameter;
use crate::doc::page::{Field, path_in};
use crate::doc::yaml::Edit;

/// Whether a finding is about the path, or about the names that it has: what is settled together, or not at all.
pub fn is_of_path(finding: &Finding) -> bool {
    let ids = ["field-added", "required-field-added", "field-removed", "field-renamed"];
    let id = finding.kind.id;
    id == "url-changed" || (finding.path.starts_with("path_params.") && ids.contains(&id))
}

impl<'a> Context<'_, 'a> {
    /// Leaves the path and its names to a person, unless each name of the path is that of one parameter afterwards
    /// (OpenAPI 3.1.1 §4.8.8.2). The operations besides are as they were: a path of several does not get another name.
    pub fn leave_of_path(&self, differences: &mut [Difference]) {
        let parameters = self.operation.parameters("path").into_iter();
        let mut names: Vec<_> = parameters.filter_map(|it| it.get("name")?.as_str()).collect();
        let (mut path, mut is_whole) = (self.operation.path, true);
        for Difference { finding, edits, is_certain, .. } in
            differences.iter().filter(|it| is_of_path(&it.finding))
        {
            is_whole &= is_certain;
            let row = finding.path.strip_prefix("path_params.").unwrap_or_default();
            let old = finding.old.as_ref().map(|version| version.text.as_str()).unwrap_or_default();
            let (gone, came) = match (finding.kind.id, edits.first()) {
                ("url-changed", Some((_, Edit::Rename { name, .. }))) => {
                    path = name;
                    continue;
                }
                ("field-renamed", _) => (Some(old), Some(row)),
                ("field-removed", _) => (Some(self.described(row)), None),
                _ => (None, Some(self.described(row))),
            };
            names.retain(|name| Some(*name) != gone);
            names.extend(came);
        }
        let mut of_path = parameters_of(path);
        names.sort_unstable();
        of_path.sort_unstable();
        of_path.dedup();
        is_whole &= names == of_path;
        for difference in differences.iter_mut().filter(|it| is_of_path(&it.finding)) {
            difference.is_certain &= is_whole;
        }
    }

    /// The name that the description has for a parameter in the path of the page.
    pub fn described<'n>(&self, name: &'n str) -> &'n str
    where
        'a: 'n,
    {
        let place = self.record.parameters.iter().position(|known| known == name);
        place.and_then(|place| parameters_of(self.operation.path).get(place).copied()).unwrap_or(name)
    }

    /// The edit of a row of a table of parameters; of its schema none.
    pub fn parameter(&self, finding: &Finding, (table, name): (&str, &str), old: &str) -> Option<Settled> {
        let (id, path) = (finding.kind.id, finding.path.as_str());
        let is_query = table == "query";
        match id {
            "field-added" | "required-field-added" => {
                let location = if is_query { "query" } else { "path" };
                let name = if is_query { name } else { self.described(name) };
                let field = Field { name: name.to_owned(), ..self.index.row(finding)?.field.clone() };
                let value = parameter(&field, location);
                let placement = self.placement(table, || {
                    let is_here =
                        |item: &Cursor<'a>| item.get("in").and_then(Cursor::as_str) == Some(location);
                    let name =
                        |item| Some(Some(followed(item)).filter(is_here)?.get("name")?.as_str()?.to_owned());
                    let listed = self.operation.node.get("parameters").into_iter().flat_map(Cursor::items);
                    let names = self.page.table(table).rows().iter().map(|row| row.name.as_str());
                    let names =
                        names.map(|name| if is_query { name } else { self.described(name) }.to_owned());
                    Placement::of(listed.map(name), names)
                });
                let pointer = self.pointer(self.operation.node, &["parameters"]);
                let edit = Edit::Push { pointer, value, at: placement.at(name) };
                Some((vec![(self.file(self.operation.node), edit)], true))
            }
            "field-removed" => self.without_parameter(path),
            "field-renamed" => {
                let node = self.spots.get(&path_in(table, old))?.node;
                // In a path that is of several pages it has one page's name.
                let is_same = node.get("name").and_then(Cursor::as_str) == Some(old);
                let edit = self.set(node, &["name"], name.into());
                Some((vec![edit], is_same && !self.is_shared(node)))
            }
            "became-required" | "became-optional" => {
                let node = self.spots.get(path)?.node;
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
}
