//! What is published is whole, and nothing else, and compiles.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use hire_codegen::Generator;

use crate::scratch_crate;

/// All crates of the workspace have the same.
const VERSION: &str = env!("CARGO_PKG_VERSION");

const CRATES: [&str; 5] = ["hire-syntax", "hire-codegen", "hire-codegen-cli", "hire-runtime", "hire-api"];

/// The packages, each unpacked into a folder of its crate's name and version. Not of the name alone: cargo names what it
/// compiles by the path in the workspace, and would overwrite what the target folder has of this workspace's crates.
struct Packages(PathBuf);

static PACKAGES: LazyLock<Packages> = LazyLock::new(Packages::new);

impl Packages {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packages");
        // Those of an earlier run.
        _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let target = folder.to_str().unwrap();
        let selected = CRATES.iter().flat_map(|name| ["--package", name]);
        let arguments = ["package", "--allow-dirty", "--no-verify", "--target-dir", target];
        let arguments: Vec<_> = arguments.into_iter().chain(selected).collect();
        scratch_crate::cargo(scratch_crate::workspace(), &arguments, &[]).succeeded();
        for name in CRATES {
            // Not with the times in it, which are always the same: cargo tells by them what is to be compiled anew.
            let archive = format!("package/{name}-{VERSION}.crate");
            let status = Command::new("tar").current_dir(&folder).args(["-xzmf", &archive]).status().unwrap();
            assert!(status.success(), "{archive}");
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The files of a package, by their names.
    fn files(&self, name: &str) -> BTreeMap<String, String> {
        files(&self.path(&unpacked(name)))
    }
}

fn unpacked(name: &str) -> String {
    format!("{name}-{VERSION}")
}

/// The files below a folder, by their names relative to it. All of them are text.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            assert!(!path.is_symlink(), "{} is a file", path.display());
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            found.insert(name, fs::read_to_string(path).unwrap());
        }
    }
    found
}

fn read(path: &str) -> String {
    fs::read_to_string(scratch_crate::workspace().join(path)).unwrap()
}

#[test]
fn packages_have_what_they_need_and_nothing_else() {
    let packages = &*PACKAGES;
    for name in CRATES {
        let packed = packages.files(name);
        for file in ["LICENSE-MIT", "LICENSE-APACHE", "README.md"] {
            assert_eq!(packed.get(file), Some(&read(file)), "{file} of {name}");
        }
        for (file, text) in files(&scratch_crate::workspace().join(name).join("src")) {
            assert_eq!(packed.get(&format!("src/{file}")), Some(&text), "{file} of {name}");
        }
        let known = [
            "Cargo.toml",
            "Cargo.toml.orig",
            "Cargo.lock",
            ".cargo_vcs_info.json",
            "LICENSE-MIT",
            "LICENSE-APACHE",
            "README.md",
            "build.rs",
            "spec/hire.yaml",
        ];
        let strange: Vec<_> = packed
            .keys()
            .filter(|file| !known.contains(&file.as_str()))
            .filter(|file| !file.starts_with("src/") && !file.starts_with("examples/"))
            .collect();
        assert!(strange.is_empty(), "{name} has {strange:?}");
        assert_eq!(packed.contains_key("build.rs"), name == "hire-api");
    }
    assert_eq!(packages.files("hire-api").get("spec/hire.yaml"), Some(&read("spec/hire.yaml")));
    // What the build script of the package makes.
    let made = |path: PathBuf| {
        let bindings = Generator::new(path).deny_warnings().generate().unwrap();
        bindings.files().iter().map(|file| file.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        made(packages.path(&unpacked("hire-api")).join("spec/hire.yaml")),
        made("../spec/hire.yaml".into())
    );
}

/// As `cargo package` verifies them one by one, but as a workspace with the profiles of this one, so that what they depend on
/// is not compiled again for each.
#[test]
fn packages_compile_beside_each_other() {
    let folders = CRATES.map(unpacked);
    let patches =
        CRATES.iter().zip(&folders).map(|(name, folder)| format!("{name} = {{ path = {folder:?} }}\n"));
    let patches: String = patches.collect();
    let profiles = scratch_crate::profiles();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {folders:?}\n\n[patch.crates-io]\n{patches}\n{profiles}"
    );
    fs::write(PACKAGES.path("Cargo.toml"), manifest).unwrap();
    fs::copy(scratch_crate::workspace().join("Cargo.lock"), PACKAGES.path("Cargo.lock")).unwrap();
    let arguments = ["check", "--workspace", "--all-features", "--examples"];
    scratch_crate::cargo(&PACKAGES.0, &arguments, &[]).succeeded();
}

#[test]
fn packages_tell_nothing_of_the_machine_that_made_them() {
    let packages = &*PACKAGES;
    let home = std::env::home_dir().filter(|home| home.components().count() > 1);
    let folders =
        [Some(scratch_crate::workspace().to_owned()), Some(env!("CARGO_TARGET_TMPDIR").into()), home];
    for name in CRATES {
        for (file, text) in packages.files(name) {
            for folder in folders.iter().flatten() {
                let folder = format!("{}/", folder.display().to_string().trim_end_matches('/'));
                assert!(!text.contains(&folder), "{folder} in {file} of {name}");
            }
        }
    }
}

#[test]
fn manifests_of_packages_have_versions_and_what_a_registry_shows() {
    let packages = &*PACKAGES;
    for name in CRATES {
        let files = packages.files(name);
        let manifest = &files["Cargo.toml"];
        for key in
            ["description", "license", "repository", "readme", "rust-version", "keywords", "categories"]
        {
            assert!(manifest.contains(&format!("\n{key} = ")), "{key} of {name}");
        }
        assert!(manifest.contains("\n[package.metadata.docs.rs]\nall-features = true\n"), "{name}");
        let root = &files["src/lib.rs"];
        // Which feature an item needs is shown by nightly rustdoc alone; nothing else sees the attribute.
        let gated =
            files.iter().any(|(file, text)| file != "src/main.rs" && text.contains("#[cfg(feature = "));
        assert_eq!(root.contains("#![cfg_attr(docsrs, feature(doc_cfg))]"), gated, "{name}");
        let dependencies: Vec<_> =
            manifest.split("\n[").filter(|table| table.contains("dependencies.hire-")).collect();
        assert_eq!(dependencies.is_empty(), name == "hire-syntax", "{dependencies:?}");
        for table in dependencies {
            assert!(
                table.contains(&format!("version = {VERSION:?}")) && !table.contains("path ="),
                "{table}"
            );
        }
    }
}

#[test]
fn the_changelog_has_the_version() {
    let changelog = read("CHANGELOG.md");
    assert!(changelog.contains(&format!("\n## {VERSION}")), "CHANGELOG.md says nothing of {VERSION}");
}
