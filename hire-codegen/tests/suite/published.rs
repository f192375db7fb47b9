//! Mistakes of published descriptions whose meaning is plain: each is a warning that says what it is taken for, and bindings
//! are emitted that do what is meant.

use std::fs;

use hire_codegen::{Bindings, Generator, Report};

/// Generates from the members of a document, and the files beside it.
fn generate(version: &str, members: &str, files: &[(&str, &str)]) -> Result<Bindings, Report> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let text = format!(
        "openapi: {version}\ninfo: {{ title: Published, version: '1' }}\nservers: [{{ url: 'https://x.example' }}]\n{members}"
    );
    for (name, text) in files.iter().copied().chain([("openapi.yaml", text.as_str())]) {
        fs::write(folder.path().join(name), text).expect("written");
    }
    Generator::new(folder.path().join("openapi.yaml")).generate()
}

/// All code of bindings, with a space wherever there is room between two words.
fn code(bindings: &Bindings) -> String {
    let text: String = bindings.files().iter().map(|file| file.text.as_str()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("::hire_runtime::", "")
}

/// What a document of OpenAPI 3.0 says, what is warned of, and what is emitted.
type Case = (&'static str, &'static [&'static str], &'static [&'static str]);

#[track_caller]
fn assert_read(version: &str, cases: &[Case], files: &[(&str, &str)]) {
    for (members, warnings, lines) in cases {
        let bindings =
            generate(version, members, files).unwrap_or_else(|report| panic!("{members}\n{report}"));
        let said = bindings.warnings().to_string();
        for warning in *warnings {
            assert!(said.contains(warning), "{members}\n{warning}\n\n{said}");
        }
        assert_eq!(said.is_empty(), warnings.is_empty(), "{members}\n{said}");
        let code = code(&bindings);
        for line in *lines {
            assert!(code.contains(line), "{members}\n{line}\n\n{code}");
        }
    }
}

/// An operation with one more member.
macro_rules! operation {
    ($members:literal) => {
        concat!(
            "paths: { /a: { post: { operationId: a, ",
            $members,
            " } } }\ncomponents: { schemas: { Pet: { type: object, properties: { name: { type: string } } } }, x-parts: { \
             responses: { '200': { description: OK., content: { application/json: { schema: { $ref: \
             '#/components/schemas/Pet' } } } } }, parameters: [{ name: q, in: query, schema: { type: string } }], headers: { \
             X-Total: { schema: { type: integer } } }, content: { application/json: { schema: { $ref: \
             '#/components/schemas/Pet' } } }, operation: { operationId: b, responses: { '204': { description: Done. } } } } }\n"
        )
    };
}

/// `$ref` where OpenAPI has none, as bundlers resolve it.
const REFERENCES: &[Case] = &[
    (
        operation!("responses: { $ref: '#/components/x-parts/responses' }"),
        &["OpenAPI has no `$ref` in `responses`, and what this one leads to is read"],
        &["-> Json<types::Pet>;"],
    ),
    (
        operation!("responses: { $ref: '#/components/x-parts/responses', '201': { description: Made. } }"),
        &["OpenAPI has no `$ref` in `responses`"],
        &["-> Json<Option<types::Pet>>;"],
    ),
    (
        operation!(
            "parameters: { $ref: '#/components/x-parts/parameters' }, responses: { '204': { description: Done. } }"
        ),
        &["OpenAPI has no `$ref` in `parameters`"],
        &["pub q: Option<String>,"],
    ),
    (
        operation!(
            "responses: { '200': { description: OK., headers: { $ref: '#/components/x-parts/headers' } } }"
        ),
        &["OpenAPI has no `$ref` in `headers`"],
        &["x_total?: i64 =>"],
    ),
    (
        operation!(
            "responses: { '200': { description: OK., content: { $ref: '#/components/x-parts/content' } } }"
        ),
        &["OpenAPI has no `$ref` in `content`"],
        &["-> Json<types::Pet>;"],
    ),
    (
        operation!(
            "responses: { '200': { description: OK., content: { application/json: { $ref: '#/components/schemas/Pet' } } } }"
        ),
        &["`#/components/schemas/Pet` is a schema, and is taken for that of the media type"],
        &["-> Json<types::Pet>;"],
    ),
    (
        operation!("responses: { '200': { $ref: '#/components/schemas/Pet' } }"),
        &["`#/components/schemas/Pet` is a schema, and is taken for that of a response of JSON"],
        &["-> Json<types::Pet>;"],
    ),
    (
        operation!(
            "requestBody: { $ref: '#/components/schemas/Pet' }, responses: { '204': { description: Done. } }"
        ),
        &["`#/components/schemas/Pet` is a schema, and is taken for that of a body of JSON"],
        &["pub body: Option<types::Pet>,"],
    ),
    (
        "paths: { /a: { get: { $ref: '#/x-get' } } }\nx-get: { operationId: b, responses: { '204': { description: Done. } } }\n",
        &["OpenAPI has no `$ref` in an operation"],
        &["pub struct B {}"],
    ),
    (
        "paths: { /a: { $ref: '#/x-item', parameters: [{ name: q, in: query, schema: { type: string } }], delete: { operationId: c, \
         responses: { '204': { description: Done. } } } } }\nx-item: { get: { operationId: b, responses: { '204': { description: \
         Done. } } } }\n",
        &[],
        &["pub struct B { /// The query parameter `q`. pub q: Option<String>, }", "pub struct C {"],
    ),
    (
        "paths: { $ref: 'paths.yaml' }\ncomponents: { schemas: { $ref: 'schemas.yaml' } }\n",
        &["OpenAPI has no `$ref` in `paths`", "OpenAPI has no `$ref` in `schemas`"],
        &["-> Json<types::Pet>;", "pub struct Pet {"],
    ),
    (
        "paths: {}\ncomponents: { schemas: { Pet: { type: object, properties: { $ref: '#/components/x-properties' } } }, \
         x-properties: { name: { type: string } } }\n",
        &["`properties` has no `$ref`, and what this one leads to is read"],
        &["pub name: Option<String>,"],
    ),
    (
        "paths: {}\ncomponents: { schemas: { A: { $ref: 'Pet' }, B: { $ref: '#/definitions/Pet' }, C: { $ref: \
         components/schemas/Pet }, Pet: { type: object, properties: { name: { type: string } } } } }\n",
        &["and is taken for `#/components/schemas/Pet`"],
        &["pub type A = Pet;", "pub type B = Pet;", "pub type C = Pet;"],
    ),
];

#[test]
fn references_are_followed_wherever_bundlers_follow_them() {
    let files = [
        (
            "paths.yaml",
            "/a: { get: { operationId: a, responses: { '200': { description: OK., content: { application/json: { schema: { $ref: 'openapi.yaml#/components/schemas/Pet' } } } } } } }\n",
        ),
        ("schemas.yaml", "Pet: { type: object, properties: { name: { type: string } } }\n"),
    ];
    assert_read("3.0.3", REFERENCES, &files);
}

#[test]
fn references_that_lead_back_to_themselves_are_errors() {
    for members in [
        "paths: { $ref: '#/paths' }\n",
        "paths: { /a: { get: { $ref: '#/paths/~1a/get' } } }\n",
        "paths: { /a: { get: { responses: { $ref: '#/x-one' } } } }\nx-one: { $ref: '#/x-two' }\nx-two: { $ref: '#/x-one' }\n",
        "paths: {}\ncomponents: { schemas: { A: { $ref: '#/x-one/name' } } }\nx-one: { $ref: '#/x-one/other' }\n",
    ] {
        let report = generate("3.0.3", members, &[]).expect_err(members);
        let codes: Vec<_> = report.diagnostics().map(|it| it.code).collect();
        assert!(codes.contains(&"ref-cycle") || codes.contains(&"unresolved-ref"), "{members}\n{report}");
    }
}

/// A schema with one property.
macro_rules! property {
    ($schema:literal) => {
        concat!(
            "paths: {}\ncomponents: { schemas: { A: { type: object, properties: { a: ",
            $schema,
            " } } } }\n"
        )
    };
}

const SCHEMAS: &[Case] = &[
    (
        property!("{ type: any }"),
        &["JSON has no type `any`, and it is taken for any value"],
        &["pub a: Option<Value>,"],
    ),
    (property!("{ type: String }"), &["`String`, and it is taken for `string`"], &["pub a: Option<String>,"]),
    (property!("{ type: bool }"), &["taken for `boolean`"], &["pub a: Option<bool>,"]),
    (property!("{ type: int32 }"), &["taken for `integer` of the format `int32`"], &["pub a: Option<i32>,"]),
    (property!("{ type: float }"), &["taken for `number` of the format `float`"], &["pub a: Option<f64>,"]),
    (property!("{ type: date }"), &["taken for `string`"], &["pub a: Option<String>,"]),
    (property!("{ type: 'string[]' }"), &["taken for `array`"], &["pub a: Option<Vec<String>>,"]),
    (property!("{ type: 'string|null' }"), &[], &["pub a: Nullable<String>,"]),
    (
        property!("{ type: list, items: { type: integer } }"),
        &["taken for `array`"],
        &["pub a: Option<Vec<i64>>,"],
    ),
    (property!("string"), &[], &["pub a: Option<String>,"]),
    (
        property!("{ type: array, items: [{ type: string }, { type: string }] }"),
        &["a list in `items` is of older drafts of JSON Schema, and is read as `prefixItems`"],
        &["pub a: Option<"],
    ),
    (
        property!("{ type: enum, enum: [x] }"),
        &["`enum`, and it is taken for any value"],
        &["pub a: Option<AA>,"],
    ),
    (property!("{ type: A }"), &["is taken for the component of that name"], &["pub a: Option<Box<A>>,"]),
    (
        property!("{ allOf: { type: string } }"),
        &["`allOf` is a list, and a mapping is taken for its one entry"],
        &["pub a: Option<String>,"],
    ),
    (
        property!("{ type: object, required: b, properties: { b: { type: string } } }"),
        &["`required` is a list"],
        &["pub b: String,"],
    ),
    (
        property!("{ type: object, required: [b, null], properties: { b: { type: string } } }"),
        &["an entry of this list has no value"],
        &["pub b: String,"],
    ),
    (
        property!("{ type: string, nullable: yes }"),
        &["is the text \"yes\", and is taken for true"],
        &["pub a: Nullable<String>,"],
    ),
    (property!("{ type: string, deprecated: sometimes }"), &["has no effect"], &["pub a: Option<String>,"]),
];

#[test]
fn types_of_other_languages_are_those_of_json() {
    assert_read("3.0.3", SCHEMAS, &[]);
    for name in ["strnig", "intger", "User", "length", ""] {
        let members = format!("paths: {{}}\ncomponents: {{ schemas: {{ A: {{ type: '{name}' }} }} }}\n");
        let report = generate("3.0.3", &members, &[]).expect_err(name);
        assert!(report.to_string().contains(&format!("unknown type `{name}`")), "{report}");
    }
}

const OPERATIONS: &[Case] = &[
    (
        operation!(
            "responses: { '200 OK': { description: OK., content: { application/json: { schema: { type: string } } } }, success: { description: OK. } }"
        ),
        &[
            "`200 OK` is taken for `200`",
            "`success` is no status of a response, and the response is left out",
        ],
        &["-> Json<String>;"],
    ),
    (
        operation!(
            "parameters: [null, { name: q, in: query, schema: { type: string } }], responses: { '204': { description: Done. } }"
        ),
        &["an entry of `parameters` without a value is left out"],
        &["pub q: Option<String>,"],
    ),
    (
        operation!(
            "parameters: [{ $ref: '#/components/x-parts/parameters' }], deprecated: soon, responses: { '200': { description: OK., content: { application/json: { type: object, properties: { a: { type: integer } } } } } }"
        ),
        &["`deprecated` is true or false", "a media type has no keywords of schemas"],
        &["pub q: Option<String>,", "pub a: Option<i64>,"],
    ),
    (
        operation!(
            "parameters: [{ name: 'X Y', in: header, schema: { type: string } }, { name: q, in: 'query ', required: yes, schema: { type: string } }], security: [null], responses: { '204': { description: Done. } }"
        ),
        &[
            "`X Y` is no name of a header or cookie, and is never sent",
            "`query ` is taken for `query`",
            "which is taken for `{}`",
        ],
        &["pub q: String,"],
    ),
    (
        operation!("parameters: {}, responses: { '204': { description: Done. } }"),
        &["`parameters` is a list, and `{}` is taken for `[]`"],
        &["pub struct A {}"],
    ),
    (
        operation!(
            "RequestBody: { content: { application/json: { schema: { type: string } } } }, Responses: { '204': { description: Done. } }"
        ),
        &[
            "`RequestBody` is no key of an operation, and is taken for `requestBody`",
            "is taken for `responses`",
        ],
        &["pub body: Option<String>,"],
    ),
    (
        "paths: { /a: { GET: { operation_id: b, responses: { '204': { description: Done. } } } } }\n",
        &["`GET` is no key of a path item, and is taken for `get`", "is taken for `operationId`"],
        &["pub struct B {}"],
    ),
    (
        "paths: { /a: { get: { operationId: a, security: [{ tokn: [] }], responses: { '204': { description: Done. } } } } }\n\
         components: { securitySchemes: { token: { type: bearer }, basic: { type: Basic }, own: { type: hmac }, oauth: { type: \
         oauth2, flows: { client_credentials: { tokenUrl: 'https://x.example/token', scopes: [read] } } } } }\n",
        &[
            "the security scheme `tokn` is not declared, and nothing is sent for it",
            "`bearer` is no type of a security scheme, and is taken for the http scheme `bearer`",
            "`Basic` is no type of a security scheme, and is taken for the http scheme `basic`",
            "`hmac` is no type of a security scheme",
            "the client sends nothing for the security scheme `own`",
            "`client_credentials` is no key of the flows of a security scheme, and is taken for `clientCredentials`",
            "a list is taken for the names",
        ],
        &[
            "SecurityScheme::bearer(\"token\")",
            "SecurityScheme::basic(\"basic\")",
            "SecurityScheme::bearer(\"oauth\") .token_url(\"https://x.example/token\")",
        ],
    ),
];

#[test]
fn operations_are_read_as_they_are_meant() {
    assert_read("3.0.3", OPERATIONS, &[]);
}

/// `itemSchema` of OpenAPI 3.2, with what is emitted: a stream in requests and responses.
const ITEMS: &[Case] = &[
    (
        operation!(
            "responses: { '200': { description: OK., content: { application/jsonl: { itemSchema: { $ref: '#/components/schemas/Pet' } } } } }"
        ),
        &["OpenAPI 3.2"],
        &["-> Lines<types::Pet>;"],
    ),
    (
        operation!(
            "responses: { '200': { description: OK., content: { application/json-seq: { itemSchema: { type: array, items: { type: integer } } } } } }"
        ),
        &["OpenAPI 3.2"],
        &["-> Lines<Vec<i64>>;"],
    ),
    (
        operation!(
            "responses: { '200': { description: OK., content: { text/event-stream: { itemSchema: { type: object, properties: { data: { $ref: '#/components/schemas/Pet' }, event: { type: string } } } } } } }"
        ),
        &["OpenAPI 3.2"],
        &["-> Events<types::Pet>;"],
    ),
    (
        operation!(
            "responses: { '200': { description: OK., content: { text/event-stream: { itemSchema: { type: object, properties: { data: { type: string, contentMediaType: application/json, contentSchema: { $ref: '#/components/schemas/Pet' } } } } } } } }"
        ),
        &["OpenAPI 3.2"],
        &["-> Events<types::Pet>;"],
    ),
    (
        operation!(
            "responses: { '200': { description: OK., content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Pet' } } }, application/x-ndjson: { itemSchema: { $ref: '#/components/schemas/Pet' } } } } }"
        ),
        &["OpenAPI 3.2"],
        &["-> Json<Vec<types::Pet>>;", "pub async fn a_stream(", "Result<Lines<types::Pet>,"],
    ),
    (
        operation!(
            "requestBody: { content: { application/x-ndjson: { itemSchema: { $ref: '#/components/schemas/Pet' } } } }, responses: { '204': { description: Done. } }"
        ),
        &["OpenAPI 3.2"],
        &["pub body: Option<JsonLines<types::Pet>>,", "lines(\"application/x-ndjson\") => body"],
    ),
    (
        operation!(
            "requestBody: { required: true, content: { application/jsonl: { schema: { type: array, items: { $ref: '#/components/schemas/Pet' } } }, text/csv: {} } }, responses: { '204': { description: Done. } }"
        ),
        &["OpenAPI 3.2"],
        &[
            "Jsonl(JsonLines<types::Pet>),",
            "Jsonl from JsonLines<types::Pet> => lines(\"application/jsonl\"),",
        ],
    ),
    (
        operation!(
            "requestBody: { required: true, content: { application/jsonl: { itemSchema: { type: string, maxLength: 3 } } } }, responses: { '204': { description: Done. } }"
        ),
        &["OpenAPI 3.2"],
        &["pub body: JsonLines<String>,", "at.items( body.values(), |at, value| {"],
    ),
    (
        operation!(
            "requestBody: { required: true, content: { application/jsonl: { schema: { type: string } } } }, responses: { '204': { description: Done. } }"
        ),
        &["OpenAPI 3.2"],
        &["pub body: Body,", "bytes(\"application/jsonl\") => body"],
    ),
];

#[test]
fn streams_have_the_types_of_their_items() {
    assert_read("3.2.0", ITEMS, &[]);
}

/// `encoding` where it has an effect, and where a warning says that it has none.
const ENCODINGS: &[Case] = &[
    (
        operation!(
            "requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { a: { type: array, items: { type: string } }, b: { type: string } } }, encoding: { a: { style: pipeDelimited, explode: false }, b: { contentType: application/json } } } } }, responses: { '204': { description: Done. } }"
        ),
        &[],
        &["(\"a\", Style::PIPE_DELIMITED),", "(\"b\", Style::JSON),"],
    ),
    (
        operation!(
            "requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { a: { type: object }, b: { type: string } } }, encoding: { a: { contentType: application/xml }, b: { style: form, contentType: text/plain, headers: { X-A: { schema: { type: string } } } } } } } }, responses: { '204': { description: Done. } }"
        ),
        &[
            "`contentType` of this encoding has no effect: in a form an object is JSON",
            "`contentType` of this encoding has no effect: the style beside it says how the value is written",
            "`headers` of this encoding has no effect: a form has no parts",
        ],
        &["&[(\"b\", Style::FORM)]"],
    ),
    (
        operation!(
            "requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { a: { type: string } } }, encoding: { a: { style: simple } } } } }, responses: { '204': { description: Done. } }"
        ),
        &["cannot have the style `simple`"],
        &["&[(\"a\", Style::FORM)]"],
    ),
    (
        operation!(
            "requestBody: { content: { application/json: { schema: { type: object, properties: { a: { type: string } } }, encoding: { a: { style: form } } } } }, responses: { '204': { description: Done. } }"
        ),
        &[
            "the `encoding` of `application/json` has no effect: only forms and multipart bodies have encodings",
        ],
        &[" json("],
    ),
    (
        operation!(
            "requestBody: { content: { multipart/form-data: { schema: { type: object, additionalProperties: true }, encoding: { a: { contentType: text/plain } } } } }, responses: { '204': { description: Done. } }"
        ),
        &["the `encoding` of `multipart/form-data` has no effect"],
        &[" multipart("],
    ),
    (
        operation!(
            "requestBody: { content: { multipart/mixed: { schema: { type: object, properties: { a: { type: string } } }, encoding: { a: { style: form } } } } }, responses: { '204': { description: Done. } }"
        ),
        &["`style` of this encoding has no effect: only `multipart/form-data` has styles"],
        &[" parts("],
    ),
    (
        operation!(
            "parameters: [{ name: q, in: querystring, content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { a: { type: array, items: { type: string } } } }, encoding: { a: { style: spaceDelimited, explode: false }, z: {} } } } }], responses: { '204': { description: Done. } }"
        ),
        &["`querystring` is of OpenAPI 3.2", "`z` is none of the properties"],
        &["&[(\"a\", Style::SPACE_DELIMITED)]"],
    ),
    (
        operation!(
            "parameters: [{ name: q, in: query, content: { application/json: { schema: { type: object }, encoding: { a: {} } } } }], responses: { '204': { description: Done. } }"
        ),
        &["the `encoding` of `application/json` has no effect"],
        &[" query((\"q\", Style::JSON)"],
    ),
    (
        operation!(
            "responses: { '204': { description: Done., headers: { X-A: { allowReserved: true, schema: { type: string } } } } }"
        ),
        &["`allowReserved` has no effect on a header"],
        &["x_a?: String =>"],
    ),
];

#[test]
fn encodings_have_an_effect_or_a_warning() {
    assert_read("3.1.1", ENCODINGS, &[]);
}

/// References that nobody meets, and what else has one meaning.
const UNUSED: &[Case] = &[
    (
        "paths: { /a: { get: { operationId: a, responses: { '200': { description: OK., content: { application/json: { schema: { \
         $ref: '#/components/schemas/Pet' } } } } } } } }\ncomponents: { schemas: { Pet: { type: object, properties: { name: { type: \
         string } } }, Unused: { type: object, properties: { gone: { $ref: '#/components/schemas/Gone' }, kept: { type: string } } } \
         } }\n",
        &["leads nowhere: there is no `Gone`", "until then this schema is any JSON value"],
        &["-> Json<types::Pet>;", "pub gone: Option<Value>,", "pub kept: Option<String>,"],
    ),
    (
        "x-twice: { a: 1, a: 1 }\npaths: { /a: { get: { operationId: a, responses: { '204': { description: !html Done. } } } } }\n\
         components: { schemas: { A: { type: number, minimum: -.inf, maximum: 3 } } }\n",
        &[
            "the key `a` is there twice with one value",
            "the YAML tag has no meaning",
            "until then null is read",
        ],
        &["-> Empty;"],
    ),
];

#[test]
fn faults_that_nobody_meets_are_warnings() {
    assert_read("3.0.3", UNUSED, &[]);
    let used = "paths: { /a: { get: { responses: { '200': { description: OK., content: { application/json: { schema: { $ref: \
                '#/components/schemas/Pet' } } } } } } } }\ncomponents: { schemas: { Pet: { $ref: '#/components/schemas/Gone' } } }\n";
    let misspelt = "paths: { /a: { get: { responses: { '204': { description: Done. } } } } }\ncomponents: { schemas: { Odd: { type: strnig } } }\n";
    let without_operations =
        "paths: {}\ncomponents: { schemas: { Odd: { $ref: '#/components/schemas/Gone' } } }\n";
    let differing = "paths: {}\nx-twice: { a: 1, a: 2 }\n";
    for members in [used, misspelt, without_operations, differing] {
        assert!(generate("3.0.3", members, &[]).is_err(), "{members}");
    }
}
