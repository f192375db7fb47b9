//! From a schema to the Rust type of a value that satisfies it.

use crate::analysis::shape::Shape;
use crate::analysis::{Fallback, by_type};
use crate::ir::Type;
use crate::lower::types::{TypeLowering, TypeRef, enumeration, integer, tuple, union};
use crate::schema::{Schema, SchemaId};

/// How deep lists and maps may contain each other: as deep as values are read.
const DEEPEST: usize = 128;

impl<'a> TypeLowering<'a, '_> {
    /// The type of a schema. `hint` names it if it needs a name and has none.
    pub fn lower_type(&mut self, id: SchemaId, hint: &str) -> TypeRef {
        let flat = self.analysis.flattened(id);
        if self.open.contains(&flat) {
            return self.recurring(id, flat, hint);
        }
        if let Some(known) = self.json_newtype_of(flat) {
            return TypeRef { type_: Type::Named(known), nullable: false };
        }
        if self.are_too_many() {
            return TypeRef { type_: Type::Value, nullable: false };
        }
        if let Some(known) = union::known_union(self, flat) {
            self.record_type(id, &known);
            return known;
        }
        if let Some(known) = self.type_refs.get(&flat).cloned() {
            self.record_type(id, &known);
            return known;
        }
        if self.open.len() >= DEEPEST + self.wrappers.min(DEEPEST) {
            let place = self.analysis.schemas.get(id).place;
            self.unsupported(place, "a value that is nested more than 128 levels deep");
            return TypeRef { type_: Type::Value, nullable: false };
        }
        self.open.push(flat);
        let type_ref = self.lower_new_type(id, flat, hint);
        self.open.pop();
        let type_ref = match self.json_newtype_of(flat) {
            Some(recursive) => TypeRef { type_: Type::Named(recursive), nullable: false },
            None => type_ref,
        };
        self.record_type(id, &type_ref);
        self.type_refs.insert(flat, type_ref.clone());
        type_ref
    }

    /// The type of a schema that contains itself, within itself.
    fn recurring(&mut self, id: SchemaId, flat: SchemaId, hint: &str) -> TypeRef {
        if let Some(known) = self.by_schema.get(&flat) {
            return TypeRef { type_: Type::Named(*known), nullable: false };
        }
        // A schema that is another one has no type beside that of the other.
        if let Some(other) = self.analysis.nullable_other(id) {
            return TypeRef { nullable: true, ..self.lower_type(other, hint) };
        }
        if let Some(only) = self.analysis.only_branch(id) {
            return self.lower_type(only, hint);
        }
        TypeRef { type_: Type::Named(self.recursive(id, flat, hint)), nullable: false }
    }

    fn lower_new_type(&mut self, id: SchemaId, flat: SchemaId, hint: &str) -> TypeRef {
        let other = self.analysis.nullable_other(id);
        if let Some(wrapped) = other.or_else(|| self.analysis.only_branch(id)) {
            self.wrappers += 1;
            let type_ref = self.lower_type(wrapped, hint);
            self.wrappers -= 1;
            return TypeRef { nullable: type_ref.nullable || other.is_some(), ..type_ref };
        }
        let schema = self.analysis.schemas.shared(flat);
        // Without `type`, null is a value where `enum` lists it; else nobody means it.
        let nullable = if schema.types.is_some() || schema.values.is_some() {
            self.analysis.takes_null(flat)
        } else {
            self.analysis.common_scalar(&schema).is_some() && self.analysis.accepts_null(flat) == Some(true)
        };
        let type_ = match self.analysis.shape(&schema) {
            Shape::Bool => Type::Bool,
            Shape::Integer => Type::Integer(integer::integer(self, &schema)),
            Shape::Number if schema.integer_format().is_some() => {
                Type::Integer(integer::integer(self, &schema))
            }
            Shape::Number => Type::F64,
            Shape::String => string_type(&schema),
            Shape::Array => match tuple::tuple(self, &schema, hint) {
                Some(tuple) => tuple,
                None => self.list(&schema, hint),
            },
            Shape::Object => self.object(id, flat, &schema, hint),
            Shape::Enumeration(values) => {
                let values = self.analysis.possible(flat, values);
                Type::Named(enumeration::enumeration(self, id, flat, hint, &values))
            }
            shape @ (Shape::Any | Shape::Dynamic(_)) => {
                if let Some(type_ref) = union::union_type(self, id, flat, hint) {
                    return type_ref;
                }
                let ruled =
                    matches!(shape, Shape::Dynamic(_)) || by_type::restricts_any(&mut self.analysis, flat);
                let why = match shape {
                    Shape::Dynamic(why) => self.analysis.undecided.get(&flat).cloned().unwrap_or(why),
                    _ => Fallback::new(schema.place, "there is no `type`, so that any value will do"),
                };
                self.records.fell_back(schema.place, why);
                let newtype = if ruled { self.component_json_newtype(id, flat) } else { None };
                self.prepare(flat, hint);
                return TypeRef { type_: newtype.map_or(Type::Value, Type::Named), nullable: false };
            }
        };
        if type_ == Type::Secret {
            self.is_secret(id);
        } else if schema.extensions.sensitive {
            self.is_secret(id);
            self.unsupported(schema.place, "`x-sensitive` on anything but a string of any value");
        }
        TypeRef { type_, nullable }
    }

    fn list(&mut self, schema: &Schema<'a>, hint: &str) -> Type {
        let array = &schema.array;
        let contains = self.analysis.contains_others(schema);
        let kinds = [("prefixItems", !array.prefix.is_empty()), ("contains", contains)];
        if let Some((keyword, _)) = kinds.iter().find(|(_, is_there)| *is_there) {
            let reason = format!("`{keyword}`: items of several kinds have no common type");
            self.records.fell_back(schema.place, Fallback::new(schema.place, reason));
        }
        let item = match array.items {
            Some(items) => self.element_type(items, &format!("{hint} item")),
            None => {
                let why = Fallback::new(schema.place, "there is no `items`, so that any item will do");
                self.records.fell_back(schema.place, why);
                Type::Value
            }
        };
        // Rules of a type need no types of their own.
        let apart = array.contains.iter().filter(|_| contains || !array.prefix.is_empty());
        let item_schemas: Vec<_> = array.prefix.iter().copied().chain(apart.map(|it| it.schema)).collect();
        for (position, other) in item_schemas.iter().enumerate() {
            self.lower_type(*other, &format!("{hint} item {position}"));
        }
        Type::List(Box::new(if array.prefix.is_empty() && !contains { item } else { Type::Value }))
    }

    /// An object with properties is a struct; one without is a map, and so is one of which it cannot be told which of
    /// its properties may be there.
    fn object(&mut self, id: SchemaId, flat: SchemaId, schema: &Schema<'a>, hint: &str) -> Type {
        let object = &schema.object;
        if self.analysis.is_struct(object) {
            return Type::Named(self.structure(id, flat, hint));
        }
        let patterns = object.patterns.iter().map(|(_, schema)| *schema);
        let parts: Vec<_> = object.properties.values().copied().chain(patterns).collect();
        if let Some(common) = self.common_type(&parts, object.additional, hint) {
            return Type::Map(Box::new(common));
        }
        let reason = if !object.properties.is_empty() {
            "`propertyNames` is too deep to tell which of the properties may be there"
        } else if !object.patterns.is_empty() || object.names.is_some() {
            "a struct does not know the names of other properties"
        } else {
            "neither `properties` nor `additionalProperties` says which values there are"
        };
        self.records.fell_back(schema.place, Fallback::new(schema.place, reason));
        Type::Map(Box::new(Type::Value))
    }

    /// The type of all entries of a map, if there is one: of those that some schemas are about, and of all others.
    pub fn common_type(
        &mut self,
        parts: &[SchemaId],
        additional: Option<SchemaId>,
        hint: &str,
    ) -> Option<Type> {
        let never = additional.is_some_and(|id| self.analysis.is_never(id));
        let of_additional = additional.map(|additional| {
            let of_additional = self.element_type(additional, &format!("{hint} value"));
            if never { Type::Value } else { of_additional }
        });
        let mut types = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            let alone = never && parts.len() == 1;
            let name = if alone { format!("{hint} value") } else { format!("{hint} entry {number}") };
            types.push(self.element_type(*part, &name));
        }
        // Whatever an entry is called, it is of this type: rules say of which schema.
        types.extend(of_additional.filter(|_| !never));
        types.dedup();
        // Rules of a type that may be null say nothing of a null, not even that there must be none.
        let free = |type_: &Type| *type_ == Type::Value || never && matches!(type_, Type::Nullable(_));
        match types.as_slice() {
            [common] if additional.is_some() && !free(common) => Some(common.clone()),
            _ => None,
        }
    }

    /// The type of a part of a list, a map or a tuple: one with a name of its own if it is made of many others.
    pub fn element_type(&mut self, id: SchemaId, hint: &str) -> Type {
        let type_ref = self.lower_type(id, hint);
        if type_ref.type_.walk().count() <= LARGEST_TYPE {
            return type_ref.or_null();
        }
        let flat = self.analysis.flattened(id);
        let place = self.analysis.schemas.get(flat).place;
        let reason = format!("lists, maps or tuples within each other, of more than {LARGEST_TYPE} types");
        self.records.fell_back(place, Fallback::new(place, reason));
        Type::Named(self.inline_json_newtype(id, flat, hint))
    }

    /// Makes the types that the parts of a schema without one have, with names that tell where they
    /// belong.
    pub fn prepare(&mut self, flat: SchemaId, hint: &str) {
        let schema = self.analysis.schemas.shared(flat);
        let applicators = &schema.applicators;
        let lists = applicators.any_of.iter().chain(&applicators.one_of);
        let options: Vec<SchemaId> = lists.flat_map(|branches| branches.schemas.iter().copied()).collect();
        for (index, option) in options.into_iter().enumerate() {
            let flat = self.analysis.flattened(option);
            let schema = self.analysis.schemas.get(flat);
            if schema.types.is_none() && schema.values.is_none() {
                continue;
            }
            let title = self.analysis.schemas.get(option).annotations.title.map(|title| title.value);
            let name = title
                .map_or_else(|| format!("{hint} option {}", index + 1), |title| format!("{hint} {title}"));
            self.lower_type(option, &name);
        }
        for (_, part, name) in by_type::typed_parts(&mut self.analysis, flat) {
            if let Some(part) = part {
                self.lower_type(part, &format!("{hint} {name}"));
            }
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
        schema.text_type().map_or(Type::String, Type::Formatted)
    }
}

/// How many types a list, a map or a position of a tuple may be made of.
const LARGEST_TYPE: usize = 32;
