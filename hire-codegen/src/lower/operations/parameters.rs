//! Parameters of operations: their types, and how each is written.

use heck::ToShoutySnakeCase as _;

use super::content::{component_name, media_schema};
use super::encodings;
use crate::diagnostic::codes as code;
use crate::ir::{self, At, Docs, Input, Serialization, Type};
use crate::lower::describe;
use crate::lower::describe::annotations;
use crate::lower::naming::{Case, Scope};
use crate::lower::rules::RuleLowering;
use crate::lower::types::TypeLowering;
use crate::markdown::code;
use crate::openapi::{self, Location, Style};
use crate::schema::{JsonTypes, Located, Schema, SchemaId};
use crate::source::Place;

const SCALARS: JsonTypes = JsonTypes::SCALARS;

/// A parameter whose type is decided.
pub struct PendingInput<'x, 'a> {
    parameter: &'x openapi::Parameter<'a>,
    schema: SchemaId,
    pub type_: Type,
    serialization: Option<Serialization>,
    /// Of a form that is the whole query, the properties that are not written as the others are.
    styles: Vec<(String, Serialization)>,
}

pub fn input_type<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    parameter: &'x openapi::Parameter<'a>,
    operation: &str,
) -> Option<PendingInput<'x, 'a>> {
    let place = parameter.place;
    let location = parameter.location;
    let declared = parameter.schema.and_then(|schema| lowering.analysis.schemas.at(schema.place()));
    let schema = match &parameter.content {
        Some(media) => media_schema(lowering, media),
        // One without a schema was reported when it was read.
        None => declared.unwrap_or_else(|| string_schema(lowering, place)),
    };
    report_ignored(lowering, parameter);
    if matches!(location, Location::Header | Location::Cookie) && !openapi::is_token(parameter.name) {
        let message = format!("`{}` is no name of a header or cookie", parameter.name);
        let diagnostic = if parameter.required {
            lowering.diagnostics.error(code::BAD_VALUE, place, message)
        } else {
            lowering.diagnostics.warning(code::BAD_VALUE, place, message + ", and is never sent")
        };
        diagnostic.help("use letters, digits and `-` (RFC 9110 §5.6.2)");
        return None;
    }
    // What a faulty schema says of how values are written is not known; the fault has been reported.
    let faulty = lowering.analysis.schemas.has_fault(schema);
    let schema = if faulty { string_schema(lowering, place) } else { schema };
    if lowering.analysis.has_no_value(schema) {
        let message = format!("no value of the parameter `{}` is valid", parameter.name);
        let diagnostic = lowering.diagnostics.error(code::CONTRADICTION, place, message);
        diagnostic.help("mend the schema, or remove the parameter");
        return None;
    }
    if !faulty && let Some((what, written, instead)) = undefined(lowering, parameter, schema) {
        let message = format!("OpenAPI does not define how {what} is written, and it is written {written}");
        lowering.diagnostics.warning(code::UNDEFINED_STYLE, place, message).help(format!("write {instead}"));
    }
    let serialization = serialization(lowering, parameter, schema);
    let component = component_name(lowering, parameter.place, "parameter");
    let hint = component.unwrap_or_else(|| format!("{operation} {}", parameter.name));
    let type_ref = lowering.lower_type(schema, &hint);
    let styles = styles(lowering, parameter, schema);
    // A URL or a header has no null: what is null is left out.
    Some(PendingInput { parameter, schema, type_: type_ref.type_, serialization, styles })
}

/// The properties of a form that is the whole query which are not written as the others are.
fn styles(
    lowering: &mut TypeLowering<'_, '_>,
    parameter: &openapi::Parameter<'_>,
    schema: SchemaId,
) -> Vec<(String, Serialization)> {
    let Some(media) = &parameter.content else { return Vec::new() };
    if is_whole_form(parameter, media) {
        encodings::report_unknown(lowering, media, schema);
        return encodings::form_styles(lowering, media, schema);
    }
    encodings::report_idle(lowering, media, "only a form in `in: querystring` has encodings here");
    Vec::new()
}

/// Whether a parameter is the whole query, as a form.
fn is_whole_form(parameter: &openapi::Parameter<'_>, media: &openapi::MediaType<'_>) -> bool {
    parameter.location == Location::QueryString
        && media.range.subtype.eq_ignore_ascii_case("x-www-form-urlencoded")
}

/// Reports keys that have no effect.
fn report_ignored(lowering: &mut TypeLowering<'_, '_>, parameter: &openapi::Parameter<'_>) {
    let ignored = [
        (
            parameter.allow_empty_value,
            "`allowEmptyValue` has no effect: a value is written, or the parameter is left out",
        ),
        (
            parameter.allow_reserved && parameter.location != Location::Query,
            "`allowReserved` has no effect outside of the query",
        ),
    ];
    for (_, message) in ignored.into_iter().filter(|(is_there, _)| *is_there) {
        lowering.diagnostics.warning(code::IGNORED, parameter.place, message);
    }
}

/// A schema of strings, for a parameter without a schema, or with a faulty one.
pub fn string_schema(lowering: &mut TypeLowering<'_, '_>, place: Place) -> SchemaId {
    let types = Some(Located { value: JsonTypes::STRING, place });
    lowering.analysis.schemas.add(Schema { types, ..Schema::new(place) })
}

/// What OpenAPI does not define (§4.8.12.3 and the table of §4.8.12.4) of a parameter, whatever its value is, how that is
/// written, and what to write in the description instead.
fn undefined(
    lowering: &mut TypeLowering<'_, '_>,
    parameter: &openapi::Parameter<'_>,
    schema: SchemaId,
) -> Option<(String, &'static str, &'static str)> {
    let types = lowering.analysis.signature(schema).types;
    // A schema without any value has a fault of its own.
    if types.is_empty() {
        return None;
    }
    if let Some(media) = &parameter.content {
        let is_form = parameter.location == Location::QueryString;
        let what = || format!("a list or an object as `{}`", media.name);
        let instead = "`application/json`, or a schema of strings";
        return (!is_json(media) && !is_form && is_container(types)).then(|| (what(), "as JSON", instead));
    }
    let (style, explode) = (parameter.style, parameter.explode);
    let name = style.as_str();
    match style {
        Style::SpaceDelimited | Style::PipeDelimited if SCALARS.contains(types) => Some((
            format!("a value of the style `{name}` that is no list and no object"),
            "as a list of one",
            "`style: form`",
        )),
        Style::SpaceDelimited | Style::PipeDelimited if explode => Some((
            format!("the style `{name}` with `explode: true`"),
            "in the style `form`",
            "`explode: false`, or `style: form`",
        )),
        Style::DeepObject if SCALARS.contains(types) => {
            Some((format!("a scalar in the style `{name}`"), "in the style `form`", "`style: form`"))
        }
        Style::DeepObject if !types.contains(JsonTypes::OBJECT) => Some((
            format!("a list in the style `{name}`"),
            "with the index of each item: `name[0]=`",
            "`style: form`",
        )),
        Style::DeepObject if !explode => Some((
            format!("the style `{name}` with `explode: false`"),
            "as with `explode: true`",
            "`explode: true`",
        )),
        Style::DeepObject => None,
        _ => is_nested(lowering, schema).then(|| {
            (
                format!("a list or an object within another in the style `{name}`"),
                "as JSON",
                "`content` with `application/json` instead of `schema`",
            )
        }),
    }
}

fn is_json(media: &openapi::MediaType<'_>) -> bool {
    media.range.is_json() || media.range.is_range_with_json()
}

fn is_container(types: JsonTypes) -> bool {
    !types.is_empty() && JsonTypes::ARRAY.union(JsonTypes::OBJECT).contains(types)
}

/// Whether each value, unless it is empty, is a list or an object with another in it.
fn is_nested(lowering: &mut TypeLowering<'_, '_>, schema: SchemaId) -> bool {
    let types = lowering.analysis.signature(schema).types;
    let flat = lowering.analysis.flattened(schema);
    let Schema { array, object, .. } = lowering.analysis.schemas.get(flat);
    let inner: Vec<SchemaId> = if types == JsonTypes::ARRAY {
        array.items.filter(|_| array.prefix.is_empty()).into_iter().collect()
    } else if types == JsonTypes::OBJECT && object.properties.is_empty() {
        object.additional.into_iter().collect()
    } else if types == JsonTypes::OBJECT {
        object.required.iter().filter_map(|name| object.properties.get(name.value)).copied().collect()
    } else {
        Vec::new()
    };
    inner.into_iter().any(|inner| is_container(lowering.analysis.signature(inner).types))
}

/// How a parameter is written, unless that is what its place is written in.
fn serialization(
    lowering: &mut TypeLowering<'_, '_>,
    parameter: &openapi::Parameter<'_>,
    schema: SchemaId,
) -> Option<Serialization> {
    if let Some(media) = &parameter.content {
        // A form is what the whole query is by itself.
        if is_whole_form(parameter, media) {
            return None;
        }
        let is_text = !is_json(media) && !is_container(lowering.analysis.signature(schema).types);
        let style = if is_text { "TEXT" } else { "JSON" }.to_owned();
        return Some(Serialization { style, explode: None, allow_reserved: false });
    }
    let style = parameter.style;
    // Of what is no list and no object, nothing is exploded.
    let is_scalar = SCALARS.contains(lowering.analysis.signature(schema).types);
    let explode = Some(parameter.explode).filter(|explode| *explode != style.explodes() && !is_scalar);
    let is_query = parameter.location == Location::Query;
    let allow_reserved = (parameter.allow_reserved && is_query) || parameter.spans_segments;
    let is_usual = style == parameter.location.default_style() && explode.is_none() && !allow_reserved;
    let style = style.as_str().to_shouty_snake_case();
    (!is_usual).then_some(Serialization { style, explode, allow_reserved })
}

/// Where a request carries the parameters of a location.
pub fn of_request(location: Location) -> ir::Location {
    match location {
        Location::Path => ir::Location::Path,
        Location::Query => ir::Location::Query,
        Location::QueryString => ir::Location::QueryString,
        Location::Header => ir::Location::Header,
        Location::Cookie => ir::Location::Cookie,
    }
}

pub fn finished_input(
    lowering: &mut RuleLowering<'_, '_, '_>,
    scope: &mut Scope,
    PendingInput { parameter, schema, type_, serialization, styles }: &PendingInput<'_, '_>,
) -> Input {
    let location = parameter.location;
    let rules = lowering.rules(*schema, type_);
    let mut documented =
        annotations::documented_use(lowering.types, *schema, type_, parameter.description.is_some());
    let of_content = parameter.content.iter().flat_map(|media| &media.examples);
    let examples = parameter.example.iter().chain(&parameter.examples).chain(of_content);
    documented.annotations.examples.extend(examples);
    let deprecated = documented.annotations.deprecated.take().is_some() || parameter.deprecated;
    let what = format!("The {} parameter {}", location.as_str(), code(parameter.name));
    let docs: Docs = describe::input(
        lowering.types,
        (&what, parameter.name),
        parameter.description,
        type_,
        &rules,
        &documented,
    );
    Input {
        at: At(parameter.place),
        name: scope
            .name_of(&[parameter.name, &format!("{} {}", location.as_str(), parameter.name)], Case::Snake),
        wire: parameter.name.to_owned(),
        location: of_request(location),
        docs,
        deprecated,
        type_: type_.clone(),
        required: parameter.required,
        serialization: serialization.clone(),
        styles: styles.clone(),
        rules,
    }
}
