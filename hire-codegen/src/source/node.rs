//! The nodes of a tree.

use indexmap::IndexMap;

use super::Number;

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
