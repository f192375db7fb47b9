//! What will be emitted, in Rust terms and without a token.
//!
//! All decisions are made here: names, types, presence, rules, docs. What comes after only writes
//! them down.

mod annotations;
mod api;
mod build;
mod circles;
mod codes;
mod constant;
mod direction;
mod docs;
mod dynamic;
mod endless;
mod examples;
mod integer;
mod kept;
mod literal;
mod names;
mod operations;
mod parts;
mod patterns;
mod record;
mod refine;
mod remarks;
mod rules;
mod secrets;
mod shared;
mod tuple;
mod union;
mod usage;
mod values;
mod words;
pub use crate::analysis::json_types::Kind;
pub use crate::analysis::signature::Constant;
pub use crate::analysis::union::{Decision, Demands, Others};
pub use crate::schema::{Integer, TextFormat};
use crate::source::Place;
pub use build::build;
use indexmap::IndexMap;
pub use names::Name;
pub(crate) use operations::schemas as operation_schemas;
pub use record::Record;
use std::collections::BTreeMap;
use std::time::Duration;
pub use union::{Union, UnionVariant};

/// Whether a type is one of the description, or made of one.
pub fn names_a_type(type_: &Type) -> bool {
    match type_ {
        Type::Named(_) => true,
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => names_a_type(inner),
        Type::Tuple(items) => items.iter().any(names_a_type),
        _ => false,
    }
}

/// Everything that is emitted of one API.
#[derive(Debug)]
pub struct Model {
    pub api: Api,
    pub types: Vec<TypeDef>,
    pub operations: Vec<Operation>,
    /// The envelopes that operations name by their index.
    pub envelopes: Vec<Envelope>,
    /// The rows of the error code enumeration; no enumeration without rows.
    pub codes: Vec<Code>,
    /// The regular expressions of all rules, each with the name of its static.
    pub patterns: IndexMap<String, Name>,
    /// What became of each schema.
    pub records: BTreeMap<Place, Record>,
}

impl Model {
    /// The definition of a type.
    #[expect(
        clippy::indexing_slicing,
        reason = "ids are handed out by this model alone, and it never shrinks"
    )]
    pub fn get(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }
}

/// The API as a whole.
#[derive(Debug)]
pub struct Api {
    pub title: String,
    pub version: String,
    pub docs: Docs,
    pub servers: Vec<String>,
    pub schemes: Vec<Scheme>,
    /// The response headers that tell the limit, and the seconds until it is reset.
    pub rate_limit_headers: Option<(String, String)>,
}

/// A security scheme.
#[derive(Debug)]
pub struct Scheme {
    pub name: String,
    pub kind: SchemeKind,
}

/// How a credential is carried.
#[derive(Debug)]
pub enum SchemeKind {
    Bearer,
    Basic,
    ApiKey { part: Part, key: String },
}

/// The parts of a request that carry parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Path,
    Query,
    Header,
    Cookie,
}

/// Lines of documentation, made safe for rustdoc.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Docs(pub Vec<String>);

/// Names a type of a [`Model`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeId(usize);

impl TypeId {
    fn index(self) -> usize {
        self.0
    }
}

/// A type that is emitted.
#[derive(Debug)]
pub struct TypeDef {
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

#[derive(Debug)]
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
#[derive(Debug)]
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
#[derive(Debug)]
pub enum Additional {
    Ignore,
    Refuse,
    Keep { field: Name, docs: Docs, type_: Type, rules: Vec<Rule> },
}

/// A property.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, not a state")]
#[derive(Debug)]
pub struct Field {
    pub name: Name,
    pub wire: String,
    pub docs: Docs,
    pub deprecated: bool,
    pub type_: Type,
    pub required: bool,
    /// Required of requests alone, or of responses alone, and optional since the type goes both ways.
    pub one_way: bool,
    pub nullable: bool,
    /// Behind a `Box`, since the type contains itself this way.
    pub boxed: bool,
    pub default: Option<Literal>,
    /// Rules of a value that is there and not null.
    pub rules: Vec<Rule>,
}

impl Field {
    /// A property that no object has.
    pub fn edge(wire: String) -> Self {
        Self {
            name: Name::edge(),
            wire,
            docs: Docs::default(),
            deprecated: false,
            type_: Type::Bool,
            required: true,
            one_way: false,
            nullable: false,
            boxed: false,
            default: None,
            rules: Vec::new(),
        }
    }
}

/// An enumeration that keeps values which it does not know.
#[derive(Debug)]
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

#[derive(Debug)]
pub struct Variant {
    pub name: Name,
    pub value: Literal,
    pub docs: Docs,
    pub deprecated: bool,
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
    /// Any JSON value.
    Value,
    List(Box<Type>),
    /// An array with a type for each position.
    Tuple(Vec<Type>),
    Map(Box<Type>),
    /// An item or entry that may be null.
    Nullable(Box<Type>),
    Named(TypeId),
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
    Kinds {
        limit: String,
        kinds: Vec<(Kind, Vec<Rule>)>,
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

/// An operation.
#[derive(Debug)]
pub struct Operation {
    pub id: String,
    /// The request's type.
    pub name: Name,
    /// The client's method.
    pub method_name: Name,
    /// The constant that describes the operation.
    pub constant: Name,
    pub docs: Docs,
    pub deprecated: bool,
    pub method: &'static str,
    pub path: String,
    pub inputs: Vec<Input>,
    pub body: Option<Body>,
    pub output: Output,
    /// Alternatives; each names the schemes that are needed together, with their scopes.
    pub security: Option<Vec<SchemesTogether>>,
    pub envelope: Option<usize>,
    pub rate_limit: Option<(u32, Duration)>,
    pub idempotency_key: Option<KeyPath>,
}

/// Security schemes that are needed together, each with its scopes.
pub type SchemesTogether = Vec<(String, Vec<String>)>;

/// The way to the idempotency key: fields of the body, each with whether it may be absent.
#[derive(Debug)]
pub struct KeyPath(pub Vec<(Name, bool)>);

/// A parameter of an operation.
#[derive(Debug)]
pub struct Input {
    pub name: Name,
    pub wire: String,
    pub part: Part,
    pub docs: Docs,
    pub deprecated: bool,
    pub type_: Type,
    pub required: bool,
    /// What stands between the items of a list behind one name; without it they repeat the name.
    pub separator: Option<&'static str>,
    pub rules: Vec<Rule>,
}

/// A request's body.
#[derive(Debug)]
pub struct Body {
    pub name: Name,
    pub docs: Docs,
    pub content_type: String,
    pub type_: Type,
    pub required: bool,
    pub rules: Vec<Rule>,
}

/// What a success carries.
#[derive(Debug)]
pub struct Output {
    /// Nothing when absent.
    pub type_: Option<Type>,
    /// Whether it may be missing or null.
    pub optional: bool,
    /// The function that checks it, where its type does not have all of its rules.
    pub check: Option<(Name, Vec<Rule>)>,
}

/// Where an envelope has its members, as JSON pointers.
#[derive(Debug, PartialEq)]
pub struct Envelope {
    pub constant: Name,
    pub code: String,
    pub success: i64,
    pub message: Option<String>,
    pub data: String,
    pub log_id_headers: Vec<String>,
    pub log_id_pointers: Vec<String>,
}

/// A row of the error code table.
#[derive(Debug)]
pub struct Code {
    pub name: Name,
    pub number: i64,
    /// Set where an operation says something else of the code than the rows before.
    pub operation: Option<String>,
    pub status: Option<u16>,
    pub meaning: Option<String>,
    pub advice: Option<String>,
    pub retryable: bool,
    pub reauthenticate: bool,
}
