//! Calls through the client against bare reqwest with serde doing the same: how many in a second,
//! how much of the processor for each, and the memory of 1,000 at the same time.
//!
//! The server is a process of its own on loopback. The client is on one thread, so that what a
//! call costs is what limits the calls. Both sides take turns in short rounds, so that whatever
//! else the machine does hits both; the ratio is the median of the rounds' ratios. Both speak
//! HTTP/1.1, keep connections, have the same time limits, ask for compressed responses, and make a
//! value of their own type for each call. There is no rate limit.

mod bare;
mod memory;
mod ours;
mod rounds;
mod server;

use std::error::Error;

/// What both sides do.
trait Caller: Clone + 'static {
    /// Calls the server, with a number that makes the reward another than the last.
    fn call(self, number: u64) -> impl Future<Output = Result<(), Box<dyn Error>>>;
}

fn main() -> Result<(), Box<dyn Error>> {
    match std::env::var(ROLE).ok().as_deref() {
        Some("server") => server::run(),
        Some("memory of ours") => memory::measure(&ours::Ours::new(&url()?)?),
        Some("memory of bare") => memory::measure(&bare::Bare::new(&url()?)?),
        _ => compare(),
    }
}

/// The environment variable that says which process this is.
const ROLE: &str = "HIRE_BENCH_ROLE";

/// The environment variable that says where the server is.
const URL: &str = "HIRE_BENCH_URL";

fn url() -> Result<String, std::env::VarError> {
    std::env::var(URL)
}

fn compare() -> Result<(), Box<dyn Error>> {
    let server = server::Server::start()?;
    let (ours, bare) = (ours::Ours::new(&server.url)?, bare::Bare::new(&server.url)?);
    println!("{:22}{:>14}{:>14}{:>9}", "", "client", "bare reqwest", "ratio");
    for concurrent in [1, 64] {
        rounds::compare(&ours, &bare, concurrent)?;
    }
    let [ours, bare] = ["memory of ours", "memory of bare"].map(|role| memory::of(role, &server.url));
    let (ours, bare) = (ours?, bare?);
    println!(
        "{:22}{:>10} KiB{:>10} KiB{:>9.3}",
        format!("memory, {} at once", memory::AT_ONCE),
        ours,
        bare,
        ratio(ours, bare)
    );
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "numbers of KiB are small")]
fn ratio(ours: u64, bare: u64) -> f64 {
    ours as f64 / bare as f64
}
