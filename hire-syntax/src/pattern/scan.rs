//! Goes through a text once with an automaton, in all states at the same time that it can be in.

use std::collections::VecDeque;

use super::automaton::{Automata, Automaton, Count, State};
use super::bounds::{Steps, Undecided};
use super::text::Text;

/// How many ranges of beginnings the counted repetitions of an automaton may keep, 16 bytes each.
const RANGES: usize = 1 << 20;

/// How many words of 64 positions the assertions of a pattern may take in all.
const WORDS: usize = 1 << 21;

/// Whether a pattern matches anywhere in a text.
pub(super) fn search(automata: &Automata, text: &str, left: &mut Steps) -> Result<bool, Undecided> {
    let text = Text(text);
    let words = text.end() / 64 + 1;
    if words.saturating_mul(automata.looks.len()) > WORDS {
        return Err(Undecided);
    }
    let mut truths: Vec<Vec<u64>> = Vec::with_capacity(automata.looks.len());
    for look in &automata.looks {
        let mut truth = vec![0; words];
        left.take(u64::try_from(words).unwrap_or(u64::MAX))?;
        Scan::new(look, text, &truths, left).run(false, |at| {
            if let Some(word) = truth.get_mut(at / 64) {
                *word |= 1 << (at % 64);
            }
            false
        })?;
        truths.push(truth);
    }
    let mut found = false;
    Scan::new(&automata.pattern, text, &truths, left).run(automata.anchored, |_| {
        found = true;
        true
    })?;
    Ok(found)
}

struct Scan<'a, 't, 's> {
    automaton: &'a Automaton,
    text: Text<'t>,
    /// Where each assertion holds.
    truths: &'s [Vec<u64>],
    left: &'s mut Steps,
    /// The position in characters, from 1 on, that each state has been reached at last.
    reached: Vec<usize>,
    /// The states that take a character at this position, counted repetitions apart.
    taking: Vec<usize>,
    /// Where the rounds of each counted repetition that goes on have begun: ranges of positions in characters.
    begun: Vec<VecDeque<(usize, usize)>>,
    /// The counted repetitions that go on.
    counting: Vec<&'a Count>,
    ranges: usize,
    todo: Vec<usize>,
}

impl<'a, 't, 's> Scan<'a, 't, 's> {
    fn new(automaton: &'a Automaton, text: Text<'t>, truths: &'s [Vec<u64>], left: &'s mut Steps) -> Self {
        Self {
            automaton,
            text,
            truths,
            left,
            reached: vec![0; automaton.states.len()],
            taking: Vec::new(),
            begun: vec![VecDeque::new(); automaton.counts],
            counting: Vec::new(),
            ranges: 0,
            todo: Vec::new(),
        }
    }

    /// Begins at each position, or the first one alone, and tells each at which it ends, until that says to stop.
    fn run(mut self, first_alone: bool, mut ends: impl FnMut(usize) -> bool) -> Result<(), Undecided> {
        let backwards = self.automaton.backwards;
        let mut at = if backwards { self.text.end() } else { 0 };
        let mut position = 1;
        let mut next = Vec::new();
        loop {
            if position == 1 || !first_alone {
                next.push(self.automaton.start);
            }
            if self.reach(&mut next, at, position)? && ends(at) {
                return Ok(());
            }
            let nowhere = self.taking.is_empty() && self.counting.is_empty();
            let Some((c, end)) = self.text.next(at, backwards).filter(|_| !(first_alone && nowhere)) else {
                return Ok(());
            };
            (at, position) = (end, position + 1);
            let steps = self.taking.len() + self.counting.len() + 1;
            self.left.take(u64::try_from(steps).unwrap_or(u64::MAX))?;
            for state in self.taking.drain(..) {
                if let Some(State::Take(one, after)) = self.automaton.states.get(state)
                    && one.matches(c)
                {
                    next.push(*after);
                }
            }
            self.count(c, position, &mut next);
        }
    }

    /// Follows states up to those that take a character. Whether one of them is the end.
    fn reach(&mut self, from: &mut Vec<usize>, at: usize, position: usize) -> Result<bool, Undecided> {
        let mut accepts = false;
        self.todo.append(from);
        while let Some(state) = self.todo.pop() {
            self.left.take(1)?;
            match self.reached.get_mut(state) {
                Some(reached) if *reached != position => *reached = position,
                _ => continue,
            }
            let automaton = self.automaton;
            match automaton.states.get(state) {
                Some(State::Take(..)) => self.taking.push(state),
                Some(State::Count(count)) => {
                    self.begin(count, position)?;
                    self.todo.extend((count.least == 0).then_some(count.next));
                }
                Some(State::Either(first, second)) => self.todo.extend([*second, *first]),
                Some(State::Assert(assertion, next)) => {
                    self.todo.extend(self.text.holds(*assertion, at).then_some(*next));
                }
                Some(State::Look { number, negated, next }) => {
                    let word = self.truths.get(*number).and_then(|truth| truth.get(at / 64));
                    let holds = word.is_some_and(|word| word >> (at % 64) & 1 == 1);
                    self.todo.extend((holds != *negated).then_some(*next));
                }
                Some(State::Accept) => accepts = true,
                None => {}
            }
        }
        Ok(accepts)
    }

    /// Begins a counted repetition. Of one that has no end the earliest beginning tells all.
    fn begin(&mut self, count: &'a Count, position: usize) -> Result<(), Undecided> {
        let Some(begun) = self.begun.get_mut(count.number) else { return Ok(()) };
        match begun.back_mut() {
            None => self.counting.push(count),
            Some(_) if count.most.is_none() => return Ok(()),
            Some((_, last)) if *last + 1 == position => {
                *last = position;
                return Ok(());
            }
            Some(_) => {}
        }
        begun.push_back((position, position));
        self.ranges += 1;
        if self.ranges > RANGES { Err(Undecided) } else { Ok(()) }
    }

    /// Takes a character in each counted repetition, up to a position.
    fn count(&mut self, c: char, position: usize, next: &mut Vec<usize>) {
        let (begun, ranges) = (&mut self.begun, &mut self.ranges);
        self.counting.retain(|count| {
            let Some(begun) = begun.get_mut(count.number) else { return false };
            let before = begun.len();
            if count.one.matches(c) {
                let earliest = count.most.map_or(0, |most| position.saturating_sub(most));
                while let Some((first, last)) = begun.front_mut() {
                    *first = earliest.max(*first);
                    if first <= last {
                        break;
                    }
                    begun.pop_front();
                }
            } else {
                begun.clear();
            }
            *ranges -= before - begun.len();
            if begun.front().is_some_and(|(first, _)| position - first >= count.least) {
                next.push(count.next);
            }
            !begun.is_empty()
        });
    }
}
