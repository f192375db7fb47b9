//! Which parameters are emitted, how they are written, and what is said where OpenAPI leaves that undefined.

use hire_codegen::{Bindings, Report};

use crate::support::{self, description};

/// Generates from a description with one operation at a path.
fn generate(path: &str, members: &str) -> Result<Bindings, Report> {
    support::generate(&description("3.1.1", &format!("paths:\n  {path}: {members}")))
}

/// The calls that write parameters, up to the value, without spaces and the path of the runtime: `query("a"`.
fn written(bindings: &Bindings) -> Vec<String> {
    let (_, table) = operations(bindings).split_once("    operation(").expect("a table");
    let calls = table.lines().filter_map(|line| Some(line.rsplit_once(") => ")?.0));
    let squeezed = |call: &str| call.split_whitespace().collect::<String>();
    calls.map(|call| squeezed(call).replace("::hire_runtime::", "").replace(",)", ")")).collect()
}

fn operations(bindings: &Bindings) -> &str {
    bindings.file("operations.rs").expect("operations")
}

/// How the only parameter `a` of an operation is written: the first argument of the call. A `!` behind it says that OpenAPI
/// does not define this, and that a warning says so.
fn style(parameter: &str) -> String {
    let path = if parameter.contains("in: path") { "/x/{a}" } else { "/x" };
    let members = format!(
        "{{ get: {{ operationId: x, parameters: [{{ name: a, {parameter} }}], responses: {{ '204': {{ description: Done. }} }} }} }}"
    );
    let bindings = generate(path, &members).unwrap_or_else(|report| panic!("{parameter}: {report}"));
    let lines = written(&bindings);
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    let undefined = bindings.warnings().diagnostics().any(|it| it.code == "undefined-style");
    let text = bindings.warnings().to_string();
    assert!(!undefined || text.contains("api.yaml:5:") && text.contains("help: write `"), "{text}");
    line.split_once('(').expect(line).1.to_owned() + if undefined { "!" } else { "" }
}

const SCALAR: &str = "{ type: string }";
const LIST: &str = "{ type: array, items: { type: integer } }";
const OBJECT: &str = "{ type: object, properties: { R: { type: integer } } }";
const MAP: &str = "{ type: object, additionalProperties: { type: number } }";
const EITHER: &str = "{ anyOf: [{ type: string }, { type: array, items: { type: string } }] }";
const ANY: &str = "{}";

/// With which style a scalar, a list, an object, and what may be any of them are written: `-` with none, since that is the
/// usual one of the place, and `!` where OpenAPI does not define it. `*` is what the cell before has.
const TABLE: &str = "
path   simple         false  -          -                           *  *
path   simple         true   -          SIMPLE.explode(true)        *  *
path   label          false  LABEL      *                           *  *
path   label          true   LABEL      LABEL.explode(true)         *  *
path   matrix         false  MATRIX     *                           *  *
path   matrix         true   MATRIX     MATRIX.explode(true)        *  *
query  form           true   -          -                           *  *
query  form           false  -          FORM.explode(false)         *  *
query  spaceDelimited false  SPACE_DELIMITED!  SPACE_DELIMITED             *  *
query  spaceDelimited true   SPACE_DELIMITED!  SPACE_DELIMITED.explode(true)!                           *  *
query  pipeDelimited  false  PIPE_DELIMITED!  PIPE_DELIMITED              *  *
query  pipeDelimited  true   PIPE_DELIMITED!  PIPE_DELIMITED.explode(true)!                           *  *
query  deepObject     true   DEEP_OBJECT!  DEEP_OBJECT!                   DEEP_OBJECT  *
query  deepObject     false  DEEP_OBJECT!  DEEP_OBJECT.explode(false)!                           *  *
header simple         false  -          -                           *  *
header simple         true   -          SIMPLE.explode(true)        *  *
cookie form           true   -          -                           *  *
cookie form           false  -          FORM.explode(false)         *  *
";

#[test]
fn each_style_of_each_place_is_emitted() {
    for row in TABLE.trim().lines() {
        let cells: Vec<&str> = row.split_whitespace().collect();
        let (place, name, explode) = (cells[0], cells[1], cells[2]);
        let mut before = "";
        for (schemas, cell) in [&[SCALAR][..], &[LIST], &[OBJECT, MAP], &[ANY]].into_iter().zip(&cells[3..]) {
            before = if *cell == "*" { before } else { cell };
            let (constant, mark) = before.strip_suffix('!').map_or((before, ""), |constant| (constant, "!"));
            let expected = match constant {
                "-" => "\"a\"".to_owned(),
                constant => format!("(\"a\",Style::{constant}){mark}"),
            };
            for schema in schemas {
                let parameter = format!(
                    "in: {place}, required: true, style: {name}, explode: {explode}, schema: {schema}"
                );
                assert_eq!(style(&parameter), expected, "{parameter}");
            }
        }
    }
    // Without a style, the place has one; without `explode`, the style does.
    for (parameter, expected) in [
        ("in: query", "\"a\""),
        ("in: query, explode: false", "(\"a\",Style::FORM.explode(false))"),
        ("in: query, style: spaceDelimited", "(\"a\",Style::SPACE_DELIMITED)"),
        ("in: path, required: true", "\"a\""),
        ("in: path, required: true, style: label", "(\"a\",Style::LABEL)"),
        ("in: header", "\"a\""),
        ("in: cookie", "\"a\""),
    ] {
        assert_eq!(style(&format!("{parameter}, schema: {LIST}")), expected, "{parameter}");
    }
    // A union of a scalar and a list is neither.
    for (name, expected) in [
        ("form", "\"a\""),
        ("pipeDelimited", "(\"a\",Style::PIPE_DELIMITED)"),
        ("deepObject", "(\"a\",Style::DEEP_OBJECT)!"),
    ] {
        let parameter = format!("in: query, style: {name}, schema: {EITHER}");
        assert_eq!(style(&parameter), expected, "{parameter}");
    }
    // Nothing said of `explode` is what can be meant.
    let parameter = format!("in: query, style: deepObject, schema: {OBJECT}");
    assert_eq!(style(&parameter), "(\"a\",Style::DEEP_OBJECT)");
}

#[test]
fn what_is_nested_for_certain_is_noted_outside_of_deep_objects() {
    let point = "{ type: object, required: [at], properties: { at: { type: object, properties: { x: { type: number } } } } }";
    for (schema, form, deep) in [
        ("{ type: array, items: { type: array, items: { type: string } } }", false, false),
        ("{ type: array, items: { type: object, properties: { x: { type: number } } } }", false, false),
        ("{ type: object, additionalProperties: { type: array, items: { type: string } } }", false, true),
        (point, false, true),
        // These may be written as OpenAPI has it: the property may be absent, the item a scalar.
        (
            "{ type: object, properties: { at: { type: object, properties: { x: { type: number } } } } }",
            true,
            true,
        ),
        (
            "{ type: array, items: { anyOf: [{ type: string }, { type: array, items: { type: string } }] } }",
            true,
            false,
        ),
        ("{ type: array, items: {} }", true, false),
    ] {
        let emitted = |parameter: String| !style(&parameter).ends_with('!');
        assert_eq!(emitted(format!("in: query, schema: {schema}")), form, "{schema}");
        assert_eq!(emitted(format!("in: header, schema: {schema}")), form, "{schema}");
        assert_eq!(emitted(format!("in: query, style: deepObject, schema: {schema}")), deep, "{schema}");
    }
}

#[test]
fn content_is_json_or_a_text() {
    for (place, content, expected) in [
        ("query", format!("application/json: {{ schema: {OBJECT} }}"), "JSON"),
        ("header", format!("application/vnd.a+json: {{ schema: {LIST} }}"), "JSON"),
        ("cookie", "application/json: {}".to_owned(), "JSON"),
        ("path", format!("'*/*': {{ schema: {OBJECT} }}"), "JSON"),
        ("query", format!("text/plain: {{ schema: {SCALAR} }}"), "TEXT"),
        ("cookie", "text/plain: {}".to_owned(), "TEXT"),
        ("query", format!("application/xml: {{ schema: {EITHER} }}"), "TEXT"),
        ("query", format!("text/csv: {{ schema: {LIST} }}"), "JSON!"),
        ("header", format!("application/xml: {{ schema: {OBJECT} }}"), "JSON!"),
    ] {
        let parameter = format!("in: {place}, required: true, content: {{ {content} }}");
        let (constant, mark) = expected.strip_suffix('!').map_or((expected, ""), |constant| (constant, "!"));
        let expected = format!("(\"a\",Style::{constant}){mark}");
        assert_eq!(style(&parameter), expected, "{parameter}");
    }
}

#[test]
fn the_whole_query_is_a_form_or_a_text() {
    for (media, expected) in [
        ("application/x-www-form-urlencoded", "\"a\""),
        ("application/json", "(\"a\",Style::JSON)"),
        ("text/plain", "(\"a\",Style::TEXT)"),
    ] {
        let schema = if media == "text/plain" { SCALAR } else { OBJECT };
        let parameter = format!("in: querystring, content: {{ {media}: {{ schema: {schema} }} }}");
        let members = format!(
            "{{ get: {{ operationId: x, parameters: [{{ name: a, {parameter} }}], responses: {{ '204': {{ description: Done. }} }} }} }}"
        );
        let bindings = generate("/x", &members).expect(media);
        assert_eq!(written(&bindings), [format!("query_string({expected},&[]")]);
        let warnings = bindings.warnings().to_string();
        assert!(warnings.contains("`querystring` is of OpenAPI 3.2"), "{warnings}");
    }
}

#[test]
fn reserved_characters_are_allowed_in_the_query_alone() {
    let parameter =
        |place: &str, more: &str| format!("in: {place}, required: true, allowReserved: true, {more}");
    for (parameter, expected) in [
        (parameter("query", "schema: { type: string }"), "(\"a\",Style::FORM.allow_reserved())"),
        (
            parameter("query", "style: pipeDelimited, schema: { type: array, items: { type: string } }"),
            "(\"a\",Style::PIPE_DELIMITED.allow_reserved())",
        ),
        (
            parameter("query", "explode: false, schema: { type: array, items: { type: string } }"),
            "(\"a\",Style::FORM.explode(false).allow_reserved())",
        ),
        (parameter("path", "schema: { type: string }"), "\"a\""),
        (parameter("header", "schema: { type: string }"), "\"a\""),
    ] {
        assert_eq!(style(&parameter), expected, "{parameter}");
    }
    let members = "{ get: { parameters: [{ name: a, in: header, allowReserved: true, schema: { type: string } }], responses: { '204': { description: Done. } } } }";
    let warnings = generate("/x", members).expect("it is emitted").warnings().to_string();
    assert!(warnings.contains("`allowReserved` has no effect outside of the query"), "{warnings}");
}

#[test]
fn headers_that_are_described_elsewhere_are_no_parameters_however_they_are_spelt() {
    for name in [
        "accept",
        "ACCEPT",
        "content-type",
        "Content-TYPE",
        "authorization",
        "AUTHORIZATION",
        "Content-Length",
        "transfer-encoding",
    ] {
        let members = format!(
            "{{ get: {{ parameters: [{{ name: {name}, in: header, required: true, schema: {{ type: string, format: uuid }} }}, {{ name: {name}, in: query, schema: {{ type: string }} }}], responses: {{ '204': {{ description: Done. }} }} }} }}"
        );
        let bindings = generate("/x", &members).expect("it is emitted");
        let lines = written(&bindings);
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0] == format!("query(\"{name}\""), "{lines:?}");
        assert!(bindings.warnings().to_string().contains("is ignored as a parameter"), "{name}");
    }
}

#[test]
fn names_are_told_apart_and_reach_the_wire_as_they_are() {
    let members = r#"{ parameters: [{ name: id, in: path, required: true, schema: { type: integer } }, { name: ID, in: path, required: true, schema: { type: string } }, { name: common, in: query, schema: { type: string } }],
      get: { operationId: x, parameters: [
        { name: id, in: path, required: true, schema: { type: boolean } },
        { name: id, in: query, schema: { type: string } },
        { name: ID, in: query, schema: { type: string } },
        { name: X-Id, in: header, schema: { type: string } },
        { name: 'x_id', in: cookie, schema: { type: string } },
        { name: 'ids[]', in: query, schema: { type: array, items: { type: string } } },
        { name: '$top', in: query, schema: { type: integer } },
        { name: '"; drop', in: query, schema: { type: string } },
        { name: 'ü&=#{}', in: query, schema: { type: string } },
        { name: '', in: query, schema: { type: string } }],
        responses: { '204': { description: Done. } } } }"#;
    let bindings = generate("/x/{id}/{ID}", members).expect("it is emitted");
    let lines = written(&bindings);
    let expected = [
        "path(\"ID\"",
        "query(\"common\"",
        "path(\"id\"",
        "query(\"id\"",
        "query(\"ID\"",
        "header(\"X-Id\"",
        "cookie(\"x_id\"",
        "query(\"ids[]\"",
        "query(\"$top\"",
        "query(\"\\\";drop\"",
        "query(\"ü&=#{}\"",
        "query(\"\"",
    ];
    assert_eq!(lines, expected);
    let text = operations(&bindings);
    assert!(text.contains(": bool,"), "the operation's own parameter replaces that of its path");
}

#[test]
fn a_path_may_have_a_query_without_parameters_and_a_parameter_twice() {
    let members = "{ get: { parameters: [{ name: y, in: query, schema: { type: string } }], responses: { '204': { description: Done. } } } }";
    let bindings = generate("/x?mode=1", members).expect("it is emitted");
    let text = operations(&bindings);
    assert!(text.contains("\"/x?mode=1\""), "{text}");
    assert!(bindings.warnings().to_string().contains("the path has the query `mode=1`"));
    let bindings = generate(
        "/{id}/x/{id}",
        &members.replace("name: y, in: query", "name: id, in: path, required: true"),
    );
    let warnings = bindings.expect("it is emitted").warnings().to_string();
    assert!(warnings.contains("has the parameter `id` twice: both get its one value"), "{warnings}");
    let bindings = generate("/x?mode={mode}", members).expect("it is emitted");
    let warnings = bindings.warnings().to_string();
    assert!(warnings.contains("declare its parameters with `in: query`"), "{warnings}");
}

#[test]
fn expressions_of_one_name_are_one_parameter() {
    let declared = "parameters: [{ name: a, in: path, required: true, schema: { type: string } }],";
    let (plain, reserved) = ("path(\"a\"", "path((\"a\",Style::SIMPLE.allow_reserved())");
    for (path, parameters, expected, sent) in [
        ("/x/{a}/{a*}", "", reserved, "/x/{a}/{a}"),
        ("/x/{a*}/{a}", "", reserved, "/x/{a}/{a}"),
        ("/x/{a}/{a}", "", plain, "/x/{a}/{a}"),
        ("/x/{+a}/{a}", declared, reserved, "/x/{a}/{a}"),
        ("/x/{a}/{+a}", declared, reserved, "/x/{a}/{a}"),
        ("/x/{A}/{a:[0-9]+}", declared, plain, "/x/{A}/{a}"),
        ("/x/{a:.*}", declared, reserved, "/x/{a}"),
        ("/x/{a=*}", declared, plain, "/x/{a}"),
        ("/x/{a=**}", declared, reserved, "/x/{a}"),
        ("/x/{a=projects/*}", declared, reserved, "/x/{a}"),
    ] {
        let members =
            format!("{{ get: {{ {parameters} responses: {{ '204': {{ description: Done. }} }} }} }}");
        let bindings = generate(&format!("'{path}'"), &members).expect(path);
        let lines = written(&bindings);
        assert!(lines.iter().any(|line| line == expected), "{path}: {lines:?}");
        assert_eq!(lines.len(), if sent.contains('A') { 2 } else { 1 }, "{path}: {lines:?}");
        assert!(operations(&bindings).contains(&format!("\"{sent}\"")), "{path}: {}", operations(&bindings));
    }
}

#[test]
fn a_schema_that_is_faulty_has_that_fault_alone() {
    for parameter in [
        "in: query, style: deepObject, schema: { type: strnig }",
        "in: query, style: pipeDelimited, schema: { type: strnig }",
        "in: query, content: { text/plain: { schema: { type: strnig } } }",
        "in: header, schema: { type: array, items: { type: strnig } }",
    ] {
        let members = format!(
            "{{ get: {{ parameters: [{{ name: a, {parameter} }}], responses: {{ '204': {{ description: Done. }} }} }} }}"
        );
        let report = generate("/x", &members).expect_err("it is refused");
        let codes: Vec<_> = report.diagnostics().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(codes, ["unknown-type"], "{report}");
    }
}
