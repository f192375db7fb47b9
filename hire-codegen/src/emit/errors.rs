//! `errors.rs`: the error codes, with what the description says of each.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens;
use crate::ir::{Code, Model};

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
