//! Crates outside of the workspace, that a test makes and builds with cargo.
//!
//! The crates have the versions of the workspace's `Cargo.lock`, so that whatever they depend on has been
//! downloaded, and its target folder, so that most of it has been built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The workspace's folder.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The target folder that this test was built into: it runs from `target/debug/deps`.
pub fn target() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(3).unwrap().to_owned()
}

/// What a command printed, and whether it succeeded.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn of(output: &Output) -> Self {
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }

    /// What was printed, of a command that succeeded.
    #[track_caller]
    pub fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self
    }
}

/// Runs cargo in a folder, without a network where that will do.
pub fn cargo(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let run = |offline: &str| {
        let mut command = Command::new(env!("CARGO"));
        command.current_dir(folder).args(arguments).envs(variables.iter().copied());
        command.env("CARGO_TARGET_DIR", target()).env("CARGO_NET_OFFLINE", offline);
        command.env("CARGO_TERM_COLOR", "never").env_remove("RUST_BACKTRACE");
        Run::of(&command.output().unwrap())
    };
    let offline = run("true");
    if offline.code != Some(0) && offline.stderr.contains("--offline") { run("false") } else { offline }
}

/// A crate in a folder of its own, which goes when it is dropped.
///
/// Its crates have the same dependencies, so that these are built once.
pub struct Scratch {
    folder: TempDir,
    name: &'static str,
}

impl Scratch {
    /// A crate with nothing but a manifest, and the versions of the workspace.
    pub fn new(name: &'static str) -> Self {
        Self::with(name, DEPENDENCIES)
    }

    /// As [`Self::new`], with the lines of a manifest that name dependencies, as a page of the documentation shows them.
    pub fn with(name: &'static str, dependencies: &str) -> Self {
        let folder =
            tempfile::Builder::new().prefix("scratch-").tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let scratch = Self { folder, name };
        scratch.write("Cargo.toml", &manifest(name, dependencies));
        fs::copy(workspace().join("Cargo.lock"), scratch.path("Cargo.lock")).unwrap();
        scratch
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file of the crate.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs cargo in the crate's folder.
    pub fn cargo(&self, arguments: &[&str]) -> Run {
        cargo(self.folder.path(), arguments, &[])
    }

    /// As [`Self::cargo`], with environment variables.
    pub fn cargo_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        cargo(self.folder.path(), arguments, variables)
    }
}

/// What was built of the crate goes with it.
impl Drop for Scratch {
    fn drop(&mut self) {
        self.cargo(&["clean", "--quiet", "--package", self.name]);
    }
}

/// The two lines of the README, and what a `main` needs to wait for a response.
const DEPENDENCIES: &str = r#"[dependencies]
hire-runtime = { path = "../hire-codegen/hire-runtime" }
tokio = { version = "1", features = ["macros", "rt"] }

[build-dependencies]
hire-codegen = { path = "../hire-codegen/hire-codegen" }
"#;

/// A manifest, with the workspace in place of the clone that documentation speaks of.
fn manifest(name: &str, dependencies: &str) -> String {
    let dependencies = dependencies.replace("../hire-codegen", &workspace().display().to_string());
    let profiles = profiles();
    format!(
        "[package]
name = \"{name}\"
version = \"0.1.0\"
edition = \"2024\"

{dependencies}
[workspace]

{profiles}"
    )
}

/// The profiles of the workspace. With others, everything would be built once more.
pub fn profiles() -> String {
    let workspace = fs::read_to_string(workspace().join("Cargo.toml")).unwrap();
    workspace.split_inclusive('\n').skip_while(|line| !line.starts_with("[profile.")).collect()
}
