//! What is looked up for each difference of a page, so that the time for one does not grow with the length of the page.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::doc::diff::Finding;
use crate::doc::page::{ErrorRow, Example, Field, Header, Page, path_in};

/// What a page has, by paths.
#[derive(Default)]
pub struct Index<'p> {
    /// The rows of each path.
    rows: BTreeMap<String, Vec<Row<'p>>>,
    /// The rows of each header, by its name in lower case.
    headers: BTreeMap<String, Vec<&'p Header>>,
    errors: BTreeMap<i64, Vec<&'p ErrorRow>>,
    /// The paths that are of more than one row.
    repeated: BTreeSet<String>,
}

/// A row of a table of fields.
pub struct Row<'p> {
    pub field: &'p Field,
    /// The values that the page's example has for it.
    pub samples: Vec<&'p Value>,
    /// The nearest row before it that is known to the description.
    pub behind: Option<&'p str>,
}

impl<'p> Index<'p> {
    pub fn of(page: &'p Page, is_known: &dyn Fn(&str) -> bool) -> Self {
        let mut index = Self::default();
        for (table, fields) in page.tables() {
            let samples = match page.example(table) {
                Some(Example::Json(example)) => vec![example],
                _ => Vec::new(),
            };
            index.add(table, fields.rows().iter().collect(), &samples, is_known);
        }
        for header in &page.headers {
            index.headers.entry(header.name.to_lowercase()).or_default().push(header);
        }
        for row in &page.errors {
            index.errors.entry(row.code).or_default().push(row);
        }
        let headers = index.headers.values().filter(|rows| rows.len() > 1).flatten();
        index.repeated.extend(headers.map(|header| format!("headers.{}", header.name)));
        let codes = index.errors.iter().filter(|(_, rows)| rows.len() > 1);
        index.repeated.extend(codes.map(|(code, _)| format!("errors.{code}")));
        index
    }

    /// The first row of a path.
    pub fn first(&self, path: &str) -> Option<&Row<'p>> {
        self.rows.get(path)?.first()
    }

    /// The row that a finding is about.
    pub fn row(&self, finding: &Finding) -> Option<&Row<'p>> {
        at_line(self.rows.get(&finding.path)?, finding, |row| row.field.line)
    }

    /// The header that a finding is about.
    pub fn header(&self, finding: &Finding) -> Option<&'p Header> {
        at_line(self.headers_of(&finding.path)?, finding, |header| header.line).copied()
    }

    /// The error code that a finding is about.
    pub fn error(&self, finding: &Finding) -> Option<&'p ErrorRow> {
        at_line(self.errors_of(&finding.path)?, finding, |row| row.line).copied()
    }

    fn headers_of(&self, path: &str) -> Option<&[&'p Header]> {
        self.headers.get(&path.strip_prefix("headers.")?.to_lowercase()).map(Vec::as_slice)
    }

    fn errors_of(&self, path: &str) -> Option<&[&'p ErrorRow]> {
        self.errors.get(&path.strip_prefix("errors.")?.parse().ok()?).map(Vec::as_slice)
    }

    /// Whether the page has something at a path.
    pub fn has(&self, path: &str) -> bool {
        self.first(path).is_some() || self.headers_of(path).is_some() || self.errors_of(path).is_some()
    }

    /// Whether the page has several rows of a path, or of one that it is inside of.
    pub fn is_repeated(&self, path: &str) -> bool {
        let mut above = path.match_indices('.').filter_map(|(at, _)| path.get(..at));
        self.repeated.contains(path) || above.any(|path| self.repeated.contains(path))
    }

    /// Adds the rows of one place: those with one name have one path, and one place inside of them.
    fn add(
        &mut self,
        parent: &str,
        rows: Vec<&'p Field>,
        samples: &[&'p Value],
        is_known: &dyn Fn(&str) -> bool,
    ) {
        let mut values: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        if !rows.is_empty() {
            let objects = samples.iter().flat_map(|sample| elements(sample)).filter_map(Value::as_object);
            objects.flatten().for_each(|(name, value)| values.entry(name).or_default().push(value));
        }
        let mut inside: BTreeMap<&str, Vec<&Field>> = BTreeMap::new();
        let mut behind = None;
        for field in rows {
            let path = field.path(parent);
            inside.entry(&field.name).or_default().extend(&field.children);
            let before = behind;
            if is_known(&path) {
                behind = Some(field.name.as_str());
            }
            let rows = self.rows.entry(path.clone()).or_default();
            if !rows.is_empty() {
                self.repeated.insert(path);
            }
            // Which of several rows the example is of, nothing says.
            let samples = values.get(field.name.as_str()).filter(|_| rows.is_empty());
            rows.push(Row { field, samples: samples.cloned().unwrap_or_default(), behind: before });
        }
        for (name, rows) in inside {
            let samples = values.remove(name).unwrap_or_default();
            self.add(&path_in(parent, name), rows, &samples, is_known);
        }
    }
}

/// Of several rows of one path the one on the line that a finding is about, else the first.
fn at_line<'r, T>(rows: &'r [T], finding: &Finding, line: impl Fn(&T) -> usize) -> Option<&'r T> {
    let wanted = finding.new.as_ref().map(|version| version.line);
    rows.iter().find(|row| Some(line(row)) == wanted).or(rows.first())
}

/// The elements of a list, and of lists in it; of anything else, that.
fn elements(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().flat_map(elements).collect(),
        value => vec![value],
    }
}

/// Where something that is new gets its place in a list of what a page has in an order.
pub struct Placement {
    /// The places on the page.
    on_page: BTreeMap<String, usize>,
    /// What is on the page more than once.
    repeated: BTreeSet<String>,
    /// The indexes in the list.
    in_list: BTreeMap<String, usize>,
    /// For each place on the page, the last index in the list of what comes before it.
    last_before: Vec<Option<usize>>,
    /// The first index of something that is on the page.
    first: Option<usize>,
}

impl Placement {
    pub fn of(list: impl Iterator<Item = Option<String>>, page: impl Iterator<Item = String>) -> Self {
        let (mut on_page, mut in_list) = (BTreeMap::new(), BTreeMap::new());
        let mut repeated = BTreeSet::new();
        for (place, key) in page.enumerate() {
            match on_page.entry(key) {
                Entry::Vacant(entry) => drop(entry.insert(place)),
                Entry::Occupied(entry) => drop(repeated.insert(entry.key().clone())),
            }
        }
        for (index, key) in list.enumerate() {
            key.map(|key| in_list.entry(key).or_insert(index));
        }
        let mut last = vec![None; on_page.values().max().map_or(0, |place| place + 1)];
        for (key, index) in &in_list {
            if let Some(at) = on_page.get(key).and_then(|place| last.get_mut(*place)) {
                *at = (*at).max(Some(*index));
            }
        }
        let first = last.iter().flatten().min().copied();
        let last_before =
            last.iter().scan(None, |before, at| Some(std::mem::replace(before, (*before).max(*at))));
        Self { last_before: last_before.collect(), on_page, repeated, in_list, first }
    }

    /// The index that something gets: behind what comes before it on the page, or else in front of what comes after it.
    pub fn at(&self, key: &str) -> Option<usize> {
        let before = self.last_before.get(*self.on_page.get(key)?)?;
        before.map(|index| index + 1).or(self.first)
    }

    /// Whether something is on the page more than once.
    pub fn is_repeated(&self, key: &str) -> bool {
        self.repeated.contains(key)
    }

    /// The place of something on the page.
    pub fn on_page(&self, key: &str) -> Option<usize> {
        self.on_page.get(key).copied()
    }

    /// The index of something in the list.
    pub fn in_list(&self, key: &str) -> Option<usize> {
        self.in_list.get(key).copied()
    }
}
