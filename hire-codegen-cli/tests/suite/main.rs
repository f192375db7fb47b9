//! The command line: documentation pages that are read, refused and compared; bindings that are checked.
//!
//! The pages in `tests/pages` are one page of a made-up operation in each dialect. The platform's own pages are not here: the
//! example `pages` reads a folder of them.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod bad_pages;
mod cells;
mod command_line;
mod dialects;
mod diff_command;
mod diff_matching;
mod diff_rules;
mod differences;
mod explanations;
mod following;
mod generate_check;
mod lints;
mod mutation;
mod pairs;
mod settling;
mod shells;
mod workflow;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use hire_codegen_cli::doc::{self, Page};

const CONVERTED: &str = include_str!("../pages/converted.md");
const FLAT: &str = include_str!("../pages/flat.md");
const RAW: &str = include_str!("../pages/raw.md");

/// Reads a page that is one of an operation.
fn read(text: &str) -> Page {
    doc::read(text).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// A text with a part exchanged, which has to be there.
fn edited(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

/// What the program did.
struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs the program in a folder, with a text on the standard input.
fn run(folder: &Path, arguments: &[&str], input: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hire-codegen"))
        .current_dir(folder)
        .args(arguments)
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that reads nothing may have ended.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}
