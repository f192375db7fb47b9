//! Checking typed values against the rules of their schema.

mod checker;
#[cfg(test)]
mod checker_tests;
mod findings;
mod memo;
mod text;

use std::mem;

pub use self::checker::Checker;
pub(crate) use self::checker::Incomplete;
pub(crate) use self::findings::{Findings, joined};
pub(crate) use self::memo::Choice;
pub use self::text::AsText;
pub(crate) use self::text::{quoted, shortened, shown};
use crate::values::erased_box::ErasedBox;
use crate::values::map::Map;
use crate::values::nullable::Nullable;
use crate::values::secret::Secret;
use crate::values::timestamp::TimestampMs;
use crate::values::violation::Violations;

/// A value that has rules.
///
/// Implementations are emitted from a schema: [`check`](Self::check) holds the rules, [`validate`](Self::validate) is for
/// callers. The meaning of a rule is that of JSON Schema 2020-12.
///
/// # Examples
/// ```
/// use hire_runtime::{Checker, Validate};
///
/// struct Amount(f64);
///
/// impl Validate for Amount {
///     fn check(&self, at: &mut Checker<'_>) {
///         at.minimum(self.0, "0", self.0 >= 0.0);
///     }
/// }
///
/// assert!(Amount(1.0).validate().is_ok());
/// let violations = Amount(-1.0).validate().unwrap_err();
/// assert_eq!(violations.to_string(), "(body): -1 is less than the minimum 0");
/// ```
pub trait Validate {
    /// Reports each rule that this value breaks. Without rules there is nothing to do.
    fn check(&self, at: &mut Checker<'_>) {
        let _ = at;
    }

    /// Checks the value against all of its rules, and that [`parse`](crate::parse()) of its JSON gives the same variants of
    /// unions: a tag names the variant that has it, and no other variant takes the value first. Nothing is allocated as long as
    /// all is well, but for what a match of a `pattern` and the comparison of `uniqueItems` need, and the JSON of a union of
    /// which only reading tells the variants apart.
    ///
    /// # Errors
    /// Every rule that it breaks, in order.
    fn validate(&self) -> Result<(), Violations> {
        Violations::of(|at| self.check(at))
    }
}

impl Violations {
    /// What a check finds, at the root of a body.
    ///
    /// For a value whose type does not have the rules: a list, a text that a component of a description names.
    ///
    /// ```
    /// use hire_runtime::{Checker, Violations};
    ///
    /// fn check_tags(at: &mut Checker<'_>, tags: &Vec<String>) {
    ///     at.max_items(tags.len(), 2);
    /// }
    ///
    /// let tags = vec![String::new(); 3];
    /// let violations = Violations::of(|at| check_tags(at, &tags)).unwrap_err();
    /// assert_eq!(violations.to_string(), "(body): 3 items found, at most 2 allowed");
    /// ```
    ///
    /// # Errors
    /// Every rule that is broken, in order.
    pub fn of(check: impl FnOnce(&mut Checker<'_>)) -> Result<(), Self> {
        let mut findings = Findings::default();
        check(&mut Checker::new(&mut findings));
        // Nothing is moved nor dropped as long as all is well.
        if findings.is_untouched() {
            mem::forget(findings);
            return Ok(());
        }
        findings.violations().map_or(Ok(()), Err)
    }
}

macro_rules! without_rules {
    ($($type:ty),*) => {
        $(impl Validate for $type {})*
    };
}
without_rules!(
    (),
    bool,
    i8,
    i16,
    i32,
    i64,
    u8,
    u16,
    u32,
    u64,
    str,
    String,
    Secret,
    TimestampMs,
    serde_json::Value
);

/// JSON has no spelling for what is not finite.
impl Validate for f64 {
    fn check(&self, at: &mut Checker<'_>) {
        at.finite(*self);
    }
}

/// JSON has no spelling for what is not finite.
impl Validate for f32 {
    fn check(&self, at: &mut Checker<'_>) {
        at.finite(*self);
    }
}

impl<T: Validate + ?Sized> Validate for &T {
    fn check(&self, at: &mut Checker<'_>) {
        (**self).check(at);
    }
}

impl<T: Validate + ?Sized> Validate for Box<T> {
    fn check(&self, at: &mut Checker<'_>) {
        (**self).check(at);
    }
}

impl<T: Validate> Validate for ErasedBox<T> {
    fn check(&self, at: &mut Checker<'_>) {
        (**self).check(at);
    }
}

impl<T: Validate> Validate for Option<T> {
    fn check(&self, at: &mut Checker<'_>) {
        if let Some(value) = self {
            value.check(at);
        }
    }
}

impl<T: Validate> Validate for Nullable<T> {
    fn check(&self, at: &mut Checker<'_>) {
        if let Self::Value(value) = self {
            value.check(at);
        }
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn check(&self, at: &mut Checker<'_>) {
        at.items(self, |at, item| item.check(at));
    }
}

impl<T: Validate> Validate for Map<T> {
    fn check(&self, at: &mut Checker<'_>) {
        at.entries(self, |at, value| value.check(at));
    }
}
