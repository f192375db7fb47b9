//! A crate with bindings, built and running, that answers each line with a line.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::{Failure, workspace};

/// The running process.
pub struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    line: String,
}

impl Process {
    /// Writes the root of the crate into a folder that has its modules, builds and starts it.
    pub fn start(folder: &Path, root: &Root<'_>, arguments: &[&str]) -> Result<Self, Failure> {
        root.write(folder)?;
        // That of the workspace, so that most of it has been built.
        let target = workspace().join("target");
        let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        build.current_dir(folder).args(["build", "--quiet"]).env("CARGO_TARGET_DIR", &target);
        if !build.status()?.success() {
            return Err(format!("the bindings in {} do not compile", folder.display()).into());
        }
        let mut program = Command::new(target.join("debug").join(package(folder)));
        let mut child = program.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("the process has no pipes".into());
        };
        Ok(Self { child, input, output: BufReader::new(output), line: String::new() })
    }

    /// What the process says to a line.
    pub fn ask(&mut self, line: &str) -> Result<&str, Failure> {
        writeln!(self.input, "{line}")?;
        self.input.flush()?;
        self.line.clear();
        if self.output.read_line(&mut self.line)? == 0 {
            return Err(format!("the bindings crashed on {line}").into());
        }
        Ok(&self.line)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a crate has beside bindings.
pub struct Root<'r> {
    /// The features of the runtime, as a manifest lists them.
    pub features: &'r str,
    /// Dependencies beside the runtime, as lines of a manifest.
    pub dependencies: &'r str,
    pub main: &'r str,
}

impl Root<'_> {
    fn write(&self, folder: &Path) -> Result<(), Failure> {
        let Self { features, dependencies, main } = self;
        fs::create_dir_all(folder.join("src"))?;
        keep(&folder.join("src/main.rs"), main)?;
        let manifest = fs::read_to_string(workspace().join("Cargo.toml"))?;
        let (_, profiles) = manifest.split_once("\n[profile.").ok_or("the workspace has no profiles")?;
        let runtime = workspace().join("hire-runtime");
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         hire-runtime = {{ path = '{}', default-features = false, features = [{features}] }}\n{dependencies}\n\
         [profile.{profiles}",
            package(folder),
            runtime.display(),
        );
        keep(&folder.join("Cargo.toml"), &manifest)?;
        fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(())
    }
}

/// The crate's name.
fn package(folder: &Path) -> String {
    format!("bindings-of-{}", folder.file_name().unwrap_or_default().to_string_lossy())
}

/// Writes a file unless it is so already, so that nothing is compiled in vain.
fn keep(path: &Path, text: &str) -> Result<(), Failure> {
    if fs::read_to_string(path).ok().as_deref() != Some(text) {
        fs::write(path, text)?;
    }
    Ok(())
}
