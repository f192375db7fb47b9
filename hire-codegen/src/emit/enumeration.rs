//! Enumerations, in `types.rs`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::long::{each, is_long, joined, parts};
use super::prelude::Prelude;
use super::{tokens, types};
use crate::ir::{Docs, Enumeration, EnumerationValues, Literal, Name, TypeDef, Variant};

/// The enum and what belongs to it.
pub fn text(prelude: &Prelude, definition: &TypeDef, enumeration: &Enumeration) -> syn::Result<String> {
    let Enumeration { variants, values } = enumeration;
    if !is_long(variants.len()) {
        return prelude.formatted(items(definition, *values, &variants.iter().collect::<Vec<_>>()));
    }
    let edge = Variant {
        name: Name::edge(),
        value: match values {
            EnumerationValues::Integers => Literal::Integer(0),
            EnumerationValues::Strings => Literal::String(String::new()),
        },
        docs: Docs::default(),
        deprecated: false,
    };
    let name = edge.name.as_str();
    let parts = each(&parts(variants.len()), |part| {
        let some = variants.get(part.clone()).unwrap_or_default();
        // The first part has what is around the lists as well.
        if part.start > 0
            && let Some(text) = plain(name, *values, some)
        {
            return Ok(text);
        }
        let mut listed = vec![&edge];
        listed.extend(some);
        listed.push(&edge);
        prelude.formatted(items(definition, *values, &listed))
    })?;
    let path = format!("Self::{name}");
    let arms = [format!("{path} => \"\","), format!("{path} => 0,"), format!("\"\" => {path},")];
    let edges = [format!("{name},"), format!("{path},")];
    let is_edge = |line: &str| edges.iter().chain(&arms).any(|edge| edge == line);
    Ok(joined(parts.iter().map(String::as_str), is_edge))
}

/// How long a line is that is surely not broken.
const SHORT: usize = 80;

/// The lists with some variants, as they are formatted, if nothing about these needs a formatter: it takes twenty times as
/// long.
fn plain(edge: &str, kind: EnumerationValues, variants: &[Variant]) -> Option<String> {
    let [mut listed, mut known, mut arms, mut named] =
        [format!("    {edge},\n"), format!("        Self::{edge},\n"), String::new(), String::new()];
    let ends = match kind {
        EnumerationValues::Integers => (format!("            Self::{edge} => 0,\n"), String::new()),
        EnumerationValues::Strings => (
            format!("            Self::{edge} => \"\",\n"),
            format!("                \"\" => Self::{edge},\n"),
        ),
    };
    let begin = [listed.clone(), known.clone(), ends.0.clone(), ends.1.clone()];
    (arms, named) = (arms + &ends.0, named + &ends.1);
    for variant in variants {
        let name = variant.name.as_str();
        let value = match &variant.value {
            Literal::Integer(value) if *value != i64::MIN.into() => tokens::grouped(*value),
            Literal::String(text) if text.bytes().all(is_plain) => format!("\"{text}\""),
            _ => return None,
        };
        if name.len() + value.len() > SHORT - 25 || variant.deprecated {
            return None;
        }
        for line in &variant.docs.0 {
            if line.trim() != line || line.contains(['\n', '\r']) {
                return None;
            }
            let space = if line.is_empty() { "" } else { " " };
            listed.extend(["    ///", space, line, "\n"]);
        }
        listed.extend(["    ", name, ",\n"]);
        known.extend(["        Self::", name, ",\n"]);
        arms.extend(["            Self::", name, " => ", &value, ",\n"]);
        if kind == EnumerationValues::Strings {
            named.extend(["                ", &value, " => Self::", name, ",\n"]);
        }
    }
    let lists = [listed, known, arms, named];
    Some(lists.into_iter().zip(begin).map(|(list, end)| list + &end).collect())
}

/// Whether a character stands for itself in a literal.
fn is_plain(byte: u8) -> bool {
    (byte == b' ' || byte.is_ascii_graphic()) && !matches!(byte, b'"' | b'\\')
}

fn items(definition: &TypeDef, kind: EnumerationValues, variants: &[&Variant]) -> TokenStream {
    let docs = tokens::docs(&definition.docs);
    let deprecated = tokens::deprecated(definition.deprecated);
    let name = &definition.name;
    let derives = types::derives(definition.derives, true);
    let listed = variants.iter().map(|variant| {
        let docs = tokens::docs(&variant.docs);
        let deprecated = tokens::deprecated(variant.deprecated);
        let name = &variant.name;
        quote!(#docs #deprecated #name,)
    });
    let names: Vec<_> = variants.iter().map(|variant| &variant.name).collect();
    let values = variants.iter().map(|variant| match &variant.value {
        Literal::Integer(value) => tokens::integer(*value),
        Literal::String(text) => quote!(#text),
        _ => TokenStream::new(),
    });
    let (wire, getter, unknown, macro_name) = match kind {
        EnumerationValues::Integers => (
            quote!(i64),
            quote!(pub const fn as_i64(&self) -> i64),
            quote!(*value),
            format_ident!("integer_enum"),
        ),
        EnumerationValues::Strings => (
            quote!(::std::string::String),
            quote!(pub fn as_str(&self) -> &str),
            quote!(value),
            format_ident!("string_enum"),
        ),
    };
    let named = named(kind, variants);
    quote! {
        #docs
        #deprecated
        #derives
        #[non_exhaustive]
        pub enum #name {
            #(#listed)*
            #[doc = " A value that the description does not name, as it came."]
            Unknown(#wire),
        }
        impl #name {
            #[doc = " The values that the description names, in its order."]
            pub const KNOWN: &'static [Self] = &[#(Self::#names),*];
            #[doc = " The value on the wire."]
            #[must_use]
            #getter {
                match self {
                    #(Self::#names => #values,)*
                    Self::Unknown(value) => #unknown,
                }
            }
            #named
        }
        ::hire_runtime::#macro_name!(#name);
    }
}

/// From a text to its value. Integers are looked for among the known ones.
fn named(kind: EnumerationValues, variants: &[&Variant]) -> Option<TokenStream> {
    if kind == EnumerationValues::Integers {
        return None;
    }
    let arms = variants.iter().filter_map(|variant| match &variant.value {
        Literal::String(text) => {
            let name = &variant.name;
            Some(quote!(#text => Self::#name,))
        }
        _ => None,
    });
    Some(quote! {
        #[doc = " The value of a text on the wire, if the description names it."]
        #[must_use]
        pub fn named(value: &str) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(match value {
                #(#arms)*
                _ => return ::core::option::Option::None,
            })
        }
    })
}
