//! What bindings do, compared: the code of two that have the same interface may differ.

use std::collections::{BTreeMap, BTreeSet};

use hire_codegen::surface::{Surface, Unit};

use super::reach::{References, ancestors};
use super::rule::Verdict;
use super::rust::RustChange;
use super::target::place;
use super::{Finding, rust};

/// An item of the old and of the new bindings.
type Pair<'s> = (Option<&'s Unit>, Option<&'s Unit>);

/// The items of two bindings whose code differs.
pub struct Behavior<'s> {
    pairs: Vec<Pair<'s>>,
}

/// The places of a finding in one of the descriptions: its own, and those of its operations.
#[derive(Debug, Clone, Default)]
pub struct Places {
    pub own: Option<String>,
    pub operations: Vec<String>,
}

impl Places {
    /// Whether a finding is of a schema, and so is the same for all operations.
    fn is_of_schema(&self) -> bool {
        self.own.as_ref().is_some_and(|place| place.contains("#/components/schemas/"))
    }

    /// Whether it is of the API as a whole.
    fn is_of_all(&self) -> bool {
        self.own.is_some() && self.operations.is_empty() && !self.is_of_schema()
    }

    /// The places that the finding stands for.
    fn all(&self) -> impl Iterator<Item = &str> {
        let operations = if self.is_of_schema() { &[] } else { self.operations.as_slice() };
        self.own.iter().chain(operations).map(String::as_str)
    }
}

impl<'s> Behavior<'s> {
    pub fn new(old: &'s Surface, new: &'s Surface) -> Self {
        let mut pairs: BTreeMap<&str, Pair<'s>> = BTreeMap::new();
        for unit in old.units() {
            pairs.entry(&unit.path).or_default().0 = Some(unit);
        }
        for unit in new.units() {
            pairs.entry(&unit.path).or_default().1 = Some(unit);
        }
        let differs = |(old, new): &Pair<'_>| old.map(|it| &it.code) != new.map(|it| &it.code);
        Self { pairs: pairs.into_values().filter(differs).collect() }
    }

    /// Whether a finding has to do with code that differs, for each of the findings: what builds the same code is as it was.
    pub fn concerned(
        &self,
        places: (&[Places], &[Places]),
        references: (&References, &References),
    ) -> Vec<bool> {
        let units = |which: fn(&Pair<'s>) -> Option<&'s Unit>| {
            let units = self.pairs.iter().filter_map(which);
            units.flat_map(|unit| unit.positions.iter().map(place)).collect::<Vec<_>>()
        };
        let (old, new) = (units(|pair| pair.0), units(|pair| pair.1));
        let within = (
            references.0.within(old.iter().map(String::as_str)),
            references.1.within(new.iter().map(String::as_str)),
        );
        let is_in = |places: &Places, within: &BTreeSet<&str>| {
            places.is_of_all() && !self.pairs.is_empty()
                || places.all().any(|place| ancestors(place).any(|part| within.contains(part)))
        };
        places
            .0
            .iter()
            .zip(places.1)
            .map(|(old, new)| is_in(old, &within.0) || is_in(new, &within.1))
            .collect()
    }

    /// The code that differs where neither the interface does, nor anything in the description that a rule is about.
    pub fn unexplained(
        &self,
        changes: &[RustChange],
        findings: &[Finding],
        places: (&[Places], &[Places]),
        references: (&References, &References),
    ) -> Vec<RustChange> {
        let is_meant = |finding: &Finding| finding.rule.verdict > Verdict::Patch;
        let marked = |side: &[Places]| -> Vec<String> {
            let pairs = findings.iter().zip(side).filter(|(finding, _)| is_meant(finding));
            pairs.flat_map(|(_, places)| places.all().map(str::to_owned).collect::<Vec<_>>()).collect()
        };
        let (old, new) = (marked(places.0), marked(places.1));
        let around = (
            references.0.around(old.iter().map(String::as_str)),
            references.1.around(new.iter().map(String::as_str)),
        );
        // How a union is decided is written in its branches as well.
        let unions = |side: &[Places]| -> Vec<String> {
            let decided = |id: &str| id.contains("discriminator") || id.contains("variant");
            let pairs = findings.iter().zip(side).filter(|(finding, _)| decided(finding.rule.id));
            pairs.filter_map(|(_, places)| Some(union(places.own.as_deref()?).to_owned())).collect()
        };
        let (old, new) = (unions(places.0), unions(places.1));
        let branches = (
            references.0.within(old.iter().map(String::as_str)),
            references.1.within(new.iter().map(String::as_str)),
        );
        let of_all = findings.iter().zip(places.0.iter().zip(places.1));
        let is_of_all = of_all.filter(|(finding, _)| is_meant(finding));
        let is_of_all = is_of_all.into_iter().any(|(_, (old, new))| old.is_of_all() || new.is_of_all());
        let named: BTreeSet<&str> = changes.iter().flat_map(|change| owners(&change.path)).collect();
        let mut left = Vec::new();
        for (old, new) in &self.pairs {
            let (Some(old), Some(new)) = (old, new) else { continue };
            let is_around = |unit: &Unit, around: &BTreeSet<&str>| {
                unit.positions.iter().any(|position| around.contains(place(position).as_str()))
            };
            let is_type = old.path.starts_with("types::");
            let is_explained = named.contains(old.path.as_str())
                || is_around(old, &around.0)
                || is_around(new, &around.1)
                || is_around(old, &branches.0)
                || is_around(new, &branches.1)
                || is_of_all && !is_type;
            if !is_explained {
                left.push(rust::behavior(old, new));
            }
        }
        left
    }
}

/// The union that a place is of, or is in.
fn union(place: &str) -> &str {
    let of =
        ["/discriminator", "/oneOf/", "/anyOf/"].iter().filter_map(|part| Some(place.rsplit_once(part)?.0));
    of.max_by_key(|union| union.len()).unwrap_or(place)
}

/// The path of an item, and those of what it is a part of.
fn owners(path: &str) -> impl Iterator<Item = &str> {
    let path = path.split(": ").next();
    std::iter::successors(path, |path| path.rsplit_once("::").map(|(owner, _)| owner))
}
