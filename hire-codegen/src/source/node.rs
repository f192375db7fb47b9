//! The nodes of a tree.

use std::sync::Arc;

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
/// before what is in it: the readers of positions count on it.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) parent: Option<u32>,
    /// The index within the parent.
    pub(crate) position: u32,
    pub(crate) value: Value,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(Number),
    String(Arc<str>),
    Sequence(Vec<u32>),
    Mapping(Members),
}

/// Nodes by name. Names are shared, as texts are: an alias of YAML copies nodes, whatever it stands for.
pub(crate) type Members = IndexMap<Arc<str>, u32>;
