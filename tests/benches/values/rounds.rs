//! Two ways of doing the same, in short rounds that take turns, so that whatever else the machine does hits both.

use std::time::{Duration, Instant};

const ROUNDS: usize = 60;
const ROUND: Duration = Duration::from_millis(2);

/// Nanoseconds that one run of each takes.
pub struct Times {
    pub ours: f64,
    pub theirs: f64,
}

/// Measures both. A time is that of a tenth of the rounds: what is slower was disturbed.
pub fn compare(mut ours: impl FnMut(), mut theirs: impl FnMut()) -> Times {
    let (our_runs, their_runs) = (runs(&mut ours), runs(&mut theirs));
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for index in 0..ROUNDS {
        // Neither is always the first.
        if index % 2 == 0 {
            left.push(nanos(&mut ours, our_runs));
            right.push(nanos(&mut theirs, their_runs));
        } else {
            right.push(nanos(&mut theirs, their_runs));
            left.push(nanos(&mut ours, our_runs));
        }
    }
    Times { ours: undisturbed(left), theirs: undisturbed(right) }
}

/// How often something runs in a round.
fn runs(run: &mut impl FnMut()) -> u32 {
    let (mut runs, start) = (0, Instant::now());
    while start.elapsed() < ROUND {
        run();
        runs += 1;
    }
    runs
}

fn nanos(run: &mut impl FnMut(), runs: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..runs {
        run();
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(runs)
}

fn undisturbed(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 10).copied().unwrap_or(f64::NAN)
}
