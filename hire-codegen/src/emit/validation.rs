//! `validation.rs`: the rules of each type.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::rules::{Base, Seen, Writer, are_inherent, local, own};
use super::union;
use super::{formatted, tokens};
use crate::model::{Additional, Model, Name, Operation, Part, Rule, Struct, Type, TypeDef, TypeKind};

pub fn file(model: &Model) -> syn::Result<String> {
    let writer = Writer { model };
    let types = model.types.iter().filter_map(|definition| match &definition.kind {
        TypeKind::Struct(structure) if definition.has_rules => Some(ruled(writer, definition, structure)),
        TypeKind::Struct(_) => Some(free(definition)),
        TypeKind::Union(union) => union::rules(writer, definition, union),
        TypeKind::Any { rules } => Some(any(writer, definition, rules)),
        TypeKind::Alias { type_, rules } if definition.has_rules => {
            Some(alias(writer, definition, type_, rules))
        }
        _ => None,
    });
    let operations = model.operations.iter().map(|operation| requests(writer, operation));
    let (mut text, mut used) = (String::new(), Used::default());
    for items in types.chain(operations) {
        used.look_at(&items);
        text += &formatted(items)?;
    }
    if !used.anything {
        return Ok(String::new());
    }
    let patterns = model.patterns.iter().filter(|(_, name)| used.names.contains(name.as_str()));
    let patterns: Vec<_> =
        patterns.map(|(pattern, name)| quote!(static #name: Pattern = Pattern::new(#pattern);)).collect();
    let validates = used.names.contains("Validate") || used.names.contains("check");
    let names = [
        used.paths.contains("AnyValue").then(|| quote!(AnyValue)),
        used.paths.contains("Checker").then(|| quote!(Checker)),
        (!patterns.is_empty()).then(|| quote!(Pattern)),
        validates.then(|| quote!(Validate)),
    ];
    let names: Vec<_> = names.into_iter().flatten().collect();
    let runtime = match names.as_slice() {
        [] => quote!(),
        [name] => quote!(use ::hire_runtime::#name;),
        names => quote!(use ::hire_runtime::{#(#names),*};),
    };
    let types_module = used.paths.contains("types").then(|| {
        quote!(
            use super::types;
        )
    });
    let operations_module = used.paths.contains("operations").then(|| {
        quote!(
            use super::operations;
        )
    });
    let head = formatted(quote! {
        #runtime
        #operations_module
        #types_module
        #(#patterns)*
    })?;
    Ok(head + &text)
}

/// What items use, so that nothing is imported in vain.
#[derive(Default)]
struct Used {
    anything: bool,
    /// What occurs anywhere.
    names: BTreeSet<String>,
    /// Which of [`PATHS`] occur as types, traits or modules.
    paths: BTreeSet<&'static str>,
}

/// What is imported where it is used, and may be the name of something else.
const PATHS: [&str; 4] = ["AnyValue", "Checker", "operations", "types"];

impl Used {
    fn look_at(&mut self, items: &TokenStream) {
        self.anything = true;
        tokens::identifiers(items, &mut self.names);
        self.paths.extend(PATHS.iter().filter(|path| tokens::uses(items, path)));
    }
}

/// A type whose values are any JSON.
fn any(writer: Writer<'_>, definition: &TypeDef, rules: &[Rule]) -> TokenStream {
    let name = &definition.name;
    if rules.is_empty() {
        return quote!(impl AnyValue for types::#name {});
    }
    let value = quote!(value);
    let statements = writer.statements(rules, &crate::model::Type::Value, &value, Base::Value(&value));
    let value = tokens::parameter("value", &statements);
    quote! {
        impl AnyValue for types::#name {
            fn check_value(#value: &::hire_runtime::Value, at: &mut Checker<'_>) {
                #statements
            }
        }
    }
}

/// A function for what is of a type that has fewer rules, or none.
fn checked(
    writer: Writer<'_>,
    docs: &str,
    function: &Name,
    whole: &TokenStream,
    optional: bool,
    (type_, rules): (&Type, &[Rule]),
) -> TokenStream {
    let value = quote!(value);
    let (inner, nullable) = match type_ {
        Type::Nullable(inner) => (&**inner, true),
        other => (other, optional),
    };
    let statements = writer.statements(rules, inner, &value, Base::Value(&value));
    let inner = tokens::parameter("value", &statements);
    let statements = if nullable { quote!(if let Some(#inner) = value { #statements }) } else { statements };
    let value = tokens::parameter("value", &statements);
    quote! {
        #[doc = #docs]
        pub fn #function(at: &mut Checker<'_>, #value: &#whole) {
            #statements
        }
    }
}

/// A component that is another name of a type.
fn alias(writer: Writer<'_>, definition: &TypeDef, type_: &Type, rules: &[Rule]) -> TokenStream {
    let name = &definition.name;
    let docs = format!(" The rules of [`types::{name}`].");
    checked(writer, &docs, &definition.check, &quote!(types::#name), false, (type_, rules))
}

/// What an operation answers.
fn answer(writer: Writer<'_>, operation: &Operation) -> Option<TokenStream> {
    let output = &operation.output;
    let (type_, (function, rules)) = (output.type_.as_ref()?, output.check.as_ref()?);
    let docs = format!(" The rules of what [`operations::{}`] answers.", operation.name);
    let whole = super::operations::output(writer.model, output);
    Some(checked(writer, &docs, function, &whole, output.optional, (type_, rules)))
}

/// A type without rules.
fn free(definition: &TypeDef) -> TokenStream {
    let name = &definition.name;
    quote!(impl Validate for types::#name {})
}

fn ruled(writer: Writer<'_>, definition: &TypeDef, structure: &Struct) -> TokenStream {
    let name = &definition.name;
    let checks = structure.fields.iter().filter(|field| !field.rules.is_empty()).map(|field| {
        let (name, wire) = (&field.name, &field.wire);
        if are_inherent(&field.rules, &field.type_) {
            return quote!(at.nested(#wire, &self.#name););
        }
        let chain = writer.chain(field);
        chain.unwrap_or_else(|| writer.checked(wire, &Seen::own(field), &field.rules, &field.type_))
    });
    let additional = additional(writer, structure);
    let together = writer.statements(&structure.rules, &Type::Bool, &quote!(self), Base::Locals);
    let mut named = BTreeSet::new();
    structure.rules.iter().for_each(|rule| names(rule, &mut named));
    let mut mentioned = BTreeSet::new();
    tokens::identifiers(&together, &mut mentioned);
    let locals = structure.fields.iter().enumerate().filter_map(|(index, field)| {
        let (local, seen) = (local(field), own(field));
        let used = named.contains(&index) && mentioned.contains(&local.to_string());
        used.then(|| quote!(let #local = #seen;))
    });
    let statements = quote!(#(#checks)* #additional #(#locals)* #together);
    let at = tokens::parameter("at", &statements);
    quote! {
        impl Validate for types::#name {
            fn check(&self, #at: &mut Checker<'_>) {
                #statements
            }
        }
    }
}

/// Additional properties.
fn additional(writer: Writer<'_>, structure: &Struct) -> Option<TokenStream> {
    let Additional::Keep { field, type_, rules, docs: _ } = &structure.additional else {
        return None;
    };
    if rules.is_empty() {
        return None;
    }
    let (map, value) = (Type::Map(Box::new(type_.clone())), quote!(&self.#field));
    Some(writer.statements(rules, &map, &value, Base::Value(&value)))
}

/// Adds the fields that a rule names.
fn names(rule: &Rule, fields: &mut BTreeSet<usize>) {
    let mut all = |rules: &[Rule]| rules.iter().for_each(|rule| names(rule, fields));
    match rule {
        Rule::Required { field, .. } | Rule::Property { field, .. } => {
            fields.insert(*field);
        }
        Rule::AnyOf { branches, .. } | Rule::OneOf { branches, .. } => {
            for branch in branches {
                all(branch);
            }
        }
        Rule::Not { rules, .. } => all(rules),
        Rule::If { condition, then, otherwise } => {
            all(condition);
            all(then);
            all(otherwise);
        }
        _ => {}
    }
}

/// A request: its parameters, then its body.
fn requests(writer: Writer<'_>, operation: &Operation) -> TokenStream {
    let name = &operation.name;
    let inputs = operation.inputs.iter().filter(|input| !input.rules.is_empty()).map(|input| {
        let (field, wire) = (&input.name, &input.wire);
        let part = part(input.part);
        let seen = if input.required { quote!(Some(&self.#field)) } else { quote!(self.#field.as_ref()) };
        let closure = writer.closure(&input.rules, &input.type_);
        quote!(at.parameter(#part, #wire, #seen, #closure);)
    });
    let body = operation.body.as_ref().filter(|body| !body.rules.is_empty()).map(|body| {
        let field = &body.name;
        let value = quote!(body);
        let inner = match &body.type_ {
            crate::model::Type::Nullable(inner) => inner,
            other => other,
        };
        let statements = writer.statements(&body.rules, inner, &value, Base::Value(&value));
        let nullable = inner != &body.type_;
        match (body.required, nullable) {
            (true, false) => match body.rules.as_slice() {
                [Rule::Nested(_)] => quote!(self.#field.check(at);),
                _ => quote! { let body = &self.#field; #statements },
            },
            (false, true) => quote!(if let Some(Some(body)) = &self.#field { #statements }),
            _ => quote!(if let Some(body) = &self.#field { #statements }),
        }
    });
    let answer = answer(writer, operation);
    let inputs: Vec<_> = inputs.collect();
    if inputs.is_empty() && body.is_none() {
        return quote! {
            impl Validate for operations::#name {}
            #answer
        };
    }
    quote! {
        impl Validate for operations::#name {
            fn check(&self, at: &mut Checker<'_>) {
                #(#inputs)*
                #body
            }
        }
        #answer
    }
}

/// The runtime's name of a part of a request.
pub fn part(part: Part) -> TokenStream {
    match part {
        Part::Path => quote!(::hire_runtime::Part::Path),
        Part::Query => quote!(::hire_runtime::Part::Query),
        Part::Header => quote!(::hire_runtime::Part::Header),
        Part::Cookie => quote!(::hire_runtime::Part::Cookie),
    }
}
