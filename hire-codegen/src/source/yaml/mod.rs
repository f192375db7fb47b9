//! YAML read into a tree: the events of a parser become nodes, each with its range of the text.
//!
//! Keys are texts as written, as YAML's failsafe schema has them: `+1` and `007` stay what they are. Values are those of
//! the core schema. Aliases are copies of what their anchors are before. Merge keys (`<<`) are those of YAML 1.1, since
//! many descriptions have them: a member of the mapping itself wins over a merged one, an earlier merged mapping over a
//! later one.

mod core_schema;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use granit_parser::{Event, Parser, ScalarStyle, Tag, options};

use super::node::{Members, Node, Value};
use super::syntax::{LESS_DEEP, SyntaxError};
use super::tree::{Fault, TOO_MANY_NODES, Tree, add_member};

/// How many lists and mappings may be in each other.
const DEEPEST: usize = 128;

/// Where a node is in its text: bytes.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    /// The key that leads to the node; none of an item, and of a key that is no scalar.
    pub(crate) key: Option<Range<usize>>,
    /// The scalar; of a list or mapping, its bracket or the place of its first token.
    pub(crate) value: Range<usize>,
}

/// What a text holds besides its tree.
#[derive(Debug)]
pub(crate) struct Outline {
    /// By node.
    pub(crate) tokens: Vec<Tokens>,
    /// The byte at which a second document begins.
    pub(crate) second_document: Option<usize>,
}

/// Reads the first document of a text.
pub(crate) fn read(text: &str, tree: &mut Tree) -> Result<Outline, SyntaxError> {
    let options = options! {
        emit_comments: false,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    };
    let mut reader = Reader { tree, tokens: Vec::new(), open: Vec::new(), anchors: BTreeMap::new() };
    let mut started = false;
    let mut second_document = None;
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| SyntaxError::yaml(text, &error, reader.bracket()))?;
        let range = span.byte_range().unwrap_or_default();
        if matches!(event, Event::DocumentStart(..)) {
            if started {
                second_document = Some(range.start);
                break;
            }
            started = true;
        }
        let start = range.start;
        reader.event(event, range).map_err(|(message, help)| SyntaxError::at(start, message, help))?;
    }
    Ok(Outline { tokens: reader.tokens, second_document })
}

/// A scalar as written.
struct Scalar<'t> {
    text: Arc<str>,
    style: ScalarStyle,
    tag: Option<Cow<'t, Tag>>,
    /// The value, and what is wrong with it: found once for all aliases.
    value: OnceCell<(Value, Option<Fault>)>,
}

/// What an alias is a copy of.
enum Anchored<'t> {
    Scalar(Scalar<'t>, Range<usize>),
    /// The nodes of a list or mapping, and how many levels there are.
    Container(Range<u32>, usize),
}

/// A list or mapping that is being read.
struct Open {
    node: u32,
    anchor: usize,
    /// How many levels are below.
    height: usize,
    children: Children,
    /// Whether the container is a key.
    is_key: bool,
}

enum Children {
    Items(Vec<u32>),
    Members { members: Vec<(Key, u32)>, key: Option<Key> },
}

struct Key {
    text: Arc<str>,
    range: Option<Range<usize>>,
    /// Whether this is `<<`, neither quoted nor a string by its tag.
    merges: bool,
    fault: Option<Fault>,
}

struct Reader<'r, 't> {
    tree: &'r mut Tree,
    tokens: Vec<Tokens>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Anchored<'t>>,
}

/// The number that the parser gives to what has no anchor.
const NO_ANCHOR: usize = 0;

/// What is wrong, and what to do about it.
type Outcome<T = ()> = Result<T, (&'static str, &'static str)>;

const TOO_DEEP: (&str, &str) = ("it nests deeper than 128 levels", LESS_DEEP);

const TOO_MANY: (&str, &str) = (TOO_MANY_NODES, "write the values out, or share schemas by `$ref`");

const WITHIN_ITSELF: (&str, &str) =
    ("the alias stands for what it is in", "name a schema that refers to itself by `$ref`");

impl<'t> Reader<'_, 't> {
    fn event(&mut self, event: Event<'t>, range: Range<usize>) -> Outcome {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let scalar = Scalar { text: text.into(), style, tag, value: OnceCell::new() };
                self.scalar(&scalar, range.clone(), range.clone())?;
                if anchor != NO_ANCHOR {
                    self.anchors.insert(anchor, Anchored::Scalar(scalar, range));
                }
                Ok(())
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.begin(Children::Items(Vec::new()), anchor, tag.as_deref(), range)
            }
            Event::MappingStart(_, anchor, tag) => {
                let members = Children::Members { members: Vec::new(), key: None };
                self.begin(members, anchor, tag.as_deref(), range)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.end();
                Ok(())
            }
            Event::Alias(anchor) => self.alias(anchor, range),
            _ => Ok(()),
        }
    }

    /// Where the innermost bracket is that is open: a block has none.
    fn bracket(&self) -> Option<usize> {
        let begin = |open: &Open| self.tokens.get(open.node as usize).map(|it| it.value.clone());
        self.open.iter().rev().filter_map(begin).find(|it| !it.is_empty()).map(|it| it.start)
    }

    /// The key that is to be read next, if one is.
    fn awaited_key(&mut self) -> Option<&mut Option<Key>> {
        match &mut self.open.last_mut()?.children {
            Children::Members { key, .. } if key.is_none() => Some(key),
            _ => None,
        }
    }

    fn set_key(&mut self, new: Key) {
        if let Some(key) = self.awaited_key() {
            *key = Some(new);
        }
    }

    /// Adds a node to the list or mapping that is being read.
    fn push(&mut self, value: Range<usize>) -> Outcome<u32> {
        let parent = self.open.last().map(|it| it.node);
        let number = u32::try_from(self.tree.nodes.len()).map_err(|_| TOO_MANY)?;
        let mut key_range = None;
        let mut position = 0;
        match self.open.last_mut().map(|it| &mut it.children) {
            Some(Children::Items(items)) => {
                position = items.len();
                items.push(number);
            }
            // The position is known when all members are.
            Some(Children::Members { members, key }) => {
                if let Some(key) = key.take() {
                    self.tree.faults.extend(key.fault.map(|fault| (number, fault)));
                    key_range.clone_from(&key.range);
                    members.push((key, number));
                }
            }
            None => {}
        }
        self.tokens.push(Tokens { key: key_range, value });
        self.tree.push(parent, position).ok_or(TOO_MANY)
    }

    fn scalar(&mut self, scalar: &Scalar<'t>, key: Range<usize>, value: Range<usize>) -> Outcome {
        if self.awaited_key().is_some() {
            self.set_key(scalar.key(key));
            return Ok(());
        }
        let node = self.push(value)?;
        let (value, fault) = scalar.value.get_or_init(|| scalar.value()).clone();
        self.tree.set(node, value);
        self.tree.faults.extend(fault.map(|fault| (node, fault)));
        Ok(())
    }

    fn begin(
        &mut self,
        children: Children,
        anchor: usize,
        tag: Option<&Tag>,
        range: Range<usize>,
    ) -> Outcome {
        if self.open.len() >= DEEPEST {
            return Err(TOO_DEEP);
        }
        let is_key = self.awaited_key().is_some();
        let node = self.push(range)?;
        if tag.is_some_and(is_local) {
            self.tree.faults.push((node, Fault::Tag));
        }
        self.open.push(Open { node, anchor, height: 1, children, is_key });
        Ok(())
    }

    fn end(&mut self) {
        let Some(Open { node, anchor, height, children, is_key }) = self.open.pop() else { return };
        let value = match children {
            Children::Items(items) => Value::Sequence(items),
            Children::Members { members, .. } => Value::Mapping(self.members(node, members)),
        };
        self.tree.set(node, value);
        if anchor != NO_ANCHOR {
            let end = u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX);
            self.anchors.insert(anchor, Anchored::Container(node..end, height));
        }
        if let Some(parent) = self.open.last_mut() {
            parent.height = parent.height.max(height + 1);
        }
        if is_key {
            self.set_key(Key::of_container());
        }
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Outcome {
        match self.anchors.remove(&anchor) {
            None => Err(WITHIN_ITSELF),
            Some(Anchored::Scalar(scalar, origin)) => {
                self.scalar(&scalar, range, origin.clone())?;
                self.anchors.insert(anchor, Anchored::Scalar(scalar, origin));
                Ok(())
            }
            Some(Anchored::Container(nodes, height)) => {
                if self.awaited_key().is_some() {
                    self.set_key(Key::of_container());
                } else {
                    self.copy(nodes.clone(), height)?;
                }
                self.anchors.insert(anchor, Anchored::Container(nodes, height));
                Ok(())
            }
        }
    }

    /// Copies a list or mapping, and all in it.
    fn copy(&mut self, mut nodes: Range<u32>, height: usize) -> Outcome {
        if self.open.len() + height > DEEPEST {
            return Err(TOO_DEEP);
        }
        if let Some(parent) = self.open.last_mut() {
            parent.height = parent.height.max(height + 1);
        }
        let original = nodes.start;
        let tokens = |reader: &Self, node: u32| reader.tokens.get(node as usize).cloned();
        let node = |reader: &Self, node: u32| reader.tree.nodes.get(node as usize).cloned();
        let Some((first, root)) = nodes.next().zip(node(self, original)) else { return Ok(()) };
        let place = tokens(self, first).map(|it| it.value).unwrap_or_default();
        let copy = self.push(place)?;
        let moved = |node: u32| node - original + copy;
        self.tree.set(copy, root.value.moved(moved));
        for number in nodes {
            let Some((Node { parent, position, value }, tokens)) =
                node(self, number).zip(tokens(self, number))
            else {
                continue;
            };
            let added = self.tree.push(parent.map(moved), position as usize).ok_or(TOO_MANY)?;
            self.tree.set(added, value.moved(moved));
            self.tokens.push(tokens);
        }
        Ok(())
    }

    /// The members of a mapping, those of merge keys among them.
    fn members(&mut self, mapping: u32, read: Vec<(Key, u32)>) -> Members {
        let merges = read.iter().any(|(key, _)| key.merges);
        let own: BTreeSet<Arc<str>> =
            read.iter().filter(|(key, _)| merges && !key.merges).map(|(key, _)| key.text.clone()).collect();
        let mut members = Members::with_capacity(read.len());
        for (key, child) in read {
            if key.merges {
                for (name, merged) in self.merged(child) {
                    if !own.contains(&name) && !members.contains_key(&name) {
                        self.adopt(mapping, members.len(), merged);
                        members.insert(name, merged);
                    }
                }
            // What no key leads to is in no mapping.
            } else if key.fault != Some(Fault::KeyKind) {
                let position = members.get_index_of(&key.text).unwrap_or(members.len());
                self.adopt(mapping, position, child);
                self.tree.faults.extend(add_member(&mut members, key.text, child));
            }
        }
        members
    }

    fn adopt(&mut self, mapping: u32, position: usize, child: u32) {
        if let Some(node) = self.tree.nodes.get_mut(child as usize) {
            node.parent = Some(mapping);
            node.position = u32::try_from(position).unwrap_or(u32::MAX);
        }
    }

    /// The members that a merge key adds: its value is a mapping, or a list of mappings, and no longer part of the tree.
    fn merged(&mut self, value: u32) -> Vec<(Arc<str>, u32)> {
        let nodes = &mut self.tree.nodes;
        let mut take =
            |node: u32| nodes.get_mut(node as usize).map(|it| std::mem::replace(&mut it.value, Value::Null));
        let mappings = match take(value) {
            Some(Value::Sequence(items)) => items.into_iter().map(|item| (item, take(item))).collect(),
            first => vec![(value, first)],
        };
        let mut merged = Vec::new();
        for (node, mapping) in mappings {
            match mapping {
                Some(Value::Mapping(members)) => merged.extend(members),
                _ => self.tree.faults.push((node, Fault::MergeKey)),
            }
        }
        merged
    }
}

impl Key {
    /// A list or mapping is no key.
    fn of_container() -> Key {
        Key { text: "".into(), range: None, merges: false, fault: Some(Fault::KeyKind) }
    }
}

impl Scalar<'_> {
    fn key(&self, range: Range<usize>) -> Key {
        let plain = self.style == ScalarStyle::Plain;
        let missing = plain && self.tag.is_none() && range.is_empty();
        let merges =
            plain && &*self.text == "<<" && self.tag.as_deref().is_none_or(|tag| name(tag) == Some("merge"));
        let fault = self.tag.as_deref().filter(|tag| is_local(tag)).map(|_| Fault::Tag);
        Key {
            text: if missing { "".into() } else { self.text.clone() },
            range: Some(range),
            merges,
            fault: missing.then_some(Fault::KeyKind).or(fault),
        }
    }

    /// The value by the core schema, and what is wrong with it.
    fn value(&self) -> (Value, Option<Fault>) {
        let string = || Value::String(self.text.clone());
        let resolved = || match core_schema::resolve(&self.text) {
            Some(Value::String(_)) => (string(), None),
            Some(value) => (value, None),
            None => (Value::Null, Some(Fault::NotANumber)),
        };
        let Some(tag) = self.tag.as_deref() else {
            return if self.style == ScalarStyle::Plain { resolved() } else { (string(), None) };
        };
        let (value, fault) = resolved();
        match (name(tag), &value) {
            (Some("float"), Value::Number(number)) => {
                (Value::Number(super::Number::Float(number.as_f64())), None)
            }
            (Some("int"), Value::Number(super::Number::Integer(_)))
            | (Some("bool"), Value::Bool(_))
            | (Some("null"), Value::Null) => (value, fault),
            (Some("float"), Value::Null) if fault.is_some() => (value, fault),
            (Some("int" | "float" | "bool" | "null") | None, _) => (value, Some(Fault::Tag)),
            // `!`, `!!str`, and types of YAML 1.1 that are texts, as `!!timestamp`.
            (Some(_), _) => (string(), None),
        }
    }
}

/// The name of a tag of YAML's own, `str` of `!!str`; of `!`, which makes any scalar a string, nothing.
fn name(tag: &Tag) -> Option<&str> {
    let name = tag.suffix_in_namespace("tag:yaml.org,2002:");
    match name {
        Some(Cow::Borrowed(name)) => Some(name),
        Some(Cow::Owned(_)) => tag.core_suffix(),
        None => matches!(tag.parts(), ("", "!") | ("!", "")).then_some(""),
    }
}

fn is_local(tag: &Tag) -> bool {
    name(tag).is_none()
}

impl Value {
    /// The value with other nodes in it.
    fn moved(self, moved: impl Fn(u32) -> u32) -> Value {
        match self {
            Value::Sequence(items) => Value::Sequence(items.into_iter().map(moved).collect()),
            Value::Mapping(members) => {
                Value::Mapping(members.into_iter().map(|(name, node)| (name, moved(node))).collect())
            }
            scalar => scalar,
        }
    }
}

#[cfg(test)]
mod tests;
