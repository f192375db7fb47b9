//! The nodes of a tree, and their names.

use indexmap::IndexMap;

use super::Number;

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

    /// The same node's value.
    #[must_use]
    pub fn value(self) -> Place {
        Place { key: false, ..self }
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind<'a> {
    /// `null`, or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number; never infinite, never NaN.
    Number(Number),
    /// A string.
    String(&'a str),
    /// A list of values.
    Sequence,
    /// Members by name, in the order of the text.
    Mapping,
}

/// A node in the arena of its file. Nodes lie in the order of the text, a parent
/// before its children: the readers of positions count on it.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) parent: Option<u32>,
    /// The index within the parent.
    pub(crate) position: u32,
    pub(crate) value: Value,
}

/// What a node holds.
#[derive(Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(Number),
    String(Box<str>),
    Sequence(Vec<u32>),
    Mapping(IndexMap<Box<str>, u32>),
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
