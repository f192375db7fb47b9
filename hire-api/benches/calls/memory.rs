//! The memory of many calls at once, each side in a process of its own.

use std::error::Error;
use std::fs;
use std::process::{Command, Stdio};

use tokio::task::{JoinSet, LocalSet};

use crate::{Caller, server};

/// How many calls are under way at the same time.
pub const AT_ONCE: usize = 1000;

/// The KiB that a process in this role needed for its calls, over what it had before.
pub fn of(role: &str, url: &str) -> Result<u64, Box<dyn Error>> {
    let output = Command::new(std::env::current_exe()?)
        .env(crate::ROLE, role)
        .env(crate::URL, format!("{url}{}", server::TOGETHER))
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    Ok(text.trim().parse()?)
}

/// Calls as often as said at once: the server answers none before all have come.
pub fn measure(caller: &impl Caller) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let before = kibibytes("VmRSS:")?;
    LocalSet::new().block_on(&runtime, async {
        let mut tasks = JoinSet::new();
        for number in 0..AT_ONCE {
            let caller = caller.clone();
            let number = u64::try_from(number)?;
            tasks.spawn_local(async move { caller.call(number).await.map_err(|error| error.to_string()) });
        }
        while let Some(response) = tasks.join_next().await {
            response??;
        }
        Ok::<(), Box<dyn Error>>(())
    })?;
    println!("{}", kibibytes("VmHWM:")?.saturating_sub(before));
    Ok(())
}

/// A line of `/proc/[pid]/status`; nothing on systems that have no such file.
fn kibibytes(name: &str) -> Result<u64, Box<dyn Error>> {
    let Ok(status) = fs::read_to_string("/proc/self/status") else {
        return Ok(0);
    };
    let value = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("no such line")?;
    Ok(value.trim().trim_end_matches("kB").trim().parse()?)
}
