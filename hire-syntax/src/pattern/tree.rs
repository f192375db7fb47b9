//! A pattern as a tree, and what is simplified in it without a change of what it matches.

use std::ops::Range;

use super::class::One;

/// What stands in a pattern.
#[derive(Debug)]
pub(super) enum Node {
    Empty,
    One(One),
    Assert(Assertion),
    /// A group that a reference may name, by its number from 0 on.
    Group {
        number: usize,
        inside: Box<Node>,
    },
    /// A reference to the one of some groups that has matched; several have the same name.
    Reference {
        groups: Vec<usize>,
        fold: Option<Fold>,
    },
    Look(Box<Look>),
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Repeat(Box<Repeat>),
}

/// What holds between two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Assertion {
    /// `^`.
    Start { multiline: bool },
    /// `$`.
    End { multiline: bool },
    /// `\b` and `\B`; `folded` where case is ignored with the flag `u`.
    Word { inverted: bool, folded: bool },
}

/// `(?=`, `(?!`, `(?<=` and `(?<!`.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) behind: bool,
    pub(super) negated: bool,
    pub(super) inside: Node,
}

/// A repetition; without `most` it has no end.
#[derive(Debug)]
pub(super) struct Repeat {
    pub(super) inside: Node,
    pub(super) least: u64,
    pub(super) most: Option<u64>,
    pub(super) greedy: bool,
    /// The groups in it, which have not matched yet when it begins again.
    pub(super) groups: Range<usize>,
}

/// Whether two characters are one where case is ignored: a pattern that matches the two, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Fold(pub(super) std::sync::Arc<regress::Regex>);

impl Fold {
    pub(super) fn equal(&self, first: char, second: char) -> bool {
        first == second || self.0.find(&String::from_iter([first, second])).is_some()
    }
}

impl Node {
    pub(super) fn sequence(mut nodes: Vec<Self>) -> Self {
        nodes.retain(|node| !matches!(node, Self::Empty));
        match nodes.len() {
            0 | 1 => nodes.pop().unwrap_or(Self::Empty),
            _ => Self::Sequence(nodes),
        }
    }

    /// Single characters to choose from are a class.
    pub(super) fn choice(mut nodes: Vec<Self>) -> Self {
        if nodes.len() < 2 {
            return nodes.pop().unwrap_or(Self::Empty);
        }
        if nodes.iter().all(|node| matches!(node, Self::Empty)) {
            return Self::Empty;
        }
        let range = |node: &Self| match node {
            Self::One(One::Char(c)) => Some((u32::from(*c), u32::from(*c))),
            _ => None,
        };
        match nodes.iter().map(range).collect() {
            Some(ranges) => Self::One(One::of(ranges)),
            None => Self::Choice(nodes),
        }
    }

    /// What a pattern without references comes down to: no groups, and of repeated repetitions one where that is the same.
    pub(super) fn without_groups(self) -> Self {
        match self {
            Self::Group { inside, .. } => inside.without_groups(),
            Self::Look(look) => Self::Look(Box::new(Look { inside: look.inside.without_groups(), ..*look })),
            Self::Sequence(nodes) => Self::sequence(nodes.into_iter().map(Self::without_groups).collect()),
            Self::Choice(nodes) => Self::choice(nodes.into_iter().map(Self::without_groups).collect()),
            Self::Repeat(repeat) => {
                Repeat { inside: repeat.inside.without_groups(), groups: 0..0, ..*repeat }.simplified()
            }
            Self::Empty | Self::One(_) | Self::Assert(_) | Self::Reference { .. } => self,
        }
    }

    /// Whether it matches nothing at all as well, wherever that is. What is not sure is not.
    fn is_nullable(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::One(_) | Self::Assert(_) | Self::Look(_) | Self::Reference { .. } => false,
            Self::Group { inside, .. } => inside.is_nullable(),
            Self::Sequence(nodes) => nodes.iter().all(Self::is_nullable),
            Self::Choice(nodes) => nodes.iter().any(Self::is_nullable),
            Self::Repeat(repeat) => repeat.least == 0 || repeat.inside.is_nullable(),
        }
    }
}

impl Repeat {
    fn simplified(mut self) -> Node {
        if matches!(self.inside, Node::Empty) || self.most == Some(0) {
            return Node::Empty;
        }
        if (self.least, self.most) == (1, Some(1)) {
            return self.inside;
        }
        if self.inside.is_nullable() {
            self.least = 0;
        }
        match self.inside {
            Node::Repeat(inner) if self.merges(&inner) => {
                let most = self.most.zip(inner.most).map(|(outer, inner)| outer.saturating_mul(inner));
                let least = self.least.saturating_mul(inner.least);
                Node::Repeat(Box::new(Self { least, most, ..*inner }))
            }
            inside => Node::Repeat(Box::new(Self { inside, ..self })),
        }
    }

    /// Whether repeating a repetition leaves out no number between the least and the most: `(a{2,3}){0,2}` has no 1.
    /// From one number of rounds to the next one, what follows has to begin where what is before has ended; it does for
    /// all rounds if it does for the fewest.
    fn merges(&self, inner: &Self) -> bool {
        let Some(most) = inner.most else { return self.least > 0 || inner.least <= 1 };
        if self.most == Some(self.least) {
            return true;
        }
        let next = self.least.saturating_add(1).saturating_mul(inner.least);
        next <= self.least.saturating_mul(most).saturating_add(1)
    }
}
