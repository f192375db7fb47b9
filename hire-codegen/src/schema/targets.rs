//! The ends of chains of references.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::SchemaId;

/// The ends found so far, by the number of the schema. Each link of a chain is asked for its end: without a memory, a chain
/// would be followed as often as it has links.
#[derive(Debug, Default)]
pub(super) struct Targets {
    known: RefCell<Vec<Option<SchemaId>>>,
}

impl Targets {
    /// Forgets all ends, since a schema has changed.
    pub fn forget(&self) {
        self.known.borrow_mut().clear();
    }

    /// The end of the chain that begins at a schema, by what each schema refers to. A schema that leads into a cycle is an
    /// end itself.
    pub fn of(&self, id: SchemaId, referred: impl Fn(SchemaId) -> Option<SchemaId>) -> SchemaId {
        let Some(next) = referred(id) else { return id };
        let mut known = self.known.borrow_mut();
        if let Some(end) = known.get(id.0).copied().flatten() {
            return end;
        }
        let mut chain = vec![id];
        let mut seen = BTreeSet::from([id, next]);
        let mut here = next;
        if next == id {
            return id;
        }
        let end = loop {
            if let Some(end) = known.get(here.0).copied().flatten() {
                // An end that refers to another schema leads into a cycle.
                let cycle = end == here && referred(here).is_some();
                break (!cycle).then_some(end);
            }
            chain.push(here);
            match referred(here) {
                None => break Some(here),
                Some(next) if !seen.insert(next) => break None,
                Some(next) => here = next,
            }
        };
        for link in chain {
            if known.len() <= link.0 {
                known.resize(link.0 + 1, None);
            }
            if let Some(slot) = known.get_mut(link.0) {
                *slot = Some(end.unwrap_or(link));
            }
        }
        end.unwrap_or(id)
    }
}
