//! `client.rs`: one method per operation, around the runtime's client.

use proc_macro2::TokenStream;
use quote::quote;

use super::errors;
use super::tokens::{self, Role};
use crate::ir::{Constructor, Model, Operation, Responses};

pub fn file(model: &Model) -> TokenStream {
    let docs = tokens::docs(&model.api.docs);
    let is_common = errors::common(model).is_some();
    let methods: Vec<_> =
        model.operations.iter().map(|operation| method(model, operation, is_common)).collect();
    let typed = model
        .operations
        .iter()
        .flat_map(|operation| [value(model, &operation.success), errors::of(model, operation, is_common)])
        .any(|type_| tokens::occurs(&type_, "types", Role::Module));
    let types = typed.then(|| {
        quote!(
            use super::types;
        )
    });
    let server = if model.api.servers.is_empty() {
        " The settings of a client. The description names no server, so a base URL has to be set."
    } else {
        " The settings of a client, with the description's first server as the base URL."
    };
    let new = model.api.constructor.as_ref().map(new);
    quote! {
        use super::operations;
        #types
        #docs
        #[doc = ""]
        #[doc = " One method per operation, around a [`::hire_runtime::Client`] that bindings of other"]
        #[doc = " descriptions may share. A method fails if the request is not valid, which is then not sent,"]
        #[doc = " if it could not be sent, or if the API refused it."]
        #[derive(Debug, Clone)]
        pub struct Client {
            runtime: ::hire_runtime::Client,
        }
        impl Client {
            #new
            #[doc = #server]
            pub fn builder() -> ::hire_runtime::ClientBuilder<Self> {
                ::hire_runtime::ClientBuilder::new(&operations::API)
            }
            #[doc = " The underlying client."]
            #[must_use]
            pub fn runtime(&self) -> &::hire_runtime::Client {
                &self.runtime
            }
            #[doc = " Sends a request of [`operations`], and gives the whole response: the value with status and headers."]
            pub async fn send<E: ::hire_runtime::Endpoint>(
                &self,
                request: &E,
            ) -> Result<
                ::hire_runtime::Response<<E::Success as ::hire_runtime::FromResponse>::Value>,
                ::hire_runtime::ErrorOf<E>,
            > {
                self.runtime.send_full(request).await
            }
            #(#methods)*
        }
        impl From<::hire_runtime::Client> for Client {
            fn from(runtime: ::hire_runtime::Client) -> Self {
                Self { runtime }
            }
        }
    }
}

/// `Client::new`, with the one thing that a client of the description cannot be without.
fn new(constructor: &Constructor) -> TokenStream {
    let (docs, parameter, credential) = match constructor {
        Constructor::Anonymous => (" A client of the description's first server.", None, None),
        Constructor::Credential(scheme) => (
            " A client of the description's first server, with the credential for its security scheme.",
            Some(quote!(credential: impl Into<::hire_runtime::Credential>)),
            Some(quote!(.credential(#scheme, credential))),
        ),
    };
    quote! {
        #[doc = #docs]
        pub fn new(#parameter) -> Result<Self, ::hire_runtime::BuildError> {
            Self::builder() #credential .build()
        }
    }
}

/// The type of what a response carries.
pub fn value(model: &Model, responses: &Responses) -> TokenStream {
    match responses {
        Responses::Several { name, .. } => quote!(operations::#name),
        Responses::Empty | Responses::Body(_) => super::responses::value(model, responses),
    }
}

fn method(model: &Model, operation: &Operation, is_common: bool) -> TokenStream {
    let docs = tokens::docs(&operation.summary);
    let deprecated = tokens::deprecated(operation.deprecated);
    let (name, request) = (&operation.method_name, &operation.name);
    let sends = format!(" Sends [`operations::{request}`].");
    let value = value(model, &operation.success);
    let error = errors::of(model, operation, is_common);
    quote! {
        #docs
        #[doc = ""]
        #[doc = #sends]
        #deprecated
        pub async fn #name(
            &self,
            request: impl Into<operations::#request>,
        ) -> Result<#value, super::#error> {
            self.runtime.send(&request.into()).await
        }
    }
}
