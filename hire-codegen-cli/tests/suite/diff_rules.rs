//! `diff`: every rule is found by an edit of a description, and no other with it.
//!
//! The descriptions, edits and schemas are data in `tests/descriptions`, of which callers are made as well, and compiled, where
//! there is a compiler: in the package `hire-tests`.

use std::collections::BTreeSet;
use std::fs;

use hire_codegen_cli::diff::{self, Effect, Failure, Finding, Side, Verdict};
use serde_json::Value;

use crate::edited;

const SHOP: &str = include_str!("../descriptions/shop.yaml");
const EDITS: &str = include_str!("../descriptions/edits.yaml");
const KEYWORDS: &str = include_str!("../descriptions/keywords.yaml");

/// What has one property, which is sent or received; `SCHEMA` stands for its schema.
pub const MESSAGES: [(&str, &str); 2] = [
    ("request", include_str!("../descriptions/request.yaml")),
    ("response", include_str!("../descriptions/response.yaml")),
];

/// Compares two descriptions.
pub fn compare(old: &str, new: &str) -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    let side = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        Side { path, folder: String::new(), allowed: Vec::new() }
    };
    let findings = diff::compare(&side("old.yaml", old), &side("new.yaml", new), &[], |generator| generator);
    findings.unwrap_or_else(|failure| match failure {
        Failure::Faults(report) => panic!("{report}"),
        Failure::Message(message) => panic!("{message}"),
    })
}

/// The ids of what differs, in the order of the alphabet.
fn ids(old: &str, new: &str) -> Vec<String> {
    let ids: BTreeSet<_> = compare(old, new).iter().map(|finding| finding.rule.id.to_owned()).collect();
    ids.into_iter().collect()
}

fn rows(text: &str) -> Vec<Value> {
    serde_yaml::from_str(text).unwrap()
}

fn text<'r>(row: &'r Value, key: &str) -> &'r str {
    row[key].as_str().unwrap_or_else(|| panic!("{key} of {row}"))
}

/// The edited description, and the rules that find it.
fn edit(row: &Value) -> (String, Vec<String>) {
    let parts = row["edits"].as_object().unwrap();
    let new = parts.iter().fold(SHOP.to_owned(), |old, (from, to)| edited(&old, from, to.as_str().unwrap()));
    (new, row["finds"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect())
}

#[test]
fn each_edit_gives_its_finding_and_no_other() {
    let mut wrong = Vec::new();
    for row in rows(EDITS) {
        let (new, expected) = edit(&row);
        let found = ids(SHOP, &new);
        if found != expected {
            wrong.push(format!("{}: {found:?}, not {expected:?}", row["edits"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_an_edit_finds_is_the_opposite_the_other_way_round() {
    let opposites = [
        ("operation-id-removed", "operation-id-added"),
        ("discriminator-removed", "discriminator-added"),
        ("operation-added", "operation-removed"),
        ("parameter-became-required", "parameter-became-optional"),
        ("security-required", "security-optional"),
        ("server-added", "server-removed"),
        ("request-schema-loosened", "request-schema-tightened"),
        ("response-schema-tightened", "response-schema-loosened"),
        ("response-property-added", "response-property-optional-removed"),
        ("parameter-became-allow-reserved", "parameter-became-not-allow-reserved"),
        ("request-media-type-widened", "request-media-type-narrowed"),
        ("response-media-type-widened", "response-media-type-narrowed"),
    ];
    for (there, back) in opposites {
        let edits = rows(EDITS).iter().map(edit).collect::<Vec<_>>();
        let (new, _) = edits.iter().find(|(_, finds)| *finds == [there]).unwrap();
        assert_eq!(ids(new, SHOP), [back], "{there}");
    }
}

#[test]
fn each_change_of_a_keyword_gives_its_finding_in_both_directions() {
    let mut wrong = Vec::new();
    for row in rows(KEYWORDS) {
        let (old, new) = (text(&row, "old"), text(&row, "new"));
        for (direction, description) in MESSAGES {
            let with = |schema: &str| description.replace("SCHEMA", schema);
            for (from, to, expected) in [(old, new, text(&row, "there")), (new, old, text(&row, "back"))] {
                let found = ids(&with(from), &with(to));
                if found != [format!("{direction}-{expected}")] {
                    wrong.push(format!("{direction} {from} -> {to}: {found:?}, not {expected}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn schemas_that_mean_the_same_do_not_differ() {
    for (old, new) in [
        ("{ type: integer, minimum: 1 }", "{ minimum: 1.0, type: integer }"),
        ("{ type: string, minLength: 2 }", "{ allOf: [{ type: string }, { minLength: 2 }] }"),
        ("{ type: [string, 'null'] }", "{ type: ['null', string] }"),
        ("{ type: integer, exclusiveMinimum: 1, minimum: 0 }", "{ type: integer, exclusiveMinimum: 1 }"),
        ("{ type: integer, exclusiveMinimum: 0 }", "{ type: integer, minimum: 1 }"),
        ("{ type: string, minLength: 0 }", "{ type: string }"),
        ("{ enum: [a, b] }", "{ type: string, enum: [a, b] }"),
        ("{ enum: [1, 2] }", "{ enum: [2, 1.0] }"),
        ("{ oneOf: [{ const: a }, { const: b }] }", "{ enum: [a, b] }"),
        ("{ oneOf: [{ type: string }, { type: integer }] }", "{ type: [string, integer] }"),
        ("{ anyOf: [{ type: string }, { type: 'null' }] }", "{ type: [string, 'null'] }"),
        ("{ $ref: '#/components/schemas/A' }", "{ anyOf: [{ $ref: '#/components/schemas/A' }] }"),
        ("{ type: string, example: a }", "{ type: string, examples: [a] }"),
        ("{ type: string, example: a }", "{ type: string, example: a, examples: [a] }"),
        (
            "{ allOf: [{ type: object, required: [p], properties: { p: { type: string } } }, { properties: { q: {} } }] }",
            "{ type: object, required: [p], properties: { p: { type: string }, q: {} } }",
        ),
        (
            "{ type: object, properties: { p: { type: string } } }",
            "{ type: object, properties: { p: { type: string } }, additionalProperties: true }",
        ),
        (
            "{ type: object, properties: { p: { type: string } }, dependentRequired: { x: [p, z] } }",
            "{ type: object, properties: { p: { type: string } }, dependentRequired: { x: [z, p] } }",
        ),
        (
            "{ type: string, not: { description: Old., enum: [a, b] } }",
            "{ type: string, not: { description: New., enum: [b, a] } }",
        ),
    ] {
        for (direction, description) in MESSAGES {
            let with = |schema: &str| description.replace("SCHEMA", schema);
            let mut found = compare(&with(old), &with(new));
            // What is written otherwise may have other names in Rust.
            found.retain(|finding| !finding.rule.id.starts_with("rust-"));
            assert!(found.is_empty(), "{direction} {old} -> {new}: {found:?}");
        }
    }
}

/// A description of one operation: of its version and what is of the document, of its path, of the operation, and of its response.
fn described(document: &str, item: &str, operation: &str, response: &str) -> String {
    let version = if document.starts_with("openapi") { "" } else { "openapi: 3.1.1\n" };
    format!(
        "{version}{document}\ninfo: {{ title: A, version: '1' }}
paths:
  /a/{{id}}:
{item}
    post:
      operationId: a
{operation}
      responses: {{ '200': {{ description: Done.{response} }} }}
components:
  parameters: {{ Id: {{ name: id, in: path, required: true, schema: {{ type: string }} }} }}
  requestBodies: {{ B: {{ content: {{ application/json: {{ schema: {{ type: string }} }} }} }} }}
  headers: {{ H: {{ schema: {{ type: string }} }} }}
  schemas:
    S: {{ type: string, maxLength: 3 }}
    C: {{ type: object, required: [k], properties: {{ k: {{ type: string }} }} }}
    D: {{ type: object, required: [k], properties: {{ k: {{ type: string }} }} }}
  securitySchemes:
    k: {{ type: apiKey, in: header, name: X-K }}
    o: {{ type: oauth2, flows: {{ clientCredentials: {{ tokenUrl: 'https://a.example', scopes: {{ r: r, w: w }} }} }} }}
"
    )
}

const ID: &str = "    parameters: [{ $ref: '#/components/parameters/Id' }]";

/// A body that is one of two components.
fn union(more: &str) -> String {
    let branches = "oneOf: [{ $ref: '#/components/schemas/C' }, { $ref: '#/components/schemas/D' }]";
    let schema = format!("{{ {branches}, discriminator: {{ propertyName: k{more} }} }}");
    let body = format!("      requestBody: {{ content: {{ application/json: {{ schema: {schema} }} }} }}");
    described("", ID, &body, "")
}

#[test]
fn names_of_branches_are_compared_by_what_they_mean() {
    const CHANGED: &[&str] = &["discriminator-mapping-changed"];
    const ADDED: &[&str] = &["discriminator-mapping-added"];
    const REMOVED: &[&str] = &["discriminator-mapping-removed"];
    let mapped = |mapping: &str| union(&format!(", mapping: {{ {mapping} }}"));
    are_found([
        (union(""), mapped("C: D, D: C"), CHANGED, CHANGED),
        (mapped("C: C"), mapped("C: C, E: D"), ADDED, REMOVED),
    ]);
}

#[test]
fn what_is_written_in_another_place_is_the_same() {
    let body = |document: &str, schema: &str| {
        let body =
            format!("      requestBody: {{ content: {{ application/json: {{ schema: {schema} }} }} }}");
        described(document, ID, &body, "")
    };
    let operation = |document: &str, operation: &str| described(document, ID, operation, "");
    let item = |item: &str| described("", item, "", "");
    let response = |response: &str| described("", ID, "", response);
    let scopes = "      security: [{ o: [r] }, { o: [w] }]";
    let inline = "{ name: id, in: path, required: true, schema: { type: string } }";
    let query = |more: &str| {
        item(&format!("{ID}\n").replace(
            "}]",
            &format!(
                "}}, {{ name: q, in: query, {more}schema: {{ type: array, items: {{ type: string }} }} }}]"
            ),
        ))
    };
    for (old, new) in [
        (item(ID), item(&format!("    parameters: [{inline}]"))),
        (item(ID), described("", "", &format!("  {ID}"), "")),
        (query(""), query("style: form, explode: true, required: false, allowReserved: false, ")),
        (
            body("", "{ type: string }"),
            operation("", "      requestBody: { $ref: '#/components/requestBodies/B' }"),
        ),
        (
            response(", headers: { X-A: { schema: { type: string }, style: simple, explode: false } }"),
            response(", headers: { X-A: { $ref: '#/components/headers/H' } }"),
        ),
        (
            body("", "{ type: object, properties: { p: { $ref: '#/components/schemas/S' } } }"),
            body("", "{ type: object, properties: { p: { type: string, maxLength: 3 } } }"),
        ),
        (operation("security: [{ k: [] }]", ""), operation("", "      security: [{ k: [] }]")),
        (operation("", scopes), operation("", scopes)),
        (union(""), union(", mapping: { C: C, D: '#/components/schemas/D' }")),
        (union(", mapping: { c: C }"), union(", mapping: { c: '#/components/schemas/C' }")),
        (
            body(
                "openapi: 3.0.4",
                "{ type: object, properties: { p: { type: string, nullable: true, example: a }, q: { type: number, minimum: 0, exclusiveMinimum: true } } }",
            ),
            body(
                "",
                "{ type: object, properties: { p: { type: [string, 'null'], examples: [a] }, q: { type: number, exclusiveMinimum: 0 } } }",
            ),
        ),
    ] {
        let mut found = [compare(&old, &new), compare(&new, &old)].concat();
        // A schema that is written in its place has no name in Rust.
        found.retain(|finding| !matches!(finding.rule.id, "rust-item-removed" | "rust-item-added"));
        assert!(found.is_empty(), "{old}\n{new}\n{found:?}");
    }
}

/// Two descriptions, and what is found in the second, and the other way round.
type Pair = (String, String, &'static [&'static str], &'static [&'static str]);

fn are_found(pairs: impl IntoIterator<Item = Pair>) {
    for (old, new, there, back) in pairs {
        assert_eq!(ids(&old, &new), there, "{old}\n{new}");
        assert_eq!(ids(&new, &old), back, "{new}\n{old}");
    }
}

#[test]
fn alternatives_of_security_are_compared_each_with_its_own() {
    const ADDED: &[&str] = &["security-alternative-added"];
    const REMOVED: &[&str] = &["security-alternative-removed"];
    const BOTH: &[&str] = &["security-alternative-added", "security-alternative-removed"];
    let pairs: [(&str, &str, &'static [&'static str], &'static [&'static str]); 5] = [
        ("[{ o: [r] }]", "[{ o: [r] }, { o: [w] }]", ADDED, REMOVED),
        ("[{ k: [] }]", "[{ k: [] }, { o: [r] }]", ADDED, REMOVED),
        ("[{ k: [], o: [r] }]", "[{ k: [] }, { o: [r] }]", BOTH, BOTH),
        ("[{ o: [r] }]", "[{ o: [r, w] }]", &["security-scope-added"], &["security-scope-removed"]),
        ("[{ k: [] }]", "[{}, { k: [] }]", &["security-optional"], &["security-required"]),
    ];
    let with = |security: &str| described("", ID, &format!("      security: {security}"), "");
    are_found(pairs.map(|(old, new, there, back)| (with(old), with(new), there, back)));
}

#[test]
fn directions_null_servers_media_types_and_headers_are_compared() {
    const SERVER: &[&str] = &["default-server-changed"];
    const MEDIA: &[&str] = &["request-media-type-parameters-changed"];
    const TYPE: &[&str] = &["response-type-changed"];
    let operation = |document: &str, operation: &str| described(document, ID, operation, "");
    let header = |type_: &str| {
        described("", ID, "", &format!(", headers: {{ X-A: {{ schema: {{ type: {type_} }} }} }}"))
    };
    let property = |more: &str| {
        let schema = format!("{{ type: object, properties: {{ p: {{ type: string{more} }} }} }}");
        format!("content: {{ application/json: {{ schema: {schema} }} }}")
    };
    let sent =
        |more: &str| operation("openapi: 3.0.4", &format!("      requestBody: {{ {} }}", property(more)));
    let received = |more: &str| described("openapi: 3.0.4", ID, "", &format!(", {}", property(more)));
    let server = |host: &str| {
        let variables = format!("{{ h: {{ default: {host} }} }}");
        operation(&format!("servers: [{{ url: 'https://{{h}}.example', variables: {variables} }}]"), "")
    };
    let media = |name: &str| {
        let content = format!("{{ '{name}': {{ schema: {{ type: string }} }} }}");
        operation("", &format!("      requestBody: {{ content: {content} }}"))
    };
    let null = ", nullable: true";
    let pairs: [Pair; 6] = [
        (sent(""), sent(null), &["request-became-nullable"], &["request-became-not-nullable"]),
        (received(""), received(null), &["response-became-nullable"], &["response-became-not-nullable"]),
        (
            received(", readOnly: true"),
            received(", writeOnly: true"),
            &["property-became-not-read-only", "property-became-write-only"],
            &["property-became-not-write-only", "property-became-read-only"],
        ),
        (server("a"), server("b"), SERVER, SERVER),
        (media("application/json"), media("application/json; charset=utf-8"), MEDIA, MEDIA),
        (header("string"), header("integer"), TYPE, TYPE),
    ];
    are_found(pairs);
}

#[test]
fn what_hides_or_encloses_a_schema_is_a_part_of_what_differs() {
    let body = |schema: &str| {
        let content = format!("{{ application/json: {{ schema: {schema} }} }}");
        described("", ID, &format!("      requestBody: {{ content: {content} }}"), "")
    };
    let received = |content: &str| described("", ID, "", &format!(", content: {{ {content} }}"));
    let answer = |schema: &str| received(&format!("application/json: {{ schema: {schema} }}"));
    let parts = "{ p: { type: string, readOnly: true } }";
    let hidden =
        |required: &str| body(&format!("{{ type: object, required: [{required}], properties: {parts} }}"));
    let union = "{ oneOf: [{ $ref: '#/components/schemas/C' }, { $ref: '#/components/schemas/D' }] }";
    let object = "{ type: object, properties: { p: { type: string } } }";
    let closed = |more: &str| {
        body(&format!(
            "{{ type: object, additionalProperties: false, patternProperties: {{ '^x': {{}}{more} }} }}"
        ))
    };
    let pairs: [Pair; 5] = [
        (answer("{ type: string }"), answer("false"), &["response-body-removed"], &["response-body-added"]),
        // What is read-only is not sent, so that nobody has to.
        (hidden(""), hidden("p"), &[], &[]),
        (
            answer(object),
            answer(union),
            &["response-property-optional-removed", "response-union-loosened"],
            &["response-property-added", "response-union-loosened"],
        ),
        (
            closed(""),
            closed(", '^y': { type: string }"),
            &["request-pattern-properties-loosened"],
            &["request-pattern-properties-tightened"],
        ),
        (
            received("application/json;charset=utf-8: {}"),
            received("application/JSON; charset=utf-8: {}"),
            &[],
            &[],
        ),
    ];
    for (old, new, there, back) in pairs {
        let on_the_wire = |old: &str, new: &str| -> Vec<String> {
            ids(old, new).into_iter().filter(|id| !id.starts_with("rust-")).collect()
        };
        assert_eq!((on_the_wire(&old, &new), on_the_wire(&new, &old)), (owned(there), owned(back)), "{new}");
    }
}

fn owned(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn the_page_of_the_guide_lists_the_levels_that_are_not_those_of_oasdiff() {
    let page = include_str!("../../../docs/what-a-change-breaks.md");
    let (_, table) = page.split_once("| rule | level | why |\n| --- | --- | --- |\n").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let noted = diff::rules().filter(|rule| !rule.note.is_empty());
    let rows = noted.map(|rule| format!("| `{}` | {} | {} |", rule.id, rule.level.as_str(), rule.note));
    assert_eq!(table, rows.collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_rule_is_found_by_a_row() {
    let mut found: BTreeSet<String> = rows(EDITS).iter().flat_map(|row| edit(row).1).collect();
    for row in rows(KEYWORDS) {
        for (direction, _) in MESSAGES {
            found.extend(["there", "back"].map(|key| format!("{direction}-{}", text(&row, key))));
        }
    }
    // The other way round, and of schemas that no operation uses.
    let back = [
        "operation-id-added",
        "discriminator-added",
        "request-schema-tightened",
        "response-schema-loosened",
        "parameter-became-not-allow-reserved",
        "request-media-type-narrowed",
        "response-media-type-narrowed",
    ];
    found.extend(back.map(str::to_owned));
    found.extend(UNUSED.map(|(_, _, id)| id.to_owned()));
    let ids: BTreeSet<String> = diff::rules().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(ids.len(), diff::rules().count(), "no id stands in two rows");
    assert!(ids.len() >= 80, "{}", ids.len());
    let missing: Vec<_> = ids.difference(&found).collect();
    let unknown: Vec<_> = found.difference(&ids).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "without a row: {missing:?}, without a rule: {unknown:?}"
    );
}

/// What a schema becomes that no operation uses, and the rule that finds it: it is nothing on the wire.
const UNUSED: [(&str, &str, &str); 7] = [
    ("{ a: { type: string } }", "{ a: { type: integer } }", "rust-type-changed"),
    ("{ a: { type: string } }", "{}", "rust-item-removed"),
    ("{}", "{ a: { type: string } }", "rust-item-added"),
    ("{ a: { type: integer } }", "{ a: { type: integer }, b: { type: number } }", "rust-trait-removed"),
    ("{ a: { type: string } }", "{ a: { type: [string, 'null'] } }", "rust-parameters-changed"),
    ("{ a: { type: string } }", "{ a: { type: string, maxLength: 3 } }", "rust-behavior-changed"),
    (
        "{ a: { type: string, x-rust-name: one }, b: { type: string, x-rust-name: two } }",
        "{ a: { type: string, x-rust-name: two }, b: { type: string, x-rust-name: one } }",
        "rust-meaning-changed",
    ),
];

#[test]
fn what_bindings_alone_say_is_found() {
    for (old, new, id) in UNUSED {
        let with = |properties: &str| {
            let schema = format!("Unused: {{ type: object, properties: {properties} }}");
            edited(SHOP, "Unused: { type: object }", &schema)
        };
        let findings = compare(&with(old), &with(new));
        let is_found =
            |finding: &Finding| finding.rule.id == id || finding.rust.iter().any(|change| change.id == id);
        assert!(findings.iter().any(is_found), "{old} -> {new}: {findings:#?}");
        assert!(findings.iter().all(|finding| finding.rule.id.starts_with("rust-")), "{findings:#?}");
    }
}

#[test]
fn a_description_against_itself_is_empty() {
    assert!(compare(SHOP, SHOP).is_empty());
    for path in
        ["../spec/hire.yaml", "../tests/golden/kitchen/openapi.yaml", "../tests/golden/unions/openapi.yaml"]
    {
        let side = Side { path: path.into(), folder: String::new(), allowed: Vec::new() };
        let findings = diff::compare(&side, &side, &[], |generator| generator);
        assert!(findings.is_ok_and(|findings| findings.is_empty()), "{path}");
    }
}

/// Texts of a description, and what is put in their places.
type Replacements = &'static [(&'static str, &'static str)];

/// Edits of the shop, and what the finding of a rule says of callers: pairs that the descriptions alone do not tell apart.
const EFFECTS: [(Replacements, &str, Effect, Verdict); 8] = [
    // The names are both there, and stand for each other.
    (
        &[
            ("operationId: health", "operationId: TEMPORARY"),
            ("operationId: open", "operationId: health"),
            ("TEMPORARY", "open"),
        ],
        "operation-id-changed",
        Effect::ChangesMeaning,
        Verdict::Major,
    ),
    (
        &[("x-enum-varnames: [Small, Large]", "x-enum-varnames: [Large, Small]")],
        "enum-names-changed",
        Effect::ChangesMeaning,
        Verdict::Major,
    ),
    (
        &[("name: Busy", "name: Lost"), ("name: Gone", "name: Busy"), ("name: Lost", "name: Gone")],
        "error-code-renamed",
        Effect::ChangesMeaning,
        Verdict::Major,
    ),
    (
        &[("/between/{a}/{b}", "/between/{b}/{a}")],
        "path-parameter-renamed",
        Effect::ChangesMeaning,
        Verdict::Major,
    ),
    (
        &[("        born: { type: string } # of Pet\n", "        Born: { type: string }\n")],
        "response-property-optional-removed",
        Effect::ChangesMeaning,
        Verdict::Major,
    ),
    // Nothing is emitted for it.
    (
        &[("mass: { type: number, ", "mass: { type: number, format: furlong, ")],
        "request-format-tightened",
        Effect::Nothing,
        Verdict::Major,
    ),
    (
        &[("operationId: health", "operationId: isHealthy")],
        "operation-id-changed",
        Effect::StopsCompiling,
        Verdict::Major,
    ),
    (
        &[("https://one.example\n", "https://uno.example\n")],
        "default-server-changed",
        Effect::ChangesMeaning,
        Verdict::Minor,
    ),
];

#[test]
fn what_becomes_of_callers_is_what_becomes_of_the_bindings() {
    for (edits, id, effect, verdict) in EFFECTS {
        let new = edits.iter().fold(SHOP.to_owned(), |text, (from, to)| edited(&text, from, to));
        let findings = compare(SHOP, &new);
        let found: Vec<_> = findings.iter().filter(|finding| finding.rule.id == id).collect();
        let is_so = |finding: &&&Finding| (finding.effect(), finding.verdict()) == (effect, verdict);
        assert!(!found.is_empty() && found.iter().any(|it| is_so(&it)), "{id} {edits:?}: {findings:#?}");
    }
}

#[test]
fn words_are_no_part_of_what_breaks() {
    let described = edited(
        SHOP,
        "mass: { type: number, description: What it weighs. }",
        "mass: { type: string, description: Its weight. }",
    );
    for finding in compare(SHOP, &described).iter().filter(|finding| finding.rule.verdict == Verdict::Patch) {
        assert_eq!(finding.effect(), Effect::Nothing, "{finding:?}");
    }
}

#[test]
fn what_a_keyword_refers_to_is_a_part_of_it() {
    let schema = "{ type: object, not: { $ref: '#/components/schemas/A' } }";
    for (_, message) in MESSAGES {
        let old = message.replace("SCHEMA", schema);
        let new = edited(&old, "x: { type: integer }", "x: { type: integer, maximum: 3 }");
        assert!(ids(&old, &new).iter().any(|id| id.contains("-not-")), "{:?}", ids(&old, &new));
    }
}

#[test]
fn media_types_that_differ_by_parameters_have_their_own_schemas() {
    let body = |length: u8| {
        let media = |version: u8, length: u8| {
            format!("'application/json; v={version}': {{ schema: {{ type: string, maxLength: {length} }} }}")
        };
        let new =
            format!("text/plain: {{ schema: {{ type: string }} }}, {}, {}", media(1, length), media(2, 9));
        edited(SHOP, "text/plain: { schema: { type: string } }", &new)
    };
    assert_eq!(ids(&body(9), &body(3)), ["request-max-length-tightened"]);
}

#[test]
fn long_chains_of_schemas_are_compared() {
    const LENGTH: usize = 300;
    let chain = |last: &str| {
        let link = |at: usize| {
            format!(
                "    C{at}: {{ type: object, properties: {{ n: {{ $ref: '#/components/schemas/C{}' }} }} }}\n",
                at + 1
            )
        };
        let links: String = (0..LENGTH).map(link).collect();
        let text = format!("    Unused: {{ type: object }}\n{links}    C{LENGTH}: {last}\n");
        let shop = edited(SHOP, "    Unused: { type: object }\n", &text);
        edited(&shop, "        # more of NewPet\n", "        chain: { $ref: '#/components/schemas/C0' }\n")
    };
    let found = ids(
        &chain("{ type: object, properties: { x: { type: string } } }"),
        &chain("{ type: object, properties: { x: { type: string, maxLength: 3 } } }"),
    );
    assert_eq!(found, ["request-max-length-tightened"]);
}
