//! Docs of error codes: status, operations and advice, of whichever entries say them.

use crate::support::generate;

/// An entry of the API, of `getA` and of `PUT /a`; some are not there.
type Entries = (&'static str, &'static str, &'static str);

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
    let cases: [(Entries, &[&str]); 6] = [
        (("code: 7", "", ""), &["`7`.", "- Operations: any"]),
        (
            ("", "code: -7, meaning: Busy., status: 503, retryable: true, inferred: [status, retryable]", ""),
            &[
                "`-7`: Busy.",
                "- HTTP status: 503 (inferred)",
                "- Operations: `getA`",
                "- Retryable: the same request may succeed later (inferred)",
            ],
        ),
        (
            (
                "",
                "code: 7, meaning: Ended., advice: 'Wait [here](a).', reauthenticate: true",
                "code: 7, meaning: Ended.",
            ),
            &[
                "`7`: Ended.",
                "- Operations: `getA`, `PUT /a`",
                "- Advice of `getA`: Wait \\[here\\](a).",
                "- Credential of `getA`: another token may help",
            ],
        ),
        (
            ("", "code: 7, status: 400, advice: Look.", "code: 7, status: 500, advice: Ask."),
            &[
                "`7`.",
                "- HTTP status of `getA`: 400",
                "- HTTP status of `PUT /a`: 500",
                "- Operations: `getA`, `PUT /a`",
                "- Advice of `getA`: Look.",
                "- Advice of `PUT /a`: Ask.",
            ],
        ),
        (
            ("code: 7, advice: Look.", "", "code: 7, meaning: Gone., advice: Ask."),
            &["`7`: Gone.", "- Operations: any", "- Advice: Look.", "- Advice of `PUT /a`: Ask."],
        ),
        (
            ("", "code: 7, meaning: Gone.", "code: 7, meaning: Busy., advice: Look."),
            &[
                "`7`: Gone.",
                "- Meaning of `PUT /a`: Busy.",
                "- Operations: `getA`, `PUT /a`",
                "- Advice of `PUT /a`: Look.",
            ],
        ),
    ];
    for ((common, get, put), expected) in cases {
        let entry = |text: &str| if text.is_empty() { String::new() } else { format!("{{ {text} }}") };
        assert_eq!(docs(&entry(common), &entry(get), &entry(put)), expected, "{common} | {get} | {put}");
    }
}
