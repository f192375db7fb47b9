//! The tree of a text, and JSON read into one.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use indexmap::map::Entry;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::Number;
use super::node::{Members, Node, Value};

/// What is wrong with a tree although the parser accepts the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A second member of the same name; names the first one.
    DuplicateKey { first: u32 },
    /// A key of YAML that is no scalar, or nothing at all.
    KeyKind,
    /// A merge key, `<<`, of something else than mappings.
    MergeKey,
    /// A local tag of YAML, `!name`, or a tag that the value does not fit: `!!int x`.
    Tag,
    /// `.inf` or `.nan` in YAML, which JSON does not have.
    NotANumber,
}

/// The nodes of one text, in its order.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) faults: Vec<(u32, Fault)>,
    limit: usize,
}

/// The message of the error that ends the reading of an alias bomb.
pub(crate) const TOO_MANY_NODES: &str = "aliases unfold to too many values";

impl Tree {
    /// A text without aliases has no more nodes than bytes. What lies far beyond is a
    /// bomb: aliases of aliases that unfold to more than any memory holds.
    pub(crate) fn for_text(text: &str) -> Self {
        Tree { limit: text.len().saturating_mul(4).saturating_add(100_000), ..Tree::default() }
    }

    /// Adds a node that is null; none when there are too many.
    pub(crate) fn push(&mut self, parent: Option<u32>, position: usize) -> Option<u32> {
        let node = u32::try_from(self.nodes.len()).ok().filter(|_| self.nodes.len() < self.limit)?;
        self.nodes.push(Node { parent, position: u32::try_from(position).ok()?, value: Value::Null });
        Some(node)
    }

    pub(crate) fn set(&mut self, node: u32, value: Value) {
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.value = value;
        }
    }
}

/// Reads one value of JSON, and all below it, into a tree.
pub(crate) struct ValueSeed<'t> {
    tree: &'t mut Tree,
    parent: Option<u32>,
    position: usize,
}

impl<'t> ValueSeed<'t> {
    pub(crate) fn root(tree: &'t mut Tree) -> Self {
        ValueSeed { tree, parent: None, position: 0 }
    }

    fn push<E: Error>(&mut self) -> Result<u32, E> {
        self.tree.push(self.parent, self.position).ok_or_else(|| E::custom(TOO_MANY_NODES))
    }

    fn scalar<E: Error>(mut self, value: Value) -> Result<u32, E> {
        let node = self.push()?;
        self.tree.set(node, value);
        Ok(node)
    }
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = u32;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u32, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = u32;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<u32, E> {
        self.scalar(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<u32, E> {
        self.scalar(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<u32, E> {
        self.scalar(Value::Number(Number::Integer(value.into())))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<u32, E> {
        self.scalar(Value::Number(Number::Integer(value.into())))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<u32, E> {
        self.scalar(Value::Number(Number::Float(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<u32, E> {
        self.scalar(Value::String(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<u32, A::Error> {
        let node = self.push()?;
        let tree = self.tree;
        let mut children = Vec::new();
        loop {
            let item = ValueSeed { tree: &mut *tree, parent: Some(node), position: children.len() };
            match items.next_element_seed(item)? {
                Some(child) => children.push(child),
                None => break,
            }
        }
        tree.set(node, Value::Sequence(children));
        Ok(node)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut entries: A) -> Result<u32, A::Error> {
        let node = self.push()?;
        let tree = self.tree;
        let mut members: Members = IndexMap::new();
        while let Some(key) = entries.next_key_seed(KeySeed)? {
            if key.of_number {
                let number = Number::read(&entries.next_value::<String>()?);
                tree.faults.extend(number.is_none().then_some((node, Fault::NotANumber)));
                tree.set(node, number.map_or(Value::Null, Value::Number));
                return Ok(node);
            }
            let position = members.get_index_of(key.text.as_str()).unwrap_or(members.len());
            let child =
                entries.next_value_seed(ValueSeed { tree: &mut *tree, parent: Some(node), position })?;
            tree.faults.extend(add_member(&mut members, key.text.into(), child));
        }
        tree.set(node, Value::Mapping(members));
        Ok(node)
    }
}

/// Adds a member, unless there is one of that name: the first one stays.
pub(crate) fn add_member(members: &mut Members, key: Arc<str>, child: u32) -> Option<(u32, Fault)> {
    match members.entry(key) {
        Entry::Vacant(free) => {
            free.insert(child);
            None
        }
        Entry::Occupied(taken) => Some((child, Fault::DuplicateKey { first: *taken.get() })),
    }
}

/// A key of a JSON text as read.
struct Key {
    text: String,
    /// Whether this is no key: where another crate of the build turns `arbitrary_precision` of `serde_json` on, a number
    /// comes as a mapping with its text.
    of_number: bool,
}

/// Reads a key.
struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    /// A key of a JSON text is an option that is there; the name in the place of a number's key is not, whatever it is.
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        Ok(Key { text: String::deserialize(deserializer)?, of_number: false })
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Key, E> {
        Ok(Key { text: value.to_owned(), of_number: true })
    }
}
