//! Golden copies: what the generator makes of a description is committed, so that a review of a changed
//! description, or of a changed generator, shows what changes in Rust.
//!
//! Nothing here uses emitted code, so that the copies can be compared and refreshed while code that does no longer
//! compiles. Each folder of `tests/golden` has all bindings of a description. Beside each description in
//! `tests/fixtures` is an excerpt, small enough to be read: types without their methods and builders, and rules.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use hire_codegen::{Bindings, Generator};
use similar::TextDiff;

/// The environment variable that makes the tests write the copies.
const UPDATE: &str = "UPDATE_GOLDEN";

/// How many lines of a difference are shown.
const SHOWN: usize = 60;

/// Each folder of `tests/golden` with its description.
const GOLDEN: [(&str, &str); 8] = [
    ("hire", "../spec/hire.yaml"),
    ("kitchen", "../tests/golden/kitchen/openapi.yaml"),
    ("pantry", "../tests/golden/pantry/openapi.yaml"),
    ("formats", "../tests/golden/formats/openapi.yaml"),
    ("directions", "../tests/golden/directions/openapi.yaml"),
    ("unions", "../tests/golden/unions/openapi.yaml"),
    ("albums", "../tests/golden/albums/openapi.yaml"),
    ("groups", "../tests/golden/groups/openapi.yaml"),
];

#[test]
fn bindings_are_the_golden_copies() {
    for (name, description) in GOLDEN {
        let generator = Generator::new(description).deny_warnings();
        let generator = if name == "groups" { generator.group_by_tag() } else { generator };
        let bindings = generator.generate();
        let bindings = bindings.unwrap_or_else(|report| panic!("{report}"));
        let files: Vec<_> = bindings.files().iter().map(|file| (file.name, file.text.as_str())).collect();
        assert_golden(&Path::new("../tests/golden").join(name), &files);
    }
}

#[test]
fn excerpts_of_fixtures_are_the_golden_copies() {
    for group in fs::read_dir("../tests/fixtures").unwrap().map(|entry| entry.unwrap().path()) {
        let mut excerpts = Vec::new();
        for path in fs::read_dir(&group).unwrap().map(|entry| entry.unwrap().path()) {
            if path.extension().is_some_and(|extension| extension == "yaml") {
                let bindings = Generator::new(&path).generate().unwrap_or_else(|report| panic!("{report}"));
                let name = path.with_extension("rs").file_name().unwrap().display().to_string();
                excerpts.push((name, excerpt(&bindings)));
            }
        }
        assert!(excerpts.len() > 10, "{}", group.display());
        excerpts.sort();
        let files: Vec<_> = excerpts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assert_golden(&group, &files);
    }
}

/// The types without methods and builders, and the rules.
fn excerpt(bindings: &Bindings) -> String {
    let [types, rules] = ["types.rs", "validation.rs"].map(|name| bindings.file(name).unwrap_or_default());
    let is_shown = |paragraph: &&str| {
        let is_code = |line: &&str| !line.starts_with("///") && !line.starts_with("#[");
        let declaration = paragraph.lines().find(is_code).unwrap_or_default();
        let name = declaration.trim_start_matches("pub struct ").trim_end_matches(" {");
        // Only methods have empty lines between them.
        !declaration.starts_with("impl ")
            && !declaration.starts_with(' ')
            && !types.contains(&format!("fn builder() -> {name} {{"))
    };
    let shown: Vec<_> = types.split("\n\n").filter(is_shown).collect();
    format!("{}\n\n{rules}", shown.join("\n\n").trim_end())
}

/// Asserts that the Rust files of a folder are some files and no others, or makes it so.
#[track_caller]
fn assert_golden(folder: &Path, files: &[(&str, &str)]) {
    if std::env::var_os(UPDATE).is_some_and(|value| !value.is_empty()) {
        refresh(folder, files);
    }
    if let Some(differences) = differences(folder, files) {
        panic!(
            "{} is not what the generator makes\n\n{differences}\n\
             If that is what you meant, refresh the copies and review them:\n\n    \
             {UPDATE}=1 cargo test -p hire-codegen --test golden\n",
            folder.display()
        );
    }
}

/// Makes a folder the golden copy of some files.
fn refresh(folder: &Path, files: &[(&str, &str)]) {
    fs::create_dir_all(folder).unwrap();
    for (name, text) in files {
        let path = folder.join(name);
        if fs::read(&path).ok().as_deref() != Some(text.as_bytes()) {
            fs::write(path, text).unwrap();
        }
    }
    for name in stale(folder, files) {
        fs::remove_file(folder.join(name)).unwrap();
    }
}

/// The Rust files of a folder that are not among some files.
fn stale(folder: &Path, files: &[(&str, &str)]) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    let rust = paths.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let names = rust.map(|path| path.file_name().unwrap().to_string_lossy().into_owned());
    names.filter(|name| files.iter().all(|(known, _)| known != name)).collect()
}

/// What differs between a folder and the files that it should have, as a unified diff.
fn differences(folder: &Path, files: &[(&str, &str)]) -> Option<String> {
    let mut text: String = files.iter().filter_map(|(name, made)| difference(folder, name, made)).collect();
    for name in stale(folder, files) {
        let _ = writeln!(text, "golden/{name} is no longer made");
    }
    (!text.is_empty()).then(|| cut_off(text))
}

/// What differs between a file and the text that it should have.
fn difference(folder: &Path, name: &str, made: &str) -> Option<String> {
    let kept = fs::read(folder.join(name)).unwrap_or_default();
    if kept == made.as_bytes() {
        return None;
    }
    let kept = String::from_utf8_lossy(&kept);
    let diff = TextDiff::from_lines(kept.as_ref(), made);
    let (golden, new) = (format!("golden/{name}"), format!("made/{name}"));
    Some(diff.unified_diff().context_radius(2).header(&golden, &new).to_string())
}

/// The beginning of a long text.
fn cut_off(text: String) -> String {
    let lines = text.lines().count();
    if lines <= SHOWN {
        return text;
    }
    let shown = text.lines().take(SHOWN).fold(String::new(), |shown, line| shown + line + "\n");
    format!("{shown}… and {} lines more\n", lines - SHOWN)
}

/// A folder with files in it.
fn folder_with(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    for (name, text) in files {
        fs::write(dir.path().join(name), text).unwrap();
    }
    let path = dir.path().to_owned();
    (dir, path)
}

#[test]
fn differences_are_shown_as_a_diff() {
    let (_dir, folder) = folder_with(&[
        ("same.rs", "a\n"),
        ("other.rs", "1\n2\n3\n4\n5\n"),
        ("stale.rs", "b\n"),
        ("openapi.yaml", "not a copy"),
    ]);
    let files = [("same.rs", "a\n"), ("other.rs", "1\n2\n3\nfour\n5\n"), ("new.rs", "c\n")];
    let expected = "--- golden/other.rs\n+++ made/other.rs\n@@ -2,4 +2,4 @@\n 2\n 3\n-4\n+four\n 5\n\
                    --- golden/new.rs\n+++ made/new.rs\n@@ -0,0 +1 @@\n+c\n\
                    golden/stale.rs is no longer made\n";
    assert_eq!(differences(&folder, &files).as_deref(), Some(expected));
    // A difference that no line shows is one all the same.
    assert!(differences(&folder, &[("same.rs", "a\r\n")]).is_some());

    refresh(&folder, &files);
    assert_eq!(differences(&folder, &files), None);
    assert!(folder.join("openapi.yaml").exists());
    assert!(!folder.join("stale.rs").exists());
}

#[test]
fn a_long_difference_is_cut_off() {
    let (_dir, folder) = folder_with(&[]);
    let text = "line\n".repeat(100);
    let shown = differences(&folder, &[("a.rs", &text)]).unwrap();
    assert_eq!(shown.lines().count(), SHOWN + 1);
    assert!(shown.ends_with("… and 43 lines more\n"), "{shown}");
}
