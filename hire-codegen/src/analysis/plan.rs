//! How it is decided which branch of a union a value is of: a table of what each branch alone has, if there is one.

use super::json_types::{KINDS, Kind};
use super::signature::{Constant, Demand, Difference};
use crate::schema::{SchemaId, Types};

/// How it is decided which variant a value is of. Lists run parallel to the variants.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// By the value of a property; each variant has values of its own.
    Tag { property: String, tags: Vec<Vec<String>>, others: Others },
    /// By what each variant demands.
    Demands { exactly_one: bool, demands: Vec<Demands> },
}

/// What a value is whose property names no variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// Not valid: every variant requires one of its names.
    Invalid,
    /// Valid if one variant is, and no other.
    OneOf,
    /// Valid if some variant is.
    AnyOf,
    /// Valid if the first variant is: the others are subtypes of it.
    First,
}

/// What a value of a variant must have.
#[derive(Debug, Clone, PartialEq)]
pub struct Demands {
    pub kinds: Vec<Kind>,
    /// Properties that, where they are there, have one of some values.
    pub constants: Vec<(String, Vec<Constant>)>,
    pub required: Vec<String>,
    /// The names of all properties that may be there.
    pub names: Option<Vec<String>>,
}

/// A branch of a union.
#[derive(Debug, Clone)]
pub struct Row {
    /// The branch as it is written.
    pub source: SchemaId,
    /// The branch together with what stands beside the list of branches.
    pub branch: SchemaId,
    pub demand: Demand,
    /// What it is called, if not by what it is.
    pub word: Option<&'static str>,
}

/// A schema that is a union.
#[derive(Debug, Clone)]
pub struct Plan {
    pub rows: Vec<Row>,
    /// Whether null is a value as well.
    pub nullable: bool,
    pub decision: Decision,
}

impl Plan {
    /// The first property that an object of a branch must have, and that of no other branch.
    pub fn own_property(&self, index: usize) -> Option<String> {
        let row = self.rows.get(index).filter(|row| row.demand.types == Types::OBJECT)?;
        let objects = self.rows.iter().filter(|row| row.demand.types.contains(Types::OBJECT));
        let alone = |name: &&String| objects.clone().filter(|row| row.demand.requires(name)).count() == 1;
        // The only branch of objects needs no other name.
        let several = objects.clone().count() > 1;
        row.demand.required.iter().filter(|_| several).find(alone).cloned()
    }
}

/// How many branches are told from each other by what they ask for: each is compared with each.
pub const MOST_BRANCHES: usize = 1_500;

/// The table of a union, if each of its branches can be told from each other. What tells none from
/// another is left out.
pub fn table(rows: &[Row]) -> Option<Vec<Demands>> {
    if rows.len() > MOST_BRANCHES {
        return None;
    }
    let demands = lasting(rows);
    let mut worst = Difference::Kind;
    for (index, one) in demands.iter().enumerate() {
        for other in demands.iter().skip(index + 1) {
            worst = worst.max(one.difference(other)?);
        }
    }
    let objects: Vec<_> = demands.iter().filter(|demand| demand.types.contains(Types::OBJECT)).collect();
    let common = |name: &String| objects.iter().all(|demand| demand.requires(name));
    let kept = |name: &String| objects.iter().all(|demand| demand.keeps(name));
    let table = demands.iter().map(|demand| {
        let tells = |name: &String| {
            let mut others = objects.iter().filter(|other| demand.constants_apart(other).contains(name));
            let both = |other: &&Demand| demand.requires(name) && other.requires(name);
            others.any(|other| worst == Difference::Some || both(other))
        };
        let constants = demand.constants.iter().filter(|(name, _)| worst > Difference::Kind && tells(name));
        let constants: Vec<_> = constants.cloned().collect();
        let required = demand.required.iter().filter(|name| {
            let lost = || !kept(name) && constants.iter().any(|(constant, _)| constant == *name);
            worst == Difference::Some && !common(name) || lost()
        });
        Demands {
            kinds: kinds(demand.types),
            required: required.cloned().collect(),
            constants,
            names: demand.names.clone().filter(|_| worst == Difference::Some),
        }
    });
    Some(table.collect())
}

/// What rows demand, without what a value may lose: a branch that does not keep a property which told it
/// from another would be written without that, and be taken for the other one when it is read again.
pub fn lasting(rows: &[Row]) -> Vec<Demand> {
    let mut lasting: Vec<Demand> = rows.iter().map(|row| row.demand.clone()).collect();
    for (index, demand) in lasting.iter_mut().enumerate() {
        let others = || {
            let others = rows.iter().enumerate().filter(|(other, _)| *other != index);
            others.map(|(_, row)| &row.demand).filter(|other| other.types.contains(Types::OBJECT))
        };
        let required = demand.required.clone();
        demand.constants.retain(|(name, _)| required.contains(name) || others().all(|it| it.keeps(name)));
        if !others().all(|other| other.names.is_some() || demand.excludes(other.required.iter())) {
            demand.names = None;
        }
    }
    lasting
}

fn kinds(types: Types) -> Vec<Kind> {
    let of_kind = KINDS.iter().filter(|(_, of_kind, _)| !types.intersection(*of_kind).is_empty());
    of_kind.map(|(kind, ..)| *kind).collect()
}

/// A word for values of some types.
pub fn kind_word(types: Types) -> &'static str {
    match types {
        Types::INTEGER => "integer",
        Types::ARRAY => "list",
        _ => KINDS.iter().find(|(_, of_kind, _)| *of_kind == types).map_or("value", |(.., word)| word),
    }
}
