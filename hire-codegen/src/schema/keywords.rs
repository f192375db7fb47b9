//! Every keyword of a schema object, and what becomes of it: the support table.
//!
//! The reader reads no keyword that has no row here. Sources: JSON Schema 2020-12 core and validation,
//! OpenAPI 3.1.1 §4.8.24, OpenAPI 3.0.4 §4.7.24.

use crate::openapi::Versions;

/// An effect of a keyword on the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// The emitted types, or the values that their builders make, are different.
    Typed,
    /// Emitted code checks it.
    Validated,
    /// The emitted documentation says it.
    Docs,
    /// A warning says that it has no effect, or not the one that is meant.
    Noted,
    /// Nothing is emitted, and an error names the place.
    Refused,
}

impl Effect {
    /// All effects, in the order of the table's columns.
    pub const ALL: [Self; 5] = [Self::Typed, Self::Validated, Self::Docs, Self::Noted, Self::Refused];

    /// The heading of its column.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Typed => "typed",
            Self::Validated => "validated",
            Self::Docs => "docs",
            Self::Noted => "noted",
            Self::Refused => "refused",
        }
    }
}

/// Where a keyword is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vocabulary {
    /// JSON Schema core §8.
    Core,
    /// JSON Schema core §10.
    Applicator,
    /// JSON Schema core §11.
    Unevaluated,
    /// JSON Schema validation §6.
    Validation,
    /// JSON Schema validation §7.
    Format,
    /// JSON Schema validation §8.
    Content,
    /// JSON Schema validation §9.
    Metadata,
    /// OpenAPI's own.
    OpenApi,
    /// An extension of ours.
    Extension,
}

impl Vocabulary {
    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Applicator => "applicator",
            Self::Unevaluated => "unevaluated",
            Self::Validation => "validation",
            Self::Format => "format",
            Self::Content => "content",
            Self::Metadata => "metadata",
            Self::OpenApi => "OpenAPI",
            Self::Extension => "extension",
        }
    }
}

/// A row of the support table.
#[derive(Debug)]
#[non_exhaustive]
pub struct Keyword {
    /// The keyword.
    pub name: &'static str,
    /// Where it is defined.
    pub vocabulary: Vocabulary,
    /// The versions of OpenAPI whose schemas have the keyword.
    pub versions: Versions,
    /// The effects that the keyword has in some schema, in the order of [`Effect::ALL`]; none of a keyword that means nothing
    /// to bindings. The remark says in which schemas.
    pub effects: &'static [Effect],
    /// When, and as what; in markdown.
    pub remark: &'static str,
}

impl Keyword {
    /// Whether some schema shows this effect.
    pub fn has(&self, effect: Effect) -> bool {
        self.effects.contains(&effect)
    }

    /// Whether any schema with the keyword is refused, since the keyword is not supported.
    pub(super) fn is_refused(&self) -> bool {
        self.effects == [Effect::Refused]
    }

    /// Whether the keyword restricts values, or changes their type.
    pub(super) fn is_rule(&self) -> bool {
        self.has(Effect::Typed) || self.has(Effect::Validated) || self.has(Effect::Refused)
    }
}

const fn row(
    name: &'static str,
    vocabulary: Vocabulary,
    versions: Versions,
    effects: &'static [Effect],
    remark: &'static str,
) -> Keyword {
    Keyword { name, vocabulary, versions, effects, remark }
}

use Effect::{Docs, Noted, Refused, Typed, Validated};
use Vocabulary::{Applicator, Content, Core, Extension, Format, Metadata, OpenApi, Unevaluated, Validation};

const ALL: Versions = Versions::ALL;
const SINCE_3_0: Versions = Versions::SINCE_3_0;
const SINCE_3_1: Versions = Versions::SINCE_3_1;
const ONLY_3_0: Versions = Versions::ONLY_3_0;

/// All keywords, by the vocabulary that they belong to.
#[rustfmt::skip]
pub const KEYWORDS: &[Keyword] = &[
    row("$ref", Core, ALL, &[Typed, Validated, Docs, Noted, Refused], "the type of what it names, in any file; keywords beside it hold in 3.1, and are noted in 3.0; refused if it leads nowhere"),
    row("$defs", Core, SINCE_3_1, &[Typed, Validated, Docs], "the types that are referred to, by these names"),
    row("$id", Core, SINCE_3_1, &[Typed, Validated, Docs, Refused], "references are relative to it; refused if it is not a URI, or is there twice"),
    row("$anchor", Core, SINCE_3_1, &[Typed, Validated, Docs, Refused], "references lead to it; refused if it is there twice"),
    row("$dynamicRef", Core, SINCE_3_1, &[Typed, Validated, Docs, Refused], "as `$ref`, to what the schemas on the way there say"),
    row("$dynamicAnchor", Core, SINCE_3_1, &[Typed, Validated, Docs, Refused], "as `$anchor`, and `$dynamicRef` leads to it"),
    row("$schema", Core, SINCE_3_1, &[], "schemas are read as 2020-12 of OpenAPI 3.1, whatever it says"),
    row("$vocabulary", Core, SINCE_3_1, &[], "has no meaning outside of a meta-schema"),
    row("$comment", Core, SINCE_3_1, &[], "for those who edit the description"),

    row("allOf", Applicator, ALL, &[Typed, Validated, Docs, Noted], "its parts are merged into one schema; noted if no value can be all of them"),
    row("anyOf", Applicator, SINCE_3_0, &[Typed, Validated, Docs], "an enum, if a table tells its branches apart; with null: nullable; of listed values: as `enum`; of listed values beside any of their type: that type, with the known values in its docs; of parts that fit the type beside it: rules; else any JSON value with rules"),
    row("oneOf", Applicator, SINCE_3_0, &[Typed, Validated, Docs], "as `anyOf`"),
    row("not", Applicator, SINCE_3_0, &[Typed, Validated, Docs], "a rule; any JSON value if no rule of the type can say it"),
    row("if", Applicator, SINCE_3_1, &[Typed, Validated, Docs], "a rule; any JSON value if no rule of the type can say it"),
    row("then", Applicator, SINCE_3_1, &[Typed, Validated, Docs, Noted], "as `if`; noted without it"),
    row("else", Applicator, SINCE_3_1, &[Typed, Validated, Docs, Noted], "as `if`; noted without it"),
    row("dependentSchemas", Applicator, SINCE_3_1, &[Typed, Validated, Docs, Noted], "as `if` the property is there"),
    row("properties", Applicator, ALL, &[Typed, Validated, Docs, Noted], "fields of a struct; noted without `type`"),
    row("additionalProperties", Applicator, ALL, &[Typed, Validated, Docs, Noted], "a map, beside fields or alone; `false` refuses unknown properties"),
    row("patternProperties", Applicator, SINCE_3_1, &[Typed, Validated, Docs, Noted], "rules for the names that match, of a map or of the properties that a struct has no fields for and keeps, of the type that these have in common, else of any JSON values; a property that is declared and matched satisfies both; one that is no pattern is no rule, with a warning, and then nor is `additionalProperties`"),
    row("propertyNames", Applicator, SINCE_3_1, &[Typed, Validated, Docs, Noted], "rules for the names of a map, or of the properties that a struct has no fields for and keeps; a declared property whose name is refused is never valid, and noted"),
    row("items", Applicator, ALL, &[Typed, Validated, Docs, Noted], "a `Vec`; a rule without `type`, and noted"),
    row("prefixItems", Applicator, SINCE_3_1, &[Typed, Validated, Docs, Noted], "a tuple, if no other length is allowed; else rules for the first items of a `Vec` of any JSON values"),
    row("contains", Applicator, SINCE_3_1, &[Typed, Validated, Docs, Noted], "a rule for a `Vec`, whose items are any JSON values if no rule of their type can say it"),

    row("unevaluatedItems", Unevaluated, SINCE_3_1, &[Typed, Validated, Docs, Noted], "as `items` without applicators beside it; else a rule for any JSON value"),
    row("unevaluatedProperties", Unevaluated, SINCE_3_1, &[Typed, Validated, Docs, Noted], "as `additionalProperties` without applicators beside it; else a rule for any JSON value"),

    row("type", Validation, ALL, &[Typed, Validated, Docs, Refused], "one type, with or without null: a Rust type; several: an enum of what the schema says of each; refused if it is no type"),
    row("enum", Validation, ALL, &[Typed, Validated, Docs, Noted], "of strings or integers: an enumeration that keeps unknown values; of several scalar types: an enum of these; else a rule; values that cannot be, or are there twice, are noted"),
    row("const", Validation, SINCE_3_1, &[Typed, Validated, Docs, Noted], "as `enum` of one value; noted if it cannot be"),
    row("multipleOf", Validation, ALL, &[Validated, Docs, Noted], "exact for decimals; noted unless greater than 0"),
    row("maximum", Validation, ALL, &[Typed, Validated, Docs, Noted], "exact for integers, whose width both bounds decide unless a format does; noted below the minimum"),
    row("exclusiveMaximum", Validation, ALL, &[Typed, Validated, Docs, Noted], "a number in 3.1, a flag beside `maximum` in 3.0; a number there is read as one, and noted"),
    row("minimum", Validation, ALL, &[Typed, Validated, Docs, Noted], "as `maximum`; noted above it"),
    row("exclusiveMinimum", Validation, ALL, &[Typed, Validated, Docs, Noted], "a number in 3.1, a flag beside `minimum` in 3.0; a number there is read as one, and noted"),
    row("maxLength", Validation, ALL, &[Validated, Docs, Noted], "counts code points"),
    row("minLength", Validation, ALL, &[Validated, Docs, Noted], "counts code points"),
    row("pattern", Validation, ALL, &[Validated, Docs, Noted], "ECMA-262; no rule, with a warning, if it is no pattern"),
    row("maxItems", Validation, ALL, &[Validated, Docs, Noted], ""),
    row("minItems", Validation, ALL, &[Validated, Docs, Noted], ""),
    row("uniqueItems", Validation, ALL, &[Typed, Validated, Docs, Noted], "by the equality of JSON; a struct among what is compared keeps the properties that it has no fields for"),
    row("maxContains", Validation, SINCE_3_1, &[Validated, Docs, Noted], "beside `contains`"),
    row("minContains", Validation, SINCE_3_1, &[Validated, Docs, Noted], "beside `contains`"),
    row("maxProperties", Validation, ALL, &[Typed, Validated, Docs, Noted], "a struct keeps the properties that it has no fields for where they count"),
    row("minProperties", Validation, ALL, &[Typed, Validated, Docs, Noted], "as `maxProperties`; what is required may be enough"),
    row("required", Validation, ALL, &[Typed, Validated, Docs, Noted], "`T` instead of `Option<T>`; noted if the name is not among the properties"),
    row("dependentRequired", Validation, SINCE_3_1, &[Typed, Validated, Docs, Noted], "as `if` the property is there"),

    row("format", Format, ALL, &[Typed, Validated, Docs, Noted], "a type and a rule, where there is one for it; else documented; slips are noted"),

    row("contentEncoding", Content, SINCE_3_1, &[Typed, Docs, Noted], "of base64: a type, without a rule; else the string stays as it is"),
    row("contentMediaType", Content, SINCE_3_1, &[Docs, Noted], "the string stays as it is"),
    row("contentSchema", Content, SINCE_3_1, &[Noted], "the string stays as it is"),

    row("title", Metadata, ALL, &[Docs], ""),
    row("description", Metadata, ALL, &[Docs], ""),
    row("default", Metadata, ALL, &[Typed, Docs, Noted], "the builder's value of a required property; noted if it breaks its schema, and then not set"),
    row("deprecated", Metadata, SINCE_3_0, &[Docs], "`#[deprecated]`, of a value of an enumeration as well; in words of an item, an entry or a branch"),
    row("readOnly", Metadata, ALL, &[Docs], "in 3.0 a required one is optional where the type goes both ways"),
    row("writeOnly", Metadata, SINCE_3_0, &[Docs], "as `readOnly`"),
    row("examples", Metadata, SINCE_3_1, &[Docs, Noted], "the first, if it is short; noted if one breaks its schema"),

    row("nullable", OpenApi, ONLY_3_0, &[Typed, Noted], "null beside `type`, in 3.1 with a warning; noted without `type`"),
    row("discriminator", OpenApi, ALL, &[Typed, Validated, Docs, Noted, Refused], "decides which branch of a union, or which subtype of a base, a value is; noted if it cannot"),
    row("example", OpenApi, ALL, &[Docs, Noted], "if it is short; noted if it breaks its schema"),
    row("externalDocs", OpenApi, ALL, &[Docs], ""),
    row("xml", OpenApi, ALL, &[], "bodies are JSON"),

    row("x-sensitive", Extension, ALL, &[Typed, Refused], "a secret, which `Debug` does not show; refused on anything but a string"),
    row("x-enum-varnames", Extension, ALL, &[Typed, Noted], "the names of an enumeration's variants; where there are fewer than values, the rest are named after the values"),
    row("x-enumNames", Extension, ALL, &[Typed, Noted], "`x-enum-varnames` as NSwag has it"),
    row("x-enum-descriptions", Extension, ALL, &[Docs, Noted], "the docs of an enumeration's variants, as far as they go"),
    row("x-rust-name", Extension, ALL, &[Typed, Noted, Refused], "the name of a type, of a field or of a value; refused if it is taken; noted where there is nothing to name"),
    row("x-rust-type", Extension, ALL, &[Refused], ""),
];

/// The row of a keyword.
pub fn find(name: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|keyword| keyword.name == name)
}

/// Where the value of a keyword has schemas in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    None,
    /// The value is a schema.
    Schema,
    List,
    Mapping,
}

/// Where the value of a keyword has schemas in it.
pub fn parts(keyword: &str) -> Parts {
    match keyword {
        "additionalProperties"
        | "propertyNames"
        | "items"
        | "contains"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contentSchema" => Parts::Schema,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Parts::List,
        "$defs" | "properties" | "patternProperties" | "dependentSchemas" => Parts::Mapping,
        _ => Parts::None,
    }
}
