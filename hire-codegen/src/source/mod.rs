//! Text to trees: files are read into arenas of nodes, and every node knows its place.
//!
//! YAML and JSON become the same nodes, so that the rooms behind see no
//! difference. Line and column are not kept: they are found by reading the text
//! again, when a diagnostic needs them.

mod cursor;
mod files;
mod folders;
mod load;
mod node;
mod number;
mod position;
mod quotes;
mod reference;
mod syntax;
#[cfg(test)]
mod tests;
mod tree;
mod uri;
mod yaml;

use std::iter;
use std::path::Path;
use std::sync::Mutex;

pub use cursor::Cursor;
use files::Files;
pub(crate) use files::{File, Format};
pub use folders::{MOST_BYTES, Unreadable};
use hire_syntax::pointer;
use load::Loader;
pub use node::Kind;
use node::{Node, Value};
pub use number::Number;
pub use reference::Unresolved;
pub(crate) use reference::split;
pub(crate) use uri::{join, percent_decode, scheme};

use crate::diagnostic::Speller;
pub use crate::diagnostic::{Place, Span};

/// A description and the files that it refers to, as trees. A file that was read does not change; others are added when
/// references to them are followed.
///
/// ```
/// use hire_codegen::diagnostic::Diagnostics;
/// use hire_codegen::source::Sources;
///
/// let mut diagnostics = Diagnostics::default();
/// let sources = Sources::from_text("api.yaml", "openapi: 3.1.1", &mut diagnostics).unwrap();
/// assert_eq!(sources.root().get("openapi").and_then(|it| it.as_str()), Some("3.1.1"));
/// ```
#[derive(Debug, Default)]
pub struct Sources {
    files: Files,
    loader: Mutex<Loader>,
    speller: Speller,
}

/// Stands for a place that is in no file, so that no lookup has to fail.
static NOWHERE: Node = Node { parent: None, position: 0, value: Value::Null };

impl Sources {
    /// The root's value: the whole description.
    pub fn root(&self) -> Cursor<'_> {
        self.at(Place::ROOT)
    }

    /// The root's value of every file that was read so far, the description first.
    pub(crate) fn roots(&self) -> impl Iterator<Item = Cursor<'_>> {
        (0..).zip(self.files.iter()).map(|(file, _)| self.at(Place { file, ..Place::ROOT }))
    }

    /// The node at a place; of a key's place, the value that it leads to. A place of
    /// other sources gives null.
    pub fn at(&self, place: Place) -> Cursor<'_> {
        let node = self.file(place).and_then(|file| file.nodes.get(place.node as usize));
        Cursor::new(self, place.value(), node.unwrap_or(&NOWHERE))
    }

    /// The path of every file that was read so far, the description first: a build script has to run again when one of
    /// them changes.
    pub fn inputs(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|file| file.path.as_path())
    }

    /// The JSON pointer (RFC 6901) of a place within its file; empty for the whole.
    pub fn pointer(&self, place: Place) -> String {
        let mut tokens = Vec::new();
        let mut cursor = Some(self.at(place));
        while let Some(here) = cursor {
            cursor = here.parent();
            if cursor.is_some() {
                tokens.push(match here.key() {
                    Some(key) => pointer::escape(key),
                    None => here.index().to_string().into(),
                });
            }
        }
        tokens.iter().rev().fold(String::new(), |pointer, token| pointer + "/" + token)
    }

    /// The JSON pointer of a place, if no more than so many bytes lead to it: what many places have in common, such as the
    /// path that they are faults of, is not written down for each of them.
    pub(crate) fn short_pointer(&self, place: Place, longest: usize) -> Option<String> {
        let way = iter::successors(Some(self.at(place)), |here| here.parent());
        let length: usize = way.map(|here| here.key().map_or(1, str::len)).sum();
        (length <= longest).then(|| self.pointer(place))
    }

    /// A place in words for a person and for generated docs: the file, relative to the
    /// root's folder, and the JSON pointer: `hire.yaml#/components/schemas/Bonus`.
    pub fn describe_place(&self, place: Place) -> String {
        let name = self.file(place).map_or("", |file| &file.name);
        format!("{name}#{}", self.pointer(place))
    }

    /// What a misspelt word of these files is likely to mean, see [`nearest`](crate::diagnostic::nearest).
    pub(crate) fn nearest<'c>(
        &self,
        word: &str,
        known: impl IntoIterator<Item = &'c str>,
    ) -> Option<&'c str> {
        self.speller.nearest(word, known)
    }

    /// The file of a place: its path as asked for, and its text.
    pub(crate) fn file(&self, place: Place) -> Option<&File> {
        self.files.get(place.file)
    }
}
