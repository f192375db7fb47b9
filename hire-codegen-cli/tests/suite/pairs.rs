//! Changes that the platform made to its pages, each with the findings that a reader of both versions expects.
//!
//! The pages are the platform's property, and not here: the test reads them from the folder that the environment variable
//! `DOC_PAIRS` names, `NAME.before.md` beside `NAME.after.md`, and does nothing without it.

use std::path::Path;
use std::{env, fs};

use hire_codegen_cli::doc::diff;

use crate::read;

/// Lines of `NAME`, and below it `KIND PATH`, indented.
const EXPECTED: &str = include_str!("../pairs.txt");

#[test]
fn each_change_is_named_and_none_is_invented() {
    let Ok(folder) = env::var("DOC_PAIRS") else { return };
    let mut pairs: Vec<(&str, Vec<String>)> = Vec::new();
    for line in EXPECTED.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match (line.strip_prefix("  "), pairs.last_mut()) {
            (Some(finding), Some((_, findings))) => findings.push(finding.to_owned()),
            _ => pairs.push((line, Vec::new())),
        }
    }
    let mut wrong = Vec::new();
    for (name, mut expected) in pairs {
        let page = |version: &str| {
            read(&fs::read_to_string(Path::new(&folder).join(format!("{name}.{version}.md"))).unwrap())
        };
        let findings = diff::compare(&page("before"), &page("after"));
        let mut found: Vec<_> =
            findings.iter().map(|finding| format!("{} {}", finding.kind.id, finding.path)).collect();
        found.sort();
        expected.sort();
        if found != expected {
            wrong.push((name, expected, found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
