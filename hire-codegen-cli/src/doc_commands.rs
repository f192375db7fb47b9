//! `hire-codegen doc`: documentation pages, read and compared.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use hire_codegen_cli::doc::{self, MAX_BYTES, Page, Refusal, diff};
use serde_json::{Value, json};

use crate::Outcome;
use crate::doc_report::{self, Files};
use crate::report::Format;

#[derive(Debug, Subcommand)]
pub enum DocCommand {
    /// Print pages of operations as JSON: an object for one page, an array of them for several.
    ///
    /// What a page says is said by the object, and nothing else: what is not understood is listed under `unread`, with its line.
    /// A page of something else is `{"refused": why}`, and the exit code 1.
    #[command(after_help = "Example:\n  hire-codegen doc read create.md | jq .errors")]
    Read {
        /// The pages, as Markdown text; `-` is the standard input.
        #[arg(required = true)]
        pages: Vec<PathBuf>,
    },
    /// Name each difference between two versions of a page.
    ///
    /// Nothing is said where only targets of links or dates differ. The exit code is 1 if there are differences.
    #[command(after_help = "Example:\n  hire-codegen doc diff stored/create.md create.md --format markdown")]
    Diff {
        /// The page as it was; `-` is the standard input.
        old: PathBuf,
        /// The page as it is; `-` is the standard input.
        new: PathBuf,
        /// How differences are printed.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}

/// Runs a command.
///
/// # Errors
///
/// Fails with a message if a file cannot be read.
pub fn run(command: DocCommand, color: bool) -> Result<Outcome, String> {
    match command {
        DocCommand::Read { pages } => {
            let read = pages.iter().map(|path| page(path)).collect::<Result<Vec<_>, _>>()?;
            let has_findings = read.iter().any(Result::is_err);
            let mut values: Vec<Value> = read.iter().map(to_json).collect();
            let value = if values.len() == 1 { values.remove(0) } else { Value::Array(values) };
            Ok(Outcome { text: format!("{value:#}\n"), has_findings })
        }
        DocCommand::Diff { old, new, format } => {
            let files = Files { old: old.display().to_string(), new: new.display().to_string() };
            let page = |path: &Path| page(path)?.map_err(|refusal| format!("{}: {refusal}", path.display()));
            let findings = diff::compare(&page(&old)?, &page(&new)?);
            let text = doc_report::render(&findings, &files, format, color);
            Ok(Outcome { text, has_findings: !findings.is_empty() })
        }
    }
}

fn to_json(page: &Result<Page, Refusal>) -> Value {
    match page {
        Ok(page) => page.to_json(),
        Err(refusal) => json!({ "refused": refusal.to_string() }),
    }
}

/// Reads the page in a file.
fn page(path: &Path) -> Result<Result<Page, Refusal>, String> {
    let mut bytes = Vec::new();
    // A byte more than is accepted, so that the page is refused for its size.
    let most = MAX_BYTES as u64 + 1;
    let read = if path.as_os_str() == "-" {
        io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    read.map_err(|error| format!("{}: {error}", path.display()))?;
    if bytes.len() > MAX_BYTES {
        return Ok(Err(Refusal::TooLarge));
    }
    Ok(std::str::from_utf8(&bytes).map_err(|_| Refusal::NotText).and_then(doc::read))
}
