//! Findings that somebody accepted, with a reason and until a day.
//!
//! ```
//! use hire_codegen_cli::diff::{Acceptances, Day};
//!
//! let text = "
//! - id: operation-removed
//!   pointer: /paths/~1pets/get
//!   reason: Nobody has called it for a year.
//!   until: 2027-01-31
//! ";
//! let accepted = Acceptances::read(text).unwrap();
//! let notes = accepted.apply(&mut [], Day::read("2027-01-31").unwrap());
//! assert_eq!(notes, ["`operation-removed` at `/paths/~1pets/get` is accepted, and not found"]);
//! ```

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

use super::{Finding, Version};

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: i64,
    month: u8,
    of_month: u8,
}

impl Day {
    /// Reads a date as RFC 3339 §5.6 writes it: `2027-01-31`.
    pub fn read(text: &str) -> Option<Self> {
        if !text.chars().all(|it| it == '-' || it.is_ascii_digit()) {
            return None;
        }
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let is_shaped = parts.next().is_none() && (year.len(), month.len(), day.len()) == (4, 2, 2);
        let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        (is_shaped && (1..=12).contains(&month) && (1..=days(year, month)).contains(&day)).then_some(Self {
            year,
            month,
            of_month: day,
        })
    }

    /// The day of a time, in UTC.
    pub fn of(time: SystemTime) -> Self {
        let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let (mut left, mut year, mut month) = (seconds / 86_400, 1970, 1);
        loop {
            let here = u64::from(days(year, month));
            if left < here {
                let day = u8::try_from(left + 1).unwrap_or(u8::MAX);
                return Self { year, month, of_month: day };
            }
            left -= here;
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
    }
}

/// How many days a month has in the Gregorian calendar.
fn days(year: i64, month: u8) -> u8 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

/// A finding that is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// The id of the rule.
    pub id: String,
    /// The JSON pointer of the finding, in the old or in the new description; of bindings alone the path of the item.
    pub pointer: String,
    /// The value that the finding shows: needed where the pointer ends with an index, at which another value may stand later.
    pub value: Option<String>,
    /// The file of the finding: needed where several have the pointer.
    pub file: Option<String>,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it is.
    pub until: String,
}

impl Acceptance {
    fn read(members: &Map<String, Value>) -> Result<Self, String> {
        const KEYS: [&str; 6] = ["id", "pointer", "value", "file", "reason", "until"];
        if let Some(key) = members.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(format!("`{key}` is none of {}", KEYS.join(", ")));
        }
        let text = |key: &str| match members.get(key) {
            Some(Value::String(text)) => Ok(text.clone()),
            Some(other) => Err(format!("`{key}: {other}` is no text")),
            None => Err(format!("an entry has no `{key}`")),
        };
        let optional = |key: &str| members.contains_key(key).then(|| text(key)).transpose();
        let pointer = text("pointer")?;
        Ok(Self {
            id: text("id")?,
            pointer: pointer.strip_prefix('#').unwrap_or(&pointer).to_owned(),
            value: optional("value")?,
            file: optional("file")?,
            reason: text("reason")?,
            until: text("until")?,
        })
    }

    /// The files in which a finding is what the entry accepts.
    fn files<'f>(&self, finding: &'f Finding) -> Vec<&'f str> {
        let is_meant = |version: &&Version| {
            let is_index =
                version.pointer.rsplit('/').next().is_some_and(|token| token.parse::<usize>().is_ok());
            let is_named = version.pointer == self.pointer
                || finding.is_of_bindings() && finding.subject == self.pointer;
            let has_value = match &self.value {
                Some(value) => *value == version.text,
                None => !is_index || version.text.is_empty(),
            };
            is_named && has_value && self.file.as_ref().is_none_or(|file| *file == version.file)
        };
        let versions = finding.new.iter().chain(&finding.old).filter(is_meant);
        let files = versions.map(|version| version.file.as_str());
        if finding.rule.id == self.id { files.take(1).collect() } else { Vec::new() }
    }

    fn named(&self) -> String {
        format!("`{}` at `{}`", self.id, self.pointer)
    }
}

/// The findings that a file accepts.
#[derive(Debug, Clone, Default)]
pub struct Acceptances {
    entries: Vec<(Acceptance, Day)>,
}

impl Acceptances {
    /// Reads a list of entries, as YAML.
    ///
    /// # Errors
    /// The text is no such list, an entry has no reason or no day, or names no rule.
    pub fn read(text: &str) -> Result<Self, String> {
        let list: Value = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        let entries = match list {
            Value::Null => Vec::new(),
            Value::Array(entries) => entries,
            _ => return Err("it is no list".to_owned()),
        };
        let mut read = Vec::new();
        for entry in entries {
            let Value::Object(members) = entry else { return Err(format!("{entry} is no entry")) };
            let entry = Acceptance::read(&members)?;
            if super::rules::rules().all(|rule| rule.id != entry.id) {
                return Err(format!("`{}` is the id of no rule", entry.id));
            }
            if entry.pointer.is_empty() {
                return Err(format!("`{}` has no pointer", entry.id));
            }
            if entry.reason.trim().is_empty() {
                return Err(format!("`{}` at `{}` has no reason", entry.id, entry.pointer));
            }
            let Some(day) = Day::read(&entry.until) else {
                return Err(format!("`until: {}` is no day such as 2027-01-31", entry.until));
            };
            read.push((entry, day));
        }
        Ok(Self { entries: read })
    }

    /// Marks the findings that are accepted on a day, and says of each entry that accepts none why that is so.
    pub fn apply(&self, findings: &mut [Finding], today: Day) -> Vec<String> {
        let mut notes = Vec::new();
        for (entry, until) in &self.entries {
            let found = || findings.iter().flat_map(|finding| entry.files(finding));
            let first = found().next();
            if first.is_none() {
                notes.push(format!("{} is accepted, and not found", entry.named()));
            } else if today > *until {
                notes.push(format!("{} was accepted until {until}", entry.named()));
            } else if found().any(|file| Some(file) != first) {
                notes.push(format!("{} is in several files: say which, as `file`", entry.named()));
            } else {
                for finding in findings.iter_mut().filter(|finding| finding.accepted.is_none()) {
                    if !entry.files(finding).is_empty() {
                        finding.accepted = Some(entry.clone());
                    }
                }
            }
        }
        notes
    }
}
