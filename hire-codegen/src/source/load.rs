//! Reading files: the description, and the files that references name when they are followed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::de::{DeserializeSeed, IgnoredAny};

use super::files::{File, Format, Links};
use super::folders::{Allowed, Folders, Unreadable};
use super::node::{Node, Value};
use super::syntax::{SyntaxError, excerpt};
use super::tree::{Fault, Tree, ValueSeed};
use super::{Number, Place, Sources, yaml};
use crate::diagnostic::codes::{
    DUPLICATE_KEY, EMPTY_FILE, ENCODING, KEY_KIND, MERGE_KEY, MULTIPLE_DOCUMENTS, NOT_A_NUMBER, UNREADABLE,
    YAML_TAG,
};
use crate::diagnostic::{Diagnostics, Severity, is_printable};

impl Sources {
    /// Reads a description. The files that its references name are read when a reader follows one:
    /// what merely looks like a reference, in an example or an extension, has nothing read. None when the description
    /// cannot be read.
    ///
    /// Files are read from the folder of the description, and from the folders that are `allowed` besides.
    pub fn load(description: &Path, allowed: &[PathBuf], diagnostics: &mut Diagnostics) -> Option<Sources> {
        let mut fault = |path: &Path, reason: &Unreadable| {
            let message = format!("`{}` {reason}", path.display());
            diagnostics.general(Severity::Error, UNREADABLE, message);
        };
        let mut loader = Loader::default();
        match Folders::new(description, allowed) {
            Ok(folders) => loader.folders = Some(folders),
            // That of the description is not there: no more is the description.
            Err((folder, reason)) if allowed.contains(&folder) => {
                fault(&folder, &reason);
                return None;
            }
            Err((_, reason)) => {
                fault(description, &reason);
                return None;
            }
        }
        match loader.root(description) {
            Ok(file) => {
                diagnostics.append(std::mem::take(&mut loader.diagnostics));
                let sources = Sources { loader: Mutex::new(loader), ..Sources::default() };
                sources.files.put(0, file);
                Some(sources)
            }
            Err(reason) => {
                if loader.diagnostics.is_empty() {
                    fault(description, &reason);
                }
                diagnostics.append(loader.diagnostics);
                None
            }
        }
    }

    /// Reads a text, for tests and for descriptions that are in no file. A name that ends
    /// in `.json` makes it JSON. There are no other files: a `$ref` to one leads nowhere.
    pub fn from_text(name: &str, text: &str, diagnostics: &mut Diagnostics) -> Option<Sources> {
        let file = parse(PathBuf::from(name), name.to_owned(), text, 0, diagnostics)?;
        let sources = Sources::default();
        sources.files.put(0, file);
        Some(sources)
    }

    /// The number of the file that the file part of a reference names, seen from another file. It is read if it was
    /// not read yet. The error completes "the file …".
    pub(super) fn link(&self, from: u32, path: &str) -> Result<u32, Unreadable> {
        let mut loader = self.loader.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = loader.links.get(&from).and_then(|links| links.get(path)) {
            return known.clone();
        }
        let name = self.files.get(from).map_or("", |file| &file.name);
        let linked = loader.linked(name, path);
        let linked = linked.map(|(number, file)| {
            if let Some(file) = file {
                self.files.put(number, file);
            }
            number
        });
        loader.links.entry(from).or_default().insert(path.to_owned(), linked.clone());
        linked
    }

    /// Hands over what was found in files when they were read. That a file cannot be read at all is a fault of the
    /// references to it.
    pub fn report(&self, diagnostics: &mut Diagnostics) {
        let mut loader = self.loader.lock().unwrap_or_else(PoisonError::into_inner);
        diagnostics.append(std::mem::take(&mut loader.diagnostics));
    }
}

/// Reads files for as long as readers follow references.
#[derive(Debug, Default)]
pub(super) struct Loader {
    /// Where files may be; none for a text that is in no file.
    folders: Option<Folders>,
    /// What became of each file, by its path with all links followed.
    known: BTreeMap<PathBuf, Result<u32, Unreadable>>,
    links: Links,
    /// How many files there are.
    count: u32,
    /// What was found in them.
    diagnostics: Diagnostics,
}

impl Loader {
    fn root(&mut self, path: &Path) -> Result<File, Unreadable> {
        let name = path.file_name().map_or_else(|| path.as_os_str().to_owned(), ToOwned::to_owned);
        let name = name.to_string_lossy().into_owned();
        if !path.to_string_lossy().chars().all(is_printable) {
            return Err(Unreadable::Unprintable);
        }
        // What does not exist is told of by reading it.
        let canonical = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let file = self.read(Allowed { name, path: path.to_owned(), canonical: canonical.clone() })?;
        self.known.insert(canonical, Ok(0));
        Ok(file)
    }

    /// The number of the file that a reference names, and the file if it was not read before.
    fn linked(&mut self, from: &str, path: &str) -> Result<(u32, Option<File>), Unreadable> {
        let folders = self.folders.as_ref().ok_or(Unreadable::NoFolder)?;
        let allowed = folders.find(from, path)?;
        let canonical = allowed.canonical.clone();
        if let Some(known) = self.known.get(&canonical) {
            return known.clone().map(|number| (number, None));
        }
        let number = self.count;
        let file = self.read(allowed);
        self.known.insert(canonical, file.as_ref().map(|_| number).map_err(Clone::clone));
        file.map(|file| (number, Some(file)))
    }

    fn read(&mut self, Allowed { name, path, canonical }: Allowed) -> Result<File, Unreadable> {
        let folders = self.folders.as_mut().ok_or(Unreadable::NoFolder)?;
        let bytes = folders.read(&canonical)?;
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text,
            Err(error) => {
                // The text before the fault stays as it is, so that offsets hold.
                let text = String::from_utf8_lossy(&bytes).into();
                let shown = path.display().to_string().into();
                let label = Some("no UTF-8 from here");
                let excerpt = excerpt(&shown, &text, error.valid_up_to(), label, true);
                let message = format!("`{name}` is no UTF-8");
                let diagnostic = self.diagnostics.general(Severity::Error, ENCODING, message);
                diagnostic.help("save the file as UTF-8").excerpt = Some(excerpt.into());
                return Err(Unreadable::NotUtf8);
            }
        };
        let file = parse(path, name, text, self.count, &mut self.diagnostics);
        let file = file.ok_or(Unreadable::Malformed)?;
        self.count += 1;
        Ok(file)
    }
}

fn parse(path: PathBuf, name: String, text: &str, index: u32, diagnostics: &mut Diagnostics) -> Option<File> {
    // A byte order mark is no part of the text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // What is JSON is read as JSON whatever its file is called: YAML limits the length of its keys.
    let is_json = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"))
        || text.starts_with('{') && serde_json::from_str::<IgnoredAny>(text).is_ok();
    let mut file = File {
        shown: path.display().to_string().into(),
        path,
        name,
        text: text.into(),
        format: if is_json { Format::Json } else { Format::Yaml },
        nodes: Vec::new(),
        quoted: OnceLock::new(),
        unquoted: OnceLock::new(),
    };
    if file.text.trim().is_empty() {
        empty(&file, diagnostics);
        return None;
    }
    let mut tree = Tree::for_text(&file.text);
    let read =
        if is_json { read_json(&file.text, &mut tree) } else { read_yaml(&file, &mut tree, diagnostics) };
    if let Err(error) = read {
        error.report(&file, diagnostics);
        return None;
    }
    if matches!(tree.nodes.first(), None | Some(Node { value: Value::Null, .. })) {
        empty(&file, diagnostics);
        return None;
    }
    file.nodes = tree.nodes;
    read_exactly(&mut file);
    for (node, fault) in tree.faults {
        report(Place { file: index, node, key: false }, &file, fault, diagnostics);
    }
    Some(file)
}

/// Reads numbers again that the parser may have rounded: it hands over no more than a float.
fn read_exactly(file: &mut File) {
    let nodes = (0..).zip(&file.nodes);
    let rounded = nodes.filter_map(|(index, node)| match node.value {
        Value::Number(number) if number.is_beyond_exact_floats() => Some(index),
        _ => None,
    });
    let texts = file.texts(rounded);
    let exact: Vec<_> =
        texts.into_iter().filter_map(|(node, text)| Some((node, Number::read(text)?))).collect();
    for (index, number) in exact {
        if let Some(node) = file.nodes.get_mut(index as usize) {
            node.value = Value::Number(number);
        }
    }
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
    let Some(second) = yaml::read(&file.text, tree)?.second_document else { return Ok(()) };
    let message = format!("`{}` holds more than one document", file.name);
    let diagnostic = diagnostics.general(Severity::Error, MULTIPLE_DOCUMENTS, message);
    diagnostic.help("keep one document in a file; `---` begins another");
    let label = Some("the second one begins here");
    diagnostic.excerpt = Some(excerpt(&file.shown, &file.text, second, label, true).into());
    Ok(())
}

/// Whether two nodes are the same value, the order of members apart.
fn is_same(nodes: &[Node], first: u32, second: u32) -> bool {
    let value = |node: u32| nodes.get(node as usize).map(|node| &node.value);
    match (value(first), value(second)) {
        (Some(Value::Null), Some(Value::Null)) => true,
        (Some(Value::Bool(one)), Some(Value::Bool(other))) => one == other,
        (Some(Value::Number(one)), Some(Value::Number(other))) => one == other,
        (Some(Value::String(one)), Some(Value::String(other))) => one == other,
        (Some(Value::Sequence(one)), Some(Value::Sequence(other))) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(nodes, *one, *other))
        }
        (Some(Value::Mapping(one)), Some(Value::Mapping(other))) => {
            let has =
                |(name, one): (&Arc<str>, &u32)| other.get(name).is_some_and(|it| is_same(nodes, *one, *it));
            one.len() == other.len() && one.iter().all(has)
        }
        _ => false,
    }
}

fn report(place: Place, file: &File, fault: Fault, diagnostics: &mut Diagnostics) {
    let key = Place { key: true, ..place };
    match fault {
        Fault::DuplicateKey { first } => {
            let name = file.key_of(place.node).unwrap_or_default();
            let message = format!("the key `{name}` is there twice");
            let diagnostic = if is_same(&file.nodes, first, place.node) {
                diagnostics.warning(DUPLICATE_KEY, key, message + " with one value")
            } else {
                diagnostics.error(DUPLICATE_KEY, key, message)
            };
            let first = Place { node: first, ..key };
            diagnostic.label("here again").related(first, "here first");
        }
        Fault::KeyKind => {
            let diagnostic = diagnostics.error(KEY_KIND, key, "a key has to be a string");
            diagnostic.help("write the key as a text, and quote one that begins with `[` or `{`");
        }
        Fault::MergeKey => {
            let message = "`<<` merges a mapping, or a list of mappings";
            let diagnostic = diagnostics.error(MERGE_KEY, place, message);
            diagnostic
                .help("give an alias of a mapping: `<<: *name`; to have a member of the name `<<`, quote it");
        }
        Fault::Tag => {
            let message = "the YAML tag has no meaning in a description, or does not fit the value";
            diagnostics.warning(YAML_TAG, place, message).help("remove the tag");
        }
        Fault::NotANumber => {
            let message = "JSON has no infinite numbers, and no NaN";
            let diagnostic = diagnostics.warning(NOT_A_NUMBER, place, message);
            diagnostic.help("write a finite number, or put quotes around a text: until then null is read");
        }
    }
}
