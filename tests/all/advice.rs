//! What the platform's pages advise is in the docs of the bindings: a table of the pages' sentences, each with the item
//! whose docs have to say it.

use std::collections::BTreeMap;

use serde::Deserialize;
use syn::{Attribute, Fields, Item};

use crate::scratch_crate::workspace;

/// The sentences of each page, counted anew on the page, and so many rows.
const SENTENCES: [(&str, usize); 3] = [("create", 76), ("delete", 14), ("token", 10)];

#[derive(Deserialize)]
struct Row {
    /// The sentence, in words of our own.
    says: String,
    /// The item that says it: a type, `Type::field` or `Type::Variant`.
    at: String,
    /// Words that its docs must have.
    words: Vec<String>,
}

/// Docs in one line.
fn docs(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| {
        let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
        let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value else { return None };
        pair.path.is_ident("doc").then(|| text.value())
    });
    lines.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The docs of all types, fields and variants.
fn emitted() -> BTreeMap<String, String> {
    let bindings = hire_codegen::Generator::new(workspace().join("spec/hire.yaml")).generate().unwrap();
    let items = bindings.files().iter().flat_map(|file| syn::parse_file(&file.text).unwrap().items);
    let mut found = BTreeMap::new();
    let mut add = |name: String, attributes: &[Attribute]| _ = found.insert(name, docs(attributes));
    for item in items {
        match item {
            Item::Struct(it) => {
                add(it.ident.to_string(), &it.attrs);
                if let Fields::Named(fields) = it.fields {
                    for field in fields.named {
                        add(format!("{}::{}", it.ident, field.ident.unwrap()), &field.attrs);
                    }
                }
            }
            Item::Enum(it) => {
                add(it.ident.to_string(), &it.attrs);
                for variant in it.variants {
                    add(format!("{}::{}", it.ident, variant.ident), &variant.attrs);
                }
            }
            _ => {}
        }
    }
    found
}

#[test]
fn every_sentence_is_in_the_docs() {
    let pages: BTreeMap<String, Vec<Row>> = serde_yaml::from_str(include_str!("advice/pages.yaml")).unwrap();
    let counts: Vec<_> = pages.iter().map(|(page, rows)| (page.as_str(), rows.len())).collect();
    assert_eq!(counts, SENTENCES);
    let docs = emitted();
    let mut missing = Vec::new();
    for Row { says, at, words } in pages.values().flatten() {
        let text = docs.get(at).map_or("", String::as_str);
        let absent: Vec<_> = words.iter().filter(|word| !text.contains(word.as_str())).collect();
        if !absent.is_empty() || words.is_empty() {
            missing.push(format!("{at}: {says}: {absent:?} in {text:?}"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
