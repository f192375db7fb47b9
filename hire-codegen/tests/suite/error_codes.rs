//! Docs of error codes: status, operations and advice, of whichever entries say them.

use serde_json::{Value, json};

use crate::support::generate;

/// The docs of the first variant, a line each.
fn docs(common: &str, get: &str, put: &str) -> Vec<String> {
    let description = format!(
        "openapi: 3.1.1
info: {{ title: A, version: '1' }}
x-envelope: {{ code: /code }}
x-error-codes: [{common}]
paths:
  /a:
    get:
      operationId: getA
      x-error-codes: [{get}]
      responses: {{ '204': {{ description: Nothing. }} }}
    put:
      x-error-codes: [{put}]
      responses: {{ '204': {{ description: Nothing. }} }}
"
    );
    let bindings = generate(&description).unwrap();
    let errors = bindings.file("errors.rs").unwrap();
    let variants = errors.lines().skip_while(|line| !line.starts_with("pub enum")).skip(1);
    let lines = variants.map_while(|line| line.trim().strip_prefix("///"));
    lines.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

#[test]
fn a_code_has_what_its_entries_say() {
    let rows: Vec<Value> = serde_yaml::from_str(include_str!("error_codes.yaml")).unwrap();
    for row in rows {
        let entry = |key| row[key].as_str().unwrap_or_default();
        assert_eq!(json!(docs(entry("api"), entry("get"), entry("put"))), row["docs"], "{row}");
    }
}
