//! What is left out of faulty descriptions, and what remains.

use std::fs;

use hire_codegen::{Bindings, Generator};

/// The bindings that a lenient generator makes of a description with these paths and components.
fn lenient(paths: &str, components: &str) -> Bindings {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let path = folder.path().join("api.yaml");
    let head =
        "openapi: 3.0.4\ninfo: { title: Faulty, version: '1' }\nservers: [{ url: 'https://x.example' }]\n";
    fs::write(&path, format!("{head}paths:\n{paths}\ncomponents:\n{components}\n")).expect("written");
    let strict = Generator::new(&path).generate();
    assert!(strict.is_err(), "without `lenient` this has no error:\n{paths}\n{components}");
    let bindings = Generator::new(&path).lenient().generate();
    bindings.unwrap_or_else(|report| panic!("{paths}\n{components}\n{report}"))
}

fn text(bindings: &Bindings, file: &str) -> String {
    let file = bindings.files().iter().find(|it| it.name == file);
    file.map(|it| it.text.clone()).unwrap_or_default()
}

const GOOD: &str = "  /good: { get: { operationId: good, responses: { '204': { description: ok } } } }";

/// An operation `bad` with one of these objects in it.
fn bad(member: &str) -> String {
    format!(
        "{GOOD}\n  /bad: {{ post: {{ operationId: bad, {member}, responses: {{ '204': {{ description: ok }} }} }} }}"
    )
}

#[test]
fn an_operation_with_a_fault_is_left_out() {
    let cases = [
        ("parameters: [{ name: a, in: query, style: deep, schema: { type: string } }]", ""),
        ("parameters: [{ name: a, in: nowhere, schema: { type: string } }]", ""),
        ("parameters: [{ $ref: '#/components/parameters/None' }]", ""),
        // The faulty component, by way of another one.
        (
            "parameters: [{ $ref: '#/components/parameters/A' }]",
            "  parameters: { A: { $ref: '#/components/parameters/B' }, B: { name: b, in: somewhere } }",
        ),
        (
            "requestBody: { $ref: '#/components/requestBodies/A' }",
            "  requestBodies: { A: { required: maybe, content: { a/b: { schema: { type: string } } } } }",
        ),
        ("requestBody: { content: 7 }", ""),
        ("tags: [a], requestBody: { content: { json: { schema: { type: string } } } }", ""),
        ("x-rate-limit: often", ""),
        ("requestBody: 7", ""),
    ];
    for (member, components) in cases {
        let bindings = lenient(&bad(member), components);
        let operations = text(&bindings, "operations.rs");
        assert!(operations.contains("Good") && !operations.contains("Bad"), "{member}\n{operations}");
        let warnings = bindings.warnings().to_string();
        assert!(warnings.contains("1 of 2 operations are left out"), "{warnings}");
    }
}

#[test]
fn all_operations_of_a_faulty_path_are_left_out() {
    let operation =
        |id: &str| format!("{{ operationId: {id}, responses: {{ '204': {{ description: ok }} }} }}");
    for (path, item) in [
        ("/bad", "parameters: [{ name: a, in: query, style: none, schema: { type: string } }], "),
        ("https://x.example/bad", ""),
        ("/bad/{open", ""),
        ("/bad", "parameters: [{ $ref: '#/components/parameters/A' }], "),
    ] {
        let (get, put) = (operation("badGet"), operation("badPut"));
        let paths = format!("{GOOD}\n  '{path}': {{ {item}get: {get}, put: {put} }}");
        let components = "  parameters: { A: { name: a, in: query, style: none, schema: { type: string } } }";
        let bindings = lenient(&paths, components);
        let operations = text(&bindings, "operations.rs");
        assert!(operations.contains("Good") && !operations.contains("Bad"), "{path} {item}\n{operations}");
        assert!(bindings.warnings().to_string().contains("2 of 3 operations are left out"), "{path} {item}");
    }
}

#[test]
fn a_schema_with_a_fault_is_any_value() {
    let value = "Option<Value>";
    let cases = [
        // The innermost schema, and nothing around it.
        ("S: { type: object, properties: { a: { type: strnig }, b: { type: string } } }", "pub a", value),
        (
            "S: { type: object, properties: { a: { type: strnig }, b: { type: string } } }",
            "pub b",
            "Option<String>",
        ),
        ("S: { type: object, properties: { a: { $ref: none.yaml } } }", "pub a", value),
        (
            "S: { type: object, properties: { a: { type: array, items: { type: lst } } } }",
            "pub a",
            "Option<Vec<Value>>",
        ),
        (
            "S: { type: object, properties: { a: { $ref: '#/components/schemas/T' } } }\n    T: { type: nothing }",
            "pub a",
            value,
        ),
        // A branch that lets every value through would make the others ambiguous, or refuse all values.
        (
            "S: { type: object, properties: { a: { oneOf: [{ type: strnig }, { type: integer }] } } }",
            "pub a",
            value,
        ),
        ("S: { type: object, properties: { a: { not: { type: strnig } } } }", "pub a", value),
        (
            "S: { type: object, properties: { a: { oneOf: [{ $ref: '#/components/schemas/T' }, { type: integer }] } } }\n    T: { type: nothing }",
            "pub a",
            value,
        ),
        // A cycle of `allOf`, which leaves no schema to lower.
        (
            "S: { type: object, properties: { a: { $ref: '#/components/schemas/T' } } }\n    T: { allOf: [{ $ref: '#/components/schemas/T' }] }",
            "pub a",
            value,
        ),
    ];
    for (schemas, field, type_) in cases {
        let bindings = lenient(GOOD, &format!("  schemas:\n    {schemas}"));
        let types = text(&bindings, "types.rs");
        let line = types.lines().find(|line| line.trim_start().starts_with(field)).unwrap_or_default();
        let written = line.replace("::hire_runtime::serde_json::", "").replace("::hire_runtime::", "");
        assert!(
            written.ends_with(&format!(": {type_},")) || resolves(&types, &written, type_),
            "{schemas}\n{line}\n{types}"
        );
        assert!(bindings.warnings().to_string().contains("any JSON value"), "{schemas}");
    }
}

/// Whether the type of a field is an alias of the expected one.
fn resolves(types: &str, line: &str, expected: &str) -> bool {
    let inner = expected.trim_start_matches("Option<").trim_end_matches('>');
    let alias = line.rsplit("Option<").next().unwrap_or_default().trim_end_matches(">,");
    let aliases = types.replace("::hire_runtime::serde_json::", "").replace("::hire_runtime::", "");
    aliases.contains(&format!("pub type {alias} = {inner};"))
}

#[test]
fn a_parameter_with_a_faulty_schema_is_a_string() {
    let bindings = lenient(&bad("parameters: [{ name: a, in: query, schema: { type: strnig } }]"), "");
    let operations = text(&bindings, "operations.rs");
    assert!(operations.contains("Good") && operations.contains("pub a: Option<String>"), "{operations}");
}

#[test]
fn a_fault_that_another_one_hides_is_left_out_as_well() {
    // The body's schema becomes any value, in which there is no key.
    let body = "requestBody: { required: true, content: { application/json: { schema: { type: strnig } } } }";
    let bindings = lenient(&bad(&format!("x-idempotency-key: /key, {body}")), "");
    let operations = text(&bindings, "operations.rs");
    assert!(operations.contains("Good") && !operations.contains("Bad"), "{operations}");
    let warnings = bindings.warnings().to_string();
    assert!(warnings.contains("unknown type `strnig`"), "{warnings}");
}

#[test]
fn a_fault_of_neither_an_operation_nor_a_schema_loses_what_is_faulty() {
    let paths = format!(
        "{GOOD}\n  /tagged: {{ get: {{ operationId: tagged, tags: [a], responses: {{ '204': {{ description: ok }} }} }} }}"
    );
    let bindings = lenient(&paths, "  securitySchemes: { key: { type: apiKey } }");
    let operations = text(&bindings, "operations.rs");
    assert!(operations.contains("Good") && operations.contains("Tagged"), "{operations}");
}

#[test]
fn what_is_no_description_remains_an_error() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let path = folder.path().join("api.yaml");
    for text in ["", "[", "a: 1", "openapi: 2.0.0", "swagger: '2.0'", "openapi: 3.0.4\npaths: [\n"] {
        fs::write(&path, text).expect("written");
        let report = Generator::new(&path).lenient().generate().expect_err(text);
        assert!(report.has_errors(), "{text}: {report}");
    }
    let missing = Generator::new(folder.path().join("none.yaml")).lenient().generate();
    assert!(missing.is_err_and(|report| report.has_errors()));
}

#[test]
fn without_faults_nothing_is_said() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let path = folder.path().join("api.yaml");
    let text = format!(
        "openapi: 3.1.1\ninfo: {{ title: Good, version: '1' }}\nservers: [{{ url: 'https://x.example' }}]\npaths:\n{GOOD}\n"
    );
    fs::write(&path, text).expect("written");
    let strict = Generator::new(&path).generate().expect("no faults");
    let lenient = Generator::new(&path).lenient().generate().expect("no faults");
    assert!(lenient.warnings().is_empty());
    let same = strict.files().iter().zip(lenient.files()).all(|(a, b)| a.text == b.text);
    assert!(same && strict.files().len() == lenient.files().len());
}

/// The bindings of a description with these paths and components, which has warnings alone.
fn with_warnings(version: &str, paths: &str, components: &str) -> Bindings {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let path = folder.path().join("api.yaml");
    let head = "info: { title: Nearly, version: '1' }\nservers: [{ url: 'https://x.example' }]\n";
    let text = format!("openapi: {version}\n{head}paths:\n{paths}\ncomponents:\n{components}\n");
    fs::write(&path, text).expect("written");
    let bindings = Generator::new(&path).generate();
    bindings.unwrap_or_else(|report| panic!("{paths}\n{components}\n{report}"))
}

#[test]
fn a_fault_of_an_operation_whose_meaning_is_clear_is_a_warning() {
    let ok = "responses: { '204': { description: ok } }";
    let get = |path: &str, rest: &str| format!("  '{path}': {{ get: {{ {rest} }} }}");
    let cases = [
        (
            "a second operation of one id",
            format!(
                "{}\n{}",
                get("/a", &format!("operationId: x, {ok}")),
                get("/b", &format!("operationId: x, {ok}"))
            ),
            "pub struct GetB",
        ),
        ("no such parameter", get("/a/{id}", ok), "pub id: String"),
        (
            "an optional path parameter",
            get(
                "/a/{id}",
                &format!("{ok}, parameters: [{{ name: id, in: path, schema: {{ type: integer }} }}]"),
            ),
            "pub id: i64",
        ),
        (
            "lower case",
            get(
                "/a",
                "responses: { 2xx: { description: ok, content: { application/json: { schema: { type: string } } } } }",
            ),
            "Json<String>",
        ),
        (
            "no description",
            get(
                "/a",
                "responses: { '200': { content: { application/json: { schema: { type: string } } } } }",
            ),
            "Json<String>",
        ),
        ("no responses", get("/a", "operationId: silent"), "pub struct Silent"),
        (
            "other names, other methods",
            format!("{}\n  '/a/{{y}}': {{ put: {{ operationId: second, {ok} }} }}", get("/a/{x}", ok)),
            "pub struct Second",
        ),
        (
            "servers of all operations",
            format!("  /a:\n    servers: [{{ url: 'https://own.example' }}]\n    get: {{ {ok} }}"),
            "https://own.example",
        ),
        ("a scheme of one's own", get("/a", &format!("{ok}, security: [{{ hmac: [] }}]")), "pub struct GetA"),
    ];
    let schemes =
        "  securitySchemes: { hmac: { type: http, scheme: hmac }, tls: { type: http, scheme: bearer } }";
    for (what, paths, expected) in cases {
        let bindings = with_warnings("3.0.4", &paths, schemes);
        let operations = text(&bindings, "operations.rs");
        assert!(operations.contains(expected), "{what}: {operations}");
        assert!(!bindings.warnings().is_empty() || what.starts_with("servers"), "{what}");
    }
}

#[test]
fn what_is_only_written_otherwise_is_read() {
    let path_id = "parameters: [{ name: id, in: Path, required: 'true', schema: { type: integer } }]";
    let form =
        "requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: string } } } }";
    let twice =
        "parameters: [{ name: q, in: query, schema: { type: string } }, { name: q, in: query, schema: {} }]";
    for (path, members, expected) in [
        ("/b/{y}", "", "\"/b/{y}\""),
        ("/a", twice, "pub q: Option<String>"),
        ("/a", "parameters: [{ name: q, in: query, type: string }]", "pub q: Option<String>"),
        ("/a/{ID}", path_id, "\"/a/{id}\""),
        ("/a/{+id}", path_id, "Style::SIMPLE.allow_reserved()"),
        ("/v1/{parent=projects/*}/x", "", "\"/v1/{parent}/x\""),
        ("/a/{id:[0-9]+}/{proxy+}", "", "\"/a/{id}/{proxy}\""),
        ("/a?b=1&c={c}", "", "\"/a?b=1\""),
        ("/a{?page,size}", "", "\"/a\""),
        ("a", "", "\"/a\""),
        ("/a", "parameters: , responses: { 200: }", "pub struct X"),
        ("/a", "responses: []", "pub struct X"),
        ("/a", "tags: pets", "pub struct X"),
        ("/a", "security: [{ nowhere: [] }]", "pub struct X"),
        ("/a", "callbacks: { done: { '{$url}': 5 } }", "pub struct X"),
        ("/a", form, "pub body: Option<String>"),
    ] {
        let responses =
            if members.contains("responses") { "" } else { ", responses: { '204': { description: ok } }" };
        let members = if members.is_empty() { "deprecated: true" } else { members };
        let paths = format!(
            "  '/b/{{x}}': {{ post: {{ responses: {{ '204': {{ description: ok }} }} }} }}\n  '{path}': {{ post: {{ operationId: x, {members}{responses} }} }}"
        );
        let bindings = with_warnings("3.0.4", &paths, "  schemas: {}");
        let operations = text(&bindings, "operations.rs");
        assert!(operations.contains(expected), "{path} {members}: {operations}");
        assert!(!bindings.warnings().is_empty(), "{path} {members}");
    }
}

#[test]
fn a_keyword_of_another_version_whose_meaning_is_clear_is_read() {
    let cases = [
        ("3.0.4", "S: { type: object, required: [a], properties: { a: { const: x } } }", "x"),
        (
            "3.0.4",
            "S: { type: object, required: [a], properties: { a: { type: [string, 'null'] } } }",
            "Option<String>",
        ),
        (
            "3.1.1",
            "S: { type: object, required: [a], properties: { a: { type: integer, minimum: 3, exclusiveMinimum: true } } }",
            "exclusive_minimum(3)",
        ),
        (
            "3.0.4",
            "S: { type: object, required: [a], properties: { a: { type: integer, exclusiveMinimum: 3 } } }",
            "exclusive_minimum(3)",
        ),
        ("3.0.4", "S: { type: object, patternProperties: { '^a': { type: integer, minimum: 3 } } }", "^a"),
    ];
    for (version, schema, expected) in cases {
        let bindings = with_warnings(version, GOOD, &format!("  schemas:\n    {schema}"));
        let all: String = bindings.files().iter().map(|file| file.text.as_str()).collect();
        assert!(all.contains(expected), "{schema}\n{all}");
        assert!(!bindings.warnings().is_empty(), "{schema}");
    }
}

#[test]
fn a_fault_of_the_document_whose_meaning_is_clear_is_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("api.yaml");
    for (text, expected) in [
        (
            "openapi: 3.0\ninfo: {title: T, version: 1.2}\npaths: {/a: {get: {responses: {'204': {description: ok}}}}}",
            "version 1.2",
        ),
        (
            "openapi: 3.2.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {'204': {description: ok}}}}}",
            "Client of T",
        ),
        ("openapi: 3.0.0-rc2\ninfo: {title: T, version: '1'}\npaths: []", "pub mod types"),
        ("openapi: 3.0.4\ninfo: {title: T, contact: me, license: MIT}", "pub mod types"),
        (
            "openapi: 3.1.1\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://x.example:{port}', variables: {port: {default: 8080, enum: [8080]}}}]\npaths: {/a: {get: {responses: {'204': {description: ok}}}}}",
            "https://x.example:8080",
        ),
        (
            "openapi: 3.0.4\ninfo: {title: T, version: '1'}\nservers: [none, {url: 'https://x.example'}]\ntags: [a, {description: b}]\npaths: {/a: {get: {responses: {'204': {description: ok}}}}}",
            "https://x.example",
        ),
    ] {
        fs::write(&path, text).expect("written");
        let bindings = Generator::new(&path).generate().unwrap_or_else(|report| panic!("{text}\n{report}"));
        let all: String = bindings.files().iter().map(|file| file.text.as_str()).collect();
        assert!(all.contains(expected), "{text}\n{all}");
        assert!(!bindings.warnings().is_empty(), "{text}");
    }
    // Nobody says which of the two is meant.
    let twice = "openapi: 3.0.4\ninfo: {title: T, title: U, version: '1'}\npaths: {}";
    fs::write(&path, twice).expect("written");
    assert!(Generator::new(&path).generate().is_err());
    assert!(Generator::new(&path).lenient().generate().is_ok());
}

#[test]
fn a_keyword_with_a_value_of_another_type_is_read_where_its_meaning_is_clear() {
    for (schema, expected) in [
        (
            "{ type: object, required: [a], properties: { a: { type: integer, minimum: '3', maximum: 9 } } }",
            "minimum(3)",
        ),
        (
            "{ type: object, required: [a], properties: { a: { type: string, maxLength: '5' } } }",
            "max_length(5)",
        ),
        (
            "{ type: object, required: [a], properties: { a: { type: string, nullable: 'true' } } }",
            "pub a: Option<String>",
        ),
        ("{ type: object, properties: { a: { type: string, required: true } } }", "pub a: Option<String>"),
        ("{ type: object, required: [a], properties: { a: } }", "0 \"a\" => a: required"),
        ("{ type: object, properties: [] }", "pub type S"),
        (
            "{ type: object, description: 5, properties: { a: { type: integer, minLength: -1 } } }",
            "pub a: Option<i64>",
        ),
        (
            "{ type: object, discriminator: kind, properties: { kind: { type: string } } }",
            "pub kind: Option<String>",
        ),
        (
            "{ type: object, allOf: [], properties: { a: { type: number, multipleOf: 0 } } }",
            "pub a: Option<f64>",
        ),
    ] {
        let bindings = with_warnings("3.0.4", GOOD, &format!("  schemas:\n    S: {schema}"));
        let all: String = bindings.files().iter().map(|file| file.text.as_str()).collect();
        assert!(all.contains(expected), "{schema}\n{all}");
        assert!(!bindings.warnings().is_empty(), "{schema}");
    }
}
