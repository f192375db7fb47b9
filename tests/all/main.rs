//! All tests that need more than one crate, in one binary.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod answers;
mod bulk;
mod course;
mod downstream;
mod faults;
mod features;
mod fixtures;
mod formatting;
mod generation;
mod golden;
mod letter;
mod others;
mod packages;
mod page;
mod readme;
mod regeneration;
mod rewards;
mod scratch;
mod secrecy;
mod support;
mod texts;
mod tidy;
mod wire;
