//! From schemas to types: each schema that has a static type gets one, with a queue for those that are met on the way.

pub mod components;
pub mod enumeration;
pub mod fields;
pub mod integer;
pub mod literal;
pub mod records;
pub mod secrets;
pub mod tuple;
pub mod type_ref;
pub mod union;
pub mod value_metadata;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use records::Records;

use crate::analysis::Analysis;
use crate::diagnostic::{Diagnostics, codes as code};
use crate::ir::{
    Additional, At, Derives, Docs, EnumerationValues, Field, Name, Struct, Type, TypeDef, TypeId, TypeKind,
};
use crate::lower::naming::{Case, Scope};
use crate::schema::{JsonTypes, SchemaId, Schemas};
use crate::source::{Cursor, Place, Sources};

/// A type in its place.
#[derive(Debug, Clone)]
pub struct TypeRef {
    pub type_: Type,
    /// Whether `null` is a value as well.
    pub nullable: bool,
}

impl TypeRef {
    /// The type for a place that has no presence of its own: an item, an entry.
    pub fn or_null(self) -> Type {
        if self.nullable { Type::Nullable(Box::new(self.type_)) } else { self.type_ }
    }
}

/// Where the parts of a type come from in the schemas.
#[derive(Debug, Clone)]
pub struct Origin {
    pub schema: SchemaId,
    /// The schema of each field of a struct.
    pub fields: Vec<SchemaId>,
    /// The name of a struct's field for the properties that have none of their own, should it need one.
    pub additional_field: Option<Name>,
}

/// Types as they are made: those that there are, and the queue of those whose fields are still to come.
pub struct TypeLowering<'a, 'd> {
    pub analysis: Analysis<'a>,
    pub diagnostics: &'d mut Diagnostics,
    pub definitions: Vec<TypeDef>,
    pub origins: Vec<Origin>,
    /// The types of flat schemas.
    pub by_schema: BTreeMap<SchemaId, TypeId>,
    /// The names of the schemas that are components.
    pub components: BTreeMap<SchemaId, Name>,
    pub scope: Scope,
    /// The names of the functions that check values.
    checks: Scope,
    pub queue: VecDeque<(TypeId, SchemaId)>,
    /// The flat schemas whose types are being worked out.
    pub open: Vec<SchemaId>,
    /// How many of them are another one, or null: a value of these is no deeper than one of the other.
    pub wrappers: usize,
    /// What [`TypeLowering::lower_type`] has worked out.
    pub type_refs: BTreeMap<SchemaId, TypeRef>,
    /// The aliases of flat schemas.
    pub aliases: BTreeMap<SchemaId, TypeId>,
    pub records: Records,
    /// How many fields there are so far.
    pub fields: usize,
    /// How many values enumerations have so far.
    pub values: usize,
    /// The annotations that docs tell, and the names that are used.
    pub documented: BTreeSet<Place>,
    /// The schemas of secrets.
    pub secrets: BTreeSet<SchemaId>,
    /// Whether types may have a secret in them, of those whose parts are all there.
    pub secret_types: RefCell<BTreeMap<TypeId, bool>>,
}

impl<'a, 'd> TypeLowering<'a, 'd> {
    pub fn new(
        sources: &'a Sources,
        schemas: Schemas<'a>,
        assume_objects: bool,
        diagnostics: &'d mut Diagnostics,
    ) -> Self {
        Self {
            analysis: Analysis::new(sources, schemas, assume_objects),
            diagnostics,
            definitions: Vec::new(),
            origins: Vec::new(),
            by_schema: BTreeMap::new(),
            components: BTreeMap::new(),
            scope: Scope::default(),
            checks: Scope::default(),
            queue: VecDeque::new(),
            open: Vec::new(),
            wrappers: 0,
            type_refs: BTreeMap::new(),
            aliases: BTreeMap::new(),
            records: Records::default(),
            fields: 0,
            values: 0,
            documented: BTreeSet::new(),
            secrets: BTreeSet::new(),
            secret_types: RefCell::default(),
        }
    }
}

impl TypeLowering<'_, '_> {
    #[expect(clippy::indexing_slicing, reason = "ids are handed out by this builder alone")]
    pub fn get(&self, id: TypeId) -> &TypeDef {
        &self.definitions[id.0]
    }

    #[expect(clippy::indexing_slicing, reason = "ids are handed out by this builder alone")]
    pub fn origin(&self, id: TypeId) -> &Origin {
        &self.origins[id.0]
    }

    /// The name of a function that checks a value.
    pub fn check_name(&mut self, spelling: &str) -> Name {
        self.checks.name(&format!("check {spelling}"), Case::Snake)
    }

    pub fn add(&mut self, name: Name, kind: TypeKind, schema: SchemaId) -> TypeId {
        let check = self.check_name(name.plain());
        self.definitions.push(TypeDef {
            at: self.at(schema),
            name,
            check,
            docs: Docs::default(),
            deprecated: false,
            kind,
            has_rules: false,
            derives: Derives { copy: false, eq_and_hash: false },
        });
        self.origins.push(Origin { schema, fields: Vec::new(), additional_field: None });
        TypeId(self.definitions.len() - 1)
    }

    /// The place of what is made of a schema.
    pub fn at(&self, schema: SchemaId) -> At {
        At(self.analysis.schemas.get(schema).place)
    }

    /// The name of a type: that of its component or definition, else the one that its context suggests.
    pub fn type_name(&mut self, id: SchemaId, hint: &str) -> Name {
        let target = self.analysis.schemas.resolve(id);
        if let Some(name) = self.components.get(&target) {
            return name.clone();
        }
        let schema = self.analysis.schemas.get(target);
        let place = schema.place;
        if self.analysis.schemas.public_id(target) != target {
            let base = format!("{} base", self.analysis.definition(place).unwrap_or(hint));
            return self.scope.name(&base, Case::Camel);
        }
        // At a property, it is the name of the field.
        let property = self.analysis.sources.at(place).parent().and_then(Cursor::key) == Some("properties");
        match schema.extensions.rust_name.filter(|_| !property) {
            Some(name) => {
                self.documented.insert(name.place);
                self.scope.authored(name, Case::Camel, self.diagnostics)
            }
            None => self.scope.name(self.analysis.definition(place).unwrap_or(hint), Case::Camel),
        }
    }

    /// A name for a schema that nothing else names: that of its definition, or the words of its place.
    pub fn name_of_inline(&mut self, flat: SchemaId) -> Name {
        let place = self.analysis.schemas.get(flat).place;
        let name = self.analysis.definition(place).map_or_else(|| self.name_by_place(place), str::to_owned);
        self.scope.name(&name, Case::Camel)
    }

    /// The type of an object schema; its fields are worked out when its turn comes.
    pub fn structure(&mut self, id: SchemaId, flat: SchemaId, hint: &str) -> TypeId {
        if let Some(known) = self.by_schema.get(&flat) {
            return *known;
        }
        let name = self.type_name(id, hint);
        let builder = self.scope.name(&format!("{}Builder", name.plain()), Case::Camel);
        let kind = TypeKind::Struct(Struct {
            builder,
            wire: name.plain().to_owned(),
            fields: Vec::new(),
            additional: Additional::Ignore,
            rules: Vec::new(),
        });
        let type_id = self.add(name, kind, flat);
        self.by_schema.insert(flat, type_id);
        self.queue.push_back((type_id, flat));
        type_id
    }

    /// The type of a component whose values are any JSON that satisfies rules; none if the schema is no
    /// component, so that nobody would look for a type of its own.
    pub fn component_json_newtype(&mut self, id: SchemaId, flat: SchemaId) -> Option<TypeId> {
        if let Some(known) = self.by_schema.get(&flat) {
            return Some(*known);
        }
        let name = self.components.get(&self.analysis.schemas.resolve(id))?.clone();
        Some(self.named_json_newtype(name, flat))
    }

    /// The type of a list, a map or any JSON that contains itself without a struct between: a type of its
    /// own, which ends the cycle.
    pub fn recursive(&mut self, id: SchemaId, flat: SchemaId, hint: &str) -> TypeId {
        if let Some(known) = self.by_schema.get(&flat) {
            return *known;
        }
        let name = self.type_name(id, hint);
        self.named_json_newtype(name, flat)
    }

    /// The type of any JSON value that satisfies an inline schema, whose name an alias may have already.
    pub fn inline_json_newtype(&mut self, id: SchemaId, flat: SchemaId, hint: &str) -> TypeId {
        if !self.aliases.contains_key(&flat) {
            return self.recursive(id, flat, hint);
        }
        let name = self.name_of_inline(flat);
        self.named_json_newtype(name, flat)
    }

    fn named_json_newtype(&mut self, name: Name, flat: SchemaId) -> TypeId {
        let type_id = self.add(name, TypeKind::Any { rules: Vec::new() }, flat);
        self.by_schema.insert(flat, type_id);
        type_id
    }

    /// The type of any JSON value that a schema has of its own.
    pub fn json_newtype_of(&self, flat: SchemaId) -> Option<TypeId> {
        let known = self.by_schema.get(&flat).copied();
        known.filter(|known| matches!(self.get(*known).kind, TypeKind::Any { .. }))
    }

    pub fn unsupported(&mut self, place: Place, what: &str) {
        self.diagnostics
            .error(code::UNSUPPORTED, place, format!("{what} is not supported"))
            .help("describe it otherwise, or choose `lenient()`, which leaves it out and emits all else");
    }

    /// A name for a part of a schema that nothing else names: the words of its place.
    pub fn name_by_place(&self, place: Place) -> String {
        let pointer = self.analysis.sources.pointer(place);
        let words = pointer
            .split('/')
            .skip(1)
            .filter(|word| !matches!(*word, "components" | "schemas" | "properties"));
        words.collect::<Vec<_>>().join(" ")
    }

    pub fn structure_of(&self, id: TypeId) -> Option<&Struct> {
        match &self.get(id).kind {
            TypeKind::Struct(structure) => Some(structure),
            _ => None,
        }
    }

    /// Writes down the type of a schema.
    pub fn record_type(&mut self, id: SchemaId, type_ref: &TypeRef) {
        self.records.typed(&self.analysis.schemas, id, &type_ref.clone().or_null());
    }

    pub fn structure_mut(&mut self, id: TypeId) -> Option<&mut Struct> {
        match self.definitions.get_mut(id.0).map(|definition| &mut definition.kind) {
            Some(TypeKind::Struct(structure)) => Some(structure),
            _ => None,
        }
    }

    pub fn field(&self, id: TypeId, index: usize) -> Option<&Field> {
        self.structure_of(id)?.fields.get(index)
    }

    /// Whether values of a type are any JSON.
    pub fn is_any(&self, type_: &Type) -> bool {
        matches!(type_, Type::Named(id) if matches!(self.get(*id).kind, TypeKind::Any { .. }))
    }

    /// The JSON types of a Rust type's values.
    pub fn types_of(&self, type_: &Type) -> JsonTypes {
        match type_ {
            Type::Bool => JsonTypes::BOOLEAN,
            Type::Integer(_) => JsonTypes::INTEGER,
            Type::F64 => JsonTypes::NUMBER,
            Type::String | Type::Formatted(_) | Type::Secret | Type::TimestampMs | Type::File => {
                JsonTypes::STRING
            }
            Type::Value => JsonTypes::ALL,
            Type::List(_) | Type::Tuple(_) => JsonTypes::ARRAY,
            Type::Map(_) => JsonTypes::OBJECT,
            Type::Nullable(inner) | Type::Erased(inner) => self.types_of(inner),
            Type::Named(id) => match &self.get(*id).kind {
                TypeKind::Struct(_) => JsonTypes::OBJECT,
                TypeKind::Any { .. } | TypeKind::Union(_) => JsonTypes::ALL,
                TypeKind::Alias { type_, .. } => self.types_of(type_),
                TypeKind::Enumeration(enumeration) => match enumeration.values {
                    EnumerationValues::Strings => JsonTypes::STRING,
                    EnumerationValues::Integers => JsonTypes::INTEGER,
                },
            },
        }
    }

    /// Notes that values of a schema are secrets, or that it is reported that they are none.
    pub fn is_secret(&mut self, id: SchemaId) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if self.secrets.insert(id) {
                let schema = self.analysis.schemas.get(id);
                open.extend(schema.references.iter().chain(&schema.all_of));
            }
        }
    }
}
