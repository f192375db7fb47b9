//! All tests that need more than one crate, in one binary.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod advice;
mod beyond_other_generators;
mod bindings;
mod bulk_import;
mod command_line;
mod conformance;
mod credentials;
mod deep;
mod docs_example;
mod downstream;
mod faults;
mod features;
mod fixtures;
mod followed_page;
mod formatting;
mod generation;
mod hostile_names;
mod hostile_texts;
mod import_rewards;
mod mutations;
mod new_user;
mod packages;
mod parameters;
mod quotes;
mod readme;
mod regeneration;
mod responses;
mod rewards;
mod scratch_crate;
mod secrecy;
mod support;
mod tidy;
mod two_readers;
mod variants;
mod wide;
mod wire;
mod your_own_description;
