//! Parameters (§4.8.12).

use super::object::{Object, Shape};
use super::reader::Reader;
use super::reference::Component;
use super::{Parameter, ParameterIn, Style};
use crate::diagnostic::codes::{BAD_VALUE, DUPLICATE_PARAMETER, IGNORED_HEADER, OPTIONAL_PATH_PARAMETER};
use crate::diagnostic::nearest;
use crate::source::{Cursor, Place};

const PARAMETER: Shape = Shape::new(
    "a parameter",
    &[
        "name",
        "in",
        "description",
        "required",
        "deprecated",
        "allowEmptyValue",
        "style",
        "explode",
        "allowReserved",
        "schema",
        "example",
        "examples",
        "content",
    ],
);

const LOCATIONS: &[(&str, ParameterIn)] = &[
    ("query", ParameterIn::Query),
    ("path", ParameterIn::Path),
    ("header", ParameterIn::Header),
    ("cookie", ParameterIn::Cookie),
];

const STYLES: &[(&str, Style)] = &[
    ("simple", Style::Simple),
    ("form", Style::Form),
    ("label", Style::Label),
    ("matrix", Style::Matrix),
    ("spaceDelimited", Style::SpaceDelimited),
    ("pipeDelimited", Style::PipeDelimited),
    ("deepObject", Style::DeepObject),
];

/// A parameter, and where an operation or path item has it: a component is declared
/// in one place and used in others.
#[derive(Clone)]
pub(super) struct Used<'a> {
    pub(super) place: Place,
    pub(super) parameter: Parameter<'a>,
}

impl<'a> Reader<'a, '_> {
    /// The member `parameters` of an operation or path item.
    pub(super) fn parameters(&mut self, object: Object<'a>) -> Vec<Used<'a>> {
        let mut all: Vec<Used<'a>> = Vec::new();
        for node in self.list(object, "parameters") {
            let Some(parameter) = self.parameter(node) else {
                continue;
            };
            let place = node.get("$ref").or(node.get("name"));
            let place = place.unwrap_or(node).place();
            let same = all.iter().find(|it| alike(&it.parameter, &parameter));
            if let Some(first) = same {
                let location = parameter.location.as_str();
                let message = format!("the {location} parameter `{}` is there twice", parameter.name);
                let diagnostic = self.diagnostics.error(DUPLICATE_PARAMETER, place, message);
                diagnostic.label("here again").related(first.place, "here first");
            } else {
                all.push(Used { place, parameter });
            }
        }
        all
    }

    /// The Parameter Object, or a reference to one. None for a header that OpenAPI has
    /// a place of its own for.
    pub(super) fn parameter(&mut self, node: Cursor<'a>) -> Option<Parameter<'a>> {
        let target = self.follow(node, Component::Parameter)?;
        let object = self.object(target.cursor, &PARAMETER)?;
        let name = self.required_string(object, "name");
        let location = self.required(object, "in");
        let location = location.and_then(|it| self.one_of(it, LOCATIONS));
        let own = self.string(object, "description");
        let required = self.flag(object, "required");
        let deprecated = self.flag(object, "deprecated").unwrap_or(false);
        let allow_reserved = self.flag(object, "allowReserved").unwrap_or(false);
        let allow_empty_value = self.flag(object, "allowEmptyValue").unwrap_or(false);
        let explode = self.flag(object, "explode");
        let style = target.cursor.get("style").filter(|it| !it.is_null());
        let style = style.and_then(|it| Some((it, self.one_of(it, STYLES)?)));
        let described = self.described(object);
        let (name, location) = (name?, location?);
        let style = self.style(style, location);
        if location == ParameterIn::Path && required != Some(true) {
            self.optional_path(object, name);
        }
        if location == ParameterIn::Header && self.ignored_header(object, name) {
            return None;
        }
        Some(Parameter {
            place: target.cursor.key_place(),
            name,
            location,
            required: required.unwrap_or(false) || location == ParameterIn::Path,
            description: target.description.or(own),
            deprecated,
            style,
            explode: explode.unwrap_or(matches!(style, Style::Form)),
            allow_reserved,
            allow_empty_value,
            schema: described.schema,
            content: described.content,
            example: described.example,
            examples: described.examples,
        })
    }

    /// A string that has to be one of a table.
    pub(super) fn one_of<T: Copy>(&mut self, node: Cursor<'a>, table: &[(&str, T)]) -> Option<T> {
        let Some(text) = node.as_str() else {
            self.wrong_type(node, "a string");
            return None;
        };
        let found = table.iter().find(|(name, _)| *name == text);
        if found.is_none() {
            let key = node.key().unwrap_or_default();
            let message = format!("`{text}` is no value of `{key}`");
            let diagnostic = self.diagnostics.error(BAD_VALUE, node.place(), message);
            if let Some(meant) = nearest(text, table.iter().map(|(name, _)| *name)) {
                diagnostic.label(format!("did you mean `{meant}`?"));
            }
            let all: Vec<String> = table.iter().map(|(name, _)| format!("`{name}`")).collect();
            diagnostic.help(format!("it is one of {}", all.join(", ")));
        }
        found.map(|(_, value)| *value)
    }

    /// The style, or the location's default; reports one that the location does not have.
    fn style(&mut self, style: Option<(Cursor<'a>, Style)>, location: ParameterIn) -> Style {
        let allowed: &[Style] = match location {
            ParameterIn::Path => &[Style::Simple, Style::Label, Style::Matrix],
            ParameterIn::Header => &[Style::Simple],
            ParameterIn::Cookie => &[Style::Form],
            ParameterIn::Query => {
                &[Style::Form, Style::SpaceDelimited, Style::PipeDelimited, Style::DeepObject]
            }
        };
        let default = allowed.first().copied().unwrap_or(Style::Form);
        let Some((node, style)) = style else {
            return default;
        };
        if allowed.contains(&style) {
            return style;
        }
        let text = node.as_str().unwrap_or_default();
        let message = format!("a {} parameter cannot have the style `{text}`", location.as_str());
        let styles = STYLES.iter().filter(|(_, style)| allowed.contains(style));
        let styles: Vec<String> = styles.map(|(name, _)| format!("`{name}`")).collect();
        let diagnostic = self.diagnostics.error(BAD_VALUE, node.place(), message);
        diagnostic.help(format!("it can have {}", styles.join(", ")));
        default
    }

    fn optional_path(&mut self, object: Object<'a>, name: &str) {
        let required = object.cursor.get("required");
        let place = required.map_or(object.cursor.key_place(), Cursor::place);
        let message = format!("the path parameter `{name}` has to be `required: true`");
        self.diagnostics.error(OPTIONAL_PATH_PARAMETER, place, message);
    }

    fn ignored_header(&mut self, object: Object<'a>, name: &str) -> bool {
        let elsewhere = [
            ("Accept", "the media types of the responses say it"),
            ("Content-Type", "the media types of the request body say it"),
            ("Authorization", "declare a security scheme instead"),
        ];
        let known = elsewhere.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
        if let Some((_, instead)) = known {
            let message = format!("the header `{name}` is ignored as a parameter");
            let place = object.cursor.get("name").map_or(object.cursor.key_place(), Cursor::place);
            let diagnostic = self.diagnostics.warning(IGNORED_HEADER, place, message);
            diagnostic.help(*instead);
        }
        known.is_some()
    }
}

/// Whether two parameters are the same one: the names of headers have no case.
pub(super) fn alike(one: &Parameter<'_>, other: &Parameter<'_>) -> bool {
    let same_name = match one.location {
        ParameterIn::Header => one.name.eq_ignore_ascii_case(other.name),
        _ => one.name == other.name,
    };
    one.location == other.location && same_name
}
