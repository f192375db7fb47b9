//! Reading an object from untyped JSON: every fault is reported.

use serde_json::Value;

use super::lookup::Lookup;
use super::member::OfTree;
use super::table::missing;
use super::{Additional, Object};
use crate::values::codec::members;
use crate::values::set::Set;
use crate::values::validate::{Checker, Findings, Incomplete};

/// Reads an object from untyped JSON, as [`Codec::parse`](crate::Codec::parse) does.
pub fn parse<T: Object>(value: &Value, at: &mut Checker<'_>) -> Option<T> {
    let members = members(value, at)?;
    let (start, listed) = (at.count(), at.listed());
    let mut object = T::placeholder();
    let (mut there, mut read) = (Set::new(), Set::new());
    read_members(members, &mut object, &mut there, &mut read, at);
    let end = at.listed();
    for name in missing::<T>(&there) {
        at.required(name, false);
    }
    if at.count() == start {
        return Some(object);
    }
    let properties = at.bring_forward(listed, end);
    let incomplete = Incomplete {
        properties: T::TABLE.properties,
        required: T::TABLE.required,
        read: &read,
        source: Some(members),
    };
    object.check(&mut at.of_incomplete(&incomplete));
    arrange::<T>(at, properties);
    None
}

/// Hands each member to its property. `there` are those that have a member, `read` those whose member is as it should be.
fn read_members<T: Object>(
    members: &serde_json::Map<String, Value>,
    object: &mut T,
    there: &mut Set,
    read: &mut Set,
    at: &mut Checker<'_>,
) {
    let lookup = Lookup::of::<T>();
    for (name, value) in members {
        if let Some(index) = lookup.find(name, 0) {
            there.insert(index);
            let before = at.count();
            object.read(index, OfTree { value, at: &mut at.name(name) });
            if at.count() == before {
                read.insert(index);
            }
            continue;
        }
        let mut at = at.name(name);
        match T::TABLE.additional {
            Additional::Ignore => at.lose(),
            Additional::Keep => object.read_additional(name.clone(), OfTree { value, at: &mut at }),
            Additional::Refuse => at.violation("additionalProperties", "false", name),
        }
    }
}

/// Gives a property of an object a text, as [`Codec::set`](crate::Codec::set) does.
pub fn set<T: Object>(object: &mut T, property: &str, text: &str) {
    let (value, mut findings) = (Value::from(text), Findings::default());
    let member = OfTree { value: &value, at: &mut Checker::new(&mut findings) };
    match Lookup::of::<T>().find(property, 0) {
        Some(index) => object.read(index, member),
        None => object.read_additional(property.to_owned(), member),
    }
}

/// The properties in order, then other members, then the rules of the object.
fn arrange<T: Object>(at: &mut Checker<'_>, start: usize) {
    let count = T::TABLE.properties.len();
    let lookup = Lookup::of::<T>();
    at.arrange(start, |name| match name {
        None => count + 1,
        Some(name) => lookup.find(name, 0).unwrap_or(count),
    });
}
