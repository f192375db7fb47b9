//! Reads schema objects into the arena.

use std::collections::VecDeque;

use super::instance::type_of;
use super::keywords::{self, Dialects, KEYWORDS, Treatment};
use super::{
    Annotations, Branches, Conditional, Contains, Extensions, Placed, Schema, SchemaId, Schemas, Types,
};
use super::{bounds, circles, format};
use crate::diagnostic::{Diagnostics, codes, nearest};
use crate::openapi::{Version, check_extension};
use crate::source::{Cursor, Kind, Place};

/// Reads schemas and everything that they refer to. Every fault is reported; a schema that has one
/// is there all the same, without what was wrong.
///
/// Schemas wait in a queue, so that no chain of references is too deep for the stack.
pub fn read<'a>(
    version: Version,
    roots: impl IntoIterator<Item = Cursor<'a>>,
    diagnostics: &mut Diagnostics,
) -> Schemas<'a> {
    let mut reader = Reader { version, schemas: Schemas::default(), queue: VecDeque::new(), diagnostics };
    for root in roots {
        reader.id(root);
    }
    while let Some((id, cursor)) = reader.queue.pop_front() {
        let schema = reader.schema(cursor);
        if let Some(slot) = reader.schemas.list.get_mut(id.0) {
            *slot = schema;
        }
    }
    let Reader { schemas, diagnostics, .. } = reader;
    circles::report(&schemas, diagnostics);
    schemas
}

/// Our extensions of schemas.
const EXTENSIONS: &[&str] = &["x-sensitive", "x-enum-varnames", "x-enum-descriptions", "x-rust-name"];

pub(super) struct Reader<'a, 'd> {
    version: Version,
    schemas: Schemas<'a>,
    queue: VecDeque<(SchemaId, Cursor<'a>)>,
    pub(super) diagnostics: &'d mut Diagnostics,
}

impl<'a> Reader<'a, '_> {
    /// The id of the schema at a cursor, which is read when its turn comes.
    fn id(&mut self, cursor: Cursor<'a>) -> SchemaId {
        if let Some(id) = self.schemas.at(cursor.place()) {
            return id;
        }
        let id = self.schemas.push(Schema::new(cursor.place()));
        self.schemas.by_place.insert(cursor.place(), id);
        self.queue.push_back((id, cursor));
        id
    }

    fn schema(&mut self, cursor: Cursor<'a>) -> Schema<'a> {
        let mut schema = Schema::new(cursor.place());
        match cursor.kind() {
            Kind::Mapping => {}
            Kind::Bool(value) if self.version == Version::V3_1 => {
                schema.never = !value;
                return schema;
            }
            _ => {
                self.wrong(cursor, "a schema", "a mapping of keywords");
                return schema;
            }
        }
        if self.version == Version::V3_0 && self.lone_reference(cursor, &mut schema) {
            return schema;
        }
        for (name, value) in cursor.entries() {
            self.known(cursor, name, value);
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
        self.conditional(cursor, &mut schema);
        self.contains(cursor, &mut schema);
        self.unevaluated(cursor, &mut schema);
        self.spellings_of_30(cursor, &mut schema);
        bounds::check(&schema, self.diagnostics);
        format::check(&schema, self.diagnostics);
        self.values_fit(&schema);
        schema
    }

    /// OpenAPI 3.0: what stands beside a `$ref` is ignored (§4.7.23).
    fn lone_reference(&mut self, cursor: Cursor<'a>, schema: &mut Schema<'a>) -> bool {
        let Some(reference) = cursor.get("$ref") else {
            return false;
        };
        self.core(schema, "$ref", reference);
        for (name, value) in cursor.entries() {
            let harmless = keywords::find(name).is_none_or(|known| known.treatment == Treatment::Annotation);
            if name == "description" {
                self.annotations(&mut schema.annotations, name, value);
            } else if name != "$ref" && !harmless {
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

    /// Reports a keyword that this dialect does not know, or that is not understood yet.
    fn known(&mut self, schema: Cursor<'a>, name: &str, value: Cursor<'a>) {
        let Some(keyword) = keywords::find(name) else {
            if name == "x-rust-type" {
                self.refused(name, value);
            } else if name.starts_with("x-") {
                check_extension(self.diagnostics, value, "a schema", EXTENSIONS);
            } else {
                self.unknown(schema, name, value);
            }
            return;
        };
        let foreign = match keyword.dialects {
            Dialects::Both => None,
            Dialects::Only30 => (self.version == Version::V3_1).then_some("3.0"),
            Dialects::Only31 => (self.version == Version::V3_0).then_some("3.1"),
        };
        if let Some(version) = foreign {
            let message = format!("`{name}` is a keyword of OpenAPI {version}");
            let (code, place) = (codes::KEY_OF_OTHER_VERSION, value.key_place());
            // Frequent in documents that were 3.0 once, and without effect since.
            if name == "nullable" {
                let help = "write `type: [string, 'null']`, with the type that it is";
                self.diagnostics.warning(code, place, format!("{message}, and has no effect")).help(help);
            } else {
                let own = if self.version == Version::V3_0 { "3.0" } else { "3.1" };
                let help = format!("this is a document of OpenAPI {own}");
                self.diagnostics.error(code, place, message).help(help);
            }
        } else if keyword.treatment == Treatment::Refused {
            self.refused(name, value);
        }
    }

    fn refused(&mut self, name: &str, value: Cursor<'a>) {
        self.diagnostics
            .error(codes::UNSUPPORTED, value.key_place(), format!("`{name}` is not supported"))
            .help("its meaning would be lost in the bindings, so nothing is emitted");
    }

    /// An unknown keyword is allowed by JSON Schema; one that is nearly a known one is a slip of the
    /// pen whose rule would be lost.
    fn unknown(&mut self, schema: Cursor<'a>, name: &str, value: Cursor<'a>) {
        let absent = KEYWORDS.iter().map(|keyword| keyword.name).filter(|known| schema.get(known).is_none());
        match nearest(name, absent) {
            Some(near) => self
                .diagnostics
                .error(codes::UNKNOWN_KEY, value.key_place(), format!("unknown keyword `{name}`"))
                .label(format!("did you mean `{near}`?")),
            None => self
                .diagnostics
                .warning(
                    codes::UNKNOWN_KEY,
                    value.key_place(),
                    format!("unknown keyword `{name}` has no effect"),
                )
                .help("a key of your own begins with `x-`"),
        };
    }

    fn core(&mut self, schema: &mut Schema<'a>, name: &str, value: Cursor<'a>) -> bool {
        match name {
            "$ref" => schema.reference = self.reference(value),
            "$defs" => {
                for (_, definition) in value.entries() {
                    self.id(definition);
                }
            }
            "type" => schema.types = self.types(value),
            "enum" => {
                if value.is_sequence() {
                    let values = value.items().collect();
                    schema.values = Some(Placed { value: values, place: value.place() });
                    if value.items().next().is_none() {
                        self.diagnostics.error(
                            codes::BAD_VALUE,
                            value.key_place(),
                            "`enum` without values accepts nothing",
                        );
                    }
                } else {
                    self.wrong(value, "`enum`", "a list of values");
                }
            }
            "const" => schema.values = Some(Placed { value: vec![value], place: value.place() }),
            "format" => {
                schema.format = self.text(value).map(|text| Placed { value: text, place: value.place() });
            }
            _ => return false,
        }
        true
    }

    /// A value of `enum` that `type` does not let through is listed in vain.
    fn values_fit(&mut self, schema: &Schema<'a>) {
        let (Some(types), Some(values)) = (schema.types, &schema.values) else { return };
        for value in &values.value {
            // A null beside another type means a nullable value to many; it is only never valid.
            if !types.value.contains(type_of(*value)) && !value.is_null() {
                let message = format!("{} is not of type {}", value.describe(), types.value);
                self.diagnostics
                    .error(codes::CONTRADICTION, value.place(), message)
                    .related(types.place, "this type");
            }
        }
    }

    fn reference(&mut self, value: Cursor<'a>) -> Option<SchemaId> {
        let reference = self.text(value)?;
        match value.resolve(reference) {
            Ok(target) if target.is_mapping() || matches!(target.kind(), Kind::Bool(_)) => {
                Some(self.id(target))
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
                let diagnostic = self.diagnostics.error(
                    codes::UNRESOLVED_REF,
                    value.place(),
                    format!("`{reference}` {unresolved}"),
                );
                if let Some(help) = unresolved.help() {
                    diagnostic.help(help);
                }
                None
            }
        }
    }

    fn types(&mut self, value: Cursor<'a>) -> Option<Placed<Types>> {
        let names = if value.is_sequence() && self.version == Version::V3_1 {
            value.items().collect()
        } else {
            vec![value]
        };
        let mut types = Types::NONE;
        for item in names {
            let name = self.text(item)?;
            match Types::NAMES.iter().find(|(known, _)| *known == name) {
                Some((_, named)) => types = types.union(*named),
                None => {
                    let near = nearest(name, Types::NAMES.iter().map(|(known, _)| *known));
                    let known = "null, boolean, integer, number, string, array and object";
                    let message = format!("unknown type `{name}`");
                    let diagnostic = self.diagnostics.error(codes::UNKNOWN_TYPE, item.place(), message);
                    match near {
                        Some(near) => diagnostic.label(format!("did you mean `{near}`?")),
                        None => diagnostic.help(format!("the types are {known}")),
                    };
                    return None;
                }
            }
        }
        Some(Placed { value: types, place: value.place() })
    }

    fn numbers(&mut self, schema: &mut Schema<'a>, name: &str, value: Cursor<'a>) -> bool {
        let rules = &mut schema.number;
        // A boolean `exclusiveMinimum` belongs to OpenAPI 3.0 and is dealt with beside `minimum`.
        let flag = self.version == Version::V3_0 && value.as_bool().is_some();
        match name {
            "minimum" => rules.minimum = self.number(value),
            "maximum" => rules.maximum = self.number(value),
            "exclusiveMinimum" | "exclusiveMaximum" if flag => {}
            "exclusiveMinimum" => rules.exclusive_minimum = self.number(value),
            "exclusiveMaximum" => rules.exclusive_maximum = self.number(value),
            "multipleOf" => {
                if let Some(divisor) = self.number(value) {
                    if divisor.value.as_f64() > 0.0 {
                        rules.multiple_of.push(divisor);
                    } else {
                        self.diagnostics.error(
                            codes::BAD_VALUE,
                            value.place(),
                            "`multipleOf` must be greater than 0",
                        );
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
            "pattern" => {
                let pattern = self.text(value).filter(|pattern| self.is_pattern(pattern, value.place()));
                schema
                    .string
                    .patterns
                    .extend(pattern.map(|pattern| Placed { value: pattern, place: value.place() }));
            }
            _ => return false,
        }
        true
    }

    fn is_pattern(&mut self, pattern: &str, place: Place) -> bool {
        let Err(error) = regress::Regex::with_flags(pattern, "u") else {
            return true;
        };
        self.diagnostics
            .error(
                codes::BAD_PATTERN,
                place,
                format!("`{pattern}` is not a regular expression of ECMA-262: {error}"),
            )
            .help("escape a character that stands for itself with `\\`");
        false
    }

    fn objects(&mut self, schema: &mut Schema<'a>, name: &str, value: Cursor<'a>) -> bool {
        match name {
            "properties" => {
                if !value.is_mapping() {
                    self.wrong(value, "`properties`", "a mapping of names to schemas");
                }
                for (property, cursor) in value.entries() {
                    let id = self.id(cursor);
                    schema.object.properties.insert(property, id);
                }
            }
            "required" => schema.object.required = self.names(value),
            "additionalProperties" => schema.object.additional = Some(self.boolean_or_schema(value)),
            "patternProperties" => self.patterns(schema, value),
            "propertyNames" => schema.object.names = Some(self.id(value)),
            "items" => schema.array.items = Some(self.id(value)),
            "prefixItems" => schema.array.prefix = self.branches(value),
            // Read together with the keywords beside them.
            "contains" | "minContains" | "maxContains" | "unevaluatedItems" | "unevaluatedProperties" => {}
            "dependentRequired" => self.dependent_required(schema, value),
            "dependentSchemas" => self.dependent_schemas(schema, value),
            _ => return false,
        }
        true
    }

    /// `additionalProperties` takes a boolean in both dialects.
    fn boolean_or_schema(&mut self, value: Cursor<'a>) -> SchemaId {
        let Some(allowed) = value.as_bool() else {
            return self.id(value);
        };
        let mut schema = Schema::new(value.place());
        schema.never = !allowed;
        let id = self.schemas.push(schema);
        self.schemas.by_place.insert(value.place(), id);
        id
    }

    fn patterns(&mut self, schema: &mut Schema<'a>, value: Cursor<'a>) {
        if !value.is_mapping() {
            self.wrong(value, "`patternProperties`", "a mapping of patterns to schemas");
        }
        for (pattern, cursor) in value.entries() {
            if self.is_pattern(pattern, cursor.key_place()) {
                let id = self.id(cursor);
                schema.object.patterns.push((Placed { value: pattern, place: cursor.key_place() }, id));
            }
        }
    }

    /// `contains` with its two bounds, which mean nothing without it (validation §6.4.4).
    fn contains(&mut self, cursor: Cursor<'a>, schema: &mut Schema<'a>) {
        let mut bound = |name: &str| cursor.get(name).and_then(|value| self.count(value));
        let (least, most) = (bound("minContains"), bound("maxContains"));
        if let Some(contains) = cursor.get("contains") {
            schema.array.contains.push(Contains {
                schema: self.id(contains),
                least: least.map_or(1, |least| least.value),
                most: most.map(|most| most.value),
            });
        }
    }

    /// Without applicators, nothing but the keywords beside it evaluates anything, so that
    /// `unevaluated…` is `additionalProperties` and `items` (core §11). What applicators evaluate is
    /// known for an instance alone.
    fn unevaluated(&mut self, cursor: Cursor<'a>, schema: &mut Schema<'a>) {
        let applies = schema.reference.is_some()
            || !schema.all_of.is_empty()
            || !schema.applicators.any_of.is_empty()
            || !schema.applicators.one_of.is_empty()
            || !schema.applicators.conditionals.is_empty();
        for name in ["unevaluatedProperties", "unevaluatedItems"] {
            let Some(value) = cursor.get(name) else { continue };
            let free = value.as_bool() == Some(true);
            let own = if name == "unevaluatedItems" {
                &mut schema.array.items
            } else {
                &mut schema.object.additional
            };
            if free || own.is_some() {
                continue;
            }
            if applies || (name == "unevaluatedItems" && !schema.array.contains.is_empty()) {
                self.refused(name, value);
            } else {
                let id = self.boolean_or_schema(value);
                let own = if name == "unevaluatedItems" {
                    &mut schema.array.items
                } else {
                    &mut schema.object.additional
                };
                *own = Some(id);
            }
        }
    }

    /// `dependentSchemas` is short for conditionals (core §10.2.2.4).
    fn dependent_schemas(&mut self, schema: &mut Schema<'a>, value: Cursor<'a>) {
        if !value.is_mapping() {
            self.wrong(value, "`dependentSchemas`", "a mapping of names to schemas");
        }
        for (property, dependent) in value.entries() {
            let mut condition = Schema::new(dependent.place());
            condition.object.required.push(Placed { value: property, place: dependent.place() });
            condition.types = Some(Placed { value: Types::OBJECT, place: dependent.place() });
            let condition = self.schemas.push(condition);
            let then = Some(self.id(dependent));
            schema.applicators.conditionals.push(Conditional { condition, then, otherwise: None });
        }
    }

    /// `dependentRequired` is short for conditionals (validation §6.5.4).
    fn dependent_required(&mut self, schema: &mut Schema<'a>, value: Cursor<'a>) {
        if !value.is_mapping() {
            self.wrong(value, "`dependentRequired`", "a mapping of names to lists of names");
        }
        for (_, needed) in value.entries() {
            let Some(property) = needed.key() else { continue };
            let mut condition = Schema::new(needed.place());
            condition.object.required.push(Placed { value: property, place: needed.place() });
            condition.types = Some(Placed { value: Types::OBJECT, place: needed.place() });
            let mut then = Schema::new(needed.place());
            then.object.required = self.names(needed);
            let condition = self.schemas.push(condition);
            let then = self.schemas.push(then);
            schema.applicators.conditionals.push(Conditional {
                condition,
                then: Some(then),
                otherwise: None,
            });
        }
    }

    fn applicators(&mut self, schema: &mut Schema<'a>, name: &str, value: Cursor<'a>) -> bool {
        match name {
            "allOf" => schema.all_of = self.branches(value),
            "anyOf" => schema.applicators.any_of.push(self.alternatives(value)),
            "oneOf" => schema.applicators.one_of.push(self.alternatives(value)),
            "not" => schema.applicators.not.push(self.id(value)),
            "if" | "then" | "else" => {}
            _ => return false,
        }
        true
    }

    fn branches(&mut self, value: Cursor<'a>) -> Vec<SchemaId> {
        if value.items().next().is_none() {
            self.wrong(
                value,
                &format!("`{}`", value.key().unwrap_or_default()),
                "a list of one schema at least",
            );
        }
        value.items().map(|branch| self.id(branch)).collect()
    }

    fn alternatives(&mut self, value: Cursor<'a>) -> Branches {
        let discriminator = value.parent().and_then(|schema| schema.get("discriminator"));
        Branches {
            place: value.place(),
            schemas: self.branches(value),
            discriminator: discriminator.map(Cursor::place),
        }
    }

    /// `then` and `else` mean nothing without `if` (core §10.2.2).
    fn conditional(&mut self, cursor: Cursor<'a>, schema: &mut Schema<'a>) {
        let (then, otherwise) = (cursor.get("then"), cursor.get("else"));
        if let Some(condition) = cursor.get("if") {
            let conditional = Conditional {
                condition: self.id(condition),
                then: then.map(|branch| self.id(branch)),
                otherwise: otherwise.map(|branch| self.id(branch)),
            };
            schema.applicators.conditionals.push(conditional);
            return;
        }
        for branch in [then, otherwise].into_iter().flatten() {
            let name = branch.key().unwrap_or_default();
            self.diagnostics.warning(
                codes::IGNORED,
                branch.key_place(),
                format!("`{name}` without `if` has no effect"),
            );
        }
    }

    fn annotations(&mut self, annotations: &mut Annotations<'a>, name: &str, value: Cursor<'a>) -> bool {
        match name {
            "title" => annotations.title = self.text(value),
            "description" => annotations.description = self.text(value),
            "deprecated" => annotations.deprecated = self.flag(value),
            "readOnly" => annotations.read_only = self.flag(value),
            "writeOnly" => annotations.write_only = self.flag(value),
            "default" => annotations.default = Some(value),
            "example" => annotations.examples.push(value),
            "examples" => annotations.examples.extend(value.items()),
            _ => return false,
        }
        true
    }

    fn extensions(&mut self, extensions: &mut Extensions<'a>, name: &str, value: Cursor<'a>) {
        match name {
            "x-sensitive" => extensions.sensitive = self.flag(value),
            "x-enum-varnames" => extensions.value_names = Some(value),
            "x-enum-descriptions" => extensions.value_descriptions = Some(value),
            "x-rust-name" => {
                extensions.rust_name =
                    self.text(value).map(|text| Placed { value: text, place: value.place() });
            }
            _ => {}
        }
    }

    /// OpenAPI 3.0: `nullable`, and bounds that a flag makes exclusive (§4.7.24).
    fn spellings_of_30(&mut self, cursor: Cursor<'a>, schema: &mut Schema<'a>) {
        if self.version == Version::V3_1 {
            return;
        }
        if cursor.get("nullable").is_some_and(|value| self.flag(value)) {
            match &mut schema.types {
                Some(types) => types.value = types.value.union(Types::NULL),
                None => {
                    self.diagnostics.warning(
                        codes::IGNORED,
                        cursor.place(),
                        "`nullable` without `type` has no effect (OpenAPI 3.0.4, §4.7.24.2)",
                    );
                }
            }
        }
        if cursor.get("exclusiveMinimum").and_then(Cursor::as_bool) == Some(true) {
            schema.number.exclusive_minimum = schema.number.minimum.take();
        }
        if cursor.get("exclusiveMaximum").and_then(Cursor::as_bool) == Some(true) {
            schema.number.exclusive_maximum = schema.number.maximum.take();
        }
    }
}
