//! `errors.rs`: the error codes, with what the description says of each; and the errors of calls.

use proc_macro2::TokenStream;
use quote::quote;

use super::{responses, tokens};
use crate::ir::{Code, Model, Operation, Responses};

pub fn file(model: &Model) -> TokenStream {
    let variants = model.codes.iter().filter_map(|code| {
        let (name, docs) = (&code.name, tokens::docs(code.docs.as_ref()?));
        Some(quote!(#docs #name,))
    });
    let rows = model.codes.iter().map(row);
    quote! {
        #[doc = " A code in the response to a call that failed."]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            #(#variants)*
            #[doc = " A code that the description does not list."]
            Unknown(i64),
        }
        impl ::hire_runtime::ErrorCode for ErrorCode {
            const KNOWN: &'static [::hire_runtime::CodeInfo<Self>] = &[#(#rows),*];
            fn unknown(code: i64) -> Self {
                Self::Unknown(code)
            }
        }
        ::hire_runtime::error_code!(ErrorCode);
    }
}

/// The error of calls: what the errors of all operations are, or become by `?`.
pub fn alias(model: &Model) -> TokenStream {
    let code = if model.codes.is_empty() { quote!(::hire_runtime::NoCode) } else { quote!(ErrorCode) };
    match common(model) {
        Some(failure) => quote! {
            #[doc = " Why a call has no value, whichever operation it is of."]
            #[rustfmt::skip]
            #[allow(dead_code, deprecated)]
            pub type Error = ::hire_runtime::Error<#code, #failure>;
        },
        None => quote! {
            #[doc = " Why a call has no value; `F` is what failures of its operation carry. Without that, it is what"]
            #[doc = " errors of all operations become by `?`."]
            #[rustfmt::skip]
            #[allow(dead_code, deprecated)]
            pub type Error<F = ::hire_runtime::Undocumented> = ::hire_runtime::Error<#code, F>;
        },
    }
}

/// The error of an operation, by the alias: `is_common` says whether there is one for all.
pub fn of(model: &Model, operation: &Operation, is_common: bool) -> TokenStream {
    match &operation.failure {
        Responses::Empty => quote!(Error),
        _ if is_common => quote!(Error),
        failure => {
            let failure = responses::value(model, failure);
            quote!(Error<#failure>)
        }
    }
}

/// What the failures of all operations carry, if that is one type.
pub fn common(model: &Model) -> Option<TokenStream> {
    let failure = |operation: &Operation| match &operation.failure {
        Responses::Empty => quote!(::hire_runtime::Undocumented),
        failure => responses::value(model, failure),
    };
    let first = failure(model.operations.first()?);
    let text = first.to_string();
    model.operations.iter().all(|operation| failure(operation).to_string() == text).then_some(first)
}

fn row(code: &Code) -> TokenStream {
    let (name, number) = (&code.name, tokens::integer(code.number.into()));
    let text = |method: TokenStream, text: &Option<String>| text.as_ref().map(|text| quote!(.#method(#text)));
    let operation = text(quote!(operation), &code.operation);
    let status = code.status.map(|status| {
        let status = tokens::integer(i128::from(status));
        quote!(.status(#status))
    });
    let meaning = text(quote!(meaning), &code.meaning);
    let advice = text(quote!(advice), &code.advice);
    let retryable = code.retryable.then(|| quote!(.retryable()));
    let reauthenticate = code.reauthenticate.then(|| quote!(.reauthenticate()));
    quote!(::hire_runtime::CodeInfo::new(#number, Self::#name) #operation #status #meaning #advice #retryable #reauthenticate)
}
