//! The example `import_rewards` as a program: what it is given, and whoever reads what it prints.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::scratch_crate::{Run, cargo, target, workspace};

/// The program, built once.
static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    cargo(workspace(), &["build", "--quiet", "-p", "hire-api", "--example", "import_rewards"], &[])
        .succeeded();
    target().join("debug/examples/import_rewards")
});

/// The rewards that come with the example: all but two are imported.
const IMPORTED: usize = 13;

/// An import into a sandbox of its own.
struct Trial {
    folder: TempDir,
}

impl Trial {
    fn new() -> Self {
        Self { folder: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&*PROGRAM);
        command.arg("--sandbox-dir").arg(self.path("sandbox")).args(arguments).env_remove("RUST_BACKTRACE");
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&self.command(arguments).output().unwrap())
    }

    /// How many rewards the journal has as imported.
    fn journaled(&self) -> usize {
        let journal = fs::read_to_string(self.path("sandbox/journal.jsonl")).unwrap();
        journal.lines().filter(|line| line.contains(r#""id":"#)).count()
    }
}

/// A pipe that nobody reads.
fn closed() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

#[test]
fn a_reader_that_goes_ends_nothing() {
    for (what, out, error) in [
        ("the standard output", closed as fn() -> Stdio, Stdio::piped as fn() -> Stdio),
        ("the standard error", Stdio::piped, closed),
        ("both", closed, closed),
    ] {
        let trial = Trial::new();
        let output = trial.command(&[]).stdout(out()).stderr(error()).output().unwrap();
        let run = Run::of(&output);
        assert_eq!(run.code, Some(0), "{what}: {run:?}");
        assert!(!run.stderr.contains("panicked") && !run.stderr.contains("error"), "{what}: {run:?}");
        assert_eq!(trial.journaled(), IMPORTED, "{what}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_disk_that_is_full_is_said() {
    let trial = Trial::new();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let run = Run::of(&trial.command(&[]).stdout(full).output().unwrap());
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("error: the standard output: "), "{run:?}");
    assert_eq!(trial.journaled(), IMPORTED);
}

#[test]
fn whatever_cannot_be_used_is_named() {
    let trial = Trial::new();
    let (file, folder) = (trial.path("a-file"), trial.path("a-folder"));
    fs::write(&file, "nothing of ours\n").unwrap();
    fs::create_dir_all(folder.join("sandbox.jsonl")).unwrap();
    let (file, folder) = (file.to_str().unwrap(), folder.to_str().unwrap());
    let (in_file, missing) = (format!("{file}/x"), format!("{folder}/missing.jsonl"));
    for (arguments, named) in [
        (vec![&*missing], &*missing),
        (vec![folder], folder),
        (vec!["--journal", folder], folder),
        (vec!["--journal", &in_file], &in_file),
        (vec!["--journal", file], file),
    ] {
        assert_named(&trial.run(&arguments), named);
    }
    // A folder for the sandbox that is not one, or has folders in place of its files.
    for (arguments, named) in [
        (vec!["--sandbox-dir", file], file.to_owned()),
        (vec!["--sandbox-dir", &in_file], in_file.clone()),
        (vec!["--sandbox-dir", folder], format!("{folder}/sandbox.jsonl")),
        (vec!["--sandbox-dir", folder, "--fresh"], format!("{folder}/sandbox.jsonl")),
        #[cfg(target_os = "linux")]
        (vec!["--sandbox-dir", "/proc/nothing"], "/proc/nothing".to_owned()),
    ] {
        let output = Command::new(&*PROGRAM).args(arguments).output().unwrap();
        assert_named(&Run::of(&output), &named);
    }
}

#[track_caller]
fn assert_named(run: &Run, path: &str) {
    assert_eq!(run.code, Some(2), "{run:?}");
    let error = run.stderr.lines().find(|line| line.starts_with("error: ")).expect(&run.stderr);
    assert!(error.contains(path), "{path}: {error}");
}

#[test]
fn a_file_that_has_no_lines_is_one_error() {
    let trial = Trial::new();
    let rewards = fs::read_to_string(workspace().join("hire-api/examples/rewards.jsonl")).unwrap();
    let array = format!("[\n{}\n]\n", rewards.trim_end().replace('\n', ",\n"));
    let path = trial.path("rewards.json");
    fs::write(&path, array).unwrap();
    let run = trial.run(&[path.to_str().unwrap()]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    let path = path.display();
    assert_eq!(
        run.stderr,
        format!("error: {path}: a JSON array, where JSON Lines are needed: one object a line\n")
    );
    assert!(!Path::new(&trial.path("sandbox")).exists(), "nothing was begun");
}

#[test]
fn lines_may_end_as_on_other_systems_and_a_file_may_be_empty() {
    let trial = Trial::new();
    let rewards = fs::read_to_string(workspace().join("hire-api/examples/rewards.jsonl")).unwrap();
    let path = trial.path("rewards.jsonl");
    fs::write(&path, "").unwrap();
    let run = trial.run(&[path.to_str().unwrap()]).succeeded();
    assert!(run.stdout.contains("0 imported, "), "{run:?}");
    fs::write(&path, format!("\u{feff}\r\n{}", rewards.replace('\n', "\r\n\r\n"))).unwrap();
    let run = trial.run(&[path.to_str().unwrap()]);
    assert_eq!(run.code, Some(1), "two are meant to fail: {run:?}");
    assert!(run.stdout.contains("13 imported, "), "{run:?}");
}
