//! `wire.rs`: how objects are read and written, as tables.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::union;
use crate::model::{Additional, Field, Model, Struct, TypeDef, TypeKind};

pub fn file(model: &Model) -> TokenStream {
    let objects: Vec<_> = model
        .types
        .iter()
        .filter_map(|definition| match &definition.kind {
            TypeKind::Struct(structure) => Some(object(definition, structure)),
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
            use ::hire_runtime::{Blank, Member, Object, ObjectWriter};
        }
    })
}

fn object(definition: &TypeDef, structure: &Struct) -> TokenStream {
    let name = &definition.name;
    let wire = &structure.wire;
    let names = structure.fields.iter().map(|field| &field.wire);
    let required = structure.fields.iter().enumerate().filter(|(_, field)| field.required);
    let required = required.map(|(index, _)| Literal::usize_unsuffixed(index));
    let blank = blank(structure);
    let additional = additional(structure);
    let read = read(structure);
    let write = write(structure);
    quote! {
        impl Blank for types::#name {
            fn blank() -> Self {
                #blank
            }
        }
        impl Object for types::#name {
            const NAME: &'static str = #wire;
            const PROPERTIES: &'static [&'static str] = &[#(#names),*];
            const REQUIRED: &'static [usize] = &[#(#required),*];
            #additional
            #read
            #write
        }
        ::hire_runtime::object!(types::#name);
    }
}

fn blank(structure: &Struct) -> TokenStream {
    let mut fields: Vec<_> = structure
        .fields
        .iter()
        .map(|field| {
            let name = &field.name;
            if field.required || field.nullable { quote!(#name: Blank::blank()) } else { quote!(#name: None) }
        })
        .collect();
    if let Additional::Keep { field, .. } = &structure.additional {
        fields.push(quote!(#field: Blank::blank()));
    }
    quote!(Self { #(#fields),* })
}

fn additional(structure: &Struct) -> Option<TokenStream> {
    match &structure.additional {
        Additional::Ignore => None,
        Additional::Refuse => Some(quote! {
            const ADDITIONAL: ::hire_runtime::Additional = ::hire_runtime::Additional::Refuse;
        }),
        Additional::Keep { field, .. } => Some(quote! {
            const ADDITIONAL: ::hire_runtime::Additional = ::hire_runtime::Additional::Keep;
            fn read_additional<'de, A: MapAccess<'de>>(
                &mut self,
                name: String,
                member: Member<'_, A>,
            ) -> Result<(), A::Error> {
                member.read_into_map(&mut self.#field, name)
            }
        }),
    }
}

fn read(structure: &Struct) -> TokenStream {
    let arms = structure.fields.iter().enumerate().map(|(index, field)| {
        let index = Literal::usize_unsuffixed(index);
        let (name, presence) = (&field.name, presence(field));
        quote!(#index => member.#presence(&mut self.#name),)
    });
    if structure.fields.is_empty() {
        return quote! {
            fn read<'de, A: MapAccess<'de>>(
                &mut self,
                _: usize,
                member: Member<'_, A>,
            ) -> Result<(), A::Error> {
                member.skip()
            }
        };
    }
    quote! {
        fn read<'de, A: MapAccess<'de>>(
            &mut self,
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

/// The method of the runtime that reads or writes a property.
fn presence(field: &Field) -> Ident {
    match (field.required, field.nullable) {
        (true, _) => format_ident!("required"),
        (false, false) => format_ident!("optional"),
        (false, true) => format_ident!("nullable"),
    }
}

fn write(structure: &Struct) -> TokenStream {
    let mut calls: Vec<_> = structure
        .fields
        .iter()
        .map(|field| {
            let (name, wire, presence) = (&field.name, &field.wire, presence(field));
            quote!(object.#presence(#wire, &self.#name);)
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
