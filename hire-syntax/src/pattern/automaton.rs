//! A pattern without references as automata: one for itself, and one for each assertion that looks ahead or back.

use std::collections::BTreeMap;

use super::class::One;
use super::tree::{Assertion, Look, Node, Repeat};

/// How many states the automata of a pattern may have, with counted repetitions written out.
const STATES: usize = 1 << 16;

/// A state, with the states that follow it.
#[derive(Debug)]
pub(super) enum State {
    /// One character, and the state after it.
    Take(One, usize),
    /// A counted repetition of one character.
    Count(Count),
    /// Goes on in two states.
    Either(usize, usize),
    Assert(Assertion, usize),
    /// The number of an assertion that looks ahead or back.
    Look {
        number: usize,
        negated: bool,
        next: usize,
    },
    Accept,
}

#[derive(Debug)]
pub(super) struct Count {
    pub(super) one: One,
    pub(super) least: usize,
    pub(super) most: Option<usize>,
    /// Its number among the counted repetitions of the automaton.
    pub(super) number: usize,
    pub(super) next: usize,
}

#[derive(Debug)]
pub(super) struct Automaton {
    pub(super) states: Vec<State>,
    pub(super) start: usize,
    pub(super) counts: usize,
    /// Whether it goes through a text from its end to its beginning.
    pub(super) backwards: bool,
}

/// The automata of a pattern. What looks ahead from a position is what is found on the way back to it, so its automaton goes
/// backwards; what looks back goes forwards.
#[derive(Debug)]
pub(super) struct Automata {
    pub(super) pattern: Automaton,
    /// The automata of the assertions, each behind those in it.
    pub(super) looks: Vec<Automaton>,
    pub(super) anchored: bool,
}

impl Automata {
    /// The automata of a pattern, if they are small enough.
    pub(super) fn new(tree: &Node) -> Option<Self> {
        let mut builder = Builder { looks: Vec::new(), known: BTreeMap::new(), states: 0 };
        let pattern = builder.automaton(tree, false)?;
        Some(Self { pattern, looks: builder.looks, anchored: tree.is_anchored() })
    }
}

struct Builder {
    looks: Vec<Automaton>,
    /// The assertions that have an automaton: what is repeated may have one.
    known: BTreeMap<*const Look, usize>,
    /// How many states all of them have.
    states: usize,
}

impl Builder {
    fn automaton(&mut self, tree: &Node, backwards: bool) -> Option<Automaton> {
        let mut automaton = Automaton { states: vec![State::Accept], start: 0, counts: 0, backwards };
        automaton.start = self.node(&mut automaton, tree, 0)?;
        Some(automaton)
    }

    fn push(&mut self, automaton: &mut Automaton, state: State) -> Option<usize> {
        self.states += 1;
        automaton.states.push(state);
        (self.states <= STATES).then(|| automaton.states.len() - 1)
    }

    /// The state that begins what a node matches before a state.
    fn node(&mut self, automaton: &mut Automaton, node: &Node, next: usize) -> Option<usize> {
        match node {
            Node::Empty => Some(next),
            Node::One(one) => self.push(automaton, State::Take(one.clone(), next)),
            Node::Assert(assertion) => self.push(automaton, State::Assert(*assertion, next)),
            Node::Group { inside, .. } => self.node(automaton, inside, next),
            Node::Reference { .. } => None,
            Node::Look(look) => {
                let number = self.look(look)?;
                self.push(automaton, State::Look { number, negated: look.negated, next })
            }
            Node::Sequence(nodes) if automaton.backwards => {
                nodes.iter().try_fold(next, |next, node| self.node(automaton, node, next))
            }
            Node::Sequence(nodes) => {
                nodes.iter().rev().try_fold(next, |next, node| self.node(automaton, node, next))
            }
            Node::Choice(nodes) => {
                let mut branches = nodes.iter().rev();
                let last = self.node(automaton, branches.next()?, next)?;
                branches.try_fold(last, |alternatives, node| {
                    let first = self.node(automaton, node, next)?;
                    self.push(automaton, State::Either(first, alternatives))
                })
            }
            Node::Repeat(repeat) => self.repeat(automaton, repeat, next),
        }
    }

    fn look(&mut self, look: &Look) -> Option<usize> {
        if let Some(number) = self.known.get(&std::ptr::from_ref(look)) {
            return Some(*number);
        }
        let automaton = self.automaton(&look.inside, !look.behind)?;
        self.looks.push(automaton);
        let number = self.looks.len() - 1;
        self.known.insert(std::ptr::from_ref(look), number);
        Some(number)
    }

    fn repeat(&mut self, automaton: &mut Automaton, repeat: &Repeat, next: usize) -> Option<usize> {
        let Repeat { inside, least, most, .. } = repeat;
        // No text is as long as what these numbers cut off.
        let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let (least, most) = (size(*least), most.map(size));
        if let Node::One(one) = inside
            && (least > 1 || most.is_some_and(|most| most > 1))
        {
            let number = automaton.counts;
            automaton.counts += 1;
            return self.push(automaton, State::Count(Count { one: one.clone(), least, most, number, next }));
        }
        let mut start = next;
        match most {
            None => {
                start = self.push(automaton, State::Either(next, next))?;
                let round = self.node(automaton, inside, start)?;
                if let Some(state) = automaton.states.get_mut(start) {
                    *state = State::Either(round, next);
                }
            }
            Some(most) => {
                for _ in least..most {
                    let round = self.node(automaton, inside, start)?;
                    start = self.push(automaton, State::Either(round, next))?;
                }
            }
        }
        (0..least).try_fold(start, |next, _| self.node(automaton, inside, next))
    }
}
