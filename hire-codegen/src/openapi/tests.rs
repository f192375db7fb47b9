use std::time::Duration;

use super::{Api, Flow, FlowKind, Location, Method, SchemeKind, Selection, Status, Style, Version, read};
use crate::diagnostic::Diagnostics;
use crate::report::Report;
use crate::source::{Cursor, Sources};

/// Reads a description that has no faults.
fn with_api(text: &str, check: impl FnOnce(&Api<'_>)) {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text("a.yaml", text, &mut diagnostics).unwrap();
    let api = read(&sources, &Selection::default(), &mut diagnostics);
    let report = Report::new(&sources, diagnostics);
    assert!(report.is_empty(), "{report}");
    check(&api.unwrap());
}

/// Codes of what is wrong with a description.
fn codes(text: &str) -> Vec<&'static str> {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text("a.yaml", text, &mut diagnostics).unwrap();
    read(&sources, &Selection::default(), &mut diagnostics);
    diagnostics.iter().map(|it| it.code).collect()
}

const API: &str = "
openapi: 3.1.1
info: { title: Pets, version: '1.2', summary: Pets., description: About pets. }
servers:
  - url: https://{host}.example.com/{base}
    description: Main.
    variables:
      host: { default: api, enum: [api, test] }
      base: { default: v1 }
security: [{ token: [read], key: [] }, {}]
x-envelope:
  code: /code
  success: 200
  message: /msg
  data: /data
  log-id: { headers: [X-Log], pointers: [/log] }
x-rate-limit: { limit-header: x-limit, reset-header: x-reset }
x-error-codes:
  - { code: 7, name: Busy, status: 429, meaning: Busy., advice: Wait., retryable: true }
  - { code: -1, reauthenticate: true }
tags: [{ name: pet, description: Pets. }]
paths:
  /pets/{id}:
    summary: A pet.
    servers: [{ url: /pets }]
    parameters:
      - { name: id, in: path, required: true, schema: { type: string } }
      - { name: X-Trace, in: header, schema: { type: string } }
    get:
      operationId: getPet
      description: Gets a pet.
      deprecated: true
      tags: [pet]
      externalDocs: { url: https://example.com }
      x-envelope: { data: '' }
      x-rate-limit: { limit: 10, window: 1m }
      parameters:
        - { name: x-trace, in: header, required: true, schema: { type: integer }, example: 3 }
        - { $ref: '#/components/parameters/Fields', description: Overridden. }
        - name: filter
          in: query
          content: { application/json: { schema: { type: object } } }
      responses:
        '200':
          description: A pet.
          headers: { X-Next: { required: true, schema: { type: string } } }
          content:
            application/json: { schema: { $ref: '#/components/schemas/Pet' }, examples: { a: { value: 1 }, b: { $ref: '#/components/examples/Two' } } }
        4XX: { $ref: '#/components/responses/Failure' }
        default: { description: Else. }
    put:
      security: []
      x-envelope: false
      x-idempotency-key: /id
      x-error-codes: [{ code: 8 }]
      requestBody: { $ref: '#/components/requestBodies/Pet' }
      responses: { 204: { description: Done. } }
components:
  schemas: { Pet: { type: object } }
  parameters:
    Fields: { name: fields, in: query, style: pipeDelimited, schema: { type: array }, examples: { one: { value: [a] } } }
  responses: { Failure: { description: Failed. } }
  examples: { Two: { value: 2 } }
  requestBodies: { Pet: { required: true, content: { application/json; charset=utf-8: { schema: {} } } } }
  securitySchemes:
    token: { type: http, scheme: Bearer, bearerFormat: JWT, description: A token. }
    key: { type: apiKey, in: header, name: X-Key }
    other: { type: http, scheme: digest }
    basic: { type: http, scheme: basic }
    flow: { type: oauth2, flows: { clientCredentials: { tokenUrl: https://example.com, scopes: { a: A. } } } }
    oidc: { type: openIdConnect, openIdConnectUrl: https://example.com }
    tls: { type: mutualTLS }
";

#[test]
fn reads_the_document() {
    with_api(API, |api| {
        assert_eq!(api.version, Version::V3_1);
        assert_eq!((api.title, api.info_version), ("Pets", "1.2"));
        assert_eq!((api.summary, api.description), (Some("Pets."), Some("About pets.")));
        let server = &api.servers[0];
        assert_eq!(server.url, "https://api.example.com/v1");
        assert_eq!(server.template, "https://{host}.example.com/{base}");
        let host = &server.variables[0];
        assert_eq!((host.name, host.default, &*host.values), ("host", "api", &["api", "test"][..]));
        assert_eq!((api.tags[0].name, api.tags[0].description), ("pet", Some("Pets.")));
        let security = vec![vec![("token", vec!["read"]), ("key", vec![])], vec![]];
        assert_eq!(api.security.as_ref(), Some(&security));
        let kinds: Vec<_> = api.security_schemes.values().map(|it| it.kind.clone()).collect();
        let location = Location::Header;
        let flow = Flow {
            kind: FlowKind::ClientCredentials,
            authorization_url: None,
            token_url: Some("https://example.com"),
            refresh_url: None,
            scopes: vec![("a", "A.")],
        };
        let expected = [
            SchemeKind::Bearer { format: Some("JWT") },
            SchemeKind::ApiKey { location, name: "X-Key" },
            SchemeKind::OtherHttp("digest"),
            SchemeKind::Basic,
            SchemeKind::OAuth2 { flows: vec![flow] },
            SchemeKind::OpenIdConnect { url: "https://example.com" },
            SchemeKind::MutualTls,
        ];
        assert_eq!(kinds, expected);
        assert_eq!(api.schemas.keys().collect::<Vec<_>>(), [&"Pet"]);
        let headers = api.rate_limit_headers.as_ref().unwrap();
        assert_eq!(headers.limit_header, Some("x-limit"));
        assert_eq!(headers.reset_header, Some("x-reset"));
        let codes = &api.error_codes;
        assert_eq!((codes[0].code, codes[0].name, codes[0].status), (7, Some("Busy"), Some(429)));
        assert_eq!((codes[0].meaning, codes[0].advice), (Some("Busy."), Some("Wait.")));
        assert_eq!((codes[0].retryable, codes[0].reauthenticate), (true, false));
        assert_eq!((codes[1].code, codes[1].reauthenticate), (-1, true));
    });
}

#[test]
fn reads_operations() {
    with_api(API, |api| {
        let [get, put] = api.operations.as_slice() else {
            panic!("two operations");
        };
        assert_eq!((get.method, &*get.path, get.id), (Method::Get, "/pets/{id}", Some("getPet")));
        assert_eq!((put.method, &*put.path, put.id), (Method::Put, "/pets/{id}", None));
        assert_eq!((get.summary, get.description), (Some("A pet."), Some("Gets a pet.")));
        assert_eq!((get.deprecated, put.deprecated), (true, false));
        assert_eq!((&*get.tags, get.external_docs), (&["pet"][..], Some("https://example.com")));
        assert_eq!(get.servers[0].url, "/pets");
        assert_eq!(get.security, api.security);
        assert_eq!(put.security, Some(vec![]));
        let limit = get.rate_limit.as_ref().unwrap();
        assert_eq!((limit.limit, limit.window), (10, Duration::from_secs(60)));
        assert_eq!(put.idempotency_key.unwrap().0, "/id");
        assert_eq!(put.error_codes[0].code, 8);
        let body = put.request_body.as_ref().unwrap();
        assert_eq!((body.required, body.content[0].name), (true, "application/json; charset=utf-8"));
        let statuses: Vec<_> = get.responses.iter().map(|it| it.status).collect();
        assert_eq!(statuses, [Status::Code(200), Status::Range(4), Status::Default]);
        assert_eq!(get.responses[1].description, "Failed.");
        let ok = &get.responses[0];
        assert_eq!((ok.headers[0].name, ok.headers[0].required), ("X-Next", true));
        let examples: Vec<_> = ok.content[0].examples.iter().map(|it| it.as_u64()).collect();
        assert_eq!(examples, [Some(1), Some(2)]);
        // Schemas are handed on as they are written.
        assert!(ok.content[0].schema.unwrap().get("$ref").is_some());
    });
}

#[test]
fn lays_the_envelope_of_an_operation_over_the_documents() {
    with_api(API, |api| {
        let whole = api.envelope.as_ref().unwrap();
        assert_eq!((whole.code, whole.success, whole.data), ("/code", 200, "/data"));
        let own = api.operations[0].envelope.as_ref().unwrap();
        assert_eq!((own.code, own.success, own.data), ("/code", 200, ""));
        assert_eq!((own.message, &*own.log_id_headers), (Some("/msg"), &["X-Log"][..]));
        assert_eq!(own.log_id_pointers, ["/log"]);
        assert!(api.operations[1].envelope.is_none());
    });
}

#[test]
fn keeps_links_encodings_and_headers() {
    let text = "
openapi: 3.1.1
info: { title: A, version: '1' }
paths:
  /a:
    post:
      requestBody:
        content:
          multipart/form-data:
            encoding:
              tags: { style: pipeDelimited, explode: false, allowReserved: true }
              photo: { contentType: 'image/png, image/*', headers: { X-Size: { $ref: '#/components/headers/Size' } } }
      responses:
        200:
          description: OK.
          headers: { X-Size: { $ref: '#/components/headers/Size' } }
          links: { next: { operationId: a, parameters: { page: $response.body#/next }, requestBody: 1, server: { url: /b } } }
components:
  headers: { Size: { description: Bytes., schema: { type: integer }, example: 3 } }
";
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text("a.yaml", text, &mut diagnostics).unwrap();
    let api = read(&sources, &Selection::default(), &mut diagnostics).unwrap();
    let operation = &api.operations[0];
    let [(_, tags), (name, photo)] = &*operation.request_body.as_ref().unwrap().content[0].encodings else {
        panic!("two encodings");
    };
    let written = (tags.style, tags.explode, tags.allow_reserved);
    assert_eq!(written, (Some(Style::PipeDelimited), Some(false), Some(true)));
    assert_eq!((*name, photo.content_type, photo.style), ("photo", Some("image/png, image/*"), None));
    let (header, node) = &photo.headers[0];
    assert_eq!((*header, api.encoding_headers[&node.place()].description), ("X-Size", Some("Bytes.")));
    let header = &operation.responses[0].headers[0];
    assert_eq!((header.name, header.examples[0].as_u64()), ("X-Size", Some(3)));
    let link = &operation.responses[0].links[0];
    assert_eq!((link.name, link.operation_id, link.operation_ref), ("next", Some("a"), None));
    assert_eq!(link.parameters[0].1.as_str(), Some("$response.body#/next"));
    assert_eq!(link.request_body.and_then(Cursor::as_u64), Some(1));
    assert_eq!(link.server.as_ref().unwrap().url, "/b");
}

#[test]
fn merges_the_parameters_of_path_items() {
    with_api(API, |api| {
        let parameters = &api.operations[0].parameters;
        let names: Vec<_> = parameters.iter().map(|it| it.name).collect();
        assert_eq!(names, ["id", "x-trace", "fields", "filter"]);
        assert!(parameters[1].required);
        assert_eq!(parameters[1].example.and_then(Cursor::as_u64), Some(3));
        assert_eq!(parameters[2].description, Some("Overridden."));
        assert_eq!(parameters[2].examples.len(), 1);
        let content = parameters[3].content.as_ref().unwrap();
        assert_eq!((content.name, parameters[3].schema.is_none()), ("application/json", true));
        let names: Vec<_> = api.operations[1].parameters.iter().map(|it| it.name).collect();
        assert_eq!(names, ["id", "X-Trace"]);
    });
}

#[test]
fn versions() {
    let cases: [(&str, &[&str]); 9] = [
        ("openapi: 3.0.4", &["missing-key", "missing-key"]),
        ("openapi: 3.1.0", &["missing-key", "missing-key"]),
        ("openapi: '3.1'", &["missing-key", "missing-key"]),
        ("openapi: 3.1", &["wrong-type", "missing-key", "missing-key"]),
        ("openapi: 3.2.0", &["unsupported-version", "missing-key", "missing-key"]),
        ("openapi: 3.1.1.1", &["unsupported-version"]),
        ("swagger: '2.0'", &["unsupported-version"]),
        ("info: {}", &["missing-key"]),
        ("[]", &["wrong-type"]),
    ];
    for (text, expected) in cases {
        assert_eq!(codes(text), expected, "{text}");
    }
}

#[test]
fn tells_operations_of_one_path_apart_by_a_fragment() {
    let text = "
openapi: 3.0.3
info: { title: A, version: '1' }
paths:
  /a#one: { post: { operationId: one, responses: { 200: { description: OK. } } } }
  /a#two: { post: { operationId: two, responses: { 200: { description: OK. } } } }
";
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text("a.yaml", text, &mut diagnostics).unwrap();
    let api = read(&sources, &Selection::default(), &mut diagnostics).unwrap();
    assert!(!diagnostics.has_errors());
    assert_eq!(diagnostics.iter().count(), 2);
    assert!(api.operations.iter().all(|it| &*it.path == "/a"));
}

#[test]
fn cycles_of_callbacks_and_headers_end() {
    let text = "
openapi: 3.1.1
info: { title: A, version: '1' }
paths:
  /a:
    post:
      requestBody:
        content:
          multipart/form-data:
            encoding: { x: { headers: { H: { $ref: '#/components/headers/H' } } } }
      callbacks: { again: { $ref: '#/components/callbacks/Again' } }
      responses: { 200: { description: OK. } }
components:
  headers:
    H:
      content:
        multipart/form-data:
          encoding: { x: { headers: { H: { $ref: '#/components/headers/H' } } } }
  callbacks:
    Again:
      '{$request.body#/url}':
        post:
          callbacks: { again: { $ref: '#/components/callbacks/Again' } }
          responses: { 200: { description: OK. } }
";
    assert_eq!(codes(text), ["unsupported"]);
}

#[test]
fn a_fault_of_a_shared_component_is_told_once() {
    let text = "
openapi: 3.1.1
info: { title: A, version: '1' }
paths:
  /a: { get: { parameters: [{ $ref: '#/components/parameters/P' }] } }
  /b: { get: { parameters: [{ $ref: '#/components/parameters/P' }] } }
components:
  parameters: { P: { name: p, in: query, schema: {}, requird: true } }
";
    assert_eq!(codes(text), ["unknown-key"]);
}
