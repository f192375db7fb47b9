//! Which properties of an object have been there.

/// Numbers from 0 on. Up to 64 of them take no memory of their own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Set {
    first: u64,
    others: Vec<u64>,
}

/// How many numbers a word holds.
const WORD: usize = u64::BITS as usize;

impl Set {
    pub(crate) const fn new() -> Self {
        Self { first: 0, others: Vec::new() }
    }

    /// Whether a number is in the set.
    #[inline]
    pub(crate) fn has(&self, number: usize) -> bool {
        let bit = 1 << (number % WORD);
        if number < WORD {
            return self.first & bit != 0;
        }
        self.others.get(number / WORD - 1).is_some_and(|word| word & bit != 0)
    }

    /// Puts a number in, and says whether it is new. All numbers are less than `count`: if the compiler knows that they fit
    /// into a word, a word is all that it keeps.
    #[inline]
    pub(crate) fn insert_below(&mut self, count: usize, number: usize) -> bool {
        if count <= WORD { mark(&mut self.first, 1 << (number % WORD)) } else { self.insert(number) }
    }

    /// Puts a number in, and says whether it is new.
    #[inline]
    pub(crate) fn insert(&mut self, number: usize) -> bool {
        let bit = 1 << (number % WORD);
        if number < WORD {
            return mark(&mut self.first, bit);
        }
        let index = number / WORD - 1;
        if self.others.len() <= index {
            self.others.resize(index + 1, 0);
        }
        self.others.get_mut(index).is_some_and(|word| mark(word, bit))
    }
}

/// Sets a bit, and says whether it was not set.
const fn mark(word: &mut u64, bit: u64) -> bool {
    let new = *word & bit == 0;
    *word |= bit;
    new
}

#[cfg(test)]
mod tests {
    use super::Set;

    #[test]
    fn a_number_is_new_once() {
        let mut set = Set::new();
        let numbers = [0, 1, 63, 64, 65, 127, 128, 1000];
        for (index, number) in numbers.into_iter().enumerate() {
            assert!(!set.has(number));
            assert!(set.insert(number), "{number}");
            assert!(!set.insert(number), "{number}");
            assert!(numbers.iter().enumerate().all(|(at, number)| set.has(*number) == (at <= index)));
        }
        assert!(!set.has(999));
    }
}
