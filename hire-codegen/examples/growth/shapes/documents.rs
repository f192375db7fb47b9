//! Shapes of documents: operations, faults, texts.

use super::{Shape, shape};

/// Operations and what they have.
pub(super) const OPERATIONS: &[Shape] = &[
    shape(
        "operations",
        1_000,
        "paths:\n«  /p№:\n    get: { operationId: op№, responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "operations without id",
        1_000,
        "paths:\n«  /p№:\n    get: { responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "operations with bodies",
        500,
        "paths:\n«  /p№:\n    post:\n      operationId: op№\n      requestBody: { required: true, content: { application/json: { schema: { type: object, properties: { a: { type: string } } } } } }\n      responses: { '200': { description: All., content: { application/json: { schema: { type: object, properties: { b: { type: string } } } } } } }\n»",
    ),
    shape(
        "clashing operations",
        1_000,
        "paths:\n«  /p№:\n    get: { operationId: '№-', responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "equal operation ids",
        1_000,
        "paths:\n«  /p№:\n    get: { operationId: op, responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "equal paths",
        1_000,
        "paths:\n«  /p/{a№}:\n    get: { operationId: op№, parameters: [{ name: a№, in: path, required: true, schema: { type: string } }], responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "path with parameters",
        500,
        "paths:\n  «/{p№}»:\n    get:\n      operationId: op\n      parameters:\n«        - { name: p№, in: path, required: true, schema: { type: string } }\n»      responses: { '204': { description: None. } }\n",
    ),
    shape(
        "undeclared path parameters",
        500,
        "paths:\n  «/{p№}»:\n    get:\n      operationId: op\n      responses: { '204': { description: None. } }\n",
    ),
    shape(
        "query parameters",
        1_000,
        "paths:\n  /p:\n    get:\n      operationId: op\n      parameters:\n«        - { name: p№, in: query, schema: { type: string } }\n»      responses: { '204': { description: None. } }\n",
    ),
    shape(
        "equal parameters",
        1_000,
        "paths:\n  /p:\n    get:\n      operationId: op\n      parameters:\n«        - { name: p, in: query, schema: { type: string } }\n»      responses: { '204': { description: None. } }\n",
    ),
    shape(
        "clashing parameters",
        1_000,
        "paths:\n  /p:\n    get:\n      operationId: op\n      parameters:\n«        - { name: '№-', in: query, schema: { type: string } }\n»      responses: { '204': { description: None. } }\n",
    ),
    shape(
        "shared parameters",
        1_000,
        "components:\n  parameters:\n    P: { name: p, in: query, schema: { type: string, enum: [a, b] } }\npaths:\n«  /p№:\n    get: { operationId: op№, parameters: [{ $ref: '#/components/parameters/P' }], responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "parameters of components",
        2_000,
        "components:\n  parameters:\n«    P№: { name: p№, in: query, schema: { type: string } }\n»",
    ),
    shape(
        "responses of one operation",
        300,
        "paths:\n  /p:\n    get:\n      operationId: op\n      responses:\n        '200': { description: All. }\n«        '№': { description: Some. }\n»",
    ),
    shape(
        "response headers",
        1_000,
        "paths:\n  /p:\n    get:\n      operationId: op\n      responses:\n        '200':\n          description: All.\n          headers:\n«            X-№: { schema: { type: string } }\n»",
    ),
    shape(
        "media types",
        1_000,
        "paths:\n  /p:\n    post:\n      operationId: op\n      requestBody:\n        content:\n«          application/x-№: { schema: { type: string } }\n»      responses: { '204': { description: None. } }\n",
    ),
    shape(
        "responses of components",
        2_000,
        "components:\n  responses:\n«    R№: { description: All., content: { application/json: { schema: { type: string } } } }\n»",
    ),
    shape("tags", 4_000, "tags:\n«  - { name: t№, description: Words. }\n»"),
    shape(
        "tags of operations",
        1_000,
        "tags:\n«  - { name: t№, description: Words. }\n»paths:\n«  /p№:\n    get: { operationId: op№, tags: [t№], responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "servers",
        2_000,
        "openapi: 3.1.1\ninfo: { title: Growth, version: '1' }\nservers:\n«  - { url: 'https://s№.example' }\n»paths:\n  /p:\n    get: { operationId: op, responses: { '204': { description: None. } } }\n",
    ),
    shape(
        "security schemes",
        2_000,
        "components:\n  securitySchemes:\n«    k№: { type: apiKey, in: header, name: X-№ }\n»paths:\n  /p:\n    get: { operationId: op, security: [«{ k№: [] }, »], responses: { '204': { description: None. } } }\n",
    ),
    shape(
        "security requirements of operations",
        500,
        "components:\n  securitySchemes:\n«    k№: { type: apiKey, in: header, name: X-№ }\n»paths:\n«  /p№:\n    get: { operationId: op№, security: [{ k№: [] }], responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "unknown security schemes",
        2_000,
        "components:\n  securitySchemes:\n«    scheme№: { type: apiKey, in: header, name: X-№ }\n»paths:\n  /p:\n    get: { operationId: op, security: [«{ shceme№: [] }, »], responses: { '204': { description: None. } } }\n",
    ),
    shape(
        "oauth scopes",
        2_000,
        "components:\n  securitySchemes:\n    o: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://x.example/t', scopes: {« s№: Words.,» } } } }\npaths:\n  /p:\n    get: { operationId: op, security: [{ o: [«s№, »] }], responses: { '204': { description: None. } } }\n",
    ),
    shape(
        "error codes",
        2_000,
        "openapi: 3.1.1\ninfo: { title: Growth, version: '1' }\nx-error-codes:\n«  - { code: №, message: Words №. }\n»paths:\n  /p:\n    get: { operationId: op, responses: { '204': { description: None. } } }\n",
    ),
    shape(
        "misplaced extensions",
        2_000,
        "paths:\n«  /p№:\n    x-rate-limi: 1\n    get: { operationId: op№, responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "callbacks",
        1_000,
        "paths:\n  /p:\n    get:\n      operationId: op\n      responses: { '204': { description: None. } }\n      callbacks:\n«        c№: { '/x': { get: { responses: { '204': { description: None. } } } } }\n»",
    ),
    shape(
        "webhooks",
        1_000,
        "openapi: 3.1.1\ninfo: { title: Growth, version: '1' }\nwebhooks:\n«  w№: { post: { responses: { '204': { description: None. } } } }\n»",
    ),
];

/// Diagnostics.
pub(super) const DIAGNOSTICS: &[Shape] = &[
    shape(
        "equal warnings",
        20_000,
        "    S: { type: object, properties: {« p№: { type: string, minimum: 1 },» } }\n",
    ),
    shape("different warnings", 4_000, "«    S№: { type: string, word№: 1 }\n»"),
    shape("equal errors", 4_000, "«    S№: { type: strnig }\n»"),
    shape("different errors", 4_000, "«    S№: { type: string№ }\n»"),
    shape("errors in one line", 2_000, "    S: { type: object, properties: {« p№: { type: strnig },» } }\n"),
    shape(
        "errors in one line of JSON",
        2_000,
        "{\"openapi\":\"3.1.1\",\"info\":{\"title\":\"Growth\",\"version\":\"1\"},\"components\":{\"schemas\":{«\"S№\":{\"type\":\"strnig\"},»\"T\":{}}}}",
    ),
    shape(
        "warnings in one line of JSON",
        4_000,
        "{\"openapi\":\"3.1.1\",\"info\":{\"title\":\"Growth\",\"version\":\"1\"},\"components\":{\"schemas\":{«\"S№\":{\"type\":\"string\",\"minimum\":1},»\"T\":{}}}}",
    ),
    shape("duplicate keys", 2_000, "    S: { type: object, properties: { p: {},« p: {},» } }\n"),
    shape("duplicate different keys", 2_000, "    S: { type: object, properties: {« p№: {}, p№: {},» } }\n"),
    shape("keys that are no strings", 2_000, "    S: { type: object, properties: {« [№]: {},» } }\n"),
    shape("errors at empty mappings", 1_000, "«    S№: { enum: {} }\n»"),
    shape("errors at items of lists", 1_000, "    S: { type: object, required: [«[], »] }\n"),
    shape("tags of YAML", 2_000, "«    S№: !a { type: string }\n»"),
    shape(
        "related places far away",
        2_000,
        "    S:\n      enum:\n        - a\n        - b\n«        - c№\n»«        - a\n        - b\n»",
    ),
    shape("CRLF", 2_000, "«    S№: { type: string, minimum: 1 }\r\n»"),
    shape(
        "unknown keys of the root",
        4_000,
        "openapi: 3.1.1\ninfo: { title: Growth, version: '1' }\n«word№: 1\n»",
    ),
    shape(
        "misspelt keys of the root",
        4_000,
        "openapi: 3.1.1\ninfo: { title: Growth, version: '1' }\npaths: {}\n«component№: 1\n»",
    ),
];

/// Text: long words, long lines, deep nesting.
pub(super) const TEXTS: &[Shape] = &[
    shape("a long key", 500_000, "    S: { type: object, properties: { \"«x»\": { type: string } } }\n"),
    shape("a long name of a schema", 500_000, "    \"«Word_»\": { type: string }\n"),
    shape("a long value", 500_000, "    S: { type: string, enum: [\"«x»\"] }\n"),
    shape("a long value of words", 200_000, "    S: { type: string, enum: [\"«Ab »\"] }\n"),
    shape(
        "a long default",
        500_000,
        "    S: { type: object, properties: { a: { type: string, default: \"«x»\" } } }\n",
    ),
    shape("a long description", 500_000, "    S: { type: string, description: \"«x»\" }\n"),
    shape("a long description of words", 100_000, "    S: { type: string, description: \"«word »\" }\n"),
    shape(
        "a long plain description",
        100_000,
        "    S:\n      type: string\n      description: >\n«        word\n»",
    ),
    shape(
        "a description of lines",
        50_000,
        "    S:\n      type: string\n      description: |\n«        line\n»",
    ),
    shape("a description of opening brackets", 100_000, "    S: { type: string, description: \"«[»\" }\n"),
    shape("a description of brackets", 100_000, "    S: { type: string, description: \"«[]»\" }\n"),
    shape("a description of links", 50_000, "    S: { type: string, description: \"«[a](b) »\" }\n"),
    shape("a description of images", 50_000, "    S: { type: string, description: \"«![a](»\" }\n"),
    shape("a description of backticks", 100_000, "    S: { type: string, description: \"«`»\" }\n"),
    shape("a description of growing backticks", 400, "    S: { type: string, description: \"«a«`»№ »\" }\n"),
    shape("a description of codes", 50_000, "    S: { type: string, description: \"«`a` »\" }\n"),
    shape("a description of stars", 100_000, "    S: { type: string, description: \"«*»\" }\n"),
    shape("a description of emphasis", 50_000, "    S: { type: string, description: \"«*a **b »\" }\n"),
    shape("a description of angles", 100_000, "    S: { type: string, description: \"«<»\" }\n"),
    shape("a description of tags", 50_000, "    S: { type: string, description: \"«<b> »\" }\n"),
    shape(
        "a description of URLs",
        50_000,
        "    S: { type: string, description: \"«https://x.example/a№ »\" }\n",
    ),
    shape("a description of quotes", 10_000, "    S: { type: string, description: \"«>»\" }\n"),
    shape(
        "a description of lists",
        10_000,
        "    S:\n      type: string\n      description: |\n«        - a\n»",
    ),
    shape(
        "a description of fences",
        10_000,
        "    S:\n      type: string\n      description: |\n«        ```\n»",
    ),
    shape(
        "a description of a table",
        10_000,
        "    S:\n      type: string\n      description: |\n        | a | b |\n        | - | - |\n«        | № | x |\n»",
    ),
    shape(
        "a description of a wide table",
        10_000,
        "    S:\n      type: string\n      description: |\n        |«a|»\n        |«-|»\n        |«x|»\n",
    ),
    shape(
        "a description of headings",
        10_000,
        "    S:\n      type: string\n      description: |\n«        # a\n»",
    ),
    shape(
        "a description of footnotes",
        10_000,
        "    S:\n      type: string\n      description: |\n«        [a№]: b\n»",
    ),
    shape("a description of escapes", 50_000, "    S: { type: string, description: '«\\»' }\n"),
    shape("a description of entities", 50_000, "    S: { type: string, description: '«&amp;»' }\n"),
    shape("a description of slashes", 100_000, "    S: { type: string, description: '«*/ /* »' }\n"),
    shape("a description of names", 10_000, "«    Sch№: { type: string, description: See Sch№~. }\n»"),
    shape(
        "a description of the API",
        10_000,
        "openapi: 3.1.1\ninfo:\n  title: Growth\n  version: '1'\n  description: |\n«    word №\n»paths: {}\n",
    ),
    shape("flow sequences, nested", 200_000, "    S: { example: «[» }\n"),
    shape("flow mappings, nested", 200_000, "    S: { example: «{» }\n"),
    shape("flow sequences, closed", 200_000, "    S: { example: «[»«]» }\n"),
    shape("flow sequences side by side", 20_000, "    S: { x-a: [«[], »] }\n"),
    shape("a flow sequence of lines", 20_000, "    S:\n      x-a: [\n«        №,\n»      ]\n"),
    shape("flow mappings as keys", 20_000, "    S:\n      x-a: [«№: №, »]\n"),
    shape("block sequences, nested", 200_000, "    S:\n      example:\n        «- »a\n"),
    shape("block sequence", 20_000, "    S:\n      x-a:\n«      - №\n»"),
    shape("complex keys", 20_000, "    S:\n      x-a:\n        «? »a\n"),
    shape("nesting of JSON", 200_000, "{\"openapi\":«[»"),
    shape("aliases of one anchor", 20_000, "    S: &a { type: string, maxLength: 4 }\n«    T№: *a\n»"),
    shape("anchors of YAML", 10_000, "«    S№: &a№ { type: string }\n»«    T№: *a№\n»"),
    shape("aliases of a list", 500, "    S: { x-a: &a [«№, »], x-b: [«*a, »] }\n"),
    shape("aliases of aliases", 1_000, "    S:\n      x-0: &a0 [1]\n«      x-№+: &a№+ [*a№]\n»"),
    shape("comments", 50_000, "«# words №\n»    S: { type: string }\n"),
    shape("blank lines", 50_000, "«\n»    S: { type: string }\n"),
    shape("spaces", 500_000, "    S: {« » type: string }\n"),
    shape("a plain scalar of lines", 20_000, "    S:\n      description: a\n«        word\n»"),
    shape("a quoted scalar of lines", 20_000, "    S:\n      description: \"a\n«        word\n»        \"\n"),
    shape("a quoted scalar of escapes", 50_000, "    S: { description: \"«\\n»\" }\n"),
    shape("an unclosed quote", 100_000, "    S: { description: \"«word »\n"),
    shape("an unclosed list", 50_000, "    S: { x-a: [«№, »\n"),
    shape("colons", 50_000, "    S: { x-a: a«:»a }\n"),
    shape("documents", 10_000, "    S: {}\n«---\na: №\n»"),
    shape("directives", 10_000, "openapi: 3.1.1\n«%TAG !a№! tag:№\n»"),
    shape("a number of digits", 100_000, "    S: { type: number, maximum: 1«0» }\n"),
    shape("a fraction of digits", 100_000, "    S: { type: number, maximum: 1.«1» }\n"),
    shape("an exponent", 100_000, "    S: { type: number, maximum: 1e«9» }\n"),
    shape("a long reference", 20_000, "    S: { $ref: '#«/a»' }\n"),
    shape("a long reference of escapes", 20_000, "    S: { $ref: '#/«%7E0»' }\n"),
    shape(
        "a long path",
        20_000,
        "paths:\n  «/a»:\n    get: { operationId: op, responses: { '204': { description: None. } } }\n",
    ),
    shape(
        "a long server",
        20_000,
        "openapi: 3.1.1\ninfo: { title: Growth, version: '1' }\nservers: [{ url: 'https://x.example«/{a}»' }]\npaths: {}\n",
    ),
];
