//! The known word that a misspelt one is meant to be.

use std::mem;

/// The candidate that a word is most likely a misspelling of: one that differs in
/// case or word separators only, or by few slips of the keyboard (a letter missing,
/// added, changed, or two swapped): one in words below six letters, two in longer ones.
///
/// ```
/// use hire_codegen::diagnostic::nearest;
///
/// assert_eq!(nearest("requried", ["required", "properties"]), Some("required"));
/// assert_eq!(nearest("in", ["id"]), None);
/// ```
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let letters: Vec<char> = word.chars().collect();
    let allowed = match letters.len() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    let mut other = Vec::new();
    let distances = candidates.into_iter().filter_map(|candidate| {
        if fold(candidate).eq(fold(word)) {
            return Some((0, candidate));
        }
        // Words of very different lengths are not taken apart.
        if candidate.len() > 4 * (word.len() + allowed) || word.len() > 4 * (candidate.len() + allowed) {
            return None;
        }
        other.clear();
        other.extend(candidate.chars());
        let close = letters.len().abs_diff(other.len()) <= allowed && other.len() > 2;
        let distance = close.then(|| distance(&letters, &other, allowed))??;
        Some((distance, candidate))
    });
    distances.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

fn fold(word: &str) -> impl Iterator<Item = char> + '_ {
    let letters = word.chars().filter(|letter| !matches!(letter, '-' | '_'));
    letters.flat_map(char::to_lowercase)
}

/// Optimal string alignment: Levenshtein's distance, with a swap as one slip; none if it is greater than `allowed`.
fn distance(a: &[char], b: &[char], allowed: usize) -> Option<usize> {
    // What is the same at the ends is no slip.
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(head..).unwrap_or_default(), b.get(head..).unwrap_or_default());
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let a = a.get(..a.len() - tail).unwrap_or_default();
    let b = b.get(..b.len() - tail).unwrap_or_default();
    let (mut before, mut row, mut next) = (Vec::new(), (0..=b.len()).collect::<Vec<_>>(), Vec::new());
    let mut last_x = None;
    for (i, &x) in a.iter().enumerate() {
        let mut left = i + 1;
        next.clear();
        next.push(left);
        let mut last_y = None;
        for (j, (&y, pair)) in b.iter().zip(row.windows(2)).enumerate() {
            let changed = pair.first().map_or(left, |it| it + usize::from(x != y));
            let removed = pair.last().map_or(left, |it| it + 1);
            left = changed.min(removed).min(left + 1);
            if last_x == Some(y) && last_y == Some(x) {
                let swapped = j.checked_sub(1).and_then(|j| before.get(j));
                left = swapped.map_or(left, |it| left.min(it + 1));
            }
            next.push(left);
            last_y = Some(y);
        }
        mem::swap(&mut before, &mut row);
        mem::swap(&mut row, &mut next);
        last_x = Some(x);
        // A swap reaches back two rows, and costs one.
        if row.iter().chain(&before).all(|slips| *slips > allowed) {
            return None;
        }
    }
    row.last().copied().filter(|slips| *slips <= allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let cases = [
            ("requried", Some("required")),
            ("requird", Some("required")),
            ("operationID", Some("operationId")),
            ("operation_id", Some("operationId")),
            ("parmeters", Some("parameters")),
            ("nmae", Some("name")),
            ("nam", Some("name")),
            ("required", Some("required")),
            ("in", None),
            ("ni", None),
            ("naem2", None),
            ("", None),
            ("something", None),
            ("headres", Some("headers")),
        ];
        let known = ["required", "operationId", "parameters", "name", "id", "readers", "headers"];
        for (word, meant) in cases {
            assert_eq!(nearest(word, known), meant, "{word}");
        }
    }

    #[test]
    fn counts_slips() {
        let cases = [("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("kitten", "sitting", 3)];
        for (a, b, slips) in cases {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            assert_eq!(distance(&a, &b, slips), Some(slips));
            assert!(slips == 0 || distance(&a, &b, slips - 1).is_none());
        }
    }
}
