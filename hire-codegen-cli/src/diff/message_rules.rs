//! The rules of parameters, bodies, responses, and of what is in them.

use super::rule::{
    Direction, Effect, HARMLESS, Level, Model, OTHER_MEANING, REQUEST_NARROWED, REQUEST_WIDENED,
    RESPONSE_NARROWED, RESPONSE_WIDENED, Rule, Verdict, WORDS,
};

const fn row(id: &'static str, model: Model, sentence: &'static str) -> Rule {
    Rule::new(id, model, sentence)
}

/// A request may go on as before, and the server may take no notice of a part of it.
const REQUEST_IGNORED: Model = (Direction::Request, Level::Warning, Effect::ChangesMeaning, Verdict::Minor);
/// A response lacks something without which it is not read.
const RESPONSE_UNREADABLE: Model =
    (Direction::Response, Level::Error, Effect::FailsAtRunTime, Verdict::Major);
/// A request is written otherwise.
const REQUEST_WRITTEN: Model = (Direction::Request, Level::Error, Effect::ChangesMeaning, Verdict::Major);

/// Values are of another branch than before, or of none.
const OTHER_TAG: Model = (Direction::Both, Level::Error, Effect::ChangesMeaning, Verdict::Major);
const TAGS: &str = "oasdiff has a note; a value with the name is read as another branch, or as none";

/// The rows.
pub static RULES: &[Rule] = &[
    row("parameter-added-required", REQUEST_NARROWED, "the parameter is new, and required"),
    row("parameter-added-optional", REQUEST_WIDENED, "the parameter is new"),
    row("parameter-removed", REQUEST_IGNORED, "the parameter is gone")
        .because("oasdiff has a note after the day of `x-sunset`, and an error before it, which is not read here"),
    row("parameter-became-required", REQUEST_NARROWED, "the parameter is required now"),
    row("parameter-became-optional", REQUEST_WIDENED, "the parameter is optional now"),
    row("parameter-location-changed", REQUEST_WRITTEN, "the parameter is in another part of the request")
        .because("oasdiff has a warning, of a parameter that is removed, and one that is new; what is sent goes astray"),
    row("parameter-style-changed", REQUEST_WRITTEN, "the parameter is written in another style"),
    row("parameter-became-list", REQUEST_WIDENED, "the parameter may be given several times now"),
    row(
        "parameter-became-allow-reserved",
        (Direction::Request, Level::Note, Effect::ChangesMeaning, Verdict::Minor),
        "reserved characters need not be escaped any more",
    ),
    row("parameter-became-not-allow-reserved", REQUEST_WRITTEN, "reserved characters have to be escaped now"),
    row("parameter-deprecated", REQUEST_WIDENED, "the parameter is deprecated now"),
    row("parameter-reactivated", REQUEST_WIDENED, "the parameter is no longer deprecated"),
    row("parameter-description-changed", WORDS, "the description of the parameter differs"),
    row("parameter-example-changed", WORDS, "the example of the parameter differs"),
    // Bodies of requests.
    row("request-body-added-required", REQUEST_NARROWED, "there is a body now, and it is required"),
    row("request-body-added-optional", REQUEST_WIDENED, "there is a body now"),
    row(
        "request-body-removed",
        (Direction::Request, Level::Error, Effect::ChangesMeaning, Verdict::Major),
        "there is no body any more",
    ),
    row("request-body-became-required", REQUEST_NARROWED, "the body is required now"),
    row("request-body-became-optional", REQUEST_WIDENED, "the body is optional now"),
    row("request-body-description-changed", WORDS, "the description of the body differs"),
    row("request-media-type-added", REQUEST_WIDENED, "the body may come in another media type"),
    row("request-media-type-removed", REQUEST_NARROWED, "the body may no longer come in the media type"),
    row("request-media-type-widened", REQUEST_WIDENED, "the body may come in a range of media types now"),
    row("request-media-type-narrowed", REQUEST_NARROWED, "the body may come in one of a range of media types"),
    row("request-media-type-parameters-changed", OTHER_MEANING, "the parameters of the media type differ"),
    row("request-encoding-changed", REQUEST_WRITTEN, "a part of the body is written otherwise"),
    row("request-body-example-changed", WORDS, "an example of the body differs"),
    // Responses.
    row("response-success-added", RESPONSE_NARROWED, "there is another response to calls that succeed"),
    row("response-success-removed", RESPONSE_UNREADABLE, "the response to calls that succeed is gone"),
    row("response-failure-added", RESPONSE_NARROWED, "there is another response to calls that fail"),
    row("response-failure-removed", RESPONSE_NARROWED, "the response to calls that fail is gone"),
    row("response-description-changed", WORDS, "the description of the response differs"),
    row("response-media-type-added", RESPONSE_NARROWED, "the response may come in another media type"),
    row("response-media-type-removed", RESPONSE_UNREADABLE, "the response no longer comes in the media type"),
    row("response-media-type-widened", RESPONSE_WIDENED, "the response comes in a range of media types now"),
    row("response-media-type-narrowed", RESPONSE_NARROWED, "the response comes in one of a range of media types"),
    row(
        "response-media-type-parameters-changed",
        (Direction::Response, Level::Warning, Effect::ChangesMeaning, Verdict::Minor),
        "the parameters of the media type differ",
    )
    .because("oasdiff has a note for one more, an error for one less; what a parameter means is not known"),
    row("response-body-added", RESPONSE_NARROWED, "the response has a body now"),
    row("response-body-removed", RESPONSE_UNREADABLE, "the response has no body any more"),
    row("response-example-changed", WORDS, "an example of the response differs"),
    row("response-header-added", RESPONSE_NARROWED, "the header is new"),
    row(
        "response-header-required-removed",
        RESPONSE_UNREADABLE,
        "the header is gone, which was always there",
    ),
    row("response-header-optional-removed", RESPONSE_NARROWED, "the header is gone"),
    row("response-header-became-optional", RESPONSE_WIDENED, "the header may be missing now"),
    row("response-header-became-required", RESPONSE_NARROWED, "the header is always there now"),
    row("response-header-deprecated", RESPONSE_NARROWED, "the header is deprecated now"),
    row("response-header-reactivated", RESPONSE_NARROWED, "the header is no longer deprecated"),
    row("response-header-description-changed", WORDS, "the description of the header differs"),
    // Properties.
    row("request-property-added-required", REQUEST_NARROWED, "the property is new, and required"),
    row(
        "request-property-added-required-with-default",
        (Direction::Request, Level::Error, Effect::ChangesMeaning, Verdict::Major),
        "the property is new, and required; builders send its default",
    ),
    row("request-property-added-optional", REQUEST_WIDENED, "the property is new"),
    row("request-property-removed", REQUEST_IGNORED, "the property is gone"),
    row("request-property-became-required", REQUEST_NARROWED, "the property is required now"),
    row("request-property-became-optional", REQUEST_WIDENED, "the property is optional now"),
    row("response-property-added", RESPONSE_NARROWED, "the property is new"),
    row(
        "response-property-required-removed",
        RESPONSE_UNREADABLE,
        "the property is gone, which was always there",
    ),
    row("response-property-optional-removed", RESPONSE_NARROWED, "the property is gone"),
    row("response-property-became-optional", RESPONSE_WIDENED, "the property may be missing now"),
    row("response-property-became-required", RESPONSE_NARROWED, "the property is always there now"),
    row("property-became-read-only", OTHER_MEANING, "the property is read-only now"),
    row("property-became-not-read-only", OTHER_MEANING, "the property is no longer read-only"),
    row("property-became-write-only", OTHER_MEANING, "the property is write-only now"),
    row("property-became-not-write-only", OTHER_MEANING, "the property is no longer write-only"),
    // Words and names of schemas.
    row("schema-description-changed", WORDS, "the description differs"),
    row("schema-title-changed", WORDS, "the title differs"),
    row("schema-example-changed", WORDS, "an example differs"),
    row("schema-docs-link-changed", WORDS, "the link to more documentation differs"),
    row("schema-deprecated", HARMLESS, "it is deprecated now"),
    row("schema-reactivated", HARMLESS, "it is no longer deprecated"),
    row("rust-name-changed", HARMLESS, "the name in Rust differs (`x-rust-name`)"),
    row("enum-names-changed", HARMLESS, "the names of values in Rust differ (`x-enum-varnames`)"),
    row("enum-descriptions-changed", WORDS, "the descriptions of values differ (`x-enum-descriptions`)"),
    row("sensitive-changed", HARMLESS, "whether it is a secret differs (`x-sensitive`)"),
    // Unions.
    row("discriminator-added", OTHER_MEANING, "there is a discriminator now"),
    row("discriminator-removed", OTHER_MEANING, "there is no discriminator any more"),
    row("discriminator-property-changed", OTHER_TAG, "the property of the discriminator differs")
        .because(TAGS),
    row("discriminator-mapping-added", OTHER_MEANING, "the discriminator has another name for a branch"),
    row("discriminator-mapping-removed", OTHER_TAG, "the discriminator has a name less").because(TAGS),
    row("discriminator-mapping-changed", OTHER_TAG, "a name of the discriminator means another branch")
        .because(TAGS),
];
