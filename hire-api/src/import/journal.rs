//! The file that remembers what was sent and what was imported.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

/// The file that remembers what was sent and what was imported: it makes a run go on where the last
/// one ended.
///
/// The file has a line of JSON for each step of each reward, and only grows:
///
/// ```json
/// {"to":"https://open.feishu.cn cli_1","external_id":"r-1","content":"0c93…","time":1704720275000}
/// {"to":"https://open.feishu.cn cli_1","external_id":"r-1","content":"0c93…","id":"7100000000000000001","time":1704720275310}
/// ```
///
/// The first is written before the reward is sent, the second after the platform's response; instead
/// of `id`, `refused` has the error code of a response that says that the reward is not imported.
/// `content` is a digest of the reward and of the kind of its user ids, `time` is in milliseconds
/// since 1970. Each line is on the disk, by `fsync`, before the next step is made. So the journal
/// knows of everything that the platform may have, whenever a run ends.
///
/// A line counts for the destination in `to` only. `content` and `time` may be left out: whoever
/// knows of imports by other means can write such lines.
///
/// A line that was half written when a run was killed is cut off. The file is locked as long as the
/// journal lives, so two processes never use it at once; the lock is advisory on Unix, and ends with
/// the process.
#[derive(Debug)]
pub struct Journal {
    pub(super) file: File,
    pub(super) to: String,
    pub(super) known: BTreeMap<String, Known>,
}

/// What is known of an external id.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Known {
    /// The reward was sent, and the response is not known. The content is `None` if several were sent.
    Sent(Option<u128>),
    /// The reward is imported, with this content if that is known.
    Imported { id: String, content: Option<u128> },
    /// The reward is in this run's input.
    Met,
}

impl Journal {
    /// Opens a journal, or begins one: its folder is made too.
    ///
    /// `to` names the destination. Rewards that were imported somewhere else do not count, so it
    /// should tell apart whatever has rewards of its own: such as the platform's URL together with
    /// the app's id.
    ///
    /// # Errors
    /// The file cannot be read or made, another process has it, or it is not a journal. A file that
    /// is not a journal is left as it is.
    pub fn open(path: impl AsRef<Path>, to: impl Into<String>) -> Result<Self, JournalError> {
        let path = path.as_ref();
        let failed = |cause| JournalError { path: path.to_owned(), cause };
        Self::read(path, to.into()).map_err(failed)
    }

    fn read(path: &Path, to: String) -> Result<Self, Cause> {
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        fs::create_dir_all(folder)?;
        let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => Cause::InUse,
            TryLockError::Error(error) => Cause::Io(error),
        })?;
        let mut journal = Self { file, to, known: BTreeMap::new() };
        let (whole, end) = journal.replay()?;
        if whole < end {
            journal.file.set_len(whole)?;
        }
        if whole == 0 {
            synchronize(folder)?;
        }
        Ok(journal)
    }

    /// Reads the lines. The result is the length of those that are whole, and the length of all.
    fn replay(&mut self) -> Result<(u64, u64), Cause> {
        let mut reader = BufReader::new(self.file.try_clone()?);
        let mut text = Vec::new();
        let mut whole = 0;
        for number in 1.. {
            text.clear();
            let length = reader.read_until(b'\n', &mut text)?;
            let end = whole + u64::try_from(length).map_err(io::Error::other)?;
            match text.split_last() {
                Some((b'\n', line)) => {
                    let entry = Entry::read(line).ok_or(Cause::NotAnEntry(number))?;
                    self.remember(entry);
                    whole = end;
                }
                // A run was stopped while it wrote this line.
                Some(_) if is_torn(&text) => return Ok((whole, end)),
                Some(_) => return Err(Cause::NotAnEntry(number)),
                None => break,
            }
        }
        Ok((whole, whole))
    }

    fn remember(&mut self, entry: Entry) {
        let Entry { to, external_id, content, end } = entry;
        if to != self.to {
            return;
        }
        match end {
            End::Sent => {
                let sent = match self.known.get(&external_id) {
                    Some(Known::Imported { .. }) => return,
                    Some(Known::Sent(earlier)) if *earlier != content => None,
                    _ => content,
                };
                self.known.insert(external_id, Known::Sent(sent));
            }
            End::Imported(id) => {
                let content = match self.known.get(&external_id) {
                    // Which of them the platform has is not known.
                    Some(Known::Sent(None)) => None,
                    _ => content,
                };
                self.known.insert(external_id, Known::Imported { id, content });
            }
            End::Refused(_) => {
                self.known.remove(&external_id);
            }
        }
    }

    /// The id of a reward on the platform, if this journal knows its import: that of the runs before,
    /// when the journal was opened.
    pub fn id(&self, external_id: &str) -> Option<&str> {
        match self.known.get(external_id)? {
            Known::Imported { id, .. } => Some(id),
            Known::Sent(_) | Known::Met => None,
        }
    }
}

/// Makes sure that a new file is found again after a power cut. Only Unix lets, and makes, programs
/// see to that.
fn synchronize(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Whether an unfinished line is the beginning of an entry: else the file is somebody's, and no
/// journal. After a power cut there may be zeros instead of what was written.
fn is_torn(line: &[u8]) -> bool {
    const BEGINNING: &[u8] = b"{\"to\":\"";
    line.starts_with(BEGINNING) || BEGINNING.starts_with(line) || line.iter().all(|byte| *byte == 0)
}

/// A line of a journal.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) to: String,
    pub(super) external_id: String,
    pub(super) content: Option<u128>,
    pub(super) end: End,
}

#[derive(Debug, Clone)]
pub(super) enum End {
    Sent,
    Imported(String),
    /// The error code.
    Refused(i64),
}

impl Entry {
    fn read(line: &[u8]) -> Option<Self> {
        let line: Value = serde_json::from_slice(line).ok()?;
        let text = |name| Some(line.get(name)?.as_str()?.to_owned());
        let content = match line.get("content") {
            None => None,
            Some(digest) => Some(u128::from_str_radix(digest.as_str()?, 16).ok()?),
        };
        let end = match (line.get("id"), line.get("refused")) {
            (None, None) => End::Sent,
            (Some(id), None) => End::Imported(id.as_str()?.to_owned()),
            (None, Some(code)) => End::Refused(code.as_i64()?),
            (Some(_), Some(_)) => return None,
        };
        Some(Self { to: text("to")?, external_id: text("external_id")?, content, end })
    }

    /// The line, as of now, without its end.
    pub(super) fn line(&self) -> String {
        let Self { to, external_id, content, end } = self;
        let mut line = Map::new();
        line.insert("to".into(), to.as_str().into());
        line.insert("external_id".into(), external_id.as_str().into());
        if let Some(content) = content {
            line.insert("content".into(), format!("{content:032x}").into());
        }
        match end {
            End::Sent => {}
            End::Imported(id) => {
                line.insert("id".into(), id.as_str().into());
            }
            End::Refused(code) => {
                line.insert("refused".into(), (*code).into());
            }
        }
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        line.insert("time".into(), u64::try_from(time).unwrap_or(u64::MAX).into());
        Value::Object(line).to_string()
    }
}

/// Why a journal cannot be opened. `Display` names the file.
#[derive(Debug)]
pub struct JournalError {
    path: PathBuf,
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    Io(io::Error),
    InUse,
    NotAnEntry(u64),
}

impl From<io::Error> for Cause {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl JournalError {
    /// Whether another process, or another import of this one, has the journal.
    pub fn is_in_use(&self) -> bool {
        matches!(self.cause, Cause::InUse)
    }

    /// The line, counted from 1, that is not one of a journal.
    pub fn line(&self) -> Option<u64> {
        match self.cause {
            Cause::NotAnEntry(number) => Some(number),
            Cause::Io(_) | Cause::InUse => None,
        }
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path.display())?;
        match &self.cause {
            Cause::Io(error) => error.fmt(f),
            Cause::InUse => f.write_str("another import uses this journal"),
            Cause::NotAnEntry(number) => write!(f, "line {number} is not an entry of a journal"),
        }
    }
}

impl Error for JournalError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(external_id: &str, content: Option<u128>, end: End) -> String {
        let entry = Entry { to: "here".to_owned(), external_id: external_id.to_owned(), content, end };
        format!("{}\n", entry.line())
    }

    fn of(text: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir_in(crate::scratch()).unwrap();
        let path = folder.path().join("journal.jsonl");
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn the_steps_of_an_id_add_up() {
        let id = || "7".to_owned();
        let (a, b) = (Some(1), Some(2));
        let imported = |content| Some(Known::Imported { id: id(), content });
        for (steps, expected) in [
            (vec![(a, End::Sent)], Some(Known::Sent(a))),
            (vec![(a, End::Sent), (a, End::Sent)], Some(Known::Sent(a))),
            (vec![(a, End::Sent), (b, End::Sent)], Some(Known::Sent(None))),
            (vec![(a, End::Sent), (b, End::Sent), (a, End::Sent)], Some(Known::Sent(None))),
            (vec![(a, End::Sent), (a, End::Imported(id()))], imported(a)),
            (vec![(a, End::Sent), (b, End::Sent), (b, End::Imported(id()))], imported(None)),
            (vec![(a, End::Imported(id())), (b, End::Sent)], imported(a)),
            (vec![(None, End::Imported(id()))], imported(None)),
            (vec![(a, End::Sent), (a, End::Refused(1_002_002))], None),
            (vec![(a, End::Sent), (a, End::Refused(1_002_002)), (b, End::Sent)], Some(Known::Sent(b))),
        ] {
            let text: String =
                steps.iter().map(|(content, end)| line("r-1", *content, end.clone())).collect();
            let (_folder, path) = of(&text);
            let journal = Journal::open(&path, "here").unwrap();
            assert_eq!(journal.known.get("r-1"), expected.as_ref(), "{text}");
            let known = matches!(expected, Some(Known::Imported { .. }));
            assert_eq!(journal.id("r-1"), known.then_some("7"));
            drop(journal);
            assert!(Journal::open(&path, "there").unwrap().known.is_empty());
        }
    }

    #[test]
    fn entries_may_be_written_by_hand() {
        let (_folder, path) = of("{\"to\":\"here\",\"external_id\":\"r-1\",\"id\":\"7\"}\n");
        assert_eq!(Journal::open(path, "here").unwrap().id("r-1"), Some("7"));
    }

    #[test]
    fn a_torn_line_is_cut_off() {
        let whole = line("a", Some(1), End::Imported("7".to_owned()));
        let next = line("奖", Some(2), End::Sent);
        let zeros = [0; 20];
        let torn = (1..next.len() - 1).map(|length| &next.as_bytes()[..length]);
        for tail in torn.chain([zeros.as_slice()]) {
            let (_folder, path) = of([whole.as_bytes(), tail].concat());
            let journal = Journal::open(&path, "here").unwrap();
            assert_eq!((journal.id("a"), journal.known.len()), (Some("7"), 1));
            assert_eq!(fs::read_to_string(&path).unwrap(), whole);
        }
    }

    #[test]
    fn what_is_no_journal_is_left_as_it_is() {
        let entry = line("a", Some(1), End::Sent);
        for (text, number) in [
            ("{\"external_id\":\"a\"}".to_owned(), 1),
            ("[]\n".to_owned(), 1),
            (format!("{entry}\n{entry}"), 2),
            (format!("{entry}{}", entry.replace("\"content\":\"0", "\"content\":\"x")), 2),
            (format!("{entry}{}", entry.replace("\"time\"", "\"refused\":1,\"id\":\"7\",\"time\"")), 2),
            (format!("{entry}external_id,id"), 2),
        ] {
            let (_folder, path) = of(&text);
            let error = Journal::open(&path, "here").unwrap_err();
            assert_eq!((error.line(), error.is_in_use()), (Some(number), false), "{text}");
            let words = format!("{}: line {number} is not an entry of a journal", path.display());
            assert_eq!(error.to_string(), words);
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        let folder = tempfile::tempdir_in(crate::scratch()).unwrap();
        let error = Journal::open(folder.path(), "here").unwrap_err();
        assert!(error.line().is_none() && !error.is_in_use(), "{error}");
    }

    #[test]
    fn a_journal_has_one_owner() {
        let folder = tempfile::tempdir_in(crate::scratch()).unwrap();
        let path = folder.path().join("new/journal.jsonl");
        let journal = Journal::open(&path, "here").unwrap();
        let error = Journal::open(&path, "there").unwrap_err();
        assert!(error.is_in_use(), "{error}");
        drop(journal);
        Journal::open(&path, "there").unwrap();
    }
}
