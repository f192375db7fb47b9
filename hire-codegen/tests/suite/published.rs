//! Mistakes of published descriptions whose meaning is plain: each is a warning that says what it is taken for, and bindings
//! are emitted that do what is meant.

use hire_codegen::Generator;
use serde_json::Value;

use crate::support::{code, description, generate, generate_with};

/// What descriptions say, what is warned of, and what is emitted.
const ROWS: &str = include_str!("published.yaml");

/// What operations may refer to.
const COMPONENTS: &str = "components:
  schemas: { Pet: { type: object, properties: { name: { type: string } } } }
  x-parts:
    responses: { '200': { description: OK., content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
    parameters: [{ name: q, in: query, schema: { type: string } }]
    headers: { X-Total: { schema: { type: integer } } }
    content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }";

fn with_schema(version: &str, schema: &str) -> String {
    description(version, &format!("paths: {{}}\ncomponents: {{ schemas: {{ A: {schema} }} }}"))
}

/// The description that a row says.
fn described(version: &str, row: &Value) -> String {
    let text = |key| row[key].as_str();
    if let Some(members) = text("operation") {
        let path = text("path").unwrap_or("/a");
        let item = format!("{{ post: {{ operationId: a, {members} }} }}");
        description(version, &format!("paths: {{ '{path}': {item} }}\n{COMPONENTS}"))
    } else if let Some(schema) = text("property") {
        with_schema(version, &format!("{{ type: object, properties: {{ a: {schema} }} }}"))
    } else if let Some(schema) = text("schema") {
        with_schema(version, schema)
    } else if let Some(members) = text("members") {
        description(version, members)
    } else {
        text("document").expect("a description").to_owned()
    }
}

/// Asserts that descriptions of a version are read as the rows of a group say.
#[track_caller]
fn assert_read(version: &str, group: &str, files: &[(&str, &str)]) {
    let groups: Value = serde_yaml::from_str(ROWS).expect("the rows are YAML");
    for row in groups[group].as_array().expect("a group") {
        let text = described(version, row);
        let bindings = generate_with(&text, files, |generator| generator);
        let bindings = bindings.unwrap_or_else(|report| panic!("{text}\n{report}"));
        let list = |key| row[key].as_array().into_iter().flatten().filter_map(Value::as_str);
        let said = bindings.warnings().to_string();
        for warning in list("warns") {
            assert!(said.contains(warning), "{text}\n{warning}\n\n{said}");
        }
        assert_eq!(said.is_empty(), list("warns").next().is_none(), "{text}\n{said}");
        let code = code(&bindings);
        for line in list("emits") {
            assert!(code.contains(line), "{text}\n{line}\n\n{code}");
        }
    }
}

#[test]
fn references_are_followed_wherever_bundlers_follow_them() {
    let files = [
        (
            "paths.yaml",
            "/a: { get: { operationId: a, responses: { '200': { description: OK., content: { application/json: { schema: { $ref: 'api.yaml#/components/schemas/Pet' } } } } } } }\n",
        ),
        ("schemas.yaml", "Pet: { type: object, properties: { name: { type: string } } }\n"),
    ];
    assert_read("3.0.3", "references", &files);
}

#[test]
fn references_that_lead_back_to_themselves_are_errors() {
    for members in [
        "paths: { $ref: '#/paths' }\n",
        "paths: { /a: { get: { $ref: '#/paths/~1a/get' } } }\n",
        "paths: { /a: { get: { responses: { $ref: '#/x-one' } } } }\nx-one: { $ref: '#/x-two' }\nx-two: { $ref: '#/x-one' }\n",
        "paths: {}\ncomponents: { schemas: { A: { $ref: '#/x-one/name' } } }\nx-one: { $ref: '#/x-one/other' }\n",
    ] {
        let report = generate(&description("3.0.3", members)).expect_err(members);
        let codes: Vec<_> = report.diagnostics().map(|it| it.code).collect();
        assert!(codes.contains(&"ref-cycle") || codes.contains(&"unresolved-ref"), "{members}\n{report}");
    }
}

#[test]
fn schemas_are_read_as_they_are_meant() {
    assert_read("3.0.3", "schemas", &[]);
    assert_read("3.1.1", "flags", &[]);
    for name in ["strnig", "intger", "User", "length", ""] {
        let report = generate(&with_schema("3.0.3", &format!("{{ type: '{name}' }}"))).expect_err(name);
        assert!(report.to_string().contains(&format!("unknown type `{name}`")), "{report}");
    }
}

#[test]
fn operations_are_read_as_they_are_meant() {
    assert_read("3.0.3", "operations", &[]);
}

#[test]
fn documents_are_read_as_they_are_meant() {
    assert_read("", "documents", &[]);
    // Nobody says which of the two is meant.
    let twice = "openapi: 3.0.4\ninfo: {title: T, title: U, version: '1'}\npaths: {}";
    assert!(generate(twice).is_err());
    assert!(generate_with(twice, &[], Generator::lenient).is_ok());
}

#[test]
fn streams_have_the_types_of_their_items() {
    assert_read("3.2.0", "items", &[]);
}

#[test]
fn encodings_have_an_effect_or_a_warning() {
    assert_read("3.1.1", "encodings", &[]);
}

#[test]
fn faults_that_nobody_meets_are_warnings() {
    assert_read("3.0.3", "unused", &[]);
    let used = "paths: { /a: { get: { responses: { '200': { description: OK., content: { application/json: { schema: { $ref: \
                '#/components/schemas/Pet' } } } } } } } }\ncomponents: { schemas: { Pet: { $ref: '#/components/schemas/Gone' } } }\n";
    let misspelt = "paths: { /a: { get: { responses: { '204': { description: Done. } } } } }\ncomponents: { schemas: { Odd: { type: strnig } } }\n";
    let without_operations =
        "paths: {}\ncomponents: { schemas: { Odd: { $ref: '#/components/schemas/Gone' } } }\n";
    let differing = "paths: {}\nx-twice: { a: 1, a: 2 }\n";
    for members in [used, misspelt, without_operations, differing] {
        assert!(generate(&description("3.0.3", members)).is_err(), "{members}");
    }
}

#[test]
fn what_generators_of_descriptions_write_is_read_as_they_mean_it() {
    assert_read("3.1.1", "generators", &[]);
}

#[test]
fn parts_that_are_closed_are_closed_as_a_whole_where_the_option_says_so() {
    let closed = |name| {
        format!(
            "{{ type: object, additionalProperties: false, properties: {{ {name}: {{ type: string }} }} }}"
        )
    };
    let (one, two, open) = (closed("one"), closed("two"), "{ properties: { more: { type: string } } }");
    let own = "type: object, additionalProperties: false, properties: { two: { type: string } }";
    for (schema, fields) in [
        (format!("{{ allOf: [{one}, {two}] }}"), ["one", "two"]),
        (format!("{{ allOf: [{one}, {two}, {{ description: A text. }}] }}"), ["one", "two"]),
        (format!("{{ allOf: [{one}, {open}] }}"), ["one", "more"]),
        (format!("{{ allOf: [{one}, {open}, {two}] }}"), ["more", "two"]),
        (format!("{{ allOf: [{one}, {two}, {open}] }}"), ["more", "two"]),
        (format!("{{ allOf: [{open}], {own} }}"), ["more", "two"]),
    ] {
        let text = with_schema("3.1.1", &schema);
        let by_the_letter = generate(&text).unwrap_or_else(|report| panic!("{schema}\n{report}"));
        let warnings = by_the_letter.warnings().to_string();
        assert!(warnings.contains("choose `merge_closed_parts()`"), "{schema}\n{warnings}");
        assert!(code(&by_the_letter).contains("- Nothing is valid"), "{schema}");
        let meant = generate_with(&text, &[], Generator::merge_closed_parts);
        let meant = meant.unwrap_or_else(|report| panic!("{schema}\n{report}"));
        assert!(meant.warnings().is_empty(), "{schema}\n{}", meant.warnings());
        let code = code(&meant);
        for field in fields {
            assert!(code.contains(&format!("pub {field}: Option<String>,")), "{schema}\n{code}");
        }
        assert!(code.contains("], Refuse;"), "{schema}\n{code}");
    }
}
