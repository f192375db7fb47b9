//! Pages compared with a description.
//!
//! The operation is made the page that it is of, and the two pages are compared as two versions of one are: what differs has the
//! same names. See [`Difference`] for what is known of each.

mod edits;
mod fields;
mod index;
mod order;
mod parameters;
mod project;
mod settle;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use hire_codegen::source::Place;

use super::description::{Description, Location, Operation};
use super::diff::{self, Finding};
use super::page::Page;
use super::record::{Accepted, Record};
use super::yaml::Edit;

use self::index::Index;
use self::project::Spot;
pub use self::settle::{Settled, settle, write};

/// A difference between a page and a description.
#[derive(Debug, Clone)]
pub struct Difference {
    /// What differs; the old version is that of the description, or of the page that was accepted.
    pub finding: Finding,
    /// Where it is in the description.
    pub place: Location,
    /// The edits that settle it, each with the file that it is of.
    pub edits: Vec<(PathBuf, Edit)>,
    /// Whether the edits are all that there is to do. Others are a proposal, for a person to decide.
    pub is_certain: bool,
    /// Why edits are not certain, if nothing but the page says so.
    pub doubt: Option<&'static str>,
}

/// What became of a page.
pub enum Checked {
    /// The description has the operation; the differences are in the order of the page.
    Compared(Vec<Difference>),
    /// The description has no such operation.
    NoOperation,
}

/// The operation that a page is of: that of its method and address, else the one whose record names the page.
pub fn operation<'a>(description: &'a Description, page: &Page) -> Option<Operation<'a>> {
    let wanted: Vec<&str> = segments(&page.url).collect();
    let by_address = |operation: &Operation<'_>| {
        page.method.trim().eq_ignore_ascii_case(operation.method) && is_at(*operation, &wanted)
    };
    let source = |operation: &Operation<'_>| {
        let record = operation.node.get(super::record::KEY)?;
        record.get("source")?.as_str().map(str::to_owned)
    };
    let by_source = |operation: &Operation<'_>| page.source.is_some() && source(operation) == page.source;
    description.operations().find(by_address).or_else(|| description.operations().find(by_source))
}

/// Whether an address is one of an operation, on whichever server, parameters of any name.
fn is_at(operation: Operation<'_>, wanted: &[&str]) -> bool {
    let servers = operation.servers();
    let mut bases = servers.iter().copied().chain(servers.is_empty().then_some(""));
    bases.any(|base| segments(base).chain(segments(operation.path)).eq(wanted.iter().copied()))
}

/// The segments of an address below its host; a parameter is one as any other.
fn segments(address: &str) -> impl Iterator<Item = &str> {
    let below = match address.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => address,
    };
    let segments = below.split('?').next().unwrap_or_default().split('/');
    let segments = segments.filter(|segment| !segment.is_empty());
    segments.map(|segment| if segment.starts_with([':', '{']) { "{}" } else { segment })
}

/// Compares a page with the description.
///
/// # Errors
///
/// Fails with a message if the copy of the page that was accepted cannot be read.
pub fn check(description: &Description, page: &Page) -> Result<Checked, String> {
    let Some(operation) = operation(description, page) else { return Ok(Checked::NoOperation) };
    let folder = description.path().parent().unwrap_or(Path::new(""));
    let record = Record::read(operation.node, folder)?;
    let projection = project::project(operation, page, &record);
    let mut findings = diff::compare(&projection.page, page);
    if let Accepted::Digests(digests) = &record.accepted {
        words::changed(digests, page, &mut findings);
    }
    let deviations: BTreeSet<&String> = record.deviations.iter().collect();
    findings.retain(|finding| !deviations.contains(&format!("{} {}", finding.kind.id, finding.path)));
    findings.sort_by_key(|finding| finding.new.as_ref().map_or(usize::MAX, |version| version.line));
    let spots = &projection.spots;
    let index = Index::of(page, &|path| spots.contains_key(path));
    let known = edits::Known::default();
    let context = edits::Context { description, operation, page, record: &record, spots, index, known };
    let nodes: Vec<_> = findings.iter().map(|finding| context.node(&finding.path)).collect();
    let found = findings.into_iter().zip(description.locate(&nodes));
    let mut differences: Vec<_> = found.map(|(finding, place)| context.difference(finding, place)).collect();
    leave_with_the_type(&mut differences);
    leave_of_several_places(&mut differences, spots);
    context.leave_of_path(&mut differences);
    Ok(Checked::Compared(differences))
}

/// Leaves limits and defaults to whoever decides about a type or about values: they are limits and defaults of these.
fn leave_with_the_type(differences: &mut Vec<Difference>) {
    let is_decided = |difference: &&Difference| {
        let ids = ["type-changed", "list-changed", "enum-value-added", "enum-value-removed"];
        ids.contains(&difference.finding.kind.id) && !difference.is_certain
    };
    let paths: BTreeSet<String> =
        differences.iter().filter(is_decided).map(|difference| difference.finding.path.clone()).collect();
    for difference in differences {
        let id = difference.finding.kind.id;
        let is_of_values =
            id == "default-changed" || id.starts_with("rule-") || id.starts_with("enum-value-");
        difference.is_certain &= !(is_of_values && paths.contains(&difference.finding.path));
    }
}

/// Leaves to a person what would change several rows of the page, since they have one schema, of which the page changed some.
fn leave_of_several_places(differences: &mut [Difference], spots: &BTreeMap<String, Spot<'_>>) {
    let is_row = |path: &str| path.starts_with("request.") || path.starts_with("response.");
    let (mut neighbours, mut counts) = (BTreeMap::<&str, Place>::new(), BTreeMap::<Place, usize>::new());
    for (path, spot) in spots.iter().filter(|(path, _)| is_row(path)) {
        let place = spot.node.place();
        path.rsplit_once('.').map(|(parent, _)| neighbours.entry(parent).or_insert(place));
        *counts.entry(place).or_default() += 1;
    }
    // A row that is new has the schema that its neighbours are in.
    let rows = |path: &str| {
        let (parent, _) = path.rsplit_once('.').filter(|_| is_row(path))?;
        let place = spots.get(path).map(|spot| spot.node.place());
        counts.get(&place.or_else(|| neighbours.get(parent).copied())?).filter(|rows| **rows > 1)
    };
    let key = |difference: &Difference| format!("{:?}", difference.edits);
    let mut changed = BTreeMap::<String, usize>::new();
    for difference in differences.iter().filter(|it| rows(&it.finding.path).is_some()) {
        *changed.entry(key(difference)).or_default() += 1;
    }
    let is_all = |difference: &Difference, rows| changed.get(&key(difference)).is_some_and(|it| it >= rows);
    let are_all: Vec<bool> = differences
        .iter()
        .map(|difference| rows(&difference.finding.path).is_none_or(|rows| is_all(difference, rows)))
        .collect();
    for (difference, are_all) in differences.iter_mut().zip(are_all) {
        difference.is_certain &= are_all;
    }
}
