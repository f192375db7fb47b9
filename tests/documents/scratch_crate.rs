//! A crate of one document, below the target folder of the workspace, in which its dependencies have been built.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Failure, REPORT, mebibytes};

pub struct Scratch {
    folder: PathBuf,
}

/// What all bindings need.
const DEPENDENCY: &str = "features = [\"reqwest\", \"pattern\"]";

impl Scratch {
    /// A crate without sources.
    pub fn new(document: &str) -> Result<Self, Failure> {
        let letter = |it: char| if it.is_ascii_alphanumeric() { it.to_ascii_lowercase() } else { '-' };
        let name: String = document.chars().map(letter).collect();
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the workspace is gone")?;
        let folder = workspace.join("target/documents").join(&name);
        let scratch = Self { folder };
        _ = fs::remove_dir_all(scratch.source());
        fs::create_dir_all(scratch.source())?;
        let runtime = workspace.join("hire-runtime");
        let manifest = format!(
            "[package]\nname = \"document-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             hire-runtime = {{ path = '{}', {DEPENDENCY} }}\n",
            runtime.display()
        );
        fs::write(scratch.folder.join("Cargo.toml"), manifest)?;
        fs::copy(workspace.join("Cargo.lock"), scratch.folder.join("Cargo.lock"))?;
        Ok(scratch)
    }

    pub fn source(&self) -> PathBuf {
        self.folder.join("src")
    }

    /// What the compiler takes to check the crate after its dependencies. None if there are errors or warnings.
    pub fn check(&self) -> Result<Option<Cost>, Failure> {
        let target = self.folder.parent().ok_or("the crate is nowhere")?.join("target");
        let report = self.folder.join("cost");
        let check = || {
            let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            command.current_dir(&self.folder).args(["check", "--quiet"]);
            command.env("CARGO_TARGET_DIR", &target).env("CARGO_INCREMENTAL", "0");
            command.env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe()?).env(REPORT, &report);
            command.status()
        };
        let bindings = fs::read_to_string(self.source().join("lib.rs"))?;
        fs::write(self.source().join("lib.rs"), "")?;
        if !check()?.success() {
            return Err("the runtime does not compile".into());
        }
        fs::write(self.source().join("lib.rs"), bindings)?;
        if !check()?.success() {
            return Ok(None);
        }
        let report = fs::read_to_string(report)?;
        let [seconds, _, peak] = report.split(' ').collect::<Vec<_>>()[..] else {
            return Err("the compiler did not run".into());
        };
        Ok(Some(Cost { seconds: seconds.parse()?, peak: peak.parse()? }))
    }
}

/// What a run of the compiler takes: seconds, and KiB.
pub struct Cost {
    seconds: f64,
    peak: u64,
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1}\t{}", self.seconds, mebibytes(self.peak))
    }
}

/// Writes the root of the crate, which denies warnings.
pub fn root(source: &Path, modules: &str) -> Result<(), Failure> {
    fs::write(source.join("lib.rs"), format!("#![deny(warnings)]\n\n{modules}"))?;
    Ok(())
}
