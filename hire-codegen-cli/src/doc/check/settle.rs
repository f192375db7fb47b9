//! The certain edits of pages, made in the files of a description.
//!
//! One difference is settled at a time: the edits of it are carried out, all or none, and the description is read and compared
//! again before the next. So no edit has a pointer of a text that another edit changed: indexes move when an item in front of them
//! goes, and everything inside of a path, a media type or a property moves when that gets another name. And what an edit does is
//! seen: the difference is gone, and none appeared somewhere else, as it would where a schema stands in two places of the operation
//! and the page changed one of them. If that is not so, the edits are taken back and left to a person.
//!
//! Each difference is tried once, so that the number of rounds is that of the differences. A round costs one reading of the
//! description, which is less than carrying out its edits does, since they are held against a reading of the text each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::{Checked, Difference, check};
use crate::doc::description::Description;
use crate::doc::diff::Level;
use crate::doc::page::Page;
use crate::doc::yaml::{Edit, apply};

/// What became of the certain edits.
#[derive(Debug, Default)]
pub struct Settled {
    /// How many were made.
    pub made: usize,
    /// Those that were left to a person, each with its file.
    pub left: Vec<(PathBuf, Edit)>,
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
        let Some(mut differences) = compare(&description, page)? else { continue };
        let mut tried = BTreeSet::new();
        while let Some(next) = differences
            .iter()
            .filter(|difference| difference.is_certain && !tried.contains(&name(difference)))
            .min_by_key(|difference| difference.finding.new.is_none())
            .cloned()
        {
            tried.insert(name(&next));
            let after = match edited(&next.edits)? {
                Some(texts) => try_out(spec, page, &texts, |after| is_settled(&next, &differences, after))?,
                None => None,
            };
            match after {
                Some(after) => {
                    settled.made += next.edits.len();
                    (description, differences) = after;
                }
                None => settled.left.extend(next.edits),
            }
        }
    }
    Ok(settled)
}

/// Makes edits, all or none of them, and says whether they were made.
///
/// # Errors
///
/// Fails with a message if a file cannot be read or written.
pub fn write(edits: &[(PathBuf, Edit)]) -> Result<bool, String> {
    match edited(edits)? {
        Some(texts) => put(texts.iter().map(|(path, (_, after))| (*path, after))).map(|()| true),
        None => Ok(false),
    }
}

/// What makes a difference another than those that are on its path besides.
fn name(difference: &Difference) -> (&'static str, String, String) {
    let finding = &difference.finding;
    let version = finding.new.as_ref().or(finding.old.as_ref());
    (finding.kind.id, finding.path.clone(), version.map(|version| version.text.clone()).unwrap_or_default())
}

/// Whether a difference is gone, and none came that is somewhere else; orders and words of parts that are new do not count.
fn is_settled(settled: &Difference, before: &[Difference], after: &[Difference]) -> bool {
    let path = settled.finding.path.as_str();
    let is_inside =
        |other: &str| other.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let was_there = |other: &Difference| {
        let is_same = |known: &Difference| {
            (known.finding.kind, &known.finding.path) == (other.finding.kind, &other.finding.path)
        };
        before.iter().any(is_same)
    };
    after.iter().all(|other| {
        let is_expected =
            other.finding.level() == Level::Note || is_inside(&other.finding.path) || was_there(other);
        is_expected && name(other) != name(settled)
    })
}

fn compare(description: &Description, page: &Page) -> Result<Option<Vec<Difference>>, String> {
    Ok(match check(description, page)? {
        Checked::Compared(differences) => Some(differences),
        Checked::NoOperation => None,
    })
}

/// Carries out edits; nothing, if a file does not take one of them.
fn edited(edits: &[(PathBuf, Edit)]) -> Result<Option<Texts<'_>>, String> {
    let mut texts = Texts::new();
    for (path, edit) in edits {
        let (before, after) = match texts.remove(path.as_path()) {
            Some(known) => known,
            None => {
                let text =
                    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
                (text.clone(), text)
            }
        };
        let Some(after) = apply(&path.display().to_string(), &after, edit) else { return Ok(None) };
        texts.insert(path, (before, after));
    }
    Ok(Some(texts))
}

/// Writes texts, and takes them back unless the description that they make is as it should be.
fn try_out(
    spec: &Path,
    page: &Page,
    texts: &Texts<'_>,
    is_right: impl FnOnce(&[Difference]) -> bool,
) -> Result<Option<(Description, Vec<Difference>)>, String> {
    let compared = put(texts.iter().map(|(path, (_, after))| (*path, after))).and_then(|()| {
        let description = Description::load(spec)?;
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
