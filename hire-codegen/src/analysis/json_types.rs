//! What a schema says of values of each JSON type.

use crate::schema::instance::type_of;
use crate::schema::{ArrayRules, JsonTypes, Located, ObjectRules, Schema, SchemaId};

/// What a JSON value can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonType {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

/// A JSON type whose values a schema lets through, with the schema of the keywords that restrict it, if any
/// do, and a word for it.
pub type TypedPart = (JsonType, Option<SchemaId>, &'static str);

pub const JSON_TYPES: [(JsonType, JsonTypes, &str); 6] = [
    (JsonType::Null, JsonTypes::NULL, "null"),
    (JsonType::Bool, JsonTypes::BOOLEAN, "boolean"),
    (JsonType::Number, JsonTypes::NUMBER, "number"),
    (JsonType::String, JsonTypes::STRING, "string"),
    (JsonType::Array, JsonTypes::ARRAY, "array"),
    (JsonType::Object, JsonTypes::OBJECT, "object"),
];

/// The types that `type` and `enum` let through.
pub fn own_types(schema: &Schema<'_>) -> JsonTypes {
    let listed = schema.values.as_ref().map(|values| {
        let types = values.value.iter().map(|value| type_of(*value));
        types.fold(JsonTypes::NONE, JsonTypes::union)
    });
    schema.type_set().intersection(listed.unwrap_or(JsonTypes::ALL))
}

/// Whether a schema restricts values that are no objects.
pub fn restricts_others(schema: &Schema<'_>) -> bool {
    let not_objects = JSON_TYPES.iter().filter(|(json_type, ..)| *json_type != JsonType::Object);
    not_objects.into_iter().any(|(json_type, types, _)| restricted(schema, *json_type, *types).is_some())
}

/// The schema with the keywords for values of some types, which are all of one JSON type, and no others.
pub fn keywords_of<'a>(schema: &Schema<'a>, types: JsonTypes) -> Schema<'a> {
    let json_type =
        JSON_TYPES.iter().find(|(_, mask, _)| mask.contains(types)).map(|(json_type, ..)| *json_type);
    let mut part = json_type
        .and_then(|json_type| restricted(schema, json_type, types))
        .unwrap_or_else(|| schema.empty_at_same_place());
    part.types = Some(Located { value: types, place: schema.place });
    part
}

/// The schema with the keywords for values of one JSON type, if there are any.
pub fn restricted<'a>(schema: &Schema<'a>, json_type: JsonType, types: JsonTypes) -> Option<Schema<'a>> {
    let mut part = schema.empty_at_same_place();
    part.types = Some(Located { value: types, place: schema.place });
    match json_type {
        JsonType::Null | JsonType::Bool => return None,
        JsonType::Number => {
            part.number = schema.number.clone();
            let whole = types == JsonTypes::INTEGER;
            part.format = schema.format.filter(|_| schema.integer_format().is_some());
            if !part.number.constrains() && !whole && part.format.is_none() {
                return None;
            }
        }
        JsonType::String => {
            part.string = schema.string.clone();
            let known =
                |name: &str| schema.text_format().is_some() || matches!(name, "password" | "timestamp-ms");
            part.format = schema.format.filter(|format| known(format.value));
            let is_free = part.format.is_none_or(|format| format.value == "password");
            if !part.string.constrains() && is_free {
                return None;
            }
        }
        JsonType::Array => {
            part.array = ArrayRules { unevaluated: None, ..schema.array.clone() };
            if !part.array.constrains() {
                return None;
            }
        }
        JsonType::Object => {
            part.object = ObjectRules { unevaluated: None, ..schema.object.clone() };
            if !part.object.constrains() {
                return None;
            }
        }
    }
    Some(part)
}
