//! What a response is not that the description says, and what the description does not say.

use std::error::Error;
use std::fmt::{self, Display};

use crate::values::printable::Printable;
use crate::{Data, Violations};

/// Where and why a response does not fit the description.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// Where, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// Why. Texts of the JSON are left out, since they may be secret.
    pub message: String,
}

impl Mismatch {
    /// A fault of a value as a whole.
    pub fn whole(message: impl Into<String>) -> Self {
        Self { pointer: String::new(), message: message.into() }
    }

    /// A status that the description has no response for, or none with a body.
    pub fn undescribed(status: u16) -> Self {
        Self::whole(format!("the description has no body for the status {status}"))
    }

    /// The first of broken rules, without the value that breaks it.
    pub(crate) fn broken(violations: &Violations) -> Self {
        let mut mismatch = Self::whole("it breaks a rule");
        if let Some(first) = violations.iter().next() {
            mismatch.pointer.clone_from(&first.pointer);
            mismatch.message = format!("it breaks the rule {} {}", first.keyword, first.limit);
        }
        mismatch
    }
}

impl Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "{}: ", Printable(&self.pointer))?;
        }
        Display::fmt(&Printable(&self.message), f)
    }
}

impl Error for Mismatch {}

/// Reads nothing of a failure: the description does not say what failures of the operation carry.
///
/// There is no value of it, so that [`Error::failure`](crate::Error::failure) is never one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undocumented {}

/// What a documented failure carries: anything but [`Undocumented`]. An error with it becomes one without by `?`.
pub trait Documented {}

impl<T: Data> Documented for T {}
