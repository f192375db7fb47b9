//! Which files are read for a description, and which are not.

use std::fs;
use std::path::Path;

use hire_codegen::{Generator, Report};
use hire_syntax::pointer;
use serde_json::{Value, json};

use crate::support;

/// Where a description has data, extensions and keys that mean nothing: a mapping with `$ref` is no reference there.
const DATA: &[&str] = &[
    "/info/x-logo",
    "/x-of-the-document",
    "/x-envelope",
    "/x-error-codes",
    "/x-rate-limit",
    "/paths/~1a/get/x-rate-limit",
    "/servers/0/x-of-a-server",
    "/tags/0/x-of-a-tag",
    "/tags/0/externalDocs/x-of-docs",
    "/paths/x-of-paths",
    "/paths/~1a/x-of-a-path",
    "/paths/~1a/get/x-of-an-operation",
    "/paths/~1a/get/responses/x-of-responses",
    "/paths/~1a/get/responses/200/x-of-a-response",
    "/paths/~1a/get/responses/200/content/application~1json/example",
    "/paths/~1a/get/responses/200/content/application~1json/x-of-a-media-type",
    "/paths/~1a/get/responses/200/links/next/parameters/id",
    "/paths/~1a/get/responses/200/links/next/requestBody",
    "/paths/~1a/get/parameters/0/example",
    "/paths/~1a/get/parameters/0/x-of-a-parameter",
    "/paths/~1a/get/parameters/0/schema/default",
    "/paths/~1a/post/requestBody/content/application~1json/examples/one/value",
    "/paths/~1a/post/requestBody/content/application~1json/examples/one/x-of-an-example",
    "/paths/~1a/post/requestBody/x-of-a-body",
    "/components/x-of-components",
    "/components/examples/one/value",
    "/components/headers/Trace/example",
    "/components/securitySchemes/key/x-of-a-scheme",
    "/components/securitySchemes/token/flows/clientCredentials/scopes",
    "/components/schemas/Any/const",
    "/components/schemas/Any/default",
    "/components/schemas/Any/enum/0",
    "/components/schemas/Any/example",
    "/components/schemas/Any/examples/0",
    "/components/schemas/Any/x-of-a-schema",
    "/components/schemas/Any/unknown",
    "/components/schemas/Any/xml/x-of-xml",
    "/components/schemas/Pet/properties/name/default",
];

/// Where OpenAPI and JSON Schema have a reference, and a part of `parts.yaml` that it can lead to.
const REFERENCES: &[(&str, &str)] = &[
    ("/paths/~1b", "path"),
    ("/paths/~1a/get/parameters/0", "parameter"),
    ("/paths/~1a/post/requestBody", "body"),
    ("/paths/~1a/get/responses/200", "response"),
    ("/paths/~1a/get/responses/200/headers/Trace", "header"),
    ("/paths/~1a/get/responses/200/links/next", "link"),
    ("/paths/~1a/get/responses/200/content/application~1json/schema", "schema"),
    ("/paths/~1a/post/callbacks/done", "callback"),
    ("/paths/~1a/post/requestBody/content/application~1json/examples/one", "example"),
    ("/components/schemas/Any", "schema"),
    ("/components/schemas/Pet/properties/name", "schema"),
    ("/components/schemas/Pet/properties/example", "schema"),
    ("/components/schemas/Pet/properties/default", "schema"),
    ("/components/schemas/Pet/items", "schema"),
    ("/components/schemas/Pet/allOf/0", "schema"),
    ("/components/schemas/Pet/not", "schema"),
    ("/components/schemas/Pet/$defs/x-inner", "schema"),
    ("/components/securitySchemes/key", "scheme"),
];

fn description() -> Value {
    let content = json!({ "application/json": { "schema": { "type": "string" } } });
    let mut body = content.clone();
    body["application/json"]["examples"] = json!({ "one": { "value": "x" } });
    json!({
        "openapi": "3.1.1",
        "info": { "title": "Files", "version": "1" },
        "servers": [{ "url": "https://files.example" }],
        "tags": [{ "name": "files", "externalDocs": { "url": "https://files.example/docs" } }],
        "paths": { "/a": {
            "get": {
                "operationId": "a",
                "parameters": [{ "name": "p", "in": "query", "schema": { "type": "string" } }],
                "responses": { "200": {
                    "description": "Done",
                    "content": content,
                    "links": { "next": { "operationId": "a", "parameters": {} } },
                } },
            },
            "post": {
                "operationId": "b",
                "requestBody": { "content": body },
                "responses": { "204": { "description": "Done" } },
            },
        } },
        "components": {
            "examples": { "one": { "value": 1 } },
            "headers": { "Trace": { "schema": { "type": "string" } } },
            "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "X-Key" } },
            "schemas": {
                "Any": { "examples": [1], "enum": [1], "xml": {} },
                "Pet": { "type": "object", "properties": { "name": { "type": "string" } }, "allOf": [{}] },
            },
        },
    })
}

const PARTS: &str = "
path: { get: { operationId: c, responses: { '204': { description: Done } } } }
parameter: { name: q, in: query, schema: { type: string } }
body: { content: { application/json: { schema: { type: string } } } }
response: { description: Done }
header: { schema: { type: string } }
link: { operationId: a }
schema: { type: string }
callback: { '{$request.body}': { post: { responses: { '204': { description: Done } } } } }
example: { value: x }
scheme: { type: http, scheme: bearer }
";

/// A description with a value at a JSON pointer, whose parents are made if they are not there.
fn with(pointer: &str, value: Value) -> Value {
    let mut description = description();
    let mut here = &mut description;
    for token in pointer.split('/').skip(1) {
        let token = pointer::unescape(token);
        here = match (here.is_array(), token.parse::<usize>()) {
            (true, Ok(index)) => &mut here[index],
            _ => &mut here[&*token],
        };
    }
    *here = value;
    description
}

/// The names of the files that are read for a description, and what is said.
fn read(folder: &Path, description: &Value) -> (Vec<String>, String) {
    let path = folder.join("openapi.json");
    fs::write(&path, description.to_string()).unwrap();
    match Generator::new(&path).generate() {
        Ok(bindings) => {
            let inputs =
                bindings.inputs().iter().map(|path| path.file_name().unwrap().to_string_lossy().into());
            (inputs.collect(), bindings.warnings().to_string())
        }
        Err(report) => (Vec::new(), report.to_string()),
    }
}

#[test]
fn data_extensions_and_names_refer_to_nothing() {
    let folder = support::folder();
    fs::write(folder.path().join("parts.yaml"), "secret: [").unwrap();
    for pointer in DATA {
        for path in ["parts.yaml#/x", "none.yaml", "x\ncargo::warning=hello\n#", "../../../etc/passwd"] {
            let (files, said) = read(folder.path(), &with(pointer, json!({ "$ref": path })));
            assert!(files.len() < 2, "{pointer} has {path} read");
            let followed = ["secret", "does not exist", "leads nowhere", "outside", "parts.yaml:"];
            assert!(!followed.iter().any(|words| said.contains(words)), "{pointer}, {path}: {said}");
        }
    }
    // A mapping whose names are free may have one that is called so.
    for pointer in
        ["/components/schemas/Pet/properties/$ref", "/components/schemas/Pet/patternProperties/$ref"]
    {
        let (files, said) = read(folder.path(), &with(pointer, json!({ "type": "string" })));
        assert_eq!(files, ["openapi.json"], "{pointer}: {said}");
    }
}

#[test]
fn references_are_followed_where_the_specifications_have_them() {
    let folder = support::folder();
    fs::write(folder.path().join("parts.yaml"), PARTS).unwrap();
    for (pointer, part) in REFERENCES {
        let reference = json!({ "$ref": format!("parts.yaml#/{part}") });
        let (files, said) = read(folder.path(), &with(pointer, reference));
        assert_eq!(files, ["openapi.json", "parts.yaml"], "{pointer}: {said}");
    }
    let mapping = json!({ "propertyName": "kind", "mapping": { "cat": "parts.yaml#/cat" } });
    let (_, said) = read(
        folder.path(),
        &with(
            "/components/schemas/Any",
            json!({
                "oneOf": [{ "$ref": "#/components/schemas/Pet" }], "discriminator": mapping,
            }),
        ),
    );
    assert!(!said.contains("was not read"), "{said}");
}

/// What is said of a reference in a description that is in `api`, beside `outside.yaml`.
fn report(folder: &Path, reference: &str, allowed: &[&str]) -> Result<(), Report> {
    let path = folder.join("api/openapi.json");
    let description = with("/components/schemas/Pet/properties/name", json!({ "$ref": reference }));
    fs::write(&path, description.to_string()).unwrap();
    let generator = Generator::new(&path);
    let allow = |generator: Generator, name: &&str| generator.allow_files_in(folder.join(name));
    allowed.iter().fold(generator, allow).generate().map(|_| ())
}

#[cfg(unix)]
fn folder() -> tempfile::TempDir {
    use std::os::unix::fs::symlink;
    let folder = support::folder();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path("api/inner/deep")).unwrap();
    fs::create_dir_all(path("api-of-others")).unwrap();
    for name in ["outside.yaml", "api-of-others/a.yaml"] {
        fs::write(path(name), "hidden_key: { type: string, description: top secret }\n").unwrap();
    }
    fs::write(path("api/inner/part.yaml"), "schema: { type: string }\n").unwrap();
    fs::write(
        path("api/inner/deep/up.yaml"),
        "schema: { $ref: '../part.yaml#/schema' }\nout: { $ref: '../../../outside.yaml#/hidden_key' }\n",
    )
    .unwrap();
    symlink("../outside.yaml", path("api/link.yaml")).unwrap();
    symlink("..", path("api/inner/link")).unwrap();
    symlink("../..", path("api/inner/out")).unwrap();
    symlink("inner/part.yaml", path("api/alias.yaml")).unwrap();
    symlink("/dev/zero", path("api/zero")).unwrap();
    symlink("loop", path("api/loop")).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(path("api/pipe")).status().unwrap();
    assert!(pipe.success());
    fs::File::create(path("api/large.yaml")).unwrap().set_len(1 << 40).unwrap();
    folder
}

#[cfg(unix)]
#[test]
fn references_lead_out_of_no_folder() {
    let folder = folder();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("api/socket")).unwrap();
    let absolute = folder.path().join("api/inner/part.yaml").display().to_string();
    let cases = [
        ("inner/part.yaml#/schema", ""),
        ("./inner/../inner/part.yaml#/schema", ""),
        ("inner/deep/up.yaml#/schema", ""),
        ("%69nner/part.yaml#/schema", ""),
        // By name it leads out and in again; the disk is not asked what is between.
        ("../api/inner/part.yaml#/schema", ""),
        ("alias.yaml#/schema", ""),
        ("inner/link/inner/part.yaml#/schema", ""),
        ("../outside.yaml#/hiden_key", "is outside of the folder of the description"),
        ("../none.yaml", "is outside of the folder of the description"),
        ("../api-of-others/a.yaml#/hiden_key", "is outside of the folder of the description"),
        ("inner/../../outside.yaml", "is outside of the folder of the description"),
        ("inner/deep/up.yaml#/out", "is outside of the folder of the description"),
        ("%2e%2e/outside.yaml", "is outside of the folder of the description"),
        ("%2E%2e%2Foutside.yaml", "is outside of the folder of the description"),
        ("../../../../../../../../proc/self/environ", "is outside of the folder of the description"),
        ("..", "is outside of the folder of the description"),
        ("link.yaml#/hiden_key", "is a link that leads out of the folder of the description"),
        ("inner/out/outside.yaml#/hiden_key", "is a link that leads out of the folder of the description"),
        ("zero", "is a link that leads out of the folder of the description"),
        ("loop", "cannot be read: "),
        ("/etc/passwd", "is an absolute path"),
        (&absolute, "is an absolute path"),
        ("%2fetc/passwd", "is an absolute path"),
        ("file:///etc/passwd", "is an address, and nothing is fetched"),
        ("https://files.example/a.yaml", "is an address, and nothing is fetched"),
        ("//files.example/a.yaml", "is an address, and nothing is fetched"),
        ("pipe", "is no regular file"),
        ("socket", "is no regular file"),
        ("inner", "is no regular file"),
        (".", "is no regular file"),
        ("large.yaml", "is too large: a description and its files have at most 256 MiB"),
        ("none.yaml", "does not exist"),
        ("inner/part.yaml\n", "has a control character in its name"),
        ("inner/part.yaml%0a", "has a control character in its name"),
        ("inner/%00part.yaml", "has a control character in its name"),
        ("inner/\u{202e}lmay.trap", "has a control character in its name"),
    ];
    for (reference, expected) in cases {
        let report = report(folder.path(), reference, &[]);
        let said = report.as_ref().map_or_else(ToString::to_string, |()| String::new());
        assert_eq!(report.is_ok(), expected.is_empty(), "{reference}: {said}");
        assert!(said.contains(expected), "{reference}: {said}");
        assert!(
            !said.contains("secret") && !said.contains("did you mean `hidden_key`"),
            "{reference}: {said}"
        );
    }
}

#[cfg(unix)]
#[test]
fn further_folders_are_read_when_they_are_named() {
    let folder = folder();
    let allowed = |reference: &str, allowed: &[&str]| {
        report(folder.path(), reference, allowed).map_err(|it| it.to_string())
    };
    for reference in [
        "../outside.yaml#/hidden_key",
        "link.yaml#/hidden_key",
        "inner/deep/up.yaml#/out",
        "inner/out/outside.yaml#/hidden_key",
    ] {
        let refused = allowed(reference, &["api-of-others"]).unwrap_err();
        assert!(refused.contains("allow_files_in"), "{reference}: {refused}");
        allowed(reference, &["."]).unwrap_or_else(|said| panic!("{reference}: {said}"));
    }
    allowed("../api-of-others/a.yaml#/hidden_key", &["api-of-others"]).unwrap();
    let none = allowed("inner/part.yaml#/schema", &["none"]).unwrap_err();
    assert!(none.contains("none` does not exist"), "{none}");
    let file = allowed("inner/part.yaml#/schema", &["outside.yaml"]).unwrap_err();
    assert!(file.contains("outside.yaml` is no folder"), "{file}");
}

#[cfg(unix)]
#[test]
fn a_description_may_be_a_link() {
    let folder = folder();
    fs::write(
        folder.path().join("elsewhere.json"),
        with("/paths/~1b", json!({ "$ref": "inner/path.yaml" })).to_string(),
    )
    .unwrap();
    fs::write(folder.path().join("api/inner/path.yaml"), "get:\n  operationId: c\n  responses: { '200': { description: Done, content: { application/json: { schema: { $ref: '../linked.json#/components/schemas/Pet' } } } } }\n")
        .unwrap();
    std::os::unix::fs::symlink("../elsewhere.json", folder.path().join("api/linked.json")).unwrap();
    let bindings = Generator::new(folder.path().join("api/linked.json")).generate();
    assert_eq!(bindings.unwrap_or_else(|report| panic!("{report}")).inputs().len(), 2);
}

#[test]
fn a_name_with_a_control_character_is_refused() {
    let folder = support::folder();
    for name in ["a\n#![feature(evil)].json", "a\rb.json", "a\u{202e}b.json", "a\u{1b}[31m.json"] {
        let path = folder.path().join(name);
        fs::write(&path, description().to_string()).unwrap();
        let report = Generator::new(&path).generate().unwrap_err().to_string();
        assert!(report.contains("has a control character in its name"), "{report}");
        assert!(report.chars().all(|it| it == '\n' || !it.is_control()), "{report:?}");
    }
}

#[test]
fn what_is_said_has_no_control_characters() {
    let hostile =
        "x\u{1b}[2J\rcargo::warning=y\ncargo::rustc-cfg=evil\u{7}\u{9b}31m\u{202e}\u{2028}\u{200f}z";
    let mut description = with("/components/schemas/Any/type", json!(hostile));
    description["paths"][format!("/{hostile}")] =
        json!({ "get": { hostile: 1, "responses": { hostile: {} } } });
    description["components"]["schemas"]["Pet"]["properties"]["name"] =
        json!({ "$ref": hostile, hostile: [] });
    description["components"]["schemas"][hostile] = json!({ "pattern": format!("({hostile}") });
    let folder = support::folder();
    for text in [description.to_string(), serde_json::to_string_pretty(&description).unwrap()] {
        // Characters that JSON lets stand as they are.
        let text = text.replace("\\u007f", "\u{7f}");
        fs::write(folder.path().join("openapi.json"), &text).unwrap();
        let report = Generator::new(folder.path().join("openapi.json")).generate().unwrap_err();
        assert!(report.diagnostics().len() > 5, "{report}");
        let said = report.render(false);
        let unprintable = |it: &char| it.is_control() || matches!(it, '\u{200f}' | '\u{2028}' | '\u{202e}');
        let lines = said.lines().collect::<String>();
        assert_eq!(lines.chars().find(unprintable), None, "{said}");
        assert!(!said.lines().any(|line| line.starts_with("cargo::")), "{said}");
    }
}
