//! The certain edits of pages, made in the files of a description.
//!
//! What is settled is looked at: the edits are carried out, and the description is read and compared again. So no edit has a pointer
//! of a text that another edit changed before: indexes move when an item in front of them goes, and everything inside of a path, a
//! media type or a property moves when that gets another name. And what an edit does is seen: the difference is gone, and none
//! appeared somewhere else, as it would where a schema stands in two places of the operation and the page changed one of them. If
//! that is not so, the edits are taken back and left to a person.
//!
//! As long as all goes well, eight times as many differences are settled as the time before, so that a page on which everything is
//! new takes a few rounds. Where edits do not fit together, half as many are tried, down to one alone; a path and the names of its
//! parameters are one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::parameters::is_of_path;
use super::{Checked, Difference, check};
use crate::doc::description::Description;
use crate::doc::diff::Level;
use crate::doc::page::Page;
use crate::doc::yaml::{Edit, apply, apply_together};

/// What became of the certain edits.
#[derive(Debug, Default)]
pub struct Settled {
    /// How many were made.
    pub made: usize,
    /// Those that were left to a person, each with its file.
    pub left: Vec<(PathBuf, Edit)>,
    /// How many were not tried, because too many of a page were left before them.
    pub untried: usize,
}

/// The texts of files, as they are and as edits make them.
type Texts<'e> = BTreeMap<&'e Path, (String, String)>;

/// Makes the certain edits of pages in the files of a description. Additions come first, so that a list in which everything is
/// exchanged keeps its place.
///
/// # Errors
///
/// Fails with a message if a file cannot be read or written.
pub fn settle<'p>(spec: &Path, pages: impl IntoIterator<Item = &'p Page>) -> Result<Settled, String> {
    let mut settled = Settled::default();
    let mut description = Description::load(spec)?;
    for page in pages {
        description = settle_page(description, page, &mut settled)?;
    }
    Ok(settled)
}

/// How many edits of a page may be left to a person before no more of it are tried: each of them takes a comparison of its own.
const MOST_FAILURES: usize = 128;

/// Settles the differences of one page, and returns the description as it is then.
fn settle_page(
    mut description: Description,
    page: &Page,
    settled: &mut Settled,
) -> Result<Description, String> {
    let Some(mut differences) = compare(&description, page)? else { return Ok(description) };
    // What a person has to decide is not made because other edits were.
    let mut tried: BTreeSet<_> = differences.iter().filter(|it| !it.is_certain).map(name).collect();
    let (mut failures, mut most) = (0, 1);
    loop {
        let is_left = |it: &&Difference| it.is_certain && !tried.contains(&name(it));
        let mut next: Vec<&Difference> = differences.iter().filter(is_left).collect();
        next.sort_by_key(|it| (!is_of_path(&it.finding), it.finding.new.is_none()));
        if next.is_empty() || failures == MOST_FAILURES {
            settled.untried += edits_of(&next).len();
            return Ok(description);
        }
        let least = next.iter().take_while(|it| is_of_path(&it.finding)).count().max(1);
        next.truncate(most.max(least));
        let edits = edits_of(&next);
        let after = match edited(&edits, next.len() > 1)? {
            Some(texts) => {
                try_out(&description, page, &texts, |after| is_settled(&next, &differences, after))?
            }
            None => None,
        };
        let (names, count): (Vec<_>, _) = (next.iter().map(|it| name(it)).collect(), next.len());
        match after {
            Some(after) => {
                settled.made += edits.len();
                tried.extend(names);
                (description, differences) = after;
                most = most.saturating_mul(8);
            }
            None if count <= least => {
                settled.left.extend(edits);
                tried.extend(names);
                failures += 1;
            }
            None => most = count / 2,
        }
    }
}

/// Makes edits, all or none of them, and says whether they were made.
///
/// # Errors
///
/// Fails with a message if a file cannot be read or written.
pub fn write(edits: &[(PathBuf, Edit)]) -> Result<bool, String> {
    match edited(edits, false)? {
        Some(texts) => put(texts.iter().map(|(path, (_, after))| (*path, after))).map(|()| true),
        None => Ok(false),
    }
}

/// The edits of differences: rows that have one schema have one.
fn edits_of(differences: &[&Difference]) -> Vec<(PathBuf, Edit)> {
    let mut seen = BTreeSet::new();
    let edits = differences.iter().flat_map(|difference| &difference.edits);
    edits.filter(|edit| seen.insert(format!("{edit:?}"))).cloned().collect()
}

/// What makes a difference another than those that are on its path besides.
fn name(difference: &Difference) -> (&'static str, String, String) {
    let finding = &difference.finding;
    let version = finding.new.as_ref().or(finding.old.as_ref());
    (finding.kind.id, finding.path.clone(), version.map(|version| version.text.clone()).unwrap_or_default())
}

/// Whether differences are gone, and none came that is somewhere else; orders and words of parts that are new do not count.
fn is_settled(settled: &[&Difference], before: &[Difference], after: &[Difference]) -> bool {
    let names: BTreeSet<_> = settled.iter().map(|it| name(it)).collect();
    let paths: BTreeSet<&str> = settled.iter().map(|it| it.finding.path.as_str()).collect();
    let kind = |it: &Difference| (it.finding.kind.id, it.finding.path.clone());
    let known: BTreeSet<_> = before.iter().map(kind).collect();
    let is_inside = |path: &str| {
        let mut above = path.match_indices('.').filter_map(|(at, _)| path.get(..at));
        paths.contains(path) || above.any(|path| paths.contains(path))
    };
    after.iter().all(|other| {
        let is_expected = other.finding.level() == Level::Note
            || is_inside(&other.finding.path)
            || known.contains(&kind(other));
        is_expected && !names.contains(&name(other))
    })
}

fn compare(description: &Description, page: &Page) -> Result<Option<Vec<Difference>>, String> {
    Ok(match check(description, page)? {
        Checked::Compared(differences) => Some(differences),
        Checked::NoOperation => None,
    })
}

/// Carries out edits, together or one after another; nothing, if a file does not take one of them.
fn edited(edits: &[(PathBuf, Edit)], is_together: bool) -> Result<Option<Texts<'_>>, String> {
    let mut by_file: BTreeMap<&Path, Vec<&Edit>> = BTreeMap::new();
    for (path, edit) in edits {
        by_file.entry(path).or_default().push(edit);
    }
    let mut texts = Texts::new();
    for (path, edits) in by_file {
        let before = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let name = path.display().to_string();
        let after = if is_together {
            apply_together(&name, &before, &edits)
        } else {
            edits.into_iter().try_fold(before.clone(), |text, edit| apply(&name, &text, edit))
        };
        let Some(after) = after else { return Ok(None) };
        texts.insert(path, (before, after));
    }
    Ok(Some(texts))
}

/// Writes texts, and takes them back unless the description that they make is as it should be.
fn try_out(
    description: &Description,
    page: &Page,
    texts: &Texts<'_>,
    is_right: impl FnOnce(&[Difference]) -> bool,
) -> Result<Option<(Description, Vec<Difference>)>, String> {
    let compared = put(texts.iter().map(|(path, (_, after))| (*path, after))).and_then(|()| {
        let description = Description::load(description.path())?;
        let differences = compare(&description, page)?;
        Ok(differences.filter(|differences| is_right(differences)).map(|found| (description, found)))
    });
    if !matches!(compared, Ok(Some(_))) {
        put(texts.iter().map(|(path, (before, _))| (*path, before)))?;
    }
    compared
}

fn put<'t>(texts: impl Iterator<Item = (&'t Path, &'t String)>) -> Result<(), String> {
    for (path, text) in texts {
        fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}
