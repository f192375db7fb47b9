//! Texts of bindings to items.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Fields, FnArg, ImplItem, Pat, ReceiverKind, ReturnType, Token, Visibility};

use super::code::{self, Code};
use super::types::{Names, Scope, join};
use super::{Item, ItemKind, tables};

/// The modules of bindings that callers do not see; of `wire` only what its macros implement.
const PRIVATE: [&str; 2] = ["validation", "wire"];

/// Reads the texts of modules.
pub fn items(texts: &[(&str, &str)]) -> Result<(Vec<Item>, Code), String> {
    let files = texts.iter().map(|(name, text)| {
        let module = if *name == "mod" { "" } else { name };
        let file = syn::parse_file(text).map_err(|error| format!("{name}.rs is no Rust: {error}"))?;
        let items = file.items.into_iter().flat_map(declared).collect::<Vec<_>>();
        Ok((module.to_owned(), items))
    });
    let files = files.collect::<Result<Vec<_>, String>>()?;
    let mut names = Names::default();
    for (module, items) in &files {
        define(module, items, &mut names);
    }
    let mut reader = Reader { names: &names, items: Vec::new() };
    for (module, items) in &files {
        reader.module(module, items).map_err(|error| format!("{module}.rs: {error}"))?;
    }
    let (mut items, code) = (reader.items, code::read(&files, &names));
    for item in items.iter_mut().filter(|item| item.kind != ItemKind::Function) {
        item.wire = code.wire.get(&item.path).cloned().unwrap_or_default();
    }
    Ok((items, code))
}

/// An item, behind the struct that the runtime's macro makes of it, if it is a table of headers.
fn declared(item: syn::Item) -> impl Iterator<Item = syn::Item> {
    let headers = match &item {
        syn::Item::Macro(table) if table.mac.path.segments.last().is_some_and(|it| it.ident == "headers") => {
            table.mac.parse_body().ok().map(|tables::Headers(headers)| syn::Item::Struct(headers))
        }
        _ => None,
    };
    headers.into_iter().chain([item])
}

/// Notes what a module defines.
fn define<'f>(module: &str, items: &'f [syn::Item], names: &mut Names<'f>) {
    for item in items {
        let name = match item {
            syn::Item::Struct(item) => &item.ident,
            syn::Item::Enum(item) => &item.ident,
            syn::Item::Type(item) => {
                if item.generics.params.is_empty() {
                    let target = (module.to_owned(), &*item.ty);
                    names.aliases.insert(join(module, &item.ident.to_string()), target);
                }
                &item.ident
            }
            syn::Item::Mod(item) => {
                if let Some((_, items)) = &item.content {
                    define(&join(module, &item.ident.to_string()), items, names);
                }
                continue;
            }
            _ => continue,
        };
        names.defined.insert(join(module, &name.to_string()));
    }
}

struct Reader<'n> {
    names: &'n Names<'n>,
    items: Vec<Item>,
}

impl<'n> Reader<'n> {
    fn scope<'s>(&self, module: &'s str, own: &'s str) -> Scope<'s>
    where
        'n: 's,
    {
        Scope { names: self.names, module, own }
    }

    fn push(&mut self, kind: ItemKind, path: String, signature: impl Into<String>) {
        let signature = signature.into();
        self.items.push(Item {
            kind,
            path,
            signature,
            parameters: Vec::new(),
            wire: String::new(),
            position: None,
        });
    }

    fn module(&mut self, module: &str, items: &[syn::Item]) -> Result<(), syn::Error> {
        let is_private = PRIVATE.contains(&module);
        for item in items {
            match item {
                syn::Item::Macro(item) => self.macro_(module, &item.mac)?,
                _ if is_private => {}
                syn::Item::Struct(item) if is_public(&item.vis) => {
                    let path = join(module, &item.ident.to_string());
                    self.push(ItemKind::Struct, path.clone(), "");
                    self.derives(&path, &item.attrs)?;
                    self.fields(module, &path, &item.fields);
                }
                syn::Item::Enum(item) if is_public(&item.vis) => {
                    let path = join(module, &item.ident.to_string());
                    self.push(ItemKind::Enum, path.clone(), "");
                    self.derives(&path, &item.attrs)?;
                    for variant in &item.variants {
                        let types =
                            variant.fields.iter().map(|field| self.scope(module, "").type_(&field.ty));
                        let types = types.collect::<Vec<_>>().join(", ");
                        self.push(ItemKind::Variant, join(&path, &variant.ident.to_string()), types);
                    }
                }
                syn::Item::Type(item) if is_public(&item.vis) => {
                    let target = self.scope(module, "").type_(&item.ty);
                    let parameters = item.generics.to_token_stream().to_string();
                    let path = join(module, &item.ident.to_string());
                    self.push(ItemKind::Alias, path, format!("{parameters}{target}"));
                }
                syn::Item::Static(item) if is_public(&item.vis) => {
                    let type_ = self.scope(module, "").type_(&item.ty);
                    self.push(ItemKind::Constant, join(module, &item.ident.to_string()), type_);
                }
                syn::Item::Mod(item) if is_public(&item.vis) => {
                    if let Some((_, items)) = &item.content {
                        self.module(&join(module, &item.ident.to_string()), items)?;
                    }
                }
                syn::Item::Impl(item) => self.implementation(module, item),
                syn::Item::Use(item) if is_public(&item.vis) => self.checks(&item.tree),
                _ => {}
            }
        }
        Ok(())
    }

    fn fields(&mut self, module: &str, owner: &str, fields: &Fields) {
        for (index, field) in fields.iter().enumerate().filter(|(_, field)| is_public(&field.vis)) {
            let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
            let type_ = self.scope(module, "").type_(&field.ty);
            self.push(ItemKind::Field, join(owner, &name), type_);
        }
    }

    /// The functions that check values of aliases: the root has them of a private module.
    fn checks(&mut self, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) if path.ident == "self" || path.ident == "validation" => {
                self.checks(&path.tree);
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.checks(tree)),
            syn::UseTree::Name(name) => self.push(ItemKind::Function, name.ident.to_string(), ""),
            _ => {}
        }
    }

    /// The traits that a type derives.
    fn derives(&mut self, owner: &str, attributes: &[syn::Attribute]) -> Result<(), syn::Error> {
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
            let list = Punctuated::<syn::Path, Token![,]>::parse_terminated;
            for path in attribute.parse_args_with(list)? {
                let name = path.to_token_stream();
                self.push(ItemKind::Trait, format!("{owner}: {name}"), "");
            }
        }
        Ok(())
    }

    fn implementations(&mut self, module: &str, items: &[syn::ItemImpl]) {
        for item in items {
            self.implementation(module, item);
        }
    }

    fn implementation(&mut self, module: &str, item: &syn::ItemImpl) {
        let own = self.scope(module, "").type_(&item.self_ty);
        match &item.trait_ {
            Some((path, _)) => {
                let name = self.scope(module, &own).path(path);
                self.push(ItemKind::Trait, format!("{own}: {name}"), "");
                for member in &item.items {
                    if let ImplItem::Type(member) = member {
                        let type_ = self.scope(module, &own).type_(&member.ty);
                        let path = format!("{own}: {name}::{}", member.ident);
                        self.push(ItemKind::AssociatedType, path, type_);
                    }
                }
            }
            None => {
                for member in &item.items {
                    if let ImplItem::Fn(member) = member
                        && is_public(&member.vis)
                    {
                        self.function(module, &own, &member.sig);
                    }
                }
            }
        }
    }

    fn function(&mut self, module: &str, own: &str, signature: &syn::Signature) {
        let scope = self.scope(module, own);
        let parameters = signature.inputs.iter().map(|input| match input {
            FnArg::Receiver(receiver) => {
                let is_reference = matches!(receiver.kind, ReceiverKind::Reference(..));
                let reference = if is_reference { "&" } else { "" };
                ("self".to_owned(), format!("{reference}{own}"))
            }
            FnArg::Typed(input) => {
                let name = match &*input.pat {
                    Pat::Ident(name) => name.ident.to_string(),
                    other => other.to_token_stream().to_string(),
                };
                (name, scope.type_(&input.ty))
            }
        });
        let parameters = parameters.collect();
        let output = match &signature.output {
            ReturnType::Default => "()".to_owned(),
            ReturnType::Type(_, type_) => scope.type_(type_),
        };
        let generics = signature.generics.to_token_stream();
        let kind = if signature.asyncness.is_some() { ItemKind::AsyncFunction } else { ItemKind::Function };
        let path = join(own, &signature.ident.to_string());
        let signature = if generics.is_empty() { output } else { format!("{generics} {output}") };
        self.items.push(Item { kind, path, signature, parameters, wire: String::new(), position: None });
    }

    /// What the runtime's macros implement for a type.
    fn macro_(&mut self, module: &str, macro_: &syn::Macro) -> Result<(), syn::Error> {
        let name = macro_.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        match name.as_str() {
            "union_value" => {
                let (owner, rows) = split(macro_.tokens.clone(), '=');
                let owner = self.scope(module, "").type_(&syn::parse2(owner)?);
                self.conversions(module, &owner, rows)
            }
            "endpoint" => {
                let tables::Endpoint(impls) = macro_.parse_body()?;
                self.implementations(module, &impls);
                Ok(())
            }
            "payloads" => {
                let tables::Payloads(impls) = macro_.parse_body()?;
                self.implementations(module, &impls);
                Ok(())
            }
            "union_object" => {
                let (owner, _) = split(macro_.tokens.clone(), '=');
                let owner = self.scope(module, "").type_(&syn::parse2(owner)?);
                for name in ["as_object", "as_object_mut"] {
                    self.push(ItemKind::Function, join(&owner, name), "");
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The type of a variant: `[Item]` is a list, and `{Value}` a map.
    fn payload(&self, module: &str, tokens: TokenStream) -> Result<String, syn::Error> {
        if let Some(item) = grouped(&tokens, Delimiter::Bracket) {
            return Ok(format!("Vec<{}>", self.payload(module, item)?));
        }
        if let Some(value) = grouped(&tokens, Delimiter::Brace) {
            return Ok(format!("hire_runtime::Map<{}>", self.payload(module, value)?));
        }
        Ok(self.scope(module, "").type_(&syn::parse2(tokens)?))
    }

    /// `From` the type in brackets of each row.
    fn conversions(&mut self, module: &str, owner: &str, rows: TokenStream) -> Result<(), syn::Error> {
        let mut after_arrow = false;
        for tree in rows {
            match tree {
                TokenTree::Group(group) if !after_arrow => {
                    let type_ = self.payload(module, group.stream())?;
                    self.push(ItemKind::Trait, format!("{owner}: From<{type_}>"), "");
                }
                TokenTree::Punct(mark) if mark.as_char() == ',' => {
                    after_arrow = false;
                }
                TokenTree::Punct(mark) if mark.as_char() == '>' => after_arrow = true,
                _ => {}
            }
        }
        Ok(())
    }
}

/// What a group of tokens holds, if they are nothing but one.
fn grouped(tokens: &TokenStream, delimiter: Delimiter) -> Option<TokenStream> {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == delimiter => Some(group.stream()),
        _ => None,
    }
}

/// The tokens before and after the first of a mark.
fn split(tokens: TokenStream, mark: char) -> (TokenStream, TokenStream) {
    let mut tokens = tokens.into_iter();
    let is_before = |tree: &TokenTree| !matches!(tree, TokenTree::Punct(punct) if punct.as_char() == mark);
    let before = tokens.by_ref().take_while(is_before).collect();
    (before, tokens.collect())
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}
