//! Documentation of items.

/// Documentation of an item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Docs {
    /// Lines of it, made safe for rustdoc.
    pub lines: Vec<String>,
    /// Where the description has the item: a comment beside the docs, for whoever reads the bindings. Who reads the docs need
    /// not have the description.
    pub place: Option<String>,
}
