//! From a schema to the Rust type of a value that satisfies it.

use super::Type;
use super::build::Builder;
use crate::diagnostic::codes;
use crate::schema::instance::{self, type_of};
use crate::schema::{Placed, Schema, SchemaId, Types};
use crate::source::{Cursor, Kind};

/// How deep lists and maps may contain each other: as deep as values are read.
const DEEPEST: usize = 128;

/// A type in its place.
#[derive(Debug, Clone)]
pub(super) struct Usage {
    pub type_: Type,
    /// Whether `null` is a value as well.
    pub nullable: bool,
}

impl Usage {
    /// The type for a place that has no presence of its own: an item, an entry.
    pub fn or_null(self) -> Type {
        if self.nullable { Type::Nullable(Box::new(self.type_)) } else { self.type_ }
    }
}

/// What a schema describes, null apart.
pub(super) enum Shape<'a> {
    Any,
    Bool,
    Integer,
    Number,
    String,
    Array,
    Object,
    /// All strings, or all integers.
    Enumeration(Vec<Cursor<'a>>),
    /// What no static type can say.
    Dynamic,
}

impl<'a> Builder<'a, '_> {
    /// The type of a schema. `hint` names it if it needs a name and has none.
    pub fn usage(&mut self, id: SchemaId, hint: &str) -> Usage {
        let flat = self.schemas.flat(id, self.diagnostics);
        if self.open.contains(&flat) {
            let known = self.by_schema.get(&flat).copied();
            let type_ = known.map_or(Type::Value, Type::Named);
            let schema = self.schemas.get(flat).clone();
            if known.is_none() && !matches!(self.shape(&schema), Shape::Any | Shape::Dynamic) {
                let place = self.schemas.get(id).place;
                self.unsupported(place, "a list or map that is its own item");
            }
            return Usage { type_, nullable: false };
        }
        if self.open.len() >= DEEPEST {
            let place = self.schemas.get(id).place;
            self.unsupported(place, "a value that is nested more than 128 levels deep");
            return Usage { type_: Type::Value, nullable: false };
        }
        self.open.push(flat);
        let usage = self.usage_of(id, flat, hint);
        self.open.pop();
        usage
    }

    fn usage_of(&mut self, id: SchemaId, flat: SchemaId, hint: &str) -> Usage {
        if let Some(other) = self.nullable_other(id) {
            let usage = self.usage(other, hint);
            return Usage { nullable: true, ..usage };
        }
        if let Some(only) = self.only_branch(id) {
            return self.usage(only, hint);
        }
        let schema = self.schemas.get(flat).clone();
        // Without `type`, null is a value where `enum` lists it; else nobody means it.
        let nullable = if schema.types.is_some() || schema.values.is_some() {
            self.lets_null_through(flat)
        } else {
            self.common_scalar(&schema).is_some() && self.accepts_null(flat) == Some(true)
        };
        let type_ = match self.shape(&schema) {
            Shape::Bool => Type::Bool,
            Shape::Integer if schema.format.is_some_and(|format| format.value == "int32") => Type::I32,
            Shape::Integer => Type::I64,
            Shape::Number => Type::F64,
            Shape::String => string_type(&schema),
            Shape::Array => self.list(&schema, hint),
            Shape::Object => self.object(id, flat, &schema, hint),
            Shape::Enumeration(values) => {
                let values = self.possible(flat, values);
                Type::Named(self.enumeration(id, flat, hint, &values))
            }
            shape @ (Shape::Any | Shape::Dynamic) => {
                if let Some(usage) = self.union_usage(id, flat, hint) {
                    return usage;
                }
                let ruled = matches!(shape, Shape::Dynamic) || self.restricts_any(flat);
                let own = if ruled { self.any(id, flat) } else { None };
                self.prepare(flat, hint);
                return Usage { type_: own.map_or(Type::Value, Type::Named), nullable: false };
            }
        };
        if schema.extensions.sensitive && type_ != Type::Secret {
            self.unsupported(schema.place, "`x-sensitive` on anything but a string of any value");
        }
        Usage { type_, nullable }
    }

    /// Whether null satisfies a schema, as far as `type` and `enum` say.
    pub fn lets_null_through(&mut self, id: SchemaId) -> bool {
        let flat = self.schemas.flat(id, self.diagnostics);
        let schema = self.schemas.get(flat);
        !schema.never && schema.type_set().contains(Types::NULL) && null_is_listed(schema)
    }

    /// The values of an `enum` that the other keywords of the schema let through.
    fn possible(&mut self, flat: SchemaId, values: Vec<Cursor<'a>>) -> Vec<Cursor<'a>> {
        let mut others = self.schemas.get(flat).clone();
        others.values = None;
        let others = self.schemas.add(others);
        let mut possible = Vec::new();
        for value in values {
            let faults = instance::check(&mut self.schemas, others, value, self.diagnostics);
            match faults.first() {
                None => possible.push(value),
                Some(fault) => {
                    let message = format!("the value is never valid: {}", fault.message);
                    self.diagnostics
                        .warning(codes::IGNORED, value.place(), message)
                        .related(fault.schema, "this rule");
                }
            }
        }
        possible
    }

    /// `anyOf` or `oneOf` of a schema and null, and nothing else, is that schema, nullable.
    pub fn nullable_other(&mut self, id: SchemaId) -> Option<SchemaId> {
        let flat = self.schemas.flat(id, self.diagnostics);
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
        let is_null = |id: SchemaId| self.schemas.get(id).type_set() == Types::NULL;
        let other = match (is_null(first), is_null(second)) {
            (true, false) => second,
            (false, true) => first,
            _ => return None,
        };
        let inner = self.schemas.flat(other, self.diagnostics);
        let inner = self.schemas.get(inner).clone();
        let union = self.schemas.flat(other, self.diagnostics);
        let union = self.union_of(union);
        let typed = union.is_some() || !matches!(self.shape(&inner), Shape::Any | Shape::Dynamic);
        // A null that both let through is not one of exactly one.
        let null = union.map_or(inner.type_set().contains(Types::NULL), |union| union.nullable);
        (typed && !(exactly_one && null)).then_some(other)
    }

    /// `anyOf` or `oneOf` of one schema, and nothing else, is that schema.
    pub fn only_branch(&mut self, id: SchemaId) -> Option<SchemaId> {
        let flat = self.schemas.flat(id, self.diagnostics);
        let schema = self.schemas.get(flat);
        let applicators = &schema.applicators;
        let mut lists = applicators.any_of.iter().chain(&applicators.one_of);
        let (list, None) = (lists.next()?, lists.next()) else { return None };
        let [only] = *list.schemas.as_slice() else { return None };
        schema.is_only_a_union().then_some(only)
    }

    /// The type that all branches of a schema without one have, null apart, if it is that of a scalar:
    /// what the branches ask for are rules of it then.
    pub fn common_scalar(&mut self, schema: &Schema<'a>) -> Option<Types> {
        const SCALARS: [Types; 4] = [Types::BOOLEAN, Types::INTEGER, Types::NUMBER, Types::STRING];
        if schema.types.is_some() || schema.values.is_some() {
            return None;
        }
        let lists = schema.applicators.any_of.iter().chain(&schema.applicators.one_of);
        let branches: Vec<SchemaId> = lists.flat_map(|list| list.schemas.iter().copied()).collect();
        let mut types = Types::NONE;
        for branch in branches {
            let flat = self.schemas.flat(branch, self.diagnostics);
            let branch = self.schemas.get(flat).clone();
            // A secret, or what is read as another type than a string, stays apart.
            let plain = string_type(&branch) == Type::String;
            types = types.union(if plain { branch.type_set().not_null() } else { Types::ALL });
        }
        if !SCALARS.contains(&types) {
            return None;
        }
        let mut typed = schema.clone();
        typed.types = Some(Placed { value: types, place: schema.place });
        self.conditions_fit(&typed).then_some(types)
    }

    pub fn shape(&mut self, schema: &Schema<'a>) -> Shape<'a> {
        let types = schema.type_set().not_null();
        if schema.never || types.is_empty() {
            return Shape::Dynamic;
        }
        if let Some(values) = &schema.values {
            let fitting = values.value.iter().filter(|value| schema.type_set().contains(type_of(**value)));
            return values_shape(fitting.copied());
        }
        let single =
            [Types::BOOLEAN, Types::INTEGER, Types::NUMBER, Types::STRING, Types::ARRAY, Types::OBJECT];
        if single.contains(&types) && !self.conditions_fit(schema) {
            return Shape::Dynamic;
        }
        match self.common_scalar(schema).unwrap_or(types) {
            Types::BOOLEAN => Shape::Bool,
            Types::INTEGER => Shape::Integer,
            Types::NUMBER => Shape::Number,
            Types::STRING => Shape::String,
            Types::ARRAY => Shape::Array,
            Types::OBJECT => Shape::Object,
            _ if schema.type_set() != Types::ALL => Shape::Dynamic,
            _ => self.untyped(schema),
        }
    }

    /// Without `type` anything goes. A schema that describes an object or a list all the same means
    /// one, and says so too late.
    fn untyped(&mut self, schema: &Schema<'a>) -> Shape<'a> {
        let object = &schema.object;
        let (shape, name) = if !object.properties.is_empty() || object.additional.is_some() {
            (Shape::Object, "object")
        } else if schema.array.items.is_some() {
            (Shape::Array, "array")
        } else {
            let union = !schema.applicators.any_of.is_empty() || !schema.applicators.one_of.is_empty();
            return if union { Shape::Dynamic } else { Shape::Any };
        };
        self.diagnostics
            .warning(
                crate::diagnostic::codes::NO_TYPE,
                schema.place,
                format!("the schema has no `type`, so any value satisfies it; it is taken for an {name}"),
            )
            .help(format!("write `type: {name}`"));
        shape
    }

    fn list(&mut self, schema: &Schema<'a>, hint: &str) -> Type {
        let array = &schema.array;
        let item = match array.items {
            Some(items) => self.usage(items, &format!("{hint} item")).or_null(),
            None => Type::Value,
        };
        let others: Vec<_> =
            array.prefix.iter().copied().chain(array.contains.iter().map(|it| it.schema)).collect();
        for (position, other) in others.iter().enumerate() {
            self.usage(*other, &format!("{hint} item {position}"));
        }
        // Items of several kinds have no common type.
        Type::List(Box::new(if others.is_empty() { item } else { Type::Value }))
    }

    fn is_never(&mut self, id: SchemaId) -> bool {
        let flat = self.schemas.flat(id, self.diagnostics);
        self.schemas.get(flat).never
    }

    /// An object with properties is a struct; one without is a map, and so is one with rules about
    /// names or numbers of properties, which a struct does not know.
    fn object(&mut self, id: SchemaId, flat: SchemaId, schema: &Schema<'a>, hint: &str) -> Type {
        let object = &schema.object;
        let counted = object.min_properties.is_some() || object.max_properties.is_some();
        let about_names = !object.patterns.is_empty() || object.names.is_some();
        if !object.properties.is_empty() && !counted && !about_names {
            return Type::Named(self.structure(id, flat, hint));
        }
        let never = object.additional.is_some_and(|id| self.is_never(id));
        if never && object.properties.is_empty() && object.required.is_empty() && !counted && !about_names {
            // An object that must be empty: a struct without fields that refuses any.
            return Type::Named(self.structure(id, flat, hint));
        }
        let value = object.additional.map(|additional| {
            let value = self.usage(additional, &format!("{hint} value")).or_null();
            if never { Type::Value } else { value }
        });
        let patterns = object.patterns.iter().map(|(_, schema)| *schema);
        let parts: Vec<_> = object.properties.values().copied().chain(patterns).collect();
        for (number, part) in parts.iter().enumerate() {
            self.usage(*part, &format!("{hint} entry {number}"));
        }
        let value = value.filter(|_| parts.is_empty()).unwrap_or(Type::Value);
        Type::Map(Box::new(value))
    }
}

fn string_type(schema: &Schema<'_>) -> Type {
    let format = schema.format.map(|format| format.value);
    if schema.extensions.sensitive || format == Some("password") {
        Type::Secret
    } else if format == Some("timestamp-ms") {
        Type::TimestampMs
    } else {
        Type::String
    }
}

fn values_shape<'a>(values: impl Iterator<Item = Cursor<'a>>) -> Shape<'a> {
    let values: Vec<_> = values.filter(|value| !value.is_null()).collect();
    let all =
        |test: fn(Kind<'_>) -> bool| !values.is_empty() && values.iter().all(|value| test(value.kind()));
    if all(|kind| matches!(kind, Kind::String(_)))
        || all(|kind| matches!(kind, Kind::Number(number) if number.as_integer().is_some()))
    {
        Shape::Enumeration(values)
    } else if all(|kind| matches!(kind, Kind::Bool(_))) {
        Shape::Bool
    } else if all(|kind| matches!(kind, Kind::Number(_))) {
        Shape::Number
    } else {
        Shape::Dynamic
    }
}

/// `null` must be in `enum` as well as in `type` (validation §6.1.2).
fn null_is_listed(schema: &Schema<'_>) -> bool {
    let listed = |values: &Vec<Cursor<'_>>| values.iter().any(|value| value.is_null());
    schema.values.as_ref().is_none_or(|values| listed(&values.value))
}
