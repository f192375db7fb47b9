//! Types.

use std::{iter, slice};

use crate::analysis::plan::Decision;
use crate::ir::{At, Docs, Name, Rule};
use crate::schema::{Integer, TextFormat};

/// Names a type of a [`Model`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeId(pub usize);

impl TypeId {
    pub fn index(self) -> usize {
        self.0
    }
}

/// A type that is emitted.
#[derive(Debug, PartialEq)]
pub struct TypeDef {
    pub at: At,
    pub name: Name,
    /// The function that checks a value, where there is one.
    pub check: Name,
    pub docs: Docs,
    pub deprecated: bool,
    pub kind: TypeKind,
    /// Whether there is anything to validate in a value of it.
    pub has_rules: bool,
    /// The traits that hold for it beside `Debug`, `Clone` and `PartialEq`.
    pub derives: Derives,
}

/// Traits that are derived where they hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Derives {
    pub copy: bool,
    /// `Eq` and `Hash`, which floating point does not have.
    pub eq_and_hash: bool,
}

#[derive(Debug, PartialEq)]
pub enum TypeKind {
    Struct(Struct),
    Enumeration(Enumeration),
    Union(Union),
    /// Any JSON value that satisfies rules.
    Any {
        rules: Vec<Rule>,
    },
    /// Another name of a type, with rules that the type does not have.
    Alias {
        type_: Type,
        rules: Vec<Rule>,
    },
}

/// An object with known properties.
#[derive(Debug, Clone, PartialEq)]
pub struct Struct {
    pub builder: Name,
    /// The name that serde formats which write names are given.
    pub wire: String,
    pub fields: Vec<Field>,
    pub additional: Additional,
    /// Rules of the object as a whole.
    pub rules: Vec<Rule>,
}

/// What becomes of properties without a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Additional {
    Ignore,
    Refuse,
    Keep { field: Name, docs: Docs, type_: Type, rules: Vec<Rule> },
}

/// A property.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, not a state")]
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub at: At,
    pub name: Name,
    pub wire: String,
    pub docs: Docs,
    pub deprecated: bool,
    pub type_: Type,
    pub required: bool,
    /// Required of requests alone, or of responses alone, and optional since the type goes both ways.
    pub required_in_one_direction: bool,
    pub nullable: bool,
    pub pointer: Pointer,
    pub default: Option<Literal>,
    /// Rules of a value that is there and not null.
    pub rules: Vec<Rule>,
}

/// What the value of a field or a variant is behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pointer {
    /// Nothing.
    #[default]
    None,
    /// A `Box`, since the type contains itself this way.
    Box,
    /// A box of the runtime, since types lie too deep in each other.
    ErasedBox,
}

impl Pointer {
    /// Whether there is a box.
    pub fn is_box(self) -> bool {
        self != Self::None
    }
}

/// An enumeration that keeps values which it does not know.
#[derive(Debug, PartialEq)]
pub struct Enumeration {
    pub variants: Vec<Variant>,
    pub values: EnumerationValues,
}

/// What an enumeration is on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumerationValues {
    Strings,
    Integers,
}

#[derive(Debug, PartialEq)]
pub struct Variant {
    pub at: At,
    pub name: Name,
    pub value: Literal,
    pub docs: Docs,
    pub deprecated: bool,
}

/// Values of several types, of which a table decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    pub variants: Vec<UnionVariant>,
    pub decision: Decision,
    /// Whether the first variant is the object that the schema is about, and the other one whatever is none.
    pub or_other: bool,
    /// Whether a value may have a secret in it.
    pub secret: bool,
}

/// A type of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionVariant {
    pub at: At,
    pub name: Name,
    pub docs: Docs,
    pub type_: Type,
    /// The value of the property that names the variant, where there is one such value.
    pub tag: Option<String>,
    pub pointer: Pointer,
    pub rules: Vec<Rule>,
}

/// The Rust type of a value that is there and not null.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    Bool,
    Integer(Integer),
    F64,
    String,
    /// A string of a format.
    Formatted(TextFormat),
    Secret,
    TimestampMs,
    /// A file: a part of a multipart body.
    File,
    /// Any JSON value.
    Value,
    List(Box<Type>),
    /// An array with a type for each position.
    Tuple(Vec<Type>),
    Map(Box<Type>),
    /// An item or entry that may be null.
    Nullable(Box<Type>),
    /// An item, an entry or a position in a box of the runtime, since types lie too deep in each other.
    Erased(Box<Type>),
    Named(TypeId),
}

impl Type {
    /// What the values of a type are made of: items, entries, positions of a tuple.
    pub fn parts(&self) -> &[Type] {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Erased(inner) => {
                slice::from_ref(inner)
            }
            Self::Tuple(items) => items,
            Self::Bool
            | Self::Integer(_)
            | Self::F64
            | Self::String
            | Self::Formatted(_)
            | Self::Secret
            | Self::TimestampMs
            | Self::File
            | Self::Value
            | Self::Named(_) => &[],
        }
    }

    /// The same, to be changed.
    pub fn parts_mut(&mut self) -> &mut [Type] {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Erased(inner) => {
                slice::from_mut(inner)
            }
            Self::Tuple(items) => items,
            _ => &mut [],
        }
    }

    /// The type without the box of the runtime that it may be in.
    pub fn contents(&self) -> &Type {
        match self {
            Self::Erased(inner) => inner,
            other => other,
        }
    }

    /// The type of values that are not null.
    pub fn non_null(&self) -> &Type {
        match self {
            Self::Nullable(inner) => inner.non_null(),
            other => other,
        }
    }

    /// The type itself, then its parts, with theirs.
    pub fn walk(&self) -> impl Iterator<Item = &Type> {
        let mut open = vec![self];
        iter::from_fn(move || {
            let type_ = open.pop()?;
            open.extend(type_.parts().iter().rev());
            Some(type_)
        })
    }

    /// The types of the description that it is, or is made of.
    pub fn named(&self) -> impl Iterator<Item = TypeId> {
        self.walk().filter_map(|type_| match type_ {
            Self::Named(id) => Some(*id),
            _ => None,
        })
    }
}

/// A constant of the description.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    Bool(bool),
    Integer(i128),
    Float(f64),
    String(String),
    /// A value of an enumeration, by the index of its variant.
    Variant(TypeId, usize),
    Null,
    /// Any JSON value.
    Json(serde_json::Value),
    /// A list or a tuple.
    List(Vec<Literal>),
    Map(Vec<(String, Literal)>),
    /// A struct: each field that is there, and the other properties, which are written if the struct keeps them.
    Struct {
        fields: Vec<Option<Literal>>,
        additional: Vec<(String, Literal)>,
    },
    /// A value of a union, by the index of its variant.
    Union(usize, Box<Literal>),
}
