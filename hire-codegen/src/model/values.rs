//! What is said of each value of an enumeration: beside the list of them, or in a branch that has it alone.

use std::collections::BTreeSet;

use super::build::Builder;
use crate::schema::{Placed, SchemaId};
use crate::source::Cursor;

/// What is said of values: lists that run parallel to them.
#[derive(Debug, Default)]
pub(super) struct Said<'a> {
    /// Names in Rust, which are used as they are.
    pub names: Vec<Option<Placed<&'a str>>>,
    /// What a name is made of, if not of the value.
    pub titles: Vec<Option<Placed<&'a str>>>,
    pub descriptions: Vec<Option<Placed<&'a str>>>,
}

impl<'a> Builder<'a, '_> {
    /// What is said of the values of an enumeration: by its own extensions, else by those of the schemas that list
    /// them. `title` and `description` of a branch with one value are about that.
    pub fn said_of_values(&mut self, flat: SchemaId, values: &[Cursor<'a>]) -> Said<'a> {
        let own = self.schemas.get(flat);
        let (extensions, place) = (own.extensions, own.place);
        let none = || vec![None; values.len()];
        let mut said = Said { names: none(), titles: none(), descriptions: none() };
        let listing: Vec<_> = values.iter().map(|value| listing(*value)).collect();
        let mut owners: Vec<Cursor<'a>> = Vec::new();
        for owner in listing.iter().flatten() {
            if owner.place() != place && owners.iter().all(|known| known.place() != owner.place()) {
                owners.push(*owner);
            }
        }
        for owner in owners {
            let Some(branch) = self.schemas.at(owner.place()).map(|id| self.schemas.get(id).clone()) else {
                continue;
            };
            let is_its =
                |(_, of): &(usize, &Option<Cursor<'a>>)| of.is_some_and(|of| of.place() == owner.place());
            let positions: Vec<_> = listing.iter().enumerate().filter(is_its).map(|(at, _)| at).collect();
            let its: Vec<_> = positions.iter().filter_map(|at| values.get(*at).copied()).collect();
            let names = self.parallel(branch.extensions.value_names, &its);
            let descriptions = self.parallel(branch.extensions.value_descriptions, &its);
            for (index, position) in positions.iter().enumerate() {
                put(&mut said.names, *position, names.get(index).copied().flatten());
                put(&mut said.descriptions, *position, descriptions.get(index).copied().flatten());
            }
            let ([position], true) = (positions.as_slice(), is_branch(owner, branch.values.as_ref())) else {
                continue;
            };
            let text = |value: Option<&'a str>| value.map(|value| Placed { value, place: owner.place() });
            put(&mut said.names, *position, branch.extensions.rust_name);
            put(&mut said.titles, *position, text(branch.annotations.title));
            put(&mut said.descriptions, *position, text(branch.annotations.description));
        }
        // A title that several have is that of the property, not of a value.
        let titles: Vec<_> = said.titles.iter().flatten().map(|title| title.value).collect();
        if titles.iter().collect::<BTreeSet<_>>().len() < titles.len() {
            said.titles = none();
        }
        if extensions.value_names.is_some() {
            said.names = self.parallel(extensions.value_names, values);
        }
        if extensions.value_descriptions.is_some() {
            said.descriptions = self.parallel(extensions.value_descriptions, values);
        }
        said
    }
}

fn put<'a>(list: &mut [Option<Placed<&'a str>>], position: usize, text: Option<Placed<&'a str>>) {
    if let (Some(slot), Some(_)) = (list.get_mut(position), text) {
        *slot = text;
    }
}

/// The schema that lists a value in its `enum` or `const`.
fn listing(value: Cursor<'_>) -> Option<Cursor<'_>> {
    if value.key() == Some("const") { value.parent() } else { value.parent().and_then(Cursor::parent) }
}

/// Whether a schema is a branch with one value.
fn is_branch(schema: Cursor<'_>, values: Option<&Placed<Vec<Cursor<'_>>>>) -> bool {
    let list = schema.parent().and_then(Cursor::key);
    matches!(list, Some("anyOf" | "oneOf")) && values.is_some_and(|values| values.value.len() == 1)
}
