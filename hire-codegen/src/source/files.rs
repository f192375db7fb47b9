//! The files of a description, of which more are read while the first ones are walked through.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::folders::Unreadable;
use super::node::{Node, Value};

/// What a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// YAML 1.2, as far as it stands for JSON.
    Yaml,
    /// JSON, RFC 8259.
    Json,
}

/// A file that was read.
#[derive(Debug)]
pub(crate) struct File {
    /// The path as it was asked for: the root's as the caller gave it, another's
    /// joined to the folder of the root.
    pub(crate) path: PathBuf,
    /// That path as a text.
    pub(crate) shown: Arc<str>,
    /// Relative to the root's folder, with `/`.
    pub(crate) name: String,
    pub(crate) text: Arc<str>,
    pub(crate) format: Format,
    pub(crate) nodes: Vec<Node>,
    /// The scalars without quotes, as the strings that they would be with quotes: found where one of them is asked for.
    pub(super) quoted: OnceLock<BTreeMap<u32, Node>>,
    /// The strings that are another value without quotes: found where one of them is asked for.
    pub(super) unquoted: OnceLock<BTreeMap<u32, Node>>,
}

impl File {
    /// The name of the member that a node is the value of.
    pub(crate) fn key_of(&self, node: u32) -> Option<&str> {
        let node = self.nodes.get(node as usize)?;
        match &self.nodes.get(node.parent? as usize)?.value {
            Value::Mapping(members) => Some(members.get_index(node.position as usize)?.0),
            _ => None,
        }
    }
}

/// Files by number. One can be added while others are borrowed, since none ever moves: the shelves double in length,
/// so that shelf `n` has the files from `2^n - 1` on.
#[derive(Debug, Default)]
pub(super) struct Files {
    shelves: [OnceLock<Box<[OnceLock<File>]>>; 32],
}

impl Files {
    /// The shelf of a file, and its place there.
    fn slot(index: u32) -> Option<(usize, usize)> {
        let number = index.checked_add(1)?;
        let shelf = number.ilog2();
        Some((shelf as usize, (number - (1 << shelf)) as usize))
    }

    pub fn get(&self, index: u32) -> Option<&File> {
        let (shelf, place) = Self::slot(index)?;
        self.shelves.get(shelf)?.get()?.get(place)?.get()
    }

    /// Puts a file to a number that has none yet.
    pub fn put(&self, index: u32, file: File) {
        let Some((number, place)) = Self::slot(index) else { return };
        let shelf = self.shelves.get(number);
        let shelf = shelf
            .map(|shelf| shelf.get_or_init(|| (0..1_usize << number).map(|_| OnceLock::new()).collect()));
        if let Some(slot) = shelf.and_then(|shelf| shelf.get(place)) {
            // There is none before: numbers are given out one after another.
            let _ = slot.set(file);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &File> {
        (0..).map_while(|index| self.get(index))
    }
}

/// What the file part of a reference came to, by the file that it is in: a file, or why there is none.
pub(super) type Links = BTreeMap<u32, BTreeMap<String, Result<u32, Unreadable>>>;
