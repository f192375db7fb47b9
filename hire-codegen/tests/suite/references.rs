//! References between files, by path and by `$id`.

use hire_codegen::Report;

use crate::support::{generate_with, text};

const DESCRIPTION: &str = "
openapi: 3.1.1
info: { title: References, version: '1' }
paths: {}
components:
  schemas:
    ByPath: { $ref: 'parts/list.yaml' }
    ByAnchor: { $ref: 'parts/list.yaml#name' }
    ById: { $ref: 'https://parts.example/list#name' }
    OfMany: { $ref: 'parts/many.yaml#/Thing' }
";

/// A schema as a whole; references in it are relative to its `$id`, and to its file where that has none.
const LIST: &str = "
$id: https://parts.example/list
type: object
properties:
  itself: { $ref: '#' }
  names: { type: array, items: { $ref: '#name' } }
  thing: { $ref: 'many.yaml#/Thing' }
$defs:
  name: { $anchor: name, type: string, minLength: 3 }
";

const MANY: &str = "
Thing:
  type: object
  properties:
    number: { $ref: '#/$defs/number' }
    names: { $ref: 'list.yaml#/properties/names' }
$defs:
  number: { type: integer, minimum: 1 }
";

/// What is emitted of the types and their rules.
fn emitted(description: &str) -> Result<String, Report> {
    let files = [("parts/list.yaml", LIST), ("parts/many.yaml", MANY)];
    generate_with(description, &files, |generator| generator).map(|bindings| text(&bindings))
}

#[test]
fn files_and_identifiers_name_the_same_schemas() {
    let text = emitted(DESCRIPTION).unwrap();
    for line in [
        "pub itself: Option<Box<ByPath>>,",
        "pub names: Option<Vec<String>>,",
        "pub thing: Option<OfMany>,",
        "pub number: Option<u64>,",
        "pub type ById = String;",
        "pub fn check_by_anchor(at: &mut Checker<'_>, value: &types::ByAnchor) {",
        "pub fn check_by_id(at: &mut Checker<'_>, value: &types::ById) {",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn what_was_not_read_is_named_by_its_address() {
    let text = DESCRIPTION.replace("https://parts.example/list#name", "https://parts.example/other#name");
    let report = emitted(&text).unwrap_err().to_string();
    assert!(report.contains("`https://parts.example/other#name` is an address"), "{report}");
}
