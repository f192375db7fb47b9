//! Reading an object from untyped JSON: every fault is reported.

use serde::de;
use serde_json::Value;

use super::lookup::Lookup;
use super::member::{Member, NoFormat, Source};
use super::{Additional, Missing, Object};
use crate::codec::{within_depth, wrong_type};
use crate::validate::{Checker, Validate as _};

/// Reads an object from untyped JSON, as [`Decode::parse`](crate::Decode::parse) does.
pub fn parse_object<T: Object>(value: &Value, at: &mut Checker<'_>) -> Option<T> {
    let Value::Object(members) = value else {
        wrong_type(at, "object", value);
        return None;
    };
    if !within_depth(at) {
        return None;
    }
    let start = at.count();
    let mut partial = T::Partial::default();
    // An error here is that of a table which has a property twice: that property is then missing or set.
    let _ = read_members::<T>(members, &mut partial, at);
    let read = at.count();
    T::missing(&partial, &mut Missing { report: &mut |name| at.reading(members).required(name, false) });
    if at.count() == start {
        return T::finish(partial);
    }
    let properties = at.bring_forward(start, read);
    partial.check(&mut at.reading(members));
    arrange::<T>(at, properties);
    None
}

/// Hands each member to its property.
fn read_members<T: Object>(
    members: &serde_json::Map<String, Value>,
    partial: &mut T::Partial,
    at: &mut Checker<'_>,
) -> Result<(), de::value::Error> {
    let lookup = Lookup::of::<T>();
    let mut expected = 0;
    for (name, value) in members {
        let mut at = at.name(name);
        if let Some((index, name)) = lookup.find(name, expected) {
            expected = index + 1;
            let source = Source::Tree(value, &mut at);
            T::set::<NoFormat>(partial, index, Member { name, source })?;
            continue;
        }
        match T::ADDITIONAL {
            Additional::Ignore => {}
            Additional::Keep => {
                let source = Source::Tree(value, &mut at);
                let member = Member { name: "", source };
                T::set_additional::<NoFormat>(partial, name.clone(), member)?;
            }
            Additional::Refuse => at.violation("additionalProperties", "false", name),
        }
    }
    Ok(())
}

/// The properties in order, then other members, then the rules of the object.
fn arrange<T: Object>(at: &mut Checker<'_>, start: usize) {
    let count = T::PROPERTIES.len();
    let lookup = Lookup::of::<T>();
    at.arrange(start, |name| match name {
        None => count + 1,
        Some(name) => lookup.find(name, 0).map_or(count, |(index, _)| index),
    });
}
