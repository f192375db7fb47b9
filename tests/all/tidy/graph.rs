//! Which modules of a crate name which, read from the tokens of their files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{ItemImpl, Type};

use crate::scratch_crate::workspace;

/// The segments of a path.
type Segments = Vec<String>;

/// The modules of a crate, without those of tests, by their paths: `values::map`, and nothing for the root.
#[derive(Default)]
pub struct Graph {
    modules: BTreeMap<String, Module>,
    imports: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Default)]
struct Module {
    /// Every path of two segments or more, in `use` declarations and elsewhere.
    paths: Vec<Segments>,
    /// What `use` declarations name, by the name that it has in the module: `*` for everything.
    names: Vec<(String, Segments)>,
    /// The types of `impl` blocks that are of no trait.
    inherent: Vec<Segments>,
}

impl Graph {
    /// The modules of a package of the workspace.
    pub fn of(package: &str) -> Self {
        let folder = workspace().join(package).join("src");
        let mut graph = Self::default();
        graph.read_file("", &folder.join("lib.rs"), &folder);
        for (name, module) in &graph.modules {
            let named = module.paths.iter().filter_map(|path| graph.definition(name, path, 0));
            let named = named.filter(|other| other != name && !other.is_empty()).collect();
            graph.imports.insert(name.clone(), named);
        }
        graph
    }

    /// Each module with those that it names; never the root, which has macros and re-exports.
    pub const fn imports(&self) -> &BTreeMap<String, BTreeSet<String>> {
        &self.imports
    }

    /// The first segments of what a module names outside of the crate, such as `std`, or of a type, such as `Vec`.
    pub fn outside(&self, module: &str) -> BTreeSet<&str> {
        let outside = self.modules[module].paths.iter().filter(|path| self.start(module, path).is_none());
        outside.map(|path| path[0].as_str()).collect()
    }

    /// The types that have methods of their own, each with the modules that have some of them.
    pub fn inherent(&self) -> BTreeMap<String, BTreeSet<&str>> {
        let mut types = BTreeMap::<_, BTreeSet<_>>::new();
        for (name, module) in &self.modules {
            for path in &module.inherent {
                let here = ["self".to_owned()];
                let home = self.definition(name, &[here.as_slice(), path].concat(), 0).unwrap();
                types.entry(below(&home, path.last().unwrap())).or_default().insert(name.as_str());
            }
        }
        types
    }

    /// The cycles: modules of which each leads to each other, two or more.
    pub fn cycles(&self) -> BTreeSet<Vec<String>> {
        let reached: BTreeMap<_, _> =
            self.imports.keys().map(|module| (module, self.reached(module))).collect();
        let cycle = |(module, all): (_, &BTreeSet<&String>)| {
            all.iter().filter(|other| reached[*other].contains(module)).map(|&other| other.clone()).collect()
        };
        reached.iter().map(cycle).filter(|cycle: &Vec<_>| cycle.len() > 1).collect()
    }

    fn reached<'a>(&'a self, module: &'a str) -> BTreeSet<&'a String> {
        let mut found = BTreeSet::new();
        let mut open = vec![module];
        while let Some(module) = open.pop() {
            open.extend(self.imports[module].iter().filter(|other| found.insert(*other)).map(String::as_str));
        }
        found
    }

    /// Reads a module and those inside of it, whose files are in a folder.
    fn read_file(&mut self, name: &str, file: &Path, folder: &Path) {
        let tokens: TokenStream = fs::read_to_string(file).unwrap().parse().unwrap();
        self.read(name, tokens, folder);
    }

    fn read(&mut self, name: &str, tokens: TokenStream, folder: &Path) {
        let mut module = Module::default();
        self.walk(name, tokens, folder, &mut module, true);
        self.modules.insert(name.to_owned(), module);
    }

    /// Takes note of what tokens name: those of a module, or of something in it that declares no modules.
    fn walk(&mut self, name: &str, tokens: TokenStream, folder: &Path, module: &mut Module, items: bool) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut rest = tokens.as_slice();
        while let Some((first, after)) = rest.split_first() {
            rest = match (first.to_string().as_str(), first, after) {
                // A test: up to its body, or to a semicolon.
                ("#", _, [attribute, item @ ..]) if attribute.to_string() == "[cfg (test)]" => {
                    let end = item.iter().position(|token| is(token, ';') || is_body(token)).unwrap();
                    &item[end + 1..]
                }
                ("mod", _, [child, body, after @ ..]) if items => {
                    self.read_child(&below(name, &child.to_string()), body, &folder.join(child.to_string()));
                    after
                }
                ("use", _, [TokenTree::Ident(_), ..]) => {
                    let end = after.iter().position(|token| is(token, ';')).unwrap();
                    imported(&after[..end], &[], module);
                    &after[end + 1..]
                }
                // A function returns a type that is not named.
                ("-", _, [end, word, after @ ..]) if is(end, '>') && word.to_string() == "impl" => after,
                ("impl", ..) if items => {
                    let end = after.iter().position(is_body).unwrap();
                    let block = rest[..end + 2].iter().cloned().collect();
                    module.inherent.extend(inherent(block));
                    after
                }
                // A macro names what is there where it is used, and emitted code what is there in bindings.
                ("$", _, [_, after @ ..]) | ("quote", _, [_, TokenTree::Group(_), after @ ..]) => after,
                (_, TokenTree::Group(group), _) => {
                    self.walk(name, group.stream(), folder, module, false);
                    after
                }
                (_, TokenTree::Ident(_), _) => {
                    let (path, after) = path(rest);
                    module.paths.extend(Some(path).filter(|path| path.len() > 1));
                    after
                }
                _ => after,
            };
        }
    }

    fn read_child(&mut self, name: &str, body: &TokenTree, folder: &Path) {
        let file =
            [folder.with_extension("rs"), folder.join("mod.rs")].into_iter().find(|file| file.exists());
        match body {
            TokenTree::Group(body) => self.read(name, body.stream(), folder),
            _ => self.read_file(name, &file.unwrap(), folder),
        }
    }

    /// The module that a path in a module begins at, and the segments behind. Nothing for other crates.
    fn start<'p>(&self, module: &str, path: &'p [String]) -> Option<(String, &'p [String])> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some((String::new(), rest)),
            "self" => Some((module.to_owned(), rest)),
            "super" => {
                let parent = module.rsplit_once("::").map_or("", |(parent, _)| parent);
                let more = rest.first().filter(|next| *next == "super");
                more.map_or(Some((parent.to_owned(), rest)), |_| self.start(parent, rest))
            }
            first => Some((below(module, first), rest)).filter(|(child, _)| self.modules.contains_key(child)),
        }
    }

    /// The module that defines what a path in a module names; `depth` is the number of re-exports on the way.
    fn definition(&self, module: &str, path: &[String], depth: usize) -> Option<String> {
        let (mut here, mut rest) = self.start(module, path)?;
        while let [next, deeper @ ..] = rest
            && self.modules.contains_key(&below(&here, next))
        {
            (here, rest) = (below(&here, next), deeper);
        }
        let [name, deeper @ ..] = rest else { return Some(here) };
        let named = self.modules[&here]
            .names
            .iter()
            .filter(|(known, _)| depth < 8 && (known == name || known == "*"));
        let mut defined = named.filter_map(|(known, target)| {
            let path = if known == "*" { [target, rest].concat() } else { [target, deeper].concat() };
            // A module that has no such name re-exports none.
            self.definition(&here, &path, depth + 1).filter(|found| known != "*" || *found != here)
        });
        defined.next().or(Some(here.clone()))
    }
}

fn below(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") }
}

fn is(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn is_body(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// The type of an `impl` block that is of no trait.
fn inherent(block: TokenStream) -> Option<Segments> {
    match syn::parse2(block).ok()? {
        ItemImpl { trait_: None, self_ty, .. } => match *self_ty {
            Type::Path(path) => Some(path.path.segments.iter().map(|it| it.ident.to_string()).collect()),
            _ => None,
        },
        _ => None,
    }
}

/// The path that tokens begin with, and the tokens behind it.
fn path(mut tokens: &[TokenTree]) -> (Segments, &[TokenTree]) {
    let mut path = Vec::new();
    while let [TokenTree::Ident(segment), rest @ ..] = tokens {
        path.push(segment.to_string());
        tokens = rest;
        match rest {
            [one, two, TokenTree::Ident(_), ..] if is(one, ':') && is(two, ':') => tokens = &rest[2..],
            _ => break,
        }
    }
    (path, tokens)
}

/// Takes note of what a `use` declaration names, behind the segments before a brace.
fn imported(tokens: &[TokenTree], before: &[String], module: &mut Module) {
    for tree in tokens.split(|token| is(token, ',')).filter(|tree| !tree.is_empty()) {
        let (tail, rest) = path(tree);
        let mut path = [before, &tail].concat();
        let group = rest.iter().find_map(|token| match token {
            TokenTree::Group(group) => Some(group.stream().into_iter().collect::<Vec<_>>()),
            _ => None,
        });
        if let Some(group) = group {
            imported(&group, &path, module);
            continue;
        }
        if path.len() > 1 {
            path.pop_if(|last| last == "self");
        }
        let name = match rest.last() {
            Some(last) => last.to_string(),
            None => path.last().unwrap().clone(),
        };
        module.names.push((name, path.clone()));
        module.paths.push(path);
    }
}
