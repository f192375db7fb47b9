//! Lines that are on the disk before anything goes on.

use std::fs::File;
use std::io::{self, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::spawn_blocking;

/// A file that lines are appended to.
///
/// Callers that append while another's lines are being written wait together, and theirs are written
/// and synchronized at once: so the disk is asked once for many rewards, not once for each.
#[derive(Debug)]
pub(super) struct Log {
    waiting: Mutex<Waiting>,
    disk: Arc<tokio::sync::Mutex<Disk>>,
}

/// What is not written yet.
#[derive(Debug, Default)]
struct Waiting {
    lines: Vec<u8>,
    /// The number of the last of these lines.
    last: u64,
}

#[derive(Debug)]
struct Disk {
    file: File,
    /// The number of the last line that is on the disk.
    written: u64,
    /// Why no more can be written.
    failure: Option<Arc<io::Error>>,
}

impl Log {
    pub(super) fn new(file: File) -> Self {
        let disk = Disk { file, written: 0, failure: None };
        Self { waiting: Mutex::default(), disk: Arc::new(tokio::sync::Mutex::new(disk)) }
    }

    /// Appends a line. It is on the disk when this is done.
    ///
    /// After a failure nothing is written any more: a line may be half there, and another after it
    /// would make it unreadable.
    pub(super) async fn append(&self, line: &str) -> io::Result<()> {
        let number = self.push(line);
        let mut disk = Arc::clone(&self.disk).lock_owned().await;
        if disk.written < number && disk.failure.is_none() {
            let Waiting { lines, last } = self.take();
            // Not on a thread that others' calls run on: a disk may take its time. And not given up
            // half-way when the caller is.
            disk = spawn_blocking(move || {
                disk.write(&lines, last);
                disk
            })
            .await?;
        }
        match &disk.failure {
            Some(failure) if disk.written < number => {
                Err(io::Error::new(failure.kind(), Arc::clone(failure)))
            }
            _ => Ok(()),
        }
    }

    fn push(&self, line: &str) -> u64 {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.lines.extend_from_slice(line.as_bytes());
        waiting.lines.push(b'\n');
        waiting.last += 1;
        waiting.last
    }

    fn take(&self) -> Waiting {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        Waiting { lines: std::mem::take(&mut waiting.lines), last: waiting.last }
    }
}

impl Disk {
    fn write(&mut self, lines: &[u8], last: u64) {
        match self.file.write_all(lines).and_then(|()| self.file.sync_data()) {
            Ok(()) => self.written = last,
            Err(error) => self.failure = Some(Arc::new(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[tokio::test]
    async fn lines_of_many_are_written_whole_and_by_the_batch() {
        let file = tempfile::NamedTempFile::new_in(crate::scratch()).unwrap();
        let log = Arc::new(Log::new(file.reopen().unwrap()));
        let mut writers = tokio::task::JoinSet::new();
        for number in 0..200 {
            let (log, path) = (Arc::clone(&log), file.path().to_owned());
            writers.spawn(async move {
                let line = format!("line {number}");
                log.append(&line).await.unwrap();
                assert!(fs::read_to_string(path).unwrap().lines().any(|found| found == line));
            });
        }
        writers.join_all().await;
        let text = fs::read_to_string(file.path()).unwrap();
        let mut lines: Vec<_> = text.lines().collect();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), 200);
    }

    #[tokio::test]
    async fn after_a_failure_nothing_is_written() {
        let file = tempfile::NamedTempFile::new_in(crate::scratch()).unwrap();
        // Opened for reading only.
        let log = Log::new(File::open(file.path()).unwrap());
        let first = log.append("a").await.unwrap_err();
        let second = log.append("b").await.unwrap_err();
        assert_eq!(first.kind(), second.kind());
        assert_eq!(first.to_string(), second.to_string());
        assert_eq!(fs::read(file.path()).unwrap(), b"");
    }
}
