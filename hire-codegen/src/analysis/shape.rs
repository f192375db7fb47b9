//! What a schema describes: the one JSON type of its values, null apart, and whether null is among them.

use std::collections::BTreeSet;

use super::json_types::own_types;
use super::{Analysis, Fallback, conditions, json_types};
use crate::diagnostic::codes;
use crate::schema::instance::{self, type_of};
use crate::schema::{JsonTypes, Located, ObjectRules, Schema, SchemaId};
use crate::source::{Cursor, Kind, Number, Place};

/// How many schemas are looked through of which each is the next one or null.
const DEEPEST: usize = 8;

/// What a schema describes, null apart.
pub enum Shape<'a> {
    Any,
    Bool,
    Integer,
    Number,
    String,
    Array,
    Object,
    /// All strings, or all integers.
    Enumeration(Vec<Cursor<'a>>),
    /// What no static type can say, and why.
    Dynamic(Fallback),
}

impl<'a> Analysis<'a> {
    /// The values of an `enum` that the other keywords of the schema let through.
    pub fn possible(&mut self, flat: SchemaId, values: Vec<Cursor<'a>>) -> Vec<Cursor<'a>> {
        let mut without_values = self.schemas.get(flat).clone();
        without_values.values = None;
        let without_values = self.schemas.add(without_values);
        let mut possible = Vec::new();
        for value in values {
            let faults = instance::check(&mut self.schemas, without_values, value, &mut self.findings);
            match faults.first() {
                None => possible.push(value),
                Some(fault) => {
                    let message = format!("the value is never valid: {}", fault.message);
                    self.findings
                        .warning(codes::IGNORED, value.place(), message)
                        .related(fault.schema, "this rule");
                }
            }
        }
        possible
    }

    /// `anyOf` or `oneOf` of a schema and null, and nothing else, is that schema, nullable.
    pub fn nullable_other(&mut self, id: SchemaId) -> Option<SchemaId> {
        let (other, exactly_one) = self.beside_null(id)?;
        // It may be nullable itself.
        let mut innermost = other;
        for _ in 0..DEEPEST {
            let Some((inner, _)) = self.beside_null(innermost) else { break };
            innermost = inner;
        }
        let flat = self.flattened(innermost);
        let schema = self.schemas.shared(flat);
        let union = self.union_of(flat);
        let typed = union.is_some() || !matches!(self.shape(&schema), Shape::Any | Shape::Dynamic(_));
        // A null that both let through is not one of exactly one.
        let null = innermost != other || union.map_or_else(|| self.takes_null(other), |union| union.nullable);
        (typed && !(exactly_one && null)).then_some(other)
    }

    /// The schema that stands beside null in `anyOf` or `oneOf`, and whether it is `oneOf`.
    fn beside_null(&mut self, id: SchemaId) -> Option<(SchemaId, bool)> {
        let flat = self.flattened(id);
        let schema = self.schemas.get(flat);
        let applicators = &schema.applicators;
        let (branches, exactly_one) = match (applicators.any_of.as_slice(), applicators.one_of.as_slice()) {
            ([branches], []) => (branches, false),
            ([], [branches]) => (branches, true),
            _ => return None,
        };
        let [first, second] = *branches.schemas.as_slice() else { return None };
        if !schema.is_only_a_union() {
            return None;
        }
        let other = match (self.is_only_null(first), self.is_only_null(second)) {
            (true, false) => second,
            (false, true) => first,
            _ => return None,
        };
        Some((self.only_branch(other).unwrap_or(other), exactly_one))
    }

    /// Whether null is the only value that satisfies a schema, as far as `type` and `enum` say.
    fn is_only_null(&mut self, id: SchemaId) -> bool {
        let flat = self.flattened(id);
        let schema = self.schemas.get(flat);
        let only = schema.type_set() == JsonTypes::NULL
            || schema.values.as_ref().is_some_and(|values| values.value.iter().all(|value| value.is_null()));
        only && self.accepts_null(flat) == Some(true)
    }

    /// `anyOf` or `oneOf` of one schema, and nothing else but its type, is that schema.
    pub fn only_branch(&mut self, id: SchemaId) -> Option<SchemaId> {
        let flat = self.flattened(id);
        let schema = self.schemas.get(flat);
        let applicators = &schema.applicators;
        let mut lists = applicators.any_of.iter().chain(&applicators.one_of);
        let (list, None) = (lists.next()?, lists.next()) else { return None };
        let [only] = *list.schemas.as_slice() else { return None };
        let untyped = Schema { types: None, ..schema.clone() };
        let types = schema.type_set();
        let branch = self.flattened(only);
        let implied = types.contains(self.schemas.get(branch).type_set());
        (implied && untyped.is_only_a_union()).then_some(only)
    }

    /// The type that all branches of a schema without one have, null apart, if it is that of a scalar:
    /// what the branches ask for are rules of it then.
    pub fn common_scalar(&mut self, schema: &Schema<'a>) -> Option<JsonTypes> {
        const SCALARS: [JsonTypes; 4] =
            [JsonTypes::BOOLEAN, JsonTypes::INTEGER, JsonTypes::NUMBER, JsonTypes::STRING];
        if schema.types.is_some() || schema.values.is_some() {
            return None;
        }
        let lists = schema.applicators.any_of.iter().chain(&schema.applicators.one_of);
        let branches: Vec<SchemaId> = lists.flat_map(|list| list.schemas.iter().copied()).collect();
        let mut types = JsonTypes::NONE;
        for branch in branches {
            let flat = self.flattened(branch);
            let branch = self.schemas.shared(flat);
            types =
                types.union(if is_plain(&branch) { own_types(&branch).not_null() } else { JsonTypes::ALL });
        }
        if !SCALARS.contains(&types) {
            return None;
        }
        let mut typed = schema.clone();
        typed.types = Some(Located { value: types, place: schema.place });
        conditions::conditions_fit(self, &typed).is_ok().then_some(types)
    }

    pub fn shape(&mut self, schema: &Schema<'a>) -> Shape<'a> {
        let types = schema.type_set().not_null();
        let unevaluated = schema.array.unevaluated.is_some() || schema.object.unevaluated.is_some();
        if schema.never || types.is_empty() || unevaluated {
            let reason = match (schema.never, unevaluated) {
                (true, _) => "no value is valid",
                (false, true) => "what the branches evaluate is known for a value only",
                (false, false) => "null is the only value",
            };
            return Shape::Dynamic(Fallback::new(schema.place, reason));
        }
        if let Some(values) = &schema.values {
            let fitting = values.value.iter().filter(|value| schema.type_set().contains(type_of(**value)));
            return values_shape(values.place, fitting.copied());
        }
        let single = [
            JsonTypes::BOOLEAN,
            JsonTypes::INTEGER,
            JsonTypes::NUMBER,
            JsonTypes::STRING,
            JsonTypes::ARRAY,
            JsonTypes::OBJECT,
        ];
        if single.contains(&types)
            && let Err(why) = conditions::conditions_fit(self, schema)
        {
            return Shape::Dynamic(why);
        }
        match self.common_scalar(schema).unwrap_or(types) {
            JsonTypes::BOOLEAN => Shape::Bool,
            JsonTypes::INTEGER => Shape::Integer,
            JsonTypes::NUMBER => Shape::Number,
            JsonTypes::STRING => Shape::String,
            JsonTypes::ARRAY => Shape::Array,
            JsonTypes::OBJECT => Shape::Object,
            _ if schema.type_set() != JsonTypes::ALL => {
                let place = schema.types.map_or(schema.place, |types| types.place);
                Shape::Dynamic(Fallback::new(place, format!("values are of several types: {types}")))
            }
            _ => self.untyped(schema),
        }
    }

    /// Without `type` anything goes, and rules bind values of their own kind alone. A schema with
    /// `properties` may be taken for what nearly everybody means by it: an object.
    fn untyped(&mut self, schema: &Schema<'a>) -> Shape<'a> {
        let object = self.is_about_objects(schema);
        let about_objects = !schema.object.properties.is_empty() || schema.object.additional.is_some();
        // A type that is none was reported when it was read.
        let has_type = self.sources.at(schema.place).get("type").is_some();
        if !has_type && (about_objects || schema.array.items.is_some()) {
            let kind = if about_objects { "object" } else { "array" };
            let but = if object && self.assume_objects { ", but it is taken for one" } else { "" };
            let message =
                format!("the schema has no `type`, so that whatever is no {kind} satisfies it{but}");
            let option = if object { ", or choose `assume_objects()`" } else { "" };
            self.findings
                .warning(codes::NO_TYPE, schema.place, message)
                .help(format!("write `type: {kind}`{option}, if nothing else is meant"));
        }
        if object && self.assume_objects {
            return match conditions::conditions_fit(self, schema) {
                Ok(()) => Shape::Object,
                Err(why) => Shape::Dynamic(why),
            };
        }
        let unions = [("anyOf", &schema.applicators.any_of), ("oneOf", &schema.applicators.one_of)];
        let union = unions.iter().find_map(|(name, lists)| Some((name, lists.first()?.place)));
        match union {
            Some((name, place)) => {
                Shape::Dynamic(Fallback::new(place, format!("`{name}` is a union, which has no type")))
            }
            None if object => {
                let reason = "there is no `type`, so that it is an object of this kind or any other value";
                Shape::Dynamic(Fallback::new(schema.place, reason))
            }
            None => Shape::Any,
        }
    }

    /// Whether a schema without `type` is an object as it describes it, or any other value.
    pub fn is_object_or_other(&self, schema: &Schema<'a>) -> bool {
        !self.assume_objects
            && schema.types.is_none()
            && schema.values.is_none()
            && self.is_about_objects(schema)
    }

    /// Whether a schema without `type` describes objects with properties and restricts nothing else.
    pub fn is_about_objects(&self, schema: &Schema<'_>) -> bool {
        !schema.object.properties.is_empty()
            && self.schemas.knows_names(&schema.object)
            && !json_types::restricts_others(schema)
    }

    /// Whether `contains` of a schema asks for items in a way that rules of the items' type cannot say.
    pub fn contains_others(&mut self, schema: &Schema<'a>) -> bool {
        let Some(items) = schema.array.items else { return !schema.array.contains.is_empty() };
        let flat = self.flattened(items);
        let item = self.schemas.shared(flat);
        schema.array.contains.iter().any(|contains| {
            let typed = !matches!(self.shape(&item), Shape::Any | Shape::Dynamic(_));
            // Rules say nothing of a null, so that it is as good as any item.
            let null = !self.takes_null(items) || self.accepts_null(contains.schema) == Some(true);
            !typed
                || !null
                || self.union_of(flat).is_some()
                || conditions::fits(self, "contains", &item, contains.schema).is_err()
        })
    }

    /// An object with properties is a struct; so is one that must be empty, without fields.
    pub fn is_struct(&mut self, object: &ObjectRules<'a>) -> bool {
        let counted = object.min_properties.is_some() || object.max_properties.is_some();
        let named = !object.patterns.is_empty() || object.names.is_some();
        let free = !counted && !named && object.required.is_empty();
        let empty = free && object.additional.is_some_and(|id| self.is_never(id));
        empty || !object.properties.is_empty() && self.schemas.knows_names(object)
    }

    pub fn is_never(&mut self, id: SchemaId) -> bool {
        let flat = self.flattened(id);
        self.schemas.get(flat).never
    }

    /// Whether no value is valid but null and the empty list, as far as `type` and `enum` say.
    pub fn has_no_value(&mut self, id: SchemaId) -> bool {
        let mut seen = BTreeSet::new();
        let mut items = Some(id);
        while let Some(flat) = items.map(|id| self.flattened(id)).filter(|flat| seen.insert(*flat)) {
            let schema = self.schemas.get(flat);
            let types = own_types(schema).not_null();
            let refuses_all = schema.applicators.not.iter().any(|it| self.schemas.get(*it).admits_all());
            if schema.never || types.is_empty() || refuses_all {
                return true;
            }
            items = schema.array.items.filter(|_| types == JsonTypes::ARRAY);
        }
        false
    }

    /// Whether a type says more of a schema's values than that they are JSON.
    pub fn has_type(&mut self, branch: SchemaId) -> bool {
        let flat = self.flattened(branch);
        let schema = self.schemas.shared(flat);
        !matches!(self.shape(&schema), Shape::Any | Shape::Dynamic(_)) || self.union_of(flat).is_some()
    }

    /// Whether null satisfies a schema. None where only a value would tell.
    pub fn accepts_null(&mut self, id: SchemaId) -> Option<bool> {
        self.null_satisfies(id, &mut Vec::new())
    }

    /// Whether a type of a schema has null among its values: where nothing else tells, `type` and `enum` do.
    pub fn takes_null(&mut self, id: SchemaId) -> bool {
        self.accepts_null(id).unwrap_or_else(|| self.lets_null_through(id))
    }

    /// `open` has the schemas that are being asked: one that is applied to itself never tells.
    fn null_satisfies(&mut self, id: SchemaId, open: &mut Vec<SchemaId>) -> Option<bool> {
        let flat = self.flattened(id);
        if let Some(known) = self.nulls.get(&flat) {
            return *known;
        }
        if open.contains(&flat) {
            return None;
        }
        open.push(flat);
        let answer = self.null_satisfies_all(flat, open);
        open.pop();
        self.nulls.insert(flat, answer);
        answer
    }

    fn null_satisfies_all(&mut self, flat: SchemaId, open: &mut Vec<SchemaId>) -> Option<bool> {
        let schema = self.schemas.shared(flat);
        if !self.lets_null_through(flat) || self.is_taken_for_object(&schema) {
            return Some(false);
        }
        schema.applicators.hold(|part| self.null_satisfies(part, open))
    }

    /// Whether null satisfies a schema, as far as `type` and `enum` say.
    fn lets_null_through(&mut self, id: SchemaId) -> bool {
        let flat = self.flattened(id);
        let schema = self.schemas.get(flat);
        !schema.never && schema.type_set().contains(JsonTypes::NULL) && schema.lists_null()
    }

    /// Whether all values that are no objects satisfy a schema that says itself what objects are like. If what is applied to
    /// it is about objects alone as well, null stands for all of them.
    pub fn takes_all_others(&mut self, flat: SchemaId, schema: &Schema<'a>) -> bool {
        let mut known = BTreeSet::from([flat]);
        let mut open: Vec<_> = schema.applied().collect();
        while let Some(next) = open.pop() {
            let part_id = self.flattened(next);
            let part = self.schemas.get(part_id);
            let not_objects = part.type_set().without(JsonTypes::OBJECT);
            let is_uniform =
                not_objects.is_empty() || not_objects == JsonTypes::ALL.without(JsonTypes::OBJECT);
            let restricts = part.values.is_some()
                || part.array.unevaluated.is_some()
                || json_types::restricts_others(part);
            if !is_uniform || restricts {
                return false;
            }
            if known.insert(part_id) {
                open.extend(part.applied());
            }
        }
        self.accepts_null(flat) == Some(true)
    }

    /// Whether a schema without `type` is one of objects, by the choice of whoever runs the generator.
    fn is_taken_for_object(&mut self, schema: &Schema<'a>) -> bool {
        let untyped = schema.types.is_none() && schema.values.is_none();
        let lists = !schema.applicators.any_of.is_empty() || !schema.applicators.one_of.is_empty();
        untyped
            && !lists
            && self.assume_objects
            && self.is_about_objects(schema)
            && conditions::conditions_fit(self, schema).is_ok()
    }
}

/// Whether strings of a schema can be of one type with others. A secret, or what is read as another type than a string,
/// stays apart. A format is a rule.
pub fn is_plain(schema: &Schema<'_>) -> bool {
    match schema.format.map(|format| format.value) {
        _ if schema.extensions.sensitive => false,
        // What is listed is no secret by its format.
        Some("password") => schema.values.is_some(),
        Some("timestamp-ms") => false,
        _ => true,
    }
}

fn values_shape<'a>(place: Place, values: impl Iterator<Item = Cursor<'a>>) -> Shape<'a> {
    let values: Vec<_> = values.filter(|value| !value.is_null()).collect();
    let all =
        |test: fn(Kind<'_>) -> bool| !values.is_empty() && values.iter().all(|value| test(value.kind()));
    let integer = |kind: Kind<'_>| kind_integer(kind).is_some();
    let held = |kind: Kind<'_>| kind_integer(kind).is_some_and(|value| i64::try_from(value).is_ok());
    if all(|kind| matches!(kind, Kind::String(_))) || all(held) {
        Shape::Enumeration(values)
    } else if all(integer) {
        // Enumerations hold what is unknown to them in 64 bits with a sign.
        Shape::Integer
    } else if all(|kind| matches!(kind, Kind::Bool(_))) {
        Shape::Bool
    } else if all(|kind| matches!(kind, Kind::Number(_))) {
        Shape::Number
    } else if values.is_empty() {
        Shape::Dynamic(Fallback::new(place, "null is the only value"))
    } else {
        let container = values.iter().any(|value| value.is_mapping() || value.is_sequence());
        let reason =
            if container { "`enum` lists objects or lists" } else { "`enum` lists values of several types" };
        Shape::Dynamic(Fallback::new(place, reason))
    }
}

/// What is written as an integer, or equals one of 64 bits.
fn kind_integer(kind: Kind<'_>) -> Option<i128> {
    let Kind::Number(number) = kind else { return None };
    let within = |integer: &i128| (i64::MIN.into()..=u64::MAX.into()).contains(integer);
    number.as_integer().filter(|integer| matches!(number, Number::Integer(_)) || within(integer))
}
