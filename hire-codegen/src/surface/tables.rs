//! The tables of the runtime's macros as the `impl` blocks that the macros make of them, without bodies.

use proc_macro2::TokenTree;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, ItemImpl, Token, Type, parenthesized, parse_quote};

/// What `endpoint!` implements.
pub struct Endpoint(pub Vec<ItemImpl>);

/// What `payloads!` implements.
pub struct Payloads(pub Vec<ItemImpl>);

impl Parse for Endpoint {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name: Ident = input.parse()?;
        input.parse::<Token![->]>()?;
        let success: Type = input.parse()?;
        let (mut failure, mut code): (Type, Type) =
            (parse_quote!(::hire_runtime::Undocumented), parse_quote!(::hire_runtime::NoCode));
        while input.parse::<Option<Token![,]>>()?.is_some() {
            let word: Ident = input.parse()?;
            *(if word == "code" { &mut code } else { &mut failure }) = input.parse()?;
        }
        while !input.is_empty() && !input.peek(Token![fn]) {
            input.parse::<TokenTree>()?;
        }
        input.parse::<Token![fn]>()?;
        let new: Ident = input.parse()?;
        let required;
        parenthesized!(required in input);
        let required = Punctuated::<Field, Token![,]>::parse_terminated(&required)?;
        let mut impls = vec![parse_quote! {
            impl ::hire_runtime::Endpoint for #name {
                type Success = #success;
                type Failure = #failure;
                type Code = #code;
            }
        }];
        if input.parse::<Option<Token![,]>>()?.is_some() {
            // `From<…>` of the macro is the trait's name with the type.
            let from: syn::Path = input.parse()?;
            impls.push(parse_quote!(impl #from for #name {}));
        }
        input.parse::<Token![;]>()?;
        let setters = Punctuated::<Row, Token![,]>::parse_terminated(input)?;
        let setters = setters.into_iter().filter_map(|row| row.0);
        let setters = setters.map(|Field(name, type_)| -> syn::ImplItemFn {
            parse_quote!(pub fn #name(mut self, #name: #type_) -> Self {})
        });
        let required =
            required.iter().map(|Field(name, type_)| -> syn::FnArg { parse_quote!(#name: #type_) });
        impls.push(parse_quote! {
            impl #name {
                pub fn #new(#(#required),*) -> Self {}
                #(#setters)*
            }
        });
        Ok(Self(impls))
    }
}

/// A name with a type.
struct Field(Ident, Type);

impl Parse for Field {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        Attribute::parse_outer(input)?;
        Ok(Self(name, input.parse()?))
    }
}

/// A row of `endpoint!`, with the field if it has a setter.
struct Row(Option<Field>);

impl Parse for Row {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        while !input.peek(Token![=>]) {
            input.parse::<TokenTree>()?;
        }
        input.parse::<Token![=>]>()?;
        if input.peek2(Token![:]) {
            return Ok(Self(Some(input.parse()?)));
        }
        input.parse::<Ident>()?;
        Ok(Self(None))
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
