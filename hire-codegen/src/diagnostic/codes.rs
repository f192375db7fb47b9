//! All codes, in one table.

macro_rules! codes {
    ($($name:ident = $code:literal, $meaning:literal;)*) => {
        $(#[doc = $meaning] pub const $name: &str = $code;)*

        /// Every code with its meaning, in one line.
        pub const ALL: &[(&str, &str)] = &[$(($code, $meaning)),*];
    };
}

codes! {
    // Reading files.
    UNREADABLE = "unreadable", "A file cannot be read.";
    ENCODING = "encoding", "A file is no UTF-8.";
    EMPTY_FILE = "empty-file", "A file holds nothing.";
    SYNTAX = "syntax", "A file is no YAML, or no JSON.";
    MULTIPLE_DOCUMENTS = "multiple-documents", "A YAML file holds more than one document.";
    DUPLICATE_KEY = "duplicate-key", "A mapping has the same key twice.";
    KEY_KIND = "key-kind", "A key is no string.";
    MERGE_KEY = "merge-key", "A YAML merge key, which YAML 1.2 does not have.";
    YAML_TAG = "yaml-tag", "A YAML tag, which JSON does not have.";
    NOT_A_NUMBER = "not-a-number", "An infinite number or NaN, which JSON does not have.";
    // References.
    UNRESOLVED_REF = "unresolved-ref", "A `$ref` leads nowhere.";
    REF_CYCLE = "ref-cycle", "A `$ref` leads back to itself.";
    REF_KIND = "ref-kind", "A `$ref` names a component of another kind.";
    MISPLACED_REF = "misplaced-ref", "A `$ref` stands where OpenAPI has none.";
    REF_SIBLING = "ref-sibling", "A key beside `$ref` has no effect.";
    // Any object.
    WRONG_TYPE = "wrong-type", "A value is of the wrong type.";
    BAD_VALUE = "bad-value", "A value is of the right type, and not allowed.";
    MISSING_KEY = "missing-key", "A required key is not there.";
    UNKNOWN_KEY = "unknown-key", "A key is not one of its object.";
    KEY_OF_OTHER_VERSION = "key-of-other-version", "A key belongs to another version of OpenAPI.";
    CONFLICTING_KEYS = "conflicting-keys", "Keys exclude each other.";
    UNKNOWN_EXTENSION = "unknown-extension", "An extension is spelt nearly like one of ours.";
    MISPLACED_EXTENSION = "misplaced-extension", "An extension stands where it has no effect.";
    // The API.
    UNSUPPORTED_VERSION = "unsupported-version", "The description is of a version that is not read.";
    DUPLICATE_OPERATION_ID = "duplicate-operation-id", "Two operations have the same `operationId`.";
    PATH_TEMPLATE = "path-template", "A path is malformed.";
    DUPLICATE_PATH = "duplicate-path", "Two paths differ in the names of their parameters only.";
    UNDECLARED_PATH_PARAMETER = "undeclared-path-parameter", "A path names a parameter that is not declared.";
    UNUSED_PATH_PARAMETER = "unused-path-parameter", "A path parameter is declared, and not in the path.";
    OPTIONAL_PATH_PARAMETER = "optional-path-parameter", "A path parameter is not marked as required.";
    DUPLICATE_PARAMETER = "duplicate-parameter", "An operation has the same parameter twice.";
    UNDEFINED_STYLE = "undefined-style", "OpenAPI does not define how such a parameter is written.";
    IGNORED_HEADER = "ignored-header", "A header that has a place of its own in OpenAPI, or that the client sends by itself, is declared as a parameter.";
    BODY_WITHOUT_MEANING = "body-without-meaning", "A method has a body that HTTP gives no meaning.";
    UNKNOWN_SECURITY_SCHEME = "unknown-security-scheme", "A requirement names a scheme that is not declared.";
    BAD_STATUS = "bad-status", "A response stands under a key that is no status.";
    DUPLICATE_ERROR_CODE = "duplicate-error-code", "A list of error codes has the same code twice.";
    OTHER_HOST = "other-host", "Credentials go to another host than that of the first server.";
    UNKNOWN_VARIABLE = "unknown-variable", "A server's address names a variable that is not declared.";
    // Schemas.
    UNKNOWN_TYPE = "unknown-type", "`type` names a type that JSON does not have.";
    UNKNOWN_FORMAT = "unknown-format", "`format` is spelt nearly like a known one.";
    NO_TYPE = "no-type", "A schema describes an object or a list and has no `type`.";
    BAD_PATTERN = "bad-pattern", "A `pattern` is no regular expression of ECMA-262.";
    DUPLICATE_NAME = "duplicate-name", "A name or value is listed twice.";
    UNKNOWN_PROPERTY = "unknown-property", "A schema names a property that its object does not have.";
    CIRCULAR_SCHEMA = "circular-schema", "A schema is a part of itself.";
    CONTRADICTION = "contradiction", "Two parts of the description cannot both hold.";
    BAD_EXAMPLE = "bad-example", "An example breaks its own schema.";
    BAD_DEFAULT = "bad-default", "A default breaks its own schema.";
    BAD_ENVELOPE = "bad-envelope", "A response's schema lacks what `x-envelope` looks for.";
    IGNORED = "ignored", "Something of the description has no effect.";
    // Lints, which are looked for on request.
    UNUSED_COMPONENT = "unused-component", "No operation uses a component.";
    NO_ERROR_RESPONSE = "no-error-response", "An operation has no response for errors.";
    NAMELESS_VALUE = "nameless-value", "A value of an `enum` makes no name that tells what it means.";
    // The generator.
    UNWRITABLE = "unwritable", "The bindings cannot be written.";
    DEFECT = "defect", "The generator made something that is no Rust.";
    NO_MATCH = "no-match", "An option names something that the description does not have.";
    LEFT_OUT = "left-out", "Operations or schemas are left out for their faults.";
    UNSUPPORTED = "unsupported", "Something of the description is not read, and no code is emitted for it.";
}

/// The codes of lints, which [`Generator::lint`](crate::Generator::lint) alone reports.
pub const LINTS: &[&str] = &[UNUSED_COMPONENT, NO_ERROR_RESPONSE, NAMELESS_VALUE];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::ALL;

    #[test]
    fn codes_are_kebab_case_and_differ() {
        let mut seen = BTreeSet::new();
        for (code, meaning) in ALL {
            let kebab = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(code.chars().all(kebab), "{code}");
            assert!(meaning.ends_with('.'), "{code}: {meaning}");
            assert!(seen.insert(code), "{code} is there twice");
        }
    }
}
