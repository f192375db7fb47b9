//! All tests that need more than one crate, in one binary.

mod answers;
mod downstream;
mod generation;
mod golden;
mod packages;
mod page;
mod readme;
mod regeneration;
mod rewards;
mod secrecy;
mod support;
mod wire;
