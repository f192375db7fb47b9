//! What is said about bad documents: every file of `tests/bad` has a snapshot of its
//! report.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use hire_codegen::diagnostic::Diagnostics;
use hire_codegen::source::Sources;
use hire_codegen::{Generator, Report};

use crate::support::{generate, generate_with};

/// What the generator says, warnings included.
fn report(path: &Path) -> Report {
    let bindings = Generator::new(path).deny_warnings().generate();
    bindings.expect_err(&path.display().to_string())
}

/// The files of `tests/bad`, by paths that are the same on every machine.
fn documents() -> Vec<PathBuf> {
    let folder = fs::read_dir("tests/bad").expect("the folder is there");
    let paths = folder.map(|entry| entry.expect("its entries are there").path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
    paths.sort();
    paths
}

#[test]
fn every_bad_document_has_its_report() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let documents = documents();
    assert!(documents.len() >= 30);
    for path in documents {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let text = report(&path).to_string();
        settings.bind(|| insta::assert_snapshot!(format!("bad-{name}"), text));
    }
}

#[test]
fn every_bad_document_says_where() {
    for path in documents() {
        let report = report(&path);
        assert!(!report.is_empty(), "{} has no fault", path.display());
        // Nothing can be shown of an empty file.
        let placed = report.diagnostics().filter(|it| it.code != "empty-file");
        let text = report.to_string();
        // Of warnings that are alike, the first has a frame, and the others are listed.
        let frames = text.matches("--> tests/bad/").count();
        let listed: usize = text
            .lines()
            .filter(|line| line.contains("more like this:"))
            .map(|line| line.matches("tests/bad/").count())
            .sum();
        assert_eq!(frames + listed, placed.count(), "{text}");
    }
}

/// Words that a sentence begins with that says what to do.
const IMPERATIVES: &str = "add allow begin change choose convert declare describe escape generate give have indent keep \
    leave let list look make mend move name open put quote refer remove rename replace save say take use write";

#[test]
fn every_help_says_what_to_do() {
    let mut idle = BTreeSet::new();
    for path in documents() {
        let report = report(&path);
        // What only adds to another help says until when, and a question says what is meant.
        let helps =
            report.diagnostics().flat_map(|it| it.help.iter().filter(|help| !help.starts_with("until then")));
        idle.extend(
            helps
                .filter(|help| !help.starts_with("did you mean "))
                .filter(|help| !says_what_to_do(help))
                .cloned(),
        );
    }
    assert!(idle.is_empty(), "{idle:#?}");
}

fn says_what_to_do(help: &str) -> bool {
    let action = help.strip_prefix("if ").and_then(|help| help.split_once(", ")).map_or(help, |it| it.1);
    IMPERATIVES.split_whitespace().any(|imperative| action.split(' ').next() == Some(imperative))
}

/// A schema without a type at a time, in a line each.
fn untyped(count: usize) -> Report {
    let schemas: Vec<String> = (0..count).map(|it| format!("    S{it}: {{ items: {{}} }}\n")).collect();
    let head = "openapi: 3.1.1\ninfo: { title: A, version: '1' }\ncomponents:\n  schemas:\n";
    let bindings = generate_with(&(head.to_owned() + &schemas.concat()), &[], Generator::deny_warnings);
    bindings.expect_err("it has warnings")
}

#[test]
fn a_warning_that_repeats_is_shown_a_few_times() {
    for (count, frames, named) in [(3, 3, None), (4, 4, None), (5, 3, Some(2)), (200, 3, Some(10))] {
        let report = untyped(count);
        let text = report.to_string();
        assert_eq!(text.matches("-->").count(), frames, "{text}");
        let note = text.lines().find(|line| line.contains(" more like this: "));
        assert_eq!(note.map(|note| note.matches(".yaml:").count()), named, "{text}");
        if let Some(note) = note {
            assert!(note.contains(&format!(" {} more like this", count - 3)), "{note}");
            assert!(note.contains("api.yaml:8:5, ") && note.ends_with('…') == (count == 200), "{note}");
        }
        // All are counted, and are there for whoever asks.
        assert!(text.ends_with(&format!("error: {count} warnings, which are denied here\n")), "{text}");
        assert_eq!(report.diagnostics().len(), count);
    }
}

#[test]
fn colour_is_for_those_who_ask() {
    let report = report(Path::new("tests/bad/unknown-keys.yaml"));
    assert!(report.render(true).contains('\u{1b}'));
    assert!(!report.render(false).contains('\u{1b}'));
    assert_eq!(format!("{report:?}"), format!("\n{report}"));
}

#[test]
fn many_faults_in_one_long_line_are_shown_in_windows() {
    let parameters: Vec<String> = (0..500)
        .map(|it| format!(r#"{{"name":"p{it}","in":"query","schema":{{"type":"string"}},"requird":true}}"#))
        .collect();
    let text = format!(
        r#"{{"openapi":"3.1.1","info":{{"title":"A","version":"1"}},"paths":{{"/a":{{"get":{{"parameters":[{}]}}}}}}}}"#,
        parameters.join(",")
    );
    let report = generate(&text).expect_err("it has faults");
    assert_eq!(report.summary(), "500 errors");
    let shown = report.render(false);
    assert!(shown.lines().all(|line| line.chars().count() < 160));
    let last = report.diagnostics().last().and_then(|it| it.place);
    let sources = Sources::from_text("api.json", &text, &mut Diagnostics::default()).expect("valid JSON");
    let span = sources.locate(last.expect("it has a place"));
    assert!(shown.contains(&format!("api.json:1:{}", span.column)), "{shown}");
}
