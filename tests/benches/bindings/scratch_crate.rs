//! Crates below the target folder, and what the compiler needs to check them.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A workspace of two crates, `emitted` and `derived`, with the versions of this workspace.
pub struct Scratch {
    folder: PathBuf,
}

/// What it takes to check a crate.
pub struct Cost {
    /// The time on the clock, in seconds.
    pub seconds: f64,
    /// The processors' time, in seconds.
    pub processor: f64,
    /// The largest resident set, in KiB.
    pub peak: u64,
}

impl Scratch {
    /// Makes the crates, empty yet, and checks what they depend on.
    pub fn new() -> Result<Self, Box<dyn Error>> {
        let scratch = Self { folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join("bindings") };
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no workspace")?;
        let runtime = workspace.join("hire-runtime");
        let manifest = "[workspace]\nresolver = '3'\nmembers = ['emitted', 'derived']\n";
        scratch.write("Cargo.toml", manifest)?;
        scratch.write(
            "emitted/Cargo.toml",
            &format!(
                "[package]\nname = 'emitted'\nedition = '2024'\n\n[dependencies]\nhire-runtime = {{ path = '{}', \
                 default-features = false, features = ['pattern'] }}\n",
                runtime.display()
            ),
        )?;
        scratch.write(
            "derived/Cargo.toml",
            "[package]\nname = 'derived'\nedition = '2024'\n\n[dependencies]\n\
             serde = { version = '1', features = ['derive'] }\n",
        )?;
        fs::copy(workspace.join("Cargo.lock"), scratch.folder.join("Cargo.lock"))?;
        for name in ["emitted", "derived"] {
            scratch.write(&format!("{name}/src/lib.rs"), "")?;
        }
        for incremental in [false, true] {
            scratch.check("*", incremental, None)?;
        }
        Ok(scratch)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: &str) -> Result<(), Box<dyn Error>> {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
        Ok(fs::write(path, text)?)
    }

    /// Where a file is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Checks a crate from nothing, its dependencies excepted.
    pub fn measure(&self, name: &str, incremental: bool) -> Result<Cost, Box<dyn Error>> {
        self.cargo(&["clean", "--quiet", "--package", name]).status()?;
        let report = self.folder.join("cost");
        self.check(name, incremental, Some(&report))?;
        let text = fs::read_to_string(&report)?;
        let [seconds, processor, peak] = text.split_whitespace().collect::<Vec<_>>()[..] else {
            return Err("the compiler did not run".into());
        };
        Ok(Cost { seconds: seconds.parse()?, processor: processor.parse()?, peak: peak.parse()? })
    }

    fn check(&self, name: &str, incremental: bool, report: Option<&Path>) -> Result<(), Box<dyn Error>> {
        let mut cargo = self.cargo(&["check", "--quiet", "--package", name]);
        cargo.env("CARGO_INCREMENTAL", if incremental { "1" } else { "0" });
        if let Some(report) = report {
            // Around the compiler of these two crates alone.
            cargo.env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe()?).env(crate::REPORT, report);
        }
        if cargo.status()?.success() { Ok(()) } else { Err(format!("{name} does not compile").into()) }
    }

    /// As in a shell of its own: what cargo sets for this bench would make it another build.
    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(&self.folder).args(arguments);
        cargo.env("CARGO_TARGET_DIR", self.folder.join("target"));
        cargo
    }
}
