//! Responses, as a part of `operations.rs`: how successes and failures are read, and headers.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::quote;

use super::operations::{bodies, styled};
use super::prelude::Prelude;
use super::tokens::{self, Scope};
use crate::ir::{Headers, Model, Operation, ResponseBody, ResponseKind, Responses};

/// The method that checks a body by rules that its type does not have.
pub fn check(model: &Model, method: &TokenStream, responses: &Responses) -> Option<TokenStream> {
    let Responses::Body(body @ ResponseBody { check: Some((check, _)), .. }) = responses else { return None };
    let value = body_value(model, body);
    Some(quote! {
        fn #method(value: &#value, at: &mut ::hire_runtime::Checker<'_>) {
            super::validation::#check(at, value);
        }
    })
}

/// The type of what a response carries.
pub fn value(model: &Model, responses: &Responses) -> TokenStream {
    match responses {
        Responses::Empty => quote!(()),
        Responses::Body(body) => body_value(model, body),
        Responses::Several { name, .. } => quote!(#name),
    }
}

/// The type of the body of a response.
pub fn body_value(model: &Model, body: &ResponseBody) -> TokenStream {
    let value = match &body.kind {
        ResponseKind::Json(type_) => tokens::type_(model, type_, Scope::Beside),
        ResponseKind::Text => quote!(::std::string::String),
        ResponseKind::Bytes | ResponseKind::Events(_) | ResponseKind::Lines(_) => stream(model, &body.kind),
    };
    if body.optional { tokens::option(&value) } else { value }
}

/// The type of a body that is read while it comes in; it says how it is read too.
pub fn stream(model: &Model, kind: &ResponseKind) -> TokenStream {
    let item = |type_| tokens::type_(model, type_, Scope::Beside);
    match kind {
        ResponseKind::Events(type_) => {
            let item = item(type_);
            quote!(::hire_runtime::Events<#item>)
        }
        ResponseKind::Lines(type_) => {
            let item = item(type_);
            quote!(::hire_runtime::Lines<#item>)
        }
        ResponseKind::Json(_) | ResponseKind::Text | ResponseKind::Bytes => {
            quote!(::hire_runtime::ByteStream)
        }
    }
}

/// How a failure is read.
pub fn failure_reader(model: &Model, operation: &Operation) -> TokenStream {
    match &operation.failure {
        Responses::Empty => quote!(::hire_runtime::Undocumented),
        failure => reader(model, failure),
    }
}

/// How a response is read.
pub fn reader(model: &Model, responses: &Responses) -> TokenStream {
    match responses {
        Responses::Empty => quote!(::hire_runtime::Empty),
        Responses::Body(body) => body_reader(model, body),
        Responses::Several { name, .. } => quote!(#name),
    }
}

fn body_reader(model: &Model, body: &ResponseBody) -> TokenStream {
    let reader = match &body.kind {
        ResponseKind::Json(_) => {
            let value = body_value(model, body);
            return quote!(::hire_runtime::Json<#value>);
        }
        ResponseKind::Text => quote!(::hire_runtime::Text),
        ResponseKind::Bytes | ResponseKind::Events(_) | ResponseKind::Lines(_) => stream(model, &body.kind),
    };
    if body.optional { quote!(::hire_runtime::Optional<#reader>) } else { reader }
}

/// The enum of several responses, and the table by which it is read: a line for each response.
pub fn enumeration(model: &Model, prelude: &Prelude, responses: &Responses) -> syn::Result<String> {
    let Responses::Several { name, docs, variants } = responses else { return Ok(String::new()) };
    let declared = variants.iter().map(|variant| {
        let (docs, variant, body) = (tokens::docs(&variant.docs), &variant.name, &variant.body);
        let value = body.as_ref().map(|body| body_value(model, body));
        let value = value.map(|value| quote!((#value)));
        quote!(#docs #variant #value,)
    });
    let streams = variants.iter().filter_map(|variant| variant.body.as_ref()).any(|body| body.kind.streams());
    let derives = if streams { quote!(Debug) } else { quote!(Debug, Clone, PartialEq) };
    let mut text = bodies(prelude, docs, name, &derives, declared)?;
    // Writing into a string does not fail.
    let _ = writeln!(text, "::hire_runtime::responses! {{\n    {name};");
    for variant in variants {
        let (first, last) = variant.statuses;
        let statuses = if first == last { first.to_string() } else { format!("{first}..={last}") };
        let body = match &variant.body {
            None => String::new(),
            Some(body) => {
                let check = body.check.as_ref();
                let check = check.map_or(String::new(), |(check, _)| format!(", super::validation::{check}"));
                format!("({}{check})", prelude.type_text(&body_reader(model, body))?)
            }
        };
        let _ = writeln!(text, "    {statuses} => {}{body},", variant.name);
    }
    Ok(text + "}\n\n")
}

/// The headers of responses, and how they are read.
pub fn headers(model: &Model, headers: &Headers) -> TokenStream {
    let (name, docs) = (&headers.name, tokens::docs(&headers.docs));
    let fields = headers.fields.iter().map(|header| {
        let (docs, deprecated) = (tokens::docs(&header.docs), tokens::deprecated(header.deprecated));
        let (field, type_) = (&header.name, tokens::type_(model, &header.type_, Scope::Beside));
        let type_ = if header.required { type_ } else { tokens::option(&type_) };
        quote!(#docs #deprecated pub #field: #type_,)
    });
    let values = headers.fields.iter().map(|header| {
        let (field, wire) = (&header.name, &header.wire);
        let styled = styled(wire, header.serialization.as_ref());
        if header.required {
            quote!(#field: headers.required(#styled)?)
        } else {
            quote!(#field: headers.optional(#styled))
        }
    });
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
        }
        impl ::hire_runtime::FromHeaders for #name {
            fn from_headers(
                headers: &::hire_runtime::HeaderReader<'_>,
            ) -> ::core::result::Result<Self, ::hire_runtime::Mismatch> {
                ::core::result::Result::Ok(Self { #(#values),* })
            }
        }
    }
}
