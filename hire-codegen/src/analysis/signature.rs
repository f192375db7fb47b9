//! What every value of a schema has, as far as a table can say: by that, the branches of a union are told
//! apart without an attempt at any of them.
//!
//! A demand may be weaker than the schema, and never stronger: a value that lacks it is no value of the
//! schema.

use super::Analysis;
use super::shape::Shape;
use crate::schema::instance::type_of;
use crate::schema::{Schema, SchemaId, Types};
use crate::source::{Cursor, Kind as NodeKind};

/// What every value of a schema has.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    pub types: Types,
    /// Properties that, where they are there, have one of some values.
    pub constants: Vec<(String, Vec<Constant>)>,
    pub required: Vec<String>,
    /// The names of all properties that may be there.
    pub names: Option<Vec<String>>,
    /// The properties that are not lost when a value is read and written again; nothing if that is all of
    /// them.
    pub kept: Option<Vec<String>>,
}

/// What tells the values of two schemas apart, the best way first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// They are of different kinds.
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

impl<'a> Analysis<'a> {
    /// What every value of a schema has, null apart.
    pub fn demand(&mut self, id: SchemaId) -> Demand {
        let flat = self.flattened(id);
        if let Some(known) = self.demands.get(&flat) {
            return known.clone();
        }
        let schema = self.schemas.get(flat).clone();
        let mut demand = self.own_demand(&schema);
        // A union within itself has what its keywords demand, while that of its branches is worked out.
        self.demands.insert(flat, demand.clone());
        let lists = schema.applicators.any_of.iter().chain(&schema.applicators.one_of);
        for list in lists.map(|list| list.schemas.clone()) {
            let branches = list.into_iter().map(|branch| self.demand(branch));
            if let Some(either) = branches.collect::<Vec<_>>().into_iter().reduce(either) {
                demand = both(demand, either);
            }
        }
        self.demands.insert(flat, demand.clone());
        demand
    }

    /// What the keywords of a schema itself demand.
    fn own_demand(&mut self, schema: &Schema<'a>) -> Demand {
        let mut demand = Demand {
            types: if schema.never { Types::NONE } else { schema.type_set().not_null() },
            constants: Vec::new(),
            required: schema.object.required.iter().map(|name| name.value.to_owned()).collect(),
            names: None,
            kept: None,
        };
        // A struct whose properties are counted keeps others, unless there are enough by what is required.
        let enough = u64::try_from(demand.required.len()).unwrap_or(u64::MAX);
        let counted = schema.object.max_properties.is_some()
            || schema.object.min_properties.is_some_and(|limit| limit.value > enough);
        let open = schema.object.additional.is_none();
        let unnamed = schema.object.patterns.is_empty() && schema.object.names.is_none();
        if !schema.object.properties.is_empty() && open && unnamed && !counted {
            let properties = schema.object.properties.keys().map(|name| (*name).to_owned());
            demand.kept = Some(properties.chain(demand.required.iter().cloned()).collect());
        }
        let lists = !schema.applicators.any_of.is_empty() || !schema.applicators.one_of.is_empty();
        if schema.types.is_none() && schema.values.is_none() && !lists {
            // One that is taken for an object or a list, without saying so.
            match self.shape(schema) {
                Shape::Object => demand.types = Types::OBJECT,
                Shape::Array => demand.types = Types::ARRAY,
                _ => {}
            }
        }
        if let Some(values) = &schema.values {
            let types = values.value.iter().map(|value| type_of(*value));
            demand.types = demand.types.intersection(types.fold(Types::NONE, Types::union));
        }
        for (name, property) in schema.object.properties.iter() {
            let property = self.flattened(*property);
            let property = self.schemas.get(property);
            if let Some(values) = constants_of(property) {
                demand.constants.push(((*name).to_owned(), values));
            }
        }
        let closed = schema.object.additional.is_some_and(|additional| {
            let additional = self.flattened(additional);
            self.schemas.get(additional).never
        });
        if closed && schema.object.patterns.is_empty() {
            demand.names = Some(schema.object.properties.keys().map(|name| (*name).to_owned()).collect());
        }
        demand
    }
}

/// The values that a schema lists, if a table can have them.
fn constants_of(schema: &Schema<'_>) -> Option<Vec<Constant>> {
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
fn either(first: Demand, second: Demand) -> Demand {
    let types = first.types.union(second.types);
    // What only objects have does not matter to one that is none.
    match (first.types.contains(Types::OBJECT), second.types.contains(Types::OBJECT)) {
        (true, false) => return Demand { types, ..first },
        (false, true) => return Demand { types, ..second },
        _ => {}
    }
    let constants = first.constants.into_iter().filter_map(|(name, mut values)| {
        let others = second.constants.iter().find(|(other, _)| *other == name)?;
        values.extend(others.1.iter().filter(|value| !values.contains(value)).cloned().collect::<Vec<_>>());
        Some((name, values))
    });
    let names = first.names.zip(second.names).map(|(mut names, others)| {
        names.extend(others.into_iter().filter(|name| !names.contains(name)).collect::<Vec<_>>());
        names
    });
    let kept = match (first.kept, second.kept) {
        (Some(kept), Some(others)) => Some(kept.into_iter().filter(|name| others.contains(name)).collect()),
        (kept, others) => kept.or(others),
    };
    Demand {
        types,
        constants: constants.collect(),
        required: first.required.into_iter().filter(|name| second.required.contains(name)).collect(),
        names,
        kept,
    }
}

/// What a value has that is of both.
fn both(first: Demand, second: Demand) -> Demand {
    Demand {
        types: first.types.intersection(second.types),
        constants: union(first.constants, second.constants),
        required: union(first.required, second.required),
        names: first.names.or(second.names),
        kept: match (first.kept, second.kept) {
            (Some(kept), Some(others)) => Some(union(kept, others)),
            (kept, others) => kept.or(others),
        },
    }
}

/// Both lists, without what is in both.
fn union<T: PartialEq>(first: Vec<T>, second: Vec<T>) -> Vec<T> {
    let mut all = first;
    for item in second {
        if !all.contains(&item) {
            all.push(item);
        }
    }
    all
}

impl Demand {
    /// What tells values of this schema from those of another, if anything does.
    pub fn difference(&self, other: &Self) -> Option<Difference> {
        let common = self.types.intersection(other.types);
        if common.is_empty() {
            return Some(Difference::Kind);
        }
        if common != Types::OBJECT {
            return None;
        }
        let apart = self.constants_apart(other);
        if apart.iter().any(|name| self.requires(name) && other.requires(name)) {
            return Some(Difference::Constant);
        }
        let each_requires = self.requires_more(other) && other.requires_more(self);
        let one_is_closed = self.excludes(other.required.iter()) || other.excludes(self.required.iter());
        let each_is_closed =
            self.excludes(other.names.iter().flatten()) && other.excludes(self.names.iter().flatten());
        (!apart.is_empty() || each_requires || one_is_closed || each_is_closed).then_some(Difference::Some)
    }

    /// The properties whose values are different ones.
    pub fn constants_apart(&self, other: &Self) -> Vec<String> {
        let mut apart = Vec::new();
        for (name, values) in &self.constants {
            let others = other.constants.iter().filter(|(other, _)| other == name);
            let differ = |(_, others): &(String, Vec<Constant>)| values.iter().all(|it| !others.contains(it));
            if others.into_iter().any(differ) {
                apart.push(name.clone());
            }
        }
        apart
    }

    pub fn requires(&self, name: &str) -> bool {
        self.required.iter().any(|required| required == name)
    }

    /// Whether a property is not lost when a value is read and written again.
    pub fn keeps(&self, name: &str) -> bool {
        self.kept.as_ref().is_none_or(|kept| kept.iter().any(|kept| kept == name))
    }

    fn requires_more(&self, other: &Self) -> bool {
        self.required.iter().any(|name| !other.requires(name))
    }

    /// Whether one of some properties is never there.
    pub fn excludes<'n>(&self, mut names: impl Iterator<Item = &'n String>) -> bool {
        self.names.as_ref().is_some_and(|own| names.any(|name| !own.contains(name)))
    }
}
