//! `wire.rs`: how objects are read and written, as tables.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens as _, quote};

use super::union;
use crate::model::{Additional, Model, Struct, TypeDef, TypeKind};

pub fn file(model: &Model) -> TokenStream {
    let objects: Vec<_> = model
        .types
        .iter()
        .filter_map(|definition| match &definition.kind {
            TypeKind::Struct(structure) => Some(object(model, definition, structure)),
            TypeKind::Union(union) => Some(union::table(model, definition, union)),
            _ => None,
        })
        .collect();
    if objects.is_empty() {
        return TokenStream::new();
    }
    let (objects_use, unions_use) = (object_imports(model), union::imports(model));
    quote! {
        #objects_use
        #unions_use
        use super::types;
        #(#objects)*
    }
}

fn object_imports(model: &Model) -> Option<TokenStream> {
    let objects = model.types.iter().any(|definition| matches!(definition.kind, TypeKind::Struct(_)));
    objects.then(|| {
        quote! {
            use ::hire_runtime::serde::de::MapAccess;
            use ::hire_runtime::serde::ser::SerializeMap;
            use ::hire_runtime::{Member, Missing, Object, ObjectWriter};
        }
    })
}

fn object(model: &Model, definition: &TypeDef, structure: &Struct) -> TokenStream {
    let name = &definition.name;
    let builder = &structure.builder;
    let wire = &structure.wire;
    let names = structure.fields.iter().map(|field| &field.wire);
    let additional = additional(model, structure);
    let set = set(structure, builder);
    let missing = missing(structure, builder);
    let finish = finish(structure, builder);
    let write = write(structure);
    quote! {
        impl Object for types::#name {
            type Partial = types::#builder;
            const NAME: &'static str = #wire;
            const PROPERTIES: &'static [&'static str] = &[#(#names),*];
            #additional
            #set
            #missing
            #finish
            #write
        }
        ::hire_runtime::object!(types::#name, types::#builder);
    }
}

fn additional(_model: &Model, structure: &Struct) -> Option<TokenStream> {
    match &structure.additional {
        Additional::Ignore => None,
        Additional::Refuse => Some(quote! {
            const ADDITIONAL: ::hire_runtime::Additional = ::hire_runtime::Additional::Refuse;
        }),
        Additional::Keep { field, .. } => {
            let builder = &structure.builder;
            Some(quote! {
                const ADDITIONAL: ::hire_runtime::Additional = ::hire_runtime::Additional::Keep;
                fn set_additional<'de, A: MapAccess<'de>>(
                    partial: &mut types::#builder,
                    name: String,
                    member: Member<'_, A>,
                ) -> Result<(), A::Error> {
                    member.read_into_map(&mut partial.#field, name)
                }
            })
        }
    }
}

fn set(structure: &Struct, builder: &crate::model::Name) -> TokenStream {
    let arms = structure.fields.iter().enumerate().map(|(index, field)| {
        let index = Literal::usize_unsuffixed(index);
        let field = &field.name;
        quote!(#index => member.read(&mut partial.#field),)
    });
    if structure.fields.is_empty() {
        return quote! {
            fn set<'de, A: MapAccess<'de>>(
                _: &mut types::#builder,
                _: usize,
                member: Member<'_, A>,
            ) -> Result<(), A::Error> {
                member.skip()
            }
        };
    }
    quote! {
        fn set<'de, A: MapAccess<'de>>(
            partial: &mut types::#builder,
            index: usize,
            member: Member<'_, A>,
        ) -> Result<(), A::Error> {
            match index {
                #(#arms)*
                _ => member.skip(),
            }
        }
    }
}

fn missing(structure: &Struct, builder: &crate::model::Name) -> TokenStream {
    let checks: Vec<_> = structure
        .fields
        .iter()
        .filter(|field| field.required)
        .map(|field| {
            let (name, wire) = (&field.name, &field.wire);
            quote!(missing.unless(partial.#name.is_some(), #wire);)
        })
        .collect();
    if checks.is_empty() {
        return quote!(fn missing(_: &types::#builder, _: &mut Missing<'_>) {});
    }
    quote! {
        fn missing(partial: &types::#builder, missing: &mut Missing<'_>) {
            #(#checks)*
        }
    }
}

fn finish(structure: &Struct, builder: &crate::model::Name) -> TokenStream {
    let required: Vec<_> = structure.fields.iter().filter(|field| field.required).collect();
    let mut fields: Vec<_> = structure
        .fields
        .iter()
        .map(|field| {
            let name = &field.name;
            match (field.required, required.len()) {
                (false, _) => quote!(#name: partial.#name),
                (true, 1) => quote!(#name: partial.#name?),
                (true, _) if name.plain() == "partial" => quote!(#name: partial_),
                (true, _) => quote!(#name),
            }
        })
        .collect();
    if let Additional::Keep { field, .. } = &structure.additional {
        fields.push(quote!(#field: partial.#field));
    }
    // One way out for all of them.
    let present = (required.len() > 1).then(|| {
        let names = required.iter().map(|field| &field.name);
        let locals = required.iter().map(|field| match field.name.plain() {
            "partial" => quote!(partial_),
            _ => field.name.to_token_stream(),
        });
        quote! {
            let (#(Some(#locals)),*) = (#(partial.#names),*) else { return None };
        }
    });
    let partial = if fields.is_empty() { quote!(_) } else { quote!(partial) };
    quote! {
        fn finish(#partial: types::#builder) -> Option<Self> {
            #present
            Some(Self { #(#fields),* })
        }
    }
}

fn write(structure: &Struct) -> TokenStream {
    let mut calls: Vec<_> = structure
        .fields
        .iter()
        .map(|field| {
            let (name, wire) = (&field.name, &field.wire);
            match (field.required, field.nullable) {
                (true, _) => quote!(object.required(#wire, &self.#name);),
                (false, false) => quote!(object.optional(#wire, &self.#name);),
                (false, true) => quote!(object.nullable(#wire, &self.#name);),
            }
        })
        .collect();
    if let Additional::Keep { field, .. } = &structure.additional {
        calls.push(quote!(object.additional(&self.#field);));
    }
    if calls.is_empty() {
        return quote!(
            fn write<M: SerializeMap>(&self, _: &mut ObjectWriter<M>) {}
        );
    }
    quote! {
        fn write<M: SerializeMap>(&self, object: &mut ObjectWriter<M>) {
            #(#calls)*
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::emit::tokens::spaced;

    #[test]
    fn items_stand_apart() {
        let solid = "struct A {\n    a: u8,\n}\nimpl A {\n    fn a() {\n    }\n    fn b() {}\n}\n";
        let apart = "struct A {\n    a: u8,\n}\n\nimpl A {\n    fn a() {\n    }\n\n    fn b() {}\n}\n";
        assert_eq!(spaced(solid), apart);
    }
}
