//! How much is spent on guessing what misspelt words mean.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::nearest;

/// How many letters of candidates are looked at for one description: enough for three hundred slips among a thousand names.
/// Each slip is compared with each name, so that thousands would take minutes. A guess is a courtesy; what comes after is
/// reported without one.
const MOST_LETTERS: usize = 10_000_000;

/// What a candidate costs beside its letters.
const EACH: usize = 16;

/// Guesses what misspelt words mean, until it has looked at too much.
#[derive(Debug)]
pub(crate) struct Speller {
    left: AtomicUsize,
}

impl Default for Speller {
    fn default() -> Self {
        Self { left: AtomicUsize::new(MOST_LETTERS) }
    }
}

impl Speller {
    /// The candidate that a word is most likely a misspelling of, see [`nearest`].
    pub fn nearest<'c>(&self, word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
        let mut left = self.left.load(Ordering::Relaxed);
        let affordable = candidates.into_iter().map_while(|candidate| {
            left = left.checked_sub(candidate.len() + EACH)?;
            Some(candidate)
        });
        let affordable: Vec<_> = affordable.collect();
        self.left.store(left, Ordering::Relaxed);
        nearest(word, affordable)
    }
}
