//! `cargo run -p hire-tests --release --example documents -- FOLDER`: what becomes of real descriptions.
//!
//! Bindings are made of each document of the folder, with `lenient()` where it is refused, and checked with
//! `-D warnings` in a crate of their own. A row says how many operations there are (and are left out), schemas, emitted
//! lines (and those of them that are no docs), how many of a hundred fields are any JSON value, the time and the memory of
//! the generator, how many times as long it takes as reading the document and formatting what is emitted, and the time and
//! the memory of the compiler for `cargo check` with `CARGO_INCREMENTAL=0` after the dependencies. Each document has a
//! process of its own, which may take a minute and a gibibyte.
//!
//! `--mutations N` makes N faulty descriptions of the documents instead, the same ones for each `--seed`: each becomes a
//! report or bindings that are Rust, and those of every thirteenth of a document are checked. `--only WORD` takes the documents with a
//! word in their names, `--no-check` leaves out `cargo check`. The exit code is 0 if all is well.

#![allow(clippy::print_stdout, reason = "it is a program that prints a table")]

#[path = "../benches/bindings/compiler.rs"]
mod compiler;
mod document;
mod mutation;
mod scratch_crate;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use document::Facts;
use scratch_crate::Scratch;

/// Why the command could not run.
type Failure = Box<dyn std::error::Error>;

/// What a process may take.
const TIMEOUT: Duration = Duration::from_secs(60);
const KIBIBYTES: u64 = 1 << 20;

/// The environment variable that makes this program a wrapper around the compiler, and says where it reports.
const REPORT: &str = "HIRE_DOCUMENTS_REPORT";

/// Between the mutations of a document whose bindings are checked: an odd number, so that `lenient()` takes turns.
const SAMPLE: u64 = 13;

#[derive(Default)]
struct Options {
    folder: PathBuf,
    only: String,
    no_check: bool,
    mutations: Option<u64>,
    seed: u64,
}

fn main() -> ExitCode {
    if let Some(report) = env::var_os(REPORT) {
        let run = compiler::run(env::args_os().skip(1), Path::new(&report));
        return run.unwrap_or_else(|failure| failed(&failure));
    }
    let arguments: Vec<String> = env::args().skip(1).collect();
    // What a process of one document is started with.
    let run = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--generate", file, out] => document::generate(Path::new(file), Path::new(out)).map(|facts| {
            print!("{facts}");
            true
        }),
        ["--mutate", file, out, count, seed] => mutate(file, out, count, seed),
        _ => options(arguments).and_then(|options| match options.mutations {
            Some(count) => mutations(&options, count),
            None => table(&options),
        }),
    };
    match run {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => failed(&failure),
    }
}

fn failed(failure: &Failure) -> ExitCode {
    eprintln!("error: {failure}");
    ExitCode::from(2)
}

/// KiB as MiB, in whole ones.
fn mebibytes(kibibytes: u64) -> String {
    (kibibytes / 1024).to_string()
}

fn options(arguments: Vec<String>) -> Result<Options, Failure> {
    let mut options = Options::default();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--only" => options.only = value()?,
            "--no-check" => options.no_check = true,
            "--mutations" => options.mutations = Some(value()?.parse()?),
            "--seed" => options.seed = value()?.parse()?,
            _ => options.folder = argument.into(),
        }
    }
    Ok(options)
}

/// The documents of the folder, in the order of their names.
fn files(options: &Options) -> Result<Vec<PathBuf>, Failure> {
    let folder = options.folder.display();
    let entries = fs::read_dir(&options.folder)
        .map_err(|error| format!("{folder:?} is no folder with OpenAPI descriptions: {error}"))?;
    let mut files = entries.map(|entry| entry.map(|it| it.path())).collect::<Result<Vec<_>, _>>()?;
    let known =
        |path: &PathBuf| path.extension().is_some_and(|it| it == "json" || it == "yaml" || it == "yml");
    files.retain(|path| known(path) && path.to_string_lossy().contains(&options.only));
    files.sort();
    Ok(files)
}

/// Runs this program with other arguments, and returns what it prints. None if it was ended, for time or memory.
fn child(arguments: &[&str], timeout: Duration) -> Result<Option<String>, Failure> {
    let mut child = Command::new(env::current_exe()?).args(arguments).stdout(Stdio::piped()).spawn()?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let start = Instant::now();
    while child.try_wait()?.is_none() {
        if start.elapsed() > timeout || document::peak(&status).is_some_and(|kibibytes| kibibytes > KIBIBYTES)
        {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output()?;
    Ok(Some(String::from_utf8(output.stdout)?).filter(|text| output.status.success() || !text.is_empty()))
}

fn table(options: &Options) -> Result<bool, Failure> {
    let mut is_good = true;
    println!(
        "document\tby\toperations (left out)\tschemas\tlines\twithout docs\tvalues %\tgenerate s\tMiB\t\
         of reading and formatting\tcheck s\tMiB"
    );
    for file in files(options)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let scratch = Scratch::new(&name)?;
        let out = scratch.source();
        let printed = child(&["--generate", &file.to_string_lossy(), &out.to_string_lossy()], TIMEOUT)?;
        let Some(facts) = printed.as_deref().and_then(Facts::read) else {
            is_good = false;
            println!("{name}\trefused");
            continue;
        };
        if options.no_check {
            println!("{name}\t{facts}");
            continue;
        }
        let checked = scratch.check()?;
        is_good &= checked.is_some();
        println!("{name}\t{}", facts.row(checked.as_ref()));
    }
    Ok(is_good)
}

fn mutations(options: &Options, count: u64) -> Result<bool, Failure> {
    let mut is_good = true;
    let files = files(options)?;
    let each = count.div_ceil(files.len().max(1) as u64);
    println!("document\tmutations\trefused\tbindings\tdefects");
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let scratch = Scratch::new(&name)?;
        let (file, out) = (file.to_string_lossy(), scratch.source());
        let arguments =
            ["--mutate", &file, &out.to_string_lossy(), &each.to_string(), &options.seed.to_string()];
        let timeout = TIMEOUT * u32::try_from(each)?;
        let printed =
            child(&arguments, timeout)?.unwrap_or_else(|| "ended, for time or memory, defects".to_owned());
        let compiles = options.no_check || scratch.check()?.is_some();
        let is_clean = printed.ends_with("\t0") && compiles;
        is_good &= is_clean;
        println!("{name}\t{printed}{}", if compiles { "" } else { ", and bindings that do not compile" });
    }
    Ok(is_good)
}

/// Makes faulty descriptions of one document, and prints what became of them.
fn mutate(file: &str, out: &str, count: &str, seed: &str) -> Result<bool, Failure> {
    let (count, seed): (u64, u64) = (count.parse()?, seed.parse()?);
    let description = document::json(Path::new(file))?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("openapi.json");
    let (mut refused, mut modules, mut defects) = (0, String::new(), 0);
    for number in 0..count {
        let mutated = mutation::mutated(&description, &mut fastrand::Rng::with_seed(seed + number));
        fs::write(&path, mutated.to_string())?;
        // Every other one is to become bindings whatever is wrong.
        let generator = hire_codegen::Generator::new(&path);
        let outcome = if number % 2 == 0 { generator } else { generator.lenient() }.generate();
        if let Some(defect) = mutation::defect(&outcome) {
            defects += 1;
            let kept = env::temp_dir().join(format!("mutation-{seed}-{number}.json"));
            fs::copy(&path, &kept)?;
            eprintln!("{}: {defect}", kept.display());
        }
        match outcome {
            Ok(bindings) if number % SAMPLE == SAMPLE - 1 => {
                bindings.write(&Path::new(out).join(format!("m{number}")))?;
                _ = writeln!(modules, "pub mod m{number};");
            }
            Ok(_) => {}
            Err(_) => refused += 1,
        }
    }
    scratch_crate::root(Path::new(out), &modules)?;
    print!("{count}\t{refused}\t{}\t{defects}", count - refused);
    Ok(defects == 0)
}
