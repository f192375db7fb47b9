//! What a schema says of values of each JSON type.

use crate::schema::instance::type_of;
use crate::schema::{ArrayRules, ObjectRules, Placed, Schema, SchemaId, Types};

/// What a JSON value can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

/// A kind of value that a schema lets through, with the schema of the keywords that restrict it, if any
/// do, and a word for it.
pub type KindPart = (Kind, Option<SchemaId>, &'static str);

pub const KINDS: [(Kind, Types, &str); 6] = [
    (Kind::Null, Types::NULL, "null"),
    (Kind::Bool, Types::BOOLEAN, "boolean"),
    (Kind::Number, Types::NUMBER, "number"),
    (Kind::String, Types::STRING, "string"),
    (Kind::Array, Types::ARRAY, "array"),
    (Kind::Object, Types::OBJECT, "object"),
];

/// The types that `type` and `enum` let through.
pub fn own_types(schema: &Schema<'_>) -> Types {
    let listed = schema.values.as_ref().map(|values| {
        let types = values.value.iter().map(|value| type_of(*value));
        types.fold(Types::NONE, Types::union)
    });
    schema.type_set().intersection(listed.unwrap_or(Types::ALL))
}

/// Whether a schema restricts values that are no objects.
pub fn restricts_others(schema: &Schema<'_>) -> bool {
    let others = KINDS.iter().filter(|(kind, ..)| *kind != Kind::Object);
    others.into_iter().any(|(kind, types, _)| restricted(schema, *kind, *types).is_some())
}

/// The schema with the keywords for values of some types, which are all of one kind, and no others.
pub fn of_kind<'a>(schema: &Schema<'a>, types: Types) -> Schema<'a> {
    let kind = KINDS.iter().find(|(_, of_kind, _)| of_kind.contains(types)).map(|(kind, ..)| *kind);
    let mut part =
        kind.and_then(|kind| restricted(schema, kind, types)).unwrap_or_else(|| schema.keywordless());
    part.types = Some(Placed { value: types, place: schema.place });
    part
}

/// The schema with the keywords for one kind of value, if there are any.
pub fn restricted<'a>(schema: &Schema<'a>, kind: Kind, types: Types) -> Option<Schema<'a>> {
    let mut part = schema.keywordless();
    part.types = Some(Placed { value: types, place: schema.place });
    match kind {
        Kind::Null | Kind::Bool => return None,
        Kind::Number => {
            part.number = schema.number.clone();
            let whole = types == Types::INTEGER;
            part.format = schema.format.filter(|_| schema.integer_format().is_some());
            let free = part.number.multiple_of.is_empty() && part.number.bounds().iter().all(Option::is_none);
            if free && !whole && part.format.is_none() {
                return None;
            }
        }
        Kind::String => {
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
        Kind::Array => {
            part.array = ArrayRules { unevaluated: None, ..schema.array.clone() };
            let array = &part.array;
            let counts =
                array.min_items.is_some() || array.max_items.is_some() || array.unique_items.is_some();
            if !counts && array.items.is_none() && array.prefix.is_empty() && array.contains.is_empty() {
                return None;
            }
        }
        Kind::Object => {
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
