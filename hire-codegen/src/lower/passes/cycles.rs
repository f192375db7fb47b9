//! Which types contain each other, as sets that shrink while references are taken out.

use crate::ir::TypeId;

/// The sets of types that reach each other by references, by the index of the type.
#[derive(Debug)]
pub struct Cycles {
    set_of: Vec<usize>,
    members: Vec<Vec<usize>>,
}

impl Cycles {
    /// The sets of a graph.
    pub fn new(references: &[Vec<TypeId>]) -> Self {
        let all = (0..references.len()).collect();
        let mut cycles = Self { set_of: vec![0; references.len()], members: vec![all] };
        cycles.divide(0, references);
        cycles
    }

    /// Whether a type that is referred to by another refers back to it, perhaps by way of others.
    pub fn closes(&self, owner: TypeId, target: TypeId) -> bool {
        self.set_of.get(owner.0) == self.set_of.get(target.0)
    }

    /// Finds the sets anew, of the types that were in one with a type before it lost references.
    pub fn refresh(&mut self, owner: TypeId, references: &[Vec<TypeId>]) {
        if let Some(set) = self.set_of.get(owner.0).copied() {
            self.divide(set, references);
        }
    }

    /// Divides a set into those whose members still reach each other (Tarjan's algorithm, with a stack of its own, since chains
    /// may be longer than that of the machine).
    fn divide(&mut self, set: usize, references: &[Vec<TypeId>]) {
        let whole = self.members.get_mut(set).map(std::mem::take).unwrap_or_default();
        let mut search = Search { set, order: 0, found: Vec::new(), parts: Vec::new() };
        let mut state = vec![State::default(); whole.len()];
        // The position of a type within the set, for as long as it is being divided.
        let position = |index: usize| whole.binary_search(&index).ok();
        for start in 0..whole.len() {
            search.from(start, &mut state, |at| {
                let own = whole.get(at).and_then(|index| references.get(*index)).into_iter().flatten();
                own.filter_map(|next| {
                    (self.set_of.get(next.0) == Some(&set)).then(|| position(next.0)).flatten()
                })
                .collect()
            });
        }
        let Search { set, parts, .. } = search;
        for (number, part) in parts.into_iter().enumerate() {
            let id = if number == 0 { set } else { self.members.len() };
            let mut part: Vec<usize> = part.into_iter().filter_map(|at| whole.get(at).copied()).collect();
            part.sort_unstable();
            for index in &part {
                if let Some(slot) = self.set_of.get_mut(*index) {
                    *slot = id;
                }
            }
            match self.members.get_mut(id) {
                Some(slot) => *slot = part,
                None => self.members.push(part),
            }
        }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// When it was met, from 1.
    met: usize,
    /// The first one met that it reaches.
    lowest: usize,
    done: bool,
}

struct Search {
    set: usize,
    order: usize,
    /// Met, and in no set so far.
    found: Vec<usize>,
    parts: Vec<Vec<usize>>,
}

impl Search {
    fn from(&mut self, start: usize, state: &mut [State], next_of: impl Fn(usize) -> Vec<usize>) {
        if state.get(start).is_none_or(|state| state.met > 0) {
            return;
        }
        let mut open: Vec<(usize, Vec<usize>)> = Vec::new();
        self.meet(start, state);
        open.push((start, next_of(start)));
        while let Some((at, rest)) = open.last_mut() {
            let at = *at;
            let Some(next) = rest.pop() else {
                open.pop();
                let lowest = self.leave(at, state);
                if let Some((above, _)) = open.last()
                    && let Some(above) = state.get_mut(*above)
                {
                    above.lowest = above.lowest.min(lowest);
                }
                continue;
            };
            match state.get(next).copied() {
                Some(other) if other.met == 0 => {
                    self.meet(next, state);
                    open.push((next, next_of(next)));
                }
                Some(other) if !other.done => {
                    if let Some(own) = state.get_mut(at) {
                        own.lowest = own.lowest.min(other.met);
                    }
                }
                _ => {}
            }
        }
    }

    fn meet(&mut self, at: usize, state: &mut [State]) {
        self.order += 1;
        if let Some(state) = state.get_mut(at) {
            *state = State { met: self.order, lowest: self.order, done: false };
        }
        self.found.push(at);
    }

    /// Takes out a set that is complete. Says what the type reaches.
    fn leave(&mut self, at: usize, state: &mut [State]) -> usize {
        let own = state.get(at).copied().unwrap_or_default();
        if own.lowest != own.met {
            return own.lowest;
        }
        let begin = self.found.iter().rposition(|found| *found == at).unwrap_or_default();
        let part = self.found.split_off(begin);
        for member in &part {
            if let Some(state) = state.get_mut(*member) {
                state.done = true;
            }
        }
        self.parts.push(part);
        usize::MAX
    }
}
