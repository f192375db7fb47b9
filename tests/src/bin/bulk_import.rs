//! Imports a file of rewards into a sandbox, as a process that a test can kill: URL, file and journal
//! are its arguments. Ctrl-C stops it. The last line of its output counts the outcomes; the exit code
//! is 0 if every reward is imported.

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use hire_api::feishu::{self, Credentials};
use hire_api::import::{Import, Journal, Outcome};
use hire_api::types::ExternalReward;
use hire_runtime::{ReqwestTransport, RetryBudget, RetryPolicy, reqwest};

/// The credentials of a sandbox, whose feature this program does without.
const APP: (&str, &str) = ("cli_sandbox", "secret-of-the-sandbox");

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut argument = |name: &str| arguments.next().ok_or(format!("the argument {name} is missing"));
    let (url, file, journal) = (argument("URL")?, argument("FILE")?, argument("JOURNAL")?);
    let client = feishu::builder(Credentials::new(APP.0, APP.1))
        .base_url(&url)
        .transport(ReqwestTransport::with(reqwest::ClientBuilder::no_proxy)?)
        .configure(|settings| {
            settings
                .rate_limiting(false)
                .retry(RetryPolicy::default().max_attempts(10).base_delay(Duration::from_millis(5)))
                .retry_budget(RetryBudget::unlimited())
        })
        .build()?;
    let text = std::fs::read_to_string(file)?;
    let rewards = text.lines().map(|line| hire_runtime::parse::<ExternalReward>(line.as_bytes()));
    let journal = Journal::open(journal, url)?;
    let mut outcomes = Import::new(client, journal)
        .concurrency(100)
        .stop_when(async {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        })
        .run_all(rewards.enumerate());
    let (mut imported, mut before, mut left, mut other) = (0, 0, 0, 0);
    while let Some((line, outcome)) = outcomes.next().await {
        match outcome {
            Outcome::Imported { .. } => imported += 1,
            Outcome::ImportedBefore { .. } => before += 1,
            Outcome::NotSent => left += 1,
            outcome => {
                other += 1;
                println!("{line}: {outcome:?}");
            }
        }
    }
    println!("{imported} imported, {before} imported before, {left} not sent, {other} failed");
    Ok(if left + other == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
