//! What of a description is a part of what: by where it stands, and by references.

use std::collections::{BTreeMap, BTreeSet};

use hire_codegen::source::Sources;

/// The references of a description, each from its place to that which it names. Places are written as files and JSON pointers.
pub struct References {
    targets: BTreeMap<String, String>,
    users: BTreeMap<String, Vec<String>>,
}

impl References {
    pub fn of(sources: &Sources) -> Self {
        let mut references = Self { targets: BTreeMap::new(), users: BTreeMap::new() };
        let mut files = BTreeSet::from([sources.root().place()]);
        let mut open = vec![sources.root()];
        while let Some(node) = open.pop() {
            if let Some(reference) = node.get("$ref")
                && let Some(target) = reference.as_str().and_then(|text| reference.resolve(text).ok())
            {
                let root = std::iter::successors(Some(target), |it| it.parent()).last().unwrap_or(target);
                if files.insert(root.place()) {
                    open.push(root);
                }
                let (from, to) =
                    (sources.describe_place(node.place()), sources.describe_place(target.place()));
                references.users.entry(to.clone()).or_default().push(from.clone());
                references.targets.insert(from, to);
            }
            open.extend(node.entries().map(|(_, member)| member).chain(node.items()));
        }
        references
    }

    /// Everything that some places are a part of.
    pub fn around<'p>(&'p self, places: impl IntoIterator<Item = &'p str>) -> BTreeSet<&'p str> {
        let mut around = BTreeSet::new();
        let mut open: Vec<_> = places.into_iter().collect();
        while let Some(place) = open.pop() {
            for part in ancestors(place) {
                if !around.insert(part) {
                    break;
                }
                open.extend(self.users.get(part).into_iter().flatten().map(String::as_str));
            }
        }
        around
    }

    /// The outermost places of everything that is a part of some places.
    pub fn within<'p>(&'p self, places: impl IntoIterator<Item = &'p str>) -> BTreeSet<&'p str> {
        let mut within = BTreeSet::new();
        let mut open: Vec<_> = places.into_iter().collect();
        while let Some(place) = open.pop() {
            if ancestors(place).any(|part| within.contains(part)) {
                continue;
            }
            within.insert(place);
            let start = self.targets.range(place.to_owned()..);
            let below = start.take_while(|(from, _)| from.starts_with(place));
            open.extend(below.filter(|(from, _)| is_within(from, place)).map(|(_, to)| to.as_str()));
        }
        within
    }
}

/// Whether a place is the same as another, or below it.
pub fn is_within(place: &str, around: &str) -> bool {
    place.strip_prefix(around).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A place, and those around it up to the whole file.
pub fn ancestors(place: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(place), |place| {
        let (around, _) = place.rsplit_once('/')?;
        around.contains('#').then_some(around)
    })
}
