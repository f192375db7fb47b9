//! How the sources are laid out: which modules name which, how many files have methods of a type, how long files and functions
//! are, and that nothing is copied.
//!
//! What a module names is read from the tokens of its file: `use` declarations, and paths that begin with `crate`, `self`,
//! `super` or a module inside of it. A name that another file re-exports counts as the file that defines it. Macros, methods
//! and code of tests do not count.

mod graph;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

use self::graph::Graph;
use crate::scratch_crate::workspace;

/// The crates whose sources are held against these rules.
const CRATES: [&str; 5] = ["hire-syntax", "hire-codegen", "hire-codegen-cli", "hire-runtime", "hire-api"];

/// The rooms of the generator: modules at its root, each of which names only those before it.
const GENERATOR: &[&[&str]] = &[
    &["diagnostic"],
    &["source"],
    &["report"],
    &["openapi"],
    &["schema"],
    &["markdown"],
    &["analysis"],
    &["ir"],
    &["lower"],
    &["emit", "lint"],
    &["support", "census", "lenient"],
    &["surface"],
    &["bindings"],
    &["generator"],
];

/// The rooms of the runtime, `values` before `calls`. A room names only those in the lines before its own, as the groups of
/// `values/mod.rs` and `calls/mod.rs` say as well.
const RUNTIME: &[&[&str]] = &[
    &[
        "values::erased_box",
        "values::map",
        "values::nullable",
        "values::printable",
        "values::secret",
        "values::set",
        "values::timestamp",
    ],
    &["values::pattern", "values::violation"],
    &["values::format", "values::validate"],
    &["values::codec"],
    &[
        "values::any",
        "values::enumeration",
        "values::object",
        "values::parse",
        "values::rules",
        "values::union",
    ],
    &[
        "calls::api",
        "calls::base_url",
        "calls::carried",
        "calls::envelope",
        "calls::error_code",
        "calls::mismatch",
        "calls::redaction",
        "calls::runtime_thread",
        "calls::transport_error",
    ],
    &["calls::body"],
    &["calls::error", "calls::operation", "calls::parameter"],
    &["calls::form", "calls::header"],
    &["calls::part"],
    &["calls::limit", "calls::request", "calls::retry", "calls::transport"],
    &["calls::auth", "calls::payload", "calls::response"],
    &["calls::streams"],
    &["calls::endpoint"],
    &["calls::client"],
    &["calls::blocking", "calls::testing"],
    &["bindings", "private"],
];

/// The rooms of the command line.
const COMMAND_LINE: &[&[&str]] = &[
    &["explain", "level"],
    &["doc::description", "doc::page", "doc::refusal", "doc::yaml", "diff::rule"],
    &["doc::read", "diff::api_rules", "diff::keyword_rules", "diff::message_rules", "diff::rust_rules"],
    &["doc::diff", "diff::rules", "diff::wire"],
    &["diff", "doc::record"],
    &["doc::import"],
    &["doc::check"],
];

/// What sends or describes requests, so that values have no use for it.
const HTTP: [&str; 6] = ["http", "httpdate", "percent_encoding", "reqwest", "tokio", "url"];

/// How many files may import each other in a cycle.
const WIDEST: usize = 4;

/// How many files may have methods of one type.
const MOST_FILES_OF_A_TYPE: usize = 4;

const MOST_LINES_OF_A_FILE: usize = 600;

const MOST_LINES_OF_A_FUNCTION: usize = 60;

/// What is wrong with the order of rooms: modules outside of them, and names of rooms that come later.
fn disorder(graph: &Graph, rooms: &[&[&str]]) -> Vec<String> {
    let room = |module: &str| {
        let holds = |room: &&&str| module == **room || module.starts_with(&format!("{room}::"));
        rooms.iter().enumerate().find_map(|(rank, line)| Some((rank, *line.iter().find(holds)?)))
    };
    let mut found = Vec::new();
    for (module, named) in graph.imports() {
        // The root and the folders of rooms declare modules and re-export names.
        if module.is_empty()
            || rooms.iter().flat_map(|line| *line).any(|room| room.starts_with(&format!("{module}::")))
        {
            continue;
        }
        let Some((rank, own)) = room(module) else {
            found.push(format!("{module} is in no room"));
            continue;
        };
        for other in named {
            let allowed = room(other).is_some_and(|(before, name)| before < rank || name == own);
            if !allowed {
                found.push(format!("{module} names {other}"));
            }
        }
    }
    found
}

#[test]
fn each_room_names_only_those_before_it() {
    assert_eq!(disorder(&Graph::of("hire-codegen"), GENERATOR), [""; 0]);
    assert_eq!(disorder(&Graph::of("hire-runtime"), RUNTIME), [""; 0]);
    assert_eq!(disorder(&Graph::of("hire-codegen-cli"), COMMAND_LINE), [""; 0]);
}

#[test]
fn values_name_nothing_of_calls_and_nothing_of_http() {
    let graph = Graph::of("hire-runtime");
    let values = || graph.imports().iter().filter(|(module, _)| module.starts_with("values"));
    assert!(values().count() > 30);
    for (module, named) in values() {
        let calls: Vec<_> = named.iter().filter(|named| named.starts_with("calls")).collect();
        assert!(calls.is_empty(), "{module} names {calls:?}");
        let outside = graph.outside(module);
        assert!(HTTP.iter().all(|name| !outside.contains(name)), "{module} names one of {HTTP:?}");
    }
}

#[test]
fn no_circle_of_imports_is_wide() {
    for package in ["hire-syntax", "hire-codegen", "hire-codegen-cli", "hire-runtime"] {
        for cycle in Graph::of(package).cycles() {
            assert!(cycle.len() <= WIDEST, "modules of {package} lead to each other: {cycle:?}");
        }
    }
}

#[test]
fn no_type_has_methods_in_many_files() {
    for package in CRATES {
        let graph = Graph::of(package);
        let types = graph.inherent();
        assert!(!types.is_empty(), "{package}");
        for (name, modules) in types {
            assert!(modules.len() <= MOST_FILES_OF_A_TYPE, "{name} of {package} has methods in {modules:?}");
        }
    }
}

/// The identifiers among tokens, those in macros included.
fn identifiers(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => identifiers(group.stream(), found),
            TokenTree::Ident(name) => _ = found.insert(name.to_string()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[test]
fn nothing_in_emit_names_openapi() {
    let graph = Graph::of("hire-codegen");
    let mut sources = Vec::new();
    files(&workspace().join("hire-codegen/src/emit"), &mut sources);
    let mut names = BTreeSet::new();
    for path in sources {
        identifiers(fs::read_to_string(path).unwrap().parse().unwrap(), &mut names);
    }
    assert!(names.len() > 500);
    names.retain(|name| name.to_lowercase().replace('_', "").contains("openapi"));
    assert_eq!(names, BTreeSet::new());
    for (module, named) in graph.imports().iter().filter(|(module, _)| module.starts_with("emit")) {
        assert!(!named.iter().any(|name| name.starts_with("openapi")), "{module} names {named:?}");
    }
}

/// The Rust files below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The functions of a formatted text that are too long, by their first lines.
fn long_functions(text: &str) -> Vec<&str> {
    let is_qualifier = |word: &str| word.starts_with("pub") || ["const", "async", "default"].contains(&word);
    let lines: Vec<_> = text.lines().collect();
    let is_long = |number: usize, line: &str| {
        let declared = line.trim_start();
        let Some((qualifiers, _)) = declared.split_once("fn ") else { return false };
        let indent = &line[..line.len() - declared.len()];
        let is_end = |line: &&str| {
            line.strip_prefix(indent)
                .is_some_and(|end| end == "}" || (end.starts_with(')') && end.ends_with(';')))
        };
        qualifiers.split_whitespace().all(is_qualifier)
            && !declared.ends_with([';', '}'])
            && !lines[number..].iter().take(MOST_LINES_OF_A_FUNCTION).any(is_end)
    };
    lines
        .iter()
        .enumerate()
        .filter(|(number, line)| is_long(*number, line))
        .map(|(_, line)| line.trim())
        .collect()
}

#[test]
fn files_and_functions_are_short() {
    for package in CRATES {
        let mut sources = Vec::new();
        files(&workspace().join(package).join("src"), &mut sources);
        assert!(sources.len() > 10, "{package}");
        for path in sources {
            let text = fs::read_to_string(&path).unwrap();
            let length = text.lines().count();
            assert!(length <= MOST_LINES_OF_A_FILE, "{} has {length} lines", path.display());
            assert_eq!(long_functions(&text), [""; 0], "{}", path.display());
        }
    }
}

#[test]
fn no_file_is_copied() {
    let mut sources = Vec::new();
    for package in CRATES {
        files(&workspace().join(package), &mut sources);
    }
    for folder in fs::read_dir(workspace().join("tests")).unwrap().map(|entry| entry.unwrap().path()) {
        // What these have is emitted.
        if folder.is_dir() && !folder.ends_with("golden") && !folder.ends_with("fixtures") {
            files(&folder, &mut sources);
        }
    }
    assert!(sources.len() > 300);
    let mut known: BTreeMap<String, PathBuf> = BTreeMap::new();
    for path in sources {
        let text = fs::read_to_string(&path).unwrap();
        let content = text.split_whitespace().collect();
        if let Some(other) = known.insert(content, path.clone()) {
            panic!("{} is a copy of {}", path.display(), other.display());
        }
    }
}
