//! How much a finding matters.

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing breaks.
    Note,
    /// Something may break, or is to be followed.
    Warning,
    /// Something breaks.
    Error,
}

impl Level {
    /// The word for it, as SARIF 2.1.0 has it (section 3.27.10).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
