//! Unions: `anyOf` and `oneOf` whose branches can be told apart.
//!
//! A union is a type if each branch can be told from each other: by a discriminator, or by what its values
//! demand. With `anyOf`, each branch that holds may lawfully be what a value is, so that those which nothing tells apart
//! are tried in their order; with `oneOf`, a value of several branches is not valid, and must be kept as it came. What stands beside the branches belongs to each of them, so that the branches alone say what is
//! valid. Other unions are any JSON with rules.
//!
//! What stands beside the branches is merged into each of them, so that the variants alone say what is valid:
//! the runtime counts those that hold, for values that are not decided, and needs no rules of
//! its own. A discriminator refuses what it does not name only where each branch would; what it does name is judged by
//! that branch alone, and that alone differs from the letter of JSON Schema.
//!
//! A discriminator without branches is one of a base (`schema::normalize::polymorphism`): since a subtype satisfies its
//! base, the base accepts what "itself, or a subtype" does, and becomes an `anyOf` of these, while whatever has it in
//! `allOf` has the base's own keywords, under an id of its own. From there on it is a union as any, but that the first
//! branch alone judges what is not named (`UnmatchedTag::First`). Where `type` lists several types, each has a schema of
//! its own (`by_type`), and the JSON type of a value is all that the table needs.

use std::rc::Rc;

use super::by_type::{self, is_of_several_kinds};
use super::plan::{Decision, Holding, Plan, Row, by_signatures};
use super::shape::Shape;
use super::signature::{Signature, constants_of, either, intersection};
use super::{Analysis, ambiguity, discriminator};
use crate::diagnostic::Diagnostics;
use crate::schema::instance::type_of;
use crate::schema::{
    ArrayRules, Branches, DiscriminatorTarget, JsonTypes, Located, ObjectRules, Schema, SchemaId,
};
use crate::source::Cursor;

/// How many unions may be branches of each other, and how many of these are looked at. What stands beside them is
/// merged into each branch, so that a chain of them doubles with each link.
const DEEPEST: usize = 8;

const MOST: usize = 100;

impl<'a> Analysis<'a> {
    /// What is known of a schema as a union; nothing if it is none that a table can decide.
    pub fn union_of(&mut self, flat: SchemaId) -> Option<Rc<Plan>> {
        if let Some(known) = self.unions.get(&flat) {
            return known.clone();
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
        // Guard against recursion: a recursive query sees `None`.
        self.unions.insert(flat, None);
        self.planning.push(list);
        let plan = self.planned(flat).map(Rc::new);
        self.planning.pop();
        self.unions.insert(flat, plan.clone());
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
            _ => return by_type::by_json_type(self, flat),
        };
        let typed = !matches!(self.shape(&schema), Shape::Any | Shape::Dynamic(_));
        // What `unevaluated…` beside the branches sees is lost when it becomes a part of each.
        let unevaluated = schema.object.unevaluated.is_some() || schema.array.unevaluated.is_some();
        if typed || unevaluated || self.misspelt.contains(&schema.place) {
            return None;
        }
        self.by_branch(flat, &schema, list, exactly_one).or_else(|| by_type::by_json_type(self, flat))
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
            let signature = self.signature(branch);
            if !signature.types.is_empty() {
                rows.push(Row { source: *source, branch, signature, word: None });
            }
        }
        let subtypes = list.discriminator.filter(|it| it.names == DiscriminatorTarget::Subtypes);
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
        let holding = match exactly_one {
            true => Holding::ExactlyOne,
            false if rows.iter().all(|row| self.may_be_tried(row)) => Holding::First,
            false => Holding::AtLeastOne,
        };
        let decision = by_signatures(rows, holding);
        let why = decision.is_none().then(|| ambiguity::ambiguous_pair(self, list, rows)).flatten();
        self.undecided.extend(why.map(|why| (flat, why)));
        decision
    }

    /// Whether a branch may be told from others by reading alone. A union that is merged with what stands beside it has
    /// types of its own, and so have its branches: a chain of them would have as many as there are ways through it.
    fn may_be_tried(&mut self, row: &Row) -> bool {
        let flat = self.flattened(row.branch);
        let applicators = &self.schemas.get(flat).applicators;
        let is_union = !applicators.any_of.is_empty() || !applicators.one_of.is_empty();
        (row.branch == row.source || !is_union) && self.has_type(row.branch)
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
        let mut not_object = schema.empty_at_same_place();
        if !self.takes_all_others(flat, schema) {
            not_object.applicators = schema.applicators.clone();
        }
        let mut part = |schema: Schema<'a>, types: JsonTypes, word| {
            let types = Some(Located { value: types, place: schema.place });
            let branch = self.schemas.add(Schema { types, ..schema });
            Row { source: branch, branch, signature: self.signature(branch), word: Some(word) }
        };
        let object = part(Schema { place, ..schema.clone() }, JsonTypes::OBJECT, "Object");
        let types = JsonTypes::ALL.without(JsonTypes::OBJECT);
        let mut other = part(not_object, types, "Other");
        other.signature.types = types;
        let rows = vec![object, other];
        if !self.has_type(rows.first()?.branch) {
            return None;
        }
        let decision = by_signatures(&rows, Holding::AtLeastOne)?;
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
        for types in [JsonTypes::BOOLEAN, JsonTypes::INTEGER, JsonTypes::NUMBER, JsonTypes::STRING] {
            let (of_type, of_other_types): (Vec<_>, Vec<_>) =
                rows.iter().cloned().partition(|row| row.signature.types == types);
            let first = rows.iter().position(|row| row.signature.types == types);
            let (Some(first), false) = (first, of_type.len() < 2 || of_other_types.is_empty()) else {
                continue;
            };
            let mut group = schema.empty_at_same_place();
            group.place = list.place;
            let schemas = of_type.iter().map(|row| self.flattened(row.branch)).collect();
            let parts = Branches { place: list.place, schemas, discriminator: None };
            let lists =
                if exactly_one { &mut group.applicators.one_of } else { &mut group.applicators.any_of };
            lists.push(parts);
            let is_scalar = self.common_scalar(&group) == Some(types);
            group.types = Some(Located { value: types, place: list.place });
            let group = self.schemas.add(group);
            if !self.schemas.take_up_values(group, &mut self.findings) && !is_scalar {
                continue;
            }
            rows = of_other_types;
            rows.insert(
                first,
                Row { source: group, branch: group, signature: self.signature(group), word: None },
            );
        }
        rows
    }

    /// The branches, each together with what stands beside the list of them: a value satisfies that and
    /// one branch exactly if it satisfies one of these. None where that cannot be merged.
    fn distributed(&mut self, schema: &Schema<'a>, list: &[SchemaId]) -> Option<Vec<SchemaId>> {
        if schema.is_only_a_union() {
            return Some(list.to_vec());
        }
        let mut without_branches = schema.clone();
        without_branches.applicators.any_of.clear();
        without_branches.applicators.one_of.clear();
        without_branches.annotations = crate::schema::Annotations::default();
        let mut without_type = without_branches.clone();
        without_type.types = None;
        let only_type = without_type.is_only_a_union();
        let without_branches = self.schemas.add(without_branches);
        // A contradiction leaves a branch that nothing satisfies, which is no fault here.
        let mut faults = Diagnostics::default();
        let mut merged = Vec::new();
        for branch in list {
            let flat = self.flattened(*branch);
            let branch_schema = self.schemas.get(flat);
            if only_type
                && branch_schema.types.is_some()
                && schema.type_set().contains(branch_schema.type_set())
            {
                merged.push(*branch);
                continue;
            }
            if branch_schema.type_set().intersection(schema.type_set()).is_empty() {
                return None;
            }
            let intersection = self.schemas.intersect(without_branches, *branch);
            let flat = self.schemas.flattened(intersection, &mut faults);
            for part in parts(self.schemas.get(flat)) {
                self.schemas.flattened(part, &mut faults);
            }
            merged.push(intersection);
        }
        (!faults.has_errors()).then_some(merged)
    }

    /// What every value of a schema has, null apart.
    pub fn signature(&mut self, id: SchemaId) -> Signature {
        let flat = self.flattened(id);
        if let Some(known) = self.signatures.get(&flat) {
            return known.clone();
        }
        let schema = self.schemas.shared(flat);
        let mut signature = self.own_signature(&schema);
        // A union within itself has what its keywords demand, while that of its branches is worked out.
        self.signatures.insert(flat, signature.clone());
        let lists = schema.applicators.any_of.iter().chain(&schema.applicators.one_of);
        for list in lists {
            // Whatever is a subtype has what its base demands, which is the first.
            let is_base = list.discriminator.is_some_and(|it| it.names == DiscriminatorTarget::Subtypes);
            let branches = list.schemas.iter().take(if is_base { 1 } else { usize::MAX });
            let branches = branches.map(|branch| self.signature(*branch));
            if let Some(either) = branches.collect::<Vec<_>>().into_iter().reduce(either) {
                signature = intersection(signature, either);
            }
        }
        self.signatures.insert(flat, signature.clone());
        signature
    }

    /// What the keywords of a schema itself demand.
    fn own_signature(&mut self, schema: &Schema<'a>) -> Signature {
        let mut signature = Signature {
            types: if schema.never { JsonTypes::NONE } else { schema.type_set().not_null() },
            constants: Vec::new(),
            required: schema.object.required.iter().map(|name| name.value.to_owned()).collect(),
            names: None,
            preserved: None,
        };
        // A struct whose properties are counted keeps others, unless there are enough by what is required.
        let enough = u64::try_from(signature.required.len()).unwrap_or(u64::MAX);
        let counted = schema.object.max_properties.is_some()
            || schema.object.min_properties.is_some_and(|limit| limit.value > enough);
        let open = schema.object.additional.is_none();
        let unnamed = schema.object.patterns.is_empty() && schema.object.names.is_none();
        if !schema.object.properties.is_empty() && open && unnamed && !counted {
            let properties = schema.object.properties.keys().map(|name| (*name).to_owned());
            signature.preserved = Some(properties.chain(signature.required.iter().cloned()).collect());
        }
        let lists = !schema.applicators.any_of.is_empty() || !schema.applicators.one_of.is_empty();
        if schema.types.is_none() && schema.values.is_none() && !lists {
            // One that is taken for an object or a list, without saying so.
            match self.shape(schema) {
                Shape::Object => signature.types = JsonTypes::OBJECT,
                Shape::Array => signature.types = JsonTypes::ARRAY,
                _ => {}
            }
        }
        if let Some(values) = &schema.values {
            let types = values.value.iter().map(|value| type_of(*value));
            signature.types = signature.types.intersection(types.fold(JsonTypes::NONE, JsonTypes::union));
        }
        for (name, property) in schema.object.properties.iter() {
            let property = self.flattened(*property);
            let property = self.schemas.get(property);
            if let Some(values) = constants_of(property) {
                signature.constants.push(((*name).to_owned(), values));
            }
        }
        let closed = schema.object.additional.is_some_and(|additional| {
            let additional = self.flattened(additional);
            self.schemas.get(additional).never
        });
        if closed && schema.object.patterns.is_empty() {
            signature.names = Some(schema.object.properties.keys().map(|name| (*name).to_owned()).collect());
        }
        signature
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
