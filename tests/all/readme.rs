//! What the README and the guide show is so.

use std::fs;
use std::path::Path;

use hire_codegen::Generator;

use crate::scratch_crate::workspace;

const README: &str = include_str!("../../README.md");
const EXTENSIONS: &str = include_str!("../../docs/extensions.md");
const YOUR_OWN: &str = include_str!("../../docs/your-own-description.md");

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
    let bindings = written(folder.path(), "badges.yaml", &block_of(EXTENSIONS, "description"))
        .deny_warnings()
        .generate()
        .unwrap();
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
        ("operations.rs", "idempotency_key |request|"),
    ] {
        assert!(bindings.file(file).unwrap().contains(needle), "{needle} is in {file}");
    }
}

#[test]
fn the_table_of_extensions_is_that_of_the_description() {
    let description = block_of(EXTENSIONS, "description");
    let rows: Vec<&str> =
        EXTENSIONS.lines().filter_map(|line| line.strip_prefix("| `x-")?.split('`').next()).collect();
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
    assert_eq!(shown.trim_end(), block_of(YOUR_OWN, "frame").trim_end());
}

/// The README and the pages of the guide: their paths from the workspace, and their texts.
fn pages() -> Vec<(String, String)> {
    let folder = workspace().join("docs");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names = names.filter(|name| Path::new(name).extension().is_some_and(|it| it == "md"));
    let paths = names.map(|name| format!("docs/{name}")).chain(["README.md".to_owned()]);
    paths.map(|path| (path.clone(), fs::read_to_string(workspace().join(&path)).unwrap())).collect()
}

#[test]
fn every_page_is_linked_and_its_examples_are_run() {
    let doctests = fs::read_to_string(workspace().join("tests/src/lib.rs")).unwrap();
    for (path, _) in pages() {
        assert!(
            doctests.contains(&format!("include_str!(\"../../{path}\")")),
            "{path} is among the doctests"
        );
        assert!(path == "README.md" || README.contains(&format!("]({path})")), "the README links {path}");
    }
}

#[test]
fn links_between_files_lead_somewhere() {
    for (path, text) in pages() {
        let folder = workspace().join(&path).parent().unwrap().to_owned();
        let targets =
            text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
        for target in targets.filter(|target| target.contains('.') && !target.contains(':')) {
            let file = target.split('#').next().unwrap();
            assert!(folder.join(file).exists(), "{path} links {target}");
        }
    }
}
