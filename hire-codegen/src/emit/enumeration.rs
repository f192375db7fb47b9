//! Enumerations, in `types.rs`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{formatted, tokens, types};
use crate::model::{Docs, Enumeration, EnumerationValues, Literal, Name, TypeDef, Variant};

/// How many variants are formatted at once, at least. The tokens of a variant take some thousand bytes.
const AT_ONCE: usize = 1_000;

/// The enum and what belongs to it.
pub fn text(definition: &TypeDef, enumeration: &Enumeration) -> syn::Result<String> {
    let Enumeration { variants, values } = enumeration;
    let variants: Vec<_> = variants.iter().collect();
    if variants.len() < 2 * AT_ONCE {
        return formatted(items(definition, *values, &variants));
    }
    // The items are formatted with some of the variants at a time, between two that mark the ends of each list: what is between
    // them belongs together, and what is around them is the same each time.
    let edge = Variant {
        name: Name::edge(),
        value: match values {
            EnumerationValues::Integers => Literal::Integer(0),
            EnumerationValues::Strings => Literal::String(String::new()),
        },
        docs: Docs::default(),
        deprecated: false,
    };
    let mut whole: Vec<String> = Vec::new();
    let size = variants.len().div_ceil(variants.len() / AT_ONCE);
    for some in variants.chunks(size) {
        let mut listed = vec![&edge];
        listed.extend(some);
        listed.push(&edge);
        let text = formatted(items(definition, *values, &listed))?;
        for (index, part) in parts(&text, edge.name.as_str()).into_iter().enumerate() {
            match whole.get_mut(index) {
                // Every other part is of a list.
                Some(known) if index % 2 == 1 => known.push_str(&part),
                Some(_) => {}
                None => whole.push(part),
            }
        }
    }
    Ok(whole.concat())
}

/// The parts of a text between the lines of the variant that marks the ends of lists.
fn parts(text: &str, edge: &str) -> Vec<String> {
    let path = format!("Self::{edge}");
    let mut parts = vec![String::new()];
    for line in text.split_inclusive('\n') {
        let bare = line.trim().trim_end_matches(',');
        let marks = bare == edge
            || bare == path
            || bare.strip_prefix(&path).is_some_and(|value| matches!(value, " => \"\"" | " => 0"))
            || bare.strip_suffix(&path) == Some("\"\" => ");
        match parts.last_mut() {
            Some(part) if !marks => part.push_str(line),
            _ => parts.push(String::new()),
        }
    }
    parts
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
