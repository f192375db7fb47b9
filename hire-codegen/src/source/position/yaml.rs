//! The tokens of a YAML text.
//!
//! The parser tells positions in its errors only. So the text is read again in the
//! order of the nodes, and each wanted scalar is refused; the parser's error says
//! where it stands, is caught by the mapping or sequence around it, and the reading
//! goes on, since the scalar is consumed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};

use super::super::node::Value;
use super::super::syntax::{line_starts, offset};
use super::{File, Token, Wanted};

/// The ranges of the wanted tokens.
pub(super) fn ranges(file: &File, wanted: &Wanted) -> BTreeMap<Token, Range<usize>> {
    let is_empty_container = |token: &&Token| match **token {
        Token::Value(node) => file
            .nodes
            .get(node as usize)
            .is_some_and(|node| matches!(node.value, Value::Sequence(_) | Value::Mapping(_))),
        Token::Key(_) => false,
    };
    let scalars = wanted.iter().filter(|it| !is_empty_container(it));
    let mut found = walk(file, &scalars.copied().collect());
    // A key that is no scalar has no position: its value stands for it.
    let lost: Vec<_> =
        wanted.iter().filter(|it| matches!(it, Token::Key(_)) && !found.contains_key(it)).collect();
    let value = |key: &Token| {
        let (Token::Key(node) | Token::Value(node)) = *key;
        Token::Value(node)
    };
    let values: Wanted = lost.iter().map(|key| value(key)).collect();
    if !values.is_empty() {
        let scalars = values.iter().filter(|it| !is_empty_container(it));
        let mut positions = walk(file, &scalars.copied().collect());
        positions.extend(walk_containers(file, values.iter().filter(is_empty_container)));
        found.extend(lost.iter().filter_map(|key| Some((**key, *positions.get(&value(key))?))));
    }
    found.extend(walk_containers(file, wanted.iter().filter(is_empty_container)));
    offsets(&file.text, found).into_iter().map(|(token, start)| (token, range(file, token, start))).collect()
}

/// How many bytes are read again, at most, to look for empty containers.
const MOST_READ: usize = 16 << 20;

/// The positions of empty containers: one cannot be refused and read on behind, so that it ends the walk. There are no more
/// walks than are done at once, since each reads the text again; the containers behind the last are not shown.
fn walk_containers<'t>(file: &File, wanted: impl Iterator<Item = &'t Token>) -> Positions {
    let mut found = Positions::new();
    for token in wanted.take(1 + MOST_READ / file.text.len().max(1)) {
        found.extend(walk(file, &BTreeSet::from([*token])));
    }
    found
}

/// The bytes of lines and columns, in one pass: a text may be one line.
fn offsets(text: &str, positions: Positions) -> Vec<(Token, usize)> {
    let starts = line_starts(text);
    let mut sorted: Vec<_> = positions.into_iter().map(|(token, position)| (position, token)).collect();
    sorted.sort_unstable();
    let mut here = ((0, 0), 0);
    let offsets = sorted.into_iter().map(|((line, column), token)| {
        let ((before, passed), reached) = here;
        let start = if line == before && column >= passed {
            let rest = text.get(reached..).unwrap_or_default();
            let within = rest.char_indices().nth(column - passed);
            reached + within.map_or(rest.len(), |(index, _)| index)
        } else {
            offset(text, &starts, line, column)
        };
        here = ((line, column), start);
        (token, start)
    });
    offsets.collect()
}

/// Lines and columns, from 0, as the parser counts them.
type Positions = BTreeMap<Token, (usize, usize)>;

fn walk(file: &File, wanted: &Wanted) -> Positions {
    let mut walk = Walk {
        next: 0,
        count: u32::try_from(file.nodes.len()).unwrap_or(u32::MAX),
        wanted,
        refused: None,
        ended: false,
        found: Positions::new(),
    };
    let document = serde_yaml::Deserializer::from_str(&file.text).next();
    if let Some(Err(error)) = document.map(|it| ValueWalk(&mut walk).deserialize(it)) {
        walk.note(&error);
    }
    walk.found
}

struct Walk<'w> {
    /// The number of the next node.
    next: u32,
    count: u32,
    wanted: &'w Wanted,
    /// The token whose error is on its way.
    refused: Option<Token>,
    /// Whether the parser is in the middle of something, so that nothing can be caught.
    ended: bool,
    found: Positions,
}

/// Marks an error as one of the walk's.
const REFUSED: &str = "\u{1}refused";

impl Walk<'_> {
    fn node(&mut self) -> u32 {
        let node = self.next;
        self.next += 1;
        node
    }

    fn visit<E: Error>(&mut self, token: Token) -> Result<(), E> {
        if self.next > self.count {
            return Err(E::custom("more nodes than before"));
        }
        if self.wanted.contains(&token) {
            self.refused = Some(token);
            return Err(E::custom(REFUSED));
        }
        Ok(())
    }

    /// Takes the position of a refused token out of the error.
    fn note(&mut self, error: &impl fmt::Display) -> bool {
        let Some(token) = self.refused.take() else {
            return false;
        };
        let text = error.to_string();
        let position = text.rsplit(REFUSED).next().unwrap_or_default();
        let mut numbers =
            position.split(|it: char| !it.is_ascii_digit()).filter_map(|it| it.parse::<usize>().ok());
        // The parser says nothing about the very beginning.
        let line = numbers.next().unwrap_or(1).saturating_sub(1);
        let column = numbers.next().unwrap_or(1).saturating_sub(1);
        self.found.insert(token, (line, column));
        true
    }

    fn catch<E: Error>(&mut self, error: E) -> Result<(), E> {
        if !self.ended && self.note(&error) {
            return Ok(());
        }
        Err(error)
    }

    fn container<E: Error>(&mut self) -> Result<(), E> {
        let token = Token::Value(self.node());
        self.ended = self.wanted.contains(&token);
        self.visit(token)
    }
}

/// Walks over one value.
struct ValueWalk<'w, 'n>(&'w mut Walk<'n>);

/// Walks over one key, that of the next node.
struct KeyWalk<'w, 'n>(&'w mut Walk<'n>);

impl ValueWalk<'_, '_> {
    fn scalar<E: Error>(self) -> Result<(), E> {
        let node = self.0.node();
        self.0.visit(Token::Value(node))
    }
}

impl KeyWalk<'_, '_> {
    fn scalar<E: Error>(self) -> Result<(), E> {
        self.0.visit(Token::Key(self.0.next))
    }
}

/// Every scalar is the same to a walk.
macro_rules! scalars {
    ($($method:ident($kind:ty))*) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any value")
        }

        fn visit_unit<E: Error>(self) -> Result<(), E> {
            self.scalar()
        }

        fn visit_none<E: Error>(self) -> Result<(), E> {
            self.scalar()
        }

        $(fn $method<E: Error>(self, _: $kind) -> Result<(), E> {
            self.scalar()
        })*
    };
}

impl<'de> DeserializeSeed<'de> for ValueWalk<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueWalk<'_, '_> {
    type Value = ();

    scalars! {
        visit_bool(bool) visit_i64(i64) visit_u64(u64) visit_i128(i128)
        visit_u128(u128) visit_f64(f64) visit_str(&str)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let walk = self.0;
        walk.container()?;
        loop {
            match items.next_element_seed(ValueWalk(walk)) {
                Ok(Some(())) => {}
                Ok(None) => return Ok(()),
                Err(error) => walk.catch(error)?,
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let walk = self.0;
        walk.container()?;
        loop {
            match entries.next_key_seed(KeyWalk(walk)) {
                Ok(Some(())) => {}
                Ok(None) => return Ok(()),
                Err(error) => walk.catch(error)?,
            }
            if let Err(error) = entries.next_value_seed(ValueWalk(walk)) {
                walk.catch(error)?;
            }
        }
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let (IgnoredAny, value) = tagged.variant()?;
        value.newtype_variant_seed(self)
    }
}

impl<'de> DeserializeSeed<'de> for KeyWalk<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for KeyWalk<'_, '_> {
    type Value = ();

    scalars! {
        visit_bool(bool) visit_i64(i64) visit_u64(u64) visit_i128(i128)
        visit_u128(u128) visit_f64(f64) visit_str(&str)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let (IgnoredAny, value) = tagged.variant()?;
        value.newtype_variant_seed(self)
    }
}

/// The range of a scalar that begins at a byte, up to the end of its line.
fn range(file: &File, token: Token, start: usize) -> Range<usize> {
    let rest = file.text.get(start..).unwrap_or_default();
    let bare = without_properties(rest);
    let start = start + (rest.len() - bare.len());
    let written = written(file, token).unwrap_or_default();
    let length = match bare.as_bytes().first() {
        Some(b'"') => quoted(bare, '"', '\\'),
        Some(b'\'') => quoted(bare, '\'', '\''),
        Some(b'{' | b'[') => 1,
        _ if !written.is_empty() && bare.starts_with(written) => {
            written.lines().next().unwrap_or_default().len()
        }
        Some(b'|' | b'>') => bare.lines().next().unwrap_or_default().trim_end().len(),
        _ => plain(bare),
    };
    start..start + length
}

/// Skips anchors and tags.
fn without_properties(mut text: &str) -> &str {
    while text.starts_with(['&', '!']) {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        text = text.get(end..).unwrap_or_default().trim_start();
    }
    text
}

/// The text of a key or string; none of another scalar, whose spelling is not kept.
fn written(file: &File, token: Token) -> Option<&str> {
    let (Token::Key(node) | Token::Value(node)) = token;
    if let Token::Key(node) = token {
        return file.key_of(node);
    }
    match &file.nodes.get(node as usize)?.value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// The length of a quoted scalar: the closing quote is not behind an escape, and not
/// doubled where doubling is the escape. It ends with its line at the latest.
fn quoted(text: &str, quote: char, escape: char) -> usize {
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((index, letter)) = letters.next() {
        let next = letters.peek().map(|(_, letter)| *letter);
        if letter == '\n' {
            let line = text.get(..index).unwrap_or_default();
            return line.strip_suffix('\r').unwrap_or(line).len();
        }
        if letter == escape && (escape != quote || next == Some(quote)) {
            letters.next();
        } else if letter == quote {
            return index + 1;
        }
    }
    text.len()
}

/// The length of a plain scalar whose text is not known.
fn plain(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends =
        |pair: &[u8]| matches!(pair, b": " | b" #") || matches!(pair, [b',' | b']' | b'}' | b'\n', ..]);
    let end = (0..bytes.len()).find(|at| {
        let pair = bytes.get(*at..bytes.len().min(at + 2));
        pair.is_some_and(ends)
    });
    text.get(..end.unwrap_or(bytes.len())).map_or(0, |it| it.trim_end().len())
}
