//! Tests of the workspace that need more than one crate: see the folder `all`.
