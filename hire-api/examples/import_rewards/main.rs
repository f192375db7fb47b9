//! Imports a file of external referral rewards: `cargo run -p hire-api --example import_rewards`.
//!
//! Without options it plays with a sandbox on this machine; `--help` tells the rest.

mod args;
mod import;
mod input;
mod outcome;
mod progress;
mod table;
mod target;
mod terminal;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;
use hire_api::import::{Import, Journal};

use crate::args::Args;
use crate::outcome::Summary;
use crate::progress::Progress;
use crate::target::Target;
use crate::terminal::{note, print};

/// The rewards that come with the example.
const REWARDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/rewards.jsonl");

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Args::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            note(format_args!("error: {error}"));
            let mut cause = error.source();
            while let Some(error) = cause {
                note(format_args!("  because: {error}"));
                cause = error.source();
            }
            ExitCode::from(2)
        }
    }
}

/// Where tests may write: where they are themselves, in cargo's target folder.
#[cfg(test)]
fn scratch() -> std::path::PathBuf {
    std::env::current_exe().unwrap().with_file_name("")
}

/// Whether all went well.
async fn run(args: &Args) -> Result<bool, Box<dyn Error>> {
    let file = args.file.as_deref().unwrap_or(Path::new(REWARDS));
    let lines = input::read(file)?;
    let names: Vec<_> = lines.iter().map(|line| (line.number, line.external_id.clone())).collect();
    let target = Target::new(args).await?;
    let journal = Journal::open(&target.journal, target.name.clone())?;
    let mut import = Import::new(target.client.clone(), journal).concurrency(usize::from(args.concurrency));
    if let Some(kind) = args.user_id_type() {
        import = import.user_id_type(kind);
    }
    let progress = Progress::new(lines.len());
    let finished = import::run(import, lines, &progress).await;
    progress.finish();
    if let Some(sandbox) = target.sandbox {
        sandbox.shutdown().await;
    }
    let rows = names
        .iter()
        .zip(&finished.outcomes)
        .map(|((number, external_id), outcome)| (*number, external_id.as_str(), outcome));
    print(table::render(rows))?;
    let summary = Summary::of(&finished.outcomes);
    print(&summary)?;
    print(format_args!("journal: {}", target.journal.display()))?;
    if let Some(error) = finished.journal_error {
        return Err(format!("{}: the journal cannot be written: {error}", target.journal.display()).into());
    }
    Ok(summary.is_good(args.file.is_none()))
}
