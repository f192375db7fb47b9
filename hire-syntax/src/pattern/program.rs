//! A pattern as instructions for trying one way after another.

use std::ops::Range;

use super::class::One;
use super::tree::{Assertion, Fold, Look, Node, Repeat};

/// One instruction. What follows it is the next one, unless it says otherwise.
#[derive(Debug)]
pub(super) enum Instruction {
    Take {
        one: One,
        backwards: bool,
    },
    Assert(Assertion),
    /// What follows first, and this one if that fails.
    Try {
        otherwise: usize,
    },
    Jump(usize),
    /// As many characters as a repetition of one takes, fewer if what follows fails; or the other way round.
    Run(Run),
    /// Begins a repetition: no round of it has been made.
    Enter {
        counter: usize,
    },
    /// Ends a round of it, and chooses whether another one follows.
    Again(Again),
    /// Begins a round: its groups have not matched.
    Round {
        counter: usize,
        groups: Range<usize>,
    },
    /// Notes where a group begins or ends.
    Mark {
        slot: usize,
    },
    Reference {
        groups: Vec<usize>,
        fold: Option<Fold>,
        backwards: bool,
    },
    /// What follows is an assertion, up to [`Instruction::Match`]; behind that is `exit`.
    Look {
        negated: bool,
        exit: usize,
    },
    Match,
}

/// A repetition of one character.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) one: One,
    pub(super) least: u64,
    pub(super) most: u64,
    pub(super) greedy: bool,
    pub(super) backwards: bool,
}

/// The end of a round; [`Instruction::Round`] follows.
#[derive(Debug)]
pub(super) struct Again {
    pub(super) counter: usize,
    pub(super) least: u64,
    pub(super) most: u64,
    pub(super) greedy: bool,
    pub(super) exit: usize,
}

/// A pattern, compiled.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) instructions: Vec<Instruction>,
    /// How many groups there are; none if no reference is to one.
    pub(super) groups: usize,
    pub(super) counters: usize,
    /// Whether it matches at the beginning of a text alone.
    pub(super) anchored: bool,
    references: bool,
}

impl Program {
    pub(super) fn new(tree: &Node) -> Self {
        let mut program = Self {
            instructions: Vec::new(),
            groups: 0,
            counters: 0,
            anchored: tree.is_anchored(),
            references: false,
        };
        program.node(tree, false);
        program.instructions.push(Instruction::Match);
        program
    }

    pub(super) fn has_references(&self) -> bool {
        self.references
    }

    fn node(&mut self, node: &Node, backwards: bool) {
        match node {
            Node::Empty => {}
            Node::One(one) => self.instructions.push(Instruction::Take { one: one.clone(), backwards }),
            Node::Assert(assertion) => self.instructions.push(Instruction::Assert(*assertion)),
            Node::Group { number, inside } => {
                self.groups = self.groups.max(number + 1);
                let (first, last) = (number * 2, number * 2 + 1);
                let (before, after) = if backwards { (last, first) } else { (first, last) };
                self.instructions.push(Instruction::Mark { slot: before });
                self.node(inside, backwards);
                self.instructions.push(Instruction::Mark { slot: after });
            }
            Node::Reference { groups, fold } => {
                self.references = true;
                let (groups, fold) = (groups.clone(), fold.clone());
                self.instructions.push(Instruction::Reference { groups, fold, backwards });
            }
            Node::Look(look) => self.look(look),
            Node::Sequence(nodes) if backwards => {
                nodes.iter().rev().for_each(|node| self.node(node, backwards));
            }
            Node::Sequence(nodes) => nodes.iter().for_each(|node| self.node(node, backwards)),
            Node::Choice(nodes) => self.choice(nodes, backwards),
            Node::Repeat(repeat) => self.repeat(repeat, backwards),
        }
    }

    fn look(&mut self, look: &Look) {
        let start = self.instructions.len();
        self.instructions.push(Instruction::Look { negated: look.negated, exit: 0 });
        self.node(&look.inside, look.behind);
        self.instructions.push(Instruction::Match);
        let end = self.instructions.len();
        if let Some(Instruction::Look { exit, .. }) = self.instructions.get_mut(start) {
            *exit = end;
        }
    }

    fn choice(&mut self, nodes: &[Node], backwards: bool) {
        let mut jumps = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            let start = self.instructions.len();
            let last = index + 1 == nodes.len();
            if !last {
                self.instructions.push(Instruction::Try { otherwise: 0 });
            }
            self.node(node, backwards);
            if !last {
                jumps.push(self.instructions.len());
                self.instructions.push(Instruction::Jump(0));
                let next = self.instructions.len();
                if let Some(Instruction::Try { otherwise }) = self.instructions.get_mut(start) {
                    *otherwise = next;
                }
            }
        }
        let end = self.instructions.len();
        for jump in jumps {
            if let Some(Instruction::Jump(target)) = self.instructions.get_mut(jump) {
                *target = end;
            }
        }
    }

    fn repeat(&mut self, repeat: &Repeat, backwards: bool) {
        let Repeat { inside, least, most, greedy, groups } = repeat;
        let (least, most, greedy) = (*least, most.unwrap_or(u64::MAX), *greedy);
        if let Node::One(one) = inside {
            let one = one.clone();
            self.instructions.push(Instruction::Run(Run { one, least, most, greedy, backwards }));
            return;
        }
        let counter = self.counters;
        self.counters += 1;
        self.instructions.push(Instruction::Enter { counter });
        let start = self.instructions.len();
        self.instructions.push(Instruction::Again(Again { counter, least, most, greedy, exit: 0 }));
        self.instructions.push(Instruction::Round { counter, groups: groups.clone() });
        self.node(inside, backwards);
        self.instructions.push(Instruction::Jump(start));
        let end = self.instructions.len();
        if let Some(Instruction::Again(again)) = self.instructions.get_mut(start) {
            again.exit = end;
        }
    }
}

impl Node {
    /// Whether each way through begins with `^`.
    pub(super) fn is_anchored(&self) -> bool {
        match self {
            Self::Assert(assertion) => *assertion == Assertion::Start { multiline: false },
            Self::Group { inside, .. } => inside.is_anchored(),
            Self::Sequence(nodes) => nodes.first().is_some_and(Self::is_anchored),
            Self::Choice(nodes) => nodes.iter().all(Self::is_anchored),
            Self::Repeat(repeat) => repeat.least > 0 && repeat.inside.is_anchored(),
            Self::Empty | Self::One(_) | Self::Reference { .. } | Self::Look(_) => false,
        }
    }
}
