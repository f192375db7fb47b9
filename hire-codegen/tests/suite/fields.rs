//! Every field of every object of OpenAPI 3.0.4 and 3.1.1: what becomes of it is seen in the bindings, or a warning says that
//! nothing does.

use hire_codegen::Generator;

use crate::support::{code, generate_with};

/// A document that has every field, each with a value that occurs nowhere else.
const DOCUMENT: &str = "
openapi: 3.1.1
jsonSchemaDialect: 'https://dialect.example'
info:
  title: title-of-info
  summary: summary-of-info
  description: description-of-info
  termsOfService: https://terms-of-info.example
  contact: { name: name-of-contact, url: 'https://url-of-contact.example', email: email-of-contact@x.example }
  license: { name: name-of-license, url: 'https://url-of-license.example' }
  version: version-of-info
externalDocs: { description: Docs., url: 'https://url-of-docs.example' }
servers:
  - url: https://{variable-of-server}.url-of-server.example
    description: description-of-server
    variables:
      variable-of-server: { enum: [enum-of-variable, default-of-variable], default: default-of-variable, description: description-of-variable }
tags: [{ name: name-of-tag, description: description-of-tag, externalDocs: { url: 'https://docs-of-tag.example' } }]
security: [{ key-scheme: [] }]
webhooks: { hook: { post: { responses: { '204': { description: Done. } } } } }
paths:
  /path-of-operation/{in-path}:
    summary: summary-of-path-item
    description: description-of-path-item
    servers: [{ url: 'https://server-of-path-item.example' }]
    parameters: [{ name: in-path, in: path, required: true, deprecated: true, style: matrix, explode: true, schema: { type: array, items: { type: string } } }]
    get:
      operationId: id-of-operation
      tags: [name-of-tag]
      deprecated: true
      externalDocs: { url: 'https://docs-of-operation.example' }
      servers: [{ url: 'https://server-of-operation.example' }]
      security: [{ oauth-scheme: [scope-of-requirement] }]
      parameters:
        - { name: in-query, in: query, description: description-of-parameter, allowReserved: true, schema: { type: string }, example: example-of-parameter }
        - { name: allowing-empty, in: query, allowEmptyValue: true, schema: { type: string }, examples: { one: { summary: S., description: D., value: examples-of-parameter }, two: { externalValue: 'https://external.example' } } }
        - { name: in-content, in: header, content: { application/json: { schema: { type: object } } } }
      callbacks: { call: { '{$request.query.in-query}': { post: { responses: { '204': { description: Done. } } } } } }
      responses:
        '200':
          description: description-of-response
          headers: { X-Header: { description: description-of-header, required: true, deprecated: true, explode: true, schema: { type: object }, example: { a: example-of-header } } }
          content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
          links: { next: { operationId: id-of-operation } }
    put:
      operationId: put
      description: description-of-operation
      summary: summary-of-operation
      requestBody:
        description: description-of-body
        required: true
        content: { multipart/form-data: { schema: { type: object, properties: { part: { type: string }, styled: { type: array, items: { type: string } } } }, encoding: { part: { contentType: text/of-encoding, headers: { X-Part: { required: true, schema: { type: string } } } }, styled: { style: pipeDelimited, explode: false, allowReserved: true } } } }
      responses: { default: { description: description-of-default } }
    post:
      operationId: post
      requestBody: { content: { application/json: { schema: { type: object, properties: { a: { type: string } } }, example: { a: example-of-media-type } } } }
      responses: { '204': { description: Done. } }
components:
  schemas:
    Pet:
      externalDocs: { url: 'https://docs-of-schema.example' }
      discriminator: { propertyName: property-of-discriminator, mapping: { value-of-mapping: '#/components/schemas/Cat' } }
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]
    Cat: { type: object, required: [property-of-discriminator], properties: { property-of-discriminator: { type: string }, name: { type: string } } }
    Dog: { type: object, required: [property-of-discriminator], properties: { property-of-discriminator: { type: string } } }
  securitySchemes:
    key-scheme: { type: apiKey, in: header, name: name-of-key, description: description-of-scheme }
    bearer-scheme: { type: http, scheme: bearer, bearerFormat: format-of-bearer }
    openid-scheme: { type: openIdConnect, openIdConnectUrl: 'https://openid.example' }
    tls-scheme: { type: mutualTLS }
    oauth-scheme:
      type: oauth2
      flows:
        authorizationCode: { authorizationUrl: 'https://authorization.example', tokenUrl: 'https://token.example', refreshUrl: 'https://refresh.example', scopes: { scope-of-requirement: meaning-of-scope } }
        implicit: { authorizationUrl: 'https://implicit.example', scopes: {} }
        password: { tokenUrl: 'https://password.example', scopes: {} }
        clientCredentials: { tokenUrl: 'https://credentials.example', scopes: {} }
";

/// A field of an object, and what shows that it is read: `!` is a warning.
const FIELDS: &str = "
OpenAPI.jsonSchemaDialect            !schemas are read as JSON Schema 2020-12, whatever the dialect
OpenAPI.webhooks                     !no code is emitted for webhooks
OpenAPI.externalDocs                 <https://url-of-docs.example>
OpenAPI.security                     .security(&[&[(\"key-scheme\", &[])]])
Info.title                           title-of-info
Info.summary                         summary-of-info
Info.description                     description-of-info
Info.termsOfService                  terms-of-info
Info.version                         version-of-info
Contact.name                         name-of-contact
Contact.url                          url-of-contact
Contact.email                        email-of-contact
License.name                         name-of-license
License.url                          url-of-license
Server.url                           \"https://default-of-variable.url-of-server.example\"
Server.description                   description-of-server
Variable.enum                        enum-of-variable
Variable.default                     default-of-variable
Variable.description                 description-of-variable
Tag.name                             mod name_of_tag
Tag.description                      description-of-tag
Tag.externalDocs                     docs-of-tag
PathItem.summary                     summary-of-path-item
PathItem.description                 description-of-path-item
PathItem.servers                     \"https://server-of-path-item.example\"
PathItem.parameters                  \"in-path\"
Operation.operationId                \"id-of-operation\"
Operation.summary                    summary-of-operation
Operation.description                description-of-operation
Operation.externalDocs               docs-of-operation
Operation.deprecated                 #[deprecated]
Operation.servers                    \"https://server-of-operation.example\"
Operation.callbacks                  !no code is emitted for callbacks
Operation.security                   (\"oauth-scheme\", &[\"scope-of-requirement\"])
Parameter.name                       \"in-query\"
Parameter.in                         query((\"in-query\"
Parameter.description                description-of-parameter
Parameter.required                   pub in_path: Vec<String>
Parameter.deprecated                 #[deprecated] pub in_path
Parameter.style                      Style::MATRIX.explode(true)
Parameter.allowEmptyValue            !`allowEmptyValue` has no effect
Parameter.allowReserved              Style::FORM.allow_reserved()
Parameter.content                    (\"in-content\", Style::JSON)
Parameter.example                    example-of-parameter
Parameter.examples                   examples-of-parameter
Example.externalValue                !no code is emitted for examples that lie elsewhere
RequestBody.description              description-of-body
RequestBody.required                 pub body: types::PutMultipart
MediaType.schema                     -> Json<types::Pet>
MediaType.example                    example-of-media-type
Encoding.contentType                 .content_type(\"text/of-encoding\")
Encoding.headers                     .headers(&[\"X-Part\"])
Encoding.style                       Style::PIPE_DELIMITED
Encoding.allowReserved               .allow_reserved()
Response.description                 description-of-response
Response.links                       !no code is emitted for links
Responses.default                    description-of-default
Header.description                   description-of-header
Header.required                      x_header: Map<Value> => (\"X-Header\", Style::SIMPLE.explode(true))
Header.deprecated                    #[deprecated] x_header
Header.explode                       Style::SIMPLE.explode(true)
Header.example                       example-of-header
Schema.externalDocs                  docs-of-schema
Discriminator.propertyName           property-of-discriminator
Discriminator.mapping                value-of-mapping
SecurityScheme.name                  \"name-of-key\"
SecurityScheme.description           description-of-scheme
SecurityScheme.scheme                SecurityScheme::bearer(\"bearer-scheme\")
SecurityScheme.bearerFormat          format-of-bearer
SecurityScheme.openIdConnectUrl      openid.example
SecurityScheme.type                  !the client sends nothing for the security scheme `tls-scheme`
Flow.authorizationUrl                authorization.example
Flow.tokenUrl                        .token_url(\"https://credentials.example\")
Flow.refreshUrl                      refresh.example
Flow.scopes                          meaning-of-scope
Flows.implicit                       implicit.example
Flows.password                       password.example
";

#[test]
fn no_field_is_lost_in_silence() {
    let bindings = generate_with(DOCUMENT, &[], Generator::group_by_tag);
    let bindings = bindings.unwrap_or_else(|report| panic!("{report}"));
    let code = code(&bindings);
    let warnings = bindings.warnings().to_string();
    let lost: Vec<&str> = FIELDS
        .lines()
        .filter(|line| !line.is_empty())
        .filter(|line| {
            let (_, evidence) = line.split_once(char::is_whitespace).unwrap();
            let evidence = evidence.trim();
            !evidence
                .strip_prefix('!')
                .map_or_else(|| code.contains(evidence), |said| warnings.contains(said))
        })
        .collect();
    assert!(lost.is_empty(), "{lost:#?}\n{warnings}\n{code}");
}
