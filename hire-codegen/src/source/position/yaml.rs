//! The tokens of a YAML text that a parser has accepted: it is read again.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::tree::Tree;
use super::super::yaml;
use super::{Token, Wanted};

/// The ranges of the wanted tokens, each up to the end of its line. Where a key is no scalar, its value stands for it.
pub(super) fn ranges(text: &str, wanted: &Wanted) -> BTreeMap<Token, Range<usize>> {
    let tokens = yaml::read(text, &mut Tree::for_text(text)).map(|it| it.tokens).unwrap_or_default();
    let range = |token: &Token| {
        let (Token::Key(node) | Token::Value(node)) = *token;
        let tokens = tokens.get(node as usize)?;
        let range = match (token, &tokens.key) {
            (Token::Key(_), Some(key)) => key,
            _ => &tokens.value,
        };
        let first_line = text.get(range.clone())?.lines().next().unwrap_or_default();
        Some((*token, range.start..range.start + first_line.len()))
    };
    wanted.iter().filter_map(range).collect()
}
