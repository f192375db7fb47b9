//! Tables of fields compared.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::text::{is_same, normal};
use super::{Finding, Version, by_key, changed, is_reordered, line, pairs};
use crate::doc::page::{Field, Fields, Page};

/// A field that only one of the pages has where it is.
struct Alone<'a> {
    path: String,
    field: &'a Field,
}

/// What only one of the pages has, in all tables.
#[derive(Default)]
struct Unmatched<'a> {
    removed: Vec<Alone<'a>>,
    added: Vec<Alone<'a>>,
}

/// Compares the tables of parameters and bodies.
pub fn compare(old: &Page, new: &Page, findings: &mut Vec<Finding>) {
    let mut unmatched = Unmatched::default();
    for (path, before, after) in [
        ("path_params", &old.path_params, &new.path_params),
        ("query", &old.query, &new.query),
        ("request", &old.request, &new.request),
        ("response", &old.response, &new.response),
    ] {
        let version = |page: &Page, fields: &Fields| match fields {
            Fields::Absent => None,
            _ => Version::new(line(page, path), ""),
        };
        let (old_table, new_table) = (version(old, before), version(new, after));
        match (before, after) {
            (Fields::Absent, Fields::Absent) => {}
            (Fields::Absent, _) => findings.push(Finding::new("table-added", path, None, new_table)),
            (_, Fields::Absent) => findings.push(Finding::new("table-removed", path, old_table, None)),
            (Fields::Known(before), Fields::Known(after)) => {
                rows(path, before, after, &mut unmatched, findings);
            }
            (before, after) => {
                if matches!((before, after), (Fields::Known(_), _) | (_, Fields::Known(_))) {
                    findings.push(Finding::new("nesting-changed", path, old_table, new_table));
                }
                flat_rows(path, before.rows(), after.rows(), findings);
            }
        }
        // The rows of a table that is on one page alone.
        if let (Fields::Absent, Fields::Known(fields) | Fields::Unknown(fields)) = (before, after) {
            unmatched.added.extend(fields.iter().map(|field| Alone::new(path, field)));
        }
    }
    report(unmatched, findings);
}

impl<'a> Alone<'a> {
    fn new(parent: &str, field: &'a Field) -> Self {
        Self { path: field.path(parent), field }
    }
}

/// Compares the rows at one place.
fn rows<'a>(
    parent: &str,
    old: &'a [Field],
    new: &'a [Field],
    unmatched: &mut Unmatched<'a>,
    findings: &mut Vec<Finding>,
) {
    let pairs = pairs(old, new, |field: &Field| field.name.as_str());
    if let (true, Some(old), Some(new)) = (is_reordered(&pairs, |field| field.line), old.first(), new.first())
    {
        findings.push(Finding::new(
            "field-order",
            parent,
            Version::new(old.line, ""),
            Version::new(new.line, ""),
        ));
    }
    let added: Vec<&Field> =
        pairs.iter().filter(|(old, _)| old.is_none()).filter_map(|(_, new)| *new).collect();
    // A field with another name is one of which everything else is the same.
    let is_gone = pairs.iter().any(|(_, new)| new.is_none());
    let name_apart = |field: &Field| is_described(field).then(|| (normal(&field.text), look(field)));
    let mut left = if is_gone { by_key(&added, |field| name_apart(field)) } else { BTreeMap::new() };
    let mut renamed = BTreeSet::new();
    for (old, new) in pairs {
        let Some(old) = old else { continue };
        let same = (new.is_none() && !left.is_empty()).then(|| left.get_mut(&name_apart(old)?)?.pop_front());
        let same = same.flatten();
        renamed.extend(same.map(|(at, _)| at));
        match (new, same.map(|(_, field)| *field)) {
            (Some(new), _) => field(parent, old, new, unmatched, findings),
            (None, Some(new)) => {
                let path = new.path(parent);
                let versions = (Version::new(old.line, &old.name), Version::new(new.line, &new.name));
                findings.push(Finding::new("field-renamed", &path, versions.0, versions.1));
                itself(&path, old, new, findings);
                rows(&path, &old.children, &new.children, unmatched, findings);
            }
            (None, None) => unmatched.removed.push(Alone::new(parent, old)),
        }
    }
    let added = added.iter().enumerate().filter(|(at, _)| !renamed.contains(at));
    unmatched.added.extend(added.map(|(_, field)| Alone::new(parent, field)));
}

/// Compares rows whose nesting is unknown, on one of the pages at least.
fn flat_rows(parent: &str, old: &[Field], new: &[Field], findings: &mut Vec<Finding>) {
    let (old, new) = (with_descendants(old), with_descendants(new));
    for pair in pairs(&old, &new, |field: &&Field| field.name.as_str()) {
        match pair {
            (Some(old), Some(new)) => itself(&old.path(parent), old, new, findings),
            (Some(old), None) => findings.push(removed(&Alone::new(parent, old))),
            (None, new) => findings.extend(new.map(|new| added(&Alone::new(parent, new)))),
        }
    }
}

/// Fields and all inside of them, in the order of the page.
pub fn with_descendants(fields: &[Field]) -> Vec<&Field> {
    let mut all: Vec<&Field> = Vec::new();
    let mut left: Vec<&Field> = fields.iter().rev().collect();
    while let Some(field) = left.pop() {
        all.push(field);
        left.extend(field.children.iter().rev());
    }
    all
}

/// Whether so much is said of a field that it can be told from others without its name.
fn is_described(field: &Field) -> bool {
    !field.text.trim().is_empty() || !field.children.is_empty()
}

/// What two fields have in common that are the same, whatever their names: as a text, by which it can be looked up.
fn look(field: &Field) -> String {
    let children: Vec<_> = field.children.iter().map(|child| (&child.name, look(child))).collect();
    let children: String = children.iter().flat_map(|(name, look)| ["(", name, " ", look, ")"]).collect();
    format!("{:?} {} {:?} {children}", field.type_word, field.list, field.required)
}

fn field<'a>(
    parent: &str,
    old: &'a Field,
    new: &'a Field,
    unmatched: &mut Unmatched<'a>,
    findings: &mut Vec<Finding>,
) {
    let path = old.path(parent);
    itself(&path, old, new, findings);
    rows(&path, &old.children, &new.children, unmatched, findings);
}

/// Compares two fields, their children apart.
fn itself(path: &str, old: &Field, new: &Field, findings: &mut Vec<Finding>) {
    let lines = (old.line, new.line);
    let mut add = |id: &str, versions: Option<(Option<Version>, Option<Version>)>| {
        findings.extend(versions.map(|(old, new)| Finding::new(id, path, old, new)));
    };
    let differs = |before: &Option<String>, after: &Option<String>| {
        changed((before.as_ref(), lines.0), (after.as_ref(), lines.1), Clone::clone)
    };
    add("type-changed", differs(&old.type_word, &new.type_word));
    add("list-changed", changed((Some(&old.list), lines.0), (Some(&new.list), lines.1), u8::to_string));
    add("default-changed", differs(&old.default, &new.default));
    add("example-changed", differs(&old.example, &new.example));
    if old.required != new.required {
        findings.push(required(path, new.required, lines.0, lines.1));
    }
    values(path, old, new, findings);
    rules(path, old, new, findings);
    if !is_same(&old.text, &new.text) {
        let id =
            if listed(&old.text) == listed(&new.text) { "text-changed" } else { "listed-values-changed" };
        let versions = (Version::new(lines.0, &old.text), Version::new(lines.1, &new.text));
        findings.push(Finding::new(id, path, versions.0, versions.1));
    }
}

/// A change of whether something is required, to what the new page says.
pub fn required(path: &str, now: Option<bool>, old: usize, new: usize) -> Finding {
    let id = match now {
        Some(true) => "became-required",
        Some(false) => "became-optional",
        None => "requirement-unstated",
    };
    Finding::new(id, path, Version::new(old, ""), Version::new(new, ""))
}

fn values(path: &str, old: &Field, new: &Field, findings: &mut Vec<Finding>) {
    let (before, after) =
        (old.values.as_deref().unwrap_or_default(), new.values.as_deref().unwrap_or_default());
    let pairs = pairs(before, after, |(key, _): &(String, String)| key.as_str());
    for pair in &pairs {
        match pair {
            (Some((key, before)), Some((_, after))) if !is_same(before, after) => {
                let versions = (Version::new(old.line, before), Version::new(new.line, after));
                findings.push(Finding::new("text-changed", format!("{path}[{key}]"), versions.0, versions.1));
            }
            (Some((key, _)), None) => {
                findings.push(Finding::new("enum-value-removed", path, Version::new(old.line, key), None));
            }
            (None, Some((key, _))) => {
                findings.push(Finding::new("enum-value-added", path, None, Version::new(new.line, key)));
            }
            _ => {}
        }
    }
    let mut places = by_key(after, |(key, _)| Some(key));
    if is_reordered(&pairs, |(key, _)| Some(places.get_mut(key)?.pop_front()?.0)) {
        findings.push(Finding::new(
            "enum-order",
            path,
            Version::new(old.line, ""),
            Version::new(new.line, ""),
        ));
    }
}

fn rules(path: &str, old: &Field, new: &Field, findings: &mut Vec<Finding>) {
    let (before, after) = (&old.rules.0, &new.rules.0);
    for (keyword, limit) in before {
        let stated = |limit: &serde_json::Value| format!("{keyword}: {limit}");
        let (id, now) = match after.get(keyword) {
            Some(now) if now == limit => continue,
            Some(now) => ("rule-changed", Version::new(new.line, stated(now))),
            None => ("rule-removed", None),
        };
        findings.push(Finding::new(id, path, Version::new(old.line, stated(limit)), now));
    }
    for (keyword, limit) in after.iter().filter(|(keyword, _)| !before.contains_key(*keyword)) {
        findings.push(Finding::new(
            "rule-added",
            path,
            None,
            Version::new(new.line, format!("{keyword}: {limit}")),
        ));
    }
}

/// The values that a text lists, each behind a dash.
fn listed(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| c.is_whitespace() || c == '\u{2028}').filter(|word| !word.is_empty());
    let items = words.scan(false, |is_item, word| {
        let found = is_item.then_some(word);
        *is_item = matches!(word, "-" | "*");
        Some(found)
    });
    let keys =
        items.flatten().filter_map(|item| item.split(['：', ':']).next()).map(|key| key.trim_matches('`'));
    keys.filter(|key| !key.is_empty() && key.is_ascii()).collect()
}

/// Reports what only one of the pages has: a field that is gone here and the same there is one that has moved.
fn report(unmatched: Unmatched<'_>, findings: &mut Vec<Finding>) {
    let Unmatched { removed: gone, added: found } = unmatched;
    let key = |alone: &Alone<'_>| (alone.field.name.clone(), look(alone.field));
    let mut left = if gone.is_empty() { BTreeMap::new() } else { by_key(&found, |alone| Some(key(alone))) };
    let mut moved_to = BTreeSet::new();
    for gone in gone {
        match left.get_mut(&key(&gone)).and_then(VecDeque::pop_front) {
            Some((at, moved)) => {
                moved_to.insert(at);
                let versions =
                    (Version::new(gone.field.line, &gone.path), Version::new(moved.field.line, &moved.path));
                findings.push(Finding::new("field-moved", &moved.path, versions.0, versions.1));
                itself(&moved.path, gone.field, moved.field, findings);
            }
            None => findings.push(removed(&gone)),
        }
    }
    let left = found.iter().enumerate().filter(|(at, _)| !moved_to.contains(at));
    findings.extend(left.map(|(_, alone)| added(alone)));
}

/// The names of all fields inside of one, since an object is reported as a whole.
fn inside(field: &Field) -> String {
    let names: Vec<_> = with_descendants(&field.children).iter().map(|field| field.name.as_str()).collect();
    if names.is_empty() { String::new() } else { format!("with {}", names.join(", ")) }
}

fn removed(alone: &Alone<'_>) -> Finding {
    Finding::new("field-removed", &alone.path, Version::new(alone.field.line, inside(alone.field)), None)
}

fn added(alone: &Alone<'_>) -> Finding {
    let id = if alone.field.required == Some(true) { "required-field-added" } else { "field-added" };
    Finding::new(id, &alone.path, None, Version::new(alone.field.line, inside(alone.field)))
}
