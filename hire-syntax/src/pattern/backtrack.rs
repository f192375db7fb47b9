//! Tries one way after another, within a number of steps (ECMA-262 §22.2.2).

use super::bounds::{Steps, Undecided};
use super::class::One;
use super::program::{Again, Instruction, Program, Run};
use super::text::Text;
use super::tree::Fold;

/// How many ways may wait to be tried, 32 bytes each.
const WAITING: usize = 1 << 18;

/// Whether a pattern matches anywhere in a text.
pub(super) fn search(program: &Program, text: &str, left: &mut Steps) -> Result<bool, Undecided> {
    let mut search = Search {
        instructions: &program.instructions,
        text: Text(text),
        left,
        trail: Vec::new(),
        slots: vec![None; program.groups * 2],
        counters: vec![Counter::default(); program.counters],
    };
    let mut start = 0;
    loop {
        start = search.first_start(start)?;
        if search.matches(0, start)?.is_some() {
            return Ok(true);
        }
        match search.text.after(start) {
            Some((_, next)) if !program.anchored => start = next,
            _ => return Ok(false),
        }
    }
}

/// The rounds of a repetition.
#[derive(Debug, Clone, Copy, Default)]
struct Counter {
    rounds: u64,
    /// Where the last one began.
    start: usize,
}

/// What is undone on the way back to the last choice, and choices.
#[derive(Debug)]
enum Trace {
    Choice {
        instruction: usize,
        at: usize,
    },
    /// The end of a run, which may end earlier, at `least` at the earliest.
    Shorter {
        instruction: usize,
        at: usize,
        least: usize,
    },
    /// The end of a run, which may end later, after so many more characters at most.
    Longer {
        instruction: usize,
        at: usize,
        more: u64,
    },
    Slot {
        slot: usize,
        value: Option<usize>,
    },
    Counter {
        counter: usize,
        value: Counter,
    },
}

/// Where to go on.
type Point = (usize, usize);

struct Search<'p, 't, 's> {
    instructions: &'p [Instruction],
    text: Text<'t>,
    left: &'s mut Steps,
    trail: Vec<Trace>,
    /// The beginnings and ends of groups.
    slots: Vec<Option<usize>>,
    counters: Vec<Counter>,
}

impl Search<'_, '_, '_> {
    /// The first position from one on at which a pattern can match that begins with a character.
    fn first_start(&mut self, mut start: usize) -> Result<usize, Undecided> {
        if let Some(Instruction::Take { one, backwards: false }) = self.instructions.first() {
            while let Some((c, next)) = self.text.after(start)
                && !one.matches(c)
            {
                self.left.take(1)?;
                start = next;
            }
        }
        Ok(start)
    }

    /// Where the instructions from one on end that match from a position on. What is undone later is left on the trail.
    fn matches(&mut self, instruction: usize, at: usize) -> Result<Option<usize>, Undecided> {
        let bottom = self.trail.len();
        let mut point = (instruction, at);
        loop {
            self.left.take(1)?;
            if matches!(self.instructions.get(point.0), Some(Instruction::Match)) {
                return Ok(Some(point.1));
            }
            let next = match self.step(point)? {
                Some(next) => Some(next),
                None => self.back(bottom)?,
            };
            match next {
                Some(next) => point = next,
                None => return Ok(None),
            }
        }
    }

    /// What comes after one instruction; nothing if it fails.
    fn step(&mut self, (instruction, at): Point) -> Result<Option<Point>, Undecided> {
        let next = instruction + 1;
        let instructions = self.instructions;
        let end = match instructions.get(instruction) {
            Some(Instruction::Take { one, backwards }) => self.take(one, at, *backwards),
            Some(Instruction::Assert(assertion)) => self.text.holds(*assertion, at).then_some(at),
            Some(Instruction::Try { otherwise }) => {
                self.push(Trace::Choice { instruction: *otherwise, at })?;
                Some(at)
            }
            Some(Instruction::Jump(target)) => return Ok(Some((*target, at))),
            Some(Instruction::Run(run)) => self.run(run, (instruction, at))?,
            Some(Instruction::Enter { counter }) => {
                self.count(*counter, Counter::default())?;
                Some(at)
            }
            Some(Instruction::Again(again)) => return self.again(again, (next, at)),
            Some(Instruction::Round { counter, groups }) => {
                let rounds = self.counters.get(*counter).map_or(0, |counter| counter.rounds);
                self.count(*counter, Counter { rounds: rounds.saturating_add(1), start: at })?;
                for slot in groups.start * 2..groups.end * 2 {
                    self.mark(slot, None)?;
                }
                Some(at)
            }
            Some(Instruction::Mark { slot }) => {
                self.mark(*slot, Some(at))?;
                Some(at)
            }
            Some(Instruction::Reference { groups, fold, backwards }) => {
                self.reference(groups, fold.as_ref(), *backwards, at)?
            }
            Some(Instruction::Look { negated, exit }) => {
                let holds = self.look(next, *negated, at)?;
                return Ok(holds.then_some((*exit, at)));
            }
            Some(Instruction::Match) | None => None,
        };
        Ok(end.map(|end| (next, end)))
    }

    /// Goes back to the last choice above the bottom.
    fn back(&mut self, bottom: usize) -> Result<Option<Point>, Undecided> {
        while self.trail.len() > bottom {
            match self.trail.pop() {
                Some(Trace::Choice { instruction, at }) => return Ok(Some((instruction, at))),
                Some(Trace::Shorter { instruction, at, least }) => {
                    let Some(Instruction::Run(run)) = self.instructions.get(instruction) else { continue };
                    let Some((_, at)) = self.text.next(at, !run.backwards) else { continue };
                    if at != least {
                        self.push(Trace::Shorter { instruction, at, least })?;
                    }
                    return Ok(Some((instruction + 1, at)));
                }
                Some(Trace::Longer { instruction, at, more }) => {
                    let Some(Instruction::Run(run)) = self.instructions.get(instruction) else { continue };
                    let Some(at) = self.take(&run.one, at, run.backwards) else { continue };
                    if more > 1 {
                        self.push(Trace::Longer { instruction, at, more: more - 1 })?;
                    }
                    return Ok(Some((instruction + 1, at)));
                }
                Some(undone) => self.undo(&undone),
                None => break,
            }
        }
        Ok(None)
    }

    fn undo(&mut self, trace: &Trace) {
        match *trace {
            Trace::Slot { slot, value } => {
                if let Some(place) = self.slots.get_mut(slot) {
                    *place = value;
                }
            }
            Trace::Counter { counter, value } => {
                if let Some(place) = self.counters.get_mut(counter) {
                    *place = value;
                }
            }
            Trace::Choice { .. } | Trace::Shorter { .. } | Trace::Longer { .. } => {}
        }
    }

    fn push(&mut self, trace: Trace) -> Result<(), Undecided> {
        if self.trail.len() == WAITING {
            return Err(Undecided);
        }
        self.trail.push(trace);
        Ok(())
    }

    fn mark(&mut self, slot: usize, value: Option<usize>) -> Result<(), Undecided> {
        let before = self.slots.get(slot).copied().flatten();
        if before != value {
            self.push(Trace::Slot { slot, value: before })?;
            self.undo(&Trace::Slot { slot, value });
        }
        Ok(())
    }

    fn count(&mut self, counter: usize, value: Counter) -> Result<(), Undecided> {
        let before = self.counters.get(counter).copied().unwrap_or_default();
        self.push(Trace::Counter { counter, value: before })?;
        self.undo(&Trace::Counter { counter, value });
        Ok(())
    }

    #[inline]
    fn take(&self, one: &One, at: usize, backwards: bool) -> Option<usize> {
        self.text.next(at, backwards).filter(|(c, _)| one.matches(*c)).map(|(_, end)| end)
    }

    fn run(&mut self, run: &Run, (instruction, at): Point) -> Result<Option<usize>, Undecided> {
        let (shortest, count) = self.run_on(run, run.least, at)?;
        if count < run.least {
            return Ok(None);
        }
        let more = run.most.saturating_sub(run.least);
        if !run.greedy {
            if more > 0 {
                self.push(Trace::Longer { instruction, at: shortest, more })?;
            }
            return Ok(Some(shortest));
        }
        let (longest, _) = self.run_on(run, more, shortest)?;
        if longest != shortest {
            self.push(Trace::Shorter { instruction, at: longest, least: shortest })?;
        }
        Ok(Some(longest))
    }

    /// Takes as many characters as there are, so many at most. Where they end, and how many they are.
    fn run_on(&mut self, run: &Run, most: u64, mut at: usize) -> Result<(usize, u64), Undecided> {
        let mut count = 0;
        while count < most
            && let Some(end) = self.take(&run.one, at, run.backwards)
        {
            at = end;
            count += 1;
        }
        self.left.take(count)?;
        Ok((at, count))
    }

    /// A round that has taken no character says of all that must follow that they may take none either. It is no round
    /// where none must (ECMA-262 §22.2.2.3.1).
    fn again(&mut self, again: &Again, (next, at): Point) -> Result<Option<Point>, Undecided> {
        let Counter { rounds, start } = self.counters.get(again.counter).copied().unwrap_or_default();
        let empty = rounds > 0 && start == at;
        if empty && rounds > again.least {
            return Ok(None);
        }
        let may_end = rounds >= again.least || empty;
        let may_go_on = rounds < again.most;
        let (first, second) = if again.greedy { (next, again.exit) } else { (again.exit, next) };
        Ok(match (may_go_on, may_end) {
            (true, true) => {
                self.push(Trace::Choice { instruction: second, at })?;
                Some((first, at))
            }
            (true, false) => Some((next, at)),
            (false, true) => Some((again.exit, at)),
            (false, false) => None,
        })
    }

    /// A group that has not matched is matched by nothing (ECMA-262 §22.2.2.7.2).
    fn reference(
        &mut self,
        groups: &[usize],
        fold: Option<&Fold>,
        backwards: bool,
        at: usize,
    ) -> Result<Option<usize>, Undecided> {
        let slot = |slot: usize| self.slots.get(slot).copied().flatten();
        let range = groups.iter().find_map(|group| Some(slot(group * 2)?..slot(group * 2 + 1)?));
        let Some(text) = range.and_then(|range| self.text.0.get(range)) else { return Ok(Some(at)) };
        self.left.take(u64::try_from(text.len()).unwrap_or(u64::MAX))?;
        let mut end = at;
        let is_next = |c: char| match self.text.next(end, backwards) {
            Some((found, next)) if found == c || fold.is_some_and(|fold| fold.equal(c, found)) => {
                end = next;
                true
            }
            _ => false,
        };
        let same = if backwards { text.chars().rev().all(is_next) } else { text.chars().all(is_next) };
        Ok(same.then_some(end))
    }

    /// Whether an assertion holds, which is not tried in another way once it does. Its groups have matched then.
    fn look(&mut self, first: usize, negated: bool, at: usize) -> Result<bool, Undecided> {
        let bottom = self.trail.len();
        let holds = self.matches(first, at)?.is_some();
        let inside = self.trail.split_off(bottom);
        for trace in inside.into_iter().rev() {
            match trace {
                Trace::Slot { .. } | Trace::Counter { .. } if negated => self.undo(&trace),
                Trace::Slot { .. } | Trace::Counter { .. } => self.trail.push(trace),
                Trace::Choice { .. } | Trace::Shorter { .. } | Trace::Longer { .. } => {}
            }
        }
        if let Some(kept) = self.trail.get_mut(bottom..) {
            kept.reverse();
        }
        Ok(holds != negated)
    }
}
