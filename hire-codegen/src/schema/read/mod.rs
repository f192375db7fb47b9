//! Readers of schema objects: each schema of the description becomes one of the arena.

mod applicators;
mod identifier;
mod nullable;
mod pattern;
mod subtypes;
mod types;
mod values;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use self::identifier::{Identifiers, Scope, is_schema};
use crate::diagnostic::{Diagnostics, Severity, codes, nearest};
use crate::openapi::{check_extension, component_meant};
use crate::schema::dialect::Dialect;
use crate::schema::keywords::{self, KEYWORDS, Vocabulary};
use crate::schema::lint::{bounds, format, legacy, wrong_type};
use crate::schema::{Annotations, Extensions, JsonTypes, Schema, SchemaId, Schemas};
use crate::source::{Cursor, Kind, Place};

/// Reads schemas and everything that they refer to.
///
/// Schemas wait in a queue, so that no chain of references is too deep for the stack.
pub fn read<'a>(
    dialect: Dialect,
    meaning: Meaning,
    left_out: &BTreeSet<Place>,
    roots: &[Cursor<'a>],
    diagnostics: &mut Diagnostics,
) -> Schemas<'a> {
    let mut reader = Reader {
        dialect,
        meaning,
        schemas: Schemas { dialect, merges_closed_parts: meaning.merge_closed_parts, ..Schemas::default() },
        identifiers: Identifiers::default(),
        known: BTreeMap::new(),
        scope: Scope::new(),
        extensions: BTreeMap::new(),
        queue: VecDeque::new(),
        diagnostics,
    };
    reader.identifiers(roots);
    for root in roots {
        reader.id(*root);
    }
    while let Some((id, cursor, scope)) = reader.queue.pop_front() {
        reader.scope = scope;
        if !left_out.contains(&cursor.place()) {
            let schema = reader.schema(cursor);
            reader.schemas.set(id, schema);
        }
    }
    let mut schemas = reader.schemas;
    if let Some(root) = roots.first() {
        let errors = diagnostics.iter().filter(|it| it.severity == Severity::Error);
        let places = errors.filter_map(|it| it.place).chain(left_out.iter().copied());
        schemas.faulty = places.filter_map(|place| innermost(&schemas, root.sources().at(place))).collect();
    }
    schemas
}

/// The place of the innermost schema around a place.
fn innermost(schemas: &Schemas<'_>, place: Cursor<'_>) -> Option<Place> {
    let mut around = std::iter::successors(Some(place), |it| it.parent()).map(Cursor::place);
    around.find(|place| schemas.at(*place).is_some())
}

/// The options that change the meaning of keywords.
#[derive(Debug, Clone, Copy)]
pub struct Meaning {
    pub formats: Formats,
    /// Whether `nullable` adds null where there is no `type` as well.
    pub nullable_without_type: bool,
    /// Whether a schema with `properties` and without `type` is one of objects.
    pub assume_objects: bool,
    /// Whether `additionalProperties: false` of parts of an `allOf` is about the whole.
    pub merge_closed_parts: bool,
}

/// The meaning of `format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formats {
    /// A rule, and a type where Rust or the runtime has one for the format.
    Asserted,
    /// An annotation, which is the default of JSON Schema (validation §7.2.1).
    Annotations,
}

pub(super) struct Reader<'a, 'd> {
    pub(super) dialect: Dialect,
    pub(super) meaning: Meaning,
    pub(super) schemas: Schemas<'a>,
    identifiers: Identifiers<'a>,
    /// The schemas so far, by place and dynamic scope: `$dynamicRef` means different things in different scopes.
    known: BTreeMap<(Place, Scope<'a>), SchemaId>,
    /// The dynamic scope of the schema that is being read.
    scope: Scope<'a>,
    /// What has each schema in `allOf`, by the mapping that it is in, where a base was there.
    extensions: BTreeMap<Place, subtypes::Extensions<'a>>,
    queue: VecDeque<(SchemaId, Cursor<'a>, Scope<'a>)>,
    pub(super) diagnostics: &'d mut Diagnostics,
}

impl<'a> Reader<'a, '_> {
    /// Indexes `$id` and anchors, before a reference names one.
    fn identifiers(&mut self, roots: &[Cursor<'a>]) {
        if !self.dialect.has_identifiers() {
            return;
        }
        for root in roots {
            self.identifiers.index(*root, self.diagnostics);
        }
    }

    /// The id of the schema at a cursor, which is read when its turn comes.
    pub(super) fn id(&mut self, cursor: Cursor<'a>) -> SchemaId {
        let mut scope = Scope::new();
        if self.dialect.has_identifiers() {
            self.identifiers.index(cursor, self.diagnostics);
            scope = self.identifiers.enter(cursor, &self.scope);
        }
        let key = (cursor.place(), scope);
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        if let Some(other) = self.schemas.at(key.0)
            && self.schemas.is_crowded(key.0)
        {
            return other;
        }
        let id = self.schemas.push(Schema::new(cursor.place()));
        self.schemas.by_place.entry(cursor.place()).or_insert(id);
        self.queue.push_back((id, cursor, key.1.clone()));
        self.known.insert(key, id);
        id
    }

    /// Whether what is no mapping of keywords is a schema that no value satisfies. Reports all but booleans where these are
    /// schemas.
    fn without_keywords(&mut self, cursor: Cursor<'a>) -> bool {
        match cursor.kind() {
            Kind::Bool(value) => {
                if !self.dialect.booleans_are_schemas() {
                    let message =
                        format!("the schema `{value}` belongs to OpenAPI 3.1, and is read as there");
                    let place = cursor.place();
                    let diagnostic = self.diagnostics.warning(codes::KEY_OF_OTHER_VERSION, place, message);
                    diagnostic.help(if value { "write `{}`" } else { "write `not: {}`" });
                }
                !value
            }
            Kind::Null => {
                let message = "a schema without keywords is any value";
                let diagnostic = self.diagnostics.warning(codes::WRONG_TYPE, cursor.key_place(), message);
                diagnostic.help("write `{}`, if any value is meant");
                false
            }
            _ => {
                self.wrong(cursor, "a schema", "a mapping of keywords");
                false
            }
        }
    }

    fn schema(&mut self, cursor: Cursor<'a>) -> Schema<'a> {
        let mut schema = Schema::new(cursor.place());
        if types::is_name(cursor) {
            types::read(self, &mut schema, cursor);
            return schema;
        }
        if !cursor.is_mapping() {
            schema.never = self.without_keywords(cursor);
            return schema;
        }
        if self.dialect.ref_siblings_are_ignored() && self.lone_reference(cursor, &mut schema) {
            return self.nullable_without_type(cursor, schema);
        }
        let mut keywords = Vec::new();
        for (name, value) in cursor.entries() {
            if !self.known(cursor, name, value) || self.has_no_value(name, value) {
                continue;
            }
            keywords.push((name, value));
            let read = self.core(&mut schema, name, value)
                || self.numbers(&mut schema, name, value)
                || self.lengths(&mut schema, name, value)
                || self.objects(&mut schema, name, value)
                || self.applicators(&mut schema, name, value)
                || self.annotations(&mut schema.annotations, name, value);
            if !read {
                self.extensions(&mut schema.extensions, name, value);
            }
        }
        self.values(cursor, &mut schema);
        self.conditional(cursor, &mut schema);
        self.contains(cursor, &mut schema);
        self.array_has_items(cursor);
        pattern::additional_are_unknown(cursor, &mut schema);
        self.modifiers(cursor, &mut schema);
        bounds::check(&schema, self.diagnostics);
        format::check(&schema, self.diagnostics);
        wrong_type::check(&schema, &keywords, self.diagnostics);
        if self.meaning.formats == Formats::Annotations {
            // `password` hides a value, and is no rule that a value could break.
            schema.format = schema.format.filter(|format| format.value == "password");
        }
        self.null_is_listed(cursor, &schema);
        self.values_fit(&mut schema);
        if schema.never {
            schema = schema.into_never();
        }
        self.nullable_without_type(cursor, schema)
    }

    /// A `$ref` in a dialect that ignores the keywords beside it (OpenAPI 3.0.4 §4.7.23). Says whether there is one.
    fn lone_reference(&mut self, cursor: Cursor<'a>, schema: &mut Schema<'a>) -> bool {
        let Some(reference) = cursor.get("$ref") else {
            return false;
        };
        self.core(schema, "$ref", reference);
        for (name, value) in cursor.entries() {
            let harmless = keywords::find(name).is_none_or(|known| known.effects.is_empty());
            if name == "description" {
                self.annotations(&mut schema.annotations, name, value);
            } else if name != "$ref" && name != "nullable" && !harmless {
                self.diagnostics
                    .warning(
                        codes::REF_SIBLING,
                        value.key_place(),
                        format!("`{name}` beside `$ref` has no effect in OpenAPI 3.0"),
                    )
                    .help("put the reference into an `allOf`, or use OpenAPI 3.1");
            }
        }
        true
    }

    /// Whether a keyword is read. Reports a keyword that has no row in the table, that the dialect does not have, or that is
    /// not supported.
    fn known(&mut self, schema: Cursor<'a>, name: &str, value: Cursor<'a>) -> bool {
        let Some(keyword) = keywords::find(name) else {
            if name.starts_with("x-") {
                check_extension(self.diagnostics, value, "a schema", &[]);
            } else {
                self.unknown(schema, name, value);
            }
            return false;
        };
        if let Some(version) = self.dialect.version_with(keyword.versions) {
            let message = format!("`{name}` is a keyword of OpenAPI {version}");
            let (code, place) = (codes::KEY_OF_OTHER_VERSION, value.key_place());
            // A keyword that names schemas is missed by references to the name, which are errors.
            let names = keyword.vocabulary == Vocabulary::Core && name != "$dynamicRef";
            let alone = name == "nullable" && (schema.get("type").is_none() || schema.get("$ref").is_some());
            let is_read = keyword.is_rule() && !names && (!alone || self.meaning.nullable_without_type);
            let effect = if is_read { "is read as there" } else { "has no effect" };
            let diagnostic = self.diagnostics.warning(code, place, format!("{message}, and {effect}"));
            if let Some(help) = legacy::of_other_version(schema, name, value) {
                diagnostic.help(help);
            }
            if self.dialect.is_older_than(version) {
                diagnostic.help("write `openapi: 3.1.1` to have a document of the version with this key");
            }
            return is_read;
        } else if keyword.is_refused() {
            self.refused(name, value);
        }
        true
    }

    /// Whether a keyword has no value where null is none: it counts as absent.
    pub(super) fn has_no_value(&mut self, name: &str, value: Cursor<'a>) -> bool {
        let none = value.is_null() && !matches!(name, "$ref" | "type" | "const" | "default" | "example");
        if none {
            let message = format!("`{name}` has no value, as if it were not there");
            let diagnostic = self.diagnostics.warning(codes::WRONG_TYPE, value.key_place(), message);
            diagnostic.help("remove the key, or give it a value");
        }
        none
    }

    fn refused(&mut self, name: &str, value: Cursor<'a>) {
        self.diagnostics
            .error(codes::UNSUPPORTED, value.key_place(), format!("`{name}` is not supported"))
            .help("say it in `description` alone, or choose `lenient()`, which takes the schema for any JSON value");
    }

    /// Reports an unknown keyword. JSON Schema allows these, but a misspelt keyword is a rule that is lost.
    fn unknown(&mut self, schema: Cursor<'a>, name: &str, value: Cursor<'a>) {
        // Read with the list that it is about.
        if name == legacy::ADDITIONAL_ITEMS && schema.get("items").is_some_and(Cursor::is_sequence) {
            return;
        }
        if let Some(help) = legacy::keyword(self.dialect, name) {
            let message = format!("`{name}` is a keyword of older drafts of JSON Schema, and has no effect");
            self.diagnostics.warning(codes::UNKNOWN_KEY, value.key_place(), message).help(help);
            return;
        }
        let names = KEYWORDS.iter().map(|keyword| keyword.name);
        let absent = names.filter(|known| !known.starts_with("x-") && schema.get(known).is_none());
        let message = format!("unknown keyword `{name}` has no effect");
        let diagnostic = self.diagnostics.warning(codes::UNKNOWN_KEY, value.key_place(), message);
        match nearest(name, absent) {
            Some(near) => diagnostic
                .label(format!("did you mean `{near}`?"))
                .help(format!("write `{near}`, if that is meant; a key of your own begins with `x-`")),
            None => diagnostic.help("remove the key, or begin its name with `x-`"),
        };
    }

    fn core(&mut self, schema: &mut Schema<'a>, name: &str, value: Cursor<'a>) -> bool {
        match name {
            "$ref" => schema.references.extend(self.reference(value, false)),
            "$dynamicRef" => schema.references.extend(self.reference(value, true)),
            "$id" | "$anchor" | "$dynamicAnchor" => {
                self.string(value);
            }
            "$defs" => {
                for (_, definition) in value.entries() {
                    self.id(definition);
                }
            }
            "type" => types::read(self, schema, value),
            "contentEncoding" => {
                // Some encodings leave a text as it is (RFC 2045 §6.2).
                let encoding = self.placed_text(value);
                schema.annotations.encoding =
                    encoding.filter(|encoding| !matches!(encoding.value, "binary" | "8bit" | "7bit"));
                schema.content_encoding = schema.annotations.encoding.map(|text| text.value);
            }
            // Read when `type` is known.
            "enum" | "const" => {}
            "format" => {
                schema.annotations.format = self.placed_text(value);
                schema.format = schema.annotations.format;
            }
            _ => return false,
        }
        true
    }

    fn reference(&mut self, value: Cursor<'a>, dynamic: bool) -> Option<SchemaId> {
        let reference = self.string(value)?;
        let schema = value.parent().unwrap_or(value);
        match self.identifiers.resolve(schema, reference) {
            Ok(target) if is_schema(target) => {
                let outermost = self.identifiers.outermost(target, reference, &self.scope);
                Some(self.id(outermost.filter(|_| dynamic).unwrap_or(target)))
            }
            Ok(target) => {
                self.diagnostics
                    .error(
                        codes::UNRESOLVED_REF,
                        value.place(),
                        format!("`{reference}` is {}, not a schema", target.describe()),
                    )
                    .related(target.place(), "what it names");
                None
            }
            Err(unresolved) => {
                let message = format!("`{reference}` {unresolved}");
                if let Some(meant) = component_meant(value, "schemas") {
                    let name = meant.key().unwrap_or_default();
                    let message = format!("{message}, and is taken for `#/components/schemas/{name}`");
                    let diagnostic = self.diagnostics.warning(codes::UNRESOLVED_REF, value.place(), message);
                    diagnostic.help("write the reference in full");
                    return Some(self.id(meant));
                }
                let diagnostic = self.diagnostics.error(codes::UNRESOLVED_REF, value.place(), message);
                if reference.starts_with("#/") && self.identifiers.is_within(schema) {
                    let help = "give the schema that is meant an `$id` as well: inside of a schema with `$id`, `#` is that schema";
                    diagnostic.help(help);
                } else if let Some(help) = unresolved.help() {
                    diagnostic.help(help);
                }
                None
            }
        }
    }

    fn numbers(&mut self, schema: &mut Schema<'a>, name: &str, value: Cursor<'a>) -> bool {
        let rules = &mut schema.number;
        // A flag is read together with the bound beside it.
        let flag = value.as_bool().is_some();
        match name {
            "minimum" => rules.minimum = self.number(value),
            "maximum" => rules.maximum = self.number(value),
            "exclusiveMinimum" | "exclusiveMaximum" if flag => {}
            "exclusiveMinimum" => rules.exclusive_minimum = self.exclusive(value, "minimum"),
            "exclusiveMaximum" => rules.exclusive_maximum = self.exclusive(value, "maximum"),
            "multipleOf" => {
                if let Some(divisor) = self.number(value) {
                    if divisor.value.as_f64() > 0.0 {
                        rules.multiple_of.push(divisor);
                    } else {
                        let message = "`multipleOf` must be greater than 0, and has no effect";
                        let diagnostic = self.diagnostics.warning(codes::BAD_VALUE, value.place(), message);
                        diagnostic.help("leave the keyword out where nothing is asked for");
                    }
                }
            }
            _ => return false,
        }
        true
    }

    fn lengths(&mut self, schema: &mut Schema<'a>, name: &str, value: Cursor<'a>) -> bool {
        match name {
            "minLength" => schema.string.min_length = self.count(value),
            "maxLength" => schema.string.max_length = self.count(value),
            "minItems" => schema.array.min_items = self.count(value),
            "maxItems" => schema.array.max_items = self.count(value),
            "minProperties" => schema.object.min_properties = self.count(value),
            "maxProperties" => schema.object.max_properties = self.count(value),
            "uniqueItems" => schema.array.unique_items = self.flag(value).then_some(value.place()),
            "pattern" => schema.string.patterns.extend(pattern::pattern(self, value)),
            _ => return false,
        }
        true
    }

    fn objects(&mut self, schema: &mut Schema<'a>, name: &str, value: Cursor<'a>) -> bool {
        match name {
            "properties" => {
                if value.is_sequence() && value.items().len() == 0 {
                    // Some languages write a mapping without members so.
                    let message = "`properties` is a mapping, and `[]` is taken for one without members";
                    self.diagnostics.warning(codes::WRONG_TYPE, value.place(), message).help("write `{}`");
                } else if !value.is_mapping() {
                    self.wrong(value, "`properties`", "a mapping of names to schemas");
                }
                for (property, cursor) in self.properties(value) {
                    let id = self.id(cursor);
                    Rc::make_mut(&mut schema.object.properties).insert(property, id);
                }
            }
            "required" => schema.object.required = self.names(value),
            "additionalProperties" => schema.object.additional = Some(self.boolean_or_schema(value)),
            "patternProperties" => pattern::patterns(self, schema, value),
            "propertyNames" => schema.object.names = Some(self.id(value)),
            "items" if value.is_sequence() => self.items_by_position(schema, value),
            "items" => schema.array.items = Some(self.id(value)),
            "prefixItems" => schema.array.prefix = self.branches(value),
            "unevaluatedItems" => schema.array.unevaluated = Some(self.id(value)),
            "unevaluatedProperties" => schema.object.unevaluated = Some(self.id(value)),
            // Read together with the keywords beside them.
            "contains" | "minContains" | "maxContains" => {}
            "dependentRequired" => self.dependent_required(schema, value),
            "dependentSchemas" => self.dependent_schemas(schema, value),
            _ => return false,
        }
        true
    }

    /// The entries of `properties`. A `$ref` that leads to a mapping of schemas stands for its entries, as bundlers have it.
    fn properties(&mut self, value: Cursor<'a>) -> Vec<(&'a str, Cursor<'a>)> {
        let mut entries: Vec<_> = value.entries().collect();
        let Some(reference) = value.get("$ref").filter(|it| it.as_str().is_some()) else { return entries };
        let target = reference.as_str().and_then(|text| reference.resolve(text).ok());
        let message = match target {
            Some(_) => "`properties` has no `$ref`, and what this one leads to is read",
            None => "`properties` has no `$ref`, and this one leads nowhere",
        };
        let place = reference.key_place();
        match target {
            Some(_) => self.diagnostics.warning(codes::MISPLACED_REF, place, message),
            None => self.diagnostics.error(codes::MISPLACED_REF, place, message),
        };
        entries.retain(|(key, _)| *key != "$ref");
        entries
            .extend(target.into_iter().flat_map(Cursor::entries).filter(|(key, _)| value.get(key).is_none()));
        entries
    }

    /// The list that `items` was before JSON Schema 2020-12: the first items, with `additionalItems` for the others.
    fn items_by_position(&mut self, schema: &mut Schema<'a>, items: Cursor<'a>) {
        let message = "a list in `items` is of older drafts of JSON Schema, and is read as `prefixItems`";
        let diagnostic = self.diagnostics.warning(codes::WRONG_TYPE, items.place(), message);
        diagnostic.help.extend(legacy::value(self.dialect, items).map(str::to_owned));
        schema.array.prefix = items.items().map(|item| self.id(item)).collect();
        let additional = items.parent().and_then(|it| it.get(legacy::ADDITIONAL_ITEMS));
        schema.array.items = additional.map(|it| self.boolean_or_schema(it));
    }

    /// `additionalProperties` takes a boolean in every dialect.
    fn boolean_or_schema(&mut self, value: Cursor<'a>) -> SchemaId {
        let is_quoted = matches!(value.as_str(), Some("true" | "false"));
        if value.as_bool().is_none() && !is_quoted {
            return self.id(value);
        }
        let mut schema = Schema::new(value.place());
        schema.never = !self.flag(value);
        self.schemas.push(schema)
    }

    fn annotations(&mut self, annotations: &mut Annotations<'a>, name: &str, value: Cursor<'a>) -> bool {
        match name {
            "title" => annotations.title = self.words(value),
            "description" => annotations.description = self.words(value),
            "deprecated" => annotations.deprecated = self.idle_flag(value).then_some(value.place()),
            "readOnly" => annotations.read_only = self.flag(value).then_some(value.place()),
            "writeOnly" => annotations.write_only = self.flag(value).then_some(value.place()),
            "contentMediaType" => annotations.media_type = self.placed_text(value),
            "externalDocs" => annotations.link = self.link(value),
            "default" => annotations.default = Some(value),
            "example" => annotations.examples.push(value),
            "examples" => annotations.examples.extend(value.items()),
            // Read together with the branches that it names.
            "discriminator" => self.discriminator(value),
            _ => return false,
        }
        true
    }

    fn extensions(&mut self, extensions: &mut Extensions<'a>, name: &str, value: Cursor<'a>) {
        match name {
            "x-sensitive" => extensions.sensitive = self.flag(value),
            "x-enum-varnames" => extensions.value_names = Some(value),
            // `x-enum-varnames` wins over the name that NSwag has for the list.
            "x-enumNames" => extensions.value_names = extensions.value_names.or(Some(value)),
            "x-enum-descriptions" => extensions.value_descriptions = Some(value),
            "x-rust-name" => {
                extensions.rust_name = self.placed_text(value);
            }
            _ => {}
        }
    }

    /// OpenAPI 3.0 demands `items` beside `type: array` (3.0.4 §4.7.24.1).
    fn array_has_items(&mut self, cursor: Cursor<'a>) {
        let is_array = cursor.get("type").and_then(Cursor::as_str) == Some("array");
        if is_array && self.dialect.arrays_need_items() && cursor.get("items").is_none() {
            let message = "`type: array` needs `items` in OpenAPI 3.0, and any item is valid without";
            let diagnostic = self.diagnostics.warning(codes::MISSING_KEY, cursor.key_place(), message);
            diagnostic.help("write `items: {}`, if any item is meant");
        }
    }

    /// Keywords that change the meaning of one beside them (OpenAPI 3.0.4 §4.7.24), also in a description that has been one of
    /// 3.0 before: `nullable` adds null to `type`, and a flag makes a bound exclusive.
    fn modifiers(&mut self, cursor: Cursor<'a>, schema: &mut Schema<'a>) {
        if cursor.get("nullable").is_some_and(|value| !value.is_null() && self.flag(value))
            && let Some(types) = &mut schema.types
        {
            types.value = types.value.union(JsonTypes::NULL);
        }
        let number = &mut schema.number;
        for (name, limit, bound, exclusive) in [
            ("exclusiveMinimum", "minimum", &mut number.minimum, &mut number.exclusive_minimum),
            ("exclusiveMaximum", "maximum", &mut number.maximum, &mut number.exclusive_maximum),
        ] {
            let Some(flag) = cursor.get(name).filter(|flag| flag.as_bool().is_some()) else { continue };
            if !self.dialect.exclusive_bounds_are_flags() {
                let message = format!("`{name}` is a number in OpenAPI 3.1, and is read as the flag of 3.0");
                let diagnostic = self.diagnostics.warning(codes::KEY_OF_OTHER_VERSION, flag.place(), message);
                diagnostic.help.extend(legacy::value(self.dialect, flag).map(str::to_owned));
            }
            if flag.as_bool() != Some(true) {
                continue;
            }
            *exclusive = bound.take();
            if cursor.get(limit).is_none() {
                let message = format!("`{name}` without `{limit}` has no effect");
                self.diagnostics.warning(codes::IGNORED, flag.key_place(), message);
            }
        }
    }
}
