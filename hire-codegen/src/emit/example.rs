//! The example in the docs of the client: the first call.

use proc_macro2::TokenStream;
use quote::quote;

use super::operations::required;
use super::prelude::Prelude;
use super::responses::value;
use crate::ir::{Constructor, Model, Operation, Scheme, SchemeKind};

/// The docs with a call of the first operation. It is made of names and types alone, so that it compiles beside the bindings,
/// and is no test of `cargo test`, since the module of the bindings is not known here.
pub fn example(model: &Model, prelude: &Prelude) -> syn::Result<TokenStream> {
    let Some(operation) = model.operations.iter().find(|it| !it.deprecated) else {
        return Ok(TokenStream::new());
    };
    let (name, method, value) = (&operation.name, &operation.method_name, value(model, &operation.success));
    let (fields, types): (Vec<_>, Vec<_>) = required(model, operation).into_iter().unzip();
    let group = operation.group.and_then(|group| model.groups.get(group)).map(|group| &group.name);
    let group = group.map(|group| quote!(.#group()));
    let client = client(model, operation);
    let text = prelude.formatted(quote! {
        async fn example(#(#fields: #types),*) -> Result<#value, Box<dyn std::error::Error>> {
            let request = operations::#name::new(#(#fields),*);
            let client = #client;
            Ok(client #group .#method(request).await?)
        }
    })?;
    let text = text.replace("::hire_runtime", "hire_runtime");
    let lines =
        ["```text"].into_iter().chain(text.trim_end().lines()).chain(["```"]).map(|line| format!(" {line}"));
    Ok(quote!(#[doc = ""] #(#[doc = #lines])*))
}

/// A client with the credentials that the operation needs, from variables of the environment.
fn client(model: &Model, operation: &Operation) -> TokenStream {
    let api = &model.api;
    let scheme = |name: &String| api.schemes.iter().find(|scheme| scheme.name == *name);
    match &api.constructor {
        Some(Constructor::Anonymous) => return quote!(Client::new()?),
        Some(Constructor::Credential(name)) => {
            let credential = scheme(name).map(credential);
            return quote!(Client::new(#credential)?);
        }
        None => {}
    }
    let alternatives = operation.security.iter().flatten();
    let needed = alternatives.filter(|schemes| !schemes.is_empty()).take(1).flatten();
    let credentials = needed.filter_map(|(name, _)| {
        let credential = credential(scheme(name)?);
        Some(quote!(.credential(#name, #credential)))
    });
    let base_url = (!api.has_address).then(|| quote!(.base_url(std::env::var("BASE_URL")?)));
    quote!(Client::builder() #base_url #(#credentials)* .build()?)
}

fn credential(scheme: &Scheme) -> TokenStream {
    match &scheme.kind {
        SchemeKind::Bearer { token_url: Some(_) } => quote!(hire_runtime::ClientCredentials::new(
            std::env::var("CLIENT_ID")?,
            std::env::var("CLIENT_SECRET")?,
        )),
        SchemeKind::Bearer { token_url: None } => {
            quote!(hire_runtime::StaticToken::new(std::env::var("TOKEN")?))
        }
        SchemeKind::Basic => {
            quote!(hire_runtime::Credential::basic(&std::env::var("USER")?, std::env::var("PASSWORD")?))
        }
        SchemeKind::ApiKey { .. } => quote!(hire_runtime::ApiKey::new(std::env::var("API_KEY")?)),
    }
}
