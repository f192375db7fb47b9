//! `hire-codegen doc`.

use std::fs;

use serde_json::{Value, json};

use crate::{CONVERTED, FLAT, Run, edited, run};

/// Runs a command in a folder with two versions of a page.
fn run_on_pages(arguments: &[&str], input: &str) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let new = edited(CONVERTED, "| 500 | 7002 | internal error |", "| 503 | 7002 | busy |");
    for (name, text) in [("old.md", CONVERTED), ("new.md", &new), ("flat.md", FLAT), ("guide.md", "# 概述\n")]
    {
        fs::write(folder.path().join(name), text).unwrap();
    }
    run(folder.path(), arguments, input)
}

#[test]
fn one_page_is_an_object_and_several_are_an_array() {
    let json = |arguments: &[&str], input: &str| {
        let output = run_on_pages(arguments, input);
        (output.code, serde_json::from_str::<Value>(&output.stdout).unwrap())
    };
    let (code, page) = json(&["doc", "read", "old.md"], "");
    assert_eq!((code, &page["method"]), (Some(0), &json!("POST")));
    assert_eq!(json(&["doc", "read", "-"], CONVERTED), (Some(0), page.clone()));
    let (code, pages) = json(&["doc", "read", "old.md", "guide.md"], "");
    assert_eq!((code, &pages[0]), (Some(1), &page));
    assert_eq!(pages[1], json!({ "refused": "no page of an operation: no table has a row `HTTP URL`" }));
}

#[test]
fn exit_codes_say_whether_there_is_something_to_do() {
    for (arguments, code) in [
        (&["doc", "read", "guide.md"][..], 1),
        (&["doc", "read", "none.md"], 2),
        (&["doc", "read"], 2),
        (&["doc", "diff", "old.md", "old.md"], 0),
        (&["doc", "diff", "old.md", "new.md"], 1),
        (&["doc", "diff", "old.md", "none.md"], 2),
        (&["doc", "diff", "old.md", "guide.md"], 2),
        (&["doc", "diff", "old.md", "new.md", "--format", "xml"], 2),
    ] {
        let output = run_on_pages(arguments, "");
        assert_eq!(output.code, Some(code), "{arguments:?}");
        assert_eq!(output.stderr.is_empty(), code < 2, "{arguments:?}");
    }
    for arguments in [&["doc", "read", "--help"][..], &["doc", "diff", "--help"]] {
        assert!(
            run_on_pages(arguments, "").stdout.contains("Example:\n  hire-codegen doc "),
            "{arguments:?}"
        );
    }
}

#[test]
fn differences_are_printed_in_each_format() {
    let line = CONVERTED.lines().position(|line| line.contains("7002")).unwrap() + 1;
    let diff =
        |more: &[&str]| run_on_pages(&[&["doc", "diff", "old.md", "new.md"], more].concat(), "").stdout;
    let text = format!(
        "new.md:{line}: warning error-status-changed errors.7002: the status of the error code differs: `500` is now `503`\n\
         new.md:{line}: note error-text-changed errors.7002: the text of the error code differs: `internal error` is now `busy`\n"
    );
    assert_eq!(diff(&[]), text);
    assert!(diff(&["--color", "always"]).contains("\u{1b}[33mwarning\u{1b}[0m"));
    let json: Value = serde_json::from_str(&diff(&["--format", "json"])).unwrap();
    let expected = json!({
        "id": "error-status-changed",
        "level": "warning",
        "path": "errors.7002",
        "message": "the status of the error code differs",
        "old": { "file": "old.md", "line": line, "text": "500" },
        "new": { "file": "new.md", "line": line, "text": "503" },
    });
    assert_eq!(json[0], expected);
    let row =
        "warning error-status-changed | `errors.7002` | the status of the error code differs: 500 → 503 |";
    assert!(diff(&["--format", "markdown"]).contains(row));
    let command = format!(
        "::warning file=new.md,line={line},title=error-status-changed::error-status-changed errors.7002: "
    );
    assert!(diff(&["--format", "github"]).starts_with(&command));
    let sarif: Value = serde_json::from_str(&diff(&["--format", "sarif"])).unwrap();
    assert_eq!(sarif.pointer("/runs/0/results/0/ruleId"), Some(&json!("error-status-changed")));
    let region = "/runs/0/results/0/locations/0/physicalLocation/region/startLine";
    assert_eq!(sarif.pointer(region), Some(&json!(line)));
}
