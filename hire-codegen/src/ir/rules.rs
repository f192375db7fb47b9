//! Rules: what values have to satisfy beyond their types.

use super::JsonType;
use crate::ir::{Literal, Type, TypeId};
use crate::schema::TextFormat;

/// What a value has to satisfy beyond its type. Each keeps the limit as the description has it, for
/// the violation's text.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// A number that JSON can write.
    Finite,
    /// Nothing is valid.
    Never,
    Bound {
        keyword: Bound,
        limit: String,
        literal: Literal,
    },
    MultipleOf(String),
    Size {
        keyword: Size,
        limit: u64,
    },
    Pattern {
        pattern: String,
        /// `maxLength` beside it: a text that is longer is not matched.
        longest: Option<u64>,
    },
    Format(TextFormat),
    UniqueItems,
    EachItem(Vec<Rule>),
    EachEntry(Vec<Rule>),
    /// The rules that the type has itself.
    Nested(TypeId),
    /// The rules of an alias, which has a function for them.
    Shared(TypeId),
    /// Any JSON value that can be read as a type, and then satisfies rules.
    Read {
        type_: Type,
        rules: Vec<Rule>,
    },
    /// Rules of any JSON value, for a type that is one.
    Inner(Vec<Rule>),
    /// Any JSON value of one of some types, each with its rules.
    JsonTypes {
        limit: String,
        types: Vec<(JsonType, Vec<Rule>)>,
    },
    /// `enum` or `const` on any JSON value; each is JSON.
    Json(Vec<String>),
    /// Rules of the item at a position.
    Item {
        position: usize,
        rules: Vec<Rule>,
    },
    /// Rules of the items from a position on.
    ItemsFrom {
        position: usize,
        rules: Vec<Rule>,
    },
    Contains {
        least: u64,
        most: Option<u64>,
        rules: Vec<Rule>,
    },
    /// Rules of the entry of a name, if it is there.
    Entry {
        name: String,
        rules: Vec<Rule>,
    },
    /// An entry that must be there.
    EntryRequired(String),
    /// Rules of the entries whose names match a pattern.
    PatternEntries {
        pattern: String,
        rules: Vec<Rule>,
    },
    /// Rules of the entries that are neither named nor match a pattern.
    OtherEntries {
        names: Vec<String>,
        patterns: Vec<String>,
        rules: Vec<Rule>,
    },
    /// Rules of the names of entries, as JSON strings.
    EntryNames(Vec<Rule>),
    /// Of any JSON value: rules of the entries that nothing else evaluates, if it is an object.
    UnevaluatedEntries {
        evaluated: Vec<Evaluated>,
        rules: Vec<Rule>,
    },
    /// Of any JSON value: rules of the items that nothing else evaluates, if it is an array.
    UnevaluatedItems {
        evaluated: Vec<Evaluated>,
        rules: Vec<Rule>,
    },
    /// `enum` or `const` on a value whose type allows more.
    Values {
        limit: String,
        values: Vec<Literal>,
    },
    /// Rules of a property, by the index of its field, if it is there.
    Property {
        owner: TypeId,
        field: usize,
        /// Whether null satisfies them, where the property may be null.
        null: bool,
        rules: Vec<Rule>,
    },
    /// A property that must be there.
    Required {
        owner: TypeId,
        field: usize,
    },
    AnyOf {
        limit: String,
        branches: Vec<Vec<Rule>>,
    },
    OneOf {
        limit: String,
        branches: Vec<Vec<Rule>>,
    },
    Not {
        limit: String,
        rules: Vec<Rule>,
    },
    If {
        condition: Vec<Rule>,
        then: Vec<Rule>,
        otherwise: Vec<Rule>,
    },
}

/// The four keywords that bound a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    Minimum,
    ExclusiveMinimum,
    Maximum,
    ExclusiveMaximum,
}

/// The six keywords that bound a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    MinLength,
    MaxLength,
    MinItems,
    MaxItems,
    MinProperties,
    MaxProperties,
}

/// A part of an object or of an array that something evaluates.
#[derive(Debug, Clone, PartialEq)]
pub enum Evaluated {
    /// The entry of a name.
    Name(String),
    /// The entries whose names match a pattern.
    Pattern(String),
    /// So many items at the beginning.
    First(usize),
    /// The items that satisfy rules.
    Matching(Vec<Rule>),
    All,
    /// What is evaluated where rules hold, and where they do not.
    If {
        condition: Vec<Rule>,
        then: Vec<Evaluated>,
        otherwise: Vec<Evaluated>,
    },
}

/// Whether rules are those that values of the type are checked against anyway.
pub fn are_inherent(rules: &[Rule], type_: &Type) -> bool {
    match (rules, type_) {
        ([], _) | ([Rule::Finite], Type::F64) => true,
        ([Rule::Format(format)], Type::Formatted(own)) => format == own,
        ([Rule::Nested(own)], Type::Named(id)) => own == id,
        ([Rule::EachItem(rules)], Type::List(item)) => are_inherent(rules, item),
        ([Rule::EachEntry(rules)], Type::Map(value)) => are_inherent(rules, value),
        (rules, Type::Nullable(inner) | Type::Erased(inner)) => are_inherent(rules, inner),
        _ => false,
    }
}
