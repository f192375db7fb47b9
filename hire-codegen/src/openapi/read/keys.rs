//! The keys of every object of OpenAPI and of our extensions, each with the versions that have it.

use crate::openapi::Versions;

/// An object, and its keys.
pub(super) struct Shape {
    /// What the object is, with an article.
    pub(super) name: &'static str,
    /// The keys, by the versions that have them.
    rows: &'static [(Versions, &'static [&'static str])],
    /// Those of our extensions that have an effect on the object.
    pub(super) extensions: &'static [&'static str],
    /// Whether the object is one of our extensions, in which nobody else puts keys.
    pub(super) is_extension: bool,
}

impl Shape {
    const fn new(name: &'static str, rows: &'static [(Versions, &'static [&'static str])]) -> Self {
        Shape { name, rows, extensions: &[], is_extension: false }
    }

    const fn extension(name: &'static str, rows: &'static [(Versions, &'static [&'static str])]) -> Self {
        Shape { is_extension: true, ..Shape::new(name, rows) }
    }

    /// The keys of all versions.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> + Clone + use<> {
        self.rows.iter().flat_map(|(_, keys)| *keys).copied()
    }

    /// The versions that have a key; none if no version has.
    pub(super) fn versions(&self, key: &str) -> Option<Versions> {
        let row = self.rows.iter().find(|(_, keys)| keys.contains(&key));
        row.map(|(versions, _)| *versions)
    }
}

const ALL: Versions = Versions::ALL;
const SINCE_3_0: Versions = Versions::SINCE_3_0;
const SINCE_3_1: Versions = Versions::SINCE_3_1;

pub(super) const DOCUMENT: Shape = Shape {
    extensions: &["x-envelope", "x-error-codes", "x-rate-limit"],
    ..Shape::new(
        "the document",
        &[
            (SINCE_3_0, &["openapi"]),
            (ALL, &["info"]),
            (SINCE_3_0, &["servers"]),
            (ALL, &["paths"]),
            (SINCE_3_0, &["components"]),
            (ALL, &["security", "tags", "externalDocs"]),
            (SINCE_3_1, &["jsonSchemaDialect", "webhooks"]),
        ],
    )
};

pub(super) const INFO: Shape = Shape::new(
    "`info`",
    &[
        (ALL, &["title", "description", "termsOfService", "contact", "license", "version"]),
        (SINCE_3_1, &["summary"]),
    ],
);

pub(super) const CONTACT: Shape = Shape::new("`contact`", &[(ALL, &["name", "url", "email"])]);

pub(super) const LICENSE: Shape =
    Shape::new("`license`", &[(ALL, &["name", "url"]), (SINCE_3_1, &["identifier"])]);

pub(super) const TAG: Shape = Shape::new("a tag", &[(ALL, &["name", "description", "externalDocs"])]);

pub(super) const EXTERNAL_DOCS: Shape = Shape::new("`externalDocs`", &[(ALL, &["description", "url"])]);

pub(super) const COMPONENTS: Shape = Shape::new(
    "`components`",
    &[
        (
            SINCE_3_0,
            &[
                "schemas",
                "responses",
                "parameters",
                "examples",
                "requestBodies",
                "headers",
                "securitySchemes",
                "links",
                "callbacks",
            ],
        ),
        (SINCE_3_1, &["pathItems"]),
    ],
);

pub(super) const SERVER: Shape = Shape::new("a server", &[(SINCE_3_0, &["url", "description", "variables"])]);

pub(super) const SERVER_VARIABLE: Shape =
    Shape::new("a server variable", &[(SINCE_3_0, &["enum", "default", "description"])]);

pub(super) const PATH_ITEM: Shape = Shape::new(
    "a path item",
    &[
        (ALL, &["$ref"]),
        (SINCE_3_0, &["summary", "description"]),
        (ALL, &["get", "put", "post", "delete", "options", "head", "patch"]),
        (SINCE_3_0, &["trace", "servers"]),
        (ALL, &["parameters"]),
    ],
);

pub(super) const OPERATION: Shape = Shape {
    extensions: &["x-envelope", "x-error-codes", "x-idempotency-key", "x-rate-limit"],
    ..Shape::new(
        "an operation",
        &[
            (ALL, &["tags", "summary", "description", "externalDocs", "operationId", "parameters"]),
            (SINCE_3_0, &["requestBody"]),
            (ALL, &["responses"]),
            (SINCE_3_0, &["callbacks"]),
            (ALL, &["deprecated", "security"]),
            (SINCE_3_0, &["servers"]),
        ],
    )
};

pub(super) const PARAMETER: Shape = Shape::new(
    "a parameter",
    &[
        (ALL, &["name", "in", "description", "required"]),
        (SINCE_3_0, &["deprecated"]),
        (ALL, &["allowEmptyValue"]),
        (SINCE_3_0, &["style", "explode", "allowReserved"]),
        (ALL, &["schema"]),
        (SINCE_3_0, &["example", "examples", "content"]),
    ],
);

pub(super) const REQUEST_BODY: Shape =
    Shape::new("a request body", &[(SINCE_3_0, &["description", "content", "required"])]);

pub(super) const MEDIA_TYPE: Shape =
    Shape::new("a media type", &[(SINCE_3_0, &["schema", "example", "examples", "encoding"])]);

pub(super) const ENCODING: Shape = Shape::new(
    "an encoding",
    &[(SINCE_3_0, &["contentType", "headers", "style", "explode", "allowReserved"])],
);

pub(super) const EXAMPLE: Shape =
    Shape::new("an example", &[(SINCE_3_0, &["summary", "description", "value", "externalValue"])]);

pub(super) const RESPONSE: Shape =
    Shape::new("a response", &[(ALL, &["description", "headers"]), (SINCE_3_0, &["content", "links"])]);

pub(super) const HEADER: Shape = Shape::new(
    "a header",
    &[
        (ALL, &["description"]),
        (
            SINCE_3_0,
            &[
                "required",
                "deprecated",
                "allowEmptyValue",
                "style",
                "explode",
                "allowReserved",
                "schema",
                "example",
                "examples",
                "content",
            ],
        ),
    ],
);

pub(super) const LINK: Shape = Shape::new(
    "a link",
    &[(SINCE_3_0, &["operationRef", "operationId", "parameters", "requestBody", "description", "server"])],
);

pub(super) const SECURITY_SCHEME: Shape = Shape::new(
    "a security scheme",
    &[
        (ALL, &["type", "description", "name", "in"]),
        (SINCE_3_0, &["scheme", "bearerFormat", "flows", "openIdConnectUrl"]),
    ],
);

pub(super) const FLOWS: Shape = Shape::new(
    "the flows of a security scheme",
    &[(SINCE_3_0, &["implicit", "password", "clientCredentials", "authorizationCode"])],
);

pub(super) const FLOW: Shape =
    Shape::new("a flow", &[(SINCE_3_0, &["authorizationUrl", "tokenUrl", "refreshUrl", "scopes"])]);

pub(super) const ENVELOPE: Shape =
    Shape::extension("`x-envelope`", &[(ALL, &["code", "success", "message", "data", "log-id"])]);

pub(super) const LOG_ID: Shape = Shape::extension("`log-id`", &[(ALL, &["headers", "pointers"])]);

pub(super) const ERROR_CODE: Shape = Shape::extension(
    "an error code",
    &[(ALL, &["code", "name", "status", "meaning", "advice", "retryable", "reauthenticate"])],
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
