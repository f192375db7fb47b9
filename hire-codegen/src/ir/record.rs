//! What became of a schema.

use std::collections::BTreeSet;

use crate::analysis::Fallback;
use crate::ir::Type;
use crate::source::Place;

/// The keyword for which a struct keeps other properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreservedFor {
    pub keyword: &'static str,
    pub place: Place,
}

impl PreservedFor {
    /// What the keyword does to them.
    pub fn verb(self) -> &'static str {
        match self.keyword {
            "uniqueItems" => "compares",
            "minProperties" | "maxProperties" => "counts",
            _ => "is about",
        }
    }
}

/// What became of one schema.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// The name of the component, and that of the type which is emitted for it.
    pub component: Option<(String, String)>,
    /// Its type, `Nullable` included; none for a schema that is a part of another.
    pub type_: Option<Type>,
    /// The keywords that became rules.
    pub rules: BTreeSet<&'static str>,
    pub fallback: Option<Fallback>,
    /// The keyword for which its type keeps properties that it has no fields for.
    pub preserved: Option<PreservedFor>,
    /// The keywords for readers that no docs tell.
    pub undocumented: BTreeSet<&'static str>,
    /// Whether a variant of its type alone is any JSON value.
    pub in_part: bool,
    /// Whether any other schema has it as a part.
    pub is_part: bool,
}
