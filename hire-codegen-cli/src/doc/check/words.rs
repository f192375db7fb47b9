//! Words that are others than those that were accepted, by their digests.

use std::collections::{BTreeMap, BTreeSet};

use crate::doc::diff::{Finding, Version};
use crate::doc::page::{Fields, Page};
use crate::doc::record::{Digests, words};

/// The rows of tables that do not say which are inside of which, by their names alone.
struct Names<'d> {
    tables: Vec<&'static str>,
    digests: BTreeMap<String, BTreeSet<&'d str>>,
}

impl<'d> Names<'d> {
    fn of(digests: &'d BTreeMap<String, String>, page: &Page) -> Self {
        let tables = page.tables().into_iter().filter(|(_, fields)| matches!(fields, Fields::Unknown(_)));
        let mut names = Self { tables: tables.map(|(table, _)| table).collect(), digests: BTreeMap::new() };
        for (key, digest) in digests {
            if let Some(name) = names.key(key) {
                names.digests.entry(name).or_default().insert(digest);
            }
        }
        names
    }

    /// The table and the name that a key is of, if the table is one of these.
    fn key(&self, key: &str) -> Option<String> {
        let (table, row) = key.split_once('.').filter(|(table, _)| self.tables.contains(table))?;
        let name = row.rsplit('.').next()?.split('~').next()?;
        Some(format!("{table}.{name}"))
    }
}

/// Adds findings for words whose digests differ. What is new or gone as a whole is found without digests.
pub fn changed(digests: &BTreeMap<String, String>, page: &Page, findings: &mut Vec<Finding>) {
    let words = words(page);
    let path = |key: &str| key.split(['#', '~']).next().unwrap_or_default().to_owned();
    let names = Names::of(digests, page);
    let known: BTreeSet<String> = digests.keys().map(|key| path(key)).collect();
    let mut found: BTreeSet<(String, &str)> =
        findings.iter().map(|finding| (finding.path.clone(), finding.kind.id)).collect();
    let nothing = Digests::of("").to_string();
    for (key, word) in &words {
        let path = path(key);
        let is_new = !known.contains(&path) && names.key(key).is_none();
        let is_part = key.contains(['.', '#']) && !key.starts_with("section ");
        let is_found = found.contains(&(path.clone(), word.kind));
        if (is_part && is_new) || key.ends_with("#limits") || is_found {
            continue;
        }
        let now = Digests::of(&word.text);
        let is_same = match names.key(key) {
            // Most rows are as they were: that is seen without a look at all rows of the name.
            Some(name) => names.digests.get(&name).is_none_or(|known| {
                known.contains(now.to_string().as_str()) || known.iter().any(|known| now.is(known))
            }),
            None => digests.get(key).map_or_else(|| now.is(&nothing), |known| now.is(known)),
        };
        if is_same {
            continue;
        }
        let path = if path == "heading" { "title".to_owned() } else { path };
        found.insert((path.clone(), word.kind));
        findings.push(Finding::new(word.kind, path, None, Version::new(word.line, &word.text)));
    }
    let kind = |key: &str| match key {
        key if key.starts_with("section ") => Some("section-text-changed"),
        "request_example" | "response_example" => Some("body-example-changed"),
        "rate_limit" => Some("rate-limit-changed"),
        "unread" => Some("unread-changed"),
        key if key.ends_with("#example") => Some("example-changed"),
        _ => None,
    };
    let mut paths: BTreeSet<String> = findings.iter().map(|finding| finding.path.clone()).collect();
    for key in digests.keys().filter(|key| !words.contains_key(*key) && names.key(key).is_none()) {
        let path = path(key);
        let above = path.match_indices('.').filter_map(|(at, _)| path.get(..at));
        let is_gone = above.chain([path.as_str()]).any(|path| paths.contains(path));
        if let Some(id) = kind(key).filter(|_| !is_gone) {
            paths.insert(path.clone());
            findings.push(Finding::new(id, path, Version::new(1, ""), None));
        }
    }
}
