//! Versions of the OpenAPI Specification, and ranges of them.

use std::fmt;

/// A version of the OpenAPI Specification. Patch releases differ in wording alone, so that 3.1.0 and 3.1.2 are one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Version {
    /// Swagger 2.0.
    V2_0,
    /// 3.0.0 to 3.0.4.
    V3_0,
    /// 3.1.0 to 3.1.2.
    V3_1,
    /// 3.2.0.
    V3_2,
}

impl Version {
    /// The versions whose descriptions are read.
    pub const READ: [Self; 3] = [Self::V3_0, Self::V3_1, Self::V3_2];

    /// The version whose first two numbers are these, if it is one that is read.
    pub(super) fn of_numbers(major: u32, minor: u32) -> Option<Self> {
        let text = format!("{major}.{minor}");
        Self::READ.into_iter().find(|version| version.as_str() == text)
    }

    /// Major and minor number: `3.1`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V2_0 => "2.0",
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
            Self::V3_2 => "3.2",
        }
    }

    /// Whether the document has to have `paths`; else `components` or `webhooks` are enough (3.1.1 §4.8.1).
    pub(super) fn requires_paths(self) -> bool {
        self <= Self::V3_0
    }

    /// Whether an operation has to have `responses` (3.0.4 §4.7.10.1).
    pub(super) fn requires_responses(self) -> bool {
        self <= Self::V3_0
    }

    /// Whether a parameter may be the whole query (3.2.0 §4.12.2).
    pub(super) fn has_query_strings(self) -> bool {
        self >= Self::V3_2
    }

    /// Whether `summary` and `description` beside a `$ref` replace those of the component (3.1.1 §4.8.23).
    pub(super) fn references_have_descriptions(self) -> bool {
        self >= Self::V3_1
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The versions that have a key, a keyword or a value: all from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    since: Version,
    until: Version,
}

impl Versions {
    /// Every version.
    pub const ALL: Self = Self::since(Version::V2_0);
    /// 3.0 and later.
    pub const SINCE_3_0: Self = Self::since(Version::V3_0);
    /// 3.1 and later.
    pub const SINCE_3_1: Self = Self::since(Version::V3_1);
    /// 3.0 alone.
    pub const ONLY_3_0: Self = Self { since: Version::V3_0, until: Version::V3_0 };

    const fn since(since: Version) -> Self {
        Self { since, until: Version::V3_2 }
    }

    /// Whether a version is one of these.
    ///
    /// ```
    /// use hire_codegen::support::{Version, Versions};
    ///
    /// assert!(Versions::SINCE_3_1.contains(Version::V3_2));
    /// assert!(!Versions::SINCE_3_1.contains(Version::V3_0));
    /// ```
    pub fn contains(self, version: Version) -> bool {
        self.nearest(version) == version
    }

    /// The one of these versions that is nearest to another version.
    ///
    /// ```
    /// use hire_codegen::support::{Version, Versions};
    ///
    /// assert_eq!(Versions::ONLY_3_0.nearest(Version::V3_1), Version::V3_0);
    /// ```
    pub fn nearest(self, version: Version) -> Version {
        version.clamp(self.since, self.until)
    }
}
