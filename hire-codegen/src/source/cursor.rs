//! Walking a tree.

use serde_json::Value as Json;

use super::node::{Members, Node, Value};
use super::{Kind, Number, Place, Sources};

/// A node together with the sources that hold it: what readers walk with.
#[derive(Clone, Copy)]
pub struct Cursor<'a> {
    sources: &'a Sources,
    place: Place,
    node: &'a Node,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(sources: &'a Sources, place: Place, node: &'a Node) -> Self {
        Cursor { sources, place, node }
    }

    /// The sources that the node is of.
    pub fn sources(self) -> &'a Sources {
        self.sources
    }

    /// The place of the value.
    pub fn place(self) -> Place {
        self.place
    }

    /// The place of the key that leads here; that of the value when there is none.
    pub fn key_place(self) -> Place {
        Place { key: self.key().is_some(), ..self.place }
    }

    /// What the node is.
    pub fn kind(self) -> Kind<'a> {
        match &self.node.value {
            Value::Null => Kind::Null,
            Value::Bool(value) => Kind::Bool(*value),
            Value::Number(value) => Kind::Number(*value),
            Value::String(value) => Kind::String(value),
            Value::Sequence(_) => Kind::Sequence,
            Value::Mapping(_) => Kind::Mapping,
        }
    }

    /// The member name that the node stands under; none for items and roots.
    pub fn key(self) -> Option<&'a str> {
        match &self.parent()?.node.value {
            Value::Mapping(members) => {
                let (key, _) = members.get_index(self.index())?;
                Some(key)
            }
            _ => None,
        }
    }

    /// The index within the parent.
    pub fn index(self) -> usize {
        self.node.position as usize
    }

    /// The mapping or sequence that the node is in.
    pub fn parent(self) -> Option<Cursor<'a>> {
        self.node.parent.map(|parent| self.sibling(parent))
    }

    /// A member of a mapping; none if this is no mapping or has no such member.
    pub fn get(self, name: &str) -> Option<Cursor<'a>> {
        match &self.node.value {
            Value::Mapping(members) => members.get(name).map(|node| self.sibling(*node)),
            _ => None,
        }
    }

    /// An item of a sequence; none if this is no sequence or too short.
    pub fn item(self, index: usize) -> Option<Cursor<'a>> {
        match &self.node.value {
            Value::Sequence(items) => items.get(index).map(|node| self.sibling(*node)),
            _ => None,
        }
    }

    /// The members of a mapping in the order of the text; nothing if this is none.
    pub fn entries(self) -> impl ExactSizeIterator<Item = (&'a str, Cursor<'a>)> {
        static NONE: std::sync::LazyLock<Members> = std::sync::LazyLock::new(indexmap::IndexMap::new);
        let members = match &self.node.value {
            Value::Mapping(members) => members,
            _ => &NONE,
        };
        members.iter().map(move |(key, node)| (&**key, self.sibling(*node)))
    }

    /// The items of a sequence; nothing if this is none.
    pub fn items(self) -> impl ExactSizeIterator<Item = Cursor<'a>> {
        let items = match &self.node.value {
            Value::Sequence(items) => items.as_slice(),
            _ => &[],
        };
        items.iter().map(move |node| self.sibling(*node))
    }

    /// The string, if it is one.
    pub fn as_str(self) -> Option<&'a str> {
        match self.kind() {
            Kind::String(value) => Some(value),
            _ => None,
        }
    }

    /// The boolean that a string says: `true` in quotes, or a word that is a boolean in YAML 1.1.
    pub(crate) fn as_word_of_flag(self) -> Option<bool> {
        match self.as_str()?.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => None,
        }
    }

    /// The boolean, if it is one.
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(self) -> Option<Number> {
        match self.kind() {
            Kind::Number(value) => Some(value),
            _ => None,
        }
    }

    /// The number, if it is an integer by value and fits: `1.0` is 1.
    pub fn as_u64(self) -> Option<u64> {
        u64::try_from(self.as_number()?.as_integer()?).ok()
    }

    /// The number, if it is an integer by value and fits: `1.0` is 1.
    pub fn as_i64(self) -> Option<i64> {
        i64::try_from(self.as_number()?.as_integer()?).ok()
    }

    /// Whether this is a mapping.
    pub fn is_mapping(self) -> bool {
        self.kind() == Kind::Mapping
    }

    /// Whether this is a sequence.
    pub fn is_sequence(self) -> bool {
        self.kind() == Kind::Sequence
    }

    /// Whether this is null, or nothing at all.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// What the node is, in words for a message.
    pub fn describe(self) -> &'static str {
        match self.kind() {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::String(_) => "a string",
            Kind::Sequence => "a list",
            Kind::Mapping => "a mapping",
        }
    }

    /// The value itself where it is short, else what it is: for a message that says what was found.
    pub fn shown(self) -> String {
        let text = match self.kind() {
            Kind::Sequence | Kind::Mapping => String::new(),
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => self.to_json().to_string(),
        };
        let short = !text.is_empty() && text.chars().nth(30).is_none();
        if short { text } else { self.describe().to_owned() }
    }

    /// The value as JSON.
    ///
    /// The recursion is no deeper than the parsers let a text nest.
    pub fn to_json(self) -> Json {
        match self.kind() {
            Kind::Null => Json::Null,
            Kind::Bool(value) => Json::Bool(value),
            Kind::Number(value) => value.to_json(),
            Kind::String(value) => Json::String(value.to_owned()),
            Kind::Sequence => self.items().map(Cursor::to_json).collect(),
            Kind::Mapping => {
                let members = self.entries();
                members.map(|(key, value)| (key.to_owned(), value.to_json())).collect()
            }
        }
    }

    /// A node of the same file.
    fn sibling(self, node: u32) -> Cursor<'a> {
        let place = Place { node, key: false, ..self.place };
        self.sources.at(place)
    }
}

impl std::fmt::Debug for Cursor<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = self.sources.describe_place(self.place);
        write!(f, "{place} ({})", self.describe())
    }
}
