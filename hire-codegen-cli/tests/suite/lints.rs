//! `hire-codegen lint`.

use std::fs;
use std::path::Path;

use hire_codegen::Generator;
use hire_codegen::diagnostic::codes;
use serde_json::{Value, json};

use crate::run;

const CLEAN: &str = "openapi: 3.1.1
info: { title: Pets, version: '1' }
paths:
  /pets:
    get:
      operationId: listPets
      security: [{ token: [] }]
      parameters: [{ $ref: '#/components/parameters/Size' }]
      responses:
        '200':
          description: All pets.
          content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Pet' } } } }
        default: { $ref: '#/components/responses/Error' }
components:
  securitySchemes: { token: { type: http, scheme: bearer } }
  parameters:
    Size: { name: size, in: query, schema: { enum: [small, '2XL', '+1', ''] } }
  responses: { Error: { description: What went wrong. } }
  schemas:
    Pet: { type: object, required: [kind], properties: { kind: { type: string } }, discriminator: { propertyName: kind } }
    Dog: { allOf: [{ $ref: '#/components/schemas/Pet' }] }
    Puppy: { allOf: [{ $ref: '#/components/schemas/Dog' }], properties: { toy: { $ref: '#/components/schemas/Toy' } } }
    Toy: { type: object, properties: { name: { type: string, examples: [Ball] } } }
";

/// The codes of lints and their lines, in a description with one edit.
fn lints(from: &str, to: &str) -> Vec<(&'static str, usize)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.yaml");
    fs::write(&path, crate::edited(CLEAN, from, to)).unwrap();
    let report = Generator::new(path).lint();
    report.located().map(|(diagnostic, place)| (diagnostic.code, place.map_or(0, |it| it.line))).collect()
}

#[test]
fn each_lint_is_found_where_it_is_and_nowhere_else() {
    let none: &[(&str, usize)] = &[];
    let of_pets = &[20, 21, 22, 23].map(|line| ("unused-component", line));
    for (from, to, expected) in [
        ("''", "''", none),
        // Components, by the ways that lead to them.
        (
            "    Toy:",
            "    Old: { type: array, items: { $ref: '#/components/schemas/Older' } }\n    Older: {}\n    Toy:",
            &[("unused-component", 23), ("unused-component", 24)],
        ),
        ("security: [{ token: [] }]", "security: []", &[("unused-component", 15)]),
        ("paths:", "security: [{ token: [] }]\npaths:", none),
        ("items: { $ref: '#/components/schemas/Pet' }", "items: { type: string }", of_pets),
        ("discriminator: { propertyName: kind }", "x-none: 1", of_pets.get(1..).unwrap()),
        (
            "discriminator: { propertyName: kind }",
            "discriminator: { propertyName: kind, mapping: { dog: Dog } }",
            none,
        ),
        ("    Toy:", "    Named: { $anchor: named }\n    Toy:", none),
        (
            "  responses: { E",
            "  examples: { Toy: { value: 1 } }\n  responses: { E",
            &[("unused-component", 18)],
        ),
        // Operations, by what is said of their errors.
        ("default:", "'3XX':", &[("no-error-response", 5)]),
        ("default:", "4XX:", none),
        ("default:", "'503':", none),
        (
            "default: { $ref: '#/components/responses/Error' }",
            "'3XX': { $ref: '#/components/responses/Error' }\n      x-error-codes: [{ code: 7, name: Busy }]",
            none,
        ),
        (
            "paths:\n",
            "paths:\n  /none: { put: { responses: { '200': { description: None. } } } }\n",
            &[("no-error-response", 4)],
        ),
        // Values, by what their names tell.
        ("[small, '2XL', '+1', '']", "['1', 'a', '2']", &[("nameless-value", 17)]),
        ("[small, '2XL', '+1', '']", "[да, nein]", &[("nameless-value", 17)]),
        ("[small, '2XL', '+1', '']", "[1, 2], x-enum-varnames: [Small, Large]", none),
        (
            "enum: [small, '2XL', '+1', '']",
            "oneOf: [{ const: 1, title: Small }, { const: 2, title: Large }]",
            none,
        ),
        // What `check` says as well, and what hides lints.
        ("[Ball]", "[7]", &[("bad-example", 23)]),
        ("[Ball]", "[Ball], typ: 1", &[("unknown-key", 23)]),
        ("default: { $ref: '#/components/responses/Error' }", "'3XX': 1", &[("wrong-type", 13)]),
    ] {
        assert_eq!(lints(from, to), expected, "{from} → {to}");
    }
}

#[test]
fn operations_without_a_response_for_errors_are_counted() {
    let silent = |name: &str| {
        format!("  /{name}: {{ put: {{ responses: {{ '200': {{ description: None. }} }} }} }}\n")
    };
    for (paths, message) in [
        (silent("none"), "`PUT /none` has no response for errors"),
        (
            silent("none") + &silent("no"),
            "2 of 3 operations have no response for errors: `PUT /none`, `PUT /no`",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("api.yaml");
        fs::write(&path, crate::edited(CLEAN, "paths:\n", &format!("paths:\n{paths}"))).unwrap();
        let report = Generator::new(path).lint();
        let messages: Vec<_> = report.located().map(|(diagnostic, _)| diagnostic.message.as_str()).collect();
        assert_eq!(messages, [message]);
    }
}

/// A folder with a description without findings, one with a lint, one with a fault, and one that is no YAML.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let linted = CLEAN.replace("[small,", "[1,").replace("'2XL', '+1', ''", "2");
    let faulty = CLEAN.replace("type: array", "type: aray");
    for (name, text) in
        [("clean.yaml", CLEAN), ("linted.yaml", &linted), ("faulty.yaml", &faulty), ("bad.yaml", "a: [")]
    {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn exit_codes_say_whether_there_is_something_to_mend() {
    let folder = folder();
    for (arguments, code, shown) in [
        (&["clean.yaml"][..], 0, "no findings\n"),
        (&["clean.yaml", "clean.yaml", "--format", "markdown"], 0, "no findings\n"),
        (&["linted.yaml"], 1, "warning[nameless-value]"),
        (&["linted.yaml", "--allow", "nameless-value"], 0, "no findings\n"),
        (&["clean.yaml", "linted.yaml"], 1, "--> linted.yaml:17:53"),
        (&["faulty.yaml"], 1, "error[unknown-type]"),
        (&["faulty.yaml", "--allow", "unknown-type"], 1, "error[unknown-type]"),
        (&["bad.yaml"], 1, "error[syntax]"),
        (&["clean.yaml", "none.yaml"], 2, "none.yaml"),
        (&["clean.yaml", "--tags", "none"], 1, "error[no-match]"),
        (&["git:none:clean.yaml"], 2, "git"),
        (&["clean.yaml", "--allow", "nameless-valu"], 2, "did you mean `nameless-value`?"),
        (&[], 2, "required"),
        (&["--help"], 0, "hire-codegen lint openapi.yaml --allow unused-component"),
        (&["linted.yaml", "--color", "always"], 1, "\u{1b}["),
    ] {
        let run = run(folder.path(), &[&["lint"], arguments].concat(), "");
        let text = run.stdout + &run.stderr;
        assert!(run.code == Some(code) && text.contains(shown), "{arguments:?}: {text}");
    }
}

#[test]
fn findings_are_printed_in_each_format() {
    let folder = folder();
    let lint = |format: &str| run(folder.path(), &["lint", "linted.yaml", "--format", format], "").stdout;
    let text = "warning[nameless-value]: an `enum` has values of which no telling name can be made: `1`, `2`
  --> linted.yaml:17:53
   |
17 |     Size: { name: size, in: query, schema: { enum: [1, 2] } }
   |                                                     ^ `Value1` in Rust
   |
   = help: name the values with `x-enum-varnames`, or give each a `title` as a `const`

1 warning

more about a code: `hire-codegen explain nameless-value`
";
    assert_eq!(lint("text"), text);
    let message = "an `enum` has values of which no telling name can be made: `1`, `2`";
    let help = "name the values with `x-enum-varnames`, or give each a `title` as a `const`";
    let expected = json!([{
        "id": "nameless-value",
        "level": "warning",
        "message": message,
        "label": "`Value1` in Rust",
        "help": [help],
        "file": "linted.yaml",
        "line": 17,
        "column": 53,
        "pointer": "/components/parameters/Size/schema/enum/0",
    }]);
    assert_eq!(serde_json::from_str::<Value>(&lint("json")).unwrap(), expected);
    let row =
        format!("| linted.yaml:17 | warning `nameless-value` | {message}: `Value1` in Rust | {help} |\n");
    assert!(lint("markdown").ends_with(&row), "{}", lint("markdown"));
    let command = format!(
        "::warning file=linted.yaml,line=17,title=nameless-value::{message}%0A`Value1` in Rust%0A{help}\n"
    );
    assert_eq!(lint("github"), command);
    let sarif: Value = serde_json::from_str(&lint("sarif")).unwrap();
    assert_eq!(sarif.pointer("/runs/0/results/0/ruleId"), Some(&json!("nameless-value")));
    assert_eq!(
        serde_json::from_str::<Value>(
            &run(folder.path(), &["lint", "clean.yaml", "--format", "json"], "").stdout
        )
        .unwrap(),
        json!([])
    );
}

#[test]
fn a_description_may_be_of_the_standard_input() {
    let run =
        run(Path::new("."), &["lint", "-"], &CLEAN.replace("[small,", "[7,").replace("'2XL', '+1', ''", "8"));
    assert!(run.code == Some(1) && run.stdout.contains("--> stdin.yaml:17:53"), "{}", run.stdout);
}

#[test]
fn the_page_of_the_guide_has_all_lints_and_shows_what_is_printed() {
    let page = include_str!("../../../docs/command-line.md");
    for (code, meaning) in codes::ALL.iter().filter(|(code, _)| codes::LINTS.contains(code)) {
        assert!(page.contains(&format!("| `{code}` | {meaning} |")), "{code}");
    }
    let folder = tempfile::tempdir().unwrap();
    let pets = "openapi: 3.1.1\ninfo: { title: Pets, version: '1' }\npaths:\n  /pets:\n    get:\n      operationId: listPets\n      responses: { '200': { description: All pets. } }\n";
    fs::write(folder.path().join("pets.yaml"), pets).unwrap();
    let (_, printed) = page.split_once("$ hire-codegen lint pets.yaml\n").unwrap();
    assert_eq!(run(folder.path(), &["lint", "pets.yaml"], "").stdout, printed.split_once("```").unwrap().0);
}
