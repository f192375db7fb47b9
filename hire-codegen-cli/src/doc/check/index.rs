//! What is looked up for each difference of a page, so that the time for one does not grow with the length of the page.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::doc::page::{ErrorRow, Example, Field, Header, Page};

/// What a page has, by paths.
#[derive(Default)]
pub struct Index<'p> {
    /// The first row of each path.
    rows: BTreeMap<String, Row<'p>>,
    /// The first row of each header, by its name in lower case.
    headers: BTreeMap<String, &'p Header>,
    errors: BTreeMap<i64, &'p ErrorRow>,
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
            match index.headers.entry(header.name.to_lowercase()) {
                Entry::Vacant(entry) => drop(entry.insert(header)),
                Entry::Occupied(first) => {
                    let names = [&first.get().name, &header.name];
                    index.repeated.extend(names.map(|name| format!("headers.{name}")));
                }
            }
        }
        for row in &page.errors {
            match index.errors.entry(row.code) {
                Entry::Vacant(entry) => drop(entry.insert(row)),
                Entry::Occupied(_) => drop(index.repeated.insert(format!("errors.{}", row.code))),
            }
        }
        index
    }

    /// The row of a path.
    pub fn row(&self, path: &str) -> Option<&Row<'p>> {
        self.rows.get(path)
    }

    /// The header of a path.
    pub fn header(&self, path: &str) -> Option<&'p Header> {
        self.headers.get(&path.strip_prefix("headers.")?.to_lowercase()).copied()
    }

    /// The error code of a path.
    pub fn error(&self, path: &str) -> Option<&'p ErrorRow> {
        self.errors.get(&path.strip_prefix("errors.")?.parse().ok()?).copied()
    }

    /// Whether the page has something at a path.
    pub fn has(&self, path: &str) -> bool {
        self.row(path).is_some() || self.header(path).is_some() || self.error(path).is_some()
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
            let path = format!("{parent}.{}", field.name);
            inside.entry(&field.name).or_default().extend(&field.children);
            let before = behind;
            if is_known(&path) {
                behind = Some(field.name.as_str());
            }
            match self.rows.entry(path) {
                Entry::Vacant(entry) => {
                    let samples = values.get(field.name.as_str()).cloned().unwrap_or_default();
                    entry.insert(Row { field, samples, behind: before });
                }
                Entry::Occupied(entry) => drop(self.repeated.insert(entry.key().clone())),
            }
        }
        for (name, rows) in inside {
            let samples = values.remove(name).unwrap_or_default();
            self.add(&format!("{parent}.{name}"), rows, &samples, is_known);
        }
    }
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
