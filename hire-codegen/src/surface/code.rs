//! What items of bindings do: their code, and what stands for them on the wire.
//!
//! Two interfaces may be the same while callers send something else. So the code of each item is kept besides, without docs
//! and without words that callers can only show, and what an item is called in messages.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, ImplItem};

use super::types::{Names, Scope, join};

/// The code of items and their names on the wire, each by the path of the item.
#[derive(Default)]
pub struct Code {
    pub units: BTreeMap<String, String>,
    pub wire: BTreeMap<String, String>,
}

/// Reads the code of parsed modules.
pub fn read(files: &[(String, Vec<syn::Item>)], names: &Names<'_>) -> Code {
    let mut reader = Reader { names, parts: Vec::new(), helpers: BTreeMap::new(), wire: BTreeMap::new() };
    for (module, items) in files {
        reader.module(module, items);
    }
    let Reader { parts, helpers, wire, .. } = reader;
    let mut units = BTreeMap::new();
    for (path, part) in parts {
        let unit: &mut String = units.entry(path).or_default();
        let mut known = BTreeSet::new();
        let mut open = vec![&part];
        while let Some(part) = open.pop() {
            *unit += &part.text;
            let mentioned = part.words.iter().filter_map(|word| helpers.get_key_value(word));
            open.extend(mentioned.filter(|(word, _)| known.insert(*word)).flat_map(|(_, parts)| parts));
        }
    }
    Code { units, wire }
}

/// Some code, and the words in it, which may name what else is of it.
struct Part {
    text: String,
    words: BTreeSet<String>,
}

impl Part {
    fn new(tokens: &impl ToTokens) -> Self {
        let mut words = BTreeSet::new();
        let tokens = without_words(tokens.to_token_stream(), &mut words);
        Self { text: tokens.to_string(), words }
    }
}

struct Reader<'n> {
    names: &'n Names<'n>,
    parts: Vec<(String, Part)>,
    /// Functions and statics that belong to whatever names them: checks, patterns, envelopes.
    helpers: BTreeMap<String, Vec<Part>>,
    wire: BTreeMap<String, String>,
}

impl Reader<'_> {
    fn module(&mut self, module: &str, items: &[syn::Item]) {
        let names = self.names;
        let scope = Scope { names, module, own: "" };
        for item in items {
            match item {
                syn::Item::Struct(item) => self.part(join(module, &item.ident.to_string()), item),
                syn::Item::Enum(item) => self.part(join(module, &item.ident.to_string()), item),
                syn::Item::Type(item) => self.part(join(module, &item.ident.to_string()), item),
                syn::Item::Static(item) if item.ident == "API" => self.part(join(module, "API"), item),
                syn::Item::Static(item) => self.helper(&item.ident, item),
                syn::Item::Fn(item) => {
                    if let Some(alias) = alias(&item.sig, &scope) {
                        self.part(alias, item);
                    }
                    self.helper(&item.sig.ident, item);
                }
                syn::Item::Mod(item) => {
                    if let Some((_, items)) = &item.content {
                        self.module(&join(module, &item.ident.to_string()), items);
                    }
                }
                syn::Item::Impl(item) => self.implementation(&scope.type_(&item.self_ty), item),
                syn::Item::Macro(item) => {
                    // Behind attributes.
                    let head = item.mac.tokens.clone().into_iter().skip_while(|tree| !is_of_path(tree));
                    let head = head.take_while(is_of_path).collect();
                    let Ok(path) = syn::parse2::<syn::Path>(head) else { continue };
                    let owner = scope.path(&path);
                    self.names_on_the_wire(&owner, &item.mac);
                    self.part(owner, &item.mac);
                }
                _ => {}
            }
        }
    }

    fn part(&mut self, path: String, tokens: &impl ToTokens) {
        self.parts.push((path, Part::new(tokens)));
    }

    fn helper(&mut self, name: &syn::Ident, tokens: &impl ToTokens) {
        self.helpers.entry(name.to_string()).or_default().push(Part::new(tokens));
    }

    fn implementation(&mut self, own: &str, item: &syn::ItemImpl) {
        if let Some((path, _)) = &item.trait_ {
            if path.segments.last().is_some_and(|segment| segment.ident == "ErrorCode") {
                self.error_codes(own, item.to_token_stream());
            }
            return self.part(own.to_owned(), item);
        }
        for member in &item.items {
            match member {
                ImplItem::Fn(member) => self.part(join(own, &member.sig.ident.to_string()), member),
                other => self.part(own.to_owned(), other),
            }
        }
    }

    /// What rows of the runtime's tables call the members of a type.
    fn names_on_the_wire(&mut self, owner: &str, macro_: &syn::Macro) {
        let table = macro_.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        let mut places = Vec::new();
        if table == "endpoint" {
            let [method, path] = route(macro_.tokens.clone()).unwrap_or_default();
            let (pattern, names) = pattern(&path);
            self.wire.insert(owner.to_owned(), format!("{method} {pattern}"));
            places = names;
        }
        for row in rows(macro_.tokens.clone()) {
            let is_arrow = |pair: &[TokenTree]| matches!(pair, [TokenTree::Punct(one), TokenTree::Punct(two)] if one.as_char() == '=' && two.as_char() == '>');
            let Some(arrow) = row.windows(2).position(is_arrow) else { continue };
            let (left, right) = row.split_at(arrow);
            let right = right.get(2..).unwrap_or_default();
            let is_named_first = matches!(table.as_str(), "payloads" | "headers");
            let (named, written) = if is_named_first { (left, right) } else { (right, left) };
            // Behind attributes.
            let is_name = |tree: &&TokenTree| matches!(tree, TokenTree::Ident(_));
            let Some(name) = named.iter().find(is_name) else { continue };
            let text = literal(written).unwrap_or_else(|| written.iter().map(ToString::to_string).collect());
            let kind = written.first().map(ToString::to_string).unwrap_or_default();
            let wire = match (table.as_str(), kind.as_str()) {
                // What stands in the place of a parameter is told by the place alone.
                ("endpoint", "path") => match places.iter().position(|place| *place == text) {
                    Some(index) => format!("path {index}"),
                    None => continue,
                },
                ("endpoint", "query" | "header" | "cookie") => format!("{kind} {text}"),
                ("endpoint", _) => continue,
                _ => text,
            };
            self.wire.insert(join(owner, &name.to_string()), wire);
        }
    }

    /// The numbers of error codes: `CodeInfo::new(7, Self::Busy)`.
    fn error_codes(&mut self, own: &str, tokens: TokenStream) {
        let mut is_row = false;
        for tree in tokens {
            let word = tree.to_string();
            if let TokenTree::Group(group) = &tree {
                let arguments: Vec<_> = group.stream().into_iter().collect();
                match (is_row, arguments.first(), arguments.last()) {
                    (true, Some(number), Some(TokenTree::Ident(name))) => {
                        self.wire.entry(join(own, &name.to_string())).or_insert_with(|| number.to_string());
                    }
                    _ => self.error_codes(own, group.stream()),
                }
            }
            is_row = word == "CodeInfo" || is_row && matches!(word.as_str(), ":" | "new");
        }
    }
}

/// The alias whose values a function checks.
fn alias(signature: &syn::Signature, scope: &Scope<'_>) -> Option<String> {
    signature.inputs.iter().find_map(|input| {
        let FnArg::Typed(input) = input else { return None };
        let syn::Type::Reference(reference) = &*input.ty else { return None };
        let syn::Type::Path(path) = &*reference.elem else { return None };
        Some(scope.name(&path.path)).filter(|name| scope.names.aliases.contains_key(name))
    })
}

/// Tokens without docs, and without words that nothing depends on: the title and the version of the API, and what error codes
/// mean.
fn without_words(tokens: TokenStream, words: &mut BTreeSet<String>) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for tree in tokens {
        let is_after = |name: &str, back: usize| {
            let tree = kept.len().checked_sub(back).and_then(|at| kept.get(at));
            tree.is_some_and(|tree| !matches!(tree, TokenTree::Group(_)) && tree.to_string() == name)
        };
        match tree {
            TokenTree::Group(group) => {
                let first = group.stream().into_iter().next().map(|tree| tree.to_string());
                if is_after("#", 1) && first.as_deref() == Some("doc") {
                    kept.pop();
                } else if is_after("meaning", 1) || is_after("advice", 1) {
                    kept.truncate(kept.len().saturating_sub(2));
                } else if !(is_after("new", 1) && is_after("Api", 4)) {
                    let inner = without_words(group.stream(), words);
                    kept.push(Group::new(group.delimiter(), inner).into());
                }
            }
            tree => {
                if let TokenTree::Ident(word) = &tree {
                    words.insert(word.to_string());
                }
                kept.push(tree);
            }
        }
    }
    kept.into_iter().collect()
}

/// Whether a token may be one of a path.
fn is_of_path(tree: &TokenTree) -> bool {
    match tree {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(mark) => mark.as_char() == ':',
        _ => false,
    }
}

fn is_mark(trees: &[TokenTree], mark: char) -> bool {
    matches!(trees, [TokenTree::Punct(punct)] if punct.as_char() == mark)
}

/// The rows of a table: what commas separate behind the last semicolon.
fn rows(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut rows = vec![Vec::new()];
    for tree in tokens {
        let one = std::slice::from_ref(&tree);
        if is_mark(one, ';') {
            rows = vec![Vec::new()];
        } else if is_mark(one, ',') {
            rows.push(Vec::new());
        } else if let Some(row) = rows.last_mut() {
            row.push(tree);
        }
    }
    rows
}

/// The first string among tokens.
fn literal(tokens: &[TokenTree]) -> Option<String> {
    tokens.iter().find_map(|tree| match tree {
        TokenTree::Literal(literal) => {
            syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|text| text.value())
        }
        TokenTree::Group(group) => literal(&group.stream().into_iter().collect::<Vec<_>>()),
        _ => None,
    })
}

/// The method and the path of an endpoint: `operation(&API, "id", "GET", "/pets")`.
fn route(tokens: TokenStream) -> Option<[String; 2]> {
    let trees: Vec<_> = tokens.into_iter().collect();
    let at = trees.iter().position(|tree| tree.to_string() == "operation")?;
    let TokenTree::Group(group) = trees.get(at + 1)? else { return None };
    let mut texts = group.stream().into_iter().filter_map(|tree| literal(&[tree])).skip(1);
    Some([texts.next()?, texts.next()?])
}

/// A path without the names of its parameters, and these in order.
fn pattern(path: &str) -> (String, Vec<String>) {
    let (mut pattern, mut names) = (String::new(), Vec::new());
    for (index, part) in path.split('{').enumerate() {
        match part.split_once('}') {
            Some((name, rest)) if index > 0 => {
                names.push(name.to_owned());
                pattern = pattern + "{}" + rest;
            }
            _ => pattern += part,
        }
    }
    (pattern, names)
}
