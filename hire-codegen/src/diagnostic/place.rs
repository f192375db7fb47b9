//! Where something stands: in the trees, and in the text.

/// Names a node of a file: its value, or the key that leads to it. The order is that
/// of files as they were read, then of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub(crate) file: u32,
    pub(crate) node: u32,
    pub(crate) key: bool,
}

impl Place {
    /// The whole of the root file.
    pub(crate) const ROOT: Place = Place { file: 0, node: 0, key: false };

    /// The place of the node's value.
    #[must_use]
    pub fn value(self) -> Place {
        Place { key: false, ..self }
    }
}

/// Where something stands in the text of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte behind the last; within the line of the first.
    pub end: usize,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}
