//! What is left out of faulty descriptions, and what remains.

use hire_codegen::{Bindings, Generator};

use crate::support::{description, folder, generate, generate_with};

/// The bindings that a lenient generator makes of a description with these paths and components.
fn lenient(paths: &str, components: &str) -> Bindings {
    let text = description("3.0.4", &format!("paths:\n{paths}\ncomponents:\n{components}"));
    assert!(generate(&text).is_err(), "without `lenient` this has no error:\n{text}");
    let bindings = generate_with(&text, &[], Generator::lenient);
    bindings.unwrap_or_else(|report| panic!("{text}\n{report}"))
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
        let operations = bindings.file("operations.rs").expect("operations.rs");
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
        let operations = bindings.file("operations.rs").expect("operations.rs");
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
        let types = bindings.file("types.rs").expect("types.rs");
        let line = types.lines().find(|line| line.trim_start().starts_with(field)).unwrap_or_default();
        let written = line.replace("::hire_runtime::serde_json::", "").replace("::hire_runtime::", "");
        assert!(
            written.ends_with(&format!(": {type_},")) || resolves(types, &written, type_),
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
    let operations = bindings.file("operations.rs").expect("operations.rs");
    assert!(operations.contains("Good") && operations.contains("pub a: Option<String>"), "{operations}");
}

#[test]
fn a_fault_that_another_one_hides_is_left_out_as_well() {
    // The body's schema becomes any value, in which there is no key.
    let body = "requestBody: { required: true, content: { application/json: { schema: { type: strnig } } } }";
    let bindings = lenient(&bad(&format!("x-idempotency-key: /key, {body}")), "");
    let operations = bindings.file("operations.rs").expect("operations.rs");
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
    let operations = bindings.file("operations.rs").expect("operations.rs");
    assert!(operations.contains("Good") && operations.contains("Tagged"), "{operations}");
}

#[test]
fn what_is_no_description_remains_an_error() {
    for text in ["", "[", "a: 1", "openapi: 2.0.0", "swagger: '2.0'", "openapi: 3.0.4\npaths: [\n"] {
        let report = generate_with(text, &[], Generator::lenient).expect_err(text);
        assert!(report.has_errors(), "{text}: {report}");
    }
    let missing = Generator::new(folder().path().join("none.yaml")).lenient().generate();
    assert!(missing.is_err_and(|report| report.has_errors()));
}

#[test]
fn without_faults_nothing_is_said() {
    let text = description("3.1.1", &format!("paths:\n{GOOD}"));
    let strict = generate(&text).expect("no faults");
    let lenient = generate_with(&text, &[], Generator::lenient).expect("no faults");
    assert!(lenient.warnings().is_empty());
    let same = strict.files().iter().zip(lenient.files()).all(|(a, b)| a.text == b.text);
    assert!(same && strict.files().len() == lenient.files().len());
}
