//! The command line `hire-codegen`: its output, and whoever reads that.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use crate::scratch_crate::{self, Run};

/// The program, built once.
static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    let arguments = ["build", "--quiet", "--package", "hire-codegen-cli"];
    scratch_crate::cargo(scratch_crate::workspace(), &arguments, &[]).succeeded();
    scratch_crate::target().join("debug/hire-codegen").with_extension(std::env::consts::EXE_EXTENSION)
});

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(&*PROGRAM);
    command.current_dir(folder).args(arguments).env_remove("NO_COLOR");
    command
}

/// Runs it in a folder.
pub fn run(folder: &Path, arguments: &[&str]) -> Run {
    Run::of(&command(folder, arguments).output().unwrap())
}

const PETS: &str = "openapi: 3.1.1
info: { title: Pets, version: '1' }
paths: {}
components: { schemas: { Pet: { type: strnig } } }
";

#[test]
fn frames_have_colors_for_whoever_asks() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    fs::write(folder.path().join("pets.yaml"), PETS).unwrap();
    for (arguments, no_color, colors) in [
        (&["check", "pets.yaml"][..], "", false),
        (&["--color", "auto", "check", "pets.yaml"], "", false),
        (&["--color", "never", "check", "pets.yaml"], "", false),
        (&["--color", "always", "check", "pets.yaml"], "", true),
        (&["check", "pets.yaml", "--color=always"], "", true),
        (&["census", "pets.yaml", "--color=always"], "", true),
        (&["check", "pets.yaml", "--color", "always"], "1", true),
    ] {
        let run = Run::of(&command(folder.path(), arguments).env("NO_COLOR", no_color).output().unwrap());
        assert_eq!(
            (run.code, run.stderr.contains('\u{1b}')),
            (Some(1), colors),
            "{arguments:?}: {}",
            run.stderr
        );
    }
    assert_eq!(run(folder.path(), &["check", "pets.yaml", "--color", "sometimes"]).code, Some(2));
}

#[test]
fn a_reader_that_goes_is_no_error_and_a_full_disk_is_one() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    fs::write(folder.path().join("pets.yaml"), PETS).unwrap();
    fs::write(folder.path().join("good.yaml"), PETS.replace("strnig", "string")).unwrap();
    let good: [&[&str]; 4] = [
        &["support"],
        &["check", "good.yaml"],
        &["census", "good.yaml"],
        &["generate", "good.yaml", "--out", "out"],
    ];
    let closed = || {
        let (_, writer) = std::io::pipe().unwrap();
        Stdio::from(writer)
    };
    for arguments in good {
        let run = Run::of(&command(folder.path(), arguments).stdout(closed()).output().unwrap());
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
    let mut faulty = command(folder.path(), &["check", "pets.yaml"]);
    assert_eq!(faulty.stderr(closed()).status().unwrap().code(), Some(1));
    if let Ok(full) = File::options().write(true).open("/dev/full") {
        for arguments in good {
            let stdout = full.try_clone().unwrap();
            let run = Run::of(&command(folder.path(), arguments).stdout(stdout).output().unwrap());
            assert_eq!(run.code, Some(2), "{arguments:?}");
            assert!(run.stderr.starts_with("error: the standard output: "), "{run:?}");
        }
    }
}
