//! An object in the making.

use std::fmt;

use super::Object;
use super::lookup::Lookup;
use super::table::{is_complete, missing};
use crate::values::set::Set;
use crate::values::validate::Incomplete;
use crate::values::violation::Violations;

/// What a builder has so far: an object of which properties may be missing, and the account of the required ones that are set.
#[derive(Clone)]
pub struct Partial<T> {
    /// The object. What is not set is a placeholder.
    pub value: T,
    there: Set,
}

impl<T: Object> Partial<T> {
    /// An object with nothing in it.
    pub fn new() -> Self {
        Self { value: T::placeholder(), there: Set::new() }
    }

    /// The object, of which the required property `name` is about to be set. Others are set in [`value`](Self::value).
    pub fn set(&mut self, name: &str) -> &mut T {
        if let Some(index) = Lookup::of::<T>().find(name, 0) {
            self.there.insert(index);
        }
        &mut self.value
    }

    /// Whether the required property `name` has been set.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        let property = Lookup::of::<T>().find(name, 0);
        property.is_some_and(|index| self.there.has(index))
    }

    /// The finished object.
    ///
    /// # Errors
    /// Everything that is wrong: first the required properties that are missing, then the rules that are broken.
    pub fn build(self) -> Result<T, Violations> {
        let Self { value, there } = self;
        Violations::of(|at| {
            if is_complete::<T>(&there) {
                return value.check(at);
            }
            for name in missing::<T>(&there) {
                at.required(name, false);
            }
            let incomplete = Incomplete {
                properties: T::TABLE.properties,
                required: T::TABLE.required,
                read: &there,
                source: None,
            };
            value.check(&mut at.of_incomplete(&incomplete));
        })?;
        Ok(value)
    }
}

impl<T: Object> Default for Partial<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows whose it is, and nothing of what it has.
impl<T: Object> fmt::Debug for Partial<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "partial of {}", T::TABLE.name)
    }
}
