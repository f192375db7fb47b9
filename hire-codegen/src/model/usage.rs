//! From a schema to the Rust type of a value that satisfies it.

use super::Type;
use super::build::Builder;
use crate::schema::{Schema, SchemaId, Types};
use crate::source::{Cursor, Kind, Number, Place};

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
enum Shape<'a> {
    Any,
    Bool,
    Integer,
    Number,
    String,
    Array,
    Object,
    /// All strings, or all integers.
    Enumeration(Vec<Cursor<'a>>),
    Unsupported(Place, &'static str),
}

impl<'a> Builder<'a, '_> {
    /// The type of a schema. `hint` names it if it needs a name and has none.
    pub fn usage(&mut self, id: SchemaId, hint: &str) -> Usage {
        let flat = self.schemas.flat(id, self.diagnostics);
        if self.open.contains(&flat) {
            let place = self.schemas.get(id).place;
            self.unsupported(place, "a list or map that is its own item");
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
        let schema = self.schemas.get(flat).clone();
        let nullable =
            schema.types.is_some_and(|types| types.value.contains(Types::NULL)) && null_is_listed(&schema);
        let type_ = match self.shape(&schema) {
            Shape::Any => Type::Value,
            Shape::Bool => Type::Bool,
            Shape::Integer if schema.format.is_some_and(|format| format.value == "int32") => Type::I32,
            Shape::Integer => Type::I64,
            Shape::Number => Type::F64,
            Shape::String => string_type(&schema),
            Shape::Array => self.list(&schema, hint),
            Shape::Object => self.object(id, flat, &schema, hint),
            Shape::Enumeration(values) => Type::Named(self.enumeration(id, flat, hint, &values)),
            Shape::Unsupported(place, what) => {
                self.unsupported_schema(place, what);
                self.refused.insert(flat);
                Type::Value
            }
        };
        Usage { type_, nullable }
    }

    /// `anyOf` or `oneOf` of a schema and null is that schema, nullable.
    fn nullable_other(&mut self, id: SchemaId) -> Option<SchemaId> {
        let flat = self.schemas.flat(id, self.diagnostics);
        let schema = self.schemas.get(flat);
        if schema.types.is_some() || schema.values.is_some() {
            return None;
        }
        let applicators = &schema.applicators;
        let lists: Vec<_> = applicators.any_of.iter().chain(&applicators.one_of).collect();
        let [branches] = lists.as_slice() else { return None };
        let [first, second] = branches.schemas.as_slice() else { return None };
        let is_null = |id: &SchemaId| self.schemas.get(*id).type_set() == Types::NULL;
        match (is_null(first), is_null(second)) {
            (true, false) => Some(*second),
            (false, true) => Some(*first),
            _ => None,
        }
    }

    fn shape(&mut self, schema: &Schema<'a>) -> Shape<'a> {
        let types = schema.type_set().not_null();
        if schema.never || types.is_empty() {
            return Shape::Unsupported(schema.place, "a schema that no value but null satisfies");
        }
        if let Some(values) = &schema.values {
            return values_shape(&values.value, values.place);
        }
        match types {
            Types::BOOLEAN => Shape::Bool,
            Types::INTEGER => Shape::Integer,
            Types::NUMBER => Shape::Number,
            Types::STRING => Shape::String,
            Types::ARRAY => Shape::Array,
            Types::OBJECT => Shape::Object,
            _ if schema.types.is_some_and(|types| types.value != Types::ALL) => {
                let place = schema.types.map_or(schema.place, |types| types.place);
                Shape::Unsupported(place, "a value of several types")
            }
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
        } else if let Some(branches) =
            schema.applicators.any_of.iter().chain(&schema.applicators.one_of).next()
        {
            return Shape::Unsupported(branches.place, "a union of schemas");
        } else {
            return Shape::Any;
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
        let item = match schema.array.items {
            Some(items) => self.usage(items, &format!("{hint} item")).or_null(),
            None => Type::Value,
        };
        Type::List(Box::new(item))
    }

    /// An object with properties is a struct, one without is a map.
    fn object(&mut self, id: SchemaId, flat: SchemaId, schema: &Schema<'a>, hint: &str) -> Type {
        if !schema.object.properties.is_empty() {
            return Type::Named(self.structure(id, flat, hint));
        }
        if let Some(required) = schema.object.required.first() {
            self.unsupported(required.place, "a required property of an object without properties");
        }
        match schema.object.additional {
            Some(additional) => {
                let additional_flat = self.schemas.flat(additional, self.diagnostics);
                if self.schemas.get(additional_flat).never {
                    // An object that must be empty: a struct without fields that refuses any.
                    return Type::Named(self.structure(id, flat, hint));
                }
                Type::Map(Box::new(self.usage(additional, &format!("{hint} value")).or_null()))
            }
            None => Type::Map(Box::new(Type::Value)),
        }
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

fn values_shape<'a>(values: &[Cursor<'a>], place: Place) -> Shape<'a> {
    let values: Vec<_> = values.iter().copied().filter(|value| !value.is_null()).collect();
    let all =
        |test: fn(Kind<'_>) -> bool| !values.is_empty() && values.iter().all(|value| test(value.kind()));
    if all(|kind| matches!(kind, Kind::String(_)))
        || all(|kind| matches!(kind, Kind::Number(Number::Integer(_))))
    {
        Shape::Enumeration(values)
    } else if all(|kind| matches!(kind, Kind::Bool(_))) {
        Shape::Bool
    } else if all(|kind| matches!(kind, Kind::Number(_))) {
        Shape::Number
    } else {
        Shape::Unsupported(place, "an `enum` of several types, or of lists or objects")
    }
}

/// `null` must be in `enum` as well as in `type` (validation §6.1.2).
fn null_is_listed(schema: &Schema<'_>) -> bool {
    let listed = |values: &Vec<Cursor<'_>>| values.iter().any(|value| value.is_null());
    schema.values.as_ref().is_none_or(|values| listed(&values.value))
}
