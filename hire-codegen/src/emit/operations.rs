//! `operations.rs`: each operation as a request type that is an endpoint, and what the description
//! says of it as data.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::prelude::Prelude;
use super::tokens::{self, Scope};
use super::validation::part;
use crate::ir::{Api, Body, Input, Model, Operation, Output, Part, SchemeKind, Type};

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
        let items = operation_items(model, operation);
        if types.is_none() && tokens::uses(&items, "types") {
            types = Some(quote!(
                use super::types;
            ));
        }
        text += &prelude.formatted(items)?;
    }
    let head = prelude.formatted(quote! {
        #types
        #api
        #(#envelopes)*
    })?;
    Ok(head + &text)
}

fn api(api: &Api) -> TokenStream {
    let (title, version, servers) = (&api.title, &api.version, &api.servers);
    let schemes = api.schemes.iter().map(|scheme| {
        let name = &scheme.name;
        match &scheme.kind {
            SchemeKind::Bearer => quote!(::hire_runtime::SecurityScheme::bearer(#name)),
            SchemeKind::Basic => quote!(::hire_runtime::SecurityScheme::basic(#name)),
            SchemeKind::ApiKey { part: carrier, key } => {
                let carrier = part(*carrier);
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
            ::hire_runtime::Api::new(#title, #version).servers(&[#(#servers),*]) #schemes #headers;
    }
}

fn operation_items(model: &Model, operation: &Operation) -> TokenStream {
    let docs = tokens::docs(&operation.docs);
    let deprecated = tokens::deprecated(operation.deprecated);
    let name = &operation.name;
    let members: Vec<Member<'_>> = members(operation);
    let fields = members.iter().map(|member| {
        let (docs, deprecated) = (tokens::docs(member.docs), tokens::deprecated(member.deprecated));
        let (field, type_) = (member.name, member.whole(model));
        quote!(#docs #deprecated pub #field: #type_,)
    });
    let default = members.iter().all(|member| !member.required).then(|| quote!(, Default));
    let constructor = constructor(model, operation, &members);
    let endpoint = endpoint(model, operation);
    let constant = constant(model, operation);
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
        #constant
    }
}

/// A parameter or the body, as a field of the request.
struct Member<'m> {
    name: &'m crate::ir::Name,
    docs: &'m crate::ir::Docs,
    deprecated: bool,
    type_: &'m Type,
    required: bool,
}

impl Member<'_> {
    fn inner(&self, model: &Model) -> TokenStream {
        tokens::type_(model, self.type_, Scope::Beside)
    }

    fn whole(&self, model: &Model) -> TokenStream {
        let inner = self.inner(model);
        if self.required { inner } else { tokens::option(&inner) }
    }

    /// Whether a setter's parameter is converted.
    fn converts(&self, model: &Model) -> bool {
        tokens::is_made_of_parts(model, self.type_)
    }

    /// The type of a setter's parameter.
    fn parameter(&self, model: &Model) -> TokenStream {
        let inner = self.inner(model);
        if self.converts(model) { quote!(impl ::core::convert::Into<#inner>) } else { inner }
    }
}

fn members(operation: &Operation) -> Vec<Member<'_>> {
    let inputs = operation.inputs.iter().map(|input: &Input| Member {
        name: &input.name,
        docs: &input.docs,
        deprecated: input.deprecated,
        type_: &input.type_,
        required: input.required,
    });
    let body = operation.body.iter().map(|body: &Body| Member {
        name: &body.name,
        docs: &body.docs,
        deprecated: false,
        type_: &body.type_,
        required: body.required,
    });
    inputs.chain(body).collect()
}

/// `new` with what is required, a setter for the rest, and `From` where one value is all it takes.
fn constructor(model: &Model, operation: &Operation, members: &[Member<'_>]) -> TokenStream {
    let name = &operation.name;
    let required: Vec<_> = members.iter().filter(|member| member.required).collect();
    let parameters = required.iter().map(|member| {
        let (field, type_) = (member.name, member.parameter(model));
        quote!(#field: #type_)
    });
    let values = members.iter().map(|member| {
        let field = member.name;
        match member.required {
            true if member.converts(model) => quote!(#field: #field.into()),
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
        let (field, type_) = (member.name, member.parameter(model));
        let value = if member.converts(model) { quote!(#field.into()) } else { quote!(#field) };
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
    let from = conversion(model, name, &required);
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

/// `From` the one value that a request cannot be without.
fn conversion(model: &Model, name: &crate::ir::Name, required: &[&Member<'_>]) -> Option<TokenStream> {
    match required {
        [only] => {
            let (field, type_) = (only.name, only.inner(model));
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
    let (name, constant) = (&operation.name, &operation.constant);
    let output = output(model, &operation.output);
    let code = if model.codes.is_empty() { quote!(::hire_runtime::NoCode) } else { quote!(super::ErrorCode) };
    let mut calls: Vec<TokenStream> = operation.inputs.iter().map(write_input).collect();
    if let Some(body) = &operation.body {
        let (field, media) = (&body.name, &body.content_type);
        calls.push(if body.required {
            quote!(request.json(#media, &self.#field))
        } else {
            quote!(self.#field.as_ref().map_or(::core::result::Result::Ok(()), |body| request.json(#media, body)))
        });
    }
    let last = calls.pop();
    let unused = last.is_none();
    let last = last.unwrap_or_else(|| quote!(::core::result::Result::Ok(())));
    let request = if unused { quote!(_) } else { quote!(request) };
    let key = operation.idempotency_key.as_ref().and_then(|path| {
        let body = &operation.body.as_ref()?.name;
        let (field, optional) = path.0.first()?;
        let value = if *optional {
            quote!(self.#body.#field.as_deref())
        } else {
            quote!(::core::option::Option::Some(&self.#body.#field))
        };
        Some(quote! {
            fn idempotency_key(&self) -> ::core::option::Option<&str> {
                #value
            }
        })
    });
    let check = operation.output.check.as_ref().map(|(check, _)| {
        quote! {
            fn check_output(output: &Self::Output, at: &mut ::hire_runtime::Checker<'_>) {
                super::validation::#check(at, output);
            }
        }
    });
    quote! {
        impl ::hire_runtime::Endpoint for #name {
            type Output = #output;
            type Code = #code;
            const OPERATION: &'static ::hire_runtime::Operation = &#constant;
            fn write(
                &self,
                #request: &mut ::hire_runtime::RequestWriter,
            ) -> ::core::result::Result<(), ::hire_runtime::Unencodable> {
                #(#calls?;)*
                #last
            }
            #key
            #check
        }
    }
}

/// The type of what an operation answers.
pub fn output(model: &Model, output: &Output) -> TokenStream {
    match &output.type_ {
        Some(type_) if output.optional => tokens::option(&tokens::type_(model, type_, Scope::Beside)),
        Some(type_) => tokens::type_(model, type_, Scope::Beside),
        None => quote!(()),
    }
}

fn write_input(input: &Input) -> TokenStream {
    let (field, wire) = (&input.name, &input.wire);
    let name = input.serialization.as_ref().map_or(quote!(#wire), |serialization| {
        let style = Ident::new(&serialization.style, Span::call_site());
        let explode = serialization.explode.map(|explode| quote!(.explode(#explode)));
        let allow_reserved = serialization.allow_reserved.then(|| quote!(.allow_reserved()));
        quote!((#wire, ::hire_runtime::Style::#style #explode #allow_reserved))
    });
    match input.part {
        Part::Path => quote!(request.path(#name, &self.#field)),
        Part::Query => quote!(request.query(#name, &self.#field)),
        Part::Header => quote!(request.header(#name, &self.#field)),
        Part::Cookie => quote!(request.cookie(#name, &self.#field)),
    }
}

fn constant(model: &Model, operation: &Operation) -> TokenStream {
    let (constant, id, method, path) =
        (&operation.constant, &operation.id, operation.method, &operation.path);
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
    quote! {
        static #constant: ::hire_runtime::Operation =
            ::hire_runtime::Operation::new(&API, #id, #method, #path) #security #envelope #limit;
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
