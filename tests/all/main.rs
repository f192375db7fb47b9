//! All tests that need more than one crate, in one binary.

mod answers;
mod bulk;
mod downstream;
mod faults;
mod features;
mod generation;
mod golden;
mod packages;
mod page;
mod regeneration;
mod rewards;
mod secrecy;
mod support;
mod wire;
