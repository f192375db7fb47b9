//! Reading files: the root, and whatever files its references name.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use serde::de::DeserializeSeed;

use super::node::{Node, Value};
use super::reference::{is_remote, percent_decode, split};
use super::syntax::{SyntaxError, excerpt};
use super::tree::{Fault, Tree, ValueSeed};
use super::{File, Format, Place, Sources};
use crate::diagnostic::codes::{
    DUPLICATE_KEY, EMPTY_FILE, ENCODING, KEY_KIND, MERGE_KEY, MULTIPLE_DOCUMENTS, NOT_A_NUMBER, UNREADABLE,
    YAML_TAG,
};
use crate::diagnostic::{Diagnostics, Severity};

impl Sources {
    /// Reads the root and, one after another, every file that a `$ref` of a file read
    /// names. Every fault becomes a diagnostic; that a file named by a `$ref` cannot be
    /// read is one of the `$ref` only, and told when the reference is followed. None when
    /// the root cannot be read.
    pub fn load(path: &Path, diagnostics: &mut Diagnostics) -> Option<Sources> {
        let mut loader = Loader {
            folder: path.parent().unwrap_or(Path::new("")).to_owned(),
            sources: Sources::default(),
            known: BTreeMap::new(),
            diagnostics,
        };
        let name = path
            .file_name()
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        if let Err(reason) = loader.file(path, &name) {
            if loader.diagnostics.is_empty() {
                let message = format!("`{}` {reason}", path.display());
                let severity = Severity::Error;
                loader.diagnostics.general(severity, UNREADABLE, message);
            }
            return None;
        }
        // Grows while it is gone through.
        let mut index = 0;
        while index < loader.sources.files.len() {
            loader.link(index);
            index += 1;
        }
        Some(loader.sources)
    }

    /// Reads a text, for tests and for descriptions that are in no file. A name that ends
    /// in `.json` makes it JSON. There are no other files: a `$ref` to one leads nowhere.
    pub fn from_text(name: &str, text: &str, diagnostics: &mut Diagnostics) -> Option<Sources> {
        let file = parse(PathBuf::from(name), name.to_owned(), text, 0, diagnostics)?;
        let files = vec![file];
        Some(Sources { files, ..Sources::default() })
    }
}

struct Loader<'d> {
    /// The root's.
    folder: PathBuf,
    sources: Sources,
    /// What became of each path, in its canonical form.
    known: BTreeMap<PathBuf, Result<u32, String>>,
    diagnostics: &'d mut Diagnostics,
}

impl Loader<'_> {
    /// Reads a file, if it is not there already. The error completes "the file …".
    fn file(&mut self, path: &Path, name: &str) -> Result<u32, String> {
        let canonical = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if let Some(known) = self.known.get(&canonical) {
            return known.clone();
        }
        let file = self.read(path, name);
        if file.is_err() {
            self.sources.missing.push(path.to_owned());
        }
        self.known.insert(canonical, file.clone());
        file
    }

    fn read(&mut self, path: &Path, name: &str) -> Result<u32, String> {
        let unreadable = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => "does not exist".to_owned(),
            _ => format!("cannot be read: {error}"),
        };
        // A device or a pipe may never end.
        if !fs::metadata(path).map_err(unreadable)?.is_file() {
            return Err("is no file".to_owned());
        }
        let bytes = fs::read(path).map_err(unreadable)?;
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text,
            Err(error) => {
                // The text before the fault stays as it is, so that offsets hold.
                let text = String::from_utf8_lossy(&bytes);
                let label = Some("no UTF-8 from here".to_owned());
                let shown = path.display().to_string();
                let excerpt = excerpt(&shown, &text, error.valid_up_to(), label, true);
                let message = format!("`{name}` is no UTF-8");
                let diagnostic = self.diagnostics.general(Severity::Error, ENCODING, message);
                diagnostic.help("save the file as UTF-8").excerpt = Some(excerpt);
                return Err("is no UTF-8".to_owned());
            }
        };
        let index = u32::try_from(self.sources.files.len()).map_err(|it| it.to_string())?;
        let (path, name) = (path.to_owned(), name.to_owned());
        match parse(path, name, text, index, self.diagnostics) {
            Some(file) => {
                self.sources.files.push(file);
                Ok(index)
            }
            None => Err("holds errors of its own".to_owned()),
        }
    }

    /// Reads what the references of a file name.
    fn link(&mut self, index: usize) {
        let Some(file) = self.sources.files.get(index) else {
            return;
        };
        let folder = Path::new(&file.name).parent().map(Path::to_owned);
        let folder = folder.unwrap_or_default();
        let mut links = BTreeMap::new();
        for path in referenced(&file.nodes) {
            links.insert(path.to_owned(), Err(String::new()));
        }
        for (path, link) in &mut links {
            *link = self.follow(&folder, path);
        }
        if let Some(file) = self.sources.files.get_mut(index) {
            file.links = links;
        }
    }

    fn follow(&mut self, folder: &Path, path: &str) -> Result<u32, String> {
        let decoded = percent_decode(path);
        let path = Path::new(&decoded);
        if path.is_absolute() {
            return Err("is an absolute path, which is another file on every machine".to_owned());
        }
        let relative = normalized(&folder.join(path));
        let name = relative.to_string_lossy().replace('\\', "/");
        self.file(&self.folder.join(&relative), &name)
    }
}

/// The file parts of all references: of `$ref`, and of a discriminator's `mapping`.
fn referenced(nodes: &[Node]) -> impl Iterator<Item = &str> {
    let members = nodes.iter().filter_map(|node| match &node.value {
        Value::Mapping(members) => Some(members),
        _ => None,
    });
    let text = |node: &u32| match &nodes.get(*node as usize)?.value {
        Value::String(text) => Some(&**text),
        _ => None,
    };
    let references = members.flat_map(move |members| {
        let mapping = members.get("mapping").filter(|_| members.contains_key("propertyName"));
        let mapping = mapping.and_then(|node| match &nodes.get(*node as usize)?.value {
            Value::Mapping(mapping) => Some(mapping.values()),
            _ => None,
        });
        let mapped = mapping.into_iter().flatten().filter_map(text);
        // Without a dot it is the name of a schema.
        let mapped = mapped.filter(|it| split(it).0.contains('.'));
        members.get("$ref").and_then(text).into_iter().chain(mapped)
    });
    let files = references.map(|reference| split(reference).0);
    files.filter(|path| !path.is_empty() && !is_remote(path))
}

/// Takes `.` and `..` out of a relative path, as far as they can be.
fn normalized(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

fn parse(path: PathBuf, name: String, text: &str, index: u32, diagnostics: &mut Diagnostics) -> Option<File> {
    let is_json = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
    let mut file = File {
        path,
        name,
        // A byte order mark is no part of the text.
        text: text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(),
        format: if is_json { Format::Json } else { Format::Yaml },
        nodes: Vec::new(),
        links: BTreeMap::new(),
    };
    if file.text.trim().is_empty() {
        empty(&file, diagnostics);
        return None;
    }
    let mut tree = Tree::for_text(&file.text, !is_json);
    let read =
        if is_json { read_json(&file.text, &mut tree) } else { read_yaml(&file, &mut tree, diagnostics) };
    let shown = file.path.display().to_string();
    if let Err(error) = read {
        error.report(&shown, &file, diagnostics);
        return None;
    }
    if matches!(tree.nodes.first(), Some(Node { value: Value::Null, .. })) {
        empty(&file, diagnostics);
        return None;
    }
    file.nodes = tree.nodes;
    for (node, fault) in tree.faults {
        report(Place { file: index, node, key: false }, &file, fault, diagnostics);
    }
    Some(file)
}

fn empty(file: &File, diagnostics: &mut Diagnostics) {
    let message = format!("`{}` holds nothing", file.name);
    diagnostics.general(Severity::Error, EMPTY_FILE, message);
}

fn read_json(text: &str, tree: &mut Tree) -> Result<(), SyntaxError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let read = ValueSeed::root(tree).deserialize(&mut json);
    let read = read.and_then(|_| json.end());
    read.map_err(|error| SyntaxError::json(text, &error))
}

fn read_yaml(file: &File, tree: &mut Tree, diagnostics: &mut Diagnostics) -> Result<(), SyntaxError> {
    let text = file.text.as_str();
    if let Some(error) = SyntaxError::of_size(text) {
        return Err(error);
    }
    let wrong = |error| SyntaxError::yaml(text, &error);
    let mut documents = serde_yaml::Deserializer::from_str(text);
    if let Some(document) = documents.next() {
        ValueSeed::root(tree).deserialize(document).map_err(wrong)?;
    }
    if let Some(second) = documents.next() {
        // Read into no room at all, it fails at its first token and says where that is.
        let first = ValueSeed::root(&mut Tree::default()).deserialize(second);
        let offset = first.err().map(|error| SyntaxError::offset_of(text, &error));
        let message = format!("`{}` holds more than one document", file.name);
        let diagnostic = diagnostics.general(Severity::Error, MULTIPLE_DOCUMENTS, message);
        diagnostic.help("keep one document in a file; `---` begins another");
        let label = Some("the second one begins here".to_owned());
        let path = file.path.display().to_string();
        diagnostic.excerpt = Some(excerpt(&path, text, offset.unwrap_or_default(), label, true));
    }
    Ok(())
}

fn report(place: Place, file: &File, fault: Fault, diagnostics: &mut Diagnostics) {
    let key = Place { key: true, ..place };
    match fault {
        Fault::DuplicateKey { first } => {
            let name = file.key_of(place.node).unwrap_or_default();
            let message = format!("the key `{name}` is there twice");
            let diagnostic = diagnostics.error(DUPLICATE_KEY, key, message);
            let first = Place { node: first, ..key };
            diagnostic.label("here again").related(first, "here first");
        }
        Fault::KeyKind => {
            let diagnostic = diagnostics.error(KEY_KIND, key, "a key has to be a string");
            diagnostic.help("put quotes around the key");
        }
        Fault::MergeKey => {
            let message = "`<<` is a merge key, which YAML 1.2 does not have";
            let diagnostic = diagnostics.error(MERGE_KEY, key, message);
            diagnostic.help("write the members out, or share them by `$ref` or `allOf`");
        }
        Fault::Tag => {
            let message = "a YAML tag has no meaning in a description";
            diagnostics.error(YAML_TAG, place, message).help("remove the tag");
        }
        Fault::NotANumber => {
            let message = "JSON has no infinite numbers, and no NaN";
            diagnostics.error(NOT_A_NUMBER, place, message);
        }
    }
}
