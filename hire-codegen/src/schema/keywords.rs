//! Every keyword of a schema object, and what becomes of it.
//!
//! Sources: JSON Schema 2020-12 core and validation, OpenAPI 3.1.1 §4.8.24, OpenAPI 3.0.4 §4.7.24.

/// What becomes of a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    /// Becomes a type or a rule.
    Read,
    /// Says something and restricts nothing: it becomes docs, or has no meaning for bindings.
    Annotation,
    /// Not understood yet. A description that has it is refused, since its rule would be lost.
    Refused,
}

/// Which dialects know a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialects {
    Both,
    Only30,
    Only31,
}

/// One keyword.
#[derive(Debug)]
pub struct Keyword {
    pub name: &'static str,
    pub dialects: Dialects,
    pub treatment: Treatment,
}

const fn keyword(name: &'static str, dialects: Dialects, treatment: Treatment) -> Keyword {
    Keyword { name, dialects, treatment }
}

use Dialects::{Both, Only30, Only31};
use Treatment::{Annotation, Read, Refused};

/// All keywords, by the vocabulary that they belong to.
pub const KEYWORDS: &[Keyword] = &[
    // Core.
    keyword("$ref", Both, Read),
    keyword("$defs", Only31, Read),
    keyword("$comment", Only31, Annotation),
    keyword("$schema", Only31, Annotation),
    keyword("$vocabulary", Only31, Annotation),
    keyword("$id", Only31, Refused),
    keyword("$anchor", Only31, Refused),
    keyword("$dynamicRef", Only31, Refused),
    keyword("$dynamicAnchor", Only31, Refused),
    // Applicators.
    keyword("allOf", Both, Read),
    keyword("anyOf", Both, Read),
    keyword("oneOf", Both, Read),
    keyword("not", Both, Read),
    keyword("if", Only31, Read),
    keyword("then", Only31, Read),
    keyword("else", Only31, Read),
    keyword("properties", Both, Read),
    keyword("additionalProperties", Both, Read),
    keyword("patternProperties", Only31, Read),
    keyword("propertyNames", Only31, Read),
    keyword("dependentSchemas", Only31, Read),
    keyword("items", Both, Read),
    keyword("prefixItems", Only31, Read),
    keyword("contains", Only31, Read),
    keyword("minContains", Only31, Read),
    keyword("maxContains", Only31, Read),
    keyword("unevaluatedItems", Only31, Read),
    keyword("unevaluatedProperties", Only31, Read),
    // Validation.
    keyword("type", Both, Read),
    keyword("enum", Both, Read),
    keyword("const", Only31, Read),
    keyword("multipleOf", Both, Read),
    keyword("minimum", Both, Read),
    keyword("exclusiveMinimum", Both, Read),
    keyword("maximum", Both, Read),
    keyword("exclusiveMaximum", Both, Read),
    keyword("minLength", Both, Read),
    keyword("maxLength", Both, Read),
    keyword("pattern", Both, Read),
    keyword("minItems", Both, Read),
    keyword("maxItems", Both, Read),
    keyword("uniqueItems", Both, Read),
    keyword("minProperties", Both, Read),
    keyword("maxProperties", Both, Read),
    keyword("required", Both, Read),
    keyword("dependentRequired", Only31, Read),
    keyword("format", Both, Read),
    keyword("nullable", Only30, Read),
    // Annotations.
    keyword("title", Both, Annotation),
    keyword("description", Both, Annotation),
    keyword("default", Both, Read),
    keyword("deprecated", Both, Annotation),
    keyword("readOnly", Both, Annotation),
    keyword("writeOnly", Both, Annotation),
    keyword("example", Both, Annotation),
    keyword("examples", Only31, Annotation),
    keyword("contentEncoding", Only31, Annotation),
    keyword("contentMediaType", Only31, Annotation),
    keyword("contentSchema", Only31, Annotation),
    keyword("externalDocs", Both, Annotation),
    keyword("xml", Both, Annotation),
    // Tells the branches of a union apart, and restricts nothing.
    keyword("discriminator", Both, Annotation),
];

/// The keyword of a name.
pub fn find(name: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|keyword| keyword.name == name)
}
