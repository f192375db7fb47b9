//! `hire-codegen generate --check`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::{Run, run};

const PETS: &str = "openapi: 3.1.1
info: { title: Pets, version: '1' }
paths: { /pets: { get: { operationId: list, responses: { '200': { description: All. } } } } }
components: { schemas: { Pet: { type: object, properties: { name: { type: string } } } } }
";

/// The exit code of `generate`, and both outputs.
fn generate(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let command = [&["generate", "pets.yaml", "--out", "out"], arguments].concat();
    let Run { code, stdout, stderr } = run(folder, &command, "");
    (code, stdout, stderr)
}

/// The files below a folder, with their texts.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeMap::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn a_folder_is_compared_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    fs::write(folder.path().join("pets.yaml"), PETS).unwrap();
    let checked = |arguments: &[&str]| {
        let before = files(&out);
        let result = generate(folder.path(), &[&["--check"], arguments].concat());
        assert_eq!(files(&out), before, "nothing is written");
        result
    };

    let (code, diff, _) = checked(&[]);
    assert_eq!(code, Some(1), "there is no folder");
    assert!(!out.exists());
    assert_eq!(diff.matches("--- /dev/null\n").count(), 6, "{diff}");
    assert!(diff.contains("+++ out/types.rs\n@@ -0,0 +1,"), "{diff}");

    assert_eq!(generate(folder.path(), &[]).0, Some(0));
    assert_eq!(checked(&[]), (Some(0), String::new(), String::new()));

    let (code, diff, _) = checked(&["--no-client"]);
    assert_eq!(code, Some(1), "a file is there that would not be");
    assert!(diff.contains("--- out/client.rs\n+++ /dev/null\n@@ -1,"), "{diff}");

    fs::remove_file(out.join("wire.rs")).unwrap();
    fs::write(out.join("mine.rs"), "// By hand.\n").unwrap();
    fs::write(folder.path().join("pets.yaml"), PETS.replace("name: {", "nick: {")).unwrap();
    let (code, diff, _) = checked(&[]);
    assert_eq!(code, Some(1));
    for line in ["--- /dev/null\n+++ out/wire.rs\n", "--- out/types.rs\n+++ out/types.rs\n"] {
        assert!(diff.contains(line), "{line} in {diff}");
    }
    for line in ["\n-    pub name: Option<String>,\n", "\n+    pub nick: Option<String>,\n"] {
        assert!(diff.contains(line), "{line} in {diff}");
    }
    assert!(!diff.contains("mine.rs"), "{diff}");

    assert_eq!(generate(folder.path(), &[]).0, Some(0));
    assert_eq!(checked(&[]), (Some(0), String::new(), String::new()));
}

#[test]
fn what_cannot_be_compared_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("pets.yaml"), PETS).unwrap();
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("out/types.rs"), "pub struct Mine;\n").unwrap();
    let (code, diff, error) = generate(folder.path(), &["--check"]);
    assert_eq!((code, diff.as_str()), (Some(2), ""));
    assert!(error.contains("types.rs in it was not written by hire-codegen"), "{error}");

    fs::write(folder.path().join("pets.yaml"), PETS.replace("type: string", "type: strnig")).unwrap();
    let (code, diff, error) = generate(folder.path(), &["--check"]);
    assert_eq!((code, diff.as_str()), (Some(1), ""));
    assert!(error.contains("strnig"), "{error}");
}
