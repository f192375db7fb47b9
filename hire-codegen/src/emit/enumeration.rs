//! Enumerations, in `types.rs`: the enum, and the table of its values.

use std::fmt::Write as _;

use proc_macro2::Literal as TokenLiteral;
use quote::quote;

use super::lines::INDENT;
use super::prelude::Prelude;
use super::{members, tokens, types};
use crate::ir::{Enumeration, EnumerationValues, Literal, TypeDef, Variant};

/// The enum and what belongs to it.
pub fn text(prelude: &Prelude, definition: &TypeDef, enumeration: &Enumeration) -> syn::Result<String> {
    let Enumeration { variants, values } = enumeration;
    let wire = match values {
        EnumerationValues::Integers => quote!(i64),
        EnumerationValues::Strings => quote!(::std::string::String),
    };
    let mut listed = String::new();
    for variant in variants {
        listed += &members::docs(INDENT, &variant.docs, variant.deprecated);
        // Writing into a string does not fail.
        let _ = writeln!(listed, "    {},", variant.name);
    }
    listed += "    /// A value that the description does not list, as received.\n";
    let _ = writeln!(listed, "    Unknown({}),", prelude.type_text(&wire)?);
    let deprecated = tokens::deprecated(definition.deprecated);
    let (name, derives) = (&definition.name, types::derives(definition.derives, true));
    let item = quote!(#deprecated #derives #[non_exhaustive] pub enum #name {});
    Ok(members::item(prelude, &definition.docs, item, &listed)? + &table(definition, *values, variants))
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
