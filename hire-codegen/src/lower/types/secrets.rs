//! Which types may have a secret in them.

use std::collections::{BTreeMap, VecDeque};

use crate::ir::{Type, TypeId};
use crate::lower::types::TypeLowering;

/// Whether a value of a type may have a secret in it.
pub fn holds_secret(lowering: &TypeLowering<'_, '_>, type_: &Type) -> bool {
    let mut named = Vec::new();
    if is_secret(type_, &mut named) {
        return true;
    }
    named.into_iter().any(|id| {
        let known = lowering.secret_types.borrow().get(&id).copied();
        known.unwrap_or_else(|| find_secret(lowering, id))
    })
}

/// Works it out for a type and all that it contains.
fn find_secret(lowering: &TypeLowering<'_, '_>, id: TypeId) -> bool {
    let mut known = lowering.secret_types.borrow_mut();
    let mut users: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::from([(id, Vec::new())]);
    let mut open = vec![id];
    let mut secret = VecDeque::new();
    while let Some(owner) = open.pop() {
        let mut inner = Vec::new();
        let own = lowering
            .get(owner)
            .part_types()
            .into_iter()
            .fold(false, |own, part| own | is_secret(part, &mut inner));
        let mut holds = own;
        for part in inner {
            match known.get(&part) {
                Some(known) => holds |= known,
                None => users
                    .entry(part)
                    .or_insert_with(|| {
                        open.push(part);
                        Vec::new()
                    })
                    .push(owner),
            }
        }
        if holds {
            secret.push_back(owner);
        }
    }
    let mut found: BTreeMap<TypeId, bool> = users.keys().map(|id| (*id, false)).collect();
    while let Some(owner) = secret.pop_front() {
        if found.insert(owner, true) == Some(false) {
            secret.extend(users.get(&owner).into_iter().flatten());
        }
    }
    let holds = found.get(&id).copied().unwrap_or_default();
    // Types whose fields are not there yet may turn out to have one.
    if lowering.queue.is_empty() {
        known.extend(found);
    }
    holds
}

/// Whether a type is a secret, or a list or map of them; else the types that it names are added.
fn is_secret(type_: &Type, named: &mut Vec<TypeId>) -> bool {
    named.extend(type_.named());
    type_.walk().any(|part| *part == Type::Secret)
}
