//! What shells have of the command line: completions, the manual, and help.

use std::fs;
use std::path::Path;

use crate::run;

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(Path::new("."), &["completions", shell], "");
        assert_eq!(script.code, Some(0), "{}", script.stderr);
        for word in ["lint", "explain", "without-operations", "accept"] {
            assert!(script.stdout.contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(run(Path::new("."), &["completions", "dos"], "").code, Some(2));
}

#[test]
fn every_subcommand_has_a_page_of_the_manual_and_help_with_an_example() {
    let folder = tempfile::tempdir().unwrap();
    assert!(run(folder.path(), &["man"], "").stdout.contains("hire\\-codegen \\- OpenAPI to Rust"));
    assert_eq!(run(folder.path(), &["man", "--out", "new/man1"], "").code, Some(0));
    let pages = fs::read_dir(folder.path().join("new/man1")).unwrap();
    let pages: Vec<_> = pages.map(|page| page.unwrap().file_name().into_string().unwrap()).collect();
    for page in ["hire-codegen.1", "hire-codegen-lint.1", "hire-codegen-doc-check.1"] {
        assert!(pages.iter().any(|it| it == page), "{pages:?}");
    }
    for page in pages {
        let arguments = page.trim_end_matches(".1").split('-').skip(2).chain(["--help"]);
        let help = run(folder.path(), &arguments.collect::<Vec<_>>(), "");
        let example = format!("  {} ", page.trim_end_matches(".1").replace('-', " ").replacen(' ', "-", 1));
        assert!(
            help.stdout.contains("Example") && help.stdout.contains(example.trim_end()),
            "{}",
            help.stdout
        );
    }

    fs::write(folder.path().join("file"), "").unwrap();
    assert_eq!(run(folder.path(), &["man", "--out", "file"], "").code, Some(2));
}
