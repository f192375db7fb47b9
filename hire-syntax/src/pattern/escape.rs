//! Reads escapes, classes and names in a pattern.

use std::sync::{Arc, OnceLock};

use super::bounds::Error;
use super::class::{Class, One, Table, complement, predefined};
use super::parse::{Parser, syntax};
use super::tree::Node;

/// How long the name of a property of Unicode may be.
const LONGEST_PROPERTY: usize = 128;

/// What stands in a class.
enum Item {
    Range(u32, u32),
    /// `\d` and the like.
    Predefined(char),
    /// `\p{…}` or `\P{…}`, as it is written.
    Property(String),
}

impl Parser<'_> {
    /// The code point of a pattern, of which no text has surrogates.
    pub(super) fn character(&mut self, code: u32) -> Result<Node, Error> {
        let Some(c) = char::from_u32(code) else { return Ok(Node::One(One::of(Vec::new()))) };
        if !self.flags.ignore_case || (c.is_ascii() && !c.is_ascii_alphabetic()) {
            return Ok(Node::One(One::Char(c)));
        }
        if !c.is_ascii() {
            let table = self.table(format!("(?i:{c})"))?;
            return Ok(Node::One(One::Class(Arc::new(Class::new(Vec::new(), vec![(table, false)], false)))));
        }
        let mut cases = vec![c.to_ascii_lowercase(), c.to_ascii_uppercase()];
        if self.unicode {
            // The long s and the sign of kelvin.
            cases.extend(match c.to_ascii_lowercase() {
                's' => Some('\u{17F}'),
                'k' => Some('\u{212A}'),
                _ => None,
            });
        }
        Ok(Node::One(One::of(cases.into_iter().map(|c| (u32::from(c), u32::from(c))).collect())))
    }

    /// `AtomEscape`, behind the backslash.
    pub(super) fn atom_escape(&mut self, nodes: &mut Vec<Node>) -> Result<(), Error> {
        let Some(c) = self.peek() else { return syntax("it ends with `\\`") };
        let node = match c {
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => {
                self.at += 1;
                self.escaped_set(&Item::Predefined(c))?
            }
            'p' | 'P' if self.unicode => {
                let property = self.property()?;
                self.escaped_set(&property)?
            }
            'c' if !self.unicode => {
                self.at += 1;
                if let Some(control) = self.control(|c| c.is_ascii_alphabetic()) {
                    self.character(control)?
                } else {
                    let backslash = self.character(u32::from('\\'))?;
                    nodes.push(backslash);
                    self.character(u32::from('c'))?
                }
            }
            '1'..='9' => self.numbered_reference()?,
            'k' if self.unicode || !self.names.is_empty() => {
                self.at += 1;
                let name = self.group_name();
                let Some(groups) = name.and_then(|name| self.names.get(&name).cloned()) else {
                    return syntax("`\\k` names no group");
                };
                self.reference(groups)?
            }
            _ => {
                let code = self.character_escape()?;
                self.character(code)?
            }
        };
        nodes.push(node);
        Ok(())
    }

    fn reference(&mut self, groups: Vec<usize>) -> Result<Node, Error> {
        self.has_references = true;
        Ok(Node::Reference { groups, fold: self.fold()? })
    }

    /// `\1`; without the flag `u` a number beyond the groups is an octal one, or the digit.
    fn numbered_reference(&mut self) -> Result<Node, Error> {
        let start = self.at;
        let number = self.number().and_then(|number| usize::try_from(number).ok());
        let group =
            number.filter(|number| *number <= self.all_groups).and_then(|number| number.checked_sub(1));
        match group {
            Some(group) => self.reference(vec![group]),
            None if self.unicode => syntax("a reference is to no group"),
            None => {
                self.at = start;
                let code = self.character_escape()?;
                self.character(code)
            }
        }
    }

    /// The letter after `\c`.
    fn control(&mut self, is_letter: fn(char) -> bool) -> Option<u32> {
        let letter = self.peek().filter(|c| is_letter(*c))?;
        self.at += 1;
        Some(u32::from(letter) % 32)
    }

    /// `CharacterEscape`, behind the backslash.
    fn character_escape(&mut self) -> Result<u32, Error> {
        let Some(c) = self.next() else { return syntax("it ends with `\\`") };
        let itself = u32::from(c);
        let code = match c {
            'f' => Some(0x0C),
            'n' => Some(0x0A),
            'r' => Some(0x0D),
            't' => Some(0x09),
            'v' => Some(0x0B),
            'c' => match self.control(|c| c.is_ascii_alphabetic()) {
                None => return syntax("`\\c` has no letter after it"),
                control => control,
            },
            '0' if !self.peek().is_some_and(|c| c.is_ascii_digit()) => Some(0),
            '0'..='7' if !self.unicode => Some(self.octal(c)),
            'x' => self.hexadecimal(2),
            'u' => self.unicode_escape(),
            '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/' => {
                Some(itself)
            }
            _ => None,
        };
        match code {
            Some(code) => Ok(code),
            None if self.unicode => syntax(format!("`\\{c}` is no escape")),
            None => Ok(itself),
        }
    }

    /// `LegacyOctalEscapeSequence` (annex B.1.2), behind its first digit: at most 0o377.
    fn octal(&mut self, first: char) -> u32 {
        let mut code = first.to_digit(8).unwrap_or_default();
        let more = if code < 4 { 2 } else { 1 };
        for _ in 0..more {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) else { break };
            self.at += 1;
            code = code * 8 + digit;
        }
        code
    }

    /// So many hexadecimal digits, if they are there.
    fn hexadecimal(&mut self, length: usize) -> Option<u32> {
        let digits = self.chars.get(self.at..self.at.checked_add(length)?)?;
        let code = digits.iter().try_fold(0, |code, digit| Some(code * 16 + digit.to_digit(16)?))?;
        self.at += length;
        Some(code)
    }

    /// What follows `\u`, if it is a code point: two escapes that are one in UTF-16 are one.
    fn unicode_escape(&mut self) -> Option<u32> {
        let start = self.at;
        if self.eat("{") {
            let mut code = None;
            while let Some(digit) = self.peek().and_then(|c| c.to_digit(16)) {
                self.at += 1;
                code = Some(code.unwrap_or(0_u32).saturating_mul(16).saturating_add(digit));
            }
            let code = code.filter(|code| *code <= u32::from(char::MAX) && self.eat("}"));
            if code.is_none() {
                self.at = start;
            }
            return code;
        }
        let first = self.hexadecimal(4)?;
        let after = self.at;
        if (0xD800..0xDC00).contains(&first) && self.eat("\\u") {
            if let Some(second) = self.hexadecimal(4).filter(|code| (0xDC00..0xE000).contains(code)) {
                return Some(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
            }
            self.at = after;
        }
        Some(first)
    }

    /// `p{…}` or `P{…}`.
    fn property(&mut self) -> Result<Item, Error> {
        let start = self.at;
        self.at += 1;
        if self.eat("{") {
            let is_name = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '=');
            let name = self.chars.get(self.at..).unwrap_or_default();
            let length = name.iter().take(LONGEST_PROPERTY).take_while(|c| is_name(c)).count();
            self.at += length;
            if self.eat("}") {
                let written = self.chars.get(start..self.at).unwrap_or_default();
                return Ok(Item::Property(format!("\\{}", String::from_iter(written))));
            }
        }
        syntax("`\\p` names no property of Unicode")
    }

    /// `CharacterClass`, behind the bracket.
    pub(super) fn class(&mut self) -> Result<Node, Error> {
        let negated = self.eat("^");
        let mut items = Vec::new();
        loop {
            if self.eat("]") {
                return if negated && items.is_empty() {
                    Ok(Node::One(One::Any))
                } else {
                    self.set(&items, negated)
                };
            }
            let first = self.class_item()?;
            let starts_range = self.peek() == Some('-') && self.chars.get(self.at + 1) != Some(&']');
            if !starts_range {
                items.push(first);
                continue;
            }
            self.at += 1;
            match (first, self.class_item()?) {
                (Item::Range(first, _), Item::Range(last, _)) if first <= last => {
                    items.push(Item::Range(first, last));
                }
                (Item::Range(..), Item::Range(..)) => {
                    return syntax("a range of a class ends before it begins");
                }
                _ if self.unicode => return syntax("a range of a class is between characters alone"),
                (first, second) => {
                    let dash = u32::from('-');
                    items.extend([first, Item::Range(dash, dash), second]);
                }
            }
        }
    }

    /// `ClassAtom`; a character is a range of one.
    fn class_item(&mut self) -> Result<Item, Error> {
        let Some(c) = self.next() else { return syntax("a class is not closed") };
        if c != '\\' {
            return Ok(Item::Range(u32::from(c), u32::from(c)));
        }
        let Some(c) = self.peek() else { return syntax("a class is not closed") };
        let code = match c {
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => {
                self.at += 1;
                return Ok(Item::Predefined(c));
            }
            'p' | 'P' if self.unicode => return self.property(),
            'b' => {
                self.at += 1;
                0x08
            }
            '-' if self.unicode => {
                self.at += 1;
                u32::from('-')
            }
            'c' if !self.unicode => {
                self.at += 1;
                // The backslash stands for itself where no letter follows, and `c` for itself after it.
                self.control(|c| c.is_ascii_alphanumeric() || c == '_').unwrap_or_else(|| {
                    self.at -= 1;
                    u32::from('\\')
                })
            }
            _ => self.character_escape()?,
        };
        Ok(Item::Range(code, code))
    }

    /// The characters that items match, or none of them.
    fn set(&mut self, items: &[Item], negated: bool) -> Result<Node, Error> {
        let (mut ranges, mut tables) = (Vec::new(), Vec::new());
        if self.flags.ignore_case {
            let written: String = items.iter().map(Item::written).collect();
            tables.push((self.table(format!("(?i:[{written}])"))?, false));
        } else {
            for item in items {
                match item {
                    Item::Range(first, last) => ranges.push((*first, *last)),
                    Item::Predefined(letter) if letter.is_ascii_lowercase() => {
                        ranges.extend(predefined(*letter));
                    }
                    Item::Predefined(letter) => ranges.extend(complement(predefined(*letter))),
                    Item::Property(written) => {
                        let inverted = written.starts_with("\\P");
                        let property = written.replacen('P', "p", usize::from(inverted));
                        tables.push((self.table(property)?, inverted));
                    }
                }
            }
        }
        Ok(Node::One(One::Class(Arc::new(Class::new(ranges, tables, negated)))))
    }

    /// An escape that stands for several characters, outside of classes.
    fn escaped_set(&mut self, item: &Item) -> Result<Node, Error> {
        if !self.flags.ignore_case {
            return self.set(std::slice::from_ref(item), false);
        }
        // Within a class, `\W` has the letters that are folded to what it has.
        let table = self.table(format!("(?i:{})", item.written()))?;
        Ok(Node::One(One::Class(Arc::new(Class::new(Vec::new(), vec![(table, false)], false)))))
    }

    /// `GroupName`, behind the question mark.
    pub(super) fn group_name(&mut self) -> Option<String> {
        let start = self.at;
        let name = self.name();
        if name.is_none() {
            self.at = start;
        }
        name
    }

    fn name(&mut self) -> Option<String> {
        if !self.eat("<") {
            return None;
        }
        let mut name = String::new();
        while !self.eat(">") {
            let c = match self.next()? {
                '\\' => char::from_u32(self.eat("u").then(|| self.unicode_escape())??)?,
                c => c,
            };
            if !may_name(c, name.is_empty()) {
                return None;
            }
            name.push(c);
        }
        (!name.is_empty()).then_some(name)
    }
}

impl Item {
    /// As it is written in a class that is written anew. No text has the surrogates of a range.
    fn written(&self) -> String {
        let escaped = |code: u32| {
            let c = char::from_u32(code)?;
            let backslash = if matches!(c, '\\' | '[' | ']' | '^' | '-') { "\\" } else { "" };
            Some(format!("{backslash}{c}"))
        };
        match self {
            Self::Range(first, last) => [(*first, *last.min(&0xD7FF)), (*first.max(&0xE000), *last)]
                .into_iter()
                .filter(|(first, last)| first <= last)
                .filter_map(|(first, last)| Some(format!("{}-{}", escaped(first)?, escaped(last)?)))
                .collect(),
            Self::Predefined(letter) => format!("\\{letter}"),
            Self::Property(written) => written.clone(),
        }
    }
}

/// Whether a character may be in the name of a group (ECMA-262 §12.7).
fn may_name(c: char, first: bool) -> bool {
    static START: OnceLock<Option<Table>> = OnceLock::new();
    static CONTINUE: OnceLock<Option<Table>> = OnceLock::new();
    if c.is_ascii() {
        return matches!(c, '$' | '_') || c.is_ascii_alphabetic() || (!first && c.is_ascii_digit());
    }
    let (table, property) = if first { (&START, "ID_Start") } else { (&CONTINUE, "ID_Continue") };
    let table = table.get_or_init(|| Table::new(&format!("\\p{{{property}}}"), true).ok());
    table.as_ref().is_some_and(|table| table.contains(c)) || (!first && matches!(c, '\u{200C}' | '\u{200D}'))
}
