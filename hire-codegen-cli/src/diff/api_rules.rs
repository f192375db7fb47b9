//! The rules of the API as a whole, of operations and of security.

use super::rule::{
    BROKEN, Direction, Effect, HARMLESS, Level, Model, OTHER_MEANING, REQUEST_NARROWED, REQUEST_WIDENED,
    Rule, Verdict, WORDS,
};

const fn row(id: &'static str, model: Model, sentence: &'static str) -> Rule {
    Rule::new(id, model, sentence)
}

/// Callers that are built anew call somebody else.
const MOVED: Model = (Direction::Both, Level::Warning, Effect::ChangesMeaning, Verdict::Minor);
/// The other side may be wrong, for which there are no bindings.
const NOT_EMITTED: Model = (Direction::Both, Level::Warning, Effect::Nothing, Verdict::Minor);

/// The rows.
pub static RULES: &[Rule] = &[
    row("title-changed", WORDS, "the title of the API differs"),
    row("version-changed", WORDS, "the version of the API differs"),
    row("api-description-changed", WORDS, "the description of the API differs"),
    row("server-added", HARMLESS, "the server is new"),
    row("server-removed", HARMLESS, "the server is gone"),
    row("default-server-changed", MOVED, "the first server, which clients call by themselves, differs"),
    row("operation-server-changed", MOVED, "the server of the operation differs"),
    row("operation-added", HARMLESS, "the operation is new"),
    row("operation-removed", BROKEN, "the operation is gone"),
    row("deprecated-operation-removed", BROKEN, "the operation is gone, which was deprecated")
        .because("oasdiff has a note, since it was announced; callers stop compiling all the same"),
    row("operation-method-changed", BROKEN, "the operation has another method"),
    row("operation-path-changed", BROKEN, "the operation has another path"),
    row("operation-id-changed", HARMLESS, "the `operationId` differs"),
    row("operation-id-added", HARMLESS, "the operation has an `operationId` now"),
    row("operation-id-removed", HARMLESS, "the operation has no `operationId` any more"),
    row("operation-deprecated", HARMLESS, "the operation is deprecated now"),
    row("operation-reactivated", HARMLESS, "the operation is no longer deprecated"),
    row("operation-tags-changed", WORDS, "the tags of the operation differ"),
    row("operation-summary-changed", WORDS, "the summary of the operation differs"),
    row("operation-description-changed", WORDS, "the description of the operation differs"),
    row("operation-docs-link-changed", WORDS, "the link to more documentation differs"),
    row("path-parameter-renamed", HARMLESS, "the parameter of the path has another name"),
    row("tag-description-changed", WORDS, "the description of a tag differs"),
    row("callback-changed", NOT_EMITTED, "a callback differs, of which nothing is emitted"),
    row("webhook-added", HARMLESS, "the webhook is new, of which nothing is emitted"),
    row(
        "webhook-removed",
        (Direction::Both, Level::Error, Effect::Nothing, Verdict::Major),
        "the webhook is gone, of which nothing is emitted",
    ),
    row("webhook-changed", NOT_EMITTED, "the webhook differs, of which nothing is emitted"),
    row("link-changed", WORDS, "a link from a response to an operation differs"),
    // Security.
    row("security-required", REQUEST_NARROWED, "a credential is needed now")
        .because("oasdiff has a note for any requirement that is added; the first one shuts callers out"),
    row("security-optional", REQUEST_WIDENED, "the operation may be called without a credential now")
        .because("oasdiff has an error for any requirement that is removed; without the last one everybody is let in"),
    row("security-alternative-added", REQUEST_WIDENED, "another way to prove who calls is accepted"),
    row("security-alternative-removed", REQUEST_NARROWED, "a way to prove who calls is no longer accepted"),
    row("security-scope-added", REQUEST_NARROWED, "another scope is needed"),
    row("security-scope-removed", REQUEST_WIDENED, "a scope is no longer needed"),
    row("security-scheme-added", HARMLESS, "the security scheme is new"),
    row("security-scheme-removed", HARMLESS, "the security scheme is gone"),
    row("security-scheme-changed", REQUEST_NARROWED, "the credential is carried in another way")
        .because("oasdiff has a note; a client that sends the credential where it was is not let in"),
    row("security-url-changed", OTHER_MEANING, "an address of the security scheme differs"),
    row("security-flow-scope-added", HARMLESS, "a scope can be asked for that was not there"),
    row("security-flow-scope-removed", HARMLESS, "a scope can no longer be asked for"),
    row("security-scheme-description-changed", WORDS, "the description of the security scheme differs"),
    // Extensions.
    row("envelope-changed", BROKEN, "what lies around the data of responses differs (`x-envelope`)"),
    row("error-code-added", HARMLESS, "the error code is new (`x-error-codes`)"),
    row("error-code-removed", HARMLESS, "the error code is gone (`x-error-codes`)"),
    row("error-code-renamed", HARMLESS, "the error code has another name (`x-error-codes`)"),
    row(
        "error-code-behavior-changed",
        OTHER_MEANING,
        "whether the call may be repeated, or the status, differs (`x-error-codes`)",
    ),
    row("error-code-text-changed", WORDS, "what is said of the error code differs (`x-error-codes`)"),
    row("rate-limit-changed", OTHER_MEANING, "the rate limit differs (`x-rate-limit`)"),
    row(
        "idempotency-key-changed",
        OTHER_MEANING,
        "what makes a repeat harmless differs (`x-idempotency-key`)",
    ),
];
