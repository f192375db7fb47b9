//! What is an error, what is a warning, and what is nothing: one word and one code for each fault, in the order of the text.

use hire_codegen::diagnostic::{Diagnostic, Severity};
use hire_codegen::{Generator, Report};

use crate::support::{description, generate_with};

/// The diagnostics of a description.
fn diagnostics(text: &str, options: impl Fn(Generator) -> Generator) -> Vec<Diagnostic> {
    match generate_with(text, &[], options) {
        Ok(bindings) => bindings.warnings().diagnostics().cloned().collect(),
        Err(report) => Report::diagnostics(&report).cloned().collect(),
    }
}

fn verdicts(text: &str) -> Vec<String> {
    let word = |it: &Diagnostic| match it.severity {
        Severity::Error => format!("error {}", it.code),
        Severity::Warning => format!("warning {}", it.code),
    };
    diagnostics(text, |generator| generator).iter().map(word).collect()
}

/// A description of one operation, with a parameter.
fn with_parameter(schema: &str) -> String {
    let parameter = format!("{{name: p, in: query, schema: {schema}}}");
    let operation =
        format!("{{operationId: a, parameters: [{parameter}], responses: {{'204': {{description: OK.}}}}}}");
    description("3.1.1", &format!("paths: {{/a: {{get: {operation}}}}}"))
}

/// A description of one component.
fn with_schema(version: &str, schema: &str) -> String {
    description(
        version,
        &format!(
            "paths: {{}}\ncomponents: {{schemas: {{S: {schema}, T: {{type: object, properties: {{a: {{type: integer}}}}}}}}}}"
        ),
    )
}

#[test]
fn a_fault_of_a_parameters_schema_is_told_once() {
    let cases: [(&str, &[&str]); 10] = [
        ("{type: strng}", &["error unknown-type"]),
        ("{type: array, items: {type: strng}}", &["error unknown-type"]),
        ("{$ref: '#/components/schemas/Gone'}", &["error unresolved-ref"]),
        ("{type: array, items: {$ref: 'gone.yaml'}}", &["error unresolved-ref"]),
        ("{allOf: [{$ref: '#/components/schemas/Gone'}]}", &["error unresolved-ref"]),
        ("12", &["error wrong-type"]),
        ("{type: string, enum: [~]}", &["error contradiction", "warning ignored"]),
        ("{type: array, items: {type: string, enum: [{}]}}", &["error contradiction", "warning ignored"]),
        ("{not: {}}", &["error contradiction"]),
        ("{type: object, required: [a], properties: {a: {type: object}}}", &["warning undefined-style"]),
    ];
    for (schema, expected) in cases {
        assert_eq!(verdicts(&with_parameter(schema)), expected, "{schema}");
    }
}

#[test]
fn a_fault_of_an_answers_schema_is_told_once() {
    for (schema, expected) in [
        ("{$ref: '#/components/schemas/Gone'}", "error unresolved-ref"),
        ("{type: objekt}", "error unknown-type"),
        ("{type: object, properties: {code: {type: integer}}}", "error bad-envelope"),
    ] {
        let content = format!("{{application/json: {{schema: {schema}}}}}");
        let text = description(
            "3.1.1",
            &format!(
                "x-envelope: {{code: /code, success: 0, data: /data}}\npaths: {{/a: {{get: {{operationId: a, responses: {{'200': {{description: OK., content: {content}}}}}}}}}}}"
            ),
        );
        assert_eq!(verdicts(&text), [expected], "{schema}");
    }
}

#[test]
fn a_pattern_that_is_none_is_a_warning_and_no_rule() {
    let schemas = [
        "{type: string, pattern: '(?i)abc'}",
        "{type: object, patternProperties: {'(?i)^x': {type: string}}, additionalProperties: false}",
        "{type: object, propertyNames: {pattern: '[a-'}}",
        "{type: array, items: {type: string, pattern: '(?P<year>a)'}}",
        "{type: string, not: {pattern: 'a++'}}",
        "{type: object, not: {properties: {a: {pattern: '(?x)a'}}}}",
        "{type: string, if: {pattern: '(?i)a'}, then: {minLength: 3}}",
        "{type: string, oneOf: [{pattern: '(?i)a'}, {pattern: '^b'}]}",
    ];
    for schema in schemas {
        assert_eq!(verdicts(&with_schema("3.1.1", schema)), ["warning bad-pattern"], "{schema}");
    }
    assert_eq!(verdicts(&with_parameter("{type: string, pattern: '(?i)a'}")), ["warning bad-pattern"]);
}

#[test]
fn an_unknown_key_whose_object_keeps_its_meaning_is_a_warning() {
    for (version, schema, count) in [
        ("3.1.1", "{type: array, items: {type: string}, min_items: 2}", 1),
        ("3.0.4", "{type: array, items: {type: string}, minItem: 2}", 1),
        ("3.1.1", "{type: string, foo: 1, optional: true}", 2),
        ("3.0.4", "{type: object, propertys: {a: {type: string}}}", 1),
        ("3.1.1", "{type: object, properties: {a: {type: string, max_length: 1, descripton: d}}}", 2),
    ] {
        let expected = vec!["warning unknown-key"; count];
        assert_eq!(verdicts(&with_schema(version, schema)), expected, "{schema}");
    }
    for (members, expected) in [
        (
            "paths: {/a: {get: {operationId: a, sumary: A., responses: {'204': {description: OK.}}}}}",
            "warning",
        ),
        ("paths: {/a: {get: {operationID: a, responses: {'204': {description: OK.}}}}}", "warning"),
        // Requests are others without these.
        ("pahts: {/a: {get: {operationId: a, responses: {'204': {description: OK.}}}}}", "error"),
        (
            "paths: {/a: {get: {operationId: a, parameters: [{name: p, in: query, shema: {type: string}}], responses: {'204': {description: OK.}}}}}",
            "error",
        ),
    ] {
        let text = description("3.0.4", members);
        assert_eq!(verdicts(&text), [format!("{expected} unknown-key")], "{members}");
    }
}

/// The types of a description of one component.
fn types(schema: &str, options: impl Fn(Generator) -> Generator) -> String {
    let bindings = generate_with(&with_schema("3.0.4", schema), &[], options);
    let bindings = bindings.unwrap_or_else(|report| panic!("{schema}\n{report}"));
    bindings.file("types.rs").expect("types").to_owned()
}

/// The variants of the enumeration of a schema.
fn variants(schema: &str) -> Vec<String> {
    let types = types(schema, |generator| generator);
    let body =
        types.split("pub enum S {").nth(1).expect("an enumeration").split("\n}").next().unwrap_or_default();
    let lines = body.lines().map(str::trim).filter(|line| line.ends_with(','));
    lines.map(|line| line.trim_end_matches(',').to_owned()).collect()
}

#[test]
fn names_of_values_are_used_as_far_as_they_go() {
    let cases: [(&str, &[&str], &[&str]); 8] = [
        ("{type: string, enum: [Ok, Unknown], x-enum-varnames: [OK, UNKNOWN]}", &["Ok", "Unknown2"], &[]),
        ("{type: string, enum: [Ok, Unknown]}", &["Ok", "Unknown2"], &[]),
        ("{type: integer, enum: [0, 1], x-enum-varnames: {0: unknown, 1: One}}", &["Unknown2", "One"], &[]),
        ("{type: string, enum: [a, b], x-enum-varnames: [OK]}", &["Ok", "B"], &["warning bad-value"]),
        (
            "{type: string, enum: [a, b], x-enum-varnames: [One, Two, Three]}",
            &["One", "Two"],
            &["warning bad-value"],
        ),
        ("{type: string, enum: [a, b], x-enum-varnames: [One, 2]}", &["One", "B"], &["warning bad-value"]),
        ("{type: string, enum: [a, b], x-enum-varnames: []}", &["A", "B"], &["warning bad-value"]),
        ("{type: string, enum: [a, b], x-enum-descriptions: [One.]}", &["A", "B"], &["warning bad-value"]),
    ];
    for (schema, expected, noted) in cases {
        let mut found = variants(schema);
        found.retain(|variant| !variant.starts_with("Unknown("));
        assert_eq!(found, expected, "{schema}");
        assert_eq!(verdicts(&with_schema("3.0.4", schema)), noted, "{schema}");
    }
}

/// The type of the field `f` of a schema of objects.
fn field_type(schema: &str, options: impl Fn(Generator) -> Generator) -> String {
    let types = types(&format!("{{type: object, required: [f], properties: {{f: {schema}}}}}"), options);
    let field = types.lines().find_map(|line| line.trim().strip_prefix("pub f: "));
    field.expect("a field").trim_end_matches(',').to_owned()
}

#[test]
fn a_branch_of_nullable_alone_is_null_where_the_option_says_so() {
    const REF: &str = "{$ref: '#/components/schemas/T'}";
    let cases = [
        ("anyOf: [REF, {nullable: true}]", "::hire_runtime::Value"),
        ("anyOf: [{nullable: true}, REF]", "::hire_runtime::Value"),
        ("oneOf: [REF, {nullable: true}]", "::hire_runtime::Value"),
        ("anyOf: [REF, {nullable: true, description: Or null.}]", "::hire_runtime::Value"),
        ("allOf: [REF, {nullable: true}]", "T"),
        ("allOf: [{nullable: true}, REF]", "T"),
        ("allOf: [REF], nullable: true", "T"),
        ("oneOf: [REF], nullable: true", "T"),
        ("$ref: '#/components/schemas/T', nullable: true", "T"),
    ];
    for (keywords, by_the_letter) in cases {
        let schema = format!("{{{}}}", keywords.replace("REF", REF));
        assert_eq!(field_type(&schema, |it| it), by_the_letter, "{schema}");
        assert_eq!(field_type(&schema, Generator::nullable_without_type), "Option<T>", "{schema}");
        let text = with_schema("3.0.4", &schema);
        let noted = diagnostics(&text, |it| it);
        assert_eq!(noted.len(), 1, "{schema}: {noted:?}");
        assert_eq!(noted[0].severity, Severity::Warning, "{schema}");
        assert!(noted[0].help.iter().any(|help| help.contains("nullable_without_type()")), "{schema}");
        assert!(diagnostics(&text, Generator::nullable_without_type).is_empty(), "{schema}");
    }
    assert_eq!(
        verdicts(&with_schema("3.1.1", &format!("{{anyOf: [{REF}, {{nullable: true}}]}}"))),
        ["warning key-of-other-version"]
    );
}

#[test]
fn null_among_values_of_a_type_without_it_is_noted() {
    for schema in [
        "{type: string, enum: [NULL, LEFT]}",
        "{type: string, enum: [a, ~]}",
        "{type: integer, enum: [null, 1]}",
        "{type: number, enum: [1.5, Null]}",
        "{type: boolean, enum: [null, true]}",
        "{type: object, enum: [null, {a: 1}]}",
        "{type: array, items: {type: string}, enum: [[a], null]}",
        "{type: array, items: {type: string, enum: [a, null]}}",
        "{anyOf: [{type: string, enum: [a, null]}, {type: integer}]}",
    ] {
        for version in ["3.0.4", "3.1.1"] {
            assert_eq!(verdicts(&with_schema(version, schema)), ["warning ignored"], "{version} {schema}");
        }
    }
    for (version, schema) in [
        ("3.0.4", "{type: string, nullable: true, enum: [a, null]}"),
        ("3.0.4", "{enum: [a, null]}"),
        ("3.1.1", "{type: [string, 'null'], enum: [a, null]}"),
        ("3.0.4", "{type: string, enum: ['NULL', 'null']}"),
    ] {
        assert!(verdicts(&with_schema(version, schema)).is_empty(), "{version} {schema}");
    }
    assert_eq!(verdicts(&with_schema("3.1.1", "{type: integer, const: null}")), ["warning ignored"]);
    assert_eq!(verdicts(&with_schema("3.0.4", "{type: string, default: null}")), ["warning bad-default"]);
    assert_eq!(verdicts(&with_schema("3.0.4", "{type: string, example: null}")), ["warning bad-example"]);
}

#[test]
fn a_value_whose_quotes_are_wrong_is_taken_for_what_is_meant() {
    for schema in [
        "{type: string, enum: [true, false]}",
        "{type: string, enum: [1, 2, c]}",
        "{type: string, enum: [1.0, 1.10]}",
        "{type: string, const: 1}",
        "{type: integer, enum: ['1', 2]}",
        "{type: number, enum: ['0.5']}",
        "{type: boolean, enum: ['true', 'false']}",
        "{type: array, items: {type: string, enum: [1]}}",
        "{anyOf: [{type: string, enum: [1, 2]}, {type: integer}]}",
    ] {
        for version in ["3.0.4", "3.1.1"] {
            let mut found = verdicts(&with_schema(version, schema));
            found.retain(|found| found != "warning key-of-other-version");
            assert_eq!(found, ["warning wrong-type"], "{version} {schema}");
        }
        assert_eq!(verdicts(&with_parameter(schema)), ["warning wrong-type"], "{schema}");
    }
    for (schema, expected) in [
        ("{type: string, enum: [on, off, yes, 2020-01-01, 1_000]}", &[][..]),
        ("{anyOf: [{type: string}, {type: integer}], enum: [1, '1']}", &[]),
        ("{type: string, nullable: true, enum: [1, null]}", &["warning wrong-type"]),
        ("{type: string, enum: [1, '1']}", &["warning wrong-type", "warning duplicate-name"]),
        ("{type: string, enum: [1.0, 1.00]}", &["warning wrong-type"]),
        ("{type: integer, enum: ['1.5', 'a', 1]}", &["warning ignored"; 2]),
        ("{type: string, default: 1}", &["warning bad-default"]),
        ("{type: string, minLength: 2, default: 1}", &["warning bad-default"; 2]),
        ("{type: integer, example: '1'}", &["warning bad-example"]),
        ("{type: object, properties: {a: {type: string}}, example: {a: true}}", &["warning bad-example"]),
        ("{type: object, required: [1, true], properties: {1: {}, true: {}}}", &["warning wrong-type"; 2]),
        ("{type: string, pattern: 1, description: 2}", &["warning wrong-type"; 2]),
    ] {
        assert_eq!(verdicts(&with_schema("3.0.4", schema)), expected, "{schema}");
    }
}

#[test]
fn a_value_that_the_type_of_another_part_refuses_is_noted() {
    for (version, schema, expected) in [
        ("3.0.4", "{allOf: [{type: string}, {enum: [a, null]}]}", &["warning ignored"][..]),
        ("3.1.1", "{allOf: [{enum: [a, [], {}]}, {type: string}]}", &["warning ignored"; 2]),
        ("3.1.1", "{allOf: [{enum: [a, 1, 2]}, {type: string}]}", &["warning wrong-type"]),
        ("3.1.1", "{type: integer, allOf: [{enum: [1, 1.5]}]}", &["warning ignored"]),
        (
            "3.0.4",
            "{type: array, items: {allOf: [{type: boolean}, {enum: [true, 'true']}]}}",
            &["warning wrong-type"],
        ),
        (
            "3.1.1",
            "{allOf: [{properties: {a: {enum: [a, {}]}}}, {type: object, properties: {a: {type: object}}}]}",
            &["warning ignored"],
        ),
        ("3.1.1", "{allOf: [{type: integer}, {enum: [a, b]}]}", &["warning contradiction"]),
        ("3.1.1", "{allOf: [{type: [string, 'null']}, {const: []}]}", &["warning contradiction"]),
        ("3.1.1", "{allOf: [{type: [string, 'null']}, {const: 1}]}", &["warning wrong-type"]),
        ("3.1.1", "{allOf: [{type: number}, {enum: [1, 1.5]}]}", &[]),
        ("3.1.1", "{enum: [a, 1], oneOf: [{type: string}, {type: integer}]}", &[]),
        ("3.0.4", "{allOf: [{type: string, nullable: true, enum: [a, null]}, {enum: [a, b, null]}]}", &[]),
    ] {
        assert_eq!(verdicts(&with_schema(version, schema)), expected, "{version} {schema}");
    }
}

#[test]
fn a_key_without_a_value_counts_as_absent() {
    for keyword in [
        "description",
        "title",
        "format",
        "pattern",
        "externalDocs",
        "minLength",
        "enum",
        "deprecated",
        "nullable",
        "readOnly",
        "allOf",
        "oneOf",
        "not",
        "x-rust-name",
        "x-enum-varnames",
    ] {
        let text = with_schema("3.0.4", &format!("{{type: string, {keyword}: null}}"));
        assert_eq!(verdicts(&text), ["warning wrong-type"], "{keyword}");
    }
    for (info, operation) in [
        ("description: null", "description: null"),
        ("contact: null", "externalDocs: null"),
        ("license: null", "summary: null"),
        ("termsOfService: null", "callbacks: null"),
        ("contact: {name: null}", "parameters: null"),
    ] {
        let text = format!(
            "openapi: 3.0.4\ninfo: {{title: T, version: '1', {info}}}\npaths: {{/a: {{get: {{operationId: a, {operation}, responses: {{'204': {{description: OK.}}}}}}}}}}\n"
        );
        assert_eq!(verdicts(&text), ["warning wrong-type"; 2], "{text}");
    }
}

#[test]
fn arrays_of_openapi_3_0_need_items() {
    for (version, schema, noted) in [
        ("3.0.4", "{type: array}", true),
        ("3.0.4", "{type: object, properties: {a: {type: array, maxItems: 3}}}", true),
        ("3.0.4", "{allOf: [{type: array}, {items: {type: string}}]}", true),
        ("3.0.4", "{type: array, items: {}}", false),
        ("3.1.1", "{type: array}", false),
    ] {
        let found = verdicts(&with_schema(version, schema));
        assert_eq!(found.contains(&"warning missing-key".to_owned()), noted, "{schema}: {found:?}");
    }
}

#[test]
fn merge_keys_are_merged_wherever_they_are() {
    let text = "openapi: 3.0.4
info: {title: T, version: '1'}
x-faults: &faults {'400': {description: Bad.}, '500': {description: Down.}}
x-name: &name {type: string, minLength: 1}
x-size: &size {maxLength: 9, pattern: '^a'}
paths:
  /a:
    get: &get
      operationId: a
      responses:
        !!merge <<: *faults
        '204': {description: OK.}
    put:
      <<: *get
      operationId: b
components:
  schemas:
    S: {type: object, properties: {a: {<<: [*name, *size], minLength: 3}}}
";
    assert!(verdicts(text).is_empty(), "{:?}", verdicts(text));
}

#[test]
fn the_default_of_a_server_is_among_its_values() {
    for (version, variable, expected) in [
        ("3.0.4", "{default: eu, enum: [us, ap]}", Some("warning bad-value")),
        ("3.0.4", "{default: '', enum: [us]}", Some("warning bad-value")),
        ("3.1.1", "{default: eu, enum: [us, ap]}", Some("warning bad-value")),
        ("3.0.4", "{default: us, enum: [us, ap]}", None),
        ("3.1.1", "{default: us}", None),
    ] {
        let server = format!("{{url: 'https://{{region}}.x.example', variables: {{region: {variable}}}}}");
        let text = format!(
            "openapi: {version}\ninfo: {{title: T, version: '1'}}\nservers: [{server}]\npaths: {{}}\n"
        );
        let found = verdicts(&text);
        assert_eq!(
            found.iter().map(String::as_str).find(|it| it.ends_with("bad-value")),
            expected,
            "{text}{found:?}"
        );
    }
}
