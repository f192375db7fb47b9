//! What is allowed, and hardly what is meant: each check reports, and changes nothing.

pub mod bounds;
pub mod cycles;
pub mod foreign_pattern;
pub mod format;
pub mod legacy;
pub mod unreachable;
pub mod wrong_type;
