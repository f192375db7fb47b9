//! Unions: `anyOf` and `oneOf` whose branches a table tells apart.
//!
//! A union is a type if each branch can be told from each other: by a discriminator, or by what its values
//! demand. What stands beside the branches belongs to each of them, so that the branches alone say what is
//! valid. Other unions are any JSON with rules.

use std::rc::Rc;

use super::json_types::{self, Kind, is_of_several_kinds};
use super::shape::Shape;
use super::signature::{Constant, Demand, Difference};
use super::{Analysis, ambiguity, discriminator};
use crate::diagnostic::Diagnostics;
use crate::schema::{ArrayRules, Branches, Named, ObjectRules, Placed, Schema, SchemaId, Types};
use crate::source::Cursor;

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

/// How many unions may be branches of each other, and how many of these are looked at. What stands beside them is
/// merged into each branch, so that a chain of them doubles with each link.
const DEEPEST: usize = 8;

const MOST: usize = 100;

impl<'a> Analysis<'a> {
    /// What is known of a schema as a union; nothing if it is none that a table can decide.
    pub fn union_of(&mut self, flat: SchemaId) -> Option<Plan> {
        if let Some(known) = self.unions.get(&flat) {
            return known.as_deref().cloned();
        }
        let schema = self.schemas.get(flat);
        let mut lists = schema.applicators.any_of.iter().chain(&schema.applicators.one_of);
        let list = match lists.next() {
            Some(list) => list.place,
            None if self.is_object_or_other(schema) || is_of_several_kinds(schema) => schema.place,
            None => return None,
        };
        // A branch that is its own union, merged with something, has the same list again without end.
        self.plans = if self.planning.is_empty() { 0 } else { self.plans + 1 };
        if self.planning.contains(&list) || self.planning.len() == DEEPEST || self.plans > MOST {
            return None;
        }
        // Whoever comes back here finds none.
        self.unions.insert(flat, None);
        self.planning.push(list);
        let plan = self.planned(flat);
        self.planning.pop();
        self.unions.insert(flat, plan.clone().map(Rc::new));
        plan
    }

    /// What [`Self::union_of`] has worked out so far.
    pub fn known_union(&self, flat: SchemaId) -> Option<&Plan> {
        self.unions.get(&flat)?.as_deref()
    }

    fn planned(&mut self, flat: SchemaId) -> Option<Plan> {
        let schema = self.schemas.shared(flat);
        let applicators = &schema.applicators;
        let (list, exactly_one) = match (applicators.any_of.as_slice(), applicators.one_of.as_slice()) {
            ([], []) if self.is_object_or_other(&schema) => return self.object_or_other(flat, &schema),
            ([list], []) => (list, false),
            ([], [list]) => (list, true),
            _ => return json_types::by_kind(self, flat),
        };
        let typed = !matches!(self.shape(&schema), Shape::Any | Shape::Dynamic(_));
        // What `unevaluated…` beside the branches sees is lost when it becomes a part of each.
        let rest = schema.object.unevaluated.is_some() || schema.array.unevaluated.is_some();
        if typed || rest || self.misspelt.contains(&schema.place) {
            return None;
        }
        self.by_branch(flat, &schema, list, exactly_one).or_else(|| json_types::by_kind(self, flat))
    }

    /// A union of what each branch lets through.
    fn by_branch(
        &mut self,
        flat: SchemaId,
        schema: &Schema<'a>,
        list: &Branches,
        exactly_one: bool,
    ) -> Option<Plan> {
        let merged = self.distributed(schema, &list.schemas)?;
        let (mut rows, mut nulls) = (Vec::new(), 0);
        for (source, branch) in list.schemas.iter().zip(merged) {
            nulls += usize::from(self.accepts_null(branch)?);
            let demand = self.demand(branch);
            if !demand.types.is_empty() {
                rows.push(Row { source: *source, branch, demand, word: None });
            }
        }
        let subtypes = list.discriminator.filter(|it| it.names == Named::Subtypes);
        let decision = match subtypes {
            Some(discriminator) => discriminator::by_subtype(self, discriminator.place, &mut rows)?,
            None => {
                rows = self.group_scalars(rows, schema, list, exactly_one);
                self.decided(flat, &rows, list, exactly_one)?
            }
        };
        let nullable = if exactly_one { nulls == 1 } else { nulls > 0 };
        Some(Plan { rows, nullable, decision })
    }

    /// How it is decided which of several branches a value is of, if that can be decided.
    fn decided(
        &mut self,
        flat: SchemaId,
        rows: &[Row],
        list: &Branches,
        exactly_one: bool,
    ) -> Option<Decision> {
        if rows.len() < 2 || !rows.iter().any(|row| self.has_type(row.branch)) {
            return None;
        }
        let by_tag = list
            .discriminator
            .and_then(|discriminator| discriminator::by_tag(self, discriminator, rows, exactly_one));
        if by_tag.is_some() {
            return by_tag;
        }
        let demands = table(rows);
        let why = demands.is_none().then(|| ambiguity::alike(self, list, rows)).flatten();
        self.undecided.extend(why.map(|why| (flat, why)));
        Some(Decision::Demands { exactly_one, demands: demands? })
    }

    /// A schema that says what an object is like, and not that a value is one: an object of that kind, or
    /// any other value.
    fn object_or_other(&mut self, flat: SchemaId, schema: &Schema<'a>) -> Option<Plan> {
        if !matches!(self.shape(schema), Shape::Dynamic(_)) {
            return None;
        }
        // In a place of its own, since that of the schema names the union.
        let last = schema.object.properties.values().next_back().map(|it| self.schemas.get(*it).place);
        let properties = last.and_then(|last| self.sources.at(last).parent());
        let place = properties.map_or(schema.place, Cursor::place);
        let mut others = schema.keywordless();
        if !self.takes_all_others(flat, schema) {
            others.applicators = schema.applicators.clone();
        }
        let mut part = |schema: Schema<'a>, types: Types, word| {
            let types = Some(Placed { value: types, place: schema.place });
            let branch = self.schemas.add(Schema { types, ..schema });
            Row { source: branch, branch, demand: self.demand(branch), word: Some(word) }
        };
        let object = part(Schema { place, ..schema.clone() }, Types::OBJECT, "Object");
        let types = Types::ALL.without(Types::OBJECT);
        let mut other = part(others, types, "Other");
        other.demand.types = types;
        let rows = vec![object, other];
        if !self.has_type(rows.first()?.branch) {
            return None;
        }
        let decision = Decision::Demands { exactly_one: false, demands: table(&rows)? };
        Some(Plan { rows, nullable: false, decision })
    }

    /// Makes one branch of those that are of one scalar type, so that they need not be told apart: what they
    /// ask for becomes a rule of it.
    fn group_scalars(
        &mut self,
        mut rows: Vec<Row>,
        schema: &Schema<'a>,
        list: &Branches,
        exactly_one: bool,
    ) -> Vec<Row> {
        for types in [Types::BOOLEAN, Types::INTEGER, Types::NUMBER, Types::STRING] {
            let (of_type, others): (Vec<_>, Vec<_>) =
                rows.iter().cloned().partition(|row| row.demand.types == types);
            let first = rows.iter().position(|row| row.demand.types == types);
            let (Some(first), false) = (first, of_type.len() < 2 || others.is_empty()) else { continue };
            let mut group = schema.keywordless();
            group.place = list.place;
            let schemas = of_type.iter().map(|row| self.flattened(row.branch)).collect();
            let parts = Branches { place: list.place, schemas, discriminator: None };
            let lists =
                if exactly_one { &mut group.applicators.one_of } else { &mut group.applicators.any_of };
            lists.push(parts);
            let is_scalar = self.common_scalar(&group) == Some(types);
            group.types = Some(Placed { value: types, place: list.place });
            let group = self.schemas.add(group);
            if !self.schemas.take_up_values(group, &mut self.findings) && !is_scalar {
                continue;
            }
            rows = others;
            rows.insert(first, Row { source: group, branch: group, demand: self.demand(group), word: None });
        }
        rows
    }

    /// The branches, each together with what stands beside the list of them: a value satisfies that and
    /// one branch exactly if it satisfies one of these. None where that cannot be merged.
    fn distributed(&mut self, schema: &Schema<'a>, list: &[SchemaId]) -> Option<Vec<SchemaId>> {
        if schema.is_only_a_union() {
            return Some(list.to_vec());
        }
        let mut rest = schema.clone();
        rest.applicators.any_of.clear();
        rest.applicators.one_of.clear();
        rest.annotations = crate::schema::Annotations::default();
        let mut without_type = rest.clone();
        without_type.types = None;
        let only_type = without_type.is_only_a_union();
        let rest = self.schemas.add(rest);
        // A contradiction leaves a branch that nothing satisfies, which is no fault here.
        let mut faults = Diagnostics::default();
        let mut merged = Vec::new();
        for branch in list {
            let flat = self.flattened(*branch);
            let own = self.schemas.get(flat);
            if only_type && own.types.is_some() && schema.type_set().contains(own.type_set()) {
                merged.push(*branch);
                continue;
            }
            if own.type_set().intersection(schema.type_set()).is_empty() {
                return None;
            }
            let both = self.schemas.both(rest, *branch);
            let flat = self.schemas.flat(both, &mut faults);
            for part in parts(self.schemas.get(flat)) {
                self.schemas.flat(part, &mut faults);
            }
            merged.push(both);
        }
        (!faults.has_errors()).then_some(merged)
    }
}

/// The schemas of the parts of a value, as far as a merge changes them.
fn parts(schema: &Schema<'_>) -> Vec<SchemaId> {
    // Whole, so that no keyword is forgotten that sees more than its own schema.
    let ObjectRules {
        properties,
        required: _,
        patterns,
        additional,
        names,
        min_properties: _,
        max_properties: _,
        unevaluated: rest,
    } = &schema.object;
    let ArrayRules {
        prefix,
        items,
        contains: _,
        min_items: _,
        max_items: _,
        unique_items: _,
        unevaluated: rest_of_items,
    } = &schema.array;
    let items = items.iter().chain(rest).chain(rest_of_items);
    let named = properties.values().chain(patterns.iter().map(|(_, schema)| schema));
    named.chain(additional).chain(names).chain(prefix).chain(items).copied().collect()
}

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

const KINDS: [(Types, Kind, &str); 7] = [
    (Types::NULL, Kind::Null, "null"),
    (Types::BOOLEAN, Kind::Bool, "boolean"),
    (Types::NUMBER, Kind::Number, "number"),
    (Types::INTEGER, Kind::Number, "integer"),
    (Types::STRING, Kind::String, "string"),
    (Types::ARRAY, Kind::Array, "list"),
    (Types::OBJECT, Kind::Object, "object"),
];

fn kinds(types: Types) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for (of_kind, kind, _) in KINDS {
        if types.contains(of_kind) && !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

/// A word for values of some types.
pub fn kind_word(types: Types) -> &'static str {
    KINDS.iter().find(|(of_kind, ..)| *of_kind == types).map_or("value", |(_, _, word)| word)
}
