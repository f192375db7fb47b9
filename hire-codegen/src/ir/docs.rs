//! Documentation of items.

/// Lines of documentation, made safe for rustdoc.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Docs(pub Vec<String>);
