//! Names of items.

/// A valid Rust identifier, raw (`r#type`) where it is a keyword.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// A valid identifier.
    pub fn new(identifier: String) -> Self {
        Self(identifier)
    }

    /// The identifier as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier without `r#`.
    pub fn plain(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
