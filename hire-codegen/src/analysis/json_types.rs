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

/// A kind of value that a schema lets through, with the schema of the keywords that restrict it, if any
/// do, and a word for it.
pub type KindPart = (JsonType, Option<SchemaId>, &'static str);

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
    let not_objects = JSON_TYPES.iter().filter(|(kind, ..)| *kind != JsonType::Object);
    not_objects.into_iter().any(|(kind, types, _)| restricted(schema, *kind, *types).is_some())
}

/// The schema with the keywords for values of some types, which are all of one kind, and no others.
pub fn of_kind<'a>(schema: &Schema<'a>, types: JsonTypes) -> Schema<'a> {
    let kind = JSON_TYPES.iter().find(|(_, of_kind, _)| of_kind.contains(types)).map(|(kind, ..)| *kind);
    let mut part =
        kind.and_then(|kind| restricted(schema, kind, types)).unwrap_or_else(|| schema.empty_at_same_place());
    part.types = Some(Located { value: types, place: schema.place });
    part
}

/// The schema with the keywords for one kind of value, if there are any.
pub fn restricted<'a>(schema: &Schema<'a>, kind: JsonType, types: JsonTypes) -> Option<Schema<'a>> {
    let mut part = schema.empty_at_same_place();
    part.types = Some(Located { value: types, place: schema.place });
    match kind {
        JsonType::Null | JsonType::Bool => return None,
        JsonType::Number => {
            part.number = schema.number.clone();
            let whole = types == JsonTypes::INTEGER;
            part.format = schema.format.filter(|_| schema.integer_format().is_some());
            let free = part.number.multiple_of.is_empty() && part.number.bounds().iter().all(Option::is_none);
            if free && !whole && part.format.is_none() {
                return None;
            }
        }
        JsonType::String => {
            part.string = schema.string.clone();
            let known =
                |name: &str| schema.text_format().is_some() || matches!(name, "password" | "timestamp-ms");
            part.format = schema.format.filter(|format| known(format.value));
            let string = &part.string;
            let free =
                string.min_length.is_none() && string.max_length.is_none() && string.patterns.is_empty();
            if free && part.format.is_none_or(|format| format.value == "password") {
                return None;
            }
        }
        JsonType::Array => {
            part.array = ArrayRules { unevaluated: None, ..schema.array.clone() };
            let array = &part.array;
            let counts =
                array.min_items.is_some() || array.max_items.is_some() || array.unique_items.is_some();
            if !counts && array.items.is_none() && array.prefix.is_empty() && array.contains.is_empty() {
                return None;
            }
        }
        JsonType::Object => {
            part.object = ObjectRules { unevaluated: None, ..schema.object.clone() };
            let object = &part.object;
            let counts = object.min_properties.is_some() || object.max_properties.is_some();
            let named =
                !object.properties.is_empty() || !object.required.is_empty() || object.names.is_some();
            if !counts && !named && object.patterns.is_empty() && object.additional.is_none() {
                return None;
            }
        }
    }
    Some(part)
}
