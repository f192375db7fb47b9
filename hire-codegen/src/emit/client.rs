//! `client.rs`: one method per operation, around the runtime's client.

use proc_macro2::TokenStream;
use quote::quote;

use super::errors;
use super::example::example;
use super::prelude::Prelude;
use super::tokens::{self, Role};
use crate::ir::{Constructor, Group, Model, Name, Operation, ResponseKind, Responses};

pub fn file(model: &Model, prelude: &Prelude) -> syn::Result<String> {
    let example = example(model, prelude)?;
    let docs = tokens::docs(&model.api.docs);
    let methods = methods(model, None);
    let groups = model.groups.iter().enumerate();
    let (accessors, groups): (Vec<_>, Vec<_>) =
        groups.map(|(index, it)| (accessor(it), group(model, index, it))).unzip();
    let imports = imports(model, |_| true);
    let server = if model.api.servers.is_empty() {
        " The settings of a client. The description names no server, so a base URL has to be set."
    } else {
        " The settings of a client, with the description's first server as the base URL."
    };
    let new = model.api.constructor.as_ref().map(new);
    let (from, sends) = (from(), sends());
    prelude.formatted(quote! {
        #imports
        #docs
        #[doc = ""]
        #[doc = " One method per operation, around a [`::hire_runtime::Client`] that bindings of other"]
        #[doc = " descriptions may share. A method fails if the request is not valid, which is then not sent,"]
        #[doc = " if it could not be sent, or if the API refused it."]
        #example
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
            #sends
            #(#accessors)*
            #(#methods)*
        }
        #from
        #(#groups)*
    })
}

/// The methods that send any request.
fn sends() -> TokenStream {
    quote! {
        #[doc = " Sends a request of [`operations`], and gives the value of the response."]
        pub async fn send<E: ::hire_runtime::Endpoint>(
            &self,
            request: &E,
        ) -> Result<<E::Success as ::hire_runtime::FromResponse>::Value, ::hire_runtime::ErrorOf<E>> {
            self.runtime.send(request).await
        }
        #[doc = " Sends a request of [`operations`], and gives the whole response: the value with status and headers."]
        pub async fn send_full<E: ::hire_runtime::Endpoint>(
            &self,
            request: &E,
        ) -> Result<
            ::hire_runtime::Response<<E::Success as ::hire_runtime::FromResponse>::Value>,
            ::hire_runtime::ErrorOf<E>,
        > {
            self.runtime.send_full(request).await
        }
    }
}

/// How the client of all operations, and that of each group, are made around the runtime's.
fn from() -> TokenStream {
    quote! {
        impl From<::hire_runtime::Client> for Client {
            fn from(runtime: ::hire_runtime::Client) -> Self {
                Self { runtime }
            }
        }
    }
}

/// What the methods of some operations name of the module above.
fn imports(model: &Model, is_meant: impl Fn(&Operation) -> bool) -> TokenStream {
    let operations = || model.operations.iter().filter(|operation| is_meant(operation));
    let is_common = errors::common(model).is_some();
    let named = |it: &Operation| {
        let stream = it.stream.as_ref().map(|stream| super::responses::stream(model, &stream.kind));
        let (success, error) = (value(model, &it.success), errors::of(model, it, is_common));
        tokens::occurs(&quote!(#success #stream #error), "types", Role::Module)
    };
    let error = operations().next().map(|_| {
        quote!(
            use super::Error;
        )
    });
    let types = operations().any(named).then(|| {
        quote!(
            use super::types;
        )
    });
    quote! {
        #error
        use super::operations;
        #types
    }
}

fn accessor(group: &Group) -> TokenStream {
    let (docs, name) = (tokens::docs(&group.docs), &group.name);
    quote! {
        #docs
        #[must_use]
        pub fn #name(&self) -> #name::Client {
            self.runtime.clone().into()
        }
    }
}

/// The module of a group.
fn group(model: &Model, index: usize, group: &Group) -> TokenStream {
    let (docs, name) = (tokens::docs(&group.docs), &group.name);
    let imports = imports(model, |operation| operation.group == Some(index));
    let (methods, from) = (methods(model, Some(index)), from());
    quote! {
        #docs
        pub mod #name {
            #imports
            #docs
            #[derive(Debug, Clone)]
            pub struct Client {
                runtime: ::hire_runtime::Client,
            }
            impl Client {
                #(#methods)*
            }
            #from
        }
    }
}

fn methods(model: &Model, group: Option<usize>) -> Vec<TokenStream> {
    let operations = model.operations.iter().filter(|operation| operation.group == group);
    let is_common = errors::common(model).is_some();
    operations.map(|operation| method(model, operation, is_common)).collect()
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
    let request = &operation.name;
    let error = errors::of(model, operation, is_common);
    let method = |name: &Name, sends: &str, value: &TokenStream, call: &TokenStream| {
        quote! {
            #docs
            #[doc = ""]
            #[doc = #sends]
            #deprecated
            pub async fn #name(&self, request: impl Into<operations::#request>) -> Result<#value, #error> {
                self.runtime.#call.await
            }
        }
    };
    let sends = format!(" Sends [`operations::{request}`].");
    let value = value(model, &operation.success);
    let whole = method(&operation.method_name, &sends, &value, &quote!(send(&request.into())));
    let stream = operation.stream.as_ref().map(|stream| {
        let accept = &stream.accept;
        let value = super::responses::stream(model, &stream.kind);
        let reader =
            if matches!(stream.kind, ResponseKind::Events(_)) { quote!(Events) } else { quote!(Lines) };
        let call = quote!(send_as::<::hire_runtime::#reader<_>, _>(&request.into(), #accept));
        method(&stream.method_name, &format!("{sends} It asks for `{accept}`."), &value, &call)
    });
    quote!(#whole #stream)
}
