//! A wrapper around the compiler, which tells what a run of it cost.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, ExitCode};
use std::thread;
use std::time::{Duration, Instant};

/// How often the memory is looked at. The kernel keeps the peak, so that only what is added after the last look is missed.
const LOOK: Duration = Duration::from_millis(2);

/// The kernel counts a process's time in hundredths of a second.
const TICKS: f64 = 100.0;

/// Runs the compiler and writes what it cost into a file: seconds, processor seconds, KiB.
pub fn run(mut command: impl Iterator<Item = OsString>, report: &Path) -> Result<ExitCode, Box<dyn Error>> {
    let start = Instant::now();
    let mut child = Command::new(command.next().ok_or("no compiler")?).args(command).spawn()?;
    let mut peak = 0;
    let status = loop {
        peak = peak.max(peak_of(&child).unwrap_or(0));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        thread::sleep(LOOK);
    };
    let seconds = start.elapsed().as_secs_f64();
    fs::write(report, format!("{seconds} {} {peak}", processor_of_children().unwrap_or(f64::NAN)))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `VmHWM` of `/proc/[pid]/status`, in KiB; nothing on systems that have no such file.
fn peak_of(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    peak.trim().trim_end_matches("kB").trim().parse().ok()
}

/// `cutime` and `cstime` of `/proc/self/stat`, in seconds.
fn processor_of_children() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in parentheses, may have spaces; the state is the third field.
    let (_, fields) = stat.rsplit_once(") ")?;
    let ticks: Vec<f64> =
        fields.split(' ').skip(13).take(2).map(str::parse).collect::<Result<_, _>>().ok()?;
    Some(ticks.iter().sum::<f64>() / TICKS)
}
