//! The rules of keywords of schemas, each in both directions: a keyword may be tightened, loosened or, where neither can be
//! said, changed.

use super::rule::{
    Direction, Effect, Level, Model, REQUEST_NARROWED, REQUEST_WIDENED, RESPONSE_NARROWED, RESPONSE_WIDENED,
    Rule, Verdict,
};

/// Nobody can say which values are concerned.
const REQUEST_UNKNOWN: Model = (Direction::Request, Level::Warning, Effect::FailsAtRunTime, Verdict::Major);
const RESPONSE_UNKNOWN: Model = (Direction::Response, Level::Warning, Effect::ChangesMeaning, Verdict::Minor);
/// What is not set may be something else.
const REQUEST_DEFAULT: Model = (Direction::Request, Level::Note, Effect::ChangesMeaning, Verdict::Minor);
/// Enums are open: a value that is new to a caller was `Unknown`, and has a variant of its own now.
const OPEN_ENUM: Model = (Direction::Response, Level::Warning, Effect::Nothing, Verdict::Minor);

/// The four rules of a keyword.
macro_rules! keyword {
    ($key:literal, $what:literal) => {
        keyword!($key, $what, "")
    };
    ($key:literal, $what:literal, $note:literal) => {
        &[
            Rule::new(
                concat!("request-", $key, "-tightened"),
                REQUEST_NARROWED,
                concat!($what, " lets less through"),
            )
            .because($note),
            Rule::new(
                concat!("request-", $key, "-loosened"),
                REQUEST_WIDENED,
                concat!($what, " lets more through"),
            )
            .because($note),
            Rule::new(
                concat!("response-", $key, "-tightened"),
                RESPONSE_NARROWED,
                concat!($what, " lets less through"),
            )
            .because($note),
            Rule::new(
                concat!("response-", $key, "-loosened"),
                RESPONSE_WIDENED,
                concat!($what, " lets more through"),
            )
            .because($note),
        ]
    };
}

/// The two rules of a change of a keyword of which neither can be said.
macro_rules! changed {
    ($key:literal, $sentence:literal, $request:expr, $response:expr) => {
        changed!($key, $sentence, $request, $response, "", "")
    };
    ($key:literal, $sentence:literal, $request:expr, $response:expr, $request_note:literal, $response_note:literal) => {
        &[
            Rule::new(concat!("request-", $key), $request, $sentence).because($request_note),
            Rule::new(concat!("response-", $key), $response, $sentence).because($response_note),
        ]
    };
}

/// The rows, in tables of a keyword each.
pub static RULES: &[&[Rule]] = &[
    changed!(
        "type-changed",
        "the type differs",
        REQUEST_NARROWED,
        RESPONSE_WIDENED,
        "oasdiff has a note in XML and forms, a warning in objects of parameters; bindings write a value by its type",
        "oasdiff has a note in XML, forms and headers; bindings read a value by its type"
    ),
    changed!("type-widened", "another type is accepted", REQUEST_WIDENED, RESPONSE_WIDENED),
    changed!("type-narrowed", "a type is no longer accepted", REQUEST_NARROWED, RESPONSE_NARROWED),
    changed!("became-nullable", "it may be null now", REQUEST_WIDENED, RESPONSE_WIDENED),
    changed!("became-not-nullable", "it is never null now", REQUEST_NARROWED, RESPONSE_NARROWED),
    changed!("became-false", "no value is let through now (`false`)", REQUEST_NARROWED, RESPONSE_NARROWED),
    changed!("became-not-false", "nothing was let through (`false`)", REQUEST_WIDENED, RESPONSE_WIDENED),
    changed!("format-changed", "the format differs", REQUEST_NARROWED, RESPONSE_WIDENED),
    changed!("pattern-changed", "the pattern differs", REQUEST_UNKNOWN, RESPONSE_UNKNOWN),
    changed!("const-changed", "the only value differs", REQUEST_NARROWED, RESPONSE_WIDENED),
    changed!(
        "enum-value-added",
        "the value is new",
        REQUEST_WIDENED,
        OPEN_ENUM,
        "",
        "oasdiff has an error; enums of bindings keep a value that they do not list"
    ),
    changed!("enum-value-removed", "the value is gone", REQUEST_NARROWED, RESPONSE_NARROWED),
    changed!(
        "variant-added",
        "the union has another branch",
        REQUEST_WIDENED,
        RESPONSE_WIDENED,
        "oasdiff has a warning where the body was no union before; a second branch is as new as a third",
        "oasdiff has a warning where the body was no union before; a second branch is as new as a third"
    ),
    changed!("variant-removed", "the union has a branch less", REQUEST_NARROWED, RESPONSE_NARROWED),
    changed!(
        "union-kind-changed",
        "`oneOf` is `anyOf` now, or the other way round",
        REQUEST_UNKNOWN,
        RESPONSE_UNKNOWN
    ),
    changed!("default-added", "there is a default now", REQUEST_DEFAULT, RESPONSE_NARROWED),
    changed!("default-removed", "there is no default any more", REQUEST_DEFAULT, RESPONSE_NARROWED),
    changed!("default-changed", "the default differs", REQUEST_DEFAULT, RESPONSE_NARROWED),
    changed!("content-encoding-changed", "`contentEncoding` differs", REQUEST_NARROWED, RESPONSE_WIDENED),
    changed!("content-media-type-changed", "`contentMediaType` differs", REQUEST_NARROWED, RESPONSE_WIDENED),
    keyword!("enum", "`enum`"),
    keyword!("format", "`format`"),
    keyword!("minimum", "`minimum`"),
    keyword!("maximum", "`maximum`"),
    keyword!("multiple-of", "`multipleOf`"),
    keyword!("min-length", "`minLength`"),
    keyword!("max-length", "`maxLength`"),
    keyword!("pattern", "`pattern`"),
    keyword!("min-items", "`minItems`"),
    keyword!("max-items", "`maxItems`"),
    keyword!("unique-items", "`uniqueItems`"),
    keyword!("min-properties", "`minProperties`"),
    keyword!("max-properties", "`maxProperties`"),
    keyword!("additional-properties", "`additionalProperties`"),
    keyword!("items", "`items`"),
    keyword!("min-contains", "`minContains`"),
    keyword!("max-contains", "`maxContains`"),
    keyword!("content-schema", "`contentSchema`"),
    keyword!("union", "`oneOf` or `anyOf`"),
    keyword!("schema", "the schema of the body"),
    keyword!("pattern-properties", "`patternProperties`"),
    keyword!("property-names", "`propertyNames`"),
    keyword!("dependent-required", "`dependentRequired`"),
    keyword!("dependent-schemas", "`dependentSchemas`"),
    keyword!("contains", "`contains`"),
    keyword!(
        "prefix-items",
        "`prefixItems`",
        "oasdiff has a warning; an entry is compared with the schema of the items that it takes the place of"
    ),
    keyword!("not", "`not`"),
    keyword!("condition", "`if`, `then` and `else`"),
    keyword!("unevaluated-properties", "`unevaluatedProperties`"),
    keyword!("unevaluated-items", "`unevaluatedItems`"),
];
