//! Following `$ref`: RFC 3986 fragments that are JSON pointers (RFC 6901).

use std::fmt;

use hire_syntax::pointer;

use super::uri::{percent_decode, scheme};
use super::{Cursor, Place, Unreadable};

/// Why a reference leads nowhere. Displayed as the end of a sentence that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unresolved {
    /// An address on a network; nothing is fetched.
    Remote,
    /// The file cannot be read or parsed.
    File {
        /// The path as it is written.
        path: String,
        /// Why it is not read.
        reason: Unreadable,
    },
    /// No schema that was read has this `$id`.
    Identifier {
        /// What the reference comes to, as an absolute URI.
        uri: String,
    },
    /// No schema has an anchor of this name.
    Anchor {
        /// The name.
        name: String,
        /// An anchor that is spelt nearly like it.
        nearest: Option<String>,
    },
    /// The fragment is no JSON pointer.
    Fragment {
        /// The fragment as it is written, without `#`.
        fragment: String,
    },
    /// The pointer leaves the tree.
    Pointer {
        /// The token that is not there.
        token: String,
        /// The pointer of the deepest node that is.
        parent: String,
        /// A member there that is spelt nearly like the token.
        nearest: Option<String>,
    },
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unresolved::Remote => f.write_str("is an address, and nothing is fetched"),
            Unresolved::File { path, reason } => write!(f, "leads nowhere: `{path}` {reason}"),
            Unresolved::Identifier { uri } => {
                write!(f, "leads nowhere: no schema that was read has the `$id` `{uri}`")
            }
            Unresolved::Anchor { name, .. } => {
                write!(f, "leads nowhere: there is no `$anchor` `{name}`")
            }
            Unresolved::Fragment { fragment } => {
                write!(f, "has the fragment `{fragment}`, which is no JSON pointer")
            }
            Unresolved::Pointer { token, parent, .. } if parent.is_empty() => {
                write!(f, "leads nowhere: the document has no `{token}`")
            }
            Unresolved::Pointer { token, parent, .. } => {
                write!(f, "leads nowhere: there is no `{token}` in `{parent}`")
            }
        }
    }
}

impl Unresolved {
    /// What to do about it, if that can be told.
    pub fn help(&self) -> Option<String> {
        match self {
            Unresolved::Remote => Some("save the document beside this one, and name the file".to_owned()),
            Unresolved::File { path, .. } if !path.contains(['.', '/']) => {
                Some("begin a reference into this document with `#/components/`".to_owned())
            }
            Unresolved::File { reason: Unreadable::Outside | Unreadable::LinkOutside, .. } => Some(
                "if the file belongs to the description, allow its folder: `allow_files_in(…)` in `build.rs`, \
                 `--allow-files-in` on the command line"
                    .to_owned(),
            ),
            Unresolved::File { .. } => None,
            Unresolved::Identifier { .. } => Some(
                "add the schema that is meant to the files: beside an `$id`, references are relative to it"
                    .to_owned(),
            ),
            Unresolved::Anchor { nearest: None, .. } | Unresolved::Fragment { .. } => {
                Some("begin a reference into this document with `#/components/`".to_owned())
            }
            Unresolved::Anchor { nearest, .. } | Unresolved::Pointer { nearest, .. } => {
                let name = nearest.as_ref()?;
                Some(format!("did you mean `{name}`?"))
            }
        }
    }
}

/// How many references a JSON pointer may lead through.
const MOST_FOLLOWED: usize = 16;

impl<'a> Cursor<'a> {
    /// The node that a reference names, seen from the file that holds this node.
    ///
    /// `#/…` is a place in the same file, `other.yaml` a whole file, `other.yaml#/…` a
    /// place in it. Percent encoding and `~0`, `~1` are decoded.
    ///
    /// # Errors
    /// When the reference leads nowhere; see [`Unresolved`].
    pub fn resolve(self, reference: &str) -> Result<Cursor<'a>, Unresolved> {
        let (path, fragment) = split(reference);
        let root = if path.is_empty() { self.file_root() } else { self.linked_root(path)? };
        let fragment = percent_decode(fragment);
        if fragment.is_empty() {
            return Ok(root);
        }
        root.descend(&fragment).unwrap_or(Err(Unresolved::Fragment { fragment }))
    }

    /// The whole of the file that holds this node.
    pub(crate) fn file_root(self) -> Cursor<'a> {
        self.sources().at(Place { file: self.place().file, ..Place::ROOT })
    }

    /// The whole of the file that a reference names.
    pub(crate) fn linked_root(self, path: &str) -> Result<Cursor<'a>, Unresolved> {
        if is_remote(path) {
            return Err(Unresolved::Remote);
        }
        let file = self.sources().link(self.place().file, path);
        let file = file.map_err(|reason| Unresolved::File { path: path.to_owned(), reason })?;
        Ok(self.sources().at(Place { file, ..Place::ROOT }))
    }

    /// The node at a JSON pointer, seen from this one; none if it is no JSON pointer.
    pub(crate) fn descend(self, pointer: &str) -> Option<Result<Cursor<'a>, Unresolved>> {
        let mut followed = 0;
        self.descend_through(pointer, &mut followed)
    }

    /// The node at a JSON pointer. Where a member is not there, and a `$ref` stands in its place, the pointer goes on in what
    /// that leads to: descriptions of several files have a whole section of components in another one. `followed` counts
    /// such references, of which there may be a circle.
    fn descend_through(self, pointer: &str, followed: &mut usize) -> Option<Result<Cursor<'a>, Unresolved>> {
        let tokens = pointer.strip_prefix('/')?;
        let mut here = self;
        for token in tokens.split('/') {
            let token = pointer::unescape(token);
            let mut next = step(here, &token);
            while let (Err(_), Some(target)) = (&next, here.behind_reference(followed)) {
                here = target;
                next = step(here, &token);
            }
            match next {
                Ok(next) => here = next,
                Err(unresolved) => return Some(Err(unresolved)),
            }
        }
        Some(Ok(here))
    }

    /// What the `$ref` of a node leads to, unless as many were followed as are enough.
    fn behind_reference(self, followed: &mut usize) -> Option<Cursor<'a>> {
        *followed += 1;
        let reference = self.get("$ref")?.as_str().filter(|_| *followed < MOST_FOLLOWED)?;
        let (path, fragment) = split(reference);
        let root = if path.is_empty() { self.file_root() } else { self.linked_root(path).ok()? };
        let fragment = percent_decode(fragment);
        if fragment.is_empty() { Some(root) } else { root.descend_through(&fragment, followed)?.ok() }
    }
}

fn step<'a>(here: Cursor<'a>, token: &str) -> Result<Cursor<'a>, Unresolved> {
    let next = if here.is_sequence() {
        let canonical = token == "0" || !token.starts_with(['0', '+']);
        let index = token.parse().ok().filter(|_| canonical);
        index.and_then(|index| here.item(index))
    } else {
        here.get(token)
    };
    next.ok_or_else(|| Unresolved::Pointer {
        token: token.to_owned(),
        parent: here.sources().pointer(here.place()),
        nearest: here.sources().nearest(token, here.entries().map(|(key, _)| key)).map(str::to_owned),
    })
}

/// The file part and the fragment of a reference, both as written.
pub(crate) fn split(reference: &str) -> (&str, &str) {
    reference.split_once('#').unwrap_or((reference, ""))
}

/// Whether the file part of a reference has a scheme, or names a host.
pub(crate) fn is_remote(path: &str) -> bool {
    path.starts_with("//") || scheme(path).is_some()
}
