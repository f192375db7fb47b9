//! From the API and its schemas to the model.
//!
//! Two passes: the first decides types and fields, with a queue for those that are met on the way;
//! the second decides rules and docs, which may look into any type.

use super::kept::KeptFor;
use super::names::{Case, Name, Scope};
use super::record::Records;
use super::secrets::Secrets;
use super::shared;
use super::usage::Usage;
use super::{
    Additional, Derives, Docs, Enumeration, EnumerationValues, Field, Literal, Model, Struct, Type, TypeDef,
    TypeId, TypeKind, Variant, api, codes, docs, operations, patterns, refine,
};
use crate::analysis::{Analysis, discriminator};
use crate::diagnostic::{Diagnostics, codes as code};
use crate::openapi;
use crate::schema::{Placed, Schema, SchemaId, Schemas};
use crate::source::{Cursor, Kind, Place, Sources};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Works out everything that is emitted. Faults are reported; what has one is left out.
pub fn build<'a>(
    sources: &'a Sources,
    api: &openapi::Api<'a>,
    schemas: Schemas<'a>,
    assume_objects: bool,
    diagnostics: &mut Diagnostics,
) -> Model {
    let mut builder = Builder::new(sources, schemas, assume_objects, diagnostics);
    builder.components(api);
    let drafts = operations::drafts(&mut builder, api);
    builder.drain();
    builder.one_way(api.version, operations::ways(&drafts));
    let closing = builder.open_circles();
    builder.second_pass();
    builder.instances(api);
    let (operations, envelopes) = operations::finish(&mut builder, drafts);
    // Rules of operations may have met types that nothing else names.
    builder.second_pass();
    builder.keep_others();
    builder.require(closing);
    discriminator::idle_discriminators(&mut builder.analysis);
    builder.diagnostics.append(std::mem::take(&mut builder.analysis.findings));
    builder.analysis.schemas.matcher().report(builder.diagnostics);
    let codes = codes::table(api, builder.analysis.sources, builder.diagnostics);
    let records = builder.recorded();
    let api = api::describe(api, &operations, builder.diagnostics);
    let patterns = IndexMap::new();
    let mut model = Model { api, types: builder.types, operations, envelopes, codes, patterns, records };
    refine::refine(&mut model);
    model.patterns = patterns::patterns(&model);
    model
}

/// Where the parts of a type come from in the schemas.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    pub schema: Option<SchemaId>,
    /// The schema of each field of a struct.
    pub fields: Vec<SchemaId>,
    /// The name of a struct's field for the properties that have none of their own, should it need one.
    pub others: Option<Name>,
}

pub(super) struct Builder<'a, 'd> {
    pub analysis: Analysis<'a>,
    pub diagnostics: &'d mut Diagnostics,
    pub types: Vec<TypeDef>,
    pub origins: Vec<Origin>,
    /// The types of flat schemas.
    pub by_schema: BTreeMap<SchemaId, TypeId>,
    /// The names of the schemas that are components.
    pub components: BTreeMap<SchemaId, Name>,
    scope: Scope,
    /// The names of the functions that check values.
    checks: Scope,
    pub queue: VecDeque<(TypeId, SchemaId)>,
    /// The flat schemas whose types are being worked out.
    pub open: Vec<SchemaId>,
    /// What [`Builder::usage`] has worked out.
    pub usages: BTreeMap<SchemaId, Usage>,
    /// The aliases of flat schemas.
    pub aliases: BTreeMap<SchemaId, TypeId>,
    /// What [`Builder::once`] has worked out.
    pub known_rules: BTreeMap<SchemaId, shared::Known>,
    pub records: Records,
    /// How many types have their rules.
    pub passed: usize,
    /// How many fields there are so far.
    pub fields: usize,
    /// The types of values that `uniqueItems` compares, each with the place of one.
    pub compared: Vec<(Type, Place)>,
    /// The same types, to look one up.
    pub compared_types: BTreeSet<String>,
    /// The structs whose properties are counted, each with a keyword that does.
    pub counted: Vec<(TypeId, KeptFor)>,
    /// The annotations that docs tell, and the names that are used.
    pub told: BTreeSet<Place>,
    /// The schemas of secrets.
    pub secrets: BTreeSet<SchemaId>,
    /// The types that may have a secret in them.
    pub secret_types: Secrets,
    /// The fields of large structs by their names on the wire.
    pub field_indices: BTreeMap<TypeId, BTreeMap<String, usize>>,
}

impl<'a, 'd> Builder<'a, 'd> {
    fn new(
        sources: &'a Sources,
        schemas: Schemas<'a>,
        assume_objects: bool,
        diagnostics: &'d mut Diagnostics,
    ) -> Self {
        Self {
            analysis: Analysis::new(sources, schemas, assume_objects),
            diagnostics,
            types: Vec::new(),
            origins: Vec::new(),
            by_schema: BTreeMap::new(),
            components: BTreeMap::new(),
            scope: Scope::default(),
            checks: Scope::default(),
            queue: VecDeque::new(),
            open: Vec::new(),
            usages: BTreeMap::new(),
            aliases: BTreeMap::new(),
            known_rules: BTreeMap::new(),
            passed: 0,
            records: Records::default(),
            fields: 0,
            compared: Vec::new(),
            compared_types: BTreeSet::new(),
            counted: Vec::new(),
            told: BTreeSet::new(),
            secrets: BTreeSet::new(),
            secret_types: Secrets::default(),
            field_indices: BTreeMap::new(),
        }
    }
}

impl<'a> Builder<'a, '_> {
    /// Components have the first choice of names, so that inline schemas never take one from them.
    fn components(&mut self, api: &openapi::Api<'a>) {
        let mut ids = Vec::new();
        let mut authored = Vec::new();
        for (key, cursor) in &api.schemas {
            let Some(id) = self.analysis.schemas.at(cursor.place()) else { continue };
            ids.push(id);
            match self.analysis.schemas.get(id).extensions.rust_name {
                Some(name) => authored.push((id, name)),
                None => {
                    let spelling = Placed { value: *key, place: cursor.key_place() };
                    self.components.insert(id, self.scope.name_at(spelling, Case::Camel));
                }
            }
        }
        for (id, name) in authored {
            self.told.insert(name.place);
            self.components.insert(id, self.scope.authored(name, Case::Camel, self.diagnostics));
        }
        // A component that only refers to a schema elsewhere is what names it.
        for id in &ids {
            let target = self.analysis.schemas.target(*id);
            if let Some(name) = self.components.get(id).cloned() {
                self.components.entry(target).or_insert(name);
            }
        }
        for id in &ids {
            self.names_its_value(*id);
        }
        // What a base says itself, beside its subtypes.
        for (own, base) in self.analysis.schemas.bases().clone() {
            if let Some(name) = self.components.get(&base) {
                let name = self.scope.name(&format!("{} base", name.plain()), Case::Camel);
                self.components.insert(own, name);
            }
        }
        for id in ids {
            self.component(id);
        }
    }

    /// A component that is a value or null, or one of one branch, is what names that value.
    fn names_its_value(&mut self, component: SchemaId) {
        let Some(name) = self.components.get(&component).cloned() else { return };
        let value = self.analysis.nullable_other(component).or_else(|| self.analysis.only_branch(component));
        if let Some(value) = value.filter(|value| self.analysis.schemas.target(*value) == *value) {
            self.components.entry(value).or_insert(name);
        }
    }

    /// A component that does not become a type of its own becomes an alias.
    fn component(&mut self, id: SchemaId) {
        let Some(name) = self.components.get(&id).cloned() else { return };
        let usage = self.usage(id, name.plain());
        self.emitted(id, name.as_str());
        if matches!(usage.type_, Type::Named(named) if self.get(named).name == name) {
            return;
        }
        let type_ = if usage.nullable { Type::Nullable(Box::new(usage.type_)) } else { usage.type_ };
        let origin = Origin { schema: Some(id), ..Origin::default() };
        let alias = self.add(name, TypeKind::Alias { type_, rules: Vec::new() }, origin);
        let flat = self.analysis.flattened(id);
        self.aliases.entry(flat).or_insert(alias);
    }

    #[expect(clippy::indexing_slicing, reason = "ids are handed out by this builder alone")]
    pub fn get(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    #[expect(clippy::indexing_slicing, reason = "ids are handed out by this builder alone")]
    pub fn origin(&self, id: TypeId) -> &Origin {
        &self.origins[id.0]
    }

    /// The name of a function that checks a value.
    pub fn check_name(&mut self, spelling: &str) -> Name {
        self.checks.name(&format!("check {spelling}"), Case::Snake)
    }

    pub fn add(&mut self, name: Name, kind: TypeKind, origin: Origin) -> TypeId {
        let check = self.check_name(name.plain());
        self.types.push(TypeDef {
            name,
            check,
            docs: Docs::default(),
            deprecated: false,
            kind,
            has_rules: false,
            derives: Derives { copy: false, eq_and_hash: false },
        });
        self.origins.push(origin);
        TypeId(self.types.len() - 1)
    }

    /// The name of a type: that of its component or definition, else the one that its context suggests.
    pub fn type_name(&mut self, id: SchemaId, hint: &str) -> Name {
        let target = self.analysis.schemas.target(id);
        if let Some(name) = self.components.get(&target) {
            return name.clone();
        }
        let schema = self.analysis.schemas.get(target);
        let place = schema.place;
        if self.analysis.schemas.known_as(target) != target {
            let base = format!("{} base", self.analysis.definition(place).unwrap_or(hint));
            return self.scope.name(&base, Case::Camel);
        }
        // At a property, it is the name of the field.
        let property = self.analysis.sources.at(place).parent().and_then(Cursor::key) == Some("properties");
        match schema.extensions.rust_name.filter(|_| !property) {
            Some(name) => {
                self.told.insert(name.place);
                self.scope.authored(name, Case::Camel, self.diagnostics)
            }
            None => self.scope.name(self.analysis.definition(place).unwrap_or(hint), Case::Camel),
        }
    }

    /// A name for a schema that nothing else names: that of its definition, or the words of its place.
    pub fn name_of_part(&mut self, flat: SchemaId) -> Name {
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
        let origin = Origin { schema: Some(flat), ..Origin::default() };
        let type_id = self.add(name, kind, origin);
        self.by_schema.insert(flat, type_id);
        self.queue.push_back((type_id, flat));
        type_id
    }

    /// The type of a component whose values are any JSON that satisfies rules; none if the schema is no
    /// component, so that nobody would look for a type of its own.
    pub fn any(&mut self, id: SchemaId, flat: SchemaId) -> Option<TypeId> {
        if let Some(known) = self.by_schema.get(&flat) {
            return Some(*known);
        }
        let name = self.components.get(&self.analysis.schemas.target(id))?.clone();
        Some(self.any_named(name, flat))
    }

    /// The type of a list, a map or any JSON that contains itself without a struct between: a type of its
    /// own, which ends the circle.
    pub fn recursive(&mut self, id: SchemaId, flat: SchemaId, hint: &str) -> TypeId {
        if let Some(known) = self.by_schema.get(&flat) {
            return *known;
        }
        let name = self.type_name(id, hint);
        self.any_named(name, flat)
    }

    /// The same where an alias may have the name of the schema.
    pub fn apart(&mut self, id: SchemaId, flat: SchemaId, hint: &str) -> TypeId {
        if !self.aliases.contains_key(&flat) {
            return self.recursive(id, flat, hint);
        }
        let name = self.name_of_part(flat);
        self.any_named(name, flat)
    }

    fn any_named(&mut self, name: Name, flat: SchemaId) -> TypeId {
        let origin = Origin { schema: Some(flat), ..Origin::default() };
        let type_id = self.add(name, TypeKind::Any { rules: Vec::new() }, origin);
        self.by_schema.insert(flat, type_id);
        type_id
    }

    /// The type of any JSON value that a schema has of its own.
    pub fn any_of(&self, flat: SchemaId) -> Option<TypeId> {
        let known = self.by_schema.get(&flat).copied();
        known.filter(|known| matches!(self.get(*known).kind, TypeKind::Any { .. }))
    }

    pub fn drain(&mut self) {
        while let Some((type_id, flat)) = self.queue.pop_front() {
            match &self.get(type_id).kind {
                TypeKind::Union(_) => self.variants(type_id, flat),
                _ => self.fields(type_id, flat),
            }
        }
    }

    fn fields(&mut self, type_id: TypeId, flat: SchemaId) {
        let schema = self.analysis.schemas.shared(flat);
        let owner = self.word_for(type_id, flat);
        let mut scope = Scope::with(&["build", "builder"]);
        let mut fields = Vec::new();
        let mut origin = Origin { schema: Some(flat), ..Origin::default() };
        let unlisted = self.unlisted(&schema);
        let listed = schema.object.properties.iter().map(|(wire, property)| (*wire, *property));
        let properties: Vec<_> = listed.chain(unlisted).collect();
        if !self.are_few_enough(properties.len(), schema.place) {
            return;
        }
        let names = self.field_names(&properties, &mut scope);
        let required: BTreeSet<_> = schema.object.required.iter().map(|name| name.value).collect();
        for ((wire, property), name) in properties.into_iter().zip(names) {
            let usage = self.usage(property, &format!("{owner} {}", name.plain()));
            fields.push(Field {
                name,
                wire: wire.to_owned(),
                docs: Docs::default(),
                deprecated: self.all_annotations(property).deprecated.is_some(),
                type_: usage.type_,
                required: required.contains(wire),
                one_way: false,
                nullable: usage.nullable,
                boxed: false,
                default: None,
                rules: Vec::new(),
            });
            origin.fields.push(property);
        }
        let others = scope.name("additional properties", Case::Snake);
        let additional = self.additional(&schema, &owner, &others);
        origin.others = Some(others);
        if let Some(slot) = self.origins.get_mut(type_id.0) {
            *slot = origin;
        }
        if let Some(TypeDef { kind: TypeKind::Struct(structure), .. }) = self.types.get_mut(type_id.0) {
            structure.fields = fields;
            structure.additional = additional;
        }
    }

    /// The names of the fields of some properties.
    fn field_names(&mut self, properties: &[(&'a str, SchemaId)], scope: &mut Scope) -> Vec<Name> {
        let names = properties.iter().map(|(wire, property)| {
            let own = self.analysis.schemas.get(*property);
            let given = own.extensions.rust_name;
            (
                given,
                given
                    .is_none()
                    .then(|| scope.name_at(Placed { value: *wire, place: own.place }, Case::Snake)),
            )
        });
        let names: Vec<_> = names.collect();
        self.told.extend(names.iter().filter_map(|(own, _)| own.map(|own| own.place)));
        let mut given = |name| scope.authored(name, Case::Snake, self.diagnostics);
        names.into_iter().filter_map(|(own, name)| name.or_else(|| own.map(&mut given))).collect()
    }

    /// A required property that is not among `properties` must be there all the same, with whatever
    /// value additional properties may have.
    fn unlisted(&mut self, schema: &Schema<'a>) -> Vec<(&'a str, SchemaId)> {
        let properties = &schema.object.properties;
        let mut unlisted = Vec::new();
        for required in &schema.object.required {
            if properties.contains_key(required.value) {
                continue;
            }
            let message = format!("`{}` is required and is not among the properties", required.value);
            let diagnostic = self.diagnostics.warning(code::UNKNOWN_PROPERTY, required.place, message);
            diagnostic.help(format!(
                "any value will do for it; add `{}` to `properties` to say which",
                required.value
            ));
            // Not refused, since nothing is wrong with it by the letter, and descriptions in use have it.
            if let Some(near) = self.analysis.sources.nearest(required.value, properties.keys().copied()) {
                diagnostic.label(format!("did you mean `{near}`?"));
            }
            let named = self.analysis.schemas.named(&schema.object, required.value, required.place);
            let matched =
                self.analysis.schemas.matcher().matches_one(&schema.object.patterns, required.value);
            let additional = schema.object.additional.filter(|_| !matched);
            let both = named.into_iter().chain(additional).reduce(|a, b| self.analysis.schemas.both(a, b));
            let any = both.unwrap_or_else(|| self.analysis.schemas.anything(required.place));
            unlisted.push((required.value, any));
        }
        unlisted
    }

    /// The enumeration of a schema with `enum`.
    pub fn enumeration(&mut self, id: SchemaId, flat: SchemaId, hint: &str, values: &[Cursor<'a>]) -> TypeId {
        if let Some(known) = self.by_schema.get(&flat) {
            return *known;
        }
        let name = self.type_name(id, hint);
        let of_values = self.said_of_values(flat, values);
        let mut scope = Scope::with(&["Unknown"]);
        // Each value with its variant, whose name is there already if no author gives one.
        let mut known: Vec<(Literal, Option<Name>)> = Vec::new();
        let mut said = Vec::new();
        for (index, value) in values.iter().enumerate() {
            let Some(literal) = self.enumerated(*value) else { continue };
            let own = of_values.names.get(index).copied().flatten();
            let spelling = value_spelling(&literal);
            let spelling = Placed { value: spelling.as_str(), place: value.place() };
            let spelling = of_values.titles.get(index).copied().flatten().unwrap_or(spelling);
            let name = own.is_none().then(|| scope.name_at(spelling, Case::Camel));
            known.push((literal, name));
            let deprecated = of_values.deprecated.get(index).copied().unwrap_or_default();
            said.push((own, of_values.descriptions.get(index).copied().flatten(), deprecated));
        }
        let mut variants: Vec<Variant> = Vec::new();
        for ((value, name), (own, description, deprecated)) in known.into_iter().zip(said) {
            let given = own.map(|name| scope.authored(name, Case::Camel, self.diagnostics));
            let Some(name) = given.or(name) else { continue };
            let docs = docs::variant(description.map(|description| description.value), &value);
            variants.push(Variant { name, value, docs, deprecated });
        }
        let integers = variants.iter().all(|variant| matches!(variant.value, Literal::Integer(_)));
        let values = if integers { EnumerationValues::Integers } else { EnumerationValues::Strings };
        let kind = TypeKind::Enumeration(Enumeration { variants, values });
        let origin = Origin { schema: Some(flat), ..Origin::default() };
        let type_id = self.add(name, kind, origin);
        self.by_schema.insert(flat, type_id);
        type_id
    }

    /// A value of `enum` as a constant.
    fn enumerated(&mut self, value: Cursor<'a>) -> Option<Literal> {
        match value.kind() {
            Kind::Number(number) => {
                let integer = number.as_integer().and_then(|integer| i64::try_from(integer).ok());
                if integer.is_none() {
                    self.unsupported(value.place(), "an integer beyond 64 bits in `enum`");
                }
                integer.map(|integer| Literal::Integer(integer.into()))
            }
            _ => Some(Literal::String(value.as_str().unwrap_or_default().to_owned())),
        }
    }

    pub fn unsupported(&mut self, place: Place, what: &str) {
        self.diagnostics
            .error(code::UNSUPPORTED, place, format!("{what} is not supported"))
            .help("its meaning would be lost in the bindings, so nothing is emitted");
    }
}

fn value_spelling(literal: &Literal) -> String {
    match literal {
        Literal::Integer(value) if *value < 0 => format!("minus {}", value.unsigned_abs()),
        Literal::Integer(value) => format!("value {value}"),
        Literal::String(text) => text.clone(),
        _ => String::new(),
    }
}
