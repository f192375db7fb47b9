//! From a place to its text: line, column and bytes, by reading the text again.

mod json;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Cursor, File, Format, Place, Sources, Span};

/// What is looked for in a text: the key that leads to a node, or its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Token {
    Key(u32),
    Value(u32),
}

impl Sources {
    /// Where a place stands: the key, or the scalar. A mapping or sequence stands where
    /// the key that leads to it does, without a key where it begins. An alias of YAML
    /// stands where its anchor does.
    pub fn locate(&self, place: Place) -> Span {
        let found = self.locate_all([place]);
        found.into_values().next().unwrap_or(Span { start: 0, end: 0, line: 1, column: 1 })
    }

    /// Where places stand; each file is read again once.
    pub fn locate_all(&self, places: impl IntoIterator<Item = Place>) -> BTreeMap<Place, Span> {
        let mut by_file: BTreeMap<u32, BTreeMap<Place, Token>> = BTreeMap::new();
        for place in places {
            let tokens = by_file.entry(place.file).or_default();
            if let Some(file) = self.file(place) {
                tokens.insert(place, token(self.at(place), place, file.format));
            }
        }
        let mut spans = BTreeMap::new();
        for tokens in by_file.into_values() {
            let file = tokens.keys().next().and_then(|place| self.file(*place));
            let Some(file) = file else { continue };
            let wanted = tokens.values().copied().collect();
            let located = spans_of(file, &ranges(file, &wanted));
            spans.extend(tokens.into_iter().filter_map(|(place, token)| {
                let span = located.get(&token)?;
                Some((place, *span))
            }));
        }
        spans
    }
}

fn ranges(file: &File, wanted: &Wanted) -> BTreeMap<Token, Range<usize>> {
    match file.format {
        Format::Json => json::ranges(&file.text, wanted),
        Format::Yaml => yaml::ranges(&file.text, wanted),
    }
}

impl File {
    /// The texts of some scalars.
    pub(super) fn texts(&self, nodes: impl Iterator<Item = u32>) -> Vec<(u32, &str)> {
        let wanted: Wanted = nodes.map(Token::Value).collect();
        let ranges = if wanted.is_empty() { BTreeMap::new() } else { ranges(self, &wanted) };
        let texts = ranges.into_iter().filter_map(|(token, range)| {
            let (Token::Key(node) | Token::Value(node)) = token;
            Some((node, self.text.get(range)?))
        });
        texts.collect()
    }
}

/// The token that stands for a place.
fn token(node: Cursor<'_>, place: Place, format: Format) -> Token {
    let value = Token::Value(place.node);
    let has_key = node.key().is_some();
    let container = node.is_mapping() || node.is_sequence();
    // YAML needs no text for null.
    let invisible = container || (node.is_null() && format == Format::Yaml);
    if has_key && (place.key || invisible) {
        return Token::Key(place.node);
    }
    match format {
        Format::Yaml if container => first_scalar(node),
        _ => value,
    }
}

/// The first key or scalar in a container: a block of YAML has no sign of its own. Of an
/// empty container, itself.
fn first_scalar(mut node: Cursor<'_>) -> Token {
    loop {
        if let Some((_, child)) = node.entries().next() {
            return Token::Key(child.place().node);
        }
        match node.items().next() {
            Some(child) => node = child,
            None => return Token::Value(node.place().node),
        }
    }
}

/// Lines and columns of ranges, found in one pass.
fn spans_of(file: &File, ranges: &BTreeMap<Token, Range<usize>>) -> BTreeMap<Token, Span> {
    let mut sorted: Vec<(&Token, &Range<usize>)> = ranges.iter().collect();
    sorted.sort_by_key(|(_, range)| range.start);
    let text = &*file.text;
    let (mut line, mut column, mut seen) = (1, 1, 0);
    let spans = sorted.into_iter().map(|(token, range)| {
        let between = text.get(seen..range.start).unwrap_or_default();
        seen = range.start;
        line += between.matches('\n').count();
        column = match between.rsplit_once('\n') {
            Some((_, last_line)) => 1 + last_line.chars().count(),
            None => column + between.chars().count(),
        };
        let span = Span { start: range.start, end: range.end, line, column };
        (*token, span)
    });
    spans.collect()
}

type Wanted = BTreeSet<Token>;

#[cfg(test)]
mod tests;
