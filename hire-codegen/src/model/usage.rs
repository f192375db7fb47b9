//! From a schema to the Rust type of a value that satisfies it.

use super::Type;
use super::build::Builder;
use super::kinds::own_types;
use super::record::Fallback;
use crate::diagnostic::codes;
use crate::schema::instance::{self, type_of};
use crate::schema::{ObjectRules, Placed, Schema, SchemaId, Types};
use crate::source::{Cursor, Kind, Place};

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
    /// What no static type can say, and why.
    Dynamic(Fallback),
}

impl<'a> Builder<'a, '_> {
    /// The type of a schema. `hint` names it if it needs a name and has none.
    pub fn usage(&mut self, id: SchemaId, hint: &str) -> Usage {
        let flat = self.schemas.flat(id, self.diagnostics);
        if self.open.contains(&flat) {
            return self.recurring(id, flat, hint);
        }
        if let Some(known) = self.any_of(flat) {
            return Usage { type_: Type::Named(known), nullable: false };
        }
        if let Some(known) = self.known_union(flat) {
            self.typed(id, &known);
            return known;
        }
        if let Some(known) = self.usages.get(&flat).cloned() {
            self.typed(id, &known);
            return known;
        }
        if self.open.len() >= DEEPEST {
            let place = self.schemas.get(id).place;
            self.unsupported(place, "a value that is nested more than 128 levels deep");
            return Usage { type_: Type::Value, nullable: false };
        }
        self.open.push(flat);
        let usage = self.usage_of(id, flat, hint);
        self.open.pop();
        let usage = match self.any_of(flat) {
            Some(recursive) => Usage { type_: Type::Named(recursive), nullable: false },
            None => usage,
        };
        self.typed(id, &usage);
        self.usages.insert(flat, usage.clone());
        usage
    }

    /// The type of a schema that contains itself, within itself.
    fn recurring(&mut self, id: SchemaId, flat: SchemaId, hint: &str) -> Usage {
        if let Some(known) = self.by_schema.get(&flat) {
            return Usage { type_: Type::Named(*known), nullable: false };
        }
        // A schema that is another one has no type beside that of the other.
        if let Some(other) = self.nullable_other(id) {
            return Usage { nullable: true, ..self.usage(other, hint) };
        }
        if let Some(only) = self.only_branch(id) {
            return self.usage(only, hint);
        }
        Usage { type_: Type::Named(self.recursive(id, flat, hint)), nullable: false }
    }

    fn usage_of(&mut self, id: SchemaId, flat: SchemaId, hint: &str) -> Usage {
        if let Some(other) = self.nullable_other(id) {
            let usage = self.usage(other, hint);
            return Usage { nullable: true, ..usage };
        }
        if let Some(only) = self.only_branch(id) {
            return self.usage(only, hint);
        }
        let schema = self.schemas.shared(flat);
        // Without `type`, null is a value where `enum` lists it; else nobody means it.
        let nullable = if schema.types.is_some() || schema.values.is_some() {
            self.takes_null(flat)
        } else {
            self.common_scalar(&schema).is_some() && self.accepts_null(flat) == Some(true)
        };
        let type_ = match self.shape(&schema) {
            Shape::Bool => Type::Bool,
            Shape::Integer => Type::Integer(self.integer(&schema)),
            Shape::Number if schema.integer_format().is_some() => Type::Integer(self.integer(&schema)),
            Shape::Number => Type::F64,
            Shape::String => string_type(&schema),
            Shape::Array => match self.tuple(&schema, hint) {
                Some(tuple) => tuple,
                None => self.list(&schema, hint),
            },
            Shape::Object => self.object(id, flat, &schema, hint),
            Shape::Enumeration(values) => {
                let values = self.possible(flat, values);
                Type::Named(self.enumeration(id, flat, hint, &values))
            }
            shape @ (Shape::Any | Shape::Dynamic(_)) => {
                if let Some(usage) = self.union_usage(id, flat, hint) {
                    return usage;
                }
                let ruled = matches!(shape, Shape::Dynamic(_)) || self.restricts_any(flat);
                let why = match shape {
                    Shape::Dynamic(why) => self.undecided.get(&flat).cloned().unwrap_or(why),
                    _ => Fallback::new(schema.place, "there is no `type`, so that any value will do"),
                };
                self.records.fell_back(schema.place, why);
                let own = if ruled { self.any(id, flat) } else { None };
                self.prepare(flat, hint);
                return Usage { type_: own.map_or(Type::Value, Type::Named), nullable: false };
            }
        };
        if type_ == Type::Secret {
            self.is_secret(id);
        } else if schema.extensions.sensitive {
            self.is_secret(id);
            self.unsupported(schema.place, "`x-sensitive` on anything but a string of any value");
        }
        Usage { type_, nullable }
    }

    /// The values of an `enum` that the other keywords of the schema let through.
    pub fn possible(&mut self, flat: SchemaId, values: Vec<Cursor<'a>>) -> Vec<Cursor<'a>> {
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
        let other = match (self.is_only_null(first), self.is_only_null(second)) {
            (true, false) => second,
            (false, true) => first,
            _ => return None,
        };
        let other = self.only_branch(other).unwrap_or(other);
        let inner = self.schemas.flat(other, self.diagnostics);
        let inner = self.schemas.shared(inner);
        let union = self.schemas.flat(other, self.diagnostics);
        let union = self.union_of(union);
        let typed = union.is_some() || !matches!(self.shape(&inner), Shape::Any | Shape::Dynamic(_));
        // A null that both let through is not one of exactly one.
        let null = union.map_or_else(|| self.takes_null(other), |union| union.nullable);
        (typed && !(exactly_one && null)).then_some(other)
    }

    /// Whether null is the only value that satisfies a schema, as far as `type` and `enum` say.
    fn is_only_null(&mut self, id: SchemaId) -> bool {
        let flat = self.schemas.flat(id, self.diagnostics);
        let schema = self.schemas.get(flat);
        let only = schema.type_set() == Types::NULL
            || schema.values.as_ref().is_some_and(|values| values.value.iter().all(|value| value.is_null()));
        only && self.accepts_null(flat) == Some(true)
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
            let branch = self.schemas.shared(flat);
            types = types.union(if is_plain(&branch) { own_types(&branch).not_null() } else { Types::ALL });
        }
        if !SCALARS.contains(&types) {
            return None;
        }
        let mut typed = schema.clone();
        typed.types = Some(Placed { value: types, place: schema.place });
        self.conditions_fit(&typed).is_ok().then_some(types)
    }

    pub fn shape(&mut self, schema: &Schema<'a>) -> Shape<'a> {
        let types = schema.type_set().not_null();
        let rest = schema.array.unevaluated.is_some() || schema.object.unevaluated.is_some();
        if schema.never || types.is_empty() || rest {
            let reason = match (schema.never, rest) {
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
        let single =
            [Types::BOOLEAN, Types::INTEGER, Types::NUMBER, Types::STRING, Types::ARRAY, Types::OBJECT];
        if single.contains(&types)
            && let Err(why) = self.conditions_fit(schema)
        {
            return Shape::Dynamic(why);
        }
        match self.common_scalar(schema).unwrap_or(types) {
            Types::BOOLEAN => Shape::Bool,
            Types::INTEGER => Shape::Integer,
            Types::NUMBER => Shape::Number,
            Types::STRING => Shape::String,
            Types::ARRAY => Shape::Array,
            Types::OBJECT => Shape::Object,
            _ if schema.type_set() != Types::ALL => {
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
        if about_objects || schema.array.items.is_some() {
            let kind = if about_objects { "object" } else { "array" };
            let but = if object && self.assume_objects { ", but it is taken for one" } else { "" };
            let message =
                format!("the schema has no `type`, so that whatever is no {kind} satisfies it{but}");
            let option = if object { ", or choose `assume_objects()`" } else { "" };
            self.diagnostics
                .warning(codes::NO_TYPE, schema.place, message)
                .help(format!("write `type: {kind}`{option}, if nothing else is meant"));
        }
        if object && self.assume_objects {
            return match self.conditions_fit(schema) {
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
            && !super::dynamic::restricts_others(schema)
    }

    fn list(&mut self, schema: &Schema<'a>, hint: &str) -> Type {
        let array = &schema.array;
        let contains = self.contains_others(schema);
        let kinds = [("prefixItems", !array.prefix.is_empty()), ("contains", contains)];
        if let Some((keyword, _)) = kinds.iter().find(|(_, is_there)| *is_there) {
            let reason = format!("`{keyword}`: items of several kinds have no common type");
            self.records.fell_back(schema.place, Fallback::new(schema.place, reason));
        }
        let item = match array.items {
            Some(items) => self.part(items, &format!("{hint} item")),
            None => {
                let why = Fallback::new(schema.place, "there is no `items`, so that any item will do");
                self.records.fell_back(schema.place, why);
                Type::Value
            }
        };
        // Rules of a type need no types of their own.
        let apart = array.contains.iter().filter(|_| contains || !array.prefix.is_empty());
        let others: Vec<_> = array.prefix.iter().copied().chain(apart.map(|it| it.schema)).collect();
        for (position, other) in others.iter().enumerate() {
            self.usage(*other, &format!("{hint} item {position}"));
        }
        Type::List(Box::new(if array.prefix.is_empty() && !contains { item } else { Type::Value }))
    }

    /// Whether `contains` of a schema asks for items in a way that rules of the items' type cannot say.
    fn contains_others(&mut self, schema: &Schema<'a>) -> bool {
        let Some(items) = schema.array.items else { return !schema.array.contains.is_empty() };
        let flat = self.schemas.flat(items, self.diagnostics);
        let item = self.schemas.shared(flat);
        schema.array.contains.iter().any(|contains| {
            let typed = !matches!(self.shape(&item), Shape::Any | Shape::Dynamic(_));
            // Rules say nothing of a null, so that it is as good as any item.
            let null = !self.takes_null(items) || self.accepts_null(contains.schema) == Some(true);
            !typed
                || !null
                || self.union_of(flat).is_some()
                || self.fits("contains", &item, contains.schema).is_err()
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
        let flat = self.schemas.flat(id, self.diagnostics);
        self.schemas.get(flat).never
    }

    /// An object with properties is a struct; one without is a map, and so is one of which it cannot be told which of
    /// its properties may be there.
    fn object(&mut self, id: SchemaId, flat: SchemaId, schema: &Schema<'a>, hint: &str) -> Type {
        let object = &schema.object;
        if self.is_struct(object) {
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
        let never = additional.is_some_and(|id| self.is_never(id));
        let others = additional.map(|additional| {
            let others = self.part(additional, &format!("{hint} value"));
            if never { Type::Value } else { others }
        });
        let mut types = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            let alone = never && parts.len() == 1;
            let name = if alone { format!("{hint} value") } else { format!("{hint} entry {number}") };
            types.push(self.part(*part, &name));
        }
        // Whatever an entry is called, it is of this type: rules say of which schema.
        types.extend(others.filter(|_| !never));
        types.dedup();
        // Rules of a type that may be null say nothing of a null, not even that there must be none.
        let free = |type_: &Type| *type_ == Type::Value || never && matches!(type_, Type::Nullable(_));
        match types.as_slice() {
            [common] if additional.is_some() && !free(common) => Some(common.clone()),
            _ => None,
        }
    }
}

/// Whether strings of a schema can be of one type with others. A secret, or what is read as another type than a string,
/// stays apart. A format is a rule.
pub(super) fn is_plain(schema: &Schema<'_>) -> bool {
    // What is listed is no secret by its format.
    let listed = schema.values.is_some() && !schema.extensions.sensitive;
    listed && schema.format.is_some_and(|format| format.value == "password")
        || matches!(string_type(schema), Type::String | Type::Formatted(_))
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

fn kind_integer(kind: Kind<'_>) -> Option<i128> {
    if let Kind::Number(number) = kind { number.as_integer() } else { None }
}
