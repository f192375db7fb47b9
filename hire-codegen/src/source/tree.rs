//! One `Deserialize` for every format: events of a parser to nodes in an arena.

use std::fmt;

use indexmap::IndexMap;
use indexmap::map::Entry;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};

use super::Number;
use super::node::{Node, Value};

/// What is wrong with a tree although the parser accepts the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A second member of the same name; names the first one.
    DuplicateKey { first: u32 },
    /// A key that is no string, integer or boolean.
    KeyKind,
    /// `<<`, which YAML 1.1 had.
    MergeKey,
    /// A local YAML tag: `!name`.
    Tag,
    /// `.inf` or `.nan`, which JSON does not have.
    NotANumber,
}

/// The nodes of one text, in its order.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) faults: Vec<(u32, Fault)>,
    limit: usize,
    yaml: bool,
}

/// The message of the error that ends the reading of an alias bomb.
pub(crate) const TOO_MANY_NODES: &str = "aliases unfold to too many values";

impl Tree {
    /// A text without aliases has no more nodes than bytes. What lies far beyond is a
    /// bomb: aliases of aliases that unfold to more than any memory holds.
    pub(crate) fn for_text(text: &str, yaml: bool) -> Self {
        Tree { limit: text.len().saturating_mul(4).saturating_add(100_000), yaml, ..Tree::default() }
    }

    fn push<E: Error>(&mut self, parent: Option<u32>, position: u32) -> Result<u32, E> {
        if self.nodes.len() >= self.limit {
            return Err(E::custom(TOO_MANY_NODES));
        }
        let node = u32::try_from(self.nodes.len()).map_err(E::custom)?;
        self.nodes.push(Node { parent, position, value: Value::Null });
        Ok(node)
    }

    fn set(&mut self, node: u32, value: Value) {
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.value = value;
        }
    }
}

/// Reads one value, and all below it, into a tree.
pub(crate) struct ValueSeed<'t> {
    pub(crate) tree: &'t mut Tree,
    parent: Option<u32>,
    position: u32,
    tagged: bool,
}

impl<'t> ValueSeed<'t> {
    pub(crate) fn root(tree: &'t mut Tree) -> Self {
        ValueSeed { tree, parent: None, position: 0, tagged: false }
    }

    fn scalar<E: Error>(self, value: Value) -> Result<u32, E> {
        let node = self.tree.push(self.parent, self.position)?;
        self.tree.set(node, value);
        if self.tagged {
            self.tree.faults.push((node, Fault::Tag));
        }
        Ok(node)
    }

    fn number<E: Error>(self, number: Option<Number>) -> Result<u32, E> {
        if let Some(number) = number {
            return self.scalar(Value::Number(number));
        }
        let tree = self.tree;
        let node = tree.push(self.parent, self.position)?;
        tree.faults.push((node, Fault::NotANumber));
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

    fn visit_none<E: Error>(self) -> Result<u32, E> {
        self.scalar(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<u32, E> {
        self.scalar(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<u32, E> {
        self.visit_i128(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<u32, E> {
        self.visit_i128(value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<u32, E> {
        self.number(Some(Number::Integer(value)))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "beyond the range of exact integers the nearest float is kept"
    )]
    fn visit_u128<E: Error>(self, value: u128) -> Result<u32, E> {
        let integer = i128::try_from(value).map(Number::Integer);
        self.number(Some(integer.unwrap_or(Number::Float(value as f64))))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<u32, E> {
        self.number(Some(value).filter(|it| it.is_finite()).map(Number::Float))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<u32, E> {
        self.scalar(Value::String(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<u32, A::Error> {
        let ValueSeed { tree, parent, position, tagged } = self;
        let node = tree.push(parent, position)?;
        let mut children = Vec::new();
        let mut position = 0;
        while let Some(child) = items.next_element_seed(ValueSeed {
            tree: &mut *tree,
            parent: Some(node),
            position,
            tagged: false,
        })? {
            children.push(child);
            position += 1;
        }
        if tagged {
            tree.faults.push((node, Fault::Tag));
        }
        tree.set(node, Value::Sequence(children));
        Ok(node)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<u32, A::Error> {
        let ValueSeed { tree, parent, position, tagged } = self;
        let node = tree.push(parent, position)?;
        let mut members: IndexMap<Box<str>, u32> = IndexMap::new();
        while let Some(key) = entries.next_key_seed(KeySeed { yaml: tree.yaml })? {
            if key.of_number {
                let number = Number::read(&entries.next_value::<String>()?);
                tree.faults.extend(number.is_none().then_some((node, Fault::NotANumber)));
                tree.set(node, number.map_or(Value::Null, Value::Number));
                return Ok(node);
            }
            let position = members.get_index_of(&key.text).unwrap_or(members.len());
            let child = entries.next_value_seed(ValueSeed {
                tree: &mut *tree,
                parent: Some(node),
                position: u32::try_from(position).map_err(Error::custom)?,
                tagged: false,
            })?;
            let merge = tree.yaml && &*key.text == "<<";
            let fault = merge.then_some(Fault::MergeKey).or(key.fault);
            tree.faults.extend(fault.map(|fault| (child, fault)));
            match members.entry(key.text) {
                Entry::Vacant(free) => {
                    free.insert(child);
                }
                Entry::Occupied(taken) => {
                    let first = *taken.get();
                    let fault = Fault::DuplicateKey { first };
                    tree.faults.push((child, fault));
                }
            }
        }
        if tagged {
            tree.faults.push((node, Fault::Tag));
        }
        tree.set(node, Value::Mapping(members));
        Ok(node)
    }

    /// A local YAML tag comes as an enum of that name.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<u32, A::Error> {
        let (IgnoredAny, value) = tagged.variant()?;
        value.newtype_variant_seed(ValueSeed { tagged: true, ..self })
    }
}

/// A key as read.
struct Key {
    text: Box<str>,
    fault: Option<Fault>,
    /// Whether this is no key: where another crate of the build turns `arbitrary_precision` of `serde_json` on, a number
    /// comes as a mapping with its text.
    of_number: bool,
}

/// Reads a key: a string, or what can stand for one.
#[derive(Clone, Copy)]
struct KeySeed {
    yaml: bool,
}

impl KeySeed {
    fn key(text: impl Into<Box<str>>, fault: Option<Fault>) -> Key {
        let text = text.into();
        Key { text, fault, of_number: false }
    }
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    /// A key of a JSON text is an option that is there; the name in the place of a number's key is not, whatever it is.
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        if self.yaml {
            return deserializer.deserialize_any(self);
        }
        deserializer.deserialize_option(JsonKey(self))
    }
}

struct JsonKey(KeySeed);

impl<'de> Visitor<'de> for JsonKey {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_any(self.0)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Key, E> {
        Ok(Key { of_number: true, ..KeySeed::key(value, None) })
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Key, E> {
        Ok(Self::key(value, None))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Key, E> {
        Ok(Self::key(value.to_string(), None))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Key, E> {
        Ok(Self::key(value.to_string(), None))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Key, E> {
        Ok(Self::key(value.to_string(), None))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Key, E> {
        Ok(Self::key(value.to_string(), None))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Key, E> {
        Ok(Self::key(value.to_string(), None))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Key, E> {
        Ok(Self::key(value.to_string(), Some(Fault::KeyKind)))
    }

    fn visit_unit<E: Error>(self) -> Result<Key, E> {
        Ok(Self::key("null", Some(Fault::KeyKind)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Key, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::key("[…]", Some(Fault::KeyKind)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Key, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::key("{…}", Some(Fault::KeyKind)))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Key, A::Error> {
        let (IgnoredAny, value) = tagged.variant()?;
        let key = value.newtype_variant_seed(self)?;
        Ok(Self::key(key.text, Some(Fault::KeyKind)))
    }
}
