//! What the versions of OpenAPI mean differently by schemas: a question for each difference, answered here alone.

use super::keywords;
use crate::openapi::{Version, Versions};

/// Schemas as one version of OpenAPI has them. By default JSON Schema 2020-12, which all schemas are brought into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect(Version);

impl Default for Dialect {
    fn default() -> Self {
        Self(Version::V3_1)
    }
}

impl Dialect {
    pub fn of(version: Version) -> Self {
        Self(version)
    }

    /// The nearest version with a keyword, if this dialect does not have the keyword.
    pub fn version_with(self, versions: Versions) -> Option<Version> {
        Some(versions.nearest(self.0)).filter(|nearest| *nearest != self.0)
    }

    /// Whether a keyword is one of this dialect.
    pub fn has(self, keyword: &str) -> bool {
        keywords::find(keyword).is_some_and(|row| row.versions.contains(self.0))
    }

    /// Whether a version is newer than that of this dialect.
    pub fn is_older_than(self, version: Version) -> bool {
        self.0 < version
    }

    /// Whether `$id` and anchors name schemas, and references may be relative to them.
    pub fn has_identifiers(self) -> bool {
        self.has("$id")
    }

    /// Whether `true` and `false` are schemas wherever a schema may stand.
    pub fn booleans_are_schemas(self) -> bool {
        self.0 >= Version::V3_1
    }

    /// Whether what stands beside a `$ref` is ignored (3.0.4 §4.7.23).
    pub fn ref_siblings_are_ignored(self) -> bool {
        self.0 <= Version::V3_0
    }

    /// Whether `items` has to be beside `type: array` (3.0.4 §4.7.24.1).
    pub fn arrays_need_items(self) -> bool {
        self.0 <= Version::V3_0
    }

    /// Whether `type` may be a list of types.
    pub fn type_may_be_a_list(self) -> bool {
        self.0 >= Version::V3_1
    }

    /// Whether `exclusiveMinimum` and `exclusiveMaximum` are flags beside `minimum` and `maximum` (3.0.4 §4.7.24).
    pub fn exclusive_bounds_are_flags(self) -> bool {
        self.0 <= Version::V3_0
    }

    /// Whether `required` is about responses alone where a property is `readOnly`, and about requests alone where it is
    /// `writeOnly` (3.0.4 §4.7.24.2).
    pub fn required_is_of_one_direction(self) -> bool {
        self.0 <= Version::V3_0
    }
}

#[cfg(test)]
mod tests {
    use super::Dialect;
    use crate::openapi::Version::{self, V2_0, V3_0, V3_1, V3_2};

    /// The versions for which an answer is yes.
    fn versions(question: impl Fn(Dialect) -> bool) -> Vec<Version> {
        [V2_0, V3_0, V3_1, V3_2].into_iter().filter(|version| question(Dialect::of(*version))).collect()
    }

    #[test]
    fn versions_have_keywords() {
        let cases: [(&[&str], &[Version]); 5] = [
            (&["$ref", "allOf", "example", "readOnly", "type", "x-sensitive"], &[V2_0, V3_0, V3_1, V3_2]),
            (&["anyOf", "deprecated", "not", "oneOf", "writeOnly"], &[V3_0, V3_1, V3_2]),
            (&["nullable"], &[V3_0]),
            (
                &["$defs", "$dynamicRef", "const", "examples", "if", "patternProperties", "prefixItems"],
                &[V3_1, V3_2],
            ),
            (&["definitions", "nulable"], &[]),
        ];
        for (keywords, expected) in cases {
            for keyword in keywords {
                assert_eq!(versions(|dialect| dialect.has(keyword)), expected, "{keyword}");
            }
        }
    }

    #[test]
    fn versions_differ() {
        type Question = fn(Dialect) -> bool;
        let cases: [(&str, Question, &[Version]); 7] = [
            ("identifiers", Dialect::has_identifiers, &[V3_1, V3_2]),
            ("boolean schemas", Dialect::booleans_are_schemas, &[V3_1, V3_2]),
            ("siblings of $ref", Dialect::ref_siblings_are_ignored, &[V2_0, V3_0]),
            ("arrays with items", Dialect::arrays_need_items, &[V2_0, V3_0]),
            ("lists of types", Dialect::type_may_be_a_list, &[V3_1, V3_2]),
            ("flags as bounds", Dialect::exclusive_bounds_are_flags, &[V2_0, V3_0]),
            ("required in one direction", Dialect::required_is_of_one_direction, &[V2_0, V3_0]),
        ];
        for (what, question, expected) in cases {
            assert_eq!(versions(question), expected, "{what}");
        }
    }
}
