//! What the README shows is so.

use std::fs;
use std::path::Path;

use hire_codegen::Generator;

const README: &str = include_str!("../../README.md");

/// The code block of the README that follows a marker.
pub fn block(marker: &str) -> String {
    block_of(README, marker)
}

/// The code block of a page that follows a marker.
pub fn block_of(page: &str, marker: &str) -> String {
    let marker = format!("<!-- {marker} -->\n");
    let (_, after) = page.split_once(&marker).expect("the marker is there");
    let (_, code) = after.split_once('\n').expect("a block begins");
    let (code, _) = code.split_once("```").expect("the block ends");
    code.to_owned()
}

fn written(folder: &Path, name: &str, text: &str) -> Generator {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    Generator::new(path)
}

#[test]
fn the_description_with_all_extensions_makes_bindings() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let bindings =
        written(folder.path(), "badges.yaml", &block("description")).deny_warnings().generate().unwrap();
    let text = |name: &str| bindings.files().iter().find(|file| file.name == name).unwrap().text.clone();
    for (file, needle) in [
        ("types.rs", "Silver"),
        ("types.rs", "For a first referral."),
        ("types.rs", "pub kind: "),
        ("types.rs", "pub claim_code: Option<::hire_runtime::Secret>"),
        ("types.rs", "pub granted_at: Option<::hire_runtime::TimestampMs>"),
        ("errors.rs", "Self::Busy)"),
        ("errors.rs", ".reauthenticate()"),
        ("operations.rs", ".rate_limit(5, "),
        ("operations.rs", ".rate_limit_headers(\"x-limit\", \"x-reset\")"),
        ("operations.rs", ".log_id_pointers(&[\"/error/log_id\"])"),
        ("operations.rs", "fn idempotency_key("),
    ] {
        assert!(text(file).contains(needle), "{needle} is in {file}");
    }
}

#[test]
fn the_table_of_extensions_is_that_of_the_description() {
    let description = block("description");
    let (_, section) = README.split_once("\n## Extensions\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let rows: Vec<&str> =
        section.lines().filter_map(|line| line.strip_prefix("| `x-")?.split('`').next()).collect();
    assert!(rows.len() >= 9, "{rows:?}");
    for row in rows {
        // Its own example for the one that the other takes the place of.
        let shown = description.contains(&format!("x-{row}:")) || row == "enum-varnames";
        assert!(shown, "x-{row} is in the example");
    }
}

#[test]
fn the_frame_is_what_a_fault_looks_like() {
    let text = "openapi: 3.1.1\ninfo: { title: Pets, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n    Pet:\n      type: object\n      properties:\n        name: { type: strnig }\n";
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let report = written(folder.path(), "pets.yaml", text).generate().unwrap_err().to_string();
    let shown = report.replace(&format!("{}/", folder.path().display()), "");
    assert_eq!(shown.trim_end(), block("frame").trim_end());
}
