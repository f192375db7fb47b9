//! What a pattern and a match may take, and the errors for what takes more.

use std::fmt;

/// How many bytes a pattern may have.
pub const LONGEST: usize = 64 * 1024;

/// How many groups, assertions and such may be inside of each other.
pub const DEEPEST: usize = 200;

/// How many steps a text without characters may take; each character adds [`STEPS_PER_CHARACTER`]. A step is one character
/// or choice looked at: some nanoseconds.
pub const STEPS: u64 = 1 << 24;

/// How many steps each byte of a text adds to what it may take.
pub const STEPS_PER_CHARACTER: u64 = 64;

/// Why a text is no pattern, or none that is matched here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The text is not a regular expression of ECMA-262.
    Syntax(String),
    /// The text is beyond a bound of this crate: too long, too deep, or with too many properties of Unicode.
    TooLarge(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Syntax(message) | Self::TooLarge(message)) = self;
        f.write_str(message)
    }
}

impl std::error::Error for Error {}

/// Whether a pattern matches a text is not known within the steps or the memory that it may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undecided;

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("whether the pattern matches takes more steps than it may")
    }
}

impl std::error::Error for Undecided {}

/// The steps that are left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps(pub(super) u64);

impl Steps {
    pub(super) fn take(&mut self, count: u64) -> Result<(), Undecided> {
        match self.0.checked_sub(count) {
            Some(left) => {
                self.0 = left;
                Ok(())
            }
            None => {
                self.0 = 0;
                Err(Undecided)
            }
        }
    }
}
