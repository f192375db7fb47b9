//! `operations.rs`: each operation as a request type that is an endpoint, and what the description
//! says of it as data.

use std::fmt::Write as _;
use std::iter;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::long::each;
use super::members::{field, item};
use super::prelude::Prelude;
use super::tokens::{self, Role, Scope};
use super::validation::location;
use super::{endpoint, responses};
use crate::ir::{
    Api, Body, BodyContent, Docs, Input, Location, Model, Name, Operation, PartEncoding, Payload,
    PayloadKind, SchemeKind, Serialization,
};

pub fn file(model: &Model, prelude: &Prelude) -> syn::Result<String> {
    let api = api(&model.api);
    let envelopes = model.envelopes.iter().map(|envelope| {
        let constant = &envelope.constant;
        let (code, data) = (&envelope.code, &envelope.data);
        let success = tokens::integer(envelope.success.into());
        let message = envelope.message.as_ref().map(|pointer| quote!(.message(#pointer)));
        let (headers, pointers) = (&envelope.log_id_headers, &envelope.log_id_pointers);
        let headers = (!headers.is_empty()).then(|| quote!(.log_id_headers(&[#(#headers),*])));
        let pointers = (!pointers.is_empty()).then(|| quote!(.log_id_pointers(&[#(#pointers),*])));
        quote! {
            static #constant: ::hire_runtime::Envelope =
                ::hire_runtime::Envelope::new(#code, #success) #message .data(#data) #headers #pointers;
        }
    });
    let operations = each(&model.operations, |operation| self::operation(model, prelude, operation))?;
    let types = operations.iter().any(|(_, names_types)| *names_types).then(|| {
        quote!(
            use super::types;
        )
    });
    let head = prelude.formatted(quote! {
        #types
        #api
        #(#envelopes)*
    })?;
    Ok(operations.into_iter().fold(head, |all, (text, _)| all + &text))
}

/// The request of an operation with its tables, and whether they name a type of the description.
fn operation(model: &Model, prelude: &Prelude, operation: &Operation) -> syn::Result<(String, bool)> {
    let members = members(model, operation);
    let mut text = request(prelude, operation, &members)?;
    text += &endpoint::table(model, prelude, operation, &members)?;
    for headers in operation.all_headers() {
        text += &responses::headers(model, prelude, headers)?;
    }
    text += &payloads(model, prelude, operation.body.as_ref())?;
    text += &responses::enumeration(model, prelude, &operation.success)?;
    text += &responses::enumeration(model, prelude, &operation.failure)?;
    Ok((text, uses_types(model, operation, &members)))
}

/// Whether a parameter, the body, a response or a header of one names a type of the description.
fn uses_types(model: &Model, operation: &Operation, members: &[Member<'_>]) -> bool {
    let is_named = |type_: &TokenStream| tokens::occurs(type_, "types", Role::Module);
    let headers = operation.all_headers().flat_map(|headers| &headers.fields);
    let headers = headers.map(|header| tokens::type_(model, &header.type_, Scope::Beside));
    let payloads = operation.body.iter().flat_map(Body::payloads).map(|payload| payload_type(model, payload));
    let responses = operation.response_bodies().map(|body| responses::body_value(model, body));
    members.iter().any(|member| is_named(&member.inner))
        || payloads.chain(responses).chain(headers).any(|type_| is_named(&type_))
}

fn api(api: &Api) -> TokenStream {
    let (title, version, servers) = (&api.title, &api.version, &api.servers);
    let schemes = api.schemes.iter().map(|scheme| {
        let name = &scheme.name;
        match &scheme.kind {
            SchemeKind::Bearer { token_url } => {
                let token_url = token_url.as_ref().map(|url| quote!(.token_url(#url)));
                quote!(::hire_runtime::SecurityScheme::bearer(#name) #token_url)
            }
            SchemeKind::Basic => quote!(::hire_runtime::SecurityScheme::basic(#name)),
            SchemeKind::ApiKey { location: carrier, key } => {
                let carrier = location(*carrier);
                quote!(::hire_runtime::SecurityScheme::api_key(#name, #carrier, #key))
            }
        }
    });
    let schemes = (!api.schemes.is_empty()).then(|| quote!(.schemes(&[#(#schemes),*])));
    let headers =
        api.rate_limit_headers.as_ref().map(|(limit, reset)| quote!(.rate_limit_headers(#limit, #reset)));
    quote! {
        #[doc = " What the description says of the API as a whole."]
        pub static API: ::hire_runtime::Api =
            ::hire_runtime::Api::new(#title, #version)
                .package(::core::env!("CARGO_PKG_NAME"), ::core::env!("CARGO_PKG_VERSION"))
                .servers(&[#(#servers),*]) #schemes #headers;
    }
}

/// The struct of parameters and body.
fn request(prelude: &Prelude, operation: &Operation, members: &[Member<'_>]) -> syn::Result<String> {
    let mut fields = String::new();
    for member in members {
        fields += &field(prelude, member.docs, member.deprecated, member.name, &member.whole())?;
    }
    let (name, deprecated) = (&operation.name, tokens::deprecated(operation.deprecated));
    let default = members.iter().all(|member| !member.required).then(|| quote!(, Default));
    let empty = quote! {
        #deprecated
        #[derive(Debug, Clone, PartialEq #default)]
        #[non_exhaustive]
        pub struct #name {}
    };
    item(prelude, &operation.docs, empty, &fields)
}

/// A parameter or the body, as a field of the request.
pub struct Member<'m> {
    pub name: &'m Name,
    docs: &'m Docs,
    pub deprecated: bool,
    pub inner: TokenStream,
    /// Whether a setter's parameter is converted.
    converts: bool,
    pub required: bool,
    /// The call of the runtime's writer, without the value, which is the second argument, or the only one.
    pub write: Call,
}

/// A call of a method of the runtime.
pub struct Call {
    pub method: &'static str,
    pub arguments: Vec<TokenStream>,
}

impl Member<'_> {
    fn whole(&self) -> TokenStream {
        if self.required { self.inner.clone() } else { tokens::option(&self.inner) }
    }

    /// The type of a setter's parameter.
    pub fn parameter(&self) -> TokenStream {
        let inner = &self.inner;
        if self.converts { quote!(impl ::core::convert::Into<#inner>) } else { inner.clone() }
    }
}

fn members<'m>(model: &Model, operation: &'m Operation) -> Vec<Member<'m>> {
    let inputs = operation.inputs.iter().map(|input: &Input| Member {
        name: &input.name,
        docs: &input.docs,
        deprecated: input.deprecated,
        inner: tokens::type_(model, &input.type_, Scope::Beside),
        converts: tokens::is_made_of_parts(model, &input.type_),
        required: input.required,
        write: write_input(input),
    });
    let body = operation.body.iter().map(|body: &Body| Member {
        name: &body.name,
        docs: &body.docs,
        deprecated: false,
        inner: body_type(model, body),
        converts: match &body.content {
            BodyContent::One(Payload { kind: PayloadKind::Json(type_), .. }) => {
                tokens::is_made_of_parts(model, type_)
            }
            _ => true,
        },
        required: body.required,
        write: write_body(body),
    });
    inputs.chain(body).collect()
}

/// The parameters of `new`, with their types as other files name them.
pub fn required(model: &Model, operation: &Operation) -> Vec<(crate::ir::Name, TokenStream)> {
    let type_ = |member: &Member<'_>| match &operation.body {
        Some(Body { name, content: BodyContent::Several { name: type_, .. }, .. }) if name == member.name => {
            quote!(operations::#type_)
        }
        _ => member.inner.clone(),
    };
    let required = members(model, operation).into_iter().filter(|member| member.required);
    required.map(|member| (member.name.clone(), type_(&member))).collect()
}

/// The type of a request's body.
fn body_type(model: &Model, body: &Body) -> TokenStream {
    match &body.content {
        BodyContent::One(payload) => payload_type(model, payload),
        BodyContent::Several { name, .. } => quote!(#name),
    }
}

fn payload_type(model: &Model, payload: &Payload) -> TokenStream {
    match &payload.kind {
        PayloadKind::Json(type_) | PayloadKind::Form(type_, _) | PayloadKind::Parts(type_, _) => {
            tokens::type_(model, type_, Scope::Beside)
        }
        PayloadKind::Multipart(_) => quote!(::hire_runtime::Multipart),
        PayloadKind::Text => quote!(::std::string::String),
        PayloadKind::Lines(item) => {
            let item = tokens::type_(model, item, Scope::Beside);
            quote!(::hire_runtime::JsonLines<#item>)
        }
        PayloadKind::Bytes => quote!(::hire_runtime::Body),
    }
}

fn write_body(body: &Body) -> Call {
    match &body.content {
        BodyContent::One(payload) => write_payload(payload),
        BodyContent::Several { .. } => Call { method: "payload", arguments: Vec::new() },
    }
}

fn write_payload(payload: &Payload) -> Call {
    let media_type = &payload.content_type;
    let (method, after) = match &payload.kind {
        PayloadKind::Json(_) => ("json", None),
        PayloadKind::Text => ("plain_text", None),
        PayloadKind::Lines(_) => ("lines", None),
        PayloadKind::Bytes => ("bytes", None),
        PayloadKind::Form(_, styles) => ("form", Some(property_styles(styles))),
        PayloadKind::Multipart(required) => ("multipart", Some(quote!(&[#(#required),*]))),
        PayloadKind::Parts(_, encodings) => {
            let encodings = encodings.iter().map(|(name, encoding)| part_encoding(name, encoding));
            ("parts", Some(quote!(&[#(#encodings),*])))
        }
    };
    Call { method, arguments: iter::once(quote!(#media_type)).chain(after).collect() }
}

/// The properties of a form that have a style.
fn property_styles(styles: &[(String, Serialization)]) -> TokenStream {
    let styles = styles.iter().map(|(name, serialization)| {
        let style = style(serialization);
        quote!((#name, #style))
    });
    quote!(&[#(#styles),*])
}

/// The enum of several media types of a body, and the table by which it is written: a line for each. The first media type
/// of a type can be made of it.
fn payloads(model: &Model, prelude: &Prelude, body: Option<&Body>) -> syn::Result<String> {
    let Some(Body { content: BodyContent::Several { name, docs, payloads }, .. }) = body else {
        return Ok(String::new());
    };
    let variants = payloads.iter().map(|(variant, payload)| {
        let (type_, docs) = (payload_type(model, payload), format!(" As `{}`.", payload.content_type));
        quote!(#[doc = #docs] #variant(#type_),)
    });
    let mut text = bodies(prelude, docs, name, &quote!(Debug, Clone, PartialEq), variants)?;
    // Writing into a string does not fail.
    let _ = writeln!(text, "::hire_runtime::payloads! {{\n    {name};");
    let mut types = Vec::new();
    for (variant, payload) in payloads {
        let type_ = prelude.type_text(&payload_type(model, payload))?;
        let from = if types.contains(&type_) { String::new() } else { format!(" from {type_}") };
        let write = write_payload(payload).text(prelude)?;
        let _ = writeln!(text, "    {variant}{from} => {write},");
        types.push(type_);
    }
    Ok(text + "}\n\n")
}

/// The declaration of an enum of several bodies.
pub fn bodies(
    prelude: &Prelude,
    docs: &Docs,
    name: &Name,
    derives: &TokenStream,
    variants: impl Iterator<Item = TokenStream>,
) -> syn::Result<String> {
    let docs = tokens::docs(docs);
    prelude.formatted(quote! {
        #docs
        #[derive(#derives)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
        }
    })
}

/// How a property is written as a part.
fn part_encoding(name: &str, encoding: &PartEncoding) -> TokenStream {
    let PartEncoding { content_type, transfer, headers, style } = encoding;
    let content_type = content_type.as_ref().map(|media_type| quote!(.content_type(#media_type)));
    let transfer = transfer.as_ref().map(|encoding| quote!(.transfer_encoding(#encoding)));
    let headers = (!headers.is_empty()).then(|| quote!(.headers(&[#(#headers),*])));
    let style = style.as_ref().map(self::style).map(|style| quote!(.style(#style)));
    quote!((#name, ::hire_runtime::PartEncoding::new() #content_type #transfer #headers #style))
}

/// A name with its style, where that is not the usual one.
pub fn styled(name: &str, serialization: Option<&Serialization>) -> TokenStream {
    serialization.map(style).map_or(quote!(#name), |style| quote!((#name, #style)))
}

/// The style of a value.
fn style(serialization: &Serialization) -> TokenStream {
    let style = Ident::new(&serialization.style, Span::call_site());
    let explode = serialization.explode.map(|explode| quote!(.explode(#explode)));
    let allow_reserved = serialization.allow_reserved.then(|| quote!(.allow_reserved()));
    quote!(::hire_runtime::Style::#style #explode #allow_reserved)
}

fn write_input(input: &Input) -> Call {
    let (method, after) = match input.location {
        Location::Path => ("path", None),
        Location::Query => ("query", None),
        Location::QueryString => ("query_string", Some(property_styles(&input.styles))),
        Location::Header => ("header", None),
        Location::Cookie => ("cookie", None),
    };
    let name = styled(&input.wire, input.serialization.as_ref());
    Call { method, arguments: iter::once(name).chain(after).collect() }
}
