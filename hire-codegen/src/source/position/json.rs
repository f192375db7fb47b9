//! The tokens of a JSON text that a parser has accepted, so that nothing is checked here.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Token, Wanted};

/// The ranges of the wanted tokens. Values come in the order of the nodes, a container
/// before what is in it.
pub(super) fn ranges(text: &str, wanted: &Wanted) -> BTreeMap<Token, Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = BTreeMap::new();
    // Keys come in the order of the nodes that they lead to, and so do values.
    let mut keys = wanted.range(..Token::Value(0)).peekable();
    let mut values = wanted.range(Token::Value(0)..).peekable();
    let mut node = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at)
        && (keys.peek().is_some() || values.peek().is_some())
    {
        let start = at;
        at = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' | b']' | b'}' => {
                at += 1;
                continue;
            }
            b'{' | b'[' => at + 1,
            b'"' => end_of_string(bytes, at),
            _ => at + length(bytes, at, |it| !b" \t\r\n,]}".contains(it)),
        };
        let blank = length(bytes, at, u8::is_ascii_whitespace);
        let is_key = *byte == b'"' && bytes.get(at + blank) == Some(&b':');
        let (token, next) =
            if is_key { (Token::Key(node), &mut keys) } else { (Token::Value(node), &mut values) };
        while let Some(first) = next.next_if(|first| **first <= token) {
            if *first == token {
                found.insert(token, start..at);
            }
        }
        node += u32::from(!is_key);
    }
    found
}

fn length(bytes: &[u8], from: usize, alike: impl Fn(&u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().take_while(|byte| alike(byte)).count()
}

/// The index behind the closing quote.
fn end_of_string(bytes: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    loop {
        at += match bytes.get(at) {
            Some(b'"') => return at + 1,
            Some(b'\\') => 2,
            Some(_) => 1,
            None => return bytes.len(),
        };
    }
}
