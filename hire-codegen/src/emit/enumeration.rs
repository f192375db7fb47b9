//! Enumerations, in `types.rs`: the enum, and the table of its values.

use std::fmt::Write as _;

use proc_macro2::{Literal as TokenLiteral, TokenStream};
use quote::quote;

use super::long::{each, is_long, joined, parts};
use super::prelude::Prelude;
use super::{tokens, types};
use crate::ir::{Docs, Enumeration, EnumerationValues, Literal, Name, TypeDef, Variant};

/// The enum and what belongs to it.
pub fn text(prelude: &Prelude, definition: &TypeDef, enumeration: &Enumeration) -> syn::Result<String> {
    let Enumeration { variants, values } = enumeration;
    let table = table(definition, *values, variants);
    if !is_long(variants.len()) {
        let items = items(definition, *values, &variants.iter().collect::<Vec<_>>());
        return Ok(prelude.formatted(items)? + &table);
    }
    let (at, name, docs) = (definition.at, Name::edge(), Docs::default());
    let edge = Variant { at, name, value: Literal::Null, docs, deprecated: false };
    let line = format!("{},", edge.name);
    let parts = each(&parts(variants.len()), |part| {
        let some = variants.get(part.clone()).unwrap_or_default();
        // The first part has what is around the list as well.
        if part.start > 0
            && let Some(list) = plain(some)
        {
            return Ok(format!("{line}\n{list}{line}\n"));
        }
        let mut listed = vec![&edge];
        listed.extend(some);
        listed.push(&edge);
        prelude.formatted(items(definition, *values, &listed))
    })?;
    Ok(joined(parts.iter().map(String::as_str), |text| text == line) + &table)
}

/// The list of some variants as it is formatted, if nothing about these needs a formatter: it takes twenty times as long.
fn plain(variants: &[Variant]) -> Option<String> {
    let mut list = String::new();
    for variant in variants {
        if variant.deprecated {
            return None;
        }
        for line in &variant.docs.lines {
            if line.trim() != line || line.contains(['\n', '\r']) {
                return None;
            }
            let space = if line.is_empty() { "" } else { " " };
            list.extend(["    ///", space, line, "\n"]);
        }
        list.extend(["    ", variant.name.as_str(), ",\n"]);
    }
    Some(list)
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
    let wire = match kind {
        EnumerationValues::Integers => quote!(i64),
        EnumerationValues::Strings => quote!(::std::string::String),
    };
    quote! {
        #docs
        #deprecated
        #derives
        #[non_exhaustive]
        pub enum #name {
            #(#listed)*
            #[doc = " A value that the description does not list, as received."]
            Unknown(#wire),
        }
    }
}

/// The values on the wire: a line for each variant, which needs no formatter.
fn table(definition: &TypeDef, kind: EnumerationValues, variants: &[Variant]) -> String {
    let kind = match kind {
        EnumerationValues::Integers => "integer_enum",
        EnumerationValues::Strings => "string_enum",
    };
    let mut table = format!("::hire_runtime::{kind}! {{\n    {};\n", definition.name);
    for variant in variants {
        let value = match &variant.value {
            Literal::Integer(value) => tokens::integer(*value).to_string().replace(' ', ""),
            Literal::String(text) => TokenLiteral::string(text).to_string(),
            _ => continue,
        };
        // Writing into a string does not fail.
        let _ = writeln!(table, "    {value} => {},", variant.name);
    }
    table + "}\n\n"
}
