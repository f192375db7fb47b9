//! `hire-codegen doc`: documentation pages, read and compared.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use hire_codegen_cli::doc::{self, MAX_BYTES, Page, Refusal};
use serde_json::{Value, json};

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
}

/// What a command prints, and whether there is something to mend.
pub struct Outcome {
    pub text: String,
    pub has_findings: bool,
}

/// Runs a command.
///
/// # Errors
///
/// Fails with a message if a file cannot be read.
pub fn run(command: DocCommand) -> Result<Outcome, String> {
    match command {
        DocCommand::Read { pages } => {
            let read = pages.iter().map(|path| page(path)).collect::<Result<Vec<_>, _>>()?;
            let has_findings = read.iter().any(Result::is_err);
            let mut values: Vec<Value> = read.iter().map(to_json).collect();
            let value = if values.len() == 1 { values.remove(0) } else { Value::Array(values) };
            Ok(Outcome { text: format!("{value:#}\n"), has_findings })
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
