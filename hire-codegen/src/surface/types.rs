//! Types of an interface as texts that mean the same wherever they stand.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;

/// What is needed to write a type: where it stands, and what is defined.
pub struct Scope<'s> {
    pub names: &'s Names<'s>,
    /// The module that the type stands in; empty for the root.
    pub module: &'s str,
    /// What `Self` is; empty outside of implementations.
    pub own: &'s str,
}

/// The types that bindings define, by their paths.
#[derive(Default)]
pub struct Names<'f> {
    pub defined: BTreeSet<String>,
    /// The aliases without parameters, each with the module that it stands in.
    pub aliases: BTreeMap<String, (String, &'f syn::Type)>,
}

/// A path from the root.
pub fn join(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") }
}

impl Scope<'_> {
    /// The text of a type.
    pub fn type_(&self, type_: &syn::Type) -> String {
        match type_ {
            syn::Type::Path(path) if path.qself.is_none() => self.path(&path.path),
            syn::Type::Tuple(tuple) => {
                let items: Vec<_> = tuple.elems.iter().map(|item| self.type_(item)).collect();
                let comma = if items.len() == 1 { "," } else { "" };
                format!("({}{comma})", items.join(", "))
            }
            syn::Type::Reference(reference) => {
                let lifetime =
                    reference.lifetime.as_ref().map_or(String::new(), |lifetime| format!("{lifetime} "));
                let mutable = if reference.mutability.is_some() { "mut " } else { "" };
                format!("&{lifetime}{mutable}{}", self.type_(&reference.elem))
            }
            syn::Type::Slice(slice) => format!("[{}]", self.type_(&slice.elem)),
            syn::Type::ImplTrait(bounds) => {
                let bounds = bounds.bounds.iter().map(|bound| match bound {
                    syn::TypeParamBound::Trait(bound) => self.path(&bound.path),
                    other => plain(other),
                });
                format!("impl {}", bounds.collect::<Vec<_>>().join(" + "))
            }
            other => plain(other),
        }
    }

    /// The text of a path to a type or to a trait.
    pub fn path(&self, path: &syn::Path) -> String {
        let name = self.name(path);
        if let Some((module, target)) = self.names.aliases.get(&name) {
            return Scope { module, own: "", ..*self }.type_(target);
        }
        let Some(syn::PathArguments::AngleBracketed(arguments)) =
            path.segments.last().map(|segment| &segment.arguments)
        else {
            return name;
        };
        let arguments = arguments.args.iter().map(|argument| match argument {
            syn::GenericArgument::Type(type_) => self.type_(type_),
            other => plain(other),
        });
        format!("{name}<{}>", arguments.collect::<Vec<_>>().join(", "))
    }

    /// The path without arguments, from the root on.
    pub fn name(&self, path: &syn::Path) -> String {
        let segments: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if path.leading_colon.is_some() {
            let is_standard = matches!(segments.first().map(String::as_str), Some("core" | "std"));
            return if is_standard {
                segments.last().cloned().unwrap_or_default()
            } else {
                segments.join("::")
            };
        }
        let is_way = |segment: &&String| matches!(segment.as_str(), "super" | "self" | "crate");
        let written: Vec<_> = segments.iter().skip_while(is_way).cloned().collect();
        let written = written.join("::");
        if written == "Self" {
            return self.own.to_owned();
        }
        let candidates = [join(self.module, &written), written.clone()];
        candidates.into_iter().find(|name| self.names.defined.contains(name)).unwrap_or(written)
    }
}

/// The tokens of something that is compared as it is written.
fn plain(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}
