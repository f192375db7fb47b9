//! A description as far as pages speak of it: its operations, by method and address.

mod schema;
mod words;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use hire_codegen::Report;
use hire_codegen::diagnostic::Diagnostics;
use hire_codegen::source::{Cursor, Kind, Place, Sources};

pub use schema::Schema;
pub use words::{FIELD_SCOPES, LIMITS, is_speakable, limits, type_of, value_of};

/// The methods that operations may have, as they are written.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A description that was read.
pub struct Description {
    path: PathBuf,
    sources: Sources,
}

/// An operation of a description.
#[derive(Clone, Copy)]
pub struct Operation<'a> {
    /// The method, in lower case.
    pub method: &'a str,
    /// The path, as it is written.
    pub path: &'a str,
    /// The path item.
    pub item: Cursor<'a>,
    /// The operation.
    pub node: Cursor<'a>,
}

/// Where a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The JSON pointer in the file.
    pub pointer: String,
}

impl Description {
    /// Reads a description of OpenAPI 3.
    ///
    /// # Errors
    ///
    /// Fails with a message if there is none.
    pub fn load(path: &Path) -> Result<Self, String> {
        let mut diagnostics = Diagnostics::default();
        let sources = Sources::load(path, &[], &mut diagnostics);
        match sources {
            Some(sources) if !diagnostics.has_errors() => {
                let version = sources.root().get("openapi").and_then(Cursor::as_str).unwrap_or_default();
                if !version.starts_with("3.") {
                    return Err(format!("{}: no description of OpenAPI 3", path.display()));
                }
                Ok(Self { path: path.to_owned(), sources })
            }
            sources => Err(Report::new(sources.as_ref(), diagnostics).render(false).trim_end().to_owned()),
        }
    }

    /// The whole description.
    pub fn root(&self) -> Cursor<'_> {
        self.sources.root()
    }

    /// The file that it was read from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All operations.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        let paths = self.root().get("paths").into_iter().flat_map(hire_codegen::source::Cursor::entries);
        paths.filter(|(path, _)| path.starts_with('/')).flat_map(|(path, item)| {
            let item = followed(item);
            METHODS
                .iter()
                .filter_map(move |&method| Some(Operation { method, path, item, node: item.get(method)? }))
        })
    }

    /// The file that a node is in.
    pub fn file(&self, node: Cursor<'_>) -> PathBuf {
        let place = self.sources.describe_place(node.place());
        let name = place.split_once('#').map_or(place.as_str(), |(name, _)| name);
        self.path.parent().unwrap_or(Path::new("")).join(name)
    }

    /// The JSON pointer of a node in its file.
    pub fn pointer(&self, node: Cursor<'_>) -> String {
        self.sources.pointer(node.place())
    }

    /// Where nodes are: the key of each, or the node itself. The text is read once for all of them.
    pub fn locate(&self, nodes: &[Cursor<'_>]) -> Vec<Location> {
        let spans = self.sources.locate_all(nodes.iter().map(|node| node.key_place()));
        let location = |node: &Cursor<'_>| {
            let (line, column) = spans.get(&node.key_place()).map_or((1, 1), |span| (span.line, span.column));
            Location { file: self.file(*node), line, column, pointer: self.pointer(*node) }
        };
        nodes.iter().map(location).collect()
    }

    /// The places that operations besides this one are described by: what they refer to, and what is said for several.
    pub fn described_elsewhere(&self, operation: Operation<'_>) -> BTreeSet<Place> {
        let mut seen = BTreeSet::new();
        for other in self.operations().filter(|other| other.node.place() != operation.node.place()) {
            reach(other.node, &mut seen);
            let common = ["security", "x-error-codes"].map(|key| self.root().get(key));
            for node in common.into_iter().chain([other.item.get("parameters")]).flatten() {
                seen.insert(node.place());
                reach(node, &mut seen);
            }
        }
        seen
    }
}

/// Everything that references in a node lead to.
fn reach(node: Cursor<'_>, seen: &mut BTreeSet<Place>) {
    let mut left = vec![node];
    while let Some(node) = left.pop() {
        let target =
            node.get("$ref").and_then(Cursor::as_str).and_then(|reference| node.resolve(reference).ok());
        left.extend(target.filter(|target| seen.insert(target.place())));
        left.extend(node.entries().map(|(_, value)| value).chain(node.items()));
    }
}

/// The names of the parameters in a path.
pub fn parameters_of(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// A path without the names of its parameters: paths that differ in these alone are one (OpenAPI 3.1.1 §4.8.8).
pub fn shape(path: &str) -> String {
    with_parameters(path, |_| "")
}

/// A path with other names of its parameters.
pub fn with_parameters<'p>(path: &'p str, name: impl Fn(&'p str) -> &'p str) -> String {
    let mut parts = path.split('{');
    let mut renamed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}') {
            Some((known, rest)) => renamed.extend(["{", name(known), "}", rest]),
            None => renamed.extend(["{", part]),
        }
    }
    renamed
}

/// The node that a reference leads to, if this is one.
pub fn followed(node: Cursor<'_>) -> Cursor<'_> {
    (0..16)
        .try_fold(node, |node, _| match node.get("$ref").and_then(Cursor::as_str) {
            Some(reference) => node.resolve(reference).map_err(|_| node),
            None => Err(node),
        })
        .unwrap_or_else(|node| node)
}

/// A scalar as pages write it.
pub fn word(node: Cursor<'_>) -> String {
    match node.kind() {
        Kind::String(text) => text.to_owned(),
        _ => node.to_json().to_string(),
    }
}

impl<'a> Operation<'a> {
    /// The addresses of the servers, those of the operation if it has some.
    pub fn servers(&self) -> Vec<&'a str> {
        let document = self.node.sources().root();
        let lists = [self.node, self.item, document].into_iter().filter_map(|owner| owner.get("servers"));
        let urls = |list: Cursor<'a>| -> Vec<&'a str> {
            list.items()
                .filter_map(|server| server.get("url")?.as_str())
                .map(|url| url.trim_end_matches('/'))
                .collect()
        };
        lists.map(urls).find(|urls| !urls.is_empty()).unwrap_or_default()
    }

    /// The parameters of a location, those of the operation before those of its path.
    pub fn parameters(&self, location: &str) -> Vec<Cursor<'a>> {
        let mut found: Vec<Cursor<'a>> = Vec::new();
        let mut names = BTreeSet::new();
        let lists = [self.node, self.item].into_iter().filter_map(|owner| owner.get("parameters"));
        for parameter in lists.flat_map(hire_codegen::source::Cursor::items).map(followed) {
            let name = |node: Cursor<'a>| node.get("name").and_then(Cursor::as_str);
            let is_here = parameter.get("in").and_then(Cursor::as_str) == Some(location);
            if is_here && names.insert(name(parameter)) {
                found.push(parameter);
            }
        }
        found
    }

    /// The media type of the request's body, with its name.
    pub fn request(&self) -> Option<Cursor<'a>> {
        followed(self.node.get("requestBody")?).get("content")?.entries().map(|(_, media)| media).next()
    }

    /// The media type of the first response that is a success.
    pub fn response(&self) -> Option<Cursor<'a>> {
        let responses = self.node.get("responses")?;
        let success =
            responses.entries().find(|(status, _)| status.starts_with('2')).map(|(_, response)| response);
        let content = followed(success.or_else(|| responses.get("default"))?).get("content")?;
        content.entries().map(|(_, media)| media).next()
    }
}
