//! `client.rs`: one method per operation, around the runtime's client.

use proc_macro2::TokenStream;
use quote::quote;

use super::example::example;
use super::prelude::Prelude;
use super::responses::{self, value};
use super::tokens::{self, Role};
use super::{errors, long};
use crate::ir::{Constructor, Group, Model, Name, Operation, ResponseKind};

/// The line of [`edge`].
const EDGE: &str = "    const Edge__: () = ();\n";

/// What stands for the methods until the rest is formatted.
fn edge() -> TokenStream {
    quote! {
        const Edge__: () = ();
    }
}

pub fn file(model: &Model, prelude: &Prelude) -> syn::Result<String> {
    let example = example(model, prelude)?;
    let docs = tokens::docs(&model.api.docs);
    let is_common = errors::common(model).is_some();
    let (ungrouped, groups) = by_group(model);
    let methods = methods(model, prelude, &ungrouped, is_common)?;
    let edge = (!methods.is_empty()).then(edge);
    let accessors = groups.iter().map(|(group, _)| accessor(group));
    let all: Vec<_> = model.operations.iter().collect();
    let imports = imports(model, &all, is_common);
    let server = if model.api.servers.is_empty() {
        " The settings of a client. The description names no server, so a base URL has to be set."
    } else {
        " The settings of a client, with the description's first server as the base URL."
    };
    let new = model.api.constructor.as_ref().map(new);
    let (from, sends) = (from(), sends());
    let client = prelude.formatted(quote! {
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
            #edge
        }
        #from
    })?;
    let groups = long::each(&groups, |(group, operations)| {
        prelude.formatted(self::group(model, group, operations, is_common))
    })?;
    Ok(client.replacen(EDGE, &methods, 1) + &groups.concat())
}

/// The methods of some operations, formatted one by one: as tokens they take much more memory than as text.
fn methods(
    model: &Model,
    prelude: &Prelude,
    operations: &[&Operation],
    is_common: bool,
) -> syn::Result<String> {
    let texts = long::each(operations, |operation| {
        let method = method(model, operation, is_common);
        prelude.formatted(quote!(impl Client { #method }))
    })?;
    let within = |text: &String| {
        let within = text.trim_end().strip_prefix("impl Client {\n")?.strip_suffix('}')?;
        Some(within.to_owned())
    };
    Ok(texts.iter().filter_map(within).collect::<Vec<_>>().join("\n"))
}

/// The operations in no group, and those of each group.
fn by_group(model: &Model) -> (Vec<&Operation>, Vec<(&Group, Vec<&Operation>)>) {
    let mut groups: Vec<_> = model.groups.iter().map(|group| (group, Vec::new())).collect();
    let mut ungrouped = Vec::new();
    for operation in &model.operations {
        let group = operation.group.and_then(|index| groups.get_mut(index));
        group.map_or(&mut ungrouped, |(_, operations)| operations).push(operation);
    }
    (ungrouped, groups)
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
fn imports(model: &Model, operations: &[&Operation], is_common: bool) -> TokenStream {
    let named = |it: &Operation| {
        let stream = it.stream.as_ref().map(|stream| responses::stream(model, &stream.body.kind));
        let (success, error) = (value(model, &it.success), errors::of(model, it, is_common));
        tokens::occurs(&quote!(#success #stream #error), "types", Role::Module)
    };
    let error = operations.first().map(|_| {
        quote!(
            use super::Error;
        )
    });
    let types = operations.iter().any(|operation| named(operation)).then(|| {
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
fn group(model: &Model, group: &Group, operations: &[&Operation], is_common: bool) -> TokenStream {
    let (docs, name) = (tokens::docs(&group.docs), &group.name);
    let imports = imports(model, operations, is_common);
    let methods = operations.iter().map(|operation| method(model, operation, is_common));
    let from = from();
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
                self.runtime.#call
            }
        }
    };
    let sends = format!(" Sends [`operations::{request}`].");
    let value = value(model, &operation.success);
    let whole = method(&operation.method_name, &sends, &value, &quote!(send(&request.into()).await));
    let stream = operation.stream.as_ref().map(|stream| {
        let accept = &stream.accept;
        let value = responses::stream(model, &stream.body.kind);
        let reader =
            if matches!(stream.body.kind, ResponseKind::Events(_)) { quote!(Events) } else { quote!(Lines) };
        let check = stream.body.check.as_ref().map(|(check, _)| {
            // The module of a group is one within this file's.
            let module = if operation.group.is_some() { quote!(super::super) } else { quote!(super) };
            quote!(.inspect(|items| items.check_items(#module::validation::#check)))
        });
        let call = quote!(send_as::<::hire_runtime::#reader<_>, _>(&request.into(), #accept).await #check);
        method(&stream.method_name, &format!("{sends} It asks for `{accept}`."), &value, &call)
    });
    quote!(#whole #stream)
}
