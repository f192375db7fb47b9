//! `types.rs`: structs with their builders, enumerations, aliases.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::lines::WIDTH;
use super::long::each;
use super::prelude::Prelude;
use super::tokens::{self, Scope};
use super::{constants, enumeration, members, union};
use crate::ir::{Additional, Derives, Field, Model, Name, Struct, TypeDef, TypeKind};

pub fn file(model: &Model, prelude: &Prelude) -> syn::Result<String> {
    let types = each(&model.types, |definition| match &definition.kind {
        TypeKind::Struct(structure) => self::structure(model, prelude, definition, structure),
        TypeKind::Enumeration(enumeration) => enumeration::text(prelude, definition, enumeration),
        TypeKind::Union(union) => prelude.formatted(union::items(model, definition, union)),
        TypeKind::Any { .. } => prelude.formatted(any_items(definition)),
        TypeKind::Alias { type_: target, .. } => {
            let docs = tokens::docs(&definition.docs);
            let deprecated = tokens::deprecated(definition.deprecated);
            let name = &definition.name;
            let target = tokens::type_(model, target, Scope::Types);
            prelude.formatted(quote!(#docs #deprecated pub type #name = #target;))
        }
    })?;
    Ok(types.concat())
}

/// A struct with its builder.
fn structure(
    model: &Model,
    prelude: &Prelude,
    definition: &TypeDef,
    structure: &Struct,
) -> syn::Result<String> {
    let (name, builder) = (&definition.name, &structure.builder);
    let (deprecated, derives) =
        (tokens::deprecated(definition.deprecated), derives(definition.derives, false));
    let (mut fields, mut setters) = (String::new(), String::new());
    for field in &structure.fields {
        let type_ = whole_type(model, field);
        fields += &members::field(prelude, &field.docs, field.deprecated, &field.name, &type_)?;
        setters += &setter(model, prelude, name, field)?;
    }
    if let Additional::Keep { field, docs, type_, .. } = &structure.additional {
        let type_ = tokens::type_(model, type_, Scope::Types);
        let type_ = quote!(::hire_runtime::Map<#type_>);
        fields += &members::field(prelude, docs, false, field, &type_)?;
        let docs = format!("    /// Sets [`{name}::{}`].\n", field.plain());
        let store = format!("self.partial.value.{field} = value;");
        setters += &method(&docs, field, &prelude.type_text(&type_)?, &store)?;
    }
    let item = quote!(#deprecated #derives #[non_exhaustive] pub struct #name {});
    let text = members::item(prelude, &definition.docs, item, &fields)?;
    // A derive macro of the prelude may have the name of the type.
    let docs = format!(" Builder of [`struct@{name}`].");
    let builders = prelude.formatted(quote! {
        impl #name {
            #[doc = " Returns a builder."]
            pub fn builder() -> #builder {
                #builder { partial: ::core::default::Default::default() }
            }
        }
        #[doc = #docs]
        #[must_use]
        pub struct #builder {
            partial: ::hire_runtime::Partial<#name>,
        }
    })?;
    let build = prelude.formatted(build(model, definition, structure))?;
    let (head, build) = build.split_once('\n').unwrap_or_default();
    Ok(format!("{text}{builders}{head}\n{setters}{build}"))
}

/// A newtype of any JSON value.
fn any_items(definition: &TypeDef) -> TokenStream {
    let docs = tokens::docs(&definition.docs);
    let deprecated = tokens::deprecated(definition.deprecated);
    let name = &definition.name;
    quote! {
        #docs
        #deprecated
        #[derive(Debug, Clone, PartialEq)]
        pub struct #name(pub ::hire_runtime::Value);
        ::hire_runtime::any_value!(#name);
    }
}

/// The last method of a builder.
fn build(model: &Model, definition: &TypeDef, structure: &Struct) -> TokenStream {
    let (name, builder) = (&definition.name, &structure.builder);
    let defaults: Vec<_> = structure.fields.iter().filter_map(|field| default(model, field)).collect();
    let self_ = if defaults.is_empty() { quote!(self) } else { quote!(mut self) };
    quote! {
        impl #builder {
            #[doc = " Validates and returns the value."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = " All violations, missing properties included."]
            pub fn build(#self_) -> ::core::result::Result<#name, ::hire_runtime::Violations> {
                #(#defaults)*
                self.partial.build()
            }
        }
    }
}

/// A required property that has a default: what is not set is the default.
fn default(model: &Model, field: &Field) -> Option<TokenStream> {
    let default = field.default.as_ref().filter(|_| field.required)?;
    let (name, wire) = (&field.name, &field.wire);
    let value = constants::field(model, field, default);
    Some(quote! {
        if !self.partial.has(#wire) {
            self.partial.set(#wire).#name = #value;
        }
    })
}

fn setter(model: &Model, prelude: &Prelude, owner: &Name, field: &Field) -> syn::Result<String> {
    let (name, wire) = (&field.name, &field.wire);
    let deprecated = if field.deprecated { "    #[deprecated]\n" } else { "" };
    let docs = format!("    /// Sets [`{}::{}`].\n{deprecated}", owner.plain(), name.plain());
    let type_ = tokens::type_(model, &field.type_, Scope::Types);
    let into = tokens::is_made_of_parts(model, &field.type_);
    // The box of a required property is there already.
    let filled = field.pointer.is_box() && field.required && !field.nullable;
    let boxed = |value: TokenStream| if filled { value } else { tokens::boxed(field.pointer, value) };
    let new = tokens::pointer(field.pointer).map(|pointer| quote!(.map(#pointer::new)));
    let (parameter, value) = match (field.nullable, field.required) {
        (false, _) if into => (quote!(impl ::core::convert::Into<#type_>), boxed(quote!(value.into()))),
        (false, _) => (type_, boxed(quote!(value))),
        (true, true) => (tokens::option(&type_), quote!(value #new)),
        (true, false) => {
            let nullable = quote!(impl ::core::convert::Into<::hire_runtime::Nullable<#type_>>);
            (nullable, quote!(value.into() #new))
        }
    };
    let stored =
        if field.nullable || field.required { value } else { quote!(::core::option::Option::Some(#value)) };
    let (box_, stored) = (if filled { "*" } else { "" }, prelude.expression_text(&stored)?);
    let object = if field.required { format!("set({})", Literal::string(wire)) } else { "value".to_owned() };
    let store = format!("{box_}self.partial.{object}.{name} = {stored};");
    method(&docs, name, &prelude.type_text(&parameter)?, &store)
}

/// A method of a builder that stores a value.
fn method(docs: &str, name: &Name, parameter: &str, store: &str) -> syn::Result<String> {
    let mut head = format!("    pub fn {name}(mut self, value: {parameter}) -> Self {{\n");
    if head.len() > WIDTH + 1 {
        head =
            format!("    pub fn {name}(\n        mut self,\n        value: {parameter},\n    ) -> Self {{\n");
    }
    let body = format!("        {store}\n        self\n    }}\n");
    Ok(members::fitted("impl S", format!("{docs}{head}{body}"))? + "\n")
}

/// The type of a value's field, box included.
fn inner_type(model: &Model, field: &Field) -> TokenStream {
    let type_ = tokens::type_(model, &field.type_, Scope::Types);
    tokens::boxed_type(field.pointer, type_)
}

/// The type of a field in the struct.
fn whole_type(model: &Model, field: &Field) -> TokenStream {
    let inner = inner_type(model, field);
    match (field.required, field.nullable) {
        (true, false) => inner,
        (true, true) | (false, false) => tokens::option(&inner),
        (false, true) => quote!(::hire_runtime::Nullable<#inner>),
    }
}

/// What a type derives; those that are objects get `Debug` by table.
pub fn derives(derives: Derives, debug: bool) -> TokenStream {
    let debug = debug.then(|| quote!(Debug,));
    let copy = derives.copy.then(|| quote!(Copy,));
    let eq = derives.eq_and_hash.then(|| quote!(Eq, Hash,));
    quote!(#[derive(#debug Clone, #copy PartialEq, #eq)])
}
