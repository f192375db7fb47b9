//! The keys of every object of OpenAPI and of our extensions, each with the versions that have it.

use crate::openapi::Versions;

/// An object, and its keys.
pub(super) struct Shape {
    /// What the object is, with an article.
    pub(super) name: &'static str,
    /// The keys, by the versions that have them.
    rows: &'static [(Versions, &'static [&'static str])],
    /// The extensions of ours that have an effect on the object.
    pub(super) extensions: &'static [&'static str],
    /// Whether the object is one of our extensions, in which nobody else puts keys.
    pub(super) is_extension: bool,
}

impl Shape {
    const fn extension(name: &'static str, rows: &'static [(Versions, &'static [&'static str])]) -> Self {
        Shape { name, rows, extensions: &[], is_extension: true }
    }

    /// The keys of all versions.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> + Clone + use<> {
        self.rows.iter().flat_map(|(_, keys)| *keys).copied()
    }

    /// The key that a word is but for upper case, `-` and `_`, if it is none itself.
    pub(super) fn meant(&self, word: &str) -> Option<&'static str> {
        if word.starts_with("x-") || self.versions(word).is_some() {
            return None;
        }
        let folded = |text: &str| {
            let letters = text.chars().filter(|letter| !matches!(letter, '-' | '_'));
            letters.map(|letter| letter.to_ascii_lowercase()).collect::<String>()
        };
        let word = folded(word);
        self.keys().find(|key| folded(key) == word)
    }

    /// The versions that have a key; none if no version has.
    pub(super) fn versions(&self, key: &str) -> Option<Versions> {
        let row = self.rows.iter().find(|(_, keys)| keys.contains(&key));
        row.map(|(versions, _)| *versions)
    }
}

/// A constant for each object: its name in messages, the extensions that have an effect on it, and its keys.
macro_rules! objects {
    ($($object:ident = $name:literal $({ $($extension:literal)* })? $($versions:ident [$($key:literal)*])*;)*) => {$(
        pub(super) const $object: Shape = Shape {
            name: $name,
            rows: &[$((Versions::$versions, &[$($key),*])),*],
            extensions: &[$($($extension),*)?],
            is_extension: false,
        };
    )*};
}

objects! {
    DOCUMENT = "the document" { "x-envelope" "x-error-codes" "x-rate-limit" "x-doc" }
        SINCE_3_0 ["openapi"] ALL ["info"] SINCE_3_0 ["servers"] ALL ["paths"] SINCE_3_0 ["components"]
        ALL ["security" "tags" "externalDocs"] SINCE_3_1 ["jsonSchemaDialect" "webhooks"];
    INFO = "`info`"
        ALL ["title" "description" "termsOfService" "contact" "license" "version"] SINCE_3_1 ["summary"];
    CONTACT = "`contact`" ALL ["name" "url" "email"];
    LICENSE = "`license`" ALL ["name" "url"] SINCE_3_1 ["identifier"];
    TAG = "a tag" ALL ["name" "description" "externalDocs"];
    EXTERNAL_DOCS = "`externalDocs`" ALL ["description" "url"];
    COMPONENTS = "`components`"
        SINCE_3_0 ["schemas" "responses" "parameters" "examples" "requestBodies" "headers" "securitySchemes"
            "links" "callbacks"]
        SINCE_3_1 ["pathItems"];
    SERVER = "a server" SINCE_3_0 ["url" "description" "variables"];
    SERVER_VARIABLE = "a server variable" SINCE_3_0 ["enum" "default" "description"];
    PATH_ITEM = "a path item"
        ALL ["$ref"] SINCE_3_0 ["summary" "description"]
        ALL ["get" "put" "post" "delete" "options" "head" "patch"] SINCE_3_0 ["trace" "servers"]
        ALL ["parameters"];
    OPERATION = "an operation" { "x-envelope" "x-error-codes" "x-idempotency-key" "x-rate-limit" "x-doc" }
        ALL ["tags" "summary" "description" "externalDocs" "operationId" "parameters"] SINCE_3_0 ["requestBody"]
        ALL ["responses"] SINCE_3_0 ["callbacks"] ALL ["deprecated" "security"] SINCE_3_0 ["servers"];
    PARAMETER = "a parameter"
        ALL ["name" "in" "description" "required"] SINCE_3_0 ["deprecated"] ALL ["allowEmptyValue"]
        SINCE_3_0 ["style" "explode" "allowReserved"] ALL ["schema"] SINCE_3_0 ["example" "examples" "content"];
    REQUEST_BODY = "a request body" SINCE_3_0 ["description" "content" "required"];
    MEDIA_TYPE = "a media type" SINCE_3_0 ["schema" "example" "examples" "encoding"] SINCE_3_2 ["itemSchema"];
    ENCODING = "an encoding" SINCE_3_0 ["contentType" "headers" "style" "explode" "allowReserved"];
    EXAMPLE = "an example" SINCE_3_0 ["summary" "description" "value" "externalValue"];
    RESPONSE = "a response" ALL ["description" "headers"] SINCE_3_0 ["content" "links"];
    HEADER = "a header"
        ALL ["description"]
        SINCE_3_0 ["required" "deprecated" "allowEmptyValue" "style" "explode" "allowReserved" "schema" "example"
            "examples" "content"];
    LINK = "a link"
        SINCE_3_0 ["operationRef" "operationId" "parameters" "requestBody" "description" "server"];
    SECURITY_SCHEME = "a security scheme"
        ALL ["type" "description" "name" "in"] SINCE_3_0 ["scheme" "bearerFormat" "flows" "openIdConnectUrl"];
    FLOWS = "the flows of a security scheme"
        SINCE_3_0 ["implicit" "password" "clientCredentials" "authorizationCode"];
    FLOW = "a flow" SINCE_3_0 ["authorizationUrl" "tokenUrl" "refreshUrl" "scopes"];
}

const ALL: Versions = Versions::ALL;

pub(super) const ENVELOPE: Shape =
    Shape::extension("`x-envelope`", &[(ALL, &["code", "success", "message", "data", "log-id"])]);

pub(super) const LOG_ID: Shape = Shape::extension("`log-id`", &[(ALL, &["headers", "pointers"])]);

pub(super) const ERROR_CODE: Shape = Shape::extension(
    "an error code",
    &[(ALL, &["code", "name", "status", "meaning", "advice", "retryable", "reauthenticate", "inferred"])],
);

pub(super) const RATE_LIMIT: Shape =
    Shape::extension("the rate limit of an operation", &[(ALL, &["limit", "window"])]);

pub(super) const RATE_LIMIT_HEADERS: Shape =
    Shape::extension("the rate limit of the document", &[(ALL, &["limit-header", "reset-header"])]);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::Version::{self, V2_0, V3_0, V3_1, V3_2};

    #[test]
    fn versions_have_keys() {
        let cases: [(&Shape, &str, &[Version]); 13] = [
            (&DOCUMENT, "info", &[V2_0, V3_0, V3_1, V3_2]),
            (&DOCUMENT, "openapi", &[V3_0, V3_1, V3_2]),
            (&DOCUMENT, "components", &[V3_0, V3_1, V3_2]),
            (&DOCUMENT, "webhooks", &[V3_1, V3_2]),
            (&DOCUMENT, "jsonSchemaDialect", &[V3_1, V3_2]),
            (&INFO, "summary", &[V3_1, V3_2]),
            (&LICENSE, "identifier", &[V3_1, V3_2]),
            (&COMPONENTS, "schemas", &[V3_0, V3_1, V3_2]),
            (&COMPONENTS, "pathItems", &[V3_1, V3_2]),
            (&OPERATION, "requestBody", &[V3_0, V3_1, V3_2]),
            (&OPERATION, "responses", &[V2_0, V3_0, V3_1, V3_2]),
            (&PARAMETER, "style", &[V3_0, V3_1, V3_2]),
            (&PARAMETER, "stile", &[]),
        ];
        for (shape, key, expected) in cases {
            let versions = [V2_0, V3_0, V3_1, V3_2].into_iter();
            let found = versions.filter(|it| shape.versions(key).is_some_and(|range| range.contains(*it)));
            assert_eq!(found.collect::<Vec<_>>(), expected, "{key}");
        }
    }
}
