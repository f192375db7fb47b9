//! The fields of structs.

use std::collections::BTreeSet;

use crate::analysis::{Fallback, annotations};
use crate::diagnostic::{codes, codes as code};
use crate::ir::{Additional, Docs, Field, Name, Pointer, PreservedFor, Type, TypeDef, TypeId, TypeKind};
use crate::lower::naming::{Case, Scope};
use crate::lower::types::{TypeLowering, union};
use crate::schema::{Located, ObjectRules, Schema, SchemaId};
use crate::source::Place;

pub fn fields(lowering: &mut TypeLowering<'_, '_>, type_id: TypeId, flat: SchemaId) {
    let schema = lowering.analysis.schemas.shared(flat);
    let owner = union::word_for(lowering, type_id, flat);
    let mut scope = Scope::with(&["build", "builder"]);
    let mut fields = Vec::new();
    let mut schemas = Vec::new();
    let unlisted = unlisted(lowering, &schema);
    let listed = schema.object.properties.iter().map(|(wire, property)| (*wire, *property));
    let properties: Vec<_> = listed.chain(unlisted).collect();
    if !are_few_enough(lowering, properties.len(), schema.place) {
        return;
    }
    let names = field_names(lowering, &properties, &mut scope);
    let required: BTreeSet<_> = schema.object.required.iter().map(|name| name.value).collect();
    for ((wire, property), name) in properties.into_iter().zip(names) {
        let type_ref = lowering.lower_type(property, &format!("{owner} {}", name.plain()));
        fields.push(Field {
            at: lowering.at(property),
            name,
            wire: wire.to_owned(),
            docs: Docs::default(),
            deprecated: annotations::all_annotations(&mut lowering.analysis, property).deprecated.is_some(),
            type_: type_ref.type_,
            required: required.contains(wire),
            required_in_one_direction: false,
            nullable: type_ref.nullable,
            pointer: Pointer::None,
            default: None,
            rules: Vec::new(),
        });
        schemas.push(property);
    }
    let additional_field = scope.name("additional properties", Case::Snake);
    let additional = additional(lowering, &schema, &owner, &additional_field);
    if let Some(origin) = lowering.origins.get_mut(type_id.0) {
        origin.fields = schemas;
        origin.additional_field = Some(additional_field);
    }
    if let Some(TypeDef { kind: TypeKind::Struct(structure), .. }) = lowering.definitions.get_mut(type_id.0) {
        structure.fields = fields;
        structure.additional = additional;
    }
}

/// The names of the fields of some properties.
fn field_names<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    properties: &[(&'a str, SchemaId)],
    scope: &mut Scope,
) -> Vec<Name> {
    let names = properties.iter().map(|(wire, property)| {
        let schema = lowering.analysis.schemas.get(*property);
        let authored = schema.extensions.rust_name;
        let spelling = Located { value: *wire, place: schema.place };
        (authored, authored.is_none().then(|| scope.name_at(spelling, Case::Snake)))
    });
    let names: Vec<_> = names.collect();
    let documented = names.iter().filter_map(|(authored, _)| authored.map(|name| name.place));
    lowering.documented.extend(documented);
    let mut given = |name| scope.authored(name, Case::Snake, lowering.diagnostics);
    names.into_iter().filter_map(|(authored, name)| name.or_else(|| authored.map(&mut given))).collect()
}

/// A required property that is not among `properties` must be there all the same, with whatever
/// value additional properties may have.
fn unlisted<'a>(lowering: &mut TypeLowering<'a, '_>, schema: &Schema<'a>) -> Vec<(&'a str, SchemaId)> {
    let properties = &schema.object.properties;
    let mut unlisted = Vec::new();
    for required in &schema.object.required {
        if properties.contains_key(required.value) {
            continue;
        }
        let message = format!("`{}` is required and is not among the properties", required.value);
        let diagnostic = lowering.diagnostics.warning(code::UNKNOWN_PROPERTY, required.place, message);
        diagnostic.help(format!(
            "add `{}` to `properties` to say which values it has: until then any value will do",
            required.value
        ));
        // Not refused, since nothing is wrong with it by the letter, and descriptions in use have it.
        if let Some(near) = lowering.analysis.sources.nearest(required.value, properties.keys().copied()) {
            diagnostic.label(format!("did you mean `{near}`?"));
        }
        let named = lowering.analysis.schemas.named(&schema.object, required.value, required.place);
        let matched =
            lowering.analysis.schemas.matcher().matches_one(&schema.object.patterns, required.value);
        let additional = schema.object.additional.filter(|_| !matched);
        let intersection =
            named.into_iter().chain(additional).reduce(|a, b| lowering.analysis.schemas.intersect(a, b));
        let any = intersection.unwrap_or_else(|| lowering.analysis.schemas.true_schema(required.place));
        unlisted.push((required.value, any));
    }
    unlisted
}

/// What becomes of the properties without a field, as far as the keywords that know their names say.
pub fn additional<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    schema: &Schema<'a>,
    owner: &str,
    others: &Name,
) -> Additional {
    let object = &schema.object;
    let patterns: Vec<_> = object.patterns.iter().map(|(_, schema)| *schema).collect();
    match object.additional {
        None if patterns.is_empty() && object.names.is_none() => return Additional::Ignore,
        Some(additional) if patterns.is_empty() && lowering.analysis.is_never(additional) => {
            return Additional::Refuse;
        }
        _ => {}
    }
    let common = lowering.common_type(&patterns, object.additional, owner);
    if common.is_none() && !patterns.is_empty() {
        let reason = "properties whose names match a pattern have no type in common with others";
        lowering.records.fell_back_in_part(schema.place, Fallback::new(schema.place, reason));
    }
    let type_ = common.unwrap_or(Type::Value);
    Additional::Keep { field: others.clone(), docs: Docs::default(), type_, rules: Vec::new() }
}

/// How many fields there may be in all: more than that, no machine compiles. A chain of `allOf` has as many as the square
/// of its length.
const MOST_FIELDS: usize = 200_000;

/// How many values all enumerations may have together, those that rules list included.
const MOST_VALUES: usize = 2_000_000;

impl TypeLowering<'_, '_> {
    /// Whether there are more fields, values or schemas than there may be, so that nothing is emitted.
    pub fn are_too_many(&self) -> bool {
        self.fields > MOST_FIELDS || self.values > MOST_VALUES || self.analysis.schemas.is_incomplete()
    }

    /// Whether there are too many, which is reported then.
    pub fn gives_up(&mut self) -> bool {
        let gives_up = self.are_too_many();
        if gives_up {
            self.analysis.schemas.report(self.diagnostics);
        }
        gives_up
    }
}

/// Whether structs may have so many more fields. If not, it is reported once.
pub fn are_few_enough(lowering: &mut TypeLowering<'_, '_>, fields: usize, place: Place) -> bool {
    let before = lowering.fields;
    lowering.fields += fields;
    if before <= MOST_FIELDS && lowering.fields > MOST_FIELDS {
        let message = format!("types with more than {MOST_FIELDS} fields in all are not supported");
        lowering.diagnostics.error(codes::UNSUPPORTED, place, message).help(
            "generate a part of the description: each schema has the properties of all that it has in `allOf`, and of what these have in theirs",
        );
    }
    lowering.fields <= MOST_FIELDS
}

/// Counts the values of an enumeration or of a rule. If there are more in all than there may be, it is reported once.
pub fn count_values(lowering: &mut TypeLowering<'_, '_>, values: usize, place: Place) {
    let before = lowering.values;
    lowering.values += values;
    if before <= MOST_VALUES && lowering.values > MOST_VALUES {
        let message = format!("enumerations with more than {MOST_VALUES} values in all are not supported");
        lowering.diagnostics.error(codes::UNSUPPORTED, place, message).help(
            "generate a part of the description: each schema has the values of all that it has in `allOf`",
        );
    }
}

/// The keyword that is about the names of properties, where `additionalProperties` does not ask for others anyway.
pub fn preserved_for(lowering: &TypeLowering<'_, '_>, object: &ObjectRules<'_>) -> Option<PreservedFor> {
    let pattern = object.patterns.first();
    let pattern =
        pattern.map(|(pattern, _)| PreservedFor { keyword: "patternProperties", place: pattern.place });
    let names = object.names.map(|names| lowering.analysis.schemas.get(names).place);
    let names = names.map(|place| PreservedFor { keyword: "propertyNames", place });
    pattern.or(names).filter(|_| object.additional.is_none())
}

/// Works out the fields of the structs, and the variants of the unions, whose turn has not come yet.
pub fn drain(lowering: &mut TypeLowering<'_, '_>) {
    while let Some((type_id, flat)) = lowering.queue.pop_front() {
        match &lowering.get(type_id).kind {
            TypeKind::Union(_) => union::variants(lowering, type_id, flat),
            _ => fields(lowering, type_id, flat),
        }
    }
}
