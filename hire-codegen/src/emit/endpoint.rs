//! The table that makes a request an endpoint, as a part of `operations.rs`: a line for each parameter and for the body.

use std::fmt::Write as _;
use std::time::Duration;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::operations::{Call, Member};
use super::prelude::Prelude;
use super::responses;
use crate::ir::{KeyPath, Model, Operation, ResponseBody, Responses};

/// A longer line is broken, where it can be.
const WIDTH: usize = 110;

/// The table of an operation.
pub fn table(
    model: &Model,
    prelude: &Prelude,
    operation: &Operation,
    members: &[Member<'_>],
) -> syn::Result<String> {
    let mut table = format!("::hire_runtime::endpoint! {{\n    {} -> ", operation.name);
    table += &prelude.type_text(&responses::reader(model, &operation.success))?;
    if !matches!(operation.failure, Responses::Empty) {
        table += ", failure ";
        table += &prelude.type_text(&responses::reader(model, &operation.failure))?;
    }
    if !model.codes.is_empty() {
        table += ", code super::ErrorCode";
    }
    let mut required = members.iter().filter(|member| member.required);
    if let (Some(only), None) = (required.next(), required.next()) {
        table += ", from ";
        table += &prelude.type_text(&only.inner)?;
    }
    table += ";\n";
    if let Some(KeyPath { fields, optional }) = &operation.idempotency_key {
        let key = quote!(request.#(#fields).*);
        let key =
            if *optional { quote!(#key.as_deref()) } else { quote!(::core::option::Option::Some(&#key)) };
        let key = prelude.expression_text(&quote!(|request| #key))?;
        let _ = writeln!(table, "    idempotency_key {key};");
    }
    for (what, responses) in [("success", &operation.success), ("failure", &operation.failure)] {
        if let Responses::Body(ResponseBody { check: Some((check, _)), kind, optional, .. }) = responses {
            let check = match (responses::item(kind), optional) {
                (None, _) => quote!(|value, at| super::validation::#check(at, value)),
                (Some(_), false) => quote!(|value, _| value.check_items(super::validation::#check)),
                (Some(_), true) => quote!(|value, _| {
                    value.iter().for_each(|value| value.check_items(super::validation::#check));
                }),
            };
            let _ = writeln!(table, "    check_{what} {};", prelude.expression_text(&check)?);
        }
    }
    table += &described(model, prelude, operation)?;
    for member in members {
        let (write, field) = (member.write.text(prelude)?, member.name);
        let optional = match (member.required, member.deprecated) {
            (true, _) => ":",
            (false, false) => "?:",
            (false, true) => "?: #[deprecated]",
        };
        // Writing into a string does not fail.
        let _ =
            writeln!(table, "    {write} => {field}{optional} {},", prelude.type_text(&member.parameter())?);
    }
    Ok(table + "}\n\n")
}

/// What the description says of an operation, as data.
fn described(model: &Model, prelude: &Prelude, operation: &Operation) -> syn::Result<String> {
    let (id, method, path) = (&operation.id, operation.method, &operation.path);
    let new = Call {
        method: "operation",
        arguments: vec![quote!(&API), quote!(#id), quote!(#method), quote!(#path)],
    };
    let mut text = format!("    {}", new.text(prelude)?);
    let mut width = text.len();
    for call in options(model, operation) {
        let call = call.text(prelude)?;
        if width + call.len() >= WIDTH {
            text += "\n        ";
            width = 8;
        }
        let _ = write!(text, ".{call}");
        width += call.len() + 1;
    }
    Ok(text + ";\n")
}

/// The methods of the runtime's `Operation` that say what not every operation has.
fn options(model: &Model, operation: &Operation) -> Vec<Call> {
    let security = operation.security.as_ref().map(|alternatives| {
        let alternatives = alternatives.iter().map(|schemes| {
            let schemes = schemes.iter().map(|(scheme, scopes)| quote!((#scheme, &[#(#scopes),*])));
            quote!(&[#(#schemes),*])
        });
        vec![quote!(&[#(#alternatives),*])]
    });
    let envelope = operation.envelope.and_then(|index| model.envelopes.get(index)).map(|envelope| {
        let constant = &envelope.constant;
        vec![quote!(&#constant)]
    });
    let enveloping = if operation.is_success_enveloped { "envelope" } else { "failure_envelope" };
    let rate_limit = operation.rate_limit.map(|(limit, window)| {
        let limit = Literal::u32_unsuffixed(limit);
        vec![quote!(#limit), duration(window)]
    });
    let text = |text: &String| vec![quote!(#text)];
    let statuses = |statuses: &[u16]| {
        let numbers = statuses.iter().map(|status| Literal::u16_unsuffixed(*status));
        (!statuses.is_empty()).then(|| vec![quote!(&[#(#numbers),*])])
    };
    let options = [
        ("security", security),
        (enveloping, envelope),
        ("rate_limit", rate_limit),
        ("accept", operation.accept.as_ref().map(text)),
        ("server", operation.server.as_ref().map(text)),
        ("failures", statuses(&operation.failure_statuses)),
        ("bodiless_failures", statuses(&operation.bodiless_failures)),
    ];
    options
        .into_iter()
        .filter_map(|(method, arguments)| Some(Call { method, arguments: arguments? }))
        .collect()
}

fn duration(window: Duration) -> TokenStream {
    if window.subsec_nanos() == 0 {
        let seconds = Literal::u64_unsuffixed(window.as_secs());
        quote!(::core::time::Duration::from_secs(#seconds))
    } else {
        let millis = Literal::u64_unsuffixed(u64::try_from(window.as_millis()).unwrap_or(u64::MAX));
        quote!(::core::time::Duration::from_millis(#millis))
    }
}

impl Call {
    /// The call in a line of a table, or in several where it is long.
    pub fn text(&self, prelude: &Prelude) -> syn::Result<String> {
        let call = |text: fn(&Prelude, &TokenStream) -> syn::Result<String>| {
            let arguments = self.arguments.iter().map(|argument| text(prelude, argument));
            let arguments = arguments.collect::<syn::Result<Vec<_>>>()?;
            Ok(format!("{}({})", self.method, arguments.join(", ")))
        };
        let line = call(Prelude::expression_text)?;
        if line.len() <= WIDTH { Ok(line) } else { call(Prelude::expression_lines) }
    }
}
