//! Calls in a second, in rounds that take turns.

use std::cell::Cell;
use std::error::Error;
use std::fs;
use std::time::{Duration, Instant};

use tokio::task::{JoinSet, LocalSet};

use crate::Caller;

const ROUNDS: usize = 40;
const ROUND: Duration = Duration::from_millis(250);

/// What a round gave.
struct Round {
    calls_per_second: f64,
    /// The processor's time for a call, in microseconds.
    micros: f64,
}

/// Compares, and prints two lines.
pub fn compare(ours: &impl Caller, bare: &impl Caller, concurrent: usize) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // Connections are made, and memory is set aside.
    round(&runtime, ours, concurrent)?;
    round(&runtime, bare, concurrent)?;
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for index in 0..ROUNDS {
        // Neither is always the first.
        if index % 2 == 0 {
            left.push(round(&runtime, ours, concurrent)?);
            right.push(round(&runtime, bare, concurrent)?);
        } else {
            right.push(round(&runtime, bare, concurrent)?);
            left.push(round(&runtime, ours, concurrent)?);
        }
    }
    let name = if concurrent == 1 { "sequential".to_owned() } else { format!("{concurrent} concurrent") };
    let line = |name: &str, unit: &str, of: fn(&Round) -> f64| {
        let ratio = median(left.iter().zip(&right).map(|(left, right)| of(left) / of(right)));
        let [left, right] = [&left, &right].map(|rounds| median(rounds.iter().map(of)));
        println!("{name:22}{left:>10.1} {unit}{right:>10.1} {unit}{ratio:>9.3}");
    };
    line(&name, "c/s", |round| round.calls_per_second);
    line("  processor per call", "µs ", |round| round.micros);
    Ok(())
}

fn round(
    runtime: &tokio::runtime::Runtime,
    caller: &impl Caller,
    concurrent: usize,
) -> Result<Round, Box<dyn Error>> {
    let number = Cell::new(0);
    let (start, busy) = (Instant::now(), processor_time()?);
    let count = LocalSet::new().block_on(runtime, async {
        let mut tasks = JoinSet::new();
        for _ in 0..concurrent {
            let caller = caller.clone();
            tasks.spawn_local(async move {
                let mut count = 0_u32;
                while start.elapsed() < ROUND {
                    caller.clone().call(u64::from(count)).await.map_err(|error| error.to_string())?;
                    count += 1;
                }
                Ok::<u32, String>(count)
            });
        }
        while let Some(count) = tasks.join_next().await {
            number.set(number.get() + count??);
        }
        Ok::<u32, Box<dyn Error>>(number.get())
    })?;
    let calls = f64::from(count);
    let busy = processor_time()?.saturating_sub(busy);
    Ok(Round {
        calls_per_second: calls / start.elapsed().as_secs_f64(),
        micros: busy.as_secs_f64() * 1e6 / calls,
    })
}

/// How long this thread was on a processor (`/proc/[pid]/schedstat`, the first number); nothing on
/// systems that do not tell.
fn processor_time() -> Result<Duration, Box<dyn Error>> {
    let Ok(text) = fs::read_to_string("/proc/thread-self/schedstat") else {
        return Ok(Duration::ZERO);
    };
    let nanos = text.split_whitespace().next().ok_or("no time")?;
    Ok(Duration::from_nanos(nanos.parse()?))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
