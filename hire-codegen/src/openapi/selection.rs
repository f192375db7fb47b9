//! Which operations of a description are read.

use std::collections::BTreeSet;

use crate::diagnostic::codes::NO_MATCH;
use crate::diagnostic::{Diagnostics, Severity, nearest};
use crate::openapi::Method;
use crate::source::{Cursor, Place};

/// A selection of operations: those that a criterion of `selected` matches, all operations where `selected` is empty;
/// without those that a criterion of `excluded` matches.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    pub selected: Vec<Criterion>,
    pub excluded: Vec<Criterion>,
    /// Whether schemas of components that no selected operation uses are left out.
    pub only_used_schemas: bool,
    /// The places of operations and schemas that are left out for their faults.
    pub left_out: BTreeSet<Place>,
}

/// What an operation is selected by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Criterion {
    /// The `operationId`, or method and path: `GET /pets/{id}`.
    Operation(String),
    /// One of the `tags`.
    Tag(String),
    /// The path: `*` stands for any characters of a segment, the segment `**` for any number of segments.
    Path(String),
}

/// What a selection looks at in an operation that has not been read.
#[derive(Debug)]
pub struct Candidate<'a> {
    id: Option<&'a str>,
    route: String,
    path: &'a str,
    tags: Vec<&'a str>,
}

impl<'a> Candidate<'a> {
    pub fn new(path: &'a str, method: Method, operation: Cursor<'a>) -> Self {
        let tags = operation.get("tags").into_iter().flat_map(Cursor::items);
        Candidate {
            id: operation.get("operationId").and_then(Cursor::as_str),
            route: format!("{} {path}", method.as_str()),
            path,
            tags: tags.filter_map(Cursor::as_str).collect(),
        }
    }
}

impl Selection {
    /// Whether no criterion selects.
    pub fn is_everything(&self) -> bool {
        self.selected.is_empty() && self.excluded.is_empty()
    }

    /// Whether a criterion selects an operation.
    pub fn includes(&self, candidate: &Candidate<'_>) -> bool {
        let among = |criteria: &[Criterion]| criteria.iter().any(|criterion| criterion.matches(candidate));
        (self.selected.is_empty() || among(&self.selected)) && !among(&self.excluded)
    }

    /// Reports the criteria that match no operation.
    pub fn check(&self, candidates: &[Candidate<'_>], diagnostics: &mut Diagnostics) {
        for criterion in self.selected.iter().chain(&self.excluded) {
            if candidates.iter().any(|candidate| criterion.matches(candidate)) {
                continue;
            }
            let diagnostic = diagnostics.general(Severity::Error, NO_MATCH, criterion.without_match());
            match criterion.nearest(candidates) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help(criterion.advice()),
            };
        }
    }
}

impl Criterion {
    fn matches(&self, candidate: &Candidate<'_>) -> bool {
        match self {
            Criterion::Operation(name) => candidate.id == Some(name) || candidate.route == *name,
            Criterion::Tag(tag) => candidate.tags.contains(&tag.as_str()),
            Criterion::Path(pattern) => path_matches(pattern, candidate.path),
        }
    }

    fn without_match(&self) -> String {
        match self {
            Criterion::Operation(name) => format!("no operation is called `{name}`"),
            Criterion::Tag(tag) => format!("no operation has the tag `{tag}`"),
            Criterion::Path(pattern) => format!("no operation has a path like `{pattern}`"),
        }
    }

    fn nearest<'c>(&self, candidates: &'c [Candidate<'_>]) -> Option<&'c str> {
        match self {
            Criterion::Operation(name) => {
                let known = candidates.iter().flat_map(|it| it.id.into_iter().chain([it.route.as_str()]));
                nearest(name, known)
            }
            Criterion::Tag(tag) => nearest(tag, candidates.iter().flat_map(|it| it.tags.iter().copied())),
            Criterion::Path(pattern) => nearest(pattern, candidates.iter().map(|it| it.path)),
        }
    }

    fn advice(&self) -> &'static str {
        match self {
            Criterion::Operation(_) => {
                "name an operation by its `operationId`, or by method and path: `GET /pets/{id}`"
            }
            Criterion::Tag(_) => "name a tag as operations have it in `tags`",
            Criterion::Path(_) => {
                "write paths as the description has them; `*` stands for a segment, `**` for any number of them"
            }
        }
    }
}

/// Whether a path is like a pattern, segment by segment. `reached` has the numbers of the path's segments that the pattern
/// may have got through so far, so that the time is bounded by the product of both lengths.
fn path_matches(pattern: &str, path: &str) -> bool {
    let segments: Vec<&str> = path.split('/').collect();
    let mut reached = vec![false; segments.len() + 1];
    reached.iter_mut().take(1).for_each(|start| *start = true);
    for wanted in pattern.split('/') {
        let mut next = vec![false; reached.len()];
        let mut any_before = false;
        for (index, slot) in next.iter_mut().enumerate() {
            let here = reached.get(index).copied().unwrap_or(false);
            any_before |= here;
            let before = index.checked_sub(1).and_then(|it| Some((reached.get(it)?, segments.get(it)?)));
            *slot = if wanted == "**" {
                any_before
            } else {
                before.is_some_and(|(reached, segment)| *reached && segment_matches(wanted, segment))
            };
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

/// Whether a segment of a path is like one of a pattern.
fn segment_matches(pattern: &str, segment: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut remaining) = pieces.next().and_then(|first| segment.strip_prefix(first)) else {
        return false;
    };
    let Some(last) = pieces.next_back() else { return remaining.is_empty() };
    for piece in pieces {
        let Some((_, behind)) = remaining.split_once(piece) else { return false };
        remaining = behind;
    }
    remaining.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::path_matches;

    #[test]
    fn patterns_of_paths() {
        let cases = [
            ("/pets", "/pets", true),
            ("/pets", "/pets/1", false),
            ("/pets/*", "/pets/{id}", true),
            ("/pets/*", "/pets", false),
            ("/pets/*", "/pets/{id}/toys", false),
            ("/pets/**", "/pets/{id}/toys", true),
            ("/pets/**", "/pets", true),
            ("/pets/**", "/petshop", false),
            ("/**/toys", "/pets/{id}/toys", true),
            ("/**/toys", "/toys", true),
            ("/**/toys", "/toys/{id}", false),
            ("**", "/anything/{at}/all", true),
            ("/**/a/**/b", "/x/a/y/z/b", true),
            ("/v*/pets", "/v2/pets", true),
            ("/v*/pets", "/pets", false),
            ("/*-*", "/a-b", true),
            ("/*-*", "/ab", false),
            ("/a*a", "/a", false),
            ("", "/pets", false),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(path_matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn many_stars_take_no_longer_than_the_product_of_both_lengths() {
        let pattern = "/**/a".repeat(500) + "/b";
        let path = "/a".repeat(2_000);
        assert!(!path_matches(&pattern, &path));
    }
}
