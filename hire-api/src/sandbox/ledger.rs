//! The rewards that were imported, and the file that keeps them.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use serde_json::{Value, json};

/// Ids have 19 digits, as the platform's.
const FIRST_ID: u64 = 7_100_000_000_000_000_001;

/// A reward that was imported.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct StoredReward {
    /// The id that the import answered.
    pub id: String,
    /// The id in the caller's system.
    pub external_id: String,
    /// The query parameter `user_id_type`, if it was sent.
    pub user_id_type: Option<String>,
    /// The body of the import.
    pub body: Value,
}

/// The rewards, with an append-only file of what happened to them, if they are kept.
#[derive(Default)]
pub(super) struct Ledger {
    rewards: BTreeMap<u64, StoredReward>,
    by_external_id: BTreeMap<String, u64>,
    /// How many were imported ever, so that no id comes twice.
    imported: u64,
    file: Option<File>,
}

impl Ledger {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(named)?;
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(named)?;
        let mut ledger = Self::default();
        let mut whole = 0;
        for (number, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
            // The sandbox was stopped while it wrote its last line.
            let Some(line) = line.strip_suffix(b"\n") else {
                break;
            };
            whole += line.len() + 1;
            ledger.replay(line).ok_or_else(|| {
                let place = format!("line {}: not an entry of a sandbox", number + 1);
                named(io::Error::new(io::ErrorKind::InvalidData, place))
            })?;
        }
        if whole < text.len() {
            let whole = u64::try_from(whole).map_err(io::Error::other)?;
            file.set_len(whole).map_err(named)?;
        }
        ledger.file = Some(file);
        Ok(ledger)
    }

    fn replay(&mut self, line: &[u8]) -> Option<()> {
        let entry: Value = serde_json::from_slice(line).ok()?;
        if let Some(id) = entry.get("deleted") {
            return self.forget(id.as_str()?.parse().ok()?);
        }
        let text = |name| Some(entry.get(name)?.as_str()?.to_owned());
        self.remember(StoredReward {
            id: text("imported")?,
            external_id: text("external_id")?,
            user_id_type: text("user_id_type"),
            body: entry.get("body")?.clone(),
        })
    }

    pub(super) fn rewards(&self) -> Vec<StoredReward> {
        self.rewards.values().cloned().collect()
    }

    pub(super) fn len(&self) -> usize {
        self.rewards.len()
    }

    /// Stores a reward, unless its external id is known. The response is its id.
    pub(super) fn import(
        &mut self,
        external_id: &str,
        user_id_type: Option<&str>,
        body: Value,
    ) -> io::Result<String> {
        if let Some(id) = self.by_external_id.get(external_id) {
            return Ok(id.to_string());
        }
        let id = (FIRST_ID + self.imported).to_string();
        self.write(&json!({
            "imported": id,
            "external_id": external_id,
            "user_id_type": user_id_type,
            "body": body,
        }))?;
        self.remember(StoredReward {
            id: id.clone(),
            external_id: external_id.to_owned(),
            user_id_type: user_id_type.map(str::to_owned),
            body,
        });
        Ok(id)
    }

    /// Deletes a reward; false when there is none of this id.
    pub(super) fn delete(&mut self, id: &str) -> io::Result<bool> {
        // Only the very spelling that the import answered is an id: "007" is none.
        let number = match id.parse::<u64>() {
            Ok(number) if number.to_string() == id => number,
            _ => return Ok(false),
        };
        if !self.rewards.contains_key(&number) {
            return Ok(false);
        }
        self.write(&json!({ "deleted": id }))?;
        Ok(self.forget(number).is_some())
    }

    fn remember(&mut self, reward: StoredReward) -> Option<()> {
        let id = reward.id.parse::<u64>().ok()?;
        self.imported = self.imported.max(id.checked_sub(FIRST_ID)? + 1);
        self.by_external_id.insert(reward.external_id.clone(), id);
        self.rewards.insert(id, reward);
        Some(())
    }

    fn forget(&mut self, id: u64) -> Option<()> {
        let reward = self.rewards.remove(&id)?;
        self.by_external_id.remove(&reward.external_id);
        Some(())
    }

    fn write(&mut self, entry: &Value) -> io::Result<()> {
        match &mut self.file {
            Some(file) => file.write_all(format!("{entry}\n").as_bytes()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_the_rewards_and_never_gives_an_id_twice() {
        let folder = tempfile::tempdir_in(crate::scratch()).unwrap();
        let file = folder.path().join("sandbox.jsonl");
        let mut ledger = Ledger::open(&file).unwrap();
        let first = ledger.import("a", Some("open_id"), json!({ "n": 1 })).unwrap();
        let second = ledger.import("b", None, json!({ "n": 2 })).unwrap();
        assert_eq!(ledger.import("a", None, json!({ "n": 3 })).unwrap(), first);
        assert!(ledger.delete(&second).unwrap());
        let before = ledger.rewards();
        drop(ledger);

        let mut ledger = Ledger::open(&file).unwrap();
        assert_eq!(ledger.rewards(), before);
        assert_eq!(ledger.import("a", None, json!({})).unwrap(), first);
        let third = ledger.import("b", None, json!({})).unwrap();
        assert!(third != second && third != first);
        assert_eq!(third.len(), 19);
        assert!(!ledger.delete(&second).unwrap());
        assert!(!ledger.delete("x").unwrap());
        assert!(!ledger.delete(&format!("0{first}")).unwrap());
    }

    #[test]
    fn a_torn_last_line_is_forgotten_and_a_bad_one_within_is_an_error() {
        let folder = tempfile::tempdir_in(crate::scratch()).unwrap();
        let file = folder.path().join("sandbox.jsonl");
        let mut ledger = Ledger::open(&file).unwrap();
        ledger.import("a", None, json!({})).unwrap();
        drop(ledger);
        let good = std::fs::read_to_string(&file).unwrap();
        // Torn within a character.
        let mut torn = format!("{good}{{\"imported\":\"奖").into_bytes();
        torn.pop();
        std::fs::write(&file, torn).unwrap();
        let mut ledger = Ledger::open(&file).unwrap();
        ledger.import("b", None, json!({})).unwrap();
        drop(ledger);
        assert_eq!(Ledger::open(&file).unwrap().rewards().len(), 2);

        std::fs::write(&file, format!("{good}nonsense\n{good}")).unwrap();
        let error = Ledger::open(&file).err().unwrap().to_string();
        assert!(error.contains("line 2"), "{error}");
    }
}
