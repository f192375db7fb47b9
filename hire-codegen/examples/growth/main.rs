//! How the time and the memory of the generator grow with a description: `cargo run --release -p hire-codegen --example
//! growth`, or `-- enum` for the shapes with `enum` in their names. Each run is a process of its own, which is ended when
//! it takes too long or too much.

#![allow(clippy::print_stdout, reason = "it is a program that prints a table")]

mod shapes;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

use shapes::{GROUPS, Shape};

/// What the command line asks for.
struct Options {
    /// Multiplies the sizes.
    scale: usize,
    /// How often the size is doubled.
    doublings: u32,
    timeout: Duration,
    /// In MiB.
    memory: u64,
    filter: Vec<String>,
    list: bool,
    /// A description to be made bindings of: what each run is started with.
    run: Option<PathBuf>,
    /// Where the descriptions are left.
    keep: Option<PathBuf>,
    size: Option<usize>,
    /// The options of the generator that a run is started with.
    generator: shapes::Options,
}

const USAGE: &str = "growth [--scale N] [--doublings N] [--timeout SECONDS] [--memory MIB] [--keep FOLDER] [--size N] \
                     [--list] [WORDS OF A NAME, OR A GROUP]...";

fn options() -> Result<Options, String> {
    let mut options = Options {
        scale: 1,
        doublings: 2,
        timeout: Duration::from_secs(20),
        memory: 4096,
        filter: Vec::new(),
        list: false,
        run: None,
        keep: None,
        size: None,
        generator: shapes::Options::default(),
    };
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut named = options.generator.named().into_iter();
        if let Some((_, option)) = named.find(|(name, _)| *name == argument) {
            *option = true;
            continue;
        }
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} lacks a value\n{USAGE}"));
        let number = |text: String| text.parse::<u64>().map_err(|error| format!("{text}: {error}"));
        let count = |text: String| text.parse::<usize>().map_err(|error| format!("{text}: {error}"));
        match argument.as_str() {
            "--scale" => options.scale = count(value()?)?,
            "--size" => options.size = Some(count(value()?)?),
            "--doublings" => options.doublings = u32::try_from(number(value()?)?).unwrap_or(u32::MAX),
            "--timeout" => options.timeout = Duration::from_secs(number(value()?)?),
            "--memory" => options.memory = number(value()?)?,
            "--keep" => options.keep = Some(value()?.into()),
            "--list" => options.list = true,
            "--run" => options.run = Some(value()?.into()),
            "--help" => return Err(USAGE.to_owned()),
            _ => options.filter.push(argument.to_lowercase()),
        }
    }
    Ok(options)
}

fn main() -> ExitCode {
    let result = options().and_then(|options| match &options.run {
        Some(description) => {
            run(description, options.generator);
            Ok(())
        }
        None => table(&options).map_err(|error| error.to_string()),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// One run: says how long it took, how much memory, and what came of it.
fn run(description: &Path, options: shapes::Options) {
    let start = Instant::now();
    let outcome = match options.generator(description).generate() {
        Ok(bindings) => {
            let bytes: usize = bindings.files().iter().map(|file| file.text.len()).sum();
            let warnings = bindings.warnings().to_string();
            format!("{bytes} bytes emitted, {} of warnings", warnings.len())
        }
        Err(report) => format!("{}, {} bytes", report.summary(), report.to_string().len()),
    };
    println!(
        "{:.3}\t{}\t{outcome}",
        start.elapsed().as_secs_f64(),
        memory_of("self", "VmHWM:").unwrap_or_default()
    );
}

/// The memory of a process in KiB, by the name of a line of its status.
fn memory_of(process: &str, line: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let value = status.lines().find_map(|it| it.strip_prefix(line))?;
    value.split_whitespace().next()?.parse().ok()
}

fn table(options: &Options) -> io::Result<()> {
    println!("shape\tsize\tseconds\tratio\tMiB\toutcome");
    for (group, shapes) in GROUPS {
        for shape in *shapes {
            let asked = |word: &String| shape.name.to_lowercase().contains(word) || group == word;
            if !options.filter.is_empty() && !options.filter.iter().any(asked) {
                continue;
            }
            if options.list {
                println!("{group}: {}", shape.name);
            } else {
                rows(shape, options)?;
            }
        }
    }
    Ok(())
}

/// The rows of a shape, up to the first size that has no end.
fn rows(shape: &Shape, options: &Options) -> io::Result<()> {
    let first = options.size.unwrap_or(shape.size * options.scale);
    let mut before = None;
    for doubling in 0..=options.doublings {
        let size = first << doubling;
        let measured = measured(shape, size, options)?;
        let Some((seconds, kibibytes, outcome)) = measured else {
            println!("{}\t{size}\t> {} s or {} MiB", shape.name, options.timeout.as_secs(), options.memory);
            break;
        };
        let ratio = before.map_or_else(String::new, |before| format!("{:.1}", seconds / before));
        println!("{}\t{size}\t{seconds:.3}\t{ratio}\t{}\t{outcome}", shape.name, kibibytes / 1024);
        before = Some(f64::max(seconds, 0.001));
    }
    Ok(())
}

/// Seconds, KiB, and what came of it; nothing of a run that was ended.
fn measured(shape: &Shape, size: usize, options: &Options) -> io::Result<Option<(f64, u64, String)>> {
    let temporary = env::current_exe()?.with_file_name(format!("growth-{}", std::process::id()));
    let folder = options.keep.clone().unwrap_or(temporary);
    fs::create_dir_all(&folder)?;
    let files = shape.files(size);
    for (name, text) in &files {
        fs::write(folder.join(name), text)?;
    }
    let root = files.first().map(|(name, _)| folder.join(name)).unwrap_or_default();
    drop(files);
    let mut asked = shape.options;
    let asked = asked.named().into_iter().filter(|(_, option)| **option).map(|(name, _)| name);
    let mut child = Command::new(env::current_exe()?)
        .arg("--run")
        .arg(root)
        .args(asked)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let start = Instant::now();
    let process = child.id().to_string();
    let ended = loop {
        if child.try_wait()?.is_some() {
            break true;
        }
        let memory = memory_of(&process, "VmRSS:").unwrap_or_default();
        if start.elapsed() > options.timeout || memory / 1024 > options.memory {
            child.kill()?;
            child.wait()?;
            break false;
        }
        thread::sleep(Duration::from_millis(5));
    };
    let mut said = String::new();
    if let Some(mut stdout) = child.stdout.take() {
        io::Read::read_to_string(&mut stdout, &mut said)?;
    }
    if options.keep.is_none() {
        fs::remove_dir_all(&folder)?;
    }
    let mut parts = said.trim_end().splitn(3, '\t');
    let seconds = parts.next().and_then(|it| it.parse().ok());
    let memory = parts.next().and_then(|it| it.parse().ok());
    let outcome = parts.next().unwrap_or_default().to_owned();
    Ok(seconds.zip(memory).filter(|_| ended).map(|(seconds, memory)| (seconds, memory, outcome)))
}
