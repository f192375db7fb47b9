//! Parameters of operations: their types, and how each is written.

use crate::diagnostic::codes as code;
use crate::ir::{Docs, Input, Part, Type, TypeDef, TypeId, TypeKind};
use crate::lower::describe;
use crate::lower::describe::annotations;
use crate::lower::naming::{Case, Scope};
use crate::lower::rules::RuleLowering;
use crate::lower::types::TypeLowering;
use crate::markdown::code;
use crate::openapi::{self, Location, Style};
use crate::schema::{JsonTypes, Located, Schema, SchemaId};
use crate::source::Place;

pub fn input_type<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    parameter: &'x openapi::Parameter<'a>,
    operation: &str,
) -> Option<(&'x openapi::Parameter<'a>, Part, SchemaId, Type)> {
    let place = parameter.place;
    let part = match parameter.location {
        Location::Path => Part::Path,
        Location::Query => Part::Query,
        Location::Header => Part::Header,
        Location::Cookie => Part::Cookie,
    };
    // Three headers are described elsewhere, and ignored here (OpenAPI 3.1.1 §4.8.12.2).
    let own_place = ["accept", "content-type", "authorization"];
    if part == Part::Header && own_place.contains(&parameter.name.to_ascii_lowercase().as_str()) {
        return None;
    }
    let declared = parameter.schema.and_then(|schema| lowering.analysis.schemas.at(schema.place()));
    // A parameter that only the path names is a string.
    let undeclared = declared.is_none() && part == Part::Path && parameter.content.is_none();
    let Some(id) = declared.or_else(|| undeclared.then(|| string_schema(lowering, place))) else {
        // A parameter with neither was reported when it was read.
        if parameter.content.is_some() {
            lowering.unsupported(place, "a parameter with `content`");
        }
        return None;
    };
    if parameter.allow_empty_value {
        let message = "`allowEmptyValue` has no effect: a value is written, or the parameter is left out";
        lowering.diagnostics.warning(code::IGNORED, place, message);
    }
    let known = match (part, parameter.style) {
        (Part::Path | Part::Header, Style::Simple) | (Part::Query | Part::Cookie, Style::Form) => true,
        (Part::Query, Style::SpaceDelimited | Style::PipeDelimited) => !parameter.explode,
        _ => false,
    };
    if !known || parameter.allow_reserved {
        lowering.unsupported(place, "a parameter of this style");
        return None;
    }
    let token = |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter);
    if matches!(part, Part::Header | Part::Cookie) && !parameter.name.chars().all(token) {
        lowering
            .diagnostics
            .error(code::BAD_VALUE, place, format!("`{}` is no name of a header or cookie", parameter.name))
            .help("use letters, digits and `-` (RFC 9110 §5.6.2)");
        return None;
    }
    let (id, type_) = parameter_type(lowering, parameter, part, id, operation)?;
    Some((parameter, part, id, type_))
}

/// The type of a parameter, and its schema: a string where the schema has a fault that was reported.
fn parameter_type<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    parameter: &openapi::Parameter<'a>,
    part: Part,
    id: SchemaId,
    operation: &str,
) -> Option<(SchemaId, Type)> {
    let place = parameter.place;
    if lowering.analysis.has_no_value(id) {
        let message = format!("no value of the parameter `{}` is valid", parameter.name);
        let diagnostic = lowering.diagnostics.error(code::CONTRADICTION, place, message);
        diagnostic.help("mend the schema, or remove the parameter");
        return None;
    }
    let hint = format!("{operation} {}", parameter.name);
    let type_ref = lowering.lower_type(id, &hint);
    // A URL or a header has no null: what is null is left out.
    if is_plain(lowering, &type_ref.type_, part) {
        return Some((id, type_ref.type_));
    }
    if lowering.analysis.schemas.has_fault(id) {
        return Some((string_schema(lowering, place), Type::String));
    }
    lowering.unsupported(place, "a parameter that is neither a scalar nor, in the query, a list of scalars");
    None
}

/// A schema of strings, for a parameter without a schema, or with a faulty one.
fn string_schema(lowering: &mut TypeLowering<'_, '_>, place: Place) -> SchemaId {
    let types = Some(Located { value: JsonTypes::STRING, place });
    lowering.analysis.schemas.add(Schema { types, ..Schema::new(place) })
}

/// Whether a value can be written into a URL or a header.
fn is_plain(lowering: &mut TypeLowering<'_, '_>, type_: &Type, part: Part) -> bool {
    match type_ {
        Type::Bool
        | Type::Integer(_)
        | Type::F64
        | Type::String
        | Type::Formatted(_)
        | Type::Secret
        | Type::TimestampMs => true,
        Type::Named(id) => match lowering.get(*id).kind {
            TypeKind::Enumeration(_) => true,
            TypeKind::Union(_) => is_of_scalars(lowering, *id),
            _ => false,
        },
        Type::List(item) => {
            part == Part::Query && !matches!(**item, Type::List(_)) && is_plain(lowering, item, part)
        }
        Type::Value | Type::Tuple(_) | Type::Map(_) | Type::Nullable(_) => false,
    }
}

/// Whether each variant of a union is a boolean, a number or a string. The types of the variants are not
/// there yet.
fn is_of_scalars(lowering: &mut TypeLowering<'_, '_>, union: TypeId) -> bool {
    let scalars = JsonTypes::BOOLEAN.union(JsonTypes::NUMBER).union(JsonTypes::STRING);
    let plan = lowering.origin(union).schema.and_then(|flat| lowering.analysis.union_of(flat));
    plan.is_some_and(|plan| plan.rows.iter().all(|row| scalars.contains(row.signature.types)))
}

/// Says of the unions that are parameters, or items or variants of one, that they are.
fn mark_unions(lowering: &mut TypeLowering<'_, '_>, type_: &Type) {
    match type_ {
        Type::List(item) => mark_unions(lowering, item),
        Type::Named(id) => {
            let Some(TypeDef { kind: TypeKind::Union(union), .. }) = lowering.definitions.get_mut(id.index())
            else {
                return;
            };
            if !std::mem::replace(&mut union.parameter, true) {
                for variant in union.variants.clone() {
                    mark_unions(lowering, &variant.type_);
                }
            }
        }
        _ => {}
    }
}

pub fn finished_input(
    lowering: &mut RuleLowering<'_, '_, '_>,
    scope: &mut Scope,
    (parameter, part, id, type_): &(&openapi::Parameter<'_>, Part, SchemaId, Type),
) -> Input {
    let location = match part {
        Part::Path => "path",
        Part::Query => "query",
        Part::Header => "header",
        Part::Cookie => "cookie",
    };
    mark_unions(lowering.types, type_);
    let rules = lowering.rules(*id, type_);
    let mut documented =
        annotations::documented_use(lowering.types, *id, type_, parameter.description.is_some());
    documented.annotations.examples.extend(parameter.example.iter().chain(&parameter.examples));
    let deprecated = documented.annotations.deprecated.take().is_some() || parameter.deprecated;
    let what = format!("The {location} parameter {}", code(parameter.name));
    let docs: Docs = describe::input(
        lowering.types,
        (&what, parameter.name),
        parameter.description,
        type_,
        &rules,
        &documented,
    );
    Input {
        name: scope.name_of(&[parameter.name, &format!("{location} {}", parameter.name)], Case::Snake),
        wire: parameter.name.to_owned(),
        part: *part,
        docs,
        deprecated,
        type_: type_.clone(),
        required: parameter.required,
        separator: separator(parameter),
        rules,
    }
}

/// What stands between the items of a list (OpenAPI 3.1.1 §4.8.12.6).
fn separator(parameter: &openapi::Parameter<'_>) -> Option<&'static str> {
    match parameter.style {
        _ if parameter.explode => None,
        Style::SpaceDelimited => Some(" "),
        Style::PipeDelimited => Some("|"),
        _ => Some(","),
    }
}
