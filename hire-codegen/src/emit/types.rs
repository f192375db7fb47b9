//! `types.rs`: structs with their builders, enumerations, aliases.

use std::ops::Range;

use proc_macro2::TokenStream;
use quote::quote;

use super::long::{each, is_long, joined, parts};
use super::prelude::Prelude;
use super::tokens::{self, Scope};
use super::{constants, enumeration, union};
use crate::ir::{Additional, Derives, Docs, Field, Model, Struct, TypeDef, TypeKind};

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
    let fields = &structure.fields;
    if !is_long(fields.len()) {
        return prelude.formatted(structure_items(model, definition, structure, &(0..fields.len())));
    }
    let written = each(&parts(fields.len()), |part| {
        prelude.formatted(structure_items(model, definition, structure, part))
    })?;
    let is_edge = |line: &str| matches!(line, "pub Edge__: ()," | "const Edge__: () = ();");
    Ok(joined(written.iter().map(String::as_str), is_edge))
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

/// The items of a struct with some of its fields: what marks the ends of these stands around them, if they are not all.
fn structure_items(
    model: &Model,
    definition: &TypeDef,
    structure: &Struct,
    part: &Range<usize>,
) -> TokenStream {
    let some = structure.fields.get(part.clone()).unwrap_or_default();
    let edge = (some.len() < structure.fields.len()).then(|| quote!(pub Edge__: (),));
    let docs = (part.start == 0).then(|| tokens::docs(&definition.docs));
    let deprecated = tokens::deprecated(definition.deprecated);
    let name = &definition.name;
    let builder = &structure.builder;
    let derives = derives(definition.derives, false);
    let fields = some.iter().map(|field| {
        let docs = tokens::docs(&field.docs);
        let deprecated = tokens::deprecated(field.deprecated);
        let field_name = &field.name;
        let type_ = whole_type(model, field);
        quote!(#docs #deprecated pub #field_name: #type_,)
    });
    let additional = additional_field(model, structure).map(|(field, docs, type_)| {
        let docs = tokens::docs(docs);
        quote!(#docs pub #field: #type_,)
    });
    let builder_items = builder_items(model, definition, structure, part);
    quote! {
        #docs
        #deprecated
        #derives
        #[non_exhaustive]
        pub struct #name {
            #edge
            #(#fields)*
            #edge
            #additional
        }
        impl #name {
            #[doc = " Returns a builder."]
            pub fn builder() -> #builder {
                #builder { partial: ::core::default::Default::default() }
            }
        }
        #builder_items
    }
}

fn builder_items(
    model: &Model,
    definition: &TypeDef,
    structure: &Struct,
    part: &Range<usize>,
) -> TokenStream {
    let some = structure.fields.get(part.clone()).unwrap_or_default();
    let edge = (some.len() < structure.fields.len()).then(|| {
        quote!(
            const Edge__: () = ();
        )
    });
    let name = &definition.name;
    let builder = &structure.builder;
    // A derive macro of the prelude may have the same name.
    let docs = format!(" Builder of [`struct@{name}`].");
    let setters = some.iter().map(|field| setter(model, name.plain(), field));
    let additional_setter = additional_field(model, structure).map(|(field, _, type_)| {
        let docs = format!(" Sets [`{name}::{}`].", field.plain());
        quote! {
            #[doc = #docs]
            pub fn #field(mut self, value: #type_) -> Self {
                self.partial.value.#field = value;
                self
            }
        }
    });
    // They stand in one function, with what is around the fields.
    let with_defaults = if part.start == 0 { structure.fields.as_slice() } else { &[] };
    let defaults: Vec<_> = with_defaults.iter().filter_map(|field| default(model, field)).collect();
    let self_ = if defaults.is_empty() { quote!(self) } else { quote!(mut self) };
    quote! {
        #[doc = #docs]
        #[must_use]
        pub struct #builder {
            partial: ::hire_runtime::Partial<#name>,
        }
        impl #builder {
            #edge
            #(#setters)*
            #edge
            #additional_setter
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

fn setter(model: &Model, owner: &str, field: &Field) -> TokenStream {
    let (name, wire) = (&field.name, &field.wire);
    let docs = format!(" Sets [`{owner}::{}`].", name.plain());
    let deprecated = tokens::deprecated(field.deprecated);
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
    let object = if field.required { quote!(set(#wire)) } else { quote!(value) };
    let box_ = filled.then(|| quote!(*));
    quote! {
        #[doc = #docs]
        #deprecated
        pub fn #name(mut self, value: #parameter) -> Self {
            #box_ self.partial.#object.#name = #stored;
            self
        }
    }
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

fn additional_field<'m>(
    model: &Model,
    structure: &'m Struct,
) -> Option<(&'m crate::ir::Name, &'m Docs, TokenStream)> {
    let Additional::Keep { field, docs, type_, .. } = &structure.additional else {
        return None;
    };
    let type_ = tokens::type_(model, type_, Scope::Types);
    Some((field, docs, quote!(::hire_runtime::Map<#type_>)))
}

/// What a type derives; those that are objects get `Debug` by table.
pub fn derives(derives: Derives, debug: bool) -> TokenStream {
    let debug = debug.then(|| quote!(Debug,));
    let copy = derives.copy.then(|| quote!(Copy,));
    let eq = derives.eq_and_hash.then(|| quote!(Eq, Hash,));
    quote!(#[derive(#debug Clone, #copy PartialEq, #eq)])
}
