//! `nullable` of OpenAPI 3.0 beside `enum`, and without `type`.

use super::Reader;
use crate::diagnostic::codes;
use crate::schema::{Annotations, Branches, Extensions, JsonTypes, Located, Schema};
use crate::source::Cursor;

impl<'a> Reader<'a, '_> {
    /// `nullable` adds null to `type`, and not to the values of `enum` (3.0.4 §4.7.24).
    pub(super) fn null_is_listed(&mut self, cursor: Cursor<'a>, schema: &Schema<'a>) {
        let Some(nullable) = nullable(cursor).filter(|_| schema.types.is_some()) else { return };
        if !schema.lists_null() {
            self.diagnostics
                .warning(codes::IGNORED, nullable.place(), "null is not in `enum`, and so it is not valid")
                .help("list `null` in `enum` as well");
        }
    }

    /// Without `type`, `nullable` has no effect by the letter (3.0.4 §4.7.24.2), and null is meant all the same. Alone in a
    /// branch, it is the branch for null.
    pub(super) fn nullable_without_type(&mut self, cursor: Cursor<'a>, mut schema: Schema<'a>) -> Schema<'a> {
        let refers = cursor.get("$ref").is_some();
        let beside = nullable(cursor).filter(|_| refers || cursor.get("type").is_none());
        let alone = beside.filter(|_| schema.admits_all());
        let branch_of = cursor.parent().filter(|list| list.is_sequence()).and_then(Cursor::key);
        if let (Some(nullable), Some("anyOf" | "oneOf")) = (alone, branch_of) {
            if self.meaning.nullable_without_type {
                schema.types = Some(Located { value: JsonTypes::NULL, place: nullable.place() });
            } else if self.dialect.has("nullable") {
                let message = "`nullable` without `type` lets every value through (OpenAPI 3.0.4, §4.7.24.2)";
                self.diagnostics
                    .warning(codes::IGNORED, nullable.key_place(), message)
                    .help("if null is meant, choose `nullable_without_type()`");
            }
            return schema;
        }
        let parts = cursor.get("allOf").into_iter().flat_map(Cursor::items);
        let is_alone =
            |part: &Cursor<'a>| part.entries().all(|(name, _)| matches!(name, "nullable" | "description"));
        let part = parts.filter(is_alone).find_map(|part| nullable(part));
        let Some(nullable) = beside.or(part) else { return schema };
        if let Some(part) = part.and_then(Cursor::parent) {
            schema.all_of.retain(|id| self.schemas.get(*id).place != part.place());
        }
        if self.meaning.nullable_without_type {
            return if alone.is_some() { schema } else { self.or_null(nullable, schema) };
        }
        // In a version without the keyword it is told of as one of another version.
        if may_refuse_null(&schema) && self.dialect.has("nullable") {
            let (code, message) = if refers {
                (codes::REF_SIBLING, "`nullable` beside `$ref` has no effect in OpenAPI 3.0")
            } else {
                (codes::IGNORED, "`nullable` without `type` has no effect (OpenAPI 3.0.4, §4.7.24.2)")
            };
            self.diagnostics.warning(code, nullable.key_place(), message).help(
                "if null is meant, write it beside `type` in the schema that is referred to, or choose \
                 `nullable_without_type()`",
            );
        }
        schema
    }

    /// The schema or null.
    fn or_null(&mut self, nullable: Cursor<'a>, schema: Schema<'a>) -> Schema<'a> {
        let place = nullable.key_place();
        let mut outer = schema.empty_at_same_place();
        outer.annotations = schema.annotations.clone();
        outer.extensions = Extensions { rust_name: schema.extensions.rust_name, ..Extensions::default() };
        let Annotations { title, description, deprecated, .. } = schema.annotations;
        // Null may be the default, and may go one way alone.
        let annotations = Annotations { title, description, deprecated, ..Annotations::default() };
        let value = self.schemas.push(Schema { annotations, ..schema });
        let mut null = Schema::new(place);
        null.types = Some(Located { value: JsonTypes::NULL, place });
        let schemas = vec![value, self.schemas.push(null)];
        outer.applicators.any_of.push(Branches { place, schemas, discriminator: None });
        outer
    }
}

impl Schema<'_> {
    /// Whether every value satisfies the schema, without a look at other schemas.
    pub fn admits_all(&self) -> bool {
        !self.never && self.references.is_empty() && self.all_of.is_empty() && !self.constrains()
    }

    /// Whether `enum`, if there is one, has null among its values, as it must beside `type` as well (validation §6.1.2).
    pub fn lists_null(&self) -> bool {
        self.values.as_ref().is_none_or(|values| values.value.iter().any(|value| value.is_null()))
    }
}

/// `nullable`, where it is true.
fn nullable(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    cursor.get("nullable").filter(|nullable| nullable.as_bool() == Some(true))
}

/// Whether a schema without `type` has keywords that null may break.
fn may_refuse_null(schema: &Schema<'_>) -> bool {
    let applicators = &schema.applicators;
    schema.never
        || !schema.lists_null()
        || !schema.references.is_empty()
        || !schema.all_of.is_empty()
        || !applicators.any_of.is_empty()
        || !applicators.one_of.is_empty()
        || !applicators.not.is_empty()
}
