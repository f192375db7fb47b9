//! All integration tests of the generator, in one binary.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod annotations;
mod any_schema;
mod bad;
mod census;
mod error_codes;
mod fields;
mod files;
mod growth;
mod growth_of_time;
mod lenient;
mod operations;
mod parameters;
mod published;
mod references;
mod selection;
mod support;
mod support_table;
mod verdicts;
