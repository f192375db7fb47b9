//! Pages compared with a description.
//!
//! The operation is made the page that it is of, and the two pages are compared as two versions of one are: what differs has the
//! same names. See [`Difference`] for what is known of each.

mod edits;
mod fields;
mod order;
mod project;

use std::path::{Path, PathBuf};

use super::description::{Description, Location, Operation};
use super::diff::{self, Finding, Version};
use super::page::Page;
use super::record::{Accepted, Record, digest, words};
use super::yaml::Edit;

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
    let projection = project::project(operation, page, &record.accepted);
    let mut findings = diff::compare(&projection.page, page);
    if let Accepted::Digests(digests) = &record.accepted {
        changed_words(digests, page, &mut findings);
    }
    findings.retain(|finding| {
        let name = format!("{} {}", finding.kind.id, finding.path);
        record.deviations.iter().all(|deviation| *deviation != name)
    });
    findings.sort_by_key(|finding| finding.new.as_ref().map_or(usize::MAX, |version| version.line));
    let context = edits::Context { description, operation, page, record: &record, spots: &projection.spots };
    Ok(Checked::Compared(findings.into_iter().map(|finding| context.difference(finding)).collect()))
}

/// Adds findings for words whose digests differ. What is new or gone as a whole is found without digests.
fn changed_words(
    digests: &std::collections::BTreeMap<String, String>,
    page: &Page,
    findings: &mut Vec<Finding>,
) {
    let words = words(page);
    let path = |key: &str| key.split(['#', '~']).next().unwrap_or_default().to_owned();
    let is_found = |findings: &[Finding], id: &str, path: &str| {
        findings.iter().any(|finding| finding.path == path && finding.kind.id == id)
    };
    for (key, word) in &words {
        let path = path(key);
        let is_new = digests.keys().all(|known| known.split(['#', '~']).next() != Some(path.as_str()));
        let is_part = key.contains(['.', '#']) && !key.starts_with("section ");
        let is_same = digests.get(key).is_some_and(|known| *known == digest(&word.text));
        if is_same || (is_part && is_new) || key.ends_with("#limits") || is_found(findings, word.kind, &path)
        {
            continue;
        }
        let path = if path == "heading" { "title".to_owned() } else { path };
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
    for key in digests.keys().filter(|key| !words.contains_key(*key)) {
        let path = path(key);
        let is_gone = findings
            .iter()
            .any(|finding| finding.path == path || path.starts_with(&format!("{}.", finding.path)));
        if let Some(id) = kind(key).filter(|_| !is_gone) {
            findings.push(Finding::new(id, path, Version::new(1, ""), None));
        }
    }
}
