//! To be written.

/// As a binary has them, where lints do not spare what is exported.
#[rustfmt::skip]
#[path = "../golden/kitchen/mod.rs"]
mod kitchen;
