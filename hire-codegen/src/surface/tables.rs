//! The tables of the runtime's macros as the items that the macros make of them, without bodies.

use proc_macro2::TokenTree;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, ItemImpl, ItemStruct, Token, Type, parse_quote};

/// What `endpoint!` implements.
pub struct Endpoint(pub Vec<ItemImpl>);

/// The struct that `headers!` makes.
pub struct Headers(pub ItemStruct);

/// What `payloads!` implements.
pub struct Payloads(pub Vec<ItemImpl>);

impl Parse for Endpoint {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name: Ident = input.parse()?;
        input.parse::<Token![->]>()?;
        let success: Type = input.parse()?;
        let (mut failure, mut code): (Type, Type) =
            (parse_quote!(::hire_runtime::Undocumented), parse_quote!(::hire_runtime::NoCode));
        let mut from: Option<Type> = None;
        while input.parse::<Option<Token![,]>>()?.is_some() {
            let word: Ident = input.parse()?;
            let type_ = input.parse()?;
            match word.to_string().as_str() {
                "failure" => failure = type_,
                "code" => code = type_,
                _ => from = Some(type_),
            }
        }
        input.parse::<Token![;]>()?;
        // The clauses, of which that of the operation is the last.
        let mut is_last = false;
        while !is_last {
            is_last = input.fork().parse::<Ident>()? == "operation";
            while input.parse::<Option<Token![;]>>()?.is_none() {
                input.parse::<TokenTree>()?;
            }
        }
        let rows = Punctuated::<Row, Token![,]>::parse_terminated(input)?;
        let (optional, required): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.is_optional);
        let setters = optional.into_iter().map(|Row { field, type_, .. }| -> syn::ImplItemFn {
            parse_quote!(pub fn #field(mut self, #field: #type_) -> Self {})
        });
        let required = required
            .into_iter()
            .map(|Row { field, type_, .. }| -> syn::FnArg { parse_quote!(#field: #type_) });
        let mut impls = vec![parse_quote! {
            impl ::hire_runtime::Endpoint for #name {
                type Success = #success;
                type Failure = #failure;
                type Code = #code;
            }
        }];
        impls.extend(from.map(|from| -> ItemImpl { parse_quote!(impl From<#from> for #name {}) }));
        impls.push(parse_quote! {
            impl #name {
                pub fn new(#(#required),*) -> Self {}
                #(#setters)*
            }
        });
        Ok(Self(impls))
    }
}

/// A row of `endpoint!`: a field, what it is made of, and whether by a setter.
struct Row {
    field: Ident,
    type_: Type,
    is_optional: bool,
}

impl Parse for Row {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        while !input.peek(Token![=>]) {
            input.parse::<TokenTree>()?;
        }
        input.parse::<Token![=>]>()?;
        let field = input.parse()?;
        let is_optional = input.parse::<Option<Token![?]>>()?.is_some();
        input.parse::<Token![:]>()?;
        Attribute::parse_outer(input)?;
        Ok(Self { field, type_: input.parse()?, is_optional })
    }
}

impl Parse for Headers {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = Attribute::parse_outer(input)?;
        let name: Ident = input.parse()?;
        input.parse::<Token![;]>()?;
        let mut fields = Vec::new();
        while !input.is_empty() {
            let attributes = Attribute::parse_outer(input)?;
            let field: Ident = input.parse()?;
            let is_optional = input.parse::<Option<Token![?]>>()?.is_some();
            input.parse::<Token![:]>()?;
            let type_: Type = input.parse()?;
            let type_ = if is_optional { parse_quote!(::core::option::Option<#type_>) } else { type_ };
            fields.push(quote!(#(#attributes)* pub #field: #type_));
            while input.parse::<Option<Token![,]>>()?.is_none() {
                input.parse::<TokenTree>()?;
            }
        }
        Ok(Self(parse_quote! {
            #(#attributes)*
            #[derive(Debug, Clone, PartialEq)]
            #[non_exhaustive]
            pub struct #name { #(#fields),* }
        }))
    }
}

impl Parse for Payloads {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name: Ident = input.parse()?;
        input.parse::<Token![;]>()?;
        let mut impls = vec![parse_quote!(impl ::hire_runtime::Payload for #name {})];
        while !input.is_empty() {
            input.parse::<Ident>()?;
            if input.parse::<Option<Ident>>()?.is_some() {
                let type_: Type = input.parse()?;
                impls.push(parse_quote!(impl ::core::convert::From<#type_> for #name {}));
            }
            while !input.is_empty() && input.parse::<Option<Token![,]>>()?.is_none() {
                input.parse::<TokenTree>()?;
            }
        }
        Ok(Self(impls))
    }
}
