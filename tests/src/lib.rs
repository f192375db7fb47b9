//! Tests of the workspace that need more than one crate: see the folder `all`.

/// The README's examples, run as doctests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
