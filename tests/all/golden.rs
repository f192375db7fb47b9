//! Golden copies: what the generator makes of a description is committed, so that a review of a changed
//! description, or of a changed generator, shows what changes in Rust.
//!
//! Beside the bindings of Feishu Hire there are those of small descriptions, which have what that
//! one has no use for. Their copies are compiled, and what they do is asserted here.

mod directions;
mod formats;
mod kitchen;
mod pantry;
mod unions;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use hire_codegen::Generator;
use similar::TextDiff;

/// The environment variable that makes the tests write the copies.
pub const UPDATE: &str = "UPDATE_GOLDEN";

/// How many lines of a difference are shown.
const SHOWN: usize = 60;

#[test]
fn the_bindings_of_feishu_hire_are_the_golden_copy() {
    assert_golden("hire", "../spec/hire.yaml");
}

#[test]
fn the_bindings_of_the_kitchen_are_the_golden_copy() {
    assert_golden("kitchen", "golden/kitchen/openapi.yaml");
}

#[test]
fn the_bindings_of_the_pantry_are_the_golden_copy() {
    assert_golden("pantry", "golden/pantry/openapi.yaml");
}

#[test]
fn the_bindings_of_the_formats_are_the_golden_copy() {
    assert_golden("formats", "golden/formats/openapi.yaml");
}

#[test]
fn the_bindings_of_the_directions_are_the_golden_copy() {
    assert_golden("directions", "golden/directions/openapi.yaml");
}

#[test]
fn the_bindings_of_the_unions_are_the_golden_copy() {
    assert_golden("unions", "golden/unions/openapi.yaml");
}

/// Asserts that a folder of `golden` has the bindings of a description and no others, or makes it so.
#[track_caller]
fn assert_golden(name: &str, description: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("golden").join(name);
    let bindings = Generator::new(root.join(description)).deny_warnings().generate();
    let bindings = bindings.unwrap_or_else(|report| panic!("{report}"));
    let files: Vec<_> = bindings.files().iter().map(|file| (file.name, file.text.as_str())).collect();
    if updates() {
        refresh(&folder, &files);
    }
    if let Some(differences) = differences(&folder, &files) {
        panic!(
            "tests/golden/{name} is not what the generator makes of {description}\n\n{differences}\n\
             If that is what you meant, refresh the copies and review them:\n\n    \
             {UPDATE}=1 cargo test -p hire-tests golden\n"
        );
    }
}

/// Whether a file is the copy of a text, or what differs. Makes it so instead where copies are written.
pub fn same_text(path: &Path, made: &str) -> Result<(), String> {
    let (folder, name) = (path.parent().unwrap(), path.file_name().unwrap().to_string_lossy());
    if updates() && fs::read(path).ok().as_deref() != Some(made.as_bytes()) {
        fs::write(path, made).unwrap();
    }
    match difference(folder, &name, made) {
        Some(difference) => Err(cut_off(difference)),
        None => Ok(()),
    }
}

/// Whether the copies are to be written.
fn updates() -> bool {
    std::env::var_os(UPDATE).is_some_and(|value| !value.is_empty())
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
    let dir = tempfile::tempdir().unwrap();
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
