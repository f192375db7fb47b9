//! The kinds of differences, as rows of a table.

pub use crate::level::Level;

/// A kind of difference.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The name of the kind, which stays the same in later versions.
    pub id: &'static str,
    /// How much it matters in a request, or for the operation as a whole.
    pub in_request: Level,
    /// How much it matters in a response.
    pub in_response: Level,
    /// What the difference is.
    pub sentence: &'static str,
}

const fn kind(id: &'static str, in_request: Level, in_response: Level, sentence: &'static str) -> Kind {
    Kind { id, in_request, in_response, sentence }
}

use Level::{Error, Note, Warning};

/// All kinds.
pub static KINDS: &[Kind] = &[
    kind("operation-missing", Warning, Warning, "the description has no such operation"),
    kind("title-changed", Note, Note, "the title differs"),
    kind("heading-changed", Note, Note, "the heading differs"),
    kind("url-changed", Error, Error, "the address differs"),
    kind("method-changed", Error, Error, "the method differs"),
    kind("rate-limit-changed", Warning, Warning, "the rate limit differs"),
    kind("scope-added", Warning, Warning, "a scope is new"),
    kind("scope-removed", Error, Error, "a scope is no longer accepted"),
    kind("field-scope-added", Warning, Warning, "a scope of fields is new"),
    kind("field-scope-removed", Warning, Warning, "a scope of fields is gone"),
    kind("token-added", Warning, Warning, "a kind of token is new"),
    kind("token-removed", Error, Error, "a kind of token is no longer accepted"),
    kind("header-added", Warning, Warning, "the header is new"),
    kind("header-removed", Warning, Warning, "the header is gone"),
    kind("fixed-value-changed", Error, Error, "the fixed value differs"),
    kind("table-added", Warning, Warning, "the table is new"),
    kind("table-removed", Error, Error, "the table is gone"),
    kind("nesting-changed", Warning, Warning, "whether the nesting of the fields is known differs"),
    kind("field-added", Warning, Warning, "the field is new"),
    kind("required-field-added", Error, Warning, "the field is new, and required"),
    kind("field-removed", Error, Error, "the field is gone"),
    kind("field-renamed", Error, Error, "the field has another name"),
    kind("field-moved", Error, Error, "the field is somewhere else"),
    kind("field-order", Note, Note, "the fields are in another order"),
    kind("type-changed", Error, Error, "the type differs"),
    kind("list-changed", Error, Error, "how many times it is a list differs"),
    kind("became-required", Error, Note, "it is required now"),
    kind("became-optional", Warning, Error, "it is optional now"),
    kind("requirement-unstated", Warning, Warning, "the page no longer says whether it is required"),
    kind("enum-value-added", Warning, Warning, "a value is new"),
    kind("enum-value-removed", Error, Warning, "a value is gone"),
    kind("enum-order", Note, Note, "the values are in another order"),
    kind("default-changed", Error, Warning, "the default differs"),
    kind("rule-added", Error, Warning, "a limit is new"),
    kind("rule-changed", Error, Warning, "a limit differs"),
    kind("rule-removed", Warning, Warning, "a limit is gone"),
    kind("example-changed", Note, Note, "the example of the field differs"),
    kind("listed-values-changed", Warning, Warning, "values that the text lists differ"),
    kind("text-changed", Note, Note, "the text differs"),
    kind("error-added", Warning, Warning, "the error code is new"),
    kind("error-removed", Warning, Warning, "the error code is gone"),
    kind("error-status-changed", Warning, Warning, "the status of the error code differs"),
    kind("error-text-changed", Note, Note, "the text of the error code differs"),
    kind("error-advice-changed", Note, Note, "the advice for the error code differs"),
    kind("error-order", Note, Note, "the error codes are in another order"),
    kind("body-example-changed", Note, Note, "the example differs"),
    kind("section-text-changed", Note, Note, "the text differs"),
    kind("unread-changed", Warning, Warning, "something that is not understood is only on one of the pages"),
];

/// The kind of an id; that of unknown things for an id that no row has, which a test excludes.
pub fn of(id: &str) -> &'static Kind {
    static UNKNOWN: Kind = kind("unread-changed", Warning, Warning, "something differs");
    KINDS.iter().find(|kind| kind.id == id).unwrap_or(&UNKNOWN)
}
