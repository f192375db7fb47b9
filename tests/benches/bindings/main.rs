//! What emitted code costs a build: the time and the memory of checking many structs with builders and validators, beside
//! the same structs with serde's derives and neither of the two; and the lines that a union takes.
//!
//! A crate is checked by cargo from nothing but its dependencies, a few times; the fastest run counts, and the most memory:
//! once as dependencies and builds of continuous integration are (`CARGO_INCREMENTAL=0`), once with what cargo writes down by
//! itself for the next check of a crate that is being worked on. `cargo bench -p hire-tests --bench bindings -- 100` does it with 100 structs instead of 1,500.

mod compiler;
mod description;
mod scratch_crate;
mod unions;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use hire_codegen::Generator;

/// The environment variable that makes this program the wrapper around the compiler, and says where it reports.
const REPORT: &str = "HIRE_BENCH_REPORT";

const OBJECTS: usize = 1500;
const RUNS: usize = 3;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = std::env::args_os().skip(1);
    if let Some(report) = std::env::var_os(REPORT) {
        return compiler::run(arguments, Path::new(&report));
    }
    let objects = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(OBJECTS);
    unions::print()?;
    check(objects)?;
    Ok(ExitCode::SUCCESS)
}

fn check(objects: usize) -> Result<(), Box<dyn Error>> {
    let scratch = scratch_crate::Scratch::new()?;
    scratch.write("openapi.yaml", &description::openapi(objects))?;
    let start = Instant::now();
    let bindings = Generator::new(scratch.path("openapi.yaml")).generate()?;
    bindings.write(&scratch.path("emitted/src/bindings"))?;
    println!(
        "{objects} structs of {} fields: generated in {:.1} s; checked:",
        description::PROPERTIES,
        start.elapsed().as_secs_f64()
    );
    let emitted = bindings.files().iter().map(|file| file.text.lines().count()).sum();
    scratch.write("emitted/src/lib.rs", "//! Emitted types.\npub mod bindings;\n")?;
    let derived = description::derived(objects);
    scratch.write("derived/src/lib.rs", &derived)?;
    println!("{:24}{:>9}{:>13}{:>15}{:>15}", "", "lines", "time", "processor", "peak memory");
    let crates = [("emitted", emitted), ("derived", derived.lines().count())];
    for (name, lines, incremental) in
        [false, true].into_iter().flat_map(|way| crates.map(|(name, lines)| (name, lines, way)))
    {
        let runs = (0..RUNS).map(|_| scratch.measure(name, incremental)).collect::<Result<Vec<_>, _>>()?;
        let least = |of: fn(&scratch_crate::Cost) -> f64| runs.iter().map(of).fold(f64::INFINITY, f64::min);
        let name = if incremental { format!("{name}, incremental") } else { name.to_owned() };
        println!(
            "{name:24}{lines:>9}{:>11.1} s{:>13.1} s{:>11.2} GiB",
            least(|cost| cost.seconds),
            least(|cost| cost.processor),
            gibibytes(runs.iter().map(|cost| cost.peak).max().unwrap_or(0)),
        );
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "numbers of KiB are small")]
fn gibibytes(kibibytes: u64) -> f64 {
    kibibytes as f64 / f64::from(1 << 20)
}
