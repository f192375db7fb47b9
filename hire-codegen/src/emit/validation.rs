//! `validation.rs`: the rules of each type, once for finished values and builders alike.

use proc_macro2::TokenStream;
use quote::quote;

use super::rules::{Base, Writer, local, partial, whole};
use super::tokens::{self, Scope};
use crate::model::{Additional, Field, Model, Operation, Part, Rule, Struct, TypeDef, TypeKind};

pub fn file(model: &Model) -> TokenStream {
    let writer = Writer { model };
    let types: Vec<_> = model
        .types
        .iter()
        .filter_map(|definition| match &definition.kind {
            TypeKind::Struct(structure) if definition.has_rules => Some(ruled(writer, definition, structure)),
            TypeKind::Struct(structure) => Some(free(definition, structure)),
            TypeKind::Any { rules } => Some(any(writer, definition, rules)),
            _ => None,
        })
        .collect();
    let operations: Vec<_> = model.operations.iter().map(|operation| requests(writer, operation)).collect();
    if types.is_empty() && operations.is_empty() {
        return TokenStream::new();
    }
    let text = quote!(#(#types)* #(#operations)*);
    let runtime = if tokens::uses(&text, "Checker") { quote!({Checker, Validate}) } else { quote!(Validate) };
    let types_module = tokens::uses(&text, "types").then(|| {
        quote!(
            use super::types;
        )
    });
    let operations_module = tokens::uses(&text, "operations").then(|| {
        quote!(
            use super::operations;
        )
    });
    quote! {
        use ::hire_runtime::#runtime;
        #operations_module
        #types_module
        #text
    }
}

/// A type whose values are any JSON.
fn any(writer: Writer<'_>, definition: &TypeDef, rules: &[Rule]) -> TokenStream {
    let name = &definition.name;
    if rules.is_empty() {
        return quote!(impl Validate for types::#name {});
    }
    let value = quote!(value);
    let statements = writer.statements(rules, &crate::model::Type::Value, &value, Base::Value(&value));
    quote! {
        impl Validate for types::#name {
            fn check(&self, at: &mut Checker<'_>) {
                let value = &self.0;
                #statements
            }
        }
    }
}

/// A type without rules.
fn free(definition: &TypeDef, structure: &Struct) -> TokenStream {
    let (name, builder) = (&definition.name, &structure.builder);
    quote! {
        impl Validate for types::#name {}
        impl Validate for types::#builder {}
    }
}

fn ruled(writer: Writer<'_>, definition: &TypeDef, structure: &Struct) -> TokenStream {
    let (name, builder) = (&definition.name, &structure.builder);
    let function = &definition.check;
    let fields: Vec<_> = structure
        .fields
        .iter()
        .enumerate()
        .filter(|(index, field)| is_named(structure, *index, field))
        .collect();
    let self_ = quote!(self);
    let parameters = fields.iter().map(|(_, field)| parameter(writer.model, field));
    let wholes = fields.iter().map(|(_, field)| whole(&self_, field));
    let partials = fields.iter().map(|(_, field)| partial(&self_, field));
    let (additional_parameter, additional_argument, additional_check) = additional(writer, structure);
    let checks = structure.fields.iter().filter(|field| !field.rules.is_empty()).map(|field| {
        let (wire, local) = (&field.wire, local(field));
        let seen = if field.nullable { quote!(#local.flatten()) } else { local };
        writer.checked(wire, &seen, &field.rules, &field.type_)
    });
    let own = writer.statements(&structure.rules, &crate::model::Type::Bool, &quote!(self), Base::Locals);
    let many = (fields.len() + usize::from(additional_parameter.is_some()) > 6)
        .then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let docs = format!(" The rules of [`types::{name}`], for a finished value and for its builder alike.");
    quote! {
        impl Validate for types::#name {
            fn check(&self, at: &mut Checker<'_>) {
                #function(at, #(#wholes,)* #additional_argument);
            }
        }
        impl Validate for types::#builder {
            fn check(&self, at: &mut Checker<'_>) {
                #function(at, #(#partials,)* #additional_argument);
            }
        }
        #[doc = #docs]
        #many
        fn #function(at: &mut Checker<'_>, #(#parameters,)* #additional_parameter) {
            #(#checks)*
            #additional_check
            #own
        }
    }
}

fn parameter(model: &Model, field: &Field) -> TokenStream {
    let local = local(field);
    let type_ = tokens::type_(model, &field.type_, Scope::Beside);
    if field.nullable { quote!(#local: Option<Option<&#type_>>) } else { quote!(#local: Option<&#type_>) }
}

/// Additional properties: the parameter, its argument and its check.
fn additional(
    writer: Writer<'_>,
    structure: &Struct,
) -> (Option<TokenStream>, Option<TokenStream>, Option<TokenStream>) {
    let Additional::Keep { field, type_, rules } = &structure.additional else {
        return (None, None, None);
    };
    if rules.is_empty() {
        return (None, None, None);
    }
    let value = tokens::type_(writer.model, type_, Scope::Beside);
    let closure = writer.closure(rules, type_);
    (
        Some(quote!(#field: &::hire_runtime::Map<#value>)),
        Some(quote!(&self.#field)),
        Some(quote!(at.entries(#field, #closure);)),
    )
}

/// Whether a field has rules, or a rule of the object names it.
fn is_named(structure: &Struct, index: usize, field: &Field) -> bool {
    !field.rules.is_empty() || structure.rules.iter().any(|rule| names(rule, index))
}

fn names(rule: &Rule, index: usize) -> bool {
    let any = |rules: &[Rule]| rules.iter().any(|rule| names(rule, index));
    match rule {
        Rule::Required { field, .. } | Rule::Property { field, .. } => *field == index,
        Rule::AnyOf { branches, .. } | Rule::OneOf { branches, .. } => {
            branches.iter().any(|branch| any(branch))
        }
        Rule::Not { rules, .. } => any(rules),
        Rule::If { condition, then, otherwise } => any(condition) || any(then) || any(otherwise),
        _ => false,
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
    let inputs: Vec<_> = inputs.collect();
    if inputs.is_empty() && body.is_none() {
        return quote!(impl Validate for operations::#name {});
    }
    quote! {
        impl Validate for operations::#name {
            fn check(&self, at: &mut Checker<'_>) {
                #(#inputs)*
                #body
            }
        }
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
