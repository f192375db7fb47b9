//! What every value of a schema has, as far as a table can say: by that, the branches of a union are told
//! apart without an attempt at any of them.
//!
//! A demand may be weaker than the schema, and never stronger: a value that lacks it is no value of the
//! schema.

use crate::schema::instance::type_of;
use crate::schema::{JsonTypes, Schema};
use crate::source::{Cursor, Kind as NodeKind};

/// What every value of a schema has.
#[derive(Debug, Clone, PartialEq)]
pub struct Signature {
    pub types: JsonTypes,
    /// Properties that, where they are there, have one of some values.
    pub constants: Vec<(String, Vec<Constant>)>,
    pub required: Vec<String>,
    /// The names of all properties that may be there.
    pub names: Option<Vec<String>>,
    /// The properties that are not lost when a value is read and written again; nothing if that is all of
    /// them.
    pub preserved: Option<Vec<String>>,
}

/// What tells the values of two schemas apart, the best way first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// The values are of different JSON types.
    Kind,
    /// A property that both require has different values.
    Constant,
    /// Some values of both are told apart: those that have a property which only one of them requires,
    /// allows, or gives this value.
    Some,
}

/// A value that a property may have.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    Null,
    Bool(bool),
    Integer(i64),
    Text(String),
}

/// The values that a schema lists, if a table can have them.
pub fn constants_of(schema: &Schema<'_>) -> Option<Vec<Constant>> {
    let values = schema.values.as_ref()?;
    let allowed = values.value.iter().filter(|value| schema.type_set().contains(type_of(**value)));
    allowed.map(|value| constant_of(*value)).collect()
}

fn constant_of(value: Cursor<'_>) -> Option<Constant> {
    match value.kind() {
        NodeKind::Null => Some(Constant::Null),
        NodeKind::Bool(value) => Some(Constant::Bool(value)),
        NodeKind::Number(_) => value.as_i64().map(Constant::Integer),
        NodeKind::String(text) => Some(Constant::Text(text.to_owned())),
        NodeKind::Sequence | NodeKind::Mapping => None,
    }
}

/// What a value has that is of one or of the other.
pub fn either(first: Signature, second: Signature) -> Signature {
    let types = first.types.union(second.types);
    // What only objects have does not matter to one that is none.
    match (first.types.contains(JsonTypes::OBJECT), second.types.contains(JsonTypes::OBJECT)) {
        (true, false) => return Signature { types, ..first },
        (false, true) => return Signature { types, ..second },
        _ => {}
    }
    let constants = first.constants.into_iter().filter_map(|(name, mut values)| {
        let (_, of_second) = second.constants.iter().find(|(other, _)| *other == name)?;
        values.extend(of_second.iter().filter(|value| !values.contains(value)).cloned().collect::<Vec<_>>());
        Some((name, values))
    });
    let names = first.names.zip(second.names).map(|(mut names, of_second)| {
        names.extend(of_second.into_iter().filter(|name| !names.contains(name)).collect::<Vec<_>>());
        names
    });
    let preserved = match (first.preserved, second.preserved) {
        (Some(kept), Some(other)) => Some(kept.into_iter().filter(|name| other.contains(name)).collect()),
        (kept, other) => kept.or(other),
    };
    Signature {
        types,
        constants: constants.collect(),
        required: first.required.into_iter().filter(|name| second.required.contains(name)).collect(),
        names,
        preserved,
    }
}

/// What a value has that is of both.
pub fn intersection(first: Signature, second: Signature) -> Signature {
    Signature {
        types: first.types.intersection(second.types),
        constants: union(first.constants, second.constants),
        required: union(first.required, second.required),
        names: first.names.or(second.names),
        preserved: match (first.preserved, second.preserved) {
            (Some(kept), Some(other)) => Some(union(kept, other)),
            (kept, other) => kept.or(other),
        },
    }
}

/// The items of two lists, each once.
fn union<T: PartialEq>(first: Vec<T>, second: Vec<T>) -> Vec<T> {
    let mut all = first;
    for item in second {
        if !all.contains(&item) {
            all.push(item);
        }
    }
    all
}

impl Signature {
    /// What tells values of this schema from those of another, if anything does.
    pub fn difference(&self, other: &Self) -> Option<Difference> {
        let common = self.types.intersection(other.types);
        if common.is_empty() {
            return Some(Difference::Kind);
        }
        if common != JsonTypes::OBJECT {
            return None;
        }
        let distinguishing = self.constants_apart(other);
        if distinguishing.iter().any(|name| self.requires(name) && other.requires(name)) {
            return Some(Difference::Constant);
        }
        let each_requires = self.requires_more(other) && other.requires_more(self);
        let one_is_closed = self.excludes(other.required.iter()) || other.excludes(self.required.iter());
        let each_is_closed =
            self.excludes(other.names.iter().flatten()) && other.excludes(self.names.iter().flatten());
        (!distinguishing.is_empty() || each_requires || one_is_closed || each_is_closed)
            .then_some(Difference::Some)
    }

    /// The properties whose values are different ones.
    pub fn constants_apart(&self, other: &Self) -> Vec<String> {
        let mut distinguishing = Vec::new();
        for (name, values) in &self.constants {
            let other_values = other.constants.iter().filter(|(other, _)| other == name);
            let differ = |(_, other_values): &(String, Vec<Constant>)| {
                values.iter().all(|it| !other_values.contains(it))
            };
            if other_values.into_iter().any(differ) {
                distinguishing.push(name.clone());
            }
        }
        distinguishing
    }

    pub fn requires(&self, name: &str) -> bool {
        self.required.iter().any(|required| required == name)
    }

    /// Whether a property is not lost when a value is read and written again.
    pub fn keeps(&self, name: &str) -> bool {
        self.preserved.as_ref().is_none_or(|kept| kept.iter().any(|kept| kept == name))
    }

    fn requires_more(&self, other: &Self) -> bool {
        self.required.iter().any(|name| !other.requires(name))
    }

    /// Whether one of some properties is never there.
    pub fn excludes<'n>(&self, mut names: impl Iterator<Item = &'n String>) -> bool {
        self.names.as_ref().is_some_and(|known| names.any(|name| !known.contains(name)))
    }
}
