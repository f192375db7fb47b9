//! Why a list of branches is no union: which two of them nothing tells from each other.

use super::plan::{MOST_BRANCHES, Row, lasting};
use super::{Analysis, Fallback};
use crate::markdown::code;
use crate::schema::{Branches, SchemaId, Types, has_name};

/// The first two branches that nothing tells from each other.
pub fn alike(analysis: &Analysis<'_>, list: &Branches, rows: &[Row]) -> Option<Fallback> {
    if rows.len() > MOST_BRANCHES {
        let reason = format!("more than {MOST_BRANCHES} branches are not told from each other");
        return Some(Fallback::new(list.place, reason));
    }
    let demands = lasting(rows);
    let pairs = demands.iter().enumerate().flat_map(|(index, first)| {
        demands
            .iter()
            .enumerate()
            .skip(index + 1)
            .map(move |(other, second)| ((index, first), (other, second)))
    });
    let ((first, one), (second, other)) =
        pairs.into_iter().find(|((_, one), (_, other))| one.difference(other).is_none())?;
    let common = one.types.intersection(other.types);
    let what = if common == Types::OBJECT {
        "take an object, and no property tells them apart".to_owned()
    } else {
        format!("take values of type {common}")
    };
    let named = |row: usize| rows.get(row).map(|row| branch_words(analysis, list, row.source));
    // What is left of a list stands where its first branch does.
    let at = analysis.sources.at(list.place);
    let keyword = at.key().or_else(|| at.parent()?.key()).unwrap_or("anyOf");
    let reason = format!("branches {} and {} of `{keyword}` both {what}", named(first)?, named(second)?);
    Some(Fallback::new(list.place, reason))
}

/// The number of a branch, and its name if it has one.
fn branch_words(analysis: &Analysis<'_>, list: &Branches, branch: SchemaId) -> String {
    let at = analysis.sources.at(analysis.schemas.get(branch).place);
    // A base in a list is what it says itself, and stands elsewhere; of some lists, only a part is left.
    let position = list.schemas.iter().position(|listed| *listed == branch);
    let whole = analysis.sources.at(list.place).is_sequence();
    let number = match position {
        Some(_) if at.key().is_none() => (at.index() + 1).to_string(),
        Some(position) if whole => (position + 1).to_string(),
        _ => "of one type".to_owned(),
    };
    let target = analysis.schemas.target(branch);
    let schema = analysis.schemas.get(target);
    let key = analysis.sources.at(schema.place).key().filter(|_| has_name(analysis.sources, schema.place));
    let name =
        key.or(analysis.definition(schema.place)).or(schema.annotations.title.map(|title| title.value));
    name.map_or_else(|| number.clone(), |name| format!("{number} {}", code(name)))
}
