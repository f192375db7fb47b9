//! How it is decided which branch of a union a value is of: a table of what each branch alone has, if there is one.

use super::json_types::{JSON_TYPES, JsonType};
use super::signature::{Constant, Difference, Signature};
use crate::schema::{JsonTypes, SchemaId};

/// How it is decided which variant a value is of. Lists run parallel to the variants.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// By the value of a property; each variant has values of its own.
    Tag { property: String, tags: Vec<Vec<String>>, unmatched: UnmatchedTag },
    /// By what each variant demands.
    Signatures { holding: Holding, signatures: Vec<VariantSignature> },
}

/// How many variants must hold, where what they demand leaves several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// `oneOf`.
    ExactlyOne,
    /// `anyOf`.
    AtLeastOne,
    /// `anyOf` of variants that are not all told apart: a value is of the first, but for what that would lose.
    First,
}

/// What a value is whose property names no variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnmatchedTag {
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
pub struct VariantSignature {
    pub json_types: Vec<JsonType>,
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
    pub signature: Signature,
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
        let row = self.rows.get(index).filter(|row| row.signature.types == JsonTypes::OBJECT)?;
        let objects = self.rows.iter().filter(|row| row.signature.types.contains(JsonTypes::OBJECT));
        let alone = |name: &&String| objects.clone().filter(|row| row.signature.requires(name)).count() == 1;
        // The only branch of objects needs no other name.
        let several = objects.clone().count() > 1;
        row.signature.required.iter().filter(|_| several).find(alone).cloned()
    }
}

/// How many branches are told from each other by what they ask for: each is compared with each.
pub const MOST_BRANCHES: usize = 1_500;

/// The decision by what each branch demands, unless that may leave several and exactly one must hold. What tells none from
/// another is left out.
pub fn by_signatures(rows: &[Row], holding: Holding) -> Option<Decision> {
    if rows.len() > MOST_BRANCHES {
        return None;
    }
    let signatures = round_trip_safe(rows);
    let pairs = signatures
        .iter()
        .enumerate()
        .flat_map(|(index, one)| signatures.iter().skip(index + 1).map(|other| one.difference(other)));
    let (mut worst, mut disjoint) = (Difference::Kind, true);
    for difference in pairs {
        disjoint &= difference.is_some();
        worst = worst.max(difference.unwrap_or(Difference::Some));
        if !disjoint && holding != Holding::First {
            return None;
        }
    }
    let holding = if disjoint && holding == Holding::First { Holding::AtLeastOne } else { holding };
    Some(Decision::Signatures { holding, signatures: table(&signatures, worst) })
}

/// What is asked of a value to tell the branches of a union apart.
fn table(signatures: &[Signature], worst: Difference) -> Vec<VariantSignature> {
    let objects: Vec<_> =
        signatures.iter().filter(|signature| signature.types.contains(JsonTypes::OBJECT)).collect();
    let common = |name: &String| objects.iter().all(|signature| signature.requires(name));
    let kept = |name: &String| objects.iter().all(|signature| signature.keeps(name));
    let table = signatures.iter().map(|signature| {
        let tells = |name: &String| {
            let mut distinct = objects.iter().filter(|other| signature.constants_apart(other).contains(name));
            let both_require = |other: &&Signature| signature.requires(name) && other.requires(name);
            distinct.any(|other| worst == Difference::Some || both_require(other))
        };
        let constants =
            signature.constants.iter().filter(|(name, _)| worst > Difference::Kind && tells(name));
        let constants: Vec<_> = constants.cloned().collect();
        let required = signature.required.iter().filter(|name| {
            let lost = || !kept(name) && constants.iter().any(|(constant, _)| constant == *name);
            worst == Difference::Some && !common(name) || lost()
        });
        VariantSignature {
            json_types: json_types(signature.types),
            required: required.cloned().collect(),
            constants,
            names: signature.names.clone().filter(|_| worst == Difference::Some),
        }
    });
    table.collect()
}

/// What rows demand, without what a value may lose: a branch that does not keep a property which told it
/// from another would be written without that, and be taken for the other one when it is read again.
pub fn round_trip_safe(rows: &[Row]) -> Vec<Signature> {
    let mut round_trip_safe: Vec<Signature> = rows.iter().map(|row| row.signature.clone()).collect();
    for (index, signature) in round_trip_safe.iter_mut().enumerate() {
        let other_signatures = || {
            let other_signatures = rows.iter().enumerate().filter(|(other, _)| *other != index);
            other_signatures
                .map(|(_, row)| &row.signature)
                .filter(|other| other.types.contains(JsonTypes::OBJECT))
        };
        let required = signature.required.clone();
        signature
            .constants
            .retain(|(name, _)| required.contains(name) || other_signatures().all(|it| it.keeps(name)));
        if !other_signatures().all(|other| other.names.is_some() || signature.excludes(other.required.iter()))
        {
            signature.names = None;
        }
    }
    round_trip_safe
}

fn json_types(types: JsonTypes) -> Vec<JsonType> {
    let of_types = JSON_TYPES.iter().filter(|(_, mask, _)| !types.intersection(*mask).is_empty());
    of_types.map(|(json_type, ..)| *json_type).collect()
}

/// A word for values of some types.
pub fn type_word(types: JsonTypes) -> &'static str {
    match types {
        JsonTypes::INTEGER => "integer",
        JsonTypes::ARRAY => "list",
        _ => JSON_TYPES.iter().find(|(_, mask, _)| *mask == types).map_or("value", |(.., word)| word),
    }
}
