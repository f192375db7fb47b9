//! Reads a pattern (ECMA-262 §22.2.1, and annex B.1.2 without the flag `u`).
//!
//! The reader takes what the crate `regress` takes, which the tests compare it with, and where the two differ it is the
//! standard that counts. `regress` itself needs time and memory beyond any bound to read some patterns.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bounds::{DEEPEST, Error};
use super::class::{One, Table};
use super::tree::{Assertion, Fold, Look, Node, Repeat};

/// How many tables a pattern may have.
const TABLES: usize = 256;

/// Reads a pattern with or without the flag `u`.
pub(super) fn parse(chars: &[char], unicode: bool) -> Result<Node, Error> {
    let mut parser = Parser {
        chars,
        at: 0,
        unicode,
        flags: Flags::default(),
        depth: 0,
        groups: 0,
        all_groups: 0,
        names: BTreeMap::new(),
        used: Names::default(),
        tables: BTreeMap::new(),
        fold: None,
        has_references: false,
    };
    parser.count_groups();
    let tree = parser.disjunction()?;
    if parser.peek().is_some() {
        return syntax("`)` closes no group");
    }
    Ok(if parser.has_references { tree } else { tree.without_groups() })
}

pub(super) fn syntax<T>(message: impl Into<String>) -> Result<T, Error> {
    Err(Error::Syntax(message.into()))
}

/// What `(?ims-ims:` sets for the inside of a group.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flags {
    pub(super) ignore_case: bool,
    multiline: bool,
    dot_all: bool,
}

/// The names of the groups that may match together with what is read next: one name may stand in several alternatives,
/// and not twice in one (ECMA-262 §22.2.1.1).
#[derive(Debug, Default)]
struct Names {
    taken: BTreeSet<String>,
    in_order: Vec<String>,
}

pub(super) struct Parser<'p> {
    pub(super) chars: &'p [char],
    pub(super) at: usize,
    pub(super) unicode: bool,
    pub(super) flags: Flags,
    depth: usize,
    /// The groups before the place that is read.
    groups: usize,
    pub(super) all_groups: usize,
    /// The groups of each name, from 0 on.
    pub(super) names: BTreeMap<String, Vec<usize>>,
    used: Names,
    tables: BTreeMap<String, Arc<Table>>,
    fold: Option<Fold>,
    pub(super) has_references: bool,
}

impl Parser<'_> {
    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let rest = self.chars.get(self.at..).unwrap_or_default();
        let length = text.chars().count();
        let found = rest.len() >= length && text.chars().eq(rest.iter().take(length).copied());
        self.at += if found { length } else { 0 };
        found
    }

    /// The characters that a class matches which no ranges are known of.
    pub(super) fn table(&mut self, class: String) -> Result<Arc<Table>, Error> {
        if let Some(table) = self.tables.get(&class) {
            return Ok(table.clone());
        }
        if self.tables.len() == TABLES {
            return Err(Error::TooLarge(format!(
                "it has more than {TABLES} properties of Unicode and classes that ignore case"
            )));
        }
        let table = Arc::new(Table::new(&class, self.unicode)?);
        self.tables.insert(class, table.clone());
        Ok(table)
    }

    /// How two characters are compared where case is ignored.
    pub(super) fn fold(&mut self) -> Result<Option<Fold>, Error> {
        if self.flags.ignore_case && self.fold.is_none() {
            let flags = regress::Flags { unicode: self.unicode, ..regress::Flags::default() };
            let regex = regress::Regex::with_flags(r"^([^])(?i:\1)$", flags);
            let regex = regex.map_err(|error| Error::Syntax(error.to_string()))?;
            self.fold = Some(Fold(Arc::new(regex)));
        }
        Ok(self.fold.clone().filter(|_| self.flags.ignore_case))
    }

    /// Counts the groups, so that a reference may stand before its group.
    fn count_groups(&mut self) {
        let mut in_class = false;
        while let Some(c) = self.next() {
            match c {
                '\\' => self.at += 1,
                '[' => in_class = true,
                ']' => in_class = false,
                '(' if !in_class => {
                    let name = if self.eat("?") { self.group_name() } else { Some(String::new()) };
                    if let Some(name) = name {
                        if !name.is_empty() {
                            self.names.entry(name).or_default().push(self.all_groups);
                        }
                        self.all_groups += 1;
                    }
                }
                _ => {}
            }
        }
        self.at = 0;
    }

    /// `Disjunction`.
    fn disjunction(&mut self) -> Result<Node, Error> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Error::TooLarge(format!("its groups nest deeper than {DEEPEST} levels")));
        }
        let mut branches = Vec::new();
        let mut earlier = Vec::new();
        loop {
            let mark = self.used.in_order.len();
            branches.push(self.alternative()?);
            if !self.eat("|") {
                break;
            }
            for name in self.used.in_order.drain(mark..) {
                self.used.taken.remove(&name);
                earlier.push(name);
            }
        }
        self.used.taken.extend(earlier.iter().cloned());
        self.used.in_order.append(&mut earlier);
        self.depth -= 1;
        Ok(Node::choice(branches))
    }

    /// `Alternative`.
    fn alternative(&mut self) -> Result<Node, Error> {
        let mut nodes = Vec::new();
        while let Some(c) = self.peek().filter(|c| !matches!(c, ')' | '|')) {
            let first = self.groups;
            let may_repeat = self.term(c, &mut nodes)?;
            let Some((least, most)) = self.quantifier()? else { continue };
            let greedy = !self.eat("?");
            if !may_repeat {
                return syntax("an assertion is repeated");
            }
            if most.is_some_and(|most| least > most) {
                return syntax("the numbers of a repetition are not in order");
            }
            let groups = first..self.groups;
            if let Some(inside) = nodes.pop() {
                nodes.push(Node::Repeat(Box::new(Repeat { inside, least, most, greedy, groups })));
            }
        }
        Ok(Node::sequence(nodes))
    }

    /// `Term` without what repeats it, which is about the last node. Whether it may be repeated.
    fn term(&mut self, c: char, nodes: &mut Vec<Node>) -> Result<bool, Error> {
        self.at += 1;
        let Flags { multiline, dot_all, ignore_case } = self.flags;
        match c {
            '^' | '$' => {
                let start = c == '^';
                let assertion =
                    if start { Assertion::Start { multiline } } else { Assertion::End { multiline } };
                nodes.push(Node::Assert(assertion));
                return Ok(false);
            }
            '\\' if self.eat("b") || self.eat("B") => {
                let inverted = self.chars.get(self.at - 1) == Some(&'B');
                let folded = ignore_case && self.unicode;
                nodes.push(Node::Assert(Assertion::Word { inverted, folded }));
            }
            '\\' => self.atom_escape(nodes)?,
            '.' if dot_all => nodes.push(Node::One(One::Any)),
            '.' => nodes.push(Node::One(line_character())),
            '(' => return self.group(nodes),
            '[' => nodes.push(self.class()?),
            '{' if !self.unicode => {
                self.at -= 1;
                if self.braces().is_some() {
                    return syntax("nothing is repeated");
                }
                self.at += 1;
                nodes.push(self.character(u32::from('{'))?);
            }
            '*' | '+' | '?' => return syntax(format!("`{c}` repeats nothing")),
            '{' | '}' | ']' if self.unicode => {
                return syntax(format!("`{c}` stands alone, and for itself with `\\` alone"));
            }
            _ => nodes.push(self.character(u32::from(c))?),
        }
        Ok(true)
    }

    /// What follows `(`. Whether it may be repeated.
    fn group(&mut self, nodes: &mut Vec<Node>) -> Result<bool, Error> {
        const LOOKS: [(&str, bool, bool); 4] =
            [("?=", false, false), ("?!", false, true), ("?<=", true, false), ("?<!", true, true)];
        let look = LOOKS.into_iter().find(|(start, ..)| self.eat(start));
        let outer = self.flags;
        let mut may_repeat = true;
        let node = if let Some((_, behind, negated)) = look {
            may_repeat = !behind && !self.unicode;
            let inside = self.disjunction()?;
            Node::Look(Box::new(Look { behind, negated, inside }))
        } else if self.eat("?:") {
            self.disjunction()?
        } else if self.peek() == Some('?') && self.chars.get(self.at + 1) != Some(&'<') {
            self.at += 1;
            self.flags = self.modifiers()?;
            self.disjunction()?
        } else {
            let number = self.groups;
            self.groups += 1;
            if self.eat("?") {
                let Some(name) = self.group_name() else { return syntax("a group has no valid name") };
                if !self.used.taken.insert(name.clone()) {
                    return syntax(format!("two groups have the name `{name}`"));
                }
                self.used.in_order.push(name);
            }
            Node::Group { number, inside: Box::new(self.disjunction()?) }
        };
        self.flags = outer;
        if !self.eat(")") {
            return syntax("a group is not closed");
        }
        nodes.push(node);
        Ok(may_repeat)
    }

    /// The flags of `(?ims-ims:`, behind the question mark.
    fn modifiers(&mut self) -> Result<Flags, Error> {
        let mut flags = self.flags;
        let (mut on, mut seen) = (true, BTreeSet::new());
        loop {
            let Some(c) = self.next() else { return syntax("a group is not closed") };
            let flag = match c {
                'i' => &mut flags.ignore_case,
                'm' => &mut flags.multiline,
                's' => &mut flags.dot_all,
                '-' if on => {
                    on = false;
                    continue;
                }
                ':' if !seen.is_empty() => return Ok(flags),
                _ => return syntax("what follows `(?` is no kind of group"),
            };
            if !seen.insert(c) {
                return syntax(format!("the flag `{c}` stands twice"));
            }
            *flag = on;
        }
    }

    /// The numbers of a repetition.
    fn quantifier(&mut self) -> Result<Option<(u64, Option<u64>)>, Error> {
        let numbers = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                let numbers = self.braces();
                if numbers.is_none() && self.unicode {
                    return syntax("`{` has no numbers of a repetition after it");
                }
                return Ok(numbers);
            }
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(numbers))
    }

    /// `{2}`, `{2,}` or `{2,3}`, if that is what is there.
    fn braces(&mut self) -> Option<(u64, Option<u64>)> {
        let start = self.at;
        self.at += 1;
        let numbers = self.number().and_then(|least| {
            let most = if self.eat(",") { self.number() } else { Some(least) };
            self.eat("}").then_some((least, most))
        });
        if numbers.is_none() {
            self.at = start;
        }
        numbers
    }

    /// A decimal number, the largest one at most.
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            self.at += 1;
            number = Some(number.unwrap_or(0_u64).saturating_mul(10).saturating_add(u64::from(digit)));
        }
        number
    }
}

/// What `.` matches.
fn line_character() -> One {
    One::of(super::class::complement(&[(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)]))
}
