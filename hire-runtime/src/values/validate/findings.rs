//! What a check has found.

use std::borrow::Cow;
use std::rc::Rc;

#[cfg(feature = "pattern")]
use hire_syntax::pattern::STEPS;

use super::memo::Memo;
#[cfg(feature = "pattern")]
use crate::values::pattern::Pattern;
use crate::values::violation::{Violation, Violations};

/// The violations of a check, or only how many there are.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    violations: Option<Violations>,
    /// How many there are, whether or not they are listed, with those that have been found again.
    count: usize,
    /// Whether nobody will look at them but for one that is not decided: somebody only wants to know whether there are any.
    uncalled: bool,
    /// Whether values are checked that have just been read.
    pub(super) reading: bool,
    /// Whether what breaks rules is to be read all the same, as long as it can be.
    decoding: bool,
    /// How many members what was read does not keep.
    pub(super) lost: usize,
    /// What patterns have taken of the steps that the texts of a check share.
    spent: u64,
    /// What is remembered, as soon as anything may be: most checks remember nothing, and have none.
    memo: Option<Rc<Memo>>,
}

impl Findings {
    /// Findings about values that are read, and then checked.
    pub(crate) fn reading() -> Self {
        Self { reading: true, ..Self::default() }
    }

    /// Findings about values that are read, and not checked.
    pub(crate) fn decoding() -> Self {
        Self { decoding: true, ..Self::reading() }
    }

    pub(super) const fn is_decoding(&self) -> bool {
        self.decoding
    }

    /// Whether nothing has been found.
    #[inline]
    pub(crate) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether nothing has been found, and nothing is remembered.
    #[inline]
    pub(super) const fn is_untouched(&self) -> bool {
        self.count == 0 && self.memo.is_none()
    }

    /// What has been found, if anything has.
    pub(crate) fn violations(self) -> Option<Violations> {
        self.violations
    }

    /// Findings of a part of the check, which are counted, and never described.
    pub(super) fn uncalled(&self) -> Self {
        let (reading, spent, memo) = (self.reading, self.spent, self.memo.clone());
        Self { uncalled: true, reading, spent, memo, ..Self::default() }
    }

    /// Takes back a part of the check that was [uncalled](Self::uncalled), and says whether its rules hold.
    pub(super) fn take_back(&mut self, part: Self) -> bool {
        let holds = part.is_empty();
        self.spent = part.spent;
        if let Some(undecided) = part.violations().and_then(|all| all.into_iter().next()) {
            self.add_undecided(undecided);
        }
        holds
    }

    /// Whether a pattern matches anywhere in one of the texts of the check.
    #[cfg(feature = "pattern")]
    pub(super) fn is_match<'p>(&mut self, pattern: &'p Pattern, text: &str) -> Result<bool, &'p str> {
        let mut left = STEPS.saturating_sub(self.spent);
        let verdict = pattern.is_match_sharing(text, &mut left);
        self.spent = STEPS.saturating_sub(left);
        verdict
    }

    pub(super) const fn memo(&self) -> Option<&Rc<Memo>> {
        self.memo.as_ref()
    }

    pub(super) fn memo_or_new(&mut self) -> Rc<Memo> {
        Rc::clone(self.memo.get_or_insert_default())
    }

    pub(super) const fn count(&self) -> usize {
        self.count
    }

    /// Whether another violation would be listed. If not, nobody needs to know what it is.
    pub(super) fn lists(&self) -> bool {
        !self.uncalled && self.violations.as_ref().is_none_or(Violations::has_room)
    }

    /// One more violation, which is described only if it is listed.
    pub(super) fn add(&mut self, describe: impl FnOnce() -> Violation) {
        self.count += 1;
        if self.uncalled {
            return;
        }
        match &mut self.violations {
            None => self.violations = Some(describe().into()),
            Some(violations) => violations.add(describe),
        }
    }

    /// One more violation, of which it is not known whether it is one. Everybody needs to know that: what follows from it
    /// is not known either, be it that a branch holds or that it does not. So the first one is kept even of those that
    /// nobody looks at.
    pub(super) fn add_undecided(&mut self, violation: Violation) {
        if self.uncalled && self.violations.is_none() {
            self.violations = Some(violation.into());
            self.count += 1;
        } else {
            self.add(|| violation);
        }
    }

    /// One more violation that is not described.
    pub(super) fn omit(&mut self) {
        self.count += 1;
        if let Some(violations) = &mut self.violations {
            violations.omit();
        }
    }

    /// What has been found once more in the same place.
    pub(super) const fn repeat(&mut self) {
        self.count += 1;
    }

    /// The findings that are listed.
    pub(super) fn listed(&self) -> &[Violation] {
        self.violations.as_ref().map_or(&[], Violations::as_slice)
    }

    pub(super) fn listed_mut(&mut self) -> &mut [Violation] {
        self.violations.as_mut().map_or(&mut [], Violations::as_mut_slice)
    }
}

/// The texts of a list, joined once for all violations that show them, in a program's lifetime: the list is part of the
/// program.
pub(crate) fn joined<T: 'static, S: AsRef<str>>(
    list: &'static [T],
    separator: &'static str,
    text: impl Fn(&'static T) -> S,
) -> Cow<'static, str> {
    use std::any::TypeId;
    use std::collections::BTreeMap;
    use std::sync::{Mutex, PoisonError};

    /// What a list is known by: another type may have the same bytes at the same place.
    type Key = (TypeId, usize, usize, &'static str);
    static LISTS: Mutex<BTreeMap<Key, &'static str>> = Mutex::new(BTreeMap::new());

    let key = (TypeId::of::<T>(), list.as_ptr().addr(), list.len(), separator);
    let mut lists = LISTS.lock().unwrap_or_else(PoisonError::into_inner);
    let joined = lists.entry(key).or_insert_with(|| {
        let mut joined = String::new();
        for (index, item) in list.iter().enumerate() {
            joined.push_str(if index == 0 { "" } else { separator });
            joined.push_str(text(item).as_ref());
        }
        joined.leak()
    });
    Cow::Borrowed(joined)
}
