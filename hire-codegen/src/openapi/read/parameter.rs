//! Parameters (§4.8.12).

use std::borrow::Cow;

use indexmap::IndexMap;

use super::object::Object;
use super::reader::Reader;
use super::reference::Component;
use super::{content, keys};
use crate::diagnostic::codes::{
    BAD_VALUE, DUPLICATE_PARAMETER, IGNORED_HEADER, OPTIONAL_PATH_PARAMETER, WRONG_TYPE,
};
use crate::openapi::{Location, Parameter, Style};
use crate::source::{Cursor, Place};

const LOCATIONS: &[(&str, Location)] = &[
    ("query", Location::Query),
    ("path", Location::Path),
    ("header", Location::Header),
    ("cookie", Location::Cookie),
    ("querystring", Location::QueryString),
];

/// A parameter, and where an operation or path item has it: a component is declared in one place, and used in
/// several.
#[derive(Clone)]
pub(super) struct Used<'a> {
    pub(super) place: Place,
    pub(super) parameter: Parameter<'a>,
}

/// The member `parameters` of an operation or path item.
pub(super) fn parameters<'a>(reader: &mut Reader<'a, '_>, object: Object<'a>) -> Vec<Used<'a>> {
    let mut all: IndexMap<_, Used<'a>> = IndexMap::new();
    let nodes = reader.list(object, "parameters").into_iter();
    // A list among them stands for its entries, as bundlers have it.
    let nodes = nodes.flat_map(|node| {
        let list = node.get("$ref").and_then(|it| it.resolve(it.as_str()?).ok()).unwrap_or(node);
        if list.is_sequence() { list.items().collect() } else { vec![node] }
    });
    for node in nodes.collect::<Vec<_>>() {
        if node.is_null() {
            let message = "an entry of `parameters` without a value is left out";
            reader.diagnostics.warning(WRONG_TYPE, node.place(), message).help("remove the entry");
            continue;
        }
        let Some(parameter) = parameter(reader, node) else {
            continue;
        };
        let place = node.get("$ref").or(node.get("name"));
        let place = place.unwrap_or(node).place();
        if let Some(first) = all.get(&identity(&parameter)) {
            let location = parameter.location.as_str();
            let message = format!("the {location} parameter `{}` is there twice", parameter.name);
            let diagnostic =
                reader.diagnostics.warning(DUPLICATE_PARAMETER, place, message + ", and the first counts");
            diagnostic.label("here again").related(first.place, "here first");
        } else {
            all.insert(identity(&parameter), Used { place, parameter });
        }
    }
    all.into_values().collect()
}

/// The Parameter Object, or a reference to one. None for a header that other objects of OpenAPI describe.
pub(super) fn parameter<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>) -> Option<Parameter<'a>> {
    let target = reader.follow(node, Component::Parameter)?;
    let object = reader.object(target.cursor, &keys::PARAMETER)?;
    let name = reader.required_string(object, "name");
    let location = reader.required(object, "in");
    let location = location.and_then(|it| reader.one_of(it, LOCATIONS));
    let description = reader.string(object, "description");
    let required = reader.flag(object, "required");
    let deprecated = reader.flag(object, "deprecated").unwrap_or(false);
    let allow_reserved = reader.flag(object, "allowReserved").unwrap_or(false);
    let allow_empty_value = reader.flag(object, "allowEmptyValue").unwrap_or(false);
    let explode = reader.flag(object, "explode");
    let style = object.get("style").filter(|it| !it.is_null() && !is_style_of_cookies(reader, *it));
    let style = style.and_then(|it| Some((it, reader.one_of(it, &Style::NAMES)?)));
    let described = content::described(reader, object);
    let (name, location) = (name?, location?);
    let style = allowed_style(reader, style, location);
    if location == Location::QueryString && !reader.version.has_query_strings() {
        let place = object.get("in").map_or(object.cursor.key_place(), Cursor::place);
        let diagnostic = reader.diagnostics.warning(BAD_VALUE, place, "`querystring` is of OpenAPI 3.2");
        diagnostic.help("write `openapi: 3.2.0`, or a parameter for each pair of the query");
    }
    if location == Location::Path && required != Some(true) {
        optional_path(reader, object, name);
    }
    if location == Location::Header && ignored_header(reader, object, name) {
        return None;
    }
    Some(Parameter {
        place: target.cursor.key_place(),
        name,
        location,
        required: required.unwrap_or(false) || location == Location::Path,
        description: target.description.or(description),
        deprecated,
        style,
        explode: explode.unwrap_or(style.explodes()),
        allow_reserved,
        spans_segments: false,
        allow_empty_value,
        schema: described.schema,
        content: described.content,
        example: described.example,
        examples: described.examples,
    })
}

/// The style that OpenAPI 3.2 has for cookies differs from `form` in what is percent-encoded alone.
fn is_style_of_cookies<'a>(reader: &mut Reader<'a, '_>, style: Cursor<'a>) -> bool {
    let is_cookie = style.as_str() == Some("cookie");
    if is_cookie {
        let message = "the style `cookie` is of OpenAPI 3.2, and is written as the style `form`";
        reader.diagnostics.warning(BAD_VALUE, style.place(), message);
    }
    is_cookie
}

/// A parameter that a path names and nothing declares: a string.
pub(super) fn undeclared(name: &str, operation: Place) -> Parameter<'_> {
    Parameter {
        place: operation,
        name,
        location: Location::Path,
        required: true,
        description: None,
        deprecated: false,
        style: Style::Simple,
        explode: false,
        allow_reserved: false,
        spans_segments: false,
        allow_empty_value: false,
        schema: None,
        content: None,
        example: None,
        examples: Vec::new(),
    }
}

/// The style, or the default of the location; reports a style that the location does not have.
pub(super) fn allowed_style<'a>(
    reader: &mut Reader<'a, '_>,
    style: Option<(Cursor<'a>, Style)>,
    location: Location,
) -> Style {
    let allowed: &[Style] = match location {
        Location::Path => &[Style::Simple, Style::Label, Style::Matrix],
        Location::Header => &[Style::Simple],
        Location::Cookie | Location::QueryString => &[Style::Form],
        Location::Query => &[Style::Form, Style::SpaceDelimited, Style::PipeDelimited, Style::DeepObject],
    };
    let default = location.default_style();
    let Some((node, style)) = style else {
        return default;
    };
    if allowed.contains(&style) {
        return style;
    }
    let text = node.as_str().unwrap_or_default();
    let message = format!("a {} parameter cannot have the style `{text}`", location.as_str());
    let styles: Vec<String> = allowed.iter().map(|style| format!("`{}`", style.as_str())).collect();
    let message = format!("{message}, and is written in the style `{}`", default.as_str());
    let diagnostic = reader.diagnostics.warning(BAD_VALUE, node.place(), message);
    diagnostic.help(format!("write one of {}", styles.join(", ")));
    default
}

fn optional_path<'a>(reader: &mut Reader<'a, '_>, object: Object<'a>, name: &str) {
    let required = object.get("required");
    let place = required.map_or(object.cursor.key_place(), Cursor::place);
    let message = format!("the path parameter `{name}` has to be `required: true`, and is taken for that");
    let diagnostic = reader.diagnostics.warning(OPTIONAL_PATH_PARAMETER, place, message);
    diagnostic.help("add `required: true`");
}

fn ignored_header<'a>(reader: &mut Reader<'a, '_>, object: Object<'a>, name: &str) -> bool {
    let elsewhere = [
        ("Accept", "the media types of the responses say it"),
        ("Content-Type", "the media types of the request body say it"),
        ("Authorization", "declare a security scheme instead"),
        // A value of the caller's own would have a server wait for what does not come, or cut a body off.
        ("Content-Length", "leave it out: the client sends the length of the body (RFC 9110, section 8.6)"),
        ("Transfer-Encoding", "leave it out: the client says how it sends the body (RFC 9112, section 6.1)"),
    ];
    let known = elsewhere.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
    if let Some((_, instead)) = known {
        let message = format!("the header `{name}` is ignored as a parameter");
        let place = object.get("name").map_or(object.cursor.key_place(), Cursor::place);
        let diagnostic = reader.diagnostics.warning(IGNORED_HEADER, place, message);
        diagnostic.help(*instead);
    }
    known.is_some()
}

/// What two parameters that are one have in common: location and name, where headers have no upper and lower case.
pub(super) fn identity<'a>(parameter: &Parameter<'a>) -> (Location, Cow<'a, str>) {
    let name = match parameter.location {
        Location::Header => parameter.name.to_ascii_lowercase().into(),
        _ => parameter.name.into(),
    };
    (parameter.location, name)
}
