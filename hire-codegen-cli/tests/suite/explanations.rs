//! `hire-codegen explain`: a page on each code, whose descriptions show what the page says.

use std::fs;
use std::path::Path;

use hire_codegen::Generator;
use hire_codegen::diagnostic::codes;
use hire_codegen_cli::explain::PAGES;

use crate::run;

/// Codes without a description that shows them, and why.
const NOT_SHOWN: &[(&str, &str)] =
    &[("encoding", "a page is UTF-8"), ("defect", "no description is known that shows one")];

/// What is in the code blocks of a language in a section.
fn blocks<'p>(section: &'p str, language: &str) -> Vec<&'p str> {
    let blocks = section.split("```").skip(1).step_by(2);
    blocks.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n')).collect()
}

/// The codes that are reported of a section: by its command, or else by `lint`.
fn reported(section: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("openapi.yaml");
    for text in blocks(section, "yaml") {
        fs::write(&path, text).unwrap();
    }
    match blocks(section, "console").first() {
        Some(line) => {
            let command = line.trim().strip_prefix("$ hire-codegen ").unwrap();
            run(folder.path(), &command.split(' ').collect::<Vec<_>>(), "").stderr
        }
        None => Generator::new(path).lint().to_string(),
    }
}

#[test]
fn each_code_has_a_page_whose_bad_description_shows_it_and_whose_good_one_shows_nothing() {
    let codes = |table: &[(&'static str, &str)]| table.iter().map(|(code, _)| *code).collect::<Vec<_>>();
    assert_eq!(codes(PAGES), codes(codes::ALL));
    for (code, page) in PAGES {
        let (why, rest) = page.split_once("\n## Bad\n").expect(code);
        let (bad, good) = rest.split_once("\n## Good\n").expect(code);
        assert!(why.len() > 100 && page.lines().all(|line| line.chars().count() <= 140), "{code}");
        if NOT_SHOWN.iter().any(|(it, _)| it == code) {
            continue;
        }
        let bad = reported(bad);
        assert!(bad.contains(&format!("[{code}]")), "{code}: {bad}");
        // A page on one thing need not say everything about an API.
        let is_lint = |line: &&str| codes::LINTS.iter().any(|lint| line.contains(&format!("[{lint}]")));
        let good = reported(good);
        let findings = good.lines().filter(|line| line.starts_with("error[") || line.starts_with("warning["));
        let others = findings.filter(|line| codes::LINTS.contains(code) || !is_lint(line));
        assert_eq!(others.count(), 0, "{code}: {good}");
    }
}

#[test]
fn a_code_is_explained_and_all_are_listed() {
    let explain = |arguments: &[&str]| run(Path::new("."), &[&["explain"], arguments].concat(), "");
    let page = explain(&["bad-example"]);
    assert_eq!(page.code, Some(0));
    assert!(page.stdout.starts_with("# bad-example\n\nAn example breaks its own schema.\n\nThe example "));
    assert!(
        explain(&["unused-component"])
            .stdout
            .contains("\n\nNo operation uses a component. `lint` alone reports it.\n\n")
    );
    let list = explain(&[]);
    assert_eq!((list.code, list.stdout.lines().count()), (Some(0), codes::ALL.len()));
    assert!(
        list.stdout.contains("\nbad-example                An example breaks its own schema.\n"),
        "{}",
        list.stdout
    );
    let unknown = explain(&["bad-exmple"]);
    assert!(
        unknown.code == Some(2) && unknown.stderr.contains("did you mean `bad-example`?"),
        "{}",
        unknown.stderr
    );
    assert!(explain(&["--help"]).stdout.contains("Example:\n  hire-codegen explain bad-example"));
}
