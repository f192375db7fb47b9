//! The keyword `type`, and names that other languages and formats have for types.

use super::Reader;
use crate::diagnostic::{codes, nearest};
use crate::openapi::component_meant;
use crate::schema::lint::legacy;
use crate::schema::{JsonTypes, Located, Schema};
use crate::source::{Cursor, Kind};

/// What a name of a type comes to: the types, and a format.
type Meaning = (JsonTypes, Option<&'static str>);

/// Names of types that JSON does not have, and whose meaning is plain.
const FOREIGN: &[(&str, Meaning)] = &[
    ("any", (JsonTypes::ALL, None)),
    ("mixed", (JsonTypes::ALL, None)),
    ("json", (JsonTypes::ALL, None)),
    // What is meant is in `enum` beside it.
    ("enum", (JsonTypes::ALL, None)),
    // A text to some, and a number to others.
    ("timestamp", (JsonTypes::ALL, None)),
    ("str", (JsonTypes::STRING, None)),
    ("text", (JsonTypes::STRING, None)),
    ("char", (JsonTypes::STRING, None)),
    ("date", (JsonTypes::STRING, None)),
    ("datetime", (JsonTypes::STRING, None)),
    ("date-time", (JsonTypes::STRING, None)),
    ("url", (JsonTypes::STRING, None)),
    ("uri", (JsonTypes::STRING, None)),
    ("email", (JsonTypes::STRING, None)),
    ("uuid", (JsonTypes::STRING, Some("uuid"))),
    ("password", (JsonTypes::STRING, Some("password"))),
    ("byte", (JsonTypes::STRING, Some("byte"))),
    ("binary", (JsonTypes::STRING, Some("binary"))),
    ("file", (JsonTypes::STRING, Some("binary"))),
    ("bool", (JsonTypes::BOOLEAN, None)),
    ("int", (JsonTypes::INTEGER, None)),
    ("int32", (JsonTypes::INTEGER, Some("int32"))),
    ("int64", (JsonTypes::INTEGER, Some("int64"))),
    ("long", (JsonTypes::INTEGER, Some("int64"))),
    ("bigint", (JsonTypes::INTEGER, Some("int64"))),
    ("float", (JsonTypes::NUMBER, Some("float"))),
    ("double", (JsonTypes::NUMBER, Some("double"))),
    ("decimal", (JsonTypes::NUMBER, None)),
    ("dict", (JsonTypes::OBJECT, None)),
    ("map", (JsonTypes::OBJECT, None)),
    ("list", (JsonTypes::ARRAY, None)),
    ("nil", (JsonTypes::NULL, None)),
    ("none", (JsonTypes::NULL, None)),
];

/// What a name means that is no type of JSON; in any letters, since some languages have types that begin with a capital.
fn meaning(name: &str) -> Option<Meaning> {
    let lower = name.to_ascii_lowercase();
    let known = JsonTypes::NAMES.iter().find(|(known, _)| *known == lower);
    let known = known.map(|(_, types)| (*types, None));
    known.or_else(|| FOREIGN.iter().find(|(known, _)| *known == lower).map(|(_, meaning)| *meaning))
}

/// Whether the name of a type stands where a schema is expected, as in `name: string`.
pub fn is_name(schema: Cursor<'_>) -> bool {
    schema.as_str().is_some_and(|text| meaning(text).is_some())
}

/// The types of a schema. A name that means a format as well gives the schema that format, if it has none.
pub fn read<'a>(reader: &mut Reader<'a, '_>, schema: &mut Schema<'a>, value: Cursor<'a>) {
    let mut names = vec![value];
    if value.is_sequence() {
        names = value.items().collect();
        if !reader.dialect.type_may_be_a_list() {
            let message = "a list of types belongs to OpenAPI 3.1, and is read as there";
            let diagnostic = reader.diagnostics.warning(codes::KEY_OF_OTHER_VERSION, value.place(), message);
            diagnostic.help.extend(legacy::value(reader.dialect, value).map(str::to_owned));
        }
    }
    if names.is_empty() {
        reader.empty(value, "type");
        return;
    }
    let mut types = JsonTypes::NONE;
    for item in names {
        let Some(name) = name(reader, item) else { return };
        // PHP has a choice of types so.
        for name in name.split('|') {
            let Some(named) = named(reader, schema, item, name) else { return };
            types = types.union(named);
        }
    }
    // What may be anything has no types.
    schema.types = (types != JsonTypes::ALL).then(|| Located { value: types, place: value.place() });
}

fn name<'a>(reader: &mut Reader<'a, '_>, item: Cursor<'a>) -> Option<&'a str> {
    if !matches!(item.kind(), Kind::Null) {
        return reader.string(item);
    }
    let message = "null without quotes is taken for the type `null`";
    reader.diagnostics.warning(codes::WRONG_TYPE, item.place(), message).help("write `'null'`");
    Some("null")
}

/// The types of one name. None of a name without a meaning, which is reported.
fn named<'a>(
    reader: &mut Reader<'a, '_>,
    schema: &mut Schema<'a>,
    item: Cursor<'a>,
    name: &str,
) -> Option<JsonTypes> {
    if let Some((_, known)) = JsonTypes::NAMES.iter().find(|(known, _)| *known == name) {
        return Some(*known);
    }
    if let Some(element) = name.strip_suffix("[]") {
        let mut items = Schema::new(item.place());
        let types = named(reader, &mut items, item, element)?;
        items.types = (types != JsonTypes::ALL).then(|| Located { value: types, place: item.place() });
        if schema.array.items.is_none() {
            schema.array.items = Some(reader.schemas.push(items));
        }
        foreign(reader, item, name, "array", None);
        return Some(JsonTypes::ARRAY);
    }
    if let Some((types, format)) = meaning(name) {
        let of = JsonTypes::NAMES.iter().find(|(_, known)| *known == types);
        foreign(reader, item, name, of.map_or("any value", |(name, _)| name), format);
        if schema.format.is_none() {
            schema.format = format.map(|format| Located { value: format, place: item.place() });
        }
        return Some(types);
    }
    if let Some(component) = component_meant(item, "schemas").filter(|it| it.key() == Some(name)) {
        let message = format!("JSON has no type `{name}`, and it is taken for the component of that name");
        let diagnostic = reader.diagnostics.warning(codes::UNKNOWN_TYPE, item.place(), message);
        diagnostic.help(format!("write `$ref: '#/components/schemas/{name}'`"));
        schema.references.push(reader.id(component));
        return Some(JsonTypes::ALL);
    }
    let near = nearest(name, JsonTypes::NAMES.iter().map(|(known, _)| *known));
    let message = format!("unknown type `{name}`");
    let diagnostic = reader.diagnostics.error(codes::UNKNOWN_TYPE, item.place(), message);
    match near {
        Some(near) => diagnostic.label(format!("did you mean `{near}`?")),
        None => diagnostic.help("write one of null, boolean, integer, number, string, array and object"),
    };
    None
}

/// Reports a name that JSON Schema has another one for.
fn foreign<'a>(reader: &mut Reader<'a, '_>, item: Cursor<'a>, name: &str, meant: &str, format: Option<&str>) {
    let with = format.map_or(String::new(), |format| format!(" of the format `{format}`"));
    let taken = if meant == "any value" { meant.to_owned() } else { format!("`{meant}`{with}") };
    let message = format!("JSON has no type `{name}`, and it is taken for {taken}");
    let diagnostic = reader.diagnostics.warning(codes::UNKNOWN_TYPE, item.place(), message);
    match (meant, format) {
        ("any value", _) => diagnostic.help("leave `type` out where any value will do"),
        (_, Some(format)) => diagnostic.help(format!("write `type: {meant}` and `format: {format}`")),
        ("array", None) => diagnostic.help("write `type: array`, and what its items are in `items`"),
        _ => diagnostic.help(format!("write `type: {meant}`")),
    };
}
