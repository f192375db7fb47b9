//! Responses, as a part of `operations.rs`: how successes and failures are read, and headers.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::quote;

use super::lines::INDENT;
use super::members;
use super::operations::{bodies, styled};
use super::prelude::Prelude;
use super::tokens::{self, Scope};
use crate::ir::{Header, Headers, Model, ResponseBody, ResponseKind, Responses, Type};

/// The type of the items of a stream of values.
pub fn item(kind: &ResponseKind) -> Option<&Type> {
    match kind {
        ResponseKind::Events(item) | ResponseKind::Lines(item) => Some(item),
        ResponseKind::Json(_) | ResponseKind::Text | ResponseKind::Bytes => None,
    }
}

/// The type of what responses carry, as other files name it.
pub fn value(model: &Model, responses: &Responses) -> TokenStream {
    match responses {
        Responses::Empty => quote!(()),
        Responses::Body(body) => body_value(model, body),
        Responses::Several { name, .. } => quote!(operations::#name),
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
                let before = if item(&body.kind).is_some() { ";" } else { "," };
                let check = body.check.as_ref();
                let check =
                    check.map_or(String::new(), |(check, _)| format!("{before} super::validation::{check}"));
                format!("({}{check})", prelude.type_text(&body_reader(model, body))?)
            }
        };
        let _ = writeln!(text, "    {statuses} => {}{body},", variant.name);
    }
    Ok(text + "}\n\n")
}

/// The headers of responses, as a table of which a struct is made: a line for each header.
pub fn headers(model: &Model, prelude: &Prelude, headers: &Headers) -> syn::Result<String> {
    let docs = members::docs(INDENT, &headers.docs, false);
    let mut table = format!("::hire_runtime::headers! {{\n{docs}    {};\n", headers.name);
    for Header { name, wire, docs, deprecated, type_, required, serialization, .. } in &headers.fields {
        let type_ = prelude.type_text(&tokens::type_(model, type_, Scope::Beside))?;
        let header = prelude.expression_text(&styled(wire, serialization.as_ref()))?;
        let optional = if *required { "" } else { "?" };
        table += &members::docs(INDENT, docs, *deprecated);
        // Writing into a string does not fail.
        let _ = writeln!(table, "    {name}{optional}: {type_} => {header},");
    }
    Ok(table + "}\n\n")
}
