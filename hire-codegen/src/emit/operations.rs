//! `operations.rs`: each operation as a request type that is an endpoint, and what the description
//! says of it as data.

use std::fmt::Write as _;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::prelude::Prelude;
use super::responses;
use super::tokens::{self, Role, Scope};
use super::validation::location;
use crate::ir::{
    Api, Body, BodyContent, Docs, Input, KeyPath, Location, Model, Name, Operation, PartEncoding, Payload,
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
    let mut text = String::new();
    let mut types = None;
    for operation in &model.operations {
        let mut items = operation_items(model, operation);
        let headers = [&operation.headers, &operation.failure_headers].into_iter().flatten();
        items.extend(headers.map(|headers| responses::headers(model, headers)));
        let names_types = tokens::occurs(&items, "types", Role::Module) || uses_types(model, operation);
        if types.is_none() && names_types {
            types = Some(quote!(
                use super::types;
            ));
        }
        text += &prelude.formatted(items)?;
        text += &payloads(model, prelude, operation.body.as_ref())?;
        text += &responses::enumeration(model, prelude, &operation.success)?;
        text += &responses::enumeration(model, prelude, &operation.failure)?;
    }
    let head = prelude.formatted(quote! {
        #types
        #api
        #(#envelopes)*
    })?;
    Ok(head + &text)
}

/// Whether the body or a response names a type of the description.
fn uses_types(model: &Model, operation: &Operation) -> bool {
    let payloads = operation.body.iter().flat_map(Body::payloads).map(|payload| payload_type(model, payload));
    let responses = operation.response_bodies().map(|body| responses::body_value(model, body));
    payloads.chain(responses).any(|type_| tokens::occurs(&type_, "types", Role::Module))
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

fn operation_items(model: &Model, operation: &Operation) -> TokenStream {
    let docs = tokens::docs(&operation.docs);
    let deprecated = tokens::deprecated(operation.deprecated);
    let name = &operation.name;
    let members: Vec<Member<'_>> = members(model, operation);
    let fields = members.iter().map(|member| {
        let (docs, deprecated) = (tokens::docs(member.docs), tokens::deprecated(member.deprecated));
        let (field, type_) = (member.name, member.whole());
        quote!(#docs #deprecated pub #field: #type_,)
    });
    let default = members.iter().all(|member| !member.required).then(|| quote!(, Default));
    let constructor = constructor(operation, &members);
    let endpoint = endpoint(model, operation);
    quote! {
        #docs
        #deprecated
        #[derive(Debug, Clone, PartialEq #default)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
        }
        #constructor
        #endpoint
    }
}

/// A parameter or the body, as a field of the request.
struct Member<'m> {
    name: &'m Name,
    docs: &'m Docs,
    deprecated: bool,
    inner: TokenStream,
    /// Whether a setter's parameter is converted.
    converts: bool,
    required: bool,
}

impl Member<'_> {
    fn whole(&self) -> TokenStream {
        if self.required { self.inner.clone() } else { tokens::option(&self.inner) }
    }

    /// The type of a setter's parameter.
    fn parameter(&self) -> TokenStream {
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

/// `new` with what is required, a setter for the rest, and `From` where one value is all it takes.
fn constructor(operation: &Operation, members: &[Member<'_>]) -> TokenStream {
    let name = &operation.name;
    let required: Vec<_> = members.iter().filter(|member| member.required).collect();
    let parameters = required.iter().map(|member| {
        let (field, type_) = (member.name, member.parameter());
        quote!(#field: #type_)
    });
    let values = members.iter().map(|member| {
        let field = member.name;
        match member.required {
            true if member.converts => quote!(#field: #field.into()),
            true => quote!(#field),
            false => quote!(#field: ::core::option::Option::None),
        }
    });
    let value = if required.is_empty() {
        quote!(::core::default::Default::default())
    } else {
        quote!(Self { #(#values),* })
    };
    let setters = members.iter().filter(|member| !member.required).map(|member| {
        let (field, type_) = (member.name, member.parameter());
        let value = if member.converts { quote!(#field.into()) } else { quote!(#field) };
        let docs = format!(" Sets [`Self::{}`].", field.plain());
        let deprecated = tokens::deprecated(member.deprecated);
        quote! {
            #[doc = #docs]
            #deprecated
            #[must_use]
            pub fn #field(mut self, #field: #type_) -> Self {
                self.#field = ::core::option::Option::Some(#value);
                self
            }
        }
    });
    let from = conversion(name, &required);
    let many = (required.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    quote! {
        impl #name {
            #[doc = " Creates the request from its required parameters."]
            #many
            #[must_use]
            pub fn new(#(#parameters),*) -> Self {
                #value
            }
            #(#setters)*
        }
        #from
    }
}

/// `From` the only required parameter of a request.
fn conversion(name: &Name, required: &[&Member<'_>]) -> Option<TokenStream> {
    match required {
        [only] => {
            let (field, type_) = (only.name, &only.inner);
            Some(quote! {
                impl ::core::convert::From<#type_> for #name {
                    fn from(#field: #type_) -> Self {
                        Self::new(#field)
                    }
                }
            })
        }
        _ => None,
    }
}

fn endpoint(model: &Model, operation: &Operation) -> TokenStream {
    let (name, described) = (&operation.name, described(model, operation));
    let (success, failure) =
        (responses::reader(model, &operation.success), responses::failure_reader(model, operation));
    let code = if model.codes.is_empty() { quote!(::hire_runtime::NoCode) } else { quote!(super::ErrorCode) };
    let mut calls: Vec<TokenStream> = operation.inputs.iter().map(write_input).collect();
    calls.extend(operation.body.as_ref().map(write_body));
    let last = calls.pop();
    let unused = last.is_none();
    let last = last.unwrap_or_else(|| quote!(::core::result::Result::Ok(())));
    let request = if unused { quote!(_) } else { quote!(request) };
    let key = operation.idempotency_key.as_ref().map(|KeyPath { fields, optional }| {
        let value = if *optional {
            quote!(self.#(#fields).*.as_deref())
        } else {
            quote!(::core::option::Option::Some(&self.#(#fields).*))
        };
        quote! {
            fn idempotency_key(&self) -> ::core::option::Option<&str> {
                #value
            }
        }
    });
    let check_success = responses::check(model, &quote!(check_success), &operation.success);
    let check_failure = responses::check(model, &quote!(check_failure), &operation.failure);
    quote! {
        impl ::hire_runtime::Endpoint for #name {
            type Success = #success;
            type Failure = #failure;
            type Code = #code;
            const OPERATION: &'static ::hire_runtime::Operation = &#described;
            fn write(
                &self,
                #request: &mut ::hire_runtime::RequestWriter,
            ) -> ::core::result::Result<(), ::hire_runtime::Unencodable> {
                #(#calls?;)*
                #last
            }
            #key
            #check_success
            #check_failure
        }
    }
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

/// Writes the body, if there is one.
fn write_body(body: &Body) -> TokenStream {
    let field = &body.name;
    let write = |value: TokenStream| match &body.content {
        BodyContent::One(Payload { content_type, kind, .. }) => {
            let (method, more) = (write_method(kind), write_more(kind));
            let more = more.map(|more| quote!(, #more));
            quote!(request.#method(#content_type, #value #more))
        }
        BodyContent::Several { .. } => quote!(::hire_runtime::Payload::write(#value, request)),
    };
    if body.required {
        return write(quote!(&self.#field));
    }
    let write = write(quote!(body));
    quote!(self.#field.as_ref().map_or(::core::result::Result::Ok(()), |body| #write))
}

/// The runtime's method that writes a body.
fn write_method(kind: &PayloadKind) -> TokenStream {
    match kind {
        PayloadKind::Json(_) => quote!(json),
        PayloadKind::Form(..) => quote!(form),
        PayloadKind::Multipart(_) => quote!(multipart),
        PayloadKind::Parts(..) => quote!(parts),
        PayloadKind::Text => quote!(plain_text),
        PayloadKind::Lines(_) => quote!(lines),
        PayloadKind::Bytes => quote!(bytes),
    }
}

/// What the method is given beside the media type and the value.
fn write_more(kind: &PayloadKind) -> Option<TokenStream> {
    match kind {
        PayloadKind::Form(_, styles) => Some(property_styles(styles)),
        PayloadKind::Multipart(required) => Some(quote!(&[#(#required),*])),
        PayloadKind::Parts(_, encodings) => {
            let encodings = encodings.iter().map(|(name, encoding)| part_encoding(name, encoding));
            Some(quote!(&[#(#encodings),*]))
        }
        PayloadKind::Json(_) | PayloadKind::Text | PayloadKind::Lines(_) | PayloadKind::Bytes => None,
    }
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
        let (method, media) = (write_method(&payload.kind), Literal::string(&payload.content_type));
        let from = if types.contains(&type_) { "" } else { "from " };
        let more = match write_more(&payload.kind) {
            None => String::new(),
            Some(more) => format!(", {}", prelude.expression_text(&more)?),
        };
        let _ = writeln!(text, "    {from}{variant}({type_}) => {method}({media}{more}),");
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

fn write_input(input: &Input) -> TokenStream {
    let (field, wire) = (&input.name, &input.wire);
    let name = styled(wire, input.serialization.as_ref());
    match input.location {
        Location::Path => quote!(request.path(#name, &self.#field)),
        Location::Query => quote!(request.query(#name, &self.#field)),
        Location::QueryString => {
            let styles = property_styles(&input.styles);
            quote!(request.query_string(#name, &self.#field, #styles))
        }
        Location::Header => quote!(request.header(#name, &self.#field)),
        Location::Cookie => quote!(request.cookie(#name, &self.#field)),
    }
}

/// What the description says of an operation, as data.
fn described(model: &Model, operation: &Operation) -> TokenStream {
    let (id, method, path) = (&operation.id, operation.method, &operation.path);
    let security = operation.security.as_ref().map(|alternatives| {
        let alternatives = alternatives.iter().map(|schemes| {
            let schemes = schemes.iter().map(|(scheme, scopes)| quote!((#scheme, &[#(#scopes),*])));
            quote!(&[#(#schemes),*])
        });
        quote!(.security(&[#(#alternatives),*]))
    });
    let envelope = operation.envelope.and_then(|index| model.envelopes.get(index)).map(|envelope| {
        let constant = &envelope.constant;
        quote!(.envelope(&#constant))
    });
    let limit = operation.rate_limit.map(|(limit, window)| {
        let limit = Literal::u32_unsuffixed(limit);
        let window = duration(window);
        quote!(.rate_limit(#limit, #window))
    });
    let accept = operation.accept.as_ref().map(|accept| quote!(.accept(#accept)));
    let server = operation.server.as_ref().map(|server| quote!(.server(#server)));
    let failures = operation.failure_statuses.iter().map(|status| Literal::u16_unsuffixed(*status));
    let failures = (!operation.failure_statuses.is_empty()).then(|| quote!(.failures(&[#(#failures),*])));
    quote! {
        ::hire_runtime::Operation::new(&API, #id, #method, #path) #security #envelope #limit #accept #server #failures
    }
}

fn duration(window: std::time::Duration) -> TokenStream {
    if window.subsec_nanos() == 0 {
        let seconds = Literal::u64_unsuffixed(window.as_secs());
        quote!(::core::time::Duration::from_secs(#seconds))
    } else {
        let millis = Literal::u64_unsuffixed(u64::try_from(window.as_millis()).unwrap_or(u64::MAX));
        quote!(::core::time::Duration::from_millis(#millis))
    }
}
