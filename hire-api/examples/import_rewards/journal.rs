//! What was imported, in a file that only grows.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

/// A line for each import, with the time in milliseconds since the epoch:
/// `{"to":"https://open.feishu.cn cli_1","external_id":"e-1","id":"7100000000000000001","time":1704720275000}`.
/// An entry counts for the destination in `to` only.
pub struct Journal {
    file: File,
    to: String,
    /// Ids by external id.
    imported: BTreeMap<String, String>,
}

impl Journal {
    pub fn open(path: &Path, to: String) -> io::Result<Self> {
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(named)?;
        }
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(named)?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(named)?;
        let mut imported = BTreeMap::new();
        let mut whole = 0;
        for (number, line) in text.split_inclusive('\n').enumerate() {
            // The run before was stopped while it wrote its last line.
            let Some(line) = line.strip_suffix('\n') else {
                break;
            };
            whole += line.len() + 1;
            let entry = Entry::read(line).ok_or_else(|| {
                let place = format!("line {} is not an entry of a journal", number + 1);
                named(io::Error::new(io::ErrorKind::InvalidData, place))
            })?;
            if entry.to == to {
                imported.insert(entry.external_id, entry.id);
            }
        }
        if whole < text.len() {
            let whole = u64::try_from(whole).map_err(io::Error::other)?;
            file.set_len(whole).map_err(named)?;
        }
        Ok(Self { file, to, imported })
    }

    /// The id that an earlier import answered.
    pub fn id(&self, external_id: &str) -> Option<&str> {
        self.imported.get(external_id).map(String::as_str)
    }

    /// Writes an import down. It is on the disk when this returns.
    pub fn record(&mut self, external_id: &str, id: &str) -> io::Result<()> {
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis());
        let entry = json!({
            "to": self.to,
            "external_id": external_id,
            "id": id,
            "time": u64::try_from(time).unwrap_or(u64::MAX),
        });
        self.file.write_all(format!("{entry}\n").as_bytes())?;
        self.file.sync_data()?;
        self.imported.insert(external_id.to_owned(), id.to_owned());
        Ok(())
    }
}

struct Entry {
    to: String,
    external_id: String,
    id: String,
}

impl Entry {
    fn read(line: &str) -> Option<Self> {
        let entry: Value = serde_json::from_str(line).ok()?;
        let text = |name| Some(entry.get(name)?.as_str()?.to_owned());
        Some(Self { to: text("to")?, external_id: text("external_id")?, id: text("id")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_remembers_by_destination_and_survives_a_torn_line() {
        let name = format!("import-rewards-journal-{}.jsonl", std::process::id());
        let path = std::env::temp_dir().join(name);
        let open = |to: &str| Journal::open(&path, to.to_owned());
        let mut journal = open("here").unwrap();
        journal.record("a", "1").unwrap();
        journal.record("b", "2").unwrap();
        drop(journal);
        let whole = fs::read_to_string(&path).unwrap();

        let torn = whole.strip_suffix("}\n").unwrap();
        fs::write(&path, torn).unwrap();
        let mut journal = open("here").unwrap();
        assert_eq!((journal.id("a"), journal.id("b")), (Some("1"), None));
        journal.record("c", "3").unwrap();
        drop(journal);
        let journal = open("here").unwrap();
        assert_eq!((journal.id("b"), journal.id("c")), (None, Some("3")));
        assert_eq!(open("there").unwrap().id("a"), None);

        fs::write(&path, format!("{whole}[]\n{whole}")).unwrap();
        let error = open("here").err().unwrap().to_string();
        assert!(error.contains("line 3"), "{error}");
        fs::remove_file(&path).unwrap();
    }
}
