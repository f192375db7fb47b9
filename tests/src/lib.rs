//! What the tests in the folder `all` stand on: bindings of the descriptions in `golden` and `fixtures`, so
//! that they are compiled, linted and documented like the bindings of a crate.

#![deny(warnings)]

/// Bindings of `golden/kitchen/openapi.yaml`.
pub mod kitchen {
    include!(concat!(env!("OUT_DIR"), "/kitchen/mod.rs"));
}

/// Bindings of `golden/pantry/openapi.yaml`.
pub mod pantry {
    include!(concat!(env!("OUT_DIR"), "/pantry/mod.rs"));
}

/// Bindings of `golden/formats/openapi.yaml`.
pub mod formats {
    include!(concat!(env!("OUT_DIR"), "/formats/mod.rs"));
}

/// Bindings of `golden/directions/openapi.yaml`.
pub mod directions {
    include!(concat!(env!("OUT_DIR"), "/directions/mod.rs"));
}

/// Bindings of `quotes/openapi.yaml`.
pub mod quotes {
    include!(concat!(env!("OUT_DIR"), "/quotes/mod.rs"));
}

/// Bindings of `conformance/openapi.yaml`.
pub mod conformance {
    include!(concat!(env!("OUT_DIR"), "/conformance/mod.rs"));
}

/// Bindings of `golden/unions/openapi.yaml`.
pub mod unions {
    include!(concat!(env!("OUT_DIR"), "/unions/mod.rs"));
}

/// Bindings of `golden/albums/openapi.yaml`.
pub mod albums {
    include!(concat!(env!("OUT_DIR"), "/albums/mod.rs"));
}

/// Bindings of `golden/groups/openapi.yaml`, grouped by tag.
pub mod groups {
    include!(concat!(env!("OUT_DIR"), "/groups/mod.rs"));
}

/// Bindings of the description with hostile names that `build/hostile_names.rs` makes.
pub mod hostile_names {
    include!(concat!(env!("OUT_DIR"), "/hostile_names/mod.rs"));
}

/// Bindings of the description with a hostile tag for each of its operations, grouped by tag.
pub mod hostile_tags {
    include!(concat!(env!("OUT_DIR"), "/hostile_tags/mod.rs"));
}

/// Bindings of the small descriptions that `build/alone.rs` makes: they are compiled, and warnings are errors.
pub mod alone {
    include!(concat!(env!("OUT_DIR"), "/alone/modules.rs"));
}

/// The examples in the docs of clients: they are compiled.
#[allow(missing_docs, unused_imports, clippy::missing_errors_doc)]
pub mod examples {
    include!(concat!(env!("OUT_DIR"), "/examples.rs"));
}

/// Bindings of the descriptions in `fixtures`, by folder.
pub mod fixtures {
    include!(concat!(env!("OUT_DIR"), "/fixtures/modules.rs"));
}

pub mod json;
pub mod subjects;

/// The examples of the README and of the guide, run as doctests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
#[doc = include_str!("../../docs/a-part-of-a-description.md")]
#[doc = include_str!("../../docs/benchmarks.md")]
#[doc = include_str!("../../docs/bodies-and-responses.md")]
#[doc = include_str!("../../docs/clients-and-credentials.md")]
#[doc = include_str!("../../docs/command-line.md")]
#[doc = include_str!("../../docs/errors.md")]
#[doc = include_str!("../../docs/extensions.md")]
#[doc = include_str!("../../docs/importing-rewards.md")]
#[doc = include_str!("../../docs/in-production.md")]
#[doc = include_str!("../../docs/keywords.md")]
#[doc = include_str!("../../docs/limits.md")]
#[doc = include_str!("../../docs/parameters.md")]
#[doc = include_str!("../../docs/scalars.md")]
#[doc = include_str!("../../docs/somebody-elses-description.md")]
#[doc = include_str!("../../docs/streams.md")]
#[doc = include_str!("../../docs/unions.md")]
#[doc = include_str!("../../docs/what-a-change-breaks.md")]
#[doc = include_str!("../../docs/when-the-documentation-changes.md")]
#[doc = include_str!("../../docs/your-own-description.md")]
struct Guide;
